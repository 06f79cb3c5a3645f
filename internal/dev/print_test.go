package dev

import (
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

// A remark is said once: again only when it says something else, or after it was gone.
func TestPrinter_news(t *testing.T) {
	t.Parallel()
	p := newPrinter(io.Discard)
	const moved = "functions/a.js:9:13: the package x is not there"
	for i, c := range []struct {
		warnings, notes []string
		want            string
	}{
		{[]string{"w", "functions/a.js:1:5: the package x is not there"}, []string{"n"},
			"warning: w\nwarning: functions/a.js:1:5: the package x is not there\nnote: n\n"},
		{[]string{"w", moved}, []string{"n"}, ""},
		{[]string{"v", moved}, []string{"n", "n2"}, "warning: v\nnote: n2\n"},
		{[]string{"v"}, nil, ""},
		{[]string{"w", "functions/b.js:9:13: the package x is not there"}, []string{"w"},
			"warning: w\nwarning: functions/b.js:9:13: the package x is not there\nnote: w\n"},
		{[]string{"a\nb\x1b[2J", "a\nb\x1b[2J"}, nil, "warning: a\\nb\\u001b[2J\n"},
	} {
		assert.Equal(t, c.want, p.news(&Project{Warnings: c.warnings, Notes: c.notes}), i)
	}
}

// A refusal is said once, until it says something else or a save was live: with `dev > dev.log` in the project,
// each line that is printed is a change of the project.
func TestPrinter_refused(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	p := newPrinter(&out)
	for range 3 {
		p.refused("a.js is a named pipe", true)
	}
	p.refused("b.js is a named pipe", true)
	p.saved(&deployer.Plan{Build: deployer.PlannedBuild{Action: deployer.ActionKeep}}, &Project{}, 0)
	p.refused("b.js is a named pipe", true)
	const head = "not deployed, what was live is still live:\n    "
	assert.Equal(t, head+"a.js is a named pipe\n"+head+"b.js is a named pipe\n"+head+"b.js is a named pipe\n",
		out.String())
}

// What each new runner warns of is said once.
func TestPrinter_warnOnce(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	p := newPrinter(&out)
	for _, text := range []string{"a", "b", "a", "b"} {
		p.warnOnce(text)
	}
	assert.Equal(t, "warning: a\nwarning: b\n", out.String())
}

// A save of very many files, such as a checkout, is one short line.
func TestPrinter_saved(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{
		1: "+ /00\n", mostChanges: ", + /10, + /11\n", mostChanges + 1: ", + /10, and 2 more\n",
		1000: ", + /10, and 989 more\n",
	} {
		plan := &deployer.Plan{}
		for i := range n {
			plan.Assets = append(plan.Assets,
				deployer.PlannedFile{Action: deployer.ActionCreate, Path: fmt.Sprintf("/%02d", i)})
		}
		var out strings.Builder
		newPrinter(&out).saved(plan, &Project{}, time.Second)
		assert.True(t, strings.HasSuffix(out.String(), want), "%d: %s", n, out.String())
	}
}
