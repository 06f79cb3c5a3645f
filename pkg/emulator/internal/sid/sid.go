// Package sid has the identifiers of the API: which prefix belongs to what, and a seeded
// generator of new ones.
package sid

// Prefixes, as in the `pattern` of each SID in the official document.
const (
	Account     = "AC"
	Key         = "SK"
	Service     = "ZS"
	Environment = "ZE"
	Resource    = "ZH" // Functions and Assets share one prefix
	Version     = "ZN" // so do their versions
	Build       = "ZB"
	Deployment  = "ZD"
	Variable    = "ZV"
	Log         = "NO"
	Request     = "RQ"
)

const length = 34

// Is reports whether s is prefix and 32 hexadecimal digits of either case.
func Is(s, prefix string) bool {
	if len(s) != length || s[:2] != prefix {
		return false
	}
	for i := 2; i < len(s); i++ {
		c := s[i]
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') && (c < 'A' || c > 'F') {
			return false
		}
	}
	return true
}
