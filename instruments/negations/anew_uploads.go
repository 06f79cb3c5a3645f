package negations

import (
	"bytes"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// anewVersionNegations are defects of Paths, visibilities and contents.
func anewVersionNegations() []Negation {
	fv, av := subject{"function-versions", srcFVersion}, subject{"asset-versions", srcAVersion}
	c4 := subject{"contents", srcContent}
	slash := "A Path without a leading slash gets one."
	at := "A Path is kept as sent."
	same := "The content is what was uploaded."
	part := "An upload has a Path, a Visibility and a Content."
	marks := "A Path has none of the disallowed characters."
	taken := "What the page does not disallow may stand in a Path."
	text8 := func(f func(string) string) Defect {
		return content(func(b []byte) []byte { return []byte(f(string(b))) })
	}
	return []Negation{
		fv.not("anew-folders-get-no-slash", slash, Shape, both(
			before(uploads, func(c *call) {
				c.asked("")
				if p := c.up.text("Path"); strings.Contains(strings.TrimPrefix(p, "/"), "/") && p[0] != '/' {
					c.asked(p)
				}
			}),
			after(uploads, func(c *call) {
				if p := c.wanted(); p != "" {
					c.mem.stay(text(c.json, "sid"), "path", p)
				}
			}))),
		av.not("anew-hidden-files-are-refused", taken, Shape,
			refuses(uploads, partHas("Path", func(p string) bool { return strings.Contains(p, "/.") }))),
		av.not("anew-two-dots-are-refused", taken, Shape,
			refuses(uploads, partHas("Path", func(p string) bool { return strings.Contains(p, "..") }))),
		av.not("anew-exclamation-marks-are-refused", taken, Shape, refuses(uploads, partHas("Path", contains("!")))),
		av.not("anew-equals-signs-are-refused", taken, Shape, refuses(uploads, partHas("Path", contains("=")))),
		fv.not("anew-path-that-begins-with-a-digit-is-refused", taken, Shape,
			refuses(uploads, partHas("Path", func(p string) bool {
				p = strings.TrimPrefix(p, "/")
				return p != "" && p[0] >= '0' && p[0] <= '9'
			}))),
		fv.not("anew-extension-is-dropped", at, Shape, before("CreateFunctionVersion", func(c *call) {
			c.up.set("Path", strings.TrimSuffix(c.up.text("Path"), ".js"))
		})),
		fv.not("anew-word-handlers-in-a-path-is-lost", at, Shape, before(uploads, func(c *call) {
			if p := c.up.text("Path"); strings.HasPrefix(p, "/assets/") || strings.HasPrefix(p, "/functions/") {
				c.up.set("Path", p[strings.Index(p[1:], "/")+1:])
			}
		})),
		subject{"builds", srcBuild}.not("anew-capitals-of-a-path-are-small",
			"A Build shows its versions as they are.", Shape,
			show("Build", func(_ *call, o object) {
				for _, x := range append(objects(o["function_versions"]), objects(o["asset_versions"])...) {
					x["path"] = lower(text(x, "path"))
				}
			})),
		fv.not("anew-protected-is-public-in-a-list", "A list shows each version as it is.", Form,
			item("ListFunctionVersion ListAssetVersion", func(_ *call, entries []object) []object {
				for _, o := range entries {
					if text(o, "visibility") == "protected" {
						o["visibility"] = "public"
					}
				}
				return entries
			})),
		av.not("anew-visibility-is-that-of-the-first", "Each version has a visibility of its own.", Second,
			show("AssetVersion", func(c *call, o object) {
				key := "visibility " + text(o, "asset_sid")
				if c.mem.notes[key] == "" {
					c.mem.notes[key] = text(o, "visibility")
				}
				o["visibility"] = c.mem.notes[key]
			})),
		c4.not("anew-byte-order-mark-is-lost", same, Content,
			text8(func(s string) string { return strings.TrimPrefix(s, "\ufeff") })),
		c4.not("anew-line-break-is-added", same, Content, text8(func(s string) string {
			if !strings.HasSuffix(s, "\n") {
				return s + "\n"
			}
			return s
		})),
		c4.not("anew-space-at-the-end-is-lost", same, Content, text8(func(s string) string {
			return strings.TrimRight(s, " \t\r\n")
		})),
		c4.not("anew-tabs-are-spaces", same, Content,
			text8(func(s string) string { return strings.ReplaceAll(s, "\t", "    ") })),
		c4.not("anew-end-of-a-script-is-escaped", same, Content,
			text8(func(s string) string { return strings.ReplaceAll(s, "</", `<\/`) })),
		c4.not("anew-templates-are-filled-in", same, Content, text8(func(s string) string {
			for _, mark := range [][2]string{{"${", "}"}, {"{{", "}}"}} {
				if head, rest, ok := strings.Cut(s, mark[0]); ok {
					if _, tail, ok := strings.Cut(rest, mark[1]); ok {
						s = head + tail
					}
				}
			}
			return s
		})),
		c4.not("anew-backslashes-are-doubled", same, Content,
			text8(func(s string) string { return strings.ReplaceAll(s, `\`, `\\`) })),
		c4.not("anew-letters-of-others-are-read-as-latin", same, Content, text8(func(s string) string {
			runes := make([]rune, 0, len(s))
			for i := range len(s) {
				runes = append(runes, rune(s[i]))
			}
			return string(runes)
		})),
		c4.not("anew-over-100-kb-is-413", "A Function may be as long as it is.", Content,
			before("CreateFunctionVersion",
				func(c *call) {
					if len(c.up.text("Content")) > 100<<10 {
						c.tooLarge()
					}
				})),
		c4.not("anew-over-one-megabyte-is-413", "An Asset has at most 25 MB.", Content, before("CreateAssetVersion",
			func(c *call) {
				if len(c.up.text("Content")) > 1<<20 {
					c.tooLarge()
				}
			})),
		c4.not("anew-ends-at-a-line-of-dashes", same, Content, text8(func(s string) string {
			s, _, _ = strings.Cut(s, "\n--")
			return s
		})),
		c4.not("anew-of-all-versions-is-that-of-the-newest", same, Second, before("FetchFunctionVersionContent",
			func(c *call) {
				if all := c.all(c.base("Functions", c.Parent, "Versions")); len(all) > 0 {
					c.to("/v1" + c.base("Functions", c.Parent, "Versions", text(all[0], "sid"), "Content"))
				}
			})),
		fv.not("anew-same-content-is-the-same-version", "Each upload makes a version.", Identity,
			alike("CreateFunctionVersion", func(c *call) string {
				return digest(c.Parent, c.up.text("Path"), c.up.text("Visibility"), c.up.text("Content"))
			})),
		av.not("anew-path-of-another-asset-is-refused", "A Path need not be unique.", Second, both(
			refuses("CreateAssetVersion", func(c *call) bool {
				owner := c.mem.notes["path "+c.Service+" "+c.up.text("Path")]
				return owner != "" && owner != c.Parent
			}),
			after("CreateAssetVersion", func(c *call) {
				c.mem.notes["path "+c.Service+" "+c.up.text("Path")] = c.Parent
			}))),
		fv.not("anew-upload-to-a-function-of-another-service-is-201", "A Function is below its Service only.", Identity,
			Defect{after: func(c *call) {
				own := c.mem.seen[c.Parent]
				if !fits(uploads, c.Op) || c.status != 404 || own == nil || c.mem.gone[c.Parent] != nil {
					return
				}
				if u, err := url.Parse(text(own, "url")); err == nil && u.Path != "" {
					c.to(u.Path + "/Versions")
					c.forward()
				}
			}}),
		fv.not("anew-upload-to-a-deleted-function-is-201", "What was deleted is 404.", Refusal,
			Defect{after: func(c *call) {
				old := c.mem.gone[c.Parent]
				if c.Op != "CreateFunctionVersion" || c.status != 404 || old == nil || c.up == nil {
					return
				}
				sid := "ZN" + strings.Repeat("d", 32)
				c.status, c.json = 201, object{"sid": sid, "account_sid": old["account_sid"],
					"service_sid": old["service_sid"], "function_sid": c.Parent, "path": c.up.text("Path"),
					"visibility": lower(c.up.text("Visibility")), "date_created": old["date_created"],
					"url": text(old, "url") + "/Versions/" + sid,
					"links": object{"function_version_content": text(old, "url") + "/Versions/" + sid +
						"/Content"}}
			}}),
		av.not("anew-without-a-visibility-is-public", part, Refusal, before(uploads, func(c *call) {
			c.up.add("Visibility", "public")
		})),
		av.not("anew-unknown-visibility-is-private", "Visibility is public, protected or private.", Refusal,
			before(uploads, func(c *call) {
				if v := lower(c.up.text("Visibility")); v != "" &&
					!slices.Contains([]string{"public", "protected", "private"}, v) {
					c.up.set("Visibility", "private")
				}
			})),
		fv.not("anew-without-a-content-is-made", part, Refusal, before(uploads, func(c *call) {
			c.up.add("Content", "")
		})),
		fv.not("anew-without-a-path-is-the-root", part, Refusal, before(uploads, func(c *call) {
			c.up.add("Path", "/")
		})),
		fv.not("anew-dollar-in-a-path-is-accepted", marks, Refusal, acceptsPath("$")),
		fv.not("anew-single-quote-in-a-path-is-accepted", marks, Refusal, acceptsPath("'")),
		fv.not("anew-marks-in-the-path-of-a-function-are-accepted", marks, Refusal,
			acceptsPath(";,?:@+&$()'").only("CreateFunctionVersion")),
		fv.not("anew-path-of-256-is-cut", "A Path has at most 255 characters.", Refusal, before(uploads, func(c *call) {
			if p := c.up.text("Path"); len(p) > 255 {
				c.up.set("Path", p[:255])
			}
		})),
	}
}

// anewMultipartNegations are defects of how an upload is read.
func anewMultipartNegations() []Negation {
	m := subject{"uploads", srcMultipart}
	right := "A multipart body that keeps the standard is read."
	free := "The file name of Content is free."
	raw := func(is func(media string, body []byte) bool) Defect {
		return refuses(uploads, func(c *call) bool { return is(c.req.Header.Get("Content-Type"), c.raw) })
	}
	boundary := func(is func(b string) bool) Defect {
		return raw(func(media string, _ []byte) bool {
			_, b, _ := strings.Cut(strings.ReplaceAll(media, "Boundary=", "boundary="), "boundary=")
			b, _, _ = strings.Cut(strings.Trim(b, `"`), `"`)
			return is(b)
		})
	}
	anyPart := func(is func(p part) bool) Defect {
		return refuses(uploads, func(c *call) bool { return slices.ContainsFunc(c.up.parts, is) })
	}
	disposition := func(p part) string { return p.header.Get("Content-Disposition") }
	return []Negation{
		m.not("anew-semicolon-in-a-file-name-is-400", free, HTTP, anyPart(func(p part) bool {
			return strings.Contains(p.file, ";")
		})),
		m.not("anew-wide-letters-in-a-file-name-are-400", free, HTTP, anyPart(func(p part) bool {
			return strings.IndexFunc(p.file, func(r rune) bool { return r > 0x7f }) >= 0
		})),
		m.not("anew-second-file-name-is-400", free, HTTP, anyPart(func(p part) bool {
			return strings.Contains(disposition(p), "filename*")
		})),
		m.not("anew-no-file-name-is-400", "A Content without a file name is accepted.", HTTP, refuses(uploads,
			func(c *call) bool {
				p := c.up.part("Content")
				return p != nil && !strings.Contains(disposition(*p), "filename")
			})).from(srcToolkit),
		m.not("anew-slash-in-a-file-name-is-400", free, HTTP, anyPart(func(p part) bool {
			return strings.Contains(disposition(p), `filename="/`)
		})),
		m.not("anew-text-with-a-type-is-lost", right, HTTP, anyPart(func(p part) bool {
			return p.name != "Content" && p.header.Get("Content-Type") != ""
		})),
		m.not("anew-length-in-a-part-is-400", right, HTTP, anyPart(func(p part) bool {
			return p.header.Get("Content-Length") != ""
		})),
		m.not("anew-unknown-header-in-a-part-is-400", right, HTTP, anyPart(func(p part) bool {
			return len(p.header) > 2
		})),
		m.not("anew-boundary-of-70-is-400", right, HTTP, boundary(func(b string) bool { return len(b) >= 70 })),
		m.not("anew-boundary-of-one-is-400", right, HTTP, boundary(func(b string) bool { return len(b) == 1 })),
		m.not("anew-boundary-with-a-colon-is-400", right, HTTP, boundary(contains(":/?=(),'"))),
		m.not("anew-boundary-with-a-space-is-400", right, HTTP, boundary(contains(" "))),
		m.not("anew-preamble-is-400", right, HTTP, raw(func(_ string, b []byte) bool {
			return !bytes.HasPrefix(b, []byte("--"))
		})),
		m.not("anew-epilogue-is-400", right, HTTP, raw(func(_ string, b []byte) bool {
			return !bytes.HasSuffix(bytes.TrimRight(b, "\r\n"), []byte("--"))
		})),
		m.not("anew-small-names-of-headers-are-400", right, HTTP, raw(func(_ string, b []byte) bool {
			return bytes.Contains(b, []byte("content-disposition:"))
		})),
		m.not("anew-names-without-quotes-are-400", right, HTTP, raw(func(_ string, b []byte) bool {
			return bytes.Contains(b, []byte("name=Path")) || bytes.Contains(b, []byte("name=Content"))
		})),
		m.not("anew-name-behind-the-file-name-is-400", right, HTTP, raw(func(_ string, b []byte) bool {
			return bytes.Contains(b, []byte("form-data; filename"))
		})),
		m.not("anew-parameters-of-the-page-are-400", "The create action accepts ServiceSid and FunctionSid.", HTTP,
			anyPart(func(p part) bool { return p.name == "ServiceSid" || p.name == "FunctionSid" })).from(srcFVersion),
		m.not("anew-expectation-is-417", "A server that gets Expect: 100-continue goes on.", HTTP, before(uploads,
			func(c *call) {
				if c.req.Header.Get("Expect") != "" {
					c.refuse(http.StatusExpectationFailed, 20001, "Expectation failed.")
				}
			})).from(srcHTTP),
		m.not("anew-upload-without-a-length-is-411", "A body may be chunked.", HTTP, before(uploads, func(c *call) {
			if c.req.ContentLength < 0 {
				c.refuse(http.StatusLengthRequired, 20001, "Length Required")
			}
		})).from(srcHTTP),
		m.not("anew-octets-are-415", "The type of an Asset is free.", HTTP, refuses("CreateAssetVersion",
			func(c *call) bool {
				p := c.up.part("Content")
				return p.mediaType() == "application/octet-stream"
			})),
		m.not("anew-content-without-a-type-is-400", "A part need not say its type.", HTTP, refuses(uploads,
			func(c *call) bool {
				p := c.up.part("Content")
				return p != nil && p.mediaType() == ""
			})).assumed(),
	}
}
