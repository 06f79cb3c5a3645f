package cli

import (
	"context"
	"fmt"
	"io"
	"log"
	"os"
	"os/exec"
	"os/signal"
	"syscall"

	"golang.org/x/term"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
)

// Process runs the command line of this process, with its arguments, environment, streams and
// signals, and returns the exit code. The first SIGINT, SIGTERM or SIGHUP asks to stop, the second
// one ends the process at once.
func Process() int {
	// net/http writes what it did not expect of a server there, past everything that makes text harmless.
	log.SetOutput(io.Discard)
	ctx, cancel := context.WithCancelCause(context.Background())
	defer cancel(nil)
	// A shell without job control starts what is in the background with SIGINT ignored.
	ignored := signal.Ignored(os.Interrupt)
	received := make(chan os.Signal, 1)
	signal.Notify(received, os.Interrupt, syscall.SIGTERM)
	// It is ignored under nohup. Else the terminal was closed, and what is under way can still be kept.
	if !signal.Ignored(syscall.SIGHUP) {
		signal.Notify(received, syscall.SIGHUP)
	}
	go func() {
		first := <-received
		again := make(chan os.Signal, 1)
		if ignored { // without this one it would be ignored again
			signal.Notify(again, os.Interrupt)
		}
		signal.Stop(received) // before anything can tell that the first one was heard
		cancel(interruption{first})
		<-again
		os.Exit(verb.ExitInterrupted)
	}()
	terminal := term.IsTerminal(int(os.Stderr.Fd())) // asked once: dev writes a line for each request
	columns := func() int {
		if !terminal {
			return -1
		}
		width, _, err := term.GetSize(int(os.Stderr.Fd()))
		if err != nil {
			return 0
		}
		return width
	}
	return Main(ctx, os.Args[1:], verb.Env{
		//lint:ignore forbidden the one place that knows the process it runs in
		Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Getenv: os.Getenv,
		LookupEnv:      os.LookupEnv,
		StdoutTerminal: term.IsTerminal(int(os.Stdout.Fd())), Columns: columns,
		Terminal: term.IsTerminal(int(os.Stdin.Fd())) && terminal,
		Start:    start,
	})
}

// start leaves the program to itself: a browser goes on when this process has ended.
func start(ctx context.Context, name string, args ...string) error {
	cmd := exec.CommandContext(context.WithoutCancel(ctx), name, args...)
	if err := cmd.Start(); err != nil {
		return err
	}
	return cmd.Process.Release()
}

// interruption is the cause of a context that a signal has ended. It is context.Canceled for those
// who ask.
type interruption struct{ signal os.Signal }

func (i interruption) Error() string { return fmt.Sprintf("signal: %s", i.signal) }

func (i interruption) Is(target error) bool { return target == context.Canceled }
