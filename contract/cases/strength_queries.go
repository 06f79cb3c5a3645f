package cases

import (
	"context"
	"errors"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/contract"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
)

// queryCases ask of every list what the cases of one list ask.
func queryCases() []suite.Case {
	var lists []contract.OperationInfo
	for _, op := range contract.Operations() {
		if strings.HasPrefix(op.OperationID, "List") {
			lists = append(lists, op)
		}
	}
	return []suite.Case{
		{
			ID:     "services/page-and-page-size-are-numbers-everywhere",
			Claim:  "The PageSize of every list is a whole number, and so is its Page, which is not negative.",
			Source: officialSpec, Level: suite.Assumed, Ops: idsOf(lists),
			Run: func(ctx context.Context, s *suite.Session) error {
				w, err := newWorld(ctx, s)
				if err != nil {
					return err
				}
				var problems []error
				for _, op := range lists {
					path, err := w.fill(ctx, op.Path)
					if err != nil {
						return err
					}
					for _, query := range []string{"PageSize=many", "Page=-1", "Page=first"} {
						problems = append(problems, s.Get(ctx, path+"?"+query).RefusedSomehow())
					}
				}
				return errors.Join(problems...)
			},
		},
	}
}
