package bundle

import (
	"fmt"
	"strings"
)

// Hider puts a mark in the place of lines that look as if they held a credential, as
// [Bundle.CheckSecrets] looks for them. Equal lines get equal marks, different ones different
// marks, so that texts can still be compared.
type Hider struct{ known map[string]int }

// Hide returns the text with its marks. It is for text that is shown, not for text that is used.
func (h *Hider) Hide(text string) string {
	var s scan
	lines := strings.SplitAfter(text, "\n")
	what := make([]string, len(lines)+1)
	key := false
	for i, line := range lines {
		s.found = s.found[:0]
		s.look(i+1, []byte(line))
		for _, f := range s.found {
			what[f.line] = f.what
		}
		begins, ends := strings.Contains(line, "-----BEGIN"), strings.Contains(line, "-----END")
		if key && what[i+1] == "" {
			what[i+1] = "a part of a private key"
		}
		key = (key || begins && strings.Contains(line, "PRIVATE KEY")) && !ends
	}
	var b strings.Builder
	for i, line := range lines {
		if what[i+1] == "" {
			b.WriteString(line)
			continue
		}
		if h.known == nil {
			h.known = map[string]int{}
		}
		n, ok := h.known[line]
		if !ok {
			n = len(h.known) + 1
			h.known[line] = n
		}
		fmt.Fprintf(&b, "[hidden %d: looks like %s]", n, what[i+1])
		if strings.HasSuffix(line, "\n") {
			b.WriteByte('\n')
		}
	}
	return b.String()
}
