package negations

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// sentDeploymentNegations take the sentences of the page of Deployments one by one.
func sentDeploymentNegations() []Negation {
	d := subject{"deployments", srcDeployment}
	one, frozen := "A Deployment is of one Environment.", "A Deployment never changes."
	again := "A Build can be deployed again when another was live."
	clears := "Without BuildSid the Environment is cleared."
	return []Negation{
		d.not("sent-second-environment-takes-the-build-away", one, Collateral, after("CreateDeployment",
			func(c *call) {
				for _, sid := range c.otherEnvironments() {
					if _, o := c.admin("GET", c.base("Environments", sid), nil); c.json["build_sid"] != nil &&
						o["build_sid"] == c.json["build_sid"] {
						c.admin("POST", c.base("Environments", sid, "Deployments"), nil)
					}
				}
			})),
		d.not("sent-live-elsewhere-is-409", one, Refusal, before("CreateDeployment", func(c *call) {
			for _, sid := range c.otherEnvironments() {
				if _, o := c.admin("GET", c.base("Environments", sid), nil); text(o, "build_sid") != "" &&
					o["build_sid"] == c.form.Get("BuildSid") {
					c.refuse(http.StatusConflict, 20409, "Environment already has requested deployment.")
				}
			}
		})),
		d.not("sent-older-build-is-refused", again, Refusal, before("CreateDeployment", func(c *call) {
			builds := c.all(c.base("Builds"))
			at := func(sid string) int {
				return slices.IndexFunc(builds, func(o object) bool { return text(o, "sid") == sid })
			}
			_, env := c.admin("GET", c.base("Environments", c.Parent), nil)
			if live, asked := at(text(env, "build_sid")), at(c.form.Get("BuildSid")); live >= 0 && asked > live {
				c.refuse(http.StatusConflict, 20409, "A newer Build is live.")
			}
		})),
		d.not("sent-after-a-clear-the-same-build-is-409", again, Time, Defect{before: func(c *call) {
			if c.Op == "CreateDeployment" && c.form.Get("BuildSid") != "" &&
				c.mem.notes["last "+c.Parent] == c.form.Get("BuildSid") {
				c.refuse(http.StatusConflict, 20409, "Environment already has requested deployment.")
			}
		}, after: func(c *call) {
			if c.Op == "CreateDeployment" && c.ok() && c.form.Get("BuildSid") != "" {
				c.mem.notes["last "+c.Parent] = c.form.Get("BuildSid")
			}
		}}),
		d.not("sent-clear-keeps-the-build-in-the-list", clears, Second, both(after("CreateDeployment",
			func(c *call) {
				if sid := text(c.json, "build_sid"); sid != "" {
					c.mem.notes["shown "+c.Parent] = sid
				}
			}), item("ListEnvironment", func(c *call, entries []object) []object {
			for _, o := range entries {
				if was := c.mem.notes["shown "+text(o, "sid")]; was != "" && o["build_sid"] == nil {
					o["build_sid"] = was
				}
			}
			return entries
		}))),
		d.not("sent-clear-is-204", clears, HTTP, after("CreateDeployment", func(c *call) {
			if c.json["build_sid"] == nil {
				c.status, c.json, c.body = 204, nil, nil
			}
		})),
		d.not("sent-clear-deletes-the-build", clears, Collateral, before("CreateDeployment", func(c *call) {
			if _, o := c.admin("GET", c.base("Environments", c.Parent), nil); c.form.Get("BuildSid") == "" &&
				text(o, "build_sid") != "" {
				c.mem.hidden[text(o, "build_sid")] = true
			}
		})),
		d.not("sent-clear-takes-the-variables", clears, Collateral, before("CreateDeployment", func(c *call) {
			if c.form.Get("BuildSid") == "" && c.isLive(c.Parent) {
				for _, o := range c.variables() {
					c.mem.hidden[text(o, "sid")] = true
				}
			}
		})),
		d.not("sent-clear-of-one-clears-all", one, Collateral, after("CreateDeployment", func(c *call) {
			if c.form.Get("BuildSid") == "" {
				for _, sid := range c.otherEnvironments() {
					c.admin("POST", c.base("Environments", sid, "Deployments"), nil)
				}
			}
		})),
		d.not("sent-older-ones-show-the-newest-build", frozen, Second, show("Deployment", func(c *call, o object) {
			if _, env := c.admin("GET", c.base("Environments", c.Parent), nil); o["build_sid"] != nil {
				o["build_sid"] = env["build_sid"]
			}
		})),
		d.not("sent-older-ones-lose-their-build", frozen, Second, item("ListDeployment",
			func(_ *call, entries []object) []object {
				for i, o := range entries {
					if i > 0 {
						o["build_sid"] = nil
					}
				}
				return entries
			})),
		d.not("sent-list-lacks-those-that-clear", "The list has every one.", Second, item("ListDeployment",
			func(_ *call, entries []object) []object {
				return slices.DeleteFunc(entries, func(o object) bool { return o["build_sid"] == nil })
			})),
		d.not("sent-list-has-the-live-one-only", "The list has every one.", Second, item("ListDeployment",
			func(_ *call, entries []object) []object {
				return entries[:min(len(entries), 1)]
			})),
		d.not("sent-dates-are-those-of-the-build", "date_created is when it was made.", Time, prop("Deployment",
			"date_created", func(c *call, old any) any {
				if b := c.mem.seen[text(c.json, "build_sid")]; b != nil {
					return b["date_created"]
				}
				return old
			})),
		d.not("sent-same-build-again-is-the-same-deployment", "The live Build cannot be deployed again.", Refusal,
			failing("CreateDeployment", func(c *call) {
				all := c.all(c.base("Environments", c.Parent, "Deployments"))
				if c.status == 409 && len(all) > 0 && c.form.Get("BuildSid") != "" {
					c.status, c.json = 200, all[0]
				}
			})),
		d.not("sent-same-build-again-is-20001", "The live Build cannot be deployed again: 20409.", Refusal,
			failing("CreateDeployment", func(c *call) {
				if c.status == 409 {
					c.json["code"] = 20001
				}
			})),
		d.not("sent-build-of-another-service-is-deployed", "A Build is of one Service.", Refusal,
			acceptsDeployment(func(c *call) bool {
				o := c.mem.seen[c.form.Get("BuildSid")]
				return o != nil && text(o, "service_sid") != c.Service
			})).assumed(),
		d.not("sent-build-under-way-is-deployed", "A Build is deployed when it is completed.", Refusal,
			acceptsDeployment(func(c *call) bool {
				return c.mem.seen[c.form.Get("BuildSid")] != nil && c.isBuilding()
			})).assumed(),
		d.not("sent-plugin-is-refused", "IsPlugin is optional.", HTTP, refuses("CreateDeployment",
			fieldHas("IsPlugin", func(v string) bool { return v == "false" }))),
		d.not("sent-environment-is-that-of-the-first", "environment_sid is the SID of the Environment.", Second,
			prop("Deployment", "environment_sid", func(c *call, old any) any {
				if all := c.all(c.base("Environments")); len(all) > 0 {
					return oldest(all)["sid"]
				}
				return old
			})),
		d.not("sent-superseded-build-cannot-be-deleted", "A Build that is not live can be deleted.", Refusal,
			before("DeleteBuild", func(c *call) {
				for _, env := range c.all(c.base("Environments")) {
					for _, o := range c.all(c.base("Environments", text(env, "sid"), "Deployments")) {
						if text(o, "build_sid") == c.SID {
							c.refuse(http.StatusConflict, 20409, "The Build was deployed.")
						}
					}
				}
			})),
		d.not("sent-fetch-below-another-environment", "What is unknown is not found.", Identity,
			elsewhere("FetchDeployment")),
		d.not("sent-unknown-build-clears", "What is unknown is refused.", Collateral, failing("CreateDeployment",
			func(c *call) {
				if c.status == 404 || c.status == 400 {
					c.admin("POST", c.base("Environments", c.Parent, "Deployments"), nil)
				}
			})).assumed(),
	}
}

