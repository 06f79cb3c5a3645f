package negations

import (
	"bytes"
	"encoding/json"
	"mime"
	"strings"
	"unicode/utf8"
)

// leafVersionNegations are defects of versions, of their content and of uploads.
func leafVersionNegations() (list []Negation) {
	for _, r := range []struct{ parent, subject, source string }{
		{"Function", "function-versions", srcFVersion}, {"Asset", "asset-versions", srcAVersion},
	} {
		s, op := subject{r.subject, r.source}, "Create"+r.parent+"Version"
		version := r.parent + "Version"
		earlier := func(c *call) []object { return c.all(c.base(r.parent+"s", c.Parent, "Versions")) }
		list = append(list,
			s.not("leaf-third-replaces-the-first", "A version stays.", Second, after(op, func(c *call) {
				if all := earlier(c); len(all) == 3 {
					c.mem.hidden[text(all[2], "sid")] = true
				}
			})),
			s.not("leaf-visibility-is-that-of-the-first", "Each version has its own Visibility.", Second,
				before(op, func(c *call) {
					if all := earlier(c); len(all) > 0 {
						c.up.set("Visibility", text(all[len(all)-1], "visibility"))
					}
				})),
			s.not("leaf-path-follows-the-name-of-the-parent", "A version never changes.", Collateral,
				after("Update"+r.parent, func(c *call) {
					for _, o := range c.all(c.base(r.parent+"s", c.SID, "Versions")) {
						c.mem.stay(text(o, "sid"), "path", "/"+strings.TrimPrefix(text(c.json, "friendly_name"), "/"))
					}
				})),
			s.not("leaf-date-is-that-of-the-parent", "date_created is when the version was made.", Time,
				show(version, func(c *call, o object) {
					_, above := c.admin("GET", c.base(r.parent+"s", c.Parent), nil)
					if v := above["date_created"]; v != nil {
						o["date_created"] = v
					}
				})),
			s.not("leaf-protected-ones-are-not-listed", "The list has every version.", Second, item("List"+version,
				func(_ *call, entries []object) (left []object) {
					for _, o := range entries {
						if text(o, "visibility") != "protected" {
							left = append(left, o)
						}
					}
					return left
				})),
			s.not("leaf-word-in-a-path-sets-the-visibility", "A version has the Visibility that was sent.", Shape,
				before(op, func(c *call) {
					for _, word := range []string{"protected", "private"} {
						if strings.Contains(c.up.text("Path"), "."+word) {
							c.up.set("Visibility", word)
						}
					}
				})),
			s.not("leaf-folder-of-the-kind-is-stripped", "A Path is kept as sent.", Shape,
				keepsPart("Path", func(p string) string {
					return strings.TrimPrefix(p, "/"+strings.ToLower(r.parent)+"s")
				}).only(op)),
			s.not("leaf-two-dots-in-a-path-are-refused", "A Path may have dots.", Shape,
				refuses(op, partHas("Path", func(p string) bool {
					return strings.Contains(p, "..") && !strings.Contains(p, "/..")
				}))),
			s.not("leaf-made-below-a-deleted-one", "What was deleted is not found.", Refusal,
				before(op, func(c *call) {
					for sid, o := range c.mem.seen {
						if c.mem.gone[c.Parent] != nil && c.mem.kind[sid] == version &&
							text(o, strings.ToLower(r.parent)+"_sid") == c.Parent {
							c.answered, c.status, c.json = true, 201, clone(o)
							c.header = map[string][]string{"Content-Type": {"application/json"}}
						}
					}
				})),
			s.not("leaf-fetch-has-the-path-of-the-newest", "A fetch shows what it names.", Identity,
				after("Fetch"+version, func(c *call) { c.json["path"] = earlier(c)[0]["path"] })),
		)
	}
	fv, av := subject{"function-versions", srcFVersion}, subject{"asset-versions", srcAVersion}
	asSent := "A Path is kept as sent."
	return append(list,
		fv.not("leaf-js-of-a-path-is-stripped", asSent, Shape, keepsPart("Path", func(p string) string {
			return strings.TrimSuffix(p, ".js")
		}).only("CreateFunctionVersion")),
		av.not("leaf-index-html-of-a-path-is-stripped", asSent, Shape, keepsPart("Path", func(p string) string {
			return strings.TrimSuffix(p, "index.html")
		}).only("CreateAssetVersion")),
		av.not("leaf-path-below-a-dot-is-refused", "A Path is any URL-friendly text.", Shape,
			refuses("CreateAssetVersion", partHas("Path", func(p string) bool { return strings.Contains(p, "/.") }))),
		av.not("leaf-path-of-the-root-gets-the-file-name", asSent, Shape, before("CreateAssetVersion", func(c *call) {
			if p := c.up.part("Content"); p != nil && c.up.text("Path") == "/" {
				c.up.set("Path", "/"+strings.TrimPrefix(p.file, "/"))
			}
		})),
		av.not("leaf-bytes-that-are-no-text-are-refused", "An Asset is any file.", Content,
			refuses("CreateAssetVersion", partHas("Content", func(v string) bool { return !utf8.ValidString(v) }))),
		av.not("leaf-answers-200", "A version that was made is answered with 201.", Form,
			after("CreateAssetVersion", func(c *call) { c.status = 200 })),
		av.not("leaf-visibility-is-public-when-absent", "Visibility is required.", Refusal,
			before("CreateAssetVersion", func(c *call) { c.up.add("Visibility", "public") })).assumed(),
	)
}

