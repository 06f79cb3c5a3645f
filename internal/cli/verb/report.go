package verb

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"strings"
	"syscall"

	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/terminal"
	"github.com/twilio-serverless/twilio-serverless-go/internal/project"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/bundle"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

// Failure is the JSON form of an error.
type Failure struct {
	Message    string `json:"message"`
	Suggestion string `json:"suggestion,omitempty"`
	ExitCode   int    `json:"exit_code"`
	// Status, Code and RequestID are those of the answer, where the API refused.
	Status    int    `json:"status,omitempty"`
	Code      int    `json:"code,omitempty"`
	RequestID string `json:"request_id,omitempty"`
}

// Report prints an error to standard error and returns the exit code. With asObject it prints it to
// standard output too, for scripts that read JSON there.
func Report(ctx context.Context, env *Env, asObject bool, err error) int {
	code := ExitCode(ctx, err)
	if errors.Is(err, ErrSilent) {
		return code
	}
	f := Describe(ctx, env, err)
	if asObject {
		_ = PrintJSON(env.Stdout, map[string]Failure{"error": f}) // standard error says it as well
	}
	lines := errorLines(err)
	if f.ExitCode == ExitInterrupted {
		lines = []string{f.Message}
	}
	_ = terminal.Message(env.Stderr, terminal.Red, "error:", lines...)
	if f.Suggestion != "" {
		_ = terminal.Message(env.Stderr, terminal.Yellow, "hint:", f.Suggestion)
	}
	return code
}

// errorLines splits a message at the line breaks that our own errors put between their parts. Those
// within a part come from elsewhere and stay, to be made visible.
func errorLines(err error) []string {
	//lint:ignore errorlint each layer is looked at by itself
	switch e := err.(type) {
	case *bundle.Error:
		if len(e.Problems) == 1 {
			return []string{e.Problems[0].String()}
		}
		lines := []string{fmt.Sprintf("the project has %d problems:", len(e.Problems))}
		for _, p := range e.Problems {
			lines = append(lines, p.String())
		}
		return lines
	case interface{ Lines() []string }:
		return e.Lines()
	case *DetailedError:
		lines := errorLines(e.Err)
		lines[len(lines)-1] += ":"
		return append(lines, e.Details...)
	case *deployer.MismatchError:
		first, _, _ := strings.Cut(e.Error(), "\n")
		return append([]string{first}, e.Differences...)
	case interface{ Unwrap() []error }:
		var lines, messages []string
		for _, part := range e.Unwrap() {
			lines = append(lines, errorLines(part)...)
			messages = append(messages, part.Error())
		}
		if strings.Join(messages, "\n") == err.Error() {
			return lines
		}
	}
	inner := errors.Unwrap(err)
	if inner == nil {
		return []string{err.Error()}
	}
	if before, ok := strings.CutSuffix(err.Error(), inner.Error()); ok {
		lines := errorLines(inner)
		return append([]string{before + lines[0]}, lines[1:]...)
	}
	return []string{err.Error()}
}

// Describe returns what an error is reported as, in whatever form.
func Describe(ctx context.Context, env *Env, err error) Failure {
	f := Failure{Message: err.Error(), Suggestion: Suggestion(env, err), ExitCode: ExitCode(ctx, err)}
	if f.ExitCode == ExitInterrupted {
		f.Message = strings.TrimSuffix("interrupted: "+underWay(err), ": ")
	}
	var refusal *client.Error
	if errors.As(err, &refusal) {
		f.Status, f.Code, f.RequestID = refusal.StatusCode, refusal.Code, refusal.RequestID
	}
	return f
}

// underWay says what an interruption ended. How the request ended does not matter: the next run
// looks what became of it.
func underWay(err error) string {
	var at *deployer.StepError
	if errors.As(err, &at) && errors.Is(err, context.Canceled) {
		return fmt.Sprintf("%s %s was under way", at.Step, at.Name)
	}
	text := err.Error()
	for _, end := range []string{context.Canceled.Error(), "signal: interrupt", "signal: terminated",
		"signal: hangup"} {
		text = strings.TrimSuffix(strings.TrimSuffix(text, end), ": ") // "interrupted" says it
	}
	return text
}

// Suggestion says what to do about an error, "" when its message says it all.
func Suggestion(env *Env, err error) string {
	var withHint interface{ Suggestion() string }
	var refusal *client.Error
	midway := errors.As(err, new(*MidwayError))
	switch {
	case errors.As(err, &withHint):
		return withHint.Suggestion()
	case errors.Is(err, ErrContractBroken):
		return ""
	case errors.Is(err, client.ErrUnauthorized), errors.Is(err, suite.ErrCredentials):
		return credentialsHint(env)
	case errors.Is(err, project.ErrNoCredentials):
		return "without an account, try: twilio-serverless deploy --emulated"
	case errors.Is(err, client.ErrNotFound) && env.Account != "":
		hint := "the request was made as " + env.Account +
			": is it in another account? list services shows what is in this one."
		if errors.As(err, &refusal) && env.Has != nil && env.Has(refusal.Path) {
			hint = "the Service was found, so what is missing in it was deleted meanwhile, or its name is wrong: status and " +
				"list show what there is."
		}
		if errors.As(err, &refusal) && refusal.MoreInfo != "" {
			hint += " See " + refusal.MoreInfo
		}
		return hint
	case errors.As(err, &refusal) && Refused(refusal.StatusCode):
		if refusal.MoreInfo != "" {
			return "see " + refusal.MoreInfo
		}
		return ""
	case errors.Is(err, deployer.ErrDrift):
		return "look at it with list builds and list deployments; without --strict a deploy replaces it"
	case errors.Is(err, deployer.ErrStale):
		return "" // each of them says what to do
	case midway:
		return "run the same command again: it continues from here"
	case errors.Is(err, syscall.EROFS):
		return "nothing can be written there: name another place"
	case errors.Is(err, fs.ErrPermission):
		return "check the permissions there, or name another place"
	case errors.Is(err, syscall.ENOSPC):
		return "the disk is full: make room, or name another place"
	case errors.Is(err, client.ErrNoConnection), errors.Is(err, suite.ErrUnreachable):
		return "check the address and the network; to start the emulator: twilio-serverless emulate"
	}
	return ""
}

// credentialsHint says which credentials were refused, where they came from, and what to check.
func credentialsHint(env *Env) string {
	check := "check TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN, or TWILIO_API_KEY and TWILIO_API_SECRET, " +
		"and that they belong to the region"
	if env.Account == "" {
		return check
	}
	if env.Doubt != "" {
		check = env.Doubt + "; " + check
	}
	return "the request was made as " + env.Account + "; " + check
}

// Refused reports whether the same request would get the same status again.
func Refused(status int) bool {
	return status >= 400 && status < 500 && status != http.StatusTooManyRequests
}
