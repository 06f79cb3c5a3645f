package emulator

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/state"
)

func TestCreateEnvironment(t *testing.T) {
	t.Parallel()
	a := newAPI(t, nil)
	service := a.service("My-Env")
	base := a.get(service).str("domain_base")

	plain := a.post(service+"/Environments", "UniqueName", "production")
	plain.must(t, 201)
	assert.Equal(t, base+".twil.io", plain.str("domain_name"))
	assert.Contains(t, plain.raw, `"build_sid": null, "unique_name": "production", "domain_suffix": null`)

	dev := a.post(service+"/Environments", "UniqueName", "dev environment", "DomainSuffix", "Dev-1", "FriendlyName",
		"ignored")
	sid := dev.must(t, 201)
	assert.Regexp(t, `^ZE[0-9a-f]{32}$`, sid)
	assert.Equal(t, base+"-dev-1.twil.io", dev.str("domain_name"), "host names are lower-case")
	assert.Equal(t, "Dev-1", dev.str("domain_suffix"))
	assert.Equal(t, dev.raw, a.get(service+"/Environments/"+sid).raw)
	assert.Equal(t, []string{sid, plain.sid()}, a.get(service+"/Environments").items())
}

func TestCreateEnvironment_fields(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name         string
		unique       string
		suffix, want string
	}{
		{"one character each", "a", "b", ""},
		{"longest", strings.Repeat("é", state.MaxEnvironmentName), strings.Repeat("b", state.MaxDomainSuffix), ""},
		{"empty suffix", "a", "", ""},
		{"no name", "", "b", "Missing required parameter UniqueName"},
		{"long name", strings.Repeat("a", state.MaxEnvironmentName+1), "", "characters long: the limit is"},
		{"long suffix", "a", strings.Repeat("b", state.MaxDomainSuffix+1), "characters long: the limit is"},
		{"underscore", "a", "a_b", `DomainSuffix "a_b" is invalid`},
		{"dot", "a", "a.b", "is invalid"},
		{"not ASCII", "a", "é", "is invalid"},
		{"newline", "a", "a\n", "is invalid"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			a := newAPI(t, nil)
			got := a.post(a.service("s")+"/Environments", "UniqueName", tc.unique, "DomainSuffix", tc.suffix)
			if tc.want == "" {
				got.must(t, 201)
				return
			}
			assert.Contains(t, got.refused(t, 400, 20001), tc.want)
		})
	}
}

func TestEnvironmentsAreUnique(t *testing.T) {
	t.Parallel()
	a := newAPI(t, nil)
	service := a.service("unique")
	first := a.environment(service, "one", "dev")
	bare := a.environment(service, "bare", "")
	for _, fields := range [][]string{
		{"UniqueName", "one", "DomainSuffix", "other"},
		{"UniqueName", "two", "DomainSuffix", "dev"},
		{"UniqueName", "two", "DomainSuffix", "DEV"},
		{"UniqueName", "two"},
		{"UniqueName", "two", "DomainSuffix", ""},
	} {
		assert.Equal(t, "Environment with this UniqueName or DomainSuffix already exists.",
			a.post(service+"/Environments", fields...).refused(t, 409, 20409), "%v", fields)
	}
	a.environment(a.service("elsewhere"), "one", "dev")
	assert.Equal(t, 204, a.delete(first).status)
	assert.Equal(t, 204, a.delete(bare).status)
	a.environment(service, "one", "dev")
	a.environment(service, "two", "")
}

func TestDeleteEnvironment_cascades(t *testing.T) {
	t.Parallel()
	a := newAPI(t, &Options{SeedLogs: 1})
	service, _, build := a.built("cascade")
	env := a.environment(service, "e", "")
	deployment := env + "/Deployments/" + a.post(env+"/Deployments", "BuildSid", build).must(t, 201)
	variable := env + "/Variables/" + a.post(env+"/Variables", "Key", "k", "Value", "v").must(t, 201)
	log := env + "/Logs/" + a.get(env + "/Logs").items()[0]
	assert.Equal(t, 204, a.delete(env).status, "also with a live Deployment")
	for _, path := range []string{env, deployment, variable, log, env + "/Deployments"} {
		a.get(path).refused(t, 404, 20404)
	}
	a.delete(env).refused(t, 404, 20404)
	assert.Equal(t, 204, a.delete(service+"/Builds/"+build).status, "its Build is deletable now")
}
