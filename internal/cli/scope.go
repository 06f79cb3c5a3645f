package cli

import (
	"github.com/spf13/cobra"

	"github.com/twilio-serverless/twilio-serverless-go/internal/project"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

// serviceFlags say which Service of which API a verb is about.
type serviceFlags struct {
	targetFlags
	output
	service string
}

func (f *serviceFlags) register(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.service, "service", "", "unique name or SID of the Service (default: what .twilioserverlessrc or .twiliodeployinfo names, else name in ./package.json)")
	f.targetFlags.register(cmd, false)
	f.output.register(cmd)
}

// start opens the target once everything about the command line is known to be right. Nothing is sent.
func (f *serviceFlags) start(env *Env) (*scope, error) {
	proj, err := project.Load(".", nil)
	if err != nil {
		return nil, &usageError{err}
	}
	if err := adopt(env, &f.targetFlags, &f.service, nil); err != nil {
		return nil, err
	}
	if err := adopt(env, &f.targetFlags, &f.service, nil); err != nil {
		return nil, err
	}
	names := &listFlags{service: f.service}
	if err := names.resolveService(proj); err != nil {
		return nil, &usageError{err}
	}
	t, err := f.open(env, proj)
	if err != nil {
		return nil, err
	}
	return &scope{target: t, project: proj, place: deployer.Target{Service: names.service}}, nil
}

// scopeFlags are serviceFlags with one Environment.
type scopeFlags struct {
	serviceFlags
	environmentFlags
}

func (f *scopeFlags) register(cmd *cobra.Command) {
	f.environmentFlags.register(cmd)
	f.serviceFlags.register(cmd)
}

func (f *scopeFlags) start(env *Env) (*scope, error) {
	if _, err := f.resolve(); err != nil {
		return nil, err
	}
	if err := adopt(env, &f.targetFlags, &f.service, &f.environmentFlags); err != nil {
		return nil, err
	}
	suffix, err := f.resolve()
	if err != nil {
		return nil, err
	}
	if !f.production {
		if err := deployer.CheckEnvironmentSuffix(suffix); err != nil {
			return nil, &usageError{err}
		}
	}
	s, err := f.serviceFlags.start(env)
	if err != nil {
		return nil, err
	}
	s.place.Environment, s.place.Production = suffix, f.production
	return s, nil
}

// scope is what a verb is about: an Environment of a Service of a target.
type scope struct {
	*target
	project *project.Project // in the working directory
	place   deployer.Target
}

// environmentName is what people call the Environment.
func (s *scope) environmentName() string { return orWord(s.place.Environment, "production") }
