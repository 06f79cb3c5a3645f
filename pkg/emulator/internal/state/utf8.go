package state

import "unicode/utf8"

// A utf8Check finds out whether all that is written to it is UTF-8, however the runes
// fall between the writes.
type utf8Check struct {
	rest []byte // of a rune cut in two
	bad  bool
}

func (u *utf8Check) write(p []byte) {
	if u.bad {
		return
	}
	for len(u.rest) > 0 && len(p) > 0 {
		u.rest, p = append(u.rest, p[0]), p[1:]
		if utf8.FullRune(u.rest) {
			u.bad = !utf8.Valid(u.rest)
			u.rest = u.rest[:0]
		}
	}
	for i := 1; i < utf8.UTFMax && i <= len(p); i++ {
		if last := p[len(p)-i:]; utf8.RuneStart(last[0]) {
			if !utf8.FullRune(last) {
				u.rest, p = append(u.rest, last...), p[:len(p)-i]
			}
			break
		}
	}
	u.bad = u.bad || !utf8.Valid(p)
}

func (u *utf8Check) valid() bool { return !u.bad && len(u.rest) == 0 }
