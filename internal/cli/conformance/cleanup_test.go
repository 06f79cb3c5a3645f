package conformance

import (
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/contract/cases"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
)

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

// A target that says it has deleted and has not leaves Services behind: the run fails, names them,
// and says what to do.
func TestBooks_tellWhatIsLeft(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		apiURL string
		change func(next http.RoundTripper, req *http.Request) (*http.Response, error)
		want   string
		hint   string
	}{
		"not deleted": {
			"http://127.0.0.1:8080", func(next http.RoundTripper, req *http.Request) (*http.Response, error) {
				if req.Method == http.MethodDelete {
					return &http.Response{StatusCode: http.StatusNoContent, Header: http.Header{}, Body: http.NoBody,
						Request: req}, nil
				}
				return next.RoundTrip(req)
			}, `^1 Service of the run could not be deleted: check-10-[0-9a-f]{6}-1 \(ZS[0-9a-f]{32}\)$`,
			"--api-url http://127.0.0.1:8080 --cleanup check-10 ",
		},
		"no server answers any more": {
			"http://127.0.0.1:8080", func(next http.RoundTripper, req *http.Request) (*http.Response, error) {
				if req.URL.RawQuery == "PageSize=1000" {
					return nil, errors.New("gone")
				}
				return next.RoundTrip(req)
			}, `^whether something of check-10 is left is unknown: which Services there are: .*gone`,
			"--cleanup check-10 ",
		},
		"emulator of this process": {
			"", func(next http.RoundTripper, req *http.Request) (*http.Response,
				error) {
				return next.RoundTrip(req)
			}, "", "",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var f conformanceFlags
			target, err := f.target(&verb.Env{Getenv: func(string) string { return "" }})
			require.NoError(t, err)
			f.APIURL = tt.apiURL
			next := target.Transport
			target.Transport = roundTripper(func(req *http.Request) (*http.Response,
				error) {
				return tt.change(next, req)
			})
			books, err := f.keepBooks(target)
			require.NoError(t, err)
			report, err := suite.Run(t.Context(), target,
				&suite.RunOptions{Cases: cases.All(), Seed: 36, Filter: regexp.MustCompile("^services/fetch-by-sid$")})
			require.NoError(t, err)
			err = books.close(t.Context(), report)
			if tt.want == "" {
				require.NoError(t, err)
				return
			}
			require.Error(t, err)
			assert.Regexp(t, tt.want, err.Error())
			assert.Contains(t, verb.Suggestion(&verb.Env{}, err), tt.hint)
		})
	}
}

func TestWriteWhole(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	path := filepath.Join(folder, "report.json")
	require.NoError(t, os.WriteFile(path, []byte("before"), 0o600))
	fails := &suite.Report{Results: []suite.Result{{Level: 99}}} // a level without a name cannot be written
	require.Error(t, writeWhole(path, fails.WriteJSON))
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, "before", string(text), "a report that cannot be written leaves the one of before")
	require.NoError(t, writeWhole(path, (&suite.Report{}).WriteJSON))
	entries, err := os.ReadDir(folder)
	require.NoError(t, err)
	assert.Len(t, entries, 1, "no drafts are left")
}
