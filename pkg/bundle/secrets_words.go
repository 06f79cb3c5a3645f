package bundle

import (
	"bytes"
	"strings"
)

// words are what the words of a line say: runs of letters, digits and underscores.
type words struct {
	long bool // 16 letters and digits together
	// prefixed: a word begins as a credential of a rule with words does.
	prefixed bool
	account  bool // an Account SID: AC and 32 hexadecimal digits
	key      bool // the SID of an API key: SK and 32 hexadecimal digits
	token    bool // 32 hexadecimal digits in small letters, as an Auth Token
	named    bool // 32 hexadecimal digits in any letters behind what may be the name of a token
	secret   bool // 32 letters and digits with all three kinds, as the secret of an API key
}

// The classes of bytes.
const (
	isWord byte = 1 << iota
	isAlnum
	isDigit
	isLower
	isUpper
	isHexLower
	isHex
)

var classes = func() (classes [256]byte) {
	for c := range 256 {
		switch {
		case '0' <= c && c <= '9':
			classes[c] = isWord | isAlnum | isDigit | isHexLower | isHex
		case 'a' <= c && c <= 'z':
			classes[c] = isWord | isAlnum | isLower
		case 'A' <= c && c <= 'Z':
			classes[c] = isWord | isAlnum | isUpper
		case c == '_':
			classes[c] = isWord
		}
		switch {
		case 'a' <= c && c <= 'f':
			classes[c] |= isHexLower | isHex
		case 'A' <= c && c <= 'F':
			classes[c] |= isHex
		}
	}
	return classes
}()

// longWord is the shortest word that any rule looks at.
const longWord = 16

// wordsOf finds the long words of a line. Each covers one of every 16 bytes, so only those are looked at
// first.
func wordsOf(text []byte) (w words) {
	for i := longWord - 1; i < len(text); {
		if classes[text[i]]&isWord == 0 {
			i += longWord
			continue
		}
		start, end := i, i+1
		for start > 0 && classes[text[start-1]]&isWord != 0 {
			start--
		}
		for end < len(text) && classes[text[end]]&isWord != 0 {
			end++
		}
		if n := end - start; n >= longWord {
			w.long = w.long || alnumRun(text[start:end])
			w.prefixed = w.prefixed || hasPrefix(text[start:end])
			if n == 32 || n == 34 {
				w.add(text, start, end)
			}
		}
		i = end + longWord
	}
	return w
}

// alnumRun reports whether a word has 16 letters and digits together.
func alnumRun(word []byte) bool {
	n := 0
	for _, c := range word {
		if classes[c]&isAlnum == 0 {
			n = 0
		} else if n++; n == longWord {
			return true
		}
	}
	return false
}

// hasPrefix reports whether a word begins as a credential of one of the rules with wordPrefix does.
func hasPrefix(word []byte) bool {
	switch word[0] {
	case 'A', 'n', 'g', 'r', 's':
	default:
		return false
	}
	for _, prefix := range wordPrefixes {
		if bytes.HasPrefix(word, prefix) {
			return true
		}
	}
	return false
}

var wordPrefixes = [][]byte{
	[]byte("AKIA"), []byte("ASIA"), []byte("npm_"), []byte("gho_"), []byte("ghp_"), []byte("ghr_"), []byte("ghs_"),
	[]byte("ghu_"),
	[]byte("github_pat_"), []byte("rk_live_"), []byte("sk_live_"),
}

// add judges a word of 32 or 34 characters.
func (w *words) add(text []byte, start, end int) {
	word := text[start:end]
	if len(word) == 34 {
		if every, _ := classesOf(word[2:]); every&isHexLower != 0 {
			w.account = w.account || string(word[:2]) == "AC"
			w.key = w.key || string(word[:2]) == "SK"
		}
		return
	}
	every, some := classesOf(word)
	w.token = w.token || every&isHexLower != 0
	w.named = w.named || every&isHex != 0 && afterName(text[:start])
	const all = isDigit | isLower | isUpper
	w.secret = w.secret || every&isAlnum != 0 && some&all == all
}

// afterName reports whether a value may follow the word "token": behind = or :, with spaces and
// quotes.
func afterName(text []byte) bool {
	skip := func(bytes string, most int) (skipped bool) {
		for ; most > 0 && len(text) > 0 && strings.IndexByte(bytes, text[len(text)-1]) >= 0; most-- {
			text, skipped = text[:len(text)-1], true
		}
		return skipped
	}
	const quotes, spaces = `"'`, "\t\n\f\r "
	skip(quotes, 1)
	skip(spaces, len(text))
	if !skip(":=", 1) {
		return false
	}
	skip(spaces, len(text))
	skip(quotes, 1)
	return skip("nN", 1)
}

// classesOf are the classes that every byte has, and those that some have.
func classesOf(word []byte) (every, some byte) {
	every = 0xff
	for _, c := range word {
		every &= classes[c]
		some |= classes[c]
	}
	return every, some
}
