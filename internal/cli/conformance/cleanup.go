package conformance

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cleanup"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/terminal"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
)

// proofTimeout bounds the question what a run has left; the context of the run may have ended.
const proofTimeout = 30 * time.Second

// interruptedProof bounds it for a user who pressed Ctrl-C and waits.
const interruptedProof = 3 * time.Second

// cleanUp is --cleanup: it removes what a killed run has left.
func (f *conformanceFlags) cleanUp(ctx context.Context, cmd *cobra.Command, env *verb.Env) error {
	for _, other := range []string{"run", "list", "seed", "report", "coverage", "assumed", "record", "replay",
		"resume", "skip", "operations", "exclude-operations", "known-failures", "live-preview"} {
		if cmd.Flags().Changed(other) {
			return verb.Usagef(cmd, "--cleanup and --%s exclude each other", other)
		}
	}
	if f.APIURL == "" {
		return verb.Usagef(cmd, "--cleanup needs --api-url: the emulator in this process keeps nothing")
	}
	target, err := f.remoteTarget(env)
	if err != nil {
		return &verb.UsageError{Err: err}
	}
	api, err := f.clientOf(target)
	if err != nil {
		return &verb.UsageError{Err: err}
	}
	mine, doubtful, err := cleanup.Left(ctx, api, f.cleanup)
	switch {
	case errors.Is(err, cleanup.ErrPrefix):
		return verb.Usagef(cmd, "--cleanup: %w", err)
	case err != nil:
		return err
	}
	for _, s := range doubtful {
		terminal.Fprintf(env.Stderr, "not taken: service %s (%s) has the friendly name %q, which no set-up of a run "+
			"gives: twilio-serverless delete service %s deletes it\n",
			s.UniqueName, s.SID, s.FriendlyName, s.SID)
	}
	if len(mine) > 0 {
		for _, s := range mine {
			terminal.Fprintf(env.Stderr, "- service %s (%s), %q\n", s.UniqueName, s.SID, s.FriendlyName)
		}
		question := fmt.Sprintf("Delete %s of the run %s and everything in them?",
			terminal.Plural(len(mine), "Service"),
			f.cleanup)
		if err := verb.Approve(ctx, env, f.yes, question); err != nil {
			return err
		}
	}
	swept, err := cleanup.Sweep(ctx, api, f.cleanup, mine)
	if err != nil {
		return err
	}
	if f.Format == verb.FormatJSON {
		err = verb.PrintJSON(env.Stdout, swept)
	} else {
		err = printSwept(env, swept)
	}
	if err == nil && len(swept.Left) > 0 {
		return verb.ErrSilent
	}
	return err
}

func printSwept(env *verb.Env, swept *cleanup.Sweeping) error {
	var b strings.Builder
	for _, s := range swept.Deleted {
		terminal.Fprintf(&b, "- service %s (%s)\n", s.UniqueName, s.SID)
	}
	for _, s := range swept.Left {
		terminal.Fprintf(&b, "! service %s (%s) is still there: %s\n", s.UniqueName, s.SID, s.Reason)
	}
	terminal.Fprintf(&b, "%s of %s deleted, %d left\n",
		terminal.Plural(len(swept.Deleted), "Service"), swept.Prefix, len(swept.Left))
	_, err := io.WriteString(env.Stdout, b.String())
	return err
}

// clientOf talks to a target outside of its cases.
func (f *conformanceFlags) clientOf(target *suite.Target) (*client.Client, error) {
	credentials := client.APIKey(target.Username, target.Password)
	if strings.HasPrefix(target.Username, "AC") {
		credentials = client.AuthToken(target.Username, target.Password)
	}
	opts := &client.Options{
		APIURL: target.APIURL, UploadURL: target.UploadURL, UserAgent: "twilio-serverless/" + verb.Version(),
		Retry: client.Retry{Attempts: 2},
	}
	if target.Transport != nil {
		opts.HTTPClient = &http.Client{Transport: target.Transport}
	}
	return client.New(credentials, opts)
}

// books keeps the log of what a run created. A nil one, of a replay, has nothing to prove.
type books struct {
	cleanup.Log
	api *client.Client
	url string // empty for the emulator of this process

	notes io.Writer
}

// keepBooks lets everything that the run sends pass the log.
func (f *conformanceFlags) keepBooks(target *suite.Target) (*books, error) {
	if target.Transport == nil {
		transport, err := f.BaseTransport()
		if err != nil {
			return nil, err
		}
		if plain, ok := transport.(*http.Transport); ok {
			transport = suite.NewTransport(plain)
		}
		target.Transport = transport
	}
	api, err := f.clientOf(target)
	if err != nil {
		return nil, err
	}
	b := &books{api: api, url: f.APIURL, notes: io.Discard}
	target.Transport = b.Transport(target.Transport)
	return b, nil
}

// close proves that the run with this report has left nothing, also when it was interrupted.
func (b *books) close(ctx context.Context, report *suite.Report) error {
	if b == nil || report == nil {
		return nil
	}
	timeout := proofTimeout
	if ctx.Err() != nil {
		timeout = interruptedProof
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), timeout)
	defer cancel()
	left, err := b.Prove(ctx, b.api, report.Prefix)
	hint := ""
	if b.url != "" {
		hint = fmt.Sprintf("twilio-serverless conformance --api-url %s --cleanup %s deletes what begins with that name",
			b.url, report.Prefix)
	}
	strays := b.Strays(report.Prefix)
	switch {
	case noList(err):
		terminal.Fprintf(b.notes, "note: the target has no list of Services, so nothing proves that all of %s "+
			"was deleted\n",
			report.Prefix)
		return nil
	case err != nil:
		return &verb.HintedError{Err: fmt.Errorf("whether something of %s is left is unknown: %w", report.Prefix, err),
			Hint: hint}
	case len(left) > 0:
		var names []string
		for _, s := range left {
			names = append(names, s.UniqueName+" ("+s.SID+")")
		}
		return &verb.HintedError{Err: fmt.Errorf("%s of the run could not be deleted: %s",
			terminal.Plural(len(left), "Service"), strings.Join(names, ", ")), Hint: hint}
	case len(strays) > 0:
		terminal.Fprintf(b.notes, "note: the target answered a creation with other names or SIDs than were asked for "+
			"(%s of %s): look whether something is left there\n",
			strays[0].Kind, strays[0].Service)
	}
	return nil
}

// noList reports whether the target answered as if it had no list of Services.
func noList(err error) bool {
	var refused *client.Error
	return errors.As(err, &refused) && (refused.StatusCode == http.StatusNotFound ||
		refused.StatusCode == http.StatusMethodNotAllowed ||
		refused.StatusCode == http.StatusNotImplemented)
}
