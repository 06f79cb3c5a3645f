package verify

import (
	"bytes"
	"encoding/json"
	"strings"
)

// urlKind is what a URL in an answer is for.
type urlKind int

const (
	noURL       urlKind = iota
	resourceURL         // url, or a member of links
	pageURL             // url or …_url in meta
)

// frame is an object or array that the scan is in.
type frame struct {
	object bool
	named  bool // the next string of an object is a value: its name was read
	name   string
}

// rewriteURLs replaces URLs in JSON and leaves every other byte as it is: the order of members,
// numbers, white space, and strings that merely look like URLs, such as the source text of a
// Function. What is not JSON is returned as it came.
func rewriteURLs(body []byte, replace func(kind urlKind, raw string) (string, bool)) []byte {
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	var out bytes.Buffer
	var stack []frame
	copied := 0
	for {
		before := int(decoder.InputOffset())
		token, err := decoder.Token()
		if err != nil {
			break // the end, or JSON that ends here; what follows is copied
		}
		switch t := token.(type) {
		case json.Delim:
			if t == '}' || t == ']' {
				stack = stack[:len(stack)-1]
				valueRead(stack)
			} else {
				stack = append(stack, frame{object: t == '{'})
			}
			continue
		case string:
			if top := len(stack) - 1; top >= 0 && stack[top].object && !stack[top].named {
				stack[top].named, stack[top].name = true, t
				continue
			}
			if kind := kindOf(stack); kind != noURL {
				if instead, ok := replace(kind, t); ok {
					after := int(decoder.InputOffset())
					start := before + bytes.IndexByte(body[before:after], '"')
					out.Write(body[copied:start])
					out.Write(quoted(instead))
					copied = after
				}
			}
		}
		valueRead(stack)
	}
	out.Write(body[copied:])
	return out.Bytes()
}

func valueRead(stack []frame) {
	if top := len(stack) - 1; top >= 0 {
		stack[top].named = false
	}
}

// kindOf judges by the names that lead to the value.
func kindOf(stack []frame) urlKind {
	top := len(stack) - 1
	if top < 0 || !stack[top].object {
		return noURL
	}
	name, parent := stack[top].name, ""
	if top > 0 {
		parent = stack[top-1].name
	}
	switch {
	case parent == "meta" && (name == "url" || strings.HasSuffix(name, "_url")):
		return pageURL
	case name == "url", parent == "links":
		return resourceURL
	}
	return noURL
}

// quoted writes a JSON string without escaping what only HTML would need: & stands in every page
// URL.
func quoted(text string) []byte {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(text); err != nil { // of a string: cannot happen
		panic(err)
	}
	return bytes.TrimSuffix(out.Bytes(), []byte("\n"))
}
