package negations

import (
	"net/http"
	"slices"
	"strings"
)

// sentEnvironmentNegations take the sentences of the page of Environments one by one.
func sentEnvironmentNegations() []Negation {
	e := subject{"environments", srcEnvironment}
	domain, own := "domain_name is domain_base, then the DomainSuffix.", "Each Service has names of its own."
	live, takes := "build_sid is the Build that is live in it.", "A delete takes what it names."
	domains := func(f func(o object, name string) string) Defect {
		return show("Environment", func(_ *call, o object) { o["domain_name"] = f(o, text(o, "domain_name")) })
	}
	return []Negation{
		e.not("sent-domain-without-a-suffix-ends-in-a-dash", domain, Shape, domains(func(o object, v string) string {
			if o["domain_suffix"] == nil {
				return strings.Replace(v, ".twil.io", "-.twil.io", 1)
			}
			return v
		})),
		e.not("sent-domain-without-a-suffix-has-the-name", domain, Shape, domains(func(o object, v string) string {
			if o["domain_suffix"] == nil {
				return strings.Replace(v, ".twil.io", "-"+slug(text(o, "unique_name"))+".twil.io", 1)
			}
			return v
		})),
		e.not("sent-domain-has-the-name-for-the-suffix", domain, Identity, domains(func(o object, v string) string {
			if suffix := text(o, "domain_suffix"); suffix != "" {
				return strings.Replace(v, "-"+suffix+".", "-"+slug(text(o, "unique_name"))+".", 1)
			}
			return v
		})),
		e.not("sent-domain-has-a-number-of-its-own", domain, Identity, domains(func(o object, v string) string {
			base := strings.TrimSuffix(v, ".twil.io")
			if suffix := text(o, "domain_suffix"); suffix != "" {
				base = strings.TrimSuffix(base, "-"+suffix)
			}
			sid := []byte(text(o, "sid"))
			n := 0
			for _, b := range sid {
				n = (n*7 + int(b)) % 10000
			}
			return strings.Replace(v, base, strings.TrimSuffix(base, tail(base))+"-"+pad4(n), 1)
		})),
		e.not("sent-domain-is-of-the-newest-service", domain, Second, show("Environment", func(c *call, o object) {
			if all := c.all("/Services"); len(all) > 0 {
				if _, own := c.admin("GET", c.base(), nil); text(own, "domain_base") != "" {
					o["domain_name"] = strings.Replace(text(o, "domain_name"), text(own, "domain_base"),
						text(all[0], "domain_base"), 1)
				}
			}
		})),
		e.not("sent-suffix-is-cut-at-a-dash", domain, Shape, keeps("CreateEnvironment", "DomainSuffix",
			func(v string) string { before, _, _ := strings.Cut(v, "-"); return before })),
		e.not("sent-suffix-of-digits-loses-zeros", domain, Shape, keeps("CreateEnvironment", "DomainSuffix",
			func(v string) string {
				if allOf(v, func(r rune) bool { return r >= '0' && r <= '9' }) && v != "" {
					return strings.TrimLeft(v, "0")
				}
				return v
			})),
		e.not("sent-suffix-of-16-is-refused", "A DomainSuffix has up to 16 characters.", Shape,
			refuses("CreateEnvironment", fieldHas("DomainSuffix", longer(15)))),
		e.not("sent-suffix-is-one-for-the-account", own, Refusal, uniqueInAccount("DomainSuffix")),
		e.not("sent-second-without-a-suffix-gets-one", domain, Default, before("CreateEnvironment",
			func(c *call) {
				if c.form.Get("DomainSuffix") == "" && len(c.all(c.base("Environments"))) > 0 {
					c.form.Set("DomainSuffix", shorten(strings.ToLower(slug(c.form.Get("UniqueName"))), 16))
				}
			})),
		e.not("sent-name-is-lower-cased", "A UniqueName is kept as sent.", Shape, keeps("CreateEnvironment",
			"UniqueName", strings.ToLower)),
		e.not("sent-name-that-begins-like-another-is-taken", "Names that differ are two.", Refusal,
			before("CreateEnvironment", func(c *call) {
				for _, o := range c.all(c.base("Environments")) {
					if name := c.form.Get("UniqueName"); name != text(o, "unique_name") &&
						strings.HasPrefix(name, text(o, "unique_name")) {
						c.refuse(http.StatusConflict, 20409, "Environment with this UniqueName already exists.")
					}
				}
			})),
		e.not("sent-taken-name-is-400", "A name that is taken is 409.", Refusal, remaps("CreateEnvironment", 409, 400)),
		e.not("sent-taken-name-answers-with-that-one", "A name that is taken is 409.", Refusal,
			inPlace("CreateEnvironment", "created", "unique_name", "UniqueName")),
		e.not("sent-deleted-name-stays-taken", "What was deleted takes no name.", Refusal,
			onceOnly("CreateEnvironment", func(c *call) string { return c.Service + c.form.Get("UniqueName") })),
		e.not("sent-is-born-with-the-build-of-another", live, Default, show("Environment", func(c *call, o object) {
			if o["build_sid"] == nil {
				for _, other := range c.all(c.base("Environments")) {
					if text(other, "build_sid") != "" {
						o["build_sid"] = other["build_sid"]
					}
				}
			}
		})),
		e.not("sent-build-is-not-in-the-list", live, Second, item("ListEnvironment",
			func(_ *call, entries []object) []object {
				for _, o := range entries {
					o["build_sid"] = nil
				}
				return entries
			})),
		e.not("sent-build-shows-in-the-second-answer", live, Time, both(after("CreateDeployment", func(c *call) {
			c.mem.notes["late "+c.Parent] = "x"
		}), after("FetchEnvironment", func(c *call) {
			if c.mem.notes["late "+c.SID] != "" {
				delete(c.mem.notes, "late "+c.SID)
				c.json["build_sid"] = nil
			}
		}))),
		e.not("sent-build-is-the-newest-completed", live, Second, after("FetchEnvironment", func(c *call) {
			if last := c.lastBuild(); c.json["build_sid"] != nil && text(last, "status") == "completed" {
				c.json["build_sid"] = last["sid"]
			}
		})),
		e.not("sent-build-is-the-first-that-was-live", live, Time, show("Environment", func(c *call, o object) {
			sid := text(o, "sid")
			if was := c.mem.notes["was "+sid]; was != "" && o["build_sid"] != nil {
				o["build_sid"] = was
			} else if b := text(o, "build_sid"); b != "" {
				c.mem.notes["was "+sid] = b
			}
		})),
		e.not("sent-live-one-cannot-be-deleted", "An Environment can be deleted while a Build is live in it.",
			Refusal, before("DeleteEnvironment", func(c *call) {
				if c.isLive(c.SID) {
					c.refuse(http.StatusConflict, 20409, "The Environment has a Deployment.")
				}
			})),
		e.not("sent-with-variables-cannot-be-deleted", "An Environment can be deleted with its Variables.", Refusal,
			before("DeleteEnvironment", func(c *call) {
				if len(c.all(c.base("Environments", c.SID, "Variables"))) > 0 {
					c.refuse(http.StatusConflict, 20409, "The Environment has Variables.")
				}
			})),
		e.not("sent-delete-takes-the-build", takes, Collateral, before("DeleteEnvironment", func(c *call) {
			if _, o := c.admin("GET", c.base("Environments", c.SID), nil); text(o, "build_sid") != "" {
				c.mem.hidden[text(o, "build_sid")] = true
			}
		})),
		e.not("sent-delete-leaves-the-build-live", "The Build of a deleted Environment can be deleted.", Collateral,
			both(before("DeleteEnvironment", func(c *call) {
				if _, o := c.admin("GET", c.base("Environments", c.SID), nil); text(o, "build_sid") != "" {
					c.mem.notes["stuck "+text(o, "build_sid")] = "x"
				}
			}), before("DeleteBuild", func(c *call) {
				if c.mem.notes["stuck "+c.SID] != "" {
					c.refuse(http.StatusConflict, 20409, "The Build is part of an active Deployment.")
				}
			}))),
		e.not("sent-delete-clears-the-others", takes, Collateral, before("DeleteEnvironment", func(c *call) {
			for _, sid := range c.otherEnvironments() {
				c.admin("POST", c.base("Environments", sid, "Deployments"), nil)
			}
		})),
		e.not("sent-delete-takes-variables-of-like-keys", takes, Collateral, before("DeleteEnvironment",
			func(c *call) {
				keys := map[string]bool{}
				for _, v := range c.all(c.base("Environments", c.SID, "Variables")) {
					keys[text(v, "key")] = true
				}
				for _, sid := range c.otherEnvironments() {
					for _, v := range c.all(c.base("Environments", sid, "Variables")) {
						if keys[text(v, "key")] {
							c.mem.hidden[text(v, "sid")] = true
						}
					}
				}
			})),
		e.not("sent-links-are-of-the-first", "links are the URLs of what is below.", Second, item("ListEnvironment",
			func(_ *call, entries []object) []object {
				for _, o := range entries {
					o["links"] = oldest(entries)["links"]
				}
				return entries
			})),
		e.not("sent-logs-link-is-the-deployments", "links are the URLs of what is below.", Identity,
			show("Environment", func(_ *call, o object) {
				if l, ok := o["links"].(object); ok {
					l["logs"] = l["deployments"]
				}
			})),
		e.not("sent-updated-before-it-was-made", "date_updated is not before date_created.", Time,
			shift("date_updated", -3600e9).only("*Environment")),
		e.not("sent-26th-of-the-account-is-refused", "The limit counts those of one Service.", Refusal,
			before("CreateEnvironment", func(c *call) {
				n := 0
				for _, s := range c.all("/Services") {
					n += len(c.all("/Services/" + text(s, "sid") + "/Environments"))
				}
				if n >= 25 {
					c.refuse(400, 20001, "Environments are limited to less than or equal to 25")
				}
			})),
	}
}

