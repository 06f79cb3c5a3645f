package negations

import "strings"

// readerBuildNegations are defects of Builds, Deployments and Logs, for the same reader.
func readerBuildNegations() []Negation {
	b, d, e := subject{"builds", srcBuild}, subject{"deployments", srcDeployment},
		subject{"environments", srcEnvironment}
	v, lg := subject{"variables", srcVariable}, subject{"logs", srcLog}
	never := "A Build never changes."
	firstOf := func(field string, n int) Defect {
		return before("CreateBuild", func(c *call) {
			if list := c.form[field]; len(list) > n {
				c.form[field] = list[:n]
			}
		})
	}
	emptied := func(names ...string) Defect {
		return item("ListBuild", func(_ *call, entries []object) []object {
			for _, o := range entries {
				for _, name := range names {
					o[name] = []any{}
				}
			}
			return entries
		})
	}
	logs := func(n Negation) Negation { return n.needs("logs") }
	return []Negation{
		b.not("reader-has-the-first-20-functions", "A Build uses the versions that were given.", Second,
			firstOf("FunctionVersions", 20)),
		b.not("reader-has-the-first-25-assets", "A Build uses the versions that were given.", Second,
			firstOf("AssetVersions", 25)),
		b.not("reader-of-the-same-versions-is-the-old-one", "Each request makes a Build.", Second,
			after("CreateBuild", func(c *call) {
				key := digest(c.Service, c.form.Encode())
				if old := c.recall("of " + key); old != nil && c.mem.gone[text(old, "sid")] == nil {
					_, now := c.admin("GET", c.base("Builds", text(old, "sid")), nil)
					if now["sid"] != nil {
						c.json = now
						return
					}
				}
				c.keep("of "+key, c.json)
			})),
		b.not("reader-of-the-same-versions-is-409", "Each request makes a Build.", Refusal,
			before("CreateBuild", func(c *call) {
				key := digest(c.Service, c.form.Encode())
				if c.mem.counts[key]++; c.mem.counts[key] > 1 && len(c.form) > 0 {
					c.refuse(409, 20409, "There is such a Build.")
				}
			})),
		b.not("reader-runtime-is-that-of-the-first", "A Build has the Runtime that was given.", Second,
			before("CreateBuild", func(c *call) {
				if all := c.all(c.base("Builds")); len(all) > 0 && c.form.Get("Runtime") != "" &&
					strings.HasPrefix(c.form.Get("Runtime"), "node2") {
					c.form.Set("Runtime", text(all[len(all)-1], "runtime"))
				}
			})),
		b.not("reader-runtime-of-earlier-ones-changes", never, Collateral, show("Build", func(c *call, o object) {
			if last := c.lastBuild(); last != nil {
				o["runtime"] = last["runtime"]
			}
		})),
		b.not("reader-list-has-no-dependencies", "The list shows what a fetch shows.", Second, emptied("dependencies")),
		b.not("reader-list-has-no-versions", "The list shows what a fetch shows.", Second,
			emptied("function_versions", "asset_versions")),
		b.not("reader-is-building-again-when-deployed", never, Collateral, after("CreateDeployment", func(c *call) {
			if sid := text(c.json, "build_sid"); sid != "" {
				c.mem.stay(sid, "status", "building")
			}
		})),
		b.not("reader-live-one-is-not-found-when-deleted", "A live Build is refused to be deleted, and it is there.",
			Refusal, failing("DeleteBuild", func(c *call) {
				if c.status != 404 && c.status != 401 {
					c.missing()
				}
			})),
		b.not("reader-old-runtime-is-422", "A Runtime that is retired is refused with 400.", Refusal,
			failing("CreateBuild", func(c *call) {
				if c.status == 400 && c.form.Get("Runtime") != "" {
					c.refuse(422, 20001, "unsupported runtime")
				}
			})),
		b.not("reader-code-of-no-versions-is-20422", "A Build of nothing is refused with code 20001.", Refusal,
			failing("CreateBuild", func(c *call) {
				if c.status == 400 && len(c.form["FunctionVersions"])+len(c.form["AssetVersions"]) == 0 {
					c.refuse(400, 20422, "At least one Function Version or Asset Version is required for Build")
				}
			})),
		b.not("reader-long-forms-are-413", "A Build may name many versions.", HTTP, refuses("CreateBuild",
			func(c *call) bool { return len(c.raw) > 4<<10 })),
		b.not("reader-form-with-a-charset-is-415", "A form may say its charset.", HTTP, before("CreateBuild",
			func(c *call) {
				if strings.Contains(lower(c.req.Header.Get("Content-Type")), "charset") {
					c.type415()
				}
			})),
		b.not("reader-date-updated-is-now", "date_updated tells the last update.", Time, show("Build",
			func(_ *call, o object) {
				if text(o, "status") == "completed" {
					o["date_updated"] = nowText()
				}
			})),
		d.not("reader-list-has-the-last-two", "The list has every Deployment.", Second,
			keepsFew("CreateDeployment", 2)),
		d.not("reader-clearing-deletes-variables", "Clearing takes what is live, and no Variables.", Collateral,
			after("CreateDeployment", func(c *call) {
				if c.json["build_sid"] == nil {
					for _, o := range c.variables() {
						c.admin("DELETE", c.variable(text(o, "sid")), nil)
					}
				}
			})),
		d.not("reader-build-of-a-renamed-function-is-refused", "A completed Build can be deployed.", Second, both(
			after("UpdateFunction", func(c *call) { c.mem.notes["renamed "+c.SID] = "x" }),
			before("CreateDeployment", func(c *call) {
				_, o := c.admin("GET", c.base("Builds", c.form.Get("BuildSid")), nil)
				for _, fv := range objects(o["function_versions"]) {
					if c.mem.notes["renamed "+text(fv, "function_sid")] != "" {
						c.refuse(400, 20001, "The Build is stale.")
					}
				}
			}))),
		d.not("reader-same-build-again-has-the-same-sid", "Each request makes a Deployment.", Identity,
			after("CreateDeployment", func(c *call) {
				name := "sid of " + c.Parent + text(c.json, "build_sid")
				if old := c.mem.notes[name]; old != "" && text(c.json, "build_sid") != "" {
					sid := text(c.json, "sid")
					c.mem.hidden[sid] = true
					c.json["sid"], c.json["url"] = old, strings.Replace(text(c.json, "url"), sid, old, 1)
				}
				c.mem.notes[name] = text(c.json, "sid")
			})),
		d.not("reader-date-is-the-hour", "date_created is when it was deployed.", Time, words("Deployment",
			"date_created", func(v string) string {
				if len(v) > 14 {
					return v[:14] + "00:00Z"
				}
				return v
			})),
		d.not("reader-build-that-is-live-is-400", "The Build that is live is refused with 409.", Refusal,
			remaps("CreateDeployment", 409, 400)),
		e.not("reader-deployment-moves-the-dates-of-others", "date_updated tells the last update.", Time,
			after("CreateDeployment", func(c *call) {
				for _, sid := range c.otherEnvironments() {
					c.mem.stay(sid, "date_updated", nowText())
				}
			})),
		e.not("reader-eleventh-is-refused", "A Service has up to 25 Environments.", Refusal, before("CreateEnvironment",
			func(c *call) {
				if len(c.all(c.base("Environments"))) >= 10 {
					c.refuse(400, 20001, "Environments are limited to less than or equal to 10")
				}
			})),
		v.not("reader-sixteenth-is-refused", "No page says that Variables are few.", Refusal, before("CreateVariable",
			func(c *call) {
				if len(c.variables()) >= 15 {
					c.refuse(400, 20001, "Variables are limited to less than or equal to 15")
				}
			})),
		v.not("reader-update-of-both-takes-the-key-only", "An update changes what was sent.", Update,
			before("UpdateVariable", func(c *call) {
				if c.form.Has("Key") {
					c.form.Del("Value")
				}
			})),
		v.not("reader-update-of-the-value-alone-is-kept-in-lower-case", "A Value is kept as sent.", Shape,
			before("UpdateVariable", func(c *call) {
				if c.form.Has("Value") && !c.form.Has("Key") && len(c.form.Get("Value")) < 10 {
					c.form.Set("Value", strings.ToLower(c.form.Get("Value")))
				}
			})),
		v.not("reader-answers-have-no-type", "What is answered is JSON.", HTTP,
			header("CreateVariable", "Content-Type", "")),
		v.not("reader-value-is-255-characters", "A Value has up to 450 bytes.", Shape,
			field("CreateVariable UpdateVariable", "Value", cutTo(255))),
		logs(lg.not("reader-of-an-older-deployment-have-the-new-one", "A Log never changes.", Second,
			show("Log", func(c *call, o object) {
				if all := c.all(c.base("Environments", c.Parent, "Deployments")); len(all) > 0 {
					o["deployment_sid"] = all[0]["sid"]
				}
			}))),
		logs(lg.not("reader-list-has-no-message", "The list shows what a fetch shows.", Second, item("ListLog",
			func(_ *call, entries []object) []object {
				for _, o := range entries {
					o["message"] = ""
				}
				return entries
			}))),
		logs(lg.not("reader-of-older-deployments-are-gone", "Logs are kept 30 days.", Time, item("ListLog",
			func(c *call, entries []object) (left []object) {
				all := c.all(c.base("Environments", c.Parent, "Deployments"))
				for _, o := range entries {
					if len(all) > 0 && o["deployment_sid"] == all[0]["sid"] {
						left = append(left, o)
					}
				}
				return left
			}))),
	}
}
