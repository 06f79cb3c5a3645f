//go:build unix

package functions

import (
	"os"
	"os/exec"
	"syscall"
)

// killGroup ends a worker and whatever it started.
func killGroup(p *os.Process) {
	_ = syscall.Kill(-p.Pid, syscall.SIGKILL)
	_ = p.Kill()
}

// pipes gives a worker the two pipes of its frames, and the arguments that name them.
func pipes(cmd *exec.Cmd, requests, replies *os.File) []string {
	cmd.ExtraFiles = []*os.File{requests, replies}
	return []string{"3", "4"}
}
