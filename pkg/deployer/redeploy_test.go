package deployer_test

import (
	"strings"
	"testing"
	"testing/fstest"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/bundle"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

// lines shows a plan: symbol, kind and name of each thing.
func lines(plan *deployer.Plan) []string {
	shown := []string{
		plan.Service.Action.Symbol() + " service " + plan.Service.UniqueName,
		plan.Environment.Action.Symbol() + " environment " + plan.Environment.UniqueName,
	}
	for _, f := range plan.Functions {
		shown = append(shown, f.Action.Symbol()+" function "+f.Path)
	}
	for _, f := range plan.Assets {
		shown = append(shown, f.Action.Symbol()+" asset "+f.Path)
	}
	for _, v := range plan.Variables {
		shown = append(shown, v.Action.Symbol()+" variable "+v.Key)
	}
	return shown
}

func planned(t *testing.T, a *account, r deployer.Request) *deployer.Plan {
	t.Helper()
	plan, err := a.deployer(t, nil).Plan(t.Context(), r)
	require.NoError(t, err)
	return plan
}

func TestRedeploy(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAccount(t, nil)
		first := a.mustDeploy(t, request(t, shop()))

		files := shop()
		delete(files, "functions/sms.protected.js")
		delete(files, "assets/data.private.json")
		files["functions/hello.js"] = file("exports.handler = changed")
		files["functions/new.js"] = file("exports.handler = added")
		r := request(t, files)
		plan := planned(t, a, r)
		assert.Equal(t, []string{
			"= service shop", "= environment dev-environment",
			"~ function /hello", "= function /lib/prices", "+ function /new", "- function /sms",
			"- asset /data.json", "= asset /index.html",
			"= variable GREETING",
		}, lines(plan))
		assert.Equal(t, bundle.Protected, plan.Functions[3].Visibility, "of what goes away")
		assert.Equal(t, first.Functions[2].SID, plan.Functions[3].SID)
		assert.Equal(t, first.BuildSID, plan.BaseBuildSID)

		second := a.mustDeploy(t, r)
		live := a.state(t, "shop", "dev")
		assert.Equal(t, liveOf(t, r.Bundle), live.Live)
		assert.Equal(t, []string{"/hello", "/lib/prices", "/new", "/sms"}, live.Functions,
			"the resource of a removed file stays")
		assert.Equal(t, first.Functions[0].SID, second.Functions[0].SID)
		assert.NotEqual(t, first.Functions[0].VersionSID, second.Functions[0].VersionSID)
		assert.Equal(t, [2]string{first.ServiceSID, first.EnvironmentSID},
			[2]string{second.ServiceSID, second.EnvironmentSID})
		assert.Empty(t, second.Variables, "nothing was written")

		a.mustDeploy(t, request(t, shop()))
		assert.Equal(t, []string{"/hello", "/lib/prices", "/new", "/sms"}, a.state(t, "shop", "dev").Functions,
			"a file that comes back finds its resource")
	})
}

func TestRedeploy_movesBetweenKinds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAccount(t, nil)
		a.mustDeploy(t, request(t, project("functions/a.js", "f", "assets/b", "b")))
		r := request(t, project("functions/b.js", "f", "assets/a", "a"))
		assert.Equal(t, []string{
			"= service shop", "= environment dev-environment",
			"- function /a", "+ function /b", "+ asset /a", "- asset /b", "= variable GREETING",
		}, lines(planned(t, a, r)))
		a.mustDeploy(t, r)
		assert.Equal(t, liveOf(t, r.Bundle), a.state(t, "shop", "dev").Live)
	})
}

func TestRedeploy_variables(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAccount(t, nil)
		r := request(t, shop())
		r.Variables = []deployer.Variable{{Key: "KEEP", Value: "1"}, {Key: "CHANGE", Value: "1"},
			{Key: "FOREIGN", Value: "1"}}
		a.mustDeploy(t, r)

		r.Variables = []deployer.Variable{{Key: "NEW", Value: "2"}, {Key: "KEEP", Value: "1"},
			{Key: "CHANGE", Value: "2"}}
		assert.Equal(t, []string{"~ variable CHANGE", "= variable KEEP", "+ variable NEW"}, lines(planned(t, a, r))[7:])
		result := a.mustDeploy(t, r)
		assert.Equal(t, []string{"CHANGE=2", "FOREIGN=1", "KEEP=1", "NEW=2"}, a.state(t, "shop", "dev").Variables,
			"none is deleted unasked")
		require.Len(t, result.Variables, 2)
		assert.Equal(t, deployer.ActionUpdate, result.Variables[0].Action)

		r.SyncVariables = true
		r.Variables = r.Variables[:1]
		r.Bundle = readProject(t, project("functions/hello.js", "changed", "functions/sms.js", "",
			"functions/lib/prices.js", "", "assets/a", "", "assets/b", ""))
		assert.Equal(t, []string{"- variable CHANGE", "- variable FOREIGN", "- variable KEEP", "= variable NEW"},
			lines(planned(t, a, r))[9:])
		a.wire.reset()
		result = a.mustDeploy(t, r)
		assert.Equal(t, []string{"NEW=2"}, a.state(t, "shop", "dev").Variables)
		assert.Len(t, result.Variables, 3)
		activated := false
		for _, s := range a.wire.calls() {
			activated = activated || s.operation == "CreateDeployment"
			if s.operation == "DeleteVariable" {
				assert.True(t, activated, "what is live until the Deployment may need it")
			}
		}
		assert.Equal(t, 3, a.wire.count("DeleteVariable"))
	})
}

