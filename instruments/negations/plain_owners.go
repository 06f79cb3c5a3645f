package negations

import (
	"net/http"
	"strings"
)

// survives shows what a resource was, when the Service, the Environment or the parent above it is gone.
func survives(ops string, of string) Defect {
	return Defect{
		before: func(c *call) {
			if c.Op != "Delete"+of {
				return
			}
			for _, list := range []string{"Functions", "Assets", "Builds", "Environments"} {
				for _, o := range c.all(strings.TrimPrefix(c.req.URL.Path, "/v1") + "/" + list) {
					c.keep("below "+text(o, "sid"), o)
				}
			}
			for _, list := range []string{"Variables", "Deployments", "Versions"} {
				for _, o := range c.all(strings.TrimPrefix(c.req.URL.Path, "/v1") + "/" + list) {
					c.keep("below "+text(o, "sid"), o)
				}
			}
		},
		after: func(c *call) {
			if o := c.recall("below " + c.SID); fits(ops, c.Op) && c.status == http.StatusNotFound && o != nil {
				c.status, c.header, c.json = 200, http.Header{"Content-Type": {"application/json"}}, o
			}
		}}
}

// inPlace answers a Create that was refused as taken with what is there.
func inPlace(op, status, property, name string) Defect {
	return Defect{after: func(c *call) {
		if c.Op != op || c.status != http.StatusConflict {
			return
		}
		for _, o := range c.all(c.collection()[len("/v1"):]) {
			if text(o, property) == c.form.Get(name) {
				c.status, c.json = map[string]int{"ok": 200, "created": 201}[status], o
				return
			}
		}
	}}
}

// filled sends a field that is missing.
func filled(ops, name string, value func(c *call) string) Defect {
	return before(ops, func(c *call) {
		if !c.form.Has(name) {
			c.form.Set(name, value(c))
		}
	})
}

// cut shortens a field that is longer than n.
func cut(ops, name string, n int) Defect {
	return field(ops, name, func(s string) string { return firstRunes(s, n) })
}

// unsaved answers an update as if a property had changed, which all later answers show as it was.
func unsaved(op, field string) Defect {
	return both(
		before(op, func(c *call) { c.asked(c.form.Get(field)); c.form.Del(field) }),
		after(op, func(c *call) {
			if value := c.wanted(); value != "" {
				property := map[string]string{"FriendlyName": "friendly_name", "UiEditable": "ui_editable",
					"IncludeCredentials": "include_credentials", "Key": "key", "Value": "value"}[field]
				c.json[property] = value
				if value == "true" || value == "false" {
					c.json[property] = value == "true"
				}
			}
		}))
}

