package project

// Memory is what a Record remembers of the Build for the next deployment, so that it uploads only what differs.
type Memory struct {
	ServiceName string         `json:"service_name,omitempty"`
	BuildDigest string         `json:"build_digest,omitempty"` // of dependencies and runtime, as they were asked for; "" when nothing is remembered
	Functions   []RecordedFile `json:"functions,omitempty"`
	Assets      []RecordedFile `json:"assets,omitempty"`
}

// RecordedFile is a version that is part of the Build. It is no more than a hint: a version SID is used only if the live Build lists it.
type RecordedFile struct {
	Path       string `json:"path"`
	Digest     string `json:"digest"`
	VersionSID string `json:"version_sid"`
}
