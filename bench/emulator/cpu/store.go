package main

import (
	"context"
	"net/http"
	"path/filepath"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/disk"
)

// memory returns how many MB a process has more after 1 MB was uploaded 100 times than after it was
// uploaded ten times, which is when the collector has room enough for what comes and goes.
func memory(ctx context.Context, binary string) (float64, error) {
	p, err := startProcess(ctx, "emulate", binary, "emulate", "--listen", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer p.stop()
	requests, err := p.furnish(ctx)
	if err != nil {
		return 0, err
	}
	large := requests[len(requests)-1]
	var before float64
	for i := range 110 {
		if _, _, err := p.make(ctx, large); err != nil {
			return 0, err
		}
		if i == 9 {
			if before, err = p.resident(); err != nil {
				return 0, err
			}
		}
	}
	after, err := p.resident()
	return (after - before) / 1e6, err
}

// countedStore counts commits, each of which is one sync of the database.
type countedStore struct {
	emulator.Store
	commits int
}

func (s *countedStore) Commit(b *emulator.Batch) error {
	s.commits++
	return s.Store.Commit(b)
}

// durable returns how many uploads of 1 kB one sync serves.
func durable(ctx context.Context, _, dir string, length time.Duration) (float64, error) {
	store, err := disk.Open(filepath.Join(dir, "state"))
	if err != nil {
		return 0, err
	}
	defer func() { _ = store.Close() }()
	counted := &countedStore{Store: store}
	emu, err := emulator.New(&emulator.Options{Store: counted})
	if err != nil {
		return 0, err
	}
	p := &process{name: "emulator with a store", url: "http://emulator",
		client: &http.Client{Transport: emu.Transport()}}
	requests, err := p.furnish(ctx)
	if err != nil {
		return 0, err
	}
	before := counted.commits
	n, err := p.repeat(ctx, requests[len(requests)-2], 64, length)
	return float64(n) / float64(max(counted.commits-before, 1)), err
}
