package serverless

import (
	"slices"
	"time"
)

// RuntimeInfo is what the contract knows about a runtime: x-runtimes of openapi/serverless.yaml.
type RuntimeInfo struct {
	// Name is the value of Runtime, such as "node22".
	Name string
	// Retired is the first day on which the API refuses a new Build with it: the zero time as long as it does not, and
	// 1970-01-01 where only that it refuses is known. A Build that is live goes on running.
	Retired time.Time
}

// RetiredAt reports whether a new Build with the runtime is refused at that time.
func (r RuntimeInfo) RetiredAt(t time.Time) bool { return !r.Retired.IsZero() && !t.Before(r.Retired) }

// KnownRuntimes returns the runtimes that the contract knows, the oldest first. The set is open: the API may accept
// others.
func KnownRuntimes() []RuntimeInfo { return slices.Clone(knownRuntimes) }

// CurrentRuntimes returns the names of the known runtimes for which no day of retirement is known, the oldest first.
func CurrentRuntimes() []string {
	var names []string
	for _, r := range knownRuntimes {
		if r.Retired.IsZero() {
			names = append(names, r.Name)
		}
	}
	return names
}

// RuntimeRetired reports whether a new Build with the runtime is refused at that time. It is false for a runtime that
// the contract does not know.
func RuntimeRetired(name string, t time.Time) bool {
	i := slices.IndexFunc(knownRuntimes, func(r RuntimeInfo) bool { return r.Name == name })
	return i >= 0 && knownRuntimes[i].RetiredAt(t)
}
