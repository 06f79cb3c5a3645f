package suite

import (
	"slices"
	"strings"
)

// onWire reports whether an exchange broke the contract, whatever the case wanted of it.
func (b Because) onWire() bool { return strings.HasPrefix(b.Key, "wire ") }

// joinAlike adds a cause to one of all that is the same mistake in another property of the same resources: a server
// that writes one date wrongly writes all of them so. It reports whether there was one.
func joinAlike(all []Cause, c *Cause) bool {
	for i := range all {
		if a := &all[i]; a.alikeKey() != "" && a.alikeKey() == c.alikeKey() && slices.Equal(a.Cases, c.Cases) {
			a.alike = append(a.alike, lastName(c.Key))
			return true
		}
	}
	return false
}

// alikeKey is the resource, the rule and the message without the value; empty when the cause is not about a property.
func (c *Cause) alikeKey() string {
	words := strings.Fields(c.Key)
	if len(words) != 4 || words[0] != "wire" || !strings.HasPrefix(words[3], "/") {
		return ""
	}
	_, message, _ := strings.Cut(c.Title, ": ")
	message, _, _ = strings.Cut(message, ", got ")
	return words[1] + " " + words[2] + " " + message
}

// lastName is the last name of the location in a key.
func lastName(key string) string { return key[strings.LastIndexByte(key, '/')+1:] }

// nameAlike puts the other properties into the title: "Service.date_created and date_updated: …".
func (c *Cause) nameAlike() {
	if len(c.alike) == 0 {
		return
	}
	first := lastName(c.Key)
	others := slices.Sorted(slices.Values(c.alike))
	last := others[len(others)-1]
	names := strings.Join(append([]string{first}, others[:len(others)-1]...), ", ") + " and " + last
	c.Title = strings.Replace(c.Title, first, names, 1)
}
