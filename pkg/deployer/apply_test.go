package deployer_test

import (
	"bytes"
	"io"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/bundle"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

func TestApply_firstDeployOfHello(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAccount(t, &emulator.Options{BuildTime: 90 * time.Second})
		b, err := bundle.Read(os.DirFS("../../examples/hello"), nil)
		require.NoError(t, err)
		result := a.mustDeploy(t, deployer.Request{
			Bundle: b, Service: b.Name, Environment: "dev", Runtime: otherRuntime(),
			Variables: []deployer.Variable{{Key: "B", Value: "2"}, {Key: "A", Value: " ünicode & =\n"}},
		})

		live := a.state(t, "hello", "dev")
		assert.Equal(t, liveOf(t, b), live.Live)
		assert.Equal(t, []string{"A= ünicode & =\n", "B=2"}, live.Variables)
		assert.Equal(t, []string{"hello"}, live.Services)
		assert.Equal(t, []string{"dev-environment dev"}, live.Environments, "the names by which existing tools find it")
		assert.Equal(t, paths(b.Functions), live.Functions, "friendly names are paths, for existing tools")
		assert.Equal(t, paths(b.Assets), live.Assets)
		assert.Subset(t, live.Packages, []string{"@twilio/runtime-handler@2.1.2", "lodash@^4.17.21", "twilio@^5.0.3"})

		service, err := a.direct.FetchService(t.Context(), "hello")
		require.NoError(t, err)
		assert.Equal(t, "hello", service.FriendlyName)
		assert.True(t, service.IncludeCredentials)
		assert.Equal(t, service.SID, result.ServiceSID)
		assert.Equal(t, "hello", result.ServiceName)
		assert.Equal(t, live.Domain, result.DomainName)
		assert.Equal(t, otherRuntime(), result.Runtime)
		environment, err := a.direct.FetchEnvironment(t.Context(), "hello", result.EnvironmentSID)
		require.NoError(t, err)
		assert.Equal(t, environment.BuildSID, &result.BuildSID)
		deployment, err := a.direct.FetchDeployment(t.Context(), "hello", result.EnvironmentSID, result.DeploymentSID)
		require.NoError(t, err)
		assert.Equal(t, &result.BuildSID, deployment.BuildSID)
		assert.Len(t, result.Functions, len(b.Functions))
		for i, f := range result.Functions {
			version, err := a.direct.FetchFunctionVersion(t.Context(), "hello", f.SID, f.VersionSID)
			require.NoError(t, err)
			assert.Equal(t, b.Functions[i].Path, version.Path, "the result is in the order of paths")
			assert.Equal(t, f.Path, version.Path)
			assert.Equal(t, f.Visibility, version.Visibility)
		}
		require.Len(t, result.Variables, 2)
		assert.Equal(t, "A", result.Variables[0].Key)
		assert.Equal(t, deployer.ActionCreate, result.Variables[0].Action)
	})
}

func TestApply_oneKindIsEnough(t *testing.T) {
	t.Parallel()
	for name, file := range map[string]string{"only a Function": "functions/a.js", "only an Asset": "assets/a.txt"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				a := newAccount(t, nil)
				r := deployer.Request{Bundle: readProject(t, project(file, "")), Service: "shop", Environment: "dev"}
				result := a.mustDeploy(t, r)
				assert.Equal(t, liveOf(t, r.Bundle), a.state(t, "shop", "dev").Live)
				assert.Contains(t, serverless.CurrentRuntimes(), result.Runtime, "the default of the API")
			})
		})
	}
}

func TestApply_production(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAccount(t, nil)
		r := request(t, shop())
		a.mustDeploy(t, r)
		r.Environment, r.Production = "", true
		result := a.mustDeploy(t, r)
		live := a.state(t, "shop", "")
		assert.Equal(t, []string{"dev-environment dev", "production "}, live.Environments)
		assert.Regexp(t, `^shop-\d{4}\.twil\.io$`, result.DomainName)
		assert.Equal(t, liveOf(t, r.Bundle), live.Live)
		assert.Len(t, live.Functions, 3, "one Service, its Functions are shared by the Environments")
		again := a.mustDeploy(t, r)
		assert.Equal(t, result.EnvironmentSID, again.EnvironmentSID)
	})
}

