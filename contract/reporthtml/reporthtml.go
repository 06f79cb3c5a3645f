// Package reporthtml writes the report of a conformance run as one HTML page: the verdict, the
// coverage, and every case with its claim and source; for a failure also what went over the wire,
// with the violated place highlighted.
//
// The page needs nothing else: no network, no server, no build step. It runs one inline script,
// which its Content-Security-Policy names by its digest, and is complete without it, save for
// filters and shortcuts.
package reporthtml

import (
	"crypto/sha256"
	_ "embed" // the parts of the page
	"encoding/base64"
	"errors"
	"fmt"
	"html/template"
	"io"
	"sync"

	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
)

//go:embed page.gohtml
var pageText string

//go:embed style.css
var styleText string

//go:embed script.js
var scriptText string

// page is parsed once: its text is embedded and a test executes it.
var page = sync.OnceValues(func() (*template.Template, error) {
	return template.New("page").Parse(pageText)
})

// Write writes the page of a report. What the report quotes of servers is escaped.
func Write(w io.Writer, r *suite.Report) error {
	if r == nil {
		return errors.New("reporthtml: no report: give that of a run")
	}
	t, err := page()
	if err != nil {
		return fmt.Errorf("reporthtml: template: %w", err)
	}
	if err := t.Execute(w, newView(r)); err != nil {
		return fmt.Errorf("reporthtml: report as HTML: %w", err)
	}
	return nil
}

// policy lets the page do nothing but what is written in it.
func policy() string {
	return fmt.Sprintf("default-src 'none'; style-src '%s'; script-src '%s'; base-uri 'none'; form-action 'none'",
		digest(styleText), digest(scriptText))
}

func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}
