package negations

import (
	"net/url"
	"slices"
	"strings"
)

func fieldEnvironmentNegations() []Negation {
	e := subject{"environments", srcEnvironment}
	one, domain := "A UniqueName and a DomainSuffix are unique in a Service.",
		"domain_name has the domain_base and the suffix."
	build := "build_sid is the Build that is live."
	gone := "What is deleted goes with all that it has."
	return []Negation{
		e.not("field-domain-has-the-name-for-a-suffix", domain, Default, show("Environment", func(_ *call, o object) {
			name := text(o, "domain_name")
			if o["domain_suffix"] == nil && strings.HasSuffix(name, ".twil.io") {
				o["domain_name"] = strings.TrimSuffix(name, ".twil.io") + "-" + slug(text(o,
					"unique_name")) + ".twil.io"
			}
		})),
		e.not("field-domain-lacks-the-suffix-in-lists", domain, Form, item("ListEnvironment",
			func(_ *call, all []object) []object {
				for _, o := range all {
					if s := text(o, "domain_suffix"); s != "" {
						o["domain_name"] = strings.Replace(text(o, "domain_name"), "-"+s+".", ".", 1)
					}
				}
				return all
			})),
		e.not("field-no-suffix-is-empty", "domain_suffix is null when it is not given.", Default,
			prop("Environment", "domain_suffix", func(_ *call, old any) any {
				if old == nil {
					return ""
				}
				return old
			})),
		e.not("field-suffix-is-the-name-by-default", "domain_suffix is null when it is not given.", Default,
			before("CreateEnvironment", func(c *call) {
				if name := c.form.Get("UniqueName"); name != "" && !c.form.Has("DomainSuffix") {
					c.form.Set("DomainSuffix", shorten(strings.Trim(slug(name), "-"), 16))
				}
			})),
		e.not("field-list-has-no-builds", build, Form, item("ListEnvironment", func(_ *call, all []object) []object {
			for _, o := range all {
				o["build_sid"] = nil
			}
			return all
		})),
		e.not("field-second-shows-the-build-of-the-first", build, Second, show("Environment", func(c *call, o object) {
			if all := c.all(c.base("Environments")); len(all) > 1 {
				o["build_sid"] = oldest(all)["build_sid"]
			}
		})),
		e.not("field-build-is-shown-until-the-next-after-a-clear", build, Time, both(
			before("CreateDeployment", func(c *call) {
				_, env := c.admin("GET", c.base("Environments", c.Parent), nil)
				c.asked(text(env, "build_sid"))
			}),
			after("CreateDeployment", func(c *call) {
				delete(c.mem.fixed, c.Parent)
				if c.form.Get("BuildSid") == "" && c.wanted() != "" {
					c.mem.stay(c.Parent, "build_sid", c.wanted())
				}
			}))),
		e.not("field-suffix-of-another-service-is-taken", one, Second, uniqueInAccount("DomainSuffix")),
		e.not("field-name-of-another-service-is-taken", one, Second, uniqueInAccount("UniqueName")),
		e.not("field-taken-suffix-is-201", one, Refusal, takesTaken("DomainSuffix", "domain_suffix")),
		e.not("field-name-of-100-is-refused", "A UniqueName is up to 100 characters.", Shape,
			refuses("CreateEnvironment", fieldHas("UniqueName", longer(99)))),
		e.not("field-suffix-of-17-is-cut", "A DomainSuffix is up to 16 characters.", Refusal,
			cut("CreateEnvironment", "DomainSuffix", 16)),
		e.not("field-made-again-has-the-old-variables", gone, Time, both(
			before("DeleteEnvironment", func(c *call) {
				if _, o := c.admin("GET", c.here(), nil); o["sid"] != nil {
					c.keep("variables of "+text(o, "service_sid")+text(o, "unique_name"),
						object{"all": c.all(c.here() + "/Variables")})
				}
			}),
			after("CreateEnvironment", func(c *call) {
				old := c.recall("variables of " + text(c.json, "service_sid") + text(c.json, "unique_name"))
				for _, v := range objects(old["all"]) {
					c.admin("POST", c.here()+"/"+text(c.json, "sid")+"/Variables",
						url.Values{"Key": {text(v, "key")}, "Value": {text(v, "value")}})
				}
			}))),
		e.not("field-name-of-a-deleted-one-is-taken", gone, Time, reborn("Environment", "UniqueName", "unique_name",
			func(c *call, _ object) { c.taken() })),
		e.not("field-delete-clears-the-others", gone, Collateral, before("DeleteEnvironment", func(c *call) {
			for _, o := range c.all(c.base("Environments")) {
				if text(o, "sid") != c.SID && text(o, "build_sid") != "" {
					c.admin("POST", c.base("Environments", text(o, "sid"), "Deployments"), nil)
				}
			}
		})),
		e.not("field-live-one-is-not-deleted", gone, Refusal, before("DeleteEnvironment", func(c *call) {
			if c.isLive(c.SID) {
				c.refuse(409, 20409, "The Environment has an active Deployment.")
			}
		})),
		e.not("field-ones-without-a-suffix-are-not-listed", "A list has every one.", Paging, item("ListEnvironment",
			func(_ *call, all []object) []object {
				return slices.DeleteFunc(all, func(o object) bool { return o["domain_suffix"] == nil })
			})),
		e.not("field-ten-is-the-limit", "A Service has up to 25 Environments.", Refusal,
			refuses("CreateEnvironment", func(c *call) bool { return len(c.all(c.base("Environments"))) >= 10 })),
		e.not("field-domain-has-no-service", domain, Form, words("Environment", "domain_name", func(d string) string {
			host, rest, _ := strings.Cut(d, ".")
			parts := strings.Split(host, "-")
			return strings.Join(parts[len(parts)/2:], "-") + "." + rest
		})),
		e.not("field-links-have-no-logs", "links lead to Variables, Deployments and Logs.", Form,
			show("Environment", func(_ *call, o object) {
				if links, ok := o["links"].(object); ok {
					delete(links, "logs")
				}
			})),
	}
}

