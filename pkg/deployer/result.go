package deployer

import (
	"slices"
	"strings"
	"sync"
)

// Result is what applying a plan has done. After an error it holds what was done before it.
type Result struct {
	ServiceSID     string         `json:"service_sid,omitempty"`
	ServiceName    string         `json:"service_name,omitempty"`
	EnvironmentSID string         `json:"environment_sid,omitempty"`
	DomainName     string         `json:"domain_name,omitempty"`
	Functions      []DeployedFile `json:"functions"`
	Assets         []DeployedFile `json:"assets"`
	BuildSID       string         `json:"build_sid,omitempty"`
	Runtime        string         `json:"runtime,omitempty"`
	DeploymentSID  string         `json:"deployment_sid,omitempty"` // "" until the Build is live

	mu sync.Mutex
}

// DeployedFile is a Function or an Asset with its new version.
type DeployedFile struct {
	Path       string     `json:"path"`
	Visibility Visibility `json:"visibility"`
	SID        string     `json:"sid"`
	VersionSID string     `json:"version_sid"`
}

func (r *Result) add(function bool, file DeployedFile) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if function {
		r.Functions = append(r.Functions, file)
	} else {
		r.Assets = append(r.Assets, file)
	}
}

// sort puts the files in the order of their paths: uploads end in any order, and the same plan must give the same result.
func (r *Result) sort() {
	for _, files := range [][]DeployedFile{r.Functions, r.Assets} {
		slices.SortFunc(files, func(a, b DeployedFile) int { return strings.Compare(a.Path, b.Path) })
	}
}

func versionSIDs(files []DeployedFile) []string {
	var sids []string
	for _, f := range files {
		sids = append(sids, f.VersionSID)
	}
	return sids
}
