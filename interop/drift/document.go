package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"go.yaml.in/yaml/v3"
)

// document is one of the two, in a form in which equal promises are written equally.
type document struct {
	spec *openapi3.T
	// deviations are the x-deviation texts, by the place that they stand at: info, an operationId, schemas/Links.
	deviations map[string][]string
}

type object = map[string]any

func readDocument(path string) (*document, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var root object
	if err := yaml.Unmarshal(text, &root); err != nil { // of which JSON is a part
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if _, ok := root["paths"].(object); !ok {
		return nil, fmt.Errorf("%s: it has no paths, so it is no OpenAPI document", path)
	}
	d := &document{deviations: map[string][]string{}}
	d.collect(root)
	spread(root)
	tidy(root, false)
	if text, err = yaml.Marshal(root); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if d.spec, err = openapi3.NewLoader().LoadFromData(text); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return d, nil
}

// collect gathers the deviations before tidy takes them out.
func (d *document) collect(root object) {
	d.note("info", root["info"])
	for _, item := range members(root["paths"]) {
		for _, operation := range members(item) {
			if id, ok := member(operation, "operationId").(string); ok {
				d.note(id, operation)
			}
		}
	}
	for kind, entries := range members(root["components"]) {
		for name, entry := range members(entries) {
			d.note(kind+"/"+name, entry)
		}
	}
}

func (d *document) note(place string, owner any) {
	switch texts := member(owner, "x-deviation").(type) {
	case string:
		d.deviations[place] = []string{strings.TrimSpace(texts)}
	case []any:
		for _, text := range texts {
			d.deviations[place] = append(d.deviations[place], strings.TrimSpace(fmt.Sprint(text)))
		}
	}
}

// spread writes servers and security at every operation: one document has them at each path, the other once for all.
func spread(root object) {
	for _, item := range members(root["paths"]) {
		path, ok := item.(object)
		if !ok {
			continue
		}
		for _, method := range []string{"get", "put", "post", "delete", "options", "head", "patch", "trace"} {
			operation, ok := path[method].(object)
			if !ok {
				continue
			}
			for _, name := range []string{"servers", "security"} {
				for _, from := range []object{path, root} {
					if _, own := operation[name]; !own && from[name] != nil {
						operation[name] = from[name]
					}
				}
			}
			for _, server := range list(operation["servers"]) {
				if s, ok := server.(object); ok {
					delete(s, "description")
				}
			}
		}
		delete(path, "servers")
	}
	delete(root, "servers")
	delete(root, "security")
}

// tidy removes what makes no promise about the wire: tags, and extensions except for the mark of
// personal data, which the two documents spell differently. named says that the keys are names
// that a user chose.
func tidy(value any, named bool) {
	switch v := value.(type) {
	case object:
		if pii := member(v["x-twilio"], "pii"); pii != nil && !named {
			v["x-pii"] = pii
		}
		for key, inner := range v {
			if !named && (key == "tags" || strings.HasPrefix(key, "x-") && key != "x-pii") {
				delete(v, key)
				continue
			}
			tidy(inner, !named && (key == "properties" || key == "examples" || key == "schemas" || key == "paths"))
		}
	case []any:
		for _, inner := range v {
			tidy(inner, false)
		}
	}
}

func members(value any) object {
	m, _ := value.(object)
	return m
}

func member(value any, name string) any { return members(value)[name] }

func list(value any) []any {
	l, _ := value.([]any)
	return l
}
