package negations

import (
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"
)

// parentNegations are those of Functions and of Assets, which have the same promises: name is the
// word of the operationIds, list that of the path.
func parentNegations(name, list, source string) []Negation {
	s := subject{list, source}
	plural := name + "s"
	create, fetch, update, remove := "Create"+name, "Fetch"+name, "Update"+name, "Delete"+name
	all := []Negation{
		s.not("second-with-one-name-is-refused", "FriendlyNames need not be unique.", Second,
			before(create, func(c *call) {
				for _, o := range c.all(c.base(plural)) {
					if text(o, "friendly_name") == c.form.Get("FriendlyName") {
						c.refuse(409, 20409, "FriendlyName already exists.")
					}
				}
			})),
		s.not("second-with-one-name-gives-the-first", "Each create makes a new one.", Second,
			before(create, func(c *call) {
				for _, o := range c.all(c.base(plural)) {
					if text(o, "friendly_name") == c.form.Get("FriendlyName") {
						c.answered, c.status, c.header, c.json = true, 201,
							http.Header{"Content-Type": {"application/json"}}, o
					}
				}
			})),
		s.not("second-with-one-name-replaces-the-first", "A create changes nothing that is there.", Collateral,
			before(create, func(c *call) {
				for _, o := range c.all(c.base(plural)) {
					if text(o, "friendly_name") == c.form.Get("FriendlyName") {
						c.admin("DELETE", c.base(plural, text(o, "sid")), nil)
					}
				}
			})),
		s.not("name-of-255-is-refused", "A FriendlyName has up to 255 characters.", Shape,
			refuses(create+" "+update, fieldHas("FriendlyName",
				func(v string) bool { return utf8.RuneCountInString(v) == 255 }))),
		s.not("name-of-256-is-accepted", "A FriendlyName has at most 255 characters.", Refusal,
			takes(create, "FriendlyName", "friendly_name", longer(255),
				func(v string) string { return shorten(v, 255) })),
		s.not("name-of-256-is-accepted-by-an-update", "A FriendlyName has at most 255 characters.", Refusal,
			takes(update, "FriendlyName", "friendly_name", longer(255),
				func(v string) string { return shorten(v, 255) })),
		s.not("name-length-counts-bytes", "A FriendlyName has up to 255 characters, whatever bytes they take.", Shape,
			refuses(create, fieldHas("FriendlyName",
				func(v string) bool { return len(v) > 255 && utf8.RuneCountInString(v) <= 255 }))),
		s.not("name-with-a-slash-is-refused", "A FriendlyName is free text: clients send paths.", Shape,
			refuses(create, fieldHas("FriendlyName", contains("/@")))),
		s.not("slash-in-a-name-is-lost", "A FriendlyName is kept as sent.", Shape,
			keeps(create+" "+update, "FriendlyName", func(v string) string { return strings.TrimPrefix(v, "/") })),
		s.not("name-is-not-required", "FriendlyName is required.", Refusal,
			before(create, func(c *call) {
				if !c.form.Has("FriendlyName") {
					c.form.Set("FriendlyName", "unnamed")
				}
			})),
		s.not("name-is-not-required-by-an-update", "FriendlyName is required in an update.", Refusal,
			before(update, func(c *call) {
				if o := c.mem.seen[c.SID]; !c.form.Has("FriendlyName") && o != nil {
					c.form.Set("FriendlyName", text(o, "friendly_name"))
				}
			})),
		s.not("update-is-not-kept", "An update changes the FriendlyName.", Update, both(
			before(update, func(c *call) {
				c.asked(c.form.Get("FriendlyName"))
				if o := c.mem.seen[c.SID]; o != nil && c.form.Has("FriendlyName") {
					c.form.Set("FriendlyName", text(o, "friendly_name"))
				}
			}),
			after(update, func(c *call) { c.json["friendly_name"] = c.wanted() }))),
		s.not("second-update-is-ignored", "Each update changes the FriendlyName.", Update,
			before(update, func(c *call) {
				if c.mem.counts[c.SID]++; c.mem.counts[c.SID] > 1 {
					c.form.Set("FriendlyName", text(c.mem.seen[c.SID], "friendly_name"))
				}
			})),
		s.not("update-changes-namesakes", "An update changes what it names.", Collateral, both(
			before(update, func(c *call) { c.asked(text(c.mem.seen[c.SID], "friendly_name")) }),
			after(update, func(c *call) {
				for _, o := range c.all(c.base(plural)) {
					if text(o, "friendly_name") == c.wanted() {
						c.admin("POST", c.base(plural, text(o, "sid")),
							url.Values{"FriendlyName": {c.form.Get("FriendlyName")}})
					}
				}
			}))),
		s.not("update-loses-versions", "An update changes the FriendlyName and nothing else: versions stay.",
			Update, both(
				after(update, func(c *call) { c.mem.notes["lost "+c.SID] = "x" }),
				item("List"+name+"Version", func(c *call, entries []object) []object {
					if c.mem.notes["lost "+c.Parent] != "" {
						return nil
					}
					return entries
				}))),
		s.not("update-makes-a-new-one", "An update changes the one it names and makes none.", Update,
			after(update, func(c *call) {
				c.admin("POST", c.base(plural), url.Values{"FriendlyName": {c.form.Get("FriendlyName")}})
			})),
		s.not("delete-takes-namesakes", "A delete takes what it names.", Collateral,
			after(remove, func(c *call) {
				for _, o := range c.all(c.base(plural)) {
					if text(o, "friendly_name") == text(c.mem.gone[c.SID], "friendly_name") {
						c.admin("DELETE", c.base(plural, text(o, "sid")), nil)
					}
				}
			})),
		s.not("delete-takes-the-one-before", "A delete takes what it names.", Collateral, both(
			before(remove, func(c *call) {
				c.asked("")
				list := c.all(c.base(plural))
				for i, o := range list {
					if text(o, "sid") == c.SID && i+1 < len(list) {
						c.asked(text(list[i+1], "sid"))
					}
				}
			}),
			after(remove, func(c *call) {
				if c.wanted() != "" {
					c.admin("DELETE", c.base(plural, c.wanted()), nil)
				}
			}))),
		s.not("delete-of-the-last-takes-the-other-kind", "A delete takes what it names.", Collateral,
			after(remove, func(c *call) {
				other := map[string]string{"Functions": "Assets", "Assets": "Functions"}[plural]
				for _, o := range c.all(c.base(other)) {
					c.admin("DELETE", c.base(other, text(o, "sid")), nil)
				}
			})),
		s.not("delete-does-nothing", "A delete deletes.", Refusal,
			before(remove, func(c *call) {
				if status, _ := c.admin("GET", c.base(plural, c.SID), nil); status == 200 {
					c.empty(204)
				}
			})),
		s.not("delete-twice-succeeds", "What was deleted is not found any more.", Refusal,
			failing(remove, func(c *call) {
				if c.mem.gone[c.SID] != nil {
					c.empty(204)
				}
			})),
		s.not("deleted-one-can-be-fetched", "What was deleted is not found any more.", Second,
			failing(fetch, func(c *call) {
				if o := c.mem.gone[c.SID]; o != nil {
					c.status, c.json = 200, clone(o)
				}
			})),
		s.not("deleted-one-can-be-updated", "What was deleted is not found any more.", Second,
			failing(update, func(c *call) {
				if o := c.mem.gone[c.SID]; o != nil {
					c.status, c.json = 200, clone(o)
				}
			})),
		s.not("deleted-one-is-listed", "What was deleted is not listed any more.", Second, ghosts(name)),
		s.not("with-versions-cannot-be-deleted", "One with versions that no Build has can be deleted.", Refusal,
			before(remove, func(c *call) {
				if len(c.all(c.base(plural, c.SID, "Versions"))) > 0 {
					c.refuse(409, 20409, "It has versions.")
				}
			})),
		s.not("versions-outlive-it", "With it its versions are deleted.", Second,
			failing("Fetch"+name+"Version", func(c *call) {
				if o := c.mem.seen[c.SID]; o != nil && c.mem.gone[c.Parent] != nil {
					c.status, c.json = 200, clone(o)
				}
			})),
		s.not("is-found-in-another-service", "It belongs to one Service.", Access,
			failing(fetch, func(c *call) {
				if o := c.mem.seen[c.SID]; o != nil && c.mem.gone[c.SID] == nil && c.mem.gone[c.Service] == nil &&
					c.status == 404 {
					c.status, c.json = 200, clone(o)
				}
			})),
		s.not("can-be-deleted-through-another-service", "It belongs to one Service.", Access,
			failing(remove, func(c *call) {
				if o := c.mem.seen[c.SID]; o != nil && c.mem.gone[c.SID] == nil && c.status == 404 {
					if status, _ := c.admin("DELETE", "/Services/"+text(o, "service_sid")+"/"+plural+"/"+c.SID,
						nil); status == 204 {
						c.empty(204)
					}
				}
			})),
		s.not("can-be-updated-through-another-service", "It belongs to one Service.", Access,
			failing(update, func(c *call) {
				if o := c.mem.seen[c.SID]; o != nil && c.mem.gone[c.SID] == nil && c.status == 404 {
					c.status, c.json = c.admin("POST", "/Services/"+text(o, "service_sid")+"/"+plural+"/"+c.SID, c.form)
				}
			})),
		s.not("list-has-those-of-all-services", "The list of a Service has what belongs to it.", Second,
			item("List"+name, func(c *call, entries []object) []object {
				for sid, o := range c.mem.seen {
					if c.mem.kind[sid] == name && text(o, "service_sid") != serviceOf(entries) && len(entries) > 0 &&
						c.mem.gone[sid] == nil {
						return append(entries, clone(o))
					}
				}
				return entries
			})),
		s.not("list-begins-to-forget-at-20", "A list has every one.", Paging, hidesAfter("List"+name, 20)),
		s.not("new-one-has-a-version", "A new one has no versions.", Second,
			after(create, func(c *call) { c.mem.notes["stub"] = "x" }).then(item("List"+name+"Version",
				func(c *call, entries []object) []object {
					if len(entries) == 0 {
						for sid, o := range c.mem.seen {
							if c.mem.kind[sid] == name+"Version" {
								return []object{clone(o)}
							}
						}
					}
					return entries
				}))),
	}
	for _, d := range textDefects() {
		all = append(all, s.not("name-"+d.id, "A FriendlyName is kept as sent, not "+d.words+".", Shape,
			keeps(create+" "+update, "FriendlyName", d.f)))
	}
	return all
}

// then is both, for reading.
func (d Defect) then(other Defect) Defect { return both(d, other) }

// ghosts keeps what was deleted in the list that it stood in.
func ghosts(resource string) Defect {
	return item("List"+resource, func(c *call, entries []object) []object {
		for sid, o := range c.mem.gone {
			if c.mem.kind[sid] == resource && strings.Contains(text(o, "url"),
				strings.TrimPrefix(c.req.URL.Path, "/v1")) {
				entries = append(entries, clone(o))
			}
		}
		return entries
	})
}

// hidesAfter lets a list end after n entries, whatever pages it is read in.
func hidesAfter(ops string, n int) Defect {
	return after(ops, func(c *call) {
		key, entries := c.items()
		m, _ := c.json["meta"].(object)
		size := intOf(m["page_size"])
		before := intOf(m["page"]) * size
		if before+len(entries) >= n && key != "" {
			c.setItems(entries[:max(0, min(len(entries), n-before))])
			m["next_page_url"] = nil
		}
	})
}

func serviceOf(entries []object) string {
	if len(entries) == 0 {
		return ""
	}
	return text(entries[0], "service_sid")
}
