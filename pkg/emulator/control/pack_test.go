package control

import (
	"cmp"
	"net/http"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
)

// Headers come back as they were, but for secrets and line ends.
func TestPack_unpack(t *testing.T) {
	t.Parallel()
	packed := pack(nil, http.Header{
		"Accept": {"a: b", "", "c"}, "Cookie": {"session=1", "second=2"}, "Authorization": {"Basic abc"},
		"X-Odd": {"one\r\nCookie: two", "\r", "ends\n"}, "X-None": {},
	})
	assert.NotContains(t, string(packed), "session")
	got := unpack(string(packed))
	slices.SortStableFunc(got, func(a, b header) int { return cmp.Compare(a.name, b.name) })
	assert.Equal(t, []header{
		{"Accept", "a: b", false}, {"Accept", "", false}, {"Accept", "c", false},
		{"Authorization", "", true}, {"Cookie", "", true}, {"Cookie", "", true},
		{"X-Odd", "one  Cookie: two", false}, {"X-Odd", " ", false}, {"X-Odd", "ends ", false},
	}, got)
	assert.Empty(t, unpack(""))
}
