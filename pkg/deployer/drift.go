package deployer

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// drift compares what is live with what was deployed last from here ([Request.Known]) and with what
// is recorded of the live Build. It returns an [ErrDrift] that names what another client has
// changed.
func (r *remote) drift(request *Request) error {
	live := r.live()
	known := request.Known
	if !known.usable(request) {
		known = nil
	}
	switch {
	case known != nil && r.environment == nil:
		return fmt.Errorf("%w: the Environment to which %s was deployed from here is not there any more", ErrDrift,
			known.BuildSID)
	case known != nil && live != known.BuildSID:
		return fmt.Errorf("%w: %s is live, %s was deployed from here last", ErrDrift, orNothing(live), known.BuildSID)
	case live == "":
		return nil
	case r.record == nil:
		return fmt.Errorf("%w: nothing is recorded of %s, which is live: another tool has made it, or it has "+
			"no manifest",
			ErrDrift, live)
	}
	var paths []string
	for _, side := range []struct {
		kind     Step
		live     map[string]liveFile
		recorded map[string]KnownFile
	}{{StepFunction, r.functions.live, r.record.functions}, {StepAsset, r.assets.live, r.record.assets}} {
		for _, path := range slices.Sorted(maps.Keys(side.live)) {
			if side.recorded[path].VersionSID != side.live[path].version {
				paths = append(paths, string(side.kind)+" "+path)
			}
		}
		for _, path := range slices.Sorted(maps.Keys(side.recorded)) {
			if _, ok := side.live[path]; !ok {
				paths = append(paths, string(side.kind)+" "+path+" (gone)")
			}
		}
	}
	switch {
	case len(paths) > 0:
		return fmt.Errorf("%w: %s, which is live, was made by another tool; changed there: %s", ErrDrift, live,
			strings.Join(paths, ", "))
	case r.irregular:
		return fmt.Errorf("%w: %s, which is live, was made by another tool: it has two versions of one path",
			ErrDrift, live)
	}
	return nil
}
