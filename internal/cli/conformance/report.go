package conformance

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/contract/reporthtml"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/terminal"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/internal/project"
)

// print shows the report of a run, and writes it wherever --report says.
func (f *conformanceFlags) print(env *verb.Env, report *suite.Report, write func(*suite.Report) error) error {
	var err error
	if f.Format == verb.FormatJSON {
		err = report.WriteJSON(env.Stdout)
	} else {
		if f.verbose {
			err = report.WriteCases(env.Stdout)
		}
		var text strings.Builder
		err = errors.Join(err, report.WriteText(&text))
		_, printed := io.WriteString(env.Stdout, terminal.WrapLines(env.Stdout, text.String()))
		err = errors.Join(err, printed)
		if line := lacking(report); line != "" && f.replay == "" {
			_, printed := io.WriteString(env.Stdout, terminal.WrapLines(env.Stdout, line+"\n"))
			err = errors.Join(err, printed)
		}
		if f.coverage && report.Coverage != nil {
			_, printed := io.WriteString(env.Stdout, "\nCoverage, counted from the wire; the axes are never summed\n\n")
			err = errors.Join(err, printed, report.Coverage.WriteText(env.Stdout))
		}
	}
	return errors.Join(err, write(report))
}

// reportForms are the forms of a report by extension.
var reportForms = map[string]func(io.Writer, *suite.Report) error{
	".html": reporthtml.Write,
	".json": func(w io.Writer, r *suite.Report) error { return r.WriteJSON(w) },
	".xml":  func(w io.Writer, r *suite.Report) error { return r.WriteJUnit(w) },
}

// reportWriters chooses the forms by the extensions, before anything is run.
func reportWriters(paths []string) (func(*suite.Report) error, error) {
	for _, path := range paths {
		if reportForms[filepath.Ext(path)] == nil {
			return nil, fmt.Errorf(
				"--report %s: the name must end in %s", path, strings.Join(slices.Sorted(maps.Keys(reportForms)), ", "))
		}
		if err := project.CheckReplace(path); err != nil {
			return nil, fmt.Errorf("--report %s: %w", path, err)
		}
	}
	return func(r *suite.Report) error {
		var problems []error
		for _, path := range paths {
			problems = append(problems, writeReport(path, r))
		}
		return errors.Join(problems...)
	}, nil
}

func writeReport(path string, r *suite.Report) error {
	return writeWhole(path, func(w io.Writer) error { return reportForms[filepath.Ext(path)](w, r) })
}
