package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/internal/english"
	"github.com/twilio-serverless/twilio-serverless-go/internal/lazyregexp"
)

// An addition is what is described: operations of a resource, which may be new too.
type addition struct {
	Resource string // Trigger
	Below    string // the resource around it, empty at the top
	Prefix   string // of its SIDs
	Source   string
	Verbs    []string
	Fields   []string            // of its forms
	Enums    map[string][]string // the values of those that have an enum

	New     bool
	Tag     string   // Triggers
	Parents []string // around it, outermost first: Service, Environment
	Path    string   // of its list
	Answer  []string // lines of a success, as Fetch has them
}

var (
	nameForm   = lazyregexp.New(`^[A-Z][A-Za-z0-9]*$`)
	verbForm   = lazyregexp.New(`^[A-Z][a-z]+$`)
	prefixForm = lazyregexp.New(`^[A-Z]{2}$`)
	wordStart  = lazyregexp.New(`([a-z0-9])([A-Z])`)
	sidInPath  = lazyregexp.New(`\{([A-Za-z]+)Sid\}`)
)

// verbs are what an operationId may begin with, in the order in which they are described.
func verbs() []string { return []string{"List", "Create", "Fetch", "Update", "Delete"} }

// inOrder has the verbs of their own last.
func inOrder(all []string) []string {
	rank := func(verb string) int {
		if acts(verb) {
			return len(verbs())
		}
		return slices.Index(verbs(), verb)
	}
	return slices.SortedStableFunc(slices.Values(all), func(a, b string) int { return rank(a) - rank(b) })
}

// acts reports whether a verb is one of its own, which ends its path: Cancel in /Builds/{Sid}/Cancel.
func acts(verb string) bool { return !slices.Contains(verbs(), verb) }

// write returns the document with the addition.
func (a *addition) write(document string) (string, error) {
	d := &text{content: document}
	if err := a.complete(d); err != nil {
		return "", err
	}
	for _, verb := range a.Verbs {
		if a.sends(verb) && len(a.Fields) == 0 {
			return "", fmt.Errorf("-fields is empty: want those of the form of %s%s", verb, a.Resource)
		}
	}
	if a.New {
		if err := d.addResource(a); err != nil {
			return "", err
		}
	}
	for _, verb := range inOrder(a.Verbs) {
		if err := d.addOperation(a, verb); err != nil {
			return "", err
		}
	}
	return d.content, nil
}

// complete refuses what cannot be meant, and finds out what the document knows already.
func (a *addition) complete(d *text) error {
	if !nameForm.MatchString(a.Resource) {
		return fmt.Errorf("-resource %q: want one such as Trigger", a.Resource)
	}
	if len(a.Verbs) == 0 {
		return fmt.Errorf("-operations is empty: want some of %s", strings.Join(verbs(), " "))
	}
	for _, verb := range a.Verbs {
		switch {
		case !verbForm.MatchString(verb):
			return fmt.Errorf("-operations %s: want some of %s, or a verb of its own, such as Cancel", verb,
				strings.Join(verbs(), " "))
		case d.operation(verb+a.Resource) != "":
			return fmt.Errorf("%s%s is described already", verb, a.Resource)
		}
	}
	a.Enums = map[string][]string{}
	for i, field := range a.Fields {
		field, values, closed := strings.Cut(field, "=")
		if closed {
			a.Fields[i], a.Enums[field] = field, strings.Split(values, "|")
		}
		if closed && slices.Contains(a.Enums[field], "") {
			return fmt.Errorf("-fields %s=%s: want values such as Tier=standard|priority", field, values)
		}
		if !nameForm.MatchString(field) {
			return fmt.Errorf("-fields %s: want names such as FriendlyName", field)
		}
	}
	if !strings.HasPrefix(a.Source, "https://") {
		return fmt.Errorf("-source %q: want the https address of the page that documents it", a.Source)
	}
	if fetch := d.operation("Fetch" + a.Resource); fetch != "" {
		return a.asDescribed(d, fetch)
	}
	return a.asNew(d)
}

