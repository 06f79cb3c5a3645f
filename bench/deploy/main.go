package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

// parts are what is measured, in the order of the page.
var parts = []string{"deploys", "large", "text", "refusals", "start"}

func run(ctx context.Context) error {
	rounds := flag.Int("rounds", 7, "how often each is measured; medians are compared")
	roundTrip := flag.Duration("round-trip", 100*time.Millisecond, "of the network between the programs and the API")
	only := flag.String("only", strings.Join(parts, ","), "what is measured")
	write := flag.String("write", "", "write bench.md and its charts in this directory too: all parts, and "+
		"virtual time")
	flag.Parse()
	chosen := strings.Split(*only, ",")
	for _, part := range chosen {
		if !slices.Contains(parts, part) {
			return fmt.Errorf("-only %s: there are %s", part, strings.Join(parts, ", "))
		}
	}
	if *write != "" && len(chosen) < len(parts) {
		return errors.New("-write needs all parts: leave out -only")
	}

	s, err := newStand(*roundTrip, emulator.Options{})
	if err != nil {
		return err
	}
	defer s.close()
	own, err := ours(ctx, s.dir)
	if err != nil {
		return err
	}
	tools := []tool{own}
	switch other, err := peer(ctx); {
	case errors.Is(err, errNoPeer):
		fmt.Fprintln(os.Stderr, "skipped the comparison:", err)
	case err != nil:
		return err
	default:
		tools = append(tools, other)
	}
	b := &bench{
		stand: s, tools: tools, size: size{functions: 20, assets: 10, variables: 1, assetBytes: 1000},
		roundTrip: *roundTrip, rounds: *rounds,
	}
	measures := map[string]func(context.Context) error{
		"deploys": b.inTurns, "large": b.large, "text": b.text, "refusals": b.refusals, "start": b.start,
	}
	for _, part := range parts {
		if slices.Contains(chosen, part) {
			if err := measures[part](ctx); err != nil {
				return fmt.Errorf("%s: %w", part, err)
			}
		}
	}
	fmt.Print(b.report())
	if *write == "" {
		return nil
	}
	if err := b.write(*write); err != nil {
		return err
	}
	virtual := exec.CommandContext(ctx, "go", "test", "./internal/speed", "-run", "TestPage|TestWeather", "-full",
		"-update", "-count", "1", "-timeout", "60m")
	virtual.Dir, virtual.Stdout, virtual.Stderr = filepath.Join(here(), "..", ".."), os.Stderr, os.Stderr
	return virtual.Run()
}
