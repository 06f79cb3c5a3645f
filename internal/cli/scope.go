package cli

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/spf13/cobra"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/internal/project"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
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
	return f.startAt(env, &environmentFlags{}, true)
}

// startAt takes what flags leave open from the files in the working directory. Some verbs are about the whole account.
func (f *serviceFlags) startAt(env *Env, place *environmentFlags, named bool) (*scope, error) {
	if _, err := place.resolve(); err != nil {
		return nil, err
	}
	proj, err := project.Load(".", nil)
	if err != nil {
		return nil, &usageError{err}
	}
	settled, err := settle(env, proj, "", *place, &f.targetFlags)
	if err != nil {
		return nil, &usageError{err}
	}
	f.region, f.edge = settled.Region, settled.Edge
	place.adopt(settled)
	suffix, err := place.resolve()
	if err != nil {
		return nil, err
	}
	if !place.production {
		if err := deployer.CheckEnvironmentSuffix(suffix); err != nil {
			return nil, &usageError{err}
		}
	}
	service := ""
	if named {
		if service, err = serviceName(orWord(f.service, settled.service), proj); err != nil {
			return nil, &usageError{err}
		}
	}
	t, err := f.open(env, proj)
	if err != nil {
		return nil, err
	}
	return &scope{target: t, project: proj, place: deployer.Target{Service: service, Environment: suffix, Production: place.production}}, nil
}

// serviceName is the Service that flags or files name, else the name of the package.
func serviceName(name string, proj *project.Project) (string, error) {
	if name == "" {
		var err error
		if name, err = proj.PackageName(); err != nil {
			return "", err
		}
		if name == "" {
			return "", errors.New("no Service: give --service, or run the command where package.json has a name")
		}
	}
	if sidShape.MatchString(name) {
		return name, deployer.CheckSID("ZS", name)
	}
	return name, deployer.CheckServiceName(name)
}

// sidShape tells a SID, of whatever kind, from a unique name.
var sidShape = regexp.MustCompile(`^[A-Z]{2}[0-9a-fA-F]{32}$`)

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
	return f.startAt(env, &f.environmentFlags, true)
}

// scope is what a verb is about: an Environment of a Service of a target.
type scope struct {
	*target
	project *project.Project // in the working directory
	place   deployer.Target
}

// environmentName is what people call the Environment.
func (s *scope) environmentName() string { return orWord(s.place.Environment, "production") }

// findEnvironment finds an Environment by its suffix, "" for the one without.
func findEnvironment(ctx context.Context, c *client.Client, service, suffix string) (*serverless.Environment, error) {
	var known []string
	for e, err := range c.ListEnvironments(ctx, service, everything) {
		if err != nil {
			return nil, err
		}
		if e.DomainSuffix == nil && suffix == "" || e.DomainSuffix != nil && strings.EqualFold(*e.DomainSuffix, suffix) {
			return &e, nil
		}
		known = append(known, orWord(deref(e.DomainSuffix), "(production)"))
	}
	wanted := fmt.Sprintf("Environment with suffix %q", suffix)
	if suffix == "" {
		wanted = "production Environment"
	}
	return nil, fmt.Errorf("the Service %s has no %s; it has %s", service, wanted, orWord(strings.Join(known, ", "), "none at all"))
}
