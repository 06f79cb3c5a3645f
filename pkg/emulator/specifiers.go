package emulator

import (
	"fmt"
	"slices"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/internal/lazyregexp"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/state"
)

// What installing the dependencies would find out without asking npm: a name that no
// package can have, and a version that is neither a version, a range of versions nor
// a tag. Only public npm packages can be installed (documentation page
// "Dependencies"), so addresses and paths fail too. Whether the package and the
// version exist, only npm knows.

var (
	// npm's rules: at most 214 characters, no dot or underscore in front. Packages that are older than the rule have
	// capitals, such as JSONStream.
	packageName = lazyregexp.New(`^(@[A-Za-z0-9~-][A-Za-z0-9._~-]*/)?[A-Za-z0-9~-][A-Za-z0-9._~-]*$`)

	// A version or the beginning of one, x and * standing for any number: the grammar
	// of ranges in the documentation of node-semver.
	partialVersion = lazyregexp.New(
		`^[v=]?(0|[1-9]\d*|[xX*])(\.(0|[1-9]\d*|[xX*])){0,2}(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$`)

	operatorSpace = lazyregexp.New(`([<>=~^]) +`)
)

// maxPackageName is npm's.
const maxPackageName = 214

// installFailure gives the reason why a Build with these dependencies fails, or "".
func installFailure(deps []state.Dependency) string {
	for _, d := range deps {
		switch {
		case len(d.Name) > maxPackageName || !packageName.MatchString(d.Name):
			return fmt.Sprintf("dependency %q: no npm package can have this name", d.Name)
		case !knownSpecifier(d.Version):
			return fmt.Sprintf(
				"dependency %s: %q is no version, no range of versions and no known tag of a public npm package",
				d.Name, d.Version)
		}
	}
	return ""
}

func knownSpecifier(spec string) bool {
	spec = strings.TrimSpace(spec)
	if slices.Contains(packageTags(), spec) {
		return true
	}
	for alternative := range strings.SplitSeq(spec, "||") {
		if !knownRange(strings.TrimSpace(alternative)) {
			return false
		}
	}
	return true
}

// knownRange takes comparators with spaces between them, all of which hold, or two
// versions with a hyphen.
func knownRange(s string) bool {
	if low, high, ok := strings.Cut(s, " - "); ok {
		return partialVersion.MatchString(strings.TrimSpace(low)) && partialVersion.MatchString(strings.TrimSpace(high))
	}
	for comparator := range strings.FieldsSeq(operatorSpace.Get().ReplaceAllString(s, "$1")) {
		bare := strings.TrimPrefix(strings.TrimLeft(comparator, "<>~^"), "=")
		if len(comparator)-len(bare) > len("~>=") || !partialVersion.MatchString(bare) {
			return false
		}
	}
	return true
}
