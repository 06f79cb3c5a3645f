package negations

import (
	"net/http"
	"slices"
	"strings"
)

func fieldBuildNegations() []Negation {
	b, st := subject{"builds", srcBuild}, subject{"build-status", srcStatus}
	own, asked := "Each Build has a course of its own.", "A Build has the Runtime that was asked for."
	later := func(c *call) bool { return len(c.all(c.base("Builds"))) > 1 }
	some := func(c *call) bool { return len(c.form["FunctionVersions"])+len(c.form["AssetVersions"]) > 0 }
	return []Negation{
		b.not("field-runtime-is-that-of-the-first", asked, Second, before("CreateBuild", func(c *call) {
			if all := c.all(c.base("Builds")); len(all) > 0 && c.form.Has("Runtime") && slices.Contains(knownRuntimes(),
				c.form.Get("Runtime")) {
				c.form.Set("Runtime", text(oldest(all), "runtime"))
			}
		})),
		b.not("field-without-a-runtime-has-the-platforms", "Without a Runtime a Build has that of the last one.",
			Default,
			before("CreateBuild", func(c *call) {
				if !c.form.Has("Runtime") && some(c) {
					c.form.Set("Runtime", "node22")
				}
			})),
		b.not("field-old-runtime-is-taken", "A Runtime that is retired is refused.", Refusal,
			before("CreateBuild", func(c *call) {
				if r := c.form.Get("Runtime"); r == "node10" || r == "node12" || r == "node14" || r == "node8" {
					c.form.Set("Runtime", "node22")
				}
			})),
		b.not("field-made-one-is-completed", "A Build takes time.", Time, after("CreateBuild", func(c *call) {
			c.json["status"] = "completed"
		})),
		b.not("field-of-assets-alone-fails", own, Second, both(
			after("CreateBuild", func(c *call) {
				if len(c.form["FunctionVersions"]) == 0 {
					c.mem.notes["fail "+text(c.json, "sid")] = "x"
				}
			}), failNoted())),
		b.not("field-second-while-one-builds-fails", own, Second, both(
			before("CreateBuild", func(c *call) {
				c.asked("")
				if c.isBuilding() {
					c.asked("fail")
				}
			}),
			after("CreateBuild", func(c *call) {
				if c.wanted() != "" {
					c.mem.notes["fail "+text(c.json, "sid")] = "x"
				}
			}), failNoted())),
		b.not("field-list-says-building", own, Time, item("ListBuild", func(_ *call, all []object) []object {
			for _, o := range all {
				o["status"] = "building"
			}
			return all
		})),
		b.not("field-older-ones-are-building-again-in-lists", own, Second, item("ListBuild",
			func(_ *call, all []object) []object {
				for i, o := range all {
					if i > 0 {
						o["status"] = "building"
					}
				}
				return all
			})),
		st.not("field-of-a-second-build-never-ends", own, Second, after("FetchBuildStatus", func(c *call) {
			if all := c.all(c.base("Builds")); len(all) > 1 && text(all[0], "sid") == c.SID {
				c.json["status"] = "building"
			}
		})),
		b.not("field-deployed-one-is-building", own, Time, show("Build", func(c *call, o object) {
			if c.isLiveBuild(text(o, "sid")) {
				o["status"] = "building"
			}
		})),
		b.not("field-date-updated-stays-null", "date_updated is set.", Form, after("CreateBuild", func(c *call) {
			c.json["date_updated"] = nil
		})),
		b.not("field-list-has-no-dependencies", "A list has each as it is.", Form, item("ListBuild",
			func(_ *call, all []object) []object {
				for _, o := range all {
					o["dependencies"] = []any{}
				}
				return all
			})),
		b.not("field-list-has-no-asset-versions", "A list has each as it is.", Form, item("ListBuild",
			func(_ *call, all []object) []object {
				for _, o := range all {
					o["asset_versions"] = []any{}
				}
				return all
			})),
		b.not("field-service-is-that-of-the-path", "service_sid is a SID.", Identity, show("Build",
			func(c *call, o object) { o["service_sid"] = c.Service })),
		st.not("field-url-is-that-of-the-build", "url is that of the status.", Form,
			prop("BuildStatus", "url", func(_ *call, old any) any {
				s, _ := old.(string)
				return strings.TrimSuffix(s, "/Status")
			})),
		st.not("field-has-no-account", "A status has the SID of its account.", Form, always("BuildStatus",
			"account_sid", nil)),
		b.not("field-deleted-ones-are-listed", "What was deleted is not listed.", Second, ghosts("Build")),
		b.not("field-deleted-ones-are-found", "What was deleted is not found.", Second, restored("FetchBuild")),
		b.not("field-delete-of-one-live-in-a-second-environment-is-204", "A live Build cannot be deleted.", Second,
			failing("DeleteBuild", func(c *call) {
				envs := c.all(c.base("Environments"))
				if c.status != 401 && c.status != 404 && len(envs) > 1 && text(envs[len(envs)-1],
					"build_sid") != c.SID {
					c.empty(204)
					c.mem.hidden[c.SID] = true
				}
			})),
		b.not("field-delete-clears-the-newest-deployment", "A delete is of what it names.", Collateral,
			after("DeleteBuild", func(c *call) {
				for _, e := range c.all(c.base("Environments")) {
					if text(e, "build_sid") != "" {
						c.mem.stay(text(e, "sid"), "build_sid", nil)
						return
					}
				}
			})),
		b.not("field-delete-takes-its-versions", "A delete is of what it names.", Collateral,
			before("DeleteBuild", func(c *call) {
				_, o := c.admin("GET", c.here(), nil)
				for _, v := range versionsOf(o) {
					c.mem.notes["gone with "+v] = c.SID
				}
			}).then(after("DeleteBuild", func(c *call) {
				for name, build := range c.mem.notes {
					if v, found := strings.CutPrefix(name, "gone with "); found && build == c.SID {
						c.mem.hidden[v] = true
					}
				}
			}))),
		b.not("field-delete-of-all-but-the-newest-is-409", "A Build that is not live can be deleted.", Refusal,
			before("DeleteBuild", func(c *call) {
				if all := c.all(c.base("Builds")); len(all) > 1 && text(all[0], "sid") != c.SID &&
					slices.Contains(sids(all), c.SID) {
					c.refuse(http.StatusConflict, 20409, partOfDeployment)
				}
			})),
		b.not("field-second-has-the-date-of-the-first", "date_created is when it was created.", Second,
			show("Build", func(c *call, o object) {
				if all := c.all(c.base("Builds")); later(c) {
					copied(o, oldest(all), "date_created")
				}
			})),
	}
}

