package fleet

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"
)

// Deploy deploys one, with a transport below which the account stays within its rate. It returns the JSON form of
// what it did and the exit code.
type Deploy func(ctx context.Context, d Deployment, wrap func(http.RoundTripper) http.RoundTripper) (
	result json.RawMessage, exit int, err error)

// Options are those of a run.
type Options struct {
	Shard Shard
	// State is the folder in which the shard remembers what it has done.
	State string
	// Parallel is how many are deployed at once; 0 means 4.
	Parallel int
	// Identity names the account that a deployment goes to: two names of a file may be those of one account, which then
	// share its rate and its Services. nil takes the names.
	Identity func(Deployment) string
	// OnResult is called with each that is done, one at a time; nil is not called.
	OnResult func(Result)
	Deploy   Deploy
}

// Run deploys the share of a shard. What the folder says is deployed is left alone; what fails does not stop the
// others. The error is for a run that could not be finished: what failed is in the report.
func Run(ctx context.Context, f *Fleet, opts *Options) (*Report, error) {
	identity := opts.Identity
	if identity == nil {
		identity = func(d Deployment) string { return d.Account }
	}
	if err := opts.Shard.apart(f, identity); err != nil {
		return nil, err
	}
	book, err := openLog(opts.State, opts.Shard)
	if err != nil {
		return nil, err
	}
	defer func() { _ = book.close() }() // each line is on the disk
	before, err := readLogs(opts.State)
	if err != nil {
		return nil, err
	}
	share := opts.Shard.Of(f)
	r := &run{opts: opts, log: book, limiters: limiters{identity: identity, rates: rates(f, opts.Shard, identity),
		accounts: map[string]*limiter{}, begun: map[string]bool{}}}
	for _, d := range share {
		account := identity(d)
		r.limiters.begun[account] = r.limiters.begun[account] || before[d.Name].Outcome == Begun
	}
	group, each := errgroup.WithContext(ctx)
	group.SetLimit(max(opts.Parallel, 1))
	if opts.Parallel == 0 {
		group.SetLimit(4)
	}
	due := slices.DeleteFunc(slices.Clone(share), func(d Deployment) bool {
		last := before[d.Name]
		return last.Outcome == Deployed && last.Digest == d.Digest()
	})
	for _, lane := range lanes(due, identity) {
		group.Go(func() error {
			for _, d := range lane {
				if err := r.one(each, d, before[d.Name]); err != nil {
					return err
				}
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	return ReportOf(&Fleet{Version: f.Version, Deployments: slices.Clone(share)}, opts.State)
}

type run struct {
	opts     *Options
	log      *log
	limiters limiters
	told     sync.Mutex
}

// one deploys one. Only a log that cannot be written is an error: what is done would be unknown.
func (r *run) one(ctx context.Context, d Deployment, last Result) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	result := Result{Name: d.Name, Account: d.Account, Outcome: Begun, Digest: d.Digest(), Shard: r.opts.Shard.String(),
		Attempts: last.Attempts + 1}
	if err := r.log.write(result); err != nil {
		return err
	}
	text, exit, err := r.opts.Deploy(ctx, d, r.limiters.of(d).wrap)
	if ctx.Err() != nil {
		return ctx.Err() // it stays begun
	}
	result.Outcome, result.Deploy, result.Exit = Deployed, text, exit
	if err != nil {
		result.Outcome, result.Deploy, result.Error = Failed, nil, err.Error()
	}
	if err := r.log.write(result); err != nil {
		return err
	}
	if r.opts.OnResult != nil {
		r.told.Lock()
		defer r.told.Unlock()
		r.opts.OnResult(result)
	}
	return nil
}
