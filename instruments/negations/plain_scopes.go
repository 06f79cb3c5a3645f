package negations

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// onceOnly refuses what was done before under the same name.
func onceOnly(op string, name func(c *call) string) Defect {
	return Defect{
		before: func(c *call) {
			if c.Op == op && name(c) != "" && c.mem.notes["once "+name(c)] != "" {
				c.refuse(409, 20409, "It was there before.")
			}
		},
		after: func(c *call) {
			if c.Op == op && c.ok() && name(c) != "" {
				c.mem.notes["once "+name(c)] = "x"
			}
		}}
}

// refusesSame refuses an update that sends what is there already.
func refusesSame(op, name, property string) Defect {
	return refuses(op, func(c *call) bool {
		_, o := c.admin("GET", strings.TrimPrefix(c.req.URL.Path, "/v1"), nil)
		return c.form.Has(name) && c.form.Get(name) == text(o, property)
	})
}

// keepsFew hides the oldest when there are more than n of one list.
func keepsFew(op string, n int) Defect {
	return after(op, func(c *call) {
		all := c.all(strings.TrimPrefix(c.req.URL.Path, "/v1"))
		for _, o := range all[min(n, len(all)):] {
			c.mem.hidden[text(o, "sid")] = true
		}
	})
}

// plainScopeNegations are right for the first, the plain and the small, and wrong for another.
func plainScopeNegations() []Negation {
	s, f, v := subject{"scoped-services", srcService}, subject{"scoped-functions", srcFunction},
		subject{"scoped-variables", srcVariable}
	e, d := subject{"scoped-environments", srcEnvironment}, subject{"scoped-deployments", srcDeployment}
	named := func(c *call) bool { return c.Service != "" && !strings.HasPrefix(c.Service, "ZS") }
	asSent := "What is sent is kept."
	replaces := func(pairs ...string) func(string) string { return strings.NewReplacer(pairs...).Replace }
	return []Negation{
		s.not("by-name-are-what-they-were", "An update lasts, by whatever name it is asked for.", Second, Defect{
			after: func(c *call) {
				if c.Op != "FetchService" || !c.ok() || strings.HasPrefix(c.SID, "ZS") {
					return
				}
				if o := c.recall("by name " + text(c.json, "sid")); o != nil {
					c.json = o
				} else {
					c.keep("by name "+text(c.json, "sid"), c.json)
				}
			}}),
		s.not("of-digits-are-not-found-by-name", "The name stands for the SID.", Shape, before("FetchService",
			func(c *call) {
				if strings.Trim(c.SID, "0123456789-") == "" {
					c.missing()
				}
			})),
		s.not("name-of-36-characters-is-refused", "A UniqueName has up to 50 characters.", Shape,
			refuses("CreateService", fieldHas("UniqueName", longer(35)))),
		s.not("same-friendly-name-is-refused-by-updates", "An update may send what is there.", Update,
			refusesSame("UpdateService", "FriendlyName", "friendly_name")),
		s.not("third-is-listed-twice", "A list has each once.", Paging, item("ListService",
			func(_ *call, all []object) []object {
				if len(all) > 3 {
					all = append(all, all[2])
				}
				return all
			})),
		s.not("emoji-of-names-are-lost", asSent, Shape, keeps("CreateService UpdateService", "FriendlyName",
			func(n string) string { return only(n, func(r rune) bool { return r < 0x10000 }) })),
		s.not("update-of-both-options-changes-one", "An update changes what was sent.", Update, before("UpdateService",
			func(c *call) {
				if c.form.Has("UiEditable") && c.form.Has("IncludeCredentials") {
					c.form.Del("IncludeCredentials")
				}
			})),
		s.not("builds-are-not-found-below-a-name", "The name stands for the SID in every path.", Second,
			before("FetchBuild FetchBuildStatus", func(c *call) {
				if named(c) {
					c.missing()
				}
			})),
		s.not("deployments-are-not-made-below-a-name", "The name stands for the SID in every path.", Second,
			before("CreateDeployment", func(c *call) {
				if named(c) {
					c.missing()
				}
			})),
		s.not("uploads-are-not-taken-below-a-name", "The name stands for the SID in every path.", Second,
			before(uploads, func(c *call) {
				if named(c) {
					c.missing()
				}
			})),

		f.not("same-name-is-refused-by-updates", "An update may send what is there.", Update,
			refusesSame("UpdateFunction", "FriendlyName", "friendly_name")),
		f.not("update-renames-assets-of-that-name", "An update changes one.", Collateral, Defect{
			before: func(c *call) {
				if c.Op == "UpdateFunction" {
					_, o := c.admin("GET", c.base("Functions", c.SID), nil)
					c.asked(text(o, "friendly_name"))
				}
			},
			after: func(c *call) {
				if c.Op == "UpdateFunction" && c.ok() {
					for _, o := range c.all(c.base("Assets")) {
						if text(o, "friendly_name") == c.wanted() {
							c.admin("POST", c.base("Assets", text(o, "sid")), c.form)
						}
					}
				}
			}}),
		f.not("ten-versions-are-kept", "The list has every version.", Second, keepsFew("CreateFunctionVersion", 10)),
		f.not("assets-keep-five-versions", "The list has every version.", Second, keepsFew("CreateAssetVersion", 5)),
		f.not("name-with-a-line-break-is-one-line", asSent, Shape, keeps("CreateFunction CreateAsset", "FriendlyName",
			replaces("\r\n", " ", "\n", " "))),
		f.not("delete-of-one-empties-its-namesake", "A delete takes what it names.", Collateral, Defect{
			before: func(c *call) {
				if c.Op == "DeleteFunction" {
					_, o := c.admin("GET", c.base("Functions", c.SID), nil)
					c.asked(text(o, "friendly_name"))
				}
			},
			after: func(c *call) {
				if c.Op == "DeleteFunction" && c.ok() {
					for _, o := range c.all(c.base("Functions")) {
						for _, version := range c.all(c.base("Functions", text(o, "sid"), "Versions")) {
							if text(o, "friendly_name") == c.wanted() {
								c.mem.hidden[text(version, "sid")] = true
							}
						}
					}
				}
			}}),

		v.not("same-key-is-refused-by-updates", "An update may send what is there.", Update,
			refusesSame("UpdateVariable", "Key", "key")),
		v.not("true-is-1", asSent, Shape, keeps("CreateVariable UpdateVariable", "Value", func(s string) string {
			if s == "true" {
				return "1"
			}
			return s
		})),
		v.not("json-is-compact", asSent, Shape, keeps("CreateVariable UpdateVariable", "Value", func(s string) string {
			if strings.HasPrefix(s, "{") {
				return strings.ReplaceAll(s, ": ", ":")
			}
			return s
		})),
		v.not("quotes-around-values-are-lost", asSent, Shape, keeps("CreateVariable UpdateVariable", "Value",
			func(s string) string {
				if len(s) > 1 && s[0] == '"' && s[len(s)-1] == '"' {
					return s[1 : len(s)-1]
				}
				return s
			})),
		v.not("ampersand-ends-a-value", asSent, Shape, keeps("CreateVariable UpdateVariable", "Value",
			func(s string) string { s, _, _ = strings.Cut(s, "&"); return s })),
		v.not("updated-values-are-trimmed", asSent, Shape, keeps("UpdateVariable", "Value", strings.TrimSpace)),
		v.not("twenty-are-kept", "The list has every one.", Second, keepsFew("CreateVariable", 20)),
		v.not("key-of-a-deleted-one-stays-taken", "A Key is free after a delete.", Refusal,
			onceOnly("CreateVariable", func(c *call) string { return c.Parent + c.form.Get("Key") })),
		v.not("cannot-be-made-before-a-deployment", "Variables need no Deployment.", Refusal,
			refuses("CreateVariable", func(c *call) bool {
				return len(c.all(c.base("Environments", c.Parent, "Deployments"))) == 0
			})),
		v.not("key-in-small-letters-is-another-name", asSent, Shape, keeps("CreateVariable", "Key",
			func(k string) string { return strings.ReplaceAll(k, "-", "_") })),

		e.not("name-of-a-deleted-one-stays-taken", "A name is free after a delete.", Refusal,
			onceOnly("CreateEnvironment", func(c *call) string { return c.Service + c.form.Get("UniqueName") })),
		e.not("suffix-of-a-deleted-one-stays-taken", "A suffix is free after a delete.", Refusal,
			onceOnly("CreateEnvironment", func(c *call) string {
				if !c.form.Has("DomainSuffix") {
					return ""
				}
				return c.Service + "suffix" + c.form.Get("DomainSuffix")
			})),
		e.not("suffix-of-digits-is-refused", "A suffix is a text of up to 16.", Shape,
			refuses("CreateEnvironment", fieldHas("DomainSuffix", func(v string) bool {
				return v != "" && strings.Trim(v, "0123456789") == ""
			}))),
		e.not("suffix-with-a-dash-is-refused", "A suffix is a text of up to 16.", Shape,
			refuses("CreateEnvironment", fieldHas("DomainSuffix", contains("-")))),
		e.not("ten-are-kept", "A Service has up to 25.", Second, keepsFew("CreateEnvironment", 10)),
		e.not("second-shows-the-build-of-the-first", "build_sid is the Build that is live on it.", Second,
			show("Environment", func(c *call, o object) {
				for _, other := range c.all(c.base("Environments")) {
					if other["build_sid"] != nil && o["build_sid"] != nil {
						o["build_sid"] = other["build_sid"]
						return
					}
				}
			})),

		d.not("after-a-clear-the-same-build-is-409", "What is not live can be deployed.", Refusal, before(
			"CreateDeployment", func(c *call) {
				for _, o := range c.all(c.base("Environments", c.Parent, "Deployments")) {
					if build := c.form.Get("BuildSid"); build != "" {
						if o["build_sid"] == nil {
							continue
						}
						if text(o, "build_sid") == build {
							c.refuse(409, 20409, "Environment already has requested deployment.")
						}
						return
					}
				}
			})),
		d.not("once-deployed-is-not-deployed-again", "Any Build can be deployed again.", Refusal, before(
			"CreateDeployment", func(c *call) {
				for _, o := range c.all(c.base("Environments", c.Parent, "Deployments")) {
					if b := c.form.Get("BuildSid"); b != "" && text(o, "build_sid") == b {
						c.refuse(409, 20409, "Environment already has requested deployment.")
					}
				}
			})),
		d.not("ten-are-kept", "Old Deployments stay in the list.", Second, keepsFew("CreateDeployment", 10)),
		d.not("move-the-dates-of-older-ones", "date_created never moves.", Time, after("CreateDeployment",
			func(c *call) {
				for _, o := range c.all(c.base("Environments", c.Parent, "Deployments")) {
					c.mem.stay(text(o, "sid"), "date_created", text(c.json, "date_created"))
				}
			})),
		d.not("in-one-environment-clear-the-others", "A Deployment is of one Environment.", Collateral, after(
			"CreateDeployment", func(c *call) {
				for _, o := range c.all(c.base("Environments")) {
					if c.form.Get("BuildSid") != "" && text(o, "sid") != c.Parent && o["build_sid"] != nil {
						c.admin("POST", c.base("Environments", text(o, "sid"), "Deployments"), url.Values{})
					}
				}
			})),
	}
}

