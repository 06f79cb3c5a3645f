package tail

import (
	"cmp"
	"context"
	"iter"
	"slices"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

// Reader lists the Logs since a time, newest first; the zero time leaves it to the
// API (one day). Operation ListLog.
type Reader func(ctx context.Context, since time.Time) iter.Seq2[serverless.Log, error]

// Lines reads the Logs since a time once, oldest first.
func Lines(ctx context.Context, read Reader, since time.Time) iter.Seq2[serverless.Log, error] {
	return func(yield func(serverless.Log, error) bool) {
		b := batch{}
		if err := b.read(read(ctx, since), nil); err != nil {
			yield(serverless.Log{}, err)
			return
		}
		for _, l := range b.oldestFirst() {
			if !yield(l, nil) {
				return
			}
		}
	}
}

// batch is what one poll has found. Pages may overlap when lines are added between
// them.
type batch struct {
	logs []serverless.Log
	sids map[string]bool
}

// read adds the Logs that are not there yet. It stops early when enough says so.
func (b *batch) read(list iter.Seq2[serverless.Log, error], enough func(serverless.Log) bool) error {
	if b.sids == nil {
		b.sids = map[string]bool{}
	}
	for l, err := range list {
		if err != nil {
			return err
		}
		if b.sids[l.SID] {
			continue
		}
		if enough != nil && enough(l) {
			return nil
		}
		b.sids[l.SID] = true
		b.logs = append(b.logs, l)
	}
	return nil
}

// oldestFirst sorts by date. Lines of one second stay in the order of the list:
// there is no other sign of it.
func (b *batch) oldestFirst() []serverless.Log {
	slices.Reverse(b.logs)
	slices.SortStableFunc(b.logs, byDate)
	return b.logs
}

func byDate(a, b serverless.Log) int {
	return cmp.Compare(a.DateCreated.UnixNano(), b.DateCreated.UnixNano())
}
