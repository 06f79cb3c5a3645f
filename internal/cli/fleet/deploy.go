package fleet

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/terminal"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/internal/fleet"
)

type deployFlags struct {
	verb.Output
	shard, state string
	parallel     int
}

func newDeploy(env *verb.Env, main Main) *cobra.Command {
	f := &deployFlags{}
	cmd := &cobra.Command{
		Use:   "deploy FILE",
		Short: "Deploy one share of a fleet",
		Long: `Deploy one share of a fleet. All deployments of an account are in one share. The
command skips what the state lists as deployed: to continue a share that failed
or was killed, run the same command again.

Exit codes: 0 all of the share is deployed, 1 some is not, 2 could not run.`,
		Example: `  twilio-serverless fleet deploy fleet.yaml
  twilio-serverless fleet deploy fleet.yaml --shard 3/8 --state state`,
		Args: fileArgument,
		RunE: func(cmd *cobra.Command, args []string) error { return f.exec(cmd.Context(), env, main, args[0]) },
	}
	flags := cmd.Flags()
	flags.StringVar(&f.shard, "shard", "1/1", "share of this process as `I/N`; job/N in an indexed Job of Kubernetes")
	flags.StringVar(&f.state, "state", "", stateHelp)
	flags.IntVar(&f.parallel, "parallel", 4, "`NUMBER` of accounts that are deployed to at once")
	f.Register(cmd)
	return cmd
}

func (f *deployFlags) exec(ctx context.Context, env *verb.Env, main Main, name string) error {
	if f.parallel < 1 {
		return &verb.UsageError{Err: fmt.Errorf("--parallel %d: it takes one at least", f.parallel)}
	}
	shard, err := fleet.ParseShard(f.shard, env.Getenv)
	if err != nil {
		return &verb.UsageError{Err: fmt.Errorf("--shard: %w", err)}
	}
	file, err := read(name)
	if err != nil {
		return err
	}
	for _, d := range shard.Of(file) {
		if err := checkCredentials(env, d); err != nil {
			return &verb.UsageError{Err: err}
		}
	}
	w := &worker{env: env, main: main, dir: filepath.Dir(name), hidden: file.Holds}
	for _, d := range shard.Of(file) {
		if info, err := os.Stat(w.directory(d)); err != nil || !info.IsDir() {
			return &verb.UsageError{Err: fmt.Errorf("%s: %s: project: there is no directory %s", name, d.Name,
				w.directory(d))}
		}
	}
	state := stateOf(f.state, name)
	if err := os.MkdirAll(state, 0o700); err != nil {
		return &verb.UsageError{Err: fmt.Errorf("--state %s: %w", state, err)}
	}
	report, err := fleet.Run(ctx, file, &fleet.Options{
		Shard: shard, State: state, Parallel: f.parallel, Deploy: w.deploy,
		Identity: func(d fleet.Deployment) string { return identity(env, d) },
		OnResult: func(r fleet.Result) {
			terminal.Fprintf(env.Stderr, "%-9s %s%s\n", string(r.Outcome), r.Name, reason(r))
		},
	})
	if errors.As(err, new(*fleet.SplitError)) {
		return &verb.UsageError{Err: fmt.Errorf("%s: %w", name, err)}
	}
	if err != nil {
		return err
	}
	return printReport(env, &f.Output, report)
}
