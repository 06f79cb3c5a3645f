// Package inspect shows what an emulator holds beyond what its API returns, across all accounts. It is
// for the page and its endpoints.
package inspect

import (
	"cmp"
	"errors"
	"io"
	"net/http"
	"slices"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/sid"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/state"
)

// An Inspector looks into one emulator.
type Inspector struct {
	State   *state.State
	Open    bool                        // any account may call
	Allowed []string                    // the accounts that may call, when it is not open
	Token   func(account string) string // of an account that may call; empty: it may not
}

// An Account is one account that may call or that has Services.
type Account struct {
	SID      string `json:"sid"`
	Accepted bool   `json:"accepted"` // its credentials are
	Services int    `json:"service_count"`
}

// Accounts gives the accounts that may call, where they are known, and those that have Services,
// sorted by SID. test is always among those of an open emulator.
func (i *Inspector) Accounts(test string) []Account {
	all := []Account{}
	services := map[string]int{}
	t := i.State.Read()
	for n := range t.Services() {
		services[n.AccountSID]++
	}
	t.Done()
	known := map[string]bool{}
	if i.Open {
		known[test] = true
	}
	for _, account := range i.Allowed {
		known[account] = true
	}
	for account := range services {
		known[account] = known[account] || i.Open
	}
	for account, accepted := range known {
		all = append(all, Account{SID: account, Accepted: accepted, Services: services[account]})
	}
	slices.SortFunc(all, func(a, b Account) int { return cmp.Compare(a.SID, b.SID) })
	return all
}

// Authorize gives a request the credentials of an account, in place of those that it has. It
// reports false, and leaves the request without any, for an account that is not accepted.
func (i *Inspector) Authorize(r *http.Request, accountSID string) bool {
	r.Header.Del("Authorization")
	token := i.Token(accountSID)
	if token == "" || !sid.Is(accountSID, sid.Account) {
		return false
	}
	r.SetBasicAuth(accountSID, token)
	return true
}

// Locate gives the path of the API at which something can be deleted, and the account that it
// belongs to: a Service, an Environment, a Build, a Function, an Asset or a Variable. It reports
// false for a SID that nothing of these has.
func (i *Inspector) Locate(of string) (accountSID, path string, ok bool) {
	t := i.State.Read()
	defer t.Done()
	for n := range t.Services() {
		if below, ok := locate(n, of); ok {
			return n.AccountSID, "/v1/Services/" + n.SID + below, true
		}
	}
	return "", "", false
}

func locate(n *state.ServiceNode, of string) (below string, ok bool) {
	if n.SID == of {
		return "", true
	}
	if _, ok := n.Builds.Get(of); ok {
		return "/Builds/" + of, true
	}
	if _, ok := n.Functions.Get(of); ok {
		return "/Functions/" + of, true
	}
	if _, ok := n.Assets.Get(of); ok {
		return "/Assets/" + of, true
	}
	if _, ok := n.Environments.Get(of); ok {
		return "/Environments/" + of, true
	}
	for _, env := range n.Environments.Items() {
		if _, ok := env.Variables.Get(of); ok {
			return "/Environments/" + env.SID + "/Variables/" + of, true
		}
	}
	return "", false
}

// A File is a Function or an Asset.
type File struct {
	SID      string    `json:"sid"`
	Kind     string    `json:"kind"` // function or asset
	Name     string    `json:"friendly_name"`
	Versions int       `json:"version_count"`
	Built    bool      `json:"built"` // a Build has a version of it, so the API does not delete it
	Created  time.Time `json:"date_created"`
}

// Files gives the Functions and Assets of a Service, the newest first, at most limit of them (50
// for 0 or less), and counts all. It reports false for an unknown Service.
func (i *Inspector) Files(serviceSID string, limit int) (files []File, count int, ok bool) {
	if limit <= 0 {
		limit = 50
	}
	t := i.State.Read()
	defer t.Done()
	for n := range t.Services() {
		if n.SID != serviceSID {
			continue
		}
		files = []File{}
		for _, node := range slices.Concat(n.Functions.Items(), n.Assets.Items()) {
			files = append(files, File{SID: node.SID, Kind: node.Kind.String(), Name: node.FriendlyName,
				Versions: node.Versions.Len(), Built: n.Built(node.SID), Created: node.Created})
		}
		slices.SortStableFunc(files, func(a, b File) int { return b.Created.Compare(a.Created) })
		return files[:min(len(files), limit)], len(files), true
	}
	return nil, 0, false
}

