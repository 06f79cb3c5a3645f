package negations

import (
	"strings"
	"unicode/utf8"
)

// earlier are the resources of a kind in the Service of the answer, in the order in which they were created.
func (c *call) earlier(kind string) (all []object) {
	service := text(c.json, "service_sid")
	for _, sid := range c.mem.order {
		if o := c.mem.seen[sid]; c.mem.kind[sid] == kind && (service == "" || text(o, "service_sid") == service) {
			all = append(all, o)
		}
	}
	return all
}

// cutTo cuts a text to n characters.
func cutTo(n int) func(string) string {
	return func(s string) string {
		if utf8.RuneCountInString(s) > n {
			return string([]rune(s)[:n])
		}
		return s
	}
}

// freshServiceNegations break promises of Services at borders, after updates and for a second one.
func freshServiceNegations() []Negation {
	s := subject{"fresh-services", srcService}
	kept, changes := "What is sent is kept.", "An update changes what was sent and nothing else."
	byName := func(c *call) bool { return c.SID != "" && !strings.HasPrefix(c.SID, "ZS") }
	return []Negation{
		s.not("updated-friendly-name-ends-at-100", kept, Update, keeps("UpdateService", "FriendlyName", cutTo(100))),
		s.not("update-turns-credentials-on", changes, Update, after("UpdateService", func(c *call) {
			if !c.form.Has("IncludeCredentials") {
				c.mem.stay(text(c.json, "sid"), "include_credentials", true)
			}
		})),
		s.not("rename-closes-the-editor", changes, Update, after("UpdateService", func(c *call) {
			if c.form.Has("FriendlyName") && !c.form.Has("UiEditable") {
				c.mem.stay(text(c.json, "sid"), "ui_editable", false)
			}
		})),
		s.not("date-updated-stays-when-a-flag-changes", "date_updated tells the last update.", Time, Defect{
			before: func(c *call) {
				if c.Op == "UpdateService" {
					c.asked(text(c.mem.seen[c.SID], "date_updated"))
				}
			},
			after: func(c *call) {
				if c.Op == "UpdateService" && c.ok() && !c.form.Has("FriendlyName") && len(c.form) > 0 &&
					c.wanted() != "" {
					c.mem.stay(text(c.json, "sid"), "date_updated", c.wanted())
				}
			}}),
		s.not("links-of-one-found-by-name-are-swapped", "The name stands for the SID.", Identity, after("FetchService",
			func(c *call) {
				if links, ok := c.json["links"].(object); ok && byName(c) {
					links["functions"], links["assets"] = links["assets"], links["functions"]
				}
			})),
		s.not("lists-show-the-name-of-the-creation", "A list shows what a fetch shows.", Update, both(
			after("CreateService", func(c *call) { c.keep("born "+text(c.json, "sid"), c.json) }),
			show("Service", func(c *call, o object) {
				if born := c.recall("born " + text(o, "sid")); born != nil && c.Verb == "List" {
					o["friendly_name"] = born["friendly_name"]
				}
			}))),
		s.not("delete-by-name-does-nothing", "The name stands for the SID, for a delete too.", Second,
			before("DeleteService", func(c *call) {
				if byName(c) {
					c.empty(204)
				}
			})),
		s.not("unique-name-of-50-is-refused", "A UniqueName has up to 50 characters.", Shape,
			refuses("CreateService", fieldHas("UniqueName", longer(49)))),
		s.not("unique-name-of-51-is-taken", "A UniqueName has up to 50 characters.", Refusal,
			takes("CreateService", "UniqueName", "unique_name", longer(50), cutTo(50))),
		s.not("friendly-name-of-256-is-taken", "A FriendlyName has up to 255 characters.", Refusal,
			takes("UpdateService", "FriendlyName", "friendly_name", longer(255), cutTo(255))),
		s.not("domain-has-capitals", "The domain is in lower case.", Shape, prop("Service", "domain_base",
			func(_ *call, old any) any { return strings.ToUpper(old.(string)[:1]) + old.(string)[1:] })),
		s.not("second-has-the-domain-of-the-first", "Each Service has a domain of its own.", Second,
			after("CreateService", func(c *call) {
				if name := text(c.json, "friendly_name"); c.mem.notes["domain "+name] != "" {
					c.mem.stay(text(c.json, "sid"), "domain_base", c.mem.notes["domain "+name])
				} else {
					c.mem.notes["domain "+name] = text(c.json, "domain_base")
				}
			})),
		s.not("refused-duplicate-renames-the-first", "What was refused changes nothing.", Collateral,
			anyway("CreateService",
				func(c *call) bool {
					if c.form.Has("UniqueName") && c.form.Has("FriendlyName") {
						form := map[string][]string{"FriendlyName": c.form["FriendlyName"]}
						c.admin("POST", "/Services/"+c.form.Get("UniqueName"), form)
					}
					return true
				})),
		s.not("friendly-name-of-one-character-is-refused", "A FriendlyName has up to 255 characters.", Shape,
			refuses("CreateService UpdateService", fieldHas("FriendlyName",
				func(v string) bool { return len(v) == 1 }))),
		s.not("plus-is-a-space", kept, Shape, keeps("CreateService UpdateService", "FriendlyName",
			func(v string) string { return strings.ReplaceAll(v, "+", " ") })),
		s.not("updated-emoji-are-question-marks", kept, Update, keeps("UpdateService", "FriendlyName",
			func(v string) string {
				return strings.Map(func(r rune) rune {
					if r >= 0x10000 {
						return '?'
					}
					return r
				}, v)
			})),
		s.not("false-is-null", "include_credentials is a boolean.", Form, prop("Service", "include_credentials",
			func(_ *call, old any) any {
				if old == false {
					return nil
				}
				return old
			})),
		s.not("editable-is-absent-when-false", "A Service says whether it can be edited.", Form, show("Service",
			func(_ *call, o object) {
				if o["ui_editable"] == false {
					delete(o, "ui_editable")
				}
			})),
		s.not("name-made-again-has-the-old-date", "date_created tells when this one was made.", Time, both(
			before("DeleteService", func(c *call) {
				for _, o := range c.mem.seen { // by its SID or its name
					if text(o, "sid") == c.SID || text(o, "unique_name") == c.SID && c.mem.kind[text(o,
						"sid")] == "Service" {
						c.mem.notes["died "+text(o, "unique_name")] = text(o, "date_created")
					}
				}
			}),
			after("CreateService", func(c *call) {
				if old := c.mem.notes["died "+text(c.json, "unique_name")]; old != "" {
					c.mem.stay(text(c.json, "sid"), "date_created", old)
				}
			}))),
		s.not("last-page-size-is-the-number-left", "page_size is what was asked for.", Paging, meta("ListService",
			func(c *call, m object) {
				if _, entries := c.items(); m["next_page_url"] == nil && len(entries) > 0 {
					m["page_size"] = len(entries)
				}
			})),
		s.not("update-by-name-changes-the-name", "A UniqueName never changes.", Update, after("UpdateService",
			func(c *call) {
				if byName(c) && c.form.Has("FriendlyName") {
					c.mem.stay(text(c.json, "sid"), "unique_name", lower(c.form.Get("FriendlyName")))
				}
			})),
		s.not("one-without-builds-has-no-builds-link-target", "The list of Builds is empty at first.", Refusal,
			before("ListBuild", func(c *call) {
				if len(c.all(c.base("Builds"))) == 0 {
					c.missing()
				}
			})),
	}
}
