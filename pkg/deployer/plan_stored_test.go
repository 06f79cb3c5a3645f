package deployer_test

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"testing/fstest"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

// stored writes a plan and reads it back.
func stored(t testing.TB, plan *deployer.Plan) *deployer.Plan {
	t.Helper()
	text, err := json.Marshal(plan)
	require.NoError(t, err)
	requireConcealed(t, string(text))
	back, err := deployer.ReadPlan(bytes.NewReader(text))
	require.NoError(t, err)
	return back
}

var planKey = []byte("a key that cannot be guessed")

func TestPlan_Bind(t *testing.T) {
	t.Parallel()
	for name, r := range map[string]func(*testing.T, *account) deployer.Request{
		"first deploy": func(t *testing.T, _ *account) deployer.Request { return request(t, shop()) },
		"redeploy": func(t *testing.T, a *account) deployer.Request {
			a.mustDeploy(t, request(t, shop()))
			files := shop()
			files["functions/hello.js"] = file("changed")
			files["assets/new.txt"] = file("new")
			delete(files, "assets/index.html")
			r := request(t, files)
			r.Variables = append(r.Variables, deployer.Variable{Key: "MORE", Value: concealed})
			return r
		},
		"unchanged": func(t *testing.T, a *account) deployer.Request {
			a.mustDeploy(t, request(t, shop()))
			return request(t, shop())
		},
		"variables removed": func(t *testing.T, a *account) deployer.Request {
			a.mustDeploy(t, request(t, shop()))
			r := request(t, shop())
			r.Variables, r.SyncVariables = nil, true
			return r
		},
		"without activation": func(t *testing.T, a *account) deployer.Request {
			a.mustDeploy(t, request(t, shop()))
			r := request(t, project("functions/a.js", "a"))
			r.NoActivate = true
			r.Variables = append(r.Variables, deployer.Variable{Key: "MORE", Value: concealed})
			return r
		},
	} {
		for _, key := range [][]byte{nil, planKey} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					a := newAccount(t, nil)
					r := r(t, a)
					r.PlanKey = key
					before, _, _ := a.liveBuild(t, "dev")
					plan := planned(t, a, r)
					back := stored(t, plan)
					require.True(t, back.FromProject())
					require.NoError(t, back.Bind(t.Context(), r))
					a.wire.reset()
					result, err := a.deployer(t, nil).Apply(t.Context(), back)
					require.NoError(t, err)
					assert.LessOrEqual(t, len(a.wire.calls())-a.wire.count("FetchBuildStatus"), plan.Calls+5)
					if r.NoActivate {
						assert.Equal(t, before, a.state(t, "shop", "dev").Live)
						return
					}
					assert.Equal(t, liveOf(t, r.Bundle), a.state(t, "shop", "dev").Live)
					assert.Len(t, a.state(t, "shop", "dev").Variables, len(r.Variables))
					a.requireUnchanged(t, r, result.Known)

					if plan.Calls > 0 && name != "variables removed" {
						_, err = a.deployer(t, nil).Apply(t.Context(), back)
						require.ErrorIs(t, err, deployer.ErrStale, "once is enough")
					}
				})
			})
		}
	}
}

