package cli

import (
	"errors"
	"fmt"
	"io"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

// progress prints the events of a deploy as lines.
type progress struct {
	w      io.Writer
	status string // the last one of the Build
}

func (p *progress) event(e deployer.Event) {
	switch e.Step {
	case deployer.StepFunction, deployer.StepAsset:
		// The line of its upload says it all.
	case deployer.StepUpload:
		digits := len(fmt.Sprint(e.Total))
		p.line(e, "%s %*d/%d %s (%s)", e.Action.Symbol(), digits, e.Done, e.Total, e.Name, size(e.Bytes))
	case deployer.StepBuild:
		if e.Status == p.status {
			return // a line for each change, not for each poll
		}
		p.status = e.Status
		p.line(e, "%s %s", e.SID, e.Status)
	case deployer.StepDeployment:
		if e.Action == deployer.ActionRemove {
			p.line(e, "%s nothing is live at %s", e.SID, e.Name)
			return
		}
		p.line(e, "%s live at %s", e.SID, e.Name)
	default:
		p.line(e, "%s %s", e.Action.Symbol(), e.Name)
	}
}

func (p *progress) line(e deployer.Event, format string, args ...any) {
	fmt.Fprintf(p.w, "%7.2fs  %-11s  %s\n", e.Elapsed.Seconds(), e.Step, fmt.Sprintf(format, args...))
}

// stopped says what was done before an error.
func (p *progress) stopped(plan *deployer.Plan, r *deployer.Result, err error) {
	if r == nil || r.ServiceSID == "" {
		return
	}
	total := 0
	for _, files := range [][]deployer.PlannedFile{plan.Functions, plan.Assets} {
		for _, f := range files {
			if f.Action == deployer.ActionCreate || f.Action == deployer.ActionUpdate {
				total++
			}
		}
	}
	uploaded := 0
	for _, files := range [][]deployer.DeployedFile{r.Functions, r.Assets} {
		for _, f := range files {
			if f.Action != deployer.ActionKeep {
				uploaded++
			}
		}
	}
	fmt.Fprintf(p.w, "stopped: %d of %s uploaded to %s; %s\n",
		uploaded, plural(total, "file"), r.ServiceName, liveNote(plan, r, err))
}

func liveNote(plan *deployer.Plan, r *deployer.Result, err error) string {
	var at *deployer.StepError
	switch {
	case r.DeploymentSID != "":
		return "the new build is live"
	case errors.As(err, &at) && at.Step == deployer.StepDeployment && errors.Is(err, client.ErrOutcomeUnknown):
		return "whether the new build is live is unknown"
	case plan.BaseBuildSID != "":
		return "what was live is still live"
	default:
		return "nothing is live yet"
	}
}
