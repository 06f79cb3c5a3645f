package negations

import (
	"mime"
	"strings"
)

func multipartNegations() []Negation {
	s := subject{"multipart", srcMultipart}
	refuse := func(when func(c *call) bool) Defect {
		return before(uploads, func(c *call) {
			if c.up != nil && when(c) {
				c.refuse(400, 20001, "Malformed multipart body.")
			}
		})
	}
	names := func(c *call) string {
		var all []string
		for _, p := range c.up.parts {
			all = append(all, p.name)
		}
		return strings.Join(all, " ")
	}
	raw := func(part string) func(c *call) bool {
		return func(c *call) bool { return strings.Contains(string(c.raw), part) }
	}
	return []Negation{
		s.not("quoted-boundary-is-refused", "A boundary may stand in quotes.", HTTP,
			refuse(func(c *call) bool { return strings.Contains(c.req.Header.Get("Content-Type"), `boundary="`) })),
		s.not("boundary-in-capitals-is-refused", "The name of a parameter has no case.", HTTP,
			refuse(func(c *call) bool { return strings.Contains(c.req.Header.Get("Content-Type"), "Boundary=") })),
		s.not("media-type-is-compared-with-case", "A media type has no case.", HTTP,
			refuse(func(c *call) bool {
				return !strings.HasPrefix(c.req.Header.Get("Content-Type"),
					"multipart/form-data")
			})),
		s.not("long-boundary-is-refused", "A boundary has up to 70 characters.", HTTP, refuse(func(c *call) bool {
			_, p, _ := mime.ParseMediaType(c.req.Header.Get("Content-Type"))
			return len(p["boundary"]) > 64
		})),
		s.not("boundary-without-dashes-is-refused", "A boundary is any text.", HTTP, refuse(func(c *call) bool {
			_, p, _ := mime.ParseMediaType(c.req.Header.Get("Content-Type"))
			return !strings.HasPrefix(p["boundary"], "-") && len(p["boundary"]) < 20
		})),
		s.not("chunked-is-refused", "An upload may be chunked.", HTTP, before(uploads, func(c *call) {
			if c.req.ContentLength < 0 {
				c.refuse(411, 20001, "Length Required")
			}
		})),
		s.not("content-must-be-last", "Parts have any order.", HTTP,
			refuse(func(c *call) bool { return !strings.HasSuffix(names(c), "Content") })),
		s.not("content-must-be-first", "Parts have any order.", HTTP,
			refuse(func(c *call) bool { return !strings.HasPrefix(names(c), "Content") })),
		s.not("path-must-be-first", "Parts have any order.", HTTP,
			refuse(func(c *call) bool { return strings.HasPrefix(names(c), "Visibility") })),
		s.not("unknown-parts-are-refused", "Unknown parts are ignored, as clients rely on.", HTTP,
			refuse(func(c *call) bool { return len(c.up.parts) > 3 })),
		s.not("file-name-is-required", "A part needs no file name.", HTTP,
			refuse(func(c *call) bool { p := c.up.part("Content"); return p != nil && p.file == "" })),
		s.not("file-name-with-a-slash-is-refused", "The file name is free.", HTTP, refuse(raw(`filename="/`))),
		s.not("file-name-beyond-ascii-is-refused", "The file name is free.", HTTP, refuse(func(c *call) bool {
			p := c.up.part("Content")
			return p != nil && only(p.file, func(r rune) bool { return r < 128 }) != p.file
		})),
		s.not("file-name-must-end-in-js", "The file name is free.", HTTP,
			before("CreateFunctionVersion", func(c *call) {
				if p := c.up.part("Content"); p != nil && !strings.HasSuffix(p.file, ".js") {
					c.refuse(400, 20001, "Not JavaScript.")
				}
			})),
		s.not("type-of-the-part-is-required", "A part needs no type: text/plain is its default.", HTTP,
			refuse(func(c *call) bool {
				p := c.up.part("Content")
				return p != nil && p.header.Get("Content-Type") == ""
			})).assumed(),
		s.not("type-of-text-parts-is-refused", "A text part may say its type.", HTTP, refuse(func(c *call) bool {
			p := c.up.part("Path")
			return p != nil && p.header.Get("Content-Type") != ""
		})),
		s.not("charset-of-a-part-is-refused", "A type may say its charset.", HTTP, refuse(func(c *call) bool {
			p := c.up.part("Content")
			return p != nil && strings.Contains(lower(p.header.Get("Content-Type")), "charset")
		})),
		s.not("length-of-a-part-is-refused", "A part may say its length, as some clients do.", HTTP,
			refuse(func(c *call) bool {
				p := c.up.part("Content")
				return p != nil && p.header.Get("Content-Length") != ""
			})),
		s.not("preamble-is-refused", "There may be text before the first boundary.", HTTP,
			refuse(func(c *call) bool { return !strings.HasPrefix(string(c.raw), "--") })),
		s.not("epilogue-is-refused", "There may be text after the last boundary.", HTTP,
			refuse(func(c *call) bool { return !strings.HasSuffix(strings.TrimRight(string(c.raw), "\r\n"), "--") })),
		s.not("no-final-newline-is-refused", "The last boundary needs no line end.", HTTP,
			refuse(func(c *call) bool { return !strings.HasSuffix(string(c.raw), "\r\n") })),
		s.not("names-without-quotes-are-refused", "The name of a part may be a token.", HTTP, refuse(raw("name=Path"))),
		s.not("header-case-matters", "The name of a header has no case.", HTTP, refuse(raw("content-disposition:"))),
		s.not("lower-case-names-are-taken", "Names of parts have case.", Refusal, before(uploads, func(c *call) {
			for i := range c.up.parts {
				for _, name := range []string{"Path", "Visibility", "Content"} {
					if c.up.parts[i].name == strings.ToLower(name) && c.up.part(name) == nil {
						c.up.parts[i].name = name
						c.up.parts[i].header = map[string][]string{"Content-Disposition": {`form-data; name="` +
							name + `"`}}
						c.up.changed = true
					}
				}
			}
		})).from(srcToolkit),
		s.not("form-is-taken-for-an-upload", "An upload is multipart/form-data.", Refusal,
			Defect{before: func(c *call) {
				if fits(uploads, c.Op) && c.up == nil && c.form != nil && c.form.Has("Path") {
					c.up = &upload{}
					for _, name := range []string{"Path", "Visibility", "Content"} {
						c.up.add(name, c.form.Get(name))
					}
					c.up.add("Content", "x")
					c.form = nil
					c.encoded = c.form.Encode() + "?" + c.query.Encode()
				}
			}}).assumed(),
	}
}
