package negations

import (
	"net/url"
	"strings"
)

// freshVariableNegations break promises of Variables.
func freshVariableNegations() []Negation {
	v := subject{"fresh-variables", srcVariable}
	both, kept, changes := "CreateVariable UpdateVariable", "What is sent is kept.",
		"An update changes what was sent and nothing else."
	return []Negation{
		v.not("update-of-the-key-clears-the-value", changes, Update, after("UpdateVariable", func(c *call) {
			if c.form.Has("Key") && !c.form.Has("Value") {
				c.mem.stay(text(c.json, "sid"), "value", "")
			}
		})),
		v.not("update-of-the-value-moves-date-created", "date_created never moves.", Time, after("UpdateVariable",
			func(c *call) {
				if c.form.Has("Value") {
					c.mem.stay(text(c.json, "sid"), "date_created", text(c.json, "date_updated"))
				}
			})),
		v.not("update-of-the-key-keeps-date-updated", "date_updated tells the last update.", Time, Defect{
			before: func(c *call) {
				if c.Op == "UpdateVariable" && !c.form.Has("Value") {
					c.asked(text(c.mem.seen[c.SID], "date_updated"))
				}
			},
			after: func(c *call) {
				if c.Op == "UpdateVariable" && c.ok() && c.form.Has("Key") && c.wanted() != "" {
					c.mem.stay(text(c.json, "sid"), "date_updated", c.wanted())
				}
			}}),
		v.not("value-of-450-is-refused", "A Value has up to 450 bytes.", Shape, refuses(both, fieldHas("Value",
			longer(449)))),
		v.not("updated-value-of-451-is-taken", "A Value has up to 450 bytes.", Refusal,
			takes("UpdateVariable", "Value", "value", longer(450), cutTo(100))),
		v.not("value-is-counted-in-characters", "A Value has up to 450 bytes.", Refusal, takes("CreateVariable",
			"Value",
			"value", func(s string) bool { return len(s) > 450 && len([]rune(s)) <= 450 }, cutTo(100))),
		v.not("key-over-100-is-refused", "A Key has up to 128 characters.", Shape,
			refuses("CreateVariable", fieldHas("Key", longer(100)))),
		v.not("updated-key-of-129-is-taken", "A Key has up to 128 characters.", Refusal,
			takes("UpdateVariable", "Key", "key", longer(128), cutTo(128))),
		v.not("last-line-break-is-lost", kept, Shape, keeps(both, "Value", func(s string) string {
			return strings.TrimSuffix(s, "\n")
		})),
		v.not("null-is-empty", kept, Shape, keeps(both, "Value", func(s string) string {
			if s == "null" || s == "undefined" {
				return "-"
			}
			return s
		})),
		v.not("zeros-in-front-are-lost", kept, Shape, keeps(both, "Value", func(s string) string {
			if s != "" && strings.Trim(s, "0123456789") == "" && s[0] == '0' && len(s) > 1 {
				return strings.TrimLeft(s[:len(s)-1], "0") + s[len(s)-1:]
			}
			return s
		})),
		v.not("updated-values-are-decoded-twice", kept, Shape, keeps("UpdateVariable", "Value", func(s string) string {
			if d, err := url.PathUnescape(s); err == nil && d != "" {
				return d
			}
			return s
		})),
		v.not("listed-secrets-are-stars", "A value is shown as it was sent.", Form, show("Variable", func(c *call,
			o object) {
			if key := strings.ToUpper(text(o, "key")); c.Verb == "List" &&
				(strings.Contains(key, "TOKEN") || strings.Contains(key, "SECRET") || strings.Contains(key, "KEY")) {
				o["value"] = "***"
			}
		})),
		v.not("list-shows-the-values-of-another-environment", "A Variable is of one Environment.", Second,
			show("Variable",
				func(c *call, o object) {
					for _, sid := range c.mem.order {
						other := c.mem.seen[sid]
						if c.mem.kind[sid] == "Variable" && c.Verb == "List" && other["key"] == o["key"] &&
							other["service_sid"] == o["service_sid"] &&
							other["environment_sid"] != o["environment_sid"] {
							o["value"] = other["value"]
						}
					}
				})),
		v.not("deleted-below-another-environment", "A Variable is of one Environment.", Identity,
			before("DeleteVariable",
				func(c *call) {
					if owner := text(c.mem.seen[c.SID], "environment_sid"); owner != "" && owner != c.Parent {
						c.to(strings.Replace(c.req.URL.Path, c.Parent, owner, 1))
					}
				})),
		v.not("updated-below-another-environment", "A Variable is of one Environment.", Identity,
			before("UpdateVariable",
				func(c *call) {
					if owner := text(c.mem.seen[c.SID], "environment_sid"); owner != "" && owner != c.Parent {
						c.to(strings.Replace(c.req.URL.Path, c.Parent, owner, 1))
					}
				})),
		v.not("keys-have-no-case", "A Key is kept as sent.", Shape, refuses("CreateVariable", func(c *call) bool {
			for _, o := range c.all(c.base("Environments", c.Parent, "Variables")) {
				if k := text(o, "key"); k != c.form.Get("Key") && strings.EqualFold(k, c.form.Get("Key")) {
					return true
				}
			}
			return false
		})),
		v.not("key-of-another-environment-is-refused", "A Variable is of one Environment.", Second,
			before("CreateVariable",
				func(c *call) {
					name := "key " + c.Service + c.form.Get("Key")
					if owner := c.mem.notes[name]; owner != "" && owner != c.Parent {
						c.refuse(409, 20409, "Variable with Key already exists.")
					}
					c.mem.notes[name] = c.Parent
				})),
		v.not("delete-takes-those-of-one-value", "A delete takes what it names.", Collateral, before("DeleteVariable",
			func(c *call) {
				gone := c.mem.seen[c.SID]
				for _, o := range c.all(c.base("Environments", c.Parent, "Variables")) {
					if gone != nil && o["value"] == gone["value"] && text(o, "sid") != c.SID {
						c.mem.hidden[text(o, "sid")] = true
					}
				}
			})),
		v.not("created-url-has-no-environment", "url is the address of the resource.", Form, after("CreateVariable",
			func(c *call) {
				c.json["url"] = strings.Replace(text(c.json, "url"), "/Environments/"+text(c.json,
					"environment_sid"), "", 1)
			})),
		v.not("update-makes-a-new-sid", "An update changes one and makes none.", Identity, after("UpdateVariable",
			func(c *call) {
				if c.form.Has("Key") {
					c.json["sid"] = "ZV" + digest(c.SID)[:32]
				}
			})),
		v.not("update-moves-it-to-the-first-environment", "A Variable is of one Environment.", Identity,
			after("UpdateVariable", func(c *call) {
				if all := c.earlier("Environment"); len(all) > 1 {
					c.mem.stay(text(c.json, "sid"), "environment_sid", all[0]["sid"])
				}
			})),
		v.not("deploy-brings-old-values-back", "A Variable lasts until it is changed.", Collateral, Defect{
			after: func(c *call) {
				if !c.ok() {
					return
				}
				switch c.Op {
				case "CreateVariable":
					c.mem.notes["first "+text(c.json, "sid")] = text(c.json, "value")
				case "CreateDeployment":
					for _, o := range c.all(c.base("Environments", c.Parent, "Variables")) {
						if first := c.mem.notes["first "+text(o, "sid")]; first != "" {
							c.mem.stay(text(o, "sid"), "value", first)
						}
					}
				}
			}}),
	}
}
