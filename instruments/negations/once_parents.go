package negations

import (
	"net/http"
	"path"
	"slices"
	"strconv"
	"strings"
)

// onceParentNegations are defects of Functions, or of Assets.
func onceParentNegations(resource, other, name, source string) []Negation {
	s := subject{name, source}
	list, lists := resource+"s", other+"s"
	one := "An update changes what was sent, of what it names, and nothing else."
	takes := "A delete takes what it names."
	kinds := "A Function is no Asset."
	otherPath := func(verb string) Defect {
		return Defect{after: func(c *call) {
			if c.Op != verb+other || c.status != http.StatusNotFound || c.mem.kind[c.SID] != resource ||
				c.mem.gone[c.SID] != nil {
				return
			}
			c.to(strings.Replace(c.req.URL.Path, "/"+lists+"/", "/"+list+"/", 1))
			c.answered = false
			c.forward()
		}}
	}
	return []Negation{
		s.not("once-update-changes-namesakes", one, Collateral, renamesNamesakes(resource)),
		s.not("once-other-path-deletes", kinds, Refusal, otherPath("Delete")),
		s.not("once-other-path-renames", kinds, Refusal, otherPath("Update")),
		s.not("once-name-is-cleaned-as-a-path", "A FriendlyName is kept as sent.", Shape,
			field("Create"+resource+" Update"+resource, "FriendlyName", func(v string) string {
				if strings.Contains(v, "/") {
					return path.Clean(v)
				}
				return v
			})),
		s.not("once-date-is-that-of-the-service", "date_created is when it was created.", Time,
			show(resource, func(c *call, o object) {
				_, above := c.admin("GET", c.base(), nil)
				if v := above["date_created"]; v != nil {
					o["date_created"] = v
				}
			})),
		s.not("once-made-again-has-the-date-of-the-deleted-one", "date_created is when it was created.", Time,
			after("Create"+resource, func(c *call) {
				for sid, o := range c.mem.gone {
					if c.mem.kind[sid] == resource && text(o, "service_sid") == text(c.json, "service_sid") &&
						text(o, "friendly_name") == text(c.json, "friendly_name") {
						c.mem.stay(text(c.json, "sid"), "date_created", o["date_created"])
					}
				}
			})),
		s.not("once-links-are-null-after-an-update", "links are the URLs of what is below.", Form,
			after("Update"+resource, func(c *call) { c.mem.stay(c.SID, "links", nil) })),
		s.not("once-list-knows-the-first-update-only", one, Time, both(
			after("Update"+resource, func(c *call) {
				if c.mem.counts["updates "+c.SID]++; c.mem.counts["updates "+c.SID] == 1 {
					c.mem.notes["name "+c.SID] = text(c.json, "friendly_name")
				}
			}), item("List"+resource, func(c *call, entries []object) []object {
				for _, o := range entries {
					if sid := text(o, "sid"); c.mem.counts["updates "+sid] > 1 {
						o["friendly_name"] = c.mem.notes["name "+sid]
					}
				}
				return entries
			}))),
		s.not("once-delete-of-the-oldest-empties-the-list", takes, Collateral, both(
			before("Delete"+resource, func(c *call) {
				all := sids(c.all(c.base(list)))
				c.asked("")
				if len(all) > 1 && all[len(all)-1] == c.SID {
					c.asked(strings.Join(all, " "))
				}
			}), after("Delete"+resource, func(c *call) {
				for _, sid := range strings.Fields(c.wanted()) {
					c.mem.notes["lost "+sid] = "x"
				}
			}), item("List"+resource, func(c *call, entries []object) []object {
				return slices.DeleteFunc(entries, func(o object) bool {
					return c.mem.notes["lost "+text(o, "sid")] != ""
				})
			}))),
		s.not("once-delete-takes-versions-of-the-same-path", takes, Collateral, both(
			before("Delete"+resource, func(c *call) {
				var same []string
				for _, own := range c.all(c.base(list, c.SID, "Versions")) {
					for sid, o := range c.mem.seen {
						if c.mem.kind[sid] == resource+"Version" && text(o, "path") == text(own, "path") &&
							text(o, "service_sid") == text(own, "service_sid") &&
							text(o, lower(resource)+"_sid") != c.SID {
							same = append(same, sid)
						}
					}
				}
				c.asked(strings.Join(same, " "))
			}), after("Delete"+resource, func(c *call) {
				for _, sid := range strings.Fields(c.wanted()) {
					c.mem.hidden[sid] = true
				}
			}))),
		s.not("once-entries-have-the-page-in-their-url", "url is the URL of the resource.", Paging,
			item("List"+resource, func(c *call, entries []object) []object {
				if page, size, _ := pageOf(c); page > 0 {
					for _, o := range entries {
						o["url"] = text(o, "url") + "?PageSize=" + strconv.Itoa(size)
					}
				}
				return entries
			})),
	}
}
