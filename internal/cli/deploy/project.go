package deploy

import (
	"context"
	"errors"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
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
	change.ViewFlags
}

func (f *deployFlags) register(cmd *cobra.Command) {
	flags := cmd.Flags()
	f.EnvironmentFlags.Register(cmd)
	f.projectFlags.register(flags)
	f.buildFlags.register(flags)
	f.EventFlags.Register(flags)
	f.ViewFlags.Register(flags)
	f.APIFlags.Register(cmd, true)
	f.Output.Register(cmd)
}

// job is a project with the Environment to deploy it to.
type job struct {
	project  *project.Project
	target   *target.API
	request  deployer.Request
	unread   string          // why the record could not be read
	last     *project.Record // the last deployment from this directory, nil when none is recorded
	journal  *journal        // nil with --emulated
	hint     string          // for when the Service does not exist
	progress *change.Progress
}

// load reads the project and opens the API. A request is sent only to find the suffix of an
// Environment that is named by its SID.
func (f *deployFlags) load(ctx context.Context, env *verb.Env, args []string, log *change.EventLog) (*job, error) {
	dir := "."
	if len(args) > 0 {
		dir = args[0]
	}
	progress := change.NewProgress(env, log)
	s, err := f.readPlace(ctx, env, dir)
	if err != nil {
		return nil, err
	}
	f.settle(s)
	proj, b, warnings, err := f.read(ctx, env, dir, s, progress)
	if err != nil {
		return nil, &verb.UsageError{Err: err}
	}
	request, err := f.request(proj, b)
	if err != nil {
		return nil, err
	}
	for _, warning := range warnings {
		terminal.Fprintf(env.Stderr, "warning: %s\n", warning)
	}
	noteLeftOut(env.Stderr, s, proj, b)
	t, err := f.Open(env, f.credentialsFrom(dir, proj)...)
	if err != nil {
		return nil, err
	}
	j := &job{project: proj, target: t, request: *request, hint: s.Hint, progress: progress}
	j.request.PlanKey = t.PlanKey
	if !f.Emulated {
		j.readState(env)
		j.request.Known = j.known()
		j.openJournal()
	}
	return j, nil
}

// readPlace finds out which Environment is meant, from the flags and the files of twilio-run.
func (f *deployFlags) readPlace(ctx context.Context, env *verb.Env, dir string) (*target.Settled, error) {
	if _, err := f.Resolve(); err != nil {
		return nil, err
	}
	proj, err := project.Open(dir)
	if err != nil {
		return nil, &verb.UsageError{Err: err}
	}
	s, err := target.ReadSettings(env, proj, f.config, f.EnvironmentFlags, &f.APIFlags, f.service)
	if err != nil {
		return nil, &verb.UsageError{Err: err}
	}
	f.Adopt(s)
	f.Region, f.Edge = s.Region, s.Edge
	suffix, err := f.Resolve()
	if err != nil || !serverless.IsSID(suffix, "") {
		return s, err
	}
	if f.EnvironmentFlags, err = f.suffixOf(ctx, env, dir, s, suffix); err != nil {
		return nil, err
	}
	return f.readPlace(ctx, env, dir) // now with the section of the Environment
}

// suffixOf asks the API for the suffix of an Environment.
func (f *deployFlags) suffixOf(
	ctx context.Context, env *verb.Env, dir string, s *target.Settled, sid string,
) (target.EnvironmentFlags, error) {
	proj, err := project.Load(dir, nil)
	if err != nil {
		return target.EnvironmentFlags{}, &verb.UsageError{Err: err}
	}
	service := terminal.Or(f.service, s.ServiceName)
	if service == "" {
		if service, err = proj.PackageName(); err != nil {
			return target.EnvironmentFlags{}, &verb.UsageError{Err: err}
		}
	}
	if service == "" {
		return target.EnvironmentFlags{}, &verb.UsageError{Err: errNoName}
	}
	t, err := f.Open(env, proj)
	if err != nil {
		return target.EnvironmentFlags{}, err
	}
	return t.SuffixOf(ctx, service, sid)
}

var errNoName = errors.New(`the Service has no name: pass --service, or set "name" in package.json`)

// request is what to deploy, checked as far as it can be without the API.
func (f *deployFlags) request(proj *project.Project, b *bundle.Bundle) (*deployer.Request, error) {
	suffix, err := f.Resolve()
	if err != nil {
		return nil, err
	}
	request := &deployer.Request{
		Bundle: b, Service: f.service, Environment: suffix, Production: f.Production,
		Runtime: f.runtime, SyncVariables: f.syncEnv,
	}
	f.apply(request)
	if request.Service == "" {
		if request.Service = b.Name; request.Service == "" {
			return nil, &verb.UsageError{Err: errNoName}
		}
	}
	for _, v := range proj.Variables {
		request.Variables = append(request.Variables, deployer.Variable(v))
	}
	if err := request.Check(); err != nil {
		if f.service == "" && deployer.CheckServiceName(b.Name) != nil {
			err = &verb.HintedError{Err: err, Hint: "the name is that of package.json; --service selects another"}
		}
		return nil, &verb.UsageError{Err: err}
	}
	return request, nil
}

// credentialsFrom are the projects that may hold the credentials. The Variables of another env file
// replace those of .env; the credentials in .env stay in force.
func (f *deployFlags) credentialsFrom(dir string, proj *project.Project) []*project.Project {
	from := []*project.Project{proj}
	if f.envFile != "" {
		if main, err := project.Load(dir, nil); err == nil {
			from = append(from, main)
		}
	}
	return from
}

// noteLeftOut names what one could expect to be deployed and is not.
func noteLeftOut(w io.Writer, s *target.Settled, proj *project.Project, b *bundle.Bundle) {
	warnings, notes := leftOut(s, proj, b)
	for _, warning := range warnings {
		terminal.Fprintf(w, "warning: %s\n", warning)
	}
	for _, note := range notes {
		terminal.Fprintf(w, "note: %s\n", note)
	}
}

// leftOut is what noteLeftOut says.
func leftOut(s *target.Settled, proj *project.Project, b *bundle.Bundle) (warnings, notes []string) {
	warnings, notes = slices.Clone(s.Warnings), slices.Clone(s.Notes)
	if len(b.Absent) > 0 {
		warnings = append(warnings,
			"the folder that the configuration names is not there: "+terminal.Few(b.Absent))
	}
	notes = append(notes, verb.EnvFileNotes(proj, "uploaded")...)
	for _, n := range []struct {
		what  string
		names []string
	}{
		{"not Functions, not uploaded", b.Ignored},
		{"written by tools beside files that are not public, not uploaded", b.Generated},
		{"left out by " + bundle.IgnoreFile, b.Excluded},
	} {
		if len(n.names) > 0 {
			notes = append(notes, n.what+": "+terminal.Few(n.names))
		}
	}
	return warnings, notes
}
