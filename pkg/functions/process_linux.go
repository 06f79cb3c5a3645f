package functions

import "syscall"

// attributes put a worker into a group of its own, with whatever it starts, and tie its life to
// that of the thread that starts it, see [starter].
func attributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}

// watched reports whether a worker has to look itself whether its parent lives.
const watched = false
