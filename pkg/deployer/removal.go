package deployer

import (
	"strings"
	"time"
)

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
