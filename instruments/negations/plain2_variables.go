package negations

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// plain2VariableNegations are bugs of Variables that come in when one writes a server of one's own.
func plain2VariableNegations() []Negation {
	v := subject{"variables", srcVariable}
	one, kept := "An update changes what was sent and nothing else.", "A Value is kept as sent."
	key := "A Key is kept as sent."
	size := "A Value has up to 450 bytes."
	gone := "A delete takes what it names."
	both2 := "CreateVariable UpdateVariable"
	value := func(f func(string) string) Defect { return keeps(both2, "Value", f) }
	elsewhereIn := func(c *call) (all []object) {
		for _, env := range c.otherEnvironments() {
			all = append(all, c.all(c.base("Environments", env, "Variables"))...)
		}
		return all
	}
	own := func(c *call) object {
		_, o := c.admin("GET", c.variable(c.SID), nil)
		return o
	}
	return []Negation{
		v.not("plain2-update-of-the-value-loses-the-key", one, Update, both(
			before("UpdateVariable", func(c *call) {
				c.asked("")
				if !c.form.Has("Key") {
					c.asked("x")
				}
			}),
			after("UpdateVariable", func(c *call) {
				if c.wanted() != "" {
					c.json["key"] = nil
				}
			}))),
		v.not("plain2-update-of-the-key-empties-the-value", one, Update, before("UpdateVariable", func(c *call) {
			if c.form.Has("Key") && !c.form.Has("Value") {
				c.form.Set("Value", "")
			}
		})),
		v.not("plain2-key-cannot-be-changed", one, Update, before("UpdateVariable", func(c *call) {
			c.form.Del("Key")
		})),
		v.not("plain2-update-with-both-changes-the-value", one, Update, before("UpdateVariable", func(c *call) {
			if c.form.Has("Value") {
				c.form.Del("Key")
			}
		})),
		v.not("plain2-update-makes-another-one", one, Update, before("UpdateVariable", func(c *call) {
			o := own(c)
			if o["sid"] == nil || !c.form.Has("Value") {
				return
			}
			f := c.form
			if !f.Has("Key") {
				f.Set("Key", text(o, "key"))
			}
			c.admin("DELETE", c.variable(c.SID), nil)
			_, made := c.admin("POST", c.base("Environments", c.Parent, "Variables"), f)
			c.refuse(200, 0, "")
			c.json = made
		})),
		v.not("plain2-update-with-the-same-value-is-409", one, Refusal,
			refusesSame("UpdateVariable", "Value", "value")),
		v.not("plain2-update-with-its-own-key-is-409", one, Refusal,
			refusesSame("UpdateVariable", "Key", "key")),
		v.not("plain2-update-takes-a-key-of-129", "A Key has up to 128 characters.", Refusal,
			field("UpdateVariable", "Key", cutTo(128))),
		v.not("plain2-update-takes-a-value-of-451", size, Refusal,
			field("UpdateVariable", "Value", func(s string) string { return s[:min(len(s), 450)] })),
		v.not("plain2-create-takes-a-value-of-451", size, Refusal,
			field("CreateVariable", "Value", func(s string) string { return s[:min(len(s), 450)] })),
		v.not("plain2-size-is-in-characters", size, Refusal, takes("CreateVariable", "Value", "value",
			func(s string) bool { return len(s) > 450 && len([]rune(s)) <= 450 },
			func(string) string { return "x" })),
		v.not("plain2-value-over-255-is-refused", size, Shape, refuses(both2, fieldHas("Value", longer(255)))),
		v.not("plain2-key-of-128-is-refused", "A Key has up to 128 characters.", Shape,
			refuses(both2, fieldHas("Key", func(s string) bool { return len(s) >= 128 }))),
		v.not("plain2-key-over-64-is-cut", "A Key has up to 128 characters.", Shape, keeps(both2, "Key", cutTo(64))),
		v.not("plain2-key-in-small-letters-is-refused", key, Shape, refuses("CreateVariable",
			fieldHas("Key", func(s string) bool { return s != strings.ToUpper(s) }))),
		v.not("plain2-key-is-in-capitals-after-an-update", key, Shape,
			keeps("UpdateVariable", "Key", strings.ToUpper)),
		v.not("plain2-dash-in-a-key-is-an-underscore", key, Shape, keeps(both2, "Key",
			func(s string) string { return strings.ReplaceAll(s, "-", "_") })),
		v.not("plain2-key-is-taken-in-other-letters", "Keys that differ in their letters differ.", Second,
			refuses("CreateVariable", func(c *call) bool {
				return slices.ContainsFunc(c.variables(), func(o object) bool {
					k := c.form.Get("Key")
					return text(o, "key") != k && strings.EqualFold(text(o, "key"), k)
				})
			})),
		v.not("plain2-key-is-taken-in-the-service", "A Variable is of one Environment.", Second,
			refuses("CreateVariable", func(c *call) bool {
				return slices.ContainsFunc(elsewhereIn(c), func(o object) bool {
					return text(o, "key") == c.form.Get("Key")
				})
			})),
		v.not("plain2-key-of-before-an-update-is-taken", "A Key is free when no Variable has it.", Refusal, both(
			before("UpdateVariable", func(c *call) {
				if o := own(c); c.form.Has("Key") && c.form.Get("Key") != text(o, "key") {
					c.mem.notes["old key "+c.Parent+text(o, "key")] = "x"
				}
			}),
			refuses("CreateVariable", func(c *call) bool {
				return c.mem.notes["old key "+c.Parent+c.form.Get("Key")] != ""
			}))),
		v.not("plain2-space-at-the-end-is-lost", kept, Shape, value(func(s string) string {
			return strings.TrimRight(s, " ")
		})),
		v.not("plain2-line-at-the-end-is-lost", kept, Shape, value(func(s string) string {
			return strings.TrimRight(s, "\n")
		})),
		v.not("plain2-value-ends-at-a-line", kept, Shape, value(func(s string) string {
			first, _, _ := strings.Cut(s, "\n")
			return first
		})),
		v.not("plain2-value-ends-at-an-equals-sign", kept, Shape, value(func(s string) string {
			if i := strings.Index(s, "="); i > 0 {
				return s[:i]
			}
			return s
		})),
		v.not("plain2-value-ends-at-a-hash", kept, Shape, value(func(s string) string {
			if i := strings.Index(s, " #"); i > 0 {
				return s[:i]
			}
			return s
		})),
		v.not("plain2-quotes-around-a-value-are-lost", kept, Shape, value(func(s string) string {
			if len(s) > 1 && s[0] == '"' && s[len(s)-1] == '"' {
				return s[1 : len(s)-1]
			}
			return s
		})),
		v.not("plain2-dollar-is-filled-in", kept, Shape, value(func(s string) string {
			return interpolation.ReplaceAllString(s, "")
		})),
		v.not("plain2-number-is-a-number", kept, Form, prop("Variable", "value", func(_ *call, old any) any {
			s, _ := old.(string)
			if n, err := strconv.Atoi(s); err == nil {
				return n
			}
			return old
		})),
		v.not("plain2-json-is-an-object", kept, Form, prop("Variable", "value", func(_ *call, old any) any {
			s, _ := old.(string)
			var o any
			if strings.HasPrefix(s, "{") && json.Unmarshal([]byte(s), &o) == nil {
				return o
			}
			return old
		})),
		v.not("plain2-true-is-a-boolean", kept, Form, prop("Variable", "value", func(_ *call, old any) any {
			if old == "true" || old == "false" {
				return old == "true"
			}
			return old
		})),
		v.not("plain2-null-is-null", kept, Form, prop("Variable", "value", func(_ *call, old any) any {
			if old == "null" || old == "undefined" {
				return nil
			}
			return old
		})),
		v.not("plain2-value-is-hidden-in-the-list", kept, Form, item("ListVariable",
			func(_ *call, entries []object) []object {
				for _, o := range entries {
					o["value"] = strings.Repeat("*", len(text(o, "value")))
				}
				return entries
			})),
		v.not("plain2-fetch-shows-four-characters", kept, Form, after("FetchVariable", func(c *call) {
			c.json["value"] = shorten(text(c.json, "value"), 4)
		})),
		v.not("plain2-missing-value-is-empty", "Value is required.", Refusal,
			filled("CreateVariable", "Value", func(*call) string { return "-" })),
		v.not("plain2-missing-key-is-numbered", "Key is required.", Refusal,
			filled("CreateVariable", "Key", func(c *call) string { return "KEY" + strconv.Itoa(len(c.variables())) })),
		v.not("plain2-delete-takes-the-key-of-all-environments", gone, Collateral, before("DeleteVariable",
			func(c *call) {
				o := own(c)
				for _, x := range elsewhereIn(c) {
					if text(x, "key") == text(o, "key") {
						c.admin("DELETE", c.base("Environments", text(x, "environment_sid"), "Variables",
							text(x, "sid")), nil)
					}
				}
			})),
		v.not("plain2-update-reaches-all-environments", one, Collateral, before("UpdateVariable", func(c *call) {
			o := own(c)
			for _, x := range elsewhereIn(c) {
				if text(x, "key") == text(o, "key") && o["key"] != nil {
					c.admin("POST", c.base("Environments", text(x, "environment_sid"), "Variables", text(x, "sid")),
						c.form)
				}
			}
		})),
		v.not("plain2-list-has-those-of-all-environments", "A Variable is of one Environment.", Second,
			item("ListVariable", func(c *call, entries []object) []object {
				return append(entries, elsewhereIn(c)...)
			})),
		v.not("plain2-in-another-environment-is-found", "A Variable is of one Environment.", Identity,
			elsewhere("FetchVariable")),
		v.not("plain2-is-updated-through-another-environment", "A Variable is of one Environment.", Identity,
			elsewhere("UpdateVariable")),
		v.not("plain2-is-deleted-through-another-environment", "A Variable is of one Environment.", Identity,
			elsewhere("DeleteVariable")),
		v.not("plain2-list-shows-values-of-the-start", "A list shows the newest state.", Update, both(
			after("CreateVariable", func(c *call) {
				c.mem.notes["value "+text(c.json, "sid")] = text(c.json, "value")
			}),
			item("ListVariable", func(c *call, entries []object) []object {
				for _, o := range entries {
					if was, there := c.mem.notes["value "+text(o, "sid")]; there {
						o["value"] = was
					}
				}
				return entries
			}))),
		v.not("plain2-deployment-resets-values", one, Collateral, both(
			after("CreateVariable", func(c *call) {
				c.mem.notes["value "+text(c.json, "sid")] = text(c.json, "value")
			}),
			after("CreateDeployment", func(c *call) {
				for _, o := range c.variables() {
					if was, there := c.mem.notes["value "+text(o, "sid")]; there && was != text(o, "value") {
						c.mem.stay(text(o, "sid"), "value", was)
					}
				}
			}))),
		v.not("plain2-delete-of-the-last-is-refused", gone, Refusal, refuses("DeleteVariable", func(c *call) bool {
			all := c.variables()
			return len(all) == 1 && text(all[0], "sid") == c.SID
		})),
		v.not("plain2-environment-is-the-first-one", "environment_sid is the Environment.", Second,
			show("Variable", func(c *call, o object) {
				o["environment_sid"] = oldest(c.all(c.base("Environments")))["sid"]
			})),
		v.not("plain2-update-of-the-key-keeps-the-date", "date_updated is when it was last updated.", Time, both(
			before("UpdateVariable", func(c *call) {
				c.asked("")
				if c.form.Has("Key") && !c.form.Has("Value") {
					c.asked(text(own(c), "date_updated"))
				}
			}),
			after("UpdateVariable", func(c *call) {
				if d := c.wanted(); d != "" {
					c.mem.stay(c.SID, "date_updated", d)
				}
			}))),
	}
}
