package negations

import (
	"net/url"
	"slices"
	"strings"
)

func narrowDeploymentNegations() []Negation {
	d, cl := subject{"deployments", srcDeployment}, subject{"clearing", srcDeployment}
	many, again := "A Build may be live in several Environments.", "An older Build may be deployed again."
	stays, own := "A Deployment never changes.", "A Deployment is of one Environment."
	create := "CreateDeployment"
	env := func(c *call, sid string) object {
		_, o := c.admin("GET", c.base("Environments", sid), nil)
		return o
	}
	return []Negation{
		d.not("narrow-build-that-is-live-elsewhere-is-409", many, Second, before(create, func(c *call) {
			for _, e := range c.otherEnvironments() {
				if sid := c.form.Get("BuildSid"); sid != "" && text(env(c, e), "build_sid") == sid {
					c.taken()
				}
			}
		})),
		d.not("narrow-older-one-after-a-clear-is-409", again, Second, onceOnlyWhen(create, func(c *call) string {
			if env(c, c.Parent)["build_sid"] == nil {
				return c.Parent + c.form.Get("BuildSid")
			}
			return ""
		})),
		d.not("narrow-second-try-of-the-live-build-is-201", "The live Build is refused with 409.", Refusal,
			failing(create, func(c *call) {
				name := "tries " + c.Parent + c.form.Get("BuildSid")
				if c.mem.counts[name]++; c.status == 409 && c.mem.counts[name] > 1 && c.form.Get("BuildSid") != "" {
					c.fakeDeployment(c.form.Get("BuildSid"))
				}
			})),
		d.not("narrow-list-has-the-build-of-the-newest", stays, Second, item("ListDeployment",
			func(_ *call, entries []object) []object {
				for _, o := range entries {
					o["build_sid"] = entries[0]["build_sid"]
				}
				return entries
			})),
		d.not("narrow-later-pages-are-oldest-first", "The list is newest first.", Paging, item("ListDeployment",
			func(c *call, entries []object) []object {
				if page, _, _ := pageOf(c); page > 0 {
					slices.Reverse(entries)
				}
				return entries
			})),
		d.not("narrow-of-a-plugin-clears", "IsPlugin marks a Deployment.", Update, before(create, func(c *call) {
			if c.form.Get("IsPlugin") == "true" {
				c.form.Del("BuildSid")
			}
		})),
		d.not("narrow-of-no-plugin-is-400", "IsPlugin is true or false.", Refusal,
			refuses(create, fieldHas("IsPlugin", func(v string) bool { return v == "false" }))),
		d.not("narrow-found-below-another-environment", own, Identity, elsewhere("FetchDeployment")),
		d.not("narrow-below-a-name-is-undone", "A Deployment makes its Build live.", Identity, both(
			before(create, func(c *call) { c.asked(text(env(c, c.Parent), "build_sid")) }),
			after(create, func(c *call) {
				if isName(c.Service) && c.form.Get("BuildSid") != "" {
					c.admin("POST", c.here(), url.Values{"BuildSid": {c.wanted()}})
				}
			}))),
		cl.not("narrow-of-one-clears-those-with-the-same-build", own, Collateral, both(
			before(create, func(c *call) { c.asked(text(env(c, c.Parent), "build_sid")) }),
			after(create, func(c *call) {
				for _, e := range c.otherEnvironments() {
					if c.form.Get("BuildSid") == "" && c.wanted() != "" && text(env(c, e), "build_sid") == c.wanted() {
						c.admin("POST", c.base("Environments", e, "Deployments"), nil)
					}
				}
			}))),
		d.not("narrow-of-a-deleted-build-is-201", "A Build that is unknown cannot be deployed.", Refusal,
			acceptsDeployment(func(c *call) bool { return c.mem.gone[c.form.Get("BuildSid")] != nil })),
		d.not("narrow-list-has-urls-without-environments", "url is the absolute URL of the resource.", Form,
			item("ListDeployment", func(c *call, entries []object) []object {
				for _, o := range entries {
					o["url"] = strings.Replace(text(o, "url"), "/Environments/"+c.Parent, "", 1)
				}
				return entries
			})),
		d.not("narrow-was-made-with-its-build", "date_created is when it was made.", Time, after(create,
			func(c *call) {
				if b := c.mem.seen[c.form.Get("BuildSid")]; b != nil {
					c.mem.stay(text(c.json, "sid"), "date_created", b["date_created"])
				}
			})),
		d.not("narrow-third-hides-the-first", "The list has every one.", Collateral, keepsFew(create, 2)),
		d.not("narrow-of-two-environments-second-has-the-sid-of-the-first", own, Identity, after(create,
			func(c *call) {
				if o := oldest(c.all(c.base("Environments"))); o["sid"] != nil {
					c.mem.stay(text(c.json, "sid"), "environment_sid", o["sid"])
				}
			})),
		d.not("narrow-older-build-deploys-the-newest", again, Second, before(create, func(c *call) {
			if sid := c.form.Get("BuildSid"); sid != "" && c.isLive(c.Parent) {
				if o := c.lastBuild(); o["status"] == "completed" {
					c.form.Set("BuildSid", text(o, "sid"))
				}
			}
		})),
		cl.not("narrow-second-is-lost", "A Deployment without a Build clears the Environment.", Second, both(
			before(create, func(c *call) { c.asked(text(env(c, c.Parent), "build_sid")) }),
			after(create, func(c *call) {
				delete(c.mem.fixed, c.Parent)
				if c.form.Get("BuildSid") != "" {
					return
				}
				if c.mem.counts["clears "+c.Parent]++; c.mem.counts["clears "+c.Parent] > 1 && c.wanted() != "" {
					c.mem.stay(c.Parent, "build_sid", c.wanted())
				}
			}))),
		d.not("narrow-fetch-of-an-older-one-has-no-build", stays, Second, after("FetchDeployment", func(c *call) {
			all := c.all(c.base("Environments", c.Parent, "Deployments"))
			if len(all) > 1 && text(all[0], "sid") != c.SID {
				c.json["build_sid"] = nil
			}
		})),
	}
}

