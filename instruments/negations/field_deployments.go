package negations

import (
	"slices"
	"strings"
	"time"
)

func fieldDeploymentNegations() []Negation {
	d := subject{"deployments", srcDeployment}
	keeps, own := "A Deployment that was made never changes.", "A Deployment is of one Environment."
	again := "A Build may be deployed that was live before."
	clears := "A Deployment without a Build clears its Environment."
	return []Negation{
		d.not("field-of-the-live-build-is-201", "A Build that is live cannot be deployed again.", Refusal,
			refused("CreateDeployment", 409, func(c *call) {
				if all := c.all(c.here()); len(all) > 0 && c.form.Get("BuildSid") != "" {
					c.gives(201, all[0])
				}
			})),
		d.not("field-of-an-older-build-is-409", again, Refusal, before("CreateDeployment", func(c *call) {
			builds := c.all(c.base("Builds"))
			if len(builds) > 1 && text(builds[0], "sid") != c.form.Get("BuildSid") && c.isLive(c.Parent) &&
				slices.Contains(sids(builds), c.form.Get("BuildSid")) {
				c.refuse(409, 20409, "Environment already has requested deployment.")
			}
		})),
		d.not("field-same-build-after-a-clear-is-409", again, Time, both(
			before("CreateDeployment", func(c *call) {
				if build := c.form.Get("BuildSid"); build != "" && c.mem.notes["last "+c.Parent] == build {
					c.refuse(409, 20409, "Environment already has requested deployment.")
				}
			}),
			after("CreateDeployment", func(c *call) {
				if build := c.form.Get("BuildSid"); build != "" {
					c.mem.notes["last "+c.Parent] = build
				}
			}))),
		d.not("field-older-ones-have-the-newest-build", keeps, Second, show("Deployment", func(c *call, o object) {
			if _, env := c.admin("GET", c.base("Environments", c.Parent), nil); env["build_sid"] != nil {
				o["build_sid"] = env["build_sid"]
			}
		})),
		d.not("field-older-ones-are-not-found", keeps, Second, oldOnly("FetchDeployment", func(c *call, _ string) {
			c.missing()
		})),
		d.not("field-only-the-newest-is-listed", keeps, Second, item("ListDeployment",
			func(c *call, all []object) []object {
				if page, _, _ := pageOf(c); page > 0 {
					return nil
				}
				return all[:min(1, len(all))]
			})),
		d.not("field-clear-leaves-the-build", clears, Update, before("CreateDeployment", func(c *call) {
			if c.form.Get("BuildSid") != "" || !c.isLive(c.Parent) {
				return
			}
			if all := c.all(c.here()); len(all) > 0 {
				o := clone(all[0])
				o["sid"], o["build_sid"] = "ZD"+strings.Repeat("e", 32), nil
				o["url"] = strings.Replace(text(o, "url"), text(all[0], "sid"), text(o, "sid"), 1)
				c.gives(201, o)
			}
		})),
		d.not("field-clear-is-of-all-environments", clears, Collateral, after("CreateDeployment", func(c *call) {
			if c.form.Get("BuildSid") == "" {
				for _, env := range c.otherEnvironments() {
					c.admin("POST", c.base("Environments", env, "Deployments"), nil)
				}
			}
		})),
		d.not("field-of-a-build-that-is-live-elsewhere-is-409", own, Second, before("CreateDeployment", func(c *call) {
			for _, e := range c.all(c.base("Environments")) {
				if b := text(e, "build_sid"); b != "" && b == c.form.Get("BuildSid") && text(e, "sid") != c.Parent {
					c.refuse(409, 20409, "Environment already has requested deployment.")
				}
			}
		})),
		d.not("field-build-moves-from-the-other-environment", own, Collateral, after("CreateDeployment",
			func(c *call) {
				for _, e := range c.all(c.base("Environments")) {
					if b := text(e, "build_sid"); b != "" && b == c.form.Get("BuildSid") && text(e, "sid") != c.Parent {
						c.mem.stay(text(e, "sid"), "build_sid", nil)
					}
				}
			})),
		d.not("field-of-an-unknown-build-is-201", "What is unknown cannot be deployed.", Refusal,
			acceptsDeployment(func(c *call) bool { return c.mem.kind[c.form.Get("BuildSid")] != "Build" })),
		d.not("field-of-a-deleted-build-is-201", "What was deleted cannot be deployed.", Second,
			acceptsDeployment(func(c *call) bool { return c.mem.gone[c.form.Get("BuildSid")] != nil })),
		d.not("field-of-a-build-under-way-is-201", "A Build is deployed when it is completed.", Refusal,
			acceptsDeployment(func(c *call) bool {
				_, b := c.admin("GET", c.base("Builds", c.form.Get("BuildSid")), nil)
				return b["status"] == "building"
			})).assumed(),
		d.not("field-of-a-failed-build-is-201", "A Build is deployed when it is completed.", Refusal,
			acceptsDeployment(func(c *call) bool {
				_, b := c.admin("GET", c.base("Builds", c.form.Get("BuildSid")), nil)
				return b["status"] == "failed"
			})).needs("failed-builds"),
		d.not("field-date-is-that-of-the-build", "date_created is when it was created.", Time,
			show("Deployment", func(c *call, o object) {
				if build := text(o, "build_sid"); build != "" {
					_, b := c.admin("GET", c.base("Builds", build), nil)
					copied(o, b, "date_created")
				}
			})),
		d.not("field-list-has-the-first-environment", own, Identity, item("ListDeployment",
			func(c *call, all []object) []object {
				if envs := c.all(c.base("Environments")); len(envs) > 1 {
					for _, o := range all {
						o["environment_sid"] = oldest(envs)["sid"]
					}
				}
				return all
			})),
		d.not("field-plugins-are-refused", "IsPlugin says that a Deployment is of a plugin.", HTTP,
			refuses("CreateDeployment", func(c *call) bool { return c.form.Has("IsPlugin") })),
		d.not("field-list-below-a-name-is-empty", "A Service may be named by its unique_name.", Identity,
			item("ListDeployment", func(c *call, all []object) []object {
				if isName(c.Service) {
					return nil
				}
				return all
			})),
		d.not("field-second-of-an-environment-goes-to-the-first-one", own, Second, before("CreateDeployment",
			func(c *call) {
				envs := c.all(c.base("Environments"))
				if len(envs) > 1 && len(c.all(c.here())) > 0 && text(oldest(envs), "sid") != c.Parent {
					c.to("/v1" + c.base("Environments", text(oldest(envs), "sid"), "Deployments"))
				}
			})),
		d.not("field-builds-of-other-services-are-deployed", "A Deployment is of a Build of its Service.", Refusal,
			acceptsDeployment(func(c *call) bool {
				o := c.mem.seen[c.form.Get("BuildSid")]
				return o != nil && text(o, "service_sid") != c.Service
			})).assumed(),
	}
}

