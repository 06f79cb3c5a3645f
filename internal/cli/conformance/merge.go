package conformance

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/internal/fleet"
	"github.com/twilio-serverless/twilio-serverless-go/internal/plainjson"
	"github.com/twilio-serverless/twilio-serverless-go/internal/project"
)

// shardFlags share the cases out to several runs and make one report of theirs.
type shardFlags struct {
	shard string
	merge []string
}

func (f *shardFlags) register(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.shard, "shard", "", "run share `I/N` of the cases, such as 1/8")
	flags.StringArrayVar(&f.merge, "merge", nil,
		"run nothing, and make one report of those of all shards, which --report `FILE.json` wrote; repeat it")
}

// share is the share of --shard, nil for all.
func (f *shardFlags) share(env *verb.Env) (*suite.Shard, error) {
	if f.shard == "" {
		return nil, nil
	}
	s, err := fleet.ParseShard(f.shard, env.Getenv)
	if err != nil {
		return nil, fmt.Errorf("--shard: %w", err)
	}
	return &suite.Shard{Index: s.Index, Count: s.Count}, nil
}

// mergeAlone refuses flags that a merge does not read.
func (f *shardFlags) mergeAlone(cmd *cobra.Command) error {
	if len(f.merge) == 0 {
		return nil
	}
	for _, other := range []string{"shard", "api-url", "upload-url", "seed", "record", "replay", "resume", "cleanup",
		"run", "skip",
		"operations", "exclude-operations", "known-failures", "live-preview", "list"} {
		if cmd.Flags().Changed(other) {
			return verb.Usagef(cmd, "--merge and --%s exclude each other", other)
		}
	}
	return nil
}

// merged makes one report of those of --merge.
func (f *conformanceFlags) merged(env *verb.Env, write func(*suite.Report) error) error {
	var reports []*suite.Report
	for _, name := range f.merge {
		text, err := project.ReadFile(name, maxReport)
		if err != nil {
			return &verb.UsageError{Err: fmt.Errorf("--merge %s: %w", name, err)}
		}
		report := new(suite.Report)
		if err := json.Unmarshal(plainjson.TrimMark(text), report); err != nil {
			return &verb.UsageError{Err: fmt.Errorf("--merge %s: it is not a report in JSON: %w", name,
				plainjson.Explain(text, err))}
		}
		reports = append(reports, report)
	}
	report, err := suite.Merge(reports)
	if errors.Is(err, suite.ErrNoWhole) {
		return &verb.UsageError{Err: fmt.Errorf("--merge: %w", err)}
	}
	if err != nil {
		return err
	}
	if err := f.print(env, report, write); err != nil {
		return err
	}
	switch {
	case report.Incomplete != "":
		return fmt.Errorf("there is no verdict: %s", report.Incomplete)
	case report.Failed():
		return verb.ErrSilent
	}
	return nil
}
