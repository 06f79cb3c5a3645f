package negations

import (
	"slices"
	"strings"
)

// allVersions are the versions in a Build, of both kinds.
func allVersions(build object) []string {
	return append(sids(objects(build["function_versions"])), sids(objects(build["asset_versions"]))...)
}

// leafBuildNegations are defects of Builds and of their status.
func leafBuildNegations() []Negation {
	s, st, f := subject{"builds", srcBuild}, subject{"build-status", srcStatus}, subject{"functions", srcFunction}
	a := subject{"assets", srcAsset}
	in := "The list tells each version that is in the Build."
	done, deps := "status tells how far a Build is.", "A Build has the dependencies that were asked for."
	like := func(name, property string) Defect { // the first one's
		return inBuilds(name, func(_ *call, list []object) []object {
			for _, o := range list {
				o[property] = list[0][property]
			}
			return list
		})
	}
	dated := func(name string) Defect {
		return show("Build", func(_ *call, o object) {
			for _, v := range objects(o[name]) {
				v["date_created"] = o["date_created"]
			}
		})
	}
	freed := func(resource, plural string) Defect {
		return both(after("DeleteBuild", func(c *call) {
			for _, v := range append(objects(c.mem.gone[c.SID]["function_versions"]),
				objects(c.mem.gone[c.SID]["asset_versions"])...) {
				c.mem.notes["was built "+text(v, lower(resource)+"_sid")] = "x"
			}
		}), before("Delete"+resource, func(c *call) {
			if c.mem.notes["was built "+c.SID] != "" {
				c.refuse(409, 20409, "Cannot delete one of the "+plural+" because a Build has it.")
			}
		}))
	}
	return []Negation{
		s.not("leaf-paths-of-functions-are-that-of-the-first", in, Second, like("function_versions", "path")),
		s.not("leaf-paths-of-assets-are-that-of-the-first", in, Second, like("asset_versions", "path")),
		s.not("leaf-functions-in-it-are-the-first", in, Second, like("function_versions", "function_sid")),
		s.not("leaf-assets-in-it-are-the-first", in, Second, like("asset_versions", "asset_sid")),
		s.not("leaf-visibilities-are-that-of-the-first", in, Second, like("asset_versions", "visibility")),
		s.not("leaf-versions-of-functions-have-its-date", in, Time, dated("function_versions")),
		s.not("leaf-versions-of-assets-have-its-date", in, Time, dated("asset_versions")),
		st.not("leaf-moves-with-the-build-only", done, Second, both(
			after("FetchBuild", func(c *call) { c.mem.notes["said "+c.SID] = text(c.json, "status") }),
			after("FetchBuildStatus", func(c *call) {
				if c.mem.notes["said "+c.SID] != text(c.json, "status") {
					c.json["status"] = "building"
				}
			}))),
		s.not("leaf-moves-with-its-status-only", done, Second, both(
			after("FetchBuildStatus", func(c *call) { c.mem.notes["said "+c.SID] = text(c.json, "status") }),
			show("Build", func(c *call, o object) {
				if c.mem.notes["said "+text(o, "sid")] != text(o, "status") {
					o["status"] = "building"
				}
			}))),
		s.not("leaf-list-has-the-status-of-creation", done, Second, item("ListBuild",
			func(_ *call, entries []object) []object {
				for _, o := range entries {
					o["status"] = "building"
				}
				return entries
			})),
		s.not("leaf-runtime-of-the-last-one-is-forgotten", "A Build without Runtime has that of the last one.",
			Default, before("CreateBuild", func(c *call) {
				if c.form.Get("Runtime") == "" {
					c.form.Set("Runtime", "node22")
				}
			})),
		s.not("leaf-scope-of-a-dependency-is-lost", deps, Shape, dependencies(func(name, version string) (string,
			string) {
			if _, rest, ok := strings.Cut(name, "/"); ok && !strings.HasPrefix(name, "@twilio/") {
				return rest, version
			}
			return name, version
		})),
		s.not("leaf-given-twilio-stands-beside-the-default", deps, Second, both(
			after("CreateBuild", func(c *call) {
				if strings.Contains(c.form.Get("Dependencies"), `"twilio"`) {
					c.mem.notes["gave "+text(c.json, "sid")] = "x"
				}
			}), Defect{after: func(c *call) {
				if c.ok() {
					walk(c.json, func(o object) {
						if list, ok := o["dependencies"].([]any); ok && c.mem.notes["gave "+text(o, "sid")] != "" {
							o["dependencies"] = append(list, object{"name": "twilio", "version": "5.0.3"})
						}
					})
				}
			}})),
		s.not("leaf-dependencies-in-lines-are-refused", "Dependencies are JSON.", Shape,
			refuses("CreateBuild", fieldHas("Dependencies", contains("\n")))),
		s.not("leaf-dependencies-end-at-eight", deps, Shape, before("CreateBuild", func(c *call) {
			changeDependencies(c, func(all []object) []object { return all[:min(8, len(all))] })
		})),
		s.not("leaf-dependencies-are-those-of-the-newest", deps, Second, show("Build", func(c *call, o object) {
			if last := c.lastBuild(); last != nil {
				o["dependencies"] = last["dependencies"]
			}
		})),
		s.not("leaf-one-under-way-cannot-be-deleted", "A Build can be deleted unless it is live.", Refusal,
			before("DeleteBuild", func(c *call) {
				if _, o := c.admin("GET", c.base("Builds", c.SID), nil); text(o, "status") == "building" {
					c.refuse(409, 20409, "Cannot delete Build because it is under way.")
				}
			})),
		s.not("leaf-delete-takes-its-versions", "A delete takes what it names.", Collateral,
			after("DeleteBuild", func(c *call) {
				for _, sid := range allVersions(c.mem.gone[c.SID]) {
					c.mem.hidden[sid] = true
				}
			})),
		s.not("leaf-delete-fails-those-with-the-same-versions", "A delete takes what it names.", Collateral,
			after("DeleteBuild", func(c *call) {
				lost := allVersions(c.mem.gone[c.SID])
				for sid, o := range c.mem.seen {
					if c.mem.kind[sid] == "Build" && sid != c.SID && slices.ContainsFunc(allVersions(o),
						func(v string) bool { return slices.Contains(lost, v) }) {
						c.mem.stay(sid, "status", "failed")
					}
				}
			})),
		st.not("leaf-of-a-deleted-build-is-there", "What was deleted is not found.", Second,
			failing("FetchBuildStatus", func(c *call) {
				if o := c.mem.gone[c.SID]; o != nil && c.status == 404 {
					c.status, c.json = 200, object{"sid": c.SID, "account_sid": o["account_sid"],
						"service_sid": o["service_sid"], "status": "completed", "url": text(o, "url") + "/Status"}
				}
			})),
		s.not("leaf-second-under-way-is-refused", "Several Builds can be under way.", Refusal,
			before("CreateBuild", func(c *call) {
				if len(c.form["FunctionVersions"])+len(c.form["AssetVersions"]) > 0 && c.isBuilding() {
					c.refuse(409, 20409, "Another Build is under way.")
				}
			})),
		s.not("leaf-list-without-a-kind-is-null", "A list without entries is an empty array.", Form,
			show("Build", func(_ *call, o object) {
				for _, name := range []string{"function_versions", "asset_versions"} {
					if len(objects(o[name])) == 0 {
						o[name] = nil
					}
				}
			})),
		s.not("leaf-list-links-to-the-status-of-the-first", "links lead to the status of the Build.", Second,
			item("ListBuild", func(_ *call, entries []object) []object {
				for _, o := range entries {
					o["links"] = entries[0]["links"]
				}
				return entries
			})),
		st.not("leaf-name-of-the-service-is-not-found", "A Service can be named by its unique_name.", Second,
			before("FetchBuildStatus", func(c *call) {
				if isName(c.Service) {
					c.missing()
				}
			})),
		st.not("leaf-becomes-building-again", done, Time, after("FetchBuildStatus", func(c *call) {
			if text(c.json, "status") == "completed" {
				if c.mem.counts["asked "+c.SID]++; c.mem.counts["asked "+c.SID] == 2 {
					c.json["status"] = "building"
				}
			}
		})),
		s.not("leaf-refusal-is-answered-with-200", "What is refused is answered with 4xx.", Refusal,
			Defect{after: func(c *call) {
				if c.Op == "CreateBuild" && c.status == 400 {
					c.status = 200
				}
			}}),
		s.not("leaf-created-moves-when-completed", "date_created never moves.", Time,
			show("Build", func(_ *call, o object) {
				if text(o, "status") == "completed" {
					o["date_created"] = o["date_updated"]
				}
			})),
		s.not("leaf-second-asset-beside-functions-is-lost", "A Build uses the versions that were given.", Second,
			before("CreateBuild", func(c *call) {
				if len(c.form["FunctionVersions"]) > 0 && len(c.form["AssetVersions"]) > 1 {
					c.form["AssetVersions"] = c.form["AssetVersions"][:1]
				}
			})),
		f.not("leaf-of-a-deleted-build-cannot-be-deleted", "A Function goes when no Build has it.", Refusal,
			freed("Function", "Functions")),
		a.not("leaf-of-a-deleted-build-cannot-be-deleted", "An Asset goes when no Build has it.", Refusal,
			freed("Asset", "Assets")),
		s.not("leaf-new-one-takes-over-the-live-one", "A Build is live when it is deployed.", Collateral,
			after("CreateBuild", func(c *call) {
				for _, e := range c.all(c.base("Environments")) {
					if text(e, "build_sid") != "" {
						c.mem.stay(text(e, "sid"), "build_sid", text(c.json, "sid"))
					}
				}
			})),
	}
}
