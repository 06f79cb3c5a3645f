package emulator

import (
	"net/http"
	"slices"
	"strings"
)

// IsIncidental reports whether a browser makes a request on its own, or for a person who looks
// around, and no client of the API: for an icon, say. Such requests are answered 404, and
// whatever checks or records exchanges of the API leaves them alone.
func IsIncidental(r *http.Request) bool {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		return false
	}
	path := r.URL.Path
	if path == "/v1" || strings.HasPrefix(path, "/v1/") || IsSite(r) {
		return false
	}
	known := []string{"/favicon.ico", "/favicon.svg", "/favicon.png", "/robots.txt", "/browserconfig.xml"}
	if slices.Contains(known, path) || strings.HasPrefix(path, "/apple-touch-icon") ||
		strings.HasPrefix(path, "/.well-known/") {
		return true
	}
	// What a page, a tab or a frame asks for. A script that calls the API says `empty`, other
	// programs say nothing.
	destination := r.Header.Get("Sec-Fetch-Dest")
	return destination != "" && destination != "empty"
}

// answerIncidental asks for no credentials: such a client has none.
func answerIncidental(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(http.StatusNotFound)
	if r.Method != http.MethodHead {
		_, _ = w.Write([]byte("Not Found: the operations of the API begin with /v1/Services, the page with " +
			"/_emulator/\n"))
	}
}
