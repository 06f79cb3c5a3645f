package negations

import (
	"net/http"
	"regexp"
	"strings"
)

func fieldParentNegations(kind, name, source string) []Negation {
	s := subject{name, source}
	kept := "A FriendlyName is kept as it was sent."
	property := strings.ToLower(kind) + "_sid"
	ops := "Create" + kind + " Update" + kind
	return []Negation{
		s.not("field-update-moves-date-created", "date_created never moves.", Time, after("Update"+kind,
			func(c *call) { c.mem.stay(text(c.json, "sid"), "date_created", text(c.json, "date_updated")) })),
		s.not("field-list-has-date-updated-for-both", "date_created never moves.", Time, item("List"+kind,
			func(_ *call, all []object) []object {
				for _, o := range all {
					o["date_created"] = o["date_updated"]
				}
				return all
			})),
		s.not("field-delete-takes-those-of-the-same-name", "A delete is of what it names.", Collateral,
			before("Delete"+kind, func(c *call) {
				_, o := c.admin("GET", c.here(), nil)
				for _, other := range c.all(c.base(kind + "s")) {
					if text(o, "sid") != "" && text(other, "sid") != c.SID &&
						text(other, "friendly_name") == text(o, "friendly_name") {
						c.admin("DELETE", c.base(kind+"s", text(other, "sid")), nil)
					}
				}
			})),
		s.not("field-first-slash-of-a-name-is-lost", kept, Shape, field(ops, "FriendlyName", func(v string) string {
			if len(v) > 1 {
				return strings.TrimPrefix(v, "/")
			}
			return v
		})),
		s.not("field-ampersand-of-a-name-is-escaped", kept, Shape, field("Update"+kind, "FriendlyName",
			func(v string) string { return strings.ReplaceAll(v, "&", "&amp;") })),
		s.not("field-apostrophe-of-a-name-is-doubled", kept, Shape, field(ops, "FriendlyName",
			func(v string) string { return strings.ReplaceAll(v, "'", "''") })),
		s.not("field-rename-moves-the-path-of-versions", "A version never changes.", Collateral, both(
			after("Update"+kind, func(c *call) {
				if strings.HasPrefix(c.form.Get("FriendlyName"), "/") || len(c.form.Get("FriendlyName")) < 40 {
					c.mem.notes["renamed "+text(c.json, "sid")] = "/" + slug(c.form.Get("FriendlyName"))
				}
			}),
			show(kind+"Version", func(c *call, o object) {
				if path := c.mem.notes["renamed "+text(o, property)]; path != "" {
					o["path"] = path
				}
			}))),
		s.not("field-created-below-a-name-is-elsewhere", "A Service may be named by its unique_name.", Identity,
			byName("Create"+kind, func(c *call) {
				if all := c.all("/Services"); len(all) > 0 {
					c.to("/v1/Services/" + text(oldest(all), "sid") + "/" + kind + "s")
				}
			})),
		s.not("field-delete-hides-the-next", "A list has every one.", Collateral, before("Delete"+kind,
			func(c *call) {
				all := c.all(c.base(kind + "s"))
				for i, o := range all[:max(0, len(all)-1)] {
					if text(o, "sid") == c.SID {
						c.mem.notes["skipped "+text(all[i+1], "sid")] = "x"
					}
				}
			}).then(item("List"+kind, func(c *call, all []object) (left []object) {
			for _, o := range all {
				if c.mem.notes["skipped "+text(o, "sid")] == "" {
					left = append(left, o)
				}
			}
			return left
		}))),
		s.not("field-update-without-a-name-is-200", "FriendlyName is required.", Refusal, refused("Update"+kind, 400,
			func(c *call) {
				if status, o := c.admin("GET", c.here(), nil); status == 200 && !c.form.Has("FriendlyName") {
					c.gives(200, o)
				}
			})),
		s.not("field-rename-to-a-name-in-use-is-409", "FriendlyNames need not differ.", Refusal,
			before("Update"+kind, func(c *call) {
				for _, o := range c.all(c.base(kind + "s")) {
					if text(o, "sid") != c.SID && text(o, "friendly_name") == c.form.Get("FriendlyName") {
						c.taken()
					}
				}
			})),
		s.not("field-versions-of-a-deleted-one-are-listed", "What was deleted is gone with what is below it.", Second,
			refused("List"+kind+"Version", 404, func(c *call) {
				if c.mem.gone[c.Parent] != nil {
					c.gives(200, emptyList(c))
				}
			})),
		s.not("field-name-of-255-is-refused", "A FriendlyName is up to 255 characters.", Shape,
			refuses(ops, fieldHas("FriendlyName", longer(254)))),
		s.not("field-second-update-answers-the-first", "An update answers with what it made.", Update, Defect{
			after: func(c *call) {
				if c.Op == "Update"+kind && c.ok() {
					if old := c.recall("updated " + c.SID); old != nil {
						c.json["friendly_name"] = old["friendly_name"]
						return
					}
					c.keep("updated "+c.SID, c.json)
				}
			}}),
	}
}

