package negations

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"
)

// laterNegations are servers that are right in the answer at hand, and wrong in one that comes later: after a read, a
// Build, a Deployment, an update or a delete of something else.
func laterNegations() []Negation {
	s, f, a := subject{"services", srcService}, subject{"functions", srcFunction}, subject{"assets", srcAsset}
	e, v, d := subject{"environments", srcEnvironment}, subject{"variables", srcVariable},
		subject{"deployments", srcDeployment}
	b, st := subject{"builds", srcBuild}, subject{"build-status", srcStatus}
	fv, av := subject{"function-versions", srcFVersion}, subject{"asset-versions", srcAVersion}
	c4, x := subject{"contents", srcContent}, subject{"collateral", srcSpec}
	t, cl := subject{"dates", srcSpec}, subject{"clearing", srcDeployment}
	hideAll := func(c *call, list string) {
		for _, o := range c.all(c.base(list)) {
			c.mem.hidden[text(o, "sid")] = true
		}
	}
	built := func(b object, f func(version object)) {
		for _, o := range append(objects(b["function_versions"]), objects(b["asset_versions"])...) {
			f(o)
		}
	}
	return []Negation{
		s.not("update-to-what-it-is-is-refused", "An update may say what is so already.", Update,
			before("UpdateService", func(c *call) {
				_, o := c.admin("GET", "/Services/"+c.SID, nil)
				if c.form.Has("FriendlyName") && c.form.Get("FriendlyName") == text(o, "friendly_name") {
					c.refuse(409, 20409, "Nothing to change.")
				}
			})),
		f.not("update-to-the-same-name-is-refused", "An update may say what is so already.", Update,
			before("UpdateFunction", func(c *call) {
				_, o := c.admin("GET", c.base("Functions", c.SID), nil)
				if c.form.Has("FriendlyName") && c.form.Get("FriendlyName") == text(o, "friendly_name") {
					c.refuse(409, 20409, "Nothing to change.")
				}
			})),
		v.not("update-to-the-same-value-is-refused", "An update may say what is so already.", Update,
			before("UpdateVariable", func(c *call) {
				_, o := c.admin("GET", c.variable(c.SID), nil)
				if c.form.Has("Value") && c.form.Get("Value") == text(o, "value") {
					c.refuse(409, 20409, "Nothing to change.")
				}
			})),
		s.not("update-answers-without-the-domain", "Each answer has domain_base.", Form,
			after("UpdateService", func(c *call) { c.json["domain_base"] = nil })),
		s.not("credentials-come-back-at-a-deployment", "An update is kept.", Collateral,
			after("CreateDeployment", func(c *call) {
				c.admin("POST", "/Services/"+c.Service, url.Values{"IncludeCredentials": {"true"}})
			})),
		s.not("ui-editable-is-lost-at-a-build", "An update is kept.", Collateral,
			after("CreateBuild", func(c *call) {
				c.admin("POST", "/Services/"+c.Service, url.Values{"UiEditable": {"false"}})
			})),
		s.not("ui-editable-needs-credentials", "Each option is set for itself.", Update,
			before("CreateService UpdateService", func(c *call) {
				if c.form.Get("IncludeCredentials") == "false" && c.form.Get("UiEditable") == "true" {
					c.form.Set("UiEditable", "false")
				}
			})),
		s.not("friendly-name-of-one-letter-is-refused", "A name has from one character.", Shape,
			refuses("CreateService UpdateService",
				fieldHas("FriendlyName", func(v string) bool { return len(v) == 1 }))),
		f.not("update-lists-it-without-links", "The list shows what a fetch shows.", Form,
			after("UpdateFunction", func(c *call) { c.mem.stay(c.SID, "links", object{}) })),
		a.not("links-lead-to-functions", "links lead to the versions of the Asset.", Identity,
			show("Asset", func(_ *call, o object) {
				if l, ok := o["links"].(object); ok {
					l["asset_versions"] = strings.Replace(text(l, "asset_versions"), "/Assets/", "/Functions/", 1)
				}
			})),
		f.not("sid-moves-at-an-update", "A SID never changes.", Identity, after("UpdateFunction", func(c *call) {
			c.mem.notes["was "+c.SID] = "ZH" + strings.Repeat("e", 32)
		}).then(item("ListFunction", func(c *call, entries []object) []object {
			for _, o := range entries {
				if to := c.mem.notes["was "+text(o, "sid")]; to != "" {
					o["sid"] = to
				}
			}
			return entries
		}))),
		f.not("friendly-name-is-the-path-after-an-upload", "friendly_name is what was sent.", Collateral,
			after("CreateFunctionVersion", func(c *call) {
				c.admin("POST", c.base("Functions", c.Parent), url.Values{"FriendlyName": {text(c.json, "path")}})
			})),
		fv.not("list-lacks-the-slash-of-the-path", "The list shows what a fetch shows.", Form,
			item("ListFunctionVersion ListAssetVersion", func(_ *call, entries []object) []object {
				for _, o := range entries {
					o["path"] = strings.TrimPrefix(text(o, "path"), "/")
				}
				return entries
			})),
		fv.not("links-lead-to-the-newest", "links lead to the content of the version.", Identity,
			item("ListFunctionVersion", func(_ *call, entries []object) []object {
				for _, o := range entries {
					o["links"] = entries[0]["links"]
				}
				return entries
			})),
		fv.not("url-is-on-the-upload-host", "url is the URL of the resource.", Identity,
			after("CreateFunctionVersion CreateAssetVersion", func(c *call) {
				c.json["url"] = onUploadHost(text(c.json, "url"))
			})),
		fv.not("links-of-an-upload-are-on-the-upload-host", "links lead to resources.", Identity,
			after("CreateFunctionVersion", func(c *call) {
				if l, ok := c.json["links"].(object); ok {
					l["function_version_content"] = onUploadHost(text(l, "function_version_content"))
				}
			})),
		fv.not("fetch-has-the-date-of-now", "date_created never moves.", Time,
			after("FetchFunctionVersion FetchAssetVersion", func(c *call) {
				c.json["date_created"] = date(time.Now())
			})),
		av.not("are-private-after-a-build", "A version never changes.", Collateral,
			after("CreateBuild", func(c *call) {
				built(c.json, func(o object) { c.mem.stay(text(o, "sid"), "visibility", "private") })
			})),
		av.not("of-older-paths-are-gone-after-a-build", "A version stays.", Collateral,
			after("CreateBuild", func(c *call) {
				named := append(slices.Clone(c.form["AssetVersions"]), c.form["FunctionVersions"]...)
				for _, p := range c.all(c.base("Assets")) {
					for _, o := range c.all(c.base("Assets", text(p, "sid"), "Versions")) {
						if !slices.Contains(named, text(o, "sid")) {
							c.mem.hidden[text(o, "sid")] = true
						}
					}
				}
			})),
		c4.not("can-be-read-once", "Reading changes nothing.", Content,
			after("FetchFunctionVersionContent", func(c *call) {
				if c.mem.counts["read "+c.SID]++; c.mem.counts["read "+c.SID] > 1 {
					c.json["content"] = ""
				}
			})),
		c4.not("of-versions-that-a-build-lacks-are-gone", "Content stays.", Collateral,
			after("CreateBuild", func(c *call) {
				for _, p := range c.all(c.base("Functions")) {
					for _, o := range c.all(c.base("Functions", text(p, "sid"), "Versions")) {
						if !slices.Contains(c.form["FunctionVersions"], text(o, "sid")) {
							c.mem.notes["gone "+text(o, "sid")] = "x"
						}
					}
				}
			}).then(after("FetchFunctionVersionContent", func(c *call) {
				if c.mem.notes["gone "+c.SID] != "" {
					c.missing()
				}
			}))),
		c4.not("is-appended-to-that-of-the-version-before", "Content is what was uploaded.", Content,
			after("FetchFunctionVersionContent", func(c *call) {
				all := c.all(c.base("Functions", c.Parent, "Versions"))
				if i := slices.Index(sids(all), c.SID); i >= 0 && i+1 < len(all) {
					_, o := c.admin("GET", c.base("Functions", c.Parent, "Versions", text(all[i+1], "sid"),
						"Content"), nil)
					c.json["content"] = text(o, "content") + text(c.json, "content")
				}
			})),
		b.not("deleted-while-building-comes-back", "What was deleted is not found.", Second,
			before("DeleteBuild", func(c *call) {
				_, o := c.admin("GET", c.base("Builds", c.SID), nil)
				if text(o, "status") == "building" {
					c.mem.notes["until "+c.SID] = "x"
					c.empty(204)
				}
			}).then(Defect{after: func(c *call) {
				if c.SID != "" && c.mem.notes["until "+c.SID] != "" && c.ok() && c.Verb == "Fetch" &&
					text(c.json, "status") == "building" {
					c.missing()
				}
			}})),
		b.not("versions-are-the-newest-when-it-is-done", "A Build has the versions that were named.", Second,
			show("Build", func(c *call, o object) {
				if text(o, "status") != "completed" {
					return
				}
				for _, x := range objects(o["function_versions"]) {
					all := c.all("/Services/" + text(o, "service_sid") + "/Functions/" + text(x, "function_sid") +
						"/Versions")
					if len(all) > 0 {
						x["sid"], x["path"] = all[0]["sid"], all[0]["path"]
					}
				}
			})),
		b.not("dependencies-are-there-when-it-is-done", "A Build has its dependencies from the beginning.", Second,
			show("Build", func(_ *call, o object) {
				if text(o, "status") == "building" {
					o["dependencies"] = []any{}
				}
			})),
		b.not("fetch-changes-its-date", "date_updated is when the Build was last updated.", Time,
			after("FetchBuild FetchBuildStatus", func(c *call) {
				c.mem.stay(c.SID, "date_updated", date(time.Now()))
			})),
		b.not("links-lead-to-the-build-itself", "links lead to the Status.", Identity,
			show("Build", func(_ *call, o object) {
				if l, ok := o["links"].(object); ok {
					l["build_status"] = o["url"]
				}
			})),
		st.not("url-is-that-of-the-build", "url is the URL of the Status.", Identity,
			words("BuildStatus", "url", func(u string) string { return strings.TrimSuffix(u, "/Status") })),
		b.not("deployed-ones-are-shown-as-building", "A completed Build stays completed.", Second,
			show("Build", func(c *call, o object) {
				for _, env := range c.mem.seen {
					if text(env, "build_sid") == text(o, "sid") && strings.HasPrefix(text(env, "sid"), "ZE") {
						o["status"] = "building"
					}
				}
			})),
		b.not("renaming-a-function-changes-the-paths-of-builds", "A Build never changes.", Collateral,
			after("UpdateFunction", func(c *call) { c.mem.notes["name "+c.SID] = text(c.json, "friendly_name") }).then(
				show("Build", func(c *call, o object) {
					for _, y := range objects(o["function_versions"]) {
						if n := c.mem.notes["name "+text(y, "function_sid")]; n != "" {
							y["path"] = "/" + strings.TrimPrefix(n, "/")
						}
					}
				}))),
		x.not("deleting-a-build-deletes-the-one-after", "A delete takes what it names.", Collateral,
			before("DeleteBuild", func(c *call) {
				all := sids(c.all(c.base("Builds")))
				if i := slices.Index(all, c.SID); i > 0 {
					c.admin("DELETE", c.base("Builds", all[i-1]), nil)
				}
			})),
		x.not("deploying-resets-the-variables", "A Deployment changes what is live.", Collateral,
			after("CreateDeployment", func(c *call) {
				for _, o := range c.variables() {
					c.admin("POST", c.variable(text(o, "sid")), url.Values{"Value": {"default"}})
				}
			})),
		x.not("clearing-deletes-the-functions", "Clearing changes what is live.", Collateral,
			after("CreateDeployment", func(c *call) {
				if c.form.Get("BuildSid") == "" {
					hideAll(c, "Functions")
				}
			})),
		x.not("deleting-a-function-deletes-the-builds", "A delete takes what it names.", Collateral,
			after("DeleteFunction DeleteAsset", func(c *call) { hideAll(c, "Builds") })),
		x.not("deleting-an-asset-hides-the-functions", "A delete takes what it names.", Collateral,
			after("DeleteAsset", func(c *call) { hideAll(c, "Functions") })),
		x.not("creating-an-asset-hides-the-oldest", "A create adds.", Collateral, after("CreateAsset", func(c *call) {
			if all := c.all(c.base("Assets")); len(all) > 2 {
				c.mem.hidden[text(all[len(all)-1], "sid")] = true
			}
		})),
		x.not("renaming-a-service-clears-its-environments", "An update changes what was sent.", Collateral,
			after("UpdateService", func(c *call) {
				for _, o := range c.all("/Services/" + c.SID + "/Environments") {
					c.mem.stay(text(o, "sid"), "build_sid", nil)
				}
			})),
		x.not("renaming-a-variable-moves-its-date", "date_created never moves.", Time,
			after("UpdateVariable", func(c *call) {
				if c.form.Has("Key") {
					c.mem.stay(c.SID, "date_created", date(time.Now()))
				}
			})),
		x.not("a-refused-deployment-is-listed", "A refused request changes nothing.", Collateral,
			Defect{after: func(c *call) {
				if c.Op == "CreateDeployment" && c.status == 409 {
					c.mem.counts["refused "+c.Parent]++
				}
			}}.then(item("ListDeployment", func(c *call, entries []object) []object {
				if c.mem.counts["refused "+c.Parent] > 0 && len(entries) > 0 {
					again := clone(entries[0])
					again["sid"] = "ZD" + strings.Repeat("b", 32)
					again["url"] = strings.Replace(text(again, "url"), text(entries[0], "sid"), text(again, "sid"), 1)
					return append([]object{again}, entries...)
				}
				return entries
			}))),
		x.not("a-refused-create-of-a-variable-empties-the-list", "A refused request changes nothing.", Collateral,
			Defect{after: func(c *call) {
				if c.Op == "CreateVariable" && c.status == 400 {
					for _, o := range c.variables() {
						c.mem.hidden[text(o, "sid")] = true
					}
				}
			}}),
		x.not("a-delete-of-an-unknown-one-deletes-the-newest", "A refused request changes nothing.", Collateral,
			Defect{after: func(c *call) {
				lists := map[string]string{"DeleteFunction": "Functions", "DeleteAsset": "Assets"}
				if list := lists[c.Op]; list != "" && c.status == 404 {
					if all := c.all(c.base(list)); len(all) > 0 {
						c.mem.hidden[text(all[0], "sid")] = true
					}
				}
			}}),
		cl.not("stays-in-force", "A Deployment after a clear is live.", Second,
			after("CreateDeployment", func(c *call) {
				if c.form.Get("BuildSid") == "" {
					c.mem.notes["clear "+c.Parent] = "x"
				}
			}).then(show("Environment", func(c *call, o object) {
				if c.mem.notes["clear "+text(o, "sid")] != "" {
					o["build_sid"] = nil
				}
			}))),
		d.not("fetch-has-the-environment-of-the-first", "A Deployment names its Environment.", Identity,
			after("FetchDeployment", func(c *call) {
				if all := c.all(c.base("Environments")); len(all) > 0 {
					c.json["environment_sid"] = all[len(all)-1]["sid"]
				}
			})),
		d.not("list-has-the-build-of-the-environment", "A Deployment names its own Build.", Second,
			item("ListDeployment", func(c *call, entries []object) []object {
				_, o := c.admin("GET", c.base("Environments", c.Parent), nil)
				for _, e := range entries {
					e["build_sid"] = o["build_sid"]
				}
				return entries
			})),
		e.not("domain-follows-the-friendly-name", "domain_name never changes.", Collateral,
			after("UpdateService", func(c *call) {
				for _, o := range c.all("/Services/" + c.SID + "/Environments") {
					c.mem.stay(text(o, "sid"), "domain_name", fmt.Sprint("renamed-", text(o, "domain_name")))
				}
			})),
		e.not("domain-without-a-suffix-ends-in-a-dash", "domain_name has a dash before its suffix.", Form,
			show("Environment", func(_ *call, o object) {
				if o["domain_suffix"] == nil {
					o["domain_name"] = strings.Replace(text(o, "domain_name"), ".twil.io", "-.twil.io", 1)
				}
			})),
		e.not("list-has-another-domain", "The list shows what a fetch shows.", Form,
			item("ListEnvironment", func(_ *call, entries []object) []object {
				for _, o := range entries {
					o["domain_name"] = "www." + text(o, "domain_name")
				}
				return entries
			})),
		e.not("date-updated-is-null", "date_updated is set.", Form,
			always("Environment", "date_updated", nil)).assumed(),
		t.not("created-differs-between-answer-and-fetch", "date_created never moves.", Time,
			after("Create*", func(c *call) {
				if at, err := time.Parse(time.RFC3339, text(c.json, "date_created")); err == nil {
					c.json["date_created"] = date(at.Add(time.Second))
				}
			})),
		t.not("say-another-zone", "Dates are in GMT.", Time, everywhere(func(_ *call, o object) {
			for _, name := range []string{"date_created", "date_updated"} {
				if at := text(o, name); at != "" {
					o[name] = strings.TrimSuffix(at, "Z") + "+02:00"
				}
			}
		})),
		t.not("of-lists-lack-their-seconds", "The list shows what a fetch shows.", Time,
			item("List*", func(_ *call, entries []object) []object {
				for _, o := range entries {
					if at, err := time.Parse(time.RFC3339, text(o, "date_created")); err == nil {
						o["date_created"] = date(at.Truncate(time.Minute))
					}
				}
				return entries
			})),
	}
}

// onUploadHost is an address on the host that takes uploads.
func onUploadHost(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	u.Host = "serverless-upload." + strings.TrimPrefix(u.Host, "serverless.")
	return u.String()
}
