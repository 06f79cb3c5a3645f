// Package conformance is the verb conformance: it runs the cases of the contract against an
// implementation of the API.
package conformance

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"regexp"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"github.com/twilio-serverless/twilio-serverless-go/contract/cases"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/target"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/terminal"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/internal/project"
	"github.com/twilio-serverless/twilio-serverless-go/internal/proxyenv"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

type conformanceFlags struct {
	target.APIFlags
	verb.Output
	run                     string
	reports                 []string
	list, assumed, coverage bool
	seed                    uint64
	cassetteFlags
	runFlags
	shardFlags
}

// NewConformance returns the verb conformance.
func NewConformance(env *verb.Env) *cobra.Command {
	f := &conformanceFlags{}
	cmd := &cobra.Command{
		Use:   "conformance",
		Short: "Check an implementation of the API, by default the emulator, against the contract",
		Long: `Check an implementation of the API against the contract: run every case of the
catalogue and check every request and response. The target is the one of
--api-url, else an emulator inside this process. It never comes from the process
environment, because the cases create and delete resources. Everything that they
create is deleted again.

Exit codes: 0 the target kept the contract, 1 it broke it, 2 there is no
verdict.`,
		Example: `  twilio-serverless conformance --api-url http://127.0.0.1:8080 --report run.html
  twilio-serverless conformance --api-url http://127.0.0.1:8080 --exclude-operations CreateAsset,CreateAssetVersion
  twilio-serverless conformance --api-url http://127.0.0.1:8080 --known-failures known.json
  twilio-serverless conformance --api-url https://serverless.twilio.com --live-preview`,
		Args: verb.NoArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return f.exec(cmd.Context(), cmd, env) },
	}
	flags := cmd.Flags()
	flags.StringVar(&f.run, "run", "", "run only cases whose ID matches this `REGEXP`")
	flags.BoolVar(&f.list, "list", false, "list the cases and run nothing")
	flags.Uint64Var(&f.seed,
		"seed", 0, "`NUMBER` that names are derived from; the report shows the one that was used (default: random)")
	flags.StringArrayVar(&f.reports, "report", nil,
		"also write the report to `FILE`.html, FILE.json or FILE.xml (JUnit); may be repeated")
	flags.BoolVar(&f.coverage,
		"coverage", false, "also print which parts of the contract no case reached; the JSON form always has them")
	flags.BoolVar(&f.assumed, "assumed", false, "also fail on what is only assumed of the API")
	f.cassetteFlags.register(cmd)
	f.runFlags.register(cmd)
	f.shardFlags.register(cmd)
	f.RegisterAddress(cmd, "default: an emulator inside this process")
	f.Output.Register(cmd)
	return cmd
}

func (f *conformanceFlags) exec(ctx context.Context, cmd *cobra.Command, env *verb.Env) error {
	if err := errors.Join(f.checkCombination(cmd), f.mergeAlone(cmd)); err != nil {
		return err
	}
	if f.cleanup != "" {
		return f.cleanUp(ctx, cmd, env)
	}
	opts := &suite.RunOptions{Cases: cases.All(), Seed: f.seed, Assumed: f.assumed}
	if f.run != "" {
		filter, err := regexp.Compile(f.run)
		if err != nil {
			return &verb.UsageError{Err: fmt.Errorf("--run: %w", err)}
		}
		opts.Filter = filter
	}
	err := f.choose(opts)
	if err == nil {
		opts.Shard, err = f.share(env)
	}
	if err != nil {
		return &verb.UsageError{Err: err}
	}
	switch {
	case f.list && f.coverage:
		return &verb.UsageError{Err: errors.New("--coverage is counted from a run: leave out --list")}
	case f.list:
		return f.printCases(env, opts.Filter)
	}
	write, err := reportWriters(f.reports)
	if err != nil {
		return &verb.UsageError{Err: err}
	}
	if len(f.merge) > 0 {
		return f.merged(env, write)
	}
	if opts.Seed == 0 && f.replay == "" && f.resume == "" {
		opts.Seed = rand.Uint64N(1 << 48)
	}
	if f.preview {
		return f.previewed(ctx, env, opts)
	}
	target, books, err := f.prepare(ctx, env, opts)
	if err != nil {
		return err
	}
	if f.APIURL != "" && opts.Resume == nil {
		terminal.Fprintf(env.Stderr, "Everything that this run creates is named %s%s-…; if it is killed, --cleanup "+
			"%s%s deletes what is left.\n",
			prefixWord, strconv.FormatUint(opts.Seed, 36), prefixWord, strconv.FormatUint(opts.Seed, 36))
	}
	if books != nil {
		books.notes = env.Stderr
	}
	report, err := suite.Run(ctx, target, opts)
	err = errors.Join(err, books.close(ctx, report))
	if report != nil && err == nil {
		if err := f.writeKnown(env, report); err != nil {
			return err
		}
	}
	if report != nil {
		if writeErr := f.print(env, report, write); writeErr != nil {
			return errors.Join(writeErr, err)
		}
	}
	switch {
	case errors.Is(err, suite.ErrOtherRun):
		return &verb.UsageError{Err: fmt.Errorf("--resume %s: %w", f.resume, err)}
	case err != nil:
		return err
	case report.Failed() && !f.writesKnown:
		return verb.ErrSilent
	}
	return nil
}

