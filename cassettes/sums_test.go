package cassettes_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/dnaeon/go-vcr.v3/cassette"
)

// sumsFile has a line for each recorded case: its ID and a digest of each of its exchanges, scrubbed as in a recording.
const sumsFile = "emulator/cases.sum"

const sumsHeading = "# " + emulatorSource +
	"\n# Each line is a case and the digests of its exchanges in their order, written by `make record`.\n"

// readSums returns the digests of each case. What is recorded anew may have been left in conflict by a merge.
func readSums(t *testing.T) map[string][]string {
	t.Helper()
	text, err := os.ReadFile(sumsFile)
	rest, found := strings.CutPrefix(string(text), sumsHeading)
	if *recordFlag && (os.IsNotExist(err) || !found || bytes.Contains(text, []byte("\n<<<<<<< "))) {
		return map[string][]string{}
	}
	require.NoError(t, err, "run `make record`")
	require.True(t, found, "%s does not begin with what it is: run `make record`", sumsFile)
	sums := map[string][]string{}
	for line := range strings.Lines(rest) {
		words := strings.Fields(line)
		require.NotEmpty(t, words, "%s has an empty line", sumsFile)
		_, twice := sums[words[0]]
		require.False(t, twice, "%s has two lines for %s: run `make record`", sumsFile, words[0])
		sums[words[0]] = words[1:]
	}
	return sums
}

func writeSums(t *testing.T, sums map[string][]string) {
	t.Helper()
	var text bytes.Buffer
	text.WriteString(sumsHeading)
	for _, id := range slices.Sorted(maps.Keys(sums)) {
		fmt.Fprintln(&text, id, strings.Join(sums[id], " "))
	}
	require.NoError(t, os.WriteFile(sumsFile, text.Bytes(), 0o644))
}

func exchangesIn(t *testing.T, path string) []*cassette.Interaction {
	t.Helper()
	recorded, err := cassette.Load(strings.TrimSuffix(path, ".yaml"))
	require.NoError(t, err, "%s: run `make record`", path)
	return recorded.Interactions
}

// digests returns the first 8 hexadecimal digits of the SHA-256 of each exchange. They are there to
// see a change, not to prove anything.
func digests(exchanges []*cassette.Interaction) []string {
	var all []string
	for _, i := range exchanges {
		text, err := json.Marshal([]any{
			i.Request.Method, i.Request.URL, i.Request.Headers, i.Request.Body, i.Response.Code, i.Response.Headers,
			i.Response.Body,
		})
		if err != nil {
			panic(err) // strings, numbers and lists of strings
		}
		sum := sha256.Sum256(text)
		all = append(all, hex.EncodeToString(sum[:4]))
	}
	return all
}

// difference says what has changed in a case and what to do about it; it is empty when all
// exchanges have the digests of the file.
func difference(id string, want []string, exchanges []*cassette.Interaction) string {
	have := digests(exchanges)
	if slices.Equal(want, have) {
		return ""
	}
	var text strings.Builder
	if want == nil {
		fmt.Fprintf(&text, "%s has no line for %s.\n", sumsFile, id)
	} else {
		at := 0
		for at < len(want) && at < len(have) && want[at] == have[at] {
			at++
		}
		fmt.Fprintf(&text, "%s differs from its line in %s, which has %d exchanges; this run has %d.\n", id, sumsFile,
			len(want), len(have))
		if at < len(have) {
			fmt.Fprintf(&text, "The first exchange that differs is number %d. It is now:\n%s", at+1,
				show(exchanges[at]))
		}
	}
	fmt.Fprintf(&text, "If the emulator or the case has changed on purpose, run `make record` and commit what "+
		"it writes.\nIf it differs in every run, the case sends its requests in no fixed order, as a range over a "+
		"map does.\nTo compare whole recordings, run this with two folders, here and on the commit before, and diff "+
		"the folders:\n  go test ./cassettes -run 'TestCases/%s$' -keep /tmp/now\n", id)
	return text.String()
}

// show prints an exchange as it went over the wire, scrubbed.
func show(i *cassette.Interaction) string {
	return fmt.Sprintf("  %s %s %v\n  %s\n  %d %v\n  %s\n", i.Request.Method, i.Request.URL, i.Request.Headers,
		i.Request.Body,
		i.Response.Code, i.Response.Headers, i.Response.Body)
}

// A changed exchange is named and shown, with the command that accepts the change.
func TestDifference(t *testing.T) {
	t.Parallel()
	exchange := func(body string) *cassette.Interaction {
		return &cassette.Interaction{
			Request:  cassette.Request{Method: "GET", URL: "https://serverless.emulator.test/v1/Services/x"},
			Response: cassette.Response{Code: 200, Body: body},
		}
	}
	before := []*cassette.Interaction{exchange(`{"a":1}`), exchange(`{"a":2}`)}
	assert.Empty(t, difference("builds/x", digests(before), before))
	for name, tt := range map[string]struct {
		want []string
		now  []*cassette.Interaction
		text []string
	}{
		"changed": {digests(before), []*cassette.Interaction{before[0], exchange(`{"a":2,"b":null}`)},
			[]string{"number 2", "GET https://serverless.emulator.test/v1/Services/x", `{"a":2,"b":null}`}},
		"one more": {digests(before), append(slices.Clone(before), exchange(`{"a":3}`)),
			[]string{"has 2 exchanges; this run has 3", "number 3"}},
		"one less": {digests(before), before[:1], []string{"has 2 exchanges; this run has 1"}},
		"order":    {digests(before), []*cassette.Interaction{before[1], before[0]}, []string{"number 1"}},
		"no line":  {nil, before, []string{"no line for builds/x"}},
	} {
		text := difference("builds/x", tt.want, tt.now)
		for _, part := range append(tt.text, "make record", "-run 'TestCases/builds/x$'") {
			assert.Contains(t, text, part, name)
		}
	}
	moved := *before[0]
	moved.Response.Headers = map[string][]string{"Location": {"/x"}}
	assert.NotEmpty(t, difference("builds/x", digests(before[:1]), []*cassette.Interaction{&moved}), "headers count")
}
