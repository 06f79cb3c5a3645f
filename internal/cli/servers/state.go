package servers

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/pflag"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/disk"
)

const stateHelp = `--state DIR keeps everything in a folder. What an answer confirms is on the
disk, and the next emulator with the same DIR continues where this one ended,
however it ended. Only one emulator at a time can use a folder. It holds the
values of Variables unencrypted; only its owner can read it.`

type stateFlags struct{ dir string }

func (f *stateFlags) register(flags *pflag.FlagSet) {
	flags.StringVar(&f.dir,
		"state", "", "keep the state in this `FOLDER`; created if it does not exist (default: in memory)")
}

// open makes the emulator, with the folder if there is one; closing it is the caller's.
func (f *stateFlags) open(given bool, opts *emulator.Options) (*emulator.Emulator, io.Closer, error) {
	if f.dir == "" {
		if given {
			return nil, nil, &verb.UsageError{Err: errors.New("--state is empty: give a folder")}
		}
		e, err := emulator.New(opts)
		if err != nil {
			return nil, nil, &verb.UsageError{Err: err}
		}
		return e, io.NopCloser(nil), nil
	}
	store, err := disk.Open(f.dir)
	if err != nil {
		return nil, nil, &verb.UsageError{Err: fmt.Errorf("--state: %w", err)} // which names the file
	}
	opts.Store = store
	e, err := emulator.New(opts)
	if err != nil {
		text := strings.TrimPrefix(err.Error(), "emulator: Options.Store: ")
		return nil, nil, errors.Join(&verb.UsageError{Err: fmt.Errorf("--state %s: %s", f.dir, text)}, store.Close())
	}
	return e, store, nil
}
