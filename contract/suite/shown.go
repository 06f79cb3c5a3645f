package suite

import (
	"net/http"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/internal/redact"
)

// What a report shows of the exchanges of a case: everything that may hold a secret or personal
// data is replaced by its length.
type (
	// Shown is an exchange with its marks.
	Shown = redact.Exchange
	// ShownMessage is a request or an answer.
	ShownMessage = redact.Message
	// ShownField is a header, a form field or a part.
	ShownField = redact.Field
	// ShownMark is a place that breaks the contract, or goes beyond it.
	ShownMark = redact.Mark
)

// curl is a command line that sends a request again, with the credentials of the environment. What the report hides is
// hidden here too, and what an upload contained is not kept.
func curl(x *Shown) string {
	words := []string{"curl", "-i", "-u", `"$TWILIO_ACCOUNT_SID:$TWILIO_AUTH_TOKEN"`}
	if x.Method != http.MethodGet && (x.Method != http.MethodPost || len(x.Request.Fields) == 0) {
		words = append(words, "-X", x.Method)
	}
	multipart := false
	for _, h := range x.Request.Header {
		multipart = multipart || h.Name == "Content-Type" && strings.HasPrefix(h.Value, "multipart/")
	}
	for _, f := range x.Request.Fields {
		switch {
		case multipart && f.Name == "Content":
			_, kind, _ := strings.Cut(f.Value, " (")
			words = append(words, "-F", quoteShell("Content=@FILE;type="+strings.TrimSuffix(kind, ")")))
		case multipart:
			words = append(words, "-F", quoteShell(f.Name+"="+f.Value))
		default:
			words = append(words, "--data-urlencode", quoteShell(f.Name+"="+f.Value))
		}
	}
	return strings.Join(append(words, quoteShell(x.URL)), " ")
}

func quoteShell(s string) string {
	plain := strings.IndexFunc(s, func(c rune) bool {
		return !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' ||
			strings.ContainsRune("-_./:=@%+,", c))
	}) < 0
	if plain && s != "" {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}
