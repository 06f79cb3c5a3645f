package coverage

import (
	"cmp"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/twilio-serverless/twilio-serverless-go/internal/apidoc"
)

// axis is what a slot is a slot of.
type axis int

const (
	operationAxis axis = iota
	statusAxis
	sentAxis
	omittedAxis
	limitAxis
	presentAxis
	nullAxis
	requestEnumAxis
	responseEnumAxis
	axes
)

var axisNames = [axes]struct{ name, title string }{
	{"operations", "operations that were answered otherwise than with a refusal of the credentials"},
	{"statuses", "operation × documented status, 429 and the ranges 4XX and 5XX apart"},
	{"fields-sent", "request fields sent and accepted"},
	{"fields-omitted", "request fields left out"},
	{"fields-at-limit", "request fields sent at their limit and accepted"},
	{"properties-present", "response properties seen with a value"},
	{"properties-null-or-absent", "response properties seen null or absent, where that is allowed"},
	{"request-values", "enum and boolean values sent and accepted"},
	{"response-values", "enum and boolean values seen in answers"},
}

// plan is every slot of the contract, with the way to find the slots of an exchange. It does not change once made.
type plan struct {
	slots      [axes][]string
	excuses    [axes][]string    // why a slot cannot be reached, empty for one that can
	absent     map[string]string // why a property of an answer may be left out, by slot: x-absent
	later      map[string]string // why a property is null in the answer of a create, by slot: x-null-while
	operations map[string]*operation
}

// operation is what can be seen of one operation; the numbers are indices in the slots of the axis.
type operation struct {
	slot     int
	statuses map[int]int
	fields   []*field
	answer   map[int]*node // by status
}

// field is one query parameter, form field or part.
type field struct {
	name            string
	query, required bool
	sent, omitted   int
	limits          []limit
	values          map[string]int
}

type limit struct {
	slot    int
	keyword string
	value   int64
}

// node is one place in an answer.
type node struct {
	properties map[string]*property
	items      *node
	values     map[string]int
}

type property struct {
	required, nullable  bool
	present, nullOrGone int // nullOrGone is -1 where neither is allowed
	node                *node
}

// newPlan reads the documents once: they cannot change.
var newPlan = sync.OnceValues(func() (*plan, error) {
	operations, err := apidoc.Operations()
	if err != nil {
		return nil, err
	}
	p := &plan{absent: map[string]string{}, later: map[string]string{}, operations: map[string]*operation{}}
	for _, id := range slices.Sorted(maps.Keys(operations)) {
		p.operations[id] = p.operation(operations[id])
	}
	list, err := published()
	if err != nil {
		return nil, err
	}
	for a := range axes {
		for _, slot := range p.slots[a] {
			reason := excuse(list, axisNames[a].name, slot)
			switch a {
			case nullAxis:
				reason = cmp.Or(reason, p.absent[slot])
			case presentAxis:
				reason = cmp.Or(reason, p.later[slot])
			}
			p.excuses[a] = append(p.excuses[a], reason)
		}
	}
	return p, nil
})

func (p *plan) add(a axis, slot string) int {
	p.slots[a] = append(p.slots[a], slot)
	return len(p.slots[a]) - 1
}

func (p *plan) operation(op *apidoc.Operation) *operation {
	id := op.OperationID
	out := &operation{slot: p.add(operationAxis, id), statuses: map[int]int{}, answer: map[int]*node{}}
	for _, key := range slices.Sorted(maps.Keys(op.Responses.Map())) {
		status, err := strconv.Atoi(key)
		if err != nil || status == http.StatusTooManyRequests { // a range; and no case can ask for 429
			continue
		}
		out.statuses[status] = p.add(statusAxis, id+" "+key)
		media := op.Responses.Value(key).Value.Content["application/json"]
		if status < 300 && media != nil && media.Schema != nil {
			out.answer[status] = p.node(id+" ", media.Schema.Value)
		}
	}
	for _, parameter := range op.Parameters {
		if parameter.Value.In == openapi3.ParameterInQuery {
			f := p.field(id+" ?", parameter.Value.Name, parameter.Value.Required, parameter.Value.Schema.Value)
			f.query = true
			out.fields = append(out.fields, f)
		}
	}
	if op.RequestBody != nil {
		for _, content := range op.RequestBody.Value.Content {
			form := content.Schema.Value
			for _, name := range slices.Sorted(maps.Keys(form.Properties)) {
				out.fields = append(out.fields, p.field(id+" ", name, slices.Contains(form.Required, name),
					form.Properties[name].Value))
			}
		}
	}
	return out
}

