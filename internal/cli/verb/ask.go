package verb

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/terminal"
)

// Ask wants a yes from the person at the terminal.
func Ask(ctx context.Context, env *Env, question string) error {
	fmt.Fprint(env.Stderr, terminal.Wrap(env.Stderr, question+" [y/N]"), " ")
	answer := make(chan string, 1)
	go func() {
		line, err := bufio.NewReader(env.Stdin).ReadString('\n')
		if err != nil {
			line = "" // a line without its end was not entered
		}
		answer <- strings.ToLower(strings.TrimSpace(line))
	}()
	select {
	case <-ctx.Done():
		fmt.Fprintln(env.Stderr)
		return ErrNothingDone
	case a := <-answer:
		switch a {
		case "y", "yes":
			return nil
		case "":
			fmt.Fprintln(env.Stderr) // after an end of input, the cursor is still on the line of the question
		}
		return fmt.Errorf("not confirmed: %w", ErrNothingDone)
	}
}

var ErrNothingDone = errors.New("nothing was changed")

// Approve asks a person, or wants that --yes was given where there is none. Verbs that delete use it; others go ahead without a terminal.
func Approve(ctx context.Context, env *Env, yes bool, question string) error {
	switch {
	case yes:
		return nil
	case env.Terminal:
		return Ask(ctx, env, question)
	}
	return &HintedError{&UsageError{ErrNothingDone}, "there is nobody to ask: --yes goes ahead"}
}
