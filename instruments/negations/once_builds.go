package negations

import (
	"net/http"
	"slices"
	"strings"
)

// onceBuildNegations are defects of Builds and of their status.
func onceBuildNegations() []Negation {
	b, s := subject{"builds", srcBuild}, subject{"build-status", srcStatus}
	asGiven := "A Build has the versions that it was given, and no others."
	takes := "A delete takes what it names."
	truth := "status is that of the Build."
	asked := "dependencies are what was asked for, and the platform's own."
	lists := func(f func(c *call, entries []object)) Defect {
		return item("ListBuild", func(c *call, entries []object) []object { f(c, entries); return entries })
	}
	return []Negation{
		b.not("once-runtime-is-that-of-another-service", "Without Runtime a Build has the last one of its Service.",
			Default, before("CreateBuild", func(c *call) {
				if c.form.Get("Runtime") != "" {
					c.mem.notes["runtime"] = c.form.Get("Runtime")
				} else if c.mem.notes["runtime"] != "" && c.lastBuild() == nil {
					c.form.Set("Runtime", c.mem.notes["runtime"])
				}
			})),
		b.not("once-more-than-20-versions-are-lost", asGiven, Second, before("CreateBuild", func(c *call) {
			for _, name := range []string{"FunctionVersions", "AssetVersions"} {
				if len(c.form[name]) > 20 {
					c.form[name] = c.form[name][:20]
				}
			}
		})),
		b.not("once-kind-that-was-not-sent-is-that-of-the-live-build", asGiven, Second,
			before("CreateBuild", func(c *call) {
				if len(c.form["AssetVersions"]) > 0 || len(c.form["FunctionVersions"]) == 0 {
					return
				}
				for _, e := range c.all(c.base("Environments")) {
					_, live := c.admin("GET", c.base("Builds", text(e, "build_sid")), nil)
					if old := sids(objects(live["asset_versions"])); len(old) > 0 {
						c.form["AssetVersions"] = old
						return
					}
				}
			})),
		b.not("once-version-leaves-the-earlier-build", asGiven, Collateral, show("Build",
			func(c *call, o object) {
				later := false
				used := map[string]bool{}
				for _, sid := range c.mem.order {
					if later && c.mem.gone[sid] == nil && c.mem.kind[sid] == "Build" {
						for _, v := range sids(objects(c.mem.seen["first "+sid]["function_versions"])) {
							used[v] = true
						}
					}
					later = later || sid == text(o, "sid")
				}
				var left []any
				for _, v := range objects(o["function_versions"]) {
					if !used[text(v, "sid")] {
						left = append(left, v)
					}
				}
				if len(left) < len(objects(o["function_versions"])) {
					o["function_versions"] = append([]any{}, left...)
				}
			}).remembering()),
		b.not("once-path-in-a-build-is-that-of-the-newest-version", "A Build is a snapshot.", Time, show("Build",
			func(c *call, o object) {
				for _, v := range objects(o["function_versions"]) {
					for _, sid := range slices.Backward(c.mem.order) {
						if n := c.mem.seen[sid]; c.mem.kind[sid] == "FunctionVersion" &&
							n["function_sid"] == v["function_sid"] {
							v["path"] = n["path"]
							break
						}
					}
				}
			})),
		b.not("once-delete-takes-those-with-the-same-versions", takes, Collateral, both(
			before("DeleteBuild", func(c *call) {
				_, own := c.admin("GET", c.base("Builds", c.SID), nil)
				var same []string
				for _, o := range c.all(c.base("Builds")) {
					if text(o, "sid") != c.SID && slices.Equal(versionsOf(o), versionsOf(own)) {
						same = append(same, text(o, "sid"))
					}
				}
				c.asked(strings.Join(same, " "))
			}), after("DeleteBuild", func(c *call) {
				for _, sid := range strings.Fields(c.wanted()) {
					c.mem.hidden[sid] = true
				}
			}))),
		s.not("once-delete-of-a-build-takes-the-status-of-earlier-ones", takes, Collateral, both(
			before("DeleteBuild", func(c *call) {
				all := sids(c.all(c.base("Builds")))
				i := slices.Index(all, c.SID)
				c.asked(strings.Join(all[i+1:], " "))
			}), after("DeleteBuild", func(c *call) {
				for _, sid := range strings.Fields(c.wanted()) {
					c.mem.notes["no status "+sid] = "x"
				}
			}), before("FetchBuildStatus", func(c *call) {
				if c.mem.notes["no status "+c.SID] != "" {
					c.missing()
				}
			}))),
		b.not("once-completes-when-its-status-is-asked", truth, Time, both(
			after("FetchBuildStatus", func(c *call) { c.mem.notes["asked "+c.SID] = text(c.json, "status") }),
			show("Build", func(c *call, o object) {
				if c.mem.notes["asked "+text(o, "sid")] != "completed" && text(o, "status") == "completed" {
					o["status"] = "building"
				}
			}))),
		s.not("once-completes-when-the-build-is-fetched", truth, Time, both(
			after("FetchBuild", func(c *call) { c.mem.notes["fetched "+c.SID] = text(c.json, "status") }),
			after("FetchBuildStatus", func(c *call) {
				if c.mem.notes["fetched "+c.SID] == "building" && text(c.json, "status") == "completed" {
					c.json["status"] = "building"
				}
			}))),
		b.not("once-dependencies-in-a-list-are-those-of-the-newest", asked, Second,
			lists(func(_ *call, entries []object) {
				for _, o := range entries {
					o["dependencies"] = entries[0]["dependencies"]
				}
			})),
		b.not("once-runtime-in-a-list-is-that-of-the-oldest", "runtime is that of the Build.", Second,
			lists(func(_ *call, entries []object) {
				for _, o := range entries {
					o["runtime"] = entries[len(entries)-1]["runtime"]
				}
			})),
		b.not("once-package-of-a-scope-stands-for-the-plain-one", asked, Second, before("CreateBuild",
			func(c *call) {
				changeDependencies(c, func(all []object) []object {
					return slices.DeleteFunc(all, func(o object) bool {
						return slices.ContainsFunc(all, func(x object) bool {
							return strings.HasSuffix(text(x, "name"), "/"+text(o, "name"))
						})
					})
				})
			})),
		b.not("once-version-ends-at-a-dash", asked, Shape, showsDependencies(func(o object) {
			o["version"], _, _ = strings.Cut(text(o, "version"), "-")
		})),
		b.not("once-build-of-assets-has-no-dependencies", asked, Default, show("Build", func(_ *call, o object) {
			if len(objects(o["function_versions"])) == 0 {
				o["dependencies"] = []any{}
			}
		})),
		b.not("once-same-versions-with-another-runtime-are-the-earlier-build", "Each create makes a Build.", Identity,
			Defect{before: func(c *call) {
				if c.Op != "CreateBuild" || c.form.Get("Runtime") == "" {
					return
				}
				want := append(slices.Clone(c.form["FunctionVersions"]), c.form["AssetVersions"]...)
				slices.Sort(want)
				for _, o := range c.all(c.base("Builds")) {
					if slices.Equal(versionsOf(o), want) && text(o, "runtime") != c.form.Get("Runtime") {
						c.answered, c.status, c.json = true, 201, o
						c.header = http.Header{"Content-Type": {"application/json"}}
						return
					}
				}
			}}),
		b.not("once-deleted-while-building-is-in-the-list-again", takes, Time, both(
			before("DeleteBuild", func(c *call) {
				if _, o := c.admin("GET", c.base("Builds", c.SID), nil); text(o, "status") == "building" {
					o["status"] = "completed"
					c.keep("back "+c.SID, o)
				}
			}), item("ListBuild", func(c *call, entries []object) []object {
				for sid := range c.mem.gone {
					o := c.recall("back " + sid)
					if o != nil && strings.Contains(text(o, "url"), c.req.URL.Path) {
						entries = append(entries, o)
					}
				}
				return entries
			}))),
		b.not("once-newer-build-shows-as-completed-when-the-older-does", truth, Second, show("Build",
			func(c *call, o object) {
				if text(o, "status") == "building" && c.Verb != "Create" &&
					slices.ContainsFunc(c.all(c.base("Builds")), func(x object) bool {
						return text(x, "status") == "completed"
					}) {
					o["status"] = "completed"
				}
			})),
		b.not("once-builds-at-once-have-the-versions-of-the-first", asGiven, Second, atOnce("CreateBuild",
			func(c *call, first *call) {
				if first.json["function_versions"] != nil {
					c.mem.stay(text(c.json, "sid"), "function_versions", first.json["function_versions"])
				}
			})),
		b.not("once-service-in-a-status-is-as-in-the-path", "service_sid is a SID.", Form,
			after("FetchBuildStatus", func(c *call) { c.json["service_sid"] = c.Service })),
		b.not("once-function-in-a-build-is-its-version", "function_sid is the Function.", Identity,
			lists(func(_ *call, entries []object) {
				for _, o := range entries {
					for _, v := range objects(o["function_versions"]) {
						v["function_sid"] = v["sid"]
					}
				}
			})),
	}
}

// versionsOf are the SIDs of all versions of a Build, in order.
func versionsOf(build object) []string {
	all := append(sids(objects(build["function_versions"])), sids(objects(build["asset_versions"]))...)
	slices.Sort(all)
	return all
}

// showsDependencies changes each dependency wherever a Build is shown.
func showsDependencies(f func(o object)) Defect {
	return show("Build", func(_ *call, o object) {
		for _, d := range objects(o["dependencies"]) {
			f(d)
		}
	})
}
