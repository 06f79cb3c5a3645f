package redact

import (
	"net/url"
	"strings"
)

// sentIn returns the values that requests sent, nil unless the options say that they may be shown.
func (r *Report) sentIn(sources []Source) map[string]bool {
	if !r.showSent {
		return nil
	}
	sent := map[string]bool{}
	for _, s := range sources {
		if s.URL != nil {
			for _, segment := range strings.Split(s.URL.Path, "/") {
				sent[segment] = true
			}
			addValues(sent, s.URL.Query())
		}
		if form, err := url.ParseQuery(string(s.RequestBody)); err == nil && media(s.RequestHeader) == formMedia {
			addValues(sent, form)
		}
		for _, part := range s.Parts {
			if part.Value != nil {
				sent[string(part.Value)] = true
			}
		}
	}
	return sent
}

func addValues(sent map[string]bool, form url.Values) {
	for name, values := range form {
		sent[name] = true
		for _, value := range values {
			sent[value] = true
		}
	}
}
