package main

import (
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"
)

// Each check of our own finds what its package below testdata is marked with, and nothing else.
func TestChecks(t *testing.T) {
	for folder, check := range map[string]*analysis.Analyzer{
		"forbidden": forbidden, "contextfirst": contextFirst, "documented": documented, "undocumented": documented,
		"state": state, "needless": needless, "spelling": spelling,
	} {
		t.Run(folder, func(t *testing.T) { analysistest.Run(t, analysistest.TestData(), check, folder) })
	}
}

// The exceptions hold for the files and lines that they name.
func TestExceptions(t *testing.T) {
	for name, want := range map[string]bool{
		"/p/pkg/client/env.go": true, "/p/cmd/x/main.go": true, "/p/instruments/a.go": true,
		"/p/pkg/client/client.go": false, "/p/internal/cli/process.go": false,
	} {
		if got := programs.MatchString(name); got != want {
			t.Errorf("%s is a program: %t", name, got)
		}
	}
}
