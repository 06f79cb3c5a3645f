package state

import (
	"context"
	"fmt"
	"net/url"
	"slices"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/expect"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

// manyFiles are so many that the form of their Build is longer than 4 KiB.
const manyFiles = long

// manyFilesCases build what a website of ordinary size has.
func manyFilesCases() []suite.Case {
	return []suite.Case{{
		ID:     "builds/of-many-files",
		Claim:  "A Build may have many Assets, whose SIDs make a form of more than 4 KiB, and has every one of them.",
		Source: resourcePage + "build", Level: suite.Documented, Ops: []string{"CreateBuild", "FetchBuild"},
		AtOnce: true, Cost: costOfManyAssets,
		Run: func(ctx context.Context, s *suite.Session) error {
			root, assets, err := manyAssets(ctx, s)
			if err != nil {
				return err
			}
			versions := make([]string, manyFiles)
			if err := s.Together(manyFiles, func(i int) error {
				version, err := uploadTo(ctx, s, root+"/Assets/"+assets[i], suite.File{Path: fmt.Sprint("/file-", i)})
				versions[i] = sidOf(version)
				return err
			}); err != nil {
				return err
			}
			fields := url.Values{"AssetVersions": versions}
			var made, later serverless.Build
			if err := s.Post(ctx, root+"/Builds", fields).Created(&made); err != nil {
				return err
			}
			err = s.Get(ctx, root+"/Builds/"+made.SID).OK(&later)
			var got []string
			for _, v := range later.AssetVersions {
				got = append(got, v.SID)
			}
			slices.Sort(got)
			return expect.Then(err, expect.Same("the asset_versions of the Build, sorted,", fmt.Sprint(got),
				fmt.Sprint(slices.Sorted(slices.Values(fields["AssetVersions"])))))
		},
	}}
}
