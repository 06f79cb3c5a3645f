package negations

import (
	"net/url"
	"strings"
)

func deploymentNegations() []Negation {
	s := subject{"deployments", srcDeployment}
	create, fetch := "CreateDeployment", "FetchDeployment"
	live := func(c *call) string {
		_, e := c.admin("GET", c.base("Environments", c.Parent), nil)
		return text(e, "build_sid")
	}
	return []Negation{
		s.not("changes-all-environments", "A Deployment is of one Environment.", Second, after(create, func(c *call) {
			for _, e := range c.all(c.base("Environments")) {
				if text(e, "sid") != c.Parent && c.form.Has("BuildSid") {
					c.admin("POST", c.base("Environments", text(e, "sid"), "Deployments"),
						url.Values{"BuildSid": {c.form.Get("BuildSid")}})
				}
			}
		})),
		s.not("takes-the-build-from-other-environments", "One Build may be live in several Environments.", Second,
			after(create, func(c *call) {
				for _, e := range c.all(c.base("Environments")) {
					if text(e, "sid") != c.Parent && c.form.Has("BuildSid") &&
						text(e, "build_sid") == c.form.Get("BuildSid") {
						c.admin("POST", c.base("Environments", text(e, "sid"), "Deployments"), url.Values{})
					}
				}
			})),
		s.not("of-a-build-that-is-live-elsewhere-is-refused", "One Build may be live in several Environments.", Second,
			before(create, func(c *call) {
				for _, e := range c.all(c.base("Environments")) {
					if text(e, "sid") != c.Parent && c.form.Has("BuildSid") &&
						text(e, "build_sid") == c.form.Get("BuildSid") {
						c.refuse(409, 20409, "Environment already has requested deployment.")
					}
				}
			})),
		s.not("of-the-live-build-is-accepted", "The live Build cannot be deployed again.", Refusal,
			before(create, func(c *call) {
				if c.form.Get("BuildSid") != "" && c.form.Get("BuildSid") == live(c) {
					all := c.all(c.base("Environments", c.Parent, "Deployments"))
					if len(all) > 0 {
						c.answered, c.status, c.header, c.json = true, 201,
							map[string][]string{"Content-Type": {"application/json"}},
							all[0]
					}
				}
			})).from("twilio-labs/serverless-api#27"),
		s.not("of-the-live-build-is-400", "The live Build cannot be deployed again: 409.", Refusal,
			remaps(create, 409, 400)).from("twilio-labs/serverless-api#27"),
		s.not("of-the-live-build-has-another-code", "The live Build cannot be deployed again: 20409.", Refusal,
			failing(create, func(c *call) {
				if c.status == 409 {
					c.json["code"] = 20001
				}
			})).from("twilio-labs/serverless-api#27"),
		s.not("of-a-build-that-was-live-is-refused", "An earlier Build can be deployed again.", Second,
			before(create, func(c *call) {
				for _, d := range c.all(c.base("Environments", c.Parent, "Deployments")) {
					if c.form.Has("BuildSid") && text(d, "build_sid") == c.form.Get("BuildSid") {
						c.refuse(409, 20409, "Environment already has requested deployment.")
					}
				}
			})),
		s.not("of-a-build-that-was-live-gives-the-old-one", "Each Deployment is a new one.", Second,
			before(create, func(c *call) {
				for _, d := range c.all(c.base("Environments", c.Parent, "Deployments")) {
					if c.form.Has("BuildSid") && text(d, "build_sid") == c.form.Get("BuildSid") &&
						live(c) != c.form.Get("BuildSid") {
						c.admin("POST", c.base("Environments", c.Parent, "Deployments"), c.form)
						c.answered, c.status, c.header, c.json = true, 201,
							map[string][]string{"Content-Type": {"application/json"}}, d
					}
				}
			})),
		s.not("is-of-the-newest-build", "A Deployment makes the Build live that it names.", Second,
			before(create, func(c *call) {
				if last := c.lastBuild(); last != nil && c.form.Has("BuildSid") &&
					text(last, "status") == "completed" &&
					live(c) != text(last, "sid") {
					c.form.Set("BuildSid", text(last, "sid"))
				}
			})),
		s.not("says-the-build-and-keeps-the-old-one-live", "A Deployment makes the Build live that it names.", Second,
			before(create, func(c *call) {
				c.mem.notes["first live "+c.Parent] = live(c)
			}).then(show("Environment", func(c *call, o object) {
				if v := c.mem.notes["first live "+text(o, "sid")]; v != "" {
					o["build_sid"] = v
				}
			}))),
		s.not("second-is-not-in-force", "A new Deployment replaces the one before.", Second,
			after(create, func(c *call) {
				if c.mem.notes["live "+c.Parent] == "" {
					c.mem.notes["live "+c.Parent] = text(c.json, "build_sid")
				}
			}).then(show("Environment", func(c *call, o object) {
				if v := c.mem.notes["live "+text(o, "sid")]; v != "" && o["build_sid"] != nil {
					o["build_sid"] = v
				}
			}))),
		s.not("only-the-newest-is-kept", "Earlier Deployments stay listed.", Second,
			item("ListDeployment", func(_ *call, entries []object) []object {
				return entries[:min(1, len(entries))]
			})).from(srcTerraform),
		s.not("earlier-ones-cannot-be-fetched", "Earlier Deployments can be fetched.", Second,
			before(fetch, func(c *call) {
				if all := c.all(c.base("Environments", c.Parent, "Deployments")); len(all) > 0 &&
					text(all[0], "sid") != c.SID {
					c.missing()
				}
			})),
		s.not("earlier-ones-follow-the-newest", "A Deployment has the Build that it was made with.", Second,
			after(create, func(c *call) {
				for _, d := range c.all(c.base("Environments", c.Parent, "Deployments")) {
					c.mem.stay(text(d, "sid"), "build_sid", c.json["build_sid"])
				}
			})),
		s.not("list-is-oldest-first", "The newest Deployment comes first.", Paging, reversed("ListDeployment")),
		s.not("list-has-those-of-all-environments", "The list has the Deployments of one Environment.", Second,
			item("ListDeployment", func(c *call, entries []object) []object {
				for _, e := range c.all(c.base("Environments")) {
					if text(e, "sid") != c.Parent {
						entries = append(entries, c.all(c.base("Environments", text(e, "sid"), "Deployments"))...)
					}
				}
				return entries
			})),
		s.not("is-found-in-another-environment", "A Deployment belongs to one Environment.", Access,
			failing(fetch, func(c *call) {
				if o := c.mem.seen[c.SID]; o != nil && c.mem.gone[text(o, "environment_sid")] == nil &&
					c.mem.gone[c.Service] == nil {
					c.status, c.json = 200, clone(o)
				}
			})),
		s.not("of-a-build-of-another-service-is-accepted", "A Deployment is of a Build of its Service.", Access,
			acceptsDeployment(func(c *call) bool {
				o := c.mem.seen[c.form.Get("BuildSid")]
				return o != nil && c.mem.gone[text(o, "sid")] == nil
			})).assumed(),
		s.not("of-an-unknown-build-is-accepted", "A Build that is not there cannot be deployed.", Refusal,
			acceptsDeployment(func(c *call) bool {
				return c.mem.seen[c.form.Get("BuildSid")] == nil
			})).assumed(),
		s.not("of-a-deleted-build-is-accepted", "A Build that was deleted cannot be deployed.", Second,
			acceptsDeployment(func(c *call) bool {
				return c.mem.gone[c.form.Get("BuildSid")] != nil
			})).assumed(),
		s.not("of-a-build-under-way-is-accepted", "A Build is ready to be deployed when it is completed.", Time,
			before(create, func(c *call) {
				_, b := c.admin("GET", c.base("Builds", c.form.Get("BuildSid")), nil)
				if text(b, "status") == "building" {
					c.fakeDeployment(c.form.Get("BuildSid"))
				}
			})).assumed(),
		s.not("of-a-malformed-build-sid-clears", "A BuildSid that is no SID is refused.", Refusal,
			before(create, func(c *call) {
				if v := c.form.Get("BuildSid"); v != "" && (len(v) != 34 || !strings.HasPrefix(v, "ZB")) {
					c.form.Del("BuildSid")
				}
			})).assumed(),
		s.not("to-an-unknown-environment-is-accepted", "An unknown Environment is not found.", Refusal,
			failing(create, func(c *call) {
				if c.status == 404 {
					c.answered = false
					c.fakeDeployment(c.form.Get("BuildSid"))
				}
			})),
		s.not("through-another-service-is-accepted", "An Environment belongs to one Service.", Access,
			failing(create, func(c *call) {
				if o := c.mem.seen[c.Parent]; o != nil && c.status == 404 && c.mem.gone[c.Parent] == nil {
					c.fakeDeployment(c.form.Get("BuildSid"))
				}
			})),
		s.not("is-plugin-is-refused", "IsPlugin is an optional field.", Refusal,
			refuses(create, func(c *call) bool { return c.form.Has("IsPlugin") })),
		s.not("is-plugin-is-required", "IsPlugin is an optional field.", Refusal,
			refuses(create, func(c *call) bool { return !c.form.Has("IsPlugin") })),
		s.not("date-updated-is-missing", "A Deployment has a date_updated, which may be null.", Form,
			without("Deployment", "date_updated")),
		s.not("has-no-build", "A Deployment names its Build.", Form, always("Deployment", "build_sid", nil)),
		s.not("has-no-environment", "A Deployment names its Environment.", Form,
			without("Deployment", "environment_sid")),
		s.not("names-the-first-environment", "A Deployment names its Environment.", Second,
			show("Deployment", func(c *call, o object) {
				if c.mem.notes["env"] == "" {
					c.mem.notes["env"] = text(o, "environment_sid")
				}
				o["environment_sid"] = c.mem.notes["env"]
			})),
		s.not("third-is-refused", "An Environment may have any number of Deployments.", Second,
			before(create, func(c *call) {
				if len(c.all(c.base("Environments", c.Parent, "Deployments"))) >= 2 {
					c.refuse(400, 20001, "Too many Deployments.")
				}
			})),
		s.not("in-a-second-environment-is-refused", "Each Environment has its own Deployments.", Second,
			before(create, func(c *call) {
				for _, e := range c.all(c.base("Environments")) {
					if text(e, "sid") != c.Parent && e["build_sid"] != nil {
						c.refuse(409, 20409, "Another Environment has a Deployment.")
					}
				}
			})),
		s.not("renames-the-environment", "A Deployment changes the Build of an Environment and nothing else.",
			Collateral,
			after(create, func(c *call) {
				c.mem.stay(c.Parent, "unique_name", "deployed")
			})),
		s.not("moves-the-domain", "A Deployment changes the Build of an Environment and nothing else.", Collateral,
			after(create, func(c *call) {
				c.mem.stay(c.Parent, "domain_name", "moved-1234.twil.io")
			})),
		s.not("can-be-deleted", "There is no delete of Deployments.", Refusal, Defect{after: func(c *call) {
			if c.Resource == "Deployment" && c.req.Method == "DELETE" && c.mem.seen[c.SID] != nil {
				c.empty(204)
			}
		}}).assumed(),
	}
}

