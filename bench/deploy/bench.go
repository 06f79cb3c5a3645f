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
	stand   *stand
	tools   []tool
	size    size
	latency time.Duration
	rounds  int

	results []result // a scenario and a tool each
	scaled  []scaled
	heavy   []result
}

type result struct {
	scenario scenario
	tool     string
	samples  []sample
}

// scaled is one deploy of a large project by our program.
type scaled struct {
	files int
	sample
}

func (r result) median(of func(sample) float64) float64 {
	all := make([]float64, len(r.samples))
	for i, s := range r.samples {
		all[i] = of(s)
	}
	slices.Sort(all)
	n := len(all)
	return (all[(n-1)/2] + all[n/2]) / 2
}

func (r result) wall() time.Duration {
	return time.Duration(r.median(func(s sample) float64 { return float64(s.wall) }))
}

// bound is the time that the requests of the longest chain take when nothing else takes any.
func (b *bench) bound(s scenario) time.Duration { return time.Duration(len(s.chain)) * b.latency }

// inTurns runs the three scenarios, the tools in turns and each round in another order, so that a
// slow minute of the machine hits all alike.
func (b *bench) inTurns(ctx context.Context) error {
	all := map[[2]string]*result{}
	for round := range b.rounds {
		order := slices.Clone(b.tools)
		if round%2 == 1 {
			slices.Reverse(order)
		}
		for _, t := range order {
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
					ms(got.wall),
					got.calls)
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

// scale deploys larger and larger projects for the first time: the time must grow as the number of
// uploads does.
func (b *bench) scale(ctx context.Context) error {
	for _, files := range []int{250, 500, 1000} {
		name := fmt.Sprintf("scale-%d", files)
		dir := filepath.Join(b.stand.dir, name)
		if err := writeProject(dir, name, size{functions: files / 5, assets: files - files/5, variables: 1,
			assetBytes: 1000}); err != nil {
			return err
		}
		got, err := b.tools[0].run(ctx, b.stand, dir)
		if err != nil {
			return err
		}
		b.scaled = append(b.scaled, scaled{files, got})
	}
	return nil
}

// large deploys ten Assets of 25 MB with each tool.
func (b *bench) large(ctx context.Context) error {
	for _, t := range b.tools {
		name := "large-" + t.name[:9]
		dir := filepath.Join(b.stand.dir, name)
		if err := writeProject(dir, name, size{functions: 1, assets: 10, assetBytes: 25_000_000}); err != nil {
			return err
		}
		got, err := t.run(ctx, b.stand, dir)
		if err != nil {
			fmt.Fprintf(os.Stderr, "%s does not deploy ten Assets of 25 MB: %v\n", t.name, err)
			continue
		}
		b.heavy = append(b.heavy, result{tool: t.name, samples: []sample{got}})
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
