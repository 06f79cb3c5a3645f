package negations

import (
	"net/http"
	"net/url"
	"strings"
	"time"
)

// anewDeploymentNegations are defects of Deployments and Logs.
func anewDeploymentNegations() []Negation {
	d, l := subject{"deployments", srcDeployment}, subject{"logs", srcLog}
	one := "A Deployment sets a Build live on one Environment."
	again := "A Build that was live before can be deployed again."
	record := "A Deployment says which Build it set live."
	clear := "A Deployment without a BuildSid clears the Environment."
	filter := "The filters say which Logs are listed."
	cleared := func(c *call) bool { return c.Op == "CreateDeployment" && c.form.Get("BuildSid") == "" }
	return []Negation{
		d.not("anew-build-of-all-is-the-newest", record, Second, show("Deployment", func(c *call, o object) {
			if c.Verb == "Create" {
				return
			}
			if all := c.all(c.base("Environments", c.Parent, "Deployments")); len(all) > 0 && o["build_sid"] != nil {
				o["build_sid"] = all[0]["build_sid"]
			}
		})),
		d.not("anew-list-ends-with-the-live-one", "The list has the Deployments of the Environment.", Second,
			item("ListDeployment", func(c *call, entries []object) []object {
				if page, _, _ := pageOf(c); page == 0 && len(entries) > 1 {
					return entries[:1]
				}
				return entries
			})),
		d.not("anew-list-has-those-of-all-environments", "The list has the Deployments of the Environment.", Second,
			item("ListDeployment", func(c *call, entries []object) []object {
				for _, env := range c.otherEnvironments() {
					entries = append(entries, c.all(c.base("Environments", env, "Deployments"))...)
				}
				return entries
			})),
		d.not("anew-of-an-earlier-build-is-409", again, Refusal, before("CreateDeployment", func(c *call) {
			for _, o := range c.all(c.base("Environments", c.Parent, "Deployments")) {
				if sid := c.form.Get("BuildSid"); sid != "" && text(o, "build_sid") == sid {
					c.refuse(http.StatusConflict, 20409, "Environment already has requested deployment.")
				}
			}
		})),
		d.not("anew-build-that-is-live-elsewhere-is-409", "A Build may be live in several Environments.", Second,
			before("CreateDeployment", func(c *call) {
				for _, o := range c.all(c.base("Environments")) {
					if sid := c.form.Get("BuildSid"); sid != "" && text(o, "build_sid") == sid {
						c.refuse(http.StatusConflict, 20409, "Environment already has requested deployment.")
					}
				}
			})).from(srcToolkit),
		d.not("anew-refused-one-is-recorded", "What is refused changes nothing.", Collateral,
			item("ListDeployment", func(c *call, entries []object) []object {
				if c.mem.notes["refused "+c.Parent] != "" && len(entries) > 0 {
					twin := clone(entries[0])
					twin["sid"] = "ZD" + strings.Repeat("e", 32)
					twin["url"] = strings.Replace(text(twin, "url"), text(entries[0], "sid"), text(twin, "sid"), 1)
					entries = append([]object{twin}, entries...)
				}
				return entries
			}).then(Defect{after: func(c *call) {
				if c.Op == "CreateDeployment" && c.status == http.StatusConflict {
					c.mem.notes["refused "+c.Parent] = "x"
				}
			}})),
		d.not("anew-is-plugin-is-refused", "IsPlugin is a boolean.", Refusal,
			refuses("CreateDeployment", func(c *call) bool { return c.form.Has("IsPlugin") })).from(srcSpec),
		d.not("anew-is-plugin-clears", one, Collateral, before("CreateDeployment", func(c *call) {
			if c.form.Has("IsPlugin") {
				c.form.Del("BuildSid")
			}
		})).from(srcSpec),
		d.not("anew-clears-all-environments", one, Collateral, Defect{after: func(c *call) {
			if cleared(c) && c.ok() {
				for _, env := range c.otherEnvironments() {
					c.admin("POST", c.base("Environments", env, "Deployments"), nil)
				}
			}
		}}),
		d.not("anew-moves-the-build-from-where-it-was-live", one, Collateral, after("CreateDeployment", func(c *call) {
			for _, o := range c.all(c.base("Environments")) {
				if sid := c.form.Get("BuildSid"); sid != "" && text(o, "sid") != c.Parent &&
					text(o, "build_sid") == sid {
					c.admin("POST", c.base("Environments", text(o, "sid"), "Deployments"), nil)
				}
			}
		})),
		d.not("anew-empty-build-sid-is-400", clear, HTTP, refuses("CreateDeployment", func(c *call) bool {
			return c.form.Has("BuildSid") && c.form.Get("BuildSid") == ""
		})),
		d.not("anew-clear-without-a-content-type-is-415", clear, HTTP, before("CreateDeployment", func(c *call) {
			if c.req.Header.Get("Content-Type") == "" {
				c.type415()
			}
		})),
		d.not("anew-clear-takes-the-variables", "A delete takes what it names.", Collateral,
			Defect{after: func(c *call) {
				if cleared(c) && c.ok() {
					for _, o := range c.variables() {
						c.admin("DELETE", c.variable(text(o, "sid")), nil)
					}
				}
			}}),
		d.not("anew-clear-takes-the-build", "A delete takes what it names.", Collateral, both(
			before("CreateDeployment", func(c *call) {
				c.asked("")
				if cleared(c) {
					_, o := c.admin("GET", c.base("Environments", c.Parent), nil)
					c.asked(text(o, "build_sid"))
				}
			}), after("CreateDeployment", func(c *call) {
				if sid := c.wanted(); sid != "" {
					c.admin("DELETE", c.base("Builds", sid), nil)
				}
			}))),
		d.not("anew-after-a-clear-is-not-shown", one, Time, both(
			Defect{after: func(c *call) {
				if cleared(c) && c.ok() {
					c.mem.notes["cleared "+c.Parent] = "x"
				}
			}}, show("Environment", func(c *call, o object) {
				if c.mem.notes["cleared "+text(o, "sid")] != "" {
					o["build_sid"] = nil
				}
			}))),
		d.not("anew-second-of-a-service-reaches-the-first-environment", one, Second, after("CreateDeployment",
			func(c *call) {
				envs := c.all(c.base("Environments"))
				if first := oldest(envs); len(envs) > 1 && text(first, "sid") != c.Parent {
					c.admin("POST", c.base("Environments", text(first, "sid"), "Deployments"),
						url.Values{"BuildSid": c.form["BuildSid"]})
				}
			})),
		d.not("anew-date-is-that-of-the-build", "date_created is when the Deployment was made.", Time,
			show("Deployment", func(c *call, o object) {
				if b := c.mem.seen[text(o, "build_sid")]; b != nil {
					o["date_created"] = b["date_created"]
				}
			})),
		d.not("anew-below-another-environment-is-found", "A Deployment is of one Environment.", Identity,
			elsewhere("FetchDeployment")),
		d.not("anew-is-of-the-environment-of-the-first", "environment_sid is the Environment.", Second,
			show("Deployment", func(c *call, o object) {
				if list := c.earlier("Deployment"); len(list) > 0 {
					o["environment_sid"] = list[0]["environment_sid"]
				}
			})),
		d.not("anew-build-of-another-service-is-live", "A Build is of its Service.", Identity,
			acceptsDeployment(func(c *call) bool {
				b := c.mem.seen[c.form.Get("BuildSid")]
				env := c.mem.seen[c.Parent]
				return b != nil && env != nil && text(b, "service_sid") != text(env, "service_sid")
			})).assumed(),

		l.not("anew-function-is-not-looked-at", filter, Identity, before("ListLog", func(c *call) {
			c.query.Del("FunctionSid")
		})),
		l.not("anew-end-is-not-looked-at", filter, Identity, before("ListLog",
			func(c *call) { c.query.Del("EndDate") })),
		l.not("anew-offset-of-a-date-is-ignored", filter, Time, before("ListLog", func(c *call) {
			for _, name := range []string{"StartDate", "EndDate"} {
				if at, err := time.Parse(time.RFC3339, c.query.Get(name)); err == nil {
					_, offset := at.Zone()
					c.query.Set(name, date(at.Add(time.Duration(offset)*time.Second)))
				}
			}
		})),
		l.not("anew-fraction-of-a-second-is-400", filter, Shape, refuses("ListLog", func(c *call) bool {
			return strings.Contains(c.query.Get("StartDate")+c.query.Get("EndDate"), ".")
		})),
		l.not("anew-second-page-forgets-the-filter", filter, Paging, before("ListLog", func(c *call) {
			if c.query.Get("PageToken") != "" {
				c.query.Del("FunctionSid")
			}
		})),
		l.not("anew-urls-of-pages-lack-the-filter", filter, Paging, meta("ListLog", func(_ *call, m object) {
			for _, name := range []string{"url", "first_page_url"} {
				if u, err := url.Parse(text(m, name)); err == nil {
					q := u.Query()
					q.Del("FunctionSid")
					u.RawQuery = q.Encode()
					m[name] = u.String()
				}
			}
		})),
		l.not("anew-build-is-the-one-that-is-live-now", "build_sid is the Build that wrote the Log.", Time,
			show("Log", func(c *call, o object) {
				if _, env := c.admin("GET", c.base("Environments", c.Parent), nil); env["build_sid"] != nil {
					o["build_sid"] = env["build_sid"]
				}
			})),
		l.not("anew-function-is-that-of-the-newest-log", "function_sid is the Function that wrote the Log.", Second,
			item("ListLog", func(_ *call, entries []object) []object {
				for _, o := range entries {
					o["function_sid"] = entries[0]["function_sid"]
				}
				return entries
			})),
		l.not("anew-of-all-environments-are-listed", "The list has the Logs of the Environment.", Second,
			item("ListLog", func(c *call, entries []object) []object {
				for _, env := range c.otherEnvironments() {
					entries = append(entries, c.all(c.base("Environments", env, "Logs"))...)
				}
				return entries
			})),
		l.not("anew-fetched-one-has-another-message", "A fetch shows what the list shows.", Identity,
			after("FetchLog", func(c *call) { c.json["message"] = strings.ToUpper(text(c.json, "message")) })),
		l.not("anew-below-another-environment-is-found", "A Log is of one Environment.", Identity,
			elsewhere("FetchLog")),
	}
}
