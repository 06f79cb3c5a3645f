package negations

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// onceDeploymentNegations are defects of Deployments and of Logs.
func onceDeploymentNegations() []Negation {
	d, b, l := subject{"deployments", srcDeployment}, subject{"builds", srcBuild}, subject{"logs", srcLog}
	one := "A Deployment is of one Environment."
	live := "A Deployment makes its Build the live one of the Environment."
	free := "A Build that is not live can be deleted."
	return []Negation{
		d.not("once-clears-those-of-the-name-in-other-services", one, Collateral, after("CreateDeployment",
			func(c *call) {
				name := text(c.mem.seen[c.Parent], "unique_name")
				for sid, o := range c.mem.seen {
					if at, err := url.Parse(text(o, "url")); err == nil && c.mem.kind[sid] == "Environment" &&
						sid != c.Parent && name != "" && text(o, "unique_name") == name {
						c.admin("POST", strings.TrimPrefix(at.Path, "/v1")+"/Deployments", nil)
					}
				}
			})),
		d.not("once-build-that-was-cleared-is-still-the-live-one", live, Time, Defect{
			before: func(c *call) {
				if sid := c.form.Get("BuildSid"); c.Op == "CreateDeployment" && sid != "" &&
					c.mem.notes["last "+c.Parent] == sid {
					c.refuse(409, 20409, "Environment already has requested deployment.")
				}
			},
			after: func(c *call) {
				if sid := c.form.Get("BuildSid"); c.Op == "CreateDeployment" && sid != "" && c.ok() {
					c.mem.notes["last "+c.Parent] = sid
				}
			}}),
		d.not("once-earlier-ones-have-the-live-build", "build_sid is that of the Deployment.", Time, show("Deployment",
			func(c *call, o object) {
				_, env := c.admin("GET", c.base("Environments", c.Parent), nil)
				if o["build_sid"] != nil && env["build_sid"] != nil {
					o["build_sid"] = env["build_sid"]
				}
			})),
		d.not("once-clear-answers-the-deployment-before", "Each create makes a Deployment.", Identity, both(
			before("CreateDeployment", func(c *call) {
				c.asked("")
				all := c.all(c.base("Environments", c.Parent, "Deployments"))
				if c.form.Get("BuildSid") == "" && len(all) > 0 {
					c.asked(text(all[0], "sid"))
				}
			}), after("CreateDeployment", func(c *call) {
				if old := c.wanted(); old != "" {
					c.json["url"] = strings.Replace(text(c.json, "url"), text(c.json, "sid"), old, 1)
					c.json["sid"] = old
				}
			}))),
		b.not("once-build-that-was-live-cannot-be-deleted", free, Time, refuses("DeleteBuild", func(c *call) bool {
			for _, e := range c.all(c.base("Environments")) {
				for _, o := range c.all(c.base("Environments", text(e, "sid"), "Deployments")) {
					if text(o, "build_sid") == c.SID {
						return true
					}
				}
			}
			return false
		})),
		b.not("once-build-that-is-live-in-a-second-one-can-be-deleted", "A live Build cannot be deleted.", Second,
			Defect{after: func(c *call) {
				if c.Op != "DeleteBuild" || c.status < 400 || c.status == 404 || c.status == 401 {
					return
				}
				all := c.all(c.base("Environments"))
				if len(all) > 0 && text(oldest(all), "build_sid") != c.SID {
					c.empty(http.StatusNoContent)
				}
			}}),
		d.not("once-plugin-is-not-live", live, Default, both(
			before("CreateDeployment", func(c *call) {
				_, env := c.admin("GET", c.base("Environments", c.Parent), nil)
				c.asked(text(env, "build_sid"))
			}), after("CreateDeployment", func(c *call) {
				if c.form.Get("IsPlugin") == "true" {
					c.mem.stay(c.Parent, "build_sid", nil)
				} else {
					delete(c.mem.fixed[c.Parent], "build_sid")
				}
			}))),
		d.not("once-refused-one-is-listed", "A refused request changes nothing.", Refusal, both(
			failing("CreateDeployment", func(c *call) {
				if c.status == http.StatusConflict {
					c.mem.counts["refused "+c.Parent]++
				}
			}), item("ListDeployment", func(c *call, entries []object) []object {
				if len(entries) > 0 && c.mem.counts["refused "+c.Parent] > 0 {
					o := clone(entries[0])
					sid := text(o, "sid")
					o["sid"] = sid[:30] + "aaaa"
					o["url"] = strings.Replace(text(o, "url"), sid, text(o, "sid"), 1)
					return append([]object{o}, entries...)
				}
				return entries
			}))),
		d.not("once-unknown-build-clears", "A refused request changes nothing.", Refusal, failing("CreateDeployment",
			func(c *call) {
				if c.form.Get("BuildSid") != "" && c.status != http.StatusConflict && c.status != 401 {
					c.admin("POST", c.base("Environments", c.Parent, "Deployments"), nil)
				}
			})),
		d.not("once-those-at-once-have-the-build-of-the-first", one, Second, atOnce("CreateDeployment",
			func(c *call, first *call) {
				if first.Parent != c.Parent && first.form.Get("BuildSid") != "" {
					c.mem.stay(c.Parent, "build_sid", first.form.Get("BuildSid"))
				}
			})),
		d.not("once-clear-is-not-listed", "Each Deployment is listed.", Second, item("ListDeployment",
			func(_ *call, entries []object) []object {
				return slices.DeleteFunc(entries, func(o object) bool { return o["build_sid"] == nil })
			})),
		d.not("once-list-has-the-live-one-only", "Each Deployment is listed.", Time, item("ListDeployment",
			func(c *call, entries []object) []object {
				if page, _, _ := pageOf(c); page == 0 && len(entries) > 2 {
					return entries[:1]
				}
				return entries
			})),
		d.not("once-fetch-of-a-cleared-one-is-404", "A Deployment that was made can be fetched.", Time,
			before("FetchDeployment", func(c *call) {
				if _, o := c.admin("GET", c.base("Environments", c.Parent), nil); o["sid"] != nil &&
					o["build_sid"] == nil {
					c.missing()
				}
			})),
		d.not("once-plugin-that-is-false-is-refused", "IsPlugin is a boolean.", HTTP, refuses("CreateDeployment",
			fieldHas("IsPlugin", func(v string) bool { return v == "false" }))),
		l.not("once-function-is-not-looked-at-with-dates", "FunctionSid and dates narrow the list together.", Second,
			before("ListLog", func(c *call) {
				if c.query.Has("StartDate") || c.query.Has("EndDate") {
					c.query.Del("FunctionSid")
				}
			})).needs("logs"),
		l.not("once-offset-of-a-date-is-dropped", "A date has an offset.", Shape, before("ListLog", func(c *call) {
			for _, name := range []string{"StartDate", "EndDate"} {
				if at, err := time.Parse(time.RFC3339, c.query.Get(name)); err == nil {
					c.query.Set(name, at.Format("2006-01-02T15:04:05Z"))
				}
			}
		})).needs("logs"),
		l.not("once-end-is-the-begin-of-its-day", "EndDate is a moment.", Shape, before("ListLog", func(c *call) {
			if at, err := time.Parse(time.RFC3339, c.query.Get("EndDate")); err == nil {
				c.query.Set("EndDate", date(at.UTC().Truncate(24*time.Hour)))
			}
		})).needs("logs"),
		l.not("once-page-before-loses-the-filter", "The URLs of a page lead to the pages that they name.", Paging,
			meta("ListLog", func(_ *call, m object) {
				m["previous_page_url"] = withoutQuery(m["previous_page_url"], "FunctionSid")
			})).needs("logs"),
		l.not("once-build-is-the-live-one", "build_sid is the Build that wrote the Log.", Time, show("Log",
			func(c *call, o object) {
				_, env := c.admin("GET", c.base("Environments", c.Parent), nil)
				if env["build_sid"] != nil {
					o["build_sid"] = env["build_sid"]
				}
			})).needs("logs"),
		l.not("once-level-is-other-in-a-list", "A Log is the same alone and in a list.", Second, item("ListLog",
			func(_ *call, entries []object) []object {
				for _, o := range entries {
					o["level"] = strings.ToLower(text(o, "level")) + "s"
				}
				return entries
			})).needs("logs"),
		l.not("once-clear-takes-the-logs", "A Deployment changes what is live and nothing else.", Collateral,
			Defect{after: func(c *call) {
				if c.Op == "CreateDeployment" && c.ok() && c.form.Get("BuildSid") == "" {
					for _, o := range c.all(c.base("Environments", c.Parent, "Logs")) {
						c.mem.hidden[text(o, "sid")] = true
					}
				}
			}}).needs("logs"),
	}
}
