package emulator

import "time"

// Records are the facts of the state, and their JSON is the form in which they are
// stored and dumped, see [dumpVersion]. A record is never modified once it is
// committed: an update commits a changed copy. So a record may be read without a
// lock, and a Build can keep the versions it was made of after they are deleted.

// A record can be committed.
type record interface {
	entry
	header() *head
}

// head is what all records have. Seq is given by commit.
type head struct {
	Seq        uint64    `json:"seq"`
	SID        string    `json:"sid"`
	AccountSID string    `json:"account_sid"`
	ServiceSID string    `json:"service_sid"` // of a Service: its own SID
	Created    time.Time `json:"created"`
	Updated    time.Time `json:"updated"`
}

func (h *head) id() string         { return h.SID }
func (h *head) position() position { return position{Seq: h.Seq} }
func (h *head) header() *head      { return h }

type service struct {
	head
	UniqueName         string `json:"unique_name"`
	FriendlyName       string `json:"friendly_name"`
	DomainBase         string `json:"domain_base"`
	IncludeCredentials bool   `json:"include_credentials"`
	UIEditable         bool   `json:"ui_editable"`
}

// A resource is a Function or an Asset.
type resource struct {
	head
	Kind         kind   `json:"kind"`
	FriendlyName string `json:"friendly_name"`
}

// A version is a FunctionVersion or an AssetVersion.
type version struct {
	head
	Kind        kind    `json:"kind"`
	ParentSID   string  `json:"parent_sid"`
	Path        string  `json:"path"`
	Visibility  string  `json:"visibility"`
	ContentType string  `json:"content_type"`
	Content     content `json:"content"`
}

// A build holds its versions themselves: it is a snapshot.
type build struct {
	head
	Functions    []*version   `json:"functions,omitempty"`
	Assets       []*version   `json:"assets,omitempty"`
	Dependencies []dependency `json:"dependencies"`
	Runtime      string       `json:"runtime"`
	DoneAt       time.Time    `json:"done_at"`
	Polls        int          `json:"polls,omitempty"`   // how many more reads answer building
	Failure      string       `json:"failure,omitempty"` // why it fails when it is done; empty completes
}

type dependency struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

const (
	statusBuilding  = "building"
	statusCompleted = "completed"
	statusFailed    = "failed"
)

// status is a function of the record and the time, so that a build is finished by
// nobody; only with [Options.BuildPolls] do reads change the state.
func (b *build) status(now time.Time) string {
	switch {
	case b.Polls > 0 || now.Before(b.DoneAt):
		return statusBuilding
	case b.Failure != "":
		return statusFailed
	}
	return statusCompleted
}

// updated is the time of the last change of status.
func (b *build) updated(now time.Time) time.Time {
	if b.status(now) == statusBuilding || !touchFinishedBuilds {
		return b.Created
	}
	return b.DoneAt
}

type environment struct {
	head
	UniqueName    string `json:"unique_name"`
	DomainSuffix  string `json:"domain_suffix"` // empty: none
	DomainName    string `json:"domain_name"`
	BuildSID      string `json:"build_sid"`      // empty: nothing is live
	DeploymentSID string `json:"deployment_sid"` // of the live Build
}

type variable struct {
	head
	EnvironmentSID string `json:"environment_sid"`
	Key            string `json:"key"`
	Value          string `json:"value"`
}

type deployment struct {
	head
	EnvironmentSID string `json:"environment_sid"`
	BuildSID       string `json:"build_sid"` // empty: it cleared the Environment
}

type logLine struct {
	head
	EnvironmentSID string `json:"environment_sid"`
	BuildSID       string `json:"build_sid"`
	DeploymentSID  string `json:"deployment_sid"`
	FunctionSID    string `json:"function_sid"`
	RequestSID     string `json:"request_sid"`
	Level          string `json:"level"`
	Message        string `json:"message"`
}

// position puts log lines in the order of their time, since [Emulator.AddLog] may
// add old ones.
func (l *logLine) position() position { return position{At: l.Created.Unix(), Seq: l.Seq} }
