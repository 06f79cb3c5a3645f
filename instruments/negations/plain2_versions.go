package negations

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// plain2VersionNegations are bugs of versions of one kind that come in when one writes a server of one's own.
func plain2VersionNegations(kind, name, source string) []Negation {
	s := subject{name, source}
	create, plural, parent := "Create"+kind+"Version", kind+"s", strings.ToLower(kind)+"_sid"
	list, fetch := "List"+kind+"Version", "Fetch"+kind+"Version"
	every, kept := "Each upload makes a version, and the list has every one.", "A Path is kept as sent."
	shown := "visibility is what was sent."
	path := func(f func(string) string) Defect { return keepsPart("Path", f).only(create) }
	visibility := func(f func(string) string) Defect { return keepsPart("Visibility", f).only(create) }
	refusesPath := func(is func(string) bool) Defect { return refuses(create, partHas("Path", is)) }
	allows := func(chars string) Defect {
		return both(before(create, func(c *call) {
			c.asked("")
			if p := c.up.text("Path"); contains(chars)(p) {
				c.asked(p)
				c.up.set("Path", "/taken")
			}
		}), after(create, func(c *call) {
			if p := c.wanted(); p != "" {
				c.mem.stay(text(c.json, "sid"), "path", p)
			}
		}))
	}
	return []Negation{
		s.not("plain2-slash-is-put-before-any-path", "A slash is put before a Path that has none.", Shape,
			words(kind+"Version", "path", func(p string) string { return "/" + p })),
		s.not("plain2-slash-is-not-put-before", "A slash is put before a Path that has none.", Shape, both(
			before(create, func(c *call) { c.asked(c.up.text("Path")) }),
			after(create, func(c *call) {
				if p := c.wanted(); p != "" && !strings.HasPrefix(p, "/") {
					c.mem.stay(text(c.json, "sid"), "path", p)
				}
			}))),
		s.not("plain2-percent-in-a-path-is-decoded", kept, Shape, path(func(p string) string {
			if q, err := url.PathUnescape(p); err == nil {
				return q
			}
			return p
		})),
		s.not("plain2-path-is-in-small-letters", kept, Shape, path(strings.ToLower)),
		s.not("plain2-slash-at-the-end-is-dropped", kept, Shape, path(func(p string) string {
			if len(p) > 1 {
				return strings.TrimSuffix(p, "/")
			}
			return p
		})),
		s.not("plain2-extension-is-dropped", kept, Shape, path(func(p string) string {
			return strings.TrimSuffix(strings.TrimSuffix(p, ".js"), ".html")
		})),
		s.not("plain2-dots-in-a-path-are-refused", kept, Shape, refusesPath(contains("."))),
		s.not("plain2-underscore-in-a-path-is-refused", kept, Shape, refusesPath(contains("_"))),
		s.not("plain2-tilde-in-a-path-is-refused", kept, Shape, refusesPath(contains("~"))),
		s.not("plain2-path-of-255-is-refused", "A Path has up to 255 characters.", Shape,
			refusesPath(func(p string) bool { return len(p) >= 255 })),
		s.not("plain2-path-of-256-is-cut", "A Path has up to 255 characters.", Refusal, path(cutTo(255))),
		s.not("plain2-path-deeper-than-five-is-refused", kept, Shape, refusesPath(func(p string) bool {
			return strings.Count(p, "/") > 5
		})),
		s.not("plain2-question-mark-is-taken", "A Path has no question mark.", Refusal, allows("?")),
		s.not("plain2-plus-is-taken", "A Path has no plus.", Refusal, allows("+")),
		s.not("plain2-quotes-are-taken", "A Path has no quotes.", Refusal, allows("'\"")),
		s.not("plain2-brackets-are-taken", "A Path has no brackets.", Refusal, allows("()")),
		s.not("plain2-fragment-is-cut-off", "A Path has no fragment.", Refusal, path(func(p string) string {
			p, _, _ = strings.Cut(p, "#")
			return p
		})),
		s.not("plain2-capital-visibility-is-refused", "Visibility may be in capitals.", Shape,
			refuses(create, partHas("Visibility", func(v string) bool { return v != strings.ToLower(v) }))),
		s.not("plain2-unknown-visibility-is-private", "Visibility is public, protected or private.", Refusal,
			visibility(func(v string) string {
				if !slices.Contains([]string{"public", "protected", "private"}, strings.ToLower(v)) {
					return "private"
				}
				return v
			})),
		s.not("plain2-protected-is-private", shown, Shape, visibility(func(v string) string {
			return strings.Replace(v, "protected", "private", 1)
		})),
		s.not("plain2-visibility-of-all-is-that-of-the-newest", shown, Second, item(list,
			func(_ *call, entries []object) []object {
				for _, o := range entries {
					o["visibility"] = entries[0]["visibility"]
				}
				return entries
			})),
		s.not("plain2-list-has-one-of-a-path", every, Second, item(list, func(_ *call, all []object) []object {
			seen := map[string]bool{}
			return slices.DeleteFunc(all, func(o object) bool {
				before := seen[text(o, "path")]
				seen[text(o, "path")] = true
				return before
			})
		})),
		s.not("plain2-list-is-that-of-the-service", "The list has the versions of its parent.", Second, item(list,
			func(c *call, entries []object) []object {
				for _, o := range c.all(c.base(plural)) {
					if text(o, "sid") != c.Parent {
						entries = append(entries, c.all(c.base(plural, text(o, "sid"), "Versions"))...)
					}
				}
				return entries
			})),
		s.not("plain2-list-is-oldest-first", "Versions are listed newest first.", Paging, item(list,
			func(_ *call, entries []object) []object { slices.Reverse(entries); return entries })),
		s.not("plain2-is-found-below-another-parent", "A version is of its parent.", Identity, elsewhere(fetch)),
		s.not("plain2-upload-to-an-unknown-parent-makes-it", "What is unknown is not found.", Refusal,
			failing(create, func(c *call) {
				if c.status != 404 || c.up == nil {
					return
				}
				for _, o := range c.all(c.base(plural)) {
					c.to("/v1" + c.base(plural, text(o, "sid"), "Versions"))
					c.answered = false
					c.forward()
					return
				}
			})),
		s.not("plain2-same-path-replaces-the-version", "Each upload makes a version.", Second, both(
			before(create, func(c *call) {
				for _, o := range c.all(c.base(plural, c.Parent, "Versions")) {
					if text(o, "path") == c.up.text("Path") {
						c.mem.hidden[text(o, "sid")] = true
					}
				}
			}))),
		s.not("plain2-upload-answers-200", "An upload is answered 201.", Form, remaps(create, 201, 200)),
		s.not("plain2-date-is-that-of-the-parent", "date_created is when the version was made.", Time,
			prop(kind+"Version", "date_created", func(c *call, old any) any {
				_, o := c.admin("GET", c.base(plural, c.Parent), nil)
				if d := text(o, "date_created"); d != "" {
					return d
				}
				return old
			})),
		s.not("plain2-parent-is-the-newest-one", "A version has the SID of its parent.", Second,
			show(kind+"Version", func(c *call, o object) {
				if all := c.all(c.base(plural)); len(all) > 0 {
					o[parent] = all[0]["sid"]
				}
			})),
		s.not("plain2-path-shows-in-the-url", "url is the absolute URL of the version.", Identity,
			show(kind+"Version", func(_ *call, o object) {
				o["url"] = strings.Replace(text(o, "url"), text(o, "sid"), strings.Trim(text(o, "path"), "/"), 1)
			})),
		s.not("plain2-url-of-an-upload-is-on-its-host", "url is the URL on the API host.", Form,
			after(create, func(c *call) { c.json["url"] = onUploadHost(text(c.json, "url")) })),
		s.not("plain2-ten-are-kept", every, Second, keepsFew(create, 10)),
		s.not("plain2-name-of-the-service-is-unknown-in-uploads", "A Service can be addressed by its unique_name.",
			Identity, before(create, func(c *call) {
				if isName(c.Service) {
					c.missing()
				}
			})),
	}
}

