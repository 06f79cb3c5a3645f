package control

import (
	"embed"
	"net/http"
	"path"
	"strings"
)

// files are the page: plain HTML, one style sheet, modules of JavaScript. Nothing
// is built, and nothing comes from elsewhere.
//
//go:embed page
var files embed.FS

// policy lets the page do nothing but run its own files and talk to where it comes
// from. With Trusted Types no script can turn text into HTML at all: whatever a
// request brings along stays text.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; " +
	"form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"

// isPage reports whether a path below the prefix is a file of the page.
func isPage(p string) bool { return p == "" || strings.HasPrefix(p, "page/") }

func servePage(w http.ResponseWriter, r *http.Request, p string) {
	if p == "" {
		p = "page/index.html"
	}
	text, err := files.ReadFile(p)
	if err != nil {
		refuse(http.StatusNotFound, "path", r.URL.Path, "the page has no such file", "open "+prefix).write(w)
		return
	}
	types := map[string]string{".html": "text/html", ".css": "text/css", ".js": "text/javascript"}
	h := w.Header()
	h.Set("Content-Type", types[path.Ext(p)]+"; charset=utf-8")
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	_, _ = w.Write(text) // a client that went away reads no error
}
