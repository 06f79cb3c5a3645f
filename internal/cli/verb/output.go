package verb

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/terminal"
)

// Values of -o.
const (
	// FormatText is for people.
	FormatText = "text"
	// FormatJSON is for programs.
	FormatJSON = "json"
	// FormatMarkdown is for comments on pull requests. Only plan has it.
	FormatMarkdown = "markdown"
)

// Output is the flag -o.
type Output struct {
	Format string
	Also   string // a third format that one verb has, "" for none
}

// Register adds the flag to a verb.
func (o *Output) Register(cmd *cobra.Command) {
	o.Format = FormatText
	cmd.Flags().VarP(o, "output", "o", "format of the result: "+o.choice())
}

// String implements pflag.Value.
func (o *Output) String() string { return o.Format }

// Set implements pflag.Value: other formats are refused while the command line is read.
func (o *Output) Set(value string) error {
	if value != FormatText && value != FormatJSON && (o.Also == "" || value != o.Also) {
		return fmt.Errorf("want %s", o.choice())
	}
	o.Format = value
	return nil
}

func (o *Output) choice() string {
	if o.Also != "" {
		return fmt.Sprintf("%s, %s or %s", FormatText, FormatJSON, o.Also)
	}
	return fmt.Sprintf("%s or %s", FormatText, FormatJSON)
}

// Type implements pflag.Value.
func (o *Output) Type() string { return "FORMAT" }

// RequestedFormat is the format that a command line asks for, even one that cannot be run: the
// parser of the verb may have stopped before it reached the flag, so this one skips what it does
// not know.
func RequestedFormat(args []string) string {
	var o Output
	lenient := &cobra.Command{FParseErrWhitelist: cobra.FParseErrWhitelist{UnknownFlags: true}}
	o.Register(lenient)
	lenient.InitDefaultHelpFlag() // else -h ends the parsing
	_ = lenient.ParseFlags(args)
	return o.Format
}

// Print writes a result to standard output, for programs or for people.
func (o *Output) Print(env *Env, result any, text func(io.Writer) error) error {
	if o.Format == FormatJSON {
		return PrintJSON(env.Stdout, result)
	}
	if w, ok := env.Stdout.(*terminal.Writer); ok {
		narrow := *w
		narrow.Breaks = true
		return text(&narrow)
	}
	return text(env.Stdout)
}
