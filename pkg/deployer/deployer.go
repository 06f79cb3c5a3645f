package deployer

import (
	"fmt"
	"sync"
	"time"
)

// Deployer plans and applies. It is safe for concurrent use. Make it with [New].
type Deployer struct {
	api     API
	options Options
	mu      sync.Mutex // one event at a time
}

// Options change how a [Deployer] works. Nil and the zero value are valid.
type Options struct {
	// OnEvent is told what happens, one call at a time. It must return soon: the work waits for it.
	OnEvent func(Event)
	// Concurrency is how many requests are under way at most. Default 10, which leaves room below the number of parallel requests
	// that Twilio answers with 429.
	Concurrency int
	// PollInterval is the time between two looks at the status of a Build. Default 1 s, as Twilio recommends.
	PollInterval time.Duration
	// BuildTimeout is how long a Build may take. Default 10 minutes.
	BuildTimeout time.Duration
	// RepeatWait is how long to wait before a write is repeated whose outcome was unknown and that turned out not to have happened.
	// Default 1 s.
	RepeatWait time.Duration
}

// New returns a Deployer that calls api, usually a *client.Client. It fails when an option is negative.
func New(api API, opts *Options) (*Deployer, error) {
	d := &Deployer{api: api}
	if opts != nil {
		d.options = *opts
	}
	o := &d.options
	if o.Concurrency < 0 || o.PollInterval < 0 || o.BuildTimeout < 0 || o.RepeatWait < 0 {
		return nil, fmt.Errorf("deployer: an option is negative: concurrency %d, poll interval %s, build timeout %s, repeat wait %s",
			o.Concurrency, o.PollInterval, o.BuildTimeout, o.RepeatWait)
	}
	if o.Concurrency == 0 {
		o.Concurrency = 10
	}
	if o.PollInterval == 0 {
		o.PollInterval = time.Second
	}
	if o.BuildTimeout == 0 {
		o.BuildTimeout = 10 * time.Minute
	}
	if o.RepeatWait == 0 {
		o.RepeatWait = time.Second
	}
	return d, nil
}

func (d *Deployer) emit(e Event) {
	if d.options.OnEvent == nil {
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.options.OnEvent(e)
}
