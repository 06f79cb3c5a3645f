package negations

import (
	"net/http"
	"strings"
)

// oldest is the first entry of a list that was made.
func oldest(list []object) object {
	if len(list) == 0 {
		return object{}
	}
	return list[len(list)-1]
}

// mixupNegations are servers that take one resource for another, or a wrong one for a right one.
func mixupNegations() []Negation {
	s, f, a := subject{"services", srcService}, subject{"functions", srcFunction}, subject{"assets", srcAsset}
	fv, av := subject{"function-versions", srcFVersion}, subject{"asset-versions", srcAVersion}
	b, e := subject{"builds", srcBuild}, subject{"environments", srcEnvironment}
	v, d, lg := subject{"variables", srcVariable}, subject{"deployments", srcDeployment}, subject{"logs", srcLog}
	er, u := subject{"errors", srcResponse}, subject{"uploads", srcFVersion}
	names := "A resource names what it belongs to."
	nested := func(list string, f func(c *call, x object)) Defect {
		return show("Build", func(c *call, o object) {
			for _, x := range objects(o[list]) {
				f(c, x)
			}
		})
	}
	ghost := func(op string, when func(c *call) bool) Defect { // answers a failed create with a success as others look
		return Defect{after: func(c *call) {
			if c.Op == op && c.status >= 400 && c.status < 500 && c.status != 401 && when(c) {
				for _, sid := range c.mem.order {
					if o := c.mem.seen[sid]; c.mem.kind[sid] == c.Resource && text(o, "service_sid") == c.Service {
						c.status, c.json = 201, clone(o)
					}
				}
			}
		}}
	}
	form := func(name string, when func(string) bool) func(c *call) bool {
		return func(c *call) bool { return c.form.Has(name) && when(c.form.Get(name)) }
	}
	return []Negation{
		d.not("service-is-that-of-the-newest", names, Identity,
			prop("Deployment", "service_sid", func(c *call, old any) any {
				for _, sid := range c.mem.order {
					if strings.HasPrefix(sid, "ZS") {
						old = sid
					}
				}
				return old
			})),
		v.not("environment-is-the-oldest-of-the-service", names, Identity,
			prop("Variable", "environment_sid", func(c *call, old any) any {
				if sid := text(oldest(c.all(c.base("Environments"))), "sid"); sid != "" {
					return sid
				}
				return old
			})),
		av.not("asset-in-lists-is-the-oldest", names, Identity,
			item("ListAssetVersion", func(c *call, all []object) []object {
				for _, o := range all {
					o["asset_sid"] = oldest(c.all(c.base("Assets")))["sid"]
				}
				return all
			})),
		b.not("account-of-its-versions-is-another", names, Identity, nested("asset_versions", func(_ *call, x object) {
			x["account_sid"] = "AC" + strings.Repeat("f", 32)
		})),
		b.not("function-of-its-versions-is-made-of-the-version", names, Identity,
			nested("function_versions", func(_ *call, x object) { x["function_sid"] = "ZH" + text(x, "sid")[2:] })),
		b.not("service-of-its-versions-is-null", names, Identity,
			nested("asset_versions", func(_ *call, x object) { x["service_sid"] = nil })),
		e.not("links-are-those-of-the-oldest", "links lead to what is below.", Identity,
			show("Environment", func(c *call, o object) {
				links, _ := o["links"].(object)
				sid := text(oldest(c.all(c.base("Environments"))), "sid")
				for name, u := range links {
					if u, ok := u.(string); ok && sid != "" {
						links[name] = strings.Replace(u, text(o, "sid"), sid, 1)
					}
				}
			})),
		f.not("url-in-lists-is-that-of-the-list", "url is the URL of the resource.", Identity,
			item("ListFunction", func(_ *call, all []object) []object {
				for _, o := range all {
					o["url"] = strings.TrimSuffix(text(o, "url"), "/"+text(o, "sid"))
				}
				return all
			})),
		fv.not("link-of-older-ones-leads-to-the-newest", "links lead to what is below.", Identity,
			show("FunctionVersion", func(c *call, o object) {
				links, _ := o["links"].(object)
				if all := c.all(c.base("Functions", c.Parent, "Versions")); len(all) > 1 && links != nil {
					links["function_version_content"] = strings.Replace(text(links, "function_version_content"),
						text(o, "sid"), text(all[0], "sid"), 1)
				}
			})),
		a.not("are-found-below-functions", "A SID of another resource is not found.", Identity,
			Defect{after: func(c *call) {
				if (c.Op == "FetchFunction" || c.Op == "UpdateFunction") && c.status == 404 {
					c.to(strings.Replace(c.req.URL.Path, "/Functions/", "/Assets/", 1))
					c.answered = false
					c.forward()
				}
			}}),
		av.not("are-found-below-functions", "A SID of another resource is not found.", Identity,
			Defect{after: func(c *call) {
				if (c.Op == "FetchFunctionVersion" || c.Op == "ListFunctionVersion") && c.status == 404 {
					c.to(strings.Replace(c.req.URL.Path, "/Functions/", "/Assets/", 1))
					c.answered = false
					c.forward()
				}
			}}),
		lg.not("build-is-the-one-that-is-live", names, Identity, prop("Log", "build_sid", func(c *call, old any) any {
			_, o := c.admin("GET", c.base("Environments", c.Parent), nil)
			if o["build_sid"] != nil {
				return o["build_sid"]
			}
			return old
		})).needs("logs"),
		lg.not("deployment-is-the-newest", names, Identity, prop("Log", "deployment_sid", func(c *call, old any) any {
			if all := c.all(c.base("Environments", c.Parent, "Deployments")); len(all) > 0 {
				return all[0]["sid"]
			}
			return old
		})).needs("logs"),
		s.not("links-lead-to-the-service-before", "links lead to what is below.", Identity,
			show("Service", func(c *call, o object) {
				links, _ := o["links"].(object)
				if all := c.all("/Services"); len(all) > 1 && links != nil {
					links["assets"] = strings.Replace(text(links, "assets"), text(o, "sid"),
						text(all[len(all)-1], "sid"), 1)
				}
			})),
		b.not("of-a-version-of-a-deleted-asset-is-accepted", "A version of a deleted parent is not found.", Refusal,
			ghost("CreateBuild", func(c *call) bool {
				for _, sid := range c.form["AssetVersions"] {
					if c.mem.gone[text(c.mem.seen[sid], "asset_sid")] != nil {
						return true
					}
				}
				return false
			})),
		b.not("asset-versions-among-functions-are-accepted", "FunctionVersions are versions of Functions.", Refusal,
			before("CreateBuild", func(c *call) {
				var left []string
				for _, sid := range c.form["FunctionVersions"] {
					if c.mem.kind[sid] == "AssetVersion" {
						c.form.Add("AssetVersions", sid)
					} else {
						left = append(left, sid)
					}
				}
				if c.form.Del("FunctionVersions"); left != nil {
					c.form["FunctionVersions"] = left
				}
			})),
		b.not("one-version-twice-is-shown-twice", "A Build has the versions that were named.", Second,
			before("CreateBuild", func(c *call) {
				all := c.form["AssetVersions"]
				c.asked("")
				if len(all) > 1 && all[0] == all[1] {
					c.asked(all[0])
				}
			}).then(after("CreateBuild", func(c *call) {
				if c.wanted() != "" {
					list := objects(c.json["asset_versions"])
					c.mem.stay(text(c.json, "sid"), "asset_versions", []any{list[0], list[0]})
				}
			}))),
		d.not("of-an-unknown-build-is-a-clear", "An unknown Build is refused.", Refusal,
			Defect{after: func(c *call) {
				if sid := c.form.Get("BuildSid"); c.Op == "CreateDeployment" && c.status >= 400 &&
					c.mem.seen[sid] == nil && sid != "" {
					c.form = map[string][]string{}
					c.raw, c.answered = nil, false
					c.forward()
				}
			}}),
		e.not("empty-name-is-accepted", "UniqueName is required.", Refusal,
			takes("CreateEnvironment", "UniqueName", "unique_name", func(s string) bool { return s == "" },
				func(string) string { return "unnamed" })),
		a.not("empty-name-of-an-update-is-ignored", "FriendlyName is required.", Refusal,
			before("UpdateAsset", func(c *call) {
				if c.form.Get("FriendlyName") == "" {
					_, o := c.admin("GET", c.base("Assets", c.SID), nil)
					c.form.Set("FriendlyName", text(o, "friendly_name"))
				}
			})),
		u.not("empty-visibility-is-public", "Visibility is required.", Refusal, before(uploads, func(c *call) {
			if p := c.up.part("Visibility"); p != nil && len(p.data) == 0 {
				c.up.set("Visibility", "public")
			}
		})),
		u.not("empty-path-is-the-root", "Path is required.", Refusal, before(uploads, func(c *call) {
			if p := c.up.part("Path"); p != nil && len(p.data) == 0 {
				c.up.set("Path", "/")
			}
		})),
		er.not("of-uploads-to-unknown-ones-are-400", "An unknown SID is not found.", Refusal,
			remaps(uploads, 404, 400)),
		er.not("of-a-sid-of-another-kind-are-400", "A SID of another kind is not found.", Refusal,
			Defect{after: func(c *call) {
				if c.Resource == "Variable" && c.status == 404 && c.SID != "" && !strings.HasPrefix(c.SID, "ZV") {
					c.refuse(http.StatusBadRequest, 20001, "Invalid SID")
				}
			}}).assumed(),
		er.not("message-of-404-names-no-resource", "The message of a 404 names the resource.", Refusal,
			failing("any", func(c *call) {
				if c.status == 404 && c.json != nil {
					c.json["message"] = "Not Found"
				}
			})),
		er.not("of-second-deletes-are-409", "A deleted resource is not found.", Refusal,
			remaps("DeleteBuild DeleteEnvironment", 404, 409)),
		b.not("unknown-runtime-is-20404", "A refused value has code 20001.", Refusal,
			failing("CreateBuild", func(c *call) {
				if c.form.Get("Runtime") != "" && c.status == 400 {
					c.refuse(404, 20404, "The runtime was not found")
				}
			})),
		v.not("update-to-an-empty-key-is-ignored", "A Key has at least one character.", Refusal,
			before("UpdateVariable", func(c *call) {
				if form("Key", func(k string) bool { return k == "" })(c) {
					c.form.Del("Key")
				}
			})).assumed(),
	}
}