// A Version is a FunctionVersion or AssetVersion with what its content is.
type Version struct {
	SID         string `json:"sid"`
	Kind        string `json:"kind"` // function or asset
	Path        string `json:"path"`
	Visibility  string `json:"visibility"`
	Size        int64  `json:"size"` // in bytes
	ContentType string `json:"content_type"`
	SHA256      string `json:"sha256"` // in lower-case hexadecimal
}

// Content gives the content of a FunctionVersion or AssetVersion, and a reader of it, which the
// caller closes. ok is false for a SID that no version has.
func (i *Inspector) Content(versionSID string) (about Version, text io.ReadCloser, ok bool, err error) {
	t := i.State.Read()
	defer t.Done()
	for n := range t.Services() {
		v := n.Versions[versionSID]
		if v == nil {
			continue
		}
		about = Version{SID: v.SID, Kind: v.Kind.String(), Path: v.Path, Visibility: v.Visibility, Size: v.Content.Size,
			ContentType: v.ContentType, SHA256: v.Content.SHA256}
		text, err = v.Content.Open()
		if err != nil {
			err = errors.New("content of " + versionSID + ": " + err.Error())
		}
		return about, text, true, err
	}
	return about, nil, false, nil
}

// A Log is one Log, with the path of its Function where a Build has it.
type Log struct {
	SID         string    `json:"sid"`
	Created     time.Time `json:"date_created"`
	Level       string    `json:"level"`
	Message     string    `json:"message"`
	FunctionSID string    `json:"function_sid"`
	Path        string    `json:"path,omitempty"` // of the Function, in the Build that wrote the line
	RequestSID  string    `json:"request_sid"`
	BuildSID    string    `json:"build_sid"`
}

// Logs gives the newest Logs of an Environment, the newest first, at most limit of them (50 for 0
// or less). It reports false for an unknown Environment.
func (i *Inspector) Logs(environmentSID string, limit int) ([]Log, bool) {
	if limit <= 0 {
		limit = 50
	}
	t := i.State.Read()
	defer t.Done()
	for n := range t.Services() {
		env, ok := n.Environments.Get(environmentSID)
		if !ok {
			continue
		}
		all := []Log{}
		lines := env.Logs.Items()
		for _, l := range slices.Backward(lines[max(0, len(lines)-limit):]) {
			all = append(all, Log{SID: l.SID, Created: l.Created, Level: l.Level, Message: l.Message,
				FunctionSID: l.FunctionSID, Path: pathIn(n, l.BuildSID, l.FunctionSID), RequestSID: l.RequestSID,
				BuildSID: l.BuildSID})
		}
		return all, true
	}
	return nil, false
}

// pathIn gives the path that a Function has in a Build.
func pathIn(n *state.ServiceNode, buildSID, functionSID string) string {
	b, ok := n.Builds.Get(buildSID)
	if !ok {
		return ""
	}
	for _, v := range b.Functions {
		if v.ParentSID == functionSID {
			return v.Path
		}
	}
	return ""
}

// A Variable is one of an Environment. Its value is a secret.
type Variable struct{ SID, Key, Value string }

// Variables gives those of an Environment, sorted by key. It reports false for an unknown
// Environment.
func (i *Inspector) Variables(environmentSID string) ([]Variable, bool) {
	t := i.State.Read()
	defer t.Done()
	env := t.Environment(environmentSID)
	if env == nil {
		return nil, false
	}
	all := []Variable{}
	for _, v := range env.Variables.Items() {
		all = append(all, Variable{v.SID, v.Key, v.Value})
	}
	slices.SortFunc(all, func(a, b Variable) int { return cmp.Compare(a.Key, b.Key) })
	return all, true
}
