package deployer

import "time"

// Known is what the last deploy to an Environment left behind, for the next one to begin with: it
// saves the calls that find the Service, the Environment and the manifest. [Result.Known] gives it;
// where it is kept until then is up to the caller. It is a hint that is checked: digests count only
// while the Build is the live one.
type Known struct {
	ServiceSID     string `json:"service_sid"`
	ServiceName    string `json:"service_name"`
	EnvironmentSID string `json:"environment_sid"`
	BuildSID       string `json:"build_sid"`
	BuildDigest    string `json:"build_digest"` // of dependencies and runtime, as they were asked for
	// BuildTime is how long the last Build took, and BuildTimeWithin how exactly that is known: the
	// next one is asked for its status when it is likely to be done. 0 is not known.
	BuildTime       time.Duration `json:"build_time_ns,omitempty"`
	BuildTimeWithin time.Duration `json:"build_time_within_ns,omitempty"`
	Functions       []KnownFile   `json:"functions"`
	Assets          []KnownFile   `json:"assets"`
}

// KnownFile is a version that is part of the Build.
type KnownFile struct {
	Path       string `json:"path"`
	Digest     string `json:"digest"` // SHA-256 of path, visibility, content type and content, in hexadecimal digits
	VersionSID string `json:"version_sid"`
}

// usable reports whether the SIDs fit the request. A Known that does not fit is ignored, not
// refused: everything can be found without.
func (k *Known) usable(r *Request) bool {
	return k != nil && CheckSID("ZS", k.ServiceSID) == nil && CheckSID("ZE", k.EnvironmentSID) == nil &&
		CheckSID("ZB", k.BuildSID) == nil &&
		(r.Service == k.ServiceSID || r.Service == k.ServiceName)
}

// record is what is recorded of the versions of a Build, from a [Known] or a manifest.
type record struct {
	build             string
	functions, assets map[string]KnownFile // by path
}

func (k *Known) record() *record {
	return &record{build: k.BuildDigest, functions: byPath(k.Functions), assets: byPath(k.Assets)}
}

func byPath(files []KnownFile) map[string]KnownFile {
	m := map[string]KnownFile{}
	for _, f := range files {
		m[f.Path] = f
	}
	return m
}
