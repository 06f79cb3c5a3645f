package redact

import (
	"slices"
	"strings"
	"sync"

	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
	"github.com/twilio-serverless/twilio-serverless-go/internal/lazyregexp"
)

// words are the names of the contract and what it says about them. What has none of these names was
// never meant to be published.
type words struct {
	segments   map[string]bool // literal segments of paths
	query      map[string]operations.Value
	properties map[string]bool // of answers, and fields of forms and parts
	personal   map[string]bool // properties that the contract marks with x-pii, in the spelling of answers
	open       map[string]bool // fields and properties whose texts no account chooses
	sids       map[string]bool // those of them that have SIDs
	schemas    map[string]map[string]*operations.Value
}

// openTexts are names of [words.open] that the contract describes as free text.
var openTexts = []string{"Runtime", "Visibility", "version", "more_info", "level"}

// known has the words of the registry.
var known = sync.OnceValue(func() *words {
	w := &words{
		segments: map[string]bool{"": true}, query: map[string]operations.Value{}, properties: map[string]bool{},
		personal: map[string]bool{}, open: map[string]bool{}, sids: map[string]bool{},
		schemas: map[string]map[string]*operations.Value{},
	}
	for _, op := range operations.All() {
		for _, parameter := range op.Query {
			w.query[parameter.Name] = parameter.Value
		}
		for segment := range strings.SplitSeq(op.Template, "/") {
			if !strings.HasPrefix(segment, "{") {
				w.segments[segment] = true
			}
		}
	}
	for name, schema := range operations.Schemas() {
		w.schemas[name] = map[string]*operations.Value{}
		for i := range schema.Properties {
			w.property(name, &schema.Properties[i])
		}
	}
	for _, name := range openTexts {
		w.open[name] = true
	}
	return w
})

func (w *words) property(schema string, property *operations.Field) {
	w.schemas[schema][property.Name] = &property.Value
	open := chosenByAPI(&property.Value)
	w.sids[property.Name] = w.sids[property.Name] || isSID(&property.Value)
	if w.properties[property.Name] { // a name may mean several things: it is open if all of them are
		open = open && w.open[property.Name]
	}
	w.properties[property.Name] = true
	w.open[property.Name] = open
	if property.Personal {
		w.personal[property.Name] = true
	}
}

// chosenByAPI reports whether no account chooses the texts of such a value.
func chosenByAPI(v *operations.Value) bool {
	switch {
	case v.Personal:
		return false
	case v.Items != nil:
		return chosenByAPI(v.Items)
	}
	return plain(v) || v.Format == "uri" || slices.Contains([]string{"boolean", "integer"}, v.Type)
}

// member finds what is known of a member of an object, nil when nothing is.
func (w *words) member(object *operations.Value, name string) *operations.Value {
	if object == nil {
		return nil
	}
	if member := w.schemas[object.Schema][name]; member != nil {
		return member
	}
	return object.Others
}

// isSID reports whether a value is a SID, or an array of them.
func isSID(v *operations.Value) bool {
	return sidPattern.MatchString(v.Pattern) || v.Items != nil && isSID(v.Items)
}

// sidPattern recognises the schemas of SIDs.
var sidPattern = lazyregexp.New(`^\^[A-Z]{2}\[`)

// plainPattern recognises the schemas of SIDs and runtimes.
var plainPattern = lazyregexp.New(`^\^(?:[A-Z]{2}\[|node)`)

func plain(v *operations.Value) bool { return Plain(len(v.Enum) > 0, v.Format, v.Pattern) }

// Plain reports whether the texts of a schema with such a format and pattern are harmless: SIDs,
// runtimes, dates, and the values of an enum. Free text may be anything.
func Plain(isEnum bool, format, pattern string) bool {
	return isEnum || format == "date-time" || plainPattern.MatchString(pattern)
}
