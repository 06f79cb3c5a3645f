package negations

import (
	"net/url"
	"strings"
	"unicode/utf8"
)

// firstRunes is the beginning of a text.
func firstRunes(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n])
	}
	return s
}

// mapWide changes the characters that need four bytes of UTF-8.
func mapWide(s string, f func(r rune) rune) string {
	return strings.Map(func(r rune) rune {
		if utf8.RuneLen(r) == 4 {
			return f(r)
		}
		return r
	}, s)
}

// databaseNegations are servers whose tables are not what the API promises: columns, indexes, joins and deletes.
func databaseNegations() []Negation {
	s, f, a := subject{"services", srcService}, subject{"functions", srcFunction}, subject{"assets", srcAsset}
	fv, b, e := subject{"function-versions", srcFVersion}, subject{"builds", srcBuild},
		subject{"environments", srcEnvironment}
	v, d := subject{"variables", srcVariable}, subject{"deployments", srcDeployment}
	asSent, scoped := "A text is kept as sent.", "A name is unique within what it belongs to, and nowhere else."
	affected := func(ops string, f func(c *call) string, name, property string) Defect { // no row changed: 404
		return before(ops, func(c *call) {
			_, o := c.admin("GET", f(c), nil)
			if len(c.form) == 1 && c.form.Has(name) && c.form.Get(name) == text(o, property) {
				c.missing()
			}
		})
	}
	taken := func(op, name string, lists func(c *call) []string, property string) Defect {
		return before(op, func(c *call) {
			for _, list := range lists(c) {
				for _, o := range c.all(list) {
					if value := c.form.Get(name); value != "" && strings.EqualFold(text(o, property), value) &&
						list != strings.TrimPrefix(c.req.URL.Path, "/v1") {
						c.refuse(409, 20409, "It already exists.")
						return
					}
				}
			}
		})
	}
	survives := func(parent, ops string) Defect { // what was below a deleted resource is still shown
		return Defect{after: func(c *call) {
			if c.ok() && c.json != nil && (fits(ops, c.Op) || c.Verb == "Create" || c.Verb == "List") {
				c.keep("below "+c.req.URL.Path, c.json)
			}
			above := c.Parent
			if parent == "Service" {
				above = c.Service
			}
			if fits(ops, c.Op) && c.status == 404 && c.mem.gone[above] != nil {
				if old := c.recall("below " + c.req.URL.Path); old != nil {
					c.status, c.json = 200, old
				}
			}
		}}
	}
	reserved := func(op, resource, name, property string) Defect { // deleted names stay in the index
		return before(op, func(c *call) {
			for sid, o := range c.mem.gone {
				if c.mem.kind[sid] == resource && c.form.Get(name) != "" && text(o, property) == c.form.Get(name) &&
					(c.Resource == "Service" || text(o, "service_sid") == c.Service) {
					c.refuse(409, 20409, "It already exists.")
					return
				}
			}
		})
	}
	environments := func(c *call) (lists []string) {
		for _, o := range c.all(c.base("Environments")) {
			lists = append(lists, c.base("Environments", text(o, "sid"), "Variables"))
		}
		return lists
	}
	services := func(below string) func(c *call) []string {
		return func(c *call) (lists []string) {
			for _, o := range c.all("/Services") {
				lists = append(lists, "/Services/"+text(o, "sid")+"/"+below)
			}
			return lists
		}
	}
	return []Negation{
		f.not("name-is-a-column-of-191", asSent, Shape, keeps("CreateFunction UpdateFunction", "FriendlyName",
			func(s string) string { return firstRunes(s, 191) })),
		a.not("name-is-a-column-of-191-in-updates", asSent, Shape, keeps("UpdateAsset", "FriendlyName",
			func(s string) string { return firstRunes(s, 191) })),
		s.not("wide-characters-of-the-name-become-question-marks", asSent, Shape, keeps("CreateService UpdateService",
			"FriendlyName", func(s string) string { return mapWide(s, func(rune) rune { return '?' }) })),
		v.not("value-ends-before-a-wide-character", asSent, Shape, keeps("CreateVariable UpdateVariable", "Value",
			func(s string) string {
				if i := strings.IndexFunc(s, func(r rune) bool { return r > 0xffff }); i > 0 {
					return s[:i]
				}
				return s
			})),
		v.not("key-with-a-wide-character-loses-it-in-updates", asSent, Shape, keeps("UpdateVariable", "Key",
			func(s string) string { return mapWide(s, func(rune) rune { return -1 }) })),
		e.not("suffix-is-taken-by-another-service", scoped, Second,
			taken("CreateEnvironment", "DomainSuffix", services("Environments"), "domain_suffix")),
		e.not("name-is-taken-by-another-service", scoped, Second,
			taken("CreateEnvironment", "UniqueName", services("Environments"), "unique_name")),
		v.not("key-is-taken-by-another-environment-of-the-service", scoped, Second,
			taken("CreateVariable", "Key", environments, "key")),
		f.not("name-is-taken-by-an-asset", "A FriendlyName need not be unique.", Second,
			taken("CreateFunction", "FriendlyName", func(c *call) []string { return []string{c.base("Assets")} },
				"friendly_name")),
		f.not("quotes-of-the-name-are-doubled-in-updates", asSent, Shape, keeps("UpdateFunction", "FriendlyName",
			func(s string) string { return strings.ReplaceAll(s, "'", "''") })),
		a.not("backslashes-of-the-name-are-lost", asSent, Shape, keeps("CreateAsset UpdateAsset", "FriendlyName",
			func(s string) string { return strings.ReplaceAll(s, `\`, "") })),
		v.not("value-that-is-a-date-gets-a-time", asSent, Shape, words("Variable", "value", func(s string) string {
			if len(s) == 10 && s[4] == '-' && s[7] == '-' {
				return s + "T00:00:00Z"
			}
			return s
		})),
		v.not("value-with-an-exponent-is-a-number", asSent, Shape, words("Variable", "value", func(s string) string {
			if s == "1e3" || s == "1E3" || s == "0x10" {
				return "1000"
			}
			return s
		})),
		s.not("builds-outlive-it", "A Service goes with all that is in it.", Second,
			survives("Service", "FetchBuild FetchBuildStatus")),
		e.not("variables-outlive-it", "Variables go with their Environment.", Second,
			survives("Environment", "FetchVariable ListVariable")),
		s.not("name-of-a-deleted-one-stays-in-the-index", "A UniqueName is free when its Service is deleted.", Second,
			reserved("CreateService", "Service", "UniqueName", "unique_name")),
		e.not("suffix-of-a-deleted-one-stays-in-the-index", "A DomainSuffix is free when its Environment is deleted.",
			Second, reserved("CreateEnvironment", "Environment", "DomainSuffix", "domain_suffix")),
		v.not("key-of-a-deleted-one-stays-in-the-index", "A Key is free when its Variable is deleted.", Second,
			reserved("CreateVariable", "Variable", "Key", "key")),
		b.not("versions-are-a-cross-join", "A Build has each version that was named once.", Second,
			show("Build", func(_ *call, o object) {
				assets, functions := objects(o["asset_versions"]), objects(o["function_versions"])
				if len(assets) > 1 && len(functions) > 1 {
					var crossed []any
					for range assets {
						for _, x := range functions {
							crossed = append(crossed, x)
						}
					}
					o["function_versions"] = crossed
				}
			})),
		b.not("list-joins-assets", "The list has every one.", Second, item("ListBuild",
			func(_ *call, all []object) (left []object) {
				for _, o := range all {
					if len(objects(o["asset_versions"])) > 0 {
						left = append(left, o)
					}
				}
				return left
			})),
		e.not("list-joins-deployments", "The list has every one.", Second, item("ListEnvironment",
			func(c *call, all []object) (left []object) {
				for _, o := range all {
					if len(c.all(c.base("Environments", text(o, "sid"), "Deployments"))) > 0 || len(all) == 1 {
						left = append(left, o)
					}
				}
				return left
			})),
		d.not("list-joins-the-build-of-the-environment", "A Deployment names its Build.", Second, item("ListDeployment",
			func(c *call, all []object) []object {
				_, env := c.admin("GET", c.base("Environments", c.Parent), nil)
				for _, o := range all {
					o["build_sid"] = env["build_sid"]
				}
				return all
			})),
		v.not("update-that-changes-nothing-is-404", "An update may say what is already there.", Update,
			affected("UpdateVariable", func(c *call) string { return c.variable(c.SID) }, "Value", "value")),
		f.not("update-that-changes-nothing-is-404", "An update may say what is already there.", Update,
			affected("UpdateFunction", func(c *call) string { return c.base("Functions", c.SID) }, "FriendlyName",
				"friendly_name")),
		fv.not("path-is-that-of-the-first-one-of-the-service-but-for-case", "A Path is kept as sent.", Second,
			before("CreateFunctionVersion", func(c *call) {
				for sid, o := range c.mem.seen {
					if c.mem.kind[sid] == "FunctionVersion" && text(o, "service_sid") == c.Service &&
						strings.EqualFold(text(o, "path"), c.up.text("Path")) {
						c.up.set("Path", text(o, "path"))
					}
				}
			})),
		v.not("refused-duplicate-is-an-upsert", "A refused request changes nothing.", Collateral,
			anyway("CreateVariable", func(c *call) bool {
				for _, o := range c.variables() {
					if text(o, "key") == c.form.Get("Key") {
						c.admin("POST", c.variable(text(o, "sid")), url.Values{"Value": c.form["Value"]})
					}
				}
				return true
			})),
		s.not("refused-duplicate-renames-the-other", "A refused request changes nothing.", Collateral,
			anyway("CreateService", func(c *call) bool {
				name := c.form.Get("UniqueName")
				if status, _ := c.admin("GET", "/Services/"+name, nil); status == 200 && name != "" {
					c.admin("POST", "/Services/"+name, url.Values{"FriendlyName": c.form["FriendlyName"]})
				}
				return true
			})),
	}
}
