package negations

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// onceEnvironmentNegations are defects of Environments and of their Variables.
func onceEnvironmentNegations() []Negation {
	e, v := subject{"environments", srcEnvironment}, subject{"variables", srcVariable}
	live := "build_sid is the Build that is live in the Environment."
	takes := "A delete takes what it names."
	kept := "A Value is a text that is kept as sent."
	one := "An update changes what was sent, of what it names, and nothing else."
	return []Negation{
		e.not("once-suffix-ends-at-a-dash", "domain_suffix is what was sent.", Shape, show("Environment",
			func(_ *call, o object) {
				if s := text(o, "domain_suffix"); strings.Contains(s, "-") {
					o["domain_suffix"] = s[strings.LastIndex(s, "-")+1:]
				}
			})),
		e.not("once-delete-takes-the-live-build", takes, Collateral, both(
			before("DeleteEnvironment", func(c *call) {
				_, o := c.admin("GET", c.base("Environments", c.SID), nil)
				c.asked(text(o, "build_sid"))
			}), after("DeleteEnvironment", func(c *call) {
				if c.wanted() != "" {
					c.mem.hidden[c.wanted()] = true
				}
			}))),
		e.not("once-delete-clears-others-with-the-build", takes, Collateral, both(
			before("DeleteEnvironment", func(c *call) {
				_, own := c.admin("GET", c.base("Environments", c.SID), nil)
				var same []string
				for _, o := range c.all(c.base("Environments")) {
					if o["build_sid"] != nil && o["build_sid"] == own["build_sid"] && text(o, "sid") != c.SID {
						same = append(same, text(o, "sid"))
					}
				}
				c.asked(strings.Join(same, " "))
			}), after("DeleteEnvironment", func(c *call) {
				for _, sid := range strings.Fields(c.wanted()) {
					c.admin("POST", c.base("Environments", sid, "Deployments"), nil)
				}
			}))),
		e.not("once-list-has-the-build-of-the-first-deployment", live, Time, item("ListEnvironment",
			func(c *call, entries []object) []object {
				for _, o := range entries {
					all := c.all(c.base("Environments", text(o, "sid"), "Deployments"))
					if len(all) > 0 {
						o["build_sid"] = all[len(all)-1]["build_sid"]
					}
				}
				return entries
			})),
		e.not("once-later-pages-lack-their-last", "The pages of a list have every entry once.", Paging,
			item("ListEnvironment ListVariable", func(c *call, entries []object) []object {
				if page, _, m := pageOf(c); page > 0 && m["next_page_url"] != nil && len(entries) > 1 {
					return entries[:len(entries)-1]
				}
				return entries
			})),
		e.not("once-domain-moves-when-the-service-is-updated", "An update changes what was sent, and nothing else.",
			Collateral, after("UpdateService", func(c *call) {
				for _, o := range c.all("/Services/" + text(c.json, "sid") + "/Environments") {
					c.mem.stay(text(o, "sid"), "domain_name", "x"+text(o, "domain_name"))
				}
			})),
		e.not("once-date-of-an-update-is-gone-after-a-clear", "date_updated is a date.", Form,
			after("CreateDeployment", func(c *call) {
				if c.form.Get("BuildSid") == "" {
					c.mem.stay(c.Parent, "date_updated", "")
				}
			})),
		e.not("once-name-that-is-the-suffix-of-another-is-taken", "A UniqueName is unique among UniqueNames.", Second,
			refuses("CreateEnvironment", func(c *call) bool {
				return slices.ContainsFunc(c.all(c.base("Environments")), func(o object) bool {
					s := text(o, "domain_suffix")
					return s != "" && s == c.form.Get("UniqueName") ||
						text(o, "unique_name") == c.form.Get("DomainSuffix")
				})
			})),
		e.not("once-links-of-a-list-are-those-of-the-first", "links are of the Environment.", Second,
			item("ListEnvironment", func(_ *call, entries []object) []object {
				for _, o := range entries {
					o["links"] = entries[0]["links"]
				}
				return entries
			})),
		v.not("once-dash-and-underscore-are-one", "Keys are compared whole.", Second, refuses("CreateVariable",
			func(c *call) bool {
				plain := strings.NewReplacer("-", "_").Replace
				return slices.ContainsFunc(c.variables(), func(o object) bool {
					k := c.form.Get("Key")
					return text(o, "key") != k && plain(text(o, "key")) == plain(k)
				})
			})),
		v.not("once-equal-ones-of-two-environments-are-one", one, Collateral, both(
			before("UpdateVariable", func(c *call) {
				_, o := c.admin("GET", c.variable(c.SID), nil)
				c.keep("equal", o)
			}), after("UpdateVariable", func(c *call) {
				old := c.recall("equal")
				for sid, o := range c.mem.seen {
					at, err := url.Parse(text(o, "url"))
					if err == nil && c.mem.kind[sid] == "Variable" && sid != c.SID && o["key"] == old["key"] &&
						o["value"] == old["value"] && o["service_sid"] == old["service_sid"] && c.form.Has("Value") {
						c.admin("POST", strings.TrimPrefix(at.Path, "/v1"), url.Values{"Value": {c.form.Get("Value")}})
					}
				}
			}))),
		v.not("once-reference-to-another-is-replaced", kept, Shape, before("CreateVariable UpdateVariable",
			func(c *call) {
				for _, o := range c.variables() {
					name := "${" + text(o, "key") + "}"
					if value := c.form.Get("Value"); strings.Contains(value, name) {
						c.form.Set("Value", strings.ReplaceAll(value, name, text(o, "value")))
					}
				}
			})),
		v.not("once-made-again-has-the-old-value", "What was deleted is gone.", Time, before("CreateVariable",
			func(c *call) {
				for sid, o := range c.mem.gone {
					if c.mem.kind[sid] == "Variable" && text(o, "key") == c.form.Get("Key") &&
						text(o, "environment_sid") == c.Parent {
						c.form.Set("Value", text(o, "value"))
					}
				}
			})),
		v.not("once-values-are-hidden-when-live", "A Variable is shown with its Value.", Time, show("Variable",
			func(c *call, o object) {
				if c.isLive(text(o, "environment_sid")) {
					o["value"] = "********"
				}
			})),
		v.not("once-old-key-stays-taken", "A Key that no Variable has is free.", Time, both(
			before("UpdateVariable", func(c *call) {
				_, o := c.admin("GET", c.variable(c.SID), nil)
				if k := c.form.Get("Key"); k != "" && k != text(o, "key") {
					c.mem.notes["old "+c.Parent+text(o, "key")] = "x"
				}
			}), before("CreateVariable", func(c *call) {
				if c.mem.notes["old "+c.Parent+c.form.Get("Key")] != "" {
					c.refuse(409, 20409, "A Variable with this Key already exists.")
				}
			}))),
		v.not("once-update-of-a-deleted-one-makes-it-again", "What is not there is 404.", Time,
			Defect{after: func(c *call) {
				old := c.mem.gone[c.SID]
				if c.Op != "UpdateVariable" || c.status != http.StatusNotFound || old == nil {
					return
				}
				form := url.Values{"Key": {text(old, "key")}, "Value": {text(old, "value")}}
				for name := range c.form {
					form.Set(name, c.form.Get(name))
				}
				if status, o := c.admin("POST", c.base("Environments", c.Parent, "Variables"), form); status == 201 {
					c.status, c.json = 200, o
				}
			}}),
		v.not("once-key-of-another-environment-is-taken-by-an-update", "A Key is of one Environment.", Second,
			refuses("UpdateVariable", func(c *call) bool {
				for _, environment := range c.otherEnvironments() {
					for _, o := range c.all(c.base("Environments", environment, "Variables")) {
						if text(o, "key") == c.form.Get("Key") {
							return true
						}
					}
				}
				return false
			})),
		v.not("once-update-with-the-key-of-before-loses-the-value", one, Update, before("UpdateVariable",
			func(c *call) {
				if _, o := c.admin("GET", c.variable(c.SID), nil); c.form.Get("Key") == text(o, "key") {
					c.form.Del("Value")
				}
			})),
		v.not("once-date-of-an-update-is-that-of-its-namesake", "date_updated is the last update.", Time,
			show("Variable", func(c *call, o object) {
				for sid, x := range c.mem.seen {
					if c.mem.kind[sid] == "Variable" && sid != text(o, "sid") && x["key"] == o["key"] &&
						text(x, "date_updated") > text(o, "date_updated") && x["service_sid"] == o["service_sid"] {
						o["date_updated"] = x["date_updated"]
					}
				}
			})),
	}
}
