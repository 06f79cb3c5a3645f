package servers

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/internal/regular"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

// accountsVariable names accounts, for those who do not want a token among the arguments of a
// process, which all users of a machine may read.
const accountsVariable = "TWILIO_SERVERLESS_EMULATE_ACCOUNTS"

// maxAccountsFile is far more than any list of accounts has.
const maxAccountsFile = 1 << 20

// accountFlags say whom emulate lets in.
type accountFlags struct {
	given []string
	file  string
}

func (f *accountFlags) register(flags *pflag.FlagSet) {
	flags.StringArrayVar(&f.given,
		"account", nil, "accept only this account, written `ACCOUNT_SID:AUTH_TOKEN`; may be repeated")
	flags.StringVar(&f.file, "account-file", "",
		"accept only the accounts in this `FILE`, one ACCOUNT_SID:AUTH_TOKEN in a line (also: "+accountsVariable+")")
}

// from says where the accounts come from, for people; empty: any account may call.
func (f *accountFlags) from(env *verb.Env) string {
	var all []string
	if len(f.given) > 0 {
		all = append(all, "--account")
	}
	if f.file != "" {
		all = append(all, "--account-file "+f.file)
	}
	if env.Getenv != nil && strings.TrimSpace(env.Getenv(accountsVariable)) != "" {
		all = append(all, accountsVariable)
	}
	return strings.Join(all, ", ")
}

// accounts gives those of the flags, of the file and of the environment. The values are secrets and
// not repeated in errors.
func (f *accountFlags) accounts(env *verb.Env, fileGiven bool) ([]emulator.Account, error) {
	var all []emulator.Account
	take := func(from, text string) error {
		sid, token, found := strings.Cut(text, ":")
		if !found || token == "" {
			return &verb.UsageError{Err: fmt.Errorf("%s wants ACCOUNT_SID:AUTH_TOKEN", from)}
		}
		if !serverless.IsSID(sid, serverless.AccountSIDPrefix) {
			return &verb.UsageError{Err: fmt.Errorf(
				"%s wants ACCOUNT_SID:AUTH_TOKEN, and what stands before the colon is not AC and 32 hexadecimal "+
					"digits; it has %d characters",
				from, len(sid))}
		}
		if slices.ContainsFunc(all, func(a emulator.Account) bool { return a.SID == sid }) {
			return &verb.UsageError{Err: fmt.Errorf("%s: the account %s is given twice: give one token for it", from, sid)}
		}
		all = append(all, emulator.Account{SID: sid, AuthToken: token})
		return nil
	}
	for _, account := range f.given {
		if err := take("--account", account); err != nil {
			return nil, err
		}
	}
	if fileGiven {
		text, err := readAccounts(f.file)
		if err != nil {
			return nil, &verb.UsageError{Err: fmt.Errorf("--account-file: %w", err)}
		}
		before := len(all)
		for n, line := range strings.Split(text, "\n") {
			line = strings.TrimSpace(line)
			if line == "" || strings.HasPrefix(line, "#") {
				continue
			}
			if err := take(fmt.Sprintf("%q: line %d", f.file, n+1), line); err != nil {
				return nil, err
			}
		}
		if len(all) == before {
			return nil, &verb.UsageError{Err: fmt.Errorf(
				"--account-file: %q names no account: write ACCOUNT_SID:AUTH_TOKEN in a line", f.file)}
		}
	}
	if env.Getenv != nil {
		given, err := env.Lookup(accountsVariable)
		if err != nil {
			return nil, &verb.UsageError{Err: err} // every client would be accepted
		}
		for account := range strings.FieldsSeq(given) {
			if err := take(accountsVariable, account); err != nil {
				return nil, err
			}
		}
	}
	return all, nil
}

// readAccounts reads a regular file within bounds: a pipe would block, a device never end.
func readAccounts(name string) (string, error) {
	text, err := regular.ReadFile(name, maxAccountsFile)
	if err != nil && !errors.As(err, new(*fs.PathError)) { // which has the name
		err = fmt.Errorf("%q %w", name, err)
	}
	return string(text), err
}
