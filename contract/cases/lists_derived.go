package cases

import (
	"context"
	"slices"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
)

// otherListings are the lists of the contract that no fixture of this package fills: those of resources that are new.
func otherListings() []listing {
	withFixtures := []string{"Service", "Function", "FunctionVersion", "Asset", "AssetVersion", "Build", "Environment",
		"Variable", "Deployment", "Log"}
	var all []listing
	for _, op := range operations.All() {
		if op.Verb() == "List" && !slices.Contains(withFixtures, op.Noun()) {
			all = append(all, listing{resource: resourceOf(op), kind: op.Noun(), open: opened(op)})
		}
	}
	return all
}

// resourceOf is the resource of an operation as case IDs name it: the heading of its page.
func resourceOf(op operations.Operation) string {
	return strings.ToLower(strings.ReplaceAll(op.Tag, " ", "-"))
}

// opened opens the list of an operation: with one entry that cases share when the API makes such entries, else empty.
func opened(op operations.Operation) func(do func(ctx context.Context, s *suite.Session, path, sid string) error) run {
	type one struct{ path, sid string }
	return func(do func(ctx context.Context, s *suite.Session, path, sid string) error) run {
		return func(ctx context.Context, s *suite.Session) error {
			if _, ok := createsIn(op.Template); !ok {
				w, err := sharedWorld(ctx, s)
				if err != nil {
					return err
				}
				path, err := w.fill(ctx, op.Template)
				if err != nil {
					return err
				}
				return do(ctx, s, path, "")
			}
			list, err := suite.Share(ctx, s, "list of "+op.Noun()+" with one in it", 1000,
				func(ctx context.Context) (one, error) {
					w, err := newWorld(ctx, s)
					if err != nil {
						return one{}, err
					}
					sid, err := w.sid(ctx, collections(op.Template))
					if err != nil {
						return one{}, err
					}
					path, err := w.fill(ctx, op.Template)
					return one{path, sid}, err
				})
			if err != nil {
				return err
			}
			return do(ctx, s, list.path, list.sid)
		}
	}
}

// collections are the names of the collections in a path template, as world.sid takes them: /Services/Environments.
func collections(template string) string {
	var kinds strings.Builder
	for _, segment := range strings.Split(template, "/")[2:] { // the first two are empty and v1
		if !strings.HasPrefix(segment, "{") {
			kinds.WriteString("/" + segment)
		}
	}
	return kinds.String()
}

// createsIn returns the operation that makes a resource by a POST to a list, whose template this is. An upload, which is
// no form, is none.
func createsIn(list string) (operations.Operation, bool) {
	for _, op := range operations.All() {
		if op.Verb() == "Create" && op.Host == operations.ServerlessHost && op.Template == list {
			return op, true
		}
	}
	return operations.Operation{}, false
}

// listAt returns the operation that lists these collections.
func listAt(kinds string) (operations.Operation, bool) {
	for _, op := range operations.All() {
		if op.Verb() == "List" && collections(op.Template) == kinds {
			return op, true
		}
	}
	return operations.Operation{}, false
}
