package negations

import (
	"net/http"
	"strings"
	"time"
)

// freshBuildNegations break promises of Builds, for larger, later and second ones.
func freshBuildNegations() []Negation {
	b, st, d := subject{"fresh-builds", srcBuild}, subject{"fresh-statuses", srcStatus},
		subject{"fresh-dependencies", srcBuild}
	all := "A Build has the Versions that were named, and no others."
	shown := func(f func(c *call, o object)) Defect { return show("Build", f) }
	versionsOf := func(o object) []object {
		return append(objects(o["asset_versions"]), objects(o["function_versions"])...)
	}
	asked := "A Build has the dependencies that were asked for."
	dependencies := func(f func(c *call, all []object) []object) Defect {
		return shown(func(c *call, o object) {
			var list []any
			for _, e := range f(c, objects(o["dependencies"])) {
				list = append(list, e)
			}
			o["dependencies"] = list
		})
	}
	return []Negation{
		b.not("last-asset-of-four-is-lost", all, Second, before("CreateBuild", func(c *call) {
			if n := len(c.form["AssetVersions"]); n > 0 && n+len(c.form["FunctionVersions"]) > 3 {
				c.form["AssetVersions"] = c.form["AssetVersions"][:n-1]
			}
		})),
		b.not("only-the-last-function-is-read", all, Second, before("CreateBuild", func(c *call) {
			if n := len(c.form["FunctionVersions"]); n > 1 {
				c.form["FunctionVersions"] = c.form["FunctionVersions"][n-1:]
			}
		})),
		b.not("eleventh-asset-is-lost", all, Second, before("CreateBuild", func(c *call) {
			if len(c.form["AssetVersions"]) > 10 {
				c.form["AssetVersions"] = c.form["AssetVersions"][:10]
			}
		})),
		b.not("shows-the-newest-path-of-a-function", "A Build shows the Versions that it has.", Second, shown(
			func(c *call, o object) {
				for _, v := range objects(o["function_versions"]) {
					for _, sid := range c.mem.order {
						if n := c.mem.seen[sid]; c.mem.kind[sid] == "FunctionVersion" &&
							n["function_sid"] == v["function_sid"] {
							v["path"] = n["path"]
						}
					}
				}
			})),
		b.not("second-takes-the-functions-of-the-first", "A fetch shows the Build that it names.", Second,
			after("FetchBuild",
				func(c *call) {
					if o := c.earlier("Build"); len(o) > 1 && text(o[len(o)-1], "sid") == c.SID {
						c.json["function_versions"] = o[0]["function_versions"]
					}
				})),
		b.not("of-assets-alone-are-refused", "A Build has at least one Version of either kind.", Refusal,
			refuses("CreateBuild", func(c *call) bool {
				return len(c.form["FunctionVersions"]) == 0 &&
					c.form.Has("AssetVersions")
			})),
		b.not("listed-ones-have-no-versions", "A list shows what a fetch shows.", Form, shown(func(c *call, o object) {
			if c.Verb == "List" {
				o["function_versions"], o["asset_versions"] = []any{}, []any{}
			}
		})),
		b.not("versions-come-when-it-is-completed", "A Build has its Versions from the start.", Form, shown(
			func(_ *call, o object) {
				if o["status"] == "building" {
					o["function_versions"] = []any{}
				}
			})),
		b.not("completed-is-updated-before-it-is-created", "date_updated is not before date_created.", Time, shown(
			func(_ *call, o object) {
				if at, err := time.Parse(time.RFC3339, text(o, "date_created")); err == nil &&
					o["status"] == "completed" {
					o["date_updated"] = date(at.Add(-time.Second))
				}
			})),
		b.not("building-ones-are-not-listed", "The list has every one.", Paging, item("ListBuild",
			func(_ *call, all []object) (left []object) {
				for _, o := range all {
					if o["status"] != "building" {
						left = append(left, o)
					}
				}
				return left
			})),
		b.not("third-is-listed-last", "The newest Build comes first.", Paging, item("ListBuild",
			func(_ *call, all []object) []object {
				if len(all) > 2 {
					all = append(all[1:len(all):len(all)], all[0])
				}
				return all
			})),
		b.not("node20-is-node22", "A Build has the Runtime asked for.", Shape, field("CreateBuild", "Runtime",
			func(v string) string { return strings.ReplaceAll(v, "node20", "node22") })),
		b.not("default-runtime-forgets-the-last", "A Build without a Runtime has that of the last one.", Default,
			before("CreateBuild", func(c *call) {
				if !c.form.Has("Runtime") {
					c.form.Set("Runtime", "node22")
				}
			})),
		b.not("default-runtime-is-that-of-another-service", "The last Build of the Service gives the Runtime.", Second,
			before("CreateBuild", func(c *call) {
				if c.form.Has("Runtime") {
					c.mem.notes["runtime"] = c.form.Get("Runtime")
				} else if c.mem.notes["runtime"] != "" && len(c.form) > 0 {
					c.form.Set("Runtime", c.mem.notes["runtime"])
				}
			})),
		b.not("older-than-the-newest-cannot-be-deleted", "A Build that is not live can be deleted.", Refusal,
			before("DeleteBuild", func(c *call) {
				if o := c.lastBuild(); o != nil && text(o, "sid") != c.SID {
					c.refuse(409, 20409, "Only the newest Build can be deleted.")
				}
			})),
		b.not("live-elsewhere-than-in-the-first-is-deleted", "A Build that is live cannot be deleted.", Refusal,
			anyway("DeleteBuild", func(c *call) bool {
				environments := c.all(c.base("Environments"))
				if n := len(environments); n > 1 && environments[n-1]["build_sid"] != c.SID {
					c.mem.hidden[c.SID] = true
					c.empty(204)
				}
				return true
			})),
		b.not("versions-have-the-date-of-the-build", "A Version in a Build is the Version.", Time, shown(
			func(_ *call, o object) {
				for _, v := range versionsOf(o) {
					v["date_created"] = o["date_created"]
				}
			})),
		b.not("asset-of-a-version-is-the-version", "A Version in a Build names its Asset.", Identity, shown(
			func(_ *call, o object) {
				for _, v := range objects(o["asset_versions"]) {
					v["asset_sid"] = v["sid"]
				}
			})),
		b.not("one-made-while-another-builds-never-ends", "Each Build ends.", Second, both(
			before("CreateBuild", func(c *call) {
				if text(c.lastBuild(), "status") == "building" {
					c.asked("stuck")
				}
			}),
			after("CreateBuild", func(c *call) {
				if c.wanted() == "stuck" {
					c.mem.notes["stuck "+text(c.json, "sid")] = "x"
				}
			}),
			everywhere(func(c *call, o object) {
				if c.mem.notes["stuck "+text(o, "sid")] != "" && o["status"] != nil {
					o["status"] = "building"
				}
			}))),
		b.not("deployed-one-builds-again", "What is completed stays so.", Time, both(
			after("CreateDeployment", func(c *call) {
				if sid := text(c.json, "build_sid"); sid != "" {
					c.mem.stay(sid, "status", "building")
				}
			}))),
		b.not("visibility-is-that-of-the-first-version", "A Version in a Build is the Version.", Second, shown(
			func(_ *call, o object) {
				all := versionsOf(o)
				for _, v := range all {
					v["visibility"] = all[0]["visibility"]
				}
			})),
		b.not("refused-one-is-listed", "What was refused is not there.", Collateral, item("ListBuild",
			func(c *call, all []object) []object {
				if len(all) > 0 && c.mem.notes["refused "+c.Service] != "" {
					o := clone(all[0])
					o["sid"], o["status"] = "ZB"+digest(c.Service)[:32], "failed"
					all = append([]object{o}, all...)
				}
				return all
			})).withBefore("CreateBuild", func(c *call) {
			if c.form.Get("FunctionVersions") == "" && c.form.Get("AssetVersions") == "" {
				c.mem.notes["refused "+c.Service] = "x"
			}
		}),

		st.not("completed-is-complete", "The status is completed.", Form, always("BuildStatus", "status", "complete").
			when(func(o object) bool { return o["status"] == "completed" })),
		st.not("failed-is-completed", "The status is that of the Build.", Identity, prop("BuildStatus", "status",
			func(_ *call, old any) any {
				if old == "failed" {
					return "completed"
				}
				return old
			})).needs("failed-builds"),
		st.not("url-is-that-of-the-build", "url is the address of the status.", Form, words("BuildStatus", "url",
			func(s string) string { return strings.TrimSuffix(s, "/Status") })),
		st.not("of-an-older-one-is-that-of-the-newest", "The status is that of the Build that was named.", Second,
			before("FetchBuildStatus", func(c *call) {
				if o := c.lastBuild(); o != nil {
					c.to("/v1" + c.base("Builds", text(o, "sid")) + "/Status")
				}
			})),
		st.not("of-a-live-one-is-404", "A Build has a status as long as it is there.", Second,
			before("FetchBuildStatus",
				func(c *call) {
					for _, e := range c.all(c.base("Environments")) {
						if e["build_sid"] == c.SID {
							c.refuse(http.StatusNotFound, 20404, "The requested resource was not found")
						}
					}
				})),

		d.not("twilio-stays-the-default", asked, Default, dependencies(func(_ *call, all []object) []object {
			for _, e := range all {
				if e["name"] == "twilio" {
					e["version"] = "5.0.3"
				}
			}
			return all
		})),
		d.not("scope-loses-its-at", asked, Shape, dependencies(func(_ *call, all []object) []object {
			for _, e := range all {
				if e["name"] != "@twilio/runtime-handler" {
					e["name"] = strings.TrimPrefix(text(e, "name"), "@")
				}
			}
			return all
		})),
		d.not("star-is-nothing", asked, Shape, dependencies(func(_ *call, all []object) []object {
			for _, e := range all {
				if e["version"] == "*" {
					e["version"] = ""
				}
			}
			return all
		})),
		d.not("listed-builds-have-those-of-the-newest", asked, Second, item("ListBuild",
			func(_ *call, all []object) []object {
				for _, o := range all {
					o["dependencies"] = all[0]["dependencies"]
				}
				return all
			})),
		d.not("fourth-is-lost", asked, Second, before("CreateBuild", func(c *call) {
			parts := strings.SplitAfter(c.form.Get("Dependencies"), "}")
			if len(parts) > 4 {
				c.form.Set("Dependencies", strings.Join(parts[:3], "")+"]")
			}
		})),
	}
}

// withBefore returns n with something that its defect does before requests of ops, too.
func (n Negation) withBefore(ops string, f func(c *call)) Negation {
	n.Defect = both(before(ops, f), n.Defect)
	return n
}

// when returns d for the answers only that fulfil a condition.
func (d Defect) when(is func(o object) bool) Defect {
	after := d.after
	d.after = func(c *call) {
		if is(c.json) {
			after(c)
		}
	}
	return d
}
