package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// facts are what a document says about the API, one entry for each element, by its place:
//
//	ListBuild                               GET /v1/Services/{ServiceSid}/Builds
//	ListBuild query PageSize                integer; minimum 1; maximum 1000
//	CreateBuild field Runtime               string
//	CreateBuild answer 201                  object Build
//	object Build property runtime           string; nullable
//	object Build property runtime value node22
//
// An object that several operations answer with has one place, so that a change of it is one
// change. Examples and CORS headers are left out. Both documents are read by the same rules, so that
// the contract can be asked whether it follows.
type facts map[string]fact

type fact struct {
	value string
	words string     // the description; it promises what no schema says, and the contract has its own
	node  *yaml.Node // where it stands
	lines lines      // of its constraints, which may stand in a schema that it refers to
	near  nearby     // of an operation
	// schema is the component that a value refers to, by its name.
	schema string
}

// lines are the lines of constraints by their names, such as maxLength. The empty name is the schema itself.
type lines map[string]int

// nearby is what a new operation with the same path can take over from this one.
type nearby struct {
	tag        string
	parameters map[string]string // references to shared parameters, by their names
	errors     []string          // lines of YAML
}

// factReader collects the facts of one document.
type factReader struct {
	root  *yaml.Node
	facts facts
}

func readFacts(data []byte) (facts, error) {
	var document yaml.Node
	if err := yaml.Unmarshal(data, &document); err != nil { // of which JSON is a part
		return nil, err
	}
	if len(document.Content) == 0 || at(document.Content[0], "paths") == nil {
		return nil, fmt.Errorf("it has no paths, so it is no OpenAPI document")
	}
	r := &factReader{root: document.Content[0], facts: facts{}}
	if info := at(r.root, "info"); info != nil {
		r.facts[wholeDocument+" words"] = fact{node: info,
			words: "version " + text(at(info, "version")) + ": " + text(at(info, "description"))}
	}
	each(at(r.root, "paths"), func(path string, item *yaml.Node) {
		each(item, func(method string, operation *yaml.Node) {
			if id := at(operation, "operationId"); id != nil {
				r.operation(id, strings.ToUpper(method), path, operation, at(item, "parameters"))
				for kind, name := range map[string]string{"server": "servers", "credentials": "security"} {
					for _, owner := range []*yaml.Node{operation, item, r.root} {
						if list := at(owner, name); list != nil {
							r.facts[id.Value+" "+kind] = fact{value: names(list), node: id}
							break
						}
					}
				}
			}
		})
	})
	each(at(r.root, "components", "schemas"), func(name string, schema *yaml.Node) {
		if at(schema, "properties") != nil && !isForm(name) {
			r.facts["object "+objectName(name)+" words"] = fact{node: schema, words: text(at(schema, "description"))}
			r.properties("object "+objectName(name), "", schema, false)
		}
	})
	return r.facts, nil
}

// wholeDocument is the owner of what is said once.
const wholeDocument = "document"

// names are the URLs of servers, or the schemes of credentials.
func names(list *yaml.Node) string {
	var all []string
	for _, item := range items(list) {
		if url := at(item, "url"); url != nil {
			all = append(all, url.Value)
			continue
		}
		each(item, func(scheme string, _ *yaml.Node) { all = append(all, scheme) })
	}
	return strings.Join(all, ", ")
}

// isForm reports whether a schema stands for request bodies or pages: they are read where an operation uses them.
func isForm(name string) bool {
	return strings.HasSuffix(name, "Request") || strings.HasSuffix(name, "Response") || name == "PageMeta"
}

func (r *factReader) operation(id *yaml.Node, method, path string, operation, shared *yaml.Node) {
	value := method + " " + path
	if text(at(operation, "deprecated")) == "true" {
		value += "; deprecated"
	}
	place := id.Value
	near := r.nearby(operation)
	words := text(at(operation, "description"))
	if near.tag != "" {
		words = "tags " + near.tag + ": " + words
	}
	r.facts[place] = fact{value: value, words: words, node: id, near: near}
	for _, list := range []*yaml.Node{shared, at(operation, "parameters")} {
		for _, parameter := range items(list) {
			p := r.resolve(parameter)
			r.value(place+" "+text(at(p, "in"))+" "+text(at(p, "name")), at(p, "schema"),
				text(at(p, "required")) == "true", p)
		}
	}
	each(at(operation, "requestBody", "content"), func(media string, content *yaml.Node) {
		r.facts[place+" body"] = fact{value: media, node: content}
		form := r.resolve(at(content, "schema"))
		required := texts(at(form, "required"))
		each(at(form, "properties"), func(name string, field *yaml.Node) {
			r.value(place+" field "+name, field, slices.Contains(required, name), nil)
		})
	})
	each(at(operation, "responses"), func(status string, response *yaml.Node) {
		if !strings.HasPrefix(status, "2") {
			return // the official document describes successes only
		}
		response = r.resolve(response)
		each(at(response, "headers"), func(name string, header *yaml.Node) {
			if !strings.HasPrefix(name, "Access-Control-") {
				r.facts[place+" header "+name] = fact{node: header}
			}
		})
		schema := at(response, "content", "application/json", "schema")
		r.facts[place+" answer "+status] = fact{value: r.reference(schema), node: response}
		if strings.HasPrefix(place, "List") {
			r.properties(place, "", r.resolve(schema), true)
		}
	})
}

