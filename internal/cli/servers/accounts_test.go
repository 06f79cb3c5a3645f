package servers

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

func TestAccounts(t *testing.T) {
	t.Parallel()
	const sid = "AC00000000000000000000000000000001"
	file := func(content string) string {
		name := filepath.Join(t.TempDir(), "accounts")
		require.NoError(t, os.WriteFile(name, []byte(content), 0o600))
		return name
	}
	for _, tc := range []struct {
		name     string
		flags    accountFlags
		variable string
		want     int
		problem  string
	}{
		{name: "nothing"},
		{name: "a flag", flags: accountFlags{given: []string{sid + ":secret"}}, want: 1},
		{name: "a file", flags: accountFlags{file: file("# mine\n\n" + sid + ":secret\r\n")}, want: 1},
		{name: "a variable", variable: sid + ":secret", want: 1},
		{name: "two in a variable", variable: sid + ":secret\n" + sid[:33] + "2:secret", want: 2},
		{name: "all three", flags: accountFlags{given: []string{sid + ":secret"}, file: file(sid[:33] + "2:secret")},
			variable: sid[:33] + "3:secret", want: 3},
		{name: "one twice", flags: accountFlags{given: []string{sid + ":secret"}}, variable: sid + ":secret",
			problem: accountsVariable + ": the account " + sid + " is given twice: give one token for it"},
		{name: "a token with a colon", variable: sid + ":sec:ret", want: 1},
		{name: "no token", flags: accountFlags{given: []string{"secret"}}, problem: "--account wants"},
		{name: "no token in a file", flags: accountFlags{file: file(sid + ":x\nsecret")}, problem: "line 2 wants"},
		{name: "no token in the variable", variable: "secret", problem: accountsVariable + " wants"},
		{name: "an empty file", flags: accountFlags{file: file("# none\n")}, problem: "names no account"},
		{name: "no file", flags: accountFlags{file: filepath.Join(t.TempDir(), "none")}, problem: "no such file"},
		{name: "a folder", flags: accountFlags{file: t.TempDir()}, problem: "is not a regular file"},
		{name: "a device", flags: accountFlags{file: os.DevNull}, problem: "is not a regular file"},
		{name: "too much", flags: accountFlags{file: file(strings.Repeat("#", maxAccountsFile+1))},
			problem: "the limit is"},
	} {
		env := &verb.Env{Getenv: func(name string) string {
			assert.Equal(t, accountsVariable, name)
			return tc.variable
		}}
		got, err := tc.flags.accounts(env, tc.flags.file != "")
		if tc.problem != "" {
			require.ErrorContains(t, err, tc.problem, tc.name)
			assert.NotContains(t, err.Error(), "secret", tc.name)
			continue
		}
		require.NoError(t, err, tc.name)
		require.Len(t, got, tc.want, tc.name)
		for _, account := range got {
			_, err := emulator.New(&emulator.Options{Accounts: []emulator.Account{account}})
			assert.NoError(t, err)
		}
	}
	_, err := (&accountFlags{}).accounts(&verb.Env{}, true)
	assert.Error(t, err, "an empty name is no file")
}
