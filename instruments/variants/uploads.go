package variants

import (
	"net/http"
	"strings"
	"unicode/utf8"
)

// uploadVariants accept fewer uploads, where the pages leave open which.
func uploadVariants() []Variant {
	return []Variant{
		{Name: "Paths with characters that no URL has refused", Why: "a Path must be URL-friendly",
			wear: stricter(http.StatusBadRequest, func(a asking) string {
				if strings.ContainsFunc(a.parts["Path"].content, func(r rune) bool {
					return r <= ' ' || r > '~' || strings.ContainsRune("\"<>[]\\^`{|}", r)
				}) {
					return "Path provided is invalid."
				}
				return ""
			})},
		{Name: "Functions that are no text refused", Why: "a Function is uploaded as a JavaScript file",
			wear: stricter(http.StatusBadRequest, func(a asking) string {
				content := a.parts["Content"].content
				if a.uploads("Functions") && (!utf8.ValidString(content) || strings.Contains(content, "\x00")) {
					return "Content is no JavaScript."
				}
				return ""
			})},
		{Name: "Functions of half a megabyte refused", Why: "no page says how long a Function may be",
			wear: stricter(http.StatusRequestEntityTooLarge, func(a asking) string {
				if a.uploads("Functions") && len(a.parts["Content"].content) > 500_000 {
					return "Content is too long."
				}
				return ""
			})},
		{Name: "uploads without content refused", Why: "no page says that a file may be empty",
			Assumes: true,
			wear: stricter(http.StatusBadRequest, func(a asking) string {
				if content, there := a.parts["Content"]; there && content.content == "" {
					return "Content must not be empty."
				}
				return ""
			})},
		{Name: "Functions of another type refused",
			Why:     "every published upload of a Function names application/javascript",
			Assumes: true,
			wear: stricter(http.StatusBadRequest, func(a asking) string {
				if kind := a.parts["Content"].kind; a.uploads("Functions") &&
					!strings.HasPrefix(kind, "application/javascript") {
					return "Content must be application/javascript."
				}
				return ""
			})},
		{Name: "401 of the upload host without a body",
			Why: "the only one that was seen had no JSON, and nothing else is known of it",
			wear: answers(func(req *http.Request, resp *http.Response) (bool, error) {
				if resp.StatusCode != http.StatusUnauthorized || !isUpload(req) {
					return false, nil
				}
				resp.Header.Del("Content-Type")
				resp.Header.Del("Www-Authenticate")
				return true, write(resp, nil)
			})},
	}
}