// plainFileScopeNegations are the same for what is uploaded and built.
func plainFileScopeNegations() []Negation {
	u, c := subject{"scoped-uploads", srcFVersion}, subject{"scoped-contents", srcContent}
	b, st := subject{"scoped-builds", srcBuild}, subject{"scoped-requests", srcRequests}
	p := subject{"scoped-pages", srcSpec}
	lists := []string{"FunctionVersions", "AssetVersions"}
	count := func(c *call) int { return len(c.form[lists[0]]) + len(c.form[lists[1]]) }
	raw := func(when func(s string) bool) func(*call) bool {
		return func(c *call) bool { return c.up != nil && when(string(c.raw)) }
	}
	return []Negation{
		u.not("of-empty-content-are-refused", "Content may be empty.", Content,
			refuses(uploads, partHas("Content", func(s string) bool { return s == "" }))).assumed(),
		u.not("without-a-file-name-are-refused", "A part needs no file name.", HTTP, refuses(uploads, raw(
			func(s string) bool { return !strings.Contains(s, "filename") }))),
		u.not("with-a-slash-in-the-file-name-are-refused", "The file name is free.", HTTP, refuses(uploads, raw(
			func(s string) bool {
				_, name, _ := strings.Cut(s, `filename="`)
				name, _, _ = strings.Cut(name, `"`)
				return strings.Contains(name, "/")
			}))),
		u.not("need-the-path-before-the-content", "Parts may come in any order.", HTTP, refuses(uploads, raw(
			func(s string) bool {
				return strings.Index(s, `name="Path"`) > strings.Index(s, `name="Content"`)
			}))),
		u.not("with-other-parts-are-refused", "Other parts are ignored.", HTTP, refuses(uploads, raw(
			func(s string) bool { return strings.Count(s, "Content-Disposition") > 3 }))),
		u.not("of-the-root-are-refused", "A Path may be a slash.", Shape,
			refuses(uploads, partHas("Path", func(p string) bool { return p == "/" }))),
		u.not("path-loses-its-last-slash", "A Path is kept as sent.", Shape, showsPath(
			func(p string) string { return "/" + strings.Trim(p, "/") }, func(p string) bool { return len(p) > 1 })),
		u.not("paths-with-tildes-are-refused", "A Path has none of the characters that are named.", Shape,
			refuses(uploads, partHas("Path", contains("~!*")))),
		u.not("paths-of-another-script-are-refused", "A Path has none of the characters that are named.", Shape,
			refuses(uploads, partHas("Path", func(p string) bool {
				return strings.ContainsFunc(p, func(r rune) bool { return r > 127 })
			}))).assumed(),
		u.not("of-five-folders-are-refused", "A Path has up to 255 characters.", Shape,
			refuses(uploads, partHas("Path", func(p string) bool { return strings.Count(p, "/") > 4 }))),
		u.not("to-one-path-of-another-function-are-refused", "Paths need not differ.", Second, before(
			"CreateFunctionVersion", func(c *call) {
				owner := c.mem.notes["path "+c.Service+c.up.text("Path")]
				if owner != "" && owner != c.Parent {
					c.refuse(400, 20001, "Path is taken.")
				}
				c.mem.notes["path "+c.Service+c.up.text("Path")] = c.Parent
			})),

		c.not("byte-order-mark-is-lost", "Content is what was uploaded.", Content, content(func(b []byte) []byte {
			return []byte(strings.TrimPrefix(string(b), "\ufeff"))
		})),
		c.not("dashes-at-the-start-of-a-line-end-it", "Content is what was uploaded.", Content, content(
			func(b []byte) []byte {
				text, _, _ := strings.Cut(string(b), "\n--")
				return []byte(text)
			})),
		c.not("backslashes-are-doubled", "Content is what was uploaded.", Content, content(func(b []byte) []byte {
			return []byte(strings.ReplaceAll(string(b), `\`, `\\`))
		})),
		c.not("dollar-braces-are-filled", "Content is what was uploaded.", Content, content(func(b []byte) []byte {
			return []byte(strings.ReplaceAll(string(b), "${", "{"))
		})),
		c.not("ends-at-100-kb", "Content is what was uploaded.", Content, content(func(b []byte) []byte {
			return b[:min(len(b), 100_000)]
		})),

		b.not("under-way-block-others", "Builds may be made at any time.", Refusal, refuses("CreateBuild",
			func(c *call) bool { return text(c.lastBuild(), "status") == "building" })),
		b.not("of-more-than-20-are-refused", "A Build may have many versions.", Second,
			refuses("CreateBuild", func(c *call) bool { return count(c) > 20 })),
		b.not("quoted-dependencies-are-refused", "Dependencies may be in quotes.", HTTP,
			refuses("CreateBuild", fieldHas("Dependencies", func(v string) bool { return strings.HasPrefix(v, `"`) }))),
		b.not("empty-list-of-dependencies-is-refused", "Dependencies may be none.", Shape,
			refuses("CreateBuild", fieldHas("Dependencies", func(v string) bool { return v == "[]" }))),
		b.not("scoped-packages-are-refused", "A dependency is any package.", Shape, refuses("CreateBuild",
			fieldHas("Dependencies", func(v string) bool {
				return strings.Contains(strings.ReplaceAll(v, "@twilio/runtime-handler", ""), `"@`)
			}))),
		b.not("latest-is-refused-as-a-runtime", "Runtime may be latest.", Refusal,
			refuses("CreateBuild", fieldHas("Runtime", func(v string) bool { return v == "latest" }))),
		b.not("latest-is-shown-as-the-runtime", "A Build has a concrete runtime.", Shape, keepsLatest()).assumed(),
		b.not("runtime-is-that-of-the-first", "A Build has the Runtime asked for.", Second, before("CreateBuild",
			func(c *call) {
				if all := c.all(c.base("Builds")); len(all) > 0 && c.form.Has("Runtime") {
					c.form.Set("Runtime", text(all[len(all)-1], "runtime"))
				}
			})),
		b.not("status-of-a-deleted-one-is-found", "What was deleted is 404.", Second, Defect{after: func(c *call) {
			if old := c.mem.gone[c.SID]; c.Op == "FetchBuildStatus" && c.status == 404 && old != nil {
				c.status, c.json = 200, object{"sid": c.SID, "account_sid": old["account_sid"],
					"service_sid": old["service_sid"], "status": "completed", "url": text(old, "url") + "/Status"}
			}
		}}),
		b.not("cannot-be-deleted-after-a-clear", "A Build that is not live can be deleted.", Refusal,
			before("DeleteBuild",
				func(c *call) {
					for _, env := range c.all(c.base("Environments")) {
						for _, o := range c.all(c.base("Environments", text(env, "sid"), "Deployments")) {
							if text(o, "build_sid") == c.SID {
								c.refuse(409, 20409, "Cannot delete Build because it's part of an active Deployment.")
							}
						}
					}
				})),

		st.not("basic-in-small-letters-is-refused", "Schemes have no case.", Access, before("*", func(c *call) {
			if strings.HasPrefix(c.req.Header.Get("Authorization"), "basic ") {
				c.refuse(401, 20003, "Authenticate")
			}
		})),
		st.not("fields-in-the-query-are-taken", "Fields are sent in the body.", Refusal, before(
			"CreateFunction CreateAsset", func(c *call) {
				if !c.form.Has("FriendlyName") && c.query.Has("FriendlyName") {
					c.form.Set("FriendlyName", c.query.Get("FriendlyName"))
				}
			})).assumed(),
		st.not("a-refused-one-locks-the-account", "A refusal changes nothing.", Access, Defect{
			before: func(c *call) {
				if c.mem.counts["wrong"] >= 5 && c.mem.counts["wrong"] < 8 {
					c.mem.counts["wrong"]++
					c.refuse(401, 20003, "Authenticate")
				}
			},
			after: func(c *call) {
				if c.status == http.StatusUnauthorized {
					c.mem.counts["wrong"]++
				}
			}}),
		st.not("charset-of-forms-is-refused", "A form type may have parameters.", HTTP, before("Create* Update*",
			func(c *call) {
				if c.up == nil && strings.Contains(c.req.Header.Get("Content-Type"), "charset") {
					c.type415()
				}
			})),

		p.not("next-lacks-the-page-size", "Pages are of one size.", Paging, meta("List*", func(_ *call, m object) {
			if next := text(m, "next_page_url"); next != "" {
				u, _ := url.Parse(next)
				q := u.Query()
				q.Del("PageSize")
				u.RawQuery = q.Encode()
				m["next_page_url"] = u.String()
			}
		})),
		p.not("size-of-1000-is-refused", "A page has up to 1000.", Refusal, refuses("List*",
			func(c *call) bool { return c.query.Get("PageSize") == "1000" })),
		p.not("of-deployments-are-sorted-apart", "Deployments are newest first over all pages.", Paging,
			item("ListDeployment", func(c *call, all []object) []object {
				if c.query.Has("PageToken") {
					slices.Reverse(all)
				}
				return all
			})),
		p.not("what-is-made-between-shows-one-twice", "Pages have every one once.", Paging, item("List*",
			func(c *call, all []object) []object {
				name := "last of " + c.req.URL.Path
				if before := c.recall(name); c.query.Has("PageToken") && before != nil &&
					c.mem.counts[name] != len(c.mem.order) && len(all) > 0 {
					all = append([]object{before}, all...)
				}
				if len(all) > 0 {
					c.keep(name, all[len(all)-1])
				}
				c.mem.counts[name] = len(c.mem.order)
				return all
			})),
		p.not("empty-token-is-refused", "Clients send an empty PageToken.", HTTP, refuses("List*",
			func(c *call) bool { return c.query.Has("PageToken") && c.query.Get("PageToken") == "" })).assumed(),
	}
}

// keepsLatest shows the runtime latest as it was sent.
func keepsLatest() Defect {
	return after("CreateBuild", func(c *call) {
		if c.form.Get("Runtime") == "latest" {
			c.mem.stay(text(c.json, "sid"), "runtime", "latest")
		}
	})
}