// Each event says that something has been done, once, in an order that makes sense.
func TestApply_events(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAccount(t, &emulator.Options{BuildTime: 2 * time.Second, Latency: 100 * time.Millisecond})
		var events []deployer.Event
		d := a.deployer(t, &deployer.Options{OnEvent: func(e deployer.Event) { events = append(events, e) }})
		plan, err := d.Plan(t.Context(), request(t, shop()))
		require.NoError(t, err)
		a.wire.reset()
		result, err := d.Apply(t.Context(), plan)
		require.NoError(t, err)

		var lines []string
		at, done, elapsed := map[string]int{}, 0, time.Duration(0)
		for i, e := range events {
			line := strings.Join([]string{string(e.Step), e.Action.Symbol(), e.Name, e.Status}, " ")
			lines = append(lines, line)
			at[line] = i
			assert.NotEmpty(t, e.SID, line)
			assert.GreaterOrEqual(t, e.Elapsed, elapsed, line)
			elapsed = e.Elapsed
			if e.Step == deployer.StepUpload {
				done++
				assert.Equal(t, [2]int{done, 5}, [2]int{e.Done, e.Total}, line)
			} else {
				assert.Zero(t, e.Total, line)
			}
		}
		build := result.BuildSID
		assert.ElementsMatch(t, []string{
			"service + shop ",
			"environment + dev-environment ",
			"variable + GREETING ",
			"function + /hello ", "upload + /hello ",
			"function + /lib/prices ", "upload + /lib/prices ",
			"function + /sms ", "upload + /sms ",
			"asset + /data.json ", "upload + /data.json ",
			"asset + /index.html ", "upload + /index.html ",
			"manifest + " + deployer.ManifestPath + " ",
			"build + " + build + " building",
			"build = " + build + " building", "build = " + build + " building", "build = " + build + " completed",
			"deployment + " + result.DomainName + " ",
		}, lines)
		assert.Equal(t, "service + shop ", lines[0])
		assert.Equal(t, "deployment + "+result.DomainName+" ", lines[len(lines)-1])
		assert.Less(t, at["environment + dev-environment "], at["variable + GREETING "])
		for _, path := range []string{"/hello", "/lib/prices", "/sms"} {
			assert.Less(t, at["function + "+path+" "], at["upload + "+path+" "])
			assert.Less(t, at["upload + "+path+" "], at["build + "+build+" building"])
		}
		assert.EqualValues(t, len("exports.handler = hello"), events[at["upload + /hello "]].Bytes)
	})
}

// What the plan promises is what is counted on the wire.
func TestApply_calls(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAccount(t, &emulator.Options{BuildTime: 3 * time.Second})
		d := a.deployer(t, nil)
		files := shop()
		apply := func(r deployer.Request) (plan *deployer.Plan, calls, polls int) {
			plan, err := d.Plan(t.Context(), r)
			require.NoError(t, err)
			a.wire.reset()
			_, err = d.Apply(t.Context(), plan)
			require.NoError(t, err)
			polls = a.wire.count("FetchBuildStatus")
			return plan, len(a.wire.calls()) - polls, polls
		}

		plan, calls, polls := apply(request(t, files))
		assert.Equal(t, 2*5+1+2+5, plan.Calls,
			"two for each file, a Variable, two for the manifest, Service, Environment, Build, look, Deployment")
		assert.Equal(t, plan.Calls, calls)
		assert.Equal(t, 4, polls, "at 0, 1, 2 and 3 s")

		delete(files, "functions/sms.protected.js")
		files["assets/new.txt"] = file("new")
		r := request(t, files)
		r.Variables = []deployer.Variable{{Key: "NEW", Value: "1"}}
		r.SyncVariables = true
		plan, calls, _ = apply(r)
		assert.Equal(t, 2+1+2+3, plan.Calls,
			"a new file, the manifest, a Variable in and one out, Build, look, Deployment")
		assert.Equal(t, plan.Calls, calls)
	})
}

