package deployer_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/bundle"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

// A liar changes one property in the answers to POST of a path.
type liar struct {
	next     http.RoundTripper
	suffix   string // of the path
	property string
	value    any
}

func (l liar) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := l.next.RoundTrip(req)
	if err != nil || l.suffix == "" || req.Method != http.MethodPost || !strings.HasSuffix(req.URL.Path, l.suffix) {
		return resp, err
	}
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, err
	}
	_ = resp.Body.Close()
	var body map[string]any
	if err := json.Unmarshal(text, &body); err != nil {
		return nil, err
	}
	body[l.property] = l.value
	if text, err = json.Marshal(body); err != nil {
		return nil, err
	}
	resp.Body, resp.ContentLength = io.NopCloser(bytes.NewReader(text)), int64(len(text))
	resp.Header.Del("Content-Length")
	return resp, nil
}

// Each write has its answer: success about something else than what was sent is no success.
func TestApply_answerContradicts(t *testing.T) {
	t.Parallel()
	nines := strings.Repeat("9", 32)
	for _, test := range []struct {
		path, property string
		value          any
		want           string
	}{
		{"/Services", "unique_name", "another", `its unique_name is not the "shop" that was sent`},
		{"/Environments", "domain_suffix", "prod", `its domain_suffix is not the "dev" that was sent`},
		{"/Versions", "visibility", "protected", `its visibility is not the "private" that was sent`},
		{"/Versions", "path", "/other", `its path is not the "/secret" that was sent`},
		{"/Builds", "runtime", "node12", `its runtime is not the "node22" that was sent`},
		{"/Builds", "function_versions", []any{map[string]any{"sid": "ZN" + nines}},
			`its list of function_versions is not the one that was sent`},
		{"/Builds", "asset_versions", []any{map[string]any{"sid": "ZN" + nines}},
			`its list of asset_versions is not the one that was sent`},
		{"/Variables", "key", "B", `its key is not the "A" that was sent`},
		{"/Variables", "value", "hunter3", `its value is not the one that was sent`},
		{"/Deployments", "build_sid", "ZB" + nines, `its build_sid is not the "ZB`},
	} {
		t.Run(test.path+" "+test.property, func(t *testing.T) {
			t.Parallel()
			emu, err := emulator.New(nil)
			require.NoError(t, err)
			c, err := client.New(client.AuthToken(emulator.TestAccountSID, emulator.TestAuthToken), &client.Options{
				HTTPClient: &http.Client{Transport: liar{emu.Transport(), test.path, test.property, test.value}}})
			require.NoError(t, err)
			d, err := deployer.New(c, nil)
			require.NoError(t, err)
			project, err := bundle.Read(fstest.MapFS{"functions/secret.private.js": {Data: []byte("exports.a = 1;\n")}},
				nil)
			require.NoError(t, err)
			plan, err := d.Plan(t.Context(), deployer.Request{
				Bundle: project, Service: "shop", Environment: "dev", Runtime: "node22", NoManifest: true,
				Variables: []deployer.Variable{{Key: "A", Value: "hunter2"}},
			})
			require.NoError(t, err)

			_, err = d.Apply(t.Context(), plan)

			require.ErrorContains(t, err, test.want)
			assert.NotContains(t, err.Error(), "hunter")
		})
	}
}

// What cleared an Environment has no Build, or the one that was live: sources have both.
func TestApply_undeployShowsWhatWasLive(t *testing.T) {
	t.Parallel()
	emu, err := emulator.New(nil)
	require.NoError(t, err)
	lie := &liar{next: emu.Transport()}
	c, err := client.New(client.AuthToken(emulator.TestAccountSID, emulator.TestAuthToken),
		&client.Options{HTTPClient: &http.Client{Transport: lie}})
	require.NoError(t, err)
	d, err := deployer.New(c, nil)
	require.NoError(t, err)
	project, err := bundle.Read(fstest.MapFS{"assets/a.txt": {Data: []byte("1")}}, nil)
	require.NoError(t, err)
	plan, err := d.Plan(t.Context(), deployer.Request{Bundle: project, Service: "shop", Environment: "dev"})
	require.NoError(t, err)
	result, err := d.Apply(t.Context(), plan)
	require.NoError(t, err)
	plan, err = d.PlanUndeploy(t.Context(), deployer.Target{Service: "shop", Environment: "dev"})
	require.NoError(t, err)

	lie.suffix, lie.property, lie.value = "/Deployments", "build_sid", result.BuildSID
	_, err = d.Apply(t.Context(), plan)

	require.NoError(t, err)
}

func TestReadPlan_nothingToReadFrom(t *testing.T) {
	t.Parallel()
	_, err := deployer.ReadPlan(nil)
	require.ErrorContains(t, err, "there is nothing to read from")
}
