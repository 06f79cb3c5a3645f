package conformance

import (
	"context"
	"slices"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cleanup"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/terminal"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
)

// What the estimate of --live-preview rests on.
const (
	previewLatency = 150 * time.Millisecond
	previewBuild   = 15 * time.Second
)

// livePreview runs the cases on the embedded emulator, with what the target can do, and says what
// that took. Nothing is sent to the target.
func (f *conformanceFlags) livePreview(ctx context.Context, env *verb.Env, target *suite.Target,
	opts *suite.RunOptions) error {
	emulated := emulatedTarget(opts.Seed)
	emulated.Features = slices.Clone(target.Features)
	if target.SecondUsername == "" {
		emulated.SecondUsername, emulated.SecondPassword = "", ""
	}
	if target.ForeignUsername == "" {
		emulated.ForeignUsername, emulated.ForeignPassword = "", ""
	}
	if target.FailingDependency == "" {
		emulated.FailingDependency = ""
	}
	var made cleanup.Log
	emulated.Transport = made.Transport(emulated.Transport)
	like := *opts
	like.OnResult, like.OnProgress, like.Resume, like.Known = nil, nil, nil, nil
	report, err := suite.Run(ctx, emulated, &like)
	if err != nil {
		return err
	}
	kinds := map[string]int{}
	for _, r := range made.Created() {
		kinds[r.Kind]++
	}
	parallel := opts.Parallel
	if parallel == 0 {
		parallel = 10
	}
	requests := report.Totals.Exchanges + kinds["Services"]
	longest := time.Duration(requests/parallel)*previewLatency + 2*previewBuild
	_, err = terminal.Fprintf(env.Stdout,
		`A run against %s would send about %d requests, at most %d at once, and create, under names that begin with %s:
  %s, at most 40 at once, and everything in them
  %s
Everything is deleted again. At %s a request and %s a Build it takes about %s. Nothing was sent.
`, target.APIURL, requests, parallel, report.Prefix, terminal.Plural(kinds["Services"], "Service"), terminal.Plural(kinds["Builds"], "Build"),
		previewLatency, previewBuild, longest.Round(10*time.Second))
	return err
}
