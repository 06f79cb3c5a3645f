package deploy

import (
	"errors"

	"github.com/spf13/pflag"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
)

// startFlags are flags of `twilio-run start` that dev understands, or says what takes their place.
type startFlags struct {
	cwd           string
	loadSystemEnv bool
	ngrok         string
	legacy        bool
	ignored       bool
}

func (f *startFlags) register(flags *pflag.FlagSet) {
	flags.StringVar(&f.cwd, "cwd", "", "`DIR` of the project, as the argument")
	flags.BoolVar(&f.loadSystemEnv,
		"load-system-env", false, "give empty keys of the env file the values of the process environment")
	flags.BoolVar(&f.loadSystemEnv, "load-local-env", false, "as --load-system-env")
	flags.StringVar(&f.ngrok, "ngrok", "", "")
	flags.Lookup("ngrok").NoOptDefVal = "random"
	flags.BoolVar(&f.legacy, "legacy-mode", false, "")
	// These are so in any case.
	for _, name := range []string{"live", "logs", "fork-process"} {
		flags.BoolVar(&f.ignored, name, true, "")
		flags.Bool("no-"+name, false, "")
	}
	for _, name := range []string{
		"cwd", "load-system-env", "load-local-env", "ngrok", "legacy-mode", "live", "logs", "fork-process", "no-live",
		"no-logs", "no-fork-process",
	} {
		_ = flags.MarkHidden(name)
	}
}

// check refuses what would mean something that dev does not do.
func (f *startFlags) check(flags *pflag.FlagSet) error {
	switch {
	case flags.Changed("ngrok"):
		return &verb.UsageError{Err: &verb.HintedError{
			Err: errors.New("--ngrok: no tunnel is built in"),
			Hint: "start one yourself, such as `ngrok http 3000`, and pass its address: --public-url " +
				"https://NAME.ngrok.app",
		}}
	case flags.Changed("legacy-mode"):
		return &verb.UsageError{Err: &verb.HintedError{
			Err:  errors.New("--legacy-mode: the paths of Functions Classic are not served"),
			Hint: "call Assets by their paths in the project",
		}}
	}
	return nil
}
