package state

import (
	"errors"
	"regexp"
	"sync"
)

var (
	table   = map[string]int{"a": 1}
	pattern = regexp.MustCompile("a")
	errGone = errors.New("gone")
	lock    sync.Mutex // want `package-level variable lock is a sync.Mutex`
	queue   chan int   // want `package-level variable queue is a chan int`
	cache   = map[string]int{}
	current struct{ name string }
	count   int
)

func f() {
	cache["a"] = table["a"] // want `package-level variable cache is changed`
	current.name = "b"      // want `package-level variable current is changed`
	count++                 // want `package-level variable count is changed`
	delete(cache, "a")      // want `package-level variable cache is changed`
	local := map[string]int{}
	local["a"] = 1
}
