package negations

import (
	"net/http"
	"slices"
	"strings"
)

// partOfDeployment is how the API refuses to delete a Build that is live.
const partOfDeployment = "Cannot delete Build because it's part of an active Deployment."

func narrowBuildNegations() []Negation {
	b, st := subject{"builds", srcBuild}, subject{"build-status", srcStatus}
	deps := "Dependencies are those that were asked for, and the defaults."
	asked := "A Build has the Runtime that was asked for."
	free, own := "A Build that is not live may be deleted.", "Each Build has a course of its own."
	some := func(c *call) bool { return len(c.form["FunctionVersions"])+len(c.form["AssetVersions"]) > 0 }
	drop := func(c *call) { c.form.Del("Dependencies") }
	return []Negation{
		b.not("narrow-of-assets-alone-loses-dependencies", deps, Update, before("CreateBuild", func(c *call) {
			if len(c.form["FunctionVersions"]) == 0 && some(c) {
				drop(c)
			}
		})),
		b.not("narrow-dependency-loses-its-scope", deps, Shape, dependencies(func(n, v string) (string, string) {
			if _, after, found := strings.Cut(n, "/"); found && n != "@twilio/runtime-handler" {
				return after, v
			}
			return n, v
		})),
		b.not("narrow-third-dependency-is-lost", deps, Second, before("CreateBuild", func(c *call) {
			changeDependencies(c, func(all []object) []object { return all[:min(2, len(all))] })
		})),
		b.not("narrow-prerelease-is-cut", deps, Shape, dependencies(func(n, v string) (string, string) {
			before, _, _ := strings.Cut(v, "-")
			return n, before
		})),
		b.not("narrow-twilio-is-the-default-beside-others", deps, Default, before("CreateBuild", func(c *call) {
			changeDependencies(c, func(all []object) []object {
				if len(all) < 2 {
					return all
				}
				return slices.DeleteFunc(all, func(o object) bool { return o["name"] == "twilio" })
			})
		})),
		b.not("narrow-empty-dependencies-with-assets-are-400", deps, Refusal, refuses("CreateBuild",
			func(c *call) bool { return c.form.Get("Dependencies") == "[]" && len(c.form["AssetVersions"]) > 0 })),
		b.not("narrow-dependencies-of-the-build-before-when-none-are-sent", deps, Second,
			before("CreateBuild", func(c *call) {
				if last := c.lastBuild(); last != nil && !c.form.Has("Dependencies") && some(c) {
					c.form.Set("Dependencies", string(encode(object{"d": last["dependencies"]})[5:]))
					c.form.Set("Dependencies", strings.TrimSuffix(c.form.Get("Dependencies"), "}"))
				}
			})),
		b.not("narrow-list-has-the-runtime-of-the-newest", asked, Second, item("ListBuild",
			func(_ *call, entries []object) []object {
				for _, o := range entries {
					o["runtime"] = entries[0]["runtime"]
				}
				return entries
			})),
		b.not("narrow-runtime-beside-dependencies-is-not-checked", "An unknown Runtime is refused.", Refusal,
			before("CreateBuild", func(c *call) {
				known := slices.Contains(knownRuntimes(), c.form.Get("Runtime"))
				if c.form.Has("Dependencies") && c.form.Has("Runtime") && !known {
					c.form.Set("Runtime", "node22")
				}
			})),
		b.not("narrow-of-assets-alone-fails", own, Time, both(
			after("CreateBuild", func(c *call) {
				if len(objects(c.json["function_versions"])) == 0 {
					c.mem.notes["fail "+text(c.json, "sid")] = "x"
				}
			}), failNoted())),
		b.not("narrow-delete-while-building-is-409", free, Refusal, before("DeleteBuild", func(c *call) {
			if _, o := c.admin("GET", c.here(), nil); o["status"] == "building" {
				c.refuse(http.StatusConflict, 20409, "The Build is under way.")
			}
		})),
		b.not("narrow-delete-of-one-that-was-live-is-409", free, Second, both(
			after("CreateDeployment", func(c *call) { c.mem.notes["live "+c.form.Get("BuildSid")] = "x" }),
			before("DeleteBuild", func(c *call) {
				if c.mem.notes["live "+c.SID] != "" {
					c.refuse(http.StatusConflict, 20409, partOfDeployment)
				}
			}))),
		b.not("narrow-live-in-two-and-cleared-in-one-is-deleted", "A live Build cannot be deleted.", Second, both(
			before("CreateDeployment", func(c *call) {
				if _, e := c.admin("GET", c.base("Environments", c.Parent), nil); c.form.Get("BuildSid") == "" {
					c.mem.notes["cleared "+text(e, "build_sid")] = "x"
				}
			}),
			failing("DeleteBuild", func(c *call) {
				if c.status != 404 && c.status != 401 && c.mem.notes["cleared "+c.SID] != "" {
					c.empty(204)
					c.mem.hidden[c.SID] = true
				}
			}))),
		st.not("narrow-of-a-deleted-build-is-there", "What was deleted is not found.", Collateral,
			failing("FetchBuildStatus", func(c *call) {
				if o := c.mem.gone[c.SID]; c.status == 404 && o != nil {
					c.status, c.header = 200, http.Header{"Content-Type": {"application/json"}}
					c.json = object{"sid": c.SID, "account_sid": o["account_sid"], "service_sid": o["service_sid"],
						"status": "completed", "url": text(o, "url") + "/Status"}
				}
			})),
		st.not("narrow-below-a-name-is-building", own, Identity, after("FetchBuildStatus", func(c *call) {
			if isName(c.Service) {
				c.json["status"] = "building"
			}
		})),
		st.not("narrow-of-a-second-build-is-that-of-the-first", own, Second, after("FetchBuildStatus", func(c *call) {
			if all := c.all(c.base("Builds")); len(all) > 1 {
				c.json["status"] = oldest(all)["status"]
			}
		})),
		b.not("narrow-without-versions-but-with-dependencies-is-201", "A Build has one version at least.", Refusal,
			before("CreateBuild", func(c *call) {
				if some(c) || !c.form.Has("Dependencies") {
					return
				}
				for _, f := range c.all(c.base("Functions")) {
					for _, v := range c.all(c.base("Functions", text(f, "sid"), "Versions")) {
						c.form.Set("FunctionVersions", text(v, "sid"))
						return
					}
				}
			})),
		b.not("narrow-same-form-again-is-the-same-build", "Each create makes a new one.", Identity, Defect{
			before: func(c *call) {
				old := c.recall("made " + c.Service + c.form.Encode())
				if c.Op == "CreateBuild" && old != nil && some(c) {
					c.refuse(201, 0, "")
					c.json = old
				}
			},
			after: func(c *call) {
				if c.Op == "CreateBuild" && c.ok() && !c.answered {
					c.keep("made "+c.Service+c.form.Encode(), c.json)
				}
			}}),
		b.not("narrow-completed-was-updated-before-it-was-created", "date_updated is not before date_created.", Time,
			after("FetchBuild", func(c *call) {
				if c.json["status"] == "completed" {
					c.json["date_updated"] = "2020-01-01T00:00:00Z"
				}
			})),
		b.not("narrow-list-has-status-in-capitals", "A status is building, completed or failed.", Form,
			item("ListBuild", func(_ *call, entries []object) []object {
				for _, o := range entries {
					o["status"] = strings.ToUpper(text(o, "status"))
				}
				return entries
			})),
		b.not("narrow-later-pages-have-no-dependencies", deps, Paging, onLaterPages("ListBuild",
			func(_ *call, o object) { o["dependencies"] = []any{} })),
		b.not("narrow-older-one-is-listed-as-failed", own, Second, item("ListBuild",
			func(_ *call, entries []object) []object {
				for _, o := range entries[min(1, len(entries)):] {
					if o["status"] == "completed" {
						o["status"] = "failed"
					}
				}
				return entries
			})),
		b.not("narrow-delete-below-a-name-leaves-it-in-the-list", "What was deleted is in no list.", Collateral,
			both(after("DeleteBuild", func(c *call) {
				if isName(c.Service) {
					c.mem.notes["by name "+c.SID] = "x"
				}
			}), item("ListBuild", func(c *call, entries []object) []object {
				for sid, o := range c.mem.gone {
					if c.mem.notes["by name "+sid] != "" && strings.Contains(text(o, "url"), c.Service) {
						entries = append(entries, clone(o))
					}
				}
				return entries
			}))),
	}
}

