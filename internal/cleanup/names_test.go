package cleanup_test

import (
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/contract/cases"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cleanup"
)

// keeper refuses to delete Services.
type keeper struct{ next http.RoundTripper }

func (k keeper) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.Method == http.MethodDelete && strings.Count(req.URL.Path, "/") == 3 {
		return &http.Response{StatusCode: http.StatusForbidden, Header: http.Header{}, Body: http.NoBody, Request: req},
			nil
	}
	return k.next.RoundTrip(req)
}

// Whatever a case names a Service, a run that was killed leaves names that tell whose they are. The cases about
// Services choose names; of the others, which take the names of the suite, one of eight is run unless -every-step
// asks for all.
func TestLeft_findsTheNamesOfAllCases(t *testing.T) {
	t.Parallel()
	for i, c := range cases.All() {
		if !*everyStep && c.Resource() != "services" && i%8 != 0 {
			continue
		}
		synctest.Test(t, func(t *testing.T) {
			target := emulatorTarget(t)
			intact := target.Transport
			target.Transport = keeper{intact}
			report, _ := suite.Run(t.Context(), target, &suite.RunOptions{Cases: []suite.Case{c}, Seed: 5})
			require.NotNil(t, report, c.ID)
			api := clientOf(t, intact)
			mine, doubtful, err := cleanup.Left(t.Context(), api, report.Prefix)
			require.NoError(t, err)
			assert.ElementsMatch(t, namesIn(t, api), names(append(mine, doubtful...)), c.ID)
		})
	}
}

func names(services []cleanup.Service) []string {
	all := []string{}
	for _, s := range services {
		all = append(all, s.UniqueName)
	}
	return all
}
