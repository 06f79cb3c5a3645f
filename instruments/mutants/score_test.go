package mutants

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"hash/crc32"
	"net/http"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

var score = flag.Bool("score", false, "try every mutant and write docs/mutants.md, docs/mutants.json and the figures "+
	"of README.md (make mutants)")

// emulatedAll is a fresh emulator with everything that a target can claim.
func emulatedAll() (*suite.Target, error) {
	target, err := emulated()
	if err == nil {
		target.Features = append(target.Features, suite.FeatureLargeUploads, suite.FeatureServiceLimit)
	}
	return target, err
}

// emulated has all but what takes long.
func emulated() (*suite.Target, error) {
	const key, foreign = "SK00000000000000000000000000000000", "ACffffffffffffffffffffffffffffffff"
	emu, err := emulator.New(&emulator.Options{
		Seed: 1, BuildTime: 1500 * time.Millisecond, SeedLogs: 3,
		Accounts: []emulator.Account{
			{SID: emulator.TestAccountSID, AuthToken: emulator.TestAuthToken,
				Keys: map[string]string{key: "secret-of-the-key"}},
			{SID: foreign, AuthToken: "token-of-another-account"},
		},
		BuildResult: func(b emulator.BuildRequest) string { return b.Dependencies["cannot-be-installed"] },
	})
	if err != nil {
		return nil, err
	}
	return &suite.Target{
		Name: "emulator", APIURL: "https://serverless.twilio.com", UploadURL: "https://serverless-upload.twilio.com",
		Username: emulator.TestAccountSID, Password: emulator.TestAuthToken, Transport: jsonRefusals{emu.Transport()},
		SecondUsername: key, SecondPassword: "secret-of-the-key",
		ForeignUsername: foreign, ForeignPassword: "token-of-another-account",
		FailingDependency: "cannot-be-installed@1.0.0", BuildTimeout: 20 * time.Second,
		Features: []suite.Feature{suite.FeatureLogs, suite.FeatureSecrets, suite.FeatureDependencyCheck},
	}, nil
}

// measure tries mutants on all processors, each in a bubble of virtual time, where builds take none
// and nothing hangs for long.
func measure(t *testing.T, r *Runner, all []Mutant) []*Verdict {
	t.Helper()
	verdicts, failures := make([]*Verdict, len(all)), make([]error, len(all))
	var next atomic.Int64
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(all); i = int(next.Add(1)) - 1 {
				synctest.Test(t, func(t *testing.T) { verdicts[i], failures[i] = r.Try(t.Context(), &all[i]) })
			}
		})
	}
	workers.Wait()
	require.NoError(t, errors.Join(failures...))
	return verdicts
}

func newRunner(t *testing.T, target func() (*suite.Target, error)) *Runner {
	t.Helper()
	r := &Runner{Target: target}
	synctest.Test(t, func(t *testing.T) { require.NoError(t, r.Baseline(t.Context())) })
	return r
}

func everyMutant(t *testing.T) []Mutant {
	t.Helper()
	all, err := Contract()
	require.NoError(t, err)
	bugs, err := Behaviour()
	require.NoError(t, err)
	return append(all, bugs...)
}

// TestScore is `make mutants`.
func TestScore(t *testing.T) {
	if !*score {
		t.Skip("takes most of a minute: make mutants")
	}
	all := everyMutant(t)
	s := NewScore(all, measure(t, newRunner(t, emulatedAll), all))
	require.NoError(t, s.WriteText(os.Stdout))
	for _, id := range s.ByWireOnly {
		fmt.Fprintln(os.Stdout, "seen by the wire check only:", id)
	}
	for file, write := range map[string]func(*bytes.Buffer) error{
		"../../docs/mutants.md":   func(b *bytes.Buffer) error { return s.WriteMarkdown(b) },
		"../../docs/mutants.json": func(b *bytes.Buffer) error { return s.WriteJSON(b) },
	} {
		var b bytes.Buffer
		require.NoError(t, write(&b))
		require.NoError(t, os.WriteFile(file, b.Bytes(), 0o644))
	}
	writeFigures(t, s)
	for _, shortfall := range s.Shortfalls() {
		t.Error(shortfall)
	}
}

