package deployer

import (
	"context"
	"errors"
	"slices"

	"golang.org/x/sync/errgroup"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
)

// variables writes those Variables of the plan that have one of the actions.
func (a *application) variables(ctx context.Context, actions ...Action) error {
	group, ctx := errgroup.WithContext(ctx)
	for _, v := range a.plan.Variables {
		if !slices.Contains(actions, v.Action) {
			continue
		}
		group.Go(func() error {
			sid, err := a.variable(ctx, v)
			if err != nil {
				return step(StepVariable, v.Key, stale(err))
			}
			a.mu.Lock()
			a.result.Variables = append(a.result.Variables, DeployedVariable{Action: v.Action, Key: v.Key, SID: sid})
			a.mu.Unlock()
			if v.Action == ActionCreate {
				a.record(JournalEntry{Step: StepVariable, Name: v.Key, SID: sid})
			}
			a.emit(Event{Step: StepVariable, Action: v.Action, Name: v.Key, SID: sid})
			return nil
		})
	}
	return group.Wait()
}

func (a *application) variable(ctx context.Context, v PlannedVariable) (sid string, err error) {
	service, environment := a.result.ServiceSID, a.result.EnvironmentSID
	var write, look func(context.Context) (*serverless.Variable, error)
	switch v.Action {
	case ActionRemove:
		err := a.api.DeleteVariable(ctx, service, environment, v.SID)
		if errors.Is(err, client.ErrNotFound) {
			err = nil // another client was faster
		}
		return v.SID, err
	case ActionUpdate:
		write = func(ctx context.Context) (*serverless.Variable, error) {
			made, err := a.api.UpdateVariable(ctx, service, environment, v.SID,
				serverless.UpdateVariableRequest{Value: v.value})
			return heard(made, err, saidOfVariable(v.Key, v.value))
		}
	default:
		write = func(ctx context.Context) (*serverless.Variable, error) {
			made, err := a.api.CreateVariable(ctx, service, environment,
				serverless.CreateVariableRequest{Key: v.Key, Value: *v.value})
			return heard(made, err, saidOfVariable(v.Key, v.value))
		}
		look = func(ctx context.Context) (*serverless.Variable, error) {
			variablesOptions := &client.ListVariablesOptions{PageSize: wholeList}
			for found, err := range a.api.ListVariables(ctx, service, environment, variablesOptions) {
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