func fieldVariableNegations() []Negation {
	v := subject{"variables", srcVariable}
	kept, keep := "A Value is kept as it was sent.", "An update changes what was sent, and nothing else."
	own := "A Variable is of one Environment."
	ops := "CreateVariable UpdateVariable"
	value := func(f func(s string) string) Defect { return field(ops, "Value", f) }
	numeric := func(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }
	return []Negation{
		v.not("field-value-is-trimmed", kept, Shape, value(strings.TrimSpace)),
		v.not("field-value-ends-with-its-first-line", kept, Shape, value(func(s string) string {
			first, _, _ := strings.Cut(s, "\n")
			return first
		})),
		v.not("field-value-ends-at-an-equals-sign", kept, Shape, value(func(s string) string {
			if i := strings.LastIndex(s, "="); i > 0 {
				return s[:i]
			}
			return s
		})),
		v.not("field-zeros-before-a-number-are-lost", kept, Shape, value(func(s string) string {
			if numeric(s) && strings.TrimLeft(s, "0") != "" {
				return strings.TrimLeft(s, "0")
			}
			return s
		})),
		v.not("field-true-is-a-boolean", kept, Form, prop("Variable", "value", func(_ *call, old any) any {
			if old == "true" || old == "false" {
				return old == "true"
			}
			return old
		})),
		v.not("field-number-is-a-number-after-an-update", kept, Update, both(
			after("UpdateVariable", func(c *call) { c.mem.notes["updated "+c.SID] = "x" }),
			show("Variable", func(c *call, o object) {
				if s := text(o, "value"); numeric(s) && len(s) < 9 && c.mem.notes["updated "+text(o, "sid")] != "" {
					o["value"] = intOfText(s)
				}
			}))),
		v.not("field-key-is-in-capitals", "A Key is kept as it was sent.", Shape, field(ops, "Key", strings.ToUpper)),
		v.not("field-key-alone-empties-the-value", keep, Update, before("UpdateVariable", func(c *call) {
			if c.form.Has("Key") && !c.form.Has("Value") {
				c.form.Set("Value", " ")
			}
		})),
		v.not("field-rename-leaves-the-old-one", keep, Update, both(
			before("UpdateVariable", func(c *call) {
				_, o := c.admin("GET", c.here(), nil)
				c.keep("renamed "+c.SID, o)
			}),
			after("UpdateVariable", func(c *call) {
				if o := c.recall("renamed " + c.SID); text(o, "key") != "" && text(o, "key") != text(c.json, "key") {
					c.admin("POST", c.base("Environments", c.Parent, "Variables"),
						url.Values{"Key": {text(o, "key")}, "Value": {text(o, "value")}})
				}
			}))),
		v.not("field-key-of-another-environment-is-taken", own, Second, before("CreateVariable", func(c *call) {
			for _, env := range c.otherEnvironments() {
				for _, o := range c.all(c.base("Environments", env, "Variables")) {
					if text(o, "key") == c.form.Get("Key") {
						c.taken()
					}
				}
			}
		})),
		v.not("field-value-of-450-is-refused", "A Value is up to 450 bytes.", Shape,
			refuses(ops, fieldHas("Value", longer(449)))),
		v.not("field-key-of-128-is-refused", "A Key is up to 128 characters.", Shape,
			refuses(ops, fieldHas("Key", longer(127)))),
		v.not("field-key-of-129-is-cut", "A Key is up to 128 characters.", Refusal, cut("CreateVariable", "Key", 128)),
		v.not("field-list-hides-values", kept, Form, item("ListVariable", func(_ *call, all []object) []object {
			for _, o := range all {
				o["value"] = "********"
			}
			return all
		})),
		v.not("field-update-hides-the-value", kept, Form, after("UpdateVariable", func(c *call) {
			c.json["value"] = "********"
		})),
		v.not("field-dollar-signs-are-filled", kept, Shape, value(func(s string) string {
			return strings.ReplaceAll(s, "$", "")
		})),
		v.not("field-quotes-around-a-value-are-lost", kept, Shape, value(func(s string) string {
			if len(s) > 1 && s[0] == '"' && s[len(s)-1] == '"' {
				return s[1 : len(s)-1]
			}
			return s
		})),
		v.not("field-plus-is-a-space", kept, Shape, value(func(s string) string {
			return strings.ReplaceAll(s, "+", " ")
		})),
		v.not("field-accents-are-put-together", kept, Shape, value(func(s string) string {
			return strings.NewReplacer("e\u0301", "é", "u\u0308", "ü", "a\u0308", "ä").Replace(s)
		})),
		v.not("field-delete-takes-keys-that-begin-so", "A delete is of what it names.", Collateral,
			before("DeleteVariable", func(c *call) {
				_, o := c.admin("GET", c.here(), nil)
				for _, other := range c.variables() {
					if text(o, "sid") != "" && text(other, "sid") != c.SID &&
						strings.HasPrefix(text(other, "key"), text(o, "key")) {
						c.admin("DELETE", c.variable(text(other, "sid")), nil)
					}
				}
			})),
		v.not("field-found-below-another-environment", own, Identity, elsewhere("FetchVariable")),
		v.not("field-deleted-below-another-environment", own, Identity, elsewhere("DeleteVariable")),
		v.not("field-key-alone-does-not-move-the-date", "date_updated is that of the last update.", Time,
			stands("Variable", func(c *call) bool { return c.form.Has("Key") && !c.form.Has("Value") })),
		v.not("field-list-has-the-credentials", "A list has what was made.", Second, item("ListVariable",
			func(c *call, all []object) []object {
				if page, size, _ := pageOf(c); page == 0 && len(all) > 0 && len(all) < size {
					o := clone(all[len(all)-1])
					o["key"], o["value"], o["sid"] = "ACCOUNT_SID", text(o, "account_sid"), "ZV"+strings.Repeat("a", 32)
					o["url"] = strings.Replace(text(o, "url"), text(all[len(all)-1], "sid"), text(o, "sid"), 1)
					return append(all, o)
				}
				return all
			})),
		v.not("field-30-is-the-limit", "An Environment has many Variables.", Refusal,
			refuses("CreateVariable", func(c *call) bool { return len(c.variables()) >= 30 })),
		v.not("field-made-in-each-environment", own, Collateral, after("CreateVariable", func(c *call) {
			for _, env := range c.otherEnvironments() {
				c.admin("POST", c.base("Environments", env, "Variables"), c.form)
			}
		})),
		v.not("field-update-is-of-the-key-in-each-environment", own, Collateral, after("UpdateVariable", func(c *call) {
			for _, env := range c.otherEnvironments() {
				for _, o := range c.all(c.base("Environments", env, "Variables")) {
					if text(o, "key") == text(c.json, "key") {
						c.admin("POST", c.base("Environments", env, "Variables", text(o, "sid")),
							url.Values{"Value": {text(c.json, "value")}})
					}
				}
			}
		})),
		v.not("field-taken-key-is-201", "A Key is unique in its Environment.", Refusal, failing("CreateVariable",
			func(c *call) {
				for _, o := range c.variables() {
					if c.status == 409 && text(o, "key") == c.form.Get("Key") {
						c.gives(201, o)
						return
					}
				}
			})).assumed(),
		v.not("field-update-of-a-value-moves-it-to-the-front", "An update changes what was sent, and nothing else.",
			Update,
			after("UpdateVariable", func(c *call) { c.mem.stay(c.SID, "date_created", text(c.json, "date_updated")) })),
	}
}
