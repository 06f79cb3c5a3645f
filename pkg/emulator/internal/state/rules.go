package state

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/twilio-serverless/twilio-serverless-go/internal/lazyregexp"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/sid"
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

// Bounds that the API has, as in the official document. What comes back from a dump or a store
// has them too.
const (
	MaxServices        = 50  // of an account; observed in the message of the refusal
	MaxUniqueName      = 50  // of a Service
	MaxFriendlyName    = 255 // of Services, Functions and Assets
	MaxPath            = 255 // with the leading slash; Function Version documentation
	MaxEnvironmentName = 100
	MaxDomainSuffix    = 16
	MaxVariableKey     = 128
	MaxVariableValue   = 450 // bytes; all others count characters
)

// Bounds that no document gives: of what a request can bring along.
const (
	// MaxForm is in bytes, and so bounds the names and versions of dependencies. The largest
	// documented form (a Build of 1,050 versions) has 50 KB and 1,052 fields.
	MaxForm        = 1 << 20
	MaxFormFields  = 5000     // and so versions of a Build
	MaxContentType = 64 << 10 // bytes of the header of a part
	MaxLogMessage  = 1 << 20  // bytes of a line of a log, or of the reason why a Build fails
	MaxLogLevel    = 20
)

// A bound is one text with the most characters that it may have, and the fewest.
type bound struct {
	name, text  string
	least, most int
}

// within gives an error for the first text that is out of its bounds.
func within(bounds ...bound) error {
	for _, b := range bounds {
		switch n := utf8.RuneCountInString(b.text); {
		case n < b.least:
			return fmt.Errorf("%s is empty", b.name)
		case n > b.most:
			return fmt.Errorf("%s is %d characters long: the limit is %d", b.name, n, b.most)
		}
	}
	return nil
}

// sids gives an error for the first of the named SIDs that has another form.
func sids(all ...[3]string) error {
	for _, x := range all {
		if name, id, prefix := x[0], x[1], x[2]; !sid.Is(id, prefix) {
			return fmt.Errorf("%s %q: want %s and 32 hexadecimal digits", name, id, prefix)
		}
	}
	return nil
}

// What names are made of. Letters, numbers and dashes: guide "Create a Service"; that an
// underscore is refused is observed. The suffix becomes part of a host name, so letters,
// digits and dashes are all it can be.
var (
	UniqueName   = lazyregexp.New(`^[A-Za-z0-9-]{1,50}$`)
	DomainSuffix = lazyregexp.New(`^[A-Za-z0-9-]+$`)
	runtimeName  = lazyregexp.New(`^[a-z0-9.-]{1,30}$`)
	domainName   = lazyregexp.New(`^[a-z0-9-]+(\.[a-z0-9-]+)*$`)
	digest       = lazyregexp.New(`^[0-9a-f]{64}$`)
)

// NormalizePath prepends the slash that may be missing and checks the rules of the Function Version
// documentation: at most 255 characters, no fragment and none of ; , ? : @ + & $ ( ) ' ". A
// backslash is refused too (observed). Control characters and what is not UTF-8 could not be part
// of a URL either.
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
		return unicode.IsControl(c) || strings.ContainsRune(`#;,?:@+&$()'"\`, c)
	}); i >= 0 {
		c, _ := utf8.DecodeRuneInString(path[i:])
		return "", fmt.Errorf("Path %q contains the disallowed character %q", path, c)
	}
	return path, nil
}
