package emulator

import (
	"cmp"
	"slices"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/inspect"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/state"
)

// An Overview is what the state looks like to a person, see [Emulator.Overview].
// Lists are cut to a limit; the counts beside them are of everything.
type Overview struct {
	Now      time.Time        `json:"now"` // on the emulator's clock
	Count    int              `json:"service_count"`
	Services []ServiceSummary `json:"services"` // newest first
}

// A ServiceSummary is one Service with what it owns.
type ServiceSummary struct {
	SID              string               `json:"sid"`
	AccountSID       string               `json:"account_sid"`
	UniqueName       string               `json:"unique_name"`
	FriendlyName     string               `json:"friendly_name"`
	Created          time.Time            `json:"date_created"`
	Functions        int                  `json:"function_count"` // without those of tools, see [VersionSummary]
	Assets           int                  `json:"asset_count"`
	EnvironmentCount int                  `json:"environment_count"`
	Environments     []EnvironmentSummary `json:"environments"` // oldest first
	BuildCount       int                  `json:"build_count"`
	Builds           []BuildSummary       `json:"builds"` // newest first
}

// An EnvironmentSummary is what is live and what was. Values of Variables are
// secrets and not in it: [Emulator.VariableValues] gives them.
type EnvironmentSummary struct {
	SID             string              `json:"sid"`
	UniqueName      string              `json:"unique_name"`
	DomainName      string              `json:"domain_name"`
	Live            *BuildSummary       `json:"live"` // nil: nothing is deployed
	LiveSince       time.Time           `json:"live_since,omitzero"`
	VariableCount   int                 `json:"variable_count"`
	VariableKeys    []string            `json:"variable_keys"` // sorted
	DeploymentCount int                 `json:"deployment_count"`
	Deployments     []DeploymentSummary `json:"deployments"` // newest first
	LogCount        int                 `json:"log_count"`
}

// A DeploymentSummary without BuildSID is one that cleared the Environment.
type DeploymentSummary struct {
	SID      string    `json:"sid"`
	BuildSID string    `json:"build_sid"`
	Created  time.Time `json:"date_created"`
}

// A BuildSummary has more than the API returns: why a Build failed.
type BuildSummary struct {
	SID       string    `json:"sid"`
	Status    string    `json:"status"`
	Failure   string    `json:"failure_reason,omitempty"` // of a Build that has failed
	Runtime   string    `json:"runtime"`
	Created   time.Time `json:"date_created"`
	Functions int       `json:"function_count"` // without those of tools, see [VersionSummary]
	Assets    int       `json:"asset_count"`
	Size      int64     `json:"size"` // of all contents, in bytes
}

// A VersionSummary is one FunctionVersion or AssetVersion of a Build. Functions below
// /.twilio-serverless/ are what tools note for themselves, such as the manifest of the
// deployer: counts leave them out, as the tools do.
type VersionSummary struct {
	SID        string    `json:"sid"`
	Kind       string    `json:"kind"`       // function or asset
	ParentSID  string    `json:"parent_sid"` // of the Function or Asset
	Path       string    `json:"path"`
	Visibility string    `json:"visibility"`
	Tool       bool      `json:"tool,omitempty"` // it is of a tool
	Size       int64     `json:"size"`           // in bytes
	Created    time.Time `json:"date_created"`
}

// Overview sums the state of all accounts up. limit is the most entries that any
// list of it has; 0 or less means 50.
func (e *Emulator) Overview(limit int) *Overview {
	if e.unmade() {
		return &Overview{Services: []ServiceSummary{}}
	}
	if limit <= 0 {
		limit = 50
	}
	t := e.state.Read()
	defer t.Done()
	o := &Overview{Now: e.opts.Clock().UTC(), Services: []ServiceSummary{}}
	all := slices.SortedFunc(t.Services(), func(a, b *state.ServiceNode) int { return cmp.Compare(b.Seq, a.Seq) })
	o.Count = len(all)
	for _, n := range all[:min(limit, len(all))] {
		o.Services = append(o.Services, summarizeService(n, o.Now, limit))
	}
	return o
}

// BuildVersions gives the versions in a Build: Functions first, each kind by path.
// It reports false for an unknown Build.
func (e *Emulator) BuildVersions(buildSID string) ([]VersionSummary, bool) {
	if e.unmade() {
		return nil, false
	}
	t := e.state.Read()
	defer t.Done()
	b := t.Build(buildSID)
	if b == nil {
		return nil, false
	}
	all := []VersionSummary{}
	for _, kind := range [][]*state.Version{b.Functions, b.Assets} {
		byPath := slices.SortedFunc(slices.Values(kind),
			func(a, b *state.Version) int { return cmp.Compare(a.Path, b.Path) })
		for _, v := range byPath {
			all = append(all, summarizeVersion(v))
		}
	}
	return all, true
}

// VariableValues gives the Variables of an Environment with their values, which are
// secrets. It reports false for an unknown Environment.
func (e *Emulator) VariableValues(environmentSID string) (map[string]string, bool) {
	if e.unmade() {
		return nil, false
	}
	t := e.state.Read()
	defer t.Done()
	env := t.Environment(environmentSID)
	if env == nil {
		return nil, false
	}
	values := map[string]string{}
	for _, v := range env.Variables.Items() {
		values[v.Key] = v.Value
	}
	return values, true
}

// Inspect is for package control, which shows it to people.
func (e *Emulator) Inspect() *inspect.Inspector {
	if e.unmade() {
		return &inspect.Inspector{}
	}
	i := &inspect.Inspector{State: e.state, Open: e.accounts.users == nil, Token: e.accounts.token}
	for _, u := range e.accounts.users {
		i.Allowed = append(i.Allowed, u.account)
	}
	return i
}