// onceOnlyWhen refuses what was done before under the same name; an empty name is what need not be remembered.
func onceOnlyWhen(op string, name func(c *call) string) Defect {
	return both(
		before(op, func(c *call) {
			if n := name(c); n != "" && c.mem.notes["did "+n] != "" {
				c.taken()
			}
		}),
		after(op, func(c *call) { c.mem.notes["did "+c.Parent+c.form.Get("BuildSid")] = "x" }))
}

func narrowLogNegations() []Negation {
	l := subject{"logs", srcLog}
	filter, whole := "Filters are combined.", "message is what was written."
	logs := func(n Negation) Negation { return n.needs("logs") }
	both2 := func(c *call) bool { return c.query.Has("FunctionSid") && c.query.Has("StartDate") }
	return []Negation{
		logs(l.not("narrow-function-beside-a-date-is-ignored", filter, Second, before("ListLog", func(c *call) {
			if both2(c) {
				c.query.Del("FunctionSid")
			}
		}))),
		logs(l.not("narrow-date-beside-a-function-is-ignored", filter, Second, before("ListLog", func(c *call) {
			if both2(c) {
				c.query.Del("StartDate")
			}
		}))),
		logs(l.not("narrow-function-on-later-pages-is-ignored", filter, Paging, before("ListLog", func(c *call) {
			if p := c.query.Get("Page"); p != "" && p != "0" {
				c.query.Del("FunctionSid")
			}
		}))),
		logs(l.not("narrow-page-size-beside-a-function-is-ignored", filter, Paging, before("ListLog", func(c *call) {
			if c.query.Has("FunctionSid") {
				c.query.Del("PageSize")
			}
		}))),
		logs(l.not("narrow-offset-of-a-date-is-ignored", "A date may have an offset.", Shape, before("ListLog",
			func(c *call) {
				for _, name := range []string{"StartDate", "EndDate"} {
					if v := c.query.Get(name); len(v) == 25 {
						c.query.Set(name, v[:19]+"Z")
					}
				}
			}))),
		logs(l.not("narrow-list-has-40-letters-of-a-message", whole, Content, item("ListLog",
			func(_ *call, entries []object) []object {
				for _, o := range entries {
					o["message"] = firstRunes(text(o, "message"), 40)
				}
				return entries
			}))),
		logs(l.not("narrow-fetch-has-the-level-of-the-newest", "level is that of what was written.", Second,
			after("FetchLog", func(c *call) {
				if all := c.all(c.base("Environments", c.Parent, "Logs")); len(all) > 0 {
					c.json["level"] = all[0]["level"]
				}
			}))),
		logs(l.not("narrow-found-below-another-environment", "A Log is of one Environment.", Identity,
			elsewhere("FetchLog"))),
		logs(l.not("narrow-fetch-is-dated-now", "date_created is when it was written.", Time, after("FetchLog",
			func(c *call) { c.json["date_created"] = nowText() }))),
		logs(l.not("narrow-end-in-the-future-is-400", "EndDate is a date.", Refusal, refuses("ListLog",
			func(c *call) bool { return c.query.Get("EndDate") > nowText() }))),
	}
}
