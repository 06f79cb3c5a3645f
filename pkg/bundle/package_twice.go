package bundle

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/internal/show"
)

// noteRepeated notes the members of package.json that the file has more than once and that say
// something about a Build. repeated are paths with dots.
func (r *reader) noteRepeated(repeated []string) {
	for _, member := range repeated {
		if member == "name" || member == "dependencies" || strings.HasPrefix(member, "dependencies.") {
			r.note("%s has %s more than once: the last one counts, as for npm; remove the others", packageFile,
				show.Name(member))
		}
	}
}

// noteOtherVersions notes dependencies that another list of package.json has with another version.
// npm installs that version here, so the project is tried with another one than the Build has.
// https://docs.npmjs.com/cli/v11/configuring-npm/package-json#optionaldependencies
func (r *reader) noteOtherVersions(built map[string]json.RawMessage, list string, members map[string]json.RawMessage) {
	var others map[string]json.RawMessage
	_ = json.Unmarshal(members[list], &others) // of another shape it does not matter here
	for _, name := range slices.Sorted(maps.Keys(others)) {
		var build, here string
		raw, twice := built[name]
		if !twice || json.Unmarshal(raw, &build) != nil || json.Unmarshal(others[name], &here) != nil || build == here {
			continue
		}
		r.note("%s: %s is %q in dependencies, which the Build installs, and %q in %s, which npm installs here; "+
			"write it once", packageFile, show.Name(name), show.Short(concealUser(build)),
			show.Short(concealUser(here)), list)
	}
}

func (r *reader) note(format string, args ...any) {
	r.bundle.notes = append(r.bundle.notes, fmt.Sprintf(format, args...))
}

// concealUser hides a password that the URL of a repository may hold.
func concealUser(version string) string { return userInURL.Get().ReplaceAllString(version, "//***@") }
