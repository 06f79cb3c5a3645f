package negations

import (
	"encoding/json"
	"regexp"
	"strings"
	"unicode"
)

// formatNegations are servers that change or refuse a text because of what it looks like.
func formatNegations() []Negation {
	c4, p, a := subject{"contents", srcContent}, subject{"paths", srcAVersion}, subject{"assets", srcAsset}
	v, e, b := subject{"variables", srcVariable}, subject{"environments", srcEnvironment}, subject{"builds", srcBuild}
	s, f := subject{"services", srcService}, subject{"functions", srcFunction}
	kept, asSent := "Content is what was uploaded.", "A text is kept as sent."
	source := func(pattern, by string) Defect {
		re := regexp.MustCompile(pattern)
		return content(func(data []byte) []byte { return re.ReplaceAll(data, []byte(by)) }).only(
			"CreateFunctionVersion")
	}
	notesContent := after("CreateFunctionVersion", func(c *call) {
		c.mem.notes["at "+c.Service+text(c.json, "path")] = c.up.text("Content")
	})
	digits := func(v string) bool { return v != "" && only(v, unicode.IsDigit) == v }
	return []Negation{
		c4.not("of-one-path-in-a-service-is-that-of-the-newest", kept, Content,
			notesContent.then(after("FetchFunctionVersionContent", func(c *call) {
				_, o := c.admin("GET", c.base("Functions", c.Parent, "Versions", c.SID), nil)
				if v, there := c.mem.notes["at "+c.Service+text(o, "path")]; there {
					c.json["content"] = v
				}
			}))),
		c4.not("of-protected-versions-is-empty", kept, Content, after("FetchFunctionVersionContent", func(c *call) {
			_, o := c.admin("GET", c.base("Functions", c.Parent, "Versions", c.SID), nil)
			if text(o, "visibility") == "protected" {
				c.json["content"] = ""
			}
		})),
		c4.not("that-is-json-is-written-anew", kept, Content, content(func(data []byte) []byte {
			var v any
			if json.Unmarshal(data, &v) == nil {
				data, _ = json.Marshal(v)
			}
			return data
		})),
		c4.not("loses-space-at-line-ends", kept, Content, source(`[ \t]+(\r?\n)`, "$1")),
		c4.not("gets-a-final-newline", kept, Content, source(`([^\n])$`, "$1\n")),
		c4.not("has-its-entities-decoded", kept, Content, source(`&amp;`, "&")),
		c4.not("loses-its-first-comment", kept, Content, source(`^/\*(?s:.*?)\*/\s*`, "")),
		c4.not("loses-its-shebang", kept, Content, source(`^#![^\n]*\n`, "")),
		c4.not("has-empty-lines-joined", kept, Content, source(`\n\n\n+`, "\n\n")),
		c4.not("of-a-live-function-is-wrapped", kept, Content,
			after("FetchFunctionVersionContent", func(c *call) {
				for _, env := range c.all(c.base("Environments")) {
					_, build := c.admin("GET", c.base("Builds", text(env, "build_sid")), nil)
					for _, x := range objects(build["function_versions"]) {
						if text(x, "sid") == c.SID {
							c.json["content"] = "(function () {\n" + text(c.json, "content") + "\n})();"
						}
					}
				}
			})),
		c4.not("of-a-renamed-function-is-that-of-its-newest", kept, Content,
			after("UpdateFunction", func(c *call) { c.mem.notes["renamed "+c.SID] = "x" }).then(
				after("FetchFunctionVersionContent", func(c *call) {
					if all := c.all(c.base("Functions", c.Parent, "Versions")); len(all) > 0 &&
						c.mem.notes["renamed "+c.Parent] != "" {
						_, o := c.admin("GET", c.base("Functions", c.Parent, "Versions", text(all[0], "sid"),
							"Content"), nil)
						c.json["content"] = o["content"]
					}
				}))),
		a.not("name-of-digits-is-refused", asSent, Shape,
			refuses("CreateAsset UpdateAsset", fieldHas("FriendlyName", digits))),
		a.not("name-with-at-gets-none", asSent, Shape, keeps("CreateAsset UpdateAsset", "FriendlyName",
			func(v string) string { return strings.ReplaceAll(v, "@", "") })),
		f.not("name-loses-its-extension", asSent, Shape, keeps("UpdateFunction", "FriendlyName",
			func(v string) string { return strings.TrimSuffix(v, ".js") })),
		f.not("name-with-spaces-is-joined", asSent, Shape, keeps("CreateFunction", "FriendlyName",
			func(v string) string { return strings.Join(strings.Fields(v), " ") })),
		v.not("key-of-digits-is-refused", "A Key has up to 128 characters.", Shape,
			refuses("CreateVariable", fieldHas("Key", digits))),
		v.not("key-with-a-dot-is-refused", "A Key has up to 128 characters.", Shape,
			refuses("CreateVariable", fieldHas("Key", contains(".")))),
		v.not("key-that-begins-with-an-underscore-is-refused", "A Key has up to 128 characters.", Shape,
			refuses("CreateVariable UpdateVariable",
				fieldHas("Key", func(k string) bool { return strings.HasPrefix(k, "_") }))),
		v.not("value-with-a-tab-gets-a-space", asSent, Shape, keeps("CreateVariable UpdateVariable", "Value",
			func(v string) string { return strings.ReplaceAll(v, "\t", " ") })),
		v.not("value-with-a-backslash-is-unescaped", asSent, Shape, keeps("CreateVariable UpdateVariable", "Value",
			func(v string) string { return strings.ReplaceAll(v, `\n`, "\n") })),
		v.not("value-of-an-update-loses-leading-zeros", asSent, Shape, keeps("UpdateVariable", "Value",
			func(v string) string {
				if digits(v) && len(v) > 1 {
					return strings.TrimLeft(v, "0")
				}
				return v
			})),
		v.not("value-null-is-nothing", asSent, Shape, keeps("CreateVariable UpdateVariable", "Value",
			func(v string) string {
				if v == "null" {
					return "none"
				}
				return v
			})),
		e.not("suffix-of-digits-is-refused", "A DomainSuffix has up to 16 characters.", Shape,
			refuses("CreateEnvironment", fieldHas("DomainSuffix", digits))),
		e.not("suffix-with-a-dash-loses-it", "A DomainSuffix is kept as sent.", Shape,
			keeps("CreateEnvironment", "DomainSuffix",
				func(v string) string { return strings.ReplaceAll(v, "-", "") })),
		e.not("name-with-an-underscore-gets-a-dash", asSent, Shape, keeps("CreateEnvironment", "UniqueName",
			func(v string) string { return strings.ReplaceAll(v, "_", "-") })),
		s.not("friendly-name-with-parentheses-loses-them", asSent, Shape,
			keeps("CreateService UpdateService", "FriendlyName",
				func(v string) string { return strings.NewReplacer("(", "", ")", "").Replace(v) })),
		s.not("domain-base-loses-dashes-of-the-name", "domain_base begins with the UniqueName.", Shape,
			words("Service", "domain_base", func(d string) string {
				i := strings.LastIndex(d, "-")
				return strings.ReplaceAll(d[:i], "-", "") + d[i:]
			})),
		b.not("dependency-with-a-tag-is-refused", "A version may be a tag such as latest.", Shape,
			refuses("CreateBuild", func(c *call) bool {
				return strings.Contains(c.form.Get("Dependencies"),
					`"latest"`)
			})),
		b.not("dependencies-are-in-order-of-their-names-without-doubles-of-scope",
			"A Build has the dependencies that were asked for.", Shape,
			show("Build", func(_ *call, o object) {
				seen := map[string]bool{}
				var left []any
				for _, d := range objects(o["dependencies"]) {
					name := text(d, "name")
					if base := name[strings.LastIndex(name, "/")+1:]; !seen[base] {
						seen[base] = true
						left = append(left, d)
					}
				}
				if left != nil {
					o["dependencies"] = left
				}
			})),
		p.not("with-a-leading-dot-is-refused", "A Path is URL-friendly text.", Shape,
			refuses(uploads, partHas("Path", func(s string) bool {
				return strings.Contains(s, "/.") &&
					!strings.Contains(s, "/..")
			}))),
		p.not("with-a-tilde-is-refused", "A Path is URL-friendly text.", Shape,
			refuses(uploads, partHas("Path", contains("~")))),
		p.not("with-an-upper-case-extension-is-lowered", "A Path is kept as sent.", Shape,
			keepsPart("Path", func(s string) string {
				if i := strings.LastIndex(s, "."); i > 0 {
					return s[:i] + strings.ToLower(s[i:])
				}
				return s
			})),
		p.not("index-html-becomes-its-directory", "A Path is kept as sent.", Shape,
			keepsPart("Path", func(s string) string {
				if s != "/index.html" && s != "index.html" {
					return strings.TrimSuffix(s, "index.html")
				}
				return s
			})),
	}
}