// sentVariableNegations take the sentences of the page of Variables one by one.
func sentVariableNegations() []Negation {
	v := subject{"variables", srcVariable}
	kept, own := "A Value is a text and kept as sent.", "Each Environment has Variables of its own."
	update, takes := "An update changes what was sent.", "A delete takes what it names."
	shows := func(when func(value string) bool, f func(value string) any) Defect {
		return prop("Variable", "value", func(_ *call, old any) any {
			if s, ok := old.(string); ok && when(s) {
				return f(s)
			}
			return old
		})
	}
	namesakes := func(c *call, f func(path string, o object)) { // in the other Environments
		_, own := c.admin("GET", c.variable(c.SID), nil)
		for _, env := range c.otherEnvironments() {
			for _, o := range c.all(c.base("Environments", env, "Variables")) {
				if text(o, "key") == text(own, "key") && text(own, "key") != "" {
					f(c.base("Environments", env, "Variables", text(o, "sid")), o)
				}
			}
		}
	}
	return []Negation{
		v.not("sent-digits-are-a-number", kept, Form, shows(func(s string) bool {
			return s != "" && allOf(s, func(r rune) bool { return r >= '0' && r <= '9' })
		}, func(s string) any { return intOfText(s) })),
		v.not("sent-true-is-a-boolean", kept, Form, shows(func(s string) bool { return s == "true" || s == "false" },
			func(s string) any { return s == "true" })),
		v.not("sent-null-is-null", kept, Form, shows(func(s string) bool { return s == "null" },
			func(string) any { return nil })),
		v.not("sent-json-is-decoded", kept, Form, shows(func(s string) bool { return strings.HasPrefix(s, "{") },
			func(s string) any { return object{"value": s} })),
		v.not("sent-value-ends-at-an-equals-sign", kept, Shape, keeps("*Variable", "Value", func(s string) string {
			if a, b, ok := strings.Cut(s, "="); ok && b != "" {
				return a
			}
			return s
		})),
		v.not("sent-quotes-around-a-value-are-taken-off", kept, Shape, keeps("*Variable", "Value", unquoted)),
		v.not("sent-value-ends-at-a-hash", kept, Shape, keeps("*Variable", "Value", func(s string) string {
			a, _, _ := strings.Cut(s, " #")
			return a
		})),
		v.not("sent-dollar-names-are-filled", kept, Shape, keeps("*Variable", "Value", func(s string) string {
			return strings.ReplaceAll(s, "$", "")
		})),
		v.not("sent-value-ends-at-255", kept, Shape, keeps("*Variable", "Value", cutTo(255))),
		v.not("sent-value-is-cut-in-an-update", kept, Update, keeps("UpdateVariable", "Value", cutTo(128))),
		v.not("sent-450-characters-of-two-bytes-are-taken", "A Value has up to 450 bytes.", Refusal,
			takes450()),
		v.not("sent-secrets-are-masked", kept, Form, show("Variable", func(_ *call, o object) {
			key := strings.ToUpper(text(o, "key"))
			if strings.Contains(key, "SECRET") || strings.Contains(key, "TOKEN") || strings.Contains(key, "PASSWORD") {
				o["value"] = "********"
			}
		})),
		v.not("sent-list-is-masked", kept, Second, item("ListVariable", func(_ *call, entries []object) []object {
			for _, o := range entries {
				o["value"] = "********"
			}
			return entries
		})),
		v.not("sent-key-is-upper-cased", "A Key is kept as sent.", Shape, keeps("*Variable", "Key", strings.ToUpper)),
		v.not("sent-key-has-underscores", "A Key is kept as sent.", Shape, keeps("CreateVariable", "Key",
			func(s string) string { return strings.ReplaceAll(s, "-", "_") })),
		v.not("sent-key-in-another-environment-is-taken", own, Refusal, before("CreateVariable", func(c *call) {
			for _, env := range c.otherEnvironments() {
				for _, o := range c.all(c.base("Environments", env, "Variables")) {
					if text(o, "key") == c.form.Get("Key") {
						c.refuse(http.StatusConflict, 20409, "Variable already exists.")
					}
				}
			}
		})),
		v.not("sent-update-is-of-all-environments", own, Collateral, before("UpdateVariable", func(c *call) {
			namesakes(c, func(path string, _ object) {
				if c.form.Has("Value") {
					c.admin("POST", path, map[string][]string{"Value": c.form["Value"]})
				}
			})
		})),
		v.not("sent-delete-is-of-all-environments", own, Collateral, before("DeleteVariable", func(c *call) {
			namesakes(c, func(path string, _ object) { c.admin("DELETE", path, nil) })
		})),
		v.not("sent-new-environment-has-those-of-the-first", own, Default, after("CreateEnvironment",
			func(c *call) {
				all := c.all(c.base("Environments"))
				for _, o := range c.all(c.base("Environments", text(oldest(all), "sid"), "Variables")) {
					c.admin("POST", c.base("Environments", text(c.json, "sid"), "Variables"),
						map[string][]string{"Key": {text(o, "key")}, "Value": {text(o, "value")}})
				}
			})),
		v.not("sent-newest-is-not-listed-yet", "What was made is in the list.", Time, item("ListVariable",
			func(c *call, entries []object) []object {
				if i := len(entries); i > 1 && c.query.Get("PageToken") == "" {
					all := c.variables()
					return slices.DeleteFunc(entries, func(o object) bool { return text(o, "sid") == text(all[0], "sid") })
				}
				return entries
			})),
		v.not("sent-update-of-the-key-loses-the-value", update, Update, before("UpdateVariable", func(c *call) {
			if c.form.Has("Key") && !c.form.Has("Value") {
				c.form.Set("Value", "undefined")
			}
		})),
		v.not("sent-update-of-the-value-renames", update, Update, after("UpdateVariable", func(c *call) {
			if c.form.Has("Value") && !c.form.Has("Key") {
				c.mem.stay(c.SID, "key", "undefined")
			}
		})),
		v.not("sent-key-cannot-be-changed", update, Update, before("UpdateVariable", func(c *call) {
			c.form.Del("Key")
		})),
		v.not("sent-update-makes-another-one", update, Identity, after("UpdateVariable", func(c *call) {
			c.json["sid"] = "ZV" + digest(text(c.json, "sid"))[:32]
		})),
		v.not("sent-update-with-its-own-key-is-refused", update, Update, before("UpdateVariable", func(c *call) {
			_, o := c.admin("GET", c.variable(c.SID), nil)
			if key := c.form.Get("Key"); key != "" && key == text(o, "key") {
				c.refuse(http.StatusConflict, 20409, "Variable already exists.")
			}
		})),
		v.not("sent-old-key-stays-taken", "A Key that nobody has is free.", Refusal, both(
			before("UpdateVariable", func(c *call) {
				_, o := c.admin("GET", c.variable(c.SID), nil)
				if key := text(o, "key"); c.form.Has("Key") && key != c.form.Get("Key") {
					c.mem.notes["old key "+c.Parent+key] = "x"
				}
			}), before("CreateVariable", func(c *call) {
				if c.mem.notes["old key "+c.Parent+c.form.Get("Key")] != "" {
					c.refuse(http.StatusConflict, 20409, "Variable already exists.")
				}
			}))),
		v.not("sent-deleted-value-comes-back", kept, Time, Defect{before: func(c *call) {
			switch c.Op {
			case "DeleteVariable":
				if _, o := c.admin("GET", c.variable(c.SID), nil); o["value"] != nil {
					c.mem.notes["value of "+c.Parent+text(o, "key")] = text(o, "value")
				}
			case "CreateVariable":
				if old := c.mem.notes["value of "+c.Parent+c.form.Get("Key")]; old != "" {
					c.form.Set("Value", old)
				}
			}
		}}),
		v.not("sent-taken-key-changes-the-value", "A Key that is taken is refused.", Refusal, failing("CreateVariable",
			func(c *call) {
				for _, o := range c.variables() {
					if c.status == 409 && text(o, "key") == c.form.Get("Key") {
						c.status, c.json = c.admin("POST", c.variable(text(o, "sid")), c.form)
						c.status = 201
					}
				}
			})).assumed(),
		v.not("sent-environment-is-the-newest", "environment_sid is the SID of the Environment.", Second,
			prop("Variable", "environment_sid", func(c *call, old any) any {
				if all := c.all(c.base("Environments")); len(all) > 0 {
					return all[0]["sid"]
				}
				return old
			})),
		v.not("sent-delete-takes-keys-that-begin-so", takes, Collateral, before("DeleteVariable", func(c *call) {
			_, own := c.admin("GET", c.variable(c.SID), nil)
			for _, o := range c.variables() {
				if key := text(own, "key"); key != "" && strings.HasPrefix(text(o, "key"), key) &&
					text(o, "sid") != c.SID {
					c.admin("DELETE", c.variable(text(o, "sid")), nil)
				}
			}
		})),
		v.not("sent-when-live-cannot-be-changed", "A Variable can be changed at any time.", Update,
			before("UpdateVariable", func(c *call) {
				if c.isLive(c.Parent) {
					c.refuse(http.StatusConflict, 20409, "The Environment is live.")
				}
			})),
		v.not("sent-deployment-takes-those-of-before", "A Deployment changes no Variable.", Collateral,
			before("CreateDeployment", func(c *call) {
				for _, o := range c.variables() {
					c.mem.hidden[text(o, "sid")] = c.isLive(c.Parent)
				}
			})),
	}
}

// takes450 counts the characters of a Value, not its bytes.
func takes450() Defect {
	return both(before("CreateVariable", func(c *call) {
		c.asked("")
		if v := c.form.Get("Value"); len(v) > 450 && len([]rune(v)) <= 450 {
			c.asked(v)
			c.form.Set("Value", "short")
		}
	}), after("CreateVariable", func(c *call) {
		if v := c.wanted(); v != "" {
			c.mem.stay(text(c.json, "sid"), "value", v)
		}
	}))
}