// sentLogNegations take the sentences of the page of Logs one by one.
func sentLogNegations() []Negation {
	l := subject{"logs", srcLog}
	fn, own := "FunctionSid asks for those of one Function.", "Each Environment has Logs of its own."
	span := "StartDate and EndDate ask for those between them."
	drop := func(name string) Defect { return before("ListLog", func(c *call) { c.query.Del(name) }) }
	return []Negation{
		l.not("sent-function-is-ignored", fn, Second, drop("FunctionSid")).needs("logs"),
		l.not("sent-start-is-ignored", span, Second, drop("StartDate")).needs("logs"),
		l.not("sent-end-is-ignored", span, Second, drop("EndDate")).needs("logs"),
		l.not("sent-filters-are-joined-by-or", "All filters hold together.", Second, before("ListLog",
			func(c *call) {
				if c.query.Get("FunctionSid") != "" && (c.query.Has("StartDate") || c.query.Has("EndDate")) {
					c.query.Del("FunctionSid")
				}
			})).needs("logs"),
		l.not("sent-dates-are-days", span, Second, before("ListLog", func(c *call) {
			for _, name := range []string{"StartDate", "EndDate"} {
				if at, err := time.Parse(time.RFC3339, c.query.Get(name)); err == nil {
					c.query.Set(name, at.UTC().Truncate(24*time.Hour).Format(time.RFC3339))
				}
			}
		})).needs("logs"),
		l.not("sent-zone-of-dates-is-ignored", span, Second, before("ListLog", func(c *call) {
			for _, name := range []string{"StartDate", "EndDate"} {
				if v := c.query.Get(name); len(v) == 25 {
					c.query.Set(name, v[:19]+"Z")
				}
			}
		})).needs("logs"),
		l.not("sent-dates-with-a-zone-are-400", span, Shape, denies("ListLog", 400, func(c *call) bool {
			return strings.ContainsAny(c.query.Get("StartDate")+c.query.Get("EndDate"), "+ ")
		})).needs("logs"),
		l.not("sent-list-is-that-of-the-service", own, Second, item("ListLog", func(c *call, entries []object) []object {
			if c.query.Get("PageToken") != "" || c.query.Get("Page") > "0" {
				return entries
			}
			for _, sid := range c.otherEnvironments() {
				entries = append(entries, c.all(c.base("Environments", sid, "Logs"))...)
			}
			return entries
		})).needs("logs"),
		l.not("sent-fetch-below-another-environment", "What is unknown is not found.", Identity,
			elsewhere("FetchLog")).needs("logs"),
		l.not("sent-deployment-is-the-newest", "deployment_sid is that which ran.", Second, prop("Log",
			"deployment_sid", func(c *call, old any) any {
				if all := c.all(c.base("Environments", c.Parent, "Deployments")); len(all) > 0 {
					return all[0]["sid"]
				}
				return old
			})).needs("logs"),
		l.not("sent-build-is-the-newest", "build_sid is that which ran.", Second, prop("Log", "build_sid",
			func(c *call, old any) any {
				if o := c.lastBuild(); o != nil {
					return o["sid"]
				}
				return old
			})).needs("logs"),
		l.not("sent-fetch-has-no-function", "A Log has the SID of its Function.", Form, after("FetchLog",
			func(c *call) { c.json["function_sid"] = nil })).needs("logs"),
		l.not("sent-list-is-oldest-first", "Logs are listed newest first.", Paging, reversed("ListLog")).needs("logs"),
		l.not("sent-next-page-forgets-the-function", fn, Paging, meta("ListLog", func(_ *call, m object) {
			m["next_page_url"] = withoutQuery(m["next_page_url"], "FunctionSid")
		})).needs("logs"),
		l.not("sent-clear-takes-the-logs", "Logs are kept for 30 days.", Collateral, before("CreateDeployment",
			func(c *call) {
				if c.form.Get("BuildSid") == "" {
					for _, o := range c.all(c.base("Environments", c.Parent, "Logs")) {
						c.mem.hidden[text(o, "sid")] = true
					}
				}
			})).needs("logs"),
	}
}