func plainServiceNegations() []Negation {
	s := subject{"plain-services", srcService}
	name := func(c *call) string { return "service-" + shorten(c.form.Get("FriendlyName"), 4) }
	required, most, asSent := "It is required.", "It has up to so many characters.", "What is sent is kept."
	return []Negation{
		s.not("create-is-200", "A Create is answered with 201.", Form, remaps("CreateService", 201, 200)),
		s.not("without-a-unique-name-are-made", required, Refusal, filled("CreateService", "UniqueName", name)),
		s.not("without-a-friendly-name-are-named-by-the-other", required, Refusal,
			filled("CreateService", "FriendlyName", func(c *call) string { return c.form.Get("UniqueName") })),
		s.not("unique-name-is-cut-at-50", most, Refusal, cut("CreateService", "UniqueName", 50)),
		s.not("unique-name-is-cut-at-40", asSent, Shape, cut("CreateService", "UniqueName", 40)),
		s.not("friendly-name-is-cut-at-255", most, Refusal, cut("CreateService", "FriendlyName", 255)),
		s.not("updated-friendly-name-is-cut-at-255", most, Refusal, cut("UpdateService", "FriendlyName", 255)),
		s.not("underscores-become-dashes", "A UniqueName with an underscore is refused.", Refusal,
			field("CreateService", "UniqueName", func(v string) string { return strings.ReplaceAll(v, "_", "-") })),
		s.not("dots-become-dashes", "A UniqueName has letters, numbers and dashes.", Refusal,
			field("CreateService", "UniqueName", func(v string) string { return strings.ReplaceAll(v, ".", "-") })),
		s.not("of-a-taken-name-is-the-old-one", "A UniqueName is unique.", Refusal,
			inPlace("CreateService", "created", "unique_name", "UniqueName")),
		s.not("of-a-taken-name-has-a-number", "A UniqueName is unique.", Refusal, before("CreateService",
			func(c *call) {
				for _, o := range c.all("/Services") {
					if text(o, "unique_name") == c.form.Get("UniqueName") {
						c.form.Set("UniqueName", shorten(c.form.Get("UniqueName"), 40)+"-2")
					}
				}
			})),
		s.not("include-credentials-is-ignored", asSent, Default, before("CreateService",
			func(c *call) { c.form.Del("IncludeCredentials") })),
		s.not("ui-editable-cannot-be-turned-off", "An update changes what was sent.", Update, before("UpdateService",
			func(c *call) {
				if c.form.Get("UiEditable") == "false" {
					c.form.Del("UiEditable")
				}
			})),
		s.not("update-of-credentials-is-not-kept", "An update lasts.", Update,
			unsaved("UpdateService", "IncludeCredentials")),
		s.not("update-of-the-name-is-not-kept", "An update lasts.", Update, unsaved("UpdateService", "FriendlyName")),
		s.not("empty-update-is-refused", "An update may be empty.", Refusal,
			refuses("UpdateService", func(c *call) bool { return len(c.form) == 0 })),
		s.not("update-of-one-is-of-all", "An update changes one.", Collateral, after("UpdateService", func(c *call) {
			for _, o := range c.all("/Services") {
				if text(o, "sid") != text(c.json, "sid") && c.form.Has("FriendlyName") {
					c.admin("POST", "/Services/"+text(o, "sid"), c.form)
				}
			}
		})),
		s.not("delete-is-200-with-the-service", "A Delete is answered with 204 and nothing.", Form, Defect{
			before: func(c *call) {
				if c.Op == "DeleteService" {
					_, o := c.admin("GET", "/Services/"+c.SID, nil)
					c.keep("deleted "+c.SID, o)
				}
			},
			after: func(c *call) {
				if c.Op == "DeleteService" && c.ok() {
					c.status, c.json = 200, c.recall("deleted "+c.SID)
					c.header = http.Header{"Content-Type": {"application/json"}}
				}
			}}),
		s.not("delete-by-name-does-nothing", "The name stands for the SID.", Second, before("DeleteService",
			func(c *call) {
				if !strings.HasPrefix(c.SID, "ZS") {
					c.empty(204)
				}
			})),
		s.not("functions-outlive-their-service", "A Service goes with all that is in it.", Second,
			survives("FetchFunction", "Service")),
		s.not("builds-outlive-their-service", "A Service goes with all that is in it.", Second,
			survives("FetchBuild", "Service")),
		s.not("environments-outlive-their-service", "A Service goes with all that is in it.", Second,
			survives("FetchEnvironment", "Service")),
		s.not("that-hold-functions-cannot-be-deleted", "A Service goes with all that is in it.", Refusal,
			before("DeleteService", func(c *call) {
				if len(c.all("/Services/"+c.SID+"/Functions")) > 0 {
					c.refuse(409, 20409, "Service is not empty.")
				}
			})),
		s.not("domain-base-has-no-number", "domain_base is the name and a number.", Form,
			words("Service", "domain_base",
				func(v string) string { return v[:max(0, strings.LastIndexByte(v, '-'))] })),
		s.not("name-is-free-in-lower-case-only", "Upper case is allowed.", Shape,
			refuses("CreateService", fieldHas("UniqueName", func(v string) bool { return v != lower(v) }))),
		s.not("of-a-deleted-name-cannot-be-made", "A name is free again after a delete.", Refusal, Defect{
			before: func(c *call) {
				if c.Op == "CreateService" && c.mem.notes["once "+c.form.Get("UniqueName")] != "" {
					c.refuse(409, 20409, "Service with this UniqueName already exists.")
				}
			},
			after: func(c *call) {
				if c.Op == "CreateService" && c.ok() {
					c.mem.notes["once "+text(c.json, "unique_name")] = "x"
				}
			}}),
		s.not("lists-have-no-links", "A list has whole Services.", Form, item("ListService",
			func(_ *call, all []object) []object {
				for _, o := range all {
					delete(o, "links")
				}
				return all
			})),
	}
}

