package main

import (
	"bytes"
	"embed"
	"fmt"
	"regexp"
	"strings"
	"text/template"

	"github.com/twilio-serverless/twilio-serverless-go/internal/english"
	"github.com/twilio-serverless/twilio-serverless-go/internal/lazyregexp"
)

// A text is the document as it is written, so that what is added leaves every other line as it was.
type text struct{ content string }

// beforeErrors is where the schemas of resources end.
const beforeErrors = "\n\n    # Errors.\n"

//go:embed *.tmpl
var templates embed.FS

// addResource writes what the operations of a new resource refer to.
func (d *text) addResource(a *addition) error {
	for _, part := range []struct{ template, before string }{
		{"tag", "\npaths:\n"},
		{"parameter", "\n  responses:\n"},
		{"sid", "\n\n    # Parts that several resources share.\n"},
		{"schema", beforeErrors},
	} {
		if err := d.insert(part.before, part.template, a, ""); err != nil {
			return err
		}
	}
	if err := d.addParents(a); err != nil {
		return err
	}
	d.addLinks(a)
	example, err := d.execute("example", a, "")
	d.content = strings.TrimRight(d.content, "\n") + "\n" + example
	return err
}

// addParents writes the path parameters of resources that nothing lay below so far.
func (d *text) addParents(a *addition) error {
	for _, parent := range a.Parents {
		if strings.Contains(d.content, "\n    "+parent+"SidPath:\n") {
			continue
		}
		part, err := d.executeWith("parentParameter", a, parent)
		if err != nil {
			return err
		}
		if err := d.replace("\n  responses:\n", "\n"+strings.TrimRight(part, "\n")+"\n  responses:\n"); err != nil {
			return err
		}
	}
	return nil
}

// addLinks names the list in the links of what it lies below, in every example that has some.
func (d *text) addLinks(a *addition) {
	list := a.URL(d, false)
	above := list[:strings.LastIndexByte(list, '/')+1]
	var lines []string
	link := func(line string) bool {
		name, end, found := strings.Cut(line, ": '"+above)
		return found && strings.TrimSpace(name) != "url" && !strings.ContainsAny(end, "/?")
	}
	all := strings.Split(d.content, "\n")
	for i, line := range all {
		lines = append(lines, line)
		if link(line) && !link(all[i+1]) {
			indent := line[:len(line)-len(strings.TrimLeft(line, " "))]
			lines = append(lines, indent+a.Key()+": '"+list+"'")
		}
	}
	d.content = strings.Join(lines, "\n")
}

// addOperation writes an operation, with the schema of its form, among those of its resource.
func (d *text) addOperation(a *addition, verb string) error {
	path := a.Path
	if verb != "List" && verb != "Create" {
		path += "/{Sid}"
	}
	if acts(verb) {
		path += "/" + verb
	}
	if a.sends(verb) {
		if err := d.insert(beforeErrors, "form", a, verb); err != nil {
			return err
		}
	}
	if verb == "List" {
		if err := d.insert(beforeErrors, "page", a, verb); err != nil {
			return err
		}
		example, err := d.execute("pageExample", a, verb)
		if err != nil {
			return err
		}
		d.content = strings.TrimRight(d.content, "\n") + "\n" + example
	}
	operation, err := d.execute("operation", a, verb)
	if err != nil {
		return err
	}
	head := "  " + path + ":\n"
	start := strings.Index(d.content, "\n"+head)
	if start < 0 {
		return d.addPath(a, head+operation)
	}
	end := start + 1 + len(head) + blockEnd(d.content[start+1+len(head):])
	if i := strings.Index(d.content[start:end], "\n    delete:\n"); i >= 0 && verb != "Delete" {
		end = start + i + 1
	}
	d.content = d.content[:end] + operation + d.content[end:]
	return nil
}

// addPath writes a path after the last one of its resource, or after all.
func (d *text) addPath(a *addition, path string) error {
	tags := strings.LastIndex(d.content, "      tags: ["+a.Tag+"]\n")
	if tags < 0 {
		heading := "  # ---- " + a.Tag + " "
		path = heading + strings.Repeat("-", max(0, 110-len(heading))) + "\n\n" + path
		return d.replace("\ncomponents:\n", "\n"+path+"\ncomponents:\n")
	}
	end := tags + blockEnd(d.content[tags:])
	d.content = d.content[:end] + "\n" + path + d.content[end:]
	return nil
}

var nextBlock = lazyregexp.New(`(?m)^( {0,2}\S)`)

// blockEnd is where the lines end that are indented as a path item is.
func blockEnd(rest string) int {
	end := len(rest)
	if at := nextBlock.Get().FindStringIndex(rest); at != nil {
		end = at[0]
	}
	return len(strings.TrimRight(rest[:end], "\n")) + 1
}

