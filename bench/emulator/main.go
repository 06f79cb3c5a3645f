// Command emulator measures requests a second: twilio-serverless emulate beside Prism's mock of the
// same contract, under the same mixed load of 64 connections, in the same run and in turns.
//
//	cd bench && go run ./emulator                    # table on stdout
//	cd bench && go run ./emulator -rounds 7 -time 10s
//
// Both are processes of their own on the same machine as the load, and answer operations of
// openapi/serverless.yaml with the same mix: two reads to a write. Uploads, Builds and Deployments
// are left out here: Prism refuses the only form in which a Build can name its versions, and an
// upload is another document. Prism keeps no state, so its answers are counted, refusals included,
// and not believed. What counts is the ratio of medians; absolute numbers are those of the machine.
// Prism is installed from package-lock.json by npm; without Node the program says so and measures
// only ours.
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

	"github.com/twilio-serverless/twilio-serverless-go/bench/emulator/load"
)

// demanded is how many times as many requests ours must answer.
const demanded = 10

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	rounds := flag.Int("rounds", 5, "turns that each server gets")
	length := flag.Duration("time", 3*time.Second, "length of a turn")
	connections := flag.Int("connections", 64, "connections at once")
	flag.Parse()
	if err := run(ctx, *rounds, *length, *connections); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, rounds int, length time.Duration, connections int) (err error) {
	dir, err := os.MkdirTemp("", "bench-emulator")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	servers, err := startAll(ctx, dir)
	defer func() {
		for _, s := range servers {
			s.stop()
		}
	}()
	if err != nil {
		return err
	}
	results := make([][]*load.Result, len(servers))
	floors := make([]float64, 0, rounds)
	for round := range rounds {
		floor, err := syncs(dir, time.Second)
		if err != nil {
			return err
		}
		floors = append(floors, floor)
		for i, s := range servers {
			r, err := load.Run(ctx, load.Options{URL: s.url, Connections: connections, Duration: length,
				Seed: uint64(round + 1), Stateless: true})
			if err != nil {
				return fmt.Errorf("%s: %w", s.name, err)
			}
			results[i] = append(results[i], r)
		}
	}
	slices.Sort(floors)
	fmt.Printf("the disk: %.0f syncs of 4 KiB a second by one writer, median of %d; --state makes two for each group "+
		"of writes\n",
		floors[len(floors)/2], len(floors))
	return table(os.Stdout, servers, results)
}

func rate(results []*load.Result) float64 {
	rates := make([]float64, 0, len(results))
	for _, r := range results {
		rates = append(rates, r.Rate())
	}
	slices.Sort(rates)
	return rates[len(rates)/2]
}

func table(w *os.File, servers []*server, results [][]*load.Result) error {
	fmt.Fprintf(w, "%-36s %10s %10s %10s %9s\n", "server", "requests/s", "median", "p99", "refused")
	slowest := 0.0
	for i, s := range servers {
		last := results[i][len(results[i])-1]
		requests, refused := 0, 0
		for _, r := range results[i] {
			requests += r.Requests
			for _, n := range r.Refused {
				refused += n
			}
		}
		fmt.Fprintf(w, "%-36s %10.0f %10s %10s %8.2f%%\n", s.name, rate(results[i]),
			last.Median.Round(10*time.Microsecond),
			last.P99.Round(10*time.Microsecond), 100*float64(refused)/float64(requests))
		for _, kind := range last.RefusedKinds() {
			fmt.Fprintf(w, "  refused in the last turn: %s, %d times\n", kind, last.Refused[kind])
		}
		if s.mock {
			slowest = rate(results[i])
		}
	}
	if slowest == 0 {
		return nil
	}
	for i, s := range servers {
		if s.mock {
			continue
		}
		ratio := rate(results[i]) / slowest
		fmt.Fprintf(w, "%s: %.1f times the mock\n", s.name, ratio)
		if i == 0 && ratio < demanded {
			return fmt.Errorf("%s answers %.1f times as many requests as the mock, %d times are demanded", s.name,
				ratio,
				demanded)
		}
	}
	return nil
}
