package serverless

import "strings"

// IsSID reports whether s is a SID: two capital letters, which are the kind, and 32 hexadecimal digits. prefix is
// the kind, such as "ZB" for a Build; an empty prefix accepts every kind.
//
// Source: the patterns of openapi/serverless.yaml.
func IsSID(s, prefix string) bool {
	const letters, digits = 2, 32
	if len(s) != letters+digits || !strings.HasPrefix(s, prefix) {
		return false
	}
	for i, c := range []byte(s) {
		letter := 'A' <= c && c <= 'Z'
		digit := '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
		if i < letters && !letter || i >= letters && !digit {
			return false
		}
	}
	return true
}
