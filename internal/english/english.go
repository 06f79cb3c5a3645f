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

// Plural is a noun, or a name that ends in one, in the plural: Aliases, Policies, Builds.
func Plural(noun string) string {
	stem, y := strings.CutSuffix(noun, "y")
	switch {
	case y && stem != "" && !strings.ContainsAny(stem[len(stem)-1:], "aeiou"):
		return stem + "ies"
	case strings.HasSuffix(noun, "ch"), strings.HasSuffix(noun, "sh"), noun != "" && strings.ContainsAny(noun[len(noun)-1:], "sxz"):
		return noun + "es"
	}
	return noun + "s"
}
