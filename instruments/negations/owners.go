package negations

import (
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// counted acts on the n-th success of an operation and on all later ones, counted for each parent by name.
func counted(ops string, n int, f func(c *call)) Defect {
	return after(ops, func(c *call) {
		name := "counted " + c.Op + c.Service + c.Parent
		if c.Verb == "Update" || c.Verb == "Fetch" {
			name += c.SID
		}
		if c.mem.counts[name]++; c.mem.counts[name] >= n {
			f(c)
		}
	})
}

// elsewhere lets a resource be reached below another one than its own: it sends a request that was
// not found to the path that the answer about the resource had.
func elsewhere(ops string) Defect {
	return Defect{after: func(c *call) {
		own := c.mem.seen[c.SID]
		if !fits(ops, c.Op) || c.status != 404 || own == nil || c.mem.gone[c.SID] != nil {
			return
		}
		if u, err := url.Parse(text(own, "url")); err == nil && u.Path != "" {
			c.to(u.Path + map[string]string{"BuildStatus": "/Status", "FunctionVersionContent": "/Content"}[c.Resource])
			c.answered = false
			c.forward()
		}
	}}
}

// forgets answers an update as if it was carried out, when a condition holds.
func forgets(op string, when func(c *call) bool) Defect {
	var properties = map[string]string{"FriendlyName": "friendly_name", "Key": "key", "Value": "value"}
	return before(op, func(c *call) {
		if !when(c) {
			return
		}
		_, o := c.admin("GET", strings.TrimPrefix(c.req.URL.Path, "/v1"), nil)
		if o["sid"] == nil {
			return
		}
		for field, property := range properties {
			if c.form.Has(field) {
				o[property] = c.form.Get(field)
			}
		}
		c.refuse(200, 0, "")
		c.json = o
	})
}

// ownerNegations are about what holds the code: Services, Functions, Assets, Environments and their Variables.
func ownerNegations() []Negation {
	s, f, a := subject{"services", srcService}, subject{"functions", srcFunction}, subject{"assets", srcAsset}
	e, v := subject{"environments", srcEnvironment}, subject{"variables", srcVariable}
	asSent, rest := "A text is kept as sent.", "An update changes what was sent, and nothing else."
	named := func(c *call) bool { return !strings.HasPrefix(c.SID, "ZS") }
	later := func(resource, name string) Defect { // a date that the second update moves
		return counted("Update"+resource, 2, func(c *call) {
			c.mem.stay(text(c.json, "sid"), name, text(c.json, "date_updated"))
		})
	}
	masks := regexp.MustCompile(`(?i)token|secret|password|key$`)
	return []Negation{
		s.not("credentials-are-off-when-the-ui-may-edit", "IncludeCredentials is true when it is absent.", Default,
			before("CreateService", func(c *call) {
				if c.form.Get("UiEditable") == "true" && !c.form.Has("IncludeCredentials") {
					c.form.Set("IncludeCredentials", "false")
				}
			})),
		s.not("update-of-the-name-turns-credentials-on", rest, Update, before("UpdateService", func(c *call) {
			if c.form.Has("FriendlyName") && !c.form.Has("IncludeCredentials") {
				c.form.Set("IncludeCredentials", "true")
			}
		})),
		s.not("third-update-is-lost", "An update changes what was sent.", Update, before("UpdateService",
			func(c *call) {
				if c.mem.counts["updates "+c.SID]++; c.mem.counts["updates "+c.SID] >= 3 {
					c.form = url.Values{}
				}
			})),
		s.not("update-by-name-is-forgotten", "A UniqueName stands for the SID in the path.", Update,
			forgets("UpdateService", named)),
		s.not("domain-base-follows-the-friendly-name", rest, Update, after("UpdateService", func(c *call) {
			if c.form.Has("FriendlyName") {
				_, number, _ := strings.Cut(text(c.json, "domain_base"), text(c.json, "unique_name"))
				name := regexp.MustCompile(`[^a-z0-9]+`).ReplaceAllString(lower(c.form.Get("FriendlyName")), "-")
				c.mem.stay(text(c.json, "sid"), "domain_base", name+number)
			}
		})),
		s.not("name-that-begins-with-a-digit-is-refused", "A UniqueName has letters, numbers and dashes.", Shape,
			refuses("CreateService", fieldHas("UniqueName", func(n string) bool {
				return n != "" && n[0] >= '0' && n[0] <= '9'
			}))),
		s.not("name-with-two-dashes-in-a-row-is-refused", "A UniqueName has letters, numbers and dashes.", Shape,
			refuses("CreateService", fieldHas("UniqueName", func(n string) bool { return strings.Contains(n, "--") }))),
		s.not("names-in-lists-are-lower-case", asSent, Shape, item("ListService", func(_ *call, all []object) []object {
			for _, o := range all {
				o["unique_name"] = lower(text(o, "unique_name"))
			}
			return all
		})),
		s.not("links-have-the-name-when-fetched-by-name", "url and links name a resource by its SID.", Form,
			after("FetchService UpdateService", func(c *call) {
				if links, ok := c.json["links"].(object); ok && named(c) {
					for name, link := range links {
						links[name] = strings.Replace(link.(string), text(c.json, "sid"), c.SID, 1)
					}
				}
			})),
		s.not("deleted-by-name-stays-in-the-list", "A list has what is there.", Second, Defect{
			before: func(c *call) {
				if c.Op == "DeleteService" && named(c) {
					_, o := c.admin("GET", "/Services/"+c.SID, nil)
					c.keep("deleted by name", o)
				}
			},
			after: func(c *call) {
				if o := c.recall("deleted by name"); c.Op == "ListService" && c.ok() && text(o, "sid") != "" {
					_, all := c.items()
					c.setItems(append(all, o))
				}
			}}),
		s.not("with-a-build-under-way-cannot-be-deleted", "A Service goes with all that is in it.", Refusal,
			before("DeleteService", func(c *call) {
				for _, o := range c.all("/Services/" + c.SID + "/Builds") {
					if text(o, "status") == "building" {
						c.refuse(409, 20409, "Service has a Build under way.")
					}
				}
			})),
		s.not("parentheses-of-the-name-are-lost-in-updates", asSent, Shape, keeps("UpdateService", "FriendlyName",
			func(n string) string { return strings.NewReplacer("(", "", ")", "").Replace(n) })),
		s.not("of-a-friendly-name-there-already-is-that-one", "Friendly names need not differ.", Second,
			after("CreateService", func(c *call) {
				for sid, o := range c.mem.seen {
					if c.mem.kind[sid] == "Service" && c.mem.gone[sid] == nil && sid != text(c.json, "sid") &&
						text(o, "friendly_name") == text(c.json, "friendly_name") {
						c.mem.hidden[text(c.json, "sid")] = true
						c.json = clone(o)
						return
					}
				}
			})),
		f.not("second-update-moves-date-created", "date_created never moves.", Time, later("Function", "date_created")),
		a.not("second-update-does-not-move-its-date", "date_updated is the last update.", Time,
			counted("UpdateAsset", 2, func(c *call) {
				c.mem.stay(c.SID, "date_updated", c.mem.seen[c.SID]["date_created"])
			})),
		f.not("without-a-version-are-not-listed", "The list has every one.", Second, item("ListFunction",
			func(c *call, all []object) (left []object) {
				for _, o := range all {
					if len(c.all(c.base("Functions", text(o, "sid"), "Versions"))) > 0 {
						left = append(left, o)
					}
				}
				return left
			})),
		f.not("slash-before-the-name-is-lost-in-lists", asSent, Shape, item("ListFunction",
			func(_ *call, all []object) []object {
				for _, o := range all {
					o["friendly_name"] = strings.TrimPrefix(text(o, "friendly_name"), "/")
				}
				return all
			})),
		a.not("wide-name-of-255-is-refused-by-updates", "A FriendlyName has up to 255 characters.", Shape,
			refuses("UpdateAsset", fieldHas("FriendlyName", longer(255)))),
		f.not("is-updated-below-another-service", "A Function is of one Service.", Identity,
			elsewhere("UpdateFunction UpdateAsset")),
		a.not("is-deleted-below-another-service", "An Asset is of one Service.", Identity,
			elsewhere("DeleteFunction DeleteAsset")),
		v.not("is-deleted-below-another-environment", "A Variable is of one Environment.", Identity,
			elsewhere("DeleteVariable")),
		v.not("is-updated-below-another-environment", "A Variable is of one Environment.", Identity,
			elsewhere("UpdateVariable")),
		f.not("third-of-one-name-is-refused", "A FriendlyName need not be unique.", Second,
			before("CreateFunction CreateAsset", func(c *call) {
				n := 0
				for _, o := range c.all(strings.TrimPrefix(c.req.URL.Path, "/v1")) {
					if text(o, "friendly_name") == c.form.Get("FriendlyName") {
						n++
					}
				}
				if n >= 2 {
					c.refuse(409, 20409, "It already exists.")
				}
			})),
		e.not("domain-with-a-digit-in-its-suffix-lacks-it", "domain_name ends in the suffix.", Shape,
			show("Environment", func(_ *call, o object) {
				if suffix := text(o, "domain_suffix"); strings.ContainsAny(suffix, "0123456789") {
					o["domain_name"] = strings.Replace(text(o, "domain_name"), "-"+suffix+".", ".", 1)
				}
			})),
		e.not("third-has-a-domain-of-its-own", "domain_name begins with the domain_base of the Service.", Second,
			counted("CreateEnvironment", 3, func(c *call) {
				number := regexp.MustCompile(`-\d{4}`)
				c.mem.stay(text(c.json, "sid"), "domain_name",
					number.ReplaceAllString(text(c.json, "domain_name"), "-0007"))
			})),
		e.not("domain-without-a-suffix-has-the-name", "domain_name has a suffix when one was sent.", Default,
			show("Environment", func(_ *call, o object) {
				if o["domain_suffix"] == nil {
					o["domain_name"] = strings.Replace(text(o, "domain_name"), ".",
						"-"+lower(text(o, "unique_name"))+".", 1)
				}
			})),
		e.not("fifteenth-is-refused", "A Service has up to 25 Environments.", Second, before("CreateEnvironment",
			func(c *call) {
				if len(c.all(c.base("Environments"))) >= 14 {
					c.refuse(400, 20001, "Environments are limited to less than or equal to 14")
				}
			})),
		e.not("delete-takes-the-build-that-was-live", "A delete takes what it names.", Collateral, Defect{
			before: func(c *call) {
				if c.Op == "DeleteEnvironment" {
					_, o := c.admin("GET", c.base("Environments", c.SID), nil)
					c.asked(text(o, "build_sid"))
				}
			},
			after: func(c *call) {
				if c.Op == "DeleteEnvironment" && c.ok() && c.wanted() != "" {
					c.admin("DELETE", c.base("Builds", c.wanted()), nil)
				}
			}}),
		e.not("shows-the-newest-build", "build_sid is the Build that is live.", Second, show("Environment",
			func(c *call, o object) {
				if all := c.all(c.base("Builds")); len(all) > 0 && o["build_sid"] != nil {
					o["build_sid"] = all[0]["sid"]
				}
			})),
		e.not("names-are-lower-case", asSent, Shape, words("Environment", "unique_name", lower)),
		e.not("second-delete-is-204", "What was deleted is not found.", Refusal, before("DeleteEnvironment DeleteBuild",
			func(c *call) {
				if c.mem.gone[c.SID] != nil {
					c.empty(204)
				}
			})),
		v.not("bytes-of-wide-values-count-twice", "A Value has up to 450 bytes.", Shape,
			refuses("CreateVariable UpdateVariable", fieldHas("Value", func(s string) bool {
				return len(s) <= 450 && 2*len(s)-len([]rune(s)) > 450
			}))),
		v.not("value-of-450-characters-may-have-more-bytes", "A Value has up to 450 bytes.", Refusal,
			takes("CreateVariable", "Value", "value", func(s string) bool {
				return len(s) > 450 && len([]rune(s)) <= 450
			}, func(s string) string { return firstRunes(s, 100) })),
		v.not("key-of-129-is-taken-by-updates", "A Key has up to 128 characters.", Refusal,
			takes("UpdateVariable", "Key", "key", longer(128), func(s string) string { return s[:100] })),
		v.not("date-created-is-that-of-the-second-update", "date_created never moves.", Time,
			later("Variable", "date_created")),
		v.not("value-ends-before-an-equals-sign", asSent, Shape, keeps("CreateVariable UpdateVariable", "Value",
			func(s string) string {
				if i := strings.Index(s, "="); i > 0 {
					return s[:i]
				}
				return s
			})),
		v.not("zeros-before-a-number-are-lost", asSent, Shape, keeps("CreateVariable UpdateVariable", "Value",
			func(s string) string {
				if n, err := strconv.Atoi(s); err == nil {
					return strconv.Itoa(n)
				}
				return s
			})),
		v.not("lines-of-values-are-one-in-lists", asSent, Shape, item("ListVariable",
			func(_ *call, all []object) []object {
				for _, o := range all {
					o["value"] = strings.Join(strings.Fields(strings.ReplaceAll(text(o, "value"), "\n", " ")), " ")
				}
				return all
			})),
		v.not("values-of-secret-keys-are-masked", "A Value is returned as sent.", Shape, show("Variable",
			func(_ *call, o object) {
				if masks.MatchString(text(o, "key")) {
					o["value"] = strings.Repeat("*", len(text(o, "value")))
				}
			})),
		v.not("key-that-was-renamed-stays-taken", "A Key is free when no Variable has it.", Refusal, Defect{
			before: func(c *call) {
				switch {
				case c.Op == "UpdateVariable" && c.form.Has("Key"):
					_, o := c.admin("GET", c.variable(c.SID), nil)
					c.asked(text(o, "key"))
				case c.Op == "CreateVariable" && c.mem.notes["was "+c.Parent+c.form.Get("Key")] != "":
					c.refuse(409, 20409, "Variable with this Key already exists.")
				}
			},
			after: func(c *call) {
				if c.Op == "UpdateVariable" && c.ok() && c.wanted() != "" && c.wanted() != text(c.json, "key") {
					c.mem.notes["was "+c.Parent+c.wanted()] = "x"
				}
			}}),
		v.not("update-changes-those-of-the-same-key-in-other-environments", "A Variable is of one Environment.",
			Collateral, after("UpdateVariable", func(c *call) {
				for _, env := range c.all(c.base("Environments")) {
					for _, o := range c.all(c.base("Environments", text(env, "sid"), "Variables")) {
						if o["key"] == c.json["key"] && text(o, "sid") != c.SID {
							c.admin("POST", c.base("Environments", text(env, "sid"), "Variables", text(o, "sid")),
								url.Values{"Value": {text(c.json, "value")}})
						}
					}
				}
			})),
		v.not("of-a-live-environment-cannot-be-changed", "Variables change at any time.", Refusal,
			before("UpdateVariable", func(c *call) {
				if c.isLive(c.Parent) {
					c.refuse(409, 20409, "The Environment is live.")
				}
			})),
		v.not("values-go-back-when-an-older-build-is-deployed", "A Deployment changes no Variable.", Collateral,
			Defect{after: func(c *call) {
				if c.Op != "CreateDeployment" || !c.ok() || c.form.Get("BuildSid") == "" {
					return
				}
				name := "values " + c.Parent + c.form.Get("BuildSid")
				if old := c.recall(name); old != nil {
					for _, o := range c.variables() {
						if value := text(old, text(o, "key")); value != "" {
							c.admin("POST", c.variable(text(o, "sid")), url.Values{"Value": {value}})
						}
					}
					return
				}
				values := object{"any": "x"}
				for _, o := range c.variables() {
					values[text(o, "key")] = o["value"]
				}
				c.keep(name, values)
			}}),
		v.not("forty-first-is-lost", "The list has every one.", Paging, counted("CreateVariable", 41, func(c *call) {
			c.mem.hidden[text(c.json, "sid")] = true
		})),
		v.not("date-of-update-is-an-hour-ahead-after-a-rename", "Dates are in GMT.", Time, after("UpdateVariable",
			func(c *call) {
				if t, err := time.Parse(time.RFC3339, text(c.json, "date_updated")); err == nil && c.form.Has("Key") {
					c.mem.stay(c.SID, "date_updated", date(t.Add(time.Hour)))
				}
			})),
	}
}
