package negations

import (
	"html"
	"net/http"
	"strings"
)

// plainParentNegations are about Functions, or about Assets.
func plainParentNegations(kind, plural, source string) []Negation {
	p := subject{"plain-" + lower(plural), source}
	other, versions := "Assets", lower(kind)+"_versions"
	if plural == "Assets" {
		other = "Functions"
	}
	create, update := "Create"+kind, "Update"+kind
	asSent := "A FriendlyName is kept as sent."
	return []Negation{
		p.not("without-a-name-are-made", "FriendlyName is required.", Refusal,
			filled(create, "FriendlyName", func(*call) string { return "untitled" })),
		p.not("name-is-cut-at-255", "A FriendlyName has up to 255 characters.", Refusal,
			cut(create, "FriendlyName", 255)),
		p.not("updated-name-is-cut-at-255", "A FriendlyName has up to 255 characters.", Refusal,
			cut(update, "FriendlyName", 255)),
		p.not("name-is-cut-at-64", asSent, Shape, cut(create, "FriendlyName", 64)),
		p.not("update-without-a-name-is-taken", "FriendlyName is required in updates.", Refusal,
			filled(update, "FriendlyName", func(c *call) string {
				_, o := c.admin("GET", strings.TrimPrefix(c.req.URL.Path, "/v1"), nil)
				return text(o, "friendly_name")
			})),
		p.not("list-has-the-first-name", "An update lasts.", Update, both(
			after(create, func(c *call) { c.keep("born "+text(c.json, "sid"), c.json) }),
			item("List"+kind, func(c *call, all []object) []object {
				for _, o := range all {
					if born := c.recall("born " + text(o, "sid")); born != nil {
						o["friendly_name"] = born["friendly_name"]
					}
				}
				return all
			}))),
		p.not("update-answers-the-old-name", "An update is answered with what is there now.", Update, both(
			before(update, func(c *call) {
				_, o := c.admin("GET", strings.TrimPrefix(c.req.URL.Path, "/v1"), nil)
				c.asked(text(o, "friendly_name"))
			}),
			after(update, func(c *call) { c.json["friendly_name"] = c.wanted() }))),
		p.not("list-has-those-of-the-other-kind", "A list has one kind.", Identity, item("List"+kind,
			func(c *call, all []object) []object { return append(all, c.all(c.base(other))...) })),
		p.not("are-found-as-the-other-kind", "A SID is of one kind.", Identity, Defect{after: func(c *call) {
			if c.Op == "Fetch"+kind && c.status == http.StatusNotFound {
				if status, o := c.admin("GET", c.base(other, c.SID), nil); status == 200 {
					c.status, c.json = 200, o
				}
			}
		}}),
		p.not("list-is-of-the-account", "A list is of one Service.", Second, item("List"+kind,
			func(c *call, all []object) []object {
				for _, s := range c.all("/Services") {
					if text(s, "sid") != c.Service && text(s, "unique_name") != c.Service {
						all = append(all, c.all("/Services/"+text(s, "sid")+"/"+plural)...)
					}
				}
				return all
			})),
		p.not("delete-takes-the-one-before", "A delete takes what it names.", Collateral, after("Delete"+kind,
			func(c *call) {
				if all := c.all(c.base(plural)); len(all) > 0 {
					c.admin("DELETE", c.base(plural, text(all[0], "sid")), nil)
				}
			})),
		p.not("with-versions-cannot-be-deleted", "A delete takes versions along.", Refusal, before("Delete"+kind,
			func(c *call) {
				if len(c.all(c.base(plural, c.SID, "Versions"))) > 0 {
					c.refuse(409, 20409, "It has versions.")
				}
			})),
		p.not("versions-outlive-their-parent", "A delete takes versions along.", Second,
			survives("Fetch"+kind+"Version", kind)),
		p.not("name-is-trimmed-of-slashes", asSent, Shape, keeps(create+" "+update, "FriendlyName",
			func(v string) string { return strings.Trim(v, "/") })),
		p.not("name-is-escaped-for-html", asSent, Shape, words(kind, "friendly_name", html.EscapeString)),
		p.not("of-a-name-there-already-are-refused", "A FriendlyName need not be unique.", Refusal, before(create,
			func(c *call) {
				for _, o := range c.all(c.base(plural)) {
					if text(o, "friendly_name") == c.form.Get("FriendlyName") {
						c.refuse(409, 20409, "It exists.")
					}
				}
			})),
		p.not("date-updated-is-null-at-first", "date_updated is always set.", Form, after(create,
			func(c *call) { c.json["date_updated"] = nil })),
		p.not("link-of-versions-is-that-of-the-list", "links lead to what they name.", Form, show(kind,
			func(_ *call, o object) {
				if links, ok := o["links"].(object); ok {
					links[versions] = strings.TrimSuffix(text(o, "url"), "/"+text(o, "sid"))
				}
			})),
		p.not("service-sid-is-what-the-path-says", "service_sid is a SID.", Identity, show(kind,
			func(c *call, o object) { o["service_sid"] = c.Service })),
	}
}

