package deployer

import (
	"slices"
	"strings"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/bundle"
)

// Result is what applying a plan has done. After an error it holds what was done before it.
type Result struct {
	ServiceSID     string             `json:"service_sid,omitempty"`
	ServiceName    string             `json:"service_name,omitempty"`
	EnvironmentSID string             `json:"environment_sid,omitempty"`
	DomainName     string             `json:"domain_name,omitempty"`
	Functions      []DeployedFile     `json:"functions"` // those that were uploaded, and those that stay
	Assets         []DeployedFile     `json:"assets"`
	Manifest       *DeployedFile      `json:"manifest,omitempty"` // of a new Build, see ManifestPath
	Variables      []DeployedVariable `json:"variables"`          // those that were created, updated or removed
	BuildSID       string             `json:"build_sid,omitempty"`
	Runtime        string             `json:"runtime,omitempty"`
	// "" until a Build was made live, and when it was already
	DeploymentSID string    `json:"deployment_sid,omitempty"`
	Removed       []Removal `json:"removed,omitempty"` // those of the plan that were deleted
	// Known is for the next request to the same Environment. It is nil unless the project is live.
	Known *Known `json:"-"`
}

// DeployedFile is a Function or an Asset and its version.
type DeployedFile struct {
	Action     Action            `json:"action"` // ActionKeep when nothing was uploaded
	Path       string            `json:"path"`
	Visibility bundle.Visibility `json:"visibility"`
	SID        string            `json:"sid"`
	VersionSID string            `json:"version_sid"`
	Digest     string            `json:"digest,omitempty"` // SHA-256 of path, visibility, content type and content
}

// DeployedVariable is a Variable that was written, without its value.
type DeployedVariable struct {
	Action Action `json:"action"`
	Key    string `json:"key"`
	SID    string `json:"sid"`
}

// sort puts files in the order of their paths and Variables in that of their keys: requests end in
// any order, and the same plan must give the same result.
func (r *Result) sort() {
	for _, files := range [][]DeployedFile{r.Functions, r.Assets} {
		slices.SortFunc(files, func(a, b DeployedFile) int { return strings.Compare(a.Path, b.Path) })
	}
	slices.SortFunc(r.Removed, Removal.compare)
	slices.SortFunc(r.Variables, func(a, b DeployedVariable) int { return strings.Compare(a.Key, b.Key) })
}

func versionSIDs(files []DeployedFile) []string {
	var sids []string
	for _, f := range files {
		sids = append(sids, f.VersionSID)
	}
	return sids
}

// Step is a part of applying a plan.
type Step string

// The steps of [Deployer.Apply]. Files, Environment and Variables run side by side; the Build waits
// for all files.
const (
	StepService     Step = "service"
	StepEnvironment Step = "environment"
	StepFunction    Step = "function" // create, when it is new
	StepAsset       Step = "asset"
	StepUpload      Step = "upload"   // a version of a Function or an Asset
	StepManifest    Step = "manifest" // see ManifestPath
	StepBuild       Step = "build"
	StepVariable    Step = "variable"
	StepDeployment  Step = "deployment"
)

// Event is something that has been done while a plan is applied, or a look at the Build.
type Event struct {
	Step   Step   `json:"step"`
	Action Action `json:"action"`
	// Name is what people call the thing: a path, a key, a unique name.
	Name string `json:"name"`
	// SID is what was created or changed.
	SID string `json:"sid,omitempty"`
	// Bytes is the size of an upload.
	Bytes int64 `json:"bytes,omitempty"`
	// Status is that of the Build: building, completed or failed, and empty when an answer says
	// nothing about it.
	Status string `json:"status,omitempty"`
	// Warning is something unexpected that does not end the work.
	Warning string `json:"warning,omitempty"`
	// Done and Total count the uploads, for a progress bar; they are set for StepUpload.
	Done  int `json:"done,omitempty"`
	Total int `json:"total,omitempty"`
	// Elapsed is the time since Apply began.
	Elapsed time.Duration `json:"elapsed_ns"`
}

// Removal is something of the Service that a plan deletes for good. It is gone then, with all that
// belongs to it.
type Removal struct {
	Kind    Step      `json:"kind"` // StepBuild, StepFunction or StepAsset
	SID     string    `json:"sid"`
	Name    string    `json:"name,omitempty"` // friendly name of a Function or Asset
	Created time.Time `json:"date_created"`
}

// label is what people call the thing.
func (r Removal) label() string {
	if r.Name == "" {
		return r.SID
	}
	return r.Name
}

// order of removals: Builds first, since they use the others; then by name, as plans list files.
func (r Removal) compare(other Removal) int {
	rank := map[Step]int{StepBuild: 0, StepFunction: 1, StepAsset: 2}
	switch {
	case r.Kind != other.Kind:
		return rank[r.Kind] - rank[other.Kind]
	case r.Name != other.Name:
		return strings.Compare(r.Name, other.Name)
	case !r.Created.Equal(other.Created):
		return other.Created.Compare(r.Created)
	}
	return strings.Compare(r.SID, other.SID)
}

// removalPrefix is the prefix of the SIDs of a kind that plans remove, "" for others.
func removalPrefix(kind Step) string {
	switch kind {
	case StepBuild:
		return "ZB"
	case StepFunction, StepAsset:
		return "ZH"
	}
	return ""
}
