// Package document reads the OpenAPI documents of the contract for the generators.
package document

import (
	"context"
	"fmt"
	"net/url"
	"path/filepath"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// Contract is both documents.
type Contract struct {
	Operations []*Operation // by ID
	Schemas    []*Schema    // by name: those with properties
	SIDs       []SID        // by name
	Runtimes   any          // x-runtimes of the schema Runtime
}

// SID is a named schema of a kind of SID.
type SID struct{ Name, Prefix string }

// Operation is one operation with its place. Parameters keep the order of the path template and of the document.
type Operation struct {
	*openapi3.Operation
	Document, Host   string
	Method, Template string
	Path, Query      []*openapi3.Parameter
}

// Schema is a named schema.
type Schema struct {
	Name, Document string
	*openapi3.Schema
}

// Load reads and validates every *.yaml of dir that is an OpenAPI document of the contract.
func Load(dir string) (*Contract, error) {
	var c Contract
	for _, name := range []string{"serverless.yaml", "upload.yaml"} {
		loader := openapi3.NewLoader()
		loader.IsExternalRefsAllowed = true // upload.yaml refers to serverless.yaml
		path := filepath.Join(dir, name)
		doc, err := loader.LoadFromFile(path)
		if err == nil {
			err = doc.Validate(context.Background())
		}
		if err == nil {
			err = c.add(name, doc)
		}
		if err != nil {
			return nil, fmt.Errorf("loading %s: %w", path, err)
		}
	}
	slices.SortFunc(c.Operations, func(a, b *Operation) int { return strings.Compare(a.OperationID, b.OperationID) })
	slices.SortFunc(c.Schemas, func(a, b *Schema) int { return strings.Compare(a.Name, b.Name) })
	slices.SortFunc(c.SIDs, func(a, b SID) int { return strings.Compare(a.Name, b.Name) })
	return &c, nil
}

func (c *Contract) add(name string, doc *openapi3.T) error {
	if len(doc.Servers) != 1 {
		return fmt.Errorf("want one server, found %d", len(doc.Servers))
	}
	server, err := url.Parse(doc.Servers[0].URL)
	if err != nil {
		return err
	}
	host, _, _ := strings.Cut(server.Hostname(), ".")
	for template, item := range doc.Paths.Map() {
		for method, operation := range item.Operations() {
			op := &Operation{Operation: operation, Document: name, Host: host, Method: method, Template: template}
			if err := op.parameters(); err != nil {
				return fmt.Errorf("%s: %w", op.OperationID, err)
			}
			c.Operations = append(c.Operations, op)
		}
	}
	if runtime := doc.Components.Schemas["Runtime"]; runtime != nil {
		c.Runtimes = runtime.Value.Extensions["x-runtimes"]
	}
	for schema, ref := range doc.Components.Schemas {
		if len(ref.Value.Properties) > 0 {
			c.Schemas = append(c.Schemas, &Schema{Name: schema, Document: name, Schema: ref.Value})
		}
		if prefix := SIDPrefix(ref.Value); prefix != "" && strings.HasSuffix(schema, "Sid") {
			c.SIDs = append(c.SIDs, SID{Name: schema, Prefix: prefix})
		}
	}
	return nil
}

func (op *Operation) parameters() error {
	for segment := range strings.SplitSeq(op.Template, "/") {
		name, ok := strings.CutPrefix(segment, "{")
		if !ok {
			continue
		}
		p := op.Parameters.GetByInAndName(openapi3.ParameterInPath, strings.TrimSuffix(name, "}"))
		if p == nil {
			return fmt.Errorf("no parameter for %s", segment)
		}
		op.Path = append(op.Path, p)
	}
	for _, p := range op.Parameters {
		if p.Value.In == openapi3.ParameterInQuery {
			op.Query = append(op.Query, p.Value)
		}
	}
	return nil
}

// RefName is the name of the component that a reference points to; empty without a reference.
func RefName(ref string) string { return ref[strings.LastIndex(ref, "/")+1:] }

// SIDPrefix is the two letters that a SID begins with; empty for a schema that is no SID.
func SIDPrefix(schema *openapi3.Schema) string {
	if rest, ok := strings.CutPrefix(schema.Pattern, "^"); ok && strings.HasSuffix(rest, sidDigits) {
		return strings.TrimSuffix(rest, sidDigits)
	}
	return ""
}

const sidDigits = "[0-9a-fA-F]{32}$"
