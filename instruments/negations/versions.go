package negations

import (
	"net/http"
	"strings"
)

// versionNegations are those of Function Versions and of Asset Versions.
func versionNegations(parent, list, source string) []Negation {
	s := subject{list, source}
	name := parent + "Version"
	plural := parent + "s"
	create, fetch, lists := "Create"+name, "Fetch"+name, "List"+name
	parentKey := strings.ToLower(parent) + "_sid"
	all := []Negation{
		s.not("only-one-per-parent", "One may have any number of versions.", Second,
			item(lists, func(_ *call, entries []object) []object { return entries[:min(len(entries), 1)] })),
		s.not("second-upload-replaces-the-first", "Each upload makes a new version; the others stay.", Second, both(
			after(create, func(c *call) {
				for _, o := range c.all(c.base(plural, c.Parent, "Versions")) {
					if text(o, "sid") != text(c.json, "sid") {
						c.mem.hidden[text(o, "sid")] = true
					}
				}
			}))),
		s.not("same-content-gives-the-same-version", "Each upload makes a new version, of the same content too.",
			Second,
			before(create, func(c *call) {
				key := c.Parent + c.up.text("Path") + c.up.text("Visibility") + c.up.text("Content")
				if o := c.mem.seen["sid of "+key]; o != nil {
					c.answered, c.status, c.header, c.json = true, 201,
						http.Header{"Content-Type": {"application/json"}}, clone(o)
				}
				c.asked(key)
			}).then(after(create, func(c *call) { c.mem.seen["sid of "+c.wanted()] = clone(c.json) }))),
		s.not("all-have-the-path-of-the-first", "The Path belongs to a version.", Second,
			after(create, func(c *call) {
				if c.mem.notes["path "+c.Parent] == "" {
					c.mem.notes["path "+c.Parent] = text(c.json, "path")
				}
				c.mem.stay(text(c.json, "sid"), "path", c.mem.notes["path "+c.Parent])
			})),
		s.not("all-have-the-path-of-the-newest", "The Path belongs to a version.", Second,
			after(create, func(c *call) {
				for _, o := range c.all(c.base(plural, c.Parent, "Versions")) {
					c.mem.stay(text(o, "sid"), "path", text(c.json, "path"))
				}
			})),
		s.not("all-have-the-visibility-of-the-newest", "The Visibility belongs to a version.", Second,
			after(create, func(c *call) {
				for _, o := range c.all(c.base(plural, c.Parent, "Versions")) {
					c.mem.stay(text(o, "sid"), "visibility", text(c.json, "visibility"))
				}
			})),
		s.not("all-have-the-visibility-of-the-first", "The Visibility belongs to a version.", Second,
			after(create, func(c *call) {
				if c.mem.notes["vis "+c.Parent] == "" {
					c.mem.notes["vis "+c.Parent] = text(c.json, "visibility")
				}
				c.mem.stay(text(c.json, "sid"), "visibility", c.mem.notes["vis "+c.Parent])
			})),
		s.not("same-path-twice-in-a-service-is-refused", "Paths need not differ between versions.", Second,
			before(create, func(c *call) {
				path := c.up.text("Path")
				if owner := c.mem.notes["of "+c.Service+path]; owner != "" && owner != c.Parent {
					c.refuse(409, 20409, "Path is taken.")
				}
				c.mem.notes["of "+c.Service+path] = c.Parent
			})),
		s.not("protected-becomes-private", "Visibility is kept.", Identity,
			keepsPart("Visibility", func(v string) string {
				if strings.EqualFold(v, "protected") {
					return "private"
				}
				return v
			}).only(create)),
		s.not("private-is-refused", "Visibility may be private.", Refusal,
			refuses(create, partHas("Visibility", func(v string) bool { return strings.EqualFold(v, "private") }))),
		s.not("protected-is-refused", "Visibility may be protected.", Refusal,
			refuses(create, partHas("Visibility", func(v string) bool { return strings.EqualFold(v, "protected") }))),
		s.not("visibility-in-another-case-is-refused", "Clients send Public, and it is taken.", Shape,
			refuses(create, partHas("Visibility", func(v string) bool { return v != strings.ToLower(v) }))),
		s.not("visibility-is-shown-as-sent", "The visibility of a version is in lower case.", Form,
			both(before(create, func(c *call) { c.asked(c.up.text("Visibility")) }), after(create, func(c *call) {
				c.mem.stay(text(c.json, "sid"), "visibility", c.wanted())
			}))),
		s.not("unknown-visibility-becomes-public", "Visibility is one of public, protected and private.", Refusal,
			keepsPart("Visibility", func(v string) string {
				switch strings.ToLower(v) {
				case "public", "private", "protected":
					return v
				}
				return "public"
			}).only(create)),
		s.not("visibility-is-not-required", "Visibility is required.", Refusal,
			before(create, func(c *call) { c.up.add("Visibility", "public") })),
		s.not("path-is-not-required", "Path is required.", Refusal,
			before(create, func(c *call) { c.up.add("Path", "/none") })),
		s.not("content-is-not-required", "Content is required.", Refusal,
			before(create, func(c *call) { c.up.add("Content", "//") })),
		s.not("update-of-parent-touches-versions", "A version never changes.", Second,
			after("Update"+parent, func(c *call) {
				for _, o := range c.all(c.base(plural, c.SID, "Versions")) {
					c.mem.stay(text(o, "sid"), "path", "/"+strings.Trim(c.form.Get("FriendlyName"), "/"))
				}
			})),
		s.not("is-found-below-another-parent", "A version belongs to one parent.", Access,
			failing(fetch, func(c *call) {
				if o := c.mem.seen[c.SID]; o != nil && c.mem.gone[text(o, parentKey)] == nil &&
					c.mem.gone[c.Service] == nil {
					c.status, c.json = 200, clone(o)
				}
			})),
		s.not("is-found-in-another-service", "A version belongs to one Service.", Access,
			failing(fetch, func(c *call) {
				if o := c.mem.seen[c.SID]; o != nil && text(o, parentKey) == c.Parent && c.mem.gone[c.Parent] == nil &&
					c.mem.gone[text(o, "service_sid")] == nil {
					c.status, c.json = 200, clone(o)
				}
			})),
		s.not("fetch-gives-the-newest", "A fetch gives the version that it names.", Second,
			before(fetch, func(c *call) {
				if all := c.all(c.base(plural, c.Parent, "Versions")); len(all) > 0 {
					c.to("/v1" + c.base(plural, c.Parent, "Versions", text(all[0], "sid")))
				}
			})),
		s.not("fetch-says-the-sid-asked-for-with-the-newest-path", "A fetch gives the version that it names.", Second,
			after(fetch, func(c *call) {
				if all := c.all(c.base(plural, c.Parent, "Versions")); len(all) > 0 {
					c.json["path"], c.json["visibility"] = all[0]["path"], all[0]["visibility"]
				}
			})),
		s.not("list-has-those-of-siblings", "The list has the versions of one parent.", Second,
			item(lists, func(c *call, entries []object) []object {
				for _, p := range c.all(c.base(plural)) {
					if text(p, "sid") != c.Parent {
						entries = append(entries, c.all(c.base(plural, text(p, "sid"), "Versions"))...)
					}
				}
				return entries
			})),
		s.not("list-lacks-private-ones", "The list has every version.", Second,
			item(lists, func(_ *call, entries []object) (left []object) {
				for _, e := range entries {
					if text(e, "visibility") != "private" {
						left = append(left, e)
					}
				}
				return left
			})),
		s.not("list-lacks-what-a-build-has", "The list has every version.", Second,
			after("CreateBuild", func(c *call) {
				for _, o := range objects(c.json[strings.ToLower(parent)+"_versions"]) {
					c.mem.notes["built "+text(o, "sid")] = "x"
				}
			}).then(item(lists, func(c *call, entries []object) (left []object) {
				for _, e := range entries {
					if c.mem.notes["built "+text(e, "sid")] == "" {
						left = append(left, e)
					}
				}
				return left
			}))),
		s.not("list-is-oldest-first", "The newest version comes first.", Paging, reversed(lists)),
		s.not("parent-sid-is-that-of-the-first", "A version names its parent.", Identity,
			after(create, func(c *call) {
				if c.mem.notes["first parent"] == "" {
					c.mem.notes["first parent"] = c.Parent
				}
				c.mem.stay(text(c.json, "sid"), parentKey, c.mem.notes["first parent"])
			})),
		s.not("upload-to-an-unknown-parent-is-accepted", "An unknown parent is not found.", Refusal,
			before(create, func(c *call) {
				if all := c.all(c.base(plural)); len(all) > 0 {
					if status, _ := c.admin("GET", c.base(plural, c.Parent), nil); status == 404 {
						c.to("/v1" + c.base(plural, text(all[0], "sid"), "Versions"))
					}
				}
			})),
		s.not("upload-to-another-service-is-accepted", "A parent belongs to one Service.", Access,
			before(create, func(c *call) {
				if o := c.mem.seen[c.Parent]; o != nil && c.mem.gone[c.Parent] == nil &&
					c.mem.gone[text(o, "service_sid")] == nil {
					c.to("/v1/Services/" + text(o, "service_sid") + "/" + plural + "/" + c.Parent + "/Versions")
				}
			})),
		s.not("upload-answers-200", "An upload answers 201.", Form, remaps(create, 201, 200)),
		s.not("upload-is-not-found-at-once", "What was created can be fetched.", Second,
			before(fetch, func(c *call) {
				if c.mem.counts[c.SID]++; c.mem.counts[c.SID] == 1 {
					c.missing()
				}
			})),
	}
	return all
}

// only limits a Defect to ops.
func (d Defect) only(ops string) Defect {
	limit := func(f func(*call)) func(*call) {
		if f == nil {
			return nil
		}
		return func(c *call) {
			if fits(ops, c.Op) {
				f(c)
			}
		}
	}
	return Defect{before: limit(d.before), after: limit(d.after)}
}

// add gives an upload a part that it lacks.
func (u *upload) add(name, value string) {
	if u != nil && u.part(name) == nil {
		u.parts = append(u.parts, part{name: name, data: []byte(value),
			header: map[string][]string{"Content-Disposition": {`form-data; name="` + name + `"`}}})
		u.changed = true
	}
}

// reversed turns the order of every page.
func reversed(ops string) Defect {
	return item(ops, func(_ *call, entries []object) []object {
		turned := make([]object, 0, len(entries))
		for i := len(entries) - 1; i >= 0; i-- {
			turned = append(turned, entries[i])
		}
		return turned
	})
}
