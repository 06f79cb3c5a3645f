package suite

import (
	"net/http"
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Answers that claim an encoding they do not have break the contract, and the case does not mind.
func TestRun_unchecked(t *testing.T) {
	t.Parallel()
	broken := func(t *testing.T) *Target {
		target := emulated(t)
		next := target.Transport
		target.Transport = transportFunc(func(req *http.Request) (*http.Response, error) {
			resp, err := next.RoundTrip(req)
			if err == nil {
				resp.Header.Set("Content-Encoding", "gzip") // and it is not
			}
			return resp, err
		})
		return target
	}
	opts := &RunOptions{Cases: catalogue(), Filter: regexp.MustCompile("^services/unique-name-of-50-characters$"),
		Seed: 3}
	checked := runEmulated(t, broken, opts)
	assert.Equal(t, Fail, checked.Results[0].Outcome)
	assert.NotEmpty(t, checked.Results[0].Findings)
	assert.NotNil(t, checked.Coverage)

	opts.Unchecked = true
	unchecked := runEmulated(t, broken, opts)
	require.Equal(t, Pass, unchecked.Results[0].Outcome, unchecked.Results[0].Reason)
	assert.Empty(t, unchecked.Results[0].Findings)
	assert.Nil(t, unchecked.Coverage)
	assert.Equal(t, checked.Totals.Exchanges, unchecked.Totals.Exchanges)
}