// fakeDeployment answers as if a Build were deployed, and shows it as live from now on.
func (c *call) fakeDeployment(build string) {
	env := c.mem.seen[c.Parent]
	sid := "ZD" + strings.Repeat("c", 32)
	base := "http://" + c.req.Host
	c.answered, c.status, c.header = true, 201, map[string][]string{"Content-Type": {"application/json"}}
	account := text(env, "account_sid")
	if account == "" {
		account = "AC" + strings.Repeat("0", 32)
	}
	service := text(env, "service_sid")
	if service == "" {
		service = c.Service
	}
	created := text(env, "date_created")
	if created == "" {
		created = "2026-01-01T00:00:00Z"
	}
	c.json = object{"sid": sid, "account_sid": account, "service_sid": service, "environment_sid": c.Parent,
		"build_sid":    build,
		"date_created": created, "date_updated": nil, "url": base + "/v1/Services/" + service + "/Environments/" +
			c.Parent + "/Deployments/" + sid}
	c.mem.stay(c.Parent, "build_sid", build)
}

// acceptsDeployment answers a refused Deployment as if it were made.
func acceptsDeployment(when func(c *call) bool) Defect {
	return failing("CreateDeployment", func(c *call) {
		if c.status != 401 && c.status != 409 && c.form.Get("BuildSid") != "" && c.mem.seen[c.Parent] != nil &&
			when(c) {
			c.fakeDeployment(c.form.Get("BuildSid"))
		}
	})
}

