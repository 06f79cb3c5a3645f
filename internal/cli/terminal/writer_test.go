package terminal

import (
	"bytes"
	"fmt"
	"io"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/terminal/terminaltest"
)

func TestWrap(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		columns    int
		text, want string
	}{
		{0, "no terminal, no wrapping", "no terminal, no wrapping"},
		{12, "one two three", "one two\n  three"},
		{14, "one two three", "one two three"},
		{12, "one two\nthree four", "one two\nthree four"},
		{8, "aaaaaaaaaaaaaaa bb c", "aaaaaaaaaaaaaaa\n  bb c"},
	} {
		w := &Writer{Writer: io.Discard, Columns: func() int { return c.columns }}
		assert.Equal(t, c.want, Wrap(w, c.text), "%d columns", c.columns)
	}
}

func noEnvironment(string) string { return "" }

func TestStatusLine(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var out terminaltest.Buffer
		var width atomic.Int64
		width.Store(30)
		line := NewStatusLine(&out, noEnvironment, func() int { return int(width.Load()) })
		began := time.Now()
		line.Start(func(int) string {
			return fmt.Sprintf("since %s, and so on and so on", time.Since(began))
		})
		time.Sleep(250 * time.Millisecond)
		synctest.Wait()
		assert.Equal(t, []string{"since 200ms, and so on and so"}, terminaltest.Screen(out.String()),
			"cut to the terminal")
		fmt.Fprintln(line, "a line above")
		assert.Equal(t, []string{"a line above", "since 250ms, and so on and so"}, terminaltest.Screen(out.String()))
		width.Store(0)
		time.Sleep(100 * time.Millisecond)
		synctest.Wait()
		assert.Equal(t, "since 300ms, and so on and so on", terminaltest.Screen(out.String())[1],
			"a terminal that does not tell is wide enough")
		line.Start(func(int) string { return "another" })
		line.Stop()
		line.Stop()
		assert.Equal(t, []string{"a line above", ""}, terminaltest.Screen(out.String()))
		fmt.Fprintln(line, "the end")
		assert.Equal(t, []string{"a line above", "the end", ""}, terminaltest.Screen(out.String()))
		(*StatusLine)(nil).Start(nil)
		(*StatusLine)(nil).Stop()
	})
}

func TestNewStatusLine(t *testing.T) {
	t.Parallel()
	wide := func() int { return 80 }
	for name, test := range map[string]struct {
		columns func() int
		env     map[string]string
		want    bool
	}{
		"a terminal":                   {wide, nil, true},
		"one that does not tell":       {func() int { return 0 }, nil, true},
		"without colours":              {wide, map[string]string{"NO_COLOR": "1"}, true},
		"none":                         {func() int { return -1 }, nil, false},
		"unknown":                      {nil, nil, false},
		"one in CI":                    {wide, map[string]string{"CI": "true"}, false},
		"one without cursor movements": {wide, map[string]string{"TERM": "dumb"}, false},
	} {
		getenv := func(name string) string { return test.env[name] }
		assert.Equal(t, test.want, NewStatusLine(io.Discard, getenv, test.columns) != nil, name)
	}
}

func TestPaint(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	assert.Equal(t, "text", Paint(&out, Red, "text"))
	assert.Equal(t, "text", Paint(&Writer{Writer: &out}, Red, "text"))
	assert.Equal(t, "\x1b[31mtext\x1b[0m", Paint(&Writer{Writer: &out, Colours: true}, Red, "text"))
	for env, want := range map[string]bool{"": true, "NO_COLOR": false, "TERM": false} {
		assert.Equal(t, want, WantsColours(func(name string) string {
			if name == env {
				return "dumb"
			}
			return ""
		}), env)
	}
}
