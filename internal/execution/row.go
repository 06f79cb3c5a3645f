// Package execution is the contract between a Function and what runs it, as a table: what production does,
// where that is documented, and a request that shows it. The rows are run against `emulate` and `dev`, and
// against the local development server of the Serverless Toolkit as a second opinion.
package execution

import (
	"embed"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

//go:embed all:project
var project embed.FS

// A Row is one thing that production does. Fields after Choice say how to see it.
type Row struct {
	Subject string // heading in the document
	Says    string // what production does
	Source  string // where that is documented or was observed; of a choice, why it is open
	Choice  bool   // no source decides it

	// Peer says what twilio-run 5.0.1 does instead, and so why it is no reference here. Empty: the same.
	Peer string

	// Test names a test of package functions that shows it, where one request cannot.
	Test string

	Method, Path, Body string // of the request: GET when there is no method
	Header             [][2]string
	Signed             bool // with a valid X-Twilio-Signature

	Status   int
	Want     string   // the body; "" is not looked at
	Contains []string // parts of the body
	Type     string   // Content-Type
	Headers  [][2]string
	Absent   []string // headers that are not there
	Logs     []string // "LEVEL text" of lines that it writes
	Not      string   // "dev" or "emulate": where it does not hold
	Slow     bool     // it takes ten seconds
}

// Name is unique, for subtests.
func (r *Row) Name() string {
	if r.Path == "" {
		return r.Test
	}
	name := r.method() + " " + r.Path
	if r.Signed {
		name += " signed"
	}
	if len(r.Header) > 0 {
		name += fmt.Sprintf(" %.30s", r.Header[0])
	}
	if r.Body != "" {
		name += fmt.Sprintf(" %.40s", r.Body)
	}
	return name
}

func (r *Row) method() string {
	if r.Method == "" {
		return "GET"
	}
	return r.Method
}

// WriteProject writes the project whose Functions the rows call, and gives a folder with its packages that
// needs no network.
func WriteProject(dir string) (packages string, err error) {
	err = fs.WalkDir(project, "project", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		below := strings.TrimPrefix(strings.TrimPrefix(name, "project"), "/")
		to := filepath.Join(dir, filepath.FromSlash(below))
		switch {
		case d.IsDir():
			return os.MkdirAll(to, 0o700)
		case below == "env":
			to = filepath.Join(dir, ".env")
		}
		content, err := project.ReadFile(name)
		if err != nil {
			return err
		}
		return os.WriteFile(to, content, 0o600)
	})
	return filepath.Join(dir, "packages"), err
}
