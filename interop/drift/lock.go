package main

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"os"
	"strings"
)

const lockHead = `# What Twilio's official document said when the contract was last compared with it, one element a line. A line is either equal in
# the contract or a deviation that the contract declares. ~ is the begin of the SHA-256 of its description. Written by make sync; do
# not edit.
`

// lock is what is kept of the official document.
type lock struct {
	digest string
	facts  facts
}

func readLock(path string) (*lock, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("%w: without it there is nothing to compare with; write it with make sync "+
			"OFFICIAL=… ACCEPT=1", err)
	}
	l := &lock{facts: facts{}}
	for i, line := range strings.Split(strings.TrimRight(string(data), "\n"), "\n") {
		if strings.HasPrefix(line, "#") {
			continue
		}
		place, value, _ := strings.Cut(line, ": ")
		switch {
		case place == "sha256":
			l.digest = value
		case place == "":
			return nil, fmt.Errorf("%s:%d: a line without a place", path, i+1)
		default:
			value, words := splitDigest(value)
			l.facts[place] = fact{value: value, words: words}
		}
	}
	if l.digest == "" {
		return nil, fmt.Errorf("%s: it has no line sha256", path)
	}
	return l, nil
}

func (l *lock) write(path string) error {
	var b bytes.Buffer
	b.WriteString(lockHead)
	fmt.Fprintf(&b, "sha256: %s\n", l.digest)
	for _, place := range l.facts.places() {
		b.WriteString(place)
		value := l.facts[place].value
		if words := l.facts[place].words; words != "" {
			value = strings.TrimLeft(value+" "+wordsDigest(words), " ")
		}
		if value != "" {
			b.WriteString(": " + value)
		}
		b.WriteString("\n")
	}
	return os.WriteFile(path, b.Bytes(), 0o644)
}

// wordsDigest stands for a description in the lock. One that is read from the lock stands for itself.
func wordsDigest(words string) string {
	if strings.HasPrefix(words, "~") {
		return words
	}
	return "~" + digest([]byte(words))[:8]
}

func splitDigest(value string) (rest, words string) {
	if i := strings.LastIndex(value, "~"); i >= 0 && len(value)-i == len("~12345678") {
		return strings.TrimRight(value[:i], " "), value[i:]
	}
	return value, ""
}

func digest(data []byte) string { return fmt.Sprintf("%x", sha256.Sum256(data)) }
