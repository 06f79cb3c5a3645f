package cases

import (
	"context"

	"github.com/twilio-serverless/twilio-serverless-go/contract"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
)

// credentialCases ask of every operation what the cases in cases_auth.go ask of one.
func credentialCases() []suite.Case {
	var all []string
	for _, op := range contract.Operations() {
		all = append(all, op.OperationID)
	}
	return []suite.Case{
		{
			ID:     "auth/an-empty-secret-is-refused-everywhere",
			Claim:  "An Account SID without its Auth Token is answered 401 by every operation.",
			Source: errorPage + "20003", Level: suite.Observed, Ops: all,
			Run: func(ctx context.Context, s *suite.Session) error {
				return refuseAll(ctx, s, s.Target().Username, "")
			},
		},
	}
}
