package contract

import (
	"context"
	"errors"
	"strings"
)

// queryCases ask of every list what the cases of one list ask.
func queryCases() []Case {
	var lists []OperationInfo
	for _, op := range Operations() {
		if strings.HasPrefix(op.OperationID, "List") {
			lists = append(lists, op)
		}
	}
	return []Case{
		{
			ID:     "services/page-and-page-size-are-numbers-everywhere",
			Claim:  "The PageSize of every list is a whole number, and so is its Page, which is not negative.",
			Source: officialSpec, Level: Assumed, Ops: idsOf(lists),
			Run: func(ctx context.Context, s *Session) error {
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
