package functions

import (
	"slices"
	"strconv"
	"strings"
)

const runtimeHandler = "@twilio/runtime-handler"

// handler is what the version of the runtime handler decides. The package itself is part of the
// platform, and what npm has under its name is another one: it is never installed.
type handler struct {
	request  bool // event.request: since 1.2.0
	promises bool // a rejected promise is a 500, a returned value an answer: since 2.1.2, and on node24
}

// handlerOf reads the version of a Build's dependency. A Build without one gets what the platform
// adds, which knows everything.
func handlerOf(d *Deployment) handler {
	version, ok := d.Dependencies[runtimeHandler]
	if !ok {
		return handler{request: true, promises: true}
	}
	var v [3]int
	for i, part := range strings.SplitN(strings.SplitN(version, "-", 2)[0], ".", 3) {
		v[i], _ = strconv.Atoi(part)
	}
	return handler{
		request:  slices.Compare(v[:], []int{1, 2, 0}) >= 0,
		promises: slices.Compare(v[:], []int{2, 1, 2}) >= 0 || d.Runtime == "node24",
	}
}
