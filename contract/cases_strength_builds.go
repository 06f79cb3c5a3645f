package contract

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

func buildStrengthCases() []Case {
	return []Case{
		{
			ID:     "builds/create-fetch-and-list-agree",
			Claim:  "A Build has the same versions, dependencies and runtime wherever it is answered.",
			Source: buildPage + "#build-properties", Level: Documented, Ops: []string{"CreateBuild", "FetchBuild", "ListBuild"},
			Run: inService(func(ctx context.Context, s *Session, service *serverless.Service) error {
				var functions, assets []string
				for range 2 {
					function, err := s.CreateFunctionVersion(ctx, service)
					if err != nil {
						return err
					}
					asset, err := s.CreateAssetVersion(ctx, service)
					if err != nil {
						return err
					}
					functions, assets = append(functions, function.SID), append(assets, asset.SID)
				}
				var made, got, listed serverless.Build
				if err := postBuild(ctx, s, service.SID, functions, assets).Created(&made); err != nil {
					return err
				}
				if err := s.Answer(s.API.FetchBuild(ctx, service.SID, made.SID)).OK(&got); err != nil {
					return err
				}
				items, err := s.list(ctx, pathTo("Services", service.SID, "Builds"), 0)
				if err := then(err, same("the number of Builds", len(items), 1)); err != nil {
					return err
				}
				if err := items[0].into(&listed); err != nil {
					return err
				}
				return errors.Join(
					same("the Build as fetched", outline(&got), outline(&made)),
					same("the Build in the list", outline(&listed), outline(&made)))
			}),
		},
	}
}

// outline is what of a Build never changes, in an order of its own.
func outline(b *serverless.Build) string {
	var packages []string
	for _, d := range b.Dependencies {
		packages = append(packages, d.Name+"@"+d.Version)
	}
	slices.Sort(packages)
	return fmt.Sprintf("functions %s assets %s dependencies %s runtime %s",
		functionsOf(b), assetsOf(b), strings.Join(packages, " "), b.Runtime)
}
