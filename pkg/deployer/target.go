package deployer

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/internal/show"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/bundle"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
)

// Target is an Environment of a Service.
type Target struct {
	// Service is the unique name or the SID (ZS…) of the Service.
	Service string
	// Environment is the domain suffix, such as "dev".
	Environment string
	// Production selects the Environment without a suffix; Environment must be empty then.
	Production bool
}

// Check returns what is wrong with the names, joined, without sending anything.
func (t Target) Check() error {
	var errs []error
	errs = append(errs, checkService(t.Service))
	switch {
	case t.Production && t.Environment != "":
		errs = append(errs, fmt.Errorf("environment %q and production exclude each other", t.Environment))
	case !t.Production:
		errs = append(errs, CheckEnvironmentSuffix(t.Environment))
	}
	return errors.Join(errs...)
}

func (t Target) request() *Request {
	return &Request{Service: t.Service, Environment: t.Environment, Production: t.Production}
}

func (t Target) suffix() string {
	_, suffix := t.request().environmentNames()
	return suffix
}

// name is what people call the Environment.
func (t Target) name() string { return cmp.Or(t.suffix(), "production") }

// place is a target that was found.
type place struct {
	Target
	service      *PlannedService
	environments []serverless.Environment
	environment  *serverless.Environment
}

// place finds an Environment that must be there.
func (d *Deployer) place(ctx context.Context, t Target) (*place, error) {
	service, err := d.findService(ctx, t.Service)
	if err != nil {
		return nil, err
	}
	if service == nil {
		return nil, fmt.Errorf("there is no Service %s: %w", t.Service, client.ErrNotFound)
	}
	p := &place{Target: t, service: service}
	if p.environments, err = d.readEnvironments(ctx, service.SID); err != nil {
		return nil, err
	}
	if p.environment, err = findEnvironment(p.environments, "", t.suffix()); err != nil || p.environment == nil {
		return nil, cmp.Or(err, error(&noEnvironmentError{service.UniqueName, t.name(), p.environments}))
	}
	return p, nil
}

// noEnvironmentError is the error for an Environment that is not in a Service which is there.
type noEnvironmentError struct {
	service, name string
	all           []serverless.Environment
}

func (e *noEnvironmentError) Error() string {
	return fmt.Sprintf("the Service %s has no Environment %s: %v", e.service, e.name, client.ErrNotFound)
}

func (e *noEnvironmentError) Unwrap() error { return client.ErrNotFound }

// Suggestion names those that are there.
func (e *noEnvironmentError) Suggestion() string {
	if len(e.all) == 0 {
		return "the Service has no Environments; a deploy makes one"
	}
	const most = 5
	var names []string
	for _, one := range e.all[:min(len(e.all), most)] {
		if one.DomainSuffix == nil {
			names = append(names, "production")
			continue
		}
		names = append(names, show.Short(*one.DomainSuffix))
	}
	more := ""
	if len(e.all) > most {
		more = fmt.Sprintf(" and %d more", len(e.all)-most)
	}
	return "the Service has " + strings.Join(names, ", ") + more
}

// live is the SID of the live Build, "" when none is.
func (p *place) live() string { return (&remote{environment: p.environment}).live() }

// plan begins a plan that makes a Build live, or nothing.
func (p *place) plan() *Plan {
	return &Plan{
		Format: PlanFormat, Service: *p.service, Environment: planEnvironment(p.request(), p.environment),
		Functions: []PlannedFile{}, Assets: []PlannedFile{}, Variables: []PlannedVariable{},
		Build:        PlannedBuild{Action: ActionKeep, Dependencies: []bundle.Dependency{}},
		Deployment:   PlannedDeployment{Action: ActionKeep},
		BaseBuildSID: p.live(),
	}
}

// checkService refuses what is neither the unique name nor the SID of a Service.
func checkService(service string) error {
	if isSID(service) {
		return CheckSID("ZS", service)
	}
	return CheckServiceName(service)
}
