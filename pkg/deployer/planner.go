package deployer

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

// Plan compares a project with what the account holds and returns what has to be done. It reads and never writes. Everything wrong
// with the request is reported before the first call.
//
// Functions and Assets are recognised by the path under which the live Build serves them, else by a friendly name equal to the path,
// which is how existing tools name them.
func (d *Deployer) Plan(ctx context.Context, request Request) (*Plan, error) {
	if err := request.Check(); err != nil {
		return nil, err
	}
	remote, err := d.readRemote(ctx, &request)
	if err != nil {
		return nil, fmt.Errorf("planning: %w", ended(ctx, err))
	}
	plan := &Plan{
		Format:      PlanFormat,
		Service:     PlannedService{Action: ActionCreate, UniqueName: request.Service},
		Environment: planEnvironment(&request, remote.environment),
		Functions:   planFiles(request.Bundle.Functions, remote.functions),
		Assets:      planFiles(request.Bundle.Assets, remote.assets),
		Variables:   planVariables(&request, remote.variables),
		Build:       PlannedBuild{Dependencies: append([]Dependency{}, request.Bundle.Dependencies...), Runtime: request.Runtime},
	}
	if remote.service != nil {
		plan.Service = PlannedService{Action: ActionKeep, UniqueName: remote.service.UniqueName, SID: remote.service.SID}
	}
	if remote.environment != nil && remote.environment.BuildSID != nil {
		plan.BaseBuildSID = *remote.environment.BuildSID
	}
	plan.Calls = plan.countCalls()
	return plan, nil
}

func planEnvironment(request *Request, existing *serverless.Environment) PlannedEnvironment {
	name, suffix := request.environmentNames()
	if e := existing; e != nil {
		return PlannedEnvironment{Action: ActionKeep, UniqueName: e.UniqueName, DomainSuffix: suffix, SID: e.SID, DomainName: e.DomainName}
	}
	return PlannedEnvironment{Action: ActionCreate, UniqueName: name, DomainSuffix: suffix}
}

func planFiles(files []File, remote remoteFiles) []PlannedFile {
	planned := []PlannedFile{}
	sids := remote.match(files)
	local := map[string]bool{}
	for _, f := range files {
		local[f.Path] = true
		p := PlannedFile{
			Action: ActionCreate, Path: f.Path, Visibility: f.Visibility, Source: f.Source,
			ContentType: f.ContentType, Size: f.Size, open: f.Open,
		}
		if sid := sids[f.Path]; sid != "" {
			p.Action, p.SID = ActionUpdate, sid
		}
		planned = append(planned, p)
	}
	for path, live := range remote.live {
		if !local[path] {
			planned = append(planned, PlannedFile{Action: ActionRemove, Path: path, Visibility: live.visibility, SID: live.parent})
		}
	}
	slices.SortFunc(planned, func(a, b PlannedFile) int { return strings.Compare(a.Path, b.Path) })
	return planned
}

func planVariables(request *Request, remote []serverless.Variable) []PlannedVariable {
	existing := map[string]serverless.Variable{}
	for _, v := range remote {
		existing[v.Key] = v
	}
	planned := []PlannedVariable{}
	for _, v := range request.Variables {
		p := PlannedVariable{Action: ActionCreate, Key: v.Key, value: &v.Value}
		if old, ok := existing[v.Key]; ok {
			p.SID, p.Action = old.SID, ActionUpdate
			if old.Value == v.Value {
				p.Action = ActionKeep
			}
			delete(existing, v.Key)
		}
		planned = append(planned, p)
	}
	if request.SyncVariables {
		for key, old := range existing {
			planned = append(planned, PlannedVariable{Action: ActionRemove, Key: key, SID: old.SID})
		}
	}
	slices.SortFunc(planned, func(a, b PlannedVariable) int { return strings.Compare(a.Key, b.Key) })
	return planned
}
