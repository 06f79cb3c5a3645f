package negations

import (
	"encoding/json"
	"slices"
	"strings"
)

func buildDependencyNegations() []Negation {
	s := subject{"builds", srcBuild}
	asked := "A Build has the Dependencies that were asked for."
	deps := func(f func(c *call, list []object) []object) Defect { return inBuilds("dependencies", f) }
	return []Negation{
		s.not("dependencies-are-ignored", asked, Default,
			before("CreateBuild", func(c *call) { c.form.Del("Dependencies") })),
		s.not("dependencies-have-the-default-version", asked, Default, before("CreateBuild", func(c *call) {
			changeDependencies(c, func(list []object) []object {
				return slices.DeleteFunc(list, func(o object) bool {
					return text(o, "name") == "twilio" ||
						text(o, "name") == "lodash"
				})
			})
		})),
		s.not("dependencies-are-those-of-the-last", "Builds do not reference what previous Builds had.", Second,
			before("CreateBuild", func(c *call) {
				if last := c.lastBuild(); last != nil && !c.form.Has("Dependencies") {
					data, _ := json.Marshal(last["dependencies"])
					c.form.Set("Dependencies", string(data))
				}
			})),
		s.not("dependencies-of-the-last-are-added", "Builds do not reference what previous Builds had.", Second,
			before("CreateBuild", func(c *call) {
				last := c.lastBuild()
				changeDependencies(c, func(list []object) []object {
					for _, o := range objects(last["dependencies"]) {
						if !slices.ContainsFunc(list, func(p object) bool { return p["name"] == o["name"] }) {
							list = append(list, o)
						}
					}
					return list
				})
			})),
		s.not("second-dependency-is-lost", asked, Second, before("CreateBuild", func(c *call) {
			changeDependencies(c, func(list []object) []object { return list[:min(1, len(list))] })
		})),
		s.not("own-dependencies-alone-are-shown",
			"twilio and @twilio/runtime-handler are always among the dependencies.",
			Default, deps(func(_ *call, list []object) []object {
				return slices.DeleteFunc(list, func(o object) bool {
					return text(o, "name") == "twilio" || text(o, "name") == "@twilio/runtime-handler"
				})
			})),
		s.not("runtime-handler-is-not-shown", "@twilio/runtime-handler is always among the dependencies.", Default,
			deps(func(_ *call, list []object) []object {
				return slices.DeleteFunc(list, func(o object) bool {
					return text(o,
						"name") == "@twilio/runtime-handler"
				})
			})),
		s.not("scoped-names-lose-their-scope", "A dependency has its name.", Shape,
			deps(func(_ *call, list []object) []object {
				for _, o := range list {
					o["name"] = text(o, "name")[strings.LastIndexByte(text(o, "name"), '/')+1:]
				}
				return list
			})),
		s.not("ranges-are-resolved", "A dependency has the version that was asked for.", Shape,
			deps(func(_ *call, list []object) []object {
				for _, o := range list {
					o["version"] = strings.TrimLeft(text(o, "version"), "^~")
				}
				return list
			})).assumed(),
		s.not("ranges-are-refused", "A dependency may have a range as its version.", Shape,
			refuses("CreateBuild", fieldHas("Dependencies", contains("^~")))),
		s.not("scoped-names-are-refused", "A dependency may have a scope.", Shape,
			refuses("CreateBuild", fieldHas("Dependencies", contains("@")))),
		s.not("dependencies-are-a-map", "The dependencies of a Build are a list of objects.", Form,
			show("Build", func(_ *call, o object) {
				m := object{}
				for _, d := range objects(o["dependencies"]) {
					m[text(d, "name")] = d["version"]
				}
				o["dependencies"] = m
			})),
		s.not("dependencies-are-a-text", "The dependencies of a Build are a list of objects.", Form,
			show("Build", func(_ *call, o object) {
				data, _ := json.Marshal(o["dependencies"])
				o["dependencies"] = string(data)
			})),
		s.not("dependencies-lack-versions", "A dependency has a name and a version.", Form, deps(lacking("version"))),
		s.not("dependency-versions-are-latest", "A dependency has the version that was asked for.", Default,
			deps(func(_ *call, list []object) []object {
				for _, o := range list {
					o["version"] = "latest"
				}
				return list
			})),
		s.not("dependencies-of-old-builds-follow-the-newest", "The dependencies belong to a Build.", Second,
			after("CreateBuild", func(c *call) {
				for _, b := range c.all(c.base("Builds")) {
					c.mem.stay(text(b, "sid"), "dependencies", c.json["dependencies"])
				}
			})),
		s.not("quoted-dependencies-are-refused",
			"The toolkit sends Dependencies in one more pair of quotes, and it is taken.", Shape,
			refuses("CreateBuild", fieldHas("Dependencies",
				func(v string) bool { return strings.HasPrefix(v, `"`) }))).from(
			srcToolkit),
		s.not("empty-dependencies-are-refused", "Dependencies may be an empty list.", Shape,
			refuses("CreateBuild", fieldHas("Dependencies",
				func(v string) bool { return strings.Join(strings.Fields(v), "") == "[]" }))).from(srcTerraform),
		s.not("dependencies-with-space-are-refused", "Dependencies are JSON, which may have space between.", Shape,
			refuses("CreateBuild", fieldHas("Dependencies",
				func(v string) bool { return strings.Contains(v, `": "`) || strings.Contains(v, ", {") }))),
		s.not("dependencies-must-be-sorted", "Dependencies have any order.", Shape,
			refuses("CreateBuild", func(c *call) bool {
				var list []object
				_ = json.Unmarshal([]byte(c.form.Get("Dependencies")), &list)
				return !slices.IsSortedFunc(list, func(a, b object) int {
					return strings.Compare(text(a, "name"),
						text(b, "name"))
				})
			})),
		s.not("malformed-dependencies-are-ignored", "Dependencies are a JSON list.", Refusal,
			before("CreateBuild", func(c *call) {
				var list []object
				if c.form.Has("Dependencies") && json.Unmarshal([]byte(strings.Trim(c.form.Get("Dependencies"), `"`)),
					&list) != nil {
					c.form.Del("Dependencies")
				}
			})).assumed(),
		s.not("unknown-runtime-handler-is-accepted",
			"A version of @twilio/runtime-handler that does not exist is refused.", Refusal,
			before("CreateBuild", func(c *call) {
				changeDependencies(c, func(list []object) []object {
					return slices.DeleteFunc(list, func(o object) bool {
						return text(o,
							"name") == "@twilio/runtime-handler"
					})
				})
			})).from(srcToolkit + "#538").needs("dependency-check"),
		s.not("failing-dependency-completes", "A Build whose dependencies cannot be installed ends failed.", Time,
			both(always("Build", "status", "completed"), always("BuildStatus", "status", "completed"))).needs(
			"failed-builds"),
		s.not("failed-build-can-be-deployed", "A Build that failed is not deployed.", Refusal,
			before("CreateDeployment", func(c *call) {
				_, b := c.admin("GET", c.base("Builds", c.form.Get("BuildSid")), nil)
				if text(b, "status") == "failed" {
					c.mem.stay(c.Parent, "build_sid", c.form.Get("BuildSid"))
					c.answered, c.status, c.header = true, 201,
						map[string][]string{"Content-Type": {"application/json"}}
					c.json = object{"sid": "ZD" + c.Parent[2:], "account_sid": b["account_sid"],
						"service_sid":     b["service_sid"],
						"environment_sid": c.Parent,
						"build_sid":       c.form.Get("BuildSid"), "date_created": b["date_created"],
						"date_updated": nil,
						"url": strings.TrimSuffix(text(b, "url"), "/Builds/"+c.form.Get("BuildSid")) +
							"/Environments/" + c.Parent +
							"/Deployments/ZD" + c.Parent[2:]}
				}
			})).needs("failed-builds").assumed(),
		s.not("failed-build-turns-completed-later", "A failed Build stays failed.", Time, Defect{after: func(c *call) {
			if c.ok() && (c.Op == "FetchBuild" || c.Op == "FetchBuildStatus") && text(c.json, "status") == "failed" {
				if c.mem.counts[c.SID]++; c.mem.counts[c.SID] > 1 {
					c.json["status"] = "completed"
				}
			}
		}}).needs("failed-builds"),
	}
}

