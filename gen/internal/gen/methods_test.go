package main

import (
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/gen/internal/document"
	"github.com/twilio-serverless/twilio-serverless-go/internal/english"
)

// TestMethods_filters gives ListBuild one filter of each kind that a contract can have.
func TestMethods_filters(t *testing.T) {
	t.Parallel()
	contract, err := document.Load("../../../openapi")
	require.NoError(t, err)
	filter := func(name string, schema *openapi3.SchemaRef) *openapi3.Parameter {
		return &openapi3.Parameter{Name: name, In: "query", Description: "Only some.", Schema: schema}
	}
	typed := func(kind string) *openapi3.Schema { return &openapi3.Schema{Type: &openapi3.Types{kind}} }
	status, sid, date := typed("string"), typed("string"), typed("string")
	status.Enum = []any{"building", "completed", "failed"}
	sid.Pattern, date.Format = "^ZH[0-9a-fA-F]{32}$", "date-time"
	for _, op := range contract.Operations {
		if op.OperationID == "ListBuild" {
			op.Query = append(op.Query,
				filter("Status", &openapi3.SchemaRef{Ref: "#/components/schemas/BuildState", Value: status}),
				filter("Kind", &openapi3.SchemaRef{Value: status}),
				filter("FunctionSid", &openapi3.SchemaRef{Ref: "#/components/schemas/FunctionSid", Value: sid}),
				filter("CreatedAfter", &openapi3.SchemaRef{Value: date}),
				filter("Live", &openapi3.SchemaRef{Value: typed("boolean")}),
				filter("Least", &openapi3.SchemaRef{Value: typed("integer")}),
				filter("Runtime", &openapi3.SchemaRef{Value: typed("string")}),
			)
		}
	}
	for _, op := range contract.Operations { // a body, a path and a query at once
		if op.OperationID == "UpdateService" {
			op.Extensions["x-go-method"] = "ChangeService"
			needed := filter("FunctionSid", &openapi3.SchemaRef{Ref: "#/components/schemas/FunctionSid", Value: sid})
			needed.Required = true
			op.Query = append(op.Query, needed, filter("Live", &openapi3.SchemaRef{Value: typed("boolean")}))
		}
	}
	code, err := methods(contract)
	require.NoError(t, err, "it is Go")
	for _, want := range []string{
		"Status serverless.BuildState\n", "Kind serverless.ListBuildParamsKind\n", "FunctionSID string\n",
		"CreatedAfter time.Time\n", "Live *bool\n", "Least int\n", "Runtime string\n",
		"if !o.Status.Valid() {\n", `Want: "building, completed or failed"`,
		`checkArg("ListBuild", arg{"FunctionSid", o.FunctionSID, functionSID})`,
		"if !o.CreatedAfter.IsZero() {\n", "query.Live = o.Live\n", "if o.Least != 0 {\n",
		"query.Runtime = &o.Runtime\n",
		"type ChangeServiceOptions struct {\n", "in serverless.UpdateServiceRequest, opts *ChangeServiceOptions,\n",
		"invalid := check(\"UpdateService\", service)\n", "if invalid != nil {\n\t\treturn nil, invalid\n",
		"query.FunctionSID = o.FunctionSID\n", "c.wire().UpdateServiceWithFormdataBody(ctx, service, &query, in)\n",
	} {
		assert.Contains(t, code, want)
	}
}

// TestMethods_unknownBody: what the generator does not know it says, with what to do.
func TestMethods_unknownBody(t *testing.T) {
	t.Parallel()
	contract, err := document.Load("../../../openapi")
	require.NoError(t, err)
	for _, op := range contract.Operations {
		if op.OperationID == "CreateBuild" {
			op.RequestBody.Value.Content["application/json"] = op.RequestBody.Value.Content["application/x-www-form-urlencoded"]
			delete(op.RequestBody.Value.Content, "application/x-www-form-urlencoded")
		}
	}
	_, err = methods(contract)
	require.ErrorContains(t, err, "CreateBuild: its body is no form: write its method by hand")
}

func TestNames(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "BuildSID", goName("BuildSid"))
	assert.Equal(t, "FunctionVersions", goName("function_versions"))
	assert.Equal(t, "NextPageURL", goName("next_page_url"))
	assert.Equal(t, "fetches a Build.", thirdPerson("Fetch a Build."))
	assert.Equal(t, "an Asset SID", english.A("Asset SID"))
	assert.Equal(t, "building, completed or failed", choice([]any{"building", "completed", "failed"}))
	assert.Equal(t, "one", choice([]any{"one"}))
}

// TestMethodName_isOfItsOwn: a list below a heading that is about something else must not take the name of that list.
func TestMethodName_isOfItsOwn(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ id, tag, want string }{
		{"ListBuild", "Builds", "ListBuilds"},
		{"ListFunctionVersion", "Function Versions", "ListFunctionVersions"},
		{"ListEnvironmentDomain", "Environments", "ListEnvironmentDomains"},
		{"ListBuildDependency", "Builds", "ListBuildDependencies"},
		{"FetchBuild", "Builds", "FetchBuild"},
	} {
		op := &document.Operation{Operation: &openapi3.Operation{OperationID: tt.id, Tags: []string{tt.tag}}}
		assert.Equal(t, tt.want, methodName(op))
	}
}
