package cli

import (
	"context"

	"github.com/spf13/pflag"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

// changeFlags are those of the verbs that plan and apply a change without a project.
type changeFlags struct {
	eventFlags
	yes bool
}

func (f *changeFlags) register(flags *pflag.FlagSet) {
	f.eventFlags.register(flags)
	flags.BoolVarP(&f.yes, "yes", "y", false, "do not ask")
}

// change is a plan on its way.
type change struct {
	*deployer.Deployer
	target   *target
	progress *progress
}

func newChange(env *Env, t *target, log *eventLog) (*change, error) {
	progress := newProgress(env, log)
	d, err := deployer.New(t.client, &deployer.Options{OnEvent: progress.event})
	return &change{d, t, progress}, err
}

// plan makes the plan while a terminal shows that something goes on.
func (c *change) plan(make func() (*deployer.Plan, error)) (*deployer.Plan, error) {
	c.progress.begin("planning", 0, 0)
	defer c.progress.end()
	p, err := make()
	if err == nil {
		c.progress.events.plan(p)
	}
	return p, err
}

// apply applies it. What fails here may have changed something.
func (c *change) apply(ctx context.Context, p *deployer.Plan) (*deployer.Result, error) {
	c.progress.applying(p)
	r, err := c.Apply(ctx, p)
	c.progress.end()
	c.progress.events.result(r)
	if err != nil {
		_ = c.target.checks.finish() // the count; the verdict is err already
		return nil, c.progress.failed(err)
	}
	return r, nil
}
