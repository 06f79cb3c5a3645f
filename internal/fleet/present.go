package fleet

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/twilio-serverless/twilio-serverless-go/internal/show"
)

// checkPresent refuses properties that are there and hold nothing, as a template with an unset variable leaves them.
// The deployment would take the value of the defaults, and so go to another place than its line was written for. What
// else is wrong with the text is left to the decoder.
func checkPresent(text []byte) error {
	var document yaml.Node
	if yaml.Unmarshal(text, &document) != nil {
		return nil
	}
	var problems []error
	walk(&document, "", func(path string) {
		problems = append(problems, fmt.Errorf("%s is empty: give a value, or remove it", path))
	}, func(path, value string) {
		problems = append(problems, fmt.Errorf("%s: %s is no number of requests in a second: give a whole number "+
			"from 1 to %d", path,
			show.Short(value), maxRate))
	})
	return errors.Join(problems...)
}

// walk looks at each value below a node. A name that stands for another node is looked at where that one is.
func walk(n *yaml.Node, path string, empty func(path string), rate func(path, value string)) {
	switch n.Kind {
	case yaml.DocumentNode:
		if len(n.Content) == 1 && n.Content[0].Kind != yaml.ScalarNode {
			walk(n.Content[0], path, empty, rate)
		}
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			key, value := n.Content[i].Value, n.Content[i+1]
			below := strings.TrimPrefix(path+"."+key, ".")
			number, err := strconv.Atoi(value.Value)
			if key == "rate" && value.Kind == yaml.ScalarNode && value.Value != "" && value.Tag != "!!null" &&
				(err != nil || number < 1 || number > maxRate) {
				rate(below, value.Value)
			}
			walk(value, below, empty, rate)
		}
	case yaml.SequenceNode:
		for i, value := range n.Content {
			walk(value, fmt.Sprintf("%s[%d]", path, i), empty, rate)
		}
	case yaml.ScalarNode:
		if strings.TrimSpace(n.Value) == "" || n.Tag == "!!null" {
			empty(path)
		}
	}
}
