// Lint is the linter of this repository: staticcheck's checks, a few well-kept ones of other
// authors, and the house rules that have no check elsewhere. A program of the few checks that are
// used builds in a third of the time of one that links every linter there is. An exception is a
// comment above the line, with its reason: //lint:ignore CHECK REASON.
package main

import (
	"bytes"
	"go/token"
	"os"
	"regexp"
	"slices"

	"github.com/gordonklaus/ineffassign/pkg/ineffassign"
	"github.com/kisielk/errcheck/errcheck"
	"github.com/polyfloyd/go-errorlint/errorlint"
	stdvars "github.com/sashamelentyev/usestdlibvars/pkg/analyzer"
	"github.com/timakin/bodyclose/passes/bodyclose"
	"golang.org/x/tools/go/analysis"
	"honnef.co/go/tools/lintcmd"
	"honnef.co/go/tools/simple"
	"honnef.co/go/tools/staticcheck"
	"honnef.co/go/tools/stylecheck"
	"honnef.co/go/tools/unused"
)

var (
	tests = regexp.MustCompile(`_test\.go$`)
	// The client and the suite read every response into memory, so no caller has a body to close.
	bodiesReadElsewhere = regexp.MustCompile(`/(pkg/client|pkg/emulator|contract/cases)/`)
	// Readers return io.EOF unwrapped, and net/http compares the value of a panic with ==.
	comparedAsTheyAre = regexp.MustCompile(`io\.EOF|http\.ErrAbortHandler`)
	// A receive is no call, what is thrown away may stay behind, and a terminal that is gone can be told nothing.
	noErrorLost = regexp.MustCompile(`case <-|defer os\.RemoveAll|\.Fprint(f|ln)?\(`)
	// Programs, unlike libraries, may read their environment, print and sleep.
	programs = regexp.MustCompile(`/(bench|instruments|interop|cmd|gen/internal|\.ci)/|/pkg/client/env\.go$`)
)

func main() {
	cmd := lintcmd.NewCommand("lint")
	cmd.ParseFlags(append([]string{"-checks", "all,-ST1000,-ST1003,-ST1005,-ST1016,-ST1020,-ST1021,-ST1022"},
		os.Args[1:]...))
	cmd.AddAnalyzers(simple.Analyzers...)
	cmd.AddAnalyzers(staticcheck.Analyzers...)
	cmd.AddAnalyzers(stylecheck.Analyzers...)
	cmd.AddAnalyzers(unused.Analyzer)

	errcheck.DefaultExcludedSymbols = append(errcheck.DefaultExcludedSymbols, "fmt.Fprint", "fmt.Fprintf",
		"fmt.Fprintln",
		// of what was read; writers are closed with a check
		"(io.Closer).Close", "(io.ReadCloser).Close", "(io/fs.File).Close")
	cmd.AddBareAnalyzers(
		ineffassign.Analyzer,
		exceptAbout(errorlint.NewAnalyzer(), comparedAsTheyAre),
		except(bodyclose.Analyzer, tests, programs, bodiesReadElsewhere),
		except(exceptAbout(errcheck.Analyzer, noErrorLost), tests),
		except(stdvars.New(), tests, programs),
		except(forbidden, tests, programs),
		except(documented, tests),
		except(state, tests, programs),
		except(contextFirst, tests),
		needless, spelling,
	)
	cmd.Run()
}

// except returns a copy of the check that keeps quiet about the files whose name matches one of the patterns.
func except(a *analysis.Analyzer, files ...*regexp.Regexp) *analysis.Analyzer {
	return quiet(a, func(p token.Position) bool {
		return slices.ContainsFunc(files, func(pattern *regexp.Regexp) bool { return pattern.MatchString(p.Filename) })
	})
}

// exceptAbout returns a copy of the check that keeps quiet about the lines that match the pattern.
func exceptAbout(a *analysis.Analyzer, lines *regexp.Regexp) *analysis.Analyzer {
	return quiet(a, func(p token.Position) bool {
		text, err := os.ReadFile(p.Filename)
		return err == nil && lines.Match(bytes.Split(text, []byte("\n"))[p.Line-1])
	})
}

func quiet(a *analysis.Analyzer, about func(token.Position) bool) *analysis.Analyzer {
	copied := *a
	copied.Run = func(pass *analysis.Pass) (any, error) {
		some := *pass
		some.Report = func(d analysis.Diagnostic) {
			if !about(pass.Fset.Position(d.Pos)) {
				pass.Report(d)
			}
		}
		return a.Run(&some)
	}
	return &copied
}
