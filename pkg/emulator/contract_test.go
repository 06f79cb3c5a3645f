package emulator

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/state"
)

// TestRuntimes_areThoseOfTheContract: the emulator and the deployer refuse the same runtimes, from the same day on.
func TestRuntimes_areThoseOfTheContract(t *testing.T) {
	t.Parallel()
	var want []knownRuntime
	for _, r := range serverless.KnownRuntimes() {
		known := knownRuntime{Name: r.Name}
		if !r.Retired.IsZero() {
			known.Retired = r.Retired.Format(time.DateOnly)
		}
		want = append(want, known)
	}
	assert.Equal(t, want, runtimes(), "edit runtimes() in choices.go, then run: go test ./pkg/emulator -run "+
		"Deviations -update")
}

// otherRuntime is a runtime that is not refused, and not the one that a first Build gets.
func otherRuntime() string {
	current := slices.DeleteFunc(serverless.CurrentRuntimes(), func(name string) bool { return name == defaultRuntime })
	return current[0]
}

// TestCreateBuild_retiredRuntime has the two seconds around the retirement of the runtime that was retired last, such
// as that of node18: deployments fail from 2025-11-10.
func TestCreateBuild_retiredRuntime(t *testing.T) {
	t.Parallel()
	last := serverless.KnownRuntimes()[0]
	for _, r := range serverless.KnownRuntimes() {
		if r.Retired.After(last.Retired) {
			last = r
		}
	}
	require.False(t, last.Retired.IsZero(), "no runtime is retired")
	clk := &clock{now: last.Retired.Add(-time.Second)}
	a := newAPI(t, &Options{Clock: clk.Now})
	service := a.service("retired")
	zn := a.upload(a.function(service, "f"), "/f", "x").must(t, 201)
	a.post(service+"/Builds", "FunctionVersions", zn, "Runtime", last.Name).must(t, 201)
	clk.advance(time.Second)
	got := a.post(service+"/Builds", "FunctionVersions", zn, "Runtime", last.Name).refused(t, 400, 20001)
	assert.Equal(t, "unsupported runtime: "+last.Name, got)
	a.post(service+"/Builds", "FunctionVersions", zn, "Runtime", otherRuntime()).must(t, 201)
}

// TestLimits_areThoseOfTheContract sends each text at the limit of the contract, and one character or byte longer.
func TestLimits_areThoseOfTheContract(t *testing.T) {
	t.Parallel()
	a := newAPI(t, nil)
	service := a.service("limits")
	env := a.environment(service, "limits", "")
	text := func(n int) string { return strings.Repeat("a", n) }
	for name, tc := range map[string]struct {
		limit int
		post  func(value string) *answer
	}{
		"UniqueName of a Service": {serverless.MaxServiceUniqueName, func(v string) *answer {
			return a.post("/v1/Services", "UniqueName", v, "FriendlyName", "x")
		}},
		"FriendlyName of a Service": {serverless.MaxServiceFriendlyName, func(v string) *answer {
			return a.post("/v1/Services", "UniqueName", "named", "FriendlyName", v)
		}},
		"FriendlyName of a Function": {serverless.MaxFunctionFriendlyName, func(v string) *answer {
			return a.post(service+"/Functions", "FriendlyName", v)
		}},
		"FriendlyName of an Asset": {serverless.MaxAssetFriendlyName, func(v string) *answer {
			return a.post(service+"/Assets", "FriendlyName", v)
		}},
		"UniqueName of an Environment": {serverless.MaxEnvironmentUniqueName, func(v string) *answer {
			return a.post(service+"/Environments", "UniqueName", v, "DomainSuffix", "unique")
		}},
		"DomainSuffix of an Environment": {serverless.MaxEnvironmentDomainSuffix, func(v string) *answer {
			return a.post(service+"/Environments", "UniqueName", "suffix", "DomainSuffix", v)
		}},
		"Key of a Variable": {serverless.MaxVariableKey, func(v string) *answer {
			return a.post(env+"/Variables", "Key", v, "Value", "x")
		}},
		"Value of a Variable": {serverless.MaxVariableValueBytes, func(v string) *answer {
			return a.post(env+"/Variables", "Key", "VALUE", "Value", v)
		}},
	} {
		require.Positive(t, tc.limit, name)
		tc.post(text(tc.limit+1)).refused(t, http.StatusBadRequest, 20001)
		tc.post(text(tc.limit)).must(t, http.StatusCreated)
	}
	assert.Equal(t, serverless.MaxFunctionVersionContentBytes, maxContentBytes)
	assert.Equal(t, serverless.MaxAssetVersionContentBytes, maxContentBytes)
	assert.Equal(t, serverless.MaxFunctionVersionPath, state.MaxPath)
	assert.Equal(t, serverless.MaxPageSize, maxPageSize)
}
