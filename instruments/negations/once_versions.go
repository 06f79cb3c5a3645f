package negations

import (
	"bytes"
	"mime"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"
)

// onceVersionNegations are defects of uploads and of what they make.
func onceVersionNegations() []Negation {
	f, a := subject{"function-versions", srcFVersion}, subject{"asset-versions", srcAVersion}
	t, m := subject{"contents", srcContent}, subject{"multiparts", srcMultipart}
	kept := "The content of a version is what was uploaded."
	asSent := "A Path is kept as sent."
	still := "A version never changes."
	versions := "FunctionVersion AssetVersion"
	return []Negation{
		t.not("once-content-is-found-by-its-path", kept, Second, both(
			before("FetchFunctionVersionContent", func(c *call) {
				own := c.mem.seen[c.SID]
				for _, sid := range slices.Backward(c.mem.order) {
					o := c.mem.seen[sid]
					if c.mem.kind[sid] == "FunctionVersion" && text(o, "path") == text(own, "path") &&
						text(o, "service_sid") == text(own, "service_sid") && own != nil {
						if at, err := url.Parse(text(o, "url")); err == nil {
							c.to(at.Path + "/Content")
						}
						return
					}
				}
			}), after("FetchFunctionVersionContent", func(c *call) {
				if own := c.mem.seen[c.SID]; own != nil {
					c.json["sid"], c.json["function_sid"] = own["sid"], own["function_sid"]
					c.json["url"] = text(own, "url") + "/Content"
				}
			}))),
		t.not("once-contents-of-one-begin-and-length-are-one", kept, Content, before("CreateFunctionVersion",
			func(c *call) {
				data := c.up.text("Content")
				name := "begin " + strconv.Itoa(len(data)) + " " + data[:min(len(data), 32)]
				if old := c.mem.notes[name]; old != "" {
					c.up.set("Content", old)
				}
				c.mem.notes[name] = c.up.text("Content")
			})),
		t.not("once-content-loses-line-separators", kept, Content, content(func(b []byte) []byte {
			return bytes.ReplaceAll(b, []byte("\u2028"), nil)
		})),
		t.not("once-content-ends-at-two-dashes", kept, Content, content(func(b []byte) []byte {
			head, _, _ := bytes.Cut(b, []byte("\n--"))
			return head
		})),
		t.not("once-content-loses-its-last-empty-lines", kept, Content, content(func(b []byte) []byte {
			for bytes.HasSuffix(b, []byte("\n\n")) {
				b = b[:len(b)-1]
			}
			return b
		})),
		f.not("once-file-name-with-a-slash-is-the-path", asSent, Identity, before(uploads, func(c *call) {
			if p := c.up.part("Content"); p != nil && strings.Contains(p.header.Get("Content-Disposition"), `="/`) {
				_, params, _ := mime.ParseMediaType(p.header.Get("Content-Disposition"))
				c.up.set("Path", params["filename"])
			}
		})),
		f.not("once-path-in-other-capitals-is-that-of-the-first", asSent, Second, before(uploads, func(c *call) {
			p := c.up.text("Path")
			name := "path " + c.Service + " " + strings.ToLower(p)
			if old := c.mem.notes[name]; old != "" {
				c.up.set("Path", old)
			} else {
				c.mem.notes[name] = p
			}
		})),
		f.not("once-path-that-begins-with-a-dot-is-refused", asSent, Shape, refuses(uploads, partHas("Path",
			func(p string) bool { return strings.HasPrefix(strings.TrimPrefix(p, "/"), ".") }))),
		a.not("once-path-gets-the-end-of-its-type", asSent, Shape, before("CreateAssetVersion", func(c *call) {
			ends := map[string]string{"image/png": ".png", "text/html": ".html", "text/plain": ".txt",
				"application/json": ".json", "application/octet-stream": ".bin"}
			media, _, _ := strings.Cut(c.up.part("Content").mediaType(), ";")
			if p := c.up.text("Path"); path.Ext(p) == "" && len(p) > 1 && len(p) < 240 {
				c.up.set("Path", p+ends[media])
			}
		})),
		f.not("once-visibility-is-of-the-path", still, Collateral, after(uploads, func(c *call) {
			for sid, o := range c.mem.seen {
				if fits(versions, c.mem.kind[sid]) && text(o, "path") == text(c.json, "path") &&
					text(o, "service_sid") == text(c.json, "service_sid") {
					c.mem.stay(sid, "visibility", c.json["visibility"])
				}
			}
		})),
		f.not("once-one-version-of-a-path-in-a-second", "Each upload makes a version.", Time,
			item("ListFunctionVersion ListAssetVersion", func(_ *call, entries []object) []object {
				seen := map[string]bool{}
				return slices.DeleteFunc(entries, func(o object) bool {
					name := text(o, "path") + text(o, "date_created")
					defer func() { seen[name] = true }()
					return seen[name]
				})
			})),
		f.not("once-links-of-a-list-are-those-of-the-first", "links are of the version.", Second,
			item("ListFunctionVersion", func(_ *call, entries []object) []object {
				for _, o := range entries {
					o["links"] = entries[0]["links"]
				}
				return entries
			})),
		a.not("once-parent-in-a-list-is-a-function", "asset_sid is the Asset.", Form,
			item("ListAssetVersion", func(_ *call, entries []object) []object {
				for _, o := range entries {
					o["function_sid"] = o["asset_sid"]
					delete(o, "asset_sid")
				}
				return entries
			})),
		f.not("once-upload-to-a-deleted-one-is-taken", "What is not there is 404.", Time, Defect{after: func(c *call) {
			if !fits(uploads, c.Op) || c.status != 404 || c.mem.gone[c.Parent] == nil {
				return
			}
			for _, sid := range c.mem.order {
				if c.mem.kind[sid] == c.Resource {
					c.status, c.json = 201, clone(c.mem.seen[sid])
					return
				}
			}
		}}),
		m.not("once-boundary-of-70-is-refused", "A boundary has up to 70 characters.", HTTP,
			denies(uploads, 400, func(c *call) bool {
				_, params, _ := mime.ParseMediaType(c.req.Header.Get("Content-Type"))
				return len(params["boundary"]) > 64
			})),
		m.not("once-type-of-a-text-part-is-refused", "A part may name its type.", HTTP, refuses(uploads,
			func(c *call) bool { return c.up.part("Visibility").mediaType() != "" })),
		m.not("once-file-name-with-a-semicolon-is-refused", "A file name is free.", HTTP, refuses(uploads,
			func(c *call) bool {
				p := c.up.part("Content")
				return p != nil && strings.Contains(p.file, ";")
			})),
		a.not("once-second-asset-of-a-path-is-refused", "Paths of versions need not differ.", Second,
			refuses("CreateAssetVersion", func(c *call) bool {
				for sid, o := range c.mem.seen {
					if c.mem.kind[sid] == "AssetVersion" && text(o, "asset_sid") != c.Parent &&
						strings.Contains(text(o, "url"), "/"+c.Service+"/") && text(o, "path") == c.up.text("Path") {
						return true
					}
				}
				return false
			})),
	}
}
