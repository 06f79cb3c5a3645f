package emulator

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func factsOfAccess() []fact {
	return []fact{
		{"A0.1", documented, "official document, all operations",
			"created 201, fetched, listed and updated 200, deleted 204", func(t *testing.T, a *api) {
				s := a.service("a")
				assert.Equal(t, 200, a.get(s).status)
				assert.Equal(t, 200, a.get("/v1/Services").status)
				assert.Equal(t, 200, a.post(s, "FriendlyName", "y").status)
				assert.Equal(t, 204, a.delete(s).status)
			}, nil},
		{"A0.2", documented, "official document, all operations", "there is no PUT and no PATCH",
			func(t *testing.T, a *api) {
				s := a.service("a")
				for _, method := range []string{http.MethodPut, http.MethodPatch} {
					assert.GreaterOrEqual(t, a.do(method, s, formType, strings.NewReader("FriendlyName=z")).status, 400)
				}
				a.get(s).is(t, "friendly_name", "a")
			}, nil},
		{"A0.3", observed, "serverless-api issue 37",
			"answers are application/json; charset=utf-8, errors have no charset",
			func(t *testing.T, a *api) {
				for _, path := range []string{"/v1/Services", a.service("a")} {
					assert.Equal(t, "application/json; charset=utf-8", a.get(path).header.Get("Content-Type"))
				}
				assert.Equal(t, "application/json", a.get("/v1/Services/"+unknown("ZS")).header.Get("Content-Type"))
			}, nil},
		{"A0.10", observed, "length of answers, twilio-cli issue 173 and seven others",
			"JSON has a space behind each comma and colon", func(t *testing.T, a *api) {
				got := a.do("GET", "/v1/Services/"+unknown("ZS")+"/Environments", "", nil)
				assert.Len(t, got.raw, 196)
				assert.Contains(t, got.raw, `{"code": 20404, "message": "The requested resource /Services/ZSf`)
			}, nil},
		{"A0.4", documented, "official document, all examples", "dates are in UTC with whole seconds and Z",
			func(t *testing.T, a *api) {
				got := a.get(a.service("a"))
				for _, name := range []string{"date_created", "date_updated"} {
					assert.Regexp(t, `^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$`, got.str(name))
				}
			}, nil},
		{"A0.5", documented, "official document, all examples", "url is absolute and leads to the resource",
			func(t *testing.T, a *api) {
				s := a.service("a")
				address := a.get(s).str("url")
				assert.Equal(t, "https://serverless.twilio.com"+s, address)
				assert.Equal(t, a.get(s).raw, a.do("GET", address, "", nil).raw)
			}, nil},
		{"A0.6", documented, "official document, formats of SIDs",
			"an unknown, malformed or misplaced SID is not found", func(t *testing.T, a *api) {
				s := a.service("a")
				for _, path := range []string{"/v1/Services/" + unknown("ZS"), s + "/Functions/" + unknown("ZH"),
					s + "/Environments/nobody", s + "/Builds/" + tail(s)} {
					a.get(path).refused(t, 404, 20404)
				}
			}, nil},
		{"B1.1", documented, "official document, security scheme accountSid_authToken",
			"every operation wants HTTP Basic credentials", func(t *testing.T, a *api) {
				for _, path := range []string{"/v1/Services", "/v1/Services/" + unknown("ZS")} {
					a.as("", "").get(path).refused(t, 401, 20003)
				}
			}, nil},
		{"B1.2", observed, "issues of twilio-cli", "the refusal says Authenticate", func(t *testing.T, a *api) {
			assert.Equal(t, "Authenticate", a.as("", "").get("/v1/Services").refused(t, 401, 20003))
		}, nil},
		{"B1.3", documented, "page Function Version, example with an API key",
			"an API key and its secret stand for the account", func(t *testing.T, a *api) {
				service := a.service("a")
				assert.Equal(t, 200, a.as("SK"+strings.Repeat("1", 32), "secret").get(service).status)
			}, nil},
		{"B1.4", observed, "serverless-toolkit issue 162, plugin-serverless issue 30",
			"another account's resource is a 404", func(t *testing.T, a *api) {
				service, function, _, _, _ := a.live("a")
				other := a.as("AC"+strings.Repeat("1", 32), "token")
				for _, path := range []string{service, function, service + "/Environments"} {
					other.get(path).refused(t, 404, 20404)
				}
				assert.Empty(t, other.get("/v1/Services").items())
			}, nil},
		{"B1.5", documented, "all examples", "account_sid is the account of the credentials",
			func(t *testing.T, a *api) {
				sid := "AC" + strings.Repeat("1", 32)
				other := a.as(sid, "token")
				other.get(other.service("a")).is(t, "account_sid", sid)
			}, nil},
		{"B1.6", observed, "serverless-api issue 37, twilio-cli issues 211 and 215", "answers carry these headers",
			func(t *testing.T, a *api) {
				h := a.get("/v1/Services").header
				assert.Regexp(t, `^RQ[0-9a-f]{32}$`, h.Get("Twilio-Request-Id"))
				assert.Regexp(t, `^\d+\.\d+$`, h.Get("Twilio-Request-Duration"))
				assert.Equal(t, "1", h.Get("Twilio-Concurrent-Requests"))
				assert.Equal(t, "*", h.Get("Access-Control-Allow-Origin"))
				assert.Contains(t, h.Get("Access-Control-Allow-Headers"), "Authorization")
				assert.Equal(t, "GET, POST, DELETE, OPTIONS", h.Get("Access-Control-Allow-Methods"))
				assert.Equal(t, "ETag", h.Get("Access-Control-Expose-Headers"))
				assert.Equal(t, "true", h.Get("Access-Control-Allow-Credentials"))
				assert.Equal(t, "AT-5000", h.Get("X-Powered-By"))
				assert.Equal(t, "none", h.Get("X-Shenanigans"))
				assert.Equal(t, "us1", h.Get("X-Home-Region"))
				assert.Equal(t, "serverless.twilio.com", h.Get("X-Api-Domain"))
			}, nil},
		{"B1.7", observed, "the same, Access-Control-Allow-Methods", "a preflight is answered, without credentials",
			func(t *testing.T, a *api) {
				got := a.as("", "").do("OPTIONS", "/v1/Services", "", nil)
				assert.Less(t, got.status, 300)
				assert.Equal(t, "*", got.header.Get("Access-Control-Allow-Origin"))
			}, nil},
		{"B1.8", documented, "page Regions", "the hosts of regions and edges are served", func(t *testing.T, a *api) {
			for _, host := range []string{"serverless.dublin.ie1.twilio.com", "serverless.sydney.twilio.com"} {
				assert.Equal(t, 200, a.do("GET", "https://"+host+"/v1/Services", "", nil).status)
			}
		}, nil},
	}
}

