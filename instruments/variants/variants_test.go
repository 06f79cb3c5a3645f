package variants_test

import (
	"flag"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/contract"
	"github.com/twilio-serverless/twilio-serverless-go/contract/cases"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/instruments/variants"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

var (
	full  = flag.Bool("full", false, "run the whole catalogue on every variant, not a part of it")
	plain = flag.Bool("plain", false, "run without the cases that are assumed")
)

const (
	key     = "SK00000000000000000000000000000000"
	foreign = "ACffffffffffffffffffffffffffffffff"
)

// emulated is an emulator behind variants, with every feature there is. Its host is none of Twilio's.
func emulated(t *testing.T, wear func(http.RoundTripper) http.RoundTripper) *suite.Target {
	t.Helper()
	time.Sleep(time.Until(time.Date(2026, time.November, 29, 9, 23, 0, 0, time.UTC))) // in virtual time
	emu, err := emulator.New(&emulator.Options{
		Seed: 1, BuildTime: 1500 * time.Millisecond, SeedLogs: 3,
		Accounts: []emulator.Account{
			{SID: emulator.TestAccountSID, AuthToken: emulator.TestAuthToken,
				Keys: map[string]string{key: "secret-of-the-key"}},
			{SID: foreign, AuthToken: "token-of-another-account"},
		},
		BuildResult: func(b emulator.BuildRequest) string { return b.Dependencies["cannot-be-installed"] },
	})
	require.NoError(t, err)
	return &suite.Target{
		APIURL: "https://serverless.variant.test", UploadURL: "https://serverless-upload.variant.test",
		Username: emulator.TestAccountSID, Password: emulator.TestAuthToken, SecondUsername: key,
		SecondPassword:  "secret-of-the-key",
		ForeignUsername: foreign, ForeignPassword: "token-of-another-account",
		FailingDependency: "cannot-be-installed@1.0.0",
		Transport:         wear(emu.Transport()),
		// Uploads of 25 MB show nothing of a variant, and would be most of the time that all of this takes.
		Features: slices.DeleteFunc(suite.Features(),
			func(f suite.Feature) bool { return f == suite.FeatureLargeUploads }),
	}
}

// holds runs cases in virtual time and wants no failure, nor a single violation, nor a finding but by a rule that is
// left out.
func holds(t *testing.T, cases []suite.Case, assumed bool, wear func(http.RoundTripper) http.RoundTripper,
	leftOut ...string) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		report, err := suite.Run(t.Context(), emulated(t, wear),
			&suite.RunOptions{Cases: cases, Seed: 11, Assumed: assumed, Parallel: 4})
		require.NoError(t, err)
		for _, result := range report.Results {
			if result.Outcome != suite.Pass && result.Outcome != suite.NotSupported &&
				(assumed || result.Outcome != suite.Skip) {
				assert.Fail(t, result.ID, "%s: %s %v", result.Outcome, result.Reason, result.Findings)
			}
		}
		for _, result := range report.Results {
			findings := slices.DeleteFunc(slices.Clone(result.Findings), func(f contract.Finding) bool {
				return slices.Contains(leftOut, f.Rule)
			})
			assert.Empty(t, findings, result.ID)
			assert.Empty(t, result.Leftover, result.ID)
		}
		assert.Zero(t, report.Totals.Violations)
		assert.Zero(t, report.Totals.Leftover)
	})
}

