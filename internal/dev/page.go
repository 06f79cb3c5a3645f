package dev

import (
	"fmt"
	"html/template"
	"net/http"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/internal/lazyregexp"
	"github.com/twilio-serverless/twilio-serverless-go/internal/project"
)

// A page says to a person why a Function gives no answer.
type page struct{ Title, Path, Text, Excerpt string }

var pageTemplate = template.Must(template.New("page").Parse(`<!doctype html>
<html lang="en"><meta charset="utf-8"><title>{{.Title}}</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem; color: #222; background: #fff }
h1 { font-size: 1.3rem; color: #b00020; overflow-wrap: anywhere }
pre { background: #f4f4f4; padding: 1rem; overflow-x: auto; border-radius: 4px }
@media (prefers-color-scheme: dark) { body { color: #ddd; background: #181818 } pre { background: #262626 } h1 { color: #ff6b6b } }
</style>
<h1>{{.Title}}</h1>
<p><code>{{.Path}}</code></p>
{{if .Excerpt}}<pre id="source">{{.Excerpt}}</pre>{{end}}
<pre id="stack">{{.Text}}</pre>
<p>Correct the file and save it: the next request gets the new code.</p>
</html>
`))

func writePage(w http.ResponseWriter, status int, p page) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	_ = pageTemplate.Execute(w, p)
}

var stackPlace = lazyregexp.New(`\(?((?:/|[A-Za-z]:\\)[^()\n]+):(\d+):(\d+)\)?`)

// maxExcerpt bounds a file that a stack names.
const maxExcerpt = 1 << 20

// excerpt gives the lines of source around the first place of a stack that lies in the project.
func (s *server) excerpt(stack string) string {
	for _, m := range stackPlace.Get().FindAllStringSubmatch(stack, -1) {
		below, err := filepath.Rel(s.o.Dir, m[1])
		if err != nil || strings.HasPrefix(below, "..") || strings.Contains(below, "node_modules") {
			continue
		}
		data, err := project.ReadFileIn(s.o.Dir, below, maxExcerpt)
		line, _ := strconv.Atoi(m[2])
		lines := strings.Split(string(data), "\n")
		if err != nil || line < 1 || line > len(lines) {
			continue
		}
		var b strings.Builder
		for i := max(1, line-3); i <= min(len(lines), line+3); i++ {
			mark := " "
			if i == line {
				mark = ">"
			}
			fmt.Fprintf(&b, "%s %4d | %s\n", mark, i, lines[i-1])
		}
		return b.String()
	}
	return ""
}