func (d *text) insert(before, name string, a *addition, verb string) error {
	part, err := d.execute(name, a, verb)
	if err != nil {
		return err
	}
	return d.replace(before, "\n"+strings.TrimRight(part, "\n")+before)
}

// replace fails unless the place is there exactly once.
func (d *text) replace(place, by string) error {
	if n := strings.Count(d.content, place); n != 1 {
		return fmt.Errorf("the document has %d times %q: this program must follow its new form", n, place)
	}
	d.content = strings.Replace(d.content, place, by, 1)
	return nil
}

func (d *text) execute(name string, a *addition, verb string) (string, error) {
	return d.executeWith(name, a, struct {
		*addition
		Verb string
		Form bool // sends one
		Acts bool
	}{a, verb, a.sends(verb), acts(verb)})
}

// sends reports whether an operation has a form.
func (a *addition) sends(verb string) bool {
	return verb == "Create" || verb == "Update" || acts(verb) && len(a.Fields) > 0
}

func (d *text) executeWith(name string, a *addition, data any) (string, error) {
	parsed, err := template.New("").Funcs(template.FuncMap{
		"article": english.A, "lower": lower, "snake": snake, "url": func(one bool) string { return a.URL(d, one) },
		"prefix": d.prefix, "example": d.example, "zeros": func() string { return zeros },
		"field": func(name string) string { return d.field(a, name) }, "spaced": spaced, "plural": english.Plural,
		"type": func(name string) string { return a.typeOf(d, name) }, "value": func(name string) string { return a.valueOf(d, name) },
	}).ParseFS(templates, "*.tmpl")
	if err != nil {
		return "", err
	}
	var out bytes.Buffer
	err = parsed.ExecuteTemplate(&out, name, data)
	return out.String(), err
}

// operation has the lines of an operation, none if it is not there.
func (d *text) operation(id string) string {
	_, rest, found := strings.Cut(d.content, "      operationId: "+id+"\n")
	if !found {
		return ""
	}
	if end := regexp.MustCompile(`(?m)^ {0,4}\S`).FindStringIndex(rest); end != nil {
		rest = rest[:end[0]]
	}
	return rest
}

// pathOf is the path template of an operation.
func (d *text) pathOf(id string) string {
	before, _, found := strings.Cut(d.content, "      operationId: "+id+"\n")
	if !found {
		return ""
	}
	_, path, _ := strings.Cut(before[strings.LastIndex(before, "\n  /"):], "  ")
	path, _, _ = strings.Cut(path, ":\n")
	return path
}

// prefix has the letters that SIDs of a schema begin with.
func (d *text) prefix(schema string) string {
	found := regexp.MustCompile(`(?m)^    ` + schema + `: .*pattern: '\^([A-Z]{2})\[`).FindStringSubmatch(d.content)
	if found == nil {
		return ""
	}
	return found[1]
}

// example has the lines of the example of a resource, without their common indent.
func (d *text) example(resource string) (lines []string) {
	const indent = "        "
	_, rest, _ := strings.Cut(d.content, "\n    "+resource+":\n      value:\n")
	for line := range strings.Lines(rest) {
		if !strings.HasPrefix(line, indent) {
			break
		}
		lines = append(lines, strings.TrimRight(strings.TrimPrefix(line, indent), "\n"))
	}
	return lines
}

// field has the lines of a field: those of another form of the resource, where it means the same, or those of a text,
// marked as personal data if the property of the resource is.
func (d *text) field(a *addition, name string) string {
	for _, verb := range verbs() {
		if lines := d.property(verb+a.Resource+"Request", name); lines != "" {
			return lines
		}
	}
	mark := ""
	if strings.Contains(d.property(a.Resource, snake(name)), "x-pii: ") {
		mark = ", x-pii: {handling: standard, deleteSla: 7}"
	}
	return "        " + name + ": " + strings.TrimSuffix(a.typeOf(d, name), "}") + mark + "}"
}

// property has the lines of a property of a schema, none if it is not there.
func (d *text) property(schema, name string) string {
	const indent = "        "
	_, rest, _ := strings.Cut(d.content, "\n    "+schema+":\n      type: object\n")
	if end := regexp.MustCompile(`(?m)^ {0,4}\S`).FindStringIndex(rest); end != nil {
		rest = rest[:end[0]]
	}
	_, rest, found := strings.Cut("\n"+rest, "\n"+indent+name+":")
	if !found {
		return ""
	}
	first, more, _ := strings.Cut(rest, "\n")
	if end := regexp.MustCompile(`(?m)^ {0,8}\S`).FindStringIndex(more); end != nil {
		more = more[:end[0]]
	}
	return strings.TrimRight(indent+name+":"+first+"\n"+more, "\n")
}