// Another client removes the Variable first: it is gone, which is what was wanted.
func TestRedeploy_variableIsGoneAlready(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAccount(t, nil)
		r := request(t, shop())
		first := a.mustDeploy(t, r)
		r.Variables, r.SyncVariables = nil, true
		plan := planned(t, a, r)
		require.NoError(t, a.direct.DeleteVariable(t.Context(), "shop", first.EnvironmentSID, plan.Variables[0].SID))
		_, err := a.deployer(t, nil).Apply(t.Context(), plan)
		require.NoError(t, err)
		assert.Empty(t, a.state(t, "shop", "dev").Variables)
	})
}

func TestRedeploy_serviceBySID(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAccount(t, nil)
		first := a.mustDeploy(t, request(t, shop()))
		r := request(t, shop())
		r.Service = first.ServiceSID
		result := a.mustDeploy(t, r)
		assert.Equal(t, "shop", result.ServiceName)
		assert.Equal(t, first.ServiceSID, result.ServiceSID)

		r.Service = "ZS" + strings.Repeat("f", 32)
		_, err := a.deployer(t, nil).Plan(t.Context(), r)
		require.ErrorIs(t, err, client.ErrNotFound, "a SID that does not exist is no name for a new Service")
		assert.ErrorContains(t, err, "planning: FetchService (GET /v1/Services/"+r.Service+"): status 404")
		assert.Len(t, a.state(t, "shop", "dev").Services, 1)
	})
}

// otherTool makes a Service as some other tool would.
type otherTool struct {
	*testing.T
	*account
	service string
}

func (a *account) otherTool(t *testing.T) otherTool {
	t.Helper()
	service, err := a.direct.CreateService(t.Context(),
		serverless.CreateServiceRequest{UniqueName: "shop", FriendlyName: "Shop"})
	require.NoError(t, err)
	return otherTool{t, a, service.SID}
}

func (o otherTool) environment(name, suffix string) (sid string) {
	in := serverless.CreateEnvironmentRequest{UniqueName: name}
	if suffix != "" {
		in.DomainSuffix = &suffix
	}
	e, err := o.direct.CreateEnvironment(o.Context(), o.service, in)
	require.NoError(o, err)
	return e.SID
}

func (o otherTool) function(name string) (sid string) {
	f, err := o.direct.CreateFunction(o.Context(), o.service, serverless.CreateFunctionRequest{FriendlyName: name})
	require.NoError(o, err)
	return f.SID
}

// live deploys a Build in which each Function serves the path of the same index.
func (o otherTool) live(environment string, functions, paths []string) (build string) {
	var versions []string
	for i, f := range functions {
		v, err := o.direct.CreateFunctionVersion(o.Context(), o.service, f,
			client.BytesUpload(paths[i], bundle.Public, "application/javascript", []byte("other")))
		require.NoError(o, err)
		versions = append(versions, v.SID)
	}
	return o.makeLive(o, serverless.CreateBuildRequest{FunctionVersions: versions}, environment)
}

func TestPlan_environmentOfAnotherTool(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		uniqueName, suffix string
		production         bool
	}{
		"any name":               {"whatever", "dev", false},
		"suffix in capitals":     {"whatever", "DEV", false},
		"production by any name": {"live", "", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				a := newAccount(t, nil)
				sid := a.otherTool(t).environment(c.uniqueName, c.suffix)
				r := request(t, shop())
				if r.Production = c.production; c.production {
					r.Environment = ""
				}
				plan := planned(t, a, r)
				assert.Equal(t, deployer.ActionKeep, plan.Environment.Action)
				assert.Equal(t, [2]string{sid, c.uniqueName},
					[2]string{plan.Environment.SID, plan.Environment.UniqueName})
				result := a.mustDeploy(t, r)
				assert.Equal(t, sid, result.EnvironmentSID)
			})
		})
	}
}

