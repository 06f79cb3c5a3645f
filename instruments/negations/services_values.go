package negations

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// textDefects are ways in which a text that clients choose is not kept as it was sent. Each takes a
// text and gives another one.
func textDefects() []struct {
	id, words string
	f         func(string) string
} {
	return []struct {
		id, words string
		f         func(string) string
	}{
		{"is-trimmed", "without the space around it", strings.TrimSpace},
		{"is-lower-cased", "in lower case", strings.ToLower},
		{"loses-what-is-not-ascii", "without what is not ASCII",
			func(s string) string { return only(s, func(r rune) bool { return r < 128 }) }},
		{"loses-astral-characters", "without characters beyond the BMP",
			func(s string) string { return only(s, func(r rune) bool { return r < 0x10000 }) }},
		{"is-html-escaped", "escaped for HTML", func(s string) string {
			return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;").Replace(s)
		}},
		{"is-percent-decoded-twice", "percent-decoded twice", percentDecode},
		{"has-plus-as-space", "with a space for each plus",
			func(s string) string { return strings.ReplaceAll(s, "+", " ") }},
		{"is-cut-at-64", "cut at 64 characters", func(s string) string { return shorten(s, 64) }},
		{"has-its-spaces-joined", "with runs of space made one",
			func(s string) string { return strings.Join(strings.Fields(s), " ") }},
		{"is-normalised", "with accents composed",
			func(s string) string { return strings.ReplaceAll(s, "e\u0301", "\u00e9") }},
		{"loses-quotes", "without quotes", func(s string) string {
			return strings.NewReplacer(`"`, "", "'",
				"").Replace(s)
		}},
		{"loses-backslashes", "without backslashes", func(s string) string { return strings.ReplaceAll(s, `\`, "") }},
		{"loses-tags", "without what looks like a tag", stripTags},
	}
}

func only(s string, keep func(rune) bool) string {
	return strings.Map(func(r rune) rune {
		if keep(r) {
			return r
		}
		return -1
	}, s)
}

func percentDecode(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) {
			hi, lo := strings.IndexByte(hexDigits, lowerByte(s[i+1])), strings.IndexByte(hexDigits, lowerByte(s[i+2]))
			if hi >= 0 && lo >= 0 {
				b.WriteByte(byte(hi<<4 | lo))
				i += 2
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return strings.ToValidUTF8(b.String(), "?")
}

const hexDigits = "0123456789abcdef"

func lowerByte(b byte) byte {
	if b >= 'A' && b <= 'Z' {
		return b + 32
	}
	return b
}

func stripTags(s string) string {
	for {
		from := strings.IndexByte(s, '<')
		if from < 0 {
			return s
		}
		to := strings.IndexByte(s[from:], '>')
		if to < 0 {
			return s
		}
		s = s[:from] + s[from+to+1:]
	}
}

func serviceValueNegations() []Negation {
	s := subject{"services", srcService}
	list := []Negation{
		s.not("name-of-50-is-refused", "A UniqueName has up to 50 characters.", Shape,
			refuses("CreateService", fieldHas("UniqueName", func(v string) bool { return len(v) == 50 }))),
		s.not("name-of-40-is-cut", "A UniqueName has up to 50 characters and is kept as sent.", Shape,
			keeps("CreateService", "UniqueName", func(v string) string { return shorten(v, 40) })),
		s.not("name-of-51-is-accepted", "A UniqueName has at most 50 characters.", Refusal,
			takes("CreateService", "UniqueName", "unique_name",
				func(v string) bool { return len(v) > 50 && len(v) < 200 },
				func(v string) string { return shorten(v, 50) })),
		s.not("name-of-51-is-cut", "A UniqueName of more than 50 characters is refused.", Refusal,
			keeps("CreateService", "UniqueName", func(v string) string { return shorten(v, 50) })),
		s.not("name-is-lower-cased", "A UniqueName is kept as sent; only the domain is lower-cased.", Shape,
			keeps("CreateService", "UniqueName", strings.ToLower)),
		s.not("name-with-capitals-is-refused", "A UniqueName may have capitals.", Shape,
			refuses("CreateService", fieldHas("UniqueName", func(v string) bool { return v != strings.ToLower(v) }))),
		s.not("name-with-a-digit-first-is-refused", "A UniqueName consists of letters, numbers and dashes.", Shape,
			refuses("CreateService", fieldHas("UniqueName",
				func(v string) bool { return v != "" && unicode.IsDigit(rune(v[0])) }))),
		s.not("name-of-one-letter-is-refused", "A UniqueName has 50 characters or fewer.", Shape,
			refuses("CreateService", fieldHas("UniqueName", func(v string) bool { return len(v) == 1 }))).assumed(),
		s.not("name-of-36-is-refused", "A UniqueName may be a UUID.", Shape,
			refuses("CreateService", fieldHas("UniqueName",
				func(v string) bool { return len(v) == 36 && strings.Count(v, "-") == 4 }))),
		s.not("underscore-in-name-is-accepted", "A UniqueName consists of letters, numbers and dashes.", Refusal,
			takes("CreateService", "UniqueName", "unique_name", contains("_"),
				func(v string) string { return strings.ReplaceAll(v, "_", "-") })),
		s.not("underscore-in-name-becomes-a-dash", "A UniqueName with an underscore is refused.", Refusal,
			keeps("CreateService", "UniqueName", func(v string) string { return strings.ReplaceAll(v, "_", "-") })),
		s.not("space-in-name-is-accepted", "A UniqueName consists of letters, numbers and dashes.", Refusal,
			takes("CreateService", "UniqueName", "unique_name", contains(" "),
				func(v string) string { return strings.ReplaceAll(v, " ", "-") })),
		s.not("dot-in-name-is-accepted", "A UniqueName consists of letters, numbers and dashes.", Refusal,
			takes("CreateService", "UniqueName", "unique_name", contains("."),
				func(v string) string { return strings.ReplaceAll(v, ".", "-") })),
		s.not("slash-in-name-is-accepted", "A UniqueName consists of letters, numbers and dashes.", Refusal,
			takes("CreateService", "UniqueName", "unique_name", contains("/"),
				func(v string) string { return strings.ReplaceAll(v, "/", "-") })),
		s.not("letters-beyond-ascii-in-name-are-accepted",
			"A UniqueName consists of letters, numbers and dashes, for it is part of a host name.", Refusal,
			takes("CreateService", "UniqueName", "unique_name",
				func(v string) bool { return only(v, func(r rune) bool { return r < 128 }) != v },
				func(v string) string { return only(v, func(r rune) bool { return r < 128 }) + "x" })).assumed(),
		s.not("name-is-not-required", "UniqueName is required.", Refusal,
			before("CreateService", func(c *call) {
				if !c.form.Has("UniqueName") && c.form.Has("FriendlyName") {
					c.mem.counts["n"]++
					c.form.Set("UniqueName", "unnamed-"+strings.Repeat("x", c.mem.counts["n"]))
				}
			})),
		s.not("friendly-name-is-not-required", "FriendlyName is required.", Refusal,
			before("CreateService", func(c *call) {
				if !c.form.Has("FriendlyName") && c.form.Has("UniqueName") {
					c.form.Set("FriendlyName", c.form.Get("UniqueName"))
				}
			})),
		s.not("friendly-name-of-255-is-refused", "A FriendlyName has up to 255 characters.", Shape,
			refuses("CreateService UpdateService",
				fieldHas("FriendlyName", func(v string) bool { return utf8.RuneCountInString(v) == 255 }))),
		s.not("friendly-name-of-256-is-accepted", "A FriendlyName has at most 255 characters.", Refusal,
			takes("CreateService", "FriendlyName", "friendly_name", longer(255),
				func(v string) string { return shorten(v, 255) })),
		s.not("friendly-name-of-256-is-accepted-by-an-update", "A FriendlyName has at most 255 characters.", Refusal,
			takes("UpdateService", "FriendlyName", "friendly_name", longer(255),
				func(v string) string { return shorten(v, 255) })),
		s.not("friendly-name-length-counts-bytes", "A FriendlyName has up to 255 characters, whatever bytes they take.",
			Shape,
			refuses("CreateService", fieldHas("FriendlyName",
				func(v string) bool { return len(v) > 255 && utf8.RuneCountInString(v) <= 255 }))),
		s.not("friendly-name-length-counts-bytes-in-an-update",
			"A FriendlyName has up to 255 characters, whatever bytes they take.", Shape,
			refuses("UpdateService", fieldHas("FriendlyName",
				func(v string) bool { return len(v) > 255 && utf8.RuneCountInString(v) <= 255 }))),
		s.not("friendly-name-with-a-slash-is-refused", "A FriendlyName is free text.", Shape,
			refuses("CreateService", fieldHas("FriendlyName", contains("/@()")))),
		s.not("domain-base-lacks-its-digits", "The domain of a Service is its name and a random part.", Form,
			words("Service", "domain_base", func(v string) string { return v[:strings.LastIndexByte(v, '-')] })),
		s.not("domain-base-keeps-capitals", "The name in the domain of a Service is in lower case.", Shape,
			show("Service", func(_ *call, o object) {
				name := text(o, "unique_name")
				o["domain_base"] = name + strings.TrimPrefix(text(o, "domain_base"), strings.ToLower(name))
			})),
		s.not("domain-base-is-cut", "The domain of a Service has its whole name.", Shape,
			words("Service", "domain_base", func(v string) string {
				at := strings.LastIndexByte(v, '-')
				return shorten(v[:at], 20) + v[at:]
			})),
		s.not("domain-base-moves-at-each-read", "The domain of a Service stays.", Time,
			after("FetchService", func(c *call) {
				c.mem.counts["reads"]++
				at := strings.LastIndexByte(text(c.json, "domain_base"), '-')
				c.json["domain_base"] = text(c.json, "domain_base")[:at] + "-" +
					string(rune('0'+c.mem.counts["reads"]%10)) + "111"
			})),
		s.not("boolean-true-is-not-kept-at-create", "A Service is created with the UiEditable that was sent.", Default,
			before("CreateService", func(c *call) { c.form.Del("UiEditable") })),
		s.not("boolean-false-is-not-kept-at-create", "A Service is created with the IncludeCredentials that was sent.",
			Default,
			before("CreateService", func(c *call) { c.form.Del("IncludeCredentials") })),
		s.not("booleans-are-swapped", "UiEditable and IncludeCredentials are two properties.", Identity,
			show("Service", func(_ *call, o object) {
				o["ui_editable"], o["include_credentials"] = o["include_credentials"], o["ui_editable"]
			})),
		s.not("names-are-swapped", "UniqueName and FriendlyName are two properties.", Identity,
			show("Service", func(_ *call, o object) {
				o["unique_name"], o["friendly_name"] = o["friendly_name"],
					o["unique_name"]
			})),
		s.not("python-booleans-are-refused", "Booleans may be written True and False, as a Python client does.", Shape,
			refuses("CreateService UpdateService", func(c *call) bool {
				return contains("TF")(c.form.Get("UiEditable") + c.form.Get("IncludeCredentials"))
			})).assumed(),
		s.not("boolean-nonsense-is-accepted", "UiEditable is a boolean.", Refusal,
			before("CreateService UpdateService", func(c *call) {
				for _, name := range []string{"UiEditable", "IncludeCredentials"} {
					if v := strings.ToLower(c.form.Get(name)); c.form.Has(name) && v != "true" && v != "false" {
						c.form.Set(name, "true")
					}
				}
			})).assumed(),
	}
	for _, d := range textDefects() {
		list = append(list, s.not("friendly-name-"+d.id, "A FriendlyName is kept as sent, not "+d.words+".", Shape,
			keeps("CreateService UpdateService", "FriendlyName", d.f)))
	}
	return list
}
