package cli

import (
	"fmt"
	"io"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

// progress prints the events of a deploy as lines.
type progress struct {
	w      io.Writer
	status string // the last one of the Build
}

func (p *progress) event(e deployer.Event) {
	at := e.Elapsed.Round(time.Millisecond * 10)
	switch e.Step {
	case deployer.StepUpload:
		fmt.Fprintf(p.w, "%8s  %-11s %d/%d %s (%s)\n", at, "upload", e.Done, e.Total, e.Name, size(e.Bytes))
	case deployer.StepBuild:
		if e.Status == p.status {
			return // a line for each change, not for each poll
		}
		p.status = e.Status
		fmt.Fprintf(p.w, "%8s  %-11s %s %s\n", at, "build", e.Status, e.SID)
	case deployer.StepDeployment:
		fmt.Fprintf(p.w, "%8s  %-11s %s is live at %s\n", at, "deployment", e.SID, e.Name)
	default:
		fmt.Fprintf(p.w, "%8s  %-11s %s %s\n", at, e.Step, e.Action.Symbol(), e.Name)
	}
}

// stopped says what was done before an error.
func (p *progress) stopped(plan *deployer.Plan, r *deployer.Result) {
	if r == nil || r.ServiceSID == "" {
		return
	}
	total := 0
	for _, f := range append(append([]deployer.PlannedFile{}, plan.Functions...), plan.Assets...) {
		if f.Action != deployer.ActionRemove {
			total++
		}
	}
	fmt.Fprintf(p.w, "stopped: %d of %d files are uploaded to %s; %s\n", len(r.Functions)+len(r.Assets), total, r.ServiceName, liveNote(plan, r))
}

func liveNote(plan *deployer.Plan, r *deployer.Result) string {
	switch {
	case r.DeploymentSID != "":
		return "the new build is live"
	case plan.BaseBuildSID != "":
		return "what was live is still live"
	default:
		return "nothing is live yet"
	}
}
