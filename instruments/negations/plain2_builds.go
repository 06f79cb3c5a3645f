package negations

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
)

// plain2BuildNegations are bugs of Builds that come in when one writes a server of one's own.
func plain2BuildNegations() []Negation {
	b, st := subject{"builds", srcBuild}, subject{"build-status", srcStatus}
	only := "A Build has the versions that were named, and no others."
	deps := "A Build has the Dependencies that were sent."
	status, run := "status is building, then completed or failed.", "A Build has the Runtime that was asked for."
	live := "A live Build cannot be deleted."
	lastOf := func(name string) Defect { // a form that is read into a map
		return before("CreateBuild", func(c *call) {
			if list := c.form[name]; len(list) > 1 {
				c.form[name] = list[len(list)-1:]
			}
		})
	}
	firstOf := func(name string, n int) Defect {
		return before("CreateBuild", func(c *call) { c.form[name] = c.form[name][:min(n, len(c.form[name]))] })
	}
	nested := func(name string, f func(c *call, build, o object)) Defect {
		return show("Build", func(c *call, build object) {
			for _, o := range objects(build[name]) {
				f(c, build, o)
			}
		})
	}
	versions, parents := []string{"function_versions", "asset_versions"}, []string{"Functions", "Assets"}
	eachKind := func(f func(list, plural string) Defect) Defect {
		return both(f(versions[0], parents[0]), f(versions[1], parents[1]))
	}
	created := func(c *call) bool { return c.Op == "CreateBuild" }
	unknown := func(list []string) Defect { // versions that are not found are left out
		return failing("CreateBuild", func(c *call) {
			if c.status == 401 || c.status == 404 && c.Service == "" {
				return
			}
			for _, name := range list {
				c.form[name] = slices.DeleteFunc(slices.Clone(c.form[name]), func(sid string) bool {
					return c.mem.seen[sid] == nil
				})
			}
			if len(c.form["FunctionVersions"])+len(c.form["AssetVersions"]) == 0 {
				return
			}
			c.answered = false
			c.forward()
		})
	}
	return []Negation{
		b.not("plain2-has-the-last-of-the-functions", only, Second, lastOf("FunctionVersions")),
		b.not("plain2-has-the-last-of-the-assets", only, Second, lastOf("AssetVersions")),
		b.not("plain2-has-the-first-of-the-functions", only, Second, firstOf("FunctionVersions", 1)),
		b.not("plain2-has-at-most-20-functions", only, Second, firstOf("FunctionVersions", 20)),
		b.not("plain2-has-at-most-20-assets", only, Second, firstOf("AssetVersions", 20)),
		b.not("plain2-has-functions-or-assets", only, Second, before("CreateBuild", func(c *call) {
			if len(c.form["FunctionVersions"]) > 0 {
				c.form.Del("AssetVersions")
			}
		})),
		b.not("plain2-assets-stand-among-functions", only, Identity, show("Build", func(_ *call, o object) {
			list, _ := o["function_versions"].([]any)
			more, _ := o["asset_versions"].([]any)
			o["function_versions"], o["asset_versions"] = append(list, more...), []any{}
		})),
		b.not("plain2-has-those-of-the-build-before", only, Second, both(
			before("CreateBuild", func(c *call) {
				if last := c.lastBuild(); last != nil && len(c.form["FunctionVersions"]) > 0 {
					mine := map[string]bool{}
					for _, sid := range c.form["FunctionVersions"] {
						if v := c.mem.seen[sid]; v != nil {
							mine[text(v, "function_sid")] = true
						}
					}
					for _, v := range objects(last["function_versions"]) {
						if !mine[text(v, "function_sid")] {
							c.form.Add("FunctionVersions", text(v, "sid"))
						}
					}
				}
			}))),
		b.not("plain2-has-the-newest-functions", only, Second, before("CreateBuild", func(c *call) {
			newestOf(c, "Functions", "FunctionVersions")
		})),
		b.not("plain2-has-the-newest-assets", only, Second, before("CreateBuild", func(c *call) {
			newestOf(c, "Assets", "AssetVersions")
		})),
		b.not("plain2-shows-sids-of-versions", "A version in a Build is an object.", Form, show("Build",
			func(_ *call, o object) {
				for _, name := range versions {
					list := []any{}
					for _, v := range objects(o[name]) {
						list = append(list, v["sid"])
					}
					o[name] = list
				}
			})),
		b.not("plain2-list-has-no-versions", "The list shows Builds as they are.", Form, item("ListBuild",
			func(_ *call, entries []object) []object {
				for _, o := range entries {
					o["function_versions"], o["asset_versions"] = []any{}, []any{}
				}
				return entries
			})),
		b.not("plain2-list-has-no-dependencies", "The list shows Builds as they are.", Form, item("ListBuild",
			func(_ *call, entries []object) []object {
				for _, o := range entries {
					o["dependencies"] = []any{}
				}
				return entries
			})),
		b.not("plain2-path-of-a-version-is-the-newest-one", "A Build keeps the versions as they were.", Time,
			eachKind(func(list, plural string) Defect {
				return nested(list, func(c *call, _, o object) {
					of := text(o, strings.ToLower(strings.TrimSuffix(plural, "s"))+"_sid")
					if all := c.all(c.base(plural, of, "Versions")); len(all) > 0 {
						o["path"] = all[0]["path"]
					}
				})
			})),
		b.not("plain2-date-of-a-version-is-that-of-the-build", "date_created is when the version was made.", Time,
			eachKind(func(list, _ string) Defect {
				return nested(list, func(_ *call, build, o object) { o["date_created"] = build["date_created"] })
			})),
		b.not("plain2-visibility-of-a-version-is-public", "A version is as it was uploaded.", Form,
			eachKind(func(list, _ string) Defect {
				return nested(list, func(_ *call, _, o object) { o["visibility"] = "public" })
			})),
		b.not("plain2-versions-are-of-the-first-function", "function_sid is the parent of the version.", Second,
			nested("function_versions", func(_ *call, build, o object) {
				o["function_sid"] = objects(build["function_versions"])[0]["function_sid"]
			})),
		b.not("plain2-deleted-service-of-a-name-has-builds", "A new Service is empty.", Second,
			item("ListBuild", func(c *call, entries []object) []object {
				for sid, o := range c.mem.gone {
					if c.mem.kind[sid] == "Build" && text(o, "service_sid") == c.Service {
						entries = append(entries, clone(o))
					}
				}
				return entries
			})),
		b.not("plain2-created-one-is-completed", "A Build is building when it is created.", Time,
			after("CreateBuild", func(c *call) { c.json["status"] = "completed" })),
		b.not("plain2-list-says-building-for-ever", status, Time, item("ListBuild",
			func(_ *call, entries []object) []object {
				for _, o := range entries {
					o["status"] = "building"
				}
				return entries
			})),
		b.not("plain2-fetch-says-building-for-ever", status, Time, after("FetchBuild",
			func(c *call) { c.json["status"] = "building" })),
		b.not("plain2-fetch-is-completed-before-the-status", "Both say one status.", Time, after("FetchBuild",
			func(c *call) { c.json["status"] = "completed" })),
		b.not("plain2-status-is-written-ready", status, Form, words("Build", "status", func(v string) string {
			return strings.Replace(v, "completed", "ready", 1)
		})),
		st.not("plain2-is-that-of-the-newest-build", "The status is that of the Build.", Second,
			after("FetchBuildStatus", func(c *call) {
				if o := c.lastBuild(); o != nil {
					c.json["status"] = o["status"]
				}
			})),
		st.not("plain2-says-building-once-more", "Both say one status.", Time, both(
			after("CreateBuild", func(c *call) { c.mem.notes["first "+text(c.json, "sid")] = "x" }),
			after("FetchBuildStatus", func(c *call) {
				if c.json["status"] != "building" && c.mem.notes["first "+c.SID] != "" {
					delete(c.mem.notes, "first "+c.SID)
					c.json["status"] = "building"
				}
			}))),
		st.not("plain2-of-an-unknown-build-is-building", "What is unknown is not found.", Refusal,
			failing("FetchBuildStatus", func(c *call) {
				if c.status == 404 {
					c.status = 200
					c.json = object{"sid": c.SID, "account_sid": "AC" + strings.Repeat("0", 32), "status": "building",
						"service_sid": c.Service, "url": "https://serverless.twilio.com" + c.req.URL.Path}
				}
			})),
		st.not("plain2-of-a-deleted-build-is-found", "What was deleted is not found.", Collateral, both(
			after("FetchBuildStatus", func(c *call) { c.keep("status "+c.SID, c.json) }),
			failing("FetchBuildStatus", func(c *call) {
				if o := c.recall("status " + c.SID); c.status == 404 && o != nil && c.mem.gone[c.SID] != nil {
					c.status, c.json = 200, o
				}
			}))),
		st.not("plain2-url-is-that-of-the-build", "url is the absolute URL of the Build Status.", Identity,
			after("FetchBuildStatus", func(c *call) {
				c.json["url"] = strings.TrimSuffix(text(c.json, "url"), "/Status")
			})),
		st.not("plain2-has-all-of-the-build", "A Build Status has a sid, a status and a url of its own.", Identity,
			after("FetchBuildStatus", func(c *call) {
				_, o := c.admin("GET", c.base("Builds", c.SID), nil)
				maps.Copy(c.json, o)
			})),
		st.not("plain2-in-another-service-is-found", "What is unknown is not found.", Identity,
			elsewhere("FetchBuildStatus")),
		b.not("plain2-in-another-service-is-found", "What is unknown is not found.", Identity,
			elsewhere("FetchBuild")),
		b.not("plain2-delete-through-another-service", "What is unknown is not found.", Identity,
			elsewhere("DeleteBuild")),
		b.not("plain2-without-versions-is-made", "At least one version is required.", Refusal,
			failing("CreateBuild", func(c *call) {
				if c.status == 400 && len(c.form["FunctionVersions"])+len(c.form["AssetVersions"]) == 0 {
					if o := c.lastBuild(); o != nil {
						c.status, c.json = 201, o
					} else {
						c.status, c.json = 201, object{"status": "building"}
					}
				}
			})),
		b.not("plain2-without-versions-takes-those-of-before", "At least one version is required.", Refusal,
			before("CreateBuild", func(c *call) {
				if o := c.lastBuild(); len(c.form["FunctionVersions"])+len(c.form["AssetVersions"]) == 0 && o != nil {
					c.form["FunctionVersions"] = sids(objects(o["function_versions"]))
				}
			})),
		b.not("plain2-without-versions-is-422", "At least one version is required: 400.", Refusal,
			failing("CreateBuild", func(c *call) {
				if c.status == 400 && len(c.form["FunctionVersions"])+len(c.form["AssetVersions"]) == 0 {
					c.status, c.json["status"] = 422, 422
				}
			})),
		b.not("plain2-unknown-versions-are-left-out", "What is unknown is refused.", Refusal,
			unknown([]string{"FunctionVersions", "AssetVersions"})).assumed(),
		b.not("plain2-function-is-taken-as-an-asset", "AssetVersions are versions of Assets.", Refusal,
			failing("CreateBuild", func(c *call) {
				for _, sid := range c.form["AssetVersions"] {
					if c.mem.kind[sid] == "FunctionVersion" {
						c.form["FunctionVersions"] = append(c.form["FunctionVersions"], c.form["AssetVersions"]...)
						c.form.Del("AssetVersions")
						c.answered = false
						c.forward()
						return
					}
				}
			})).assumed(),
		b.not("plain2-two-of-one-asset-are-the-newest", "Two versions of one Asset are refused.", Refusal,
			failing("CreateBuild", func(c *call) {
				if c.status == 400 && len(c.form["AssetVersions"]) > 1 {
					c.form["AssetVersions"] = c.form["AssetVersions"][:1]
					c.answered = false
					c.forward()
				}
			})).from(srcToolkit),
		b.not("plain2-dependencies-with-spaces-are-refused", deps, Shape, refuses("CreateBuild",
			fieldHas("Dependencies", contains(" ")))),
		b.not("plain2-dependencies-in-quotes-are-refused", deps, Shape, refuses("CreateBuild",
			fieldHas("Dependencies", func(v string) bool { return strings.HasPrefix(v, `"`) }))).from(srcToolkit),
		b.not("plain2-empty-list-of-dependencies-is-refused", deps, Shape, refuses("CreateBuild",
			fieldHas("Dependencies", func(v string) bool { return v == "[]" }))).from(srcTerraform),
		b.not("plain2-dependencies-are-a-text", "dependencies is a list of objects.", Form, show("Build",
			func(_ *call, o object) {
				data, _ := json.Marshal(o["dependencies"])
				o["dependencies"] = string(data)
			})),
		b.not("plain2-dependencies-are-a-map", "dependencies is a list of objects.", Form, show("Build",
			func(_ *call, o object) {
				all := object{}
				for _, d := range objects(o["dependencies"]) {
					all[text(d, "name")] = d["version"]
				}
				o["dependencies"] = all
			})),
		b.not("plain2-last-dependency-is-lost", deps, Second, before("CreateBuild", func(c *call) {
			changeDependencies(c, func(all []object) []object {
				if len(all) > 1 {
					return all[:len(all)-1]
				}
				return all
			})
		})),
		b.not("plain2-default-wins-over-what-was-sent", deps, Default, before("CreateBuild", func(c *call) {
			changeDependencies(c, func(all []object) []object {
				return slices.DeleteFunc(all, func(o object) bool { return text(o, "name") == "twilio" })
			})
		})),
		b.not("plain2-runtime-is-always-the-default", run, Default, before("CreateBuild", func(c *call) {
			if slices.Contains(knownRuntimes(), c.form.Get("Runtime")) {
				c.form.Del("Runtime")
			}
		})),
		b.not("plain2-runtime-in-the-list-is-that-of-the-newest", run, Second, item("ListBuild",
			func(_ *call, entries []object) []object {
				for _, o := range entries {
					o["runtime"] = entries[0]["runtime"]
				}
				return entries
			})),
		b.not("plain2-dependencies-of-all-are-those-of-the-newest", deps, Second, show("Build",
			func(c *call, o object) {
				if last := c.lastBuild(); last != nil {
					o["dependencies"] = last["dependencies"]
				}
			})),
		b.not("plain2-live-one-can-be-deleted", live, Refusal, failing("DeleteBuild", func(c *call) {
			if c.status >= 400 && c.status < 500 && c.status != 404 && c.status != 401 {
				c.mem.hidden[c.SID] = true
				c.empty(204)
			}
		})),
		b.not("plain2-only-the-first-environment-keeps-a-build", live, Second, failing("DeleteBuild",
			func(c *call) {
				if c.status == 404 || c.status == 401 {
					return
				}
				if first := oldest(c.all(c.base("Environments"))); text(first, "build_sid") != c.SID {
					c.mem.hidden[c.SID] = true
					c.empty(204)
				}
			})),
		b.not("plain2-that-was-live-once-cannot-be-deleted", "A Build that is not live can be deleted.", Refusal, both(
			after("CreateDeployment", func(c *call) { c.mem.notes["was live "+c.form.Get("BuildSid")] = "x" }),
			before("DeleteBuild", func(c *call) {
				if c.mem.notes["was live "+c.SID] != "" {
					c.refuse(http.StatusConflict, 20409, "The Build was deployed.")
				}
			}))),
		b.not("plain2-under-way-cannot-be-deleted", "A Build that is not live can be deleted.", Refusal,
			before("DeleteBuild", func(c *call) {
				if _, o := c.admin("GET", c.base("Builds", c.SID), nil); o["status"] == "building" {
					c.refuse(http.StatusConflict, 20409, "The Build is under way.")
				}
			})),
		b.not("plain2-delete-takes-the-versions", "A delete takes what it names.", Collateral,
			before("DeleteBuild", func(c *call) {
				_, o := c.admin("GET", c.base("Builds", c.SID), nil)
				if !c.isLiveBuild(c.SID) {
					for _, sid := range versionsOf(o) {
						c.mem.hidden[sid] = true
					}
				}
			})),
		b.not("plain2-delete-takes-older-ones", "A delete takes what it names.", Collateral,
			before("DeleteBuild", func(c *call) {
				all := c.all(c.base("Builds"))
				i := slices.IndexFunc(all, func(o object) bool { return text(o, "sid") == c.SID })
				for _, o := range all[max(i, 0):] {
					if i >= 0 && text(o, "sid") != c.SID {
						c.admin("DELETE", c.base("Builds", text(o, "sid")), nil)
					}
				}
			})),
		b.not("plain2-same-parameters-are-the-same-build", "Each create makes a Build.", Second, Defect{
			before: func(c *call) { c.asked(digest(c.Service, c.form.Encode())) },
			after: func(c *call) {
				if !created(c) || !c.ok() {
					return
				}
				if old := c.recall("same " + c.wanted()); old != nil {
					c.json = old
				} else {
					c.keep("same "+c.wanted(), c.json)
				}
			}}),
		b.not("plain2-new-one-fails-the-one-under-way", "Each Build has a status of its own.", Collateral,
			before("CreateBuild", func(c *call) {
				for _, o := range c.all(c.base("Builds")) {
					if text(o, "status") == "building" {
						c.mem.stay(text(o, "sid"), "status", "failed")
					}
				}
			})),
		b.not("plain2-update-is-the-creation", "date_updated is when it was last updated.", Time,
			prop("Build", "date_updated", func(c *call, _ any) any { return c.json["date_created"] })),
		b.not("plain2-link-is-the-build", "links are the URLs of what is below.", Form, show("Build",
			func(_ *call, o object) {
				if links, ok := o["links"].(object); ok {
					links["build_status"] = o["url"]
				}
			})),
		b.not("plain2-list-is-oldest-first", "Builds are listed newest first.", Paging, item("ListBuild",
			func(_ *call, entries []object) []object { slices.Reverse(entries); return entries })),
		b.not("plain2-list-lacks-those-under-way", "The list has every one.", Second, item("ListBuild",
			func(_ *call, entries []object) []object {
				return slices.DeleteFunc(entries, func(o object) bool { return o["status"] == "building" })
			})),
	}
}

// isLiveBuild reports whether an Environment of the Service of the call has a Build.
func (c *call) isLiveBuild(sid string) bool {
	return slices.ContainsFunc(c.all(c.base("Environments")), func(o object) bool {
		return text(o, "build_sid") == sid
	})
}
