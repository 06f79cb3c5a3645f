package state

import (
	"context"
	"errors"
	"maps"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/expect"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
)

func deploymentCases() []suite.Case {
	page := resourcePage + "deployment"
	return []suite.Case{
		{
			ID:     "deployments/clearing-is-of-one-environment",
			Claim:  "A Deployment without a Build takes down what is live in its Environment, and leaves other Environments, Builds and Variables alone.",
			Source: page, Level: suite.Documented, Ops: []string{"CreateDeployment", "FetchEnvironment", "ListEnvironment"},
			Run: in(clearsOne),
		},
		{
			ID:     "deployments/what-was-cleared-can-be-deployed-or-deleted",
			Claim:  "After an Environment was cleared its Build can be deployed to it again, and can be deleted once it is live nowhere.",
			Source: terraform, Level: suite.Observed, Ops: []string{"CreateDeployment", "DeleteBuild"},
			Run: in(func(ctx context.Context, s *suite.Session, w *furnished) error {
				build := w.service + "/Builds/" + w.builds[0]
				if err := w.deploy(ctx, s, 1, ""); err != nil {
					return err
				}
				if err := s.Delete(ctx, build).RefusedSomehow(); err != nil { // live in the first Environment
					return err
				}
				for _, b := range []string{w.builds[0], w.builds[1], ""} {
					if err := w.deploy(ctx, s, 1, b); err != nil {
						return err
					}
				}
				if err := w.deploy(ctx, s, 0, ""); err != nil {
					return err
				}
				for _, e := range w.environments {
					var o object
					err := s.Get(ctx, e).OK(&o)
					if err := expect.Then(err, expect.Same("build_sid of "+e, expect.Quoted(o["build_sid"]), "null")); err != nil {
						return err
					}
				}
				return s.Delete(ctx, build).Deleted()
			}),
		},
	}
}

// clearsOne accepts both readings of the page: Deployments of before stay listed, or are deleted.
func clearsOne(ctx context.Context, s *suite.Session, w *furnished) error {
	for _, i := range []int{0, 1} {
		e := w.environments[i]
		var d object
		if err := s.Post(ctx, e+"/Deployments", nil).Created(&d); err != nil {
			return err
		}
		now, err := take(ctx, s, w.service)
		if err != nil {
			return err
		}
		ofIt := func(path string, _ object) bool { return strings.HasPrefix(path, e+"/Deployments/") }
		before, after := maps.Clone(w.was), maps.Clone(now)
		maps.DeleteFunc(before, ofIt)
		maps.DeleteFunc(after, ofIt)
		err = before.compare(after, change{props: map[string][]string{e: {"build_sid", "date_updated"}}})
		if err = errors.Join(err, expect.Same("sid of the new Deployment", len(text(d, "sid")), 34)); err != nil {
			return err
		}
		w.was = now
		if err := w.live(i, nil); err != nil {
			return err
		}
	}
	return nil
}
