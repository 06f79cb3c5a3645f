// Package respect runs the workflow of package flow with Redocly Respect.
package respect

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"

	"github.com/twilio-serverless/twilio-serverless-go/interop/flow"
)

// Run runs the workflow with Redocly Respect, which must be installed in node_modules.
func Run(ctx context.Context, workflow string, target flow.Target) (flow.Verdict, error) {
	program, err := filepath.Abs("node_modules/.bin/redocly")
	if err != nil {
		return flow.Verdict{}, err
	}
	logs := filepath.Join(filepath.Dir(workflow), target.Name+".json")
	args := []string{
		"respect", flow.File, "--json-output", logs, "--server", "serverless=" + target.APIURL, "--server",
		"upload=" + target.UploadURL,
	}
	// JSON: a value of the form NAME=VALUE ends at the next "=", which credentials in Base64 may have
	inputs, err := json.Marshal(target.Inputs())
	if err != nil {
		return flow.Verdict{}, err
	}
	args = append(args, "--input", string(inputs))
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Dir = filepath.Dir(workflow)
	cmd.Env = append(os.Environ(), "REDOCLY_TELEMETRY=off", "REDOCLY_SUPPRESS_UPDATE_NOTICE=true", "NO_COLOR=1")
	output, err := cmd.CombinedOutput()
	if err != nil && !errors.As(err, new(*exec.ExitError)) {
		return flow.Verdict{}, err
	}
	verdict, readErr := readRespect(logs)
	if readErr != nil {
		return flow.Verdict{}, fmt.Errorf("%w; it printed:\n%s", readErr, output)
	}
	if verdict.Passed != (err == nil) {
		return flow.Verdict{}, fmt.Errorf("the log says %+v, the exit code %d", verdict, cmd.ProcessState.ExitCode())
	}
	return verdict, nil
}

// respectLog is what is read of the JSON log.
type respectLog struct {
	Files map[string]struct {
		ExecutedWorkflows []struct {
			ExecutedSteps []struct {
				StepID string `json:"stepId"`
				Checks []respectCheck
			}
		}
	}
}

type respectCheck struct {
	Name, Message, Severity string
	Passed                  bool
}

// readRespect finds the step that the run ended at. Every attempt of a step that is retried is
// listed, the last one decides.
func readRespect(path string) (flow.Verdict, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return flow.Verdict{}, err
	}
	var log respectLog
	if err := json.Unmarshal(text, &log); err != nil {
		return flow.Verdict{}, fmt.Errorf("%s: %w", filepath.Base(path), err)
	}
	file := log.Files[flow.File]
	if len(file.ExecutedWorkflows) != 1 || len(file.ExecutedWorkflows[0].ExecutedSteps) == 0 {
		return flow.Verdict{}, fmt.Errorf("%s: the log has no steps of one workflow", filepath.Base(path))
	}
	steps := file.ExecutedWorkflows[0].ExecutedSteps
	last := steps[len(steps)-1]
	failed := slices.IndexFunc(last.Checks, func(c respectCheck) bool { return !c.Passed && c.Severity == "error" })
	if failed < 0 {
		return flow.Verdict{Passed: true}, nil
	}
	return flow.Verdict{Step: last.StepID, Reason: last.Checks[failed].Name + ": " + last.Checks[failed].Message}, nil
}
