package deployer_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/bundle"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

func TestPlan_neverWrites(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAccount(t, nil)
		onlyReads := func(s sent, req *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
			if req.Method != http.MethodGet {
				t.Errorf("planning sent %s %s", req.Method, req.URL.Path)
			}
			return send()
		}
		for range 3 { // nothing there, one Environment, both
			for _, production := range []bool{false, true} {
				r := request(t, shop())
				r.SyncVariables = true
				if r.Production = production; production {
					r.Environment = ""
				}
				a.wire.reset()
				a.wire.intercept = onlyReads
				plan := planned(t, a, r)
				assert.LessOrEqual(t, len(a.wire.calls()), 6)
				a.wire.reset()
				_, err := a.deployer(t, nil).Apply(t.Context(), plan)
				require.NoError(t, err)
			}
		}
	})
}

func TestPlan_isDeterministic(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAccount(t, nil)
		r := request(t, shop())
		for i := range 20 {
			r.Variables = append(r.Variables, deployer.Variable{Key: fmt.Sprint("V", i), Value: "1"})
		}
		a.mustDeploy(t, r)
		r.Bundle, r.SyncVariables = readProject(t, project("functions/new.js", "", "assets/index.html", "")), true
		kept := r.Variables[:5]
		var first []byte
		for range 20 {
			r.Variables = append([]deployer.Variable{}, kept...)
			rand.Shuffle(len(r.Variables), func(i, j int) {
				r.Variables[i], r.Variables[j] = r.Variables[j],
					r.Variables[i]
			})
			text, err := json.Marshal(planned(t, a, r))
			require.NoError(t, err)
			if first == nil {
				first = text
			}
			require.Equal(t, string(first), string(text))
		}
	})
}

// The stored form is an interface: a change here is a change of PlanFormat.
func TestPlan_json(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAccount(t, nil)
		r := deployer.Request{
			Bundle: readProject(t, project("functions/sms.protected.js", "12345", "package.json",
				`{"dependencies":{"twilio":"^5.0.3"}}`)),
			Service: "shop", Environment: "Dev", Runtime: "node22",
			Variables: []deployer.Variable{{Key: "GREETING", Value: concealed}},
		}
		text, err := json.Marshal(planned(t, a, r))
		require.NoError(t, err)
		assert.JSONEq(t, `{
			"format": "2",
			"service": {"action": "create", "unique_name": "shop"},
			"environment": {"action": "create", "unique_name": "dev-environment", "domain_suffix": "dev"},
			"functions": [{
				"action": "create", "path": "/sms", "visibility": "protected", "source": "functions/sms.protected.js",
				"content_type": "application/javascript", "size": 5,
				"digest": "e1b4fcecc3a7a61650abf33353b1dcb4bd50a67d8d005e76d8b19c938877d922"
			}],
			"assets": [],
			"manifest": {"action": "create", "path": "/.twilio-serverless/manifest"},
			"variables": [{"action": "create", "key": "GREETING"}],
			"deployment": {"action": "create"},
			"build": {"action": "create", "dependencies": [{"name": "twilio", "version": "^5.0.3"}], "runtime": "node22"},
			"base_build_sid": "",
			"calls": 10
		}`, string(text))

		result := a.mustDeploy(t, r)
		r.Bundle, r.Runtime, r.SyncVariables, r.Variables = readProject(t, project("assets/a.txt", "")), "", true, nil
		text, err = json.Marshal(planned(t, a, r))
		require.NoError(t, err)
		assert.JSONEq(t, `{
			"format": "2",
			"service": {"action": "keep", "unique_name": "shop", "sid": "`+result.ServiceSID+`"},
			"environment": {"action": "keep", "unique_name": "dev-environment", "domain_suffix": "dev",
				"sid": "`+result.EnvironmentSID+`", "domain_name": "`+result.DomainName+`"},
			"functions": [{"action": "remove", "path": "/sms", "visibility": "protected", "size": 0, "sid": "`+result.Functions[0].SID+`"}],
			"assets": [{"action": "create", "path": "/a.txt", "visibility": "public", "source": "assets/a.txt",
				"content_type": "text/plain; charset=utf-8", "size": 0,
				"digest": "9c84b9068317b5775e201f4a524dbe1b6d7d0ae7fbb2a8a8880757521a4666bd"}],
			"manifest": {"action": "update", "path": "/.twilio-serverless/manifest", "sid": "`+result.Manifest.SID+`"},
			"deployment": {"action": "create"},
			"variables": [{"action": "remove", "key": "GREETING", "sid": "`+result.Variables[0].SID+`"}],
			"build": {"action": "create", "dependencies": []},
			"base_build_sid": "`+result.BuildSID+`",
			"calls": 7
		}`, string(text))
	})
}

