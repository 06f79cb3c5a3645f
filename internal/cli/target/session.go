// Package target finds what a verb works on: the API, the account, the Service and the Environment, from flags, the process
// environment and the files of a project.
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

// Read finds the Environment and shows something of it.
func (f *SessionFlags) Read(ctx context.Context, env *verb.Env, show func(*Session, *serverless.Environment) error) error {
	s, err := f.Start(env)
	if err != nil {
		return err
	}
	e, err := FindEnvironment(ctx, s.Client, s.Place.Service, s.Place.Environment)
	if err != nil {
		return err
	}
	if err := show(s, e); err != nil {
		return err
	}
	return s.Checks.Finish()
}

// LargestPages asks for the largest pages.
const LargestPages = serverless.MaxPageSize

// SessionFlags are serviceFlags with one Environment.
type SessionFlags struct {
	ServiceFlags
	EnvironmentFlags
}

func (f *SessionFlags) Register(cmd *cobra.Command) {
	f.EnvironmentFlags.Register(cmd)
	f.ServiceFlags.Register(cmd)
}

func (f *SessionFlags) Start(env *verb.Env) (*Session, error) {
	return f.StartAt(env, &f.EnvironmentFlags, true)
}

// Session is what a verb is about: an Environment of a Service of a target.
type Session struct {
	*API
	Project *project.Project // in the working directory
	Place   deployer.Target
}

// EnvironmentName is what people call the Environment.
func (s *Session) EnvironmentName() string { return terminal.Or(s.Place.Environment, "production") }
