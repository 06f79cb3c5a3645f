package negations

import (
	"net/url"
	"slices"
	"strings"
)

func fieldServiceNegations() []Negation {
	s := subject{"services", srcService}
	keep := "An update changes what was sent, and nothing else."
	named := "A Service may be named by its sid or its unique_name."
	free := "A Service is deleted with all that it has."
	kept := "A name is kept as it was sent."
	lacks := func(field string) func(c *call) bool { return func(c *call) bool { return !c.form.Has(field) } }
	fill := func(field, value string) Defect {
		return before("UpdateService", func(c *call) {
			if len(c.form) > 0 && lacks(field)(c) {
				c.form.Set(field, value)
			}
		})
	}
	return []Negation{
		s.not("field-update-turns-credentials-off", keep, Update, fill("IncludeCredentials", "false")),
		s.not("field-update-turns-the-editor-off", keep, Update, fill("UiEditable", "false")),
		s.not("field-update-of-the-editor-names-it-anew", keep, Update, before("UpdateService", func(c *call) {
			if _, o := c.admin("GET", c.here(), nil); c.form.Has("UiEditable") && !c.form.Has("FriendlyName") {
				c.form.Set("FriendlyName", text(o, "unique_name"))
			}
		})),
		s.not("field-second-update-is-not-stored", keep, Update, updating("Service", 2, func(c *call) {
			_, o := c.admin("GET", c.here(), nil)
			if o["sid"] != nil && c.form.Has("FriendlyName") {
				o["friendly_name"] = c.form.Get("FriendlyName")
				c.gives(200, o)
			}
		})),
		s.not("field-name-of-50-is-cut", "A UniqueName is a text of up to 50.", Shape,
			field("CreateService", "UniqueName", cutTo(48))),
		s.not("field-name-that-begins-with-a-digit-is-refused", "A UniqueName has letters, digits and dashes.", Shape,
			refuses("CreateService", fieldHas("UniqueName", func(v string) bool {
				return v != "" && v[0] >= '0' && v[0] <= '9'
			}))),
		s.not("field-name-with-two-dashes-is-refused", "A UniqueName has letters, digits and dashes.", Shape,
			refuses("CreateService", fieldHas("UniqueName", func(v string) bool {
				return strings.Contains(v, "--")
			}))),
		s.not("field-domain-keeps-capitals", "domain_base has the name in small letters.", Shape,
			show("Service", func(_ *call, o object) {
				if base := text(o, "domain_base"); strings.LastIndex(base, "-") > 0 {
					o["domain_base"] = text(o, "unique_name") + base[strings.LastIndex(base, "-"):]
				}
			})),
		s.not("field-domain-follows-the-friendly-name", keep, Update, after("UpdateService", func(c *call) {
			base := text(c.json, "domain_base")
			if i := strings.LastIndex(base, "-"); i > 0 && c.form.Has("FriendlyName") {
				c.mem.stay(text(c.json, "sid"), "domain_base", slug(c.form.Get("FriendlyName"))+base[i:])
			}
		})),
		s.not("field-friendly-name-of-255-wide-characters-is-refused", "A FriendlyName is up to 255 characters.", Shape,
			refuses("CreateService", fieldHas("FriendlyName", longer(255*2-1)))),
		s.not("field-emoji-are-lost-in-updates", kept, Shape, field("UpdateService", "FriendlyName",
			func(v string) string {
				return strings.TrimSpace(only(v, func(r rune) bool { return r < 0x10000 })) + ""
			})),
		s.not("field-friendly-name-is-trimmed-in-updates", kept, Shape,
			field("UpdateService", "FriendlyName", strings.TrimSpace)),
		s.not("field-by-name-is-as-it-was-first-read", named, Time, Defect{after: func(c *call) {
			if c.Op != "FetchService" || !isName(c.SID) || !c.ok() {
				return
			}
			old := c.recall("by name " + text(c.json, "sid"))
			if old == nil {
				c.keep("by name "+text(c.json, "sid"), c.json)
				return
			}
			copied(c.json, old, "friendly_name", "ui_editable", "include_credentials", "date_updated")
		}}),
		s.not("field-update-by-name-is-of-the-oldest", named, Identity, before("UpdateService", func(c *call) {
			if all := c.all("/Services"); isName(c.SID) && len(all) > 0 {
				c.to("/v1/Services/" + text(oldest(all), "sid"))
			}
		})),
		s.not("field-update-by-name-creates", named, Refusal, refused("UpdateService", 404, func(c *call) {
			if isName(c.SID) && c.SID != "" {
				if status, o := c.admin("POST", "/Services", url.Values{"UniqueName": {c.SID},
					"FriendlyName": {c.SID}}); status ==
					201 {
					c.gives(200, o)
				}
			}
		})),
		s.not("field-deleted-by-name-stays-in-the-list", free, Second, Defect{after: func(c *call) {
			if c.Op == "DeleteService" && c.ok() && isName(c.SID) && c.mem.gone[c.SID] != nil {
				c.keep("ghost", c.mem.gone[c.SID])
			}
			if ghost := c.recall("ghost"); c.Op == "ListService" && c.ok() && ghost != nil {
				if _, size, _ := pageOf(c); size > 1 {
					_, entries := c.items()
					c.setItems(append(entries[:min(len(entries), size-1)], ghost))
				}
			}
		}}),
		s.not("field-name-of-a-deleted-one-is-taken", "A name is free again when its Service is deleted.", Time,
			before("CreateService", func(c *call) {
				for sid, o := range c.mem.gone {
					if c.mem.kind[sid] == "Service" && text(o, "unique_name") == c.form.Get("UniqueName") {
						c.taken()
					}
				}
			})),
		s.not("field-credentials-false-in-capitals-are-true", "A boolean has no case.", Shape,
			field("CreateService UpdateService", "IncludeCredentials", func(v string) string {
				if v == "False" || v == "FALSE" {
					return "true"
				}
				return v
			})),
		s.not("field-editor-is-off-at-birth", "UiEditable is kept as sent.", Default,
			field("CreateService", "UiEditable", func(string) string { return "false" })),
		s.not("field-editor-alone-does-not-move-the-date", "date_updated is that of the last update.", Time,
			stands("Service", func(c *call) bool { return len(c.form) == 1 && c.form.Has("UiEditable") })),
		s.not("field-list-has-first-friendly-names", "A list has each as it is.", Update, both(
			after("CreateService", func(c *call) {
				c.mem.notes["born "+text(c.json, "sid")] = text(c.json, "friendly_name")
			}),
			item("ListService", func(c *call, all []object) []object {
				for _, o := range all {
					if name := c.mem.notes["born "+text(o, "sid")]; name != "" {
						o["friendly_name"] = name
					}
				}
				return all
			}))),
		s.not("field-list-has-no-domains", "A list has each as it is.", Form, item("ListService",
			func(_ *call, all []object) []object {
				for _, o := range all {
					o["domain_base"] = nil
				}
				return all
			})),
		s.not("field-create-with-a-taken-name-gives-what-is-there", "A UniqueName is unique.", Refusal,
			inPlace("CreateService", "created", "unique_name", "UniqueName")),
		s.not("field-taken-name-is-400", "A taken name is a conflict.", Refusal, remaps("CreateService", 409, 400)).
			assumed(),
		s.not("field-delete-of-a-live-one-is-409", free, Refusal, before("DeleteService", func(c *call) {
			for _, e := range c.all(c.here() + "/Environments") {
				if text(e, "build_sid") != "" {
					c.refuse(409, 20409, "The Service has active Deployments.")
				}
			}
		})),
		s.not("field-delete-takes-what-begins-with-its-name", "A delete is of what it names.", Collateral,
			before("DeleteService", func(c *call) {
				_, o := c.admin("GET", c.here(), nil)
				for _, other := range c.all("/Services") {
					name := text(o, "unique_name")
					if text(other, "sid") != text(o, "sid") && name != "" &&
						strings.HasPrefix(text(other, "unique_name"), name) {
						c.admin("DELETE", "/Services/"+text(other, "sid"), nil)
					}
				}
			})),
		s.not("field-one-friendly-name-per-account", "FriendlyNames need not differ.", Refusal,
			refuses("CreateService", func(c *call) bool {
				return slices.ContainsFunc(c.all("/Services"), func(o object) bool {
					return text(o, "friendly_name") == c.form.Get("FriendlyName")
				})
			})),
		s.not("field-name-is-taken-by-another-account", "A UniqueName is unique in its account.", Access, Defect{
			before: func(c *call) {
				name := c.form.Get("UniqueName")
				owner := c.mem.notes["owner of "+name]
				if c.Op == "CreateService" && owner != "" && owner != c.req.Header.Get("Authorization") {
					c.taken()
				}
			},
			after: func(c *call) {
				if c.Op == "CreateService" && c.ok() {
					c.mem.notes["owner of "+c.form.Get("UniqueName")] = c.req.Header.Get("Authorization")
				}
			}}).needs("foreign-account"),
	}
}
