package negations

import (
	"maps"
	"net/http"
	"slices"
	"strings"
)

// sentBuildNegations take the sentences of the pages of Builds and of their status one by one.
func sentBuildNegations() []Negation {
	b := subject{"builds", srcBuild}
	only, deps := "A Build only uses the versions that were named.", "dependencies are those that were asked for."
	frozen, run := "A Build never changes.", "runtime is what was asked for."
	nested := func(name string, f func(c *call, o object)) Defect { // changes the versions inside Builds
		return inBuilds(name, func(c *call, list []object) []object {
			for _, o := range list {
				f(c, o)
			}
			return list
		})
	}
	newestIn := func(c *call, v object, property string) {
		list, sid := "Functions", text(v, "function_sid")
		if sid == "" {
			list, sid = "Assets", text(v, "asset_sid")
		}
		if all := c.all(c.base(list, sid, "Versions")); len(all) > 0 {
			v[property] = all[0][property]
		}
	}
	firstOnly := func(field string) Defect {
		return before("CreateBuild", func(c *call) {
			if len(c.form[field]) > 1 {
				c.form[field] = c.form[field][:1]
			}
		})
	}
	return []Negation{
		b.not("sent-version-follows-the-newest", frozen, Time, nested("function_versions", func(c *call, o object) {
			newestIn(c, o, "sid")
		})),
		b.not("sent-path-in-it-follows-the-newest", frozen, Time, nested("asset_versions", func(c *call, o object) {
			newestIn(c, o, "path")
		})),
		b.not("sent-visibility-in-it-follows-the-newest", frozen, Time, nested("function_versions",
			func(c *call, o object) { newestIn(c, o, "visibility") })),
		b.not("sent-dates-in-it-are-its-own", "date_created is that of the version.", Time, show("Build",
			func(_ *call, o object) {
				for _, v := range slices.Concat(objects(o["function_versions"]), objects(o["asset_versions"])) {
					v["date_created"] = o["date_created"]
				}
			})),
		b.not("sent-asset-in-it-is-a-function", "A version inside a Build names its Asset.", Form,
			nested("asset_versions", func(_ *call, o object) {
				o["function_sid"] = o["asset_sid"]
				delete(o, "asset_sid")
			})),
		b.not("sent-function-in-it-is-that-of-the-first", "A version inside a Build names its Function.", Second,
			inBuilds("function_versions", func(_ *call, list []object) []object {
				for _, o := range list {
					o["function_sid"] = list[0]["function_sid"]
				}
				return list
			})),
		b.not("sent-private-ones-are-public-in-it", "visibility is that of the version.", Second,
			nested("asset_versions", func(_ *call, o object) { o["visibility"] = "public" })),
		b.not("sent-first-function-only", only, Second, firstOnly("FunctionVersions")),
		b.not("sent-first-asset-only", only, Second, firstOnly("AssetVersions")),
		b.not("sent-fourth-version-is-lost", only, Second, before("CreateBuild", func(c *call) {
			if list := c.form["FunctionVersions"]; len(list) > 3 {
				c.form["FunctionVersions"] = list[:3]
			}
		})),
		b.not("sent-assets-of-before-stay", only, Second, before("CreateBuild", func(c *call) {
			if o := c.lastBuild(); o != nil && len(c.form["AssetVersions"]) == 0 && len(c.form["FunctionVersions"]) > 0 {
				c.form["AssetVersions"] = sids(objects(o["asset_versions"]))
			}
		})),
		b.not("sent-functions-of-before-go-on", only, Second, before("CreateBuild", func(c *call) {
			if o := c.lastBuild(); o != nil && len(c.form["FunctionVersions"]) == 0 && len(c.form["AssetVersions"]) > 0 {
				c.form["FunctionVersions"] = sids(objects(o["function_versions"]))
			}
		})),
		b.not("sent-list-is-light", "An entry of a list is a whole Build.", Form, item("ListBuild",
			func(_ *call, entries []object) []object {
				for _, o := range entries {
					o["function_versions"], o["asset_versions"] = []any{}, []any{}
				}
				return entries
			})),
		b.not("sent-list-has-the-versions-of-the-newest", "An entry of a list is a whole Build.", Second,
			item("ListBuild", func(_ *call, entries []object) []object {
				for _, o := range entries {
					o["function_versions"], o["asset_versions"] = entries[0]["function_versions"],
						entries[0]["asset_versions"]
				}
				return entries
			})),
		b.not("sent-empty-asset-list-is-null", "asset_versions is a list.", Form, show("Build",
			func(_ *call, o object) {
				if len(objects(o["asset_versions"])) == 0 {
					o["asset_versions"] = nil
				}
			})),
		b.not("sent-without-functions-lacks-the-list", "function_versions is a list.", Form, show("Build",
			func(_ *call, o object) {
				if len(objects(o["function_versions"])) == 0 {
					delete(o, "function_versions")
				}
			})),
		b.not("sent-dependency-is-found-by-its-beginning", deps, Second, dependencies(
			func(name, version string) (string, string) {
				if strings.HasPrefix(name, "twilio-") {
					return "twilio", version
				}
				return name, version
			})),
		b.not("sent-scope-of-a-dependency-is-lost", deps, Shape, show("Build", func(_ *call, o object) {
			for _, d := range objects(o["dependencies"]) {
				if name := text(d, "name"); strings.HasPrefix(name, "@") && name != "@twilio/runtime-handler" {
					_, d["name"], _ = strings.Cut(name, "/")
				}
			}
		})),
		b.not("sent-version-of-a-dependency-is-a-number", deps, Form, show("Build", func(_ *call, o object) {
			for _, d := range objects(o["dependencies"]) {
				major, _, _ := strings.Cut(text(d, "version"), ".")
				d["version"] = intOfText(major)
			}
		})),
		b.not("sent-twilio-is-there-twice", "What was asked for wins over a default.", Second, show("Build",
			func(_ *call, o object) {
				list, _ := o["dependencies"].([]any)
				for _, d := range objects(o["dependencies"]) {
					if text(d, "name") == "twilio" && text(d, "version") != "5.0.3" {
						o["dependencies"] = append(list, object{"name": "twilio", "version": "5.0.3"})
					}
				}
			})),
		b.not("sent-dependencies-end-the-defaults", "twilio and the runtime handler are always there.", Default,
			show("Build", func(_ *call, o object) {
				var left []any
				for _, d := range objects(o["dependencies"]) {
					if text(d, "name") != "@twilio/runtime-handler" {
						left = append(left, d)
					}
				}
				o["dependencies"] = left
			})),
		b.not("sent-dependencies-are-those-of-the-first", deps, Second, show("Build", func(c *call, o object) {
			if first := c.recall("first deps " + text(o, "service_sid")); first != nil {
				o["dependencies"] = first["dependencies"]
			} else if c.Verb == "Create" {
				c.keep("first deps "+text(o, "service_sid"), o)
			}
		})),
		b.not("sent-dependencies-show-in-the-answer-only", deps, Time, after("FetchBuild", func(c *call) {
			c.json["dependencies"] = []any{object{"name": "twilio", "version": "5.0.3"},
				object{"name": "@twilio/runtime-handler", "version": "2.1.2"}}
		})),
		b.not("sent-broken-dependencies-are-none", "Dependencies are JSON.", Refusal, failing("CreateBuild",
			func(c *call) {
				if c.status == 400 && c.form.Get("Dependencies") != "" {
					c.form.Del("Dependencies")
					c.answered = false
					c.forward()
				}
			})).assumed(),
		b.not("sent-runtime-is-that-of-another-service", run, Default, both(before("CreateBuild", func(c *call) {
			if !c.form.Has("Runtime") && c.mem.notes["runtime"] != "" {
				c.form.Set("Runtime", c.mem.notes["runtime"])
			}
		}), after("CreateBuild", func(c *call) { c.mem.notes["runtime"] = text(c.json, "runtime") }))),
		b.not("sent-runtime-of-older-ones-follows", frozen, Time, show("Build", func(c *call, o object) {
			if last := c.lastBuild(); last != nil {
				o["runtime"] = last["runtime"]
			}
		})),
		b.not("sent-unknown-runtime-is-the-default", "An unsupported runtime is refused.", Refusal,
			before("CreateBuild", func(c *call) {
				if v := c.form.Get("Runtime"); v != "" && !slices.Contains(knownRuntimes(), v) {
					c.form.Del("Runtime")
				}
			})),
		b.not("sent-runtime-ignores-its-number", run, Shape, show("Build", func(_ *call, o object) {
			if v := text(o, "runtime"); v != "" {
				o["runtime"] = "node22"
			}
		})),
		b.not("sent-function-in-a-build-can-be-deleted", "A Function that a Build has cannot be deleted.", Refusal,
			failing("DeleteFunction", func(c *call) {
				if c.status != 404 && c.status != 401 {
					c.mem.hidden[c.SID] = true
					c.empty(204)
				}
			})),
		b.not("sent-function-of-a-deleted-build-cannot-be-deleted", "A Function that no Build has can be deleted.",
			Refusal, both(after("CreateBuild", func(c *call) {
				for _, v := range objects(c.json["function_versions"]) {
					c.mem.notes["built "+text(v, "function_sid")] = "x"
				}
			}), before("DeleteFunction", func(c *call) {
				if c.mem.notes["built "+c.SID] != "" {
					c.refuse(http.StatusConflict, 20409, "The Function is part of a Build.")
				}
			}))),
		b.not("sent-delete-by-service-name-is-404", "A Service is found by its UniqueName.", Identity,
			before("DeleteBuild", func(c *call) {
				if isName(c.Service) {
					c.missing()
				}
			})),
		b.not("sent-delete-of-a-live-one-clears-the-environment", "A live Build cannot be deleted.", Collateral,
			failing("DeleteBuild", func(c *call) {
				if c.status == 404 || c.status == 401 {
					return
				}
				for _, e := range c.all(c.base("Environments")) {
					if text(e, "build_sid") == c.SID {
						c.admin("POST", c.base("Environments", text(e, "sid"), "Deployments"), nil)
					}
				}
				c.admin("DELETE", c.base("Builds", c.SID), nil)
			})),
	}
}

