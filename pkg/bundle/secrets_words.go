package bundle

import "strings"

// words are what the words of a line say: runs of letters, digits and underscores.
type words struct {
	long    bool // 16 letters and digits together
	account bool // an Account SID: AC and 32 hexadecimal digits
	key     bool // the SID of an API key: SK and 32 hexadecimal digits
	token   bool // 32 hexadecimal digits in small letters, as an Auth Token
	named   bool // 32 hexadecimal digits in any letters behind what may be the name of a token
	secret  bool // 32 letters and digits with all three kinds, as the secret of an API key
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

// wordsOf reads a line once.
func wordsOf(text []byte) (w words) {
	start, alnum := 0, 0 // of the word, and how many letters and digits are together
	for i, c := range text {
		switch class := classes[c]; {
		case class&isAlnum != 0:
			if alnum++; alnum == 16 {
				w.long = true
			}
		case class == isWord:
			alnum = 0
		default:
			if n := i - start; n == 32 || n == 34 {
				w.add(text, start, i)
			}
			start, alnum = i+1, 0
		}
	}
	if n := len(text) - start; n == 32 || n == 34 {
		w.add(text, start, len(text))
	}
	return w
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
