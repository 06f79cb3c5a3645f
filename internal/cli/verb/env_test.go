package verb

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// Whatever writes to standard error at once, each line arrives whole. A bytes.Buffer makes the race
// detector see it where it does not.
func TestDress_oneWriterAtATime(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	env := &Env{Stdout: io.Discard, Stderr: &out, Getenv: func(string) string { return "" }}
	env.Dress(env.Stdout)
	var all sync.WaitGroup
	for i := range 20 {
		all.Go(func() {
			for range 50 {
				fmt.Fprintf(env.Stderr, "line of writer %d, and its end\n", i)
			}
		})
	}
	all.Wait()
	lines := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
	require.Len(t, lines, 1000)
	for _, line := range lines {
		require.Regexp(t, `^line of writer \d+, and its end$`, line)
	}
}
