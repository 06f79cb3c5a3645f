// Package english puts words of the contract into sentences.
package english

import "strings"

// A puts "a" or "an" before a noun that is not empty.
func A(noun string) string {
	if strings.ContainsAny(noun[:1], "AEIOUaeiou") {
		return "an " + noun
	}
	return "a " + noun
}
