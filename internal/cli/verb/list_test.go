package verb

import (
	"bytes"
	"errors"
	"iter"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/terminal"
)

// A table that the terminal has no room for becomes lines; nothing is cut and no SID is broken.
func TestList_narrow(t *testing.T) {
	t.Parallel()
	sid := "ZB" + strings.Repeat("a", 32)
	list := func(columns int) string {
		var out bytes.Buffer
		w := &terminal.Writer{Writer: &out}
		if columns > 0 {
			w.Columns = func() int { return columns }
		}
		items := func(yield func(string, error) bool) { _ = yield(sid, nil) && yield("b\x1b", nil) }
		require.NoError(t, List(&Env{Stdout: w, Stderr: &out}, FormatText, items, Table[string]{
			Header: []string{"SID", "CREATED"},
			Row:    func(s string) []string { return []string{s, "2026-11-29T07:00:00Z"} },
		}))
		return out.String()
	}
	wide := "SID                                 CREATED\n" + sid + "  2026-11-29T07:00:00Z\n" +
		"b\\u001b                             2026-11-29T07:00:00Z\n"
	assert.Equal(t, wide, list(0), "no terminal")
	assert.Equal(t, wide, list(80))
	assert.Equal(t, "SID      "+sid+"\nCREATED  2026-11-29T07:00:00Z\n\nSID      b\\u001b\n"+
		"CREATED  2026-11-29T07:00:00Z\n",
		list(50))
}

// A list that never ends, or fails in the middle, is an error and no part of it is a result.
func TestCollect(t *testing.T) {
	t.Parallel()
	endless := iter.Seq2[int, error](func(yield func(int, error) bool) {
		for i := 0; yield(i, nil); i++ {
		}
	})
	_, err := Collect(endless)
	require.ErrorIs(t, err, errEndless)
	_, err = Count(endless)
	require.ErrorIs(t, err, errEndless)
	failing := iter.Seq2[int, error](func(yield func(int, error) bool) {
		_ = yield(1, nil) && yield(0, errors.New("lost"))
	})
	part, err := Collect(failing)
	require.Error(t, err)
	assert.Nil(t, part)
}
