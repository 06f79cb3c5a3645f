// Package control gives an emulator a control API and a page for people, both
// under /_emulator/, and a journal of the requests that it serves:
//
//	emu, err := emulator.New(nil)
//	if err != nil { … }
//	c, err := control.New(emu, nil)
//	if err != nil { … }
//	defer c.Close()
//	http.ListenAndServe("127.0.0.1:8080", c)
//
// Whatever lies elsewhere is passed on to the emulator. README.md describes each
// endpoint with an example; GET /_emulator/about lists them.
//
// # Who may call
//
// Peers on this machine only, by a name of this machine and the port that is
// listened on, so that a page whose name was made to point here (DNS rebinding)
// gets nothing; no other site's page may read or write, and nothing that came
// through another proxy is answered. Pages that were deployed, below /_live/, are other
// sites' to a browser too: the emulator sends them with a sandbox policy. There is no password.
//
// # Secrets
//
// The entries of the journal have neither bodies nor headers but User-Agent, and only
// those query values that the API itself knows. Headers, fields and bodies are kept beside
// them, in memory only, within [Options.MaxBodies]; Authorization and cookies never are, and no
// password is shown.
// Values of Variables, and what the API does not know, are given only when asked with
// ?values=show, and by the state dump, which could not be restored without them.
package control

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

// Version is the version of the control API. Every answer of it carries the number:
// in the header Emulator-Control, and as `version` in JSON.
const Version = 1

// prefix is where everything of this package lies. No path of the API begins so.
const prefix = "/_emulator/"

// Options are the knobs of a [Control]. The zero value, and nil, keeps a journal
// without verdicts.
type Options struct {
	// Next is given the requests that are not for the control API. nil means the
	// emulator itself; set it where another handler stands before the emulator.
	Next http.Handler

	// Check answers one request by means of next and gives what breaks the contract in
	// it. It must pass the request's context on. nil leaves all requests unjudged.
	Check func(w http.ResponseWriter, r *http.Request, next http.Handler) []Finding

	// CheckUnwatched uses Check for every request. Without it those are judged that
	// come while the page or the stream is open, since a verdict costs many
	// times what an answer of the emulator does.
	CheckUnwatched bool

	// Clock is the one whose Now is the emulator's Options.Clock. nil: it cannot be moved.
	Clock *emulator.Clock

	// MaxRequests and MaxBytes bound the journal, which forgets the oldest first.
	// 0 means 1000 requests and 1 MiB.
	MaxRequests, MaxBytes int

	// NoBodies keeps no headers, fields and bodies of requests and answers.
	NoBodies bool

	// MaxBodies bounds the headers and bodies that are kept, in bytes: those of the oldest
	// requests go first. 0 means 16 MiB. Of one body 256 KiB are kept at most.
	MaxBodies int

	// Accounts says where the accounts that may call come from, for people. Empty: it is not
	// known.
	Accounts string

	// MaxState bounds the dump that PUT /_emulator/state takes, in bytes. 0 means 1 GiB.
	MaxState int64
}

// A Finding is one thing that breaks the contract. It must be safe to show.
type Finding struct {
	Severity string `json:"severity"` // violation or notice
	Side     string `json:"side"`     // request or response
	Rule     string `json:"rule"`
	Location string `json:"location,omitempty"`
	Message  string `json:"message"`
}

// A Control is the http.Handler around an emulator. It is safe for concurrent use.
// Make one with [New].
type Control struct {
	emu       *emulator.Emulator
	opts      Options
	journal   *journal
	masks     masks
	endpoints []endpoint
	restoring sync.Mutex
}

var _ http.Handler = (*Control)(nil)

// New puts the control API before emu. nil options mean the defaults of [Options].
// It fails on negative bounds.
func New(emu *emulator.Emulator, opts *Options) (*Control, error) {
	if emu == nil {
		return nil, errors.New("control: no emulator: give that of emulator.New")
	}
	var o Options
	if opts != nil {
		o = *opts
	}
	for name, n := range map[string]int64{"MaxRequests": int64(o.MaxRequests), "MaxBytes": int64(o.MaxBytes),
		"MaxBodies": int64(o.MaxBodies), "MaxState": o.MaxState} {
		if n < 0 {
			return nil, fmt.Errorf("control: Options.%s is %d: give a positive number, or 0 for the default", name, n)
		}
	}
	if o.Next == nil {
		o.Next = emu
	}
	if o.MaxRequests == 0 {
		o.MaxRequests = 1000
	}
	if o.MaxBytes == 0 {
		o.MaxBytes = 1 << 20
	}
	if o.MaxBodies == 0 {
		o.MaxBodies = 16 << 20
	}
	if o.MaxState == 0 {
		o.MaxState = 1 << 30
	}
	c := &Control{emu: emu, opts: o, journal: newJournal(o.MaxRequests, o.MaxBytes, o.MaxBodies)}
	c.endpoints = c.table()
	return c, nil
}

// Close ends the streams that are open, so that a server can shut down; requests are
// still answered, streams no longer opened. It may be called more than once.
func (c *Control) Close() { c.journal.close() }

// Is reports whether a request is for the control API or the page, and not for the emulator. On
// the domain of an Environment their paths are those of its Assets.
func Is(r *http.Request) bool {
	return (r.URL.Path == strings.TrimSuffix(prefix, "/") || strings.HasPrefix(r.URL.Path, prefix)) &&
		!emulator.IsSite(r)
}

// ServeHTTP answers what lies under /_emulator/ and passes everything else on, with
// a line in the journal.
func (c *Control) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if Is(r) {
		c.serve(w, r)
		return
	}
	c.pass(w, r)
}