func TestPlan_environmentNameIsTaken(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAccount(t, nil)
		o := a.otherTool(t)
		sid := o.environment("dev-environment", "other")
		service, err := a.direct.FetchService(t.Context(), "shop")
		require.NoError(t, err)
		_, err = a.deployer(t, nil).Plan(t.Context(), request(t, shop()))
		assert.EqualError(t, err, `planning: the Environment `+sid+
			` is already named "dev-environment" with another suffix (domain `+
			service.DomainBase+`-other.twil.io): choose another suffix or remove it`)
	})
}

func TestPlan_functionsOfAnotherTool(t *testing.T) {
	t.Parallel()
	plan := func(t *testing.T, files fstest.MapFS, prepare func(o otherTool, environment string) map[string]string) {
		synctest.Test(t, func(t *testing.T) {
			a := newAccount(t, nil)
			o := a.otherTool(t)
			want := prepare(o, o.environment("dev-environment", "dev"))
			r := request(t, files)
			got := map[string]string{}
			for _, f := range planned(t, a, r).Functions {
				if f.Action != deployer.ActionRemove {
					got[f.Path] = f.SID
				}
			}
			assert.Equal(t, want, got)
			result := a.mustDeploy(t, r)
			assert.Equal(t, liveOf(t, r.Bundle), a.state(t, "shop", "dev").Live)
			parents := map[string]bool{}
			for _, f := range result.Functions {
				parents[f.SID] = true
			}
			assert.Len(t, parents, len(result.Functions), "each path has a Function of its own")
		})
	}
	a, ab := project("functions/a.js", "a"), project("functions/a.js", "a", "functions/b.js", "b")

	t.Run("not deployed, found by its name", func(t *testing.T) {
		plan(t, a, func(o otherTool, _ string) map[string]string {
			return map[string]string{"/a": o.function("/a")}
		})
	})
	t.Run("live under another name", func(t *testing.T) {
		plan(t, a, func(o otherTool, e string) map[string]string {
			f := o.function("My function")
			o.live(e, []string{f}, []string{"/a"})
			return map[string]string{"/a": f}
		})
	})
	t.Run("many of one name, the live one is it", func(t *testing.T) {
		plan(t, a, func(o otherTool, e string) map[string]string {
			f := o.function("/a")
			o.live(e, []string{f}, []string{"/a"})
			o.function("/a")
			return map[string]string{"/a": f}
		})
	})
	t.Run("live, but deleted since", func(t *testing.T) {
		plan(t, a, func(o otherTool, e string) map[string]string {
			f := o.function("/a")
			o.live(e, []string{f}, []string{"/a"})
			o.lose(o, f)
			return map[string]string{"/a": ""}
		})
	})
	t.Run("live, deleted since, and another one of the name", func(t *testing.T) {
		plan(t, a, func(o otherTool, e string) map[string]string {
			f := o.function("/a")
			o.live(e, []string{f}, []string{"/a"})
			o.lose(o, f)
			return map[string]string{"/a": o.function("/a")}
		})
	})
	t.Run("the name of one, the path of another", func(t *testing.T) {
		plan(t, ab, func(o otherTool, e string) map[string]string {
			f := o.function("/b")
			o.live(e, []string{f}, []string{"/a"})
			return map[string]string{"/a": f, "/b": ""}
		})
	})
	t.Run("the name of one, the path of another, and a free one of the name", func(t *testing.T) {
		plan(t, ab, func(o otherTool, e string) map[string]string {
			free := o.function("/b")
			f := o.function("/b")
			o.live(e, []string{f}, []string{"/a"})
			return map[string]string{"/a": f, "/b": free}
		})
	})
	t.Run("one Function under two paths", func(t *testing.T) {
		plan(t, ab, func(o otherTool, e string) map[string]string {
			f := o.function("both")
			o.live(e, []string{f, f}, []string{"/a", "/b"})
			return map[string]string{"/a": f, "/b": ""}
		})
	})
}

// Of duplicates that are alike in all respects, the same one is taken every time.
func TestPlan_duplicateNames(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAccount(t, nil)
		o := a.otherTool(t)
		for range 3 {
			o.function("/hello")
		}
		r := request(t, shop())
		sid := planned(t, a, r).Functions[0].SID
		for range 5 {
			assert.Equal(t, sid, planned(t, a, r).Functions[0].SID)
		}
		a.mustDeploy(t, r)
		o.function("/hello")
		assert.Equal(t, sid, planned(t, a, r).Functions[0].SID, "now the live one")
	})
}
