package openapi_test

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// documentRules speak of a document as a whole.
func documentRules() []rule {
	return []rule{
		{"documents are valid OpenAPI", "the generator and the checker load them", func(c *contract) (broken []string) {
			for _, file := range files() {
				document, err := c.kin(file)
				if err == nil {
					err = document.Validate(context.Background(), openapi3.EnableExamplesValidation())
				}
				if err != nil {
					broken = append(broken, file+"#: "+err.Error())
				}
			}
			return broken
		}},
		{"version is 3.0.3", "in 3.1 validation costs three times as much and `nullable` has no meaning",
			func(c *contract) (broken []string) {
				for _, file := range files() {
					if n := c.root(file).child("openapi"); n.text() != "3.0.3" {
						broken = append(broken, n.String())
					}
				}
				return broken
			}},
		{"one https server per document", "an address below the root is ignored by generator and router; one " +
			"document is one host", oneServer},
		{"basic auth on everything", "no operation of this API is open", func(c *contract) (broken []string) {
			for _, file := range files() {
				if n := c.root(file).child("security"); len(n.children()) != 1 ||
					!n.get("0", "accountSid_authToken").exists() {
					broken = append(broken, n.String())
				}
			}
			for _, o := range c.operations() {
				if n := o.child("security"); n.exists() {
					broken = append(broken, n.String())
				}
			}
			return broken
		}},
		{"component is used", "what nothing refers to is not tested by anything: delete it", unusedComponents},
		{"schema has a description", "it becomes the comment of the generated type",
			func(c *contract) (broken []string) {
				for _, file := range files() {
					for _, schema := range c.root(file).get("components", "schemas").children() {
						if strings.TrimSpace(schema.get("description").text()) == "" {
							broken = append(broken, schema.String())
						}
					}
				}
				return broken
			}},
		{"no tabs, no trailing spaces", "YAML forbids tabs as indentation; invisible text hides in reviews",
			func(c *contract) (broken []string) {
				invisible := regexp.MustCompile(`\t|[ \t]+$`)
				for _, file := range files() {
					for i, line := range strings.Split(c.text[file], "\n") {
						if invisible.MatchString(line) {
							broken = append(broken, fmt.Sprintf("%s# line %d", file, i+1))
						}
					}
				}
				return broken
			}},
	}
}

func oneServer(c *contract) (broken []string) {
	for _, file := range files() {
		servers := c.root(file).child("servers")
		if len(servers.children()) != 1 || !strings.HasPrefix(servers.get("0", "url").text(), "https://") {
			broken = append(broken, servers.String())
		}
	}
	c.each(func(n node) {
		if n.name() == "servers" && n.path != "/servers" {
			broken = append(broken, n.String())
		}
	})
	return broken
}

// unusedComponents looks for references to each named component in both documents. Security schemes
// are referred to by name.
func unusedComponents(c *contract) (broken []string) {
	used := map[string]bool{}
	var down func(node)
	down = func(n node) { // examples are referred to from places that contract.each leaves out
		if ref, ok := n.reference(); ok {
			used[ref] = true
		}
		for _, child := range n.children() {
			down(child)
		}
	}
	for _, file := range files() {
		down(c.root(file))
	}
	c.each(func(n node) {
		if name := n.get("x-json-array-of").text(); name != "" {
			used[n.file+"#/components/schemas/"+name] = true
		}
	})
	for _, file := range files() {
		for _, kind := range c.root(file).child("components").children() {
			if kind.name() == "securitySchemes" {
				continue
			}
			for _, component := range kind.children() {
				if !used[component.String()] {
					broken = append(broken, component.String())
				}
			}
		}
	}
	slices.Sort(broken)
	return broken
}
