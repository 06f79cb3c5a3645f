// Package emulator is the Twilio Serverless (Functions and Assets) API in
// memory: the operations of serverless.twilio.com and the
// version uploads of serverless-upload.twilio.com, with real state behind them.
//
// It is hand-written from the published documentation and from what shipping
// clients are known to rely on; nothing in it is generated from the contract, so
// that a mistake in the contract cannot hide itself here. Non-test code uses the
// standard library only.
//
// # Use
//
// An [Emulator] is an http.Handler, and [Emulator.Transport] is the same thing
// without sockets:
//
//	emu, err := emulator.New(nil)
//	if err != nil { … }
//	client := &http.Client{Transport: emu.Transport()}
//	req, _ := http.NewRequest("GET", "https://serverless.twilio.com/v1/Services", nil)
//	req.SetBasicAuth(emulator.TestAccountSID, emulator.TestAuthToken)
//
// # Leniency
//
// It is as lenient as the API is known to be (unknown form fields are ignored,
// for example) and strict where the API is known to be strict. What is neither
// documented nor observed is decided in choices.go, one named constant per decision. Opinions
// that make clients fail on purpose are [Options].
package emulator

import (
	"errors"
	"fmt"
	"net/http"
	"sync/atomic"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/faults"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/sid"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/state"
)

// Credentials that an [Emulator] without [Options.Accounts] accepts, like any
// other well-formed pair. API keys (SK…) then belong to TestAccountSID.
const (
	TestAccountSID = "AC00000000000000000000000000000000"
	TestAuthToken  = "e11a7001e11a7001e11a7001e11a7001"
)

// An Emulator holds the state of any number of accounts in memory and answers
// for both hosts of the API. It is safe for concurrent use. Make one with [New].
type Emulator struct {
	opts     Options
	routes   []route
	accounts accounts
	seeded   bool // by the caller: chance may have its say
	faults   atomic.Pointer[faults.Plan]
	limiter  *limiter
	seen     http.Header // that all answers have

	state      *state.State
	requestIDs *sid.Sequence // Twilio-Request-Id: apart, so that reads do not shift SIDs

	inFlight atomic.Int64
	lives    lives
}

var _ http.Handler = (*Emulator)(nil)

// New makes an Emulator, without any resources unless [Options.Store] has some. nil options mean
// the defaults of [Options]. It fails on contradictory options: a negative duration or count, a
// PageCap above 1000, a [Fault] that names an unknown operation or does nothing, an [Account] with
// a malformed SID; and when what [Options.Store] holds is damaged.
func New(opts *Options) (*Emulator, error) {
	var o Options
	if opts != nil {
		o = *opts
	}
	if err := o.complete(); err != nil {
		return nil, err
	}
	accounts, err := newAccounts(o.Accounts)
	if err != nil {
		return nil, err
	}
	e := &Emulator{
		opts:     o,
		seeded:   opts != nil && opts.Seed != 0,
		routes:   routes(),
		accounts: accounts,
		limiter:  newLimiter(o.Limits),
		seen:     seenHeaders(),
	}
	plan, err := e.planFaults(o.Faults)
	if err != nil {
		return nil, fmt.Errorf("emulator: Options.Faults%w", err)
	}
	e.faults.Store(plan)
	rules := state.Rules{FoldServiceNames: foldServiceNames, MaxContent: maxContentBytes}
	if e.state, err = state.New(state.Options{Rules: rules, Seed: o.Seed, Store: o.Store}); err != nil {
		return nil, fmt.Errorf("emulator: Options.Store: %w", err)
	}
	// Reads move this generator without being written down: each start has its own.
	e.requestIDs = sid.NewSequence(o.Seed, streamRequests+max(1, e.state.Starts())-1)
	return e, nil
}

// errUnmade is what the methods of an Emulator return that [New] has not made.
var errUnmade = errors.New("emulator: New has not made this Emulator")

func (e *Emulator) unmade() bool { return e == nil || e.state == nil }

// streamRequests is the first stream of the generator of request SIDs, one for each start. The
// stream before is that of the SIDs of resources.
const streamRequests = 2
