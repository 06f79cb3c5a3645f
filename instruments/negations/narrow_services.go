package negations

import (
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"
)

func narrowServiceNegations() []Negation {
	s := subject{"services", srcService}
	update, kept := "An update changes what was sent.", "A text is kept as sent."
	gone := "What was deleted is not found."
	named, again := "A Service is found by its UniqueName.", "A UniqueName is free when its Service is deleted."
	return []Negation{
		s.not("narrow-three-fields-at-once-lose-the-name", update, Update, before("UpdateService", func(c *call) {
			if len(c.form) >= 3 {
				c.form.Del("FriendlyName")
			}
		})),
		s.not("narrow-two-flags-at-once-set-one", update, Update, before("UpdateService", func(c *call) {
			if c.form.Has("UiEditable") {
				c.form.Del("IncludeCredentials")
			}
		})),
		s.not("narrow-third-update-is-lost", update, Update, updating("Service", 3, func(c *call) {
			c.form = url.Values{}
		})),
		s.not("narrow-flag-alone-moves-no-date", "date_updated is when it was last updated.", Time,
			stands("Service", func(c *call) bool { return len(c.form) > 0 && !c.form.Has("FriendlyName") })),
		s.not("narrow-second-update-moves-date-created", "date_created never moves.", Time, both(
			updating("Service", 2, func(c *call) { c.asked("x") }),
			after("UpdateService", func(c *call) {
				if c.wanted() != "" {
					c.mem.stay(text(c.json, "sid"), "date_created", c.json["date_updated"])
				}
			}))),
		s.not("narrow-list-has-the-name-before-an-update", "A list shows what a fetch shows.", Update, both(
			after("CreateService", func(c *call) { c.keep("named "+text(c.json, "sid"), c.json) }),
			item("ListService", func(c *call, entries []object) []object {
				for _, o := range entries {
					if old := c.recall("named " + text(o, "sid")); old != nil {
						o["friendly_name"] = old["friendly_name"]
					}
				}
				return entries
			}))),
		s.not("narrow-later-pages-have-no-links", "links are the URLs of what is below.", Paging,
			onLaterPages("ListService", func(_ *call, o object) { o["links"] = object{} })),
		s.not("narrow-wide-friendly-name-is-cut-at-255-bytes", kept, Shape, field("CreateService UpdateService",
			"FriendlyName", func(v string) string {
				for len(v) > 255 {
					_, n := utf8.DecodeLastRuneInString(v)
					v = v[:len(v)-n]
				}
				return v
			})),
		s.not("narrow-name-of-50-is-refused", "A UniqueName has up to 50 characters.", Shape,
			refuses("CreateService", fieldHas("UniqueName", func(v string) bool { return len(v) == 50 }))),
		s.not("narrow-rename-to-emoji-is-refused", kept, Shape, refuses("UpdateService",
			fieldHas("FriendlyName", func(v string) bool {
				return strings.ContainsFunc(v, func(r rune) bool { return r > 0xFFFF })
			}))),
		s.not("narrow-delete-with-environments-is-409", "A Service is deleted with all that is below.", Refusal,
			before("DeleteService", func(c *call) {
				if len(c.all("/Services/"+c.SID+"/Environments")) > 0 {
					c.refuse(http.StatusConflict, 20409, "The Service has Environments.")
				}
			})),
		s.not("narrow-delete-with-functions-is-200", "A delete is 204 without a body.", HTTP, both(
			before("DeleteService", func(c *call) {
				if len(c.all("/Services/"+c.SID+"/Functions")) > 0 {
					c.asked("x")
				}
			}),
			after("DeleteService", func(c *call) {
				if c.wanted() != "" {
					c.status, c.body = 200, []byte("{}")
				}
			}))),
		s.not("narrow-name-of-one-with-builds-stays-taken", again, Second, both(
			before("DeleteService", func(c *call) {
				_, o := c.admin("GET", c.here(), nil)
				if len(c.all("/Services/"+c.SID+"/Builds")) > 0 {
					c.mem.notes["built "+text(o, "unique_name")] = "x"
				}
			}),
			before("CreateService", func(c *call) {
				if c.mem.notes["built "+c.form.Get("UniqueName")] != "" {
					c.taken()
				}
			}))),
		s.not("narrow-made-again-is-not-found-by-name", named, Second, both(
			reborn("Service", "UniqueName", "unique_name", func(c *call, _ object) {
				c.mem.notes["again "+c.form.Get("UniqueName")] = "x"
			}),
			before("FetchService", func(c *call) {
				if c.mem.notes["again "+c.SID] != "" {
					c.missing()
				}
			}))),
		s.not("narrow-made-again-has-the-flag-it-had", "UiEditable is false unless sent.", Default,
			reborn("Service", "UniqueName", "unique_name", func(c *call, old object) {
				if old["ui_editable"] == true && !c.form.Has("UiEditable") {
					c.form.Set("UiEditable", "true")
				}
			})),
		s.not("narrow-by-name-was-never-updated", "date_updated is when it was last updated.", Time,
			after("FetchService", func(c *call) {
				if isName(c.SID) {
					c.json["date_updated"] = c.json["date_created"]
				}
			})),
		s.not("narrow-update-by-name-has-the-name-in-its-url", "url is the absolute URL of the resource.", Identity,
			after("UpdateService", func(c *call) {
				if isName(c.SID) {
					c.json["url"] = strings.Replace(text(c.json, "url"), text(c.json, "sid"), c.SID, 1)
				}
			})),
		s.not("narrow-rename-turns-credentials-on", update, Update, before("UpdateService", func(c *call) {
			if c.form.Has("FriendlyName") && !c.form.Has("IncludeCredentials") {
				c.form.Set("IncludeCredentials", "true")
			}
		})),
		s.not("narrow-flag-by-name-is-lost", update, Identity, before("UpdateService", func(c *call) {
			if isName(c.SID) {
				c.form.Del("UiEditable")
			}
		})),
		s.not("narrow-domain-of-a-long-name-is-cut", "domain_base is the UniqueName in small letters and a number.",
			Shape, show("Service", func(_ *call, o object) {
				if name := text(o, "unique_name"); len(name) > 40 {
					o["domain_base"] = strings.ToLower(name[:40]) + tail(text(o, "domain_base"))
				}
			})),
		s.not("narrow-deleted-is-410-by-name", gone, Refusal, failing("FetchService", func(c *call) {
			if isName(c.SID) && c.mem.notes["gone "+c.SID] != "" {
				c.refuse(http.StatusGone, 20404, "It is gone.")
			}
		}).then(before("DeleteService", func(c *call) {
			_, o := c.admin("GET", c.here(), nil)
			c.mem.notes["gone "+text(o, "unique_name")] = "x"
		}))),
		s.not("narrow-list-has-no-account-for-all-but-the-first", "account_sid is the account that made it.", Form,
			item("ListService", func(_ *call, entries []object) []object {
				for i, o := range entries {
					if i > 0 {
						o["account_sid"] = nil
					}
				}
				return entries
			})),
		s.not("narrow-flags-of-a-create-are-swapped-when-both-are-sent", "A flag is what was sent.", Default,
			before("CreateService", func(c *call) {
				if c.form.Has("UiEditable") && c.form.Has("IncludeCredentials") {
					a, b := c.form.Get("UiEditable"), c.form.Get("IncludeCredentials")
					c.form.Set("UiEditable", b)
					c.form.Set("IncludeCredentials", a)
				}
			})),
	}
}
