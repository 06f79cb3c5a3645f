package coverage

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"sync"
	"unicode/utf8"
)

// A Counter counts the exchanges that it is shown. It is safe for concurrent use.
type Counter struct {
	plan *plan

	mu   sync.Mutex
	seen [axes][]int
}

// NewCounter returns a counter of the whole contract that has seen nothing. It fails if the
// embedded documents do not load.
func NewCounter() (*Counter, error) {
	p, err := newPlan()
	if err != nil {
		return nil, err
	}
	c := &Counter{plan: p}
	for a := range axes {
		c.seen[a] = make([]int, len(p.slots[a]))
	}
	return c, nil
}

// Observe counts an exchange. See the package comment for what is evidence of what.
func (c *Counter) Observe(x *Exchange) {
	op := c.plan.operations[x.Operation]
	if op == nil || x.injected() {
		return
	}
	var answer any
	node := op.answer[x.Status]
	if node != nil {
		decoder := json.NewDecoder(bytes.NewReader(x.Body))
		decoder.UseNumber()
		if decoder.Decode(&answer) != nil { // the checker reports it
			node = nil
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if slot, ok := op.statuses[x.Status]; ok {
		c.seen[statusAxis][slot]++
	}
	if !x.reached() {
		return
	}
	c.seen[operationAxis][op.slot]++
	c.request(op, x)
	if node != nil {
		c.value(node, answer)
	}
}

func (c *Counter) request(op *operation, x *Exchange) {
	var missing []*field
	for _, f := range op.fields {
		values, size, sent := x.values(f)
		switch {
		case !sent && f.required:
			missing = append(missing, f)
		case !sent && x.accepted():
			c.seen[omittedAxis][f.omitted]++
		case sent && x.accepted():
			c.seen[sentAxis][f.sent]++
			c.sent(f, values, size)
		}
	}
	if len(missing) == 1 && x.judged() && !x.BodyUnknown {
		c.seen[omittedAxis][missing[0].omitted]++
	}
}

func (c *Counter) sent(f *field, values []string, size int64) {
	for _, value := range values {
		if slot, ok := f.values[value]; ok {
			c.seen[requestEnumAxis][slot]++
		}
		for _, l := range f.limits {
			if l.reachedBy(value, size) {
				c.seen[limitAxis][l.slot]++
			}
		}
	}
}

func (l *limit) reachedBy(value string, size int64) bool {
	switch l.keyword {
	case "minLength", "maxLength":
		return int64(utf8.RuneCountInString(value)) == l.value
	case "x-max-bytes":
		return size == l.value
	default:
		n, err := strconv.ParseInt(value, 10, 64)
		return err == nil && n == l.value
	}
}

func (c *Counter) value(n *node, value any) {
	switch v := value.(type) {
	case map[string]any:
		for name, p := range n.properties {
			inner, there := v[name]
			switch {
			case there && inner != nil:
				c.seen[presentAxis][p.present]++
				c.value(p.node, inner)
			case there && p.nullable, !there && !p.required:
				c.seen[nullAxis][p.nullOrGone]++
			}
		}
	case []any:
		if n.items != nil {
			for _, item := range v {
				c.value(n.items, item)
			}
		}
	case string, bool:
		if slot, ok := n.values[fmt.Sprint(v)]; ok {
			c.seen[responseEnumAxis][slot]++
		}
	}
}

// Report returns what was seen until now.
func (c *Counter) Report() *Report {
	c.mu.Lock()
	defer c.mu.Unlock()
	r := &Report{}
	for a := range axes {
		out := Axis{Name: axisNames[a].name, Title: axisNames[a].title, Slots: len(c.seen[a])}
		for slot, n := range c.seen[a] {
			name := c.plan.slots[a][slot]
			switch reason := c.plan.excuses[a][slot]; {
			case n > 0:
				out.Reached++
			case reason != "":
				out.Excused = append(out.Excused, Excused{Slot: name, Reason: reason})
			default:
				out.Missing = append(out.Missing, name)
			}
		}
		slices.Sort(out.Missing)
		slices.SortFunc(out.Excused, compareExcused)
		r.Axes = append(r.Axes, out)
	}
	return r
}
