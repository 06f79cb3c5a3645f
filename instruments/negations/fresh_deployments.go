package negations

import (
	"strings"
)

// freshDeploymentNegations break promises of Deployments and Logs.
func freshDeploymentNegations() []Negation {
	d, l := subject{"fresh-deployments", srcDeployment}, subject{"fresh-logs", srcLog}
	live := "A Deployment makes a Build live on one Environment."
	return []Negation{
		d.not("third-is-listed-last", "The newest Deployment comes first.", Paging, item("ListDeployment",
			func(_ *call, all []object) []object {
				if len(all) > 2 {
					all = append(all[1:len(all):len(all)], all[0])
				}
				return all
			})),
		d.not("of-a-build-takes-it-from-others", live, Collateral, after("CreateDeployment", func(c *call) {
			for _, e := range c.all(c.base("Environments")) {
				if text(e, "sid") != c.Parent && e["build_sid"] != nil && e["build_sid"] == c.json["build_sid"] {
					c.mem.stay(text(e, "sid"), "build_sid", nil)
				}
			}
		})),
		d.not("refused-again-is-recorded", "What was refused changes nothing.", Collateral, both(
			anyway("CreateDeployment", func(c *call) bool {
				if c.status == 409 {
					c.mem.notes["again "+c.Parent] = "x"
				}
				return true
			}),
			item("ListDeployment", func(c *call, all []object) []object {
				if c.mem.notes["again "+c.Parent] != "" && len(all) > 0 && !c.query.Has("PageToken") {
					o := clone(all[0])
					o["sid"] = "ZD" + digest(c.Parent)[:32]
					all = append([]object{o}, all...)
				}
				return all
			}))),
		d.not("clear-takes-all-environments", "A clear is of one Environment.", Collateral, after("CreateDeployment",
			func(c *call) {
				if c.form.Get("BuildSid") == "" {
					for _, e := range c.all(c.base("Environments")) {
						c.mem.stay(text(e, "sid"), "build_sid", nil)
					}
				}
			})),
		d.not("older-shows-the-build-of-the-newest", "A Deployment is of one Build.", Second, prop("Deployment",
			"build_sid",
			func(c *call, old any) any {
				if all := c.all(c.base("Environments", c.Parent, "Deployments")); len(all) > 1 && old != nil {
					return all[0]["build_sid"]
				}
				return old
			})),
		d.not("is-plugin-is-refused", "IsPlugin may be sent.", Refusal,
			refuses("CreateDeployment", func(c *call) bool { return c.form.Get("IsPlugin") == "true" })),
		d.not("is-plugin-clears", "IsPlugin changes nothing of what is live.", Default, before("CreateDeployment",
			func(c *call) {
				if c.form.Get("IsPlugin") == "false" {
					c.form.Del("BuildSid")
				}
			})),
		d.not("while-another-builds-is-refused", "A Build that is completed can be deployed.", Refusal,
			refuses("CreateDeployment", func(c *call) bool {
				return c.form.Get("BuildSid") != "" && text(c.lastBuild(), "status") == "building"
			})),
		d.not("of-a-build-that-is-live-elsewhere-is-409", "A Build may be live on several Environments.", Refusal,
			before("CreateDeployment", func(c *call) {
				for _, e := range c.all(c.base("Environments")) {
					if e["build_sid"] != nil && e["build_sid"] == c.form.Get("BuildSid") && text(e, "sid") != c.Parent {
						c.refuse(409, 20409, "Environment already has requested deployment.")
					}
				}
			})),
		d.not("date-is-that-of-the-build", "date_created tells when the Deployment was made.", Time, prop("Deployment",
			"date_created", func(c *call, old any) any {
				if b := c.mem.seen[text(c.json, "build_sid")]; b != nil {
					return b["date_created"]
				}
				return old
			})),
		d.not("environment-is-that-of-the-first", "A Deployment is of one Environment.", Identity, prop("Deployment",
			"environment_sid", func(c *call, old any) any {
				if all := c.earlier("Environment"); len(all) > 0 {
					return all[0]["sid"]
				}
				return old
			})),
		d.not("found-below-another-environment", "A Deployment is of one Environment.", Identity,
			before("FetchDeployment",
				func(c *call) {
					if owner := text(c.mem.seen[c.SID], "environment_sid"); owner != "" && owner != c.Parent {
						c.to(strings.Replace(c.req.URL.Path, c.Parent, owner, 1))
					}
				})),
		d.not("list-is-that-of-the-service", "The list has the Deployments of one Environment.", Second,
			item("ListDeployment",
				func(c *call, all []object) []object {
					for _, e := range c.all(c.base("Environments")) {
						if text(e, "sid") != c.Parent && !c.query.Has("PageToken") {
							all = append(all, c.all(c.base("Environments", text(e, "sid"), "Deployments"))...)
						}
					}
					return all
				})),
		d.not("answers-200", "A create answers 201.", Form, remaps("CreateDeployment", 201, 200)),
		d.not("of-a-deleted-build-is-taken", "Only a Build that is there can be deployed.", Refusal,
			anyway("CreateDeployment",
				func(c *call) bool {
					if gone := c.mem.gone[c.form.Get("BuildSid")]; gone != nil {
						c.status, c.json = 201, object{"sid": "ZD" + digest(c.Parent)[:32],
							"account_sid": gone["account_sid"],
							"service_sid": gone["service_sid"], "environment_sid": c.Parent, "build_sid": gone["sid"],
							"date_created": gone["date_created"], "date_updated": nil,
							"url": text(gone, "url")[:strings.Index(text(gone, "url"),
								"/Builds/")] + "/Environments/" + c.Parent +
								"/Deployments/ZD" + digest(c.Parent)[:32]}
					}
					return true
				})),

		l.not("request-is-the-log", "request_sid is that of the request.", Form, show("Log", func(_ *call, o object) {
			o["request_sid"] = o["sid"]
		})).needs("logs"),
		l.not("listed-build-is-another", "A list shows what a fetch shows.", Identity, show("Log", func(c *call,
			o object) {
			if c.Verb == "List" {
				o["build_sid"] = "ZB" + digest(text(o, "build_sid"))[:32]
			}
		})).needs("logs"),
		l.not("function-is-not-heeded-with-a-date", "Filters hold together.", Paging, before("ListLog", func(c *call) {
			if c.query.Has("StartDate") {
				c.query.Del("FunctionSid")
			}
		})).needs("logs"),
		l.not("found-below-another-environment", "A Log is of one Environment.", Identity, before("FetchLog",
			func(c *call) {
				if owner := text(c.mem.seen[c.SID], "environment_sid"); owner != "" && owner != c.Parent {
					c.to(strings.Replace(c.req.URL.Path, c.Parent, owner, 1))
				}
			})).needs("logs"),
	}
}
