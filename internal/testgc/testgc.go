// Package testgc sets how often the tests of a package collect garbage.
package testgc

import "runtime/debug"

// Percent is the GOGC of tests whose runs are short and whose work is garbage when it ends. At Go's own 100 a fifth of
// what they compute, or more, is its collection.
const Percent = 400

// Set sets it, unless the environment has a GOGC. Call it in TestMain, with [os.Getenv].
func Set(getenv func(string) string) {
	if getenv("GOGC") == "" {
		debug.SetGCPercent(Percent)
	}
}
