package tail

import (
	"context"
	"iter"
	"slices"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

// Defaults of [Options].
const (
	DefaultInterval = time.Second
	DefaultOverlap  = 30 * time.Second
)

// settled is how much older than the newest line one must be for nothing to come
// before it any more, as far as its order goes.
const settled = 5 * time.Second

// maxWait bounds the time between two tries while the API cannot be reached.
const maxWait = 30 * time.Second

// Options change how Logs are followed. Nil and the zero value are valid.
type Options struct {
	// Since is where to begin; zero begins with the Last lines that there are.
	Since time.Time
	// Last is how many lines to begin with when Since is zero.
	Last int
	// Interval is the time between two polls. Default DefaultInterval.
	Interval time.Duration
	// Overlap is how much a poll reads again. A line that appears later than this
	// after a newer one is missed. Default DefaultOverlap.
	Overlap time.Duration
	// Temporary says which errors a later poll may not have; nil is none. What the
	// first poll fails with always ends it.
	Temporary func(error) bool
	// Trouble is told of a temporary error and of the time until the next try.
	Trouble func(err error, wait time.Duration)
}

// Follow reads the Logs that there are and then those that come, until the context
// ends, which is no error. Each line is given once. A line that is younger than
// what may still arrive before it is kept back for one poll: within an interval,
// lines come in order however they appear.
func Follow(ctx context.Context, read Reader, opts *Options) iter.Seq2[serverless.Log, error] {
	f := &follower{seen: map[string]time.Time{}}
	if opts != nil {
		f.Options = *opts
	}
	if f.Interval <= 0 {
		f.Interval = DefaultInterval
	}
	if f.Overlap <= 0 {
		f.Overlap = DefaultOverlap
	}
	f.since = f.Since
	return func(yield func(serverless.Log, error) bool) { f.run(ctx, read, yield) }
}

type follower struct {
	Options
	since   time.Time            // of the next poll
	newest  time.Time            // date of the newest line
	seen    map[string]time.Time // SID → date, of what a poll may list again
	waiting []serverless.Log     // sorted
	kept    map[string]bool      // SIDs of those that wait since an earlier poll
	started bool
}

func (f *follower) run(ctx context.Context, read Reader, yield func(serverless.Log, error) bool) {
	wait := f.Interval
	for {
		err := f.poll(ctx, read)
		switch {
		case ctx.Err() != nil:
			f.give(len(f.waiting), yield) // nothing that was read is lost
			return
		case err == nil:
			f.started, wait = true, f.Interval
		case f.started && f.Temporary != nil && f.Temporary(err):
			wait = min(2*wait, maxWait)
			if f.Trouble != nil {
				f.Trouble(err, wait)
			}
		default:
			if f.give(len(f.waiting), yield) {
				yield(serverless.Log{}, err)
			}
			return
		}
		if err == nil && !f.give(f.due(), yield) {
			return
		}
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
			timer.Stop()
			f.give(len(f.waiting), yield)
			return
		case <-timer.C:
		}
	}
}

// poll reads what is new. A poll that fails leaves no trace: had it read the newest
// page only, the lines before them would be missed.
func (f *follower) poll(ctx context.Context, read Reader) error {
	b, newest := batch{}, f.newest
	fresh := func(list iter.Seq2[serverless.Log, error]) iter.Seq2[serverless.Log, error] {
		return func(yield func(serverless.Log, error) bool) {
			for l, err := range list {
				if _, old := f.seen[l.SID]; err == nil && (old || l.DateCreated.Before(f.since.Add(-time.Second))) {
					continue
				}
				if !yield(l, err) {
					return
				}
			}
		}
	}
	backlog := !f.started && f.Since.IsZero()
	enough := func(l serverless.Log) bool {
		if newest.Before(l.DateCreated) {
			newest = l.DateCreated
		}
		return backlog && len(b.logs) >= f.Last && l.DateCreated.Before(newest.Add(-f.Overlap))
	}
	if err := b.read(fresh(read(ctx, f.since)), enough); err != nil {
		return err
	}
	f.kept = map[string]bool{}
	for _, l := range f.waiting {
		f.kept[l.SID] = true
	}
	logs := b.oldestFirst()
	for _, l := range logs {
		f.seen[l.SID] = l.DateCreated
	}
	if backlog {
		logs = logs[max(0, len(logs)-f.Last):]
	}
	f.waiting = append(f.waiting, logs...)
	slices.SortStableFunc(f.waiting, byDate)
	f.advance(newest)
	return nil
}

// advance moves on to the next poll and forgets what it cannot list any more; a
// second is left, since the API is asked for whole ones.
func (f *follower) advance(newest time.Time) {
	if f.newest = newest; newest.IsZero() {
		return
	}
	if next := newest.Add(-f.Overlap); next.After(f.since) {
		f.since = next
	}
	for sid, date := range f.seen {
		if date.Before(f.since.Add(-time.Second)) {
			delete(f.seen, sid)
		}
	}
}

// due counts the lines that need not wait: up to the last one that has waited for a
// poll or is old enough.
func (f *follower) due() int {
	for i := len(f.waiting) - 1; i >= 0; i-- {
		if l := f.waiting[i]; f.kept[l.SID] || l.DateCreated.Before(f.newest.Add(-settled)) {
			return i + 1
		}
	}
	return 0
}

func (f *follower) give(n int, yield func(serverless.Log, error) bool) bool {
	for _, l := range f.waiting[:n] {
		if !yield(l, nil) {
			return false
		}
	}
	f.waiting = slices.Delete(f.waiting, 0, n)
	return true
}
