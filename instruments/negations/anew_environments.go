package negations

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// unquoted reads a value as a file of settings would.
func unquoted(s string) string {
	if len(s) > 1 && (s[0] == '"' || s[0] == '\'') && s[len(s)-1] == s[0] {
		return s[1 : len(s)-1]
	}
	return s
}

// otherEnvironments is every Environment of the Service but the one of the request.
func (c *call) otherEnvironments() (all []string) {
	for _, e := range c.all(c.base("Environments")) {
		if sid := text(e, "sid"); sid != c.Parent && sid != c.SID {
			all = append(all, sid)
		}
	}
	return all
}

// anewEnvironmentNegations are defects of Environments and of what is below them.
func anewEnvironmentNegations() []Negation {
	e, v := subject{"environments", srcEnvironment}, subject{"variables", srcVariable}
	domain := "domain_name is the domain_base with the suffix."
	own := "unique_name and domain_suffix are unique in their Service."
	kept := "A Value is a text that is kept as sent."
	update := "An update changes what was sent, and nothing else."
	one := "A Variable is of one Environment."
	values := "CreateVariable UpdateVariable"
	inAccount := func(name, property string) Defect {
		return before("CreateEnvironment", func(c *call) {
			for _, s := range c.all("/Services") {
				for _, o := range c.all("/Services/" + text(s, "sid") + "/Environments") {
					if v := c.form.Get(name); v != "" && text(o, property) == v {
						c.refuse(http.StatusConflict, 20409,
							"Environment with this UniqueName or DomainSuffix already exists.")
					}
				}
			}
		})
	}
	return []Negation{
		e.not("anew-domain-without-a-suffix-ends-in-a-dash", domain, Default, show("Environment",
			func(_ *call, o object) {
				if o["domain_suffix"] == nil {
					o["domain_name"] = strings.Replace(text(o, "domain_name"), ".twil.io", "-.twil.io", 1)
				}
			})),
		e.not("anew-suffix-of-digits-is-a-number", "domain_suffix is a text.", Form,
			prop("Environment", "domain_suffix", func(_ *call, old any) any {
				if s, ok := old.(string); ok {
					return guessed(s)
				}
				return old
			})),
		e.not("anew-suffix-ends-at-a-dash-in-the-domain", domain, Shape, show("Environment", func(_ *call, o object) {
			if s := text(o, "domain_suffix"); strings.Contains(s, "-") {
				head, _, _ := strings.Cut(s, "-")
				o["domain_name"] = strings.Replace(text(o, "domain_name"), "-"+s+".", "-"+head+".", 1)
			}
		})),
		e.not("anew-longest-suffix-is-cut-in-the-domain", domain, Shape, show("Environment", func(_ *call, o object) {
			if s := text(o, "domain_suffix"); len(s) > 12 {
				o["domain_name"] = strings.Replace(text(o, "domain_name"), s+".", s[:12]+".", 1)
			}
		})),
		e.not("anew-suffix-of-the-first-is-that-of-all", "domain_suffix is what was sent.", Second,
			show("Environment", func(c *call, o object) {
				key := "suffix " + text(o, "service_sid")
				if s := text(o, "domain_suffix"); s != "" && c.mem.notes[key] == "" {
					c.mem.notes[key] = s
				} else if s != "" {
					o["domain_suffix"] = c.mem.notes[key]
				}
			})),
		e.not("anew-suffix-is-its-name-when-it-has-none", "domain_suffix is null when none was sent.", Default,
			before("CreateEnvironment", func(c *call) {
				if n := c.form.Get("UniqueName"); !c.form.Has("DomainSuffix") && n != "" && len(n) <= 16 {
					c.form.Set("DomainSuffix", n)
				}
			})),
		e.not("anew-name-of-another-service-is-taken", own, Second, inAccount("UniqueName", "unique_name")),
		e.not("anew-suffix-of-another-service-is-taken", own, Second, inAccount("DomainSuffix", "domain_suffix")),
		e.not("anew-name-that-is-a-suffix-is-taken", own, Second, refuses("CreateEnvironment", func(c *call) bool {
			for _, o := range c.all(c.base("Environments")) {
				if n := c.form.Get("UniqueName"); n != "" && text(o, "domain_suffix") == n ||
					c.form.Get("DomainSuffix") != "" && text(o, "unique_name") == c.form.Get("DomainSuffix") {
					return true
				}
			}
			return false
		})),
		e.not("anew-variables-of-its-name-before-come-back", "What was below a deleted Environment is gone.", Time,
			both(
				before("DeleteEnvironment", func(c *call) {
					_, o := c.admin("GET", c.base("Environments", c.SID), nil)
					for _, x := range c.all(c.base("Environments", c.SID, "Variables")) {
						c.mem.notes["left "+text(o, "service_sid")+" "+text(o, "unique_name")] = text(x, "key") + "=" +
							text(x, "value")
					}
				}), after("CreateEnvironment", func(c *call) {
					left := c.mem.notes["left "+text(c.json, "service_sid")+" "+text(c.json, "unique_name")]
					if k, value, ok := strings.Cut(left, "="); ok {
						c.admin("POST", c.base("Environments", text(c.json, "sid"), "Variables"),
							url.Values{"Key": {k}, "Value": {value}})
					}
				}))),
		e.not("anew-delete-takes-its-build", "A delete takes what it names.", Collateral, both(
			before("DeleteEnvironment", func(c *call) {
				_, o := c.admin("GET", c.base("Environments", c.SID), nil)
				c.asked(text(o, "build_sid"))
			}), after("DeleteEnvironment", func(c *call) {
				if build := c.wanted(); build != "" {
					c.admin("DELETE", c.base("Builds", build), nil)
				}
			}))),
		e.not("anew-build-of-a-deleted-one-stays-live", "A Build that is not live can be deleted.", Time, both(
			before("DeleteEnvironment", func(c *call) {
				if _, o := c.admin("GET", c.base("Environments", c.SID), nil); text(o, "build_sid") != "" {
					c.mem.notes["was live "+text(o, "build_sid")] = "x"
				}
			}), before("DeleteBuild", func(c *call) {
				if c.mem.notes["was live "+c.SID] != "" {
					c.refuse(http.StatusConflict, 20409,
						"Cannot delete Build because it's part of an active Deployment.")
				}
			}))).from(srcTerraform),
		e.not("anew-list-shows-no-build", "build_sid is the Build that is live.", Form,
			item("ListEnvironment", func(_ *call, entries []object) []object {
				for _, o := range entries {
					o["build_sid"] = nil
				}
				return entries
			})),
		e.not("anew-list-has-domains-without-a-suffix", domain, Form,
			item("ListEnvironment", func(_ *call, entries []object) []object {
				for _, o := range entries {
					if s := text(o, "domain_suffix"); s != "" {
						o["domain_name"] = strings.Replace(text(o, "domain_name"), "-"+s+".", ".", 1)
					}
				}
				return entries
			})),
		e.not("anew-too-long-suffix-is-cut", "domain_suffix has at most 16 characters.", Refusal,
			cut("CreateEnvironment", "DomainSuffix", 16)),
		e.not("anew-too-long-name-is-cut", "unique_name has at most 100 characters.", Refusal,
			cut("CreateEnvironment", "UniqueName", 100)),
		e.not("anew-names-over-50-are-refused", "unique_name has at most 100 characters.", Shape,
			refuses("CreateEnvironment", fieldHas("UniqueName", longer(50)))),

		v.not("anew-value-that-looks-like-one-is-a-number", kept, Shape,
			prop("Variable", "value", func(_ *call, old any) any {
				s, _ := old.(string)
				return guessed(s)
			})),
		v.not("anew-quotes-around-a-value-are-lost", kept, Shape, keeps(values, "Value", unquoted)),
		v.not("anew-value-ends-at-a-hash", kept, Shape, keeps(values, "Value", func(s string) string {
			head, _, found := strings.Cut(s, " #")
			if found && head != "" {
				return head
			}
			return s
		})),
		v.not("anew-value-ends-at-its-equals-sign", kept, Shape, keeps(values, "Value", func(s string) string {
			if head, _, found := strings.Cut(s, "="); found && head != "" {
				return head
			}
			return s
		})),
		v.not("anew-names-in-a-value-are-filled-in", kept, Shape, keeps(values, "Value", func(s string) string {
			i := strings.Index(s, "$")
			if i < 0 || len(s) == 1 {
				return s
			}
			j := i + 1
			for j < len(s) && (unicode.IsLetter(rune(s[j])) || s[j] == '_' || s[j] == '{' || s[j] == '}') {
				j++
			}
			if s[:i]+s[j:] == "" {
				return "x"
			}
			return s[:i] + s[j:]
		})),
		v.not("anew-escapes-in-a-value-are-read", kept, Shape, keeps(values, "Value", func(s string) string {
			return strings.NewReplacer(`\n`, "\n", `\t`, "\t", `\\`, `\`).Replace(s)
		})),
		v.not("anew-json-in-a-value-is-written-anew", kept, Shape, keeps(values, "Value", func(s string) string {
			if strings.HasPrefix(s, "{") && strings.HasSuffix(s, "}") {
				return strings.ReplaceAll(strings.ReplaceAll(s, ", ", ","), ": ", ":")
			}
			return s
		})),
		v.not("anew-line-breaks-in-a-value-are-spaces", kept, Shape, keeps(values, "Value", func(s string) string {
			return strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", " "), "\n", " ")
		})),
		v.not("anew-value-of-secrets-is-starred-in-a-list", "value is the value.", Form,
			item("ListVariable", func(_ *call, entries []object) []object {
				for _, o := range entries {
					if k := lower(text(o, "key")); strings.Contains(k, "secret") || strings.Contains(k, "token") ||
						strings.Contains(k, "key") || strings.Contains(k, "pass") {
						o["value"] = "********"
					}
				}
				return entries
			})),
		v.not("anew-value-is-starred-after-an-update", "value is the value.", Form, after("UpdateVariable",
			func(c *call) { c.json["value"] = strings.Repeat("*", len(text(c.json, "value"))) })),
		v.not("anew-key-in-other-letters-is-taken", "A Key is a text that is kept as sent.", Second,
			refuses("CreateVariable", func(c *call) bool {
				for _, o := range c.variables() {
					k := text(o, "key")
					if strings.EqualFold(k, c.form.Get("Key")) && k != c.form.Get("Key") {
						return true
					}
				}
				return false
			})).assumed(),
		v.not("anew-keys-of-the-platform-are-refused", "Variables override what the platform sets.", Refusal,
			refuses("CreateVariable", fieldHas("Key", func(s string) bool {
				return strings.Contains(" DOMAIN_NAME PATH SERVICE_SID ENVIRONMENT_SID ACCOUNT_SID AUTH_TOKEN ",
					" "+s+" ")
			}))).from("https://www.twilio.com/docs/serverless/functions-assets/functions/variables"),
		v.not("anew-key-of-128-is-refused", "A Key has at most 128 characters.", Shape,
			refuses("CreateVariable", fieldHas("Key", longer(127)))),
		v.not("anew-new-value-loses-the-key", update, Update, before("UpdateVariable", func(c *call) {
			if c.form.Has("Value") && !c.form.Has("Key") {
				c.form.Set("Key", "undefined")
			}
		})),
		v.not("anew-new-key-makes-a-second-one", update, Update, before("UpdateVariable", func(c *call) {
			_, old := c.admin("GET", c.variable(c.SID), nil)
			if k := c.form.Get("Key"); k != "" && text(old, "key") != "" && k != text(old, "key") {
				value := text(old, "value")
				if c.form.Has("Value") {
					value = c.form.Get("Value")
				}
				_, o := c.admin("POST", c.base("Environments", c.Parent, "Variables"),
					url.Values{"Key": {k}, "Value": {value}})
				if text(o, "sid") != "" {
					c.refuse(http.StatusOK, 0, "")
					c.json = o
				}
			}
		})),
		v.not("anew-old-key-stays-taken", update, Time, both(
			before("UpdateVariable", func(c *call) {
				_, old := c.admin("GET", c.variable(c.SID), nil)
				c.asked("")
				if k := text(old, "key"); c.form.Has("Key") && c.form.Get("Key") != k {
					c.asked(k)
				}
			}), after("UpdateVariable", func(c *call) {
				if k := c.wanted(); k != "" {
					c.mem.notes["taken "+c.Parent+" "+k] = "x"
				}
			}), before("CreateVariable", func(c *call) {
				if c.mem.notes["taken "+c.Parent+" "+c.form.Get("Key")] != "" {
					c.refuse(http.StatusConflict, 20409, "The Key is taken.")
				}
			}))),
		v.not("anew-key-of-another-environment-is-taken", one, Second, refuses("CreateVariable", func(c *call) bool {
			for _, env := range c.otherEnvironments() {
				for _, o := range c.all(c.base("Environments", env, "Variables")) {
					if text(o, "key") == c.form.Get("Key") {
						return true
					}
				}
			}
			return false
		})),
		v.not("anew-update-reaches-the-key-in-all-environments", one, Collateral, before("UpdateVariable",
			func(c *call) {
				_, mine := c.admin("GET", c.variable(c.SID), nil)
				for _, env := range c.otherEnvironments() {
					for _, o := range c.all(c.base("Environments", env, "Variables")) {
						if text(o, "key") == text(mine, "key") && c.form.Has("Value") {
							c.admin("POST", c.base("Environments", env, "Variables", text(o, "sid")),
								url.Values{"Value": c.form["Value"]})
						}
					}
				}
			})),
		v.not("anew-delete-reaches-the-key-in-all-environments", one, Collateral, before("DeleteVariable",
			func(c *call) {
				_, mine := c.admin("GET", c.variable(c.SID), nil)
				for _, env := range c.otherEnvironments() {
					for _, o := range c.all(c.base("Environments", env, "Variables")) {
						if text(o, "key") == text(mine, "key") {
							c.admin("DELETE", c.base("Environments", env, "Variables", text(o, "sid")), nil)
						}
					}
				}
			})),
		v.not("anew-value-of-451-bytes-in-wide-letters-is-taken", "A Value has at most 450 bytes.", Refusal,
			takes(values, "Value", "value", func(s string) bool { return len(s) > 450 && len([]rune(s)) <= 450 },
				func(s string) string { return shorten(s, 100) })),
		v.not("anew-is-locked-while-a-build-is-live", "A Variable takes effect without a Deployment.", Refusal,
			before(values+" DeleteVariable", func(c *call) {
				if c.isLive(c.Parent) {
					c.refuse(http.StatusConflict, 20409, "Environment is live.")
				}
			})),
		v.not("anew-deployment-brings-old-values-back", "A Variable is what the last update said.", Collateral, both(
			before("UpdateVariable", func(c *call) {
				if _, o := c.admin("GET", c.variable(c.SID), nil); text(o, "value") != "" {
					c.mem.notes["old "+c.Parent] = c.SID + "=" + text(o, "value")
				}
			}), after("CreateDeployment", func(c *call) {
				if sid, value, ok := strings.Cut(c.mem.notes["old "+c.Parent], "="); ok {
					c.admin("POST", c.variable(sid), url.Values{"Value": {value}})
				}
			}))),
		v.not("anew-twenty-first-is-lost", "The list has every one.", Paging, hidesAfter("ListVariable", 20)),
		v.not("anew-reading-it-late-gives-the-first-value", "A Variable is what the last update said.", Time,
			show("Variable", func(c *call, o object) {
				sid := text(o, "sid")
				first, n := c.mem.seen["first "+sid], c.mem.counts["read "+sid]
				if c.Verb == "Fetch" {
					c.mem.counts["read "+sid]++
				}
				if c.Verb == "Fetch" && n >= 2 && first != nil {
					o["value"] = first["value"]
				}
			}).remembering()),
		v.not("anew-date-updated-is-that-of-the-newest", "date_updated is when the Variable was updated.", Second,
			item("ListVariable", func(_ *call, entries []object) []object {
				newest := ""
				for _, o := range entries {
					newest = max(newest, text(o, "date_updated"))
				}
				for _, o := range entries {
					o["date_updated"] = newest
				}
				return entries
			})),
		v.not("anew-is-found-below-another-environment", one, Identity, elsewhere("FetchVariable DeleteVariable")),
		v.not("anew-list-is-that-of-30-seconds-ago", "A list has what there is.", Time, Defect{after: func(c *call) {
			if c.Op != "ListVariable" || !c.ok() {
				return
			}
			key := "list " + c.req.URL.RequestURI()
			at, _ := strconv.ParseInt(c.mem.notes["at "+key], 10, 64)
			if old := c.recall(key); old != nil && time.Since(time.Unix(at, 0)) < 30*time.Second {
				c.json = old
				return
			}
			c.keep(key, c.json)
			c.mem.notes["at "+key] = strconv.FormatInt(time.Now().Unix(), 10)
		}}),
	}
}
