package verb

import "runtime/debug"

// release is the version of a released binary; make release sets it with -ldflags, since such a binary
// says nothing of the clone that it was built in. Nothing assigns it while the program runs.
var release string

// Version is the version of the release, else the module version that the go command recorded, else devel.
func Version() string {
	if release != "" {
		return release
	}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" && info.Main.Version != "(devel)" {
		return info.Main.Version
	}
	return "devel"
}
