package negations

import (
	"net/http"
	"net/url"
	"strings"
	"time"
)

// courseNegations are servers that are wrong in the course of things: at a second step, on another
// way, for another client.
func courseNegations() []Negation {
	s, f, a := subject{"services", srcService}, subject{"functions", srcFunction}, subject{"assets", srcAsset}
	fv, av := subject{"function-versions", srcFVersion}, subject{"asset-versions", srcAVersion}
	b, e, co := subject{"builds", srcBuild}, subject{"environments", srcEnvironment}, subject{"collateral", srcAPI}
	v, d, lg := subject{"variables", srcVariable}, subject{"deployments", srcDeployment}, subject{"logs", srcLog}
	h, l, ac, cr := subject{"http", srcHTTP}, subject{"lists", srcSpec}, subject{"accounts", srcRequests},
		subject{"credentials", srcRequests}
	unknown := "A SID of another account is not found."
	others := func(id, ops string) Negation {
		return ac.not(id, unknown, Access, foreign(ops)).needs("foreign-account")
	}
	refuse := func(status int, when func(c *call) bool) Defect {
		return before("*", func(c *call) {
			if when(c) {
				c.refuse(status, 20001, "Refused.")
			}
		})
	}
	key := func(c *call) bool { u, _, _ := userOf(c.req); return strings.HasPrefix(u, "SK") }
	keysMayNot := func(id, ops string) Negation {
		return cr.not(id, "An API key reaches what the account reaches.", Access, before(ops, func(c *call) {
			if key(c) {
				c.refuse(403, 20003, "Forbidden")
			}
		})).needs("second-credentials")
	}
	later := func(resource string, wait time.Duration, f func(c *call, o object)) Defect {
		return show(resource, func(c *call, o object) {
			if born, ok := c.mem.born[text(o, "sid")]; ok && time.Since(born) >= wait {
				f(c, o)
			}
		})
	}
	open := func(ops string) Defect {
		return Defect{after: func(c *call) {
			if c.req.Header.Get("Authorization") == "" && fits(ops, c.Op) && c.status == 401 {
				if c.Verb == "Delete" {
					c.empty(204)
					return
				}
				anonymous(c, "AC"+strings.Repeat("0", 32))
				c.status = 201
			}
		}}
	}
	each := func(c *call, list string, f func(o object)) {
		for _, o := range c.all(c.base(list)) {
			f(o)
		}
	}
	return []Negation{
		h.not("updates-are-answered-without-a-type", "A JSON answer says so.", HTTP,
			header("UpdateVariable UpdateAsset", "Content-Type", "")),
		h.not("refusals-are-text", "A refusal is JSON.", HTTP, failing("any", func(c *call) {
			if c.status == 409 || c.status == 400 {
				c.header.Set("Content-Type", "text/plain; charset=utf-8")
			}
		})),
		h.not("request-ids-are-all-one", "Each request has its own Twilio-Request-Id.", HTTP,
			header("*", "Twilio-Request-Id", "RQ"+strings.Repeat("1", 32))),
		h.not("if-modified-since-hides-changes", "A fetch shows the resource as it is.", HTTP,
			before("Fetch*", func(c *call) {
				if c.req.Header.Get("If-Modified-Since") != "" {
					c.empty(http.StatusNotModified)
				}
			})).assumed(),
		h.not("range-cuts-answers", "A JSON answer is whole.", HTTP, after("Fetch* List*", func(c *call) {
			if c.req.Header.Get("Range") != "" {
				c.status, c.json, c.body = http.StatusPartialContent, nil, []byte("{")
			}
		})).assumed(),
		h.not("lists-of-versions-are-redirected", "A path is answered and not redirected.", HTTP,
			before("ListFunctionVersion ListAssetVersion", func(c *call) {
				if c.query.Get("PageSize") == "" {
					q := url.Values{"PageSize": {"50"}, "Page": {"0"}}
					c.empty(http.StatusFound)
					c.header.Set("Location", c.req.URL.Path+"?"+q.Encode())
				}
			})),
		h.not("content-length-of-0-of-a-deployment-is-refused", "A client may clear with an empty body.", HTTP,
			before("CreateDeployment", func(c *call) {
				if len(c.raw) == 0 {
					c.refuse(411, 20001, "Length Required")
				}
			})),
		h.not("accept-of-problem-json-is-406", "A client may name other types with a quality.", HTTP,
			refuse(406, func(c *call) bool { return strings.Count(c.req.Header.Get("Accept"), ",") > 1 })),
		h.not("methods-in-a-header-are-obeyed", "A POST is a POST.", HTTP, before("Create* Update*", func(c *call) {
			if m := c.req.Header.Get("X-Http-Method-Override"); m != "" {
				c.req = c.req.Clone(c.req.Context())
				c.req.Method, c.raw, c.form = m, nil, nil
			}
		})).assumed(),
		h.not("retry-after-is-on-successes", "A success asks for no patience.", HTTP,
			after("CreateBuild", func(c *call) { c.status, c.header = 202, http.Header{"Retry-After": {"5"}} })),
		others("functions-are-deleted-by-others", "DeleteFunction DeleteAsset"),
		others("build-status-is-found-by-others", "FetchBuildStatus"),
		others("environments-are-made-by-others", "CreateEnvironment"),
		others("variables-are-made-by-others", "CreateVariable"),
		others("asset-versions-are-made-by-others", "CreateAssetVersion"),
		others("environments-are-deleted-by-others", "DeleteEnvironment"),
		ac.not("refusal-of-others-deletes-is-204", unknown, Access, Defect{after: func(c *call) {
			if c.Verb == "Delete" && c.status == 404 && c.Service != "" {
				if _, o := c.admin("GET", "/Services/"+c.Service, nil); o["sid"] == nil &&
					c.mem.seen[c.Service] != nil &&
					c.mem.gone[c.Service] == nil {
					c.empty(204)
				}
			}
		}}).needs("foreign-account"),
		keysMayNot("api-keys-do-not-delete", "Delete*"), keysMayNot("api-keys-do-not-build", "CreateBuild"),
		keysMayNot("api-keys-do-not-see-variables", "FetchVariable ListVariable"),
		keysMayNot("api-keys-do-not-make-services", "CreateService"),
		cr.not("are-not-asked-for-by-deletes-of-environments", "Requests without credentials are refused.", Access,
			open("DeleteEnvironment DeleteVariable")),
		cr.not("are-not-asked-for-by-creates-of-variables", "Requests without credentials are refused.", Access,
			open("CreateVariable")),
		cr.not("refusal-of-lists-is-an-empty-list", "Requests with wrong credentials are refused.", Access,
			Defect{after: func(c *call) {
				if c.Verb == "List" && c.status == 401 && c.req.Header.Get("Authorization") != "" {
					c.status, c.header, c.json = 200, http.Header{"Content-Type": {"application/json"}}, emptyList(c)
				}
			}}),
		v.not("update-with-the-same-value-is-refused", "An update takes any value.", Update,
			before("UpdateVariable", func(c *call) {
				_, o := c.admin("GET", c.variable(c.SID), nil)
				if c.form.Has("Value") && c.form.Get("Value") == text(o, "value") {
					c.refuse(409, 20409, "Nothing to change.")
				}
			})),
		s.not("update-of-one-option-moves-date-created", "date_created is when it was created.", Update,
			after("UpdateService", func(c *call) {
				if len(c.form) == 1 {
					c.mem.stay(text(c.json, "sid"), "date_created", date(time.Now()))
				}
			})),
		a.not("update-with-an-unknown-field-is-refused", "Unknown fields are ignored.", Update,
			refuses("UpdateAsset UpdateFunction", func(c *call) bool { return len(c.form) > 1 })),
		v.not("key-of-before-brings-back-the-value-of-before", "An update changes what was sent and nothing else.",
			Update,
			before("UpdateVariable", func(c *call) {
				_, o := c.admin("GET", c.variable(c.SID), nil)
				at := "was " + c.SID + " "
				if old, there := c.mem.notes[at+c.form.Get("Key")]; there && !c.form.Has("Value") {
					c.form.Set("Value", old)
				}
				c.mem.notes[at+text(o, "key")] = text(o, "value")
			})),
		l.not("page-size-of-1-skips-the-last", "The list has every one.", Paging,
			meta("ListVariable ListDeployment ListAssetVersion", func(c *call, m object) {
				page, size, _ := pageOf(c)
				all := c.all(strings.TrimPrefix(c.req.URL.Path, "/v1"))
				if size == 1 && page == len(all)-2 {
					m["next_page_url"] = nil
				}
			})),
		lg.not("next-page-forgets-the-function", "A later page has the filters of the first.", Paging,
			meta("ListLog", func(_ *call, m object) {
				m["next_page_url"] = withoutQuery(m["next_page_url"],
					"FunctionSid")
			})).
			needs("logs"),
		l.not("previous-page-of-the-third-is-the-first", "previous_page_url leads to the page before.", Paging,
			meta("List*", func(c *call, m object) {
				if page, _, _ := pageOf(c); page == 2 {
					m["previous_page_url"] = m["first_page_url"]
				}
			})),
		fv.not("list-lacks-all-but-one-of-a-path", "The list has every one.", Paging,
			item("ListFunctionVersion", func(_ *call, all []object) (left []object) {
				seen := map[string]bool{}
				for _, o := range all {
					if !seen[text(o, "path")] {
						seen[text(o, "path")] = true
						left = append(left, o)
					}
				}
				return left
			})),
		v.not("expire-after-an-hour", "A Variable stays until it is deleted.", Time, later("Variable", time.Hour,
			func(c *call, o object) { c.mem.hidden[text(o, "sid")] = true })).assumed(),
		d.not("fade-after-ten-minutes", "Earlier Deployments stay.", Time, later("Deployment", 10*time.Minute,
			func(c *call, o object) { c.mem.hidden[text(o, "sid")] = true })).assumed(),
		av.not("date-created-moves-at-a-build", "date_created is when it was created.", Time,
			after("CreateBuild", func(c *call) {
				for _, sid := range c.form["AssetVersions"] {
					c.mem.stay(sid, "date_created", c.json["date_created"])
				}
			})),
		e.not("third-has-the-variables-of-the-second", "A Variable belongs to its Environment.", Second,
			before("ListVariable", func(c *call) {
				all := c.all(c.base("Environments"))
				if n := len(all); n > 2 && text(all[n-3], "sid") == c.Parent {
					c.to("/v1" + c.base("Environments", text(all[n-2], "sid"), "Variables"))
				}
			})),
		d.not("in-a-second-environment-moves-the-first", "A Deployment changes its Environment.", Second,
			after("CreateDeployment", func(c *call) {
				each(c, "Environments", func(o object) {
					if o["build_sid"] != nil && text(o, "sid") != c.Parent {
						c.mem.stay(text(o, "sid"), "build_sid", c.json["build_sid"])
					}
				})
			})),
		b.not("runtime-absent-is-that-of-another-service", "Without a Runtime a Build has that of its Service.",
			Default,
			before("CreateBuild", func(c *call) {
				if c.form.Get("Runtime") == "" && c.mem.notes["runtime"] != "" {
					c.form.Set("Runtime", c.mem.notes["runtime"])
				} else if c.form.Get("Runtime") != "" && c.form.Get("Runtime") != "latest" {
					c.mem.notes["runtime"] = c.form.Get("Runtime")
				}
			})),
		co.not("clearing-deletes-variables", "Clearing takes what is live and nothing else.", Collateral,
			after("CreateDeployment", func(c *call) {
				if c.form.Get("BuildSid") == "" {
					for _, o := range c.variables() {
						c.admin("DELETE", c.variable(text(o, "sid")), nil)
					}
				}
			})),
		co.not("clearing-deletes-the-build", "Clearing takes what is live and nothing else.", Collateral,
			before("CreateDeployment", func(c *call) {
				_, o := c.admin("GET", c.base("Environments", c.Parent), nil)
				c.asked("")
				if c.form.Get("BuildSid") == "" {
					c.asked(text(o, "build_sid"))
				}
			}).then(after("CreateDeployment", func(c *call) {
				if sid := c.wanted(); sid != "" {
					c.admin("DELETE", c.base("Builds", sid), nil)
				}
			}))),
		co.not("deleting-a-build-deletes-its-assets", "A delete takes what it names.", Collateral,
			before("DeleteBuild", func(c *call) {
				_, o := c.admin("GET", c.base("Builds", c.SID), nil)
				for _, x := range objects(o["asset_versions"]) {
					c.mem.notes["of "+c.SID] += " " + text(x, "asset_sid")
				}
			}).then(after("DeleteBuild", func(c *call) {
				for _, sid := range strings.Fields(c.mem.notes["of "+c.SID]) {
					c.admin("DELETE", c.base("Assets", sid), nil)
				}
			}))),
		co.not("a-refused-variable-deletes-the-one-of-its-key", "A refused request changes nothing.", Collateral,
			failing("CreateVariable", func(c *call) {
				for _, o := range c.variables() {
					if text(o, "key") == c.form.Get("Key") && c.status == 409 {
						c.admin("DELETE", c.variable(text(o, "sid")), nil)
					}
				}
			})),
		co.not("renaming-an-asset-renames-the-function-made-with-it", "An update changes what it names.", Collateral,
			after("UpdateAsset", func(c *call) {
				each(c, "Functions", func(o object) {
					c.mem.stay(text(o, "sid"), "friendly_name", c.json["friendly_name"])
				})
			})),
		e.not("build-sid-of-a-new-one-is-empty", "An Environment without a Build has none.", Default,
			prop("Environment", "build_sid", func(_ *call, old any) any {
				if old == nil {
					return ""
				}
				return old
			})),
		e.not("suffix-absent-is-the-name", "A suffix that was not sent is null.", Default,
			prop("Environment", "domain_suffix", func(c *call, old any) any {
				for _, o := range c.mem.seen {
					if old == nil && text(o, "build_sid") != "" {
						return "dev"
					}
				}
				return old
			})),
		f.not("date-updated-of-a-new-one-is-null", "A new one was last updated when it was created.", Default,
			after("CreateFunction CreateAsset", func(c *call) { c.json["date_updated"] = nil })),
		d.not("lack-date-updated", "A Deployment has date_updated, which may be null.", Form,
			without("Deployment", "date_updated")),
		s.not("links-lack-builds-in-lists", "A Service has its links.", Form,
			item("ListService", func(_ *call, all []object) []object {
				for _, o := range all {
					if links, ok := o["links"].(object); ok {
						delete(links, "builds")
					}
				}
				return all
			})),
		av.not("visibility-in-lists-has-capitals", "visibility is public, protected or private.", Form,
			item("ListAssetVersion", func(_ *call, all []object) []object {
				for _, o := range all {
					o["visibility"] = strings.ToUpper(text(o, "visibility"))
				}
				return all
			})),
		b.not("status-in-lists-is-a-number", "status is building, completed or failed.", Form,
			item("ListBuild", func(_ *call, all []object) []object {
				for _, o := range all {
					o["status"] = len(text(o, "status"))
				}
				return all
			})),
	}
}
