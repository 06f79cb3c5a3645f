package negations

import (
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"
)

// narrowVersionNegations are defects of the versions of Functions or of Assets.
func narrowVersionNegations(parent, name, source string) []Negation {
	s, kind, up := subject{name, source}, parent+"Version", "Create"+parent+"Version"
	plural := parent + "s"
	sent, every := "A version is what was uploaded.", "The list has every one, newest first."
	paths, same := "A Path has up to 255 characters that are fit for a URL.", "A version never changes."
	earlier := func(c *call) []object { return c.all(c.base(plural, c.Parent, "Versions")) }
	return []Negation{
		s.not("narrow-private-path-gets-no-slash", "A slash is put before a Path that lacks it.", Default, both(
			before(up, func(c *call) { c.asked(c.up.text("Path")) }),
			after(up, func(c *call) {
				if p := c.wanted(); p != "" && p[0] != '/' && text(c.json, "visibility") == "private" {
					c.mem.stay(text(c.json, "sid"), "path", p)
				}
			}))),
		s.not("narrow-second-has-the-visibility-of-the-first", sent, Second, before(up, func(c *call) {
			if all := earlier(c); len(all) > 0 {
				c.up.set("Visibility", text(all[len(all)-1], "visibility"))
			}
		})),
		s.not("narrow-protected-in-capitals-is-400", "Visibility is read without case.", Shape,
			refuses(up, partHas("Visibility", func(v string) bool { return v == "Protected" }))),
		s.not("narrow-path-of-255-is-refused", paths, Shape,
			refuses(up, partHas("Path", func(v string) bool { return len(v) == 255 }))),
		s.not("narrow-path-with-a-hidden-folder-is-refused", paths, Shape,
			refuses(up, partHas("Path", func(v string) bool { return strings.Contains(v, "/.") }))),
		s.not("narrow-list-has-paths-in-small-letters", "A Path is kept as sent.", Shape, item("List"+kind,
			func(_ *call, entries []object) []object {
				for _, o := range entries {
					o["path"] = strings.ToLower(text(o, "path"))
				}
				return entries
			})),
		s.not("narrow-later-pages-are-oldest-first", every, Paging, item("List"+kind,
			func(c *call, entries []object) []object {
				if page, _, _ := pageOf(c); page > 0 {
					slices.Reverse(entries)
				}
				return entries
			})),
		s.not("narrow-found-below-another-parent", "A version is found below its own parent.", Identity,
			elsewhere("Fetch"+kind)),
		s.not("narrow-upload-below-a-deleted-one-is-201", "What was deleted is not found.", Refusal,
			failing(up, func(c *call) {
				if o := c.mem.gone[c.Parent]; o != nil && c.status == 404 && c.up != nil {
					c.status, c.header = 201, http.Header{"Content-Type": {"application/json"}}
					c.json = object{"sid": "ZN" + strings.Repeat("d", 32), "account_sid": o["account_sid"],
						"service_sid": o["service_sid"], lower(parent) + "_sid": c.Parent, "path": c.up.text("Path"),
						"visibility": c.up.text("Visibility"), "date_created": nowText(), "url": text(o, "url") +
							"/Versions/ZN" + strings.Repeat("d", 32), "links": object{}}
				}
			})),
		s.not("narrow-third-hides-the-first", every, Collateral, counted(up, 3, func(c *call) {
			all := earlier(c)
			c.mem.hidden[text(all[len(all)-1], "sid")] = true
		})),
		s.not("narrow-path-of-a-deleted-one-stays-taken", "A Path may be used again.", Second, both(
			before("Delete"+parent, func(c *call) {
				for _, v := range c.all(c.here() + "/Versions") {
					c.mem.notes["used "+text(v, "path")] = "x"
				}
			}),
			before(up, func(c *call) {
				if c.mem.notes["used "+c.up.text("Path")] != "" {
					c.taken()
				}
			}))),
		s.not("narrow-same-content-has-the-path-of-the-first", sent, Second, before(up, func(c *call) {
			key := "path " + c.Parent + digest(c.up.text("Content"))
			if old := c.mem.notes[key]; old != "" {
				c.up.set("Path", old)
			}
			c.mem.notes[key] = c.up.text("Path")
		})),
		s.not("narrow-date-moves-with-a-build", same, Time, after("CreateBuild", func(c *call) {
			for _, v := range append(objects(c.json["function_versions"]), objects(c.json["asset_versions"])...) {
				if c.mem.kind[text(v, "sid")] == kind {
					c.mem.stay(text(v, "sid"), "date_created", c.json["date_created"])
				}
			}
		})),
		s.not("narrow-a-fourth-part-is-400", "Parts that are not known are ignored.", HTTP,
			refuses(up, func(c *call) bool { return len(c.up.parts) > 3 })).from(srcToolkit),
		s.not("narrow-path-as-the-last-part-is-400", "Parts come in any order.", HTTP, refuses(up, func(c *call) bool {
			return len(c.up.parts) > 2 && c.up.parts[len(c.up.parts)-1].name == "Path"
		})),
		s.not("narrow-fetch-of-an-older-one-has-the-newest-visibility", same, Second, after("Fetch"+kind,
			func(c *call) {
				if all := earlier(c); len(all) > 1 {
					c.json["visibility"] = all[0]["visibility"]
				}
			})),
		s.not("narrow-fetch-below-a-name-has-no-parent", "A version has the SID of its parent.", Form,
			after("Fetch"+kind, func(c *call) {
				if isName(c.Service) {
					c.json[lower(parent)+"_sid"] = nil
				}
			})),
	}
}

