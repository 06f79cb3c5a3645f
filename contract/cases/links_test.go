package cases

import (
	"maps"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/derive"
	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
	"github.com/twilio-serverless/twilio-serverless-go/internal/english"
	"github.com/twilio-serverless/twilio-serverless-go/openapi"
)

// TestPages_below compares what the paths of the operations tell with the links of the contract's examples.
func TestPages_below(t *testing.T) {
	t.Parallel()
	text, err := openapi.FS.ReadFile(openapi.ServerlessFile)
	require.NoError(t, err)
	var document struct {
		Components struct {
			Examples map[string]struct {
				Value struct {
					URL   string            `yaml:"url"`
					Links map[string]string `yaml:"links"`
				} `yaml:"value"`
			} `yaml:"examples"`
		} `yaml:"components"`
	}
	require.NoError(t, yaml.Unmarshal(text, &document))
	if !allHavePages() {
		t.Skip("pages() lacks a resource: TestPages_haveEveryResource names it")
	}
	for _, p := range pages() {
		name := p.kind
		if one, several := map[string]string{"Build": "BuildCompleted", "Environment": "EnvironmentNew"}[name]; several {
			name = one
		}
		example, there := document.Components.Examples[name]
		if !there { // what is not fetched alone needs no example of its own, and then nothing lies below it
			assert.Empty(t, p.below(), "components.examples of openapi/serverless.yaml needs %s, with the links to "+
				"these", english.A(name))
			continue
		}
		below := map[string]string{}
		for key, link := range example.Value.Links {
			below[key] = strings.TrimPrefix(link, example.Value.URL+"/")
		}
		actual := maps.Clone(p.below())
		if actual == nil { // of what is not fetched alone
			actual = map[string]string{}
		}
		assert.Equal(t, below, actual, "what lies below %s, by the links of the example %s in "+
			"openapi/serverless.yaml (expected) and by the paths (actual): write the link that is missing into each "+
			"example of it there, and into links in pkg/emulator/views.go", p.name, name)
	}
}

// allHavePages reports whether each resource has its entry in pages().
func allHavePages() bool {
	known := map[string]bool{}
	for _, p := range pages() {
		known[p.resource] = true
	}
	for _, op := range operations.All() {
		if !known[derive.Resource(op)] {
			return false
		}
	}
	return true
}