func fieldVersionNegations(kind, name, source string) []Negation {
	s := subject{name, source}
	v, create := kind+"Version", "Create"+kind+"Version"
	path, asked := "A Path is kept as it was sent.", "A version has the Visibility that was asked for."
	never := "Each upload makes a version that never changes."
	repath := func(f func(p string) string) Defect {
		return before(create, func(c *call) { c.up.set("Path", f(c.up.text("Path"))) })
	}
	shows := func(f func(p string) string) Defect {
		return both(before(create, func(c *call) { c.asked(c.up.text("Path")) }), after(create, func(c *call) {
			if f(c.wanted()) != c.wanted() {
				c.mem.stay(text(c.json, "sid"), "path", f(text(c.json, "path")))
			}
		}))
	}
	return []Negation{
		s.not("field-second-has-the-visibility-of-the-first", asked, Second, before(create, func(c *call) {
			at := c.here()
			if all := c.all(at); len(all) > 0 {
				c.up.set("Visibility", text(oldest(all), "visibility"))
			}
		})),
		s.not("field-protected-becomes-private", asked, Shape, before(create, func(c *call) {
			if lower(c.up.text("Visibility")) == "protected" {
				c.up.set("Visibility", "private")
			}
		})),
		s.not("field-visibility-in-capitals-is-refused", "A Visibility has no case.", Shape, refuses(create,
			partHas("Visibility", func(s string) bool { return s != lower(s) }))),
		s.not("field-unknown-visibility-is-public", "A Visibility is public, protected or private.", Refusal,
			before(create, func(c *call) {
				if v := lower(c.up.text("Visibility")); v != "public" && v != "protected" && v != "private" &&
					c.up.part("Visibility") != nil {
					c.up.set("Visibility", "public")
				}
			})),
		s.not("field-path-in-small-letters", path, Shape, repath(strings.ToLower)),
		s.not("field-two-slashes-become-one", path, Shape, repath(func(p string) string {
			return strings.ReplaceAll(p, "//", "/")
		})),
		s.not("field-extension-of-js-is-lost", path, Shape, repath(func(p string) string {
			return strings.TrimSuffix(p, ".js")
		})),
		s.not("field-escape-in-a-path-is-read", path, Shape, shows(percentDecode)),
		s.not("field-slash-is-not-put-before-a-second-path", "A Path gets its first slash.", Second,
			both(before(create, func(c *call) {
				c.asked("")
				if len(c.all(c.here())) > 0 && !strings.HasPrefix(c.up.text("Path"), "/") {
					c.asked(c.up.text("Path"))
				}
			}), after(create, func(c *call) {
				if c.wanted() != "" {
					c.mem.stay(text(c.json, "sid"), "path", c.wanted())
				}
			}))),
		s.not("field-path-of-255-is-refused", "A Path is up to 255 characters.", Shape,
			refuses(create, partHas("Path", longer(254)))),
		s.not("field-path-with-an-at-sign-is-taken", "A Path has none of some characters.", Refusal,
			acceptsPath("@").only(create)),
		s.not("field-path-with-brackets-is-taken", "A Path has none of some characters.", Refusal,
			acceptsPath("()").only(create)),
		s.not("field-same-upload-is-the-same-version", never, Identity, alike(create, func(c *call) string {
			return c.here() + c.up.text("Path") + c.up.text("Visibility") + c.up.text("Content")
		})),
		s.not("field-created-url-is-on-the-upload-host", "url is on the host of the API.", Form,
			after(create, func(c *call) { c.json["url"] = onUploadHost(text(c.json, "url")) })),
		s.not("field-of-another-parent-is-found", "A version is found below its own parent only.", Identity,
			elsewhere("Fetch"+v)),
		s.not("field-date-is-that-of-its-parent", "date_created is when it was created.", Time,
			show(v, func(c *call, o object) {
				_, p := c.admin("GET", c.base(kind+"s", c.Parent), nil)
				copied(o, p, "date_created")
			})),
		s.not("field-older-ones-are-not-found", never, Second,
			oldOnly("Fetch"+v, func(c *call, _ string) { c.missing() })),
		s.not("field-ten-are-kept", never, Paging, keepsFew("List"+v, 10)),
		s.not("field-upload-to-a-deleted-one-is-201", "What was deleted is not found.", Second,
			refused(create, 404, func(c *call) {
				if o := c.mem.gone[c.Parent]; o != nil {
					c.gives(201, object{"sid": "ZN" + strings.Repeat("d", 32), "account_sid": o["account_sid"],
						"service_sid": o["service_sid"], strings.ToLower(kind) + "_sid": c.Parent,
						"path": c.up.text("Path"), "visibility": "public", "date_created": o["date_created"],
						"url": text(o, "url") + "/Versions/ZN" + strings.Repeat("d", 32)})
				}
			})),
		s.not("field-upload-below-a-name-is-404", "A Service may be named by its unique_name.", Identity,
			byName(create, func(c *call) { c.missing() })),
		s.not("field-list-is-of-all-parents", "A list is of one parent.", Second, item("List"+v,
			func(c *call, all []object) []object {
				if page, size, _ := pageOf(c); page > 0 || size < 20 {
					return all
				}
				for _, p := range c.all(c.base(kind + "s")) {
					if text(p, "sid") != c.Parent {
						all = append(all, c.all(c.base(kind+"s", text(p, "sid"), "Versions"))...)
					}
				}
				return all
			})),
	}
}

