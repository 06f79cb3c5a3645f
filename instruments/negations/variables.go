package negations

import (
	"net/http"
	"net/url"
	"strings"
)

func (c *call) variables() []object { return c.all(c.base("Environments", c.Parent, "Variables")) }

func (c *call) variable(sid string) string { return c.base("Environments", c.Parent, "Variables", sid) }

func variableNegations() []Negation {
	s := subject{"variables", srcVariable}
	create, fetch, update, remove := "CreateVariable", "FetchVariable", "UpdateVariable", "DeleteVariable"
	was := func(c *call) object { _, o := c.admin("GET", c.variable(c.SID), nil); return o }
	return []Negation{
		s.not("update-of-the-value-loses-the-key", "An update changes what was sent and nothing else.", Update,
			after(update, func(c *call) {
				if !c.form.Has("Key") {
					c.mem.stay(c.SID, "key", "")
				}
			})),
		s.not("update-of-the-key-loses-the-value", "An update changes what was sent and nothing else.", Update,
			before(update, func(c *call) {
				if c.form.Has("Key") && !c.form.Has("Value") {
					c.form.Set("Value", "")
				}
			})),
		s.not("update-of-the-key-is-ignored", "An update may change the Key.", Update,
			before(update, func(c *call) { c.form.Del("Key") })),
		s.not("update-of-the-key-is-refused", "An update may change the Key.", Update,
			refuses(update, func(c *call) bool { return c.form.Has("Key") })),
		s.not("update-with-the-same-key-is-refused", "An update may send the Key as it is.", Update,
			before(update, func(c *call) {
				if c.form.Has("Key") && c.form.Get("Key") == text(was(c), "key") {
					c.refuse(409, 20409, "Variable with this Key already exists.")
				}
			})),
		s.not("update-without-key-is-refused", "All fields of an update are optional.", Update,
			refuses(update, func(c *call) bool { return !c.form.Has("Key") })),
		s.not("update-without-value-is-refused", "All fields of an update are optional.", Update,
			refuses(update, func(c *call) bool { return !c.form.Has("Value") })),
		s.not("empty-update-is-refused", "All fields of an update are optional.", Update,
			refuses(update, func(c *call) bool { return len(c.form) == 0 })),
		s.not("empty-update-empties-the-value", "An update without fields changes nothing.", Update,
			before(update, func(c *call) {
				if len(c.form) == 0 {
					c.form = url.Values{"Value": {""}}
				}
			})),
		s.not("update-is-not-kept", "An update changes the Variable.", Update, both(
			before(update, func(c *call) { c.asked(c.form.Encode()); c.form = url.Values{} }),
			after(update, func(c *call) {
				sent, _ := url.ParseQuery(c.wanted())
				for field, name := range map[string]string{"Key": "key", "Value": "value"} {
					if sent.Has(field) {
						c.json[name] = sent.Get(field)
					}
				}
			}))),
		s.not("update-makes-a-second", "An update changes the Variable that it names.", Update,
			after(update, func(c *call) {
				c.admin("POST", c.base("Environments", c.Parent, "Variables"),
					url.Values{"Key": {text(c.json, "key") + "_2"}, "Value": {text(c.json, "value")}})
			})),
		s.not("update-gives-another-sid", "An update keeps the SID.", Update,
			after(update, func(c *call) { c.json["sid"] = "ZV" + strings.Repeat("a", 32) })),
		s.not("update-changes-namesakes-in-other-environments", "A Variable belongs to one Environment.",
			Collateral, both(
				before(update, func(c *call) { c.asked(text(was(c), "key")) }),
				after(update, func(c *call) {
					for _, e := range c.all(c.base("Environments")) {
						for _, v := range c.all(c.base("Environments", text(e, "sid"), "Variables")) {
							if text(v, "key") == c.wanted() {
								c.admin("POST", c.base("Environments", text(e, "sid"), "Variables", text(v, "sid")),
									c.form)
							}
						}
					}
				}))),
		s.not("update-changes-all-of-the-environment", "An update changes the Variable that it names.", Collateral,
			after(update, func(c *call) {
				for _, v := range c.variables() {
					if c.form.Has("Value") {
						c.admin("POST", c.variable(text(v, "sid")), url.Values{"Value": {c.form.Get("Value")}})
					}
				}
			})),
		s.not("delete-takes-namesakes-in-other-environments", "A delete takes what it names.", Collateral, both(
			before(remove, func(c *call) { c.asked(text(was(c), "key")) }),
			after(remove, func(c *call) {
				for _, e := range c.all(c.base("Environments")) {
					for _, v := range c.all(c.base("Environments", text(e, "sid"), "Variables")) {
						if text(v, "key") == c.wanted() {
							c.admin("DELETE", c.base("Environments", text(e, "sid"), "Variables", text(v, "sid")), nil)
						}
					}
				}
			}))),
		s.not("delete-takes-keys-that-begin-alike", "A delete takes what it names.", Collateral, both(
			before(remove, func(c *call) { c.asked(text(was(c), "key")) }),
			after(remove, func(c *call) {
				for _, v := range c.variables() {
					if c.wanted() != "" && strings.HasPrefix(text(v, "key"), c.wanted()) {
						c.admin("DELETE", c.variable(text(v, "sid")), nil)
					}
				}
			}))),
		s.not("delete-takes-those-with-the-same-value", "A delete takes what it names.", Collateral, both(
			before(remove, func(c *call) { c.asked(text(was(c), "value")) }),
			after(remove, func(c *call) {
				for _, v := range c.variables() {
					if text(v, "value") == c.wanted() {
						c.admin("DELETE", c.variable(text(v, "sid")), nil)
					}
				}
			}))),
		s.not("delete-takes-the-others", "A delete takes what it names.", Collateral, after(remove, func(c *call) {
			for _, v := range c.variables() {
				c.admin("DELETE", c.variable(text(v, "sid")), nil)
			}
		})),
		s.not("delete-empties-it", "What was deleted is not found any more.", Refusal, before(remove, func(c *call) {
			if was(c)["sid"] != nil {
				c.admin("POST", c.variable(c.SID), url.Values{"Value": {""}})
				c.empty(204)
			}
		})),
		s.not("delete-twice-succeeds", "What was deleted is not found any more.", Refusal,
			failing(remove, func(c *call) {
				if c.mem.gone[c.SID] != nil {
					c.empty(204)
				}
			})),
		s.not("deleted-one-can-be-fetched", "What was deleted is not found any more.", Second,
			failing(fetch, func(c *call) {
				if o := c.mem.gone[c.SID]; o != nil {
					c.status, c.json = 200, clone(o)
				}
			})),
		s.not("deleted-one-can-be-updated", "What was deleted is not found any more.", Second,
			failing(update, func(c *call) {
				if o := c.mem.gone[c.SID]; o != nil {
					c.status, c.json = 200, clone(o)
				}
			})),
		s.not("deleted-one-is-listed", "What was deleted is not listed any more.", Second, ghosts("Variable")),
		s.not("key-stays-taken-after-delete", "A deleted Variable is gone, its Key too.", Second,
			after(remove, func(c *call) {
				c.mem.notes["var "+c.Parent+text(c.mem.gone[c.SID], "key")] = "x"
			}).then(before(create, func(c *call) {
				if c.mem.notes["var "+c.Parent+c.form.Get("Key")] != "" {
					c.refuse(409, 20409, "Variable with this Key already exists.")
				}
			}))),
		s.not("key-stays-taken-after-a-rename", "A Key that was given up can be taken.", Second,
			before(update, func(c *call) {
				if c.form.Has("Key") {
					c.mem.notes["var "+c.Parent+text(was(c), "key")] = "x"
				}
			}).then(before(create, func(c *call) {
				if c.mem.notes["var "+c.Parent+c.form.Get("Key")] != "" {
					c.refuse(409, 20409, "Variable with this Key already exists.")
				}
			}))),
		s.not("keys-are-unique-in-the-service", "Two Environments may have Variables of one Key.", Second,
			before(create, func(c *call) {
				owner := c.mem.notes["owner "+c.Service+c.form.Get("Key")]
				if owner != "" && owner != c.Parent {
					c.refuse(409, 20409, "Variable with this Key already exists.")
					return
				}
				c.mem.notes["owner "+c.Service+c.form.Get("Key")] = c.Parent
			})),
		s.not("keys-are-compared-without-case", "Keys of other case are other Keys.", Second,
			before(create, func(c *call) {
				for _, v := range c.variables() {
					if strings.EqualFold(text(v, "key"), c.form.Get("Key")) && text(v, "key") != c.form.Get("Key") {
						c.refuse(409, 20409, "Variable with this Key already exists.")
					}
				}
			})),
		s.not("second-with-one-key-is-accepted", "A Key is unique in its Environment.", Refusal,
			before(create, func(c *call) {
				for _, v := range c.variables() {
					if text(v, "key") == c.form.Get("Key") {
						c.asked(c.form.Get("Key"))
						c.form.Set("Key", c.form.Get("Key")+"_")
					}
				}
			}).then(after(create, func(c *call) {
				if c.wanted() != "" {
					c.mem.stay(text(c.json, "sid"), "key", c.wanted())
				}
			}))).assumed(),
		s.not("second-with-one-key-updates-the-first", "A Key is unique in its Environment: a second one is refused.",
			Refusal, before(create, func(c *call) {
				for _, v := range c.variables() {
					if text(v, "key") == c.form.Get("Key") {
						c.status, c.json = c.admin("POST", c.variable(text(v, "sid")), c.form)
						c.answered, c.status, c.header = true, 201, http.Header{"Content-Type": {"application/json"}}
					}
				}
			})).assumed(),
		s.not("set-in-one-environment-shows-in-all", "A Variable belongs to one Environment.", Second,
			after(create, func(c *call) {
				for _, e := range c.all(c.base("Environments")) {
					if text(e, "sid") != c.Parent {
						c.admin("POST", c.base("Environments", text(e, "sid"), "Variables"), c.form)
					}
				}
			})),
		s.not("is-found-in-another-environment", "A Variable belongs to one Environment.", Access,
			failing(fetch, func(c *call) {
				if o := c.mem.seen[c.SID]; o != nil && c.mem.gone[c.SID] == nil &&
					c.mem.gone[text(o, "environment_sid")] == nil && c.mem.gone[c.Service] == nil {
					c.status, c.json = 200, clone(o)
				}
			})),
		s.not("can-be-deleted-through-another-environment", "A Variable belongs to one Environment.", Access,
			failing(remove, func(c *call) {
				if o := c.mem.seen[c.SID]; o != nil && c.mem.gone[c.SID] == nil && c.status == 404 {
					c.admin("DELETE", "/Services/"+text(o, "service_sid")+"/Environments/"+
						text(o, "environment_sid")+"/Variables/"+
						c.SID, nil)
					c.empty(204)
				}
			})),
		s.not("can-be-updated-through-another-environment", "A Variable belongs to one Environment.", Access,
			failing(update, func(c *call) {
				if o := c.mem.seen[c.SID]; o != nil && c.mem.gone[c.SID] == nil && c.status == 404 {
					c.status, c.json = c.admin("POST", "/Services/"+text(o, "service_sid")+"/Environments/"+
						text(o, "environment_sid")+"/Variables/"+c.SID, c.form)
				}
			})),
		s.not("tenth-is-refused", "An Environment may have many Variables.", Second, before(create, func(c *call) {
			if len(c.variables()) >= 9 {
				c.refuse(400, 20001, "Too many Variables.")
			}
		})),
		s.not("deployment-forgets-them", "Variables are independent of Deployments.", Collateral,
			before("CreateDeployment", func(c *call) {
				for _, v := range c.variables() {
					c.admin("DELETE", c.variable(text(v, "sid")), nil)
				}
			})),
		s.not("create-answers-200", "A create answers 201.", Form, remaps(create, 201, 200)),
		s.not("update-answers-201", "An update answers 200.", Form, remaps(update, 200, 201)),
		s.not("has-no-environment", "A Variable names its Environment.", Form, without("Variable", "environment_sid")),
		s.not("list-has-credentials", "ACCOUNT_SID and AUTH_TOKEN are no Variables of the list.", Second,
			item("ListVariable", func(c *call, entries []object) []object {
				if len(entries) > 0 {
					extra := clone(entries[0])
					extra["sid"], extra["key"], extra["value"] = "ZV"+strings.Repeat("b", 32), "ACCOUNT_SID", "AC"
					entries = append(entries, extra)
				}
				return entries
			})),
	}
}

