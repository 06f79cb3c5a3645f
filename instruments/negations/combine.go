package negations

import (
	"fmt"
	"net/http"
	"strings"
)

// before changes requests of ops. An upload that cannot be read reaches the handler as it came.
func before(ops string, f func(c *call)) Defect {
	return Defect{before: func(c *call) {
		if fits(ops, c.Op) && (c.up != nil || !fits(uploads, c.Op)) {
			f(c)
		}
	}}
}

// after changes the successes of ops.
func after(ops string, f func(c *call)) Defect {
	return Defect{after: func(c *call) {
		if fits(ops, c.Op) && c.ok() {
			f(c)
		}
	}}
}

// failing changes the refusals of ops.
func failing(ops string, f func(c *call)) Defect {
	return Defect{after: func(c *call) {
		if (fits(ops, c.Op) || ops == "any") && c.status >= 400 {
			f(c)
		}
	}}
}

// both is two defects that belong together.
func both(list ...Defect) Defect {
	var d Defect
	for _, one := range list {
		d.before, d.after = chain(d.before, one.before), chain(d.after, one.after)
		d.slow = max(d.slow, one.slow)
		if one.write != nil {
			d.write = one.write
		}
	}
	return d
}

func chain(a, b func(*call)) func(*call) {
	if a == nil || b == nil {
		if a == nil {
			return b
		}
		return a
	}
	return func(c *call) { a(c); b(c) }
}

// show changes a resource wherever an answer has it: alone, in a list, and versions inside a Build.
func show(resource string, f func(c *call, o object)) Defect {
	return Defect{after: func(c *call) {
		if !c.ok() || c.json == nil {
			return
		}
		switch {
		case c.Resource == resource && c.Verb == "List":
			_, entries := c.items()
			for _, e := range entries {
				f(c, e)
			}
		case c.Resource == resource:
			f(c, c.json)
		}
	}}
}

// prop gives a property of a resource another value wherever it is shown.
func prop(resource, name string, f func(c *call, old any) any) Defect {
	return show(resource, func(c *call, o object) {
		if old, there := o[name]; there {
			o[name] = f(c, old)
		}
	})
}

// always gives a property one value wherever it is shown.
func always(resource, name string, value any) Defect {
	return prop(resource, name, func(*call, any) any { return value })
}

// words changes a text wherever it is shown.
func words(resource, name string, f func(string) string) Defect {
	return prop(resource, name, func(_ *call, old any) any {
		if s, ok := old.(string); ok {
			return f(s)
		}
		return old
	})
}

// without removes a property wherever it is shown.
func without(resource, name string) Defect {
	return show(resource, func(_ *call, o object) { delete(o, name) })
}

// field changes a form field that was sent before the handler sees it.
func field(ops, name string, f func(string) string) Defect {
	return before(ops, func(c *call) {
		for i, value := range c.form[name] {
			c.form[name][i] = f(value)
		}
	})
}

// refuses answers 400 for requests that the API takes.
func refuses(ops string, when func(c *call) bool) Defect {
	return before(ops, func(c *call) {
		if when(c) {
			c.refuse(http.StatusBadRequest, 20001, "Invalid parameter")
		}
	})
}

// fieldHas is a condition on a form field.
func fieldHas(name string, when func(string) bool) func(c *call) bool {
	return func(c *call) bool { return len(c.form[name]) > 0 && when(c.form.Get(name)) }
}

// partHas is a condition on a part of an upload.
func partHas(name string, when func(string) bool) func(c *call) bool {
	return func(c *call) bool { return c.up != nil && c.up.part(name) != nil && when(c.up.text(name)) }
}

func contains(chars string) func(string) bool {
	return func(s string) bool { return strings.ContainsAny(s, chars) }
}

func longer(n int) func(string) bool { return func(s string) bool { return len(s) > n } }

// takes lets the handler accept a form field that it refuses: it sends another value on and shows
// the one that was asked for.
func takes(ops, name, property string, when func(string) bool, other func(string) string) Defect {
	return both(
		before(ops, func(c *call) {
			c.asked("")
			if value := c.form.Get(name); c.form.Has(name) && when(value) {
				c.asked(value)
				c.form.Set(name, other(value))
			}
		}),
		after(ops, func(c *call) {
			if value := c.wanted(); value != "" {
				c.mem.stay(text(c.json, "sid"), property, value)
			}
		}),
	)
}

// asked keeps what a request asked for until its answer.
func (c *call) asked(value string) { c.req = c.req.Clone(withAsked(c.req.Context(), value)) }

func (c *call) wanted() string { return askedOf(c.req.Context()) }

// keeps stores a form field changed: all answers show it so.
func keeps(ops, name string, f func(string) string) Defect { return field(ops, name, f) }

// keepsPart stores a part of an upload changed.
func keepsPart(name string, f func(string) string) Defect {
	return before("CreateFunctionVersion CreateAssetVersion", func(c *call) {
		if c.up != nil && c.up.part(name) != nil {
			c.up.set(name, f(c.up.text(name)))
		}
	})
}

// content changes what an upload contains.
func content(f func([]byte) []byte) Defect {
	return keepsPart("Content", func(s string) string { return string(f([]byte(s))) })
}

// item changes the entries of a list.
func item(ops string, f func(c *call, entries []object) []object) Defect {
	return after(ops, func(c *call) {
		_, entries := c.items()
		c.setItems(f(c, entries))
	})
}

// meta changes the properties of a list's pages.
func meta(ops string, f func(c *call, m object)) Defect {
	return after(ops, func(c *call) {
		if m, ok := c.json["meta"].(object); ok {
			f(c, m)
		}
	})
}

// remaps answers a status with another one.
func remaps(ops string, from, to int) Defect {
	return Defect{after: func(c *call) {
		if fits(ops, c.Op) && c.status == from {
			c.status = to
			if _, isError := c.json["code"]; isError {
				c.json["status"] = to
			}
		}
	}}
}

// recodes gives the errors of a status another code.
func recodes(status, code int) Defect {
	return failing("any", func(c *call) {
		if c.status == status && c.json["code"] != nil {
			c.json["code"], c.json["more_info"] = code, fmt.Sprintf("https://www.twilio.com/docs/errors/%d", code)
		}
	})
}

// same is a request to one resource with the name of another: what it names stays and shows changed.
func header(ops, name, value string) Defect {
	return Defect{after: func(c *call) {
		if fits(ops, c.Op) {
			if value == "" {
				c.header.Del(name)
				return
			}
			c.header.Set(name, value)
		}
	}}
}