func narrowContentNegations() []Negation {
	s := subject{"content", srcContent}
	fetch, up := "FetchFunctionVersionContent", "CreateFunctionVersion"
	same, own := "Content is what was uploaded.", "Each version has its own content."
	versions := func(c *call) []object { return c.all(c.base("Functions", c.Parent, "Versions")) }
	visible := func(c *call, visibility string) bool {
		for _, v := range versions(c) {
			if text(v, "sid") == c.SID {
				return text(v, "visibility") == visibility
			}
		}
		return false
	}
	text1 := func(c *call) string { s, _ := c.json["content"].(string); return s }
	source := func(f func(string) string) Defect { return keepsPart("Content", f).only(up) }
	return []Negation{
		s.not("narrow-oldest-of-three-is-the-newest", own, Second, before(fetch, func(c *call) {
			if all := versions(c); len(all) > 2 && text(oldest(all), "sid") == c.SID {
				c.to(strings.Replace(c.req.URL.Path, c.SID, text(all[0], "sid"), 1))
			}
		}).then(after(fetch, func(c *call) {
			c.json["sid"] = c.SID
			if sid := text(c.json, "sid"); sid != "" {
				c.json["url"] = replaceVersion(text(c.json, "url"), sid)
			}
		}))),
		s.not("narrow-private-is-empty", same, Content, after(fetch, func(c *call) {
			if visible(c, "private") {
				c.json["content"] = ""
			}
		})),
		s.not("narrow-protected-lacks-the-last-byte", same, Content, after(fetch, func(c *call) {
			if t := text1(c); visible(c, "protected") && t != "" {
				c.json["content"] = t[:len(t)-1]
			}
		})),
		s.not("narrow-large-loses-its-last-line-end", same, Content, source(func(v string) string {
			if len(v) > 16<<10 {
				return strings.TrimSuffix(v, "\n")
			}
			return v
		})),
		s.not("narrow-large-loses-wide-letters", same, Content, source(func(v string) string {
			if len(v) > 4096 {
				return only(v, func(r rune) bool { return r < 0x80 })
			}
			return v
		})),
		s.not("narrow-wide-letters-at-the-border-of-a-block-break", same, Content, source(func(v string) string {
			const block = 8192
			if len(v) > block && !utf8.RuneStart(v[block]) {
				return v[:block-1] + "\uFFFD" + v[block+1:]
			}
			return v
		})),
		s.not("narrow-below-a-name-is-that-of-the-newest", own, Identity, byName(fetch, func(c *call) {
			if all := versions(c); len(all) > 1 {
				c.to(strings.Replace(c.req.URL.Path, c.SID, text(all[0], "sid"), 1))
			}
		})),
		s.not("narrow-when-built-has-no-comments", same, Collateral, after(fetch, func(c *call) {
			if c.isBuilt(c.Parent) {
				var left []string
				for line := range strings.SplitSeq(text1(c), "\n") {
					if !strings.HasPrefix(strings.TrimSpace(line), "//") {
						left = append(left, line)
					}
				}
				c.json["content"] = strings.Join(left, "\n")
			}
		})),
		s.not("narrow-when-built-ends-with-a-line-end", same, Collateral, after(fetch, func(c *call) {
			if c.isBuilt(c.Parent) && !strings.HasSuffix(text1(c), "\n") {
				c.json["content"] = text1(c) + "\n"
			}
		})),
		s.not("narrow-after-a-rename-is-not-found", "What is there is found.", Collateral, both(
			after("UpdateFunction", func(c *call) { c.mem.notes["renamed "+c.SID] = "x" }),
			before(fetch, func(c *call) {
				if c.mem.notes["renamed "+c.Parent] != "" {
					c.missing()
				}
			}))),
		s.not("narrow-byte-order-mark-is-refused", same, Content, refuses(up, partHas("Content", func(v string) bool {
			return strings.HasPrefix(v, "\uFEFF")
		}))),
		s.not("narrow-second-fetch-is-empty", same, Content, counted(fetch, 2, func(c *call) {
			c.json["content"] = ""
		})),
		s.not("narrow-lines-with-two-dashes-are-lost", same, Content, source(func(v string) string {
			var left []string
			for line := range strings.SplitSeq(v, "\n") {
				if !strings.HasPrefix(line, "--") {
					left = append(left, line)
				}
			}
			return strings.Join(left, "\n")
		})),
		s.not("narrow-one-long-line-is-wrapped", same, Content, source(func(v string) string {
			if len(v) > 10000 && !strings.Contains(v, "\n") {
				return v[:10000] + "\n" + v[10000:]
			}
			return v
		})),
		s.not("narrow-of-a-second-version-has-the-url-of-the-version", "url ends with Content.", Form,
			after(fetch, func(c *call) {
				if len(versions(c)) > 1 {
					c.json["url"] = strings.TrimSuffix(text(c.json, "url"), "/Content")
				}
			})),
	}
}

