// Package fleet holds the verb fleet: it deploys to many Services or accounts from one file.
package fleet

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/deploy"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/terminal"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/internal/fleet"
	"github.com/twilio-serverless/twilio-serverless-go/internal/project"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

// Main runs a command line and returns its exit code.
type Main func(ctx context.Context, args []string, env verb.Env) int

// maxFile bounds the fleet file.
const maxFile = 4 << 20

// NewFleet returns the verb fleet. It deploys with the verb deploy, through main.
func NewFleet(env *verb.Env, main Main) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "fleet",
		Short: "Deploy to many Services or accounts from one file",
		Long: `Deploy to many Services or accounts from one file. GitHub Actions or Kubernetes
starts the processes; each takes its share, stays within the rate of each
account, and goes on where it stopped when it is started again. The format of
the file is in docs/ci.md.`,
		Example: `  twilio-serverless fleet deploy fleet.yaml`,
		Args:    verb.Subcommand,
		RunE:    func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newDeploy(env, main), newReport(env), newMatrix(env))
	return cmd
}

func fileArgument(cmd *cobra.Command, args []string) error {
	if len(args) != 1 {
		return verb.Usagef(cmd, "%s takes the fleet file", cmd.Name())
	}
	return nil
}

func read(name string) (*fleet.Fleet, error) {
	text, err := project.ReadFile(name, maxFile)
	if err != nil {
		return nil, &verb.UsageError{Err: fmt.Errorf("%s: %w", name, err)}
	}
	f, err := fleet.Read(bytes.NewReader(text))
	if err != nil {
		return nil, &verb.UsageError{Err: fmt.Errorf("%s: %w", name, err)}
	}
	events := map[string]string{} // whose file it is
	for i, d := range f.Deployments {
		file, fromProcess, err := check(d)
		for _, variable := range fromProcess {
			if err == nil && (f.Holds(variable) || fleet.IsCredential(variable)) {
				err = fmt.Errorf("args: --env %s would make a credential a Variable: give the value another name",
					variable)
			}
		}
		if other := events[file]; err == nil && file != "" && other != "" {
			err = fmt.Errorf("args: --events %s is that of %s too: one would overwrite the other; give each its own",
				file, other)
		}
		if err != nil {
			return nil, &verb.UsageError{Err: fmt.Errorf("%s: deployments[%d] %s: %w", name, i, d.Name, err)}
		}
		events[file] = d.Name
	}
	return f, nil
}

// check refuses what deploy would refuse of a line of the file, before anything is deployed. It returns the file of
// --events, if there is one, and the names of --env.
func check(d fleet.Deployment) (events string, fromProcess []string, err error) {
	if d.Service != "" && !serverless.IsSID(d.Service, "ZS") {
		if err := deployer.CheckServiceName(d.Service); err != nil {
			return "", nil, fmt.Errorf("service: %w", err)
		}
	}
	if d.Environment != "" && !serverless.IsSID(d.Environment, "ZE") {
		if err := deployer.CheckEnvironmentSuffix(d.Environment); err != nil {
			return "", nil, fmt.Errorf("environment: %w", err)
		}
	}
	cmd := deploy.NewDeploy(&verb.Env{Stdin: strings.NewReader(""), Stdout: io.Discard, Stderr: io.Discard,
		Getenv: func(string) string { return "" }})
	cmd.SetFlagErrorFunc(verb.FlagError)
	verb.RefuseEmpty(cmd)
	err = cmd.ParseFlags(d.Args)
	for flag, why := range map[string]string{ // however it is written: also as the last letter of -yh
		"help": "it deploys nothing", "emulated": "what is deployed there is gone at the end",
		"output": "the fleet sets it", "service": "the file has a property for it",
		"environment": "the file has a property for it", "production": "the file has a property for it",
	} {
		if cmd.Flags().Changed(flag) || flag == "help" && errors.Is(err, pflag.ErrHelp) {
			return "", nil, fmt.Errorf("args: --%s is not for args: %s", flag, why)
		}
	}
	if err != nil {
		return "", nil, fmt.Errorf("args: %w", verb.FlagError(cmd, err))
	}
	if err := cmd.ValidateArgs(append([]string{"project"}, cmd.Flags().Args()...)); err != nil {
		return "", nil, fmt.Errorf("args: %w", err)
	}
	if events = cmd.Flags().Lookup("events").Value.String(); events != "" {
		events = filepath.Clean(events)
	}
	fromProcess, err = cmd.Flags().GetStringArray("env")
	return events, fromProcess, err
}

