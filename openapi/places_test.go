package openapi_test

import (
	"slices"
	"strings"
)

// examples are places that mutations change where the name is not the point: any of a kind will do. So an operation or
// a property that leaves the contract leaves no mutation behind.
func examples() map[string]func(*contract) node {
	verb := func(verbs ...string) func(*contract) node {
		return anyOperation(func(o operation) bool {
			return o.file == "serverless.yaml" && slices.ContainsFunc(verbs, func(v string) bool {
				return strings.HasPrefix(o.id, v)
			})
		})
	}
	form := func(o operation) node {
		return o.get("requestBody", "content", "application/x-www-form-urlencoded", "schema")
	}
	arrays := anyOperation(func(o operation) bool { return anArray(form(o)).exists() })
	key := func(name string) func(*contract) node {
		return anyProperty(func(n node) bool { return n.child(name).exists() })
	}
	return map[string]func(*contract) node{
		"{list}":   verb("List"),
		"{path}":   func(c *contract) node { return verb("List")(c).up() },
		"{create}": verb("Create"),
		"{below}":  anyOperation(func(o operation) bool { return strings.Contains(o.path, "{") }),
		"{delete}": verb("Delete"),
		"{update}": verb("Update"),
		"{upload}": anyOperation(func(o operation) bool { return o.file == "upload.yaml" && o.method == "post" }),
		"{required}": anyOperation(func(o operation) bool {
			return form(o).child("required").exists() && o.get("requestBody").child("required").is(true)
		}),
		"{arrays}":   arrays,
		"{form}":     func(c *contract) node { return form(operation{node: arrays(c)}) },
		"{array}":    func(c *contract) node { return anArray(form(operation{node: arrays(c)})) },
		"{null}":     anyProperty(func(n node) bool { return n.child("x-null").exists() && n.isRequired() }),
		"{text}":     anyProperty(func(n node) bool { return n.child("type").is("string") && !n.child("format").exists() }),
		"{follows}":  key("x-follows"),
		"{unique}":   anyProperty(func(n node) bool { return n.name() == "UniqueName" && n.child("x-unique").exists() }),
		"{personal}": key("x-pii"),
	}
}

// expand replaces the examples in a pointer or a remark: {list} by a pointer, {list.id} by its operationId, {array} by
// the name of a field.
func (c *contract) expand(text string) string {
	for name, find := range examples() {
		id := strings.TrimSuffix(name, "}") + ".id}"
		switch {
		case strings.Contains(text, id):
			text = strings.ReplaceAll(text, id, find(c).get("operationId").text())
		case name == "{array}" && strings.Contains(text, name):
			text = strings.ReplaceAll(text, name, find(c).name())
		case strings.Contains(text, name):
			text = strings.ReplaceAll(text, name, find(c).String())
		}
	}
	return text
}

func anyOperation(fits func(operation) bool) func(*contract) node {
	return func(c *contract) node {
		for _, o := range c.operations() {
			if fits(o) {
				return o.node
			}
		}
		panic("no operation is an example any more: take the mutations of it out of mutations_test.go")
	}
}

// anyProperty is a property of a schema among the components.
func anyProperty(fits func(node) bool) func(*contract) node {
	return func(c *contract) node {
		for _, schema := range c.at(schemas).children() {
			for _, property := range schema.child("properties").children() {
				if fits(property) {
					return property
				}
			}
		}
		panic("no property is an example any more: take the mutations of it out of mutations_test.go")
	}
}

func anArray(form node) node {
	for _, field := range form.child("properties").children() {
		if field.child("type").is("array") {
			return field
		}
	}
	return node{}
}

// up is the place above.
func (n node) up() node {
	return n.contract.at(n.file + "#" + n.path[:strings.LastIndexByte(n.path, '/')])
}

func (n node) isRequired() bool { return n.up().up().child("required").has(n.name()) }