func (p *plan) field(at, name string, required bool, schema *openapi3.Schema) *field {
	at += name
	f := &field{name: name, required: required, sent: p.add(sentAxis, at), omitted: p.add(omittedAxis, at)}
	for _, l := range limits(schema) {
		l.slot = p.add(limitAxis, fmt.Sprintf("%s %s=%d", at, l.keyword, l.value))
		f.limits = append(f.limits, l)
	}
	f.values = p.values(requestEnumAxis, at, schema)
	return f
}

// limits are the bounds of a value. A length that is fixed, as that of a SID, is no limit that a
// value could stay below.
func limits(schema *openapi3.Schema) []limit {
	var found []limit
	add := func(keyword string, value int64) { found = append(found, limit{keyword: keyword, value: value}) }
	if schema.MaxLength == nil || *schema.MaxLength != schema.MinLength {
		if schema.MinLength > 0 {
			add("minLength", int64(schema.MinLength))
		}
		if schema.MaxLength != nil {
			add("maxLength", int64(*schema.MaxLength))
		}
	}
	if schema.Min != nil {
		add("minimum", int64(*schema.Min))
	}
	if schema.Max != nil {
		add("maximum", int64(*schema.Max))
	}
	if bytes, ok := schema.Extensions["x-max-bytes"]; ok {
		if n, err := strconv.ParseFloat(fmt.Sprint(bytes), 64); err == nil {
			add("x-max-bytes", int64(n))
		}
	}
	return found
}

// values are the slots of an enum; a boolean has two values too.
func (p *plan) values(a axis, at string, schema *openapi3.Schema) map[string]int {
	enum := schema.Enum
	if schema.Type.Is(openapi3.TypeBoolean) {
		enum = []any{true, false}
	}
	if len(enum) == 0 {
		return nil
	}
	slots := map[string]int{}
	for _, value := range enum {
		text := fmt.Sprint(value)
		slots[text] = p.add(a, at+"="+text)
	}
	return slots
}

func (p *plan) node(at string, schema *openapi3.Schema) *node {
	n := &node{values: p.values(responseEnumAxis, strings.TrimSpace(at), schema)}
	if schema.Items != nil {
		n.items = p.node(slashed(at)+"[]", schema.Items.Value)
	}
	if len(schema.Properties) == 0 {
		return n
	}
	n.properties = map[string]*property{}
	for _, name := range slices.Sorted(maps.Keys(schema.Properties)) {
		inner := schema.Properties[name].Value
		place := slashed(at) + name
		required := slices.Contains(schema.Required, name)
		out := &property{required: required, nullable: inner.Nullable, present: p.add(presentAxis, place),
			nullOrGone: -1}
		if !required || inner.Nullable {
			out.nullOrGone = p.add(nullAxis, place)
			if reason, _ := inner.Extensions["x-absent"].(string); !inner.Nullable {
				p.absent[place] = strings.TrimSpace(reason)
			}
		}
		if while, _ := inner.Extensions["x-null-while"].(map[string]any); strings.HasPrefix(at, "Create") {
			for _, other := range slices.Sorted(maps.Keys(while)) {
				p.later[place] = "null until the " + other + " is another one than that of a create"
			}
		}
		out.node = p.node(place, inner)
		n.properties[name] = out
	}
	return n
}

// slashed ends a place so that a name can follow.
func slashed(at string) string { return at + "/" }
