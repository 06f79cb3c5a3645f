package cli

import (
	"io"
	"strings"
	"sync"
	"time"
	"unicode/utf8"
)

// colours are what a line may be painted with on a terminal.
type colour string

const (
	red    colour = "31"
	green  colour = "32"
	yellow colour = "33"
	dim    colour = "2"
)

// paintable is a writer that knows whether it leads to a terminal, how wide that is, and whether it shows colours.
type paintable struct {
	io.Writer
	colours bool
	columns func() int // nil for what is no terminal
}

// columnsOf is how many columns a line may take, 0 when nothing bounds it.
func columnsOf(w io.Writer) int {
	p, ok := w.(*paintable)
	if !ok || p.columns == nil {
		return 0
	}
	return max(p.columns(), 0)
}

// shorten takes away from the middle what is too much: names are told apart by their ends.
func shorten(s string, most int) string {
	runes := []rune(s)
	if len(runes) <= most || most < 1 {
		return s
	}
	head := (most - 1) / 2
	return string(runes[:head]) + "…" + string(runes[len(runes)-(most-1-head):])
}

// wrap breaks a line between words where the terminal would break it within one. Paint comes after: colours take no columns.
func wrap(w io.Writer, text string) string {
	columns, width := columnsOf(w), 0
	if columns == 0 {
		return text
	}
	var b strings.Builder
	for i, word := range strings.Split(text, " ") {
		first, _, broken := strings.Cut(word, "\n")
		n := utf8.RuneCountInString(first)
		switch {
		case i == 0:
		case width+1+n >= columns:
			b.WriteString("\n  ")
			width = 2
		default:
			b.WriteString(" ")
			width++
		}
		b.WriteString(word)
		if width += n; broken { // the text has an end of a line of its own
			width = utf8.RuneCountInString(word[strings.LastIndex(word, "\n")+1:])
		}
	}
	return b.String()
}

// tell prints a line that begins with a coloured word.
func tell(w io.Writer, c colour, word, text string) error {
	text, _ = strings.CutPrefix(wrap(w, word+" "+text), word)
	_, err := io.WriteString(w, paint(w, c, word)+text+"\n")
	return err
}

// paint colours a text if the writer shows colours, else returns it as it is.
func paint(w io.Writer, c colour, text string) string {
	if p, ok := w.(*paintable); !ok || !p.colours {
		return text
	}
	return "\x1b[" + string(c) + "m" + text + "\x1b[0m"
}

// wantsColours follows https://no-color.org and terminals that know no escape sequences.
func wantsColours(getenv func(string) string) bool {
	return getenv("NO_COLOR") == "" && getenv("TERM") != "dumb"
}

const (
	redraw       = 100 * time.Millisecond
	clearLine    = "\r\x1b[K"
	defaultWidth = 80
)

// statusLine is the last line of a terminal, drawn anew while something goes on. A nil one draws nothing.
type statusLine struct {
	w       io.Writer
	columns func() int

	mu    sync.Mutex
	text  func(width int) string // nil while nothing is drawn
	ended chan struct{}
	quit  chan struct{}
}

// newStatusLine returns nil unless standard error is a terminal that a person looks at: not in CI, whose logs keep every line.
func newStatusLine(env *Env) *statusLine {
	if env.Columns == nil || env.Getenv == nil || env.Columns() < 0 || env.Getenv("CI") != "" || env.Getenv("TERM") == "dumb" {
		return nil
	}
	return &statusLine{w: env.Stderr, columns: env.Columns}
}

// start draws what text returns until stop. The text is asked for often and must be quick.
func (s *statusLine) start(text func(width int) string) {
	if s == nil {
		return
	}
	s.stop()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.text, s.quit, s.ended = text, make(chan struct{}), make(chan struct{})
	go s.run(s.quit, s.ended)
}

func (s *statusLine) run(quit <-chan struct{}, ended chan<- struct{}) {
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

// stop takes the line away.
func (s *statusLine) stop() {
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
func (s *statusLine) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.text != nil {
		_, _ = io.WriteString(s.w, clearLine)
	}
	n, err := s.w.Write(p)
	s.draw()
	return n, err
}

func (s *statusLine) draw() {
	if s.text == nil {
		return
	}
	width := s.columns()
	if width <= 0 { // a terminal that does not tell
		width = defaultWidth
	}
	// The last column stays free: some terminals begin a new line when it is written.
	text := []rune(s.text(width - 1))
	_, _ = io.WriteString(s.w, clearLine+string(text[:min(len(text), max(width-1, 0))]))
}
