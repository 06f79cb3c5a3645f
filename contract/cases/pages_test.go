package cases

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/derive"

	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
	"github.com/twilio-serverless/twilio-serverless-go/internal/english"
	"github.com/twilio-serverless/twilio-serverless-go/internal/forms"
)

// TestPages_haveEveryResource: what the cases say about the properties of a resource is a second opinion, so it is
// written by hand; the message has the lines to begin with.
func TestPages_haveEveryResource(t *testing.T) {
	t.Parallel()
	all := pages()
	for _, op := range operations.All() {
		resource := derive.Resource(op)
		if i := slices.IndexFunc(all, func(p resourcePages) bool { return p.resource == resource }); i >= 0 {
			assert.True(t, op.List == "" || op.List == all[i].list, "the entry of %s in pages() of "+
				"contract/cases/properties.go needs %q, where the list has its rows", resource, op.List)
			continue
		}
		_, list := shown(op)
		all = append(all, resourcePages{resource: resource, list: list}) // say it once
		t.Error(missingPage(op))
	}
}

// shown gives the schema of the resource of an operation, and where its list has the rows.
func shown(op operations.Operation) (schema, list string) {
	schema = op.Answer
	for _, other := range operations.All() {
		if other.Tag == op.Tag && other.List != "" {
			return other.Item, other.List
		}
	}
	return schema, ""
}

// missingPage has the lines that the resource of an operation needs.
func missingPage(op operations.Operation) string {
	schema, list := shown(op)
	noun := regexp.MustCompile("([a-z])([A-Z])").ReplaceAllString(op.Noun(), "$1 $2")
	shapeOf := strings.ToLower(schema[:1]) + schema[1:] + "Shape"
	var properties strings.Builder
	prefix := ""
	for _, p := range operations.Schemas()[schema].Properties {
		form := "…"
		switch {
		case p.Name == "sid":
			prefix = p.SIDPrefix()
			continue
		case p.Name == "account_sid":
			continue
		case p.SIDPrefix() != "":
			form = fmt.Sprintf("shape.SID(%q)", p.SIDPrefix())
		case p.Format == "date-time":
			form = "shape.DateTime"
		case p.Format == "uri":
			form = "shape.URL"
		case p.Schema == "Links":
			form = "shape.Links"
		case p.Type == "boolean":
			form = "shape.Bool"
		case p.Type == "object":
			form = "shape.Object(nil)"
		}
		if p.Nullable && p.Schema != "Links" {
			form = "shape.OrNull(" + form + ")"
		}
		fmt.Fprintf(&properties, "\t\t%q: %s,\n", p.Name, form)
	}
	return fmt.Sprintf("no entry for %s. In contract/cases/properties.go, pages(), add\n"+
		"\t{%q, %q, %q, %s(), %q},\nand in contract/cases/shapes.go, with each … replaced by what the "+
		"documentation says,\nfunc %s() shape.Shape {\n\treturn of(%q, map[string]func(any) error{\n%s\t})\n}\n",
		op.Tag, derive.Resource(op), schema, english.A(noun), shapeOf, list, shapeOf, prefix, properties.String())
}

// TestPlainForm: a form with nothing wrong has what the contract requires, also that of an operation that is new.
func TestPlainForm(t *testing.T) {
	t.Parallel()
	unique := func() string { return "unique" }
	written := writtenForms(unique)
	for _, op := range operations.All() {
		if op.Body == nil || op.Host == operations.UploadHost {
			continue
		}
		fields := forms.Smallest(op.ID, unique)
		if form, ok := written[op.ID]; ok {
			fields = forms.Whole(op, form(), unique)
			delete(written, op.ID)
		} else {
			assert.NotEmpty(t, fields, "contract/cases/world.go: write a form of %s into writtenForms", op.ID)
		}
		for _, f := range op.Body.Fields {
			assert.True(t, !f.Required || fields.Has(f.Name),
				"no example of the contract says what %s may be, so no case can send %s: "+
					"give it a value in an example of %s in openapi/%s", f.Name, op.ID, op.Body.Schema, op.Document)
		}
	}
	assert.Empty(t, slices.Collect(maps.Keys(written)),
		"contract/cases/world.go: writtenForms has operations that are gone")
}
