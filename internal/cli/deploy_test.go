package cli

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

const example = "../../examples/hello"

func TestConfirm(t *testing.T) {
	t.Parallel()
	const question = "Deploy to an emulator inside this process? [y/N] "
	for name, test := range map[string]struct {
		input    string
		terminal bool
		flags    []string
		code     int
		asked    bool
		says     string
	}{
		"yes":                   {input: "y\n", terminal: true, asked: true},
		"yes in full":           {input: " YES \r\n", terminal: true, asked: true},
		"no":                    {input: "n\n", terminal: true, asked: true, code: exitFailed, says: "error: not confirmed: nothing was changed"},
		"nothing":               {input: "\n", terminal: true, asked: true, code: exitFailed, says: "error: not confirmed: nothing was changed"},
		"something else":        {input: "yeah\n", terminal: true, asked: true, code: exitFailed, says: "error: not confirmed"},
		"the end of input":      {input: "", terminal: true, asked: true, code: exitFailed, says: "error: not confirmed"},
		"a yes without its end": {input: "y", terminal: true, asked: true, code: exitFailed, says: "error: not confirmed"},
		"with -y":               {input: "", terminal: true, flags: []string{"-y"}},
		"without a terminal":    {input: ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			args := append([]string{"deploy", example, "--emulated"}, test.flags...)
			code, stdout, stderr := run(t.Context(), strings.NewReader(test.input), test.terminal, args...)
			assert.Equal(t, test.code, code, stderr)
			assert.Equal(t, test.asked, strings.Contains(stderr, question), stderr)
			assert.Equal(t, test.code == exitDone, strings.Contains(stdout, "deployed hello"), stdout)
			assert.Contains(t, stderr, test.says)
			if test.asked {
				plan, _, _ := strings.Cut(stderr, question)
				assert.Contains(t, plan, "+ function     /hello ", "the plan comes before the question")
			}
			if test.code != exitDone {
				assert.NotContains(t, stderr, "upload", "nothing is done")
			}
		})
	}
}

func TestConfirm_interrupted(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	stdin, stop := io.Pipe()
	defer stop.Close()
	asked := func() { cancel() } // somebody reads the answer: the question is out
	code, stdout, stderr := run(ctx, &noticingReader{stdin, asked}, true, "deploy", example, "--emulated", "-o", "json")
	assert.Equal(t, exitInterrupted, code)
	assert.Contains(t, stderr, "? [y/N] \nerror: interrupted: nothing was changed\n")
	assert.JSONEq(t, `{"error": {"message": "interrupted: nothing was changed", "exit_code": 130}}`, stdout)
}

type noticingReader struct {
	io.Reader
	before func()
}

func (r *noticingReader) Read(p []byte) (int, error) {
	r.before()
	return r.Reader.Read(p)
}

// stopped must not claim that the old Build is live when nobody can know.
func TestProgress_stopped(t *testing.T) {
	t.Parallel()
	plan := &deployer.Plan{
		Functions: []deployer.PlannedFile{{Action: deployer.ActionCreate}, {Action: deployer.ActionUpdate}, {Action: deployer.ActionRemove}},
		Assets:    []deployer.PlannedFile{{Action: deployer.ActionUpdate}},
	}
	result := func() *deployer.Result {
		return &deployer.Result{ServiceName: "hello", ServiceSID: "ZS00000000000000000000000000000000", Assets: []deployer.DeployedFile{{}}}
	}
	unknown := &deployer.StepError{Step: deployer.StepDeployment, Name: "dev-environment", Err: client.ErrOutcomeUnknown}
	live := &deployer.Plan{BaseBuildSID: "ZB00000000000000000000000000000000"}
	deployed := result()
	deployed.DeploymentSID = "ZD00000000000000000000000000000000"
	for name, test := range map[string]struct {
		plan   *deployer.Plan
		result *deployer.Result
		err    error
		want   string
	}{
		"before the first Build": {plan, result(), io.EOF, "stopped: 1 of 3 files uploaded to hello; nothing is live yet\n"},
		"a Build is live":        {live, result(), io.EOF, "stopped: 1 of 0 files uploaded to hello; what was live is still live\n"},
		"deployment unknown":     {live, result(), unknown, "stopped: 1 of 0 files uploaded to hello; whether the new build is live is unknown\n"},
		"after the deployment":   {live, deployed, io.EOF, "stopped: 1 of 0 files uploaded to hello; the new build is live\n"},
		"before the Service":     {plan, &deployer.Result{}, io.EOF, ""},
		"before anything":        {plan, nil, errors.New("stale"), ""},
	} {
		var b strings.Builder
		(&progress{w: &b}).stopped(test.plan, test.result, test.err)
		assert.Equal(t, test.want, b.String(), name)
	}
}
