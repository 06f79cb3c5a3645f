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
			ID: "deployments/clearing-is-of-one-environment",
			Claim: "A Deployment without a Build takes down what is live in its Environment and leaves all else " +
				"alone, and its Build can be deployed again, or deleted once it is live nowhere.",
			Source: page, Level: suite.Documented, Ops: []string{"CreateDeployment", "DeleteBuild", "ListEnvironment"},
			Cost: costOfLast, Run: inLast(clearsOne),
		},
	}
}

// clearsOne accepts both readings of the page: Deployments of before stay listed, or are deleted.
func clearsOne(ctx context.Context, s *suite.Session, w *furnished) error {
	build, third := w.service+"/Builds/"+w.builds[0], w.liveOn(2)
	if err := w.clear(ctx, s, 0); err != nil {
		return err
	}
	if err := s.Delete(ctx, build).Rejected(); err != nil { // live in the second Environment
		return err
	}
	for _, b := range []string{w.builds[0], w.builds[1], ""} {
		if err := w.deploy(ctx, s, 0, b); err != nil {
			return err
		}
	}
	for _, environment := range []int{1, 2} {
		if environment == 2 && third == "" {
			continue
		}
		if err := w.deploy(ctx, s, environment, ""); err != nil {
			return err
		}
	}
	var problems []error
	for _, e := range w.environments {
		var o object
		problems = append(problems, s.Get(ctx, e).OK(&o), expect.Same("build_sid of "+e, expect.Quoted(o["build_sid"]),
			"null"))
	}
	return errors.Join(append(problems, s.Delete(ctx, build).Deleted())...)
}

// clear clears an Environment and wants nothing else to change but its Deployments.
func (w *furnished) clear(ctx context.Context, s *suite.Session, environment int) error {
	e := w.environments[environment]
	if err := s.Post(ctx, e+"/Deployments", nil).Created(nil); err != nil {
		return err
	}
	ofIt := func(path string, _ object) bool { return strings.HasPrefix(path, e+"/Deployments/") }
	before := maps.Clone(w.was)
	maps.DeleteFunc(before, ofIt)
	return reread(ctx, func() error {
		now, err := take(ctx, s, w.service)
		if err != nil {
			return err
		}
		after := maps.Clone(now)
		maps.DeleteFunc(after, ofIt)
		if err := before.compare(after, change{props: map[string][]string{e: {"build_sid",
			"date_updated"}}}); err != nil {
			return err
		}
		w.was = now
		return w.live(environment, nil)
	})
}
