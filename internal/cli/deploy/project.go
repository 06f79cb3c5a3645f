package deploy

import (
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/change"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/target"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/terminal"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/internal/project"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/bundle"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

// deployFlags are those of deploy and plan.
type deployFlags struct {
	target.APIFlags
	target.EnvironmentFlags
	projectFlags
	verb.Output
	buildFlags
	change.EventFlags
}

func (f *deployFlags) register(cmd *cobra.Command) {
	flags := cmd.Flags()
	f.EnvironmentFlags.Register(cmd)
	f.projectFlags.register(flags)
	f.buildFlags.register(flags)
	f.EventFlags.Register(flags)
	f.APIFlags.Register(cmd, true)
	f.Output.Register(cmd)
}

// job is a project with the place where it goes.
type job struct {
	project  *project.Project
	target   *target.API
	request  deployer.Request
	journal  *journal // nil with --emulated
	hint     string   // about a Service that is not there
	progress *change.Progress
}

// load reads the project and opens the target. Nothing is sent.
func (f *deployFlags) load(env *verb.Env, args []string, log *change.EventLog) (*job, error) {
	dir := "."
	if len(args) > 0 {
		dir = args[0]
	}
	progress := change.NewProgress(env, log)
	if _, err := f.Resolve(); err != nil {
		return nil, err
	}
	proj, err := project.Open(dir)
	if err != nil {
		return nil, &verb.UsageError{Err: err}
	}
	s, err := target.ReadSettings(env, proj, f.config, f.EnvironmentFlags, &f.APIFlags)
	if err != nil {
		return nil, &verb.UsageError{Err: err}
	}
	f.Adopt(s)
	f.settle(s, dir)
	f.Region, f.Edge = s.Region, s.Edge
	proj, b, err := f.read(env, dir, s, progress)
	if err != nil {
		return nil, &verb.UsageError{Err: err}
	}
	suffix, err := f.Resolve()
	if err != nil {
		return nil, err
	}
	request := deployer.Request{
		Bundle: b, Service: f.service, Environment: suffix, Production: f.Production, Runtime: f.runtime, SyncVariables: f.syncEnv,
	}
	f.apply(&request)
	if request.Service == "" {
		if request.Service = b.Name; request.Service == "" {
			return nil, &verb.UsageError{Err: errors.New(`the Service has no name: give --service, or set "name" in package.json`)}
		}
	}
	for _, v := range proj.Variables {
		request.Variables = append(request.Variables, deployer.Variable(v))
	}
	if err := request.Check(); err != nil {
		if f.service == "" && deployer.CheckServiceName(b.Name) != nil {
			err = &verb.HintedError{Err: err, Hint: "the name is that of package.json; --service gives the Service another one"}
		}
		return nil, &verb.UsageError{Err: err}
	}
	noteLeftOut(env.Stderr, s, proj, b)
	from := []*project.Project{proj}
	if f.envFile != "" { // its Variables replace those of .env; the credentials stay in force
		if main, err := project.Load(dir, nil); err == nil {
			from = append(from, main)
		}
	}
	t, err := f.Open(env, from...)
	if err != nil {
		return nil, err
	}
	j := &job{project: proj, target: t, request: request, hint: s.Hint, progress: progress}
	j.request.PlanKey = t.PlanKey
	if !f.Emulated {
		j.request.Known = j.known()
		j.openJournal()
	}
	return j, nil
}

// noteLeftOut tells what one could expect to be deployed and is not.
func noteLeftOut(w io.Writer, s *target.Settled, proj *project.Project, b *bundle.Bundle) {
	for _, warning := range s.Warnings {
		fmt.Fprintln(w, "warning:", warning)
	}
	for _, note := range s.Notes {
		fmt.Fprintln(w, "note:", note)
	}
	if len(proj.Skipped) > 0 {
		fmt.Fprintf(w, "note: empty in %s, not uploaded: %s\n", proj.EnvFile, terminal.Few(proj.Skipped))
	}
	if len(b.Ignored) > 0 {
		fmt.Fprintf(w, "note: no Functions, not uploaded: %s\n", terminal.Few(b.Ignored))
	}
	if len(b.Excluded) > 0 {
		fmt.Fprintf(w, "note: left out by %s: %s\n", bundle.IgnoreFile, terminal.Few(b.Excluded))
	}
}
