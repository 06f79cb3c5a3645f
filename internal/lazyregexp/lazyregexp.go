// Package lazyregexp compiles the regular expressions of package variables at their first use. A
// command then starts without those that it does not need.
package lazyregexp

import (
	"regexp"
	"sync"
)

// Regexp is a regular expression that is compiled at the first use. A wrong one panics there, so a
// test has to use each.
type Regexp struct{ get func() *regexp.Regexp }

// New returns the regular expression.
func New(expression string) *Regexp {
	return &Regexp{sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) })}
}

// MatchString reports whether the text holds a match.
func (r *Regexp) MatchString(s string) bool { return r.get().MatchString(s) }

// Match reports whether the bytes hold a match.
func (r *Regexp) Match(b []byte) bool { return r.get().Match(b) }

// Get returns the compiled expression.
func (r *Regexp) Get() *regexp.Regexp { return r.get() }
