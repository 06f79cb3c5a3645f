package functions

import (
	"os/exec"
	"runtime"
	"sync"
)

// A starter starts processes from one thread of its own. On Linux a worker is killed when the
// thread that started it ends (PR_SET_PDEATHSIG), and Go may end any thread but a locked one.
type starter struct {
	requests chan startRequest
	mu       sync.RWMutex
	closed   bool
}

type startRequest struct {
	cmd  *exec.Cmd
	done chan error
}

func newStarter() *starter {
	s := &starter{requests: make(chan startRequest)}
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		for r := range s.requests {
			r.done <- r.cmd.Start()
		}
	}()
	return s
}

func (s *starter) start(cmd *exec.Cmd) error {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.closed {
		return ErrClosed
	}
	r := startRequest{cmd: cmd, done: make(chan error, 1)}
	s.requests <- r
	return <-r.done
}

// close must come after all processes have ended.
func (s *starter) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	close(s.requests)
}
