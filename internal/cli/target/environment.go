package target

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/terminal"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
)

// Environment finds an Environment by what a person calls it.
func (s *Session) Environment(ctx context.Context, name string) (*serverless.Environment, error) {
	switch {
	case serverless.IsSID(name, ""):
		return s.Client.FetchEnvironment(ctx, s.Place.Service, name)
	case name == "production":
		name = ""
	}
	return FindEnvironment(ctx, s.Client, s.Place.Service, name)
}

// FindEnvironment finds an Environment by its suffix, "" for the one without.
func FindEnvironment(ctx context.Context, c *client.Client, service, suffix string) (*serverless.Environment, error) {
	var known []string
	for e, err := range c.ListEnvironments(ctx, service, &client.ListEnvironmentsOptions{PageSize: LargestPages}) {
		if err != nil {
			return nil, err
		}
		if e.DomainSuffix == nil && suffix == "" || e.DomainSuffix != nil && strings.EqualFold(*e.DomainSuffix, suffix) {
			return &e, nil
		}
		known = append(known, terminal.Or(terminal.Deref(e.DomainSuffix), "(production)"))
	}
	wanted := fmt.Sprintf("Environment with suffix %q", suffix)
	if suffix == "" {
		wanted = "production Environment"
	}
	return nil, fmt.Errorf("the Service %s has no %s; it has %s", service, wanted, terminal.Or(strings.Join(known, ", "), "none at all"))
}

// Adopt takes the Environment from the file unless flags name one.
func (f *EnvironmentFlags) Adopt(s *Settled) {
	if f.Suffix == "" && !f.Production {
		f.Production = s.Production
		if !f.Production {
			f.Suffix = s.Environment
		}
	}
}

// EnvironmentFlags select an Environment.
type EnvironmentFlags struct {
	Suffix     string
	Production bool
}

func (f *EnvironmentFlags) Register(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.Suffix, "environment", "", `domain suffix of the Environment (default "dev")`)
	cmd.Flags().BoolVar(&f.Production, "production", false, "the Environment without a suffix")
}

// Resolve applies the default.
func (f *EnvironmentFlags) Resolve() (suffix string, err error) {
	switch {
	case f.Production && f.Suffix != "":
		return "", &verb.UsageError{Err: fmt.Errorf("--environment %s and --production exclude each other", f.Suffix)}
	case f.Production:
		return "", nil
	case f.Suffix == "":
		return "dev", nil
	}
	return f.Suffix, nil
}
