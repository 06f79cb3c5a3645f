package terminal

import (
	"io"
	"sync"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/internal/show"
)

const (
	redraw       = 100 * time.Millisecond
	clearLine    = "\r\x1b[K"
	defaultWidth = 80
)

// StatusLine is the last line of a terminal, redrawn while something is under way. A nil one draws
// nothing.
type StatusLine struct {
	w       io.Writer
	columns func() int

	mu    sync.Mutex
	text  func(width int) string // nil while nothing is drawn
	ended chan struct{}
	quit  chan struct{}
}

// NewStatusLine returns nil unless w is a terminal that a person looks at. In CI it is not: logs
// keep every line.
func NewStatusLine(w io.Writer, getenv func(string) string, columns func() int) *StatusLine {
	if columns == nil || getenv == nil || columns() < 0 || getenv("CI") != "" || getenv("TERM") == "dumb" {
		return nil
	}
	return &StatusLine{w: w, columns: columns}
}

// Start draws what text returns until Stop. It is called often and must be quick.
func (s *StatusLine) Start(text func(width int) string) {
	if s == nil {
		return
	}
	s.Stop()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.text, s.quit, s.ended = text, make(chan struct{}), make(chan struct{})
	go s.run(s.quit, s.ended)
}

func (s *StatusLine) run(quit <-chan struct{}, ended chan<- struct{}) {
	defer close(ended)
	ticker := time.NewTicker(redraw)
	defer ticker.Stop()
	for {
		select {
		case <-quit:
			return
		case <-ticker.C:
			s.mu.Lock()
			s.draw()
			s.mu.Unlock()
		}
	}
}

// Stop erases the line.
func (s *StatusLine) Stop() {
	if s == nil {
		return
	}
	s.mu.Lock()
	drawn := s.text != nil
	if drawn {
		close(s.quit)
		s.text = nil
		_, _ = io.WriteString(s.w, clearLine)
	}
	s.mu.Unlock()
	if drawn {
		<-s.ended
	}
}

// Write prints whole lines above the status.
func (s *StatusLine) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.text != nil {
		_, _ = io.WriteString(s.w, clearLine)
	}
	n, err := s.w.Write(p)
	s.draw()
	return n, err
}

func (s *StatusLine) draw() {
	if s.text == nil {
		return
	}
	width := s.columns()
	if width <= 0 { // its width is unknown
		width = defaultWidth
	}
	// The last column stays free: some terminals begin a new line when it is written.
	text := []rune(show.Visible(s.text(width - 1)))
	_, _ = io.WriteString(s.w, clearLine+string(text[:min(len(text), max(width-1, 0))]))
}
