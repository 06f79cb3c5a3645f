package verb

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/terminal"
	"github.com/twilio-serverless/twilio-serverless-go/internal/project"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

// Failure is the JSON form of an error.
type Failure struct {
	Message    string `json:"message"`
	Suggestion string `json:"suggestion,omitempty"`
	ExitCode   int    `json:"exit_code"`
}

// Report prints an error to stderr and returns the exit code. asObject prints it to stdout too, so that a script that reads JSON there
// finds something.
func Report(ctx context.Context, env *Env, asObject bool, err error) int {
	code := ExitCode(ctx, err)
	if errors.Is(err, ErrSilent) {
		return code
	}
	f := Describe(ctx, err)
	if asObject {
		_ = PrintJSON(env.Stdout, map[string]Failure{"error": f}) // stderr says it as well
	}
	_ = terminal.Message(env.Stderr, terminal.Red, "error:", strings.ReplaceAll(f.Message, "\n", "\n  "))
	if f.Suggestion != "" {
		_ = terminal.Message(env.Stderr, terminal.Yellow, "hint:", f.Suggestion)
	}
	return code
}

// Describe is what a failure is told as, wherever.
func Describe(ctx context.Context, err error) Failure {
	f := Failure{Message: err.Error(), Suggestion: Suggestion(err), ExitCode: ExitCode(ctx, err)}
	if f.ExitCode == ExitInterrupted {
		f.Message = "interrupted: " + underWay(err)
	}
	return f
}

// underWay says what an interruption has ended. How the request ended is of no use to anybody: the next run looks what became of it.
func underWay(err error) string {
	var at *deployer.StepError
	if errors.As(err, &at) && errors.Is(err, context.Canceled) {
		return fmt.Sprintf("%s %s was under way", at.Step, at.Name)
	}
	return err.Error()
}

// Suggestion says what to do about an error, "" when its message says all.
func Suggestion(err error) string {
	var withHint interface{ Suggestion() string }
	var refusal *client.Error
	midway := errors.As(err, new(*MidwayError))
	switch {
	case errors.As(err, &withHint):
		return withHint.Suggestion()
	case errors.Is(err, ErrContractBroken):
		return ""
	case errors.Is(err, client.ErrUnauthorized), errors.Is(err, suite.ErrCredentials):
		return "check TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN, or TWILIO_API_KEY and TWILIO_API_SECRET, and that they belong to the region"
	case errors.Is(err, project.ErrNoCredentials):
		return "without an account, try: twilio-serverless deploy --emulated"
	case errors.As(err, &refusal) && Refused(refusal.StatusCode):
		if refusal.MoreInfo != "" {
			return "see " + refusal.MoreInfo
		}
		return ""
	case errors.Is(err, deployer.ErrDrift):
		return "look at it with list builds and list deployments; without --strict a deploy replaces it"
	case errors.Is(err, deployer.ErrStale):
		return "plan again"
	case midway:
		return "run the same command again: it makes use of what is there"
	case errors.Is(err, client.ErrNoConnection), errors.Is(err, suite.ErrUnreachable):
		return "check the address and the network; for the emulator, start it with: twilio-serverless emulate"
	}
	return ""
}

// Refused tells the statuses that the same request would get again.
func Refused(status int) bool {
	return status >= 400 && status < 500 && status != http.StatusTooManyRequests
}
