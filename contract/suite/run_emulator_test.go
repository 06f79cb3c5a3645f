package suite

import (
	"bytes"
	"context"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/contract"
	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/expect"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite/internal/throttle"
	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

// emulated is a fresh in-process emulator as a target, with everything that it can have but for the one costly feature.
func emulated(t *testing.T, faults ...emulator.Fault) *Target {
	t.Helper()
	emu, err := emulator.New(&emulator.Options{
		Seed: 1, BuildTime: 1500 * time.Millisecond, SeedLogs: 3, Faults: faults, Clock: today,
		Accounts: []emulator.Account{
			{SID: emulator.TestAccountSID, AuthToken: emulator.TestAuthToken,
				Keys: map[string]string{keySID: "secret-of-the-key"}},
			{SID: foreignSID, AuthToken: "token-of-another-account"},
		},
		BuildResult: func(b emulator.BuildRequest) string { return b.Dependencies["cannot-be-installed"] },
	})
	require.NoError(t, err)
	return &Target{
		Name: "emulator", APIURL: "https://serverless.twilio.com", UploadURL: "https://serverless-upload.twilio.com",
		Username: emulator.TestAccountSID, Password: emulator.TestAuthToken, Transport: emu.Transport(),
		SecondUsername: keySID, SecondPassword: "secret-of-the-key",
		ForeignUsername: foreignSID, ForeignPassword: "token-of-another-account",
		FailingDependency: "cannot-be-installed@1.0.0",
		Features:          []Feature{FeatureLogs, FeatureSecrets, FeatureDependencyCheck, FeatureServiceLimit},
	}
}

// today is the time in a bubble, which begins in 2000, moved to when the contract was written: runtimes retire.
func today() time.Time { return time.Now().AddDate(26, 10, 0) }

const (
	keySID     = "SK00000000000000000000000000000000"
	foreignSID = "ACffffffffffffffffffffffffffffffff"
)

// runEmulated runs in a bubble of virtual time: builds and polls take none.
func runEmulated(t *testing.T, target func(t *testing.T) *Target, opts *RunOptions) *Report {
	t.Helper()
	var report *Report
	synctest.Test(t, func(t *testing.T) {
		var err error
		report, err = Run(t.Context(), target(t), opts)
		require.NoError(t, err)
	})
	return report
}

func plainly(t *testing.T) *Target { return emulated(t) }

// TestRun_wholeCatalogue runs all cases on the emulator: what a run of everything has to show is read off one report.
// For the last row a part of them runs twice.
func TestRun_wholeCatalogue(t *testing.T) {
	t.Parallel()
	run := func(cases []Case) *Report {
		return runEmulated(t, func(t *testing.T) *Target {
			target := emulated(t)
			target.Features = append(target.Features, FeatureLargeUploads)
			return target
		}, &RunOptions{Cases: cases, Seed: 7, Assumed: true, Parallel: 10})
	}
	report := run(catalogue())
	t.Run("passes", func(t *testing.T) { everythingPasses(t, report) })
	t.Run("operations", func(t *testing.T) { everyOperationWorksAndRefuses(t, report) })
	t.Run("costs", func(t *testing.T) { costsAreDeclared(t, report) })
	t.Run("same seed", func(t *testing.T) {
		some := everyThird(catalogue())
		assert.Equal(t, textOf(t, run(some)), textOf(t, run(some)))
	})
}

func TestRun_anotherSeed(t *testing.T) {
	t.Parallel()
	once := func(seed uint64) string {
		return textOf(t, runEmulated(t, plainly, &RunOptions{Cases: catalogue(), Seed: seed,
			Filter: regexp.MustCompile("^services/fetch")}))
	}
	assert.NotEqual(t, once(42), once(43))
}

// textOf is a report in JSON without what differs between two runs that found the same.
func textOf(t *testing.T, report *Report) string {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, timeless(report).WriteJSON(&b))
	return b.String()
}

// unnamedChanges are the operations by which a case updated or deleted something, and that it does not name. What it
// creates, reads and deploys may only prepare it.
func unnamedChanges(result Result, ops []string) (all []string) {
	for id, statuses := range result.Seen {
		op, _ := operations.Lookup(id)
		if op.Verb() != "Create" && op.Method != http.MethodGet && statuses[op.Success] > 0 && !slices.Contains(ops, id) {
			all = append(all, id)
		}
	}
	return all
}

func everythingPasses(t *testing.T, report *Report) {
	for _, cause := range report.Causes {
		t.Errorf("%v: %s", cause.Cases, cause.Reason)
	}
	assert.Equal(t, Totals{
		Cases: len(catalogue()), Pass: len(catalogue()), Exchanges: report.Totals.Exchanges,
	}, report.Totals)

	cases := catalogue()
	for i, result := range report.Results {
		require.Equal(t, cases[i].ID, result.ID)
		assert.Empty(t, result.Findings, result.ID)
		assert.Empty(t, result.Leftover, result.ID)
		switch result.Outcome {
		case Pass:
			assert.Subset(t, result.Operations, cases[i].Ops, "%s does not reach an operation that its Ops name: take it out there",
				result.ID)
			assert.Empty(t, result.Reason, result.ID)
			assert.Empty(t, unnamedChanges(result, cases[i].Ops), "%s does what it does not name in Ops, where "+
				"`make remove` looks", result.ID)
		default:
			assert.Fail(t, result.ID, "%s: %s", result.Outcome, result.Reason)
		}
	}
}

