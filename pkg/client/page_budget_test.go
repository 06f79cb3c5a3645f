package client

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// handed answers requests without a network.
type handed struct{ http.Handler }

func (h handed) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result(), nil
}

// A list whose every page names a new one ends with an error, also when no page has an entry.
func TestPages_endless(t *testing.T) {
	t.Parallel()
	n := 0
	server := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		n++
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprintf(w, `{"services": [], "meta": {"page": 0, "page_size": 50, "key": "services", "url": "http://x/v1/Services",
			"first_page_url": "http://x/v1/Services", "previous_page_url": null,
			"next_page_url": "http://x/v1/Services?PageToken=%d"}}`, n)
	})
	c, err := New(AuthToken("AC"+strings.Repeat("0", 32), strings.Repeat("0", 32)),
		&Options{APIURL: "http://127.0.0.1", HTTPClient: &http.Client{Transport: handed{server}}})
	require.NoError(t, err)
	var last error
	for _, err := range c.ListServices(t.Context(), nil) {
		last = err
	}
	require.ErrorContains(t, last, "the list does not end")
	assert.Equal(t, maxPages, n)
}

func TestBudget_bytes(t *testing.T) {
	t.Parallel()
	b := &budget{bytes: maxListBytes - 4}
	body := countedBody{http.NoBody, b}
	_, _ = body.Read(nil)
	require.NoError(t, b.page(0))
	_, err := countedBody{httptest.NewRequest(http.MethodPost, "/", strings.NewReader("12345")).Body,
		b}.Read(make([]byte, 9))
	require.NoError(t, err)
	require.ErrorContains(t, b.page(0), "512 MiB")
}

func TestBudget_entries(t *testing.T) {
	t.Parallel()
	b := &budget{}
	require.NoError(t, b.page(maxEntries-1))
	require.NoError(t, b.page(1))
	require.ErrorContains(t, b.page(1), "100,000 entries")
}
