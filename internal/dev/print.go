package dev

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"text/tabwriter"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/internal/lazyregexp"
	"github.com/twilio-serverless/twilio-serverless-go/internal/show"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/functions"
)

// A printer writes for people, one thing at a time.
type printer struct {
	mu      sync.Mutex
	out     io.Writer
	warned  sync.Map        // texts of warnOnce
	remarks map[string]bool // of the save before; used by saves alone, which come one after the other
	refusal string          // the last one, until a save is live
}

func newPrinter(out io.Writer) *printer { return &printer{out: out} }

func (p *printer) write(text string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	_, _ = io.WriteString(p.out, text)
}

// indented puts each line of a text a little to the right.
func indented(text, by string) string {
	return by + strings.ReplaceAll(strings.TrimRight(text, "\n"), "\n", "\n"+by) + "\n"
}

// request is one line: status, method, path and time.
func (p *printer) request(r *http.Request, w *seen, took time.Duration, note string) {
	text := fmt.Sprintf("%d %-4s %s  %s\n", w.status, r.Method, r.URL.RequestURI(), rounded(took))
	if note != "" {
		text += indented(note, "    ")
	}
	p.write(text)
}

func rounded(d time.Duration) string {
	switch {
	case d < 10*time.Millisecond:
		return d.Round(100 * time.Microsecond).String()
	case d < time.Second:
		return d.Round(time.Millisecond).String()
	}
	return d.Round(10 * time.Millisecond).String()
}

func (p *printer) detail(text string) { p.write(indented(text, "      ")) }

// line is what a Function printed.
func (p *printer) line(l functions.Line) {
	mark := map[string]string{"INFO": "", "WARN": "WARN ", "ERROR": "ERROR "}[l.Level]
	late := ""
	if l.Late {
		late = "(after the answer) "
	}
	p.write(indented(l.Function+": "+late+mark+l.Message, "    "))
}

func (p *printer) note(text string) { p.write(text + "\n") }

// warnOnce prints a warning one time, whichever of the runners that come and go gives it.
func (p *printer) warnOnce(text string) {
	if _, known := p.warned.LoadOrStore(text, true); !known {
		p.write("warning: " + text + "\n")
	}
}

// mostChanges bounds what is listed of a save.
const mostChanges = 12

// saved says what a save has changed.
func (p *printer) saved(plan *deployer.Plan, project *Project, took time.Duration) {
	p.mu.Lock()
	p.refusal = ""
	p.mu.Unlock()
	var changes []string
	for _, f := range slices.Concat(plan.Functions, plan.Assets) {
		if mark := map[deployer.Action]string{deployer.ActionCreate: "+", deployer.ActionUpdate: "~",
			deployer.ActionRemove: "-"}[f.Action]; mark != "" {
			changes = append(changes, mark+" "+f.Path)
		}
	}
	for _, v := range plan.Variables {
		if mark := map[deployer.Action]string{deployer.ActionCreate: "+", deployer.ActionUpdate: "~",
			deployer.ActionRemove: "-"}[v.Action]; mark != "" {
			changes = append(changes, mark+" Variable "+v.Key)
		}
	}
	if len(changes) == 0 && plan.Build.Action != deployer.ActionKeep {
		changes = []string{"~ dependencies or runtime"}
	}
	if n := len(changes); n > mostChanges {
		changes = append(changes[:mostChanges-1:mostChanges-1], fmt.Sprintf("and %d more", n-mostChanges+1))
	}
	if len(changes) > 0 {
		p.write(fmt.Sprintf("deployed in %s: %s\n", rounded(took), strings.Join(changes, ", ")))
	}
	p.write(p.news(project))
}

// place is where in a file something stands, which an edit moves.
var place = lazyregexp.New(`(:\d+){1,2}:`)

// news gives the warnings and the notes that the save before did not have, one a line.
func (p *printer) news(project *Project) string {
	var b strings.Builder
	now := map[string]bool{}
	add := func(kind, text string) {
		line := kind + show.Visible(text) + "\n"
		key := place.Get().ReplaceAllString(line, ":")
		if !p.remarks[key] && !now[key] {
			b.WriteString(line)
		}
		now[key] = true
	}
	for _, warning := range project.Warnings {
		add("warning: ", warning)
	}
	for _, note := range project.Notes {
		add("note: ", note)
	}
	p.remarks = now
	return b.String()
}

// refused says why a save is not live: once, until it says something else. What is printed may go to a file
// in the project, and that file is a change too, so saying it again would never end.
func (p *printer) refused(why string, live bool) {
	rest := "nothing is live yet"
	if live {
		rest = "what was live is still live"
	}
	text := "not deployed, " + rest + ":\n" + indented(why, "    ")
	p.mu.Lock()
	known := p.refusal == text
	p.refusal = text
	p.mu.Unlock()
	if !known {
		p.write(text)
	}
}

// serving describes what is served.
func (s *server) serving() *Serving {
	s.mu.Lock()
	defer s.mu.Unlock()
	v := &Serving{URL: s.url, PublicURL: s.o.PublicURL, APIURL: s.apiURL, Inspect: s.o.Functions.Inspect,
		Refused: s.refused, Routes: []Route{}}
	if s.project == nil || s.project.Request.Bundle == nil {
		return v
	}
	v.Service = s.project.Request.Service
	b := s.project.Request.Bundle
	for _, f := range b.Functions {
		v.Routes = append(v.Routes, route(s.publicURL(), "function", f.Path, string(f.Visibility), f.Source))
	}
	for _, f := range b.Assets {
		v.Routes = append(v.Routes, route(s.publicURL(), "asset", f.Path, string(f.Visibility), f.Source))
	}
	return v
}

func route(base, kind, path, visibility, source string) Route {
	r := Route{Path: path, Kind: kind, Visibility: visibility, Source: source}
	if visibility != "private" {
		r.URL = base + (&url.URL{Path: path}).EscapedPath()
	}
	return r
}

// printTable prints the URLs of everything.
func (s *server) printTable() {
	v := s.serving()
	var b strings.Builder
	t := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	for _, r := range v.Routes {
		fmt.Fprintf(t, "  %s\t%s\t%s\n", r.Kind, r.Visibility,
			cmp.Or(r.URL, r.Path+" (no URL: only code of the project reaches it)"))
	}
	_ = t.Flush()
	s.mu.Lock()
	s.listed = true
	if s.project != nil {
		b.WriteString(s.print.news(s.project))
	}
	s.mu.Unlock()
	if s.o.NoSignatures {
		b.WriteString("protected files are served without a signature here\n")
	}
	s.print.write(b.String())
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
