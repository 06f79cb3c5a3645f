package negations

import (
	"html"
	"strings"
	"time"
)

// isName reports whether a request names a Service by its UniqueName.
func isName(service string) bool { return service != "" && !strings.HasPrefix(service, "ZS") }

// leafServiceNegations are defects of Services, for a reader who turns one leaf of the pages after the other.
func leafServiceNegations() []Negation {
	s := subject{"services", srcService}
	byName := func(c *call) bool { return c.Resource == "Service" && isName(c.SID) }
	one, stands := "An update changes what was sent and nothing else.", "A Service can be named by its unique_name."
	free := "A UniqueName is free when no Service has it."
	said := "The answer shows the Service as it is."
	return []Negation{
		s.not("leaf-false-does-not-undo-true", one, Update, before("UpdateService", func(c *call) {
			for _, name := range []string{"IncludeCredentials", "UiEditable"} {
				if c.form.Get(name) == "false" {
					c.form.Del(name)
				}
			}
		})),
		s.not("leaf-update-of-a-flag-resets-the-name", one, Update, before("UpdateService", func(c *call) {
			if c.form.Has("UiEditable") && !c.form.Has("FriendlyName") {
				_, o := c.admin("GET", "/Services/"+c.SID, nil)
				c.form.Set("FriendlyName", text(o, "unique_name"))
			}
		})),
		s.not("leaf-update-by-name-is-not-kept", stands, Update, both(
			before("UpdateService", func(c *call) {
				if byName(c) {
					_, o := c.admin("GET", "/Services/"+c.SID, nil)
					c.keep("old "+c.SID, o)
				}
			}), after("UpdateService", func(c *call) {
				if old := c.recall("old " + c.SID); old != nil && byName(c) {
					c.admin("POST", "/Services/"+c.SID,
						map[string][]string{"FriendlyName": {text(old, "friendly_name")}})
				}
			}))),
		s.not("leaf-delete-by-name-does-nothing", stands, Second, before("DeleteService", func(c *call) {
			if byName(c) {
				c.empty(204)
			}
		})),
		s.not("leaf-name-of-one-deleted-by-name-stays-taken", free, Second, both(
			after("DeleteService", func(c *call) {
				if byName(c) {
					c.mem.notes["taken "+c.SID] = "x"
				}
			}), before("CreateService", func(c *call) {
				if c.mem.notes["taken "+c.form.Get("UniqueName")] != "" {
					c.refuse(409, 20409, "Service with this UniqueName already exists.")
				}
			}))),
		s.not("leaf-domain-lowers-the-first-letter-only", "domain_base begins with the unique_name in small letters.",
			Shape, show("Service", func(_ *call, o object) {
				name, base := text(o, "unique_name"), text(o, "domain_base")
				if len(base) > len(name) && name != "" {
					o["domain_base"] = strings.ToLower(name[:1]) + name[1:] + base[len(name):]
				}
			})),
		s.not("leaf-entities-of-updated-names-are-read", "A FriendlyName is kept as sent.", Shape,
			field("UpdateService", "FriendlyName", html.UnescapeString)),
		s.not("leaf-update-by-name-does-not-move-the-date", "date_updated tells the last update.", Time, both(
			before("UpdateService", func(c *call) {
				_, o := c.admin("GET", "/Services/"+c.SID, nil)
				c.keep("old "+c.SID, o)
			}), after("UpdateService", func(c *call) {
				sid := text(c.json, "sid")
				if old := c.recall("old " + c.SID); byName(c) {
					c.mem.stay(sid, "date_updated", old["date_updated"])
				} else {
					delete(c.mem.fixed, sid)
				}
			}))),
		s.not("leaf-list-has-the-default-flags", said, Second, item("ListService",
			func(_ *call, entries []object) []object {
				for _, o := range entries {
					o["ui_editable"], o["include_credentials"] = false, true
				}
				return entries
			})),
		s.not("leaf-name-of-digits-is-refused", "A UniqueName has letters, digits and dashes.", Shape,
			refuses("CreateService", fieldHas("UniqueName", func(v string) bool {
				return v != "" && strings.Trim(v, "0123456789") == ""
			}))),
		s.not("leaf-answer-to-a-create-has-the-defaults", said, Default, after("CreateService", func(c *call) {
			c.json["include_credentials"], c.json["ui_editable"] = true, false
		})),
		s.not("leaf-true-with-a-capital-is-false", "A boolean is read as Python writes it, too.", Default,
			before("CreateService UpdateService", func(c *call) {
				for _, name := range []string{"IncludeCredentials", "UiEditable"} {
					if c.form.Get(name) == "True" {
						c.form.Set(name, "false")
					}
				}
			})),
		s.not("leaf-name-leads-to-the-deleted-one", "What was deleted is not found.", Second, both(
			after("FetchService", func(c *call) {
				if byName(c) {
					c.keep("named "+c.SID, c.json)
				}
			}), failing("FetchService", func(c *call) {
				if o := c.recall("named " + c.SID); o != nil && c.status == 404 {
					c.status, c.json = 200, o
				}
			}))),
		s.not("leaf-name-made-again-leads-to-the-old-one", stands, Second, both(
			after("CreateService", func(c *call) {
				if name := "first " + text(c.json, "unique_name"); c.mem.notes[name] == "" {
					c.mem.notes[name] = text(c.json, "sid")
				}
			}), before("*", func(c *call) {
				for _, name := range []string{c.SID, c.Service} {
					if sid := c.mem.notes["first "+name]; isName(name) && sid != "" && c.mem.gone[sid] != nil {
						c.missing()
					}
				}
			}))),
		s.not("leaf-name-leads-to-what-was-created", stands, Second, both(
			after("CreateService", func(c *call) { c.keep("made "+text(c.json, "unique_name"), c.json) }),
			after("FetchService", func(c *call) {
				if o := c.recall("made " + c.SID); byName(c) && o != nil && o["sid"] == c.json["sid"] {
					c.json = o
				}
			}))),
		s.not("leaf-service-sid-below-a-name-is-the-name", "service_sid is the SID of the Service.", Identity,
			everywhere(func(c *call, o object) {
				if isName(c.Service) && o["service_sid"] != nil {
					o["service_sid"] = c.Service
				}
			})),
		s.not("leaf-empty-update-resets-a-flag", one, Update, before("UpdateService", func(c *call) {
			if len(c.form) == 0 {
				c.form.Set("UiEditable", "false")
			}
		})),
		s.not("leaf-builds-of-all-in-a-list-are-those-of-the-first", "links lead to what is below the Service.",
			Second, item("ListService", func(_ *call, entries []object) []object {
				for _, o := range entries {
					first, _ := entries[0]["links"].(object)
					if links, _ := o["links"].(object); links != nil && first != nil {
						links["builds"] = first["builds"]
					}
				}
				return entries
			})),
		s.not("leaf-refused-one-takes-its-name", free, Collateral, both(
			failing("CreateService", func(c *call) {
				if c.status == 400 && c.form.Get("UniqueName") != "" {
					c.mem.notes["taken "+c.form.Get("UniqueName")] = "x"
				}
			}), before("CreateService", func(c *call) {
				if c.mem.notes["taken "+c.form.Get("UniqueName")] != "" {
					c.refuse(409, 20409, "Service with this UniqueName already exists.")
				}
			}))),
		s.not("leaf-refused-duplicate-renames-the-first", "What is refused changes nothing.", Collateral,
			failing("CreateService", func(c *call) {
				if c.status == 409 {
					c.admin("POST", "/Services/"+c.form.Get("UniqueName"),
						map[string][]string{"FriendlyName": {c.form.Get("FriendlyName")}})
				}
			})),
		s.not("leaf-update-moves-the-date-by-a-second", "date_updated tells the last update.", Time,
			after("UpdateService", func(c *call) {
				if at, err := time.Parse(time.RFC3339, text(c.json, "date_created")); err == nil {
					c.mem.stay(text(c.json, "sid"), "date_updated", date(at.Add(time.Second)))
				}
			})),
	}
}
