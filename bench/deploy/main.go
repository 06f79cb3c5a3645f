package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"time"
)

// A scenario is what happens to the project before it is deployed, and the shortest chain of
// requests that a deploy of it can be.
type scenario struct {
	name  string
	edit  func(dir string) error
	chain []string // each waits for the one before; everything else can be done beside them
}

func scenarios() []scenario {
	nothing := func(string) error { return nil }
	return []scenario{
		{"first deploy", nothing, []string{
			"look for the Service", "create the Service", "create a Function", "upload its version",
			"upload the manifest that names it",
			"create the Build", "ask for its status", "create the Deployment",
		}},
		{"nothing changed", nothing, []string{"what is live?"}},
		{"one file changed", edit, []string{
			"what is live?", "upload the version", "upload the manifest that names it", "create the Build",
			"ask for its status", "create the Deployment",
		}},
	}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	rounds := flag.Int("rounds", 5, "how often each is measured; medians are compared")
	latency := flag.Duration("latency", 100*time.Millisecond, "before each answer")
	functions := flag.Int("functions", 20, "Functions of the project")
	assets := flag.Int("assets", 10, "Assets of the project")
	variables := flag.Int("variables", 1, "Variables of the project")
	write := flag.String("write", "", "write bench.md and bench.svg into this directory too")
	scale := flag.Bool("scale", false, "deploy 250, 500 and 1,000 files too")
	large := flag.Bool("large", false, "deploy ten Assets of 25 MB too")
	flag.Parse()

	s, err := newStand(*latency)
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

	b := &bench{stand: s, tools: tools, size: size{*functions, *assets, *variables, 1000}, latency: *latency,
		rounds: *rounds}
	if err := b.inTurns(ctx); err != nil {
		return err
	}
	if *scale {
		if err := b.scale(ctx); err != nil {
			return err
		}
	}
	if *large {
		if err := b.large(ctx); err != nil {
			return err
		}
	}
	fmt.Print(b.table())
	if *write == "" {
		return nil
	}
	if err := os.WriteFile(filepath.Join(*write, "bench.svg"), []byte(b.chart()), 0o644); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(*write, "bench.md"), []byte(b.page()), 0o644)
}