// The cases about credentials reach every operation with a 401; without them each must still be
// seen to work and to refuse.
func everyOperationWorksAndRefuses(t *testing.T, report *Report) {
	works, refuses := map[string]bool{}, map[string]bool{}
	for _, result := range report.Results {
		if strings.HasPrefix(result.ID, "auth/") {
			continue
		}
		for op, statuses := range result.Seen {
			for status := range statuses {
				works[op] = works[op] || status/100 == 2
				refuses[op] = refuses[op] || status/100 == 4
			}
		}
	}
	require.Len(t, report.Operations, len(operations.IDs()))
	for _, op := range report.Operations {
		total := 0
		for _, n := range op.Statuses {
			total += n
		}
		assert.True(t, works[op.OperationID], "%s never succeeds: %v; write its case, see CONTRIBUTING.md",
			op.OperationID,
			op.Statuses)
		assert.True(t, refuses[op.OperationID], "%s never refuses: %v; write a case that it refuses", op.OperationID,
			op.Statuses)
		assert.Equal(t, op.Exchanges, total, op.OperationID)
		assert.Positive(t, op.Cases, op.OperationID)
	}
	assert.Equal(t, len(operations.IDs()), report.exercised())
}

func TestRun_leavesNothingBehind(t *testing.T) {
	t.Parallel()
	panics := Case{ID: "test/panics", Level: Documented,
		Run: inService(func(context.Context, *Session, *serviceT) error { panic("defect") })}
	fails := Case{ID: "test/fails", Level: Documented,
		Run: inService(func(_ context.Context, _ *Session, service *serviceT) error {
			return expect.Same("sid", service.SID, "another")
		})}
	// Enough to have everything a Service can hold, and few enough to be run often; of them a third, and all in make
	// soak.
	var chosen []Case
	for _, c := range catalogue() {
		if r := c.Resource(); r == "services" || r == "builds" || r == "deployments" || r == "asset-versions" {
			chosen = append(chosen, c)
		}
	}
	cases := append([]Case{panics, fails}, sampledCases(chosen)...)
	tests := map[string]struct {
		interrupt int // after so many exchanges
		faults    []emulator.Fault
	}{
		"whole run":                  {},
		"interrupted early":          {interrupt: 30},
		"interrupted at once":        {interrupt: 2},
		"interrupted while creating": {interrupt: 37},
		"interrupted late":           {interrupt: 350},
		"service made and its answer lost": {faults: []emulator.Fault{{Operation: "CreateService", Nth: 3, Times: 4,
			Kind: emulator.FaultReset, AfterWork: true}}},
		"service made and answered badly": {faults: []emulator.Fault{{Operation: "CreateService", Nth: 3, Times: 4,
			Status: 201, Body: "<p>", AfterWork: true}}},
		"first attempt to delete it failed": {faults: []emulator.Fault{{Operation: "DeleteService", Nth: 9, Times: 1,
			Status: 429, Header: http.Header{"Retry-After": {"3"}}}}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				target := emulated(t, tt.faults...)
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				target.Transport = &countingTransport{next: target.Transport, limit: tt.interrupt, reached: cancel}
				report, err := Run(ctx, target, &RunOptions{Cases: cases, Seed: 5})
				if tt.interrupt > 0 {
					require.ErrorIs(t, err, context.Canceled)
					assert.NotEmpty(t, report.Incomplete)
					assert.True(t, report.Failed())
					assert.Positive(t, report.Totals.Skip)
				} else {
					require.NoError(t, err)
				}
				assert.Zero(t, report.Totals.Leftover)

				noServices(t, target)
			})
		})
	}
}

// A run of one case is ended at each of its requests in turn.
func TestRun_leavesNothingBehindAtAnyStep(t *testing.T) {
	t.Parallel()
	filter := regexp.MustCompile("^deployments/one-build-on-two-environments$")
	steps := runEmulated(t, plainly, &RunOptions{Cases: catalogue(), Filter: filter}).Totals.Exchanges
	require.Greater(t, steps, 10)
	for step := 2; step <= steps+1; step++ { // the first is the preflight
		synctest.Test(t, func(t *testing.T) {
			target := emulated(t)
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			target.Transport = &countingTransport{next: target.Transport, limit: step, reached: cancel}
			report, err := Run(ctx, target, &RunOptions{Cases: catalogue(), Filter: filter, Seed: 5})
			require.ErrorIs(t, err, context.Canceled)
			assert.Zero(t, report.Totals.Leftover, "step %d", step)
			noServices(t, target)
		})
	}
}

// noServices wants the target to have none.
func noServices(t *testing.T, target *Target) {
	t.Helper()
	target, err := target.complete()
	require.NoError(t, err)
	checker, err := contract.NewChecker(&contract.CheckerOptions{APIURL: target.APIURL, UploadURL: target.UploadURL})
	require.NoError(t, err)
	r := &runner{target: target, checker: checker, gate: throttle.New(10, Wait)}
	s, err := newSession(target, r.newWire("count", target.Transport), newNames("x", "y", 0))
	require.NoError(t, err)
	require.NoError(t, emptyList(t.Context(), s, "/v1/Services"))
}