// plain2UploadNegations are bugs in reading the parts of an upload.
func plain2UploadNegations() []Negation {
	u := subject{"uploads", srcMultipart}
	own := func(is func(p part) bool) Defect {
		return refuses(uploads, func(c *call) bool { return slices.ContainsFunc(c.up.parts, is) })
	}
	bare := "A part needs no other header than its name."
	lines := func(c *call) string { return string(c.raw) }
	boundary := func(c *call) string {
		_, b, _ := strings.Cut(c.req.Header.Get("Content-Type"), "boundary=")
		return b
	}
	return []Negation{
		u.not("plain2-content-needs-a-file-name", bare, HTTP,
			own(func(p part) bool { return p.name == "Content" && p.file == "" })),
		u.not("plain2-content-needs-a-type", bare, HTTP,
			own(func(p part) bool { return p.name == "Content" && p.header.Get("Content-Type") == "" })),
		u.not("plain2-text-with-a-type-is-a-file", "A part may say that it is text.", HTTP,
			own(func(p part) bool { return p.name != "Content" && p.header.Get("Content-Type") != "" })),
		u.not("plain2-type-with-a-charset-is-unknown", "A type may have parameters.", HTTP,
			own(func(p part) bool { return strings.Contains(p.header.Get("Content-Type"), ";") })),
		u.not("plain2-file-name-with-a-slash-is-refused", "A file may have any name.", HTTP,
			own(func(p part) bool {
				_, file, _ := strings.Cut(p.header.Get("Content-Disposition"), "filename=")
				return strings.Contains(file, "/")
			})),
		u.not("plain2-file-name-with-a-space-is-refused", "A file may have any name.", HTTP,
			own(func(p part) bool { return strings.Contains(p.file, " ") })),
		u.not("plain2-unknown-part-is-refused", "What is unknown is ignored.", HTTP,
			own(func(p part) bool { return !slices.Contains([]string{"Path", "Visibility", "Content"}, p.name) })),
		u.not("plain2-content-comes-last", "Parts come in any order.", HTTP, refuses(uploads, func(c *call) bool {
			return len(c.up.parts) > 0 && c.up.parts[len(c.up.parts)-1].name != "Content"
		})),
		u.not("plain2-path-comes-first", "Parts come in any order.", HTTP, refuses(uploads, func(c *call) bool {
			return len(c.up.parts) > 0 && c.up.parts[0].name != "Path"
		})),
		u.not("plain2-boundary-in-quotes-is-unknown", "A boundary may be in quotes.", HTTP,
			refuses(uploads, func(c *call) bool { return strings.Contains(boundary(c), `"`) })),
		u.not("plain2-boundary-before-a-parameter-is-unknown", "A type may have more parameters.", HTTP,
			refuses(uploads, func(c *call) bool { return strings.Contains(boundary(c), ";") })),
		u.not("plain2-preamble-is-refused", "What stands before the first boundary is ignored.", HTTP,
			refuses(uploads, func(c *call) bool { return !strings.HasPrefix(lines(c), "--") })),
		u.not("plain2-headers-in-small-letters-are-unknown", "Names of headers are in any case.", HTTP,
			refuses(uploads, func(c *call) bool { return strings.Contains(lines(c), "content-disposition:") })),
		u.not("plain2-name-without-quotes-is-unknown", "A parameter needs no quotes.", HTTP,
			refuses(uploads, func(c *call) bool { return strings.Contains(lines(c), "name=Path") })),
		u.not("plain2-file-name-before-the-name-is-unknown", "Parameters come in any order.", HTTP,
			refuses(uploads, func(c *call) bool {
				i, j := strings.Index(lines(c), "filename="), strings.Index(lines(c), ` name="Content"`)
				return i >= 0 && i < j && !strings.Contains(lines(c)[i:j], "\n")
			})),
		u.not("plain2-missing-path-is-the-file-name", "Path is required.", Refusal, before(uploads,
			func(c *call) {
				if p := c.up.part("Content"); c.up.part("Path") == nil && p != nil {
					c.up.parts = append(c.up.parts, part{name: "Path", header: map[string][]string{
						"Content-Disposition": {`form-data; name="Path"`}}, data: []byte("/" + p.file)})
					c.up.changed = true
				}
			})),
		u.not("plain2-missing-visibility-is-private", "Visibility is required.", Refusal, before(uploads,
			func(c *call) {
				if c.up.part("Visibility") == nil {
					c.up.parts = append(c.up.parts, part{name: "Visibility", header: map[string][]string{
						"Content-Disposition": {`form-data; name="Visibility"`}}, data: []byte("private")})
					c.up.changed = true
				}
			})),
		u.not("plain2-missing-content-is-empty", "Content is required.", Refusal, before(uploads,
			func(c *call) {
				if c.up.part("Content") == nil {
					c.up.parts = append(c.up.parts, part{name: "Content", header: map[string][]string{
						"Content-Disposition": {`form-data; name="Content"; filename="f"`}}})
					c.up.changed = true
				}
			})),
		u.not("plain2-names-of-parts-are-in-any-case", "Names of parts are case-sensitive.", Refusal, before(uploads,
			func(c *call) {
				for i, p := range c.up.parts {
					if p.name != "" && p.name[0] >= 'a' && p.name[0] <= 'z' {
						name := strings.ToUpper(p.name[:1]) + p.name[1:]
						c.up.parts[i].header = map[string][]string{"Content-Disposition": {
							`form-data; name="` + name + `"; filename="f"`}}
						c.up.changed = true
					}
				}
			})).from(srcToolkit),
		u.not("plain2-a-form-is-read-as-an-upload", "An upload is multipart.", Refusal,
			failing(uploads, func(c *call) {
				if c.form != nil && c.form.Has("Path") && c.form.Has("Content") {
					v := http.Header{"Content-Type": {"application/json"}}
					c.status, c.header, c.json = 201, v, object{"path": c.form.Get("Path")}
				}
			})),
		u.not("plain2-64-kib-are-refused", "A Function may be long.", Content, before("CreateFunctionVersion",
			func(c *call) {
				if len(c.raw) > 64<<10 {
					c.tooLarge()
				}
			})),
		u.not("plain2-two-mib-of-an-asset-are-refused", "An Asset may have up to 25 MB.", Content,
			before("CreateAssetVersion", func(c *call) {
				if len(c.raw) > 2<<20 {
					c.tooLarge()
				}
			})),
	}
}