func variableValueNegations() []Negation {
	s := subject{"variables", srcVariable}
	both := "CreateVariable UpdateVariable"
	mask := func(v string) string { return strings.Repeat("*", len(v)) }
	list := []Negation{
		s.not("value-is-hidden", "The value of a Variable is shown.", Form, words("Variable", "value", mask)),
		s.not("value-is-hidden-in-lists", "The value of a Variable is shown in the list too.", Second,
			item("ListVariable", func(_ *call, entries []object) []object {
				for _, e := range entries {
					e["value"] = mask(text(e, "value"))
				}
				return entries
			})),
		s.not("value-is-hidden-after-create", "The value of a Variable is shown by a fetch too.", Second,
			after("FetchVariable", func(c *call) { c.json["value"] = mask(text(c.json, "value")) })),
		s.not("key-and-value-are-swapped", "Key and Value are two properties.", Identity,
			show("Variable", func(_ *call, o object) { o["key"], o["value"] = o["value"], o["key"] })),
		s.not("key-of-128-is-refused", "A Key has up to 128 characters.", Shape,
			refuses(both, fieldHas("Key", longer(127)))),
		s.not("key-over-64-is-refused", "A Key has up to 128 characters.", Shape,
			refuses(both, fieldHas("Key", longer(64)))),
		s.not("key-of-129-is-accepted", "A Key has at most 128 characters.", Refusal,
			takes("CreateVariable", "Key", "key", longer(128), func(v string) string { return shorten(v, 128) })),
		s.not("key-of-129-is-accepted-by-an-update", "A Key has at most 128 characters.", Refusal,
			takes("UpdateVariable", "Key", "key", longer(128), func(v string) string { return shorten(v, 128) })),
		s.not("key-is-upper-cased", "A Key is kept as sent.", Shape, keeps(both, "Key", strings.ToUpper)),
		s.not("key-is-lower-cased", "A Key is kept as sent.", Shape, keeps(both, "Key", strings.ToLower)),
		s.not("key-with-a-hyphen-is-refused", "A Key may have a hyphen, as the documentation's examples have.", Shape,
			refuses(both, fieldHas("Key", contains("-")))),
		s.not("key-with-a-hyphen-gets-an-underscore", "A Key is kept as sent.", Shape,
			keeps(both, "Key", func(v string) string { return strings.ReplaceAll(v, "-", "_") })),
		s.not("lower-case-key-is-refused", "A Key may be in lower case, as the documentation's examples are.", Shape,
			refuses(both, fieldHas("Key", func(v string) bool { return v != strings.ToUpper(v) }))),
		s.not("key-with-a-digit-is-refused", "A Key may have digits.", Shape,
			refuses(both, fieldHas("Key", contains("0123456789")))),
		s.not("key-is-not-required", "Key is required.", Refusal, before("CreateVariable", func(c *call) {
			if !c.form.Has("Key") {
				c.form.Set("Key", "UNNAMED")
			}
		})),
		s.not("value-is-not-required", "Value is required.", Refusal, before("CreateVariable", func(c *call) {
			if !c.form.Has("Value") {
				c.form.Set("Value", "x")
			}
		})),
		s.not("value-of-450-is-refused", "A Value has up to 450 bytes.", Shape,
			refuses(both, fieldHas("Value", longer(449)))),
		s.not("value-over-255-is-refused", "A Value has up to 450 bytes.", Shape,
			refuses(both, fieldHas("Value", longer(255)))),
		s.not("value-over-255-is-cut", "A Value has up to 450 bytes and is kept as sent.", Shape,
			keeps(both, "Value", func(v string) string { return shorten(v, 255) })),
		s.not("value-of-451-is-accepted", "A Value has at most 450 bytes.", Refusal,
			takes("CreateVariable", "Value", "value", longer(450), func(string) string { return "x" })),
		s.not("value-of-451-is-accepted-by-an-update", "A Value has at most 450 bytes.", Refusal,
			takes("UpdateVariable", "Value", "value", longer(450), func(string) string { return "x" })),
		s.not("value-length-counts-characters", "A Value has at most 450 bytes, whatever characters they are.", Refusal,
			takes(both, "Value", "value", func(v string) bool { return len(v) > 450 && len([]rune(v)) <= 450 },
				func(string) string { return "x" })),
		s.not("value-is-a-number", "A Value is text.", Form, prop("Variable", "value", func(_ *call, old any) any {
			if v, ok := old.(string); ok && v != "" && strings.Trim(v, "0123456789") == "" {
				return 42
			}
			return old
		})),
		s.not("value-is-a-boolean", "A Value is text.", Form, prop("Variable", "value", func(_ *call, old any) any {
			if old == "true" || old == "false" {
				return old == "true"
			}
			return old
		})),
		s.not("value-of-json-is-parsed", "A Value is text.", Form,
			prop("Variable", "value", func(_ *call, old any) any {
				if v, ok := old.(string); ok && strings.HasPrefix(v, "{") {
					return object{"parsed": v}
				}
				return old
			})),
		s.not("value-with-an-equals-sign-is-cut", "A Value is kept as sent.", Shape,
			keeps(both, "Value", func(v string) string { head, _, _ := strings.Cut(v, "="); return head })),
		s.not("value-with-a-newline-is-cut", "A Value is kept as sent.", Shape,
			keeps(both, "Value", func(v string) string { head, _, _ := strings.Cut(v, "\n"); return head })),
		s.not("value-with-a-newline-is-refused", "A Value may have several lines.", Shape,
			refuses(both, fieldHas("Value", contains("\n")))),
		s.not("value-with-a-hash-is-cut", "A Value is kept as sent.", Shape,
			keeps(both, "Value", func(v string) string { head, _, _ := strings.Cut(v, "#"); return head })),
		s.not("value-loses-outer-quotes", "A Value is kept as sent.", Shape,
			keeps(both, "Value", func(v string) string { return strings.Trim(v, `"'`) })),
		s.not("value-has-its-dollars-expanded", "A Value is kept as sent.", Shape,
			keeps(both, "Value", func(v string) string { return strings.ReplaceAll(v, "$", "") })),
		s.not("value-with-a-url-is-refused", "A Value may be a URL.", Shape,
			refuses(both, fieldHas("Value", func(v string) bool { return strings.Contains(v, "://") }))),
		s.not("value-that-was-used-is-refused", "Two Variables may have one Value.", Second,
			before("CreateVariable", func(c *call) {
				for _, v := range c.variables() {
					if text(v, "value") == c.form.Get("Value") {
						c.refuse(409, 20409, "Value is taken.")
					}
				}
			})),
	}
	for _, d := range textDefects() {
		list = append(list, s.not("value-"+d.id, "A Value is kept as sent, not "+d.words+".", Shape,
			keeps(both, "Value", d.f)))
	}
	return list
}
