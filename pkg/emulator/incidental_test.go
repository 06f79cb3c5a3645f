package emulator

import (
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"
)

// A browser asks for icons and the like without being told to; nothing of that is a request to
// the API, and nothing that a client of the API sends is taken for it.
func TestIsIncidental(t *testing.T) {
	t.Parallel()
	judged := 0
	emu, err := New(&Options{Judge: func(*Exchange) { judged++ }})
	assert.NoError(t, err)
	for _, tc := range []struct {
		method, path, destination string
		want                      bool
	}{
		{"GET", "/favicon.ico", "", true}, {"HEAD", "/favicon.ico", "", true}, {"GET", "/favicon.ico", "image", true},
		{"GET", "/apple-touch-icon-precomposed.png", "", true}, {"GET", "/robots.txt", "", true},
		{"GET", "/.well-known/appspecific/com.chrome.devtools.json", "empty", true},
		{"GET", "/", "document", true}, {"GET", "/index.html", "document", true},
		{"GET", "/sw.js", "serviceworker", true},
		// Mistakes of a client are to be seen.
		{"GET", "/", "", false}, {"GET", "/Services", "", false}, {"GET", "/v2/Services", "empty", false},
		{"POST", "/favicon.ico", "", false}, {"DELETE", "/robots.txt", "", false}, {"POST", "/", "document", false},
		{"GET", "/v1/Services", "document", false}, {"GET", "/v1/favicon.ico", "image", false},
		{"GET", "/v1", "document", false},
		{"GET", "/_live/x.twil.io/favicon.ico", "image", false},
	} {
		r := httptest.NewRequest(tc.method, tc.path, nil)
		if tc.destination != "" {
			r.Header.Set("Sec-Fetch-Dest", tc.destination)
		}
		assert.Equal(t, tc.want, IsIncidental(r), "%s %s %s", tc.method, tc.path, tc.destination)
		before, w := judged, httptest.NewRecorder()
		emu.ServeHTTP(w, r)
		if tc.want {
			assert.Equal(t, 404, w.Code)
			assert.Empty(t, w.Header().Get("WWW-Authenticate"))
			assert.Equal(t, before, judged, "%s %s is judged", tc.method, tc.path)
		}
	}
	assert.Positive(t, judged)
	r := httptest.NewRequest("GET", "/favicon.ico", nil)
	r.Host = "shop-1234.twil.io"
	assert.False(t, IsIncidental(r), "an Asset may have the path")
}
