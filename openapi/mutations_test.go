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

const schemas = "serverless.yaml#/components/schemas/"

// set returns a mutation that writes a value at a pointer, which may begin with one of [examples].
func set(pointer string, value any) func(*contract) {
	return func(c *contract) { c.at(c.expand(pointer)).set(value) }
}

// drop returns a mutation that deletes what a pointer names, and panics when there is nothing.
func drop(pointer string) func(*contract) { return set(pointer, nil) }

// nullWhile gives each page a mood, and an end that waits for it.
func nullWhile(state map[string]any) func(*contract) {
	const meta = schemas + "PageMeta/properties/"
	return func(c *contract) {
		c.at(meta + "mood").set(map[string]any{"type": "string", "enum": []any{"low", "high"}})
		c.at(meta + "ended").set(map[string]any{"type": "string", "nullable": true, "x-null-while": state})
	}
}

// archive adds .../{Sid}/Archive, like the update of a resource, of which the name may be another one.
func archive(verb string, noun ...string) func(*contract) {
	return func(c *contract) {
		update := c.at(c.expand("{update}"))
		act := clone(update.value).(map[string]any)
		act["operationId"] = verb + strings.Join(append(noun, strings.TrimPrefix(update.child("operationId").text(),
			"Update"))[:1], "")
		c.at(update.up().String() + "~1Archive").set(map[string]any{"post": act})
	}
}

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
		{"one https server per document", "server of a path", "{path}/servers",
			set("{path}/servers", []any{map[string]any{"url": "https://example.com"}})},
		{"one https server per document", "plain http", "upload.yaml#/servers",
			set("upload.yaml#/servers", []any{map[string]any{"url": "http://serverless-upload.twilio.com"}})},
		{"basic auth on everything", "open operation", "{list}/security",
			set("{list}/security", []any{})},
		{"basic auth on everything", "open document", "upload.yaml#/security", drop("upload.yaml#/security")},
		{"component is used", "schema", schemas + "Stray", set(schemas+"Stray", map[string]any{"type": "string"})},
		{"component is used", "example", "upload.yaml#/components/examples/Stray",
			set("upload.yaml#/components/examples/Stray", map[string]any{"value": 1})},
		{"schema has a description", "removed", schemas + "Build", drop(schemas + "Build/description")},
		{"no tabs, no trailing spaces", "tab", "upload.yaml# line 1",
			func(c *contract) { c.text["upload.yaml"] = "\topenapi: 3.0.3" }},
		{"no tabs, no trailing spaces", "space", "upload.yaml# line 2",
			func(c *contract) { c.text["upload.yaml"] = "openapi: 3.0.3\ninfo: \n" }},

		{"operationId is verb and noun", "another verb", "{list}/operationId",
			set("{list}/operationId", "GetServices")},
		{"operationId is verb and noun", "another verb than the path has", "~1Archive/post/operationId",
			archive("Retire")},
		{"verb fits the method", "PUT of a verb of its own", "~1Archive/put", func(c *contract) {
			archive("Archive")(c)
			item := c.at(c.expand("{update}")).up().String() + "~1Archive"
			c.at(item).set(map[string]any{"put": c.at(item).child("post").value})
		}},
		{"success status fits the verb", "a verb of its own with another resource", "answers with", archive("Archive",
			"Owner")},
		{"operationId is unique over both documents", "over the documents", "upload.yaml#",
			func(c *contract) { c.at(c.expand("{upload}/operationId")).set(c.expand("{list.id}")) }},
		{"exactly the known operations", "deleted", "missing: {list.id}", drop("{list}")},
		{"exactly the known operations", "upload deleted", "missing: {upload.id}", drop("{upload}")},
		{"exactly the known operations", "invented", "not a known operation: FetchDomain",
			set("{path}/put", map[string]any{"operationId": "FetchDomain"})},
		{"verb fits the method", "PUT", "{path}/put",
			set("{path}/put", map[string]any{"operationId": "UpdateService"})},
		{"operation has a summary and one declared tag", "no summary", "{list}/summary",
			drop("{list}/summary")},
		{"operation has a summary and one declared tag", "unknown tag", "{list}/tags",
			set("{list}/tags", []any{"Bilds"})},
		{"x-source is a page of www.twilio.com", "missing", "{list}/x-source", drop("{list}/x-source")},
		{"x-source is a page of www.twilio.com", "another site", schemas + "Build/x-source",
			set(schemas+"Build/x-source", "https://example.com/docs/x")},
		{"errors are described", "no 429", "{upload}/responses/429", drop("{upload}/responses/429")},
		{"errors are described", "no 5XX", "{list}/responses/5XX", drop("{list}/responses/5XX")},
		{"no default response", "added", "{list}/responses/default",
			set("{list}/responses/default", map[string]any{"description": "x"})},
		{"success status fits the verb", "create with 200", "{create}/responses", func(c *contract) {
			created := c.at(c.expand("{create}/responses/201"))
			c.at(c.expand("{create}/responses/200")).set(created.value)
			created.set(nil)
		}},
		{"success status fits the verb", "second success", "{list}/responses",
			set("{list}/responses/206", map[string]any{"description": "x"})},
		{"success status fits the verb", "delete with a body", "204/content",
			set("{delete}/responses/204/content", map[string]any{"application/json": map[string]any{}})},
		{"no CORS headers", "added", "Access-Control-Allow-Origin",
			set("{list}/responses/200/headers/Access-Control-Allow-Origin", map[string]any{})},
		{"path parameter is required and bounded", "optional", "parameters/BuildSidAsSid",
			set("serverless.yaml#/components/parameters/BuildSidAsSid/required", false)},
		{"path parameter is required and bounded", "without pattern", "parameters/ServiceSidPath",
			drop("serverless.yaml#/components/parameters/ServiceSidPath/schema/pattern")},
		{"path parameter is required and bounded", "undeclared", "{below}/parameters: no ",
			set("{below}/parameters", []any{})},
		{"list takes the three page parameters", "dropped", "no PageToken",
			set("{list}/parameters", []any{map[string]any{"name": "PageSize"}, map[string]any{"name": "Page"}})},
		{"query parameter is bounded", "PageSize without maximum", "parameters/PageSize/schema",
			drop("serverless.yaml#/components/parameters/PageSize/schema/maximum")},
		{"query parameter is bounded", "plain text", "{list}/parameters/0/schema", func(c *contract) {
			parameters := c.at(c.expand("{list}/parameters"))
			parameters.set(append([]any{map[string]any{
				"name": "Status", "in": "query", "schema": map[string]any{"type": "string"},
			}}, parameters.value.([]any)...))
		}},
		{"query parameter is bounded", "date without format", "parameters/LogEndDate/schema",
			drop("serverless.yaml#/components/parameters/LogEndDate/schema/format")},

		{"request content type fits the host", "JSON", "{create}/requestBody",
			set("{create}/requestBody/content/application~1json", map[string]any{})},
		{"request content type fits the host", "body of a fetch", "{list}/requestBody/content",
			set("{list}/requestBody/content", map[string]any{"text/plain": map[string]any{}})},
		{"requestBody says whether it is required", "unsaid", "{create}/requestBody/required",
			drop("{create}/requestBody/required")},
		{"requestBody says whether it is required", "optional with required fields",
			"{required}/requestBody/required", set("{required}/requestBody/required", false)},
		{"form array is encoded as repeated keys", "no encoding", "encoding/{array}",
			drop("{arrays}" + form + "/encoding/{array}")},
		{"form array is encoded as repeated keys", "joined by commas", "encoding/{array}",
			set("{arrays}"+form+"/encoding/{array}/explode", false)},
		{"form array is encoded as repeated keys", "of nothing", "encoding/Stray",
			set("{arrays}"+form+"/encoding/Stray", map[string]any{"style": "form", "explode": true})},
		{"form field is a text, number, boolean or an array of them", "object",
			"{form}/properties/{array}",
			set("{form}/properties/{array}/type", "object")},
		{"form field is a text, number, boolean or an array of them", "array of objects",
			"{form}/properties/{array}",
			set("{form}/properties/{array}/items", map[string]any{"type": "object"})},
		{"request schema is closed", "opened", "{form}",
			drop("{form}/additionalProperties")},
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
		{"answer that is not JSON is an error", "HTML success", "{list}/responses/200/content/text~1html",
			set("{list}/responses/200/content/text~1html", map[string]any{})},

		{"SID schema has pattern and length", "no length", schemas + "BuildSid", drop(schemas + "BuildSid/maxLength")},
		{"SID schema has pattern and length", "open pattern", schemas + "BuildSid",
			set(schemas+"BuildSid/pattern", "^ZB")},
		{"SID property has the pattern of its kind", "plain string", schemas + "Log/properties/request_sid",
			set(schemas+"Log/properties/request_sid", map[string]any{"type": "string"})},
		{"SID property has the pattern of its kind", "form field",
			schemas + "CreateDeploymentRequest/properties/BuildSid",
			set(schemas+"CreateDeploymentRequest/properties/BuildSid", map[string]any{"type": "string"})},
		{"null says why", "no reason", "{text}",
			set("{text}", map[string]any{"type": "string", "nullable": true})},
		{"null says why", "empty reason", "{null}",
			set("{null}/x-null", " ")},
		{"null says why", "reason of nothing", "{null}: x-null",
			drop("{null}/nullable")},
		{"nullable property is required", "absent in one property of a schema that has others",
			"GatewayError/properties/code", drop(schemas + "GatewayError/properties/code/x-absent")},
		{"nullable property is required", "required and absent", "{null}",
			set("{null}/x-absent", "because")},
		{"nullable property is required", "optional", "PageMeta/properties/next_page_url",
			set(schemas+"PageMeta/required", []any{"key", "previous_page_url"})},
		{"x-follows names properties of the same object", "no such property",
			"{follows}/x-follows",
			set("{follows}/x-follows", []any{"suffix"})},
		{"x-follows names properties of the same object", "nothing", "{follows}/x-follows",
			set("{follows}/x-follows", []any{})},
		{"x-null-while names values of one property of the same object", "no such value", "ended/x-null-while/mood",
			nullWhile(map[string]any{"mood": []any{"low", "lost"}})},
		{"x-null-while names values of one property of the same object", "two properties", "ended/x-null-while",
			nullWhile(map[string]any{"mood": []any{"low"}, "page": []any{"1"}})},
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
		{"property has a type", "empty schema", "{text}",
			set("{text}", map[string]any{"description": "x"})},

		{"body has an example", "request", "{arrays}" + form + "/examples",
			drop("{arrays}" + form + "/examples")},
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

		{"x-deviation says something", "empty", "{create}/x-deviation", set("{create}/x-deviation", " ")},
		{"x-deviation says something", "empty item", "serverless.yaml#/info/x-deviation",
			set("serverless.yaml#/info/x-deviation", []any{"x", ""})},
		{"x-unique marks each UniqueName of a form", "unmarked", "{unique}",
			drop("{unique}/x-unique")},
		{"x-pii where the documentation marks it", "unmarked", "{personal}",
			drop("{personal}/x-pii")},
		{"x-pii where the documentation marks it", "marked", schemas + "Log/properties/message/x-pii",
			set(schemas+"Log/properties/message/x-pii", map[string]any{"handling": "standard", "deleteSla": 7})},
		{"x-pii where the documentation marks it", "another time", "{personal}/x-pii",
			set("{personal}/x-pii/deleteSla", 30)},
	}
}
