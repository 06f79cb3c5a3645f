package openapi_test

import (
	"strings"
)

// mutation breaks a document so that one rule must complain about one place.
type mutation struct {
	rule   string
	name   string
	place  string // part of a place that the rule must name
	breaks func(*contract)
}

func (m mutation) expects(place string) bool { return strings.Contains(place, m.place) }

const (
	services = "serverless.yaml#/paths/~1v1~1Services"
	builds   = "serverless.yaml#/paths/~1v1~1Services~1{ServiceSid}~1Builds"
	schemas  = "serverless.yaml#/components/schemas/"
	upload   = "upload.yaml#/paths/~1v1~1Services~1{ServiceSid}~1Functions~1{FunctionSid}~1Versions/post"
)

// set returns a mutation that writes a value at a pointer.
func set(pointer string, value any) func(*contract) {
	return func(c *contract) { c.at(pointer).set(value) }
}

// drop returns a mutation that deletes what a pointer names, and panics when there is nothing.
func drop(pointer string) func(*contract) { return set(pointer, nil) }

func mutations() []mutation {
	form := "/requestBody/content/application~1x-www-form-urlencoded"
	answer := "/content/application~1json"
	return []mutation{
		{"documents are valid OpenAPI", "reference to nothing", "serverless.yaml#",
			set(schemas+"Build/properties/sid/$ref", "#/components/schemas/Nothing")},
		{"documents are valid OpenAPI", "example of a parameter that breaks its schema", "serverless.yaml#",
			set("serverless.yaml#/components/parameters/BuildSidAsSid/example", "no-sid")},
		{"path parameter has an example", "no example", "BuildSidAsSid/example",
			drop("serverless.yaml#/components/parameters/BuildSidAsSid/example")},
		{"documents are valid OpenAPI", "unknown type", "serverless.yaml#",
			set(schemas+"Service/properties/domain_base/type", "text")},
		{"documents are valid OpenAPI", "example of the wrong type", "serverless.yaml#",
			set("serverless.yaml#/components/examples/Service/value/sid", 1)},
		{"version is 3.0.3", "3.1", "upload.yaml#/openapi", set("upload.yaml#/openapi", "3.1.0")},
		{"one https server per document", "server of a path", services + "/servers",
			set(services+"/servers", []any{map[string]any{"url": "https://example.com"}})},
		{"one https server per document", "plain http", "upload.yaml#/servers",
			set("upload.yaml#/servers", []any{map[string]any{"url": "http://serverless-upload.twilio.com"}})},
		{"basic auth on everything", "open operation", services + "/get/security",
			set(services+"/get/security", []any{})},
		{"basic auth on everything", "open document", "upload.yaml#/security", drop("upload.yaml#/security")},
		{"component is used", "schema", schemas + "Stray", set(schemas+"Stray", map[string]any{"type": "string"})},
		{"component is used", "example", "upload.yaml#/components/examples/Stray",
			set("upload.yaml#/components/examples/Stray", map[string]any{"value": 1})},
		{"schema has a description", "removed", schemas + "Build", drop(schemas + "Build/description")},
		{"no tabs, no trailing spaces", "tab", "upload.yaml# line 1",
			func(c *contract) { c.text["upload.yaml"] = "\topenapi: 3.0.3" }},
		{"no tabs, no trailing spaces", "space", "upload.yaml# line 2",
			func(c *contract) { c.text["upload.yaml"] = "openapi: 3.0.3\ninfo: \n" }},

		{"operationId is verb and noun", "another verb", services + "/get/operationId",
			set(services+"/get/operationId", "GetServices")},
		{"operationId is unique over both documents", "over the documents", "upload.yaml#",
			set(upload+"/operationId", "ListService")},
		{"exactly the known operations", "deleted", "missing: CreateBuild", drop(builds + "/post")},
		{"exactly the known operations", "upload deleted", "missing: CreateFunctionVersion", drop(upload)},
		{"exactly the known operations", "invented", "not a known operation: FetchDomain",
			set(services+"/put", map[string]any{"operationId": "FetchDomain"})},
		{"verb fits the method", "PUT", services + "/put",
			set(services+"/put", map[string]any{"operationId": "UpdateService"})},
		{"operation has a summary and one declared tag", "no summary", builds + "/get/summary",
			drop(builds + "/get/summary")},
		{"operation has a summary and one declared tag", "unknown tag", builds + "/get/tags",
			set(builds+"/get/tags", []any{"Bilds"})},
		{"x-source is a page of www.twilio.com", "missing", builds + "/get/x-source", drop(builds + "/get/x-source")},
		{"x-source is a page of www.twilio.com", "another site", schemas + "Build/x-source",
			set(schemas+"Build/x-source", "https://example.com/docs/x")},
		{"errors are described", "no 429", upload + "/responses/429", drop(upload + "/responses/429")},
		{"errors are described", "no 5XX", builds + "/get/responses/5XX", drop(builds + "/get/responses/5XX")},
		{"no default response", "added", services + "/get/responses/default",
			set(services+"/get/responses/default", map[string]any{"description": "x"})},
		{"success status fits the verb", "create with 200", builds + "/post/responses", func(c *contract) {
			c.at(builds + "/post/responses/200").set(c.at(builds + "/post/responses/201").value)
			c.at(builds + "/post/responses/201").set(nil)
		}},
		{"success status fits the verb", "second success", builds + "/get/responses",
			set(builds+"/get/responses/206", map[string]any{"description": "x"})},
		{"success status fits the verb", "delete with a body", "204/content",
			set(services+"~1{Sid}/delete/responses/204/content", map[string]any{"application/json": map[string]any{}})},
		{"no CORS headers", "added", "Access-Control-Allow-Origin",
			set(builds+"/get/responses/200/headers/Access-Control-Allow-Origin", map[string]any{})},
		{"path parameter is required and bounded", "optional", "parameters/BuildSidAsSid",
			set("serverless.yaml#/components/parameters/BuildSidAsSid/required", false)},
		{"path parameter is required and bounded", "without pattern", "parameters/ServiceSidPath",
			drop("serverless.yaml#/components/parameters/ServiceSidPath/schema/pattern")},
		{"path parameter is required and bounded", "undeclared", "no ServiceSid",
			set(builds+"/post/parameters", []any{})},
		{"list takes the three page parameters", "dropped", "no PageToken",
			set(services+"/get/parameters", []any{map[string]any{"name": "PageSize"}, map[string]any{"name": "Page"}})},
		{"query parameter is bounded", "PageSize without maximum", "parameters/PageSize/schema",
			drop("serverless.yaml#/components/parameters/PageSize/schema/maximum")},
		{"query parameter is bounded", "plain text", services + "/get/parameters/0/schema", func(c *contract) {
			parameters := c.at(services + "/get/parameters")
			parameters.set(append([]any{map[string]any{
				"name": "Status", "in": "query", "schema": map[string]any{"type": "string"},
			}}, parameters.value.([]any)...))
		}},
		{"query parameter is bounded", "date without format", "parameters/LogEndDate/schema",
			drop("serverless.yaml#/components/parameters/LogEndDate/schema/format")},

		{"request content type fits the host", "JSON", builds + "/post/requestBody",
			set(builds+"/post/requestBody/content/application~1json", map[string]any{})},
		{"request content type fits the host", "body of a fetch", services + "/get/requestBody/content",
			set(services+"/get/requestBody/content", map[string]any{"text/plain": map[string]any{}})},
		{"requestBody says whether it is required", "unsaid", builds + "/post/requestBody/required",
			drop(builds + "/post/requestBody/required")},
		{"requestBody says whether it is required", "optional with required fields",
			services + "/post/requestBody/required", set(services+"/post/requestBody/required", false)},
		{"form array is encoded as repeated keys", "no encoding", "encoding/FunctionVersions",
			drop(builds + "/post" + form + "/encoding/FunctionVersions")},
		{"form array is encoded as repeated keys", "joined by commas", "encoding/AssetVersions",
			set(builds+"/post"+form+"/encoding/AssetVersions/explode", false)},
		{"form array is encoded as repeated keys", "of nothing", "encoding/Version",
			set(builds+"/post"+form+"/encoding/Version", map[string]any{"style": "form", "explode": true})},
		{"form field is a text, number, boolean or an array of them", "object",
			schemas + "CreateBuildRequest/properties/Dependencies",
			set(schemas+"CreateBuildRequest/properties/Dependencies/type", "object")},
		{"form field is a text, number, boolean or an array of them", "array of objects",
			schemas + "CreateBuildRequest/properties/AssetVersions",
			set(schemas+"CreateBuildRequest/properties/AssetVersions/items", map[string]any{"type": "object"})},
		{"request schema is closed", "opened", schemas + "CreateBuildRequest",
			drop(schemas + "CreateBuildRequest/additionalProperties")},
		{"request schema is closed", "upload opened", "CreateAssetVersionRequest",
			drop("upload.yaml#/components/schemas/CreateAssetVersionRequest/additionalProperties")},
		{"response schema is open and says what is always there", "closed", schemas + "Build/additionalProperties",
			set(schemas+"Build/additionalProperties", false)},
		{"response schema is open and says what is always there", "nothing required", schemas + "Log/required",
			drop(schemas + "Log/required")},
		{"response schema is open and says what is always there", "requires what it lacks", "not a property: hue",
			set(schemas+"Log/required", []any{"hue"})},
		{"list is one array and meta", "second array", schemas + "ListBuildResponse",
			set(schemas+"ListBuildResponse/properties/more", map[string]any{"type": "array"})},
		{"list is one array and meta", "meta optional", schemas + "ListBuildResponse",
			set(schemas+"ListBuildResponse/required", []any{"builds"})},
		{"list is one array and meta", "wrong key", "examples/BuildsPage/value/meta/key",
			set("serverless.yaml#/components/examples/BuildsPage/value/meta/key", "build")},
		{"answer that is not JSON is an error", "HTML success", builds + "/get/responses/200/content/text~1html",
			set(builds+"/get/responses/200/content/text~1html", map[string]any{})},

		{"SID schema has pattern and length", "no length", schemas + "BuildSid", drop(schemas + "BuildSid/maxLength")},
		{"SID schema has pattern and length", "open pattern", schemas + "BuildSid",
			set(schemas+"BuildSid/pattern", "^ZB")},
		{"SID property has the pattern of its kind", "plain string", schemas + "Log/properties/request_sid",
			set(schemas+"Log/properties/request_sid", map[string]any{"type": "string"})},
		{"SID property has the pattern of its kind", "form field",
			schemas + "CreateDeploymentRequest/properties/BuildSid",
			set(schemas+"CreateDeploymentRequest/properties/BuildSid", map[string]any{"type": "string"})},
		{"null says why", "no reason", schemas + "Build/properties/runtime",
			set(schemas+"Build/properties/runtime", map[string]any{"type": "string", "nullable": true})},
		{"null says why", "empty reason", "Environment/properties/build_sid",
			set(schemas+"Environment/properties/build_sid/x-null", " ")},
		{"null says why", "reason of nothing", "Deployment/properties/date_updated: x-null",
			drop(schemas + "Deployment/properties/date_updated/nullable")},
		{"nullable property is required", "absent in one property of a schema that has others",
			"GatewayError/properties/code", drop(schemas + "GatewayError/properties/code/x-absent")},
		{"nullable property is required", "required and absent", "Deployment/properties/build_sid",
			set(schemas+"Deployment/properties/build_sid/x-absent", "because")},
		{"nullable property is required", "optional", "PageMeta/properties/next_page_url",
			set(schemas+"PageMeta/required", []any{"key", "previous_page_url"})},
		{"x-follows names properties of the same object", "no such property",
			"Environment/properties/domain_name/x-follows",
			set(schemas+"Environment/properties/domain_name/x-follows", []any{"suffix"})},
		{"x-follows names properties of the same object", "nothing", "Environment/properties/domain_name/x-follows",
			set(schemas+"Environment/properties/domain_name/x-follows", []any{})},
		{"object with properties has a name", "inline", schemas + "Build/properties/owner/properties",
			set(schemas+"Build/properties/owner",
				map[string]any{"type": "object", "properties": map[string]any{
					"name": map[string]any{"type": "string"}}})},
		{"URL is a URI, date is a date-time", "URL", schemas + "Build/properties/url",
			drop(schemas + "Build/properties/url/format")},
		{"URL is a URI, date is a date-time", "date", schemas + "Build/properties/date_created",
			set(schemas+"Build/properties/date_created/format", "date")},
		{"URL is a URI, date is a date-time", "links", schemas + "Links/additionalProperties",
			drop(schemas + "Links/additionalProperties/format")},
		{"property has a type", "empty schema", schemas + "Build/properties/runtime",
			set(schemas+"Build/properties/runtime", map[string]any{"description": "x"})},

		{"body has an example", "request", builds + "/post" + form + "/examples",
			drop(builds + "/post" + form + "/examples")},
		{"body has an example", "error", "components/responses/Conflict" + answer + "/examples",
			drop("serverless.yaml#/components/responses/Conflict" + answer + "/examples")},
		{"example is valid", "31 February", "/examples/",
			set("serverless.yaml#/components/examples/Function/value/date_created", "2018-02-31T00:00:00Z")},
		{"example is valid", "bad URI", "/examples/", set("serverless.yaml#/components/examples/Function/value/url",
			"/v1/Services")},
		{"example is valid", "missing property", "/examples/",
			drop("serverless.yaml#/components/examples/Function/value/url")},
		{"example is valid", "bad upload", "upload.yaml#",
			set("upload.yaml#/components/examples/CreateAssetVersionRequest/value/Visibility", "secret")},
		{"example holds only declared properties", "misspelt", "examples/Function/value/frendly_name",
			set("serverless.yaml#/components/examples/Function/value/frendly_name", "x")},
		{"example has every declared property once", "unseen", schemas + "Build/properties/owner",
			set(schemas+"Build/properties/owner", map[string]any{"type": "string"})},
		{"example has no SID that looks real", "random", "examples/Function/value/sid",
			set("serverless.yaml#/components/examples/Function/value/sid", "ZH"+strings.Repeat("1a2b", 8))},

		{"x-deviation says something", "empty", builds + "/post/x-deviation", set(builds+"/post/x-deviation", " ")},
		{"x-deviation says something", "empty item", "serverless.yaml#/info/x-deviation",
			set("serverless.yaml#/info/x-deviation", []any{"x", ""})},
		{"x-unique marks each UniqueName of a form", "unmarked", schemas + "CreateServiceRequest/properties/UniqueName",
			drop(schemas + "CreateServiceRequest/properties/UniqueName/x-unique")},
		{"x-pii where the documentation marks it", "unmarked", schemas + "Variable/properties/value",
			drop(schemas + "Variable/properties/value/x-pii")},
		{"x-pii where the documentation marks it", "marked", schemas + "Log/properties/message/x-pii",
			set(schemas+"Log/properties/message/x-pii", map[string]any{"handling": "standard", "deleteSla": 7})},
		{"x-pii where the documentation marks it", "another time", schemas + "Variable/properties/value/x-pii",
			set(schemas+"Variable/properties/value/x-pii/deleteSla", 30)},
	}
}
