package servers

import (
	"fmt"
	"io"
	"strings"
	"sync"

	"github.com/spf13/pflag"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/terminal"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/internal/project"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

// maxFaultsFile bounds what --faults reads.
const maxFaultsFile = 1 << 20

// failureFlags are the flags of emulate that make clients fail on purpose.
type failureFlags struct {
	buildPolls int
	faultFiles []string
	faults     []string
	limits     []string
}

func (f *failureFlags) register(flags *pflag.FlagSet) {
	flags.IntVar(&f.buildPolls, "build-polls", 0, "`NUMBER` of polls of a Build that answer building")
	flags.StringArrayVar(&f.faultFiles, "faults", nil, "`FILE` with faults in JSON; may be repeated")
	flags.StringArrayVar(&f.faults, "fault", nil,
		"a fault, written `OPERATION:EFFECT[:OPTION...]`, such as CreateBuild:503:times=2; may be repeated")
	flags.StringArrayVar(&f.limits,
		"limit", nil, "refuse requests above a limit, written `NAME=NUMBER`, such as concurrent=50; may be repeated")
}

// failuresHelp is for the long help of emulate.
const failuresHelp = `With --fault and --faults the emulator fails on purpose. An effect is a status
(CreateBuild:503:retry-after=1), a kind (reset, truncated, malformed, html,
empty, failed-build) or delay=2s. Options are nth, times, every, from,
after-work, and probability, which needs --seed. OPERATION is an operationId, or
* for all. --limit takes concurrent, per-second, builds-per-hour, environments,
function-versions, asset-versions, private-asset-versions, private-asset-bytes
and retry-after=DURATION. The word documented stands for Twilio's old documented
limits, which are not confirmed.`

// apply completes the options. Faults of the command line come first: the first one that matches is
// used.
func (f *failureFlags) apply(env *verb.Env, opts *emulator.Options) error {
	for _, short := range f.faults {
		fault, err := emulator.ParseFault(short)
		if err != nil {
			return &verb.UsageError{Err: fmt.Errorf("--fault: %w", err)}
		}
		opts.Faults = append(opts.Faults, fault)
	}
	for _, name := range f.faultFiles {
		faults, err := readFaults(name)
		if err != nil {
			return &verb.UsageError{Err: fmt.Errorf("--faults %s: %w", name, err)}
		}
		opts.Faults = append(opts.Faults, faults...)
	}
	for _, text := range f.limits {
		if err := opts.Limits.Set(text); err != nil {
			return &verb.UsageError{Err: fmt.Errorf("--limit: %w", err)}
		}
	}
	opts.BuildPolls = f.buildPolls
	opts.Judge = printNotes(env.Stderr, opts.Judge)
	return nil
}

func readFaults(name string) ([]emulator.Fault, error) {
	data, err := project.ReadFile(name, maxFaultsFile)
	if err != nil {
		return nil, err
	}
	return emulator.ParseFaults(data)
}

// printNotes prints what no answer says, such as why a Build will fail, and calls next.
func printNotes(w io.Writer, next func(*emulator.Exchange)) func(*emulator.Exchange) {
	var mu sync.Mutex
	return func(x *emulator.Exchange) {
		if x.Note != "" {
			mu.Lock()
			terminal.Fprintf(w, "%s\n", x.Note)
			mu.Unlock()
		}
		if next != nil {
			next(x)
		}
	}
}

// madeOnPurpose reports whether a fault or a limit changed an answer, so that it says nothing about
// the contract.
func madeOnPurpose(mark string) bool {
	kind, _, _ := strings.Cut(mark, ";")
	return kind != "" && kind != emulator.FaultDelay && kind != emulator.FaultFailedBuild
}