// What differs between the project of the plan and that of the apply is named, all of it, and no
// value.
func TestPlan_Bind_mismatch(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAccount(t, nil)
		a.mustDeploy(t, request(t, shop()))
		files := shop()
		delete(files, "functions/sms.protected.js")
		r := request(t, files)
		r.PlanKey, r.Runtime = planKey, "node22"
		r.Variables = append(r.Variables, deployer.Variable{Key: "GONE", Value: "1"})
		plan := stored(t, planned(t, a, r))
		for want, change := range map[string]func(*deployer.Request, fstest.MapFS){
			"functions/hello.js has another content than in the plan": func(_ *deployer.Request, f fstest.MapFS) {
				f["functions/hello.js"] = file("!")
			},
			"functions/hello.private.js is public in the plan, private now": func(_ *deployer.Request, f fstest.MapFS) {
				move(f, "functions/hello.js", "functions/hello.private.js")
			},
			"functions/b.js is new: the plan does not have it": func(_ *deployer.Request, f fstest.MapFS) {
				f["functions/b.js"] = file("")
			},
			"assets/index.html is not there any more": func(_ *deployer.Request, f fstest.MapFS) {
				delete(f, "assets/index.html")
			},
			"functions/sms.js is there again: the plan takes /sms away": func(_ *deployer.Request, f fstest.MapFS) {
				f["functions/sms.js"] = file("")
			},
			"the dependency twilio is ^5.0.3 in the plan, ^6 now":     packages(`"twilio":"^6"`),
			"the dependency is-odd is new: the plan does not have it": packages(`"twilio":"^5.0.3","is-odd":"1"`),
			"the dependency twilio is not there any more":             packages(``),
			"Variable GREETING has another value than in the plan": func(r *deployer.Request, _ fstest.MapFS) {
				r.Variables[0].Value = "other"
			},
			"Variable GONE is not there any more": func(r *deployer.Request, _ fstest.MapFS) {
				r.Variables = r.Variables[:1]
			},
			"Variable NEW is new: the plan does not have it": func(r *deployer.Request, _ fstest.MapFS) {
				r.Variables = append(r.Variables, deployer.Variable{Key: "NEW", Value: "1"})
			},
			"the Service is shop in the plan, store now": func(r *deployer.Request, _ fstest.MapFS) {
				r.Service = "store"
			},
			"the Environment is dev in the plan, production now": func(r *deployer.Request, _ fstest.MapFS) {
				r.Environment,
					r.Production = "", true
			},
			`the runtime is "node22" in the plan, "node24" now`: func(r *deployer.Request, _ fstest.MapFS) {
				r.Runtime = "node24"
			},
		} {
			now := r
			now.Variables = append([]deployer.Variable{}, r.Variables...)
			changed := fstest.MapFS{}
			for name, f := range files {
				changed[name] = f
			}
			change(&now, changed)
			now.Bundle = readProject(t, changed)
			err := plan.Bind(t.Context(), now)
			var mismatch *deployer.MismatchError
			require.ErrorAs(t, err, &mismatch, want)
			assert.Equal(t, []string{want}, mismatch.Differences)
			requireConcealed(t, err.Error())
			_, err = a.deployer(t, nil).Apply(t.Context(), plan)
			require.ErrorContains(t, err, "bind it to its project", "it is as before")
		}
		for want, key := range map[string][]byte{
			"bind it with the same PlanKey":            nil,
			"with another key than this one":           []byte("another key, as long as the other"),
			"the PlanKey has 5 bytes: give a secret o": []byte("short"),
		} {
			now := r
			now.PlanKey = key
			assert.ErrorContains(t, plan.Bind(t.Context(), now), want)
		}
		ended, cancel := context.WithCancel(t.Context())
		cancel()
		require.Error(t, plan.Bind(t.Context(), deployer.Request{}), "no bundle")
		require.ErrorIs(t, plan.Bind(ended, r), context.Canceled)
		require.NoError(t, plan.Bind(t.Context(),
			deployer.Request{Bundle: r.Bundle, Variables: r.Variables, PlanKey: planKey}), "nothing else is needed")
	})
}

func move(f fstest.MapFS, from, to string) {
	f[to] = f[from]
	delete(f, from)
}

func packages(dependencies string) func(*deployer.Request, fstest.MapFS) {
	return func(_ *deployer.Request, f fstest.MapFS) {
		f["package.json"] = file(`{"name":"shop","dependencies":{` + dependencies + `}}`)
	}
}

// The MAC of a value is of this key and this Variable, and nothing of it is stored without a key.
func TestPlan_MAC(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAccount(t, nil)
		r := request(t, shop())
		r.Variables = []deployer.Variable{{Key: "A", Value: "same"}, {Key: "B", Value: "same"}}
		plain := planned(t, a, r)
		assert.Empty(t, plain.KeyCheck+plain.Variables[0].MAC)
		r.PlanKey = planKey
		one := planned(t, a, r)
		assert.Len(t, one.Variables[0].MAC, 64)
		assert.NotEqual(t, one.Variables[0].MAC, one.Variables[1].MAC)
		assert.Equal(t, one.Variables[0].MAC, planned(t, a, r).Variables[0].MAC, "plans are deterministic")
		r.PlanKey = append([]byte("x"), planKey...)
		assert.NotEqual(t, one.Variables[0].MAC, planned(t, a, r).Variables[0].MAC)
	})
}

