package conformance

import (
	"bytes"
	"context"
	"net/http"
	"regexp"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/contract/cases"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
)

// The same seed gives the same report, byte by byte and times aside.
func TestEmulatedTarget_sameSeedSameReport(t *testing.T) {
	t.Parallel()
	synctest.Test(t, sameSeedSameReport)
}

func sameSeedSameReport(t *testing.T) {
	once := func(seed uint64) string {
		report, err := suite.Run(t.Context(), emulatedTarget(seed), &suite.RunOptions{
			Cases: cases.All(),
			Seed:  seed, Assumed: true, Parallel: 10, Filter: regexp.MustCompile("^(deployments|services)/"),
		})
		require.NoError(t, err)
		assert.False(t, report.Failed())
		report.Started, report.Duration = time.Time{}, 0
		for i := range report.Results {
			report.Results[i].Duration = 0
		}
		var text bytes.Buffer
		require.NoError(t, report.WriteJSON(&text))
		return text.String()
	}
	first := once(7)
	assert.Equal(t, first, once(7))
	assert.NotEqual(t, first, once(8))
}

// What a case leaves in its own emulator is found by who asks from outside.
func TestEmulators_answerFromOutsideTogether(t *testing.T) {
	t.Parallel()
	target := emulatedTarget(1)
	var left string
	keep := suite.Case{ID: "test/leaves-something", Level: suite.Documented,
		Run: func(ctx context.Context, s *suite.Session) error {
			service, err := s.CreateService(ctx)
			if err == nil {
				left = service.SID
			}
			return err
		}}
	inner := target.Transport
	target.Transport = roundTripper(func(req *http.Request) (*http.Response, error) {
		if req.Method == http.MethodDelete {
			return &http.Response{StatusCode: http.StatusBadGateway, Header: http.Header{}, Body: http.NoBody,
				Request: req}, nil
		}
		return inner.RoundTrip(req)
	})
	f := &conformanceFlags{}
	books, err := f.keepBooks(target)
	require.NoError(t, err)
	report, err := suite.Run(t.Context(), target, &suite.RunOptions{Cases: []suite.Case{keep}})
	require.NoError(t, err)
	require.NotEmpty(t, left)
	require.ErrorContains(t, books.close(t.Context(), report), left)
}