func TestApply_refusesWhatItCannotApply(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAccount(t, nil)
		plan := planned(t, a, request(t, shop()))
		text, err := json.Marshal(plan)
		require.NoError(t, err)
		var stored deployer.Plan
		require.NoError(t, json.Unmarshal(text, &stored))
		onlyVariables := stored
		onlyVariables.Functions, onlyVariables.Assets = nil, nil
		later := *plan
		later.Format = "3"
		const bare = "the plan was read back from its stored form, which has no contents and no values: bind it to " +
			"its project, or make a new plan"
		for want, p := range map[string]*deployer.Plan{
			bare:       &stored,
			bare + " ": &onlyVariables,
			`the plan has format "3", this version applies "2": make a new plan`: &later,
		} {
			a.wire.reset()
			result, err := a.deployer(t, nil).Apply(t.Context(), p)
			assert.EqualError(t, err, strings.TrimSpace(want))
			assert.NotNil(t, result)
			assert.Empty(t, a.wire.calls())
		}
	})
}

func TestPlan_badRequests(t *testing.T) {
	t.Parallel()
	good := readProject(t, shop())
	long := strings.Repeat("ü", 129)
	for name, c := range map[string]struct {
		change func(*deployer.Request)
		want   string
	}{
		"no bundle": {func(r *deployer.Request) { r.Bundle = nil },
			"the request has no bundle: read one with bundle.Read"},
		"a file twice": {
			func(r *deployer.Request) {
				twice := *r.Bundle
				twice.Functions = append(slices.Clone(twice.Functions), twice.Functions[0])
				r.Bundle = &twice
			},
			`the files "functions/hello.js" and "functions/hello.js" of the bundle have the same path "/hello": leave one out`,
		},
		"empty bundle": {func(r *deployer.Request) { r.Bundle = &bundle.Bundle{} },
			"the bundle has no Functions and no Assets: there is nothing to deploy"},
		"a bundle from elsewhere": {
			func(r *deployer.Request) { r.Bundle = &bundle.Bundle{Assets: []bundle.File{{Path: "/a"}}} },
			`the file "/a" of the bundle has no content: read it with bundle.Read`,
		},
		"no Service": {func(r *deployer.Request) { r.Service = "" },
			`the Service has no name: set "name" in package.json or give a name`},
		"a Service name with an underscore": {
			func(r *deployer.Request) { r.Service = "my_shop" },
			`the Service name "my_shop" has characters other than letters, digits and dashes; "my-shop" would be allowed`,
		},
		"a long Service name": {
			func(r *deployer.Request) { r.Service = strings.Repeat("x", 51) },
			`the Service name "` + strings.Repeat("x", 51) + `" has 51 characters, the limit is 50; "` +
				strings.Repeat("x",
					50) + `" would be allowed`,
		},
		"the SID of a Build": {
			func(r *deployer.Request) { r.Service = "ZB" + strings.Repeat("0", 32) },
			"ZB00000000000000000000000000000000 is a Build SID: a Service SID (ZS and 32 hexadecimal digits) is needed",
		},
		"no Environment": {
			func(r *deployer.Request) { r.Environment = "" },
			`the Environment suffix is empty: give one, for example "dev", or set Production`,
		},
		"a long suffix": {
			func(r *deployer.Request) { r.Environment = "a-very-long-suffix" },
			`the Environment suffix "a-very-long-suffix" has 18 characters, the limit is 16; "a-very-long-suff" would be allowed`,
		},
		"a suffix with a dot": {
			func(r *deployer.Request) { r.Environment = "a.b" },
			`the Environment suffix "a.b" becomes part of a host name, so only letters, digits and inner dashes are allowed, such as "a-b"`,
		},
		"production as a suffix": {
			func(r *deployer.Request) { r.Environment = "production" },
			`the Environment suffix "production" is not allowed: production is the Environment without a suffix; set Production`,
		},
		"production and a suffix": {func(r *deployer.Request) { r.Production = true },
			`environment "dev" and production exclude each other`},
		"a runtime": {func(r *deployer.Request) { r.Runtime = "nodejs22.x" },
			`the runtime "nodejs22.x" is not a name such as node22`},
		"a Variable without key": {
			func(r *deployer.Request) { r.Variables = []deployer.Variable{{Value: concealed}} },
			"a Variable has no key",
		},
		"a Variable with a long key": {
			func(r *deployer.Request) { r.Variables = []deployer.Variable{{Key: long, Value: concealed}} },
			"the key of Variable " + strings.Repeat("ü", 80) + "… has 129 characters, the limit is 128",
		},
		"a Variable without value": {
			func(r *deployer.Request) { r.Variables = []deployer.Variable{{Key: "A"}} },
			"Variable A has no value: remove it or give it one",
		},
		"a Variable with a long value": {
			func(r *deployer.Request) {
				r.Variables = []deployer.Variable{{Key: "A", Value: concealed + strings.Repeat("ü", 225)}}
			},
			"the value of Variable A has 466 bytes, the limit is 450",
		},
		"a Variable that is not text": {
			func(r *deployer.Request) { r.Variables = []deployer.Variable{{Key: "A", Value: concealed + "\xff"}} },
			`Variable "A" is not valid UTF-8`,
		},
		"a Variable with a NUL byte": {
			func(r *deployer.Request) { r.Variables = []deployer.Variable{{Key: "A", Value: concealed + "\x00"}} },
			"Variable A has a NUL byte, which no environment variable can hold",
		},
		"a key that is not text": {
			func(r *deployer.Request) { r.Variables = []deployer.Variable{{Key: "A\xff", Value: concealed}} },
			`Variable "A\xff" is not valid UTF-8`,
		},
		"a key that breaks the line": {
			func(r *deployer.Request) { r.Variables = []deployer.Variable{{Key: "A\nB"}} },
			`Variable "A\nB" has no value: remove it or give it one`,
		},
		"a Variable twice": {
			func(r *deployer.Request) {
				r.Variables = []deployer.Variable{{Key: "A", Value: "1"}, {Key: "A", Value: "1"}}
			}, "Variable A is given twice",
		},
		"all at once": {
			func(r *deployer.Request) {
				*r = deployer.Request{Runtime: "x", Variables: []deployer.Variable{{Key: "A"}, {Key: "B"}}}
			},
			"the request has no bundle: read one with bundle.Read\n" +
				"the Service has no name: set \"name\" in package.json or give a name\n" +
				"the Environment suffix is empty: give one, for example \"dev\", or set Production\n" +
				"the runtime \"x\" is not a name such as node22\n" +
				"Variable A has no value: remove it or give it one\n" +
				"Variable B has no value: remove it or give it one",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := newAccount(t, nil)
			r := deployer.Request{Bundle: good, Service: "shop", Environment: "dev"}
			c.change(&r)
			_, err := a.deployer(t, nil).Plan(t.Context(), r)
			require.EqualError(t, err, c.want)
			assert.Empty(t, a.wire.calls())
		})
	}
}

