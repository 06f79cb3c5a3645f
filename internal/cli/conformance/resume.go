package conformance

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"

	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cleanup"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/terminal"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/internal/plainjson"
	"github.com/twilio-serverless/twilio-serverless-go/internal/project"
)

// maxReport bounds the report that --resume reads.
const maxReport = 256 << 20

// resumed reads the report that --resume names.
func (f *conformanceFlags) resumed() (*suite.Report, error) {
	if f.resume == "" {
		return nil, nil
	}
	text, err := project.ReadFile(f.resume, maxReport)
	if err != nil {
		return nil, fmt.Errorf("--resume %s: %w", f.resume, err)
	}
	before := new(suite.Report)
	if err := json.Unmarshal(plainjson.TrimMark(text), before); err != nil {
		return nil, fmt.Errorf("--resume %s: it is not a report in JSON: %w", f.resume, plainjson.Explain(text, err))
	}
	return before, nil
}

// forget deletes what the run to resume has left, as a run that was killed does: its names are
// given out again.
func (f *conformanceFlags) forget(ctx context.Context, env *verb.Env, target *suite.Target,
	before *suite.Report) error {
	if before == nil || f.APIURL == "" || before.APIURL != target.APIURL {
		return nil // suite.Run refuses another target
	}
	api, err := f.clientOf(target)
	if err != nil {
		return &verb.UsageError{Err: err}
	}
	mine, doubtful, err := cleanup.Left(ctx, api, before.Prefix)
	switch {
	case errors.Is(err, cleanup.ErrPrefix):
		return &verb.UsageError{Err: fmt.Errorf("--resume %s: %w", f.resume, err)}
	case err != nil:
		return fmt.Errorf("what the run before has left: %w", err)
	}
	// no other run has the seed of the report
	swept, err := cleanup.Sweep(ctx, api, before.Prefix, append(mine, doubtful...))
	switch {
	case err != nil:
		return fmt.Errorf("what the run before has left: %w", err)
	case len(swept.Left) > 0:
		return fmt.Errorf("what the run before has left cannot be deleted: %s (%s): %s", swept.Left[0].UniqueName,
			swept.Left[0].SID, swept.Left[0].Reason)
	case len(swept.Deleted) > 0:
		terminal.Fprintf(env.Stderr, "%s of the run before deleted\n", terminal.Plural(len(swept.Deleted), "Service"))
	}
	return nil
}

// progress keeps the reports of --report FILE.json up to date while the run goes on, for --resume.
// It says once that it could not.
func (f *conformanceFlags) progress(env *verb.Env) func(*suite.Report) {
	var files []string
	for _, file := range f.reports {
		if filepath.Ext(file) == ".json" {
			files = append(files, file)
		}
	}
	if len(files) == 0 {
		return nil
	}
	failed := false
	return func(r *suite.Report) {
		for _, file := range files {
			if err := writeWhole(file, r.WriteJSON); err != nil && !failed {
				failed = true
				terminal.Fprintf(env.Stderr, "warning: --report %s: %s\n", file, err)
			}
		}
	}
}

// writeWhole replaces a file in one step: a reader, or a later run after a kill, finds the old
// content or the new one.
func writeWhole(path string, write func(io.Writer) error) error {
	return project.Replace(path, 0o644, write)
}