// leafContentNegations are defects of the Content endpoint.
func leafContentNegations() []Negation {
	s := subject{"content", srcContent}
	same := "Content is what was uploaded."
	accents := strings.NewReplacer("e\u0301", "\u00e9", "a\u0308", "\u00e4", "o\u0308", "\u00f6", "u\u0308", "\u00fc",
		"n\u0303", "\u00f1", "a\u0301", "\u00e1", "o\u0301", "\u00f3")
	fetch := func(f func(c *call, content string) string) Defect {
		return after("FetchFunctionVersionContent", func(c *call) {
			c.json["content"] = f(c, text(c.json, "content"))
		})
	}
	return []Negation{
		s.not("leaf-of-private-ones-is-empty", same, Second, fetch(func(c *call, content string) string {
			_, o := c.admin("GET", c.base("Functions", c.Parent, "Versions", c.SID), nil)
			if text(o, "visibility") == "private" {
				return ""
			}
			return content
		})),
		s.not("leaf-becomes-strict-in-a-build", same, Collateral, both(
			after("CreateBuild", func(c *call) {
				for _, sid := range c.form["FunctionVersions"] {
					c.mem.notes["built "+sid] = "x"
				}
			}), fetch(func(c *call, content string) string {
				if c.mem.notes["built "+c.SID] != "" {
					return "\"use strict\";\n" + content
				}
				return content
			}))),
		s.not("leaf-json-is-compacted", same, Content, content(func(data []byte) []byte {
			var b bytes.Buffer
			if json.Compact(&b, data) == nil {
				return b.Bytes()
			}
			return data
		}).only("CreateFunctionVersion")),
		s.not("leaf-accents-are-composed", same, Content, content(func(data []byte) []byte {
			return []byte(accents.Replace(string(data)))
		}).only("CreateFunctionVersion")),
		s.not("leaf-is-gone-after-a-rename", same, Collateral, both(
			after("UpdateFunction", func(c *call) { c.mem.notes["renamed "+c.SID] = "x" }),
			after("FetchFunctionVersionContent", func(c *call) {
				if c.mem.notes["renamed "+c.Parent] != "" {
					c.missing()
				}
			}))),
		s.not("leaf-ends-at-what-looks-like-a-boundary", same, Content, content(func(data []byte) []byte {
			before, _, _ := bytes.Cut(data, []byte("\r\n--"))
			return before
		}).only("CreateFunctionVersion")),
		s.not("leaf-long-lines-are-wrapped", same, Content, content(func(data []byte) []byte {
			lines := strings.Split(string(data), "\n")
			for i, line := range lines {
				if len(line) > 998 {
					lines[i] = line[:998] + "\n" + line[998:]
				}
			}
			return []byte(strings.Join(lines, "\n"))
		}).only("CreateFunctionVersion")),
		s.not("leaf-last-line-gets-an-end", same, Content, content(func(data []byte) []byte {
			if len(data) > 0 && data[len(data)-1] != '\n' {
				return append(data, '\n')
			}
			return data
		}).only("CreateFunctionVersion")),
		s.not("leaf-is-answered-as-javascript", "What is answered is JSON.", Form,
			header("FetchFunctionVersionContent", "Content-Type", "application/javascript")),
		s.not("leaf-name-of-the-service-is-not-found", "A Service can be named by its unique_name.", Second,
			before("FetchFunctionVersionContent", func(c *call) {
				if isName(c.Service) {
					c.missing()
				}
			})),
		s.not("leaf-is-that-of-the-same-path", "A fetch shows what it names.", Second,
			fetch(func(c *call, content string) string {
				_, own := c.admin("GET", c.base("Functions", c.Parent, "Versions", c.SID), nil)
				all := c.all(c.base("Functions", c.Parent, "Versions"))
				for i := len(all) - 1; i >= 0; i-- {
					if text(all[i], "path") == text(own, "path") {
						at := c.base("Functions", c.Parent, "Versions", text(all[i], "sid"), "Content")
						_, o := c.admin("GET", at, nil)
						return text(o, "content")
					}
				}
				return content
			})),
	}
}

