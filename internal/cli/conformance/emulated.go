package conformance

import (
	"context"
	"encoding/json"
	"hash/fnv"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/target"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

// Who else may call the emulator that is checked, and what cannot be installed there.
const (
	emulatedKey      = "SK00000000000000000000000000000000"
	emulatedStranger = "ACffffffffffffffffffffffffffffffff"
	emulatedFailure  = "cannot-be-installed"
)

// emulatedTarget is the emulator as a target, with everything that a target can have.
func emulatedTarget(seed uint64) *suite.Target {
	all := &emulators{seed: seed, byCase: map[string]*emulated{}}
	return &suite.Target{
		Name: "emulator", APIURL: target.EmulatedAPIURL, UploadURL: target.EmulatedUploadURL,
		Transport: all, Pause: all.pause,
		Username: emulator.TestAccountSID, Password: emulator.TestAuthToken,
		SecondUsername: emulatedKey, SecondPassword: "secret-of-the-key",
		ForeignUsername: emulatedStranger, ForeignPassword: "token-of-another-account",
		FailingDependency: emulatedFailure + "@1.0.0",
		Features:          suite.Features(),
		PollInterval:      time.Millisecond,
	}
}

// emulators gives each case an unused emulator, so that the same seed leads to
// the same report however the cases are interleaved. The User-Agent names the case. Who is none,
// the log that looks for leftovers, is answered by all of them together.
type emulators struct {
	seed uint64

	mu     sync.Mutex
	byCase map[string]*emulated // by User-Agent
	order  []string
}

// emulated is the emulator of a case, and its clock.
type emulated struct {
	http.RoundTripper
	clock *stepping
}

// pause lets d pass in the emulator of a case, without a wait.
func (e *emulators) pause(_ context.Context, caseID string, d time.Duration) error {
	emulated, err := e.of(agentOf + caseID + ")")
	if err == nil {
		emulated.clock.moved.Add(int64(d))
	}
	return err
}

// agentOf begins the User-Agent of a case.
const agentOf = "twilio-serverless-contract ("

func (e *emulators) RoundTrip(req *http.Request) (*http.Response, error) {
	agent := req.UserAgent()
	if !strings.HasPrefix(agent, agentOf) {
		return e.ask(req)
	}
	emulated, err := e.of(agent)
	if err != nil {
		return nil, err
	}
	return emulated.RoundTrip(req)
}

// of returns the emulator of a case.
func (e *emulators) of(agent string) (*emulated, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if known := e.byCase[agent]; known != nil {
		return known, nil
	}
	var seed uint64
	if e.seed != 0 {
		hash := fnv.New64a()
		_, _ = io.WriteString(hash, agent) // never fails
		seed = e.seed ^ hash.Sum64()
	}
	clock := newStepping()
	emu, err := emulator.New(&emulator.Options{
		// A request takes a second, so that what depends on time depends on the requests alone: a
		// Build is done when it was polled twice.
		Clock: clock.now, BuildTime: 2 * time.Second, Seed: seed, SeedLogs: 3,
		Accounts: []emulator.Account{
			{SID: emulator.TestAccountSID, AuthToken: emulator.TestAuthToken,
				Keys: map[string]string{emulatedKey: "secret-of-the-key"}},
			{SID: emulatedStranger, AuthToken: "token-of-another-account"},
		},
		BuildResult: func(b emulator.BuildRequest) string { return b.Dependencies[emulatedFailure] },
	})
	if err != nil {
		return nil, err
	}
	e.byCase[agent] = &emulated{RoundTripper: emu.Transport(), clock: clock}
	e.order = append(e.order, agent)
	return e.byCase[agent], nil
}

// stepping is a clock that goes on by a second each time it is looked at, and by what is waited for.
type stepping struct {
	began time.Time
	moved atomic.Int64 // nanoseconds
}

func newStepping() *stepping { return &stepping{began: time.Now().UTC().Truncate(time.Second)} }

func (c *stepping) now() time.Time {
	return c.began.Add(time.Duration(c.moved.Add(int64(time.Second))))
}

// ask returns the first answer that has something: a list with items, or a resource.
func (e *emulators) ask(req *http.Request) (*http.Response, error) {
	if _, err := e.of("nobody's"); err != nil {
		return nil, err
	}
	e.mu.Lock()
	agents := append([]string(nil), e.order...)
	e.mu.Unlock()
	for i, agent := range agents {
		emulated, err := e.of(agent)
		if err != nil {
			return nil, err
		}
		again := req.Clone(req.Context())
		if req.GetBody != nil {
			if again.Body, err = req.GetBody(); err != nil {
				return nil, err
			}
		}
		resp, err := emulated.RoundTrip(again)
		if err != nil {
			return nil, err
		}
		body, err := io.ReadAll(resp.Body)
		if err != nil {
			return nil, err
		}
		resp.Body = io.NopCloser(strings.NewReader(string(body)))
		if i == len(agents)-1 || resp.StatusCode != http.StatusNotFound && !noServices(body) {
			return resp, nil
		}
	}
	return nil, http.ErrServerClosed // there is always one to answer
}

// noServices reports whether an answer is an empty list of Services.
func noServices(body []byte) bool {
	var page struct {
		Services *[]json.RawMessage `json:"services"`
	}
	return json.Unmarshal(body, &page) == nil && page.Services != nil && len(*page.Services) == 0
}
