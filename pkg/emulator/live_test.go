package emulator

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// What runs Functions is told of each Deployment and each change of a Variable, before the answer.
func TestActivate(t *testing.T) {
	t.Parallel()
	var told []*Live
	s := newSite(t, &Options{Activate: func(l *Live) { told = append(told, l) }})
	require.NotEmpty(t, told)
	live := told[len(told)-1]
	env := s.get(s.environment)
	assert.Equal(t, env.str("build_sid"), live.BuildSID)
	assert.Equal(t, tail(s.environment), live.EnvironmentSID)
	assert.Equal(t, s.domain, live.DomainName)
	assert.Equal(t, TestAuthToken, live.AuthToken)
	assert.Equal(t, defaultRuntime, live.Runtime)
	assert.True(t, live.IncludeCredentials, "the default of the API")
	assert.Equal(t, "5.0.3", live.Dependencies["twilio"])
	assert.False(t, live.Named["twilio"], "the API adds it")
	paths := map[string]string{}
	for _, f := range live.Functions {
		in, err := f.Open()
		require.NoError(t, err)
		source, err := io.ReadAll(in)
		require.NoError(t, err)
		paths[f.Path] = f.Visibility + " " + string(source)
	}
	assert.Equal(t, "public exports.handler = public", paths["/run-public"])
	assert.Len(t, paths, 3)

	n := len(told)
	v := s.post(s.environment+"/Variables", "Key", "A", "Value", "1").str("sid")
	s.post(s.environment+"/Variables/"+v, "Value", "2").must(t, 200)
	s.delete(s.environment+"/Variables/"+v).must(t, 204)
	s.post(s.environment+"/Deployments").must(t, 201)
	require.Len(t, told, n+4)
	assert.Equal(t, "1", told[n].Variables["A"])
	assert.Equal(t, "2", told[n+1].Variables["A"])
	assert.Empty(t, told[n+2].Variables)
	assert.Empty(t, told[n+3].BuildSID, "nothing is live")
	assert.Equal(t, live.EnvironmentSID, told[n+3].EnvironmentSID)
}

// As long as nothing changes, requests share one Live, so that who runs it can compare pointers.
func TestInvoke_live(t *testing.T) {
	t.Parallel()
	var seen []*Live
	s := newSite(t, &Options{Invoke: func(_ http.ResponseWriter, _ *http.Request, in Invocation) {
		seen = append(seen, in.Live)
		in.AddLog("", "one")
		in.AddLog("ERROR", "two")
	}})
	s.visit("GET", "/run-public", "")
	s.visit("GET", "/run-public", "")
	s.post(s.environment+"/Variables", "Key", "A", "Value", "1").must(t, 201)
	s.visit("GET", "/run-public", "")
	require.Len(t, seen, 3)
	assert.Same(t, seen[0], seen[1])
	assert.NotSame(t, seen[1], seen[2])

	logs := s.get(s.environment + "/Logs")
	require.Len(t, logs.items(), 6)
	first, second := s.get(s.environment+"/Logs/"+logs.items()[0]), s.get(s.environment+"/Logs/"+logs.items()[1])
	assert.Equal(t, first.str("request_sid"), second.str("request_sid"), "one invocation")
	assert.ElementsMatch(t, []string{"INFO", "ERROR"}, []string{first.str("level"), second.str("level")})
	third := s.get(s.environment + "/Logs/" + logs.items()[2])
	assert.NotEqual(t, first.str("request_sid"), third.str("request_sid"), "another one")
	assert.Equal(t, s.get(s.environment + "/Deployments").items()[0], first.str("deployment_sid"))
}

// A check that takes long leaves the Build building; its end decides how the Build ends.
func TestCheck(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		err    error
		status string
	}{
		"right": {nil, "completed"},
		"wrong": {errors.New("/a:1:2: SyntaxError: 100% wrong\n    line"), "failed"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) { // the answer waits five seconds for the check
				release := make(chan struct{})
				checked := make(chan *Live, 1)
				a := newAPI(t, &Options{Check: func(_ context.Context, l *Live) error {
					checked <- l
					<-release
					return c.err
				}})
				service := a.service("Shop")
				version := a.upload(a.function(service, "a"), "/a", "exports.handler = 1").must(t, 201)
				at := service + "/Builds/" + a.post(service+"/Builds", "FunctionVersions", version).must(t, 201)
				live := <-checked
				assert.Equal(t, "/a", live.Functions[0].Path)
				assert.Equal(t, "building", a.get(at+"/Status").str("status"))
				var dump bytes.Buffer
				require.NoError(t, a.emu.Dump(&dump))
				other := newAPI(t, nil)
				require.NoError(t, other.emu.Restore(&dump))
				assert.Equal(t, "failed", other.get(at).str("status"), "nothing goes on checking it")
				close(release)
				synctest.Wait()
				assert.Equal(t, c.status, a.get(at+"/Status").str("status"))
				for _, path := range []string{at, at + "/Status"} {
					reason, err := url.PathUnescape(a.get(path).header.Get("X-Emulator-Reason"))
					require.NoError(t, err)
					if c.err != nil {
						assert.Equal(t, c.err.Error(), reason)
					} else {
						assert.Empty(t, reason)
					}
				}
			})
		})
	}
}

type refusedBuild struct{}

func (refusedBuild) Error() string     { return "no such package" }
func (refusedBuild) RefuseBuild() bool { return true }

func TestCheck_refuses(t *testing.T) {
	t.Parallel()
	a := newAPI(t, &Options{Check: func(context.Context, *Live) error { return refusedBuild{} }})
	service := a.service("Shop")
	version := a.upload(a.function(service, "a"), "/a", "exports.handler = 1").must(t, 201)
	got := a.post(service+"/Builds", "FunctionVersions", version)
	got.must(t, 400)
	assert.Equal(t, "no such package", got.str("message"))
	assert.Empty(t, a.get(service+"/Builds").items())
}
