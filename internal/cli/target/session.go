// Package target finds what a verb works on: the API, the account, the Service and the Environment,
// from flags, the process environment and the files of a project.
package target

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/terminal"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/internal/project"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

// LargestPages asks for the largest pages.
const LargestPages = serverless.MaxPageSize

// SessionFlags are ServiceFlags with one Environment.
type SessionFlags struct {
	ServiceFlags
	EnvironmentFlags
}

// Register adds the flags to a verb.
func (f *SessionFlags) Register(cmd *cobra.Command) {
	f.EnvironmentFlags.Register(cmd)
	f.ServiceFlags.Register(cmd)
}

// Start opens the API and finds out which Environment is meant.
func (f *SessionFlags) Start(ctx context.Context, env *verb.Env) (*Session, error) {
	return f.StartAt(ctx, env, &f.EnvironmentFlags, true)
}

// Session is what a verb works on: an Environment of a Service of an API.
type Session struct {
	*API
	Project *project.Project // in the working directory
	Place   deployer.Target
	// EnvironmentSID is the SID that named the Environment, "" when its suffix did.
	EnvironmentSID string
}

// EnvironmentName is what people call the Environment.
func (s *Session) EnvironmentName() string { return terminal.Or(s.Place.Environment, Production) }

// Environment finds the Environment of the session.
func (s *Session) Environment(ctx context.Context) (*serverless.Environment, error) {
	return FindEnvironment(ctx, s.Client, s.Place.Service, terminal.Or(s.EnvironmentSID, s.Place.Environment))
}

// Read finds the Environment and shows something of it.
func (f *SessionFlags) Read(
	ctx context.Context, env *verb.Env, show func(*Session, *serverless.Environment) error,
) error {
	s, err := f.Start(ctx, env)
	if err != nil {
		return err
	}
	e, err := s.Environment(ctx)
	if err != nil {
		return err
	}
	if err := show(s, e); err != nil {
		return err
	}
	return s.Checks.Finish()
}
