package emulator

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func factsOfServices() []fact {
	create := func(a *api, unique, friendly string, more ...string) *answer {
		return a.post("/v1/Services", append([]string{"UniqueName", unique, "FriendlyName", friendly}, more...)...)
	}
	const document = "official document, CreateService"
	return []fact{
		{"A1.1", documented, document, "a Service is created with 201 and has these properties",
			func(t *testing.T, a *api) {
				s := create(a, "test-service", "Test")
				require.Equal(t, 201, s.status)
				s.fields(t, "sid account_sid friendly_name unique_name include_credentials ui_editable domain_base "+
					"date_created date_updated url links")
				s.links(t, "environments functions assets builds")
				assert.Regexp(t, `^ZS[0-9a-f]{32}$`, s.sid())
				s.is(t, "account_sid", TestAccountSID)
			}, nil},
		{"A1.2", documented, document, "UniqueName has at most 50 characters", func(t *testing.T, a *api) {
			create(a, strings.Repeat("x", 51), "x").refused(t, 400, 20001)
		}, nil},
		{"A1.3", observed, "acceptance tests of terraform-provider-twilio", "a UniqueName of 50 characters works",
			func(t *testing.T, a *api) {
				create(a, strings.Repeat("x", 50), "x").must(t, 201)
			}, nil},
		{"A1.4", documented, "page Create a Service", "UniqueName is made of letters, numbers and dashes",
			func(t *testing.T, a *api) {
				for _, name := range []string{"a b", "a.b", "a/b", "é"} {
					create(a, name, "x").refused(t, 400, 20001)
				}
				create(a, "Abc-123", "x").must(t, 201)
			}, nil},
		{"A1.5", observed, "serverless-toolkit issues 71 and 131", "an underscore in UniqueName is refused",
			func(t *testing.T, a *api) {
				create(a, "my_service", "x").refused(t, 400, 20001)
			}, nil},
		{"A1.6", observed, "acceptance tests of twilio-sdk-go", "a UUID with dashes is a UniqueName",
			func(t *testing.T, a *api) {
				create(a, "123e4567-e89b-12d3-a456-426614174000", "x").must(t, 201)
			}, nil},
		{"A1.7", documented, "page Create a Service",
			"UniqueName keeps its case, the domain is lower-case with four digits", func(t *testing.T, a *api) {
				s := create(a, "Hoot", "x")
				s.is(t, "unique_name", "Hoot")
				assert.Regexp(t, `^hoot-\d{4}$`, s.str("domain_base"))
			}, nil},
		{"A1.8", documented, document, "FriendlyName has at most 255 characters", func(t *testing.T, a *api) {
			create(a, "a", strings.Repeat("x", 256)).refused(t, 400, 20001)
		}, nil},
		{"A1.9", observed, "acceptance tests of terraform-provider-twilio",
			"FriendlyNames of 1 and of 255 characters work", func(t *testing.T, a *api) {
				create(a, "a", "x").must(t, 201)
				create(a, "b", strings.Repeat("x", 255)).must(t, 201)
			}, nil},
		{"A1.10", documented, document, "UniqueName and FriendlyName are required", func(t *testing.T, a *api) {
			a.postOnly("/v1/Services", "FriendlyName", "x").refused(t, 400, 20001)
			a.postOnly("/v1/Services", "UniqueName", "x").refused(t, 400, 20001)
		}, nil},
		{"A1.11", documented, document, "IncludeCredentials is true and UiEditable false by default",
			func(t *testing.T, a *api) {
				s := create(a, "a", "x")
				s.is(t, "include_credentials", true)
				s.is(t, "ui_editable", false)
				s = create(a, "b", "x", "IncludeCredentials", "false", "UiEditable", "true")
				s.is(t, "include_credentials", false)
				s.is(t, "ui_editable", true)
			}, nil},
		{"A1.12", observed, "a Python client", "True is a boolean", func(t *testing.T, a *api) {
			create(a, "a", "x", "UiEditable", "True").is(t, "ui_editable", true)
		}, nil},
		{"A1.13", documented, "official document, description of UniqueName",
			"unique_name stands for the SID when fetching, updating and deleting", func(t *testing.T, a *api) {
				sid := create(a, "default", "x").must(t, 201)
				a.get("/v1/Services/default").is(t, "sid", sid)
				a.post("/v1/Services/default", "FriendlyName", "y").is(t, "friendly_name", "y")
				a.delete("/v1/Services/default").must(t, 204)
				a.get("/v1/Services/"+sid).refused(t, 404, 20404)
			}, nil},
		{"A1.20", documented, "official document, description of UniqueName",
			"unique_name stands for the SID in the paths below the Service too", func(t *testing.T, a *api) {
				sid := create(a, "shop", "x").must(t, 201)
				environment := a.environment("/v1/Services/shop", "x", "x")
				got := a.get("/v1/Services/" + sid + "/Environments/" + tail(environment))
				got.is(t, "service_sid", sid)
				assert.True(t, strings.HasPrefix(got.str("url"), "https://serverless.twilio.com/v1/Services/"+sid+"/"),
					got.str("url"))
				assert.Len(t, a.get("/v1/Services/shop/Environments").items(), 1)
			}, nil},
		{"A1.14", documented, "official document, UpdateService", "an update changes what is sent and keeps the rest",
			func(t *testing.T, a *api) {
				s := a.service("a")
				got := a.post(s, "UiEditable", "true")
				require.Equal(t, 200, got.status)
				got.is(t, "ui_editable", true)
				got.is(t, "friendly_name", "a")
				got.is(t, "unique_name", "a")
				got.is(t, "include_credentials", true)
			}, nil},
		{"A1.15", documented, "page Create a Service", "UniqueName is permanent", func(t *testing.T, a *api) {
			a.post(a.service("a"), "UniqueName", "b").is(t, "unique_name", "a")
		}, nil},
		{"A1.16", observed, "acceptance tests of twilio-sdk-go", "an update without fields is accepted",
			func(t *testing.T, a *api) {
				assert.Equal(t, 200, a.post(a.service("a")).status)
			}, nil},
		{"A1.17", documented, "official document, DeleteService", "deleting answers 204 without a body",
			func(t *testing.T, a *api) {
				got := a.delete(a.service("a"))
				got.must(t, 204)
				assert.Empty(t, got.raw)
			}, nil},
		{"A1.18", observed, "issues of dev-phone 2023 to 2026",
			"the 51st Service of an account is refused in these words", func(t *testing.T, a *api) {
				for i := range 50 {
					a.service("s" + strings.Repeat("x", i))
				}
				assert.Equal(t, "Services are limited to less than or equal to 50",
					create(a, "last", "x").refused(t, 400, 20001))
				a.as("AC"+strings.Repeat("1", 32), "t").service("other-account")
			}, nil},
		{"A1.19", observed, "end-to-end test of plugin-rtc",
			"a Service with a live Environment can be deleted, and takes everything along", func(t *testing.T, a *api) {
				service, function, environment, build, _ := a.live("a")
				a.delete(service).must(t, 204)
				for _, path := range []string{service, function, environment, service + "/Builds/" + build} {
					a.get(path).refused(t, 404, 20404)
				}
			}, nil},
	}
}