// The world moves between the plan and its application: nothing is written.
func TestApply_storedIsStale(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		first, meantime func(*testing.T, *account)
		want            string
	}{
		"the Service": {func(*testing.T, *account) {}, func(t *testing.T, a *account) {
			_, err := a.direct.CreateService(t.Context(),
				serverless.CreateServiceRequest{UniqueName: "shop", FriendlyName: "shop"})
			require.NoError(t, err)
		}, "there is a Service shop now"},
		"the Environment": {func(t *testing.T, a *account) { a.otherTool(t) }, func(t *testing.T, a *account) {
			suffix := "dev"
			_, err := a.direct.CreateEnvironment(t.Context(), "shop",
				serverless.CreateEnvironmentRequest{UniqueName: "mine", DomainSuffix: &suffix})
			require.NoError(t, err)
		}, "there is an Environment mine now"},
		"a Function": {deployed, func(t *testing.T, a *account) {
			_, err := a.direct.CreateFunction(t.Context(), "shop",
				serverless.CreateFunctionRequest{FriendlyName: "/new"})
			require.NoError(t, err)
		}, "the function /new is there now"},
		"an Asset": {deployed, func(t *testing.T, a *account) {
			_, err := a.direct.CreateAsset(t.Context(), "shop", serverless.CreateAssetRequest{FriendlyName: "/new.txt"})
			require.NoError(t, err)
		}, "the asset /new.txt is there now"},
		"a Variable that is created": {deployed, func(t *testing.T, a *account) { a.variable(t, "MORE", "1") },
			"there is a Variable MORE now"},
		"a Variable that is changed": {deployed, func(t *testing.T, a *account) { a.variable(t, "CHANGED", "") },
			"the Variable CHANGED that the plan has is not there any more"},
		"a Variable that stays": {deployed, func(t *testing.T, a *account) { a.variable(t, "GREETING", "other") },
			"the Variable GREETING has another value now"},
		"the live Build": {deployed, func(t *testing.T, a *account) {
			r := request(t, shop())
			r.ForceBuild = true
			a.mustDeploy(t, r)
		}, " is live now, "},
		"the Environment is gone": {deployed, func(t *testing.T, a *account) {
			for e, err := range a.direct.ListEnvironments(t.Context(), "shop", nil) {
				require.NoError(t, err)
				require.NoError(t, a.direct.DeleteEnvironment(t.Context(), "shop", e.SID))
			}
		}, "the Environment dev-environment is not there any more"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				a := newAccount(t, nil)
				c.first(t, a)
				files := shop()
				files["functions/new.js"], files["assets/new.txt"] = file("new"), file("new")
				r := request(t, files)
				r.Variables = append(r.Variables, deployer.Variable{Key: "MORE", Value: "2"},
					deployer.Variable{Key: "CHANGED", Value: "2"})
				plan := stored(t, planned(t, a, r))
				require.NoError(t, plan.Bind(t.Context(), r))
				c.meantime(t, a)
				a.wire.reset()
				_, err := a.deployer(t, nil).Apply(t.Context(), plan)
				require.ErrorIs(t, err, deployer.ErrStale)
				assert.ErrorContains(t, err, c.want)
				for _, s := range a.wire.calls() {
					assert.False(t, s.write(), s.name())
				}
			})
		})
	}
}

func deployed(t *testing.T, a *account) {
	t.Helper()
	r := request(t, shop())
	r.Variables = append(r.Variables, deployer.Variable{Key: "CHANGED", Value: "1"})
	a.mustDeploy(t, r)
}