const stateHelp = "`FOLDER` in which the shards remember what they have done (default: .fleet beside the file)"

func stateOf(folder, file string) string {
	if folder == "" {
		return filepath.Join(filepath.Dir(file), ".fleet")
	}
	return folder
}

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
	if err != nil {
		return err
	}
	return printReport(env, &f.Output, report)
}

// checkCredentials refuses an account without credentials before anything is deployed.
func checkCredentials(env *verb.Env, d fleet.Deployment) error {
	_, err := project.FindCredentials(environment(env, d, nil).Getenv, nil)
	if errors.Is(err, project.ErrNoCredentials) {
		return fmt.Errorf("%s: the account %s has no credentials: set %s and %s, or %s and %s", d.Name, d.Account,
			d.Variable("TWILIO_ACCOUNT_SID"), d.Variable("TWILIO_AUTH_TOKEN"),
			d.Variable("TWILIO_API_KEY"), d.Variable("TWILIO_API_SECRET"))
	}
	if err != nil {
		var own []string // the names that this account gives its variables
		for _, name := range []string{"TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_API_KEY",
			"TWILIO_API_SECRET"} {
			own = append(own, name, d.Variable(name))
		}
		return fmt.Errorf("%s: the account %s: %s", d.Name, d.Account, strings.NewReplacer(own...).Replace(err.Error()))
	}
	return nil
}

// identity is the account behind the credentials of a deployment. Those of other shards may not be in this process, and
// an API key alone does not name its account: then it is what the file calls it.
func identity(env *verb.Env, d fleet.Deployment) string {
	found, err := project.FindCredentials(environment(env, d, nil).Getenv, nil)
	if err != nil {
		return d.Account
	}
	return strings.ToLower(cmp.Or(found.AccountSID, found.Username))
}

// environment is the process as a deployment sees it: variables of its account take the place of others, and
// credentials that are not of its account do not exist.
func environment(env *verb.Env, d fleet.Deployment, hidden func(name string) bool) verb.Env {
	process := env.LookupEnv
	if process == nil {
		process = func(name string) (string, bool) { value := env.Getenv(name); return value, value != "" }
	}
	lookup := func(name string) (string, bool) {
		if own := d.Variable(name); own != "" {
			if value, set := process(own); set { // also an empty one: it was meant to be that of the account
				return value, true
			}
		}
		if fleet.IsCredential(name) || hidden != nil && hidden(name) {
			return "", false
		}
		return process(name)
	}
	return verb.Env{
		Stdin: strings.NewReader(""), LookupEnv: lookup,
		Getenv: func(name string) string { value, _ := lookup(name); return value },
	}
}

type worker struct {
	env  *verb.Env
	main Main
	dir  string // of the file
	// hidden reports variables that no project sees.
	hidden func(name string) bool
}

// directory is that of the project: a name in the file is relative to the file.
func (w *worker) directory(d fleet.Deployment) string {
	if filepath.IsAbs(d.Project) {
		return d.Project
	}
	return filepath.Join(w.dir, d.Project)
}