// replaceVersion names another version in the URL of its content.
func replaceVersion(address, sid string) string {
	before, _, found := strings.Cut(address, "/Versions/")
	if !found {
		return address
	}
	return before + "/Versions/" + sid + "/Content"
}

func narrowUploadNegations() []Negation {
	s := subject{"uploads", srcFVersion}
	part := "The media type of the part is free."
	file := "The file name of the part is free."
	named := func(when func(name string) bool) func(c *call) bool {
		return func(c *call) bool { p := c.up.part("Content"); return p != nil && when(p.file) }
	}
	typed := func(when func(media string) bool) func(c *call) bool {
		return func(c *call) bool {
			p := c.up.part("Content")
			return p != nil && when(p.header.Get("Content-Type"))
		}
	}
	return []Negation{
		s.not("narrow-media-type-with-charset-is-415", part, HTTP,
			before(uploads, func(c *call) {
				if typed(contains(";"))(c) {
					c.type415()
				}
			})),
		s.not("narrow-image-is-400", part, HTTP, refuses("CreateAssetVersion",
			typed(func(v string) bool { return strings.HasPrefix(v, "image/") }))),
		s.not("narrow-without-a-media-type-is-400", part, HTTP, refuses(uploads,
			typed(func(v string) bool { return v == "" }))),
		s.not("narrow-asset-without-a-file-name-is-400", file, HTTP, refuses("CreateAssetVersion",
			named(func(v string) bool { return v == "" }))),
		s.not("narrow-file-name-in-wide-letters-is-500", file, HTTP, crashes(uploads, named(func(v string) bool {
			return strings.ContainsFunc(v, func(r rune) bool { return r > 0x7F })
		}))),
		s.not("narrow-file-name-is-put-behind-a-path-that-ends-with-a-slash", "A Path is kept as sent.", Shape,
			before(uploads, func(c *call) {
				if p := c.up.text("Path"); len(p) > 1 && strings.HasSuffix(p, "/") && c.up.part("Content") != nil {
					c.up.set("Path", p+c.up.part("Content").file)
				}
			})),
		s.not("narrow-asset-over-a-mebibyte-is-413", "An Asset has up to 25 MB.", Shape,
			before("CreateAssetVersion", func(c *call) {
				if len(c.up.text("Content")) > 1<<20 {
					c.tooLarge()
				}
			})),
		s.not("narrow-asset-over-8-mebibytes-is-413", "An Asset has up to 25 MB.", Shape,
			before("CreateAssetVersion", func(c *call) {
				if len(c.up.text("Content")) > 8<<20 {
					c.tooLarge()
				}
			})).needs("large-uploads"),
	}
}