// variable sets a Variable past the wire, "" removes it.
func (a *account) variable(t *testing.T, key, value string) {
	t.Helper()
	for e, err := range a.direct.ListEnvironments(t.Context(), "shop", nil) {
		require.NoError(t, err)
		for v, err := range a.direct.ListVariables(t.Context(), "shop", e.SID, nil) {
			require.NoError(t, err)
			if v.Key == key && value == "" {
				require.NoError(t, a.direct.DeleteVariable(t.Context(), "shop", e.SID, v.SID))
			} else if v.Key == key {
				_, err := a.direct.UpdateVariable(t.Context(), "shop", e.SID, v.SID,
					serverless.UpdateVariableRequest{Value: &value})
				require.NoError(t, err)
				return
			}
		}
		if value != "" {
			_, err := a.direct.CreateVariable(t.Context(), "shop", e.SID,
				serverless.CreateVariableRequest{Key: key, Value: value})
			require.NoError(t, err)
		}
	}
}

func TestReadPlan_refuses(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAccount(t, nil)
		first := a.mustDeploy(t, request(t, shop()))
		files := shop()
		files["functions/hello.js"], files["functions/new.js"] = file("changed"), file("new")
		r := request(t, files)
		r.Variables = append(r.Variables, deployer.Variable{Key: "MORE", Value: "2"})
		text, err := json.Marshal(planned(t, a, r))
		require.NoError(t, err)
		d := a.deployer(t, nil)
		undeploy, err := d.PlanUndeploy(t.Context(), dev)
		require.NoError(t, err)
		undeployText, err := json.Marshal(undeploy)
		require.NoError(t, err)
		activate, err := d.PlanActivate(t.Context(), dev, first.BuildSID)
		require.NoError(t, err)
		activateText, err := json.Marshal(activate)
		require.NoError(t, err)
		change := func(text []byte, pairs ...string) string {
			changed := string(text)
			for i := 0; i < len(pairs); i += 2 {
				require.Contains(t, changed, pairs[i])
				changed = strings.Replace(changed, pairs[i], pairs[i+1], 1)
			}
			return changed
		}
		same := string(text)
		_, err = deployer.ReadPlan(strings.NewReader(same + "\n"))
		require.NoError(t, err)
		for want, damaged := range map[string]string{
			"it is no JSON of a plan":                  same[:len(same)/2],
			"a JSON array where an object":             `[]`,
			"it has no format":                         `{"ok":true}`,
			"this version applies \"2\"":               change(text, `"format":"2"`, `"format":"3","other":1`),
			`"colour" is no member that is known here`: change(text, `"format":"2"`, `"format":"2","colour":1`),
			"invalid character":                        same + "{}",
			`function /hello: the action`: change(text, `{"action":"update","path":"/hello"`,
				`{"action":"explode","path":"/hello"`),
			`service: the action "remove"`:  change(text, `"service":{"action":"keep"`, `"service":{"action":"remove"`),
			"service: ":                     change(text, `"sid":"ZS`, `"sid":"ZB`),
			"environment: ":                 change(text, `"sid":"`+first.EnvironmentSID, `"sid":"`),
			"was there before":              change(text, `"path":"/new"`, `"path":"/hello"`),
			`the visibility "secret"`:       change(text, `"visibility":"public"`, `"visibility":"secret"`),
			"it is uploaded and has no dig": change(text, `"digest":"`, `"digest":"","content_type":"`),
			"variable GREETING: ":           change(text, `"sid":"ZV`, `"sid":"ZX`),
			"variable : it has no key":      change(text, `"key":"MORE"`, `"key":""`),
			"manifest: its path is":         change(text, `"path":"/.twilio-serverless/manifest"`, `"path":"/x"`),
			"does not clear": change(text, `"deployment":{"action":"create"`,
				`"deployment":{"action":"remove"`),
			"build: the SID is empty": change(activateText, `"deployment":{"action":"keep"`,
				`"deployment":{"action":"create"`, `"sid":"`+first.BuildSID+`"`, `"sid":""`),
			"base_build_sid: the SID is em": change(undeployText, `"base_build_sid":"`+first.BuildSID,
				`"base_build_sid":"`),
			"removals: there is no removal": change(undeployText, `"calls"`,
				`"removals":[{"kind":"service","sid":"`+first.ServiceSID+
					`","date_created":"2026-01-01T00:00:00Z"}],"calls"`),
		} {
			_, err := deployer.ReadPlan(strings.NewReader(damaged))
			assert.ErrorContains(t, err, want)
		}
		for _, text := range [][]byte{undeployText, activateText} {
			plan, err := deployer.ReadPlan(bytes.NewReader(text))
			require.NoError(t, err)
			assert.False(t, plan.FromProject())
		}
	})
}