func factsOfErrors() []fact {
	return []fact{
		{"B2.1", documented, "page Twilio's Response", "an error has code, message, more_info and status",
			func(t *testing.T, a *api) {
				got := a.get("/v1/Services/" + unknown("ZS"))
				got.fields(t, "code message more_info status")
				got.is(t, "more_info", "https://www.twilio.com/docs/errors/20404")
			}, nil},
		{"B2.2", observed, "plugin-serverless issue 30", "a 404 names the path without /v1, in these words",
			func(t *testing.T, a *api) {
				path := "/Services/" + unknown("ZS") + "/Environments"
				assert.Equal(t, "The requested resource "+path+" was not found",
					a.get("/v1"+path).refused(t, 404, 20404))
			}, nil},
		{"B2.3", observed, "serverless-api issue 37", "the gateway's 429 is in camelCase with a detail",
			func(t *testing.T, a *api) {
				got := a.get("/v1/Services")
				require.Equal(t, 429, got.status)
				got.fields(t, "status message detail code moreInfo")
				got.is(t, "code", 20429)
				got.is(t, "message", "Too many requests")
			}, &Options{Faults: []Fault{{Operation: "ListService", Nth: 1, Status: 429}}}},
		{"B2.4", documented, "error page 20429", "a request that is answered 429 was not processed",
			func(t *testing.T, a *api) {
				require.Equal(t, 429, a.post("/v1/Services", "UniqueName", "a", "FriendlyName", "a").status)
				assert.Empty(t, a.get("/v1/Services").items())
			}, &Options{Faults: []Fault{{Operation: "CreateService", Nth: 1, Status: 429}}}},
		{"B2.6", observed, "serverless-api issue 37", "too many requests of an account at once are refused",
			func(t *testing.T, a *api) {
				s := a.service("a")
				zn := a.upload(a.function(s, "x"), "/x", "x").must(t, 201)
				held, release := make(chan struct{}), make(chan struct{})
				a.emu.opts.BuildResult = func(BuildRequest) string { close(held); <-release; return "" }
				done := make(chan *answer)
				go func() { done <- a.post(s+"/Builds", "FunctionVersions", zn) }()
				<-held
				assert.Equal(t, 429, a.get(s).status)
				assert.Equal(t, 200, a.as("AC"+strings.Repeat("1", 32), "t").get("/v1/Services").status)
				close(release)
				assert.Equal(t, 201, (<-done).status)
				assert.Equal(t, 200, a.get(s).status)
			}, &Options{Limits: Limits{Concurrent: 1}}},
		{"B2.5", observed, "destroy checks of terraform-provider-twilio", "what is deleted is a 404 from then on",
			func(t *testing.T, a *api) {
				s := a.service("a")
				a.delete(s).must(t, 204)
				a.get(s).refused(t, 404, 20404)
			}, nil},
	}
}

