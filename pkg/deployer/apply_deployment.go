package deployer

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
)

// deployment makes the Build live, or clears the Environment, unless another client has deployed
// since the plan was made. The look and the Deployment are two requests, so two deploys at the very
// same moment are not told apart; the API has no condition to send along.
func (a *application) deployment(ctx context.Context) error {
	action := a.plan.Deployment.Action
	if action == ActionKeep {
		return nil
	}
	if a.plan.Environment.Action == ActionCreate {
		return a.firstDeployment(ctx)
	}
	live, err := a.nowLive(ctx)
	if err != nil {
		return err
	}
	if live != a.plan.BaseBuildSID {
		done := "nothing was changed; plan again"
		if a.plan.Build.Action == ActionCreate {
			done = fmt.Sprintf("the Build %s is complete but was not deployed; run the deploy again", a.result.BuildSID)
		}
		return fmt.Errorf("%w: %s is live now, %s was then; %s", ErrStale, orNothing(live),
			orNothing(a.plan.BaseBuildSID), done)
	}
	return a.deploy(ctx, action)
}

// deploy writes the Deployment.
func (a *application) deploy(ctx context.Context, action Action) error {
	service, environment := a.result.ServiceSID, a.result.EnvironmentSID
	write := func(ctx context.Context) (*serverless.Deployment, error) {
		a.writes++
		made, err := a.api.CreateDeployment(ctx, service, environment,
			serverless.CreateDeploymentRequest{BuildSID: &a.result.BuildSID})
		made, err = heard(made, err, saidOfDeployment(a.result.BuildSID))
		if err == nil && made.BuildSID == nil { // as of one that clears the Environment
			return nil, errNoBuild
		}
		return made, err
	}
	if action == ActionRemove {
		a.result.BuildSID = "" // of what is live from now on
		write = func(ctx context.Context) (*serverless.Deployment, error) {
			// Its answer has no Build, or the one that was live: sources have both.
			made, err := a.api.ClearEnvironment(ctx, service, environment)
			return heard(made, err, saidOfDeployment(a.plan.BaseBuildSID))
		}
	}
	deployment, err := ensure(ctx, a.options.RepeatWait, write, a.findDeployment)
	if errors.Is(err, client.ErrConflict) { // another run may have made the same Build live, or cleared the Environment
		found, lookErr := a.findDeployment(ctx)
		if lookErr != nil || found == nil {
			return stale(err)
		}
		deployment, err = found, nil
	}
	if err != nil {
		return err
	}
	a.result.DeploymentSID = deployment.SID
	a.record(JournalEntry{Step: StepDeployment, SID: deployment.SID})
	a.emit(Event{Step: StepDeployment, Action: action, Name: a.result.DomainName, SID: deployment.SID})
	return nil
}

// firstDeployment deploys to an Environment that this run has made. No other client could deploy there
// before, so the look is not before the Deployment but beside it: at the Deployments, of which
// there is no other one.
func (a *application) firstDeployment(ctx context.Context) error {
	beside, cancel := context.WithCancel(ctx)
	defer cancel()
	others := make(chan []serverless.Deployment, 1)
	go func() {
		// without an answer there is no more to say
		all, _ := a.readDeployments(beside, a.result.ServiceSID, a.result.EnvironmentSID)
		others <- all
	}()
	if err := a.deploy(ctx, ActionCreate); err != nil {
		cancel()
		<-others // no request outlives [Deployer.Apply]
		return err
	}
	all := <-others
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	for _, d := range all {
		if !strings.EqualFold(buildOf(d), a.result.BuildSID) {
			return fmt.Errorf("%w: %s was deployed to it while this run was under way, and is replaced by %s now; "+
				"look which one is meant",
				ErrStale, d.SID, a.result.BuildSID)
		}
		// A repeated write may have left one of this Build before.
		if a.writes == 1 && !strings.EqualFold(d.SID, a.result.DeploymentSID) {
			return fmt.Errorf("the answer says that the Deployment %s was made, but the list has %s of the same Build: "+
				"look what is there", a.result.DeploymentSID, d.SID)
		}
	}
	return nil
}

// errNoBuild is of a success that does not name the Build that was sent. Whether it is live has to be looked at.
var errNoBuild = fmt.Errorf("the answer says success, but it has no build_sid, as if nothing were live now: %w",
	client.ErrOutcomeUnknown)

// nowLive is what is live now, or was beside the last poll.
func (a *application) nowLive(ctx context.Context) (string, error) {
	if a.seen != nil {
		return *a.seen, nil
	}
	return a.liveBuild(ctx, a.result.ServiceSID, a.result.EnvironmentSID)
}

func orNothing(build string) string {
	if build == "" {
		return "nothing"
	}
	return build
}

func (a *application) liveBuild(ctx context.Context, service, environmentSID string) (string, error) {
	environment, err := a.api.FetchEnvironment(ctx, service, environmentSID)
	if err != nil || environment.BuildSID == nil {
		return "", err
	}
	return *environment.BuildSID, nil
}

// findDeployment looks whether the Build is live after all; the newest Deployment is the one that
// made it so.
func (a *application) findDeployment(ctx context.Context) (*serverless.Deployment, error) {
	live, err := a.liveBuild(ctx, a.result.ServiceSID, a.result.EnvironmentSID)
	if err != nil || live != a.result.BuildSID {
		return nil, err
	}
	for d, err := range a.api.ListDeployments(ctx, a.result.ServiceSID, a.result.EnvironmentSID,
		&client.ListDeploymentsOptions{PageSize: 1}) {
		return &d, err
	}
	return nil, fmt.Errorf("%s is live but the Environment lists no Deployment", orNothing(live))
}
