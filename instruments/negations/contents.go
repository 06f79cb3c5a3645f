package negations

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
	"unicode/utf8"
)

const contentOf = "FetchFunctionVersionContent"

func contentNegations() []Negation {
	s := subject{"contents", srcContent}
	kept := "The content of a Function Version is what was uploaded."
	change := func(id string, f func([]byte) []byte) Negation {
		return s.not(id, kept, Content, content(f).only("CreateFunctionVersion"))
	}
	text2 := func(id string, pairs ...string) Negation {
		r := strings.NewReplacer(pairs...)
		return change(id, func(b []byte) []byte { return []byte(r.Replace(string(b))) })
	}
	cut := func(id string, n int) Negation {
		return change(id, func(b []byte) []byte {
			for b = b[:min(len(b), n)]; !utf8.Valid(b); {
				b = b[:len(b)-1]
			}
			return b
		})
	}
	list := []Negation{
		cut("cut-at-100", 100), cut("cut-at-255", 255), cut("cut-at-1-kib", 1<<10), cut("cut-at-4-kib", 4<<10),
		cut("cut-at-8-kib", 8<<10), cut("cut-at-32-kib", 32<<10),
		cut("cut-at-64-kib", 64<<10-1), cut("cut-at-128-kib", 128<<10), cut("cut-at-256-kib", 256<<10),
		cut("cut-at-512-kib", 512<<10), cut("cut-at-1-mib", 1<<20-1),
		text2("nul-is-dropped", "\x00", ""),
		change("ends-at-nul", func(b []byte) []byte { before, _, _ := bytes.Cut(b, []byte{0}); return before }),
		text2("crlf-becomes-lf", "\r\n", "\n"),
		change("lf-becomes-crlf", func(b []byte) []byte {
			return bytes.ReplaceAll(bytes.ReplaceAll(b, []byte("\r\n"), []byte("\n")), []byte("\n"), []byte("\r\n"))
		}),
		change("lone-cr-becomes-lf", func(b []byte) []byte {
			return []byte(strings.ReplaceAll(strings.ReplaceAll(strings.ReplaceAll(string(b), "\r\n", "\x01\x02"), "\r",
				"\n"), "\x01\x02", "\r\n"))
		}),
		text2("cr-is-dropped", "\r", ""),
		change("control-characters-are-dropped", func(b []byte) []byte {
			return []byte(only(string(b), func(r rune) bool {
				return r >= 32 || r == '\n' || r == '\r' ||
					r == '\t' || r == 0
			}))
		}),
		text2("delete-character-is-dropped", "\x7f", ""),
		text2("tab-becomes-spaces", "\t", "    "),
		text2("form-feed-is-dropped", "\f", "", "\v", ""),
		change("bom-is-dropped", func(b []byte) []byte { return bytes.TrimPrefix(b, []byte("\ufeff")) }),
		change("bom-is-added", func(b []byte) []byte { return append([]byte("\ufeff"), b...) }),
		change("final-newline-is-lost", func(b []byte) []byte { return bytes.TrimSuffix(b, []byte("\n")) }),
		change("final-newline-is-added", func(b []byte) []byte {
			if !bytes.HasSuffix(b, []byte("\n")) {
				return append(bytes.Clone(b), '\n')
			}
			return b
		}),
		change("leading-blank-lines-are-lost", func(b []byte) []byte { return bytes.TrimLeft(b, "\n\r") }),
		change("leading-space-is-lost", func(b []byte) []byte { return bytes.TrimLeft(b, " \t") }),
		change("blank-lines-are-joined", func(b []byte) []byte {
			for bytes.Contains(b, []byte("\n\n\n")) {
				b = bytes.ReplaceAll(b, []byte("\n\n\n"), []byte("\n\n"))
			}
			return b
		}),
		change("space-at-line-ends-is-lost", func(b []byte) []byte {
			lines := strings.Split(string(b), "\n")
			for i := range lines {
				lines[i] = strings.TrimRight(lines[i], " \t")
			}
			return []byte(strings.Join(lines, "\n"))
		}),
		change("comments-are-lost", func(b []byte) []byte {
			var left []string
			for _, line := range strings.Split(string(b), "\n") {
				if !strings.HasPrefix(strings.TrimSpace(line), "//") {
					left = append(left, line)
				}
			}
			return []byte(strings.Join(left, "\n"))
		}),
		change("first-line-with-hash-bang-is-lost", func(b []byte) []byte {
			if bytes.HasPrefix(b, []byte("#!")) {
				_, b, _ = bytes.Cut(b, []byte("\n"))
			}
			return b
		}),
		change("use-strict-is-added", func(b []byte) []byte { return append([]byte("'use strict';\n"), b...) }),
		change("is-percent-decoded", func(b []byte) []byte { return []byte(percentDecode(string(b))) }),
		text2("plus-becomes-space", "+", " "),
		text2("is-html-escaped", "<", "&lt;", ">", "&gt;", "&", "&amp;"),
		text2("html-entities-are-decoded", "&lt;", "<", "&gt;", ">", "&amp;", "&", "&quot;", `"`),
		text2("backslashes-are-lost", `\`, ""),
		text2("escapes-are-resolved", `\n`, "\n", `\t`, "\t"),
		text2("unicode-escapes-are-resolved", `\u00e9`, "é", `\u0041`, "A"),
		text2("smart-quotes", "\u201c", `"`, "\u201d", `"`, "\u2019", "'"),
		text2("template-literals-lose-backticks", "`", "'"),
		text2("dollar-braces-are-expanded", "${", "$ {"),
		text2("non-breaking-space-becomes-space", "\u00a0", " "),
		text2("line-separators-become-newlines", "\u2028", "\n", "\u2029", "\n"),
		change("non-ascii-becomes-question-marks", func(b []byte) []byte {
			return []byte(strings.Map(func(r rune) rune {
				if r > 127 {
					return '?'
				}
				return r
			}, string(b)))
		}),
		change("astral-characters-are-lost", func(b []byte) []byte {
			return []byte(only(string(b),
				func(r rune) bool { return r < 0x10000 }))
		}),
		change("is-read-as-latin-1", func(b []byte) []byte {
			runes := make([]rune, len(b))
			for i, c := range b {
				runes[i] = rune(c)
			}
			return []byte(string(runes))
		}),
		text2("accents-are-composed", "e\u0301", "\u00e9"),
		text2("accents-are-decomposed", "\u00e9", "e\u0301"),
		text2("zero-width-joiners-are-lost", "\u200d", "", "\u200b", ""),
		change("ends-at-ctrl-z", func(b []byte) []byte { before, _, _ := bytes.Cut(b, []byte{0x1a}); return before }),
		change("ends-at-a-line-with-dashes", func(b []byte) []byte {
			before, _,
				_ := bytes.Cut(b, []byte("\r\n--"))
			return before
		}),
		change("long-lines-are-wrapped", func(b []byte) []byte {
			lines := strings.Split(string(b), "\n")
			for i, l := range lines {
				if len(l) > 1000 && utf8.RuneCountInString(l) == len(l) {
					lines[i] = l[:1000] + "\n" + l[1000:]
				}
			}
			return []byte(strings.Join(lines, "\n"))
		}),
		s.not("is-that-of-the-newest-version", kept, Second, before(contentOf, func(c *call) {
			if at := strings.LastIndexByte(strings.TrimSuffix(c.req.URL.Path, "/Content"), '/'); at > 0 {
				if all := c.all(strings.TrimPrefix(c.req.URL.Path[:at], "/v1")); len(all) > 0 {
					c.to(c.req.URL.Path[:at] + "/" + text(all[0], "sid") + "/Content")
				}
			}
		}).then(after(contentOf, func(c *call) { c.json["sid"] = c.SID }))),
		s.not("is-that-of-the-first-upload", kept, Second, before("CreateFunctionVersion", func(c *call) {
			if first, ok := c.mem.notes["c"+c.Parent]; ok {
				c.up.set("Content", first)
			} else {
				c.mem.notes["c"+c.Parent] = c.up.text("Content")
			}
		})),
		s.not("is-that-of-the-same-path-elsewhere", kept, Second, before("CreateFunctionVersion", func(c *call) {
			path := c.up.text("Path")
			if first, ok := c.mem.notes["p"+path]; ok {
				c.up.set("Content", first)
			} else {
				c.mem.notes["p"+path] = c.up.text("Content")
			}
		})),
		s.not("of-private-functions-is-hidden", "The content of any Function Version can be fetched.", Access,
			before(contentOf, func(c *call) {
				at := strings.TrimPrefix(strings.TrimSuffix(c.req.URL.Path, "/Content"), "/v1")
				if _, o := c.admin("GET", at, nil); text(o, "visibility") == "private" {
					c.missing()
				}
			})),
		s.not("of-protected-functions-is-hidden", "The content of any Function Version can be fetched.", Access,
			before(contentOf, func(c *call) {
				at := strings.TrimPrefix(strings.TrimSuffix(c.req.URL.Path, "/Content"), "/v1")
				if _, o := c.admin("GET", at, nil); text(o, "visibility") == "protected" {
					c.asked("content")
				}
			}).then(after(contentOf, func(c *call) {
				if c.wanted() == "content" {
					c.json["content"] = ""
				}
			}))),
		s.not("is-base64", kept, Form, after(contentOf,
			func(c *call) { c.json["content"] = base64Of(text(c.json, "content")) })),
		s.not("is-an-object", kept, Form, after(contentOf,
			func(c *call) { c.json["content"] = object{"text": c.json["content"]} })),
		s.not("is-quoted-twice", kept, Form, after(contentOf, func(c *call) {
			quoted, _ := json.Marshal(c.json["content"])
			c.json["content"] = string(quoted)
		})),
		s.not("is-sent-raw", "The content is a property of a JSON answer.", Form,
			Defect{write: func(w http.ResponseWriter, c *call) bool {
				if c.Op != contentOf || !c.ok() {
					return false
				}
				w.Header().Set("Content-Type", "application/javascript")
				w.WriteHeader(http.StatusOK)
				_, _ = w.Write([]byte(text(c.json, "content")))
				return true
			}}),
		s.not("is-lost-after-a-build", kept, Time, after("CreateBuild", func(c *call) {
			for _, o := range objects(c.json["function_versions"]) {
				c.mem.notes["built "+text(o, "sid")] = "x"
			}
		}).then(after(contentOf, func(c *call) {
			if c.mem.notes["built "+c.SID] != "" {
				c.json["content"] = ""
			}
		}))),
		s.not("names-another-version", "The sid of the content is that of its version.", Identity,
			after(contentOf, func(c *call) {
				c.json["sid"] = "ZN" + strings.Repeat("0", 31) + "1"
			})),
		s.not("url-is-that-of-the-version", "The url of the content leads to the content.", Identity,
			after(contentOf, func(c *call) {
				c.json["url"] = strings.TrimSuffix(text(c.json, "url"), "/Content")
			})),
		s.not("of-an-asset-can-be-fetched", "Assets have no content in the API.", Refusal, Defect{after: func(c *call) {
			if strings.Contains(c.req.URL.Path, "/Assets/") && strings.HasSuffix(c.req.URL.Path, "/Content") &&
				c.req.Method == "GET" {
				c.status, c.header, c.json = 200, http.Header{"Content-Type": {"application/json"}},
					object{"sid": c.SID, "content": "x"}
			}
		}}).assumed(),
	}
	return list
}
