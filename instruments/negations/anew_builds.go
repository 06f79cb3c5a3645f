package negations

import (
	"net/http"
	"slices"
	"strings"
)

// anewBuildNegations are defects of Builds.
func anewBuildNegations() []Negation {
	b, st := subject{"builds", srcBuild}, subject{"build-status", srcStatus}
	all := "A Build has all versions that were sent, and no others."
	snapshot := "A Build only uses the versions that were sent."
	deps := "Dependencies are those that were asked for, with what the platform adds."
	same := "A list shows each Build as it is."
	end := "A Build is building until it is completed or failed, and stays so."
	gone := "A Build that is not live can be deleted."
	return []Negation{
		b.not("anew-more-than-20-versions-are-400", all, Shape, refuses("CreateBuild", func(c *call) bool {
			return len(c.form["FunctionVersions"]) > 20 || len(c.form["AssetVersions"]) > 20
		})),
		b.not("anew-has-ten-versions-at-most", all, Shape, before("CreateBuild", func(c *call) {
			for _, name := range []string{"FunctionVersions", "AssetVersions"} {
				if len(c.form[name]) > 10 {
					c.form[name] = c.form[name][:10]
				}
			}
		})),
		b.not("anew-last-of-repeated-fields-wins", all, Second, before("CreateBuild", func(c *call) {
			if list := c.form["AssetVersions"]; len(list) > 1 {
				c.form["AssetVersions"] = list[len(list)-1:]
			}
		})),
		b.not("anew-assets-beside-functions-are-lost", all, Second, before("CreateBuild", func(c *call) {
			if len(c.form["FunctionVersions"]) > 0 {
				c.form.Del("AssetVersions")
			}
		})),
		b.not("anew-private-assets-are-left-out", all, Second,
			inBuilds("asset_versions", func(_ *call, list []object) []object {
				return slices.DeleteFunc(list, func(o object) bool { return lower(text(o, "visibility")) == "private" })
			})),
		b.not("anew-follows-the-newest-version", snapshot, Time,
			inBuilds("function_versions", func(c *call, list []object) []object {
				for _, o := range list {
					if c.Verb == "Create" {
						break
					}
					if all := c.all(c.base("Functions", text(o, "function_sid"), "Versions")); len(all) > 0 {
						o["sid"], o["path"] = all[0]["sid"], all[0]["path"]
					}
				}
				return list
			})),
		b.not("anew-versions-have-the-date-of-the-build", "A Build shows its versions as they are.", Time,
			show("Build", func(_ *call, o object) {
				for _, v := range append(objects(o["function_versions"]), objects(o["asset_versions"])...) {
					v["date_created"] = o["date_created"]
				}
			})),
		b.not("anew-all-versions-are-of-the-first-function", "A Build shows its versions as they are.", Second,
			inBuilds("function_versions", func(_ *call, list []object) []object {
				for _, o := range list {
					o["function_sid"] = list[0]["function_sid"]
				}
				return list
			})),
		b.not("anew-names-that-begin-alike-are-one-dependency", deps, Second, before("CreateBuild", func(c *call) {
			changeDependencies(c, func(list []object) []object {
				return slices.DeleteFunc(list, func(o object) bool {
					head, _, dotted := strings.Cut(strings.ReplaceAll(text(o, "name"), "-", "."), ".")
					return dotted && slices.ContainsFunc(list, func(x object) bool { return text(x, "name") == head })
				})
			})
		})),
		b.not("anew-twilio-is-there-twice", deps, Form, show("Build", func(_ *call, o object) {
			for _, d := range objects(o["dependencies"]) {
				if text(d, "name") == "twilio" {
					list, _ := o["dependencies"].([]any)
					o["dependencies"] = append(slices.Clone(list), object{"name": "twilio", "version": "3.6.0"})
					return
				}
			}
		})),
		b.not("anew-asked-for-twilio-is-that-of-the-platform", deps, Default, dependencies(
			func(name, version string) (string, string) {
				if name == "twilio" {
					version = "5.0.3"
				}
				return name, version
			})),
		b.not("anew-dependencies-with-line-breaks-are-400", "Dependencies is a JSON text.", Shape,
			refuses("CreateBuild", fieldHas("Dependencies", contains("\n")))),
		b.not("anew-dependencies-as-an-escaped-text-are-400", "Dependencies in quotes are accepted.", Shape,
			refuses("CreateBuild", fieldHas("Dependencies", func(s string) bool { return strings.HasPrefix(s, `"`) }))).
			from(srcToolkit),
		b.not("anew-empty-dependencies-are-400", "Dependencies may be an empty list.", Shape,
			refuses("CreateBuild", fieldHas("Dependencies",
				func(s string) bool { return s == "[]" }))).from(srcTerraform),
		b.not("anew-runtime-is-that-of-the-newest-in-a-list", same, Second,
			item("ListBuild", func(_ *call, entries []object) []object {
				for _, o := range entries {
					o["runtime"] = entries[0]["runtime"]
				}
				return entries
			})),
		b.not("anew-list-has-no-versions", same, Form, item("ListBuild", func(_ *call, entries []object) []object {
			for _, o := range entries {
				o["function_versions"], o["asset_versions"] = []any{}, []any{}
			}
			return entries
		})),
		b.not("anew-second-page-has-no-dependencies", same, Paging, item("ListBuild", func(c *call,
			entries []object) []object {
			if page, _, _ := pageOf(c); page > 0 {
				for _, o := range entries {
					o["dependencies"] = []any{}
				}
			}
			return entries
		})),
		b.not("anew-list-says-building-for-ever", same, Time, item("ListBuild", func(_ *call,
			entries []object) []object {
			for _, o := range entries {
				if text(o, "status") == "completed" {
					o["status"] = "building"
				}
			}
			return entries
		})),
		b.not("anew-runtime-asked-for-is-kept-for-the-service", "Runtime is what was sent.", Second, both(
			before("CreateBuild", func(c *call) {
				if first := c.mem.notes["runtime "+c.Service]; first != "" && c.form.Get("Runtime") != "" {
					c.form.Set("Runtime", first)
				}
			}), after("CreateBuild", func(c *call) {
				if c.mem.notes["runtime "+c.Service] == "" && c.form.Get("Runtime") != "" {
					c.mem.notes["runtime "+c.Service] = text(c.json, "runtime")
				}
			}))),
		st.not("anew-goes-back-to-building-at-a-deployment", end, Time, both(
			after("CreateDeployment", func(c *call) {
				if sid := c.form.Get("BuildSid"); sid != "" {
					c.mem.notes["back "+sid] = "x"
				}
			}), Defect{after: func(c *call) {
				if c.ok() && c.Op == "FetchBuildStatus" && c.mem.notes["back "+c.SID] != "" {
					c.json["status"] = "building"
				}
			}})),
		st.not("anew-of-an-older-one-fails-when-a-newer-is-completed", end, Collateral,
			Defect{after: func(c *call) {
				if c.ok() && c.Op == "FetchBuildStatus" && text(c.json, "status") == "completed" {
					if last := c.lastBuild(); last != nil && text(last, "sid") != c.SID &&
						text(last, "status") == "completed" {
						c.json["status"] = "failed"
					}
				}
			}}),
		st.not("anew-of-a-deleted-build-is-found", "What was deleted is 404.", Identity, Defect{after: func(c *call) {
			if o := c.mem.gone[c.SID]; c.Op == "FetchBuildStatus" && c.status == 404 && o != nil {
				c.status, c.json = 200, object{"sid": c.SID, "account_sid": o["account_sid"],
					"service_sid": o["service_sid"], "status": "completed", "url": text(o, "url") + "/Status"}
			}
		}}),
		st.not("anew-url-is-that-of-the-build", "url is the URL of the Build Status resource.", Identity,
			words("BuildStatus", "url", func(s string) string { return strings.TrimSuffix(s, "/Status") })),
		st.not("anew-is-that-of-the-newest-build", "A Build Status is that of its Build.", Second,
			Defect{after: func(c *call) {
				if c.ok() && c.Op == "FetchBuildStatus" {
					if last := c.lastBuild(); last != nil {
						c.json["status"] = last["status"]
					}
				}
			}}),
		b.not("anew-that-was-live-cannot-be-deleted", gone, Time, before("DeleteBuild", func(c *call) {
			for _, e := range c.all(c.base("Environments")) {
				for _, d := range c.all(c.base("Environments", text(e, "sid"), "Deployments")) {
					if text(d, "build_sid") == c.SID {
						c.refuse(http.StatusConflict, 20409,
							"Cannot delete Build because it's part of an active Deployment.")
					}
				}
			}
		})).from(srcTerraform),
		b.not("anew-live-in-a-second-environment-is-deleted", "A Build that is live cannot be deleted.", Second,
			before("DeleteBuild", func(c *call) {
				envs := c.all(c.base("Environments"))
				if len(envs) > 1 && text(oldest(envs), "build_sid") != c.SID {
					for _, e := range envs {
						if text(e, "build_sid") == c.SID {
							c.mem.hidden[c.SID] = true
							c.empty(http.StatusNoContent)
						}
					}
				}
			})).from(srcTerraform),
		b.not("anew-delete-takes-those-of-the-same-versions", "A delete takes what it names.", Collateral,
			before("DeleteBuild", func(c *call) {
				_, mine := c.admin("GET", c.base("Builds", c.SID), nil)
				for _, o := range c.all(c.base("Builds")) {
					if text(o, "sid") != c.SID && slices.Equal(sids(objects(o["function_versions"])),
						sids(objects(mine["function_versions"]))) {
						c.admin("DELETE", c.base("Builds", text(o, "sid")), nil)
					}
				}
			})),
		b.not("anew-second-at-the-same-time-is-409", "A Build can be made while another one is building.", Second,
			before("CreateBuild", func(c *call) {
				if c.isBuilding() {
					c.refuse(http.StatusConflict, 20409, "Another Build is under way.")
				}
			})),
		b.not("anew-uploads-wait-for-a-build", "A version can be uploaded while a Build is building.", Second,
			before(uploads, func(c *call) {
				if c.isBuilding() {
					c.refuse(http.StatusConflict, 20409, "The Service is locked by a Build.")
				}
			})),
		b.not("anew-deployment-waits-for-another-build", "A completed Build can be deployed.", Second,
			before("CreateDeployment", func(c *call) {
				if c.isBuilding() {
					c.refuse(http.StatusConflict, 20409, "The Service is locked by a Build.")
				}
			})),
		b.not("anew-version-of-another-service-is-taken", "A Build has versions of its Service.", Identity,
			dropsVersions(func(c *call, sid string) bool {
				o := c.mem.seen[sid]
				return o != nil && c.mem.seen[c.Service] != nil && text(o, "service_sid") != c.Service
			})).assumed(),
		b.not("anew-delete-while-building-is-409", "A Build can be deleted while it is building.", Refusal,
			before("DeleteBuild", func(c *call) {
				if _, o := c.admin("GET", c.base("Builds", c.SID), nil); text(o, "status") == "building" {
					c.refuse(http.StatusConflict, 20409, "The Build is under way.")
				}
			})).from(srcTerraform),
		b.not("anew-comma-separated-versions-are-needed", all, HTTP, refuses("CreateBuild", func(c *call) bool {
			return len(c.form["FunctionVersions"]) > 1
		})),
	}
}
