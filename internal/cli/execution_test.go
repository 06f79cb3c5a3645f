package cli

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/internal/execution"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

// runs starts a verb that runs until the test ends, and gives the JSON that it prints when it
// serves.
func runs(t *testing.T, args ...string) (ready map[string]any) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	out, in := io.Pipe()
	var errs bytes.Buffer
	done := make(chan int, 1)
	go func() {
		done <- Main(ctx, args, verb.Env{Stdin: strings.NewReader(""), Stdout: in, Stderr: &errs,
			Getenv: func(string) string { return "" }})
		_ = in.Close()
	}()
	t.Cleanup(func() {
		cancel()
		<-done
		if t.Failed() {
			t.Log(errs.String())
		}
	})
	if !assert.NoError(t, json.NewDecoder(bufio.NewReader(out)).Decode(&ready)) {
		require.Fail(t, "it has not started", "%d: %s", <-done, errs.String())
	}
	go func() { _, _ = io.Copy(io.Discard, out) }()
	return ready
}

// TestExecution runs the whole contract of a Function against emulate and against dev.
func TestExecution(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("node"); err != nil {
		t.Skip("there is no Node.js")
	}
	for name, start := range map[string]func(t *testing.T, dir, packages string) *execution.Target{
		"emulate": startEmulate, "dev": startDev} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			packages, err := execution.WriteProject(dir)
			require.NoError(t, err)
			target := start(t, dir, packages)
			for _, r := range execution.Rows() {
				if r.Path == "" || r.Not == name {
					continue
				}
				t.Run(r.Name(), func(t *testing.T) {
					if r.Slow {
						t.Parallel()
					}
					assert.NoError(t, target.Check(t.Context(), &r), r.Says)
				})
			}
		})
	}
}

func startEmulate(t *testing.T, dir, packages string) *execution.Target {
	ready := runs(t, "emulate", "--listen", "127.0.0.1:0", "--build-time", "0s", "--deps", packages, "-o", "json")
	url := ready["url"].(string)
	code, stdout, stderr := runVerb(t, []string{"deploy", dir, "--api-url", url, "-o", "json"})
	require.Equal(t, 0, code, stderr)
	var deployed struct {
		Service     string `json:"service_sid"`
		Environment string `json:"environment_sid"`
		Domain      string `json:"domain_name"`
	}
	require.NoError(t, json.Unmarshal([]byte(stdout), &deployed))
	c, err := client.New(client.AuthToken(emulator.TestAccountSID, emulator.TestAuthToken),
		&client.Options{APIURL: url})
	require.NoError(t, err)
	return &execution.Target{
		URL: url, Host: deployed.Domain, Signed: "https://" + deployed.Domain, Token: emulator.TestAuthToken,
		Logs: func(ctx context.Context) (lines []string, err error) {
			for l, err := range c.ListLogs(ctx, deployed.Service, deployed.Environment, nil) {
				if err != nil {
					return nil, err
				}
				lines = append(lines, l.Level+" "+l.Message)
			}
			return lines, nil
		},
	}
}

func startDev(t *testing.T, dir, packages string) *execution.Target {
	ready := runs(t, "dev", dir, "--port", "0", "--deps", packages, "-o", "json")
	require.NotContains(t, ready, "refused")
	return &execution.Target{URL: ready["url"].(string), Token: emulator.TestAuthToken}
}
