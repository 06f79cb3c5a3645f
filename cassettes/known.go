package cassettes

import (
	"sync"

	"gopkg.in/yaml.v3"

	"github.com/twilio-serverless/twilio-serverless-go/openapi"
)

// names are the words of the contract: what has none of them for a name was never meant to be published.
type names struct {
	query      map[string]bool // parameters
	properties map[string]bool // of answers, and fields of forms and parts
	personal   map[string]bool // properties that the contract marks with x-pii, in the spelling of answers
}

// known reads the names from the documents of the contract. They are embedded: an error is a defect of the build, and then nothing is known,
// so that nothing is kept.
var known = sync.OnceValue(func() *names {
	n := &names{query: map[string]bool{}, properties: map[string]bool{}, personal: map[string]bool{}}
	for _, file := range []string{openapi.ServerlessFile, openapi.UploadFile} {
		text, err := openapi.FS.ReadFile(file)
		if err != nil {
			continue
		}
		var document yaml.Node
		if yaml.Unmarshal(text, &document) == nil {
			n.collect(&document)
		}
	}
	return n
})

func (n *names) collect(node *yaml.Node) {
	if node.Kind == yaml.MappingNode {
		if in, name := member(node, "in"), member(node, "name"); in != nil && name != nil && in.Value == "query" {
			n.query[name.Value] = true
		}
		if properties := member(node, "properties"); properties != nil && properties.Kind == yaml.MappingNode {
			for i := 0; i+1 < len(properties.Content); i += 2 {
				name := properties.Content[i].Value
				n.properties[name] = true
				if member(properties.Content[i+1], "x-pii") != nil {
					n.personal[name] = true
				}
			}
		}
	}
	for _, child := range node.Content {
		n.collect(child)
	}
}
