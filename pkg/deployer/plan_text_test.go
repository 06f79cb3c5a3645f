package deployer_test

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unicode"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

// Whatever things are called, a plan has a line for each change, and nothing that a terminal obeys.
func TestPlan_Text_hostile(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"/a\nb", "\x1b[31mred", "a\u202eb", "\x9b2J", "a\xffb", "+ service x\r- service y"} {
		plan := &deployer.Plan{
			Service:     deployer.PlannedService{Action: deployer.ActionCreate, UniqueName: name},
			Environment: deployer.PlannedEnvironment{Action: deployer.ActionCreate, UniqueName: name},
			Functions:   []deployer.PlannedFile{{Action: deployer.ActionUpdate, Path: name, Visibility: "public"}},
			Assets:      []deployer.PlannedFile{{Action: deployer.ActionRemove, Path: name, Visibility: "private"}},
			Variables:   []deployer.PlannedVariable{{Action: deployer.ActionCreate, Key: name}},
			Build:       deployer.PlannedBuild{Action: deployer.ActionCreate, Runtime: name},
			Deployment:  deployer.PlannedDeployment{Action: deployer.ActionCreate},
			Removals:    []deployer.Removal{{Kind: deployer.Step(name), SID: name, Name: name}},
			Warnings:    []string{name},
		}
		text := plan.Text()
		lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
		require.Len(t, lines, 9, "%q", text)
		for i, line := range lines {
			assert.Regexp(t, `^([+~-] |warning: )`, line)
			bad := func(r rune) bool { return !unicode.IsPrint(r) }
			assert.Equal(t, -1, strings.IndexFunc(line, bad), "line %d of %q", i, text)
		}
		assert.True(t, strings.HasPrefix(lines[3], "- asset"), text)
	}
	assert.Empty(t, (*deployer.Plan)(nil).Text())
}

// Values of Variables are no part of the text.
func TestPlan_Text_values(t *testing.T) {
	t.Parallel()
	a := newAccount(t, nil)
	r := request(t, shop())
	plan, err := a.deployer(t, nil).Plan(t.Context(), r)
	require.NoError(t, err)
	text := plan.Text()
	for _, v := range r.Variables {
		assert.Contains(t, text, "+ variable "+v.Key+"\n")
		assert.NotContains(t, text, v.Value)
	}
	assert.NotContains(t, text, deployer.ManifestPath)
}

func TestWaitForBuild(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		fail := false
		a := newAccount(t, &emulator.Options{BuildTime: 7 * time.Second,
			BuildResult: func(emulator.BuildRequest) string {
				if fail {
					return "npm"
				}
				return ""
			}})
		first := a.mustDeploy(t, request(t, shop()))
		start := func() string {
			t.Helper()
			build, err := a.direct.CreateBuild(t.Context(), "shop", serverless.CreateBuildRequest{
				FunctionVersions: []string{first.Functions[0].VersionSID}})
			require.NoError(t, err)
			return build.SID
		}
		began, sid := time.Now(), start()
		build, err := a.deployer(t, nil).WaitForBuild(t.Context(), "shop", sid)
		require.NoError(t, err)
		assert.Equal(t, sid, build.SID)
		assert.Equal(t, serverless.BuildStateCompleted, build.Status)
		assert.GreaterOrEqual(t, time.Since(began), 7*time.Second)
		assert.LessOrEqual(t, time.Since(began), 8*time.Second)

		_, err = a.deployer(t, &deployer.Options{BuildTimeout: 5 * time.Second}).WaitForBuild(t.Context(), "shop",
			start())
		require.ErrorAs(t, err, new(*deployer.BuildTimeoutError))
		fail = true
		build, err = a.deployer(t, nil).WaitForBuild(t.Context(), "shop", start())
		require.ErrorAs(t, err, new(*deployer.BuildFailedError))
		assert.Nil(t, build)
	})
}

// An error of the list comes through, and what follows the manifest too.
func TestWithoutManifest(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	list := func(yield func(serverless.Function, error) bool) {
		for _, name := range []string{"/a", deployer.ManifestPath, "/b"} {
			if !yield(serverless.Function{FriendlyName: name}, nil) {
				return
			}
		}
		yield(serverless.Function{}, broken)
	}
	var names []string
	var last error
	for f, err := range deployer.WithoutManifest(list) {
		names, last = append(names, f.FriendlyName), err
	}
	assert.Equal(t, []string{"/a", "/b", ""}, names)
	assert.Equal(t, broken, last)
	for range deployer.WithoutManifest(list) {
		break
	}
}
