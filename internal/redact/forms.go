package redact

import (
	"cmp"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// Forms returns the ways in which a secret may stand in a text, the longest first: as it is;
// escaped for URLs, once and twice, for JSON, HTML and Go; all of these within a JSON string; in
// hexadecimal; and in base64, wherever in the encoded text it stands. A secret of fewer than four
// bytes has none.
func Forms(secret string) []string {
	if len(secret) < Shortest {
		return nil
	}
	forms := []string{
		secret, url.QueryEscape(secret), url.PathEscape(secret), url.QueryEscape(url.QueryEscape(secret)),
		html.EscapeString(secret),
		htmlJSON(secret), plainJSON(secret), inQuotes(strconv.Quote(secret)), inQuotes(strconv.QuoteToASCII(secret)),
		escaped(secret),
	}
	for _, form := range forms { // in a text that is a value of JSON
		forms = append(forms, htmlJSON(form), plainJSON(form))
	}
	forms = append(forms,
		hex.EncodeToString([]byte(secret)), strings.ToUpper(hex.EncodeToString([]byte(secret))),
		base64.StdEncoding.EncodeToString([]byte(secret)), base64.URLEncoding.EncodeToString([]byte(secret)),
	)
	for _, encoding := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
		forms = append(forms, inside(encoding, secret)...)
	}
	slices.SortFunc(forms, func(a, b string) int { return cmp.Or(len(b)-len(a), strings.Compare(a, b)) })
	return slices.Compact(forms)
}

// inside returns what is the same of a secret in the base64 of every text around it, for each of
// the three places at which it may begin.
func inside(encoding *base64.Encoding, secret string) []string {
	const characters = 6 // fewer may be an accident
	var forms []string
	for before := range 3 {
		text := encoding.EncodeToString([]byte(strings.Repeat("x", before) + secret))
		from := (before*8 + 5) / 6 // the characters with bits of what stands before
		if to := len(text) - 1; to-from >= characters {
			forms = append(forms, text[from:to]) // the last one has bits of what comes after
		}
	}
	return forms
}

// plainJSON leaves <, > and & alone, which json.Marshal escapes.
func plainJSON(secret string) string {
	var b strings.Builder
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(secret) // a string always has a JSON form
	return inQuotes(strings.TrimSuffix(b.String(), "\n"))
}

func htmlJSON(secret string) string {
	text, _ := json.Marshal(secret) // a string always has a JSON form
	return inQuotes(string(text))
}

// escaped is JSON in which every character is escaped, as some servers write it.
func escaped(secret string) string {
	var b strings.Builder
	for _, c := range secret {
		fmt.Fprintf(&b, `\u%04x`, c)
	}
	return b.String()
}

func inQuotes(quoted string) string { return quoted[1 : len(quoted)-1] }

// Quoted puts mask in the place of the secrets in a text of our own, which quotes them as Go does or
// not at all. [Replacer] finds all forms, as others may have written them, which takes longer than
// to answer a request.
func Quoted(text, mask string, secrets ...string) string {
	for _, s := range secrets {
		if len(s) < Shortest {
			continue
		}
		text = strings.ReplaceAll(text, inQuotes(strconv.Quote(s)), mask)
		text = strings.ReplaceAll(text, s, mask)
	}
	return text
}

// Replacer puts mask in the place of every form of the secrets, the longest first, since one form may hold another.
func Replacer(mask string, secrets ...string) *strings.Replacer {
	var forms []string
	for _, s := range secrets {
		forms = append(forms, Forms(s)...)
	}
	slices.SortStableFunc(forms, func(a, b string) int { return len(b) - len(a) })
	var pairs []string
	for _, form := range forms {
		pairs = append(pairs, form, mask)
	}
	return strings.NewReplacer(pairs...)
}