func clearNegations() []Negation {
	s := subject{"clearing", srcDeployment}
	create := "CreateDeployment"
	clears := func(c *call) bool { return c.form.Get("BuildSid") == "" }
	return []Negation{
		s.not("is-refused", "A Deployment without a Build clears the Environment.", Refusal, refuses(create, clears)),
		s.not("with-an-empty-build-sid-is-refused", "Clients clear with an empty BuildSid.", Shape,
			refuses(create, func(c *call) bool { return c.form.Has("BuildSid") && clears(c) })).assumed(),
		s.not("leaves-the-build-live", "After clearing nothing is live.", Update, before(create, func(c *call) {
			_, e := c.admin("GET", c.base("Environments", c.Parent), nil)
			if clears(c) && e["build_sid"] != nil {
				c.asked(text(e, "build_sid"))
			}
		}).then(after(create, func(c *call) {
			if c.wanted() != "" {
				c.mem.stay(c.Parent, "build_sid", c.wanted())
			} else {
				delete(c.mem.fixed, c.Parent)
			}
		}))),
		s.not("clears-the-other-environments", "Clearing is of one Environment.", Collateral,
			after(create, func(c *call) {
				if clears(c) {
					for _, e := range c.all(c.base("Environments")) {
						if e["build_sid"] != nil {
							c.admin("POST", c.base("Environments", text(e, "sid"), "Deployments"), url.Values{})
						}
					}
				}
			})),
		s.not("deletes-the-variables", "Clearing leaves Variables.", Collateral, after(create, func(c *call) {
			if clears(c) {
				for _, v := range c.variables() {
					c.admin("DELETE", c.variable(text(v, "sid")), nil)
				}
			}
		})),
		s.not("deletes-the-build", "Clearing leaves Builds.", Collateral, before(create, func(c *call) {
			_, e := c.admin("GET", c.base("Environments", c.Parent), nil)
			c.asked(text(e, "build_sid"))
		}).then(after(create, func(c *call) {
			if clears(c) && c.wanted() != "" {
				c.admin("DELETE", c.base("Builds", c.wanted()), nil)
			}
		}))),
		s.not("deletes-the-environment", "Clearing leaves the Environment.", Collateral, after(create, func(c *call) {
			if clears(c) {
				c.admin("DELETE", c.base("Environments", c.Parent), nil)
			}
		})),
		s.not("goes-back-to-the-build-before", "After clearing nothing is live.", Second, after(create, func(c *call) {
			all := c.all(c.base("Environments", c.Parent, "Deployments"))
			if clears(c) && len(all) > 2 && all[2]["build_sid"] != nil {
				c.admin("POST", c.base("Environments", c.Parent, "Deployments"),
					url.Values{"BuildSid": {text(all[2], "build_sid")}})
			}
		})),
		s.not("answers-200", "A create answers 201.", Form, after(create, func(c *call) {
			if clears(c) {
				c.status = 200
			}
		})),
		s.not("answers-204", "Clearing answers with a Deployment.", Form, after(create, func(c *call) {
			if clears(c) {
				c.empty(204)
			}
		})),
		s.not("keeps-the-build-from-being-deleted", "A Build that is not live any more can be deleted.", Second,
			before("DeleteBuild", func(c *call) {
				for _, e := range c.all(c.base("Environments")) {
					if d := c.all(c.base("Environments", text(e, "sid"), "Deployments")); len(d) > 1 &&
						text(d[1], "build_sid") == c.SID && d[0]["build_sid"] == nil {
						c.refuse(409, 20409, "Cannot delete Build because it's part of an active Deployment.")
					}
				}
			})),
		s.not("keeps-the-build-from-being-deployed-again", "A cleared Environment can be deployed to.", Second,
			before(create, func(c *call) {
				d := c.all(c.base("Environments", c.Parent, "Deployments"))
				if len(d) > 1 && d[0]["build_sid"] == nil && !clears(c) &&
					text(d[1], "build_sid") == c.form.Get("BuildSid") {
					c.refuse(409, 20409, "Environment already has requested deployment.")
				}
			})),
		s.not("of-a-clear-environment-is-accepted", "An Environment that is clear cannot be cleared.", Refusal,
			failing(create, func(c *call) {
				if clears(c) && c.status == 409 {
					c.fakeDeployment("")
					c.json["build_sid"] = nil
					delete(c.mem.fixed, c.Parent)
				}
			})).assumed(),
		s.not("shows-in-the-list-late", "The list of Environments has them as they are.", Second,
			item("ListEnvironment", func(c *call, entries []object) []object {
				for _, e := range entries {
					if d := c.all(c.base("Environments", text(e, "sid"), "Deployments")); e["build_sid"] == nil &&
						len(d) > 1 {
						e["build_sid"] = d[1]["build_sid"]
					}
				}
				return entries
			})),
	}
}
