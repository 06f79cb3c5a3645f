package negations

import (
	"net/http"
	"path"
	"slices"
	"strings"
)

// sentParentNegations take the sentences of the pages of Functions and Assets one by one.
func sentParentNegations(kind, other, name, source string) []Negation {
	s := subject{name, source}
	list, others := kind+"s", other+"s"
	kept, named := "A text is kept as sent.", "A request is about what it names."
	found, delete1 := "What is unknown is not found.", "A delete takes what it names."
	throughOther := func(op string) Defect { // finds what the other kind has
		return failing(op, func(c *call) {
			if c.status == http.StatusNotFound {
				c.to(strings.Replace(c.req.URL.Path, "/"+list, "/"+others, 1))
				c.answered = false
				c.forward()
			}
		})
	}
	return []Negation{
		s.not("sent-name-is-the-last-of-its-path", kept, Shape, keeps("*"+kind, "FriendlyName", func(v string) string {
			if strings.Contains(v, "/") {
				return path.Base(v)
			}
			return v
		})),
		s.not("sent-name-gets-a-slash", kept, Shape, keeps("Update"+kind, "FriendlyName", func(v string) string {
			return "/" + strings.TrimPrefix(v, "/")
		})),
		s.not("sent-name-loses-its-ending", kept, Shape, words(kind, "friendly_name", func(v string) string {
			return strings.TrimSuffix(v, path.Ext(v))
		})),
		s.not("sent-the-other-kind-is-in-the-list", "The list has what was made in it, and nothing else.", Second,
			item("List"+kind, func(c *call, entries []object) []object {
				if c.query.Get("PageToken") == "" {
					return append(entries, c.all(c.base(others))...)
				}
				return entries
			})),
		s.not("sent-the-other-kind-is-deleted-too", found, Identity, throughOther("Delete"+kind)),
		s.not("sent-the-other-kind-is-renamed-too", found, Identity, throughOther("Update"+kind)),
		s.not("sent-a-namesake-is-the-same-one", "Names need not differ.", Second, before("Create"+kind,
			func(c *call) {
				for _, o := range c.all(c.base(list)) {
					if text(o, "friendly_name") == c.form.Get("FriendlyName") && !c.answered {
						c.refuse(201, 0, "")
						c.json = o
					}
				}
			})),
		s.not("sent-rename-is-of-all-namesakes", named, Collateral, renamesNamesakes(kind)),
		s.not("sent-rename-is-of-the-newest", named, Collateral, before("Update"+kind, func(c *call) {
			all := c.all(c.base(list))
			if slices.ContainsFunc(all, func(o object) bool { return text(o, "sid") == c.SID }) {
				c.to("/v1" + c.base(list, text(all[0], "sid")))
			}
		})),
		s.not("sent-rename-changes-the-path-of-versions", "A version never changes.", Collateral,
			after("Update"+kind, func(c *call) {
				for _, v := range c.all(c.base(list, c.SID, "Versions")) {
					c.mem.stay(text(v, "sid"), "path", "/"+strings.TrimPrefix(c.form.Get("FriendlyName"), "/"))
				}
			})),
		s.not("sent-rename-loses-the-link", "links are the URLs of what is below.", Form, after("Update"+kind,
			func(c *call) { c.json["links"] = object{} })),
		s.not("sent-delete-takes-the-next", delete1, Collateral, before("Delete"+kind, func(c *call) {
			all := c.all(c.base(list))
			i := slices.IndexFunc(all, func(o object) bool { return text(o, "sid") == c.SID })
			if i >= 0 && i+1 < len(all) {
				c.admin("DELETE", c.base(list, text(all[i+1], "sid")), nil)
			}
		})),
		s.not("sent-delete-takes-the-last", delete1, Collateral, before("Delete"+kind, func(c *call) {
			all := c.all(c.base(list))
			if slices.ContainsFunc(all, func(o object) bool { return text(o, "sid") == c.SID }) {
				c.to("/v1" + c.base(list, text(oldest(all), "sid")))
			}
		})),
		s.not("sent-delete-by-service-name-does-nothing", named, Identity, before("Delete"+kind, func(c *call) {
			if isName(c.Service) {
				c.empty(204)
			}
		})),
		s.not("sent-service-sid-is-what-the-path-said", "service_sid is the SID of the Service.", Identity,
			prop(kind, "service_sid", func(c *call, _ any) any { return c.Service })),
		s.not("sent-made-by-name-is-listed-by-name-only", "A Service has one list, whatever names it.", Second,
			both(after("Create"+kind, func(c *call) {
				if isName(c.Service) {
					c.mem.notes["by name "+text(c.json, "sid")] = "x"
				}
			}), item("List"+kind, func(c *call, entries []object) []object {
				return slices.DeleteFunc(entries, func(o object) bool {
					return !isName(c.Service) && c.mem.notes["by name "+text(o, "sid")] != ""
				})
			}))),
		s.not("sent-create-in-a-deleted-service-is-201", found, Refusal, failing("Create"+kind, func(c *call) {
			if o := c.lastOf(kind); c.status == 404 && c.mem.gone[c.Service] != nil && o != nil {
				c.status, c.json = 201, o
			}
		})),
		s.not("sent-create-in-an-unknown-service-is-400", "What is unknown is not found: 404.", Refusal,
			remaps("Create"+kind, 404, 400)),
		s.not("sent-list-of-an-unknown-service-is-empty", found, Refusal, failing("List"+kind, func(c *call) {
			if c.status == 404 {
				c.status, c.json = 200, emptyList(c)
			}
		})),
		s.not("sent-unknown-is-20003", "What is unknown is 20404.", Refusal, failing("Fetch"+kind, func(c *call) {
			if c.status == 404 {
				c.json["code"] = 20003
			}
		})),
		s.not("sent-update-without-a-name-is-taken", "FriendlyName is required.", Refusal,
			filled("Update"+kind, "FriendlyName", func(*call) string { return "undefined" })),
		s.not("sent-create-without-a-name-is-taken", "FriendlyName is required.", Refusal,
			filled("Create"+kind, "FriendlyName", func(*call) string { return "untitled" })),
		s.not("sent-list-has-the-oldest-50", "The list has every one.", Paging, hidesAfter("List"+kind, 50)),
		s.not("sent-update-comes-back-without-dates", "An update answers with the whole resource.", Form,
			after("Update"+kind, func(c *call) { delete(c.json, "date_created") })),
		s.not("sent-date-of-the-service", "date_created is when it was made.", Time, prop(kind, "date_created",
			func(c *call, old any) any {
				if _, o := c.admin("GET", c.base(), nil); o["date_created"] != nil {
					return o["date_created"]
				}
				return old
			})),
	}
}

// lastOf is the newest resource of a kind that was made anywhere.
func (c *call) lastOf(kind string) object {
	for i := len(c.mem.order) - 1; i >= 0; i-- {
		if sid := c.mem.order[i]; c.mem.kind[sid] == kind {
			return clone(c.mem.seen[sid])
		}
	}
	return nil
}