// deploy runs the verb deploy.
func (w *worker) deploy(ctx context.Context, d fleet.Deployment, wrap func(http.RoundTripper) http.RoundTripper) (
	json.RawMessage, int, error) {
	var stdout, stderr bytes.Buffer
	env := environment(w.env, d, w.hidden)
	env.Stdout, env.Stderr, env.WrapTransport = &stdout, &stderr, wrap
	args := []string{"deploy", w.directory(d), "--yes", "--output", "json"}
	for flag, value := range map[string]string{"--service": d.Service, "--environment": d.Environment} {
		if value != "" {
			args = append(args, flag, value)
		}
	}
	if d.Production {
		args = append(args, "--production")
	}
	code := w.main(ctx, append(args, d.Args...), env)
	if code == verb.ExitDone {
		return bytes.TrimSpace(stdout.Bytes()), code, nil
	}
	var told struct {
		Error struct{ Message, Suggestion string } `json:"error"`
	}
	if err := json.Unmarshal(stdout.Bytes(), &told); err != nil || told.Error.Message == "" {
		told.Error.Message = fmt.Sprintf("deploy ended with exit code %d: %s", code, strings.TrimSpace(stderr.String()))
	}
	return nil, code, errors.New(told.Error.Message)
}

func reason(r fleet.Result) string {
	if r.Error == "" {
		return ""
	}
	return ": " + r.Error
}

func printReport(env *verb.Env, out *verb.Output, report *fleet.Report) error {
	err := out.Print(env, report, func(w io.Writer) error {
		for _, r := range report.Results {
			if r.Outcome == fleet.Deployed {
				continue
			}
			if _, err := terminal.Fprintf(w, "%-9s %s%s\n", string(r.Outcome), r.Name, reason(r)); err != nil {
				return err
			}
		}
		_, err := terminal.Fprintf(w, "%d of %d deployed, %d failed, %d begun, %d pending\n",
			report.Deployed, report.Total, report.Failed, report.Begun, report.Pending)
		return err
	})
	if err == nil && !report.Done() {
		return verb.ErrSilent
	}
	return err
}

func newReport(env *verb.Env) *cobra.Command {
	var out verb.Output
	var state string
	cmd := &cobra.Command{
		Use:   "report FILE",
		Short: "Make one report of what all shares of a fleet did",
		Long: `Make one report of what all shares of a fleet did, from the folder of their state.

Exit codes: 0 all of the fleet is deployed, 1 some is not, 2 could not run.`,
		Example: `  twilio-serverless fleet report fleet.yaml`,
		Args:    fileArgument,
		RunE: func(_ *cobra.Command, args []string) error {
			file, err := read(args[0])
			if err != nil {
				return err
			}
			folder := stateOf(state, args[0])
			if _, err := os.Stat(folder); err != nil {
				return &verb.UsageError{Err: fmt.Errorf("--state: %w", err)}
			}
			report, err := fleet.ReportOf(file, folder)
			if err != nil {
				return err
			}
			return printReport(env, &out, report)
		},
	}
	cmd.Flags().StringVar(&state, "state", "", stateHelp)
	out.Register(cmd)
	return cmd
}

func newMatrix(env *verb.Env) *cobra.Command {
	var out verb.Output
	var shards int
	cmd := &cobra.Command{
		Use:   "matrix FILE",
		Short: "Check a fleet file and print its shares as a matrix of GitHub Actions",
		Long: `Check a fleet file and print its shares as a matrix of GitHub Actions: one line of
JSON in text form. There are no more shares than accounts.`,
		Example: `  twilio-serverless fleet matrix fleet.yaml`,
		Args:    fileArgument,
		RunE: func(_ *cobra.Command, args []string) error {
			if shards < 1 {
				return &verb.UsageError{Err: fmt.Errorf("--shards %d: it takes one at least", shards)}
			}
			file, err := read(args[0])
			if err != nil {
				return err
			}
			matrix := struct {
				Shard []string `json:"shard"`
			}{[]string{}}
			for i := range min(shards, file.Accounts()) {
				matrix.Shard = append(matrix.Shard, fleet.Shard{Index: i + 1,
					Count: min(shards, file.Accounts())}.String())
			}
			if out.Format == verb.FormatJSON {
				return verb.PrintDocument(env.Stdout, matrix) // each of its properties is a dimension
			}
			line, err := json.Marshal(matrix)
			if err != nil {
				return err
			}
			_, err = terminal.Fprintf(env.Stdout, "%s\n", line)
			return err
		},
	}
	cmd.Flags().IntVar(&shards, "shards", 8, "`NUMBER` of shards at most")
	out.Register(cmd)
	return cmd
}
