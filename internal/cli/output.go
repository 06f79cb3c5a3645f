package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
)

// Values of -o.
const (
	formatText = "text"
	formatJSON = "json"
	// formatMarkdown is of plan alone, for comments on pull requests.
	formatMarkdown = "markdown"
)

// output is the flag -o.
type output struct {
	format string
	also   string // a third format that one verb has, "" for none
}

func (o *output) register(cmd *cobra.Command) {
	o.format = formatText
	cmd.Flags().VarP(o, "output", "o", "format of the result: "+o.choice())
}

// String, Set and Type make it a flag that refuses other values while the command line is read.
func (o *output) String() string { return o.format }

func (o *output) Set(value string) error {
	if value != formatText && value != formatJSON && (o.also == "" || value != o.also) {
		return fmt.Errorf("want %s", o.choice())
	}
	o.format = value
	return nil
}

func (o *output) choice() string {
	if o.also != "" {
		return fmt.Sprintf("%s, %s or %s", formatText, formatJSON, o.also)
	}
	return fmt.Sprintf("%s or %s", formatText, formatJSON)
}

func (o *output) Type() string { return "format" }

// outputFormat is the format that a command line asks for, also when it could not be run: parsing for the verb may have ended before
// the flag was reached, so it is parsed again, past whatever is not known.
func outputFormat(args []string) string {
	var o output
	lenient := &cobra.Command{FParseErrWhitelist: cobra.FParseErrWhitelist{UnknownFlags: true}}
	o.register(lenient)
	lenient.InitDefaultHelpFlag()                // else -h ends the parsing
	lenient.Flags().BoolP("yes", "y", false, "") // the other flag of one letter: -yo json
	_ = lenient.ParseFlags(args)
	return o.format
}

// print writes a result to standard output, for programs or for people.
func (o *output) print(env *Env, result any, text func(io.Writer) error) error {
	if o.format == formatJSON {
		return printJSON(env.Stdout, result)
	}
	return text(env.Stdout)
}

// printJSON writes a result, indented, without escaping what HTML would need.
func printJSON(w io.Writer, value any) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(value)
}

// size prints a number of bytes for people.
func size(bytes int64) string {
	switch {
	case bytes < 1000:
		return fmt.Sprintf("%d B", bytes)
	case bytes < 999_950: // what is above would be rounded to 1000.0 kB
		return fmt.Sprintf("%.1f kB", float64(bytes)/1e3)
	default:
		return fmt.Sprintf("%.1f MB", float64(bytes)/1e6)
	}
}

// plural prints a count with its noun.
func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	if strings.HasSuffix(noun, "y") {
		return fmt.Sprintf("%d %sies", n, strings.TrimSuffix(noun, "y"))
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
