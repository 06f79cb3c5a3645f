package functions

import (
	"cmp"
	"context"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/internal/execution"
)

// Stacks name files and lines, and so the program that runs them.
var stack = regexp.MustCompile(`"stack":"(?:[^"\\]|\\.)*"`)

// TestFunctions: Functions as people write them, several with packages from npm, answer as twilio-run has them answer.
// With -short each third call: twilio-run loads all of its library for each.
func TestFunctions(t *testing.T) {
	copyProject := func(dir string) error { return os.CopyFS(dir, os.DirFS("project")) }
	ours, theirs := startOurs(t, projectAt(t, copyProject, false)), startPeer(t, projectAt(t, copyProject, true))
	up := upstream(t)
	paths := map[string]bool{}
	for i, c := range calls() {
		path, _, _ := strings.Cut(c.path, "?")
		paths[path] = true
		if testing.Short() && i%3 != 0 {
			continue
		}
		t.Run(c.path+" "+c.body, func(t *testing.T) {
			c.path = strings.ReplaceAll(c.path, "UPSTREAM", up)
			mine, other := c, c
			mine.path, other.path = strings.ReplaceAll(c.path, "KEY", "ours"),
				strings.ReplaceAll(c.path, "KEY", "theirs")
			got, err := do(t.Context(), ours, mine)
			require.NoError(t, err)
			assert.Equal(t, cmp.Or(c.status, 200), got.status, got.body)
			assert.Contains(t, got.body, c.want)
			want, err := do(t.Context(), theirs.url, other)
			require.NoError(t, err)
			got.body, want.body = stack.ReplaceAllString(got.body, ""), stack.ReplaceAllString(want.body, "")
			got.kind, want.kind = strings.ToLower(got.kind), strings.ToLower(want.kind)
			assert.Equal(t, want, got, "as twilio-run")
		})
	}
	assert.Greater(t, len(paths), 40)
}

// TestExecution: twilio-run is a second opinion on each row of the contract, but for those that say how it differs; and
// those it does differ from. With -short each third row that it agrees with: to differ takes it seconds, or a new
// process.
func TestExecution(t *testing.T) {
	write := func(dir string) error { _, err := execution.WriteProject(dir); return err }
	theirs := startPeer(t, projectAt(t, write, true))
	agree, differ := 0, 0
	for i, r := range execution.Rows() {
		if r.Path == "" || testing.Short() && (r.Peer != "" || i%3 != 0) {
			continue
		}
		t.Run(r.Name(), func(t *testing.T) {
			patience := 40 * time.Second
			if r.Peer != "" { // some of these hang
				patience = 8 * time.Second
			}
			ctx, cancel := context.WithTimeout(t.Context(), patience)
			defer cancel()
			target := &execution.Target{URL: theirs.url, Token: "any"}
			err := target.Check(ctx, &r)
			if r.Peer == "" {
				assert.NoError(t, err, r.Says)
				agree++
				return
			}
			differ++
			assert.True(t, err != nil || theirs.dies(), "%s: twilio-run does the same, not %q", r.Says, r.Peer)
			theirs.stop() // some of these end it, or keep it busy
			theirs.start()
		})
	}
	t.Logf("twilio-run agrees with %d rows and differs from %d, each of them listed in docs/execution.md", agree,
		differ)
}