func TestMutants(t *testing.T) {
	t.Parallel()
	r := newRunner(t, emulated)
	all := everyMutant(t)
	slow := func(m *Mutant) bool { // what only costly features show
		return strings.Contains(m.Case, "megabytes") || strings.Contains(m.Case, "more-than-50") ||
			strings.HasPrefix(m.Place, "part Content")
	}

	// A sample in every test run: one mutant per operator and a dozen bugs, all over the catalogue.
	t.Run("sample", func(t *testing.T) {
		t.Parallel()
		var sample []Mutant
		seen := map[string]int{}
		// Not the first operation for every operator, but always the same, whatever is added.
		shuffled := slices.SortedFunc(slices.Values(all), func(a, b Mutant) int {
			return cmp.Compare(crc32.ChecksumIEEE([]byte(a.ID())), crc32.ChecksumIEEE([]byte(b.ID())))
		})
		for _, m := range shuffled {
			most := 1
			if m.Group == groupBehaviour {
				most = 12
			}
			if kind := m.Group + m.Operator; m.Legal == "" && seen[kind] < most && !slow(&m) {
				seen[kind]++
				sample = append(sample, m)
			}
		}
		require.Greater(t, len(sample), 35)
		s := NewScore(sample, measure(t, r, sample))
		assert.Empty(t, s.Shortfalls(), "nothing sees: strengthen a case, or give the reason in legal.json; "+
			"legal, and called wrong: the contract allows what the case refuses, so change one of the two")
		assert.Equal(t, 12, s.RightReason)
	})

	// The reasons of legal.json are put to the test: each mutant must pass every case of its operation.
	t.Run("legal", func(t *testing.T) {
		t.Parallel()
		var listed []Mutant
		for _, m := range all {
			if m.Listed {
				listed = append(listed, m)
			}
		}
		require.NotEmpty(t, listed)
		s := NewScore(listed, measure(t, r, listed))
		assert.Empty(t, s.Accused)
		assert.Len(t, s.Listed, len(listed))
	})
}

func TestRunner_needsASoundBaseline(t *testing.T) {
	t.Parallel()
	broken := &Runner{Target: emulated, Cases: []suite.Case{{
		ID: "test/fails", Ops: []string{"FetchService"}, Level: suite.Documented,
		Run: func(context.Context, *suite.Session) error { return errors.New("as ever") },
	}}}
	synctest.Test(t, func(t *testing.T) {
		require.ErrorIs(t, broken.Baseline(t.Context()), ErrBaseline)
		require.ErrorContains(t, broken.Baseline(t.Context()), "test/fails: as ever")
	})
	_, err := (&Runner{Target: emulated}).Try(t.Context(), &Mutant{})
	require.ErrorContains(t, err, "comes after Runner.Baseline")
}

func TestRunner_refusesCasesThatCannotSay(t *testing.T) {
	t.Parallel()
	all, err := Contract()
	require.NoError(t, err)
	calm := true
	r := &Runner{Target: emulated, Cases: []suite.Case{{
		ID: "test/panics", Ops: []string{all[0].Operation}, Level: suite.Documented,
		Run: func(ctx context.Context, s *suite.Session) error {
			_, err := s.CreateService(ctx)
			if !calm {
				panic("defect")
			}
			return err
		},
	}}}
	m := Mutant{Operation: all[0].Operation, Group: groupBehaviour,
		plant: func(s *site) http.RoundTripper { return s.next }}
	synctest.Test(t, func(t *testing.T) {
		require.NoError(t, r.Baseline(t.Context()))
		calm = false
		_, err := r.Try(t.Context(), &m)
		require.ErrorContains(t, err, "the case test/panics: the case panicked: defect")
		require.ErrorContains(t, err, "expect.Optional", "what to write instead")
		m.Case = "test/unheard-of"
		_, err = r.Try(t.Context(), &m)
		require.ErrorContains(t, err, "declares the case test/unheard-of, which is not there or not supported")
	})
}
