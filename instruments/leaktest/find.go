package leaktest

import (
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

// Find returns the names of the secrets that a text holds: as they are, or escaped for URLs, JSON,
// HTML, XML or Go, in hexadecimal, or in base64 wherever in the encoded text they stand.
func Find(text []byte) []string {
	var found []string
	all := string(text)
	for _, c := range All() {
		if slices.ContainsFunc(Forms(c.Value), func(form string) bool { return strings.Contains(all, form) }) {
			found = append(found, c.Name)
		}
	}
	return found
}

// Forms returns the ways in which [Find] looks for a secret.
func Forms(secret string) []string {
	quoted, _ := json.Marshal(secret) // a string always has a JSON form
	forms := []string{
		secret, url.QueryEscape(secret), url.PathEscape(secret), url.QueryEscape(url.QueryEscape(secret)),
		html.EscapeString(secret),
		unquoted(string(quoted)), unquoted(strconv.Quote(secret)), unquoted(strconv.QuoteToASCII(secret)),
		escaped(secret),
		hex.EncodeToString([]byte(secret)), strings.ToUpper(hex.EncodeToString([]byte(secret))),
		// The readable part alone is enough to recognise it.
		secret[:len("secret-000000")],
	}
	for before := range 3 {
		for _, encoding := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
			encoded := encoding.EncodeToString([]byte(strings.Repeat("x", before) + secret))
			forms = append(forms, encoded[(before*8+5)/6:len(encoded)-1])
		}
	}
	return forms
}

// escaped is JSON in which every character is escaped, as some servers write it.
func escaped(secret string) string {
	var b strings.Builder
	for _, c := range secret {
		fmt.Fprintf(&b, `\u%04x`, c)
	}
	return b.String()
}

func unquoted(quoted string) string { return quoted[1 : len(quoted)-1] }
