package resources

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/target"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/terminal"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

// functionPaths finds the paths of Functions: Logs have only SIDs. It reads the Builds that logged,
// each once.
type functionPaths struct {
	*target.Session
	builds map[string]bool
	paths  map[string]string // SID → path
}

// of is the path of the Function that logged, or its SID where that is not to be known any more.
func (p *functionPaths) of(ctx context.Context, l serverless.Log) string {
	if path := p.paths[l.FunctionSID]; path == "" && !p.builds[l.BuildSID] {
		_ = p.read(ctx, l.BuildSID) // a Build that was deleted leaves the SID
	}
	return terminal.Or(p.paths[l.FunctionSID], l.FunctionSID)
}

func (p *functionPaths) read(ctx context.Context, build string) error {
	p.builds[build] = true
	b, err := p.Client.FetchBuild(ctx, p.Place.Service, build)
	if errors.Is(err, client.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, v := range b.FunctionVersions {
		if v.Path != deployer.ManifestPath {
			p.paths[v.FunctionSID] = v.Path
		}
	}
	return nil
}

// find returns the SID of the Function with a path: that of the live Build, else one that is named
// so. "" is all Functions.
func (p *functionPaths) find(ctx context.Context, e *serverless.Environment, name string) (string, error) {
	if name == "" {
		return "", nil
	}
	if serverless.IsSID(name, "") {
		if err := deployer.CheckSID("ZH", name); err != nil {
			return "", &verb.UsageError{Err: fmt.Errorf("--function: %w", err)}
		}
		return name, nil
	}
	name = "/" + strings.TrimPrefix(name, "/")
	if e.BuildSID != nil {
		if err := p.read(ctx, *e.BuildSID); err != nil {
			return "", err
		}
	}
	for sid, path := range p.paths {
		if path == name {
			return sid, nil
		}
	}
	functionsOptions := &client.ListFunctionsOptions{PageSize: target.LargestPages}
	for f, err := range p.Client.ListFunctions(ctx, p.Place.Service, functionsOptions) {
		if err != nil {
			return "", err
		}
		if f.FriendlyName == name {
			return f.SID, nil
		}
	}
	known := slices.Sorted(maps.Values(p.paths))
	return "", fmt.Errorf("there is no Function %s in %s; live there: %s", name, p.EnvironmentName(),
		terminal.Or(terminal.Few(known), "none"))
}