func factsOfPages() []fact {
	const document = "official document, meta of all lists"
	return []fact{
		{"B3.1", documented, document, "a list has its entries under meta.key, and meta seven properties",
			func(t *testing.T, a *api) {
				service, function, environment, _, _ := a.live("a")
				for path, key := range map[string]string{
					"/v1/Services": "services", service + "/Functions": "functions", service +
						"/Assets": "assets", service + "/Builds": "builds",
					service + "/Environments": "environments", function + "/Versions": "function_versions",
					environment +
						"/Variables": "variables",
					environment + "/Deployments": "deployments", environment + "/Logs": "logs",
				} {
					got := a.get(path)
					got.fields(t, key+" meta")
					meta := &answer{json: got.json["meta"].(map[string]any)}
					meta.fields(t, "page page_size first_page_url previous_page_url url next_page_url key")
					meta.is(t, "key", key)
				}
				av := a.asset(service, "x")
				assert.Equal(t, "asset_versions", a.get(av+"/Versions").meta("key"))
			}, nil},
		{"B3.2", documented, document, "a page has 50 entries by default", func(t *testing.T, a *api) {
			s := a.service("a")
			for range 51 {
				a.function(s, "x")
			}
			got := a.get(s + "/Functions")
			assert.Len(t, got.items(), 50)
			assert.EqualValues(t, 50, got.meta("page_size"))
			assert.NotNil(t, got.meta("next_page_url"))
		}, nil},
		{"B3.3", documented, document, "PageSize may be 1 to 1000", func(t *testing.T, a *api) {
			for _, size := range []string{"1", "1000"} {
				assert.Equal(t, 200, a.get("/v1/Services?PageSize="+size).status)
			}
		}, nil},
		{"B3.4", documented, "official document, readEmpty examples",
			"an empty list is [] on page 0 without a next page", func(t *testing.T, a *api) {
				got := a.get("/v1/Services")
				assert.JSONEq(
					t, `{"services":[],"meta":{"first_page_url":"https://serverless.twilio.com/v1/Services?PageSize=50&Page=0","key":"services",`+
						`"next_page_url":null,"page":0,"page_size":50,"previous_page_url":null,"url":"https://serverless.twilio.com/v1/Services?PageSize=50&Page=0"}}`, got.raw)
			}, nil},
		{"B3.5", documented, document, "next_page_url leads through all entries, each once, and is null at the end",
			func(t *testing.T, a *api) {
				s := a.service("a")
				want := map[string]bool{}
				for range 7 {
					want[tail(a.function(s, "x"))] = true
				}
				next := any("https://serverless.twilio.com" + s + "/Functions?PageSize=3")
				for pages := 0; next != nil; pages++ {
					require.Less(t, pages, 3)
					got := a.do("GET", next.(string), "", nil)
					assert.EqualValues(t, pages, got.meta("page"))
					for _, sid := range got.items() {
						require.True(t, want[sid], "twice, or never made: %s", sid)
						delete(want, sid)
					}
					next = got.meta("next_page_url")
				}
				assert.Empty(t, want)
			}, nil},
		{"B3.7", documented, document, "previous_page_url is null on the first page and leads back from the next",
			func(t *testing.T, a *api) {
				s := a.service("a")
				for range 3 {
					a.function(s, "x")
				}
				first := a.get(s + "/Functions?PageSize=2")
				assert.Nil(t, first.meta("previous_page_url"))
				second := a.do("GET", first.meta("next_page_url").(string), "", nil)
				assert.Equal(t, first.items(), a.do("GET", second.meta("previous_page_url").(string), "", nil).items())
				assert.Equal(t, first.items(), a.do("GET", second.meta("first_page_url").(string), "", nil).items())
			}, nil},
		{"B3.6", documented, document, "Page is the client's own state and is repeated", func(t *testing.T, a *api) {
			assert.EqualValues(t, 7, a.get("/v1/Services?Page=7").meta("page"))
		}, nil},
	}
}

