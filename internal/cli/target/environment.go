package target

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/terminal"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

// Production is what people call the Environment without a suffix.
const Production = "production"

// IsProduction reports whether a person calls the Environment without a suffix so, as suffixes are compared: without
// case.
func IsProduction(name string) bool { return strings.EqualFold(name, Production) }

// EnvironmentFlags select an Environment.
type EnvironmentFlags struct {
	Suffix     string // a domain suffix or a SID, "" for the default
	Production bool
	Start      bool // the project is served on this machine: its files may have settings for that
}

// Register adds the flags to a verb.
func (f *EnvironmentFlags) Register(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.Suffix, "environment", "",
		"domain `SUFFIX` or SID (ZE…) of the Environment (default \"dev\")")
	cmd.Flags().BoolVar(&f.Production, "production", false, "the Environment without a suffix")
}

// Resolve applies the default and refuses what could mean two Environments. A SID stays one.
func (f *EnvironmentFlags) Resolve() (suffix string, err error) {
	switch {
	case f.Production && f.Suffix != "":
		err = fmt.Errorf("--environment %s and --production exclude each other", f.Suffix)
	case f.Production:
		return "", nil
	case f.Suffix == "":
		return "dev", nil
	case strings.EqualFold(f.Suffix, Production):
		err = &verb.HintedError{
			Err: fmt.Errorf("the Environment suffix %q is not allowed: production is the Environment without a suffix",
				f.Suffix),
			Hint: "pass --production, or in a configuration file set production to true",
		}
	case serverless.IsSID(f.Suffix, ""):
		err = deployer.CheckSID("ZE", f.Suffix)
	}
	if err != nil {
		return "", &verb.UsageError{Err: err}
	}
	return f.Suffix, nil
}

// Adopt takes the Environment of the project's files unless flags name one.
func (f *EnvironmentFlags) Adopt(s *Settled) {
	if f.Suffix == "" && !f.Production {
		f.Production = s.Production
		if !f.Production {
			f.Suffix = s.Environment
		}
	}
}

// CheckEnvironment checks a domain suffix or the SID of an Environment.
func CheckEnvironment(name string) error {
	if serverless.IsSID(name, "") {
		return deployer.CheckSID("ZE", name)
	}
	return deployer.CheckEnvironmentSuffix(name)
}

// FindEnvironment finds an Environment by its suffix, "" for the one without, or by its SID.
func FindEnvironment(ctx context.Context, c *client.Client, service, name string) (*serverless.Environment, error) {
	if serverless.IsSID(name, "") {
		return c.FetchEnvironment(ctx, service, name)
	}
	all, err := verb.Collect(c.ListEnvironments(ctx, service, &client.ListEnvironmentsOptions{PageSize: LargestPages}))
	if err != nil {
		return nil, err
	}
	var known []string
	for _, e := range all {
		if e.DomainSuffix == nil && name == "" || e.DomainSuffix != nil && strings.EqualFold(*e.DomainSuffix, name) {
			return &e, nil
		}
		known = append(known, terminal.Or(terminal.Deref(e.DomainSuffix), "(production)"))
	}
	wanted := fmt.Sprintf("Environment with suffix %q", name)
	if name == "" {
		wanted = "production Environment"
	}
	return nil, fmt.Errorf("the Service %s has no %s; it has %s",
		service, wanted, terminal.Or(terminal.Few(known), "no Environments"))
}

// SuffixOf returns the flags that name the Environment with this SID by its suffix. Verbs that
// change what is live need the suffix: it names the domain, the section of a configuration file and
// the record in the project.
func (t *API) SuffixOf(ctx context.Context, service, sid string) (EnvironmentFlags, error) {
	e, err := t.Client.FetchEnvironment(ctx, service, sid)
	if errors.Is(err, client.ErrNotFound) {
		return EnvironmentFlags{}, fmt.Errorf("the Service %s has no Environment %s: %w", service, sid, err)
	}
	if err != nil {
		return EnvironmentFlags{}, err
	}
	suffix := terminal.Deref(e.DomainSuffix)
	return EnvironmentFlags{Suffix: suffix, Production: suffix == ""}, nil
}
