package negations

import (
	"encoding/json"
	"net/url"
	"regexp"
	"strconv"
	"strings"
)

// literalNegations are servers that take a text for something else: a number, nothing, a name of their own language.
func literalNegations() (list []Negation) {
	isNumber := func(v string) bool { _, err := strconv.ParseFloat(v, 64); return err == nil }
	falsy := func(v string) bool { return v == "0" || v == "false" || v == "null" }
	for _, r := range []struct {
		name, promise string
		kind          Kind
		f             func(string) string
	}{
		{"that-is-a-number-loses-its-zeros", "A text is kept as sent.", Shape, func(v string) string {
			if x, err := strconv.ParseFloat(v, 64); err == nil && len(v) < 16 {
				return strconv.FormatFloat(x, 'f', -1, 64)
			}
			return v
		}},
		{"loses-what-cannot-be-seen", "A text is kept as sent.", Shape, func(v string) string {
			return strings.NewReplacer("\u200b", "", "\u200d", "", "\u00ad", "", "\ufeff", "", "\u200e", "").Replace(v)
		}},
		{"has-its-wide-letters-narrowed", "A text is kept as sent.", Shape, func(v string) string {
			return strings.Map(func(r rune) rune {
				if r >= '！' && r <= '～' {
					return r - '！' + '!'
				}
				return r
			}, v)
		}},
		{"is-cut-at-a-semicolon", "A text is kept as sent.", Shape,
			func(v string) string { v, _, _ = strings.Cut(v, ";"); return v }},
		{"is-cut-at-a-comma", "A text is kept as sent.", Shape,
			func(v string) string { v, _, _ = strings.Cut(v, ","); return v }},
		{"has-its-tabs-replaced", "A text is kept as sent.", Shape,
			func(v string) string { return strings.ReplaceAll(v, "\t", " ") }},
		{"has-its-line-ends-changed", "A text is kept as sent.", Shape,
			func(v string) string { return strings.ReplaceAll(v, "\r\n", "\n") }},
		{"has-its-mustaches-filled-in", "A text is kept as sent.", Shape, func(v string) string {
			return regexp.MustCompile(`\{\{[^}]*\}\}`).ReplaceAllString(v, "")
		}},
		{"has-its-sids-hidden", "A text is kept as sent.", Shape, func(v string) string {
			return regexp.MustCompile(`(AC|SK|ZS)[0-9a-f]{32}`).ReplaceAllString(v, "[hidden]")
		}},
		{"has-its-words-capitalised", "A text is kept as sent.", Shape, func(v string) string {
			return regexp.MustCompile(`\b[a-z]`).ReplaceAllStringFunc(v, strings.ToUpper)
		}},
	} {
		list = append(list,
			subject{"variables", srcVariable}.not("value-"+r.name, r.promise, r.kind,
				keeps("CreateVariable UpdateVariable", "Value", r.f)),
			subject{"functions", srcFunction}.not("name-"+r.name, r.promise, r.kind,
				keeps("CreateFunction UpdateFunction", "FriendlyName", r.f)))
	}
	v, f := subject{"variables", srcVariable}, subject{"functions", srcFunction}
	s, p := subject{"services", srcService}, subject{"paths", srcFVersion}
	c, b := subject{"contents", srcContent}, subject{"builds", srcBuild}
	e := subject{"environments", srcEnvironment}
	missing := func(ops, name string) Defect {
		return before(ops, func(c *call) {
			if c.form.Has(name) && falsy(c.form.Get(name)) {
				c.refuse(400, 20001, "Missing required parameter "+name+" in the post body")
			}
		})
	}
	path := func(f func(string) string) Defect { return keepsPart("Path", f) }
	source := func(f func(string) string) Defect {
		return content(func(b []byte) []byte { return []byte(f(string(b))) })
	}
	return append(list,
		v.not("value-of-zero-is-missing", "A Value may be any text.", Shape, missing("CreateVariable UpdateVariable",
			"Value")),
		f.not("name-of-zero-is-missing", "A FriendlyName may be any text.", Shape,
			missing("CreateFunction UpdateFunction", "FriendlyName")),
		v.not("value-that-is-a-number-is-shown-as-one", "A Value is a text.", Form, prop("Variable", "value",
			func(_ *call, old any) any {
				if t, ok := old.(string); ok && isNumber(t) && json.Valid([]byte(t)) {
					return json.Number(t)
				}
				return old
			})),
		v.not("key-of-the-language-is-500", "A Key may be any name.", Shape, crashes("CreateVariable",
			func(c *call) bool {
				switch c.form.Get("Key") {
				case "constructor", "__proto__", "toString", "hasOwnProperty", "prototype":
					return true
				}
				return false
			})),
		v.not("key-of-the-system-is-refused", "A Key may be any name.", Shape, refuses("CreateVariable",
			fieldHas("Key", func(k string) bool { return k == "PATH" || k == "HOME" || k == "NODE_ENV" }))).assumed(),
		v.not("key-loses-its-first-underscore", "A Key is kept as sent.", Shape, keeps("CreateVariable UpdateVariable",
			"Key", func(k string) string { return strings.TrimPrefix(k, "_") })),
		v.not("key-with-a-dot-is-cut", "A Key is kept as sent.", Shape, keeps("CreateVariable UpdateVariable", "Key",
			func(k string) string { k, _, _ = strings.Cut(k, "."); return k })).assumed(),
		s.not("name-with-two-dashes-is-refused", "A UniqueName has letters, digits and dashes.", Shape,
			refuses("CreateService", fieldHas("UniqueName", func(n string) bool { return strings.Contains(n, "--") }))),
		s.not("name-of-digits-is-refused", "A UniqueName has letters, digits and dashes.", Shape,
			refuses("CreateService", fieldHas("UniqueName", isNumber))),
		s.not("name-of-sid-letters-is-taken-for-a-sid", "A Service is found by its UniqueName.", Shape,
			before("FetchService", func(c *call) {
				if strings.HasPrefix(strings.ToUpper(c.SID), "ZS") && len(c.SID) != 34 {
					c.missing()
				}
			})),
		e.not("name-with-a-space-is-refused", "A UniqueName of an Environment is a text of up to 100.", Shape,
			refuses("CreateEnvironment", fieldHas("UniqueName", contains(" ")))).assumed(),
		p.not("protected-in-a-name-makes-it-protected", "Visibility is what was sent.", Shape,
			before("CreateFunctionVersion CreateAssetVersion", func(c *call) {
				if c.up != nil && strings.Contains(c.up.text("Path"), ".protected") {
					c.up.set("Visibility", "protected")
				}
			})),
		p.not("private-in-a-name-is-lost", "A Path is kept as sent.", Shape,
			path(func(p string) string { return strings.Replace(p, ".private", "", 1) })),
		p.not("index-html-is-lost", "A Path is kept as sent.", Shape,
			path(func(p string) string { return strings.TrimSuffix(p, "index.html") })),
		p.not("hidden-files-are-refused", "A Path may have dots.", Shape, before(uploads, func(c *call) {
			if strings.Contains(c.up.text("Path"), "/.") {
				c.refuse(400, 20001, "Path provided is invalid.")
			}
		})),
		p.not("words-of-the-api-are-refused", "A Path has any words.", Shape, before(uploads, func(c *call) {
			if strings.HasPrefix(c.up.text("Path"), "/Services") || strings.HasPrefix(c.up.text("Path"), "/v1") {
				c.refuse(400, 20001, "Path provided is invalid.")
			}
		})),
		p.not("that-differ-in-case-are-one-in-a-build", "A Build has the versions that were named.", Second,
			show("Build", func(_ *call, o object) {
				have, left := map[string]bool{}, []any{}
				for _, x := range objects(o["function_versions"]) {
					if p := strings.ToLower(text(x, "path")); !have[p] {
						have[p] = true
						left = append(left, x)
					}
				}
				o["function_versions"] = left
			})),
		c.not("mustaches-are-filled-in", "Content is what was uploaded.", Content, source(func(t string) string {
			return regexp.MustCompile(`\{\{[^}]*\}\}`).ReplaceAllString(t, "")
		})),
		c.not("sids-are-hidden", "Content is what was uploaded.", Content, source(func(t string) string {
			return regexp.MustCompile(`(AC|SK)[0-9a-f]{32}`).ReplaceAllString(t, "AC…")
		})),
		c.not("indentation-is-changed", "Content is what was uploaded.", Content,
			source(func(t string) string { return strings.ReplaceAll(t, "    ", "\t") })),
		c.not("end-of-script-is-escaped", "Content is what was uploaded.", Content,
			source(func(t string) string { return strings.ReplaceAll(t, "</script>", "<\\/script>") })),
		c.not("equal-to-that-of-another-function-is-refused", "Each upload is a version.", Content,
			before("CreateFunctionVersion", func(c *call) {
				at := "content " + c.Service + c.up.text("Content")
				if other := c.mem.notes[at]; other != "" && other != c.Parent {
					c.refuse(409, 20409, "This content is there already.")
				}
				c.mem.notes[at] = c.Parent
			})),
		c.not("ends-at-an-empty-line-of-crlf", "Content is what was uploaded.", Content,
			source(func(t string) string { t, _, _ = strings.Cut(t, "\r\n\r\n"); return t })),
		b.not("dependencies-with-a-dot-in-the-name-are-lost", "A Build has the dependencies that were asked for.",
			Shape, before("CreateBuild", func(c *call) {
				var all []map[string]string
				if json.Unmarshal([]byte(c.form.Get("Dependencies")), &all) != nil {
					return
				}
				var left []map[string]string
				for _, d := range all {
					if !strings.Contains(d["name"], ".") {
						left = append(left, d)
					}
				}
				if len(left) < len(all) {
					text, _ := json.Marshal(left)
					c.form = url.Values{"FunctionVersions": c.form["FunctionVersions"],
						"AssetVersions": c.form["AssetVersions"], "Dependencies": {string(text)}}
				}
			})),
	)
}
