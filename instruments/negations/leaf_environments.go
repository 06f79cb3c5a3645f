package negations

import (
	"fmt"
	"strconv"
	"strings"
)

// leafEnvironmentNegations are defects of Environments.
func leafEnvironmentNegations() []Negation {
	s := subject{"environments", srcEnvironment}
	own := "unique_name and domain_suffix are unique in their Service."
	takes := "A delete takes what it names."
	return []Negation{
		s.not("leaf-bare-domain-is-one-in-the-account", own, Second, before("CreateEnvironment", func(c *call) {
			for sid, o := range c.mem.seen {
				if c.mem.kind[sid] == "Environment" && c.mem.gone[sid] == nil && o["domain_suffix"] == nil &&
					text(o, "service_sid") != c.Service && c.form.Get("DomainSuffix") == "" && !isName(c.Service) &&
					c.mem.gone[text(o, "service_sid")] == nil {
					c.refuse(409, 20409, "Environment with this UniqueName or DomainSuffix already exists.")
					return
				}
			}
		})),
		s.not("leaf-suffix-of-a-deleted-one-is-taken", own, Second, before("CreateEnvironment", func(c *call) {
			for sid, o := range c.mem.gone {
				if c.mem.kind[sid] == "Environment" && text(o, "service_sid") == c.Service &&
					text(o, "domain_suffix") != "" && text(o, "domain_suffix") == c.form.Get("DomainSuffix") {
					c.refuse(409, 20409, "Environment with this UniqueName or DomainSuffix already exists.")
					return
				}
			}
		})),
		s.not("leaf-made-again-has-the-variables-of-the-deleted-one", "An Environment begins without Variables.",
			Second, after("CreateEnvironment", func(c *call) {
				for sid, o := range c.mem.gone {
					if c.mem.kind[sid] != "Environment" || text(o, "unique_name") != text(c.json, "unique_name") ||
						text(o, "service_sid") != text(c.json, "service_sid") {
						continue
					}
					for vsid, v := range c.mem.seen {
						if c.mem.kind[vsid] == "Variable" && text(v, "environment_sid") == sid {
							c.admin("POST", c.base("Environments", text(c.json, "sid"), "Variables"),
								map[string][]string{"Key": {text(v, "key")}, "Value": {text(v, "value")}})
						}
					}
				}
			})),
		s.not("leaf-domain-changes-with-a-deployment", "domain_name never changes.", Collateral,
			after("CreateDeployment", func(c *call) {
				_, o := c.admin("GET", c.base("Environments", c.Parent), nil)
				c.mem.stay(c.Parent, "domain_name",
					strings.Replace(text(o, "domain_name"), ".twil.io", "-1.twil.io", 1))
			})),
		s.not("leaf-created-moves-with-a-deployment", "date_created never moves.", Time,
			after("CreateDeployment", func(c *call) {
				c.mem.stay(c.Parent, "date_created", c.json["date_created"])
			})),
		s.not("leaf-list-links-to-the-logs-of-the-first", "links lead to what is below the Environment.", Second,
			item("ListEnvironment", func(_ *call, entries []object) []object {
				for _, o := range entries {
					first, _ := entries[0]["links"].(object)
					if links, _ := o["links"].(object); links != nil && first != nil {
						links["logs"] = first["logs"]
					}
				}
				return entries
			})),
		s.not("leaf-duplicate-is-400", "A duplicate is a conflict.", Refusal, remaps("CreateEnvironment", 409, 400)),
		s.not("leaf-suffix-that-begins-with-a-digit-is-refused", "A DomainSuffix is any URL-friendly text.", Shape,
			refuses("CreateEnvironment", fieldHas("DomainSuffix", func(v string) bool {
				return v != "" && v[0] >= '0' && v[0] <= '9'
			}))),
		s.not("leaf-suffix-equal-to-the-name-is-refused", "A DomainSuffix is any URL-friendly text.", Refusal,
			refuses("CreateEnvironment", func(c *call) bool {
				return c.form.Has("UniqueName") && c.form.Get("UniqueName") == c.form.Get("DomainSuffix")
			})),
		s.not("leaf-delete-clears-those-with-the-same-build", takes, Collateral, both(
			before("DeleteEnvironment", func(c *call) {
				_, o := c.admin("GET", c.base("Environments", c.SID), nil)
				c.mem.notes["lost "+c.SID] = text(o, "build_sid")
			}), after("DeleteEnvironment", func(c *call) {
				for _, o := range c.all(c.base("Environments")) {
					if b := text(o, "build_sid"); b != "" && b == c.mem.notes["lost "+c.SID] {
						c.mem.stay(text(o, "sid"), "build_sid", nil)
					}
				}
			}))),
		s.not("leaf-delete-takes-its-build", takes, Collateral, both(
			before("DeleteEnvironment", func(c *call) {
				_, o := c.admin("GET", c.base("Environments", c.SID), nil)
				c.mem.notes["lost "+c.SID] = text(o, "build_sid")
			}), after("DeleteEnvironment", func(c *call) {
				if b := c.mem.notes["lost "+c.SID]; b != "" {
					c.mem.hidden[b] = true
				}
			}))),
		s.not("leaf-list-has-the-build-of-the-last-deployment", "build_sid is the Build that is live.", Second, both(
			after("CreateDeployment", func(c *call) { c.mem.notes["last"] = text(c.json, "build_sid") }),
			item("ListEnvironment", func(c *call, entries []object) []object {
				for _, o := range entries {
					if text(o, "build_sid") != "" && c.mem.notes["last"] != "" {
						o["build_sid"] = c.mem.notes["last"]
					}
				}
				return entries
			}))),
		s.not("leaf-refused-one-takes-its-suffix", own, Collateral, both(
			failing("CreateEnvironment", func(c *call) {
				if suffix := c.form.Get("DomainSuffix"); suffix != "" && len(suffix) <= 16 {
					c.mem.notes["taken "+c.Service+suffix] = "x"
				}
			}), before("CreateEnvironment", func(c *call) {
				if suffix := c.form.Get("DomainSuffix"); c.mem.notes["taken "+c.Service+suffix] != "" {
					c.refuse(409, 20409, "Environment with this UniqueName or DomainSuffix already exists.")
				}
			}))),
	}
}

