package resources

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/change"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/target"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/terminal"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

// inventory is what is deleted with a Service or an Environment.
type inventory struct {
	Kind         string               `json:"kind"` // Service or Environment
	SID          string               `json:"sid"`
	Name         string               `json:"name"`
	Environments []deletedEnvironment `json:"environments"`
	Functions    int                  `json:"functions,omitempty"` // of a Service; an Environment has none of its own
	Assets       int                  `json:"assets,omitempty"`
	Builds       int                  `json:"builds,omitempty"`
	Variables    int                  `json:"variables,omitempty"`   // of an Environment
	Deployments  int                  `json:"deployments,omitempty"` // of an Environment
}

type deletedEnvironment struct {
	SID        string `json:"sid"`
	Name       string `json:"name"` // domain suffix, or production
	DomainName string `json:"domain_name"`
	BuildSID   string `json:"build_sid,omitempty"` // that is live
	Functions  int    `json:"functions,omitempty"` // of the live Build
	Assets     int    `json:"assets,omitempty"`
}

func inService(ctx context.Context, s *target.Session) (*inventory, error) {
	service, err := s.Client.FetchService(ctx, s.Place.Service)
	if err != nil {
		return nil, err
	}
	s.Place.Service = service.SID // what was shown is what is deleted
	in := &inventory{Kind: "Service", SID: service.SID, Name: service.UniqueName, Environments: []deletedEnvironment{}}
	builds := map[string]serverless.Build{}
	buildsOptions := &client.ListBuildsOptions{PageSize: target.LargestPages}
	for b, err := range s.Client.ListBuilds(ctx, service.SID, buildsOptions) {
		if err != nil {
			return nil, err
		}
		builds[b.SID] = b
	}
	in.Builds = len(builds)
	environmentsOptions := &client.ListEnvironmentsOptions{PageSize: target.LargestPages}
	for e, err := range s.Client.ListEnvironments(ctx, service.SID, environmentsOptions) {
		if err != nil {
			return nil, err
		}
		in.Environments = append(in.Environments, deleted(e, builds[terminal.Deref(e.BuildSID)]))
	}
	functionsOptions := &client.ListFunctionsOptions{PageSize: target.LargestPages}
	if in.Functions, err = verb.Count(deployer.WithoutManifest(s.Client.ListFunctions(ctx, service.SID,
		functionsOptions))); err != nil {
		return nil, err
	}
	assetsOptions := &client.ListAssetsOptions{PageSize: target.LargestPages}
	in.Assets, err = verb.Count(s.Client.ListAssets(ctx, service.SID, assetsOptions))
	return in, err
}

func inEnvironment(ctx context.Context, s *target.Session, name string) (*inventory, error) {
	e, err := target.FindEnvironment(ctx, s.Client, s.Place.Service, name)
	if err != nil {
		return nil, err
	}
	var live serverless.Build
	if e.BuildSID != nil {
		b, err := s.Client.FetchBuild(ctx, s.Place.Service, *e.BuildSID)
		if err != nil {
			return nil, err
		}
		live = *b
	}
	d := deleted(*e, live)
	in := &inventory{Kind: "Environment", SID: e.SID, Name: d.Name, Environments: []deletedEnvironment{d}}
	variablesOptions := &client.ListVariablesOptions{PageSize: target.LargestPages}
	if in.Variables, err = verb.Count(s.Client.ListVariables(ctx, s.Place.Service, e.SID,
		variablesOptions)); err != nil {
		return nil, err
	}
	deploymentsOptions := &client.ListDeploymentsOptions{PageSize: target.LargestPages}
	in.Deployments, err = verb.Count(s.Client.ListDeployments(ctx, s.Place.Service, e.SID, deploymentsOptions))
	return in, err
}

func deleted(e serverless.Environment, live serverless.Build) deletedEnvironment {
	return deletedEnvironment{
		SID: e.SID, Name: terminal.Or(terminal.Deref(e.DomainSuffix), "production"), DomainName: e.DomainName,
		BuildSID:  terminal.Deref(e.BuildSID),
		Functions: countFunctions(live), Assets: len(live.AssetVersions),
	}
}

func (in *inventory) write(w io.Writer) error {
	var t change.Table
	if in.Kind == "Service" {
		t.Add(deployer.ActionRemove, "service", in.Name, in.SID)
	}
	for _, e := range in.Environments {
		note := "nothing is live"
		if e.BuildSID != "" {
			note = fmt.Sprintf("LIVE at https://%s: %s, %s", e.DomainName, terminal.Plural(e.Functions, "function"),
				terminal.Plural(e.Assets, "asset"))
		}
		t.Add(deployer.ActionRemove, "environment", e.Name, note)
	}
	if err := t.Write(w); err != nil {
		return err
	}
	var also []string
	for _, part := range []struct {
		n    int
		noun string
	}{{in.Functions, "function"}, {in.Assets, "asset"}, {in.Builds, "build"}, {in.Variables, "variable"},
		{in.Deployments, "deployment"}} {
		if part.n > 0 {
			also = append(also, terminal.Plural(part.n, part.noun))
		}
	}
	if len(also) == 0 {
		return nil
	}
	_, err := terminal.Fprintf(w, "also deletes %s\n", strings.Join(also, ", "))
	return err
}