func fieldContentNegations() []Negation {
	s := subject{"function-version-content", srcContent}
	same := "content is what was uploaded."
	change := func(f func(s string) string) Defect {
		return before("CreateFunctionVersion", func(c *call) { c.up.set("Content", f(c.up.text("Content"))) })
	}
	replace := func(old, by string) Defect {
		return change(func(s string) string { return strings.ReplaceAll(s, old, by) })
	}
	comment := regexp.MustCompile(`(?m)^\s*//.*\n`)
	literal := regexp.MustCompile(`\$\{[^}]*\}`)
	return []Negation{
		s.not("field-last-newline-is-dropped", same, Content, change(func(s string) string {
			return strings.TrimSuffix(s, "\n")
		})),
		s.not("field-byte-order-mark-is-dropped", same, Content, change(func(s string) string {
			return strings.TrimPrefix(s, "\ufeff")
		})),
		s.not("field-line-ends-are-those-of-unix", same, Content, replace("\r\n", "\n")),
		s.not("field-tabs-are-spaces", same, Content, replace("\t", "    ")),
		s.not("field-is-cut-at-128-kib", same, Content, change(func(s string) string {
			return s[:min(len(s),
				128<<10)]
		})),
		s.not("field-is-cut-at-500000", same, Content, change(func(s string) string {
			return s[:min(len(s), 500000)]
		})),
		s.not("field-is-that-of-the-newest", same, Second, oldOnly("FetchFunctionVersionContent",
			func(c *call, newest string) { c.to("/v1" + newest + "/Content") })),
		s.not("field-less-than-is-escaped", same, Content, replace("<", "&lt;")),
		s.not("field-template-literals-are-filled", same, Content, change(func(s string) string {
			return literal.ReplaceAllString(s, "")
		})),
		s.not("field-backslashes-are-doubled", same, Content, replace(`\`, `\\`)),
		s.not("field-comments-are-stripped", same, Content, change(func(s string) string {
			return comment.ReplaceAllString(s, "")
		})),
		s.not("field-line-separators-are-dropped", same, Content, replace("\u2028", "")),
		s.not("field-sid-is-that-of-the-function", "sid is that of the version.", Identity,
			after("FetchFunctionVersionContent", func(c *call) { c.json["sid"] = c.json["function_sid"] })),
		s.not("field-of-private-ones-is-404", "The content of each version can be fetched.", Shape,
			before("FetchFunctionVersionContent", func(c *call) {
				if _, o := c.admin("GET", strings.TrimSuffix(c.here(), "/Content"), nil); o["visibility"] == "private" {
					c.missing()
				}
			})),
		s.not("field-empty-one-is-null", same, Form, after("FetchFunctionVersionContent", func(c *call) {
			if c.json["content"] == "" {
				c.json["content"] = nil
			}
		})),
	}
}

func fieldUploadNegations() []Negation {
	s := subject{"uploads", srcFVersion}
	free := "Any client may upload."
	files := func(p *part, when func(p *part) bool) bool { return p != nil && when(p) }
	turn := func(ops string, status int, when func(c *call) bool) Defect {
		return before(ops, func(c *call) {
			if when(c) {
				c.refuse(status, 20001, http.StatusText(status))
			}
		})
	}
	return []Negation{
		s.not("field-quoted-boundary-is-400", free, HTTP, Defect{before: func(c *call) {
			if fits(uploads, c.Op) && strings.Contains(c.req.Header.Get("Content-Type"), `boundary="`) {
				c.refuse(400, 20001, "Invalid boundary")
			}
		}}),
		s.not("field-without-a-file-name-is-refused", "The file name is free.", HTTP, turn(uploads, 400,
			func(c *call) bool {
				return files(c.up.part("Content"), func(p *part) bool { return p.file == "" })
			})),
		s.not("field-file-name-with-a-space-is-refused", "The file name is free.", HTTP, turn(uploads, 400,
			func(c *call) bool {
				return files(c.up.part("Content"), func(p *part) bool { return strings.Contains(p.file, " ") })
			})),
		s.not("field-pictures-are-refused", "An Asset is a file of any type.", Shape, turn("CreateAssetVersion", 400,
			func(c *call) bool {
				return files(c.up.part("Content"), func(p *part) bool {
					return strings.HasPrefix(p.mediaType(), "image/")
				})
			})),
		s.not("field-octets-are-refused", "An Asset is a file of any type.", Shape, turn("CreateAssetVersion", 400,
			func(c *call) bool {
				return files(c.up.part("Content"), func(p *part) bool {
					return p.mediaType() == "application/octet-stream"
				})
			})),
		s.not("field-content-first-is-400", "Parts have any order.", HTTP, turn(uploads, 400, func(c *call) bool {
			return len(c.up.parts) > 1 && c.up.parts[0].name == "Content"
		})),
		s.not("field-other-parts-are-refused", "Unknown fields are ignored.", HTTP, turn(uploads, 400,
			func(c *call) bool {
				for _, p := range c.up.parts {
					if p.name != "Content" && p.name != "Path" && p.name != "Visibility" {
						return true
					}
				}
				return false
			})),
		s.not("field-names-in-small-letters-are-parts", "Names of parts have a case.", Refusal,
			before(uploads, func(c *call) {
				for _, name := range []string{"Path", "Visibility", "Content"} {
					if p := c.up.part(lower(name)); p != nil && c.up.part(name) == nil {
						c.up.add(name, string(p.data))
						c.up.changed = true
					}
				}
			})),
		s.not("field-asset-of-a-megabyte-is-413", "An Asset has up to 25 MB.", Content, turn("CreateAssetVersion", 413,
			func(c *call) bool { return len(c.up.text("Content")) > 1000000 })),
		s.not("field-function-of-100-kb-is-413", "A Function may be large.", Content, turn("CreateFunctionVersion", 413,
			func(c *call) bool { return len(c.up.text("Content")) > 100000 })),
		s.not("field-without-content-is-201", "Content is required.", Refusal, before(uploads, func(c *call) {
			if c.up.part("Content") == nil && c.up.part("Path") != nil {
				c.up.add("Content", "x")
				c.up.changed = true
			}
		})),
		s.not("field-without-a-visibility-is-private", "Visibility is required.", Refusal, before(uploads,
			func(c *call) {
				if c.up.part("Visibility") == nil && c.up.part("Path") != nil {
					c.up.add("Visibility", "private")
					c.up.changed = true
				}
			})),
	}
}
