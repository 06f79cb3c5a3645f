package project

import (
	"cmp"
	"maps"
	"slices"
)

// Targets are those that something is recorded of, sorted by Service and
// Environment.
func (s *State) Targets() []Target {
	return slices.SortedFunc(maps.Keys(s.records), func(a, b Target) int {
		return cmp.Or(cmp.Compare(a.Service, b.Service), cmp.Compare(a.Environment, b.Environment),
			cmp.Compare(a.APIURL, b.APIURL),
			cmp.Compare(a.AccountSID, b.AccountSID))
	})
}
