package negations

import (
	"net/http"
	"net/url"
	"strings"
)

// plainBuildNegations are about Builds and what they are made of.
func plainBuildNegations() []Negation {
	b, st := subject{"plain-builds", srcBuild}, subject{"plain-build-status", srcStatus}
	only := "Builds only use the provided versions."
	one := func(name string, pick func(list []string) []string) Defect {
		return before("CreateBuild", func(c *call) {
			if len(c.form[name]) > 1 {
				c.form[name] = pick(c.form[name])
			}
		})
	}
	first := func(list []string) []string { return list[:1] }
	last := func(list []string) []string { return list[len(list)-1:] }
	drop := func(names ...string) func(object) {
		return func(o object) {
			for _, name := range names {
				delete(o, name)
			}
		}
	}
	nested := func(f func(o object)) Defect {
		return inBuilds("function_versions", func(_ *call, list []object) []object {
			for _, o := range list {
				f(o)
			}
			return list
		})
	}
	live := func(c *call) bool {
		for _, e := range c.all(c.base("Environments")) {
			if text(e, "build_sid") == c.SID {
				return true
			}
		}
		return false
	}
	return []Negation{
		b.not("create-is-202", "A Create is answered with 201.", Form, remaps("CreateBuild", 201, 202)),
		b.not("have-the-first-function-only", only, Second, one("FunctionVersions", first)),
		b.not("have-the-last-asset-only", only, Second, one("AssetVersions", last)),
		b.not("with-functions-have-no-assets", only, Second, before("CreateBuild", func(c *call) {
			if len(c.form["FunctionVersions"]) > 0 {
				c.form.Del("AssetVersions")
			}
		})),
		b.not("of-nothing-are-of-all", "A Build needs at least one version.", Refusal, before("CreateBuild",
			func(c *call) {
				if len(c.form["FunctionVersions"])+len(c.form["AssetVersions"]) > 0 {
					return
				}
				for _, f := range c.all(c.base("Functions")) {
					if all := c.all(c.base("Functions", text(f, "sid"), "Versions")); len(all) > 0 {
						c.form.Add("FunctionVersions", text(all[0], "sid"))
					}
				}
			})),
		b.not("unknown-versions-are-left-out", "Versions must be there.", Refusal, dropsVersions(
			func(c *call, sid string) bool { return c.mem.seen[sid] == nil })).assumed(),
		b.not("dependencies-are-not-kept", "A Build has the dependencies asked for.", Shape, before("CreateBuild",
			func(c *call) { c.form.Del("Dependencies") })),
		b.not("have-the-first-dependency-only", "A Build has the dependencies asked for.", Second, before("CreateBuild",
			func(c *call) {
				changeDependencies(c, func(all []object) []object { return all[:min(1, len(all))] })
			})),
		b.not("twilio-is-always-the-newest", "What is asked for wins over the defaults.", Shape, dependencies(
			func(name, version string) (string, string) {
				if name == "twilio" {
					return name, "5.10.0"
				}
				return name, version
			})),
		b.not("have-no-dependency-but-those-asked-for", "twilio is always a dependency.", Default, show("Build",
			func(_ *call, o object) {
				var left []any
				for _, d := range objects(o["dependencies"]) {
					if text(d, "name") != "twilio" {
						left = append(left, d)
					}
				}
				o["dependencies"] = left
			})),
		b.not("bad-dependencies-are-none", "Dependencies are JSON.", Refusal, field("CreateBuild", "Dependencies",
			func(v string) string {
				if v = strings.TrimSpace(v); strings.HasPrefix(v, "[") || strings.HasPrefix(v, `"[`) {
					return v
				}
				return ""
			})).assumed(),
		b.not("runtime-is-ignored", "A Build has the Runtime asked for.", Shape, before("CreateBuild",
			func(c *call) { c.form.Del("Runtime") })),
		b.not("unknown-runtime-is-the-default", "A retired or unknown Runtime is refused.", Refusal,
			before("CreateBuild",
				func(c *call) {
					if v := c.form.Get("Runtime"); v != "" && !strings.HasPrefix(v, "node2") && v != "latest" {
						c.form.Del("Runtime")
					}
				})),
		b.not("have-no-asset-sids", "A version in a Build has the SID of its parent.", Form, inBuilds("asset_versions",
			func(_ *call, list []object) []object {
				for _, o := range list {
					drop("asset_sid")(o)
				}
				return list
			})),
		b.not("versions-have-no-paths", "A version in a Build has its path.", Form, nested(drop("path"))),
		b.not("versions-have-the-sid-of-their-function", "A version in a Build has its SID.", Identity, nested(
			func(o object) { o["sid"] = o["function_sid"] })),
		b.not("versions-are-all-public", "A version in a Build has its visibility.", Shape, nested(
			func(o object) { o["visibility"] = "public" })),
		b.not("list-is-oldest-first", "Builds are newest first.", Paging, item("ListBuild",
			func(_ *call, all []object) []object {
				for i, j := 0, len(all)-1; i < j; i, j = i+1, j-1 {
					all[i], all[j] = all[j], all[i]
				}
				return all
			})),
		b.not("list-has-those-that-are-live", "The list has every one.", Second, item("ListBuild",
			func(c *call, all []object) (left []object) {
				for _, o := range all {
					for _, e := range c.all(c.base("Environments")) {
						if e["build_sid"] == o["sid"] {
							left = append(left, o)
						}
					}
				}
				return left
			})),
		b.not("live-one-is-deleted-without-a-trace", "A live Build cannot be deleted.", Refusal, before("DeleteBuild",
			func(c *call) {
				if live(c) {
					c.empty(204)
				}
			})),
		b.not("that-were-live-once-cannot-be-deleted", "A Build that is not live can be deleted.", Refusal, Defect{
			before: func(c *call) {
				if c.Op == "DeleteBuild" && c.mem.notes["live "+c.SID] != "" {
					c.refuse(409, 20409, "Cannot delete Build because it's part of an active Deployment.")
				}
			},
			after: func(c *call) {
				if c.Op == "CreateDeployment" && c.ok() {
					c.mem.notes["live "+c.form.Get("BuildSid")] = "x"
				}
			}}),
		b.not("under-way-cannot-be-deleted", "A Build can be deleted while it is built.", Refusal, before("DeleteBuild",
			func(c *call) {
				if _, o := c.admin("GET", c.base("Builds", c.SID), nil); text(o, "status") == "building" {
					c.refuse(409, 20409, "Build is under way.")
				}
			})),
		b.not("deleted-ones-are-listed", "A list has what is there.", Second, ghosts("Build")),
		b.not("delete-takes-its-functions", "A delete takes what it names.", Collateral, Defect{
			before: func(c *call) {
				if c.Op == "DeleteBuild" {
					_, o := c.admin("GET", c.base("Builds", c.SID), nil)
					c.keep("build "+c.SID, o)
				}
			},
			after: func(c *call) {
				if c.Op == "DeleteBuild" && c.ok() {
					for _, v := range objects(c.recall("build " + c.SID)["function_versions"]) {
						c.admin("DELETE", c.base("Functions", text(v, "function_sid")), nil)
					}
				}
			}}),
		b.not("follow-the-newest-version", "A Build is a snapshot.", Second, inBuilds("function_versions",
			func(c *call, list []object) []object {
				for _, o := range list {
					if all := c.all(c.base("Functions", text(o, "function_sid"), "Versions")); len(all) > 0 {
						o["sid"], o["path"] = all[0]["sid"], all[0]["path"]
					}
				}
				return list
			})),
		b.not("can-be-updated", "There is no update of Builds.", Refusal, Defect{after: func(c *call) {
			if c.Op == "UpdateBuild" && c.status >= 400 && c.status != 401 {
				c.status, c.json = c.admin("GET", c.base("Builds", c.SID), nil)
			}
		}}),
		b.not("list-has-no-versions", "A list has whole Builds.", Form, item("ListBuild",
			func(_ *call, all []object) []object {
				for _, o := range all {
					o["function_versions"], o["asset_versions"] = []any{}, []any{}
				}
				return all
			})),
		st.not("is-in-capitals", "A status is building, completed or failed.", Form, words("BuildStatus", "status",
			func(v string) string { return strings.ToUpper(v[:1]) + v[1:] })),
		st.not("is-that-of-the-newest", "The status is of the Build that is named.", Identity, after("FetchBuildStatus",
			func(c *call) { c.json["status"] = c.lastBuild()["status"] })),
		st.not("is-building-for-ever", "A Build ends.", Time, always("BuildStatus", "status", "building")),
		st.not("of-an-unknown-build-is-building", "What is not there is 404.", Refusal, Defect{after: func(c *call) {
			if c.Op == "FetchBuildStatus" && c.status == 404 {
				c.status, c.json = 200, object{"sid": c.SID, "service_sid": c.Service, "status": "building",
					"account_sid": "AC00000000000000000000000000000000", "url": "http://" + c.req.Host + c.req.URL.Path}
			}
		}}),
		st.not("sid-is-that-of-the-service", "sid is that of the Build.", Identity, after("FetchBuildStatus",
			func(c *call) { c.json["sid"] = c.json["service_sid"] })),
	}
}

