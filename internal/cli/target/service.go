package target

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/terminal"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/internal/project"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

// ServiceFlags say which Service of which API a verb works on.
type ServiceFlags struct {
	APIFlags
	verb.Output
	Service string
}

// ServiceHelp is the help of --service.
const ServiceHelp = "unique `NAME` or SID of the Service (default: the one that .twilioserverlessrc or " +
	".twiliodeployinfo names, else name in package.json)"

// Register adds the flags to a verb.
func (f *ServiceFlags) Register(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.Service, "service", "", ServiceHelp)
	f.APIFlags.Register(cmd, false)
	f.Output.Register(cmd)
}

// Start opens the API once everything about the command line is known to be right.
func (f *ServiceFlags) Start(ctx context.Context, env *verb.Env) (*Session, error) {
	return f.StartAt(ctx, env, &EnvironmentFlags{}, true)
}

// StartAt takes what flags leave open from the files in the working directory. Named is false for
// verbs that are about the whole account. A request is sent only to find the suffix of an
// Environment that is named by its SID.
func (f *ServiceFlags) StartAt(ctx context.Context, env *verb.Env, place *EnvironmentFlags, named bool) (*Session,
	error) {
	if _, err := place.Resolve(); err != nil {
		return nil, err
	}
	proj, err := project.Load(".", nil)
	if err != nil {
		return nil, &verb.UsageError{Err: err}
	}
	settled, err := ReadSettings(env, proj, "", *place, &f.APIFlags, f.Service)
	if err != nil {
		return nil, &verb.UsageError{Err: err}
	}
	f.Region, f.Edge = settled.Region, settled.Edge
	place.Adopt(settled)
	suffix, err := place.Resolve()
	if err != nil {
		return nil, err
	}
	if !place.Production {
		if err := CheckEnvironment(suffix); err != nil {
			return nil, &verb.UsageError{Err: err}
		}
	}
	service := ""
	if named {
		if service, err = serviceName(terminal.Or(f.Service, settled.ServiceName), proj); err != nil {
			return nil, &verb.UsageError{Err: err}
		}
	}
	t, err := f.Open(env, proj)
	if err != nil {
		return nil, err
	}
	s := &Session{API: t, Project: proj}
	s.Place = deployer.Target{Service: service, Environment: suffix, Production: place.Production}
	if !named || !serverless.IsSID(suffix, "") {
		return s, nil
	}
	s.EnvironmentSID = suffix
	found, err := t.SuffixOf(ctx, service, suffix)
	s.Place.Environment, s.Place.Production = found.Suffix, found.Production
	return s, err
}

// serviceName is the Service that flags or files name, else the name of the package.
func serviceName(name string, proj *project.Project) (string, error) {
	if name == "" {
		var err error
		if name, err = proj.PackageName(); err != nil {
			return "", err
		}
		if name == "" {
			return "", errors.New("no Service: pass --service, or run the command where package.json has a name")
		}
	}
	if serverless.IsSID(name, "") {
		return name, deployer.CheckSID("ZS", name)
	}
	return name, deployer.CheckServiceName(name)
}
