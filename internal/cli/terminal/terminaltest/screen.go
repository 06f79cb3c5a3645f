// Package terminaltest shows tests what a terminal would show.
package terminaltest

import (
	"bytes"
	"strings"
	"sync"
)

// Screen is what a terminal would show of what was written to it: the lines that stay, and the one
// with the cursor.
func Screen(written string) []string {
	lines := []string{""}
	for _, part := range strings.SplitAfter(written, "\n") {
		if i := strings.LastIndex(part, eraseLine); i >= 0 {
			part = part[i+len(eraseLine):]
			lines[len(lines)-1] = ""
		}
		line, ended := strings.CutSuffix(part, "\n")
		lines[len(lines)-1] += line
		if ended {
			lines = append(lines, "")
		}
	}
	return lines
}

// eraseLine is what a program writes to draw a line anew.
const eraseLine = "\r\x1b[K"

// Buffer is a buffer that goroutines write to while a test reads it.
type Buffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *Buffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *Buffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}
