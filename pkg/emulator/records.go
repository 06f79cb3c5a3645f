package emulator

import "time"

// Records are the facts of the state. A record is never modified once it is
// committed: an update commits a changed copy. So a record may be read without a
// lock, and a Build can keep the versions it was made of after they are deleted.

// A record can be committed.
type record interface {
	entry
	header() *head
}

// head is what all records have. Seq is given by commit.
type head struct {
	Seq        uint64
	SID        string
	AccountSID string
	ServiceSID string // of a Service: its own SID
	Created    time.Time
	Updated    time.Time
}

func (h *head) id() string         { return h.SID }
func (h *head) position() position { return position{Seq: h.Seq} }
func (h *head) header() *head      { return h }

type service struct {
	head
	UniqueName         string
	FriendlyName       string
	DomainBase         string
	IncludeCredentials bool
	UIEditable         bool
}

// A resource is a Function or an Asset.
type resource struct {
	head
	Kind         kind
	FriendlyName string
}

// A version is a FunctionVersion or an AssetVersion.
type version struct {
	head
	Kind        kind
	ParentSID   string
	Path        string
	Visibility  string
	ContentType string
	Content     []byte
}

// A build holds its versions themselves: it is a snapshot.
type build struct {
	head
	Functions    []*version
	Assets       []*version
	Dependencies []dependency
	Runtime      string
	DoneAt       time.Time
	Polls        int    // how many more reads answer building
	Failure      string // why it fails when it is done; empty completes
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
	if b.status(now) == statusBuilding {
		return b.Created
	}
	return b.DoneAt
}

type environment struct {
	head
	UniqueName    string
	DomainSuffix  string // empty: none
	DomainName    string
	BuildSID      string // empty: nothing is live
	DeploymentSID string // of the live Build
}

type variable struct {
	head
	EnvironmentSID string
	Key, Value     string
}

type deployment struct {
	head
	EnvironmentSID string
	BuildSID       string // empty: it cleared the Environment
}

type logLine struct {
	head
	EnvironmentSID string
	BuildSID       string
	DeploymentSID  string
	FunctionSID    string
	RequestSID     string
	Level          string
	Message        string
}

// position puts log lines in the order of their time, since [Emulator.AddLog] may
// add old ones.
func (l *logLine) position() position { return position{At: l.Created.Unix(), Seq: l.Seq} }