// The Build names the versions in the order of their paths, however the uploads end.
func TestApply_buildRequest(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAccount(t, nil)
		var form url.Values
		a.wire.intercept = func(s sent, req *http.Request, send func() (*http.Response, error)) (*http.Response,
			error) {
			switch s.operation {
			case "CreateFunctionVersion", "CreateAssetVersion":
				time.Sleep(time.Duration(10-s.nth) * time.Second) // the last one first
			case "CreateBuild":
				body, err := io.ReadAll(req.Body)
				require.NoError(t, err)
				form, err = url.ParseQuery(string(body))
				require.NoError(t, err)
				req.Body = io.NopCloser(bytes.NewReader(body))
			}
			return send()
		}
		var uploaded []string
		r := request(t, shop())
		d := a.deployer(t, &deployer.Options{OnEvent: func(e deployer.Event) {
			if e.Step == deployer.StepUpload {
				uploaded = append(uploaded, e.Name)
			}
		}})
		plan, err := d.Plan(t.Context(), r)
		require.NoError(t, err)
		result, err := d.Apply(t.Context(), plan)
		require.NoError(t, err)
		sids := func(files []deployer.DeployedFile) (all []string) {
			for _, f := range files {
				all = append(all, f.VersionSID)
			}
			return all
		}
		assert.Equal(t, url.Values{
			"FunctionVersions": append(sids(result.Functions), result.Manifest.VersionSID),
			"AssetVersions":    sids(result.Assets),
			"Dependencies":     {`[{"name":"twilio","version":"^5.0.3"}]`},
		}, form, "no Runtime, which leaves it to the API")
		assert.False(t, slices.IsSorted(uploaded), "%v", uploaded)
	})
}

// Lists are read in pages as large as the API offers, to their end.
func TestPlan_longLists(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAccount(t, &emulator.Options{PageCap: 2})
		files := shop()
		a.mustDeploy(t, request(t, files))
		a.wire.reset()
		files["functions/new.js"] = file("")
		a.mustDeploy(t, request(t, files))
		assert.Equal(t, 2, a.wire.count("ListFunction"), "three Functions and the manifest in pages of two")
		live := a.state(t, "shop", "dev")
		assert.Len(t, live.Functions, 4)
		assert.Len(t, live.Assets, 2)
	})
}

// Files have no barrier between them: what is created is uploaded while others still wait to be
// created.
func TestApply_concurrency(t *testing.T) {
	t.Parallel()
	for _, limit := range []int{1, 2, 4, 10} {
		synctest.Test(t, func(t *testing.T) {
			a := newAccount(t, &emulator.Options{Latency: 100 * time.Millisecond, BuildTime: 5 * time.Second})
			files := project()
			var variables []deployer.Variable
			for _, name := range strings.Split("abcdefghijklmnopqrstuvwxyz", "") {
				files["functions/"+name+".js"] = file(name)
				files["assets/"+name+".txt"] = file(name)
				variables = append(variables, deployer.Variable{Key: name, Value: name})
			}
			d := a.deployer(t, &deployer.Options{Concurrency: limit})
			r := deployer.Request{Bundle: readProject(t, files), Service: "shop", Environment: "dev",
				Variables: variables}
			for range 2 { // the second reads lists, Variables and the live Build
				plan, err := d.Plan(t.Context(), r)
				require.NoError(t, err)
				_, err = d.Apply(t.Context(), plan)
				require.NoError(t, err)
			}
			assert.Equal(t, limit, a.wire.most, "requests in flight")
			first := func(operation string) time.Time {
				calls := a.wire.calls()
				return calls[slices.IndexFunc(calls, func(s sent) bool { return s.operation == operation })].begin
			}
			var lastCreate time.Time
			for _, s := range a.wire.calls() {
				if s.operation == "CreateFunction" {
					lastCreate = s.begin
				}
			}
			assert.True(t, first("CreateFunctionVersion").Before(lastCreate), "no barrier between creates and uploads")
			assert.True(t, first("CreateEnvironment").Before(lastCreate), "no barrier before the Environment")
		})
	}
}
