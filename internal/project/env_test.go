package project

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// What a line of an env file means. Unless a comment says otherwise it is what
// dotenv 16 for Node makes of it.
func TestParseEnv(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		in   string
		want map[string]string
	}{
		{"", map[string]string{}},
		{"# comment\n\nA=1\n", map[string]string{"A": "1"}},
		{"A=1\r\nB=2\r\n", map[string]string{"A": "1", "B": "2"}},
		{"A=1\r#C=2\rB=\"x\ry\"\r", map[string]string{"A": "1", "B": "x\ny"}},
		{"\ufeffA=1", map[string]string{"A": "1"}},
		{"  A = 1  ", map[string]string{"A": "1"}},
		{"export A=1", map[string]string{"A": "1"}},
		{"A: 1", map[string]string{"A": "1"}},
		{"A=x\nA=y", map[string]string{"A": "y"}},
		{"A=", map[string]string{"A": ""}},
		{`A=""`, map[string]string{"A": ""}},
		{"A.B_1=x", map[string]string{"A.B_1": "x"}},
		{"A=a=b", map[string]string{"A": "a=b"}},
		{"A=hello world # comment", map[string]string{"A": "hello world"}},
		{"A='x # y' # comment", map[string]string{"A": "x # y"}},
		{"A=\"x#y\"", map[string]string{"A": "x#y"}},
		{"A=it's", map[string]string{"A": "it's"}},
		{`A=say "hi"`, map[string]string{"A": `say "hi"`}},
		{`A={"a":"b c"}`, map[string]string{"A": `{"a":"b c"}`}},
		{"A=\"one\ntwo\"\nB=1", map[string]string{"A": "one\ntwo", "B": "1"}},
		{"A='one\ntwo'", map[string]string{"A": "one\ntwo"}},
		{`A="a\nb"`, map[string]string{"A": "a\nb"}},
		{`A='a\nb'`, map[string]string{"A": `a\nb`}},
		{`A=é`, map[string]string{"A": "é"}},
		// Nothing is expanded: these are passwords, not shell.
		{`A=pa$$word`, map[string]string{"A": "pa$$word"}},
		{`A=a$HOME`, map[string]string{"A": "a$HOME"}},
		{`A="a$HOME"`, map[string]string{"A": "a$HOME"}},
		{`A='a$HOME'`, map[string]string{"A": "a$HOME"}},
		{"B=x\nA=${B}", map[string]string{"A": "${B}", "B": "x"}},
		{`A=$(ls)`, map[string]string{"A": "$(ls)"}},
		{`A=p@ss!w^rd&*()`, map[string]string{"A": "p@ss!w^rd&*()"}},
		// Backslashes stay as they are, but for \n and \r in double quotes.
		{`A=c:\new\table`, map[string]string{"A": `c:\new\table`}},
		{`A="a\tb"`, map[string]string{"A": `a\tb`}},
		{`A="pa\$x"`, map[string]string{"A": `pa\$x`}},
		{`A="a\\b"`, map[string]string{"A": `a\\b`}},
		{`A="x\u0041"`, map[string]string{"A": `x\u0041`}},
		{`A="a\"b"`, map[string]string{"A": `a\"b`}},
		{`A="say \"hi\""`, map[string]string{"A": `say \"hi\"`}},
		{`A='it\'s'`, map[string]string{"A": `it\'s`}},
		// Characters for private use are legal content, too.
		{"A=\ue000$\ue001\\", map[string]string{"A": "\ue000$\ue001\\"}},
		// As dotenv 6, which twilio-run uses; version 16 begins a comment at the "#".
		{"A=pass#word", map[string]string{"A": "pass#word"}},
		// As dotenv 6; version 16 takes backticks for quotes.
		{"A=`x`", map[string]string{"A": "`x`"}},
	} {
		got, err := parseEnv([]byte(c.in))
		require.NoError(t, err, "%q", c.in)
		assert.Equal(t, c.want, got, "%q", c.in)
	}
}

// dotenv skips such lines; a Variable would be missing without a word.
func TestParseEnv_refused(t *testing.T) {
	t.Parallel()
	for in, line := range map[string]string{
		"word":                          "line 1 ",
		"A=1\nword":                     "line 2 ",
		"A=1\nword\nB=2":                "line 2 ",
		"=x":                            "line 1 ",
		"a b=c":                         "line 1 ",
		"A-B=1":                         "line 1 ",
		"A=1\n\n# c\nB=\"secret\nC=2\n": "line 4 ",
		"A=\"one\ntwo\"\nB='secret":     "line 3 ",
		`A="x" y`:                       "line 1 ",
	} {
		_, err := parseEnv([]byte(in))
		if assert.ErrorContains(t, err, line, "%q", in) {
			assert.NotContains(t, err.Error(), "secret")
		}
	}
	_, err := parseEnv([]byte("A=\xff"))
	assert.ErrorContains(t, err, "is not UTF-8 text")
	_, err = parseEnv([]byte("\xff\xfeA\x00=\x001\x00"))
	assert.ErrorContains(t, err, "is text in UTF-16")
	_, err = parseEnv([]byte("B=1\nA=a\x00b"))
	assert.ErrorContains(t, err, "line 2 has a NUL byte", "which is UTF-8")
}

// A key that is set twice is named, and one that only seems to be is not.
func TestRepeated(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"":                                    nil,
		"A=1\nB=2\n":                          nil,
		"A=1\nA=2\n":                          {"A"},
		"A=1\nA=1\nexport A = 3\r\nB: 1\nB=2": {"A", "B"},
		"A=1\rB=2\rA=3":                       {"A"},
		"A=1\n#A=2\n":                         nil,
		"A=1\nB=\"x\nA=2\n\"\n":               nil,
		"B='\nA=2\nA=3\n'\nA=1\n":             nil,
		"A=1\na=2\nAA=3\n":                    nil,
		"ACCOUNT_SID=AC1\nACCOUNT_SID=AC2":    {"ACCOUNT_SID"},
		"A=A=1\nB=A=2":                        nil,
	} {
		assert.Equal(t, want, repeated([]byte(text)), "%q", text)
	}
	many := strings.Repeat("A=1\n", 1<<18)
	assert.Equal(t, []string{"A"}, repeated([]byte(many[:1<<20])), "1 MB")
}

// Whatever value stands in single quotes arrives unchanged.
func FuzzParseEnv(f *testing.F) {
	for _, value := range []string{"pa$$word", `a\"b`, "${X}", "\ue000\ue003", `\n`, "# x", `ends in \`} {
		f.Add(value)
	}
	f.Fuzz(func(t *testing.T, value string) {
		_, _ = parseEnv([]byte(value)) // must not panic
		if strings.ContainsAny(value, "'\x00\r") || strings.HasSuffix(value, `\`) ||
			strings.ToValidUTF8(value, "") != value {
			t.Skip("cannot stand in single quotes")
		}
		got, err := parseEnv([]byte("X=outer\nA='" + value + "'\nB=2"))
		require.NoError(t, err)
		require.Equal(t, map[string]string{"X": "outer", "A": value, "B": "2"}, got)
	})
}

// Backquotes are quotes for newer versions of dotenv, and a part of the value for that of twilio-run.
func TestBackquoted(t *testing.T) {
	t.Parallel()
	values, err := parseEnv([]byte("A=`x y`\nB=a`b`\nC=`\nD=``\nE=x\n"))
	require.NoError(t, err)
	assert.Equal(t, "`x y`", values["A"])
	assert.Equal(t, []string{"A", "D"}, backquoted(values))
}