func factsOfSites() []fact {
	visit := func(t *testing.T, a *api, environment, path string) *http.Response {
		t.Helper()
		req, err := http.NewRequestWithContext(t.Context(), "GET",
			"https://"+a.get(environment).str("domain_name")+path, nil)
		require.NoError(t, err)
		res, err := a.client.Do(req)
		require.NoError(t, err)
		require.NoError(t, res.Body.Close())
		return res
	}
	deploy := func(a *api, path, visibility string) string {
		s := a.service("a")
		zn := a.version(a.asset(s, "x"), path, visibility, "text/html", "x").must(a.t, 201)
		build := a.post(s+"/Builds", "AssetVersions", zn).must(a.t, 201)
		env := a.environment(s, "x", "x")
		a.post(env+"/Deployments", "BuildSid", build).must(a.t, 201)
		return env
	}
	const page = "page Understanding Visibility of Functions and Assets"
	return []fact{
		{"S1.1", documented, page, "a public Asset is open, with its content type", func(t *testing.T, a *api) {
			res := visit(t, a, deploy(a, "/x.html", "public"), "/x.html")
			assert.Equal(t, 200, res.StatusCode)
			assert.Equal(t, "text/html", res.Header.Get("Content-Type"))
		}, nil},
		{"S1.2", documented, page, "a protected one without a signature is a 403", func(t *testing.T, a *api) {
			assert.Equal(t, 403, visit(t, a, deploy(a, "/x.html", "protected"), "/x.html").StatusCode)
		}, nil},
		{"S1.3", documented, page, "a private one cannot be reached", func(t *testing.T, a *api) {
			assert.GreaterOrEqual(t, visit(t, a, deploy(a, "/x.html", "private"), "/x.html").StatusCode, 400)
		}, nil},
		{"S1.4", documented, "page Assets, serving the root", "/assets/index.html is the root",
			func(t *testing.T, a *api) {
				assert.Equal(t, 200, visit(t, a, deploy(a, "/assets/index.html", "public"), "/").StatusCode)
			}, nil},
		{"S1.5", documented, "page Assets, serving the root", "an Asset at / is the root", func(t *testing.T, a *api) {
			assert.Equal(t, 200, visit(t, a, deploy(a, "/", "public"), "/").StatusCode)
		}, nil},
		{"S1.6", documented, "page Assets, serving the root", "/index.html is not the root",
			func(t *testing.T, a *api) {
				assert.Equal(t, 404, visit(t, a, deploy(a, "/index.html", "public"), "/").StatusCode)
			}, nil},
		{"S1.7", documented, "page Deployment", "nothing of a cleared Environment is served",
			func(t *testing.T, a *api) {
				env := deploy(a, "/x.html", "public")
				a.post(env+"/Deployments").must(t, 201)
				assert.Equal(t, 404, visit(t, a, env, "/x.html").StatusCode)
			}, nil},
		{"S1.8", observed, "pull request 141 of the toolkit, 2020",
			"a preflight of an Asset has these headers, and no other request",
			func(t *testing.T, a *api) {
				env := deploy(a, "/x.html", "public")
				r := httptest.NewRequest("OPTIONS", "https://"+a.get(env).str("domain_name")+"/x.html", nil)
				w := httptest.NewRecorder()
				a.emu.ServeHTTP(w, r)
				for name, want := range map[string]string{
					"Access-Control-Allow-Origin":      "*",
					"Access-Control-Allow-Methods":     "GET, POST, OPTIONS",
					"Access-Control-Max-Age":           "86400",
					"Access-Control-Allow-Credentials": "true",
					"Access-Control-Expose-Headers":    "ETag",
					"Access-Control-Allow-Headers": "Accept, Authorization, Content-Type, If-Match, If-Modified-Since, " +
						"If-None-Match, If-Unmodified-Since",
				} {
					assert.Equal(t, want, w.Header().Get(name), name)
					assert.Empty(t, visit(t, a, env, "/x.html").Header.Get(name), name)
				}
			}, nil},
		{"S1.9", observed, "two deployers of 2026", "a protected file without a signature is refused in these words",
			func(t *testing.T, a *api) {
				res := visit(t, a, deploy(a, "/x.html", "protected"), "/x.html")
				body, err := io.ReadAll(res.Body)
				require.NoError(t, err)
				assert.Equal(t, "Unauthorized - you are not authenticated to perform this request", string(body))
				assert.Equal(t, 403, res.StatusCode)
			}, nil},
	}
}
