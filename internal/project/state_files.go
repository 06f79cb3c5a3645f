package project

import "time"

// Memory is what a Record remembers of the Build for the next deployment, so that it uploads only
// what differs.
type Memory struct {
	ServiceName string `json:"service_name,omitempty"`
	// of dependencies and runtime, as they were asked for; "" when nothing is remembered
	BuildDigest string `json:"build_digest,omitempty"`
	// BuildTime is how long the last Build took, BuildTimeWithin how exactly that is known; 0 when
	// it is not.
	BuildTime       time.Duration  `json:"build_time_ns,omitempty"`
	BuildTimeWithin time.Duration  `json:"build_time_within_ns,omitempty"`
	Functions       []RecordedFile `json:"functions,omitempty"`
	Assets          []RecordedFile `json:"assets,omitempty"`
}

// RecordedFile is a version that is part of the Build. It is no more than a hint: a version SID is
// used only if the live Build lists it.
type RecordedFile struct {
	Path       string `json:"path"`
	Digest     string `json:"digest"`
	VersionSID string `json:"version_sid"`
}