// asNew gives a new resource its place below another one.
func (a *addition) asNew(d *text) error {
	if !prefixForm.MatchString(a.Prefix) || strings.Contains(d.content, "'^"+a.Prefix+"[0-9a-fA-F]{32}$'") {
		return fmt.Errorf("-sid %q: want two capital letters that no other SID of the contract begins with, since "+
			"the contract has no Fetch%s, so that the resource is new", a.Prefix, a.Resource)
	}
	plural := english.Plural(a.Resource)
	a.New, a.Tag, a.Path = true, spaced(plural), "/v1/"+plural
	a.Answer = []string{"examples:", "  " + lower(a.Resource) + ": {$ref: '#/components/examples/" + a.Resource + "'}"}
	if a.Below == "" {
		return nil
	}
	above := d.pathOf("Fetch" + a.Below)
	if above == "" {
		return fmt.Errorf("-below %q: the contract has no Fetch%s", a.Below, a.Below)
	}
	above = strings.Replace(above, "{Sid}", "{"+a.Below+"Sid}", 1)
	a.Path = above + "/" + plural
	a.Parents = parentsIn(above)
	return nil
}

// asDescribed reads the place of a resource off the operation that fetches one.
func (a *addition) asDescribed(d *text, fetch string) error {
	if a.Below != "" || a.Prefix != "" {
		return fmt.Errorf("-below and -sid: leave them out, since the contract describes %s", a.Resource)
	}
	var ok bool
	if a.Path, ok = strings.CutSuffix(d.pathOf("Fetch"+a.Resource), "/{Sid}"); !ok {
		return fmt.Errorf("%s is not one of a list: describe the operation by hand", a.Resource)
	}
	a.Parents = parentsIn(a.Path)
	_, after, _ := strings.Cut(fetch, "      tags: [")
	a.Tag, _, _ = strings.Cut(after, "]")
	_, after, _ = strings.Cut(fetch, "schema: {$ref: '#/components/schemas/"+a.Resource+"'}\n")
	answer, _, _ := strings.Cut(after, "\n        '")
	for _, line := range strings.Split(answer, "\n") {
		a.Answer = append(a.Answer, strings.TrimPrefix(line, strings.Repeat(" ", 14)))
	}
	return nil
}

func parentsIn(path string) (parents []string) {
	for _, found := range sidInPath.Get().FindAllStringSubmatch(path, -1) {
		parents = append(parents, found[1])
	}
	return parents
}

// Named reports whether a name of its own is among the fields, so that another one may have it.
func (a *addition) Named() bool { return slices.Contains(a.Fields, "UniqueName") }

// typeOf is the schema of a field, and of the property of a new resource: the SID of a resource, one of some values, or a
// text.
func (a *addition) typeOf(d *text, field string) string {
	if d.prefix(field) != "" {
		return "{$ref: '#/components/schemas/" + field + "'}"
	}
	if values := a.Enums[field]; values != nil {
		return "{type: string, enum: [" + strings.Join(values, ", ") + "]}"
	}
	if field == "UniqueName" {
		return "{type: string, minLength: 1, maxLength: 255, x-unique: true}"
	}
	return "{type: string, minLength: 1, maxLength: 255}"
}

// valueOf is what a field has in an example.
func (a *addition) valueOf(d *text, field string) string {
	if prefix := d.prefix(field); prefix != "" {
		return prefix + zeros
	}
	return append(a.Enums[field], "example")[0]
}

// Noun is the resource in sentences, in the singular.
func (a *addition) Noun() string { return spaced(a.Resource) }

// Around is what the list is of: Environment.
func (a *addition) Around() string {
	if len(a.Parents) == 0 {
		return "account"
	}
	return spaced(a.Parents[len(a.Parents)-1])
}

// Key is where the list has its rows.
func (a *addition) Key() string { return snake(english.Plural(a.Resource)) }

// URL is the address of one in an example, or of the list.
func (a *addition) URL(d *text, one bool) string {
	url := sidInPath.Get().ReplaceAllStringFunc(a.Path, func(segment string) string {
		return d.prefix(strings.Trim(segment, "{}")) + zeros
	})
	if one {
		url += "/" + cmp.Or(a.Prefix, d.prefix(a.Resource+"Sid")) + zeros
	}
	return "https://serverless.twilio.com" + url
}

const zeros = "00000000000000000000000000000000"

func spaced(name string) string { return wordStart.Get().ReplaceAllString(name, "$1 $2") }
func snake(name string) string {
	return strings.ToLower(wordStart.Get().ReplaceAllString(name, "${1}_$2"))
}
func lower(name string) string { return strings.ToLower(name[:1]) + name[1:] }