func plainDeploymentNegations() []Negation {
	e, d, l := subject{"plain-environments", srcEnvironment}, subject{"plain-deployments", srcDeployment},
		subject{"plain-logs", srcLog}
	create := "CreateDeployment"
	clears := func(c *call) bool { return c.form.Get("BuildSid") == "" }
	ignores := func(name string) Defect { return before("ListLog", func(c *call) { c.query.Del(name) }) }
	return []Negation{
		e.not("without-a-name-have-that-of-their-suffix", "UniqueName is required.", Refusal,
			filled("CreateEnvironment", "UniqueName",
				func(c *call) string { return "env-" + c.form.Get("DomainSuffix") })),
		e.not("name-is-cut-at-100", "A UniqueName has up to 100 characters.", Refusal,
			cut("CreateEnvironment", "UniqueName", 100)),
		e.not("suffix-is-cut-at-16", "A DomainSuffix has up to 16 characters.", Refusal,
			cut("CreateEnvironment", "DomainSuffix", 16)),
		e.not("name-is-cut-at-50", "A UniqueName has up to 100 characters.", Shape,
			cut("CreateEnvironment", "UniqueName", 50)),
		e.not("of-a-taken-name-is-the-old-one", "A UniqueName is unique.", Refusal,
			inPlace("CreateEnvironment", "created", "unique_name", "UniqueName")),
		e.not("of-a-taken-suffix-have-another", "A DomainSuffix is unique.", Refusal, before("CreateEnvironment",
			func(c *call) {
				for _, o := range c.all(c.base("Environments")) {
					if v := c.form.Get("DomainSuffix"); v != "" && v == text(o, "domain_suffix") {
						c.form.Set("DomainSuffix", shorten(v, 14)+"2")
					}
				}
			})),
		e.not("of-one-name-in-two-services-are-refused", "A UniqueName is unique in its Service.", Second,
			uniqueInAccount("UniqueName")),
		e.not("suffix-that-was-not-sent-is-empty-text", "domain_suffix is null when not given.", Default,
			prop("Environment", "domain_suffix", func(_ *call, old any) any {
				if old == nil {
					return ""
				}
				return old
			})),
		e.not("suffix-that-was-not-sent-is-the-name", "domain_suffix is null when not given.", Default,
			filled("CreateEnvironment", "DomainSuffix", func(c *call) string {
				return shorten(lower(c.form.Get("UniqueName")), 16)
			})),
		e.not("domain-lacks-the-suffix", "domain_name has the suffix.", Form,
			show("Environment", func(_ *call, o object) {
				if v := text(o, "domain_suffix"); v != "" {
					o["domain_name"] = strings.Replace(text(o, "domain_name"), "-"+v+".", ".", 1)
				}
			})),
		e.not("build-sid-is-shown-in-lists-only", "build_sid is the live Build.", Second, after("FetchEnvironment",
			func(c *call) { c.json["build_sid"] = nil })),
		e.not("list-has-no-build-sid", "build_sid is the live Build.", Second, item("ListEnvironment",
			func(_ *call, all []object) []object {
				for _, o := range all {
					o["build_sid"] = nil
				}
				return all
			})),
		e.not("that-are-live-cannot-be-deleted", "An Environment can be deleted while it is live.", Refusal,
			before("DeleteEnvironment", func(c *call) {
				if c.isLive(c.SID) {
					c.refuse(409, 20409, "The Environment is live.")
				}
			})),
		e.not("delete-is-of-all-in-the-service", "A delete takes what it names.", Collateral, after("DeleteEnvironment",
			func(c *call) {
				for _, o := range c.all(c.base("Environments")) {
					c.admin("DELETE", c.base("Environments", text(o, "sid")), nil)
				}
			})),
		e.not("can-be-renamed", "There is no update of Environments.", Refusal, Defect{after: func(c *call) {
			if c.Op == "UpdateEnvironment" && c.status >= 400 && c.status != 401 {
				c.status, c.json = c.admin("GET", c.base("Environments", c.SID), nil)
			}
		}}),
		e.not("deployments-outlive-it", "An Environment goes with what is in it.", Second,
			survives("FetchDeployment", "Environment")),
		d.not("create-is-200", "A Create is answered with 201.", Form, remaps(create, 201, 200)),
		d.not("of-the-live-build-are-made", "The live Build is not deployed again.", Refusal, Defect{
			after: func(c *call) {
				if c.Op == create && c.status == 409 && !clears(c) {
					if all := c.all(c.base("Environments", c.Parent, "Deployments")); len(all) > 0 {
						c.status, c.json = 201, all[0]
					}
				}
			}}),
		d.not("of-the-live-build-are-400", "The live Build is refused with 409.", Refusal, remaps(create, 409, 400)),
		d.not("clear-is-forgotten", "Without a Build the Environment is cleared.", Second, Defect{
			before: func(c *call) {
				if c.Op == create && clears(c) {
					if all := c.all(c.base("Environments", c.Parent, "Deployments")); len(all) > 0 {
						c.refuse(201, 0, "")
						c.json = all[0]
						c.json["build_sid"] = nil
					}
				}
			}}),
		d.not("list-is-oldest-first", "Deployments are newest first.", Paging, item("ListDeployment",
			func(_ *call, all []object) []object {
				for i, j := 0, len(all)-1; i < j; i, j = i+1, j-1 {
					all[i], all[j] = all[j], all[i]
				}
				return all
			})),
		d.not("list-has-the-newest-only", "Old Deployments stay in the list.", Second, item("ListDeployment",
			func(_ *call, all []object) []object { return all[:min(1, len(all))] })),
		d.not("all-have-the-build-that-is-live", "A Deployment keeps its Build.", Second, item("ListDeployment",
			func(c *call, all []object) []object {
				_, e := c.admin("GET", c.base("Environments", c.Parent), nil)
				for _, o := range all {
					o["build_sid"] = e["build_sid"]
				}
				return all
			})),
		d.not("are-found-in-other-environments", "A Deployment is of one Environment.", Identity,
			elsewhere("FetchDeployment")),
		d.not("of-a-build-that-is-live-elsewhere-are-refused", "A Build may be live in several Environments.", Refusal,
			before(create, func(c *call) {
				for _, o := range c.all(c.base("Environments")) {
					if !clears(c) && text(o, "build_sid") == c.form.Get("BuildSid") && text(o, "sid") != c.Parent {
						c.refuse(409, 20409, "Build is live elsewhere.")
					}
				}
			})),
		d.not("of-an-older-build-are-refused", "Any Build can be deployed.", Refusal, before(create, func(c *call) {
			if !clears(c) && text(c.lastBuild(), "sid") != c.form.Get("BuildSid") {
				c.refuse(400, 20001, "A newer Build exists.")
			}
		})),
		d.not("of-an-older-build-are-of-the-newest", "A Deployment is of the Build that is named.", Second,
			before(create, func(c *call) {
				if o := c.lastBuild(); !clears(c) && text(o, "status") == "completed" {
					c.form.Set("BuildSid", text(o, "sid"))
				}
			})),
		d.not("of-an-unknown-build-clear", "A Build must be there.", Refusal, before(create, func(c *call) {
			if status, _ := c.admin("GET", c.base("Builds", c.form.Get("BuildSid")), nil); !clears(c) && status == 404 {
				c.form = url.Values{}
			}
		})),
		d.not("can-be-deleted", "There is no delete of Deployments.", Refusal, Defect{after: func(c *call) {
			if c.Op == "DeleteDeployment" && c.status >= 400 && c.status != http.StatusUnauthorized {
				c.empty(204)
			}
		}}),
		d.not("is-plugin-is-refused", "IsPlugin is a boolean.", Refusal, refuses(create, func(c *call) bool {
			return c.form.Has("IsPlugin")
		})),
		d.not("environment-sid-is-the-name", "environment_sid is a SID.", Identity,
			always("Deployment", "environment_sid", "production")),
		l.not("function-sid-is-ignored", "FunctionSid filters.", Second, ignores("FunctionSid")),
		l.not("start-date-is-ignored", "StartDate filters.", Time, ignores("StartDate")),
		l.not("end-date-is-ignored", "EndDate filters.", Time, ignores("EndDate")),
		l.not("of-an-unknown-sid-is-the-first", "What is not there is 404.", Refusal, Defect{after: func(c *call) {
			if c.Op == "FetchLog" && c.status == 404 {
				if all := c.all(c.base("Environments", c.Parent, "Logs")); len(all) > 0 {
					c.status, c.json = 200, all[0]
				}
			}
		}}),
		l.not("list-is-oldest-first", "Logs are newest first.", Paging, reversed("ListLog")),
	}
}
