package dev

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/bundle"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/functions"
)

// ServeHTTP answers a request as the domain of the project does, at the root.
func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	started := time.Now()
	s.saves.settle(r.Context())
	seen := &seen{ResponseWriter: w, status: http.StatusOK}
	var detail string
	if s.detailed.Load() {
		detail = describe(r)
	}
	note := s.serve(seen, r)
	s.print.request(r, seen, time.Since(started), note)
	if detail != "" {
		s.print.detail(detail)
	}
}

// serve answers, and gives what the line about the request should say besides.
func (s *server) serve(w *seen, r *http.Request) (note string) {
	s.mu.Lock()
	stage, result, problem, refused := s.stage, s.result, s.problems[r.URL.Path], s.refused
	s.mu.Unlock()
	if problem != "" {
		refuse(w, r, "this Function is not deployed", problem)
		return ""
	}
	if result == nil {
		refuse(w, r, "the project is not deployed", refused)
		return ""
	}
	r.URL.Scheme, r.URL.Host = "", ""
	stage.emulator.ServeSite(w, r, result.DomainName, s.o.NoSignatures, s.signedAs(r)...)
	if w.status == http.StatusForbidden && s.visibility(r.URL.Path) == bundle.Protected {
		token := "AUTH_TOKEN of the env file"
		if s.project.AuthToken == "" {
			token = "the auth token " + stage.token + " (there is no AUTH_TOKEN in the env file)"
		}
		return fmt.Sprintf("protected: X-Twilio-Signature must be made of %s%s with %s; --no-signatures serves it to "+
			"every client",
			s.signedAs(r)[0], r.URL.RequestURI(), token)
	}
	return ""
}

// signedAs are the base URLs that a signer may have meant, the likeliest first.
func (s *server) signedAs(r *http.Request) []string {
	var all []string
	if s.o.PublicURL != "" {
		all = append(all, s.publicURL())
	}
	if forwarded := first(r.Header.Get("X-Forwarded-Host")); forwarded != "" {
		proto := first(r.Header.Get("X-Forwarded-Proto"))
		if proto != "http" {
			proto = "https"
		}
		all = append(all, proto+"://"+forwarded)
	}
	if proto := first(r.Header.Get("X-Forwarded-Proto")); proto == "https" {
		all = append(all, "https://"+r.Host)
	}
	return append(all, "http://"+r.Host, "https://"+r.Host)
}

func first(list string) string {
	one, _, _ := strings.Cut(list, ",")
	return strings.ToLower(strings.TrimSpace(one))
}

func (s *server) visibility(path string) bundle.Visibility {
	s.mu.Lock()
	defer s.mu.Unlock()
	b := s.project.Request.Bundle
	for _, f := range slices.Concat(b.Functions, b.Assets) {
		if f.Path == path {
			return f.Visibility
		}
	}
	return ""
}

// failed answers with a page when a browser has called a Function that failed.
func (s *server) failed(w http.ResponseWriter, r *http.Request, f *functions.Failure) bool {
	if !browser(r) {
		return false
	}
	writePage(w, http.StatusInternalServerError,
		page{Title: f.Name + ": " + f.Message, Path: r.URL.Path, Text: f.Stack, Excerpt: s.excerpt(f.Stack)})
	return true
}

// refuse answers for what is not deployed.
func refuse(w http.ResponseWriter, r *http.Request, title, why string) {
	if browser(r) {
		writePage(w, http.StatusInternalServerError, page{Title: title, Path: r.URL.Path, Text: why})
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(http.StatusInternalServerError)
	_, _ = io.WriteString(w, title+":\n"+why+"\n")
}

// browser reports whether a person looks at the answer.
func browser(r *http.Request) bool {
	return strings.Contains(r.Header.Get("Accept"), "text/html")
}

// seen remembers what was answered.
type seen struct {
	http.ResponseWriter
	status int
	begun  bool
	bytes  int64
}

func (w *seen) WriteHeader(status int) {
	if !w.begun && status >= http.StatusOK {
		w.begun, w.status = true, status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *seen) Write(p []byte) (int, error) {
	w.begun = true
	n, err := w.ResponseWriter.Write(p)
	w.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController reach the writer beneath.
func (w *seen) Unwrap() http.ResponseWriter { return w.ResponseWriter }