func fieldBuildVersionNegations() []Negation {
	b := subject{"builds", srcBuild}
	given := "A Build has the versions that were named, and no others."
	cutTo := func(name string, n int) Defect {
		return inBuilds(name, func(_ *call, list []object) []object { return list[:min(n, len(list))] })
	}
	return []Negation{
		b.not("field-has-20-functions-at-most", given, Paging, cutTo("function_versions", 20)),
		b.not("field-has-50-assets-at-most", given, Paging, cutTo("asset_versions", 50)),
		b.not("field-assets-of-the-last-build-are-kept", given, Second, addsToBuilds("AssetVersions",
			func(c *call) (all []string) {
				if last := c.lastBuild(); last != nil && len(c.form["AssetVersions"]) == 0 {
					return sids(objects(last["asset_versions"]))
				}
				return nil
			})),
		b.not("field-has-the-newest-of-each-function", given, Second, before("CreateBuild", func(c *call) {
			newestOf(c, "Functions", "FunctionVersions")
		})),
		b.not("field-old-one-has-what-was-uploaded-later", "A Build never changes.", Time,
			after("FetchBuild ListBuild", func(c *call) {
				walk(c.json, func(o object) {
					if f := text(o, "function_sid"); f != "" && o["path"] != nil {
						if all := c.all(c.base("Functions", f, "Versions")); len(all) > 0 {
							copied(o, all[0], "sid", "path", "visibility", "date_created")
						}
					}
				})
			})),
		b.not("field-all-versions-are-public-in-it", given, Shape, after("CreateBuild FetchBuild ListBuild",
			func(c *call) {
				walk(c.json, func(o object) {
					if o["visibility"] != nil {
						o["visibility"] = "public"
					}
				})
			})),
		b.not("field-versions-in-it-have-its-date", given, Time, after("CreateBuild FetchBuild", func(c *call) {
			walk(c.json, func(o object) {
				if o["visibility"] != nil {
					o["date_created"] = c.json["date_created"]
				}
			})
		})),
		b.not("field-paths-of-assets-lose-their-folder", given, Shape, inBuilds("asset_versions",
			func(_ *call, list []object) []object {
				for _, o := range list {
					path := text(o, "path")
					o["path"] = path[max(0, strings.LastIndex(path, "/")):]
				}
				return list
			})),
		b.not("field-versions-in-it-have-the-first-parent", given, Second, inBuilds("function_versions",
			func(_ *call, list []object) []object {
				for _, o := range list {
					o["function_sid"] = list[0]["function_sid"]
				}
				return list
			})),
		b.not("field-two-versions-of-an-asset-are-taken", "Two versions of one Asset cannot be in a Build.", Refusal,
			refused("CreateBuild", 400, func(c *call) {
				if seen := c.form["AssetVersions"]; len(seen) > 1 && seen[0] != seen[1] &&
					strings.Contains(text(c.json, "message"), "ifferent") {
					c.form["AssetVersions"] = seen[1:]
					c.answered = false
					c.forward()
				}
			})),
		b.not("field-without-versions-is-201", "A Build has one version at least.", Refusal,
			refused("CreateBuild", 400, func(c *call) {
				if last := c.lastBuild(); last != nil &&
					len(c.form["FunctionVersions"])+len(c.form["AssetVersions"]) == 0 {
					c.gives(201, last)
				}
			})),
		b.not("field-without-versions-has-another-code", "Error 20001 says that a version is needed.", Refusal,
			failing("CreateBuild", func(c *call) {
				if c.status == 400 && len(c.form["FunctionVersions"])+len(c.form["AssetVersions"]) == 0 {
					c.json["code"], c.json["more_info"] = 20400, "https://www.twilio.com/docs/errors/20400"
				}
			})),
		b.not("field-versions-of-another-service-are-taken", "A Build has versions of its own Service.", Refusal,
			failing("CreateBuild", func(c *call) {
				for _, v := range append(c.form["FunctionVersions"], c.form["AssetVersions"]...) {
					if o := c.mem.seen[v]; o != nil && text(o, "service_sid") != c.Service && c.status != 401 {
						c.gives(201, object{"sid": "ZB" + strings.Repeat("b", 32), "account_sid": o["account_sid"],
							"service_sid": c.Service, "status": "building", "function_versions": []any{},
							"asset_versions": []any{}, "dependencies": []any{}, "runtime": "node22",
							"date_created": nowText(), "date_updated": nowText(), "url": nil})
						return
					}
				}
			})).assumed(),
		b.not("field-versions-of-deleted-functions-vanish-from-it", "A Function in a Build cannot be deleted.",
			Collateral,
			failing("DeleteFunction", func(c *call) {
				if c.status != 404 && c.status != 401 {
					c.empty(204)
					c.mem.hidden[c.SID] = true
				}
			})),
		b.not("field-of-a-single-asset-is-refused", "A Build has one version at least.", Refusal,
			refuses("CreateBuild", func(c *call) bool {
				return len(c.form["FunctionVersions"]) == 0 && len(c.form["AssetVersions"]) == 1
			})),
	}
}

