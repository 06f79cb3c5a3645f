package cli

import (
	"context"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

func TestSize(t *testing.T) {
	t.Parallel()
	for bytes, want := range map[int64]string{
		0: "0 B", 999: "999 B", 1000: "1.0 kB", 1499: "1.5 kB", 999_949: "999.9 kB", 999_950: "1.0 MB", 26_214_400: "26.2 MB",
	} {
		assert.Equal(t, want, size(bytes), "%d bytes", bytes)
	}
}

func TestPlural(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "0 functions", plural(0, "function"))
	assert.Equal(t, "1 function", plural(1, "function"))
	assert.Equal(t, "1 dependency", plural(1, "dependency"))
	assert.Equal(t, "2 dependencies", plural(2, "dependency"))
}

func TestSome(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "a", some([]string{"a"}))
	assert.Equal(t, "a, b, c, d, e", some(strings.Split("abcde", "")))
	assert.Equal(t, "a, b, c, d, e and 2 more", some(strings.Split("abcdefg", "")))
}

// oneLine: whatever a value holds, a row of a table stays one line and a terminal is not written to behind its back.
func TestOneLine(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]string{
		"":             "",
		"plain words":  "plain words",
		"größe 日本":     "größe 日本",
		"two\nlines":   `"two\nlines"`,
		"a\ttab":       `"a\ttab"`,
		"\x1b[31mred":  `"\x1b[31mred"`,
		`a "quote"`:    `"a \"quote\""`,
		`back\slash`:   `"back\\slash"`,
		"not\xffUTF-8": `"not\xffUTF-8"`,
	} {
		assert.Equal(t, want, oneLine(value))
	}
	rapid.Check(t, func(t *rapid.T) {
		assert.NotContains(t, oneLine(rapid.String().Draw(t, "value")), "\n")
	})
}

func TestPlanTable_longNamesDoNotMoveOthers(t *testing.T) {
	t.Parallel()
	var table planTable
	long := "/" + strings.Repeat("x", maxNameColumn)
	table.add(deployer.ActionCreate, "function", "/é", "one")
	table.add(deployer.ActionRemove, "asset", "/four", "two")
	table.add("", "", long, "three")
	var b strings.Builder
	require.NoError(t, table.write(&b))
	assert.Equal(t, "+ function     /é     one\n- asset        /four  two\n               "+long+"  three\n", b.String())
}

// A format that was asked for is found in every command line, also in one that cannot be parsed to its end.
func TestOutputFormat(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		"deploy":                              formatText,
		"deploy -o json":                      formatJSON,
		"deploy -ojson":                       formatJSON,
		"deploy -o=json":                      formatJSON,
		"deploy --output json":                formatJSON,
		"deploy --output=json":                formatJSON,
		"deploy -yo json":                     formatJSON,
		"deploy -o json -o text":              formatText,
		"deploy -o text":                      formatText,
		"deploy -o yaml":                      formatText,
		"deploy --bogus -o json":              formatJSON,
		"deploy --bogus --output=json":        formatJSON,
		"deploy -o json --bogus":              formatJSON,
		"deploy --check=perhaps -o json":      formatJSON,
		"deploy -- -o json":                   formatText,
		"deploy --service -o":                 formatText,
		"deploy --service x hello -o json":    formatJSON,
		"-o json deploy":                      formatJSON,
		"bogus -o json":                       formatJSON,
		"emulate -o json":                     formatJSON,
		"list everything -o json":             formatJSON,
		"deploy one two -o json":              formatJSON,
		"conformance --seed x --output=json":  formatJSON,
		"version -o json unexpected argument": formatJSON,
	} {
		assert.Equal(t, want, outputFormat(strings.Fields(line)), line)
	}
}

// Where a command line can be parsed, both ways of parsing it agree.
func TestOutputFormat_agreesWithTheFlag(t *testing.T) {
	t.Parallel()
	words := rapid.SampledFrom([]string{
		"hello", "-y", "-yo", "-o", "json", "text", "-o=json", "-o=text", "-ojson", "-otext", "--output", "--output=json", "--output=text",
		"--service", "--service=x", "--emulated", "--check=true", "-h", "--",
	})
	rapid.Check(t, func(t *rapid.T) {
		args := rapid.SliceOfN(words, 0, 6).Draw(t, "args")
		cmd := newDeploy(&Env{Stdin: strings.NewReader(""), Stdout: io.Discard, Stderr: io.Discard})
		cmd.InitDefaultHelpFlag()
		if cmd.ParseFlags(args) != nil || valueLooksLikeFlag(args) {
			t.Skip("cannot be parsed, or the value of another flag looks like a flag")
		}
		assert.Equal(t, cmd.Flag("output").Value.String(), outputFormat(args), "%q", args)
	})
}

// valueLooksLikeFlag finds `--service -o`: only the flags of the verb tell that -o is a value there.
func valueLooksLikeFlag(args []string) bool {
	for i, arg := range args[:max(0, len(args)-1)] {
		if arg == "--service" && strings.HasPrefix(args[i+1], "-") {
			return true
		}
	}
	return false
}

// run runs a command line as the process would, with no environment.
func run(ctx context.Context, stdin io.Reader, terminal bool, args ...string) (code int, stdout, stderr string) {
	var out, errs strings.Builder
	code = Main(ctx, args, Env{
		Stdin: stdin, Stdout: &out, Stderr: &errs, Getenv: func(string) string { return "" }, Terminal: terminal,
	})
	return code, out.String(), errs.String()
}
