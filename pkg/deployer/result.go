package deployer

import (
	"slices"
	"strings"

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