func fieldLogNegations() []Negation {
	l := subject{"logs", srcLog}
	filter := "Logs are filtered by what was asked for."
	list := []Negation{
		l.not("field-function-beside-a-start-is-ignored", filter, Paging, before("ListLog", func(c *call) {
			if c.query.Has("StartDate") {
				c.query.Del("FunctionSid")
			}
		})),
		l.not("field-end-is-ignored", filter, Paging, before("ListLog", func(c *call) { c.query.Del("EndDate") })),
		l.not("field-next-page-forgets-the-function", filter, Paging, meta("ListLog", func(_ *call, m object) {
			m["next_page_url"] = withoutQuery(m["next_page_url"], "FunctionSid")
		})),
		l.not("field-found-below-another-environment", "A Log is of one Environment.", Identity, elsewhere("FetchLog")),
		l.not("field-list-is-of-the-service", "A Log is of one Environment.", Second, item("ListLog",
			func(c *call, all []object) []object {
				if page, size, _ := pageOf(c); page > 0 || size < 50 {
					return all
				}
				for _, env := range c.otherEnvironments() {
					all = append(all, c.all(c.base("Environments", env, "Logs"))...)
				}
				return all
			})),
		l.not("field-has-no-level", "A Log has a level.", Form, without("Log", "level")),
		l.not("field-has-no-request", "A Log has the SID of its request.", Form, always("Log", "request_sid", nil)),
		l.not("field-url-is-that-of-the-list", "url is that of the Log.", Form, words("Log", "url",
			func(u string) string { return u[:max(0, strings.LastIndex(u, "/"))] })),
		l.not("field-date-with-an-offset-is-refused", "A date may have an offset.", HTTP, refuses("ListLog",
			func(c *call) bool { return strings.ContainsAny(c.query.Get("StartDate"), "+") })),
		l.not("field-fetched-message-is-cut", "A Log has its message.", Content, after("FetchLog", func(c *call) {
			c.json["message"] = cutTo(8)(text(c.json, "message"))
		})),
		l.not("field-fetched-one-has-the-newest-deployment", "A Log has the Deployment that it is of.", Second,
			after("FetchLog", func(c *call) {
				if all := c.all(c.base("Environments", c.Parent, "Deployments")); len(all) > 1 {
					c.json["deployment_sid"] = all[0]["sid"]
				}
			})),
	}
	for i := range list {
		list[i] = list[i].needs("logs")
	}
	return list
}

func fieldDateNegations() []Negation {
	d := subject{"dates", srcAPI}
	gmt, last := "Dates are in GMT.", "date_updated is that of the last update."
	return []Negation{
		d.not("field-are-an-hour-off", gmt, Time, both(shift("date_created", time.Hour), shift("date_updated",
			time.Hour))),
		d.not("field-month-begins-with-0", gmt, Time, redated(func(at time.Time) string {
			return date(at.AddDate(0, -1, 0))
		})),
		d.not("field-have-no-zone", gmt, Form, redated(func(at time.Time) string {
			return at.UTC().Format("2006-01-02T15:04:05")
		})),
		d.not("field-have-a-space", gmt, Form, redated(func(at time.Time) string {
			return at.UTC().Format("2006-01-02 15:04:05Z")
		})),
		d.not("field-updates-are-of-the-minute", last, Time, everywhere(func(_ *call, o object) {
			if at, err := time.Parse(time.RFC3339, text(o, "date_updated")); err == nil {
				o["date_updated"] = date(at.Truncate(time.Minute))
			}
		})),
		d.not("field-updated-moves-with-each-read", last, Time, everywhere(func(c *call, o object) {
			if c.Verb == "Fetch" && o["date_updated"] != nil {
				o["date_updated"] = nowText()
			}
		})),
		d.not("field-lists-have-created-for-updated", last, Time, item("List*", func(_ *call, all []object) []object {
			for _, o := range all {
				if o["date_updated"] != nil {
					o["date_updated"] = o["date_created"]
				}
			}
			return all
		})),
		d.not("field-created-is-now-in-lists", "date_created never moves.", Time, item("List*",
			func(_ *call, all []object) []object {
				for _, o := range all {
					o["date_created"] = nowText()
				}
				return all
			})),
	}
}
