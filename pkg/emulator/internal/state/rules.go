package state

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Rules are decisions of the emulator that also hold for a state that comes back from a dump
// or a store.
type Rules struct {
	FoldServiceNames bool  // UniqueNames of Services that differ in case are one
	MaxContent       int64 // bytes of one content
}

func (r *Rules) nameKey(name string) string {
	if r.FoldServiceNames {
		return strings.ToLower(name)
	}
	return name
}

// Bounds of names and paths, as in the official document.
const (
	MaxUniqueName = 50
	MaxPath       = 255 // with the leading slash; Function Version documentation
)

// What names are made of. Letters, numbers and dashes: guide "Create a Service"; that an
// underscore is refused is observed. The suffix becomes part of a host name, so letters,
// digits and dashes are all it can be.
var (
	UniqueName   = regexp.MustCompile(`^[A-Za-z0-9-]{1,50}$`)
	DomainSuffix = regexp.MustCompile(`^[A-Za-z0-9-]+$`)
	domainName   = regexp.MustCompile(`^[a-z0-9-]+(\.[a-z0-9-]+)*$`)
	digest       = regexp.MustCompile(`^[0-9a-f]{64}$`)
)

// NormalizePath prepends the slash that may be missing and checks the rules of the Function
// Version documentation: at most 255 characters, no fragment and none of
// ; , ? : @ + & $ ( ) ' ". Control characters and what is not UTF-8 could not be part of a
// URL either.
func NormalizePath(path string) (string, error) {
	if !strings.HasPrefix(path, "/") {
		path = "/" + path
	}
	if n := utf8.RuneCountInString(path); n > MaxPath {
		return "", fmt.Errorf("Path is %d characters long with its leading slash: the limit is %d", n, MaxPath)
	}
	if !utf8.ValidString(path) {
		return "", fmt.Errorf("Path %q is not valid UTF-8", path)
	}
	if i := strings.IndexFunc(path, func(c rune) bool {
		return unicode.IsControl(c) || strings.ContainsRune(`#;,?:@+&$()'"`, c)
	}); i >= 0 {
		c, _ := utf8.DecodeRuneInString(path[i:])
		return "", fmt.Errorf("Path %q contains the disallowed character %q", path, c)
	}
	return path, nil
}
