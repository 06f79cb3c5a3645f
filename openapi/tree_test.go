package openapi_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"path"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"github.com/twilio-serverless/twilio-serverless-go/openapi"
)

// contract is both documents, as text and as plain trees. Rules read the trees rather than
// kin-openapi's types: a rule about how the document is written must see what kin-openapi resolves,
// defaults or forgets while loading.
type contract struct {
	text  map[string]string
	trees map[string]map[string]any
}

func files() []string { return []string{openapi.ServerlessFile, openapi.UploadFile} }

// load returns a copy of the embedded documents, so that a test may break it.
func load(t testing.TB) *contract {
	t.Helper()
	original, err := parsed()
	require.NoError(t, err)
	c := &contract{text: maps.Clone(original.text), trees: map[string]map[string]any{}}
	for name, tree := range original.trees {
		c.trees[name] = clone(tree).(map[string]any)
	}
	return c
}

// parsed reads the documents once: YAML is by far the slowest part of these tests.
var parsed = sync.OnceValues(func() (*contract, error) {
	c := &contract{text: map[string]string{}, trees: map[string]map[string]any{}}
	for _, name := range files() {
		text, err := openapi.FS.ReadFile(name)
		if err != nil {
			return nil, err
		}
		var tree map[string]any
		if err := yaml.Unmarshal(text, &tree); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		c.text[name], c.trees[name] = string(text), tree
	}
	return c, nil
})

func clone(value any) any {
	switch value := value.(type) {
	case map[string]any:
		copied := make(map[string]any, len(value))
		for key, item := range value {
			copied[key] = clone(item)
		}
		return copied
	case []any:
		copied := make([]any, len(value))
		for i, item := range value {
			copied[i] = clone(item)
		}
		return copied
	}
	return value
}

// kin loads one document from the trees, mutations included.
func (c *contract) kin(file string) (*openapi3.T, error) {
	loader := openapi3.NewLoader()
	loader.IsExternalRefsAllowed = true // upload.yaml refers to serverless.yaml
	loader.ReadFromURIFunc = func(_ *openapi3.Loader, location *url.URL) ([]byte, error) {
		tree, ok := c.trees[path.Base(location.Path)]
		if !ok {
			return nil, fmt.Errorf("no document named %s", location)
		}
		return json.Marshal(tree)
	}
	return loader.LoadFromURI(&url.URL{Path: file})
}

func (c *contract) root(file string) node {
	return node{contract: c, file: file, value: c.trees[file]}
}

// at returns the node at a pointer such as "serverless.yaml#/paths/~1v1~1Services/get", following no reference.
func (c *contract) at(pointer string) node {
	file, rest, _ := strings.Cut(pointer, "#")
	n := c.root(file)
	for _, part := range strings.Split(strings.TrimPrefix(rest, "/"), "/") {
		if part != "" {
			n = n.child(unescape(part))
		}
	}
	return n
}

// node is a place in a document. value is nil when there is nothing.
type node struct {
	contract *contract
	file     string
	path     string
	value    any
}

func (n node) String() string { return n.file + "#" + n.path }

// child steps down without following references.
func (n node) child(key string) node {
	next := node{contract: n.contract, file: n.file, path: n.path + "/" + escape(key)}
	switch value := n.value.(type) {
	case map[string]any:
		next.value = value[key]
	case []any:
		for i, item := range value {
			if fmt.Sprint(i) == key {
				next.value = item
			}
		}
	}
	return next
}

// get steps down along keys and follows a reference wherever one stands.
func (n node) get(keys ...string) node {
	n = n.resolve()
	for _, key := range keys {
		n = n.child(key).resolve()
	}
	return n
}

// resolve returns what a reference points to, the node itself when it is none.
func (n node) resolve() node {
	for range 8 {
		ref, ok := n.reference()
		if !ok {
			return n
		}
		n = n.contract.at(ref)
	}
	return n
}

// reference returns the absolute pointer of a {$ref: …} node.
func (n node) reference() (string, bool) {
	object, _ := n.value.(map[string]any)
	ref, ok := object["$ref"].(string)
	if !ok {
		return "", false
	}
	file, fragment, _ := strings.Cut(ref, "#")
	if file = path.Base(file); file == "." {
		file = n.file
	}
	return file + "#" + fragment, true
}

func (n node) text() string {
	text, _ := n.value.(string)
	return text
}

func (n node) exists() bool { return n.value != nil }

func (n node) is(value any) bool { return n.value == value }

// number returns an integer of the document.
func (n node) number() (int, bool) {
	number, ok := n.value.(int)
	return number, ok
}

// has reports whether an array contains a string.
func (n node) has(item string) bool {
	items, _ := n.value.([]any)
	return slices.Contains(items, any(item))
}

// children returns what an object or array holds, in a fixed order and without following references.
func (n node) children() []node {
	var list []node
	switch value := n.value.(type) {
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(value)) {
			list = append(list, n.child(key))
		}
	case []any:
		for i := range value {
			list = append(list, n.child(fmt.Sprint(i)))
		}
	}
	return list
}

// name is the last part of the path.
func (n node) name() string {
	return unescape(n.path[strings.LastIndex(n.path, "/")+1:])
}

// set writes a value, creating the objects on the way. Only mutations use it.
func (n node) set(value any) {
	parent := n.contract.trees[n.file]
	parts := strings.Split(strings.TrimPrefix(n.path, "/"), "/")
	var at any = parent
	for _, part := range parts[:len(parts)-1] {
		switch container := at.(type) {
		case map[string]any:
			if container[unescape(part)] == nil {
				container[unescape(part)] = map[string]any{}
			}
			at = container[unescape(part)]
		case []any:
			at = node{value: container}.child(part).value
		}
	}
	key := unescape(parts[len(parts)-1])
	object, ok := at.(map[string]any)
	if !ok {
		panic("set " + n.String() + ": the parent is not an object")
	}
	if value == nil {
		if _, there := object[key]; !there {
			panic("set " + n.String() + ": there is nothing to delete") // the mutation would prove nothing
		}
		delete(object, key)
		return
	}
	object[key] = value
}

// Making a replacer costs more than using it, and these are used a million times.
var (
	escaper   = strings.NewReplacer("~", "~0", "/", "~1")
	unescaper = strings.NewReplacer("~1", "/", "~0", "~")
)

func escape(key string) string { return escaper.Replace(key) }

func unescape(part string) string { return unescaper.Replace(part) }
