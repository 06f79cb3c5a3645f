package terminal

import (
	"bytes"
	"io"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/twilio-serverless/twilio-serverless-go/internal/show"
)

// Guard is the last writer before a terminal or a log. It spells out what [show.Visible] does, but
// for the line feeds and tabs of the program itself, and it breaks up what GitHub Actions would
// take for a workflow command: "::" at the begin of a line, and "##[" anywhere. JSON keeps its
// value: what is spelled out in a string means the same there.
//
// It is the second line of defence: a line break from elsewhere is spelled out where the text is
// put together, by [Fprintf].
type Guard struct {
	// Colours lets the escape sequences of [Paint] pass.
	Colours bool

	mu     sync.Mutex
	w      io.Writer
	inLine bool   // something but white space stands in the line
	rest   []byte // an unfinished character, or the begin of what may become a command
}

// NewGuard returns a Guard before w.
func NewGuard(w io.Writer, colours bool) *Guard { return &Guard{w: w, Colours: colours} }

// Write implements io.Writer.
func (g *Guard) Write(p []byte) (int, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	text := p
	if len(g.rest) > 0 {
		text = append(g.rest, p...)
		g.rest = nil
	}
	if _, err := g.w.Write(g.filter(text, false)); err != nil {
		return 0, err
	}
	return len(p), nil
}

// Flush writes what was held back. Nothing may follow it.
func (g *Guard) Flush() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	rest := g.rest
	g.rest = nil
	_, err := g.w.Write(g.filter(rest, true))
	return err
}

const (
	lineCommand = "::"
	anyCommand  = "##["
)

// filter returns what may be written. Unless it is the last text, an end that could be the begin of
// something stays in rest.
func (g *Guard) filter(text []byte, last bool) []byte {
	out := make([]byte, 0, len(text)+16)
	for len(text) > 0 {
		if !last && g.unfinished(text) {
			g.rest = append([]byte(nil), text...)
			return out
		}
		if n := g.colour(text); n > 0 {
			out, text = append(out, text[:n]...), text[n:]
			continue
		}
		r, n := utf8.DecodeRune(text)
		switch {
		case r == '\t': // of a table of ours, or of a shell completion
			out = append(out, '\t')
		case r == '\n':
			out = append(out, '\n')
			g.inLine = false
		case r == utf8.RuneError && n == 1:
			out = append(out, show.Visible(string(text[:1]))...)
			g.inLine = true
		case show.Hidden(r):
			out = append(out, show.Spell(r)...)
			g.inLine = true
		case !g.inLine && bytes.HasPrefix(text, []byte(lineCommand)), bytes.HasPrefix(text, []byte(anyCommand)):
			// the first character spelled out, the second one as it is
			out = append(append(out, show.Spell(r)...), text[n:n+1]...)
			n++
			g.inLine = true
		default:
			out = append(out, text[:n]...)
			g.inLine = g.inLine || !unicode.IsSpace(r)
		}
		text = text[n:]
	}
	return out
}

// unfinished reports whether a text that ends here could go on so that it means something else.
func (g *Guard) unfinished(text []byte) bool {
	begins := func(command string) bool {
		return len(text) < len(command) && bytes.HasPrefix([]byte(command), text)
	}
	return !utf8.FullRune(text) || !g.inLine && begins(lineCommand) || begins(anyCommand)
}

// colour is the length of an escape sequence of ours at the begin of a text, 0 when there is none.
func (g *Guard) colour(text []byte) int {
	if !g.Colours || text[0] != 0x1b {
		return 0
	}
	for _, sequence := range paints {
		if bytes.HasPrefix(text, []byte(sequence)) {
			return len(sequence)
		}
	}
	return 0
}

// Passes reports whether a Guard without colours would write a text as it is. What programs read as
// it is, such as the value of a Variable, is refused otherwise.
func Passes(text []byte) bool {
	return bytes.Equal(new(Guard).filter(text, true), text)
}
