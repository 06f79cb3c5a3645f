package deployer_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

// answered replaces the body of an answer by what change makes of it.
func answered(resp *http.Response, err error, change func(body map[string]any)) (*http.Response, error) {
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, err
	}
	var body map[string]any
	if err := json.Unmarshal(text, &body); err != nil {
		return nil, err
	}
	change(body)
	if text, err = json.Marshal(body); err != nil {
		return nil, err
	}
	resp.Body, resp.ContentLength = io.NopCloser(bytes.NewReader(text)), int64(len(text))
	resp.Header.Del("Content-Length")
	return resp, nil
}

// undone answers a request to create a Deployment as the API would, and does nothing.
func undone(req *http.Request, change func(body map[string]any)) (*http.Response, error) {
	if err := req.ParseForm(); err != nil {
		return nil, err
	}
	words := strings.Split(req.URL.Path, "/")
	body := map[string]any{
		"sid": "ZD" + strings.Repeat("7", 32), "account_sid": emulator.TestAccountSID, "service_sid": words[3],
		"environment_sid": words[5], "build_sid": req.Form.Get("BuildSid"),
		"date_created": "2026-11-30T20:00:00Z", "date_updated": nil, "url": "https://example.com",
	}
	change(body)
	text, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	return &http.Response{StatusCode: http.StatusCreated, Header: http.Header{"Content-Type": {"application/json"}},
		Body: io.NopCloser(bytes.NewReader(text)), ContentLength: int64(len(text)), Request: req}, nil
}

// The last answer of a deploy is what its success rests on. One that contradicts the request, and was not done, is no
// success, in a first deploy and in a later one.
func TestApply_lastAnswerContradicts(t *testing.T) {
	t.Parallel()
	nines := strings.Repeat("9", 32)
	wants := map[string]string{"another Build": "build_sid", "no Build": "build_sid", "Build left out": "build_sid",
		"another Environment": "environment_sid", "another Service": "service_sid", "a SID of a Build": "sid"}
	for name, change := range map[string]func(map[string]any){
		"another Build":       func(body map[string]any) { body["build_sid"] = "ZB" + nines },
		"no Build":            func(body map[string]any) { body["build_sid"] = nil },
		"Build left out":      func(body map[string]any) { delete(body, "build_sid") },
		"another Environment": func(body map[string]any) { body["environment_sid"] = "ZE" + nines },
		"another Service":     func(body map[string]any) { body["service_sid"] = "ZS" + nines },
		"a SID of a Build":    func(body map[string]any) { body["sid"] = "ZB" + nines },
	} {
		for _, first := range []bool{true, false} {
			t.Run(name+map[bool]string{true: ", first", false: ", later"}[first], func(t *testing.T) {
				t.Parallel()
				a := newAccount(t, nil)
				files := project("assets/a.txt", "1")
				if !first {
					a.mustDeploy(t, request(t, files))
					files["assets/a.txt"] = file("2")
				}
				a.wire.intercept = func(s sent, req *http.Request, send func() (*http.Response, error)) (*http.Response,
					error) {
					if s.operation == "CreateDeployment" {
						return undone(req, change)
					}
					return send()
				}
				d := a.deployer(t, &deployer.Options{RepeatWait: 1})
				plan, err := d.Plan(t.Context(), request(t, files))
				require.NoError(t, err)

				result, err := d.Apply(t.Context(), plan)

				require.Error(t, err)
				assert.Empty(t, result.DeploymentSID)
				assert.Nil(t, result.Known, "the next deploy would begin with what is not live")
				if property := wants[name]; assert.ErrorContains(t, err, property) {
					t.Log(err)
				}
			})
		}
	}
}

// A list of the new Environment that has another Deployment of the same Build, and not the one that was answered,
// contradicts the answer.
func TestApply_answeredDeploymentIsNotListed(t *testing.T) {
	t.Parallel()
	a := newAccount(t, nil)
	listed := make(chan struct{})
	a.wire.intercept = func(s sent, req *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
		switch s.operation {
		case "ListDeployment":
			<-listed
		case "CreateDeployment":
			defer close(listed)
			resp, err := send()
			return answered(resp, err, func(body map[string]any) { body["sid"] = "ZD" + strings.Repeat("9", 32) })
		}
		return send()
	}

	_, err := a.deploy(t.Context(), t, request(t, project("assets/a.txt", "1")))

	require.ErrorContains(t, err, "ZD"+strings.Repeat("9", 32))
}

// What cleared an Environment may show the Build that was live, but no other one.
func TestApply_clearingShowsAnotherBuild(t *testing.T) {
	t.Parallel()
	a := newAccount(t, nil)
	a.mustDeploy(t, request(t, project("assets/a.txt", "1")))
	a.wire.intercept = func(s sent, req *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
		if s.operation == "CreateDeployment" {
			return undone(req, func(body map[string]any) { body["build_sid"] = "ZB" + strings.Repeat("9", 32) })
		}
		return send()
	}
	d := a.deployer(t, nil)
	plan, err := d.PlanUndeploy(t.Context(), deployer.Target{Service: "shop", Environment: "dev"})
	require.NoError(t, err)

	_, err = d.Apply(t.Context(), plan)

	require.ErrorContains(t, err, "build_sid")
}
