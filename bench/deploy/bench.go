package main

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// A bench measures, in turns.
type bench struct {
	stand     *stand
	tools     []tool
	size      size
	roundTrip time.Duration
	rounds    int

	results []result // a scenario and a tool each
	heavy   []result // ten Assets of 25 MB
	texts   []result // projects with and without text
	refused []result // with and without refusals
	starts  []start
}

type result struct {
	scenario scenario
	tool     string
	samples  []sample
}

func (r result) median(of func(sample) float64) float64 {
	all := make([]float64, len(r.samples))
	for i, s := range r.samples {
		all[i] = of(s)
	}
	return median(all)
}

func median(all []float64) float64 {
	slices.Sort(all)
	n := len(all)
	return (all[(n-1)/2] + all[n/2]) / 2
}

func (r result) wall() time.Duration {
	return time.Duration(r.median(func(s sample) float64 { return float64(s.wall) }))
}

func (r result) cpu() time.Duration {
	return time.Duration(r.median(func(s sample) float64 { return float64(s.cpu) }))
}

// inTurns runs the three scenarios, the tools in turns and each round in another order, so that a
// slow minute of the machine hits all alike.
func (b *bench) inTurns(ctx context.Context) error {
	all := map[[2]string]*result{}
	for round := range b.rounds {
		for _, t := range b.turn(round) {
			name := fmt.Sprintf("bench-%s-%d", t.name[:9], round)
			dir := filepath.Join(b.stand.dir, name)
			if err := writeProject(dir, name, b.size); err != nil {
				return err
			}
			for _, s := range scenarios() {
				if err := s.edit(dir); err != nil {
					return err
				}
				got, err := t.run(ctx, b.stand, dir)
				if err != nil {
					return fmt.Errorf("%s, round %d: %w", s.name, round+1, err)
				}
				fmt.Fprintf(os.Stderr, "round %d  %-18s %-17s %7.0f ms %4d calls\n", round+1, t.name, s.name,
					ms(got.wall), got.calls)
				key := [2]string{s.name, t.name}
				if all[key] == nil {
					all[key] = &result{scenario: s, tool: t.name}
				}
				all[key].samples = append(all[key].samples, got)
			}
		}
	}
	for _, s := range scenarios() {
		for _, t := range b.tools {
			b.results = append(b.results, *all[[2]string{s.name, t.name}])
		}
	}
	return nil
}

// turn is the order of the tools in a round.
func (b *bench) turn(round int) []tool {
	order := slices.Clone(b.tools)
	if round%2 == 1 {
		slices.Reverse(order)
	}
	return order
}

// large deploys ten Assets of 25 MB with each tool, in fewer rounds.
func (b *bench) large(ctx context.Context) error {
	b.heavy = make([]result, len(b.tools))
	for round := range min(b.rounds, 3) {
		for i, t := range b.tools {
			name := fmt.Sprintf("large-%s-%d", t.name[:9], round)
			dir := filepath.Join(b.stand.dir, name)
			if err := writeProject(dir, name, size{functions: 1, assets: 10, assetBytes: 25_000_000}); err != nil {
				return err
			}
			got, err := t.run(ctx, b.stand, dir)
			if err != nil {
				return err
			}
			if err := os.RemoveAll(dir); err != nil {
				return err
			}
			b.heavy[i].tool = t.name
			b.heavy[i].samples = append(b.heavy[i].samples, got)
		}
	}
	return nil
}

func (b *bench) of(scenario, tool string) (result, bool) {
	i := slices.IndexFunc(b.results, func(r result) bool { return r.scenario.name == scenario && r.tool == tool })
	if i < 0 {
		return result{}, false
	}
	return b.results[i], true
}

// slowest is the longest median, for the scale of the chart.
func (b *bench) slowest() time.Duration {
	return slices.MaxFunc(b.results, func(x, y result) int { return cmp.Compare(x.wall(), y.wall()) }).wall()
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
