package negations

import (
	"encoding/json"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"
)

// narrowParentNegations are defects of Functions or of Assets.
func narrowParentNegations(kind, name, source string) []Negation {
	s, plural := subject{name, source}, kind+"s"
	list := name[:len(name)-1] + "_versions"
	update, named := "An update changes what it names.", "A Service is found by its UniqueName, also below."
	kept, gone := "A FriendlyName is kept as sent.", "What was deleted is not found."
	versions := func(c *call) []object { return c.all(c.here() + "/Versions") }
	return []Negation{
		s.not("narrow-rename-of-a-newer-one-renames-the-oldest", update, Collateral, after("Update"+kind,
			func(c *call) {
				all := c.all(c.base(plural))
				if o := oldest(all); len(all) > 1 && text(o, "sid") != text(c.json, "sid") {
					c.admin("POST", c.base(plural, text(o, "sid")),
						url.Values{"FriendlyName": {c.form.Get("FriendlyName")}})
				}
			})),
		s.not("narrow-list-lacks-those-without-versions", "The list has every one.", Second, item("List"+kind,
			func(c *call, entries []object) []object {
				return slices.DeleteFunc(entries, func(o object) bool {
					return len(c.all(c.base(plural, text(o, "sid"), "Versions"))) == 0
				})
			})),
		s.not("narrow-rename-with-versions-is-409", update, Refusal, before("Update"+kind, func(c *call) {
			if len(versions(c)) > 0 {
				c.refuse(http.StatusConflict, 20409, "It has versions.")
			}
		})),
		s.not("narrow-rename-loses-the-newest-version", update, Collateral, before("Update"+kind, func(c *call) {
			if all := versions(c); len(all) > 1 {
				c.mem.hidden[text(all[0], "sid")] = true
			}
		})),
		s.not("narrow-rename-when-built-is-not-kept", update, Update, forgets("Update"+kind, func(c *call) bool {
			return c.isBuilt(c.SID)
		})),
		s.not("narrow-versions-of-a-deleted-one-are-an-empty-list", gone, Refusal,
			failing("List"+kind+"Version", func(c *call) {
				if c.status == 404 && c.mem.gone[c.Parent] != nil {
					c.status, c.header = 200, http.Header{"Content-Type": {"application/json"}}
					c.json = emptyList(c)
				}
			})),
		s.not("narrow-rename-to-wide-letters-counts-bytes", "A FriendlyName has up to 255 characters.", Shape,
			refuses("Update"+kind, fieldHas("FriendlyName", longer(255)))),
		s.not("narrow-second-update-has-no-links", "links are the URLs of what is below.", Form, both(
			updating(kind, 2, func(c *call) { c.asked("x") }),
			after("Update"+kind, func(c *call) {
				if c.wanted() != "" {
					c.json["links"] = object{}
				}
			}))),
		s.not("narrow-update-below-a-name-moves-no-date", "date_updated is when it was last updated.", Time,
			stands(kind, func(c *call) bool { return isName(c.Service) })),
		s.not("narrow-later-pages-have-the-dates-of-the-first", "date_created is when it was made.", Paging,
			item("List"+kind, func(c *call, entries []object) []object {
				page, _, _ := pageOf(c)
				for _, o := range entries {
					if page == 0 {
						c.mem.notes["newest date"] = text(o, "date_created")
					} else {
						o["date_created"] = c.mem.notes["newest date"]
					}
				}
				return entries
			})),
		s.not("narrow-delete-with-two-versions-is-409", "A delete takes what it names, with its versions.", Refusal,
			before("Delete"+kind, func(c *call) {
				if len(versions(c)) > 1 && !c.isBuilt(c.SID) {
					c.refuse(http.StatusConflict, 20409, "It has versions.")
				}
			})),
		s.not("narrow-made-again-has-the-versions-it-had", "A new one has no versions.", Second, both(
			before("Delete"+kind, func(c *call) { c.keep("had "+c.SID, object{"all": versions(c)}) }),
			reborn(kind, "FriendlyName", "friendly_name", func(c *call, old object) { c.asked(text(old, "sid")) }),
			after("Create"+kind, func(c *call) {
				if c.wanted() != "" {
					c.mem.notes["instead of "+text(c.json, "sid")] = c.wanted()
				}
			}),
			item("List"+kind+"Version", func(c *call, entries []object) []object {
				old := c.recall("had " + c.mem.notes["instead of "+c.Parent])
				return append(entries, objects(old["all"])...)
			}))),
		s.not("narrow-unknown-below-a-name-is-400", named, Refusal, failing("Fetch"+kind, func(c *call) {
			if c.status == 404 && isName(c.Service) {
				c.refuse(http.StatusBadRequest, 20001, "Invalid parameter")
			}
		})),
		s.not("narrow-rename-keeps-what-follows-the-last-slash", kept, Shape,
			field("Update"+kind, "FriendlyName", func(v string) string {
				if strings.Contains(v, "/") {
					return path.Base(v)
				}
				return v
			})),
		s.not("narrow-fourth-from-the-newest-is-not-fetched", "What is there is found.", Second,
			before("Fetch"+kind, func(c *call) {
				all := c.all(c.base(plural))
				i := slices.IndexFunc(all, func(o object) bool { return text(o, "sid") == c.SID })
				if i > 2 {
					c.missing()
				}
			})),
		s.not("narrow-list-of-versions-of-a-renamed-one-is-empty", update, Collateral, both(
			after("Update"+kind, func(c *call) { c.mem.notes["renamed "+c.SID] = "x" }),
			item("List"+kind+"Version", func(c *call, entries []object) []object {
				if c.mem.notes["renamed "+c.Parent] != "" {
					return nil
				}
				return entries
			}))),
		s.not("narrow-link-of-an-older-one-is-that-of-the-newest", "links are the URLs of what is below.", Identity,
			item("List"+kind, func(_ *call, entries []object) []object {
				for _, o := range entries[min(1, len(entries)):] {
					if l, ok := o["links"].(object); ok {
						l[list] = entries[0]["links"].(object)[list]
					}
				}
				return entries
			})),
		s.not("narrow-name-of-digits-is-a-number-after-an-update", "FriendlyName is a text.", Form,
			after("Update"+kind, func(c *call) {
				v := c.form.Get("FriendlyName")
				if v != "" && v[0] != '0' && allOf(v, func(r rune) bool { return r >= '0' && r <= '9' }) {
					c.json["friendly_name"] = json.Number(v)
				}
			})),
	}
}
