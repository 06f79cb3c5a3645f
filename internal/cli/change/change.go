// Package change shows plans, applies them and reports on the way: the table of a plan, progress,
// and the log of --events.
package change

import (
	"context"

	"github.com/spf13/pflag"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/target"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

// YesHelp is the help of --yes.
const YesHelp = "do not ask for confirmation"

// ConfirmFlags are those of the verbs that plan and apply a change without a project.
type ConfirmFlags struct {
	EventFlags
	ViewFlags
	Yes bool
}

// Register adds the flags to a verb.
func (f *ConfirmFlags) Register(flags *pflag.FlagSet) {
	f.EventFlags.Register(flags)
	f.ViewFlags.Register(flags)
	flags.BoolVarP(&f.Yes, "yes", "y", false, YesHelp)
}

// Change plans and applies one change.
type Change struct {
	*deployer.Deployer
	target   *target.API
	Progress *Progress
}

// New returns a Change that reports to standard error and to the log.
func New(env *verb.Env, t *target.API, log *EventLog) (*Change, error) {
	progress := NewProgress(env, log)
	d, err := deployer.New(t.Client, &deployer.Options{OnEvent: progress.Event})
	return &Change{d, t, progress}, err
}

// Plan makes the plan while a terminal shows that something is under way.
func (c *Change) Plan(make func() (*deployer.Plan, error)) (*deployer.Plan, error) {
	c.Progress.begin("planning", 0, 0)
	defer c.Progress.End()
	p, err := make()
	if err == nil {
		c.Progress.Events.Plan(p)
	}
	return p, err
}

// Apply applies it. After a failure here something may have changed.
func (c *Change) Apply(ctx context.Context, p *deployer.Plan) (*deployer.Result, error) {
	c.Progress.Applying(p)
	r, err := c.Deployer.Apply(ctx, p)
	c.Progress.End()
	c.Progress.Events.Result(r)
	if err != nil {
		_ = c.target.Checks.Finish() // the count; the verdict is err already
		return nil, c.Progress.Failed(err)
	}
	return r, nil
}