func factsOfFiles() []fact {
	var all []fact
	for _, k := range []struct{ id, kind, version, links, versionFields, parent string }{
		{"A2", "Functions", "Function", "function_versions",
			"sid account_sid service_sid function_sid path visibility date_created url links", "function_sid"},
		{"A3", "Assets", "Asset", "asset_versions",
			"sid account_sid service_sid asset_sid path visibility date_created url", "asset_sid"},
	} {
		document := "official document, Create" + k.version
		create := func(a *api, service, name string) *answer { return a.post(service+"/"+k.kind, "FriendlyName", name) }
		all = append(all,
			fact{k.id + ".1", documented, document, "created with 201, with these properties",
				func(t *testing.T, a *api) {
					got := create(a, a.service("a"), "hello")
					assert.Regexp(t, `^ZH[0-9a-f]{32}$`, got.must(t, 201))
					got.fields(t, "sid account_sid service_sid friendly_name date_created date_updated url links")
					got.links(t, k.links)
				}, nil},
			fact{k.id + ".2", documented, document, "FriendlyName is required and has at most 255 characters",
				func(t *testing.T, a *api) {
					s := a.service("a")
					a.postOnly(s+"/"+k.kind).refused(t, 400, 20001)
					create(a, s, strings.Repeat("x", 256)).refused(t, 400, 20001)
					create(a, s, strings.Repeat("x", 255)).must(t, 201)
				}, nil},
			fact{k.id + ".3", observed, "acceptance tests of terraform-provider-twilio", "FriendlyName is not unique",
				func(t *testing.T, a *api) {
					s := a.service("a")
					sids := map[string]bool{}
					for range 4 {
						sids[create(a, s, "test").must(t, 201)] = true
					}
					assert.Len(t, sids, 4)
				}, nil},
			fact{k.id + ".4", documented, "official document, Update" + k.version, "an update needs FriendlyName",
				func(t *testing.T, a *api) {
					s := a.service("a")
					path := s + "/" + k.kind + "/" + create(a, s, "x").must(t, 201)
					got := a.post(path, "FriendlyName", "y")
					require.Equal(t, 200, got.status)
					got.is(t, "friendly_name", "y")
					a.postOnly(path).refused(t, 400, 20001)
				}, nil},
			fact{k.id + ".5", observed, "clean-up of the acceptance tests of twilio-sdk-go",
				"one with versions can be deleted", func(t *testing.T, a *api) {
					s := a.service("a")
					path := s + "/" + k.kind + "/" + create(a, s, "x").must(t, 201)
					zn := a.version(path, "/x", "public", "text/plain", "x").must(t, 201)
					a.delete(path).must(t, 204)
					a.get(path).refused(t, 404, 20404)
					a.get(path+"/Versions/"+zn).refused(t, 404, 20404)
				}, nil},
			fact{k.id + ".6", documented, "official document, Fetch" + k.version + "Version",
				"a version has these properties, and no date_updated", func(t *testing.T, a *api) {
					s := a.service("a")
					path := s + "/" + k.kind + "/" + create(a, s, "x").must(t, 201)
					zn := a.version(path, "/x", "private", "text/plain", "x").must(t, 201)
					assert.Regexp(t, `^ZN[0-9a-f]{32}$`, zn)
					got := a.get(path + "/Versions/" + zn)
					got.fields(t, k.versionFields)
					got.is(t, k.parent, tail(path))
				}, nil},
			fact{k.id + ".7", observed, "acceptance tests of terraform-provider-twilio",
				"visibility is lower-case in versions", func(t *testing.T, a *api) {
					s := a.service("a")
					path := s + "/" + k.kind + "/" + create(a, s, "x").must(t, 201)
					for _, visibility := range []string{"private", "public", "protected"} {
						zn := a.version(path, "/x", visibility, "text/plain", "x").must(t, 201)
						a.get(path+"/Versions/"+zn).is(t, "visibility", visibility)
					}
				}, nil},
			fact{k.id + ".8", observed, "acceptance tests of terraform-provider-twilio",
				"the newest version comes first", func(t *testing.T, a *api) {
					s := a.service("a")
					path := s + "/" + k.kind + "/" + create(a, s, "x").must(t, 201)
					var want []string
					for range 3 {
						want = append([]string{a.version(path, "/x", "public", "text/plain", "x").must(t, 201)},
							want...)
					}
					assert.Equal(t, want, a.get(path+"/Versions").items())
				}, nil},
			fact{k.id + ".9", documented, "page Function Version", "versions are never updated or deleted",
				func(t *testing.T, a *api) {
					s := a.service("a")
					path := s + "/" + k.kind + "/" + create(a, s, "x").must(t, 201)
					zn := path + "/Versions/" + a.version(path, "/x", "public", "text/plain", "x").must(t, 201)
					for _, got := range []*answer{a.delete(zn), a.post(zn, "Path", "/y")} {
						assert.GreaterOrEqual(t, got.status, 400)
					}
					a.get(zn).is(t, "path", "/x")
				}, nil},
		)
	}
	return append(all,
		fact{"A4.1", documented, "official document, FetchFunctionVersionContent",
			"the content of a Function is its source text", func(t *testing.T, a *api) {
				s := a.service("a")
				f := a.function(s, "x")
				const source = "exports.handler = (c, e, cb) => cb(null, \"<é\\u2028>\");\r\n\t"
				zn := a.upload(f, "/x", source).must(t, 201)
				got := a.get(f + "/Versions/" + zn + "/Content")
				got.fields(t, "sid account_sid service_sid function_sid content url")
				got.is(t, "sid", zn)
				got.is(t, "content", source)
				assert.True(t, strings.HasSuffix(got.str("url"), "/Content"))
			}, nil},
		fact{"A5.1", documented, "page on Functions and Assets", "the content of an Asset cannot be read",
			func(t *testing.T, a *api) {
				s := a.service("a")
				path := a.asset(s, "x")
				zn := a.upload(path, "/x", "x").must(t, 201)
				a.get(path+"/Versions/"+zn+"/Content").refused(t, 404, 20404)
			}, nil},
	)
}
