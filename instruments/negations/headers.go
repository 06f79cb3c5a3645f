package negations

import (
	"net/http"
	"regexp"
	"strings"
)

// headerNegations are servers that know one client only.
func headerNegations() []Negation {
	s, f, m := subject{"http", srcHTTP}, subject{"forms", srcForms}, subject{"multipart", srcMultipart}
	refuse := func(status int, when func(c *call) bool) Defect {
		return before("*", func(c *call) {
			if when(c) {
				c.refuse(status, 20001, "Refused.")
			}
		})
	}
	raw := func(pattern string) func(c *call) bool {
		re := regexp.MustCompile(pattern)
		return func(c *call) bool { return c.up != nil && re.Match(c.raw) }
	}
	body := func(f func(c *call) bool) Defect {
		return refuse(400, func(c *call) bool { return c.req.Method == http.MethodPost && c.up == nil && f(c) })
	}
	return []Negation{
		s.not("empty-query-is-not-found", "A path may end in a question mark.", HTTP, refuse(404, func(c *call) bool {
			return c.req.URL.ForceQuery || strings.HasSuffix(c.req.RequestURI, "?")
		})).assumed(),
		s.not("query-of-a-create-is-refused", "A server ignores a query that it does not know.", HTTP,
			refuse(400, func(c *call) bool { return c.Verb == "Create" && len(c.query) > 0 })).assumed(),
		s.not("options-is-500", "A correct request is answered.", HTTP, Defect{after: func(c *call) {
			if c.req.Method == http.MethodOptions {
				c.crash(500)
			}
		}}).assumed(),
		s.not("long-headers-are-refused", "A request has headers of some kilobytes.", HTTP,
			refuse(431, func(c *call) bool {
				for _, values := range c.req.Header {
					for _, v := range values {
						if len(v) > 2000 {
							return true
						}
					}
				}
				return false
			})).assumed(),
		s.not("languages-change-dates", "A date is RFC 3339.", HTTP, show("Function", func(c *call, o object) {
			if strings.HasPrefix(c.req.Header.Get("Accept-Language"), "de") {
				o["date_created"] = "29.11.2026 09:30"
			}
		})),
		s.not("accept-of-html-gets-a-page", "An answer is JSON.", HTTP,
			Defect{write: func(w http.ResponseWriter, c *call) bool {
				if !strings.Contains(c.req.Header.Get("Accept"), "text/html") {
					return false
				}
				w.Header().Set("Content-Type", "text/html")
				w.WriteHeader(c.status)
				_, _ = w.Write([]byte("<html>" + string(c.body) + "</html>"))
				return true
			}}).assumed(),
		s.not("brotli-unasked", "An answer is encoded as the client asks.", HTTP,
			Defect{write: func(w http.ResponseWriter, c *call) bool {
				if !c.ok() || c.json == nil || strings.Contains(c.req.Header.Get("Accept-Encoding"), "br") {
					return false
				}
				c.header.Set("Content-Encoding", "br")
				c.send(w)
				return true
			}}),
		s.not("origin-is-refused", "A request may come from a page.", HTTP,
			refuse(403, func(c *call) bool { return c.req.Header.Get("Origin") != "" })).assumed(),
		s.not("two-spaces-after-basic-are-refused", "Spaces stand between scheme and credentials.", HTTP,
			refuse(401, func(c *call) bool {
				return strings.HasPrefix(c.req.Header.Get("Authorization"), "Basic  ")
			})).assumed(),
		s.not("connection-close-is-refused", "A client may close its connection.", HTTP,
			refuse(400, func(c *call) bool {
				return c.req.Close ||
					c.req.Header.Get("Connection") == "close"
			})).assumed(),
		f.not("raw-semicolon-is-a-separator", "Fields are separated by ampersands.", HTTP, body(func(c *call) bool {
			return strings.Contains(string(c.raw), ";")
		})),
		f.not("leading-ampersand-is-refused", "A form may begin with an ampersand.", HTTP,
			body(func(c *call) bool { return strings.HasPrefix(string(c.raw), "&") })).assumed(),
		f.not("encoded-names-are-unknown", "Names are encoded as values are.", HTTP, body(func(c *call) bool {
			return regexp.MustCompile(`(^|&)[A-Za-z]*%[0-9A-Fa-f]{2}[A-Za-z]*=`).Match(c.raw)
		})),
		f.not("encoded-letters-are-refused", "Any character may be encoded.", HTTP, body(func(c *call) bool {
			return regexp.MustCompile(`%(4[1-9A-Fa-f]|6[1-9A-Fa-f])`).Match(c.raw)
		})),
		f.not("raw-utf-8-is-refused", "A form may have letters that are not encoded.", HTTP,
			body(func(c *call) bool { return regexp.MustCompile(`[^\x00-\x7f]`).Match(c.raw) })).assumed(),
		f.not("raw-brackets-and-quotes-are-refused", "A form may have characters that are not encoded.", HTTP,
			body(func(c *call) bool { return regexp.MustCompile(`[\[\]"{}:]`).Match(c.raw) })),
		f.not("empty-fields-are-refused", "A field that is empty and of no use is ignored.", HTTP,
			body(func(c *call) bool { return strings.HasSuffix(string(c.raw), "Unknown=") })).assumed(),
		f.not("a-field-twice-is-500", "A wrong request is refused with 4xx.", HTTP, crashes("Create* Update*",
			func(c *call) bool { return len(c.form["FriendlyName"]) > 1 })).assumed(),
		f.not("broken-utf-8-is-500", "A wrong request is refused with 4xx.", HTTP, crashes("Create* Update*",
			func(c *call) bool {
				for _, values := range c.form {
					for _, v := range values {
						if strings.ToValidUTF8(v, "") != v {
							return true
						}
					}
				}
				return false
			})).assumed(),
		f.not("broken-percent-is-500", "A wrong request is refused with 4xx.", HTTP,
			before("Create* Update*", func(c *call) {
				if regexp.MustCompile(`%([^0-9A-Fa-f]|$)`).Match(c.raw) && c.up == nil {
					c.crash(500)
				}
			})).assumed(),
		m.not("type-before-disposition-is-refused", "Headers of a part have any order.", HTTP,
			refuse(400, raw(`(?i)\r\ncontent-type:[^\r\n]*\r\ncontent-disposition:`))),
		m.not("disposition-without-a-space-is-refused", "A parameter needs no space before it.", HTTP,
			refuse(400, raw(`form-data;name=`))),
		m.not("boundary-with-punctuation-is-refused", "A boundary may have punctuation.", HTTP,
			refuse(400, func(c *call) bool {
				return c.up != nil && regexp.MustCompile(`boundary="[^"]*[:/?=(),]`).MatchString(
					c.req.Header.Get("Content-Type"))
			})),
		m.not("transfer-encoding-of-a-part-is-refused", "A part may say that it is binary.", HTTP,
			refuse(400, raw(`(?i)content-transfer-encoding: binary`))).assumed(),
		m.not("broken-body-is-500", "A wrong request is refused with 4xx.", HTTP, Defect{after: func(c *call) {
			if fits(uploads, c.Op) && c.status == 400 && c.up == nil {
				c.crash(500)
			}
		}}),
		m.not("same-part-twice-is-500", "A wrong request is refused with 4xx.", HTTP, Defect{after: func(c *call) {
			if fits(uploads, c.Op) && c.up != nil {
				n := 0
				for _, p := range c.up.parts {
					if p.name == "Path" {
						n++
					}
				}
				if n > 1 {
					c.crash(500)
				}
			}
		}}).assumed(),
		m.not("empty-file-name-is-refused", "The file name is free.", HTTP, refuse(400, raw(`filename=""`))),
		m.not("long-file-name-is-refused", "The file name is free.", HTTP, refuse(400, raw(`filename="[^"]{100,}"`))),
		m.not("html-in-a-file-name-is-refused", "The file name is free.", HTTP,
			refuse(400, raw(`filename="[^"]*[<>&][^"]*"`))).assumed(),
	}
}