// plainVersionNegations are about uploads and what they make.
func plainVersionNegations() []Negation {
	u, f := subject{"plain-uploads", srcFVersion}, subject{"plain-versions", srcFVersion}
	c := subject{"plain-contents", srcContent}
	same := "Content is what was uploaded."
	part := func(name, value string) Defect {
		return before(uploads, func(c *call) {
			if c.up.part(name) == nil {
				c.up.add(name, value)
			}
		})
	}
	return []Negation{
		u.not("answer-200", "An upload is answered with 201.", Form, remaps(uploads, 201, 200)),
		u.not("without-a-path-are-at-the-root", "Path is required.", Refusal, part("Path", "/")),
		u.not("without-a-visibility-are-public", "Visibility is required.", Refusal, part("Visibility", "public")),
		u.not("without-content-are-empty", "Content is required.", Refusal, part("Content", "")),
		u.not("of-an-unknown-visibility-are-private", "Visibility is public, protected or private.", Refusal,
			keepsPart("Visibility", func(v string) string {
				switch lower(v) {
				case "public", "protected", "private":
					return v
				}
				return "private"
			})),
		u.not("in-capitals-are-refused", "Visibility may be in any case.", Refusal,
			refuses(uploads, partHas("Visibility", func(v string) bool { return v != lower(v) }))),
		u.not("protected-is-private", "Visibility is kept.", Shape, keepsPart("Visibility", func(v string) string {
			return strings.Replace(lower(v), "protected", "private", 1)
		})),
		u.not("path-of-300-is-cut", "A Path has up to 255 characters.", Refusal,
			keepsPart("Path", func(p string) string { return firstRunes(p, 254) })),
		u.not("path-ends-at-the-question-mark", "A Path has no question mark.", Refusal,
			keepsPart("Path", func(p string) string { p, _, _ = strings.Cut(p, "?"); return p })),
		u.not("bad-characters-of-the-path-are-dropped", "A Path has none of them.", Refusal,
			keepsPart("Path", func(p string) string {
				return strings.NewReplacer(":", "", "$", "", "&", "", ",", "").Replace(p)
			})),
		u.not("path-gets-a-second-slash", "A slash is put before a Path that has none.", Shape,
			showsPath(func(p string) string { return "/" + p }, func(string) bool { return true })),
		u.not("path-without-a-slash-is-refused", "A slash is put before a Path that has none.", Refusal,
			refuses(uploads, partHas("Path", func(p string) bool { return !strings.HasPrefix(p, "/") }))),
		u.not("path-ends-before-the-extension", "A Path is kept.", Shape,
			showsPath(func(p string) string { return strings.TrimSuffix(p, ".html") },
				func(string) bool { return true })),
		u.not("same-content-is-the-same-version", "Each upload makes a version.", Second, Defect{after: func(c *call) {
			if fits(uploads, c.Op) && c.ok() {
				name := "same " + c.Parent + c.up.text("Content") + c.up.text("Path")
				if o := c.recall(name); o != nil {
					c.json = o
				} else {
					c.keep(name, c.json)
				}
			}
		}}),
		f.not("list-has-the-newest-only", "The list has every version.", Second,
			item("ListFunctionVersion ListAssetVersion", func(_ *call, all []object) []object {
				return all[:min(1, len(all))]
			})),
		f.not("oldest-come-first", "Versions are newest first.", Paging, item("ListFunctionVersion ListAssetVersion",
			func(_ *call, all []object) []object {
				for i, j := 0, len(all)-1; i < j; i, j = i+1, j-1 {
					all[i], all[j] = all[j], all[i]
				}
				return all
			})),
		f.not("are-found-below-any-function", "A version is of one Function.", Identity,
			elsewhere("FetchFunctionVersion FetchAssetVersion")),
		f.not("can-be-deleted", "There is no delete of versions.", Refusal, Defect{after: func(c *call) {
			if fits("DeleteFunctionVersion DeleteAssetVersion", c.Op) && c.status >= 400 && c.status != 401 {
				c.empty(204)
			}
		}}),
		f.not("fetch-shows-the-newest", "A SID names one version.", Identity, after(
			"FetchFunctionVersion FetchAssetVersion", func(c *call) {
				list := strings.TrimSuffix(c.collection(), "/"+c.SID)
				if all := c.all(strings.TrimPrefix(list, "/v1")); len(all) > 0 {
					c.json = all[0]
				}
			})),
		f.not("of-assets-have-no-path-in-lists", "A list has whole versions.", Form, item("ListAssetVersion",
			func(_ *call, all []object) []object {
				for _, o := range all {
					delete(o, "path")
				}
				return all
			})),
		f.not("upload-renames-the-function", "An upload changes no name.", Collateral, after(uploads, func(c *call) {
			c.mem.stay(c.Parent, "friendly_name", text(c.json, "path"))
		})),
		c.not("of-private-functions-is-empty", same, Content, after("FetchFunctionVersionContent", func(c *call) {
			if v := c.mem.seen[c.SID]; text(v, "visibility") == "private" {
				c.json["content"] = ""
			}
		})),
		c.not("is-that-of-the-newest", same, Content, after("FetchFunctionVersionContent", func(c *call) {
			if all := c.all(c.base("Functions", c.Parent, "Versions")); len(all) > 0 && text(all[0], "sid") != c.SID {
				_, o := c.admin("GET", c.base("Functions", c.Parent, "Versions", text(all[0], "sid"), "Content"), nil)
				c.json["content"] = o["content"]
			}
		})),
		c.not("tabs-become-spaces", same, Content, content(func(b []byte) []byte {
			return []byte(strings.ReplaceAll(string(b), "\t", "    "))
		})),
		c.not("is-trimmed-at-the-end", same, Content, content(func(b []byte) []byte {
			return []byte(strings.TrimRight(string(b), " \r\n\t"))
		})),
		c.not("sid-is-that-of-the-function", "sid is that of the version.", Identity,
			after("FetchFunctionVersionContent", func(c *call) { c.json["sid"] = c.json["function_sid"] })),
		c.not("url-is-that-of-the-version", "url ends in Content.", Form, after("FetchFunctionVersionContent",
			func(c *call) { c.json["url"] = strings.TrimSuffix(text(c.json, "url"), "/Content") })),
	}
}
