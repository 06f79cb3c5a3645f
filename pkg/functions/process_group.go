//go:build unix && !linux

package functions

import "syscall"

// attributes put a worker into a group of its own, with whatever it starts.
func attributes() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }

// watched reports whether a worker has to look itself whether its parent lives.
const watched = true
