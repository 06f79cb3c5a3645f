package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/twilio-serverless/twilio-serverless-go/gen/internal/document"
)

// filters are the query parameters of an operation, without those that turn pages, which the client does by itself.
func (m *method) filters() (list []*openapi3.Parameter) {
	for _, p := range m.op.Query {
		if !slices.Contains([]string{"PageSize", "Page", "PageToken"}, p.Name) {
			list = append(list, p)
		}
	}
	return list
}

// options writes the struct with the parameters of the query, and the size of the pages of a list.
func (s *source) options(m *method) {
	s.line("")
	s.line("// %sOptions are the options of [Client.%s]. Nil is valid.", m.name, m.name)
	s.line("type %sOptions struct {", m.name)
	for _, p := range m.filters() {
		description := strings.TrimSuffix(p.Description, ".")
		s.add("%s", wrapped("\t", goName(p.Name)+": "+lowerFirst(description)+". "+absent(p)))
		s.line("%s %s", goName(p.Name), m.filterType(p))
	}
	if !m.isList() {
		s.line("}")
		return
	}
	s.add("%s", wrapped("\t", "PageSize is how many items one request asks for; 0 leaves it to the API. "+
		"It bounds no list: all pages are read as far as the caller goes."))
	s.line("PageSize int")
	s.line("}")
}

func absent(p *openapi3.Parameter) string {
	switch {
	case p.Required:
		return "The API requires it."
	case p.Schema.Value.Type.Is(openapi3.TypeBoolean):
		return "Nil sends nothing."
	case wholeSecond(p) == "down":
		return "A fraction of a second is cut off. The zero time sends nothing."
	case wholeSecond(p) == "up":
		return "A fraction of a second is rounded up. The zero time sends nothing."
	case p.Schema.Value.Format == "date-time":
		return "The zero time sends nothing."
	case p.Schema.Value.Type.Is(openapi3.TypeInteger):
		return "0 sends nothing."
	}
	return "Empty sends nothing."
}

// hasTime reports whether the options of an operation have a time.
func hasTime(op *document.Operation) bool {
	return slices.ContainsFunc(op.Query,
		func(p *openapi3.Parameter) bool { return p.Schema.Value.Format == "date-time" })
}

// wholeSecond is "down" or "up" for a time that is sent in whole seconds.
func wholeSecond(p *openapi3.Parameter) string { return text(p.Extensions["x-whole-second"]) }

// filterType is the type of a field of the options.
func (m *method) filterType(p *openapi3.Parameter) string {
	schema := p.Schema.Value
	switch {
	case schema.Type.Is(openapi3.TypeBoolean) && p.Required:
		return "bool"
	case schema.Type.Is(openapi3.TypeBoolean):
		return "*bool"
	case schema.Format == "date-time":
		return "time.Time"
	case schema.Type.Is(openapi3.TypeInteger):
		return "int"
	case len(schema.Enum) > 0 && p.Schema.Ref != "":
		return "serverless." + goName(document.RefName(p.Schema.Ref))
	case len(schema.Enum) > 0:
		return "serverless." + m.op.OperationID + "Params" + goName(p.Name)
	}
	return "string"
}

// list writes the body of a method that iterates.
func (s *source) list(m *method) {
	op := m.op.OperationID
	s.signature(m, "iter.Seq2[serverless."+m.item+", error]")
	invalid := "pageSize(" + fmt.Sprintf("%q", op) + ", o.PageSize, &query.PageSize)"
	if check := m.check(); check != "" {
		invalid = "cmp.Or(\n" + check + ",\n" + invalid + ",\n)"
	}
	s.query(m, invalid)
	s.line("return pages(ctx, c, %q, invalid,", op)
	s.line("func(ctx context.Context) (*http.Response, error) {")
	s.line("return c.wire().%s(%s)", op, strings.Join(m.passed(), ", "))
	s.line("},")
	s.line("func(p *serverless.%s) ([]serverless.%s, serverless.PageMeta) {", m.answer, m.item)
	s.line("return p.%s, p.Meta", m.list)
	s.line("})")
	s.line("}")
}

// query writes how the options become the query, of which invalid says what is wrong.
func (s *source) query(m *method, invalid string) {
	comment := ""
	if m.isList() {
		comment = " // a copy: the requests follow later, as the caller reads"
	}
	s.line("var o %sOptions%s", m.name, comment)
	s.line("if opts != nil {")
	s.line("o = *opts")
	s.line("}")
	s.line("var query serverless.%sParams", m.op.OperationID)
	s.line("invalid := %s", invalid)
	for _, p := range m.filters() {
		s.filter(m, p)
	}
}

// filter writes how one option becomes a parameter of the query.
func (s *source) filter(m *method, p *openapi3.Parameter) {
	name, schema := goName(p.Name), p.Schema.Value
	begin, end, value := "if o."+name+" != %s {", "}", "&o."+name
	if p.Required {
		begin, end, value = "", "", "o."+name
	}
	when := func(zero string) {
		if begin != "" {
			s.line(begin, zero)
		}
	}
	switch {
	case schema.Type.Is(openapi3.TypeBoolean):
		s.line("query.%s = o.%s", name, name)
		return
	case schema.Format == "date-time":
		if !p.Required {
			s.line("if !o.%s.IsZero() {", name)
		}
		switch wholeSecond(p) {
		case "down":
			s.line("o.%s = secondDown(o.%s)", name, name)
		case "up":
			s.line("o.%s = secondUp(o.%s)", name, name)
		}
	case schema.Type.Is(openapi3.TypeInteger):
		when("0")
	case document.SIDPrefix(schema) != "":
		when(`""`)
		s.line("invalid = cmp.Or(invalid, checkArg(%q, arg{%q, o.%s, %s}))", m.op.OperationID, p.Name, name,
			lowerFirst(goName(document.RefName(p.Schema.Ref))))
	case len(schema.Enum) > 0:
		when(`""`)
		s.line("if !o.%s.Valid() {", name)
		s.line("invalid = cmp.Or[error](invalid, &ArgumentError{")
		s.line("Op: %q, Name: %q, Value: string(o.%s), Want: %q,", m.op.OperationID, p.Name, name, choice(schema.Enum))
		s.line("})")
		s.line("}")
	default:
		when(`""`)
	}
	s.line("query.%s = %s", name, value)
	s.line("%s", end)
}

// choice is "building, completed or failed".
func choice(values []any) string {
	var texts []string
	for _, value := range values {
		texts = append(texts, fmt.Sprint(value))
	}
	if len(texts) == 1 {
		return texts[0]
	}
	last := len(texts) - 1
	return strings.Join(texts[:last], ", ") + " or " + texts[last]
}
