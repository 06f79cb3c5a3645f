package state

import (
	"context"
	"errors"
	"maps"
	"slices"
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
				"alone, and its Build can be deployed again, or deleted once it is live nowhere; Deployments that come " +
				"at once are each of their own Environment.",
			Source: page, Level: suite.Documented,
			Ops:    []string{"CreateDeployment", "ListDeployment", "DeleteBuild", "ListEnvironment"},
			AtOnce: true, Cost: costOfLast, Run: inLast(clearsOne),
		},
	}
}

// clearsOne accepts both readings of the page: Deployments of before stay listed, or are deleted.
func clearsOne(ctx context.Context, s *suite.Session, w *furnished) error {
	build := w.service + "/Builds/" + w.builds[0]
	if err := w.clear(ctx, s, 0); err != nil {
		return err
	}
	if err := s.Delete(ctx, build).Rejected(); err != nil { // live in the second Environment
		return err
	}
	if err := w.deployAtOnce(ctx, s, w.builds); err != nil {
		return err
	}
	if err := s.Together(len(w.environments), func(i int) error { return w.deploy(ctx, s, i, "") }); err != nil {
		return err
	}
	var problems []error
	for _, e := range w.environments {
		var o object
		problems = append(problems, s.Get(ctx, e).OK(&o), expect.Same("build_sid of "+e, expect.Quoted(o["build_sid"]),
			"null"))
	}
	return errors.Join(append(problems, s.Delete(ctx, build).Deleted())...)
}

// deployAtOnce makes a Build live in each Environment at once, and wants each Deployment to be listed and to be of its own.
func (w *furnished) deployAtOnce(ctx context.Context, s *suite.Session, builds []string) error {
	return s.Together(len(w.environments), func(i int) error {
		e := w.environments[i]
		var made, now object
		if err := s.Post(ctx, e+"/Deployments", form("BuildSid", builds[i])).Created(&made); err != nil {
			return err
		}
		if err := s.Get(ctx, e).OK(&now); err != nil {
			return err
		}
		items, err := s.List(ctx, e+"/Deployments", 0)
		return expect.Then(err,
			expect.That(slices.Contains(suite.SIDs(items), text(made, "sid")), "the Deployment %s of %s is not listed",
				text(made, "sid"), e),
			expect.Same("build_sid of "+e, text(now, "build_sid"), builds[i]))
	})
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
		now, err := take(ctx, s, w.service, w.was, change{})
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
