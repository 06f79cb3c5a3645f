package state

import (
	"context"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/expect"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
)

// otherDateCases look at the dates of what a request does not name.
func otherDateCases() []suite.Case {
	return []suite.Case{{
		ID: "services/dates-of-others-do-not-move",
		Claim: "An update, a create, a delete or a Deployment moves the date_updated of no other Service, " +
			"Function, Asset, Variable or Build, and no date_created.",
		Source: officialSpec, Level: suite.Documented,
		Ops: []string{"UpdateService", "UpdateFunction", "UpdateAsset", "UpdateVariable", "CreateVariable",
			"DeleteVariable",
			"CreateFunctionVersion", "CreateBuild", "CreateDeployment"},
		Cost: costOfKeeper, Run: in(func(ctx context.Context, s *suite.Session, w *furnished) error {
			other, err := s.SharedOther(ctx)
			if err != nil {
				return err
			}
			second := suite.Path("Services", other.SID)
			build := func(i int) string { return w.service + "/Builds/" + w.builds[i] }
			watched := []string{second, w.functions[1], w.assets[1], w.variables[1], build(0), build(1)}
			was := map[string][2]string{}
			dates := func(path string) ([2]string, error) {
				var o object
				err := s.Get(ctx, path).OK(&o)
				return [2]string{text(o, "date_created"), text(o, "date_updated")}, err
			}
			for _, path := range watched {
				if was[path], err = dates(path); err != nil {
					return err
				}
			}
			if err := suite.Wait(ctx, suite.DateStep); err != nil {
				return err
			}
			requests := []func() error{
				func() error { return s.Post(ctx, w.service, form("FriendlyName", "Contract check moved")).OK(nil) },
				func() error { return s.Post(ctx, w.functions[2], form("FriendlyName", "moved")).OK(nil) },
				func() error { return s.Post(ctx, w.assets[2], form("FriendlyName", "moved")).OK(nil) },
				func() error { return s.Post(ctx, w.variables[2], form("Value", "moved")).OK(nil) },
				func() error {
					made, err := create(ctx, s, w.environments[0]+"/Variables", "Key", "MOVES", "Value", "v")
					return expect.Then(err, s.Delete(ctx, made).Deleted())
				},
				func() error {
					_, err := uploadTo(ctx, s, w.functions[2], suite.File{})
					return err
				},
				func() error {
					made, err := create(ctx, s, w.service+"/Builds", "FunctionVersions", sidOf(w.versions[0]))
					w.more[sidOf(made)] = [2][]string{{w.versions[0]}, nil}
					return err
				},
			}
			for _, b := range map[bool][]string{true: {w.builds[0]},
				false: {w.builds[1], w.builds[0]}}[w.liveOn(2) == ""] {
				requests = append(requests, func() error { return w.deploy(ctx, s, 2, b) })
			}
			for _, request := range requests {
				if err := request(); err != nil {
					return err
				}
			}
			w.leave()
			return forEach(watched, func(path string) error {
				now, err := dates(path)
				return expect.Then(err, expect.Same("date_created and date_updated of "+path+", which no request named",
					now, was[path]))
			})
		}),
	}}
}
