package openapi_test

import (
	"strings"
)

// operation is one method of one path.
type operation struct {
	node
	id     string
	method string
	path   string
}

// operations lists all operations of both documents.
func (c *contract) operations() []operation {
	var list []operation
	for _, file := range files() {
		for _, item := range c.root(file).child("paths").children() {
			for _, method := range item.children() {
				switch method.name() {
				case "get", "put", "post", "delete", "patch", "head", "options", "trace":
					list = append(list, operation{node: method, id: method.get("operationId").text(),
						method: method.name(),
						path:   item.name()})
				}
			}
		}
	}
	return list
}

// success returns the 2xx responses, ranges included.
func (o operation) success() []node {
	var list []node
	for _, response := range o.child("responses").children() {
		if strings.HasPrefix(response.name(), "2") {
			list = append(list, response)
		}
	}
	return list
}

// media is a body in one content type, of a request or of a response.
type media struct {
	node
	request bool
}

// medias lists the bodies of an operation. Places follow references, so a shared response is named where it is written.
func (o operation) medias() []media {
	var list []media
	for _, body := range o.get("requestBody", "content").children() {
		list = append(list, media{node: body, request: true})
	}
	for _, response := range o.child("responses").children() {
		for _, body := range response.get("content").children() {
			list = append(list, media{node: body})
		}
	}
	return list
}

// schemas returns every schema that requests (or responses) reach, each once, keyed by place.
func (c *contract) schemas(request bool) map[string]node {
	seen := map[string]node{}
	for _, o := range c.operations() {
		for _, m := range o.medias() {
			if m.request == request {
				m.get("schema").schemasBelow(seen)
			}
		}
	}
	return seen
}

// schemasBelow adds a schema and what it consists of.
func (n node) schemasBelow(seen map[string]node) {
	n = n.resolve()
	if _, done := seen[n.String()]; done || n.value == nil {
		return
	}
	seen[n.String()] = n
	for _, property := range n.child("properties").children() {
		property.schemasBelow(seen)
	}
	for _, key := range []string{"items", "additionalProperties", "not"} {
		if _, isSchema := n.child(key).value.(map[string]any); isSchema {
			n.child(key).schemasBelow(seen)
		}
	}
	for _, key := range []string{"allOf", "anyOf", "oneOf"} {
		for _, part := range n.child(key).children() {
			part.schemasBelow(seen)
		}
	}
}

// each visits all places of both documents except the insides of examples, which are data and not contract.
func (c *contract) each(visit func(node)) {
	var down func(n node, data bool)
	down = func(n node, data bool) {
		visit(n)
		for _, child := range n.children() {
			// A property may be called "example"; the keyword stands outside of `properties`.
			if !data && (child.name() == "example" || child.name() == "examples") {
				continue
			}
			down(child, child.name() == "properties" && !data)
		}
	}
	for _, file := range files() {
		down(c.root(file), false)
	}
}

// properties visits every declared property of every schema, wherever the schema stands.
func (c *contract) properties(visit func(node)) {
	c.each(func(n node) {
		if n.name() != "properties" {
			return
		}
		for _, property := range n.children() {
			visit(property)
		}
	})
}
