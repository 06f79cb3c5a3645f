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
)

// output is the flag -o.
type output struct{ format string }

func (o *output) register(cmd *cobra.Command) {
	o.format = formatText
	cmd.Flags().VarP(o, "output", "o", "format of the result: text or json")
}

// String, Set and Type make it a flag that refuses other values while the command line is read.
func (o *output) String() string { return o.format }

func (o *output) Set(value string) error {
	if value != formatText && value != formatJSON {
		return fmt.Errorf("want %s or %s", formatText, formatJSON)
	}
	o.format = value
	return nil
}

func (o *output) Type() string { return "format" }

// outputFormat finds -o in a command line that could not be run, so that the error is printed in the format that was asked for.
func outputFormat(args []string) string {
	for i, arg := range args {
		next := ""
		if i+1 < len(args) {
			next = args[i+1]
		}
		switch {
		case arg == "--":
			return formatText
		case (arg == "-o" || arg == "--output") && next == formatJSON,
			arg == "-ojson", arg == "-o=json", arg == "--output=json":
			return formatJSON
		}
	}
	return formatText
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
	case bytes < 1000*1000:
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
