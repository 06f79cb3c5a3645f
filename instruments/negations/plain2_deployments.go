package negations

import (
	"net/http"
	"net/url"
	"slices"
	"time"
)

// plain2DeploymentNegations are bugs of Deployments and Logs that come in when one writes a server of one's own.
func plain2DeploymentNegations() []Negation {
	d, l := subject{"deployments", srcDeployment}, subject{"logs", srcLog}
	one := "A Deployment sets a Build live on one Environment."
	again := "What is live cannot be deployed again: 409, code 20409."
	record := "The list has each Deployment of the Environment, newest first."
	clears := "A Deployment without a BuildSid clears the Environment."
	filter, of := "The filters say which Logs are listed.", "A Log says where it comes from."
	clearing := func(c *call) bool { return c.Op == "CreateDeployment" && c.form.Get("BuildSid") == "" }
	liveHere := func(c *call) string {
		_, o := c.admin("GET", c.base("Environments", c.Parent), nil)
		return text(o, "build_sid")
	}
	kept := func() Defect {
		return after("CreateDeployment", func(c *call) { c.keep("last in "+c.Parent, c.json) })
	}
	times := func(name string, f func(at time.Time) string) Defect {
		return before("ListLog", func(c *call) {
			if at, err := time.Parse(time.RFC3339, c.query.Get(name)); err == nil {
				c.query.Set(name, f(at))
			}
		})
	}
	return []Negation{
		d.not("plain2-same-build-is-the-same-deployment", again, Refusal, kept().then(Defect{after: func(c *call) {
			if o := c.recall("last in " + c.Parent); c.Op == "CreateDeployment" && c.status == 409 && o != nil {
				c.status, c.json = 201, o
			}
		}})),
		d.not("plain2-same-build-is-400", again, Refusal, remaps("CreateDeployment", 409, 400)),
		d.not("plain2-same-build-has-the-code-20001", again, Refusal, failing("CreateDeployment", func(c *call) {
			if c.status == 409 {
				c.json["code"] = 20001
			}
		})),
		d.not("plain2-build-that-is-live-elsewhere-is-409", one, Second, before("CreateDeployment", func(c *call) {
			if sid := c.form.Get("BuildSid"); sid != "" && sid != liveHere(c) && c.isLiveBuild(sid) {
				c.refuse(409, 20409, "Environment already has requested deployment.")
			}
		})),
		d.not("plain2-build-of-before-is-409", "A Build can be deployed again when another one is live.", Refusal,
			onceOnly("CreateDeployment", func(c *call) string {
				if clearing(c) {
					return ""
				}
				return c.Parent + c.form.Get("BuildSid")
			})),
		d.not("plain2-build-after-a-clear-is-409", "A Build can be deployed again after a clear.", Refusal, both(
			before("CreateDeployment", func(c *call) {
				if sid := c.form.Get("BuildSid"); sid != "" && sid == c.mem.notes["cleared "+c.Parent] {
					c.refuse(409, 20409, "Environment already has requested deployment.")
				}
				if clearing(c) {
					c.mem.notes["cleared "+c.Parent] = liveHere(c)
				}
			}))),
		d.not("plain2-older-build-is-refused", "Any completed Build can be deployed.", Refusal,
			before("CreateDeployment", func(c *call) {
				if sid := c.form.Get("BuildSid"); sid != "" && sid != text(c.lastBuild(), "sid") {
					c.refuse(400, 20001, "A newer Build exists.")
				}
			})),
		d.not("plain2-newest-build-is-deployed", one, Second, before("CreateDeployment", func(c *call) {
			if last := c.lastBuild(); c.form.Get("BuildSid") != "" && text(last, "status") == "completed" &&
				c.mem.seen[c.form.Get("BuildSid")] != nil {
				c.form.Set("BuildSid", text(last, "sid"))
			}
		})),
		d.not("plain2-goes-to-the-first-environment", one, Second, before("CreateDeployment", func(c *call) {
			if envs := c.all(c.base("Environments")); len(envs) > 1 && c.mem.seen[c.Parent] != nil {
				c.to("/v1" + c.base("Environments", text(oldest(envs), "sid"), "Deployments"))
			}
		})),
		d.not("plain2-goes-to-all-environments", one, Collateral, after("CreateDeployment", func(c *call) {
			for _, sid := range c.otherEnvironments() {
				c.admin("POST", c.base("Environments", sid, "Deployments"), c.form)
			}
		})),
		d.not("plain2-takes-the-build-from-elsewhere", one, Collateral, after("CreateDeployment", func(c *call) {
			for _, o := range c.all(c.base("Environments")) {
				if sid := c.form.Get("BuildSid"); sid != "" && text(o, "sid") != c.Parent && o["build_sid"] == sid {
					c.admin("POST", c.base("Environments", text(o, "sid"), "Deployments"), url.Values{})
				}
			}
		})),
		d.not("plain2-is-not-live-until-another-one", one, Time, both(
			before("CreateDeployment", func(c *call) { c.mem.notes["was "+c.Parent] = liveHere(c) }),
			show("Environment", func(c *call, o object) {
				was, there := c.mem.notes["was "+text(o, "sid")]
				switch {
				case there && was == "":
					o["build_sid"] = nil
				case there:
					o["build_sid"] = was
				}
			}))),
		d.not("plain2-clear-is-refused", clears, Refusal, refuses("CreateDeployment", clearing)),
		d.not("plain2-clear-does-nothing", clears, Refusal, before("CreateDeployment", func(c *call) {
			if clearing(c) {
				if all := c.all(c.base("Environments", c.Parent, "Deployments")); len(all) > 0 {
					c.refuse(201, 0, "")
					c.json = all[0]
				}
			}
		})),
		d.not("plain2-clear-answers-200", clears, Form, Defect{after: func(c *call) {
			if clearing(c) && c.ok() {
				c.status = 200
			}
		}}),
		d.not("plain2-clear-answers-204", clears, Form, Defect{after: func(c *call) {
			if clearing(c) && c.ok() {
				c.empty(204)
			}
		}}),
		d.not("plain2-clear-is-not-recorded", record, Second, after("CreateDeployment", func(c *call) {
			if clearing(c) {
				c.mem.hidden[text(c.json, "sid")] = true
			}
		})),
		d.not("plain2-unknown-build-clears", "What is unknown is refused.", Collateral, Defect{after: func(c *call) {
			if c.Op == "CreateDeployment" && c.status >= 400 && c.status != 401 && c.status != 409 &&
				c.form.Get("BuildSid") != "" {
				c.admin("POST", c.base("Environments", c.Parent, "Deployments"), url.Values{})
			}
		}}),
		d.not("plain2-unknown-build-is-taken", "What is unknown is refused.", Refusal,
			acceptsDeployment(func(c *call) bool { return c.mem.seen[c.form.Get("BuildSid")] == nil })),
		d.not("plain2-deleted-build-is-taken", "What was deleted is gone.", Refusal,
			acceptsDeployment(func(c *call) bool { return c.mem.gone[c.form.Get("BuildSid")] != nil })),
		d.not("plain2-build-under-way-is-taken", "A Build can be deployed when it is completed.", Refusal,
			acceptsDeployment(func(c *call) bool {
				return c.mem.seen[c.form.Get("BuildSid")] != nil && c.mem.gone[c.form.Get("BuildSid")] == nil
			})).assumed(),
		d.not("plain2-list-has-the-newest", record, Second, item("ListDeployment",
			func(_ *call, entries []object) []object { return entries[:min(1, len(entries))] })),
		d.not("plain2-list-is-oldest-first", record, Paging, item("ListDeployment",
			func(_ *call, entries []object) []object { slices.Reverse(entries); return entries })),
		d.not("plain2-list-is-that-of-the-service", record, Second, item("ListDeployment",
			func(c *call, entries []object) []object {
				for _, sid := range c.otherEnvironments() {
					entries = append(entries, c.all(c.base("Environments", sid, "Deployments"))...)
				}
				return entries
			})),
		d.not("plain2-records-show-what-is-live", "build_sid is the Build of the Deployment.", Second,
			show("Deployment", func(c *call, o object) {
				if sid := liveHere(c); sid != "" && o["build_sid"] != nil {
					o["build_sid"] = sid
				}
			})),
		d.not("plain2-records-go-with-the-build", record, Collateral, both(
			before("DeleteBuild", func(c *call) {
				c.asked("")
				if !c.isLiveBuild(c.SID) {
					c.asked("x")
				}
			}),
			after("DeleteBuild", func(c *call) {
				for _, env := range c.all(c.base("Environments")) {
					for _, o := range c.all(c.base("Environments", text(env, "sid"), "Deployments")) {
						if text(o, "build_sid") == c.SID {
							c.mem.hidden[text(o, "sid")] = true
						}
					}
				}
			}))),
		d.not("plain2-in-another-environment-is-found", "A Deployment is of one Environment.", Identity,
			elsewhere("FetchDeployment")),
		d.not("plain2-can-be-deleted", "A Deployment cannot be deleted.", Refusal, Defect{after: func(c *call) {
			if c.Op == "DeleteDeployment" && c.status == http.StatusMethodNotAllowed {
				c.empty(204)
			}
		}}),
		d.not("plain2-is-plugin-must-be-true", "IsPlugin is a boolean.", Shape,
			refuses("CreateDeployment", fieldHas("IsPlugin", func(v string) bool { return v != "true" }))),
		d.not("plain2-date-is-that-of-the-environment", "date_created is when the Deployment was made.", Time,
			prop("Deployment", "date_created", func(c *call, old any) any {
				_, o := c.admin("GET", c.base("Environments", c.Parent), nil)
				if at := text(o, "date_created"); at != "" {
					return at
				}
				return old
			})),

		l.not("plain2-function-is-ignored", filter, Second, before("ListLog", func(c *call) {
			c.query.Del("FunctionSid")
		})),
		l.not("plain2-start-is-ignored", filter, Time, before("ListLog", func(c *call) {
			c.query.Set("StartDate", "2020-01-01T00:00:00Z")
		})),
		l.not("plain2-end-is-ignored", filter, Time, before("ListLog", func(c *call) { c.query.Del("EndDate") })),
		l.not("plain2-start-and-end-are-swapped", filter, Time, before("ListLog", func(c *call) {
			if a, b := c.query.Get("StartDate"), c.query.Get("EndDate"); a != "" && b != "" {
				c.query.Set("StartDate", b)
				c.query.Set("EndDate", a)
			}
		})),
		l.not("plain2-start-is-cut-to-the-day", filter, Time, times("StartDate", func(at time.Time) string {
			return date(at.UTC().Truncate(24 * time.Hour))
		})),
		l.not("plain2-end-is-cut-to-the-day", filter, Time, times("EndDate", func(at time.Time) string {
			return date(at.UTC().Truncate(24 * time.Hour))
		})),
		l.not("plain2-offset-is-dropped", filter, Time, both(
			times("StartDate", func(at time.Time) string { return at.Format("2006-01-02T15:04:05") + "Z" }),
			times("EndDate", func(at time.Time) string { return at.Format("2006-01-02T15:04:05") + "Z" }))),
		l.not("plain2-unknown-function-is-no-filter", filter, Second, before("ListLog", func(c *call) {
			if sid := c.query.Get("FunctionSid"); sid != "" && c.mem.seen[sid] == nil {
				c.query.Del("FunctionSid")
			}
		})),
		l.not("plain2-all-environments-are-listed", "A Log is of one Environment.", Second, item("ListLog",
			func(c *call, entries []object) []object {
				for _, sid := range c.otherEnvironments() {
					entries = append(entries, c.all(c.base("Environments", sid, "Logs"))...)
				}
				return entries
			})),
		l.not("plain2-level-is-a-number", "level is a text.", Form, always("Log", "level", 20)),
		l.not("plain2-message-is-cut-at-20", "message is the message.", Content, after("FetchLog", func(c *call) {
			c.json["message"] = shorten(text(c.json, "message"), 10)
		})),
		l.not("plain2-deployment-is-the-build", of, Identity, show("Log", func(_ *call, o object) {
			o["deployment_sid"] = o["build_sid"]
		})),
		l.not("plain2-function-is-missing", of, Form, without("Log", "function_sid")),
		l.not("plain2-request-is-empty", of, Form, always("Log", "request_sid", "")),
		l.not("plain2-in-another-environment-is-found", "A Log is of one Environment.", Identity,
			elsewhere("FetchLog")),
		l.not("plain2-fetch-is-not-made", "A Log can be fetched.", Identity,
			before("FetchLog", func(c *call) { c.missing() })),
		l.not("plain2-date-of-a-fetch-is-now", "date_created is when the Log was written.", Time,
			after("FetchLog", func(c *call) { c.json["date_created"] = nowText() })),
		l.not("plain2-pages-lose-the-dates", filter, Paging, meta("ListLog", func(_ *call, m object) {
			for _, name := range []string{"url", "first_page_url", "next_page_url", "previous_page_url"} {
				m[name] = withoutQuery(withoutQuery(m[name], "StartDate"), "EndDate")
			}
		})),
		l.not("plain2-unknown-environment-has-none", "What is unknown is not found.", Refusal,
			failing("ListLog", func(c *call) {
				if c.status == 404 {
					c.status, c.json = 200, emptyList(c)
				}
			})),
	}
}
