// Package engine runs the workflow of package flow with pb33f/libopenapi. Its compilation takes a minute, so CI leaves
// this package out for each commit.
package engine

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"time"

	"github.com/pb33f/libopenapi"
	"github.com/pb33f/libopenapi/arazzo"

	"github.com/twilio-serverless/twilio-serverless-go/contract"
	"github.com/twilio-serverless/twilio-serverless-go/interop/flow"
)

// Run runs the workflow with libopenapi's engine. The engine evaluates expressions and
// criteria and decides what comes next; requests are sent by an executor of ours, which also holds
// the answers against the contract, as Respect does by itself.
func Run(ctx context.Context, workflow string, target flow.Target) (flow.Verdict, error) {
	text, err := os.ReadFile(workflow)
	if err != nil {
		return flow.Verdict{}, err
	}
	document, err := libopenapi.NewArazzoDocument(text)
	if err != nil {
		return flow.Verdict{}, fmt.Errorf("%s: %w", workflow, err)
	}
	if result := arazzo.Validate(document); result != nil && result.HasErrors() {
		var all []error
		for _, e := range result.Errors {
			all = append(all, e)
		}
		return flow.Verdict{}, fmt.Errorf("%s: %w", workflow, errors.Join(all...))
	}
	executor, err := newExecutor(target)
	if err != nil {
		return flow.Verdict{}, err
	}
	engine := arazzo.NewEngineWithConfig(document, executor, nil, &arazzo.EngineConfig{
		// an emulator has no need of rest
		SleepFunc: func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
	})
	result, err := engine.RunWorkflow(ctx, flow.ID, target.Inputs())
	if err != nil {
		return flow.Verdict{}, err
	}
	return engineVerdict(result)
}

func engineVerdict(result *arazzo.WorkflowResult) (flow.Verdict, error) {
	if result.Success {
		return flow.Verdict{Passed: true}, nil
	}
	if len(result.Steps) == 0 {
		return flow.Verdict{}, fmt.Errorf("no step was run: %w", result.Error)
	}
	last := result.Steps[len(result.Steps)-1]
	v := flow.Verdict{Step: last.StepId}
	if result.Error != nil {
		v.Reason = result.Error.Error()
	}
	return v, nil
}

// executor sends the requests of steps. It knows the operations from the contract.
type executor struct {
	target     flow.Target
	operations map[string]contract.OperationInfo
	client     *http.Client
	broken     []contract.Finding // of the last answer; steps are run one after the other
}

func newExecutor(target flow.Target) (*executor, error) {
	checker, err := contract.NewChecker(&contract.CheckerOptions{APIURL: target.APIURL, UploadURL: target.UploadURL})
	if err != nil {
		return nil, err
	}
	e := &executor{target: target, operations: map[string]contract.OperationInfo{}}
	for _, op := range contract.Operations() {
		e.operations[op.OperationID] = op
	}
	e.client = &http.Client{
		Transport: checker.Transport(nil, func(_ *contract.Exchange, findings []contract.Finding) {
			e.broken = nil
			for _, f := range findings {
				if f.Severity == contract.Violation {
					e.broken = append(e.broken, f)
				}
			}
		}),
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return e, nil
}