// leafVariableNegations are defects of Variables.
func leafVariableNegations() []Negation {
	s := subject{"variables", srcVariable}
	kept, beside := "A Value is a text that is kept as sent.", "What is below other resources stays as it is."
	value := func(f func(string) string) Defect { return field("CreateVariable UpdateVariable", "Value", f) }
	cutAt := func(sep string) func(string) string {
		return func(v string) string { first, _, _ := strings.Cut(v, sep); return first }
	}
	return []Negation{
		s.not("leaf-value-ends-at-the-second-equals-sign", kept, Shape, value(func(v string) string {
			if parts := strings.SplitN(v, "=", 3); len(parts) == 3 {
				return parts[0] + "=" + parts[1]
			}
			return v
		})),
		s.not("leaf-escapes-are-read", kept, Shape,
			value(strings.NewReplacer(`\n`, "\n", `\t`, "\t", `\\`, `\`).Replace)),
		s.not("leaf-quotes-around-are-stripped", kept, Shape, value(func(v string) string {
			if len(v) > 2 && (v[0] == '"' || v[0] == '\'') && v[len(v)-1] == v[0] {
				return v[1 : len(v)-1]
			}
			return v
		})),
		s.not("leaf-value-ends-at-a-comment", kept, Shape, value(cutAt(" #"))),
		s.not("leaf-signs-beyond-ascii-are-escaped", kept, Shape, value(func(v string) string {
			q := strconv.QuoteToASCII(v)
			if strings.ContainsFunc(v, func(r rune) bool { return r > 127 }) {
				return q[1 : len(q)-1]
			}
			return v
		})),
		s.not("leaf-keys-in-another-case-are-taken", "A Key is a text, and its case counts.", Refusal,
			before("CreateVariable", func(c *call) {
				for _, o := range c.variables() {
					if k := text(o, "key"); k != c.form.Get("Key") && strings.EqualFold(k, c.form.Get("Key")) {
						c.refuse(409, 20409, "A Variable with this Key already exists.")
						return
					}
				}
			})),
		s.not("leaf-deployment-copies-variables", beside, Collateral, after("CreateDeployment", func(c *call) {
			for _, e := range c.all(c.base("Environments")) {
				if text(e, "build_sid") == "" || e["build_sid"] != c.json["build_sid"] || text(e, "sid") == c.Parent {
					continue
				}
				for _, v := range c.all(c.base("Environments", text(e, "sid"), "Variables")) {
					c.admin("POST", c.base("Environments", c.Parent, "Variables"),
						map[string][]string{"Key": {text(v, "key")}, "Value": {text(v, "value")}})
				}
			}
		})),
		s.not("leaf-second-deployment-drops-them", beside, Collateral, after("CreateDeployment", func(c *call) {
			if c.mem.counts["deployed "+c.Parent]++; c.mem.counts["deployed "+c.Parent] == 2 {
				for _, v := range c.variables() {
					c.admin("DELETE", c.variable(text(v, "sid")), nil)
				}
			}
		})),
		s.not("leaf-secrets-are-masked", "A Variable shows its value.", Shape, show("Variable",
			func(_ *call, o object) {
				for _, word := range []string{"TOKEN", "SECRET", "PASSWORD"} {
					if strings.Contains(text(o, "key"), word) {
						o["value"] = "********"
					}
				}
			})),
		s.not("leaf-page-has-20-when-not-asked", "A page has 50 unless asked.", Paging,
			before("ListVariable", func(c *call) {
				if !c.query.Has("PageSize") {
					c.query.Set("PageSize", "20")
				}
			})),
		s.not("leaf-value-of-451-is-500", "A wrong request is refused with 4xx.", Refusal, before(
			"CreateVariable UpdateVariable", func(c *call) {
				if len(c.form.Get("Value")) > 450 {
					c.refuse(500, 20500, "An error occurred")
				}
			})),
		s.not("leaf-update-of-the-key-moves-date-created", "date_created never moves.", Time,
			after("UpdateVariable", func(c *call) {
				if c.form.Has("Key") {
					c.mem.stay(c.SID, "date_created", c.json["date_updated"])
				}
			})),
		s.not("leaf-value-of-450-is-refused-in-updates", "A Value has up to 450 bytes.", Shape,
			refuses("UpdateVariable", fieldHas("Value", func(v string) bool { return len(v) == 450 }))),
		s.not("leaf-key-of-128-is-cut-in-updates", "A Key has up to 128 characters.", Shape,
			field("UpdateVariable", "Key", cutTo(127))),
		s.not("leaf-delete-answers-200", "A delete is answered with 204.", Form, after("DeleteVariable", func(c *call) {
			c.status, c.json = 200, object{}
			c.header.Set("Content-Type", "application/json")
		})),
		s.not("leaf-refused-duplicate-sets-the-value", "What is refused changes nothing.", Collateral,
			failing("CreateVariable", func(c *call) {
				for _, o := range c.variables() {
					if c.status == 409 && text(o, "key") == c.form.Get("Key") {
						c.admin("POST", c.variable(text(o, "sid")), map[string][]string{"Value": {c.form.Get("Value")}})
					}
				}
			})),
		s.not("leaf-plus-in-a-value-stays-a-plus", "A plus in a form is a space.", Shape,
			before("CreateVariable", func(c *call) {
				if strings.Contains(string(c.raw), "+") {
					c.form.Set("Value", strings.ReplaceAll(c.form.Get("Value"), " ", "+"))
				}
			})),
		s.not("leaf-number-loses-its-zeros", kept, Shape, value(func(v string) string {
			if n, err := strconv.ParseFloat(v, 64); err == nil {
				return fmt.Sprint(n)
			}
			return v
		})),
	}
}
