package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

const (
	exampleSource = "https://github.com/twilio/twilio-oai/blob/main/spec/json/twilio_serverless_v1.json"
	exampleHost   = "https://serverless.twilio.com"
	exampleFolder = "cassettes/docs/openapi"
)

var sidPattern = regexp.MustCompile(`^\^([A-Z]{2})\[0-9a-fA-F\]\{32\}\$$`)

var parameter = regexp.MustCompile(`^\{(\w+)\}$`)

// example writes the published example of an operation as a cassette, in the form of cassettes/docs/openapi.
func example(text []byte, id string) ([]byte, error) {
	var document yaml.Node
	if err := yaml.Unmarshal(text, &document); err != nil {
		return nil, err
	}
	r := &factReader{root: document.Content[0]}
	var method, path string
	var operation *yaml.Node
	each(at(r.root, "paths"), func(p string, item *yaml.Node) {
		each(item, func(m string, op *yaml.Node) {
			if at(op, "operationId") != nil && at(op, "operationId").Value == id {
				method, path, operation = strings.ToUpper(m), p, op
			}
		})
	})
	if operation == nil {
		return nil, fmt.Errorf("no operation %s", id)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "---\noperation: %s\nsource: %s\nplaceholders:\n", id, exampleSource)
	segments := strings.Split(path, "/")
	for i, segment := range segments {
		m := parameter.FindStringSubmatch(segment)
		if m == nil {
			continue
		}
		behind := segments[i-1]
		prefix := prefixOf(operation, m[1])
		if prefix == "" {
			prefix = r.prefixIn(behind)
		}
		if prefix == "" {
			return nil, fmt.Errorf("%s: the kind of SID behind %s is not known: the document has no resource there "+
				"whose sid has a pattern", id,
				behind)
		}
		name := segment
		if m[1] == "Sid" {
			name += " of " + behind
		}
		fmt.Fprintf(&b, "    - %q\n", name)
		segments[i] = prefix + strings.Repeat("0", 32)
	}
	empty := strings.Contains(b.String(), "placeholders:\n    -")
	head := b.String()
	if !empty {
		head = strings.TrimSuffix(head, "placeholders:\n")
	}
	b.Reset()
	b.WriteString(head)
	body, err := r.sent(operation)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", id, err)
	}
	b.WriteString("version: 2\ninteractions:\n    - id: 0\n      request:\n")
	fmt.Fprintf(&b, "        body: %s\n", strconv.Quote(body))
	b.WriteString("        headers:\n            Authorization:\n                - REDACTED\n")
	if at(operation, "requestBody") != nil {
		b.WriteString("            Content-Type:\n                - application/x-www-form-urlencoded\n")
	}
	fmt.Fprintf(&b, "        url: %s\n        method: %s\n", exampleHost+strings.Join(segments, "/"), method)
	if err := r.answered(&b, operation); err != nil {
		return nil, fmt.Errorf("%s: %w", id, err)
	}
	return []byte(b.String()), nil
}

// prefixIn is the prefix of the SIDs in a collection, as the sid of what one fetches there says;
// empty when nothing does.
func (r *factReader) prefixIn(collection string) (prefix string) {
	each(at(r.root, "paths"), func(path string, item *yaml.Node) {
		if !strings.HasSuffix(path, "/"+collection+"/{Sid}") {
			return
		}
		schema := at(item, "get", "responses", "200", "content", "application/json", "schema")
		sid := r.resolve(at(r.resolve(schema), "properties", "sid"))
		if pattern := at(sid, "pattern"); pattern != nil {
			if m := sidPattern.FindStringSubmatch(pattern.Value); m != nil {
				prefix = m[1]
			}
		}
	})
	return prefix
}

// prefixOf is the prefix of the SIDs that a parameter of a path takes, as its pattern says; empty when it has none.
func prefixOf(operation *yaml.Node, name string) string {
	for _, p := range items(at(operation, "parameters")) {
		if named := at(p, "name"); named == nil || named.Value != name {
			continue
		}
		if pattern := at(p, "schema", "pattern"); pattern != nil {
			if m := sidPattern.FindStringSubmatch(pattern.Value); m != nil {
				return m[1]
			}
		}
	}
	return ""
}

// sent is the first example of the request, as a form with its fields in their order.
func (r *factReader) sent(operation *yaml.Node) (string, error) {
	var pairs []string
	value := firstExample(at(operation, "requestBody", "content", "application/x-www-form-urlencoded"))
	each(value, func(name string, field *yaml.Node) {
		list := items(field)
		if field.Kind != yaml.SequenceNode {
			list = []*yaml.Node{field}
		}
		for _, item := range list {
			pairs = append(pairs, url.QueryEscape(name)+"="+url.QueryEscape(item.Value))
		}
	})
	return strings.Join(pairs, "&"), nil
}

// answered writes the first example of the success.
func (r *factReader) answered(b *strings.Builder, operation *yaml.Node) error {
	var code, body string
	var err error
	each(at(operation, "responses"), func(status string, response *yaml.Node) {
		if code != "" || !strings.HasPrefix(status, "2") {
			return
		}
		code = status
		if value := firstExample(at(r.resolve(response), "content", "application/json")); value != nil {
			var raw, indented bytes.Buffer
			if err = writeJSON(&raw, value); err == nil {
				err = json.Indent(&indented, raw.Bytes(), "", "  ")
			}
			body = indented.String()
		}
	})
	number, convErr := strconv.Atoi(code)
	if err != nil || convErr != nil {
		return fmt.Errorf("its answer has no status and example that can be read: %w", err)
	}
	fmt.Fprintf(b, "      response:\n        content_length: %d\n", len(body))
	if body == "" {
		b.WriteString("        body: \"\"\n        headers: {}\n")
	} else {
		b.WriteString("        body: |-\n            " + strings.ReplaceAll(body, "\n", "\n            ") + "\n")
		b.WriteString("        headers:\n            Content-Type:\n                - application/json\n")
	}
	fmt.Fprintf(b, "        status: %d %s\n        code: %d\n", number, http.StatusText(number), number)
	return nil
}

func firstExample(media *yaml.Node) (value *yaml.Node) {
	each(at(media, "examples"), func(_ string, example *yaml.Node) {
		if value == nil {
			value = at(example, "value")
		}
	})
	return value
}

// writeJSON writes a node as JSON with its members in their order.
func writeJSON(b *bytes.Buffer, node *yaml.Node) error {
	switch node.Kind {
	case yaml.MappingNode:
		b.WriteString("{")
		for i := 0; i+1 < len(node.Content); i += 2 {
			if i > 0 {
				b.WriteString(",")
			}
			name, _ := json.Marshal(node.Content[i].Value)
			b.Write(name)
			b.WriteString(":")
			if err := writeJSON(b, node.Content[i+1]); err != nil {
				return err
			}
		}
		b.WriteString("}")
	case yaml.SequenceNode:
		b.WriteString("[")
		for i, item := range node.Content {
			if i > 0 {
				b.WriteString(",")
			}
			if err := writeJSON(b, item); err != nil {
				return err
			}
		}
		b.WriteString("]")
	default:
		var value any
		if err := node.Decode(&value); err != nil {
			return err
		}
		if node.Tag == "!!timestamp" { // an unquoted date of YAML
			value = node.Value
		}
		encoder := json.NewEncoder(b)
		encoder.SetEscapeHTML(false)
		if err := encoder.Encode(value); err != nil {
			return err
		}
		b.Truncate(b.Len() - 1) // the line feed of the encoder
	}
	return nil
}