// previewed is --live-preview.
func (f *conformanceFlags) previewed(ctx context.Context, env *verb.Env, opts *suite.RunOptions) error {
	if f.APIURL == "" {
		return &verb.UsageError{Err: errors.New("--live-preview needs --api-url: it says what a run there would do")}
	}
	target, err := f.remoteTarget(env)
	if err == nil {
		err = f.describe(env, target, opts)
	}
	if err != nil {
		return &verb.UsageError{Err: err}
	}
	return f.livePreview(ctx, env, target, opts)
}

// writeKnown writes the file of --known-failures when it was not there.
func (f *conformanceFlags) writeKnown(env *verb.Env, report *suite.Report) error {
	if !f.writesKnown {
		return nil
	}
	known := suite.KnownOf(report)
	if err := writeWhole(f.known, known.Write); err != nil {
		return fmt.Errorf("--known-failures: %w", err)
	}
	terminal.Fprintf(env.Stderr, "%s written to %s: from now on only others fail. Delete the file to write it anew.\n",
		terminal.Plural(len(known.Cases), "known failure"), f.known)
	return nil
}

// target is the API to check, by default the emulator. Its address never comes from the process
// environment: a run creates and deletes resources. Where the variable is set, a warning says that
// it is not used.
func (f *conformanceFlags) target(env *verb.Env) (*suite.Target, error) {
	switch {
	case f.APIURL != "":
		return f.remoteTarget(env)
	case f.UploadURL != "":
		return nil, errors.New("--upload-url needs --api-url")
	case env.Getenv(target.EnvAPIURL) != "":
		terminal.Fprintf(env.Stderr, "warning: conformance does not use %s: it checks the emulator in this process; "+
			"to check that server, pass --api-url\n", target.EnvAPIURL)
	}
	return emulatedTarget(f.seed), nil
}

func (f *conformanceFlags) remoteTarget(env *verb.Env) (*suite.Target, error) {
	for _, address := range []string{f.APIURL, f.UploadURL} {
		if err := f.CheckAddress(address); err != nil {
			return nil, err
		}
	}
	if err := proxyenv.Check(env.Getenv, f.APIURL, f.UploadURL); err != nil {
		return nil, err
	}
	remote := &suite.Target{APIURL: f.APIURL, UploadURL: f.UploadURL}
	found, err := project.FindCredentials(env.Getenv, nil)
	if err == nil {
		err = target.RefuseBlank(env, found)
	}
	switch {
	case err == nil:
		remote.Username, remote.Password = found.Username, found.Password
	case errors.Is(err, project.ErrNoCredentials) && target.Loopback(f.APIURL):
		remote.Username, remote.Password = emulator.TestAccountSID, emulator.TestAuthToken
	default:
		return nil, err
	}
	if target.Loopback(f.APIURL) {
		remote.PollInterval = 100 * time.Millisecond
	}
	return remote, nil
}

func (f *conformanceFlags) printCases(env *verb.Env, filter *regexp.Regexp) error {
	var chosen []suite.Case
	for _, c := range cases.All() {
		if filter == nil || filter.MatchString(c.ID) {
			chosen = append(chosen, c)
		}
	}
	if len(chosen) == 0 {
		return fmt.Errorf("%w: no ID matches %q", suite.ErrNoCases, f.run)
	}
	if f.Format == verb.FormatJSON {
		return verb.PrintJSON(env.Stdout, chosen)
	}
	for _, c := range chosen {
		if _, err := terminal.Fprintf(env.Stdout, "%s\n    %s (%s)\n", c.ID, c.Claim, c.Level); err != nil {
			return err
		}
		if len(c.Needs) > 0 {
			if _, err := terminal.Fprintf(env.Stdout, "    needs %s\n", c.Needs[0]); err != nil {
				return err
			}
		}
	}
	_, err := io.WriteString(env.Stdout, costs(chosen))
	return err
}
