package verb

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/terminal"
)

// Ask asks the person at the terminal. Everything but a yes is a no.
func Ask(ctx context.Context, env *Env, question string) error {
	if err := terminal.Question(env.Stderr, question+" [y/N]"); err != nil {
		return err
	}
	line, err := Await(ctx, func() (string, error) { return bufio.NewReader(env.Stdin).ReadString('\n') })
	if ctx.Err() != nil {
		terminal.Fprintf(env.Stderr, "\n")
		return ErrNothingDone
	}
	if err != nil {
		line = "" // a line without its end was not entered
	}
	switch strings.ToLower(strings.TrimSpace(line)) {
	case "y", "yes":
		return nil
	case "":
		terminal.Fprintf(env.Stderr, "\n") // after an end of input, the cursor is still on the line of the question
	}
	return fmt.Errorf("not confirmed: %w", ErrNothingDone)
}

// Await runs what may wait for ever, such as reading from standard input, and leaves it when the
// context ends.
func Await[T any](ctx context.Context, read func() (T, error)) (T, error) {
	type answer struct {
		value T
		err   error
	}
	done := make(chan answer, 1)
	go func() {
		value, err := read()
		done <- answer{value, err}
	}()
	select {
	case <-ctx.Done():
		var none T
		return none, context.Cause(ctx)
	case a := <-done:
		return a.value, a.err
	}
}

// ReadStdin reads standard input to its end, which may not come: the context ends it too.
func ReadStdin(ctx context.Context, env *Env, most int64) ([]byte, error) {
	return Await(ctx, func() ([]byte, error) {
		data, err := io.ReadAll(io.LimitReader(env.Stdin, most+1))
		if err == nil && int64(len(data)) > most {
			err = fmt.Errorf("more than %d bytes, which is the limit", most)
		}
		return data, err
	})
}

// StandardInput is ReadStdin for what has no context of its own.
func StandardInput(ctx context.Context, env *Env) func(most int64) ([]byte, error) {
	return func(most int64) ([]byte, error) { return ReadStdin(ctx, env, most) }
}

// ErrNothingDone means that the verb ended before it changed anything.
var ErrNothingDone = errors.New("nothing was changed")

// Approve asks for a confirmation at a terminal, and elsewhere wants --yes. Verbs that delete use
// it.
func Approve(ctx context.Context, env *Env, yes bool, question string) error {
	switch {
	case yes:
		return nil
	case env.Terminal:
		return Ask(ctx, env, question)
	}
	return &HintedError{&UsageError{ErrNothingDone}, "not a terminal: pass --yes to confirm"}
}
