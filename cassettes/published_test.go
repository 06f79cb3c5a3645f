package cassettes_test

import (
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/dnaeon/go-vcr.v3/cassette"
	"gopkg.in/yaml.v3"

	"github.com/twilio-serverless/twilio-serverless-go/contract"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
)

// published is an exchange with the real API that was printed in public, with its heading.
type published struct {
	name, path string

	Operation string   `yaml:"operation"`
	Source    string   `yaml:"source"`
	Date      string   `yaml:"date"`
	Evidence  string   `yaml:"evidence"`
	Made      []string `yaml:"made"`
	Note      string   `yaml:"note"`
}

// kindsOfEvidence are the values of evidence, as README.md explains them.
var kindsOfEvidence = []string{"printed", "rebuilt", "words", "sibling", "edited", "reconstructed"}

func loadPublished(t testing.TB) []published {
	t.Helper()
	var all []published
	for _, path := range recordings(t, "published") {
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		p := published{path: path, name: strings.TrimSuffix(filepath.Base(path), ".yaml")}
		require.NoError(t, yaml.Unmarshal(text, &p), path)
		all = append(all, p)
	}
	require.NotEmpty(t, all)
	return all
}

// TestPublished_saysWhereItComesFrom: each file has its provenance, and what was not printed is marked.
func TestPublished_saysWhereItComesFrom(t *testing.T) {
	t.Parallel()
	sources := regexp.MustCompile(`^https://github\.com/|^(test data|console output) of `)
	for _, p := range loadPublished(t) {
		assert.Regexp(t, sources, p.Source, p.name)
		assert.Regexp(t, `^20\d\d`, p.Date, p.name)
		assert.Contains(t, kindsOfEvidence, p.Evidence, p.name)
		assert.Equal(t, p.Evidence != "printed", slices.Contains(p.Made, "body"),
			"%s: a body that was not printed is marked", p.name)
		assert.Contains(t, p.name, "-"+p.Operation, p.name)
	}
}

// TestPublished_keepsTheContract replays every exchange through the checker. A finding is listed in
// published/deviations.yaml with its reason, and what is listed is found.
func TestPublished_keepsTheContract(t *testing.T) {
	t.Parallel()
	listed := deviations(t, "published")
	seen := make([]bool, len(listed))
	checker, err := contract.NewChecker(nil)
	require.NoError(t, err)
	for _, p := range loadPublished(t) {
		operation, findings := checkDoc(t, checker, p.path)
		assert.Equal(t, p.Operation, operation, p.name)
		for _, f := range findings {
			i := slices.IndexFunc(listed, func(d deviation) bool { return d.Cassette == p.name && d.Rule == f.Rule })
			if assert.GreaterOrEqual(t, i, 0, "published/%s: %s\n%s", p.name, f,
				advice("published", p.name, f.Rule)) {
				seen[i] = true
			}
		}
	}
	for i, d := range listed {
		assert.NotEmpty(t, d.Reason, "%+v", d)
		assert.True(t, seen[i], "listed and not found any more: %+v", d)
	}
}

// TestPublished_clientReadsRefusals: the client turns each published refusal into an error with the
// status and, where there is one, Twilio's code and words.
func TestPublished_clientReadsRefusals(t *testing.T) {
	t.Parallel()
	refusals := 0
	for _, p := range loadPublished(t) {
		recorded, err := cassette.Load(strings.TrimSuffix(p.path, ".yaml"))
		require.NoError(t, err)
		answer := recorded.Interactions[0].Response
		if answer.Code < 400 {
			continue
		}
		refusals++
		c, err := client.New(client.AuthToken(account, "not-a-token"), &client.Options{
			HTTPClient: &http.Client{Transport: always(answer)}, Retry: client.Retry{Attempts: 1, RateLimitAttempts: 1},
		})
		require.NoError(t, err)
		// Refusals are read alike for all operations; some ask to wait before they are met again.
		synctest.Test(t, func(t *testing.T) { _, err = c.FetchService(t.Context(), "hello") })
		var refused *client.Error
		if assert.ErrorAs(t, err, &refused, p.name) {
			assert.Equal(t, answer.Code, refused.StatusCode, p.name)
			if strings.Contains(answer.Body, `"code"`) {
				assert.Contains(t, answer.Body, refused.Message, p.name)
				assert.NotZero(t, refused.Code, p.name)
			}
		}
	}
	assert.Greater(t, refusals, 10)
}

// always answers every request with one recorded answer.
func always(answer cassette.Response) http.RoundTripper {
	return roundTrip(func(r *http.Request) (*http.Response, error) {
		return &http.Response{
			StatusCode: answer.Code, Header: answer.Headers.Clone(), Request: r,
			Body: io.NopCloser(strings.NewReader(answer.Body)), ContentLength: int64(len(answer.Body)),
		}, nil
	})
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