func fieldDependencyNegations() []Negation {
	b := subject{"builds", srcBuild}
	deps := "Dependencies are those that were asked for, and the defaults."
	value := func(is func(v string) bool) Defect {
		return refuses("CreateBuild", func(c *call) bool {
			return c.form.Has("Dependencies") &&
				is(c.form.Get("Dependencies"))
		})
	}
	return []Negation{
		b.not("field-dependencies-of-the-last-build-are-added", deps, Second, before("CreateBuild", func(c *call) {
			last := c.lastBuild()
			changeDependencies(c, func(all []object) []object {
				for _, o := range objects(last["dependencies"]) {
					if !slices.ContainsFunc(all, func(a object) bool { return a["name"] == o["name"] }) {
						all = append(all, o)
					}
				}
				return all
			})
		})),
		b.not("field-dependencies-in-quotes-are-refused", deps, HTTP, value(func(v string) bool {
			return strings.HasPrefix(v, `"`)
		})),
		b.not("field-empty-list-of-dependencies-is-refused", deps, HTTP, value(func(v string) bool {
			return v == "[]"
		})),
		b.not("field-empty-dependencies-are-refused", deps, HTTP, value(func(v string) bool { return v == "" })),
		b.not("field-twilio-is-there-twice", deps, Default, show("Build", func(_ *call, o object) {
			list := objects(o["dependencies"])
			if i := slices.IndexFunc(list, func(d object) bool { return d["name"] == "twilio" }); i >= 0 &&
				len(list) > 2 {
				o["dependencies"] = append(o["dependencies"].([]any), object{"name": "twilio", "version": "3.29.2"})
			}
		})),
		b.not("field-version-of-twilio-is-the-default", deps, Default, dependencies(
			func(n, v string) (string, string) {
				if n == "twilio" {
					return n, "5.0.3"
				}
				return n, v
			})),
		b.not("field-handler-that-was-asked-for-is-missing", deps, Default, show("Build", func(_ *call, o object) {
			list := objects(o["dependencies"])
			if len(list) < 3 {
				return
			}
			left := []any{}
			for _, d := range list {
				if d["name"] != "@twilio/runtime-handler" {
					left = append(left, d)
				}
			}
			o["dependencies"] = left
		})),
		b.not("field-names-of-dependencies-lose-their-dots", deps, Shape, dependencies(
			func(n, v string) (string, string) { return strings.ReplaceAll(n, ".", "-"), v })),
		b.not("field-more-than-ten-dependencies-are-cut", deps, Paging, before("CreateBuild", func(c *call) {
			changeDependencies(c, func(all []object) []object { return all[:min(10, len(all))] })
		})),
		b.not("field-dependencies-that-are-no-list-are-taken", "Dependencies are a list of objects.", Refusal,
			before("CreateBuild", func(c *call) {
				if v := c.form.Get("Dependencies"); v != "" && !strings.HasPrefix(strings.Trim(v, `"`), "[") {
					c.form.Del("Dependencies")
				}
			})),
	}
}
