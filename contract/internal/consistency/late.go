package consistency

import (
	"slices"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
)

// Late is how long an answer may show what was so before: no page promises that a write shows at once.
const Late = 3 * time.Second

// inOrder is how much later one of two must be made for a list that has it to have the other one too, however late.
const inOrder = time.Second

// Firm reports whether an answer contradicted what is known in a way that time does not explain: it showed what never
// was so, or what had ceased to be long before it was asked for.
func (h *History) Firm() bool { return h.firm }

// A past has the values of a property, with the time at which each ceased; zero for the one that is so.
type past map[string]time.Time

// becomes notes that a property has a value from a time on.
func (p past) becomes(value string, at time.Time) {
	for v, until := range p {
		if v != value && until.IsZero() {
			p[v] = at
		}
	}
	p[value] = time.Time{}
}

// learn keeps the value of a property. What a read shows that was so before may be late, and changes nothing.
func (e *entry) learn(name, value string, at time.Time, writes bool) {
	if e.was == nil {
		e.was = map[string]past{}
	}
	if e.was[name] == nil {
		e.was[name] = past{}
	}
	if _, known := e.was[name][value]; !known || writes {
		e.was[name].becomes(value, at)
	}
}

// wrong notes that an answer shows a value which contradicts what is known.
func (h *History) wrong(a *Answer, e *entry, name, value string) {
	ending := name == "dependencies" && a.Began.Sub(e.endedAt) < Late // shown as they were before the end
	if a.Began.IsZero() || h.Shared && !e.mine || name == "date_updated" || ending || follows(e.kind, name) {
		return
	}
	until, was := e.was[name][value]
	h.firm = h.firm || !was || !until.IsZero() && a.Began.Sub(until) >= Late
}

// follows reports whether a property changes with others, or by itself.
func follows(kind, name string) bool {
	return slices.ContainsFunc(operations.Schemas()[kind].Properties,
		func(f operations.Field) bool { return f.Name == name && len(f.Follows) > 0 })
}

// since notes that an answer shows what has ceased to be, or lacks what has been there, from a time on.
func (h *History) since(a *Answer, at time.Time) {
	h.firm = h.firm || !a.Began.IsZero() && !at.IsZero() && a.Began.Sub(at) >= Late
}

// outOfOrder reports whether a list has something that was made well after an entry which it lacks.
func (h *History) outOfOrder(missing *entry, listed map[string]bool) bool {
	for sid := range listed {
		if e := h.known[sid]; e != nil && e.mine && e.collection == missing.collection && !missing.madeAt.IsZero() &&
			e.madeAt.Sub(missing.madeAt) >= inOrder {
			return true
		}
	}
	return false
}
