package redact

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/internal/lazyregexp"
)

// Answer hides in the body of an answer what the contract does not know: members of other
// names, personal data that the recording has not sent itself, addresses with unknown queries, and
// whatever is neither JSON nor a page that says nothing but its status.
func (r *Recording) Answer(status int, body string) string {
	if body == "" || statusPage(status, body) {
		return FakeSIDs(body)
	}
	var out strings.Builder
	done := 0
	err := scalars(body, func(path []string, from, to int) {
		if instead, ok := r.scalar(status, path, body[from:to]); ok {
			out.WriteString(body[done:from])
			out.WriteString(instead)
			done = to
		}
	})
	if err != nil {
		return Redacted
	}
	return FakeSIDs(out.String() + body[done:])
}

// pageTags are what the error pages of web servers are made of.
var pageTags = lazyregexp.New(`(?i)</?(?:html|head|title|body|center|h1|hr)>`)

// statusPage recognises the page of a web server that repeats its status and perhaps names the server.
func statusPage(status int, body string) bool {
	said := fmt.Sprintf("%d %s", status, http.StatusText(status))
	for _, text := range strings.Split(pageTags.Get().ReplaceAllString(body, "\n"), "\n") {
		if text = strings.TrimSpace(text); text != "" && text != said && text != "nginx" {
			return false
		}
	}
	return true
}

// scalar returns what to write in the place of a value, if it is not to be kept.
func (r *Recording) scalar(status int, path []string, raw string) (string, bool) {
	var value any
	if json.Unmarshal([]byte(raw), &value) != nil || value == nil {
		return "", false
	}
	for below := 1; below < len(path) && !r.opts.Private; below++ {
		if r.members[member(path[below:], value)] {
			return "", false
		}
	}
	name := ""
	for i, step := range path {
		// Members of links have names of their own.
		if !known().properties[step] && (i == 0 || path[i-1] != "links") {
			return hidden(value)
		}
		name = step
	}
	text, ok := value.(string)
	switch {
	case len(path) == 0:
		return hidden(value)
	case !ok:
		return "", false
	case known().personal[name] && !slices.Contains(path, "meta"): // meta.key names no Variable
		if !r.wasSent(text) {
			return hidden(value)
		}
	case r.opts.Private && !open(name, text) && !slices.Contains(path, "links") && !inMeta(path):
		return r.privateText(status, name, text)
	case strings.HasPrefix(text, "http://"), strings.HasPrefix(text, "https://"):
		if address := r.Address(text); address != text {
			quoted, _ := json.Marshal(address)
			return string(quoted), true
		}
	case slices.Contains(path, "links"):
		return hidden(value)
	}
	return "", false
}

// remember keeps the members of an object that a field sends as JSON: its keys are not the contract's.
func (r *Recording) remember(text string) {
	_ = scalars(text, func(path []string, from, to int) { // of no JSON, nothing is kept
		var value any
		if len(path) > 0 && json.Unmarshal([]byte(text[from:to]), &value) == nil {
			r.members[member(path, value)] = true
		}
	})
}

func member(path []string, value any) string {
	text, _ := json.Marshal(append(slices.Clone(path), fmt.Sprintf("%T %v", value, value))) // of texts
	return string(text)
}

// inMeta reports whether a value says where a page stands: its key names a list of the API.
func inMeta(path []string) bool { return slices.Contains(path, "meta") }

func hidden(value any) (string, bool) {
	switch value.(type) {
	case string:
		return `"` + Redacted + `"`, true
	case bool:
		return "", false
	}
	return "0", true
}

// scalars calls visit with each value of a JSON text that is neither object nor array, and the
// names of the members it lies in.
func scalars(text string, visit func(path []string, from, to int)) error {
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	type level struct{ object, named bool }
	var levels []level
	var path []string
	leave := func() {
		if n := len(levels); n > 0 && levels[n-1].named {
			levels[n-1].named = false
			path = path[:len(path)-1]
		}
	}
	for values := 0; ; {
		before := int(decoder.InputOffset())
		token, err := decoder.Token()
		switch {
		case errors.Is(err, io.EOF) && len(levels) == 0 && values == 1:
			return nil
		case err != nil:
			return err
		}
		after := int(decoder.InputOffset())
		if n := len(levels); n > 0 && levels[n-1].object && !levels[n-1].named && token != json.Delim('}') {
			name, _ := token.(string)
			path, levels[n-1].named = append(path, name), true
			continue
		}
		switch token {
		case json.Delim('{'), json.Delim('['):
			levels = append(levels, level{object: token == json.Delim('{')})
			continue
		case json.Delim('}'), json.Delim(']'):
			levels = levels[:len(levels)-1]
		default:
			from := after - len(strings.TrimLeft(text[before:after], " \t\r\n,:"))
			visit(path, from, after)
		}
		if len(levels) == 0 {
			if values++; values > 1 {
				return errors.New("more than one value")
			}
		}
		leave()
	}
}