// sentListNegations take the sentences about pages one by one.
func sentListNegations() []Negation {
	l := subject{"lists", srcResponse}
	all, at := "Lists have every one once.", "The URLs of a page lead to pages of the list."
	lastOf := func(c *call) string { // the date of the last entry of the page before this one
		return c.mem.notes["last "+c.req.URL.Path+" "+c.query.Get("PageToken")]
	}
	remember := after("List*", func(c *call) {
		_, entries := c.items()
		m, _ := c.json["meta"].(object)
		if next, _ := m["next_page_url"].(string); next != "" && len(entries) > 0 {
			if u, err := url.Parse(next); err == nil {
				c.mem.notes["last "+c.req.URL.Path+" "+u.Query().Get("PageToken")] =
					text(entries[len(entries)-1], "date_created")
			}
		}
	})
	edit := func(name string, f func(u *url.URL, q url.Values)) Defect {
		return meta("List*", func(_ *call, m object) {
			m[name] = keepNil(m[name], func(s string) string {
				u, err := url.Parse(s)
				if err != nil {
					return s
				}
				q := u.Query()
				f(u, q)
				u.RawQuery = q.Encode()
				return u.String()
			})
		})
	}
	return []Negation{
		l.not("sent-those-of-the-second-of-the-last-are-lost", all, Paging, both(remember, item("List*",
			func(c *call, entries []object) []object {
				last := lastOf(c)
				return slices.DeleteFunc(entries, func(o object) bool {
					return last != "" && text(o, "date_created") == last
				})
			}))),
		l.not("sent-page-begins-with-the-last-of-the-one-before", all, Paging, Defect{after: func(c *call) {
			if c.Verb != "List" || !c.ok() {
				return
			}
			key, entries := c.items()
			m, _ := c.json["meta"].(object)
			if last := c.recall("end " + c.req.URL.Path + c.query.Get("PageToken")); last != nil && key != "" &&
				c.query.Get("PageToken") != "" {
				c.setItems(append([]object{last}, entries...))
			}
			if next, _ := m["next_page_url"].(string); next != "" && len(entries) > 0 {
				if u, err := url.Parse(next); err == nil {
					c.keep("end "+c.req.URL.Path+u.Query().Get("PageToken"), entries[len(entries)-1])
				}
			}
		}}),
		l.not("sent-next-forgets-the-size", at, Paging, edit("next_page_url", func(_ *url.URL, q url.Values) {
			q.Set("PageSize", "50")
		})),
		l.not("sent-next-of-the-third-page-is-the-second", at, Paging, meta("List*", func(_ *call, m object) {
			if m["next_page_url"] != nil && intOf(m["page"]) > 1 {
				m["next_page_url"] = m["url"]
			}
		})),
		l.not("sent-next-is-there-when-the-list-is-full", "next_page_url is null on the last page.", Paging,
			meta("List*", func(c *call, m object) {
				if _, entries := c.items(); m["next_page_url"] == nil && len(entries) == intOf(m["page_size"]) &&
					intOf(m["page"]) == 0 {
					m["next_page_url"] = m["first_page_url"]
				}
			})),
		l.not("sent-previous-is-two-pages-back", at, Paging, meta("List*", func(_ *call, m object) {
			if intOf(m["page"]) > 1 {
				m["previous_page_url"] = m["first_page_url"]
			}
		})),
		l.not("sent-first-has-the-token-of-this", at, Paging, meta("List*", func(_ *call, m object) {
			if intOf(m["page"]) > 0 {
				m["first_page_url"] = m["url"]
			}
		})),
		l.not("sent-url-is-that-of-the-first", at, Paging, meta("List*", func(_ *call, m object) {
			m["url"] = m["first_page_url"]
		})),
		l.not("sent-page-is-a-text", "page is a number.", Form, meta("List*", func(_ *call, m object) {
			m["page"] = pad4(intOf(m["page"]))[3:]
		})),
		l.not("sent-page-begins-at-1", "The first page is page 0.", Form, meta("List*", func(_ *call, m object) {
			m["page"] = intOf(m["page"]) + 1
		})),
		l.not("sent-page-size-counts-entries", "page_size is the size that was asked for.", Form, meta("List*",
			func(c *call, m object) {
				if _, entries := c.items(); len(entries) > 0 {
					m["page_size"] = len(entries)
				}
			})),
		l.not("sent-page-size-of-the-last-page-is-its-rest", "page_size is the size that was asked for.", Form,
			meta("List*", func(c *call, m object) {
				if _, entries := c.items(); m["next_page_url"] == nil && intOf(m["page"]) > 0 {
					m["page_size"] = len(entries)
				}
			})),
		l.not("sent-next-is-a-path", at, Form, meta("List*", func(_ *call, m object) {
			m["next_page_url"] = keepNil(m["next_page_url"], func(s string) string {
				_, rest, _ := strings.Cut(s, "/v1/")
				return "/v1/" + rest
			})
		})),
		l.not("sent-last-page-has-no-next", "next_page_url is null on the last page.", Form, meta("List*",
			func(_ *call, m object) {
				if m["next_page_url"] == nil {
					delete(m, "next_page_url")
				}
			})),
		l.not("sent-key-of-later-pages-is-data", "key is the name of the list.", Form, meta("List*",
			func(c *call, m object) {
				if intOf(m["page"]) > 0 {
					c.json["data"] = c.json[text(m, "key")]
					m["key"] = "data"
				}
			})),
		l.not("sent-page-is-that-of-another-service", all, Second, Defect{after: func(c *call) {
			if c.Verb != "List" || !c.ok() || c.Service == "" {
				return
			}
			name := "page " + c.Resource + c.query.Get("PageSize") + " " + c.query.Get("Page")
			if old := c.recall(name); old != nil && c.query.Get("PageToken") != "" {
				c.json = old
			} else {
				c.keep(name, c.json)
			}
		}}),
		l.not("sent-size-of-1-is-the-default", "PageSize is the size of a page.", Paging, before("List*",
			func(c *call) {
				if c.query.Get("PageSize") == "1" {
					c.query.Del("PageSize")
				}
			})),
		l.not("sent-page-without-a-token-is-400", "Page and PageSize can be asked for.", HTTP, denies("List*", 400,
			func(c *call) bool { return c.query.Has("Page") && !c.query.Has("PageToken") })),
		l.not("sent-every-other-page-is-empty", all, Paging, item("List*", func(c *call, entries []object) []object {
			if m, _ := c.json["meta"].(object); intOf(m["page"])%2 == 1 {
				return nil
			}
			return entries
		})),
		l.not("sent-entries-with-equal-dates-are-one", all, Second, item("List*",
			func(_ *call, entries []object) []object {
				seen := map[string]bool{}
				return slices.DeleteFunc(entries, func(o object) bool {
					id := text(o, "date_created") + text(o, "friendly_name") + text(o, "unique_name") +
						text(o, "path") + text(o, "key") + text(o, "build_sid") + text(o, "status")
					again := seen[id]
					seen[id] = true
					return again
				})
			})),
		l.not("sent-reads-of-a-page-use-it-up", at, Paging, both(before("List*", func(c *call) {
			if token := c.query.Get("PageToken"); token != "" {
				if c.mem.counts["token "+token]++; c.mem.counts["token "+token] > 1 {
					c.refuse(400, 21481, "Invalid PageToken")
				}
			}
		}))),
	}
}
