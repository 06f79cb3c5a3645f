package verb

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/terminal"
)

// errEmpty is for a flag, an argument or a variable that was given and holds nothing, as an unset
// shell variable leaves it. The verb would do something else than was asked for, so it does
// nothing.
var errEmpty = errors.New("is empty: give a value, or leave it out")

// RefuseEmpty makes a command and all below it refuse flags and arguments that are given and empty, and flags that have
// taken the next flag for their value, as an unset shell variable without quotes leaves them.
func RefuseEmpty(cmd *cobra.Command) {
	check := cmd.Args
	cmd.Args = func(cmd *cobra.Command, args []string) error {
		var err error
		cmd.Flags().Visit(func(f *pflag.Flag) {
			if err == nil && empty(f.Value) {
				err = Usagef(cmd, "--%s %w", f.Name, errEmpty)
			}
			if next := flagIn(cmd, f.Value); err == nil && next != "" {
				err = Usagef(cmd, "--%s has no value: the flag %s comes next; give a value, or leave it out", f.Name, next)
			}
		})
		for i, arg := range args {
			if err == nil && blank(arg) {
				err = Usagef(cmd, "argument %d %w", i+1, errEmpty)
			}
		}
		if err != nil || check == nil {
			return err
		}
		return check(cmd, args)
	}
	for _, c := range cmd.Commands() {
		RefuseEmpty(c)
	}
}

func empty(value pflag.Value) bool {
	if list, ok := value.(pflag.SliceValue); ok {
		values := list.GetSlice()
		return len(values) == 0 || slices.ContainsFunc(values, blank)
	}
	return blank(value.String())
}

// flagIn is the first value of a flag that is itself a flag of the command, "" if none is.
func flagIn(cmd *cobra.Command, value pflag.Value) string {
	values := []string{value.String()}
	if list, ok := value.(pflag.SliceValue); ok {
		values = list.GetSlice()
	}
	for _, text := range values {
		name, _, _ := strings.Cut(text, "=")
		long, isLong := strings.CutPrefix(name, "--")
		short, isShort := strings.CutPrefix(name, "-")
		if isLong && cmd.Flags().Lookup(long) != nil ||
			isShort && len(short) == 1 && cmd.Flags().ShorthandLookup(short) != nil {
			return name
		}
	}
	return ""
}

func blank(text string) bool { return strings.TrimSpace(text) == "" }

// FlagError is a mistake in the flags of a command line, as pflag found it.
func FlagError(cmd *cobra.Command, err error) error {
	var invalid *pflag.InvalidValueError
	if errors.As(err, &invalid) && blank(invalid.GetValue()) {
		return Usagef(cmd, "--%s %w", invalid.GetFlag().Name, errEmpty)
	}
	if errors.As(err, &invalid) {
		if want := wanted(invalid.GetFlag().Value.Type()); want != "" {
			return Usagef(cmd, "--%s %q: want %s", invalid.GetFlag().Name, invalid.GetValue(), want)
		}
	}
	var unknown *pflag.NotExistError
	if errors.As(err, &unknown) {
		if similar := similarFlag(cmd, unknown.GetSpecifiedName()); similar != "" {
			return Usagef(cmd, "%w (did you mean --%s?)", err, similar)
		}
	}
	return Usagef(cmd, "%w", err)
}

// wanted says what a flag of a type of the library takes, whose own errors name functions of Go.
func wanted(kind string) string {
	switch kind {
	case "int", "int8", "int16", "int32", "int64":
		return "a whole number"
	case "uint", "uint8", "uint16", "uint32", "uint64", "count":
		return "a whole number from 0 up"
	case "float32", "float64":
		return "a number"
	case "bool":
		return "true or false"
	case "duration":
		return "a time such as 500ms, 10s or 2m"
	}
	return ""
}

// similarFlag is the flag that a mistyped name was meant for, "" for none.
func similarFlag(cmd *cobra.Command, name string) string {
	if len(name) < 2 {
		return ""
	}
	if (name == "port" || name == "host") && cmd.Flags().Lookup("listen") != nil {
		return "listen"
	}
	known := &cobra.Command{SuggestionsMinimumDistance: 2} // cobra compares words for us
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		if !f.Hidden {
			known.AddCommand(&cobra.Command{Use: f.Name, Run: func(*cobra.Command, []string) {}})
		}
	})
	if similar := known.SuggestionsFor(name); len(similar) > 0 {
		return similar[0]
	}
	similar := ""
	cmd.Flags().VisitAll(func(f *pflag.Flag) { // one that is a part of it, word by word, or the other way round
		if similar == "" && !f.Hidden && (hasWords(f.Name, name) || hasWords(name, f.Name)) {
			similar = f.Name
		}
	})
	return similar
}

// hasWords reports whether the words of a flag, between dashes, are among those of another one, in their order.
func hasWords(name, part string) bool { return strings.Contains("-"+name+"-", "-"+part+"-") }

// Renamed keeps the former name of a flag: it sets the same value, is not shown, and leads to a
// hint. Call it after the flag has got its name of today.
func Renamed(cmd *cobra.Command, env *Env, former, today string) {
	flag := cmd.Flags().Lookup(today)
	cmd.Flags().AddFlag(&pflag.Flag{
		Name: former, Usage: "is called --" + today + " now", Value: flag.Value, DefValue: flag.DefValue, Hidden: true,
	})
	check := cmd.Args
	cmd.Args = func(cmd *cobra.Command, args []string) error {
		switch old := cmd.Flags().Lookup(former); {
		case old.Changed && flag.Changed:
			return Usagef(cmd, "--%s and --%s are the same flag: give one of them", former, today)
		case old.Changed:
			flag.Changed = true
			if _, err := terminal.Fprintf(env.Stderr, "hint: --%s is called --%s now\n", former, today); err != nil {
				return err
			}
		}
		return check(cmd, args)
	}
}

// Lookup finds a variable of the process environment. One that is set and empty is an error, where
// that can be told from an absent one.
func (e *Env) Lookup(name string) (string, error) {
	if e.LookupEnv == nil {
		return e.Getenv(name), nil
	}
	value, set := e.LookupEnv(name)
	if set && blank(value) {
		return "", fmt.Errorf("the variable %s of the process environment %w", name, errEmpty)
	}
	return value, nil
}