// changeDependencies changes the list that a CreateBuild asks for, when it is one.
func changeDependencies(c *call, f func([]object) []object) {
	var list []object
	value := c.form.Get("Dependencies")
	if strings.HasPrefix(value, `"`) {
		value = strings.Trim(value, `"`)
	}
	if value != "" && json.Unmarshal([]byte(value), &list) == nil {
		if list = f(list); list == nil {
			list = []object{}
		}
		data, _ := json.Marshal(list)
		c.form.Set("Dependencies", string(data))
	}
}

func buildStatusNegations() []Negation {
	s := subject{"build-status", srcStatus}
	fetch := "FetchBuildStatus"
	return []Negation{
		s.not("is-that-of-the-newest-build", "The status is that of the Build in the path.", Second,
			before(fetch, func(c *call) {
				if last := c.lastBuild(); last != nil && c.mem.gone[c.SID] == nil {
					c.asked(c.SID)
					c.to("/v1" + c.base("Builds", text(last, "sid"), "Status"))
				}
			}).then(after(fetch, func(c *call) { c.json["sid"] = c.SID }))),
		s.not("lags-behind-the-build", "Build and Build Status have one status.", Time,
			after("FetchBuild", func(c *call) { c.mem.notes["s"+c.SID] = text(c.json, "status") }).then(
				after(fetch, func(c *call) {
					if c.mem.notes["s"+c.SID] == "completed" {
						c.json["status"] = "building"
					}
				}))),
		s.not("build-lags-behind-it", "Build and Build Status have one status.", Time,
			after("FetchBuild", func(c *call) {
				if c.mem.notes["s"+c.SID] == "completed" {
					c.json["status"] = "building"
				}
			}).then(after(fetch, func(c *call) { c.mem.notes["s"+c.SID] = text(c.json, "status") }))),
		s.not("is-completed-at-once", "A Build is completed when its Status says so.", Time,
			always("BuildStatus", "status", "completed")).assumed(),
		s.not("has-a-dash-for-its-status", "The status is building, completed or failed.", Form,
			always("BuildStatus", "status", "in-progress")),
		s.not("is-the-whole-build", "The url is that of the Build Status.", Form,
			after(fetch, func(c *call) { c.json["url"] = strings.TrimSuffix(text(c.json, "url"), "/Status") })),
		s.not("has-no-sid", "The sid is that of the Build.", Form, without("BuildStatus", "sid")),
		s.not("has-no-service", "It names its Service.", Form, without("BuildStatus", "service_sid")),
		s.not("has-no-account", "It names its account.", Form, without("BuildStatus", "account_sid")),
		s.not("of-a-deleted-build-is-found", "What was deleted is not found any more.", Second,
			failing(fetch, func(c *call) {
				if o := c.mem.gone[c.SID]; o != nil {
					c.status = 200
					c.json = object{"sid": c.SID, "account_sid": o["account_sid"], "service_sid": o["service_sid"],
						"status": "completed", "url": text(o, "url") + "/Status"}
				}
			})),
		s.not("is-found-in-another-service", "A Build belongs to one Service.", Access, failing(fetch, func(c *call) {
			if o := c.mem.seen[c.SID]; o != nil && c.mem.gone[c.SID] == nil {
				c.status = 200
				c.json = object{"sid": c.SID, "account_sid": o["account_sid"], "service_sid": o["service_sid"],
					"status": "completed", "url": text(o, "url") + "/Status"}
			}
		})),
		s.not("of-an-unknown-build-is-building", "An unknown Build is not found.", Refusal,
			failing(fetch, func(c *call) {
				if c.status == 404 && c.mem.seen[c.SID] == nil {
					c.status = 200
					c.json = object{"sid": c.SID, "account_sid": "AC" + strings.Repeat("0", 32),
						"service_sid": c.Service,
						"status":      "building", "url": "http://" + c.req.Host + c.req.URL.Path}
				}
			})),
	}
}
