// Command functions measures how fast Functions answer: twilio-serverless dev beside `twilio-run start` 5.0.1, in its
// default mode and in its fastest one (--no-fork-process --no-live), in the same run and in turns.
//
//	(cd interop/functions && npm ci)
//	cd bench && go run ./functions
//
// What counts is the ratio of medians; absolute numbers are those of the machine.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	rounds := flag.Int("rounds", 5, "turns that each server gets")
	length := flag.Duration("time", 2*time.Second, "length of a turn")
	modules := flag.String("modules", "../interop/functions/node_modules",
		"folder with twilio-run and the packages of the project")
	flag.Parse()
	if err := run(ctx, *rounds, *length, *modules); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

// samples are measurements by their name.
type samples map[string][]float64

func (s samples) add(name string, value float64) { s[name] = append(s[name], value) }

func (s samples) median(name string) float64 {
	all := slices.Sorted(slices.Values(s[name]))
	if len(all) == 0 {
		return 0
	}
	return (all[(len(all)-1)/2] + all[len(all)/2]) / 2
}

func run(ctx context.Context, rounds int, length time.Duration, modules string) error {
	program, err := build(ctx)
	if err != nil {
		return err
	}
	defer os.RemoveAll(program.dir)
	tools := []*tool{
		{name: "dev", ours: true, program: program.path},
		{name: "twilio-run", modules: modules},
		{name: "twilio-run, fastest", modules: modules, args: []string{"--no-fork-process", "--no-live"}},
	}
	all := make([]samples, len(tools))
	for i := range all {
		all[i] = samples{}
	}
	for round := range rounds {
		for i := range tools {
			t := tools[(i+round)%len(tools)]
			if err := t.measure(ctx, modules, length, all[(i+round)%len(tools)]); err != nil {
				return fmt.Errorf("%s: %w", t.name, err)
			}
		}
		fmt.Fprintf(os.Stderr, "round %d of %d\n", round+1, rounds)
	}
	report(tools, all)
	return nil
}

const (
	typescriptEdit = "edit in TypeScript saved to served"
	// typescriptMost is the median that it may take, in ms.
	typescriptMost = 200
)

// rows are what is printed, and the demand on the ratio to each of the two modes; 0: none.
var rows = []struct {
	name, unit    string
	less          bool // less is better
	normal, quick float64
}{
	{"hello, 1 connection", "/s", false, 300, 1},
	{"hello, 16 connections", "/s", false, 500, 2},
	{"hello, 1 connection, p50", "ms", true, 0, 0},
	{"Asset, 1 connection, p50", "ms", true, 0, 0},
	{"start to first Function", "ms", true, 10, 0},
	{"edit saved to served", "ms", true, 0, 0},
	{typescriptEdit, "ms", true, 0, 0},
	{"new file saved to served", "ms", true, 0, 0},
	{".env saved to served", "ms", true, 0, 0},
	{"memory at 16 connections", "MB", true, 2, 0},
	{"16 Functions of one second", "/s", false, 0, 0},
}

func report(tools []*tool, all []samples) {
	fmt.Printf("| | %s | %s | %s | times default | times fastest |\n|---|---|---|---|---|---|\n", tools[0].name,
		tools[1].name, tools[2].name)
	failed := 0
	for _, r := range rows {
		ours, normal, quick := all[0].median(r.name), all[1].median(r.name), all[2].median(r.name)
		cell := func(other, demand float64) string {
			if other == 0 || ours == 0 {
				return ""
			}
			ratio := ours / other
			if r.less {
				ratio = other / ours
			}
			mark := ""
			if demand > 0 && ratio < demand {
				mark = fmt.Sprintf(" (wanted %g)", demand)
				failed++
			}
			return fmt.Sprintf("%.1f%s", ratio, mark)
		}
		fmt.Printf("| %s | %s | %s | %s | %s | %s |\n", r.name, number(ours, r.unit), number(normal, r.unit),
			number(quick, r.unit), cell(normal, r.normal), cell(quick, r.quick))
	}
	fmt.Printf("\na Function takes %.2f ms more than an Asset (p50)\n",
		all[0].median("hello, 1 connection, p50")-all[0].median("Asset, 1 connection, p50"))
	fmt.Printf("%s: %.0f ms, wanted at most %d\n", typescriptEdit, all[0].median(typescriptEdit), typescriptMost)
	if failed > 0 {
		fmt.Printf("%d ratios are below what is wanted\n", failed)
	}
}

func number(v float64, unit string) string {
	if v == 0 {
		return "-"
	}
	if v < 10 {
		return fmt.Sprintf("%.2f %s", v, unit)
	}
	return fmt.Sprintf("%.0f %s", v, unit)
}
