package negations

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"
)

func narrowVariableNegations() []Negation {
	v := subject{"variables", srcVariable}
	kept, update := "A Value is kept as sent.", "An update changes what was sent."
	keys, names := "A Key has up to 128 characters.", "A change is of what the request names."
	wide := func(s string) bool { return utf8.RuneCountInString(s) < len(s) }
	value := func(f func(string) string) Defect { return field("UpdateVariable", "Value", f) }
	return []Negation{
		v.not("narrow-wide-value-of-450-bytes-is-refused", "A Value has up to 450 bytes.", Shape,
			refuses("CreateVariable UpdateVariable", fieldHas("Value", func(s string) bool {
				return wide(s) && len(s) > 440 && len(s) <= 450
			}))),
		v.not("narrow-update-counts-characters", "A Value has up to 450 bytes.", Shape,
			takes("UpdateVariable", "Value", "value", func(s string) bool {
				return len(s) > 450 && utf8.RuneCountInString(s) <= 450
			}, func(string) string { return "shorter" })),
		v.not("narrow-update-takes-451-bytes", "A Value has up to 450 bytes.", Shape,
			takes("UpdateVariable", "Value", "value", longer(450), func(string) string { return "shorter" })),
		v.not("narrow-update-takes-a-key-of-129", keys, Shape,
			takes("UpdateVariable", "Key", "key", longer(128), func(s string) string { return s[:100] })),
		v.not("narrow-key-of-128-is-refused-by-an-update", keys, Shape, refuses("UpdateVariable",
			fieldHas("Key", func(s string) bool { return len(s) == 128 }))),
		v.not("narrow-second-rename-changes-the-value", update, Update, updating("Variable", 2, func(c *call) {
			if !c.form.Has("Value") {
				c.form.Set("Value", "-")
			}
		})),
		v.not("narrow-second-update-of-the-value-restores-the-key", update, Update, both(
			after("CreateVariable", func(c *call) { c.keep("first "+text(c.json, "sid"), c.json) }),
			updating("Variable", 2, func(c *call) {
				if old := c.recall("first " + c.SID); old != nil && !c.form.Has("Key") {
					c.form.Set("Key", text(old, "key"))
				}
			}))),
		v.not("narrow-update-trims-the-value", kept, Shape, value(strings.TrimSpace)),
		v.not("narrow-update-decodes-the-value-twice", kept, Shape, value(func(s string) string {
			return percentDecode(strings.ReplaceAll(s, "+", " "))
		})),
		v.not("narrow-update-compacts-json", kept, Shape, value(func(s string) string {
			var b bytes.Buffer
			if json.Valid([]byte(s)) && json.Compact(&b, []byte(s)) == nil {
				return b.String()
			}
			return s
		})),
		v.not("narrow-update-loses-wide-letters", kept, Shape, value(func(s string) string {
			return only(s, func(r rune) bool { return r < 0x80 })
		})),
		v.not("narrow-update-changes-its-namesake-elsewhere", names, Collateral, after("UpdateVariable",
			func(c *call) {
				for _, e := range c.otherEnvironments() {
					for _, o := range c.all(c.base("Environments", e, "Variables")) {
						if o["key"] == c.json["key"] && c.form.Has("Value") {
							c.admin("POST", c.base("Environments", e, "Variables", text(o, "sid")),
								url.Values{"Value": {c.form.Get("Value")}})
						}
					}
				}
			})),
		v.not("narrow-delete-takes-its-namesake-elsewhere", names, Collateral, both(
			before("DeleteVariable", func(c *call) { _, o := c.admin("GET", c.here(), nil); c.asked(text(o, "key")) }),
			after("DeleteVariable", func(c *call) {
				for _, e := range c.otherEnvironments() {
					for _, o := range c.all(c.base("Environments", e, "Variables")) {
						if text(o, "key") == c.wanted() {
							c.admin("DELETE", c.base("Environments", e, "Variables", text(o, "sid")), nil)
						}
					}
				}
			}))),
		v.not("narrow-list-of-more-than-three-masks-values", kept, Content, item("ListVariable",
			func(_ *call, entries []object) []object {
				for _, o := range entries {
					if len(entries) > 3 {
						o["value"] = "***"
					}
				}
				return entries
			})),
		v.not("narrow-list-on-later-pages-masks-values", kept, Paging, onLaterPages("ListVariable",
			func(_ *call, o object) { o["value"] = "***" })),
		v.not("narrow-list-has-the-first-line-of-values", kept, Content, item("ListVariable",
			func(_ *call, entries []object) []object {
				for _, o := range entries {
					o["value"], _, _ = strings.Cut(text(o, "value"), "\n")
				}
				return entries
			})),
		v.not("narrow-list-has-values-of-digits-as-numbers", "A Value is a text.", Form, item("ListVariable",
			func(_ *call, entries []object) []object {
				for _, o := range entries {
					if s := text(o, "value"); s != "" && allOf(s, func(r rune) bool { return r >= '1' && r <= '9' }) {
						o["value"] = json.Number(s)
					}
				}
				return entries
			})),
		v.not("narrow-made-again-has-its-old-value", kept, Second, reborn("Variable", "Key", "key",
			func(c *call, old object) { c.form.Set("Value", text(old, "value")) })),
		v.not("narrow-made-again-is-409", "A Key is free when its Variable is deleted.", Second,
			reborn("Variable", "Key", "key", func(c *call, _ object) { c.taken() })),
		v.not("narrow-rename-to-a-hyphen-is-refused", keys, Shape, refuses("UpdateVariable",
			fieldHas("Key", contains("-")))),
		v.not("narrow-update-in-a-live-environment-is-409", "A Variable may be changed at any time.", Refusal,
			before("UpdateVariable", func(c *call) {
				if c.isLive(c.Parent) {
					c.refuse(http.StatusConflict, 20409, "The Environment is live.")
				}
			})),
		v.not("narrow-create-in-a-live-environment-is-409", "A Variable may be made at any time.", Refusal,
			before("CreateVariable", func(c *call) {
				if c.isLive(c.Parent) {
					c.refuse(http.StatusConflict, 20409, "The Environment is live.")
				}
			})),
		v.not("narrow-rename-moves-no-date", "date_updated is when it was last updated.", Time,
			stands("Variable", func(c *call) bool { return c.form.Has("Key") && !c.form.Has("Value") })),
		v.not("narrow-empty-update-below-a-name-is-400", "All fields of an update are optional.", HTTP,
			refuses("UpdateVariable", func(c *call) bool { return len(c.form) == 0 && isName(c.Service) })),
		v.not("narrow-eleventh-hides-the-oldest", "The list has every one.", Collateral,
			counted("CreateVariable", 11, func(c *call) {
				if all := c.variables(); len(all) > 10 {
					c.mem.hidden[text(oldest(all), "sid")] = true
				}
			})),
		v.not("narrow-list-of-a-second-environment-has-those-of-the-first", names, Second, item("ListVariable",
			func(c *call, entries []object) []object {
				all := c.all(c.base("Environments"))
				if o := oldest(all); len(all) > 1 && text(o, "sid") != c.Parent && len(entries) > 0 {
					return append(entries, c.all(c.base("Environments", text(o, "sid"), "Variables"))...)
				}
				return entries
			})),
		v.not("narrow-value-in-quotes-loses-them-on-update", kept, Shape, value(unquoted)),
		v.not("narrow-deploying-again-loses-those-before", names, Collateral, counted("CreateDeployment", 2,
			func(c *call) {
				for _, o := range c.variables() {
					c.mem.hidden[text(o, "sid")] = true
				}
			})),
		v.not("narrow-clearing-deletes-them", names, Collateral, after("CreateDeployment", func(c *call) {
			if c.form.Get("BuildSid") == "" {
				for _, o := range c.variables() {
					c.mem.hidden[text(o, "sid")] = true
				}
			}
		})),
	}
}
