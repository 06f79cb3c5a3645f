package negations

import (
	"bytes"
	"regexp"
	"strings"
)

var hexEscape = regexp.MustCompile(`\\u[0-9a-fA-F]{4}`)

// plain2ContentNegations are bugs in keeping what was uploaded.
func plain2ContentNegations() []Negation {
	s := subject{"content", srcContent}
	same := "Content is what was uploaded."
	source := func(f func(string) string) Defect {
		return content(func(data []byte) []byte { return []byte(f(string(data))) }).only("CreateFunctionVersion")
	}
	until := func(mark string) func(string) string {
		return func(v string) string { before, _, _ := strings.Cut(v, mark); return before }
	}
	replaced := func(old, by string) func(string) string {
		return func(v string) string { return strings.ReplaceAll(v, old, by) }
	}
	fetched := func(f func(c *call)) Defect { return after("FetchFunctionVersionContent", f) }
	first := func(key func(c *call) string) Defect {
		return fetched(func(c *call) {
			name := "first " + key(c)
			if _, there := c.mem.notes[name]; !there {
				c.mem.notes[name] = text(c.json, "content")
			}
			c.json["content"] = c.mem.notes[name]
		})
	}
	return []Negation{
		s.not("plain2-ends-at-an-empty-line", same, Content, source(until("\r\n\r\n"))),
		s.not("plain2-ends-at-two-dashes-of-a-line", same, Content, source(until("\r\n--"))),
		s.not("plain2-line-feed-at-the-end-is-lost", same, Content, source(func(v string) string {
			return strings.TrimSuffix(v, "\n")
		})),
		s.not("plain2-line-feed-is-added-at-the-end", same, Content, source(func(v string) string {
			if !strings.HasSuffix(v, "\n") {
				return v + "\n"
			}
			return v
		})),
		s.not("plain2-space-at-the-start-is-lost", same, Content, source(func(v string) string {
			return strings.TrimLeft(v, " \n\t\r")
		})),
		s.not("plain2-mark-of-byte-order-is-lost", same, Content, source(func(v string) string {
			return strings.TrimPrefix(v, "\ufeff")
		})),
		s.not("plain2-crlf-is-lf", same, Content, source(replaced("\r\n", "\n"))),
		s.not("plain2-lf-is-crlf", same, Content, source(func(v string) string {
			return strings.ReplaceAll(strings.ReplaceAll(v, "\r\n", "\n"), "\n", "\r\n")
		})),
		s.not("plain2-tabs-are-spaces", same, Content, source(replaced("\t", "    "))),
		s.not("plain2-spaces-before-a-line-end-are-lost", same, Content, source(replaced(" \n", "\n"))),
		s.not("plain2-backslash-n-is-a-line", same, Content, source(replaced(`\n`, "\n"))),
		s.not("plain2-backslashes-are-doubled", same, Content, source(replaced(`\`, `\\`))),
		s.not("plain2-escapes-are-read", same, Content, source(func(v string) string {
			return hexEscape.ReplaceAllString(v, "?")
		})),
		s.not("plain2-plus-is-a-space", same, Content, source(replaced("+", " "))),
		s.not("plain2-percent-is-decoded", same, Content, source(percentDecode)),
		s.not("plain2-is-escaped-for-html", same, Content, fetched(func(c *call) {
			c.json["content"] = strings.ReplaceAll(text(c.json, "content"), "<", "&lt;")
		})),
		s.not("plain2-entities-are-read", same, Content, source(replaced("&amp;", "&"))),
		s.not("plain2-quotes-are-straight", same, Content, source(func(v string) string {
			return strings.NewReplacer("\u201c", `"`, "\u201d", `"`, "\u2019", "'").Replace(v)
		})),
		s.not("plain2-emoji-are-lost", same, Content, source(func(v string) string {
			return strings.Map(func(r rune) rune {
				if r > 0xffff {
					return -1
				}
				return r
			}, v)
		})),
		s.not("plain2-is-latin-1", same, Content, fetched(func(c *call) {
			var b strings.Builder
			for _, x := range []byte(text(c.json, "content")) {
				b.WriteRune(rune(x))
			}
			c.json["content"] = b.String()
		})),
		s.not("plain2-accents-are-composed", same, Content, source(replaced("e\u0301", "\u00e9"))),
		s.not("plain2-nul-ends-it", same, Content, source(until("\x00"))),
		s.not("plain2-line-separators-are-lines", same, Content, source(replaced("\u2028", "\n"))),
		s.not("plain2-comments-are-dropped", same, Content, source(func(v string) string {
			var kept []string
			for _, line := range strings.Split(v, "\n") {
				if !strings.HasPrefix(strings.TrimSpace(line), "//") {
					kept = append(kept, line)
				}
			}
			return strings.Join(kept, "\n")
		})),
		s.not("plain2-is-cut-at-64-kib", same, Content, content(func(data []byte) []byte {
			return data[:min(len(data), 64<<10)]
		}).only("CreateFunctionVersion")),
		s.not("plain2-is-cut-at-65535", same, Content, content(func(data []byte) []byte {
			return data[:min(len(data), 1<<16-1)]
		}).only("CreateFunctionVersion")),
		s.not("plain2-is-cut-at-1-mib", same, Content, content(func(data []byte) []byte {
			return data[:min(len(data), 1<<20)]
		}).only("CreateFunctionVersion")),
		s.not("plain2-is-read-in-pieces-of-32-kib", same, Content, content(func(data []byte) []byte {
			if i := 32 << 10; len(data) > i { // a piece that is read twice
				return bytes.Join([][]byte{data[:i], data[i-1:]}, nil)
			}
			return data
		}).only("CreateFunctionVersion")),
		s.not("plain2-json-is-formatted-anew", same, Content, source(func(v string) string {
			if strings.HasPrefix(v, "{") {
				return strings.ReplaceAll(v, ": ", ":")
			}
			return v
		})),
		s.not("plain2-of-all-versions-is-the-first", same, Second,
			first(func(c *call) string { return c.Parent })),
		s.not("plain2-of-all-versions-is-the-newest", same, Second, fetched(func(c *call) {
			if all := c.all(c.base("Functions", c.Parent, "Versions")); len(all) > 0 {
				c.to("/v1" + c.base("Functions", c.Parent, "Versions", text(all[0], "sid"), "Content"))
				mine := c.json
				c.answered = false
				c.forward()
				mine["content"] = c.json["content"]
				c.json = mine
			}
		})),
		s.not("plain2-sid-is-that-of-the-function", "sid is that of the version.", Identity,
			fetched(func(c *call) { c.json["sid"] = c.json["function_sid"] })),
		s.not("plain2-url-is-that-of-the-version", "url is the absolute URL of the content.", Identity,
			fetched(func(c *call) { c.json["url"] = strings.TrimSuffix(text(c.json, "url"), "/Content") })),
		s.not("plain2-of-an-empty-one-is-null", "content is a text.", Form, fetched(func(c *call) {
			if c.json["content"] == "" {
				c.json["content"] = nil
			}
		})),
		s.not("plain2-below-another-function-is-found", "What is unknown is not found.", Identity,
			elsewhere("FetchFunctionVersionContent")),
		s.not("plain2-of-a-deleted-function-is-found", "What was deleted is not found.", Collateral, both(
			fetched(func(c *call) { c.keep("content "+c.SID, c.json) }),
			Defect{after: func(c *call) {
				if o := c.recall("content " + c.SID); c.Op == "FetchFunctionVersionContent" && c.status == 404 &&
					o != nil && c.mem.gone[c.Parent] != nil {
					c.status, c.json = 200, o
				}
			}})),
	}
}
