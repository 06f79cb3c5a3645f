package cli

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/twilio-serverless/twilio-serverless-go/internal/project"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

// deployFlags are those of deploy and plan.
type deployFlags struct {
	targetFlags
	environmentFlags
	projectFlags
	output
	buildFlags
	eventFlags
}

func (f *deployFlags) register(cmd *cobra.Command) {
	flags := cmd.Flags()
	f.environmentFlags.register(cmd)
	f.projectFlags.register(flags)
	f.buildFlags.register(flags)
	f.eventFlags.register(flags)
	f.targetFlags.register(cmd, true)
	f.output.register(cmd)
}

// job is a project with the place where it goes.
type job struct {
	project  *project.Project
	target   *target
	request  deployer.Request
	journal  *journal // nil with --emulated
	hint     string   // about a Service that is not there
	progress *progress
}

// load reads the project and opens the target. Nothing is sent.
func (f *deployFlags) load(env *Env, args []string, log *eventLog) (*job, error) {
	dir := "."
	if len(args) > 0 {
		dir = args[0]
	}
	progress := newProgress(env, log)
	if _, err := f.resolve(); err != nil {
		return nil, err
	}
	proj, err := project.Open(dir)
	if err != nil {
		return nil, &usageError{err}
	}
	s, err := settle(env, proj, f.config, f.environmentFlags, &f.targetFlags)
	if err != nil {
		return nil, &usageError{err}
	}
	f.adopt(s)
	f.settle(s, dir)
	f.region, f.edge = s.Region, s.Edge
	proj, bundle, err := f.read(env, dir, s, progress)
	if err != nil {
		return nil, &usageError{err}
	}
	suffix, err := f.resolve()
	if err != nil {
		return nil, err
	}
	request := deployer.Request{
		Bundle: bundle, Service: f.service, Environment: suffix, Production: f.production, Runtime: f.runtime, SyncVariables: f.syncEnv,
	}
	f.apply(&request)
	if request.Service == "" {
		if request.Service = bundle.Name; request.Service == "" {
			return nil, &usageError{errors.New(`the Service has no name: give --service, or set "name" in package.json`)}
		}
	}
	for _, v := range proj.Variables {
		request.Variables = append(request.Variables, deployer.Variable(v))
	}
	if err := request.Check(); err != nil {
		if f.service == "" && deployer.CheckServiceName(bundle.Name) != nil {
			err = &hintedError{err, "the name is that of package.json; --service gives the Service another one"}
		}
		return nil, &usageError{err}
	}
	noteLeftOut(env.Stderr, s, proj, bundle)
	from := []*project.Project{proj}
	if f.envFile != "" { // its Variables replace those of .env; the credentials stay in force
		if main, err := project.Load(dir, nil); err == nil {
			from = append(from, main)
		}
	}
	t, err := f.open(env, from...)
	if err != nil {
		return nil, err
	}
	j := &job{project: proj, target: t, request: request, hint: s.hint, progress: progress}
	j.request.PlanKey = t.planKey
	if !f.emulated {
		j.request.Known = j.known()
		j.openJournal()
	}
	return j, nil
}

// noteLeftOut tells what one could expect to be deployed and is not.
func noteLeftOut(w io.Writer, s *settled, proj *project.Project, bundle *deployer.Bundle) {
	for _, warning := range s.warnings {
		fmt.Fprintln(w, "warning:", warning)
	}
	for _, note := range s.notes {
		fmt.Fprintln(w, "note:", note)
	}
	if len(proj.Skipped) > 0 {
		fmt.Fprintf(w, "note: empty in %s, not uploaded: %s\n", proj.EnvFile, some(proj.Skipped))
	}
	if len(bundle.Ignored) > 0 {
		fmt.Fprintf(w, "note: no Functions, not uploaded: %s\n", some(bundle.Ignored))
	}
	if len(bundle.Excluded) > 0 {
		fmt.Fprintf(w, "note: left out by %s: %s\n", project.IgnoreFile, some(bundle.Excluded))
	}
}

// some names the first few.
func some(names []string) string {
	const few = 5
	if len(names) > few {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:few], ", "), len(names)-few)
	}
	return strings.Join(names, ", ")
}