// Whatever stands in the file of a plan, reading it does not panic, and what is read can be stored
// again.
func FuzzReadPlan(f *testing.F) {
	f.Add([]byte(`{"format":"2"}`))
	f.Add([]byte(`{"format":"2","service":{"action":"keep","unique_name":"shop","sid":"ZS00000000000000000000000000000000"},` +
		`"environment":{"action":"keep","unique_name":"","domain_suffix":""},"functions":[],"assets":[],"variables":[],` +
		`"build":{"action":"keep","dependencies":[]},"deployment":{"action":"keep"},"base_build_sid":"","calls":0}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		plan, err := deployer.ReadPlan(bytes.NewReader(text))
		if err != nil {
			return
		}
		again, err := json.Marshal(plan)
		require.NoError(t, err)
		_, err = deployer.ReadPlan(bytes.NewReader(again))
		require.NoError(t, err)
	})
}

func TestPlan_strict(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		known    bool
		meantime func(t *testing.T, a *account, r deployer.Request)
		want     string // "" is no drift
	}{
		"nothing":              {true, func(*testing.T, *account, deployer.Request) {}, ""},
		"nothing, fresh clone": {false, func(*testing.T, *account, deployer.Request) {}, ""},
		"our deploy from another machine": {false, func(t *testing.T, a *account, r deployer.Request) {
			r.ForceBuild = true
			a.mustDeploy(t, r)
		}, ""},
		"a deploy from another machine": {true, func(t *testing.T, a *account, r deployer.Request) {
			r.ForceBuild = true
			a.mustDeploy(t, r)
		}, " was deployed from here last"},
		"another tool": {false, func(t *testing.T, a *account, r deployer.Request) {
			a.otherToolDeploys(t, r.Bundle,
				"dev", "")
		},
			"another tool has made it, or it has no manifest"},
		"another tool carries the manifest along": {false, func(t *testing.T, a *account, r deployer.Request) {
			_, _, manifest := a.liveBuild(t, "dev")
			r.Bundle.Assets = r.Bundle.Assets[:1]
			a.otherToolDeploys(t, r.Bundle, "dev", manifest)
		}, "changed there: function /hello, function /lib/prices, function /sms, asset /data.json, asset " +
			"/index.html (gone)"},
		"cleared": {true, func(t *testing.T, a *account, r deployer.Request) {
			plan, err := a.deployer(t, nil).PlanUndeploy(t.Context(), dev)
			require.NoError(t, err)
			_, err = a.deployer(t, nil).Apply(t.Context(), plan)
			require.NoError(t, err)
		}, "nothing is live, ZB"},
		"the Environment is gone": {true, func(t *testing.T, a *account, r deployer.Request) {
			require.NoError(t, a.direct.DeleteEnvironment(t.Context(), "shop", planned(t, a, r).Environment.SID))
		}, "is not there any more"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				a := newAccount(t, nil)
				known := a.mustDeploy(t, request(t, shop())).Known
				c.meantime(t, a, request(t, shop()))
				r := request(t, shop())
				r.Strict = true
				if c.known {
					r.Known = known
				}
				_, err := a.deployer(t, nil).Plan(t.Context(), r)
				if c.want == "" {
					require.NoError(t, err)
					return
				}
				require.ErrorIs(t, err, deployer.ErrDrift)
				assert.ErrorContains(t, err, c.want)
				r.Strict = false
				_, err = a.deployer(t, nil).Plan(t.Context(), r)
				require.NoError(t, err)
			})
		})
	}
}

// A first deploy has nothing to drift from.
func TestPlan_strictOnNothing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAccount(t, nil)
		r := request(t, shop())
		r.Strict = true
		a.mustDeploy(t, r)
		a.wire.intercept = func(_ sent, _ *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
			return send()
		}
		a.mustDeploy(t, r)
	})
}
