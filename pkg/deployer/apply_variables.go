package deployer

import (
	"context"

	"golang.org/x/sync/errgroup"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

// variables writes the Variables of the plan: the added and changed ones, or the removed ones.
func (a *application) variables(ctx context.Context, removed bool) error {
	group, ctx := errgroup.WithContext(ctx)
	for _, v := range a.plan.Variables {
		if v.Action == ActionKeep || (v.Action == ActionRemove) != removed {
			continue
		}
		group.Go(func() error {
			release, err := a.slot(ctx)
			if err != nil {
				return err
			}
			defer release()
			sid, err := a.variable(ctx, v)
			if err != nil {
				return step(StepVariable, v.Key, err)
			}
			a.emit(Event{Step: StepVariable, Action: v.Action, Name: v.Key, SID: sid})
			return nil
		})
	}
	return group.Wait()
}

func (a *application) variable(ctx context.Context, v PlannedVariable) (sid string, err error) {
	service, environment := a.result.ServiceSID, a.result.EnvironmentSID
	if v.Action == ActionRemove {
		return v.SID, a.api.DeleteVariable(ctx, service, environment, v.SID)
	}
	var look func(context.Context) (*serverless.Variable, error)
	write := func(ctx context.Context) (*serverless.Variable, error) {
		return a.api.UpdateVariable(ctx, service, environment, v.SID, serverless.UpdateVariableRequest{Value: v.value})
	}
	if v.Action == ActionCreate {
		write = func(ctx context.Context) (*serverless.Variable, error) {
			return a.api.CreateVariable(ctx, service, environment, serverless.CreateVariableRequest{Key: v.Key, Value: *v.value})
		}
		look = func(ctx context.Context) (*serverless.Variable, error) {
			for found, err := range a.api.ListVariables(ctx, service, environment, &wholeList) {
				if err != nil {
					return nil, err
				}
				if found.Key == v.Key && found.Value == *v.value {
					return &found, nil
				}
			}
			return nil, nil
		}
	}
	variable, err := ensure(ctx, a.options.RepeatWait, write, look)
	if err != nil {
		return "", err
	}
	return variable.SID, nil
}
