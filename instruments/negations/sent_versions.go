package negations

import (
	"bytes"
	"mime"
	"path"
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// sentVersionNegations take the sentences of the pages of versions one by one.
func sentVersionNegations(kind, name, source string) []Negation {
	s := subject{name, source}
	parent := strings.TrimSuffix(kind, "Version")
	frozen, kept, own := "A version never changes.", "A Path is kept as sent.", "A version has values of its own."
	up := "Create" + kind
	newest := func(property string) Defect { // shows what the newest version of the parent has
		return show(kind, func(c *call, o object) {
			if all := c.all(c.base(parent+"s", c.Parent, "Versions")); len(all) > 0 && c.Verb != "Create" {
				o[property] = all[0][property]
			}
		})
	}
	paths := func(f func(string) string) Defect {
		return before(up, func(c *call) { c.up.set("Path", f(c.up.text("Path"))) })
	}
	return []Negation{
		s.not("sent-path-is-that-of-the-newest", frozen, Second, newest("path")),
		s.not("sent-visibility-is-that-of-the-newest", frozen, Second, newest("visibility")),
		s.not("sent-date-is-that-of-the-parent", "date_created is when it was made.", Time, prop(kind,
			"date_created", func(c *call, old any) any {
				if o := c.mem.seen[c.Parent]; o != nil {
					return o["date_created"]
				}
				return old
			})),
		s.not("sent-protected-is-private", own, Shape, words(kind, "visibility", func(v string) string {
			return strings.Replace(v, "protected", "private", 1)
		})),
		s.not("sent-private-is-protected-in-the-list", own, Second, item("List"+kind,
			func(_ *call, entries []object) []object {
				for _, o := range entries {
					if o["visibility"] == "private" {
						o["visibility"] = "protected"
					}
				}
				return entries
			})),
		s.not("sent-private-ones-are-not-listed", "The list has every one.", Second, item("List"+kind,
			func(_ *call, entries []object) []object {
				return slices.DeleteFunc(entries, func(o object) bool { return o["visibility"] == "private" })
			})),
		s.not("sent-list-has-one-of-each-path", "The list has every one.", Second, item("List"+kind,
			func(_ *call, entries []object) []object {
				seen := map[string]bool{}
				return slices.DeleteFunc(entries, func(o object) bool {
					again := seen[text(o, "path")]
					seen[text(o, "path")] = true
					return again
				})
			})),
		s.not("sent-visibility-is-as-it-was-written", "visibility is public, protected or private.", Form,
			both(before(up, func(c *call) { c.asked(c.up.text("Visibility")) }), after(up, func(c *call) {
				if v := c.wanted(); v != "" {
					c.json["visibility"] = v
				}
			}))),
		s.not("sent-visibility-stays-as-the-first", own, Second, before(up, func(c *call) {
			if all := c.all(c.base(parent+"s", c.Parent, "Versions")); len(all) > 0 {
				c.up.set("Visibility", text(oldest(all), "visibility"))
			}
		})),
		s.not("sent-path-loses-js", kept, Shape, paths(func(v string) string { return strings.TrimSuffix(v, ".js") })),
		s.not("sent-path-loses-index", kept, Shape, paths(func(v string) string {
			return strings.TrimSuffix(v, "index.html")
		})),
		s.not("sent-path-is-lower-cased", kept, Shape, paths(strings.ToLower)),
		s.not("sent-path-is-cleaned", kept, Shape, paths(func(v string) string {
			if strings.HasPrefix(v, "/") {
				return path.Clean(v)
			}
			return v
		})),
		s.not("sent-path-is-the-name-when-it-is-a-slash", kept, Shape, paths(func(v string) string {
			if v == "/" {
				return "/index.html"
			}
			return v
		})),
		s.not("sent-path-of-a-dot-file-is-refused", "A Path has URL-friendly characters.", Shape, refuses(up,
			partHas("Path", func(v string) bool { return strings.Contains(v, "/.") }))),
		s.not("sent-path-with-a-tilde-is-refused", "A Path has URL-friendly characters.", Shape, refuses(up,
			partHas("Path", contains("~!*")))),
		s.not("sent-path-without-a-slash-is-refused", "A slash is put before a Path without one.", Shape, refuses(up,
			partHas("Path", func(v string) bool { return v != "" && !strings.HasPrefix(v, "/") }))),
		s.not("sent-path-of-another-function-is-taken", "Two versions may have one Path.", Refusal,
			onceOnly(up, func(c *call) string {
				if c.up == nil {
					return ""
				}
				return c.Service + " " + c.up.text("Path")
			})),
		s.not("sent-path-is-cut-at-a-hash", "A Path has no fragment.", Refusal, paths(func(v string) string {
			before, _, _ := strings.Cut(v, "#")
			return before
		})),
		s.not("sent-path-is-cut-at-a-question-mark", "A Path has no ?.", Refusal, paths(func(v string) string {
			before, _, _ := strings.Cut(v, "?")
			return before
		})),
		s.not("sent-url-has-the-upload-host", "url is the absolute URL of the resource.", Identity, after(up,
			func(c *call) { c.json["url"] = onUploadHost(text(c.json, "url")) })),
		s.not("sent-upload-through-another-service-is-made", "What is unknown is not found.", Identity,
			failing(up, func(c *call) {
				own := c.mem.seen[c.Parent]
				if c.status == 404 && own != nil && c.mem.gone[c.Parent] == nil {
					c.to(strings.Replace(c.req.URL.Path, c.Service, text(own, "service_sid"), 1))
					c.answered = false
					c.forward()
				}
			})),
		s.not("sent-without-visibility-is-public", "Visibility is required.", Refusal, before(up, func(c *call) {
			if c.up.part("Visibility") == nil {
				c.up.add("Visibility", "public")
				c.up.changed = true
			}
		})),
		s.not("sent-without-path-is-the-name", "Path is required.", Refusal, before(up, func(c *call) {
			if c.up.part("Path") == nil {
				c.up.add("Path", "/unnamed")
				c.up.changed = true
			}
		})),
		s.not("sent-upload-is-200", "A create is 201.", HTTP, remaps(up, 201, 200)),
		s.not("sent-path-part-after-the-content-is-lost", "The parts come in any order.", HTTP, refuses(up,
			func(c *call) bool {
				content := slices.IndexFunc(c.up.parts, func(p part) bool { return p.name == "Content" })
				at := slices.IndexFunc(c.up.parts, func(p part) bool { return p.name == "Path" })
				return content >= 0 && at > content
			})),
		s.not("sent-file-name-becomes-the-path", kept, Second, before(up, func(c *call) {
			if p := c.up.part("Content"); p != nil {
				_, parameters, _ := mime.ParseMediaType(p.header.Get("Content-Disposition"))
				if file := parameters["filename"]; strings.Contains(file, "/") {
					c.up.set("Path", "/"+strings.TrimPrefix(file, "/"))
				}
			}
		})),
	}
}

// sentContentNegations take the sentences about what is uploaded.
func sentContentNegations() []Negation {
	s := subject{"content", srcContent}
	same := "Content is what was uploaded."
	up, fetch := "CreateFunctionVersion", "FetchFunctionVersionContent"
	shared := func(key func(c *call) string) Defect { // a cache of contents with a wrong key
		return before(up, func(c *call) {
			if name := "content " + key(c); c.mem.notes[name] == "" {
				c.mem.notes[name] = c.up.text("Content")
			} else {
				c.up.set("Content", c.mem.notes[name])
			}
		})
	}
	edited := func(f func(string) string) Defect {
		return content(func(b []byte) []byte { return []byte(f(string(b))) })
	}
	return []Negation{
		s.not("sent-is-kept-by-path", same, Second, both(after(up, func(c *call) {
			c.mem.notes["newest at "+text(c.json, "path")] = text(c.json, "sid") + " " + c.up.text("Content")
			c.mem.notes["at "+text(c.json, "sid")] = text(c.json, "path")
		}), after(fetch, func(c *call) {
			if kept := c.mem.notes["newest at "+c.mem.notes["at "+c.SID]]; kept != "" {
				_, c.json["content"], _ = strings.Cut(kept, " ")
			}
		}))),
		s.not("sent-is-kept-by-length", same, Second, shared(func(c *call) string {
			return c.Service + " " + string(rune(len(c.up.text("Content"))))
		})),
		s.not("sent-is-kept-by-file-name", same, Second, shared(func(c *call) string {
			if p := c.up.part("Content"); p != nil && p.file != "" {
				return c.Parent + " " + p.file
			}
			return digest(c.up.text("Content"))
		})),
		s.not("sent-is-kept-by-its-first-line", same, Second, shared(func(c *call) string {
			line, _, _ := strings.Cut(c.up.text("Content"), "\n")
			return c.Parent + " " + line
		})),
		s.not("sent-is-cut-at-65535", same, Content, content(func(b []byte) []byte { return b[:min(len(b), 65535)] })),
		s.not("sent-is-cut-at-100000-characters", same, Content, edited(func(v string) string {
			return firstRunes(v, 100000)
		})),
		s.not("sent-loses-a-byte-of-each-32-kib", same, Content, content(func(b []byte) []byte {
			var out []byte
			for i, c := range b {
				if i%32768 != 32767 {
					out = append(out, c)
				}
			}
			return out
		})),
		s.not("sent-characters-across-4096-are-broken", same, Content, content(func(b []byte) []byte {
			var out []byte
			for len(b) > 0 {
				n := min(len(b), 4096)
				out = append(out, bytes.ToValidUTF8(b[:n], []byte("\uFFFD"))...)
				b = b[n:]
			}
			return out
		})),
		s.not("sent-length-is-counted-in-characters", same, Content, content(func(b []byte) []byte {
			return b[:min(len(b), utf8.RuneCount(b))]
		})),
		s.not("sent-length-is-counted-in-utf-16", same, Content, content(func(b []byte) []byte {
			n := len(utf16.Encode([]rune(string(b))))
			return []byte(string(utf16.Decode(utf16.Encode([]rune(string(b)))[:min(n, len([]rune(string(b))))])))
		})),
		s.not("sent-bom-is-taken-off", same, Content, edited(func(v string) string {
			return strings.TrimPrefix(v, "\uFEFF")
		})),
		s.not("sent-last-newline-is-trimmed", same, Content, edited(func(v string) string {
			return strings.TrimSuffix(v, "\n")
		})),
		s.not("sent-newline-is-added", same, Content, edited(func(v string) string {
			if v != "" && !strings.HasSuffix(v, "\n") {
				return v + "\n"
			}
			return v
		})),
		s.not("sent-line-separators-are-newlines", same, Content, edited(func(v string) string {
			return strings.NewReplacer("\u2028", "\n", "\u2029", "\n").Replace(v)
		})),
		s.not("sent-template-is-filled", same, Content, edited(func(v string) string {
			return strings.NewReplacer("${", "$ {", "{{", "{ {").Replace(v)
		})),
		s.not("sent-backslashes-are-unescaped", same, Content, edited(func(v string) string {
			return strings.ReplaceAll(v, `\\`, `\`)
		})),
		s.not("sent-dollar-signs-are-groups", same, Content, edited(func(v string) string {
			return strings.ReplaceAll(v, "$&", "")
		})),
		s.not("sent-json-is-written-anew", same, Content, edited(func(v string) string {
			t := strings.TrimSpace(v)
			if strings.HasPrefix(t, "{") && strings.HasSuffix(t, "}") {
				return t
			}
			return v
		})),
		s.not("sent-empty-is-null", same, Content, after(fetch, func(c *call) {
			if c.json["content"] == "" {
				c.json["content"] = nil
			}
		})),
		s.not("sent-of-private-ones-is-not-shown", same, Content, after(fetch,
			func(c *call) {
				_, o := c.admin("GET", c.base("Functions", c.Parent, "Versions", c.SID), nil)
				if o["visibility"] == "private" {
					c.json["content"] = ""
				}
			})),
		s.not("sent-of-protected-ones-is-not-found", same, Content, after(fetch,
			func(c *call) {
				_, o := c.admin("GET", c.base("Functions", c.Parent, "Versions", c.SID), nil)
				if o["visibility"] == "protected" {
					c.missing()
				}
			})),
		s.not("sent-of-the-oldest-for-all", same, Second, before(fetch, func(c *call) {
			all := c.all(c.base("Functions", c.Parent, "Versions"))
			if slices.ContainsFunc(all, func(o object) bool { return text(o, "sid") == c.SID }) {
				c.to("/v1" + c.base("Functions", c.Parent, "Versions", text(oldest(all), "sid"), "Content"))
			}
		})),
		s.not("sent-has-no-function-sid", "Content has the SID of its Function.", Form,
			after(fetch, func(c *call) { delete(c.json, "function_sid") })),
		s.not("sent-through-another-function-is-found", "What is unknown is not found.", Identity,
			elsewhere(fetch)),
	}
}
