// Package score counts how many of the negations the conformance suite sees.
//
// A negation is seen when a case fails on its buggy server that passes on the server without a bug.
// Cases that end as an error or are blocked see nothing.
package score

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/instruments/negations"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

// A Mode is what a run is given.
type Mode struct {
	// Name is `default` or `all`.
	Name string
	// Assumed is RunOptions.Assumed.
	Assumed bool
	// Features says that the target claims everything that a case can need.
	Features bool
}

// Modes are the two that are scored: nothing but credentials, and all that a run can be given.
func Modes() []Mode {
	return []Mode{{Name: "default"}, {Name: "all", Assumed: true, Features: true}}
}

// Credentials of the emulated account, of its API key and of another account.
const (
	Key, KeySecret       = "SK00000000000000000000000000000000", "secret-of-the-key"
	Foreign, ForeignAuth = "ACffffffffffffffffffffffffffffffff", "token-of-another-account"
	FailingDependency    = "cannot-be-installed@1.0.0"
)

// Emulator is a server that keeps the promises and supports every feature.
func Emulator() (*emulator.Emulator, error) {
	failing, _, _ := strings.Cut(FailingDependency, "@")
	return emulator.New(&emulator.Options{
		Seed: 1, BuildTime: 1500 * time.Millisecond, SeedLogs: 3,
		Accounts: []emulator.Account{
			{SID: emulator.TestAccountSID, AuthToken: emulator.TestAuthToken, Keys: map[string]string{Key: KeySecret}},
			{SID: Foreign, AuthToken: ForeignAuth},
		},
		BuildResult: func(b emulator.BuildRequest) string { return b.Dependencies[failing] },
	})
}

// Target is a run's target in a mode, with wrap around the server.
func (m Mode) Target(wrap func(http.Handler) http.Handler) (*suite.Target, error) {
	emu, err := Emulator()
	if err != nil {
		return nil, err
	}
	t := &suite.Target{
		Name: "emulator", APIURL: "https://serverless.twilio.com", UploadURL: "https://serverless-upload.twilio.com",
		Username: emulator.TestAccountSID, Password: emulator.TestAuthToken,
		Transport: negations.Transport(wrap(emu)), BuildTimeout: 20 * time.Second,
	}
	if m.Features {
		t.SecondUsername, t.SecondPassword, t.ForeignUsername, t.ForeignPassword = Key, KeySecret, Foreign, ForeignAuth
		t.FailingDependency, t.Features = FailingDependency, suite.Features()
	}
	return t, nil
}

var errSeen = errors.New("a case failed")

// SeenBy runs cases on the server with a negation until one fails, and returns its ID; empty when none does.
func (m Mode) SeenBy(ctx context.Context, n negations.Negation, cases []suite.Case, first string) (string, error) {
	order := slices.DeleteFunc(slices.Clone(cases), func(c suite.Case) bool {
		// A run without claims finds some features out by itself, so that cases that need one stay in it. The second
		// mode is asked what the first did not see: what the first is sure to run as well is left out.
		if !m.Features {
			return c.Level == suite.Assumed
		}
		return c.Level != suite.Assumed && len(c.Needs) == 0
	})
	subject, _, _ := strings.Cut(n.ID, "/")
	slices.SortStableFunc(order, func(a, b suite.Case) int { return rank(a, subject, first) - rank(b, subject, first) })
	// A few likely ones first: each run sweeps what it made, so that small runs cost little.
	for _, some := range [][]suite.Case{order[:min(1, len(order))], order[min(1, len(order)):]} {
		id, err := m.run(ctx, n, some)
		if id != "" || err != nil {
			return id, err
		}
	}
	return "", nil
}

func rank(c suite.Case, subject, first string) int {
	switch {
	case c.ID == first:
		return 0
	case c.Resource() == subject:
		return 1
	case slices.Contains(c.Needs, suite.FeatureLargeUploads), slices.Contains(c.Needs, suite.FeatureServiceLimit):
		return 3
	}
	return 2
}

func (m Mode) run(ctx context.Context, n negations.Negation, cases []suite.Case) (seen string, err error) {
	target, err := m.Target(n.Server)
	if err != nil {
		return "", err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	report, err := suite.Run(ctx, target, &suite.RunOptions{
		Cases: cases, Seed: 5, Assumed: m.Assumed, Parallel: 4,
		OnResult: func(r suite.Result) {
			if r.Outcome == suite.Fail && seen == "" {
				seen = r.ID
				cancel(errSeen)
			}
		},
	})
	for i := 0; report != nil && seen == "" && i < len(report.Results); i++ { // some are judged by the whole run
		if report.Results[i].Outcome == suite.Fail {
			seen = report.Results[i].ID
		}
	}
	switch {
	case seen != "":
		return seen, nil
	case errors.Is(err, suite.ErrCredentials), errors.Is(err, suite.ErrUnreachable),
		errors.Is(err, suite.ErrTargetLost),
		errors.Is(err, suite.ErrUnavailable), errors.Is(err, suite.ErrOtherAPI), errors.Is(err, suite.ErrNoVerdict):
		return "", nil // a run without a verdict accuses nobody, and so sees nothing
	case errors.Is(err, suite.ErrNoCases):
		return "", nil
	}
	return "", err
}
