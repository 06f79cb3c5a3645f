package cli

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
)

// The browser is for people: there must be a terminal.
func TestOpen_browser(t *testing.T) {
	t.Parallel()
	url := emulated(t)
	for name, test := range map[string]struct {
		terminal bool
		flags    []string
		fails    error
		opens    bool
	}{
		"at a terminal": {terminal: true, opens: true},
		"no terminal":   {},
		"--print":       {terminal: true, flags: []string{"--print"}},
		"in JSON":       {terminal: true, flags: []string{"-o", "json"}},
		"no browser":    {terminal: true, opens: true, fails: errors.New("not found")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var opened []string
			var stdout, stderr strings.Builder
			code := Main(t.Context(), append([]string{"open", "--service", "hello", "--api-url", url},
				test.flags...), verb.Env{
				Stdin: strings.NewReader(""), Stdout: &stdout, Stderr: &stderr,
				Getenv:   func(string) string { return "" },
				Terminal: test.terminal,
				Start: func(_ context.Context, _ string, args ...string) error {
					opened = append(opened, args[len(args)-1])
					return test.fails
				},
			})
			site := url + "/_live/hello-"
			assert.Contains(t, stdout.String(), site)
			assert.Equal(t, test.opens, len(opened) == 1)
			if test.opens {
				assert.True(t, strings.HasPrefix(opened[0], site), opened[0])
			}
			assert.Equal(t, test.fails != nil, code == verb.ExitFailed, stderr.String())
			if test.fails != nil {
				assert.Contains(t, stderr.String(), "hint: --print only prints the URL")
			}
		})
	}
}
