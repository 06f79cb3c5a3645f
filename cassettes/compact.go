package cassettes

import (
	"bytes"
	"fmt"
	"slices"

	"go.yaml.in/yaml/v3"
)

// noise are the fields that go-vcr writes for every exchange and that say nothing here: they repeat
// the address and the body, or have one value in all recordings. Without them, and with a line for
// each request and each answer, a recording is half as long and can be read. go-vcr loads it as it
// loads its own.
var noise = map[string][]string{
	"request": {"proto", "proto_major", "proto_minor", "content_length", "transfer_encoding", "trailer", "host",
		"remote_addr",
		"request_uri", "form"},
	"response": {"proto", "proto_major", "proto_minor", "transfer_encoding", "trailer", "uncompressed", "duration"},
}

// compact drops the noise from the text of a recording.
func compact(text []byte) ([]byte, error) {
	var document yaml.Node
	if err := yaml.Unmarshal(text, &document); err != nil {
		return nil, fmt.Errorf("it cannot be read again, probably because a body begins with white space: %w", err)
	}
	if len(document.Content) != 1 {
		return nil, fmt.Errorf("it holds %d documents instead of one", len(document.Content))
	}
	interactions := member(document.Content[0], "interactions")
	if interactions == nil {
		return nil, fmt.Errorf("it holds no interactions")
	}
	for _, interaction := range interactions.Content {
		for side, names := range noise {
			message := member(interaction, side)
			if message == nil {
				continue
			}
			drop(message, names)
			message.Style = yaml.FlowStyle // with all that is in it
			if body := member(message, "body"); body != nil && body.Value == "" {
				drop(message, []string{"body"})
			}
		}
	}
	drop(document.Content[0], []string{"mu"})
	var compacted bytes.Buffer
	encoder := yaml.NewEncoder(&compacted)
	encoder.SetIndent(2)
	if err := encoder.Encode(&document); err != nil {
		return nil, err
	}
	return compacted.Bytes(), encoder.Close()
}

// member returns the value of a key of a mapping.
func member(mapping *yaml.Node, name string) *yaml.Node {
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		if mapping.Content[i].Value == name {
			return mapping.Content[i+1]
		}
	}
	return nil
}

// drop removes keys from a mapping.
func drop(mapping *yaml.Node, names []string) {
	for i := 0; i+1 < len(mapping.Content); {
		if slices.Contains(names, mapping.Content[i].Value) {
			mapping.Content = slices.Delete(mapping.Content, i, i+2)
			continue
		}
		i += 2
	}
}
