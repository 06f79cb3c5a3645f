package cli

import (
	"context"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
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
		"yes":         {input: "y\n", terminal: true, asked: true},
		"yes in full": {input: " YES \r\n", terminal: true, asked: true},
		"no": {input: "n\n", terminal: true, asked: true, code: verb.ExitFailed,
			says: "error: not confirmed: nothing was changed"},
		"nothing": {input: "\n", terminal: true, asked: true, code: verb.ExitFailed,
			says: "error: not confirmed: nothing was changed"},
		"something else": {input: "yeah\n", terminal: true, asked: true, code: verb.ExitFailed,
			says: "error: not confirmed"},
		"the end of input": {input: "", terminal: true, asked: true, code: verb.ExitFailed,
			says: "error: not confirmed"},
		"a yes without its end": {input: "y", terminal: true, asked: true, code: verb.ExitFailed,
			says: "error: not confirmed"},
		"with -y":            {input: "", terminal: true, flags: []string{"-y"}},
		"without a terminal": {input: ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			args := append([]string{"deploy", example, "--emulated"}, test.flags...)
			code, stdout, stderr := run(t.Context(), strings.NewReader(test.input), test.terminal, args...)
			assert.Equal(t, test.code, code, stderr)
			assert.Equal(t, test.asked, strings.Contains(stderr, question), stderr)
			assert.Equal(t, test.code == verb.ExitDone, strings.Contains(stdout, "deployed hello"), stdout)
			assert.Contains(t, stderr, test.says)
			if test.asked {
				plan, _, _ := strings.Cut(stderr, question)
				assert.Contains(t, plan, "+ function     /hello ", "the plan comes before the question")
			}
			if test.code != verb.ExitDone {
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
	asked := func() { cancel() } // the answer is read: the question is out
	code, stdout, stderr := run(ctx, &noticingReader{stdin, asked}, true, "deploy", example, "--emulated", "-o", "json")
	assert.Equal(t, verb.ExitInterrupted, code)
	assert.Contains(t, stderr, "? [y/N] \nerror: interrupted: nothing was changed\n")
	assert.JSONEq(t, `{"version": 1, "error": {"message": "interrupted: nothing was changed", "exit_code": 130}}`,
		stdout)
}

type noticingReader struct {
	io.Reader
	before func()
}

func (r *noticingReader) Read(p []byte) (int, error) {
	r.before()
	return r.Reader.Read(p)
}