// sentBuildStatusNegations take the sentences about the course of a Build.
func sentBuildStatusNegations() []Negation {
	b, st := subject{"builds", srcBuild}, subject{"build-status", srcStatus}
	agree, course := "The status is that of the Build.", "A Build is building, then completed or failed."
	return []Negation{
		b.not("sent-is-done-only-when-its-status-was-read", agree, Time, both(after("FetchBuildStatus",
			func(c *call) { c.mem.notes["polled "+c.SID] = text(c.json, "status") }),
			show("Build", func(c *call, o object) {
				if c.mem.notes["polled "+text(o, "sid")] == "" {
					o["status"] = "building"
				}
			}))),
		st.not("sent-is-done-only-when-the-build-was-read", agree, Time, both(after("FetchBuild",
			func(c *call) { c.mem.notes["read "+c.SID] = "x" }),
			after("FetchBuildStatus", func(c *call) {
				if c.mem.notes["read "+c.SID] == "" {
					c.json["status"] = "building"
				}
			}))),
		b.not("sent-list-has-the-status-of-its-creation", course, Time, item("ListBuild",
			func(c *call, entries []object) []object {
				for _, o := range entries {
					if c.mem.born[text(o, "sid")].IsZero() {
						continue
					}
					o["status"] = "building"
				}
				return entries
			})),
		b.not("sent-goes-back-when-another-is-made", course, Time, both(after("CreateBuild", func(c *call) {
			for _, o := range c.all(c.base("Builds")) {
				if text(o, "status") == "completed" && text(o, "sid") != text(c.json, "sid") {
					c.mem.notes["again "+text(o, "sid")] = "x"
				}
			}
		}), after("FetchBuildStatus", func(c *call) {
			if c.mem.notes["again "+c.SID] != "" {
				delete(c.mem.notes, "again "+c.SID)
				c.json["status"] = "building"
			}
		}))),
		b.not("sent-all-end-with-the-newest", agree, Second, show("Build", func(c *call, o object) {
			if last := c.lastBuild(); last != nil && last["status"] == "building" {
				o["status"] = "building"
			}
		})),
		b.not("sent-is-born-failed", course, Time, after("CreateBuild", func(c *call) {
			c.json["status"] = "failed"
		})),
		b.not("sent-is-born-queued", course, Form, after("CreateBuild", func(c *call) {
			c.json["status"] = "queued"
		})),
		b.not("sent-of-assets-alone-never-ends", course, Second, both(show("Build", func(_ *call, o object) {
			if len(objects(o["function_versions"])) == 0 {
				o["status"] = "building"
			}
		}), after("FetchBuildStatus", func(c *call) {
			_, o := c.admin("GET", c.base("Builds", c.SID), nil)
			if len(objects(o["function_versions"])) == 0 {
				c.json["status"] = "building"
			}
		}))),
		b.not("sent-failed-one-is-building", course, Time, show("Build", func(_ *call, o object) {
			if o["status"] == "failed" {
				o["status"] = "building"
			}
		})).needs("failed-builds"),
		st.not("sent-of-a-failed-one-is-completed", agree, Second, after("FetchBuildStatus", func(c *call) {
			if c.json["status"] == "failed" {
				c.json["status"] = "completed"
			}
		})).needs("failed-builds"),
		st.not("sent-account-is-missing", "A Build Status has the SID of its account.", Form,
			after("FetchBuildStatus", func(c *call) { delete(c.json, "account_sid") })),
		st.not("sent-service-is-what-the-path-said", "service_sid is the SID of the Service.", Identity,
			after("FetchBuildStatus", func(c *call) { c.json["service_sid"] = c.Service })),
		st.not("sent-below-the-name-of-the-service-is-404", "A Service is found by its UniqueName.", Identity,
			before("FetchBuildStatus", func(c *call) {
				if isName(c.Service) {
					c.missing()
				}
			})),
		st.not("sent-is-the-build", "A Build Status has a sid, a status and a url of its own.", Identity,
			after("FetchBuildStatus", func(c *call) {
				_, o := c.admin("GET", c.base("Builds", c.SID), nil)
				delete(o, "status")
				maps.Copy(c.json, o)
			})),
		st.not("sent-first-poll-is-404", "What was made is found at once.", Time, before("FetchBuildStatus",
			func(c *call) {
				if c.mem.counts["polls "+c.SID]++; c.mem.counts["polls "+c.SID] == 1 {
					c.missing()
				}
			})),
	}
}
