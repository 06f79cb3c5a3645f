// Package show writes foreign text into messages: names of files, paths and keys that could break a
// line or a terminal, or be too long to read.
package show

import "fmt"

// Name returns name as it is, or quoted when it holds anything that is not printable.
func Name(name string) string {
	if quoted := fmt.Sprintf("%q", name); quoted != `"`+name+`"` {
		return quoted
	}
	return name
}

// maxShort is how many characters Short keeps.
const maxShort = 80

// Short cuts text after 80 characters and marks the cut.
func Short(text string) string {
	if runes := []rune(text); len(runes) > maxShort {
		return string(runes[:maxShort]) + "…"
	}
	return text
}