func (r *factReader) nearby(operation *yaml.Node) nearby {
	n := nearby{tag: strings.Join(texts(at(operation, "tags")), ", "), parameters: map[string]string{}}
	for _, parameter := range items(at(operation, "parameters")) {
		if ref := text(at(parameter, "$ref")); ref != "" {
			n.parameters[text(at(r.resolve(parameter), "name"))] = ref
		}
	}
	each(at(operation, "responses"), func(status string, response *yaml.Node) {
		if ref := text(at(response, "$ref")); ref != "" {
			n.errors = append(n.errors, fmt.Sprintf("'%s': {$ref: '%s'}", status, ref))
		}
	})
	return n
}

// properties reads the properties of an object, at a place and below a pointer. With inline it
// reads the objects inside too, and does not refer to them.
func (r *factReader) properties(place, pointer string, schema *yaml.Node, inline bool) {
	required := texts(at(schema, "required"))
	each(at(schema, "properties"), func(name string, property *yaml.Node) {
		at := place + " property " + pointer + name
		r.value(at, property, slices.Contains(required, name), nil)
		if inner := r.resolve(property); inline || refName(property) == "" {
			r.properties(place, pointer+name+"/", inner, inline)
		}
	})
}

// value notes what a schema says about one value, and each value of an enum. owner is the node to
// point at, by default the schema.
func (r *factReader) value(place string, schema *yaml.Node, required bool, owner *yaml.Node) {
	if owner == nil {
		owner = schema
	}
	resolved := r.resolve(schema)
	aspects := []string{r.reference(schema)}
	if required {
		aspects = append(aspects, "required")
	}
	lines := lines{}
	if resolved != nil && !r.isObject(schema) {
		lines[""] = resolved.Line
	}
	if items := at(resolved, "items"); items != nil && !r.isObject(items) {
		inner := r.resolve(items)
		lines[""] = inner.Line
		aspects = append(aspects, r.aspects(inner, lines)...)
	}
	aspects = append(aspects, r.aspects(resolved, lines)...)
	words := text(at(owner, "description"))
	if words == "" {
		words = text(at(resolved, "description"))
	}
	r.facts[place] = fact{value: strings.Join(aspects, "; "), words: words, node: owner, lines: lines,
		schema: refName(schema)}
	for _, value := range texts(at(resolved, "enum")) {
		r.facts[place+" value "+value] = fact{node: resolved}
	}
	for _, known := range items(at(resolved, "x-runtimes")) {
		if at(known, "retired") == nil {
			r.facts[place+" value "+text(at(known, "name"))] = fact{node: at(resolved, "x-runtimes")}
		}
	}
}

// aspects are the constraints of a value besides its type. It notes in stand where they are.
func (r *factReader) aspects(schema *yaml.Node, stand lines) (list []string) {
	for _, name := range []string{"format", "pattern", "minLength", "maxLength", "minimum", "maximum", "default"} {
		if value := at(schema, name); value != nil {
			list = append(list, name+" "+value.Value)
			stand[name] = value.Line
		}
	}
	if null := at(schema, "nullable"); text(null) == "true" {
		stand["nullable"] = null.Line
		list = append(list, "nullable")
	}
	if at(schema, "x-twilio", "pii") != nil || at(schema, "x-pii") != nil {
		list = append(list, "personal")
	}
	return list
}

// reference is the type of a value: "string", "object Build" or "array of object Build".
func (r *factReader) reference(schema *yaml.Node) string {
	if schema == nil {
		return "nothing"
	}
	resolved := r.resolve(schema)
	if name := refName(schema); name != "" && at(resolved, "properties") != nil {
		if isForm(name) {
			return "object"
		}
		return "object " + objectName(name)
	}
	kind := text(at(resolved, "type"))
	if kind == "" {
		kind = "anything"
	}
	if items := at(resolved, "items"); items != nil {
		return kind + " of " + r.reference(items)
	}
	return kind
}

func (r *factReader) isObject(schema *yaml.Node) bool {
	return at(r.resolve(schema), "properties") != nil
}

func (r *factReader) resolve(node *yaml.Node) *yaml.Node {
	for range 8 {
		ref := at(node, "$ref")
		if ref == nil {
			break
		}
		node = at(r.root, strings.Split(strings.TrimPrefix(ref.Value, "#/"), "/")...)
	}
	return node
}

func refName(node *yaml.Node) string {
	ref := text(at(node, "$ref"))
	return ref[strings.LastIndex(ref, "/")+1:]
}

// objectName is the name that the contract gives to a schema of the official document: the last part of
// serverless.v1.service.build.build_status is BuildStatus.
func objectName(name string) string {
	last := name[strings.LastIndex(name, ".")+1:]
	var b strings.Builder
	for part := range strings.SplitSeq(last, "_") {
		if part != "" {
			b.WriteString(strings.ToUpper(part[:1]) + part[1:])
		}
	}
	return b.String()
}

// at steps down along keys; nil when there is nothing.
func at(node *yaml.Node, keys ...string) *yaml.Node {
	for _, key := range keys {
		var next *yaml.Node
		each(node, func(name string, value *yaml.Node) {
			if name == key {
				next = value
			}
		})
		node = next
	}
	return node
}

// each visits the members of an object in their order.
func each(node *yaml.Node, visit func(name string, value *yaml.Node)) {
	if node == nil || node.Kind != yaml.MappingNode {
		return
	}
	for i := 0; i+1 < len(node.Content); i += 2 {
		visit(node.Content[i].Value, node.Content[i+1])
	}
}

func items(node *yaml.Node) []*yaml.Node {
	if node == nil || node.Kind != yaml.SequenceNode {
		return nil
	}
	return node.Content
}

func text(node *yaml.Node) string {
	if node == nil {
		return ""
	}
	return node.Value
}

func texts(node *yaml.Node) (list []string) {
	for _, item := range items(node) {
		list = append(list, item.Value)
	}
	return list
}

// places are the keys in their order.
func (f facts) places() []string { return slices.Sorted(maps.Keys(f)) }
