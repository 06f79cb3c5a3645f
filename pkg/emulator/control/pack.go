package control

import (
	"net/http"
	"slices"
	"strings"
)

// pack writes headers one after the other, so that the collector has one text to look at instead of a list: name, value
// and a mark each. A mark in them becomes a space, as net/http has it on the wire.
func pack(buffer []byte, from http.Header) []byte {
	for name, values := range from {
		hidden := slices.Contains(neverKept, name)
		for _, value := range values {
			buffer = append(append(buffer, name...), endOfName...)
			if hidden {
				value = markHidden
			} else if strings.Contains(value, markHidden) || strings.Contains(value, endOfValue) {
				value = strings.NewReplacer(markHidden, " ", endOfValue, " ").Replace(value)
			}
			buffer = append(append(buffer, value...), endOfValue...)
		}
	}
	return buffer
}

// What stands between names and values in packed headers, and for a value that is hidden.
const (
	endOfName  = ":"
	endOfValue = "\n"
	markHidden = "\r"
)

// unpack returns the headers that pack wrote.
func unpack(packed string) (all []header) {
	for line := range strings.SplitSeq(packed, endOfValue) {
		if name, value, found := strings.Cut(line, endOfName); found && value == markHidden {
			all = append(all, header{name, "", true})
		} else if found {
			all = append(all, header{name, value, false})
		}
	}
	return all
}

// neverKept are the headers whose values are secrets in any program.
var neverKept = []string{"Authorization", "Cookie", "Proxy-Authorization", "Set-Cookie", "Set-Cookie2"}