// leafUploadNegations are defects of how uploads are read.
func leafUploadNegations() []Negation {
	s := subject{"uploads", srcMultipart}
	taken := "A multipart form is read as the standard says."
	boundary := func(is func(b string) bool) Defect {
		return refuses(uploads, func(c *call) bool {
			_, parameters, _ := mime.ParseMediaType(c.req.Header.Get("Content-Type"))
			return is(parameters["boundary"])
		})
	}
	anyPart := func(is func(p *part) bool) Defect {
		return refuses(uploads, func(c *call) bool {
			for i := range c.up.parts {
				if is(&c.up.parts[i]) {
					return true
				}
			}
			return false
		})
	}
	return []Negation{
		s.not("leaf-boundary-of-70-is-refused", taken, HTTP, boundary(func(b string) bool { return len(b) >= 70 })),
		s.not("leaf-boundary-with-signs-is-refused", taken, HTTP, boundary(contains("'()+_,./:=?"))),
		s.not("leaf-headers-of-parts-in-small-letters-are-refused", taken, HTTP, refuses(uploads, func(c *call) bool {
			return bytes.Contains(c.raw, []byte("content-disposition:"))
		})),
		s.not("leaf-part-beside-the-three-is-refused", "A part that is not known is ignored.", HTTP,
			anyPart(func(p *part) bool { return p.name != "Path" && p.name != "Visibility" && p.name != "Content" })),
		s.not("leaf-texts-with-a-type-are-refused", taken, HTTP, anyPart(func(p *part) bool {
			return p.name != "Content" && p.mediaType() != ""
		})),
		s.not("leaf-text-before-the-first-part-is-refused", taken, HTTP, refuses(uploads, func(c *call) bool {
			return !bytes.HasPrefix(c.raw, []byte("--"))
		})),
		s.not("leaf-file-name-beyond-ascii-is-refused", "The name of the file is free.", HTTP,
			anyPart(func(p *part) bool { return strings.ContainsFunc(p.file, func(r rune) bool { return r > 127 }) })),
		s.not("leaf-file-name-with-a-space-is-refused", "The name of the file is free.", HTTP,
			anyPart(func(p *part) bool { return strings.Contains(p.file, " ") })),
		s.not("leaf-type-text-javascript-is-refused", "The type of the file is free.", HTTP,
			anyPart(func(p *part) bool { return strings.HasPrefix(p.mediaType(), "text/javascript") })),
		s.not("leaf-type-of-an-asset-is-one-of-few", "The type of the file is free.", HTTP,
			refuses("CreateAssetVersion", func(c *call) bool {
				t := c.up.part("Content").mediaType()
				return t != "" && !strings.HasPrefix(t, "text/") && !strings.HasPrefix(t, "image/") &&
					!strings.HasPrefix(t, "application/j") && !strings.HasPrefix(t, "application/octet-stream")
			})),
	}
}