func narrowBuildVersionNegations() []Negation {
	b := subject{"builds", srcBuild}
	only1, own := "A Build has the versions that it was given.", "A version in a Build is as it is alone."
	each := func(f func(build, v object, i int)) Defect {
		return show("Build", func(_ *call, o object) {
			for _, name := range []string{"function_versions", "asset_versions"} {
				for i, v := range objects(o[name]) {
					f(o, v, i)
				}
			}
		})
	}
	return []Negation{
		b.not("narrow-fourth-function-version-is-lost", only1, Second, before("CreateBuild", func(c *call) {
			all := c.form["FunctionVersions"]
			c.form["FunctionVersions"] = all[:min(3, len(all))]
		})),
		b.not("narrow-eleventh-asset-version-is-lost", only1, Second, before("CreateBuild", func(c *call) {
			all := c.form["AssetVersions"]
			c.form["AssetVersions"] = all[:min(10, len(all))]
		})),
		b.not("narrow-second-version-has-the-parent-of-the-first", own, Identity, show("Build",
			func(_ *call, o object) {
				all := objects(o["function_versions"])
				for _, v := range all[min(1, len(all)):] {
					v["function_sid"] = all[0]["function_sid"]
				}
			})),
		b.not("narrow-versions-were-made-with-the-build", own, Time, each(func(build, v object, _ int) {
			v["date_created"] = build["date_created"]
		})),
		b.not("narrow-list-has-paths-without-a-slash", own, Form, item("ListBuild",
			func(_ *call, entries []object) []object {
				for _, o := range entries {
					for _, v := range append(objects(o["function_versions"]), objects(o["asset_versions"])...) {
						v["path"] = strings.TrimPrefix(text(v, "path"), "/")
					}
				}
				return entries
			})),
		b.not("narrow-second-version-has-the-visibility-of-the-first", own, Second, show("Build",
			func(_ *call, o object) {
				for _, name := range []string{"function_versions", "asset_versions"} {
					all := objects(o[name])
					for _, v := range all[min(1, len(all)):] {
						v["visibility"] = all[0]["visibility"]
					}
				}
			})),
		b.not("narrow-older-one-beside-another-becomes-the-newest", only1, Second, before("CreateBuild",
			func(c *call) {
				if len(c.form["FunctionVersions"]) > 1 {
					newestOf(c, "Functions", "FunctionVersions")
				}
			})),
		b.not("narrow-two-versions-of-one-asset-are-one", "Two versions of one Asset are refused.", Refusal,
			before("CreateBuild", func(c *call) {
				for _, a := range c.all(c.base("Assets")) {
					own := sids(c.all(c.base("Assets", text(a, "sid"), "Versions")))
					seen := false
					c.form["AssetVersions"] = slices.DeleteFunc(c.form["AssetVersions"], func(sid string) bool {
						again := seen && slices.Contains(own, sid)
						seen = seen || slices.Contains(own, sid)
						return again
					})
				}
			})).from(srcToolkit),
		b.not("narrow-foreign-version-beside-an-own-one-is-left-out", "Versions are of the Service.", Refusal,
			dropsVersions(func(c *call, sid string) bool {
				o := c.mem.seen[sid]
				return o != nil && !isName(c.Service) && o["service_sid"] != c.Service
			})).assumed(),
		b.not("narrow-older-build-has-the-versions-of-the-newest-in-lists", only1, Second, item("ListBuild",
			func(_ *call, entries []object) []object {
				for _, o := range entries {
					o["function_versions"] = entries[0]["function_versions"]
				}
				return entries
			})),
		b.not("narrow-path-is-that-of-the-newest-version", own, Second, show("Build", func(c *call, o object) {
			for _, v := range objects(o["asset_versions"]) {
				if all := c.all(c.base("Assets", text(v, "asset_sid"), "Versions")); len(all) > 0 {
					v["path"] = all[0]["path"]
				}
			}
		})),
		b.not("narrow-delete-takes-its-versions", "A delete takes what it names.", Collateral, both(
			before("DeleteBuild", func(c *call) { _, o := c.admin("GET", c.here(), nil); c.keep("had "+c.SID, o) }),
			after("DeleteBuild", func(c *call) {
				for _, sid := range allVersions(c.recall("had " + c.SID)) {
					c.mem.hidden[sid] = true
				}
			}))),
	}
}
