package contract

import "context"

// credentialCases ask of every operation what the cases in cases_auth.go ask of one.
func credentialCases() []Case {
	var all []string
	for _, op := range Operations() {
		all = append(all, op.OperationID)
	}
	return []Case{
		{
			ID:     "auth/an-empty-secret-is-refused-everywhere",
			Claim:  "An Account SID without its Auth Token is answered 401 by every operation.",
			Source: errorPage + "20003", Level: Observed, Ops: all,
			Run: func(ctx context.Context, s *Session) error {
				return refuseAll(ctx, s, s.target.Username, "")
			},
		},
	}
}