// What is exactly at a limit passes.
func TestPlan_limits(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAccount(t, nil)
		r := deployer.Request{
			Bundle: readProject(t, shop()), Service: strings.Repeat("x", 50), Environment: strings.Repeat("y", 16),
			Runtime:   "latest",
			Variables: []deployer.Variable{{Key: strings.Repeat("ü", 128), Value: strings.Repeat("ü", 225)}},
		}
		a.mustDeploy(t, r)
		assert.Len(t, a.state(t, r.Service, r.Environment).Variables, 1)
	})
}

func TestPlan_errors(t *testing.T) {
	t.Parallel()
	t.Run("credentials refused", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			a := newAccount(t, &emulator.Options{Accounts: []emulator.Account{{SID: "AC" + strings.Repeat("a", 32),
				AuthToken: "other"}}})
			_, err := a.deployer(t, nil).Plan(t.Context(), request(t, shop()))
			require.ErrorIs(t, err, client.ErrUnauthorized)
			assert.ErrorContains(t, err, "planning: FetchService (GET /v1/Services/shop): status 401")
			requireConcealed(t, err.Error())
		})
	})
	t.Run("the first failure ends the other reads, and is the error", func(t *testing.T) {
		t.Parallel()
		for _, operation := range []string{"FetchService", "ListFunction", "ListAsset", "ListEnvironment",
			"ListVariable",
			"FetchBuild", "FetchFunctionVersionContent"} {
			synctest.Test(t, func(t *testing.T) {
				a := newAccount(t, nil)
				a.mustDeploy(t, request(t, shop()))
				a.wire.intercept = func(s sent, req *http.Request, send func() (*http.Response, error)) (
					*http.Response, error) {
					if s.operation == operation {
						return answer(http.StatusForbidden, `{"message":"no","status":403}`), nil
					}
					<-req.Context().Done()
					return nil, context.Cause(req.Context())
				}
				switch operation { // reached only when these answer
				case "ListEnvironment":
					let(a, "FetchService")
				case "ListVariable", "FetchBuild":
					let(a, "FetchService", "ListEnvironment")
				case "ListFunction", "ListAsset", "FetchFunctionVersionContent":
					let(a, "FetchService", "ListEnvironment", "FetchBuild")
				}
				files := shop()
				files["functions/new.js"], files["assets/new.txt"] = file(""), file("")
				_, err := a.deployer(t, nil).Plan(t.Context(), request(t, files))
				var failure *client.Error
				require.ErrorAs(t, err, &failure)
				assert.Equal(t, operation, failure.Op)
				assert.Equal(t, http.StatusForbidden, failure.StatusCode)
				assert.NotContains(t, err.Error(), "context canceled")
			})
		}
	})
}

// let lets operations through what intercepts the others.
func let(a *account, operations ...string) {
	intercept := a.wire.intercept
	a.wire.intercept = func(s sent, req *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
		for _, o := range operations {
			if s.operation == o {
				return send()
			}
		}
		return intercept(s, req, send)
	}
}

func TestNew(t *testing.T) {
	t.Parallel()
	_, err := deployer.New(nil, nil)
	assert.EqualError(t, err, "deployer: there is no API to call: give it a *client.Client")
	a := newAccount(t, nil)
	for _, o := range []deployer.Options{{Concurrency: -1}, {PollInterval: -1}, {BuildTimeout: -1}, {RepeatWait: -1}} {
		_, err := deployer.New(a.client, &o)
		assert.ErrorContains(t, err, "deployer: an option is negative: concurrency ")
	}
	_, err = deployer.New(a.client, &deployer.Options{Concurrency: -1})
	assert.EqualError(t, err, "deployer: an option is negative: concurrency -1, poll interval 0s, build timeout 0s, "+
		"repeat wait 0s")
}