func plainVariableNegations() []Negation {
	v := subject{"plain-variables", srcVariable}
	asSent := "What is sent is kept."
	return []Negation{
		v.not("without-a-key-are-made", "Key is required.", Refusal,
			filled("CreateVariable", "Key", func(*call) string { return "KEY" })),
		v.not("without-a-value-are-made", "Value is required.", Refusal,
			filled("CreateVariable", "Value", func(*call) string { return "x" })),
		v.not("key-is-cut-at-128", "A Key has up to 128 characters.", Refusal, cut("CreateVariable", "Key", 128)),
		v.not("updated-key-is-cut-at-128", "A Key has up to 128 characters.", Refusal,
			cut("UpdateVariable", "Key", 128)),
		v.not("value-is-cut-at-450", "A Value has up to 450 bytes.", Refusal, cut("CreateVariable", "Value", 450)),
		v.not("updated-value-is-cut-at-450", "A Value has up to 450 bytes.", Refusal,
			cut("UpdateVariable", "Value", 450)),
		v.not("key-of-100-is-cut", asSent, Shape, cut("CreateVariable", "Key", 99)),
		v.not("of-a-taken-key-changes-the-value", "A Key is unique.", Refusal, Defect{after: func(c *call) {
			if c.Op == "CreateVariable" && c.status == http.StatusConflict {
				for _, o := range c.variables() {
					if text(o, "key") == c.form.Get("Key") {
						c.status, c.json = 201, nil
						_, c.json = c.admin("POST", c.variable(text(o, "sid")), c.form)
					}
				}
			}
		}}).assumed(),
		v.not("of-one-key-in-two-environments-is-refused", "A Key is of one Environment.", Second,
			before("CreateVariable", func(c *call) {
				for _, e := range c.all(c.base("Environments")) {
					for _, o := range c.all(c.base("Environments", text(e, "sid"), "Variables")) {
						if text(e, "sid") != c.Parent && text(o, "key") == c.form.Get("Key") {
							c.refuse(409, 20409, "Variable with this Key already exists.")
						}
					}
				}
			})),
		v.not("rename-empties-the-value", "An update changes what was sent.", Update, after("UpdateVariable",
			func(c *call) {
				if c.form.Has("Key") && !c.form.Has("Value") {
					c.mem.stay(c.SID, "value", "")
				} else {
					delete(c.mem.fixed, c.SID)
				}
			})),
		v.not("update-of-the-value-is-not-kept", "An update lasts.", Update, unsaved("UpdateVariable", "Value")),
		v.not("rename-is-not-kept", "An update lasts.", Update, unsaved("UpdateVariable", "Key")),
		v.not("update-is-refused-without-a-value", "Both fields are optional.", Refusal,
			refuses("UpdateVariable", func(c *call) bool { return !c.form.Has("Value") })),
		v.not("deleted-ones-are-listed", "A list has what is there.", Second, ghosts("Variable")),
		v.not("delete-takes-all", "A delete takes what it names.", Collateral, after("DeleteVariable", func(c *call) {
			for _, o := range c.variables() {
				c.admin("DELETE", c.variable(text(o, "sid")), nil)
			}
		})),
		v.not("list-is-of-the-service", "A list is of one Environment.", Second, item("ListVariable",
			func(c *call, all []object) []object {
				for _, e := range c.all(c.base("Environments")) {
					if text(e, "sid") != c.Parent {
						all = append(all, c.all(c.base("Environments", text(e, "sid"), "Variables"))...)
					}
				}
				return all
			})),
		v.not("numbers-are-numbers", "A Value is text.", Form, show("Variable", func(_ *call, o object) {
			if n := text(o, "value"); n != "" && strings.Trim(n, "0123456789") == "" && len(n) < 6 && n[0] != '0' {
				o["value"] = intOfText(n)
			}
		})),
		v.not("value-is-not-listed", "A list has whole Variables.", Form, item("ListVariable",
			func(_ *call, all []object) []object {
				for _, o := range all {
					delete(o, "value")
				}
				return all
			})),
		v.not("plus-signs-become-spaces", asSent, Shape, keeps("CreateVariable UpdateVariable", "Value",
			func(s string) string { return strings.ReplaceAll(s, "+", " ") })),
		v.not("key-with-a-dot-is-refused", "A Key is a text of up to 128.", Shape,
			refuses("CreateVariable", fieldHas("Key", contains(".")))),
		v.not("fetch-shows-the-value-of-birth", "An update lasts.", Update, both(
			after("CreateVariable", func(c *call) { c.keep("born "+text(c.json, "sid"), c.json) }),
			after("FetchVariable", func(c *call) {
				if o := c.recall("born " + c.SID); o != nil {
					c.json["value"] = o["value"]
				}
			}))),
		v.not("outlive-their-environment", "An Environment goes with what is in it.", Second,
			survives("FetchVariable", "Environment")),
		v.not("environment-sid-is-that-of-the-service", "environment_sid is that of its Environment.", Identity,
			show("Variable", func(_ *call, o object) { o["environment_sid"] = o["service_sid"] })),
	}
}

func intOfText(s string) (n int) {
	for _, r := range s {
		n = 10*n + int(r-'0')
	}
	return n
}
