package main

import (
	"context"
	"fmt"
	"path/filepath"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

// refusals are the shares of requests that are answered 429, whatever is sent.
var refusals = []float64{0, 0.02, 0.05}

// refusals makes first deploys of 300 files with each share, in turns.
func (b *bench) refusals(ctx context.Context) error {
	b.refused = make([]result, len(refusals))
	for i, share := range refusals {
		b.refused[i].tool = fmt.Sprintf("%.0f %%", 100*share)
	}
	for round := range b.rounds {
		for i, share := range refusals {
			got, err := b.refusing(ctx, round, share)
			if err != nil {
				return err
			}
			b.refused[i].samples = append(b.refused[i].samples, got)
		}
	}
	return nil
}

func (b *bench) refusing(ctx context.Context, round int, share float64) (sample, error) {
	opts := emulator.Options{Seed: uint64(round + 1)}
	if share > 0 {
		opts.Faults = []emulator.Fault{
			{Operation: "*", Status: 429, Times: emulator.FaultAlways, Probability: share},
		}
	}
	s, err := newStand(b.roundTrip, opts)
	if err != nil {
		return sample{}, err
	}
	defer s.close()
	dir := filepath.Join(s.dir, "refused")
	if err := writeProject(dir, "refused", size{functions: 60, assets: 240, assetBytes: 1000}); err != nil {
		return sample{}, err
	}
	return b.tools[0].run(ctx, s, dir)
}
