package functions

import (
	"strings"
	"sync"
)

// A tail has the lines of one invocation. The last 3 kB become Log resources when the invocation
// ends, and what comes later as it comes.
type tail struct {
	r       *Runner
	call    Call
	request int64

	mu    sync.Mutex
	lines []Line
	size  int
	over  bool // the invocation has ended
}

// message takes a line from the worker.
func (t *tail) message(m *message) { t.add(m.Level, string(m.body), m.Late) }

func (t *tail) add(level, text string, late bool) {
	line := Line{Function: t.call.Function.Path, Level: level, Message: strings.ToValidUTF8(text, "\uFFFD"),
		Late: late, Request: t.request}
	t.mu.Lock()
	over := t.over
	line.Late = line.Late || over
	if !over {
		t.lines = append(t.lines, line)
		t.size += len(line.Message)
		for t.size > maxLog && len(t.lines) > 1 {
			t.size -= len(t.lines[0].Message)
			t.lines = t.lines[1:]
		}
	}
	t.mu.Unlock()
	if t.r.opts.Log != nil {
		t.r.opts.Log(line)
	}
	if over {
		t.keep(line)
	}
}

func (t *tail) close() {
	t.mu.Lock()
	t.over = true
	lines := t.lines
	t.lines = nil
	t.mu.Unlock()
	for _, line := range lines {
		t.keep(line)
	}
}

func (t *tail) keep(line Line) {
	if t.call.AddLog == nil {
		return
	}
	if len(line.Message) > maxLog {
		line.Message = strings.ToValidUTF8(line.Message[len(line.Message)-maxLog:], "")
	}
	if line.Late {
		line.Message = "(after the answer) " + line.Message
	}
	t.call.AddLog(line.Level, line.Message)
}
