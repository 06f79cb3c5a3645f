package negations

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"regexp"
	"strings"
)

var lineEnds = regexp.MustCompile(`[ \t]+\n`)

// alike answers an upload that is like an earlier one with that one.
func alike(op string, of func(c *call) string) Defect {
	return Defect{
		before: func(c *call) {
			if c.Op != op || c.up == nil {
				return
			}
			if old := c.recall("alike " + of(c)); old != nil {
				c.answered, c.status, c.json = true, 201, old
				c.header = map[string][]string{"Content-Type": {"application/json; charset=utf-8"}}
			}
		},
		after: func(c *call) {
			if c.Op == op && c.ok() && c.up != nil && !c.answered {
				c.keep("alike "+of(c), c.json)
			}
		},
	}
}

func digest(parts ...string) string {
	return fmt.Sprintf("%x", sha256.Sum256([]byte(strings.Join(parts, "\x00"))))
}

// freshVersionNegations break promises of Versions and their content.
func freshVersionNegations() []Negation {
	f, a, u := subject{"fresh-function-versions", srcFVersion}, subject{"fresh-asset-versions", srcAVersion},
		subject{"fresh-uploads", srcFVersion}
	t := subject{"fresh-content", srcContent}
	asSent, whole := "A Version is what was uploaded.", "Content is what was uploaded."
	return []Negation{
		a.not("protected-is-stored-as-public", asSent, Access, before("CreateAssetVersion", func(c *call) {
			if c.up.text("Visibility") == "protected" {
				c.up.set("Visibility", "public")
			}
		})),
		f.not("private-is-listed-as-protected", "A list shows what a fetch shows.", Access, show("FunctionVersion",
			func(c *call, o object) {
				if c.Verb == "List" && o["visibility"] == "private" {
					o["visibility"] = "protected"
				}
			})),
		f.not("list-has-those-of-another-function", "A Version is of one Function.", Second, item("ListFunctionVersion",
			func(c *call, all []object) []object {
				for _, sid := range c.mem.order {
					o := c.mem.seen[sid]
					if c.mem.kind[sid] == "FunctionVersion" && text(o, "function_sid") != c.Parent && len(all) == 1 &&
						text(o, "service_sid") == text(all[0], "service_sid") {
						return append(all, o)
					}
				}
				return all
			})),
		a.not("path-is-in-lower-case", asSent, Shape, before("CreateAssetVersion", func(c *call) {
			c.up.set("Path", strings.ToLower(c.up.text("Path")))
		})),
		a.not("jpeg-is-jpg", asSent, Shape, before("CreateAssetVersion", func(c *call) {
			c.up.set("Path", strings.Replace(c.up.text("Path"), ".jpeg", ".jpg", 1))
		})),
		u.not("folder-without-a-slash-gets-two", "A slash is put before a Path that has none.", Shape,
			before(uploads, func(c *call) {
				if p := c.up.text("Path"); strings.Contains(p, "/") && !strings.HasPrefix(p, "/") {
					c.up.set("Path", "//"+p)
				}
			})),
		u.not("path-of-254-after-the-slash-is-refused", "A Path has up to 255 characters.", Shape,
			refuses(uploads, partHas("Path", longer(254)))),
		u.not("path-of-256-is-taken", "A Path has up to 255 characters.", Refusal, both(
			before(uploads, func(c *call) {
				if p := c.up.text("Path"); len(p) > 255 && len(p) < 300 {
					c.asked(p)
					c.up.set("Path", p[:200])
				}
			}),
			after(uploads, func(c *call) {
				if p := c.wanted(); p != "" {
					c.mem.stay(text(c.json, "sid"), "path", p)
				}
			}))),
		f.not("date-is-that-of-the-function", "date_created tells when the Version was made.", Time,
			prop("FunctionVersion", "date_created", func(c *call, old any) any {
				if o := c.mem.seen[c.Parent]; o != nil {
					return o["date_created"]
				}
				return old
			})),
		f.not("same-upload-is-the-same-version", "Each upload makes a Version.", Second, alike("CreateFunctionVersion",
			func(c *call) string {
				return digest(c.Parent, c.up.text("Path"), c.up.text("Visibility"), c.up.text("Content"))
			})),
		a.not("same-content-is-the-same-version", "Each upload makes a Version.", Second, alike("CreateAssetVersion",
			func(c *call) string { return digest(c.Parent, c.up.text("Content")) })),
		f.not("same-content-elsewhere-is-the-same-version", "Each upload makes a Version of its Function.", Second,
			alike("CreateFunctionVersion", func(c *call) string { return digest(c.Service, c.up.text("Content")) })),
		t.not("of-an-older-version-is-the-newest", "Content is that of one Version.", Second,
			before("FetchFunctionVersionContent", func(c *call) {
				path := strings.TrimPrefix(c.req.URL.Path, "/v1")
				list := path[:strings.LastIndex(path, "/Versions/")] + "/Versions"
				if all := c.all(list); len(all) > 1 {
					c.to("/v1" + list + "/" + text(all[0], "sid") + "/Content")
				}
			})),
		t.not("of-a-private-one-is-empty", whole, Access, after("FetchFunctionVersionContent", func(c *call) {
			if text(c.mem.seen[text(c.json, "sid")], "visibility") == "private" {
				c.json["content"] = ""
			}
		})),
		t.not("a-character-breaks-at-64-kb", whole, Content, content(func(b []byte) []byte {
			const border = 64 << 10
			if len(b) > border && b[border]&0xC0 == 0x80 {
				return append(append(bytes.Clone(b[:border]), "\ufffd"...), b[border:]...)
			}
			return b
		})),
		t.not("spaces-at-ends-of-lines-are-lost", whole, Content, content(func(b []byte) []byte {
			return lineEnds.ReplaceAll(b, []byte("\n"))
		})),
		t.not("html-is-escaped", whole, Content, after("FetchFunctionVersionContent", func(c *call) {
			c.json["content"] = strings.NewReplacer("<", "&lt;", ">", "&gt;").Replace(text(c.json, "content"))
		})),
		t.not("of-an-update-ends-where-the-first-did", whole, Content, before("CreateFunctionVersion", func(c *call) {
			name := "length " + c.Parent
			if n := c.mem.counts[name]; n > 0 {
				c.up.set("Content", c.up.text("Content")[:min(n, len(c.up.text("Content")))])
			} else {
				c.mem.counts[name] = len(c.up.text("Content"))
			}
		})),
		t.not("url-is-that-of-the-version", "url is the address of the content.", Form,
			after("FetchFunctionVersionContent",
				func(c *call) { c.json["url"] = strings.TrimSuffix(text(c.json, "url"), "/Content") })),
		t.not("sid-is-that-of-the-function", "The sid is that of the Version.", Identity,
			after("FetchFunctionVersionContent",
				func(c *call) { c.json["sid"] = c.json["function_sid"] })),
		f.not("found-below-another-function", "A Version is of one Function.", Identity, before("FetchFunctionVersion*",
			func(c *call) {
				owner := text(c.mem.seen[c.SID], "function_sid")
				if owner != "" && owner != c.Parent && c.mem.seen[c.Parent] != nil {
					c.to(strings.Replace(c.req.URL.Path, c.Parent, owner, 1))
				}
			})),
		u.not("file-name-is-the-path", "The Path is what the part Path says.", Identity, before(uploads, func(c *call) {
			if p := c.up.part("Content"); p != nil && strings.Contains(p.file, ".") {
				c.up.set("Path", "/"+strings.TrimPrefix(p.file, "/"))
			}
		})),
		u.not("type-with-a-charset-is-refused", "An Asset has any media type.", HTTP, refuses("CreateAssetVersion",
			func(c *call) bool {
				p := c.up.part("Content")
				return p != nil && strings.Contains(p.header.Get("Content-Type"), "charset")
			})),
		u.not("below-a-name-shows-the-name", "service_sid is a SID.", Form, after(uploads, func(c *call) {
			c.json["service_sid"] = c.Service
		})),
		u.not("created-url-is-that-of-the-list", "url is the address of the resource.", Form, after(uploads,
			func(c *call) { c.json["url"] = strings.TrimSuffix(text(c.json, "url"), "/"+text(c.json, "sid")) })),
		u.not("service-of-another-is-taken", "A Function is of one Service.", Identity, before(uploads, func(c *call) {
			owner := text(c.mem.seen[c.Parent], "service_sid")
			if owner != "" && strings.HasPrefix(c.Service, "ZS") && c.Service != owner {
				c.to(strings.Replace(c.req.URL.Path, c.Service, owner, 1))
			}
		})),
	}
}
