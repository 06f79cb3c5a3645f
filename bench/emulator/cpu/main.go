// Command cpu measures what the emulator costs beyond net/http: CPU time a request of
// twilio-serverless emulate against a handler that returns the same bytes, in turns, each a process
// of its own; and what --state and memory cost an upload.
//
//	cd bench && go run ./emulator/cpu                 # table on stdout, exit code 1 over a bound
//	cd bench && go run ./emulator/cpu -rounds 7 -time 2s
//
// CPU time is user and system time from /proc, so it needs Linux. What counts is the ratio of medians.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"time"
)

func main() {
	if len(os.Args) == 4 && os.Args[1] == "bare" {
		fail(serveBare(os.Args[2], os.Args[3]))
		return
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	rounds := flag.Int("rounds", 5, "turns that each server gets")
	length := flag.Duration("time", time.Second, "length of a turn")
	connections := flag.Int("connections", 64, "connections at once; 8 for 1 MB")
	flag.Parse()
	fail(run(ctx, *rounds, *length, *connections))
}

func fail(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, rounds int, length time.Duration, connections int) (err error) {
	dir, err := os.MkdirTemp("", "bench-cpu")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	binary, err := buildBinary(ctx, dir)
	if err != nil {
		return err
	}
	ours, err := startProcess(ctx, "emulate", binary, "emulate", "--listen", "127.0.0.1:0", "--build-time", "0s")
	if err != nil {
		return err
	}
	defer ours.stop()
	requests, err := ours.furnish(ctx)
	if err != nil {
		return err
	}
	canned, err := ours.can(ctx, dir, requests)
	if err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	bare, err := startProcess(ctx, "bare handler", self, "bare", "127.0.0.1:0", canned)
	if err != nil {
		return err
	}
	defer bare.stop()

	over := false
	fmt.Printf("%-16s %12s %12s %7s %7s\n", "request", "ours us", "bare us", "ratio", "bound")
	for _, r := range requests {
		var us, them []float64
		for round := range rounds {
			order := []*process{ours, bare}
			if round%2 == 1 {
				slices.Reverse(order)
			}
			for _, p := range order {
				cost, err := p.load(ctx, r, min(connections, r.most), length)
				if err != nil {
					return fmt.Errorf("%s: %s: %w", p.name, r.name, err)
				}
				if p == ours {
					us = append(us, cost)
				} else {
					them = append(them, cost)
				}
			}
		}
		ratio := median(us) / median(them)
		over = over || r.bound > 0 && ratio > r.bound
		fmt.Printf("%-16s %12.0f %12.0f %7.2f %7.2f\n", r.name, median(us), median(them), ratio, r.bound)
	}
	grew, err := memory(ctx, binary)
	if err != nil {
		return err
	}
	fmt.Printf("1 MB uploaded 100 times: %.1f MB more of resident memory (bound 3)\n", grew)
	perSync, err := durable(ctx, binary, dir, length)
	if err != nil {
		return err
	}
	fmt.Printf("--state, uploads of 1 kB, 64 connections: %.1f per sync (bound 5)\n", perSync)
	if over || grew > 3 || perSync < 5 {
		return errors.New("over a bound")
	}
	return nil
}

func median(values []float64) float64 {
	slices.Sort(values)
	return values[len(values)/2]
}
