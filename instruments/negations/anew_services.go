package negations

import (
	"encoding/json"
	"net/http"
	"path"
	"strings"
	"unicode"
)

// serviceInPath is what the path of a request has in the place of the Service.
func (c *call) serviceInPath() string {
	if c.Resource == "Service" {
		return c.SID
	}
	return c.Service
}

// loses answers that the Service is not found when what the path has in its place looks so.
func loses(looks func(name string) bool) Defect {
	return before("*", func(c *call) {
		if name := c.serviceInPath(); name != "" && looks(name) {
			c.missing()
		}
	})
}

// allOf reports whether a text has characters, and all of a kind.
func allOf(s string, is func(r rune) bool) bool {
	return s != "" && strings.IndexFunc(s, func(r rune) bool { return !is(r) }) < 0
}

// guessed turns texts into what a loosely typed store takes them for.
func guessed(s string) any {
	switch {
	case s == "true" || s == "false":
		return s == "true"
	case s == "null":
		return nil
	case allOf(s, unicode.IsDigit) && s[0] != '0':
		return json.Number(s)
	}
	return s
}

// anewServiceNegations are defects of Services and of the two parents of versions.
func anewServiceNegations() []Negation {
	s, f, a := subject{"services", srcService}, subject{"functions", srcFunction}, subject{"assets", srcAsset}
	kept := "FriendlyName is a text that is kept as sent."
	update := "An update changes what was sent, and nothing else."
	byName := "The unique_name can be used as an alternative to the sid in the URL path."
	base := "domain_base is the unique_name in small letters with a number."
	names := "CreateService UpdateService"
	return []Negation{
		s.not("anew-quote-in-a-name-is-500", kept, Shape,
			crashes(names, fieldHas("FriendlyName", contains("'")))),
		s.not("anew-emoji-in-a-name-become-question-marks", kept, Shape,
			keeps(names, "FriendlyName", func(s string) string {
				return strings.Map(func(r rune) rune {
					if r > 0xffff {
						return '?'
					}
					return r
				}, s)
			})),
		s.not("anew-name-that-looks-like-a-value-is-one", kept, Shape,
			prop("Service", "friendly_name", func(_ *call, old any) any {
				s, _ := old.(string)
				return guessed(s)
			})),
		s.not("anew-markup-in-a-name-is-403", kept, Shape, before(names, func(c *call) {
			if contains("<>")(c.form.Get("FriendlyName")) {
				c.refuse(http.StatusForbidden, 20403, "Forbidden")
			}
		})),
		s.not("anew-words-of-sql-in-a-name-are-403", kept, Shape, before("Create* Update*", func(c *call) {
			for _, name := range []string{"FriendlyName", "Value"} {
				if v := lower(c.form.Get(name)); strings.Contains(v, "select ") || strings.Contains(v, "drop ") ||
					strings.Contains(v, "--") {
					c.refuse(http.StatusForbidden, 20403, "Forbidden")
				}
			}
		})),
		s.not("anew-ui-editable-is-never-switched-off", update, Update, before("UpdateService", func(c *call) {
			if c.form.Get("UiEditable") == "false" {
				c.form.Del("UiEditable")
			}
		})),
		s.not("anew-credentials-are-never-switched-off-later", update, Update, before("UpdateService", func(c *call) {
			if c.form.Get("IncludeCredentials") == "false" {
				c.form.Del("IncludeCredentials")
			}
		})),
		s.not("anew-new-name-switches-credentials-on", update, Update, before("UpdateService", func(c *call) {
			if c.form.Has("FriendlyName") && !c.form.Has("IncludeCredentials") {
				c.form.Set("IncludeCredentials", "true")
			}
		})),
		s.not("anew-switches-of-an-update-by-name-are-lost", update, Update, before("UpdateService", func(c *call) {
			if !strings.HasPrefix(c.SID, "ZS") {
				c.form.Del("UiEditable")
				c.form.Del("IncludeCredentials")
			}
		})),
		s.not("anew-domain-base-keeps-capitals", base, Form, show("Service", func(_ *call, o object) {
			if d, name := text(o, "domain_base"), text(o, "unique_name"); len(d) >= len(name) {
				o["domain_base"] = name + d[len(name):]
			}
		})),
		s.not("anew-domain-base-is-drawn-anew-at-an-update", update, Update, after("UpdateService", func(c *call) {
			c.mem.stay(text(c.json, "sid"), "domain_base", lower(text(c.json, "unique_name"))+"-0815")
		})),
		s.not("anew-domain-base-of-long-names-is-cut", base, Shape, show("Service", func(_ *call, o object) {
			if d, name := text(o, "domain_base"), text(o, "unique_name"); len(name) > 32 && len(d) > len(name) {
				o["domain_base"] = d[:32] + d[len(name):]
			}
		})),
		s.not("anew-name-of-34-characters-is-taken-for-a-sid", byName, Identity,
			loses(func(n string) bool { return len(n) == 34 && !strings.HasPrefix(n, "ZS") })),
		s.not("anew-name-that-begins-like-a-sid-is-not-found", byName, Identity,
			loses(func(n string) bool { return len(n) != 34 && strings.HasPrefix(strings.ToUpper(n), "ZS") })),
		s.not("anew-name-of-digits-is-not-found", byName, Identity,
			loses(func(n string) bool { return allOf(n, unicode.IsDigit) })),
		s.not("anew-name-with-capitals-is-not-found", byName, Identity,
			loses(func(n string) bool { return !strings.HasPrefix(n, "ZS") && n != strings.ToLower(n) })),
		s.not("anew-begin-of-a-name-is-found", "What is not there is 404.", Identity,
			Defect{after: func(c *call) {
				if c.Op != "FetchService" || c.status != http.StatusNotFound || strings.HasPrefix(c.SID, "ZS") {
					return
				}
				for _, o := range c.all("/Services") {
					if strings.HasPrefix(text(o, "unique_name"), c.SID) {
						c.status, c.json = 200, o
						return
					}
				}
			}}),
		s.not("anew-taken-name-answers-with-who-has-it", "unique_name is unique.", Refusal,
			Defect{after: func(c *call) {
				if c.Op != "CreateService" || c.status < 400 || c.status == 401 {
					return
				}
				if _, o := c.admin("GET", "/Services/"+c.form.Get("UniqueName"), nil); text(o, "sid") != "" {
					c.status, c.json = 201, o
				}
			}}),
		s.not("anew-taken-name-renames-who-has-it", "What is refused changes nothing.", Collateral,
			Defect{after: func(c *call) {
				if c.Op == "CreateService" && c.status >= 400 && c.status != 401 && c.form.Get("UniqueName") != "" {
					c.admin("POST", "/Services/"+c.form.Get("UniqueName"),
						map[string][]string{"FriendlyName": {c.form.Get("FriendlyName")}})
				}
			}}),
		s.not("anew-too-long-unique-name-is-cut", "unique_name has at most 50 characters.", Refusal,
			cut("CreateService", "UniqueName", 50)),
		s.not("anew-too-long-new-name-is-cut", "friendly_name has at most 255 characters.", Refusal,
			cut("UpdateService", "FriendlyName", 255)),
		s.not("anew-deleted-by-name-is-there-by-sid", "A deleted Service is gone.", Identity,
			before("*", func(c *call) {
				name := c.serviceInPath()
				if name == "" || strings.HasPrefix(name, "ZS") {
					return
				}
				if c.mem.notes["unnamed "+name] != "" {
					c.missing()
				} else if c.Op == "DeleteService" {
					if status, _ := c.admin("GET", "/Services/"+name, nil); status == 200 {
						c.mem.notes["unnamed "+name] = "x"
						c.empty(204)
					}
				}
			})),
		s.not("anew-list-shows-names-of-before-an-update", "A list shows each Service as it is.", Update,
			item("ListService", func(c *call, entries []object) []object {
				for _, o := range entries {
					if first := c.mem.seen["first "+text(o, "sid")]; first != nil {
						o["friendly_name"] = first["friendly_name"]
					}
				}
				return entries
			}).remembering()),
		s.not("anew-links-in-a-list-are-those-of-its-first", "links are the URLs of what is below the Service.", Second,
			item("ListService ListFunction ListAsset ListEnvironment", func(_ *call, entries []object) []object {
				for _, o := range entries {
					o["links"] = entries[0]["links"]
				}
				return entries
			})),
		s.not("anew-builds-of-a-deleted-one-are-found", "A deleted Service takes along what is below it.", Collateral,
			survives("FetchBuild FetchBuildStatus", "Service")),
		s.not("anew-editable-in-the-console-is-locked-for-the-api",
			"ui_editable says whether the Console may edit, not the API.", Update,
			before("CreateFunction CreateAsset CreateBuild CreateEnvironment", func(c *call) {
				if _, o := c.admin("GET", c.base(), nil); o["ui_editable"] == true {
					c.refuse(http.StatusForbidden, 20403, "The Service is edited in the Console.")
				}
			})),
		a.not("anew-name-of-a-function-is-refused", "A FriendlyName need not be unique.", Second,
			refuses("CreateAsset", func(c *call) bool {
				for _, o := range c.all(c.base("Functions")) {
					if text(o, "friendly_name") == c.form.Get("FriendlyName") {
						return true
					}
				}
				return false
			})),
		f.not("anew-list-has-the-assets-as-well", "The list has the Functions of the Service.", Second,
			item("ListFunction", func(c *call, entries []object) []object {
				for _, o := range c.all(c.base("Assets")) {
					o["links"] = object{"function_versions": text(o, "url") + "/Versions"}
					entries = append(entries, o)
				}
				return entries
			})),
		a.not("anew-name-is-its-last-part", kept, Shape,
			keeps("CreateAsset CreateFunction", "FriendlyName", func(s string) string {
				if strings.Contains(s, "/") {
					return path.Base(s)
				}
				return s
			})),
		f.not("anew-name-ends-at-a-line-break", kept, Shape,
			keeps("CreateFunction UpdateFunction CreateAsset UpdateAsset", "FriendlyName", func(s string) string {
				s, _, _ = strings.Cut(s, "\n")
				return s
			})),
		f.not("anew-update-that-changes-nothing-is-404", update, Update, before("UpdateFunction UpdateAsset",
			func(c *call) {
				_, o := c.admin("GET", strings.TrimPrefix(c.req.URL.Path, "/v1"), nil)
				if text(o, "friendly_name") == c.form.Get("FriendlyName") && c.form.Has("FriendlyName") {
					c.missing() // no row changed
				}
			})),
		f.not("anew-update-renames-the-namesakes", update, Collateral, before("UpdateFunction", func(c *call) {
			_, old := c.admin("GET", c.base("Functions", c.SID), nil)
			if text(old, "sid") == "" || c.form.Get("FriendlyName") == "" {
				return
			}
			for _, o := range c.all(c.base("Functions")) {
				if text(o, "friendly_name") == text(old, "friendly_name") && text(o, "sid") != c.SID {
					c.admin("POST", c.base("Functions", text(o, "sid")), c.form)
				}
			}
		})),
		a.not("anew-delete-takes-the-function-of-its-name", "A delete takes what it names.", Collateral,
			before("DeleteAsset", func(c *call) {
				_, old := c.admin("GET", c.base("Assets", c.SID), nil)
				for _, o := range c.all(c.base("Functions")) {
					if text(o, "friendly_name") == text(old, "friendly_name") {
						c.admin("DELETE", c.base("Functions", text(o, "sid")), nil)
					}
				}
			})),
		f.not("anew-versions-of-a-deleted-one-are-an-empty-list", "What was deleted is 404.", Refusal,
			Defect{after: func(c *call) {
				if c.Op == "ListFunctionVersion" && c.status == 404 && c.mem.gone[c.Parent] != nil {
					c.status, c.json = 200, emptyList(c)
				}
			}}),
		a.not("anew-second-update-is-lost", update, Update, forgets("UpdateAsset", func(c *call) bool {
			c.mem.counts["updates "+c.SID]++
			return c.mem.counts["updates "+c.SID] > 1
		})),
		a.not("anew-without-a-name-is-made", "FriendlyName is required.", Refusal,
			before("CreateAsset", func(c *call) {
				if !c.form.Has("FriendlyName") {
					c.form.Set("FriendlyName", "Untitled")
				}
			})),
		f.not("anew-update-without-a-name-is-200", "FriendlyName is required.", Refusal,
			before("UpdateFunction UpdateAsset", func(c *call) {
				_, o := c.admin("GET", strings.TrimPrefix(c.req.URL.Path, "/v1"), nil)
				if !c.form.Has("FriendlyName") && text(o, "sid") != "" {
					c.form.Set("FriendlyName", text(o, "friendly_name"))
				}
			})),
		f.not("anew-delete-of-another-service-is-carried-out", "A Function is below its Service only.", Identity,
			elsewhere("DeleteFunction DeleteAsset")),
		f.not("anew-update-of-another-service-is-carried-out", "A Function is below its Service only.", Identity,
			elsewhere("UpdateFunction UpdateAsset")),
	}
}