// TestVariants runs each variant alone, on every 48th case unless -full asks for all. Each variant begins with another
// case, so that together they meet the whole catalogue. A variant that changes nothing of them meets those that touch,
// a few at a time, and then all of it.
func TestVariants(t *testing.T) {
	t.Parallel()
	for n, v := range variants.Variants() {
		var some, touch []suite.Case
		for i, c := range cases.All() {
			if i%48 == n%48 {
				some = append(some, c)
			}
			if touching[c.ID] {
				touch = append(touch, c)
			}
		}
		chunks := slices.Collect(slices.Chunk(touch, 8))
		rounds := slices.Concat([][]suite.Case{some}, chunks, [][]suite.Case{cases.All()})
		if *full {
			rounds = [][]suite.Case{cases.All()}
		}
		t.Run(v.Name, func(t *testing.T) {
			t.Parallel()
			var worn *variants.Transport
			wear := func(next http.RoundTripper) http.RoundTripper {
				worn = v.Wear(next)
				return worn
			}
			var notices []string
			if v.Assumes { // that other addresses are refused is assumed
				notices = []string{"unknown-operation"}
			}
			for _, round := range rounds {
				holds(t, round, !v.Assumes && !*plain, wear, notices...)
				if worn.Changed() > 0 {
					t.Logf("%d exchanges changed, %d cases", worn.Changed(), len(round))
					break
				}
			}
			assert.Positive(t, worn.Changed(), "no case meets it, so nothing was shown: let a case meet it, or delete "+
				"the variant of this name from instruments/variants")
		})
	}
}

// touching are cases of which each variant changes something.
var touching = map[string]bool{
	"auth/every-operation-asks-for-credentials": true, "deployments/without-a-build-clear": true,
	"functions/head-is-get-without-a-body":       true,
	"deployments/clearing-is-of-one-environment": true,
	"builds/latest-runtime-is-accepted":          true, "builds/describe-their-versions": true,
	"functions/list-has-every-one-once": true, "logs/tell-where-they-come-from": true,
	"deployments/make-a-build-live": true, "services/underscore-in-unique-name-is-refused": true,
	"functions/page-size-from-1-to-1000": true, "functions/put-is-no-method": true,
	"environments/domain-name-has-the-suffix": true, "services/unknown-paths-are-not-found": true,
	"variables/malformed-sid-in-the-path-is-refused": true, "logs/list-has-every-one-once": true,
	"functions/other-methods-change-nothing":                       true,
	"function-versions/path-with-disallowed-characters-is-refused": true,
	"services/nothing-waits-for-a-build":                           true, "functions/odd-requests-are-answered": true,
	"function-version-content/is-byte-for-byte-what-was-uploaded": true, "function-version-content/may-be-empty": true,
	"services/resources-made-below-a-name-have-its-sid": true, "services/fetch-by-unique-name": true,
	"services/texts-are-kept-as-sent": true, "auth/both-kinds-of-credentials-reach-every-operation": true,
	"deployments/empty-build-sid-clears":  true,
	"functions/names-of-fields-have-case": true, "services/page-and-page-size-are-numbers-everywhere": true,
	"builds/of-deleted-versions-are-refused": true, "deployments/clearing-twice-conflicts": true,
	"logs/filters-are-accepted": true, "logs/filters-that-make-no-sense-are-refused": true,
	"functions/fields-of-the-query-do-not-count": true, "functions/requests-need-no-headers": true,
	"function-versions/paths-are-not-tidied": true, "functions/paths-are-compared-as-they-are": true,
	"services/only-forms-are-read": true, "services/sids-are-of-one-kind": true,
	"environments/second-without-suffix-is-refused": true,
}

// TestVariants_together wears all variants at once: they must not lean on each other either. Each answer is rewritten
// all of them, so it takes every eighth case, and the whole catalogue with -full.
func TestVariants_together(t *testing.T) {
	t.Parallel()
	var some []suite.Case
	for i, c := range cases.All() {
		if *full || i%8 == 0 || touching[c.ID] {
			some = append(some, c)
		}
	}
	holds(t, some, true, func(next http.RoundTripper) http.RoundTripper {
		for _, v := range variants.Variants() {
			if !v.Assumes && !v.Alone {
				next = v.Wear(next)
			}
		}
		return next
		// together they are so slow that a Build ends before a case deploys it unfinished, and that a Log comes late
	}, "differs-when-shared", "late-read")
}

func TestVariants_areNamedAndExplained(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, v := range variants.Variants() {
		assert.NotEmpty(t, v.Name)
		assert.NotEmpty(t, v.Why, v.Name)
		assert.False(t, seen[v.Name], "%s is there twice", v.Name)
		seen[v.Name] = true
	}
	assert.GreaterOrEqual(t, len(seen), 144)
}
