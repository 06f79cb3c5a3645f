package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"strings"
)

// ask wants a yes from the person at the terminal.
func ask(ctx context.Context, env *Env, question string) error {
	fmt.Fprint(env.Stderr, wrap(env.Stderr, question+" [y/N]"), " ")
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
		return errNothingDone
	case a := <-answer:
		switch a {
		case "y", "yes":
			return nil
		case "":
			fmt.Fprintln(env.Stderr) // after an end of input, the cursor is still on the line of the question
		}
		return fmt.Errorf("not confirmed: %w", errNothingDone)
	}
}

var errNothingDone = errors.New("nothing was changed")

// approve asks a person, or wants that --yes was given where there is none. Verbs that delete use it; others go ahead without a terminal.
func approve(ctx context.Context, env *Env, yes bool, question string) error {
	switch {
	case yes:
		return nil
	case env.Terminal:
		return ask(ctx, env, question)
	}
	return &hintedError{&usageError{errNothingDone}, "there is nobody to ask: --yes goes ahead"}
}
