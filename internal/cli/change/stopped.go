package change

import (
	"context"
	"errors"
	"slices"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/terminal"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

// versions are the files of a plan that get a new version, those included of which an earlier run
// has uploaded it.
func versions(plan *deployer.Plan) []deployer.PlannedFile {
	return slices.DeleteFunc(slices.Concat(plan.Functions, plan.Assets), func(f deployer.PlannedFile) bool {
		return f.Action != deployer.ActionCreate && f.Action != deployer.ActionUpdate
	})
}

// uploads are the files that remain to be uploaded.
func uploads(plan *deployer.Plan) []deployer.PlannedFile {
	return slices.DeleteFunc(versions(plan), func(f deployer.PlannedFile) bool { return f.VersionSID != "" })
}

// Stopped says what was done before an error.
func (p *Progress) Stopped(plan *deployer.Plan, r *deployer.Result, err error) {
	if r == nil || r.ServiceSID == "" {
		return
	}
	uploaded := 0
	for _, files := range [][]deployer.DeployedFile{r.Functions, r.Assets} {
		for _, f := range files {
			if f.Action != deployer.ActionKeep {
				uploaded++
			}
		}
	}
	terminal.Fprintf(p.Out, "stopped: %d of %s uploaded to %s; %s\n",
		uploaded, terminal.Plural(len(versions(plan)), "file"), r.ServiceName, liveNote(plan, r, err))
}

func liveNote(plan *deployer.Plan, r *deployer.Result, err error) string {
	var at *deployer.StepError
	switch {
	case r.DeploymentSID != "":
		return "the new build is live"
	case errors.As(err, &at) && at.Step == deployer.StepDeployment && errors.Is(err, client.ErrOutcomeUnknown):
		return "whether the new build is live is unknown"
	case at != nil && at.Step == deployer.StepDeployment && errors.Is(err, deployer.ErrStale):
		return "what is live was changed by something else"
	case at != nil && at.Step == deployer.StepDeployment && contradicts(err):
		return "whether the new build is live is unknown"
	case errors.Is(err, client.ErrNotFound):
		return "what is live is unknown: something that the plan needs was deleted meanwhile"
	case plan.BaseBuildSID != "":
		return "what was live is still live"
	default:
		return "nothing is live yet"
	}
}

// contradicts reports whether an error is about an answer that says success, and something else than was asked for.
func contradicts(err error) bool {
	if failure := new(client.Error); errors.As(err, &failure) {
		return failure.StatusCode >= 200 && failure.StatusCode <= 299
	}
	return !errors.Is(err, context.Canceled) && !errors.Is(err, context.DeadlineExceeded)
}
