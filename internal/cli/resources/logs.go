package resources

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/target"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/terminal"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/internal/tail"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
)

// logsFlags are those of logs.
type logsFlags struct {
	target.SessionFlags
	tail            bool
	function, since string
}

// lastLines is how many lines --tail begins with.
const lastLines = 10

// NewLogs returns the verb logs.
func NewLogs(env *verb.Env) *cobra.Command {
	f := &logsFlags{}
	cmd := &cobra.Command{
		Use:   "logs",
		Short: "Show what the Functions of an Environment have logged",
		Long: `Show what the Functions of an Environment have logged, oldest first: the last
day, or the time since --since. Twilio keeps Logs for 30 days.

With --tail the command shows new lines as they arrive, until it is interrupted.
Without --since it begins with the last ten lines. Each line is shown once and
in order. A line that the API lists more than a second late is shown when it is
listed, and one that it lists more than 30 seconds late is missed. With -o json
each line is one JSON object.`,
		Example: `  twilio-serverless logs --since 2h --function /sms
  twilio-serverless logs --tail --production
  twilio-serverless logs --since 2030-01-31 -o json | jq -r .message`,
		Args: verb.NoArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return f.run(cmd.Context(), env) },
	}
	cmd.Flags().BoolVar(&f.tail, "tail", false, "show new lines as they arrive, until interrupted")
	cmd.Flags().StringVar(&f.function, "function", "", "only this `FUNCTION`: its path, such as /sms, or its SID (ZH…)")
	cmd.Flags().StringVar(&f.since, "since", "",
		"only since this `TIME`: a duration such as 90m, or a date such as 2030-01-31 or 2030-01-31T08:00:00Z")
	f.Register(cmd)
	return cmd
}

func (f *logsFlags) run(ctx context.Context, env *verb.Env) error {
	since, err := sinceWhen(f.since, time.Now())
	if err != nil {
		return &verb.UsageError{Err: fmt.Errorf("--since: %w", err)}
	}
	s, err := f.Start(ctx, env)
	if err != nil {
		return err
	}
	e, err := s.Environment(ctx)
	if err != nil {
		return err
	}
	paths := &functionPaths{Session: s, builds: map[string]bool{}, paths: map[string]string{}}
	function, err := paths.find(ctx, e, f.function)
	if err != nil {
		return err
	}
	read := func(ctx context.Context, since time.Time) iter.Seq2[serverless.Log, error] {
		return s.Client.ListLogs(ctx, s.Place.Service, e.SID, &client.ListLogsOptions{
			PageSize: target.LargestPages, FunctionSID: function, StartDate: since,
		})
	}
	lines := tail.Lines(ctx, read, since)
	if f.tail {
		lines = tail.Follow(ctx, read, &tail.Options{
			Since: since, Last: lastLines, Temporary: temporary, Trouble: func(err error, wait time.Duration) {
				terminal.Fprintf(env.Stderr, "note: trying again in %s: %s\n", wait, err)
			},
		})
	}
	some := false
	for l, err := range lines {
		if err != nil {
			return err
		}
		some = true
		if err := f.line(ctx, env.Stdout, paths, l); err != nil {
			return err
		}
	}
	if !some && !f.tail {
		when := ""
		if !since.IsZero() {
			when = " since " + terminal.Date(since)
		}
		terminal.Fprintf(env.Stderr, "note: %s has no Logs%s\n", s.EnvironmentName(), when)
	}
	return s.Checks.Finish()
}

func (f *logsFlags) line(ctx context.Context, w io.Writer, paths *functionPaths, l serverless.Log) error {
	if f.Format == verb.FormatJSON {
		return verb.PrintLine(w, l)
	}
	_, err := terminal.Fprintf(w, "%s  %-5s  %s  %s\n",
		terminal.Date(l.DateCreated), strings.ToUpper(l.Level), paths.of(ctx, l), terminal.Lines(l.Message))
	return err
}

// temporary reports whether the same request may succeed later.
func temporary(err error) bool {
	var failure *client.Error
	return errors.As(err, &failure) && !verb.Refused(failure.StatusCode) && !errors.Is(err, client.ErrUnauthorized)
}

// sinceWhen reads a duration before now, or a date; "" is the zero time.
func sinceWhen(text string, now time.Time) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		at, err = time.ParseInLocation(time.DateOnly, text, time.Local)
	}
	if err != nil {
		var d time.Duration
		if d, err = time.ParseDuration(text); err == nil && d > 0 {
			at = now.Add(-d)
		} else {
			return time.Time{}, fmt.Errorf(
				"%q is neither a duration such as 90m nor a date such as 2030-01-31 or 2030-01-31T08:00:00Z", text)
		}
	}
	if at.After(now) {
		return time.Time{}, fmt.Errorf("%s is in the future", text)
	}
	return at, nil
}
