package negations

import (
	"encoding/json"
	"regexp"
	"strings"
	"unicode/utf8"
)

// customNegations are servers that do not expect what real projects send: their sources, names, dependencies and files.
func customNegations() []Negation {
	c4, b := subject{"contents", srcContent}, subject{"builds", srcBuild}
	v, f, p := subject{"variables", srcVariable}, subject{"functions", srcFunction}, subject{"paths", srcFVersion}
	u, m := subject{"uploads", srcFVersion}, subject{"multipart", srcMultipart}
	s := subject{"services", srcService}
	kept := "Content is what was uploaded."
	asSent := "A text is kept as sent."
	dependency := func(f func(name, version string) (string, string)) Defect {
		return before("CreateBuild", func(c *call) {
			raw := strings.Trim(c.form.Get("Dependencies"), `"`)
			var list []map[string]string
			if json.Unmarshal([]byte(raw), &list) != nil || len(list) == 0 {
				return
			}
			for _, d := range list {
				d["name"], d["version"] = f(d["name"], d["version"])
			}
			data, _ := json.Marshal(list)
			c.form.Set("Dependencies", string(data))
		})
	}
	refusesVersion := func(when func(version string) bool) Defect {
		return refuses("CreateBuild", func(c *call) bool {
			var list []map[string]string
			if json.Unmarshal([]byte(c.form.Get("Dependencies")), &list) != nil {
				return false
			}
			for _, d := range list {
				if when(d["version"]) {
					return true
				}
			}
			return false
		})
	}
	lost := func(pattern, by string) Defect {
		re := regexp.MustCompile(pattern)
		return content(func(data []byte) []byte { return re.ReplaceAll(data, []byte(by)) })
	}
	garbled := func(size int) Defect { // reads chunks and decodes each for itself
		return content(func(data []byte) []byte {
			var b strings.Builder
			for len(data) > 0 {
				n := min(size, len(data))
				chunk := data[:n]
				for len(chunk) > 0 {
					r, w := utf8.DecodeRune(chunk)
					if r == utf8.RuneError && w == 1 {
						b.WriteString("\ufffd")
					} else {
						b.Write(chunk[:w])
					}
					chunk = chunk[w:]
				}
				data = data[n:]
			}
			return []byte(b.String())
		})
	}
	return []Negation{
		c4.not("characters-on-a-4-kib-border-are-garbled", kept, Content, garbled(4096)),
		c4.not("characters-on-a-64-kib-border-are-garbled", kept, Content, garbled(65536)),
		c4.not("source-map-comments-are-lost", kept, Content, lost(`(?m)^//# sourceMappingURL=.*$`, "")),
		c4.not("license-comments-are-lost", kept, Content, lost(`(?s)/\*!.*?\*/`, "")),
		c4.not("equal-lines-are-joined", kept, Content, content(func(data []byte) []byte {
			var out []string
			for _, line := range strings.SplitAfter(string(data), "\n") {
				if len(out) == 0 || out[len(out)-1] != line {
					out = append(out, line)
				}
			}
			return []byte(strings.Join(out, ""))
		})),
		c4.not("empty-lines-at-the-end-are-lost", kept, Content, lost(`\n\n+\z`, "\n")),
		c4.not("debugger-statements-are-lost", kept, Content, lost(`\bdebugger;?`, "")),
		c4.not("environment-is-filled-in", kept, Content, lost(`process\.env\.[A-Z_]+`, `""`)),
		c4.not("imports-become-requires", kept, Content,
			lost(`(?m)^import (\w+) from (.*);$`, "const $1 = require($2);")),
		c4.not("of-json-is-an-object", "content is a text.", Content,
			after("FetchFunctionVersionContent", func(c *call) {
				var o any
				s, _ := c.json["content"].(string)
				if json.Unmarshal([]byte(s), &o) == nil {
					c.json["content"] = o
				}
			})),
		c4.not("empty-is-null", "content is a text.", Content, after("FetchFunctionVersionContent", func(c *call) {
			if c.json["content"] == "" {
				c.json["content"] = nil
			}
		})),
		c4.not("of-one-line-gets-a-newline", kept, Content, content(func(data []byte) []byte {
			if !strings.Contains(string(data), "\n") {
				return append(data, '\n')
			}
			return data
		})),
		c4.not("null-text-is-lost", kept, Content, lost(`\x00+\z`, "")),
		c4.not("spaces-after-a-tab-are-lost", kept, Content, lost(`\t +`, "\t")),
		c4.not("doubled-backslashes-are-joined", kept, Content, lost(`\\\\`, `\`)),
		c4.not("double-quotes-become-single", kept, Content, lost(`"`, `'`)),
		b.not("names-of-dependencies-are-lower-cased", "A Build has the dependencies that were asked for.", Shape,
			dependency(func(n, v string) (string, string) { return strings.ToLower(n), v })),
		b.not("dependencies-lose-their-pre-release", "A Build has the dependencies that were asked for.", Shape,
			dependency(func(n, v string) (string, string) { v, _, _ = strings.Cut(v, "-"); return n, v })),
		b.not("pre-releases-are-refused", "A Build has the dependencies that were asked for.", Shape,
			refusesVersion(func(v string) bool { return strings.Contains(v, "-") })),
		b.not("version-latest-is-refused", "A version may be latest.", Shape,
			refusesVersion(func(v string) bool { return v == "latest" })),
		b.not("any-version-is-refused", "A version may be *.", Shape,
			refusesVersion(func(v string) bool { return v == "*" })),
		b.not("tilde-versions-are-refused", "A version may be a range.", Shape,
			refusesVersion(func(v string) bool { return strings.HasPrefix(v, "~") })),
		b.not("twilio-asked-for-is-that-of-the-platform", "What was asked for wins over the defaults.", Default,
			dependency(func(n, v string) (string, string) {
				if n == "twilio" {
					v = "5.0.3"
				}
				return n, v
			})),
		b.not("dependency-that-is-a-default-stands-twice", "A Build has each dependency once.", Form,
			show("Build", func(_ *call, o object) {
				for _, d := range objects(o["dependencies"]) {
					if d["name"] == "lodash" {
						list, _ := o["dependencies"].([]any)
						o["dependencies"] = append(list, clone(d))
						return
					}
				}
			})),
		b.not("names-with-a-digit-lose-it", "A Build has the dependencies that were asked for.", Shape,
			dependency(func(n, v string) (string, string) { return strings.TrimRight(n, "0123456789"), v })),
		v.not("value-true-is-a-boolean", asSent, Shape, prop("Variable", "value", func(_ *call, old any) any {
			if old == "true" || old == "false" {
				return old == "true"
			}
			return old
		})),
		v.not("value-null-is-null", asSent, Shape, prop("Variable", "value", func(_ *call, old any) any {
			if old == "null" {
				return nil
			}
			return old
		})),
		f.not("name-null-is-missing", asSent, Shape, refuses("CreateFunction UpdateFunction",
			fieldHas("FriendlyName", func(v string) bool { return v == "null" || v == "undefined" }))),
		v.not("value-of-a-key-file-loses-its-end", asSent, Shape, field("CreateVariable UpdateVariable", "Value",
			func(v string) string { return strings.TrimRight(v, "\n") })),
		v.not("value-in-base64-is-decoded-and-cut", asSent, Shape, field("CreateVariable UpdateVariable", "Value",
			func(v string) string { return strings.TrimRight(v, "=") })),
		v.not("value-with-a-colon-is-cut", asSent, Shape, field("CreateVariable UpdateVariable", "Value",
			func(v string) string {
				if i := strings.Index(v, ": "); i > 0 {
					return v[:i]
				}
				return v
			})),
		v.not("value-of-spaces-is-refused", asSent, Shape, refuses("CreateVariable UpdateVariable",
			fieldHas("Value", func(v string) bool { return v != "" && strings.TrimSpace(v) == "" }))).assumed(),
		v.not("key-that-begins-with-twilio-is-refused", "Only the length of a Key is limited.", Shape,
			refuses("CreateVariable UpdateVariable", fieldHas("Key",
				func(v string) bool { return strings.HasPrefix(strings.ToUpper(v), "TWILIO") }))),
		v.not("key-of-one-letter-is-refused", "A Key has from one character.", Shape,
			refuses("CreateVariable UpdateVariable", fieldHas("Key", func(v string) bool { return len(v) == 1 }))),
		v.not("value-of-one-letter-is-refused", "A Value has from one byte.", Shape,
			refuses("CreateVariable UpdateVariable", fieldHas("Value", func(v string) bool { return len(v) == 1 }))),
		f.not("name-of-one-letter-is-refused", "A name has from one character.", Shape,
			refuses("CreateFunction UpdateFunction",
				fieldHas("FriendlyName", func(v string) bool { return len(v) == 1 }))),
		f.not("name-with-an-at-sign-is-refused", "Names have slashes and at signs.", Shape,
			refuses("CreateFunction CreateAsset", fieldHas("FriendlyName", contains("@")))),
		f.not("name-with-a-dot-is-refused", "Names have dots.", Shape,
			refuses("CreateFunction CreateAsset", fieldHas("FriendlyName", contains(".")))),
		f.not("extension-of-a-name-is-lost", asSent, Shape, field("CreateFunction UpdateFunction", "FriendlyName",
			func(v string) string { return strings.TrimSuffix(v, ".js") })),
		f.not("leading-slash-of-a-name-is-lost", asSent, Shape, field("CreateFunction CreateAsset", "FriendlyName",
			func(v string) string { return strings.TrimPrefix(v, "/") })),
		s.not("name-that-begins-with-a-dash-is-kept-without", asSent, Shape, field("CreateService", "UniqueName",
			func(v string) string { return strings.TrimRight(v, "-") })).assumed(),
		p.not("marks-are-accepted-in-private-ones", "A Path has none of the disallowed characters.", Refusal,
			takesPrivatePath()),
		p.not("fragment-at-the-end-is-accepted", "A Path has no fragment.", Refusal, takesPath(func(p string) bool {
			return strings.HasSuffix(p, "#") || strings.HasSuffix(p, "#top")
		})),
		p.not("words-of-javascript-are-refused", "A Path is text.", Shape,
			refuses(uploads, partHas("Path", func(v string) bool {
				return strings.HasSuffix(v, "/constructor") || strings.HasSuffix(v, "/__proto__") ||
					strings.HasSuffix(v, "/toString")
			}))),
		p.not("extension-html-is-lost", "A Path is kept as sent.", Shape, keepsPart("Path", func(v string) string {
			return strings.TrimSuffix(v, ".html")
		})),
		u.not("asset-of-text-html-is-refused", "An Asset has any type.", HTTP, refuses("CreateAssetVersion",
			func(c *call) bool {
				part := c.up.part("Content")
				return part != nil && strings.HasPrefix(part.header.Get("Content-Type"), "text/html")
			})),
		u.not("type-with-a-parameter-is-refused", "An Asset has any type.", HTTP, refuses(uploads, func(c *call) bool {
			part := c.up.part("Content")
			return part != nil && strings.Contains(part.header.Get("Content-Type"), ";")
		})),
		m.not("part-of-sid-is-refused", "Unknown parts are ignored.", HTTP, refuses(uploads, func(c *call) bool {
			return c.up.part("ServiceSid") != nil || c.up.part("FunctionSid") != nil
		})),
		m.not("file-name-star-is-refused", "A file name may be encoded.", HTTP, Defect{before: func(c *call) {
			if c.up != nil && strings.Contains(string(c.raw), "filename*=") {
				c.refuse(400, 20001, "Refused.")
			}
		}}),
		m.not("visibility-with-a-type-is-refused", "A part of text may say its type.", HTTP,
			refuses(uploads, func(c *call) bool {
				part := c.up.part("Visibility")
				return part != nil && part.header.Get("Content-Type") != ""
			})),
	}
}

// takesPrivatePath accepts a disallowed character in the Path of a private version.
func takesPrivatePath() Defect {
	when := func(c *call) bool {
		return lower(c.up.text("Visibility")) == "private" && strings.ContainsAny(c.up.text("Path"), ";,?:@+&$()'\"")
	}
	return both(before(uploads, func(c *call) {
		c.asked("")
		if when(c) {
			c.asked(c.up.text("Path"))
			c.up.set("Path", "/taken")
		}
	}), after(uploads, func(c *call) {
		if p := c.wanted(); p != "" {
			c.mem.stay(text(c.json, "sid"), "path", p)
		}
	}))
}
