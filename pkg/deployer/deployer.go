package deployer

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer/internal/places"
)

// Deployer plans and applies. It is safe for concurrent use. Make it with [New].
type Deployer struct {
	api     API    // limited
	connect func() // to the host of the uploads
	options Options
	rule    bool       // ask for the status of Builds by how long they take as a rule
	events  sync.Mutex // one event at a time
	journal sync.Mutex // one entry at a time
}

// Options change how a [Deployer] works. Nil and the zero value are valid.
type Options struct {
	// OnEvent is told what happens, one call at a time. It must return soon: the work waits for it.
	OnEvent func(Event)
	// Journal is told of each thing that Apply makes, as soon as its SID is known and before
	// OnEvent, one call at a time. Kept where it outlives the process, and given back as
	// [Request.Journal], it lets the same request be continued that was killed on its way.
	Journal func(JournalEntry)
	// Concurrency is how many requests are under way at first and at most, over everything that the
	// Deployer does. When the API answers 429 there are fewer, down to one, and more again later.
	// Default 40, which leaves room below the 50 or 60 parallel requests from which on Twilio has
	// been seen to refuse.
	Concurrency int
	// PollInterval is the time between two looks at the status of a Build, for the first 30; later
	// ones come less often, down to a fifth. Zero is what Builds take as a rule: as many looks as one
	// each second, which Twilio recommends, but more of them when most Builds are done.
	PollInterval time.Duration
	// BuildTimeout is how long a Build may take. Default 10 minutes.
	BuildTimeout time.Duration
	// RepeatWait is how long to wait before a write is repeated whose outcome was unknown and that
	// turned out not to have happened. Default 1 s.
	RepeatWait time.Duration
}

// New returns a Deployer that calls api, usually a *client.Client. It fails when api is nil or an
// option is negative.
func New(api API, opts *Options) (*Deployer, error) {
	if api == nil {
		return nil, errors.New("deployer: there is no API to call: give it a *client.Client")
	}
	var o Options
	if opts != nil {
		o = *opts
	}
	if o.Concurrency < 0 || o.PollInterval < 0 || o.BuildTimeout < 0 || o.RepeatWait < 0 {
		return nil, fmt.Errorf("deployer: an option is negative: concurrency %d, poll interval %s, build timeout %s, "+
			"repeat wait %s",
			o.Concurrency, o.PollInterval, o.BuildTimeout, o.RepeatWait)
	}
	o.Concurrency = cmp.Or(o.Concurrency, 40)
	rule := o.PollInterval == 0
	o.PollInterval = cmp.Or(o.PollInterval, time.Second)
	o.BuildTimeout = cmp.Or(o.BuildTimeout, 10*time.Minute)
	o.RepeatWait = cmp.Or(o.RepeatWait, time.Second)
	connect := func() {}
	if c, ok := api.(connector); ok {
		connect = c.Connect
	}
	return &Deployer{connect: connect, api: limited{api, places.New(o.Concurrency)}, options: o, rule: rule}, nil
}

// made returns an error for a Deployer that [New] has not made.
func (d *Deployer) made() error {
	if d == nil || d.api == nil {
		return errors.New("deployer: the Deployer was not made by deployer.New")
	}
	return nil
}

// connector is an API that can open the connection to the host of the uploads before it is needed.
type connector interface{ Connect() }

// ended makes the end of ctx and its cause recognisable in an error that came from it: some report
// the one, some the other.
func ended(ctx context.Context, err error) error {
	for _, end := range []error{context.Cause(ctx), ctx.Err()} {
		if err != nil && end != nil && !errors.Is(err, end) {
			err = fmt.Errorf("%w: %w", end, err)
		}
	}
	return err
}
