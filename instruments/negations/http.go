package negations

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"net/http"
	"strings"
	"unicode/utf16"
)

func httpNegations() []Negation {
	s := subject{"http", srcHTTP}
	write := func(f func(w http.ResponseWriter, c *call)) Defect {
		return Defect{write: func(w http.ResponseWriter, c *call) bool {
			if !c.ok() || c.json == nil {
				return false
			}
			f(w, c)
			return true
		}}
	}
	refuse := func(status int, when func(c *call) bool) Defect {
		return before("*", func(c *call) {
			if when(c) {
				c.refuse(status, 20001, "Refused.")
			}
		})
	}
	return []Negation{
		s.not("answers-are-compressed-unasked", "An answer is compressed when the client asks for it.", HTTP,
			write(func(w http.ResponseWriter, c *call) {
				if strings.Contains(c.req.Header.Get("Accept-Encoding"), "gzip") {
					c.send(w)
					return
				}
				var b bytes.Buffer
				z := gzip.NewWriter(&b)
				_, _ = z.Write(c.body)
				_ = z.Close()
				c.header.Set("Content-Encoding", "gzip")
				c.body = b.Bytes()
				c.send(w)
			})),
		s.not("answers-say-gzip-and-are-not", "An answer is encoded as it says.", HTTP,
			write(func(w http.ResponseWriter, c *call) {
				c.header.Set("Content-Encoding", "gzip")
				c.send(w)
			})),
		s.not("answers-have-no-type", "An answer says that it is JSON.", HTTP,
			write(func(w http.ResponseWriter, c *call) {
				c.header.Del("Content-Type")
				w.Header()["Content-Type"] = nil
				c.send(w)
			})),
		s.not("answers-say-text", "An answer says that it is JSON.", HTTP, header("*", "Content-Type", "text/plain")),
		s.not("answers-say-html", "An answer says that it is JSON.", HTTP,
			header("*", "Content-Type", "text/html; charset=utf-8")),
		s.not("answers-begin-with-a-bom", "JSON has no byte order mark.", HTTP,
			write(func(w http.ResponseWriter, c *call) {
				c.body = append([]byte("\ufeff"), c.body...)
				c.send(w)
			})),
		s.not("answers-are-utf-16", "JSON is UTF-8.", HTTP, write(func(w http.ResponseWriter, c *call) {
			var b []byte
			for _, u := range utf16.Encode([]rune(string(c.body))) {
				b = append(b, byte(u), byte(u>>8))
			}
			c.body = b
			c.send(w)
		})),
		s.not("answers-are-latin-1", "JSON is UTF-8.", HTTP, write(func(w http.ResponseWriter, c *call) {
			var b []byte
			for _, r := range string(c.body) {
				if r < 256 {
					b = append(b, byte(r))
				} else {
					b = append(b, []byte(fmt.Sprintf("\\u%04x", r&0xffff))...)
				}
			}
			c.body = b
			c.send(w)
		})),
		s.not("answers-have-json-after-json", "An answer is one JSON value.", HTTP,
			write(func(w http.ResponseWriter, c *call) {
				c.body = append(c.body, c.body...)
				c.send(w)
			})),
		s.not("answers-end-early", "An answer is whole.", HTTP, write(func(w http.ResponseWriter, c *call) {
			c.body = c.body[:len(c.body)-1]
			c.send(w)
		})),
		s.not("answers-have-a-trailing-comma", "An answer is JSON.", HTTP, write(func(w http.ResponseWriter, c *call) {
			c.body = append(c.body[:len(c.body)-1], []byte(",}")...)
			c.send(w)
		})),
		s.not("answers-have-a-name-twice", "A name stands once in an object.", HTTP,
			write(func(w http.ResponseWriter, c *call) {
				if sid := text(c.json, "sid"); sid != "" {
					c.body = append([]byte(`{"sid":"`+sid+`x",`), c.body[1:]...)
				}
				c.send(w)
			})),
		s.not("answers-are-a-callback", "An answer is JSON.", HTTP, write(func(w http.ResponseWriter, c *call) {
			c.body = append(append([]byte("callback("), c.body...), ')')
			c.send(w)
		})),
		s.not("answers-have-nan", "An answer is JSON.", HTTP, write(func(w http.ResponseWriter, c *call) {
			c.body = bytes.Replace(c.body, []byte(`"page":0`), []byte(`"page":NaN`), 1)
			c.send(w)
		})),
		s.not("deletes-have-a-body", "A 204 has no body.", HTTP,
			Defect{write: func(w http.ResponseWriter, c *call) bool {
				if c.Verb != "Delete" || c.status != 204 {
					return false
				}
				w.Header().Set("Content-Type", "application/json")
				w.WriteHeader(200)
				_, _ = w.Write([]byte("{}"))
				return true
			}}),
		s.not("query-of-a-fetch-is-refused", "A server ignores a query that it does not know.", HTTP,
			refuse(400, func(c *call) bool { return c.Verb == "Fetch" && len(c.query) > 0 })).assumed(),
		s.not("accept-of-anything-is-refused", "Accept may be */*.", HTTP,
			refuse(406, func(c *call) bool { return c.req.Header.Get("Accept") == "*/*" })),
		s.not("accept-of-json-is-refused", "Accept may be application/json.", HTTP,
			refuse(406, func(c *call) bool { return c.req.Header.Get("Accept") == "application/json" })),
		s.not("accept-is-required", "A request needs no Accept.", HTTP,
			refuse(406, func(c *call) bool { return c.req.Header.Get("Accept") == "" })),
		s.not("accept-with-a-quality-is-refused", "Accept may have qualities.", HTTP,
			refuse(406, func(c *call) bool { return strings.Contains(c.req.Header.Get("Accept"), "q=") })).assumed(),
		s.not("user-agent-is-required", "A request needs no User-Agent.", HTTP,
			refuse(403, func(c *call) bool { return c.req.Header.Get("User-Agent") == "" })).assumed(),
		s.not("unknown-headers-are-refused", "A server ignores headers that it does not know.", HTTP,
			refuse(400, func(c *call) bool {
				for name := range c.req.Header {
					if strings.HasPrefix(name, "X-") || name == "Traceparent" || name == "I-Twilio-Idempotency-Token" {
						return true
					}
				}
				return false
			})).assumed(),
		s.not("trailing-slash-is-redirected", "A path is answered and not redirected.", HTTP,
			before("*", func(c *call) {
				if c.Verb == "List" && !strings.HasSuffix(c.req.URL.Path, "/") {
					c.answered, c.status, c.header = true, 301,
						http.Header{"Location": {c.req.URL.Path + "/?" + c.req.URL.RawQuery}}
				}
			})),
		s.not("creates-are-redirected", "A create is answered and not redirected.", HTTP,
			after("CreateFunction", func(c *call) {
				c.header.Set("Location", text(c.json, "url"))
				c.status, c.json, c.body = 303, nil, nil
			})),
		s.not("sids-in-paths-are-compared-with-case", "A SID with capital hex digits is a SID.", Shape,
			refuse(404, func(c *call) bool {
				return len(c.SID) == 34 && c.SID[2:] != strings.ToLower(c.SID[2:])
			})).assumed(),
		s.not("etag-and-if-none-match-hide-changes", "A fetch answers with the resource.", HTTP,
			refuse(412, func(c *call) bool { return c.req.Header.Get("If-Match") != "" })).assumed(),
		s.not("head-is-an-error", "HEAD is GET without a body.", HTTP, Defect{after: func(c *call) {
			if c.req.Method == "HEAD" {
				c.refuse(501, 20001, "Not implemented.")
			}
		}}).assumed(),
		s.not("second-request-in-a-second-is-429", "A client may send ten requests at once.", Time,
			before("ListService", func(c *call) {
				if c.mem.counts["list"]++; c.mem.counts["list"]%2 == 0 {
					c.refuse(429, 20429, "Too many requests")
				}
			})).assumed(),
		s.not("numbers-are-floats-with-a-fraction", "page and page_size are whole numbers.", Form,
			meta("List*", func(_ *call, m object) { m["page_size"] = 49.5 })),
		s.not("slashes-of-texts-are-lost", "A text is what was sent.", HTTP,
			words("Function", "friendly_name", func(v string) string { return strings.ReplaceAll(v, "/", "") })),
	}
}
