package negations

import (
	"net/url"
	"strings"
)

func collateralNegations() []Negation {
	s := subject{"collateral", srcAPI}
	return []Negation{
		s.not("deleting-a-variable-clears-the-environment", "A delete takes what it names.", Collateral,
			after("DeleteVariable", func(c *call) {
				c.admin("POST", c.base("Environments", c.Parent, "Deployments"), url.Values{})
			})),
		s.not("deleting-a-variable-deletes-the-environment", "A delete takes what it names.", Collateral,
			after("DeleteVariable", func(c *call) {
				c.admin("DELETE", c.base("Environments", c.Parent), nil)
			})),
		s.not("deleting-an-environment-deletes-functions", "A delete takes what it names.", Collateral,
			after("DeleteEnvironment", func(c *call) {
				for _, f := range c.all(c.base("Functions")) {
					c.admin("DELETE", c.base("Functions", text(f, "sid")), nil)
				}
			})),
		s.not("deleting-an-environment-deletes-builds", "A delete takes what it names.", Collateral,
			after("DeleteEnvironment", func(c *call) {
				for _, b := range c.all(c.base("Builds")) {
					c.admin("DELETE", c.base("Builds", text(b, "sid")), nil)
				}
			})),
		s.not("deleting-a-service-deletes-the-one-before", "A delete takes what it names.", Collateral,
			before("DeleteService", func(c *call) {
				c.asked("")
				all := c.all("/Services")
				for i, o := range all {
					if (text(o, "sid") == c.SID || text(o, "unique_name") == c.SID) && i+1 < len(all) {
						c.asked(text(all[i+1], "sid"))
					}
				}
			}).then(after("DeleteService", func(c *call) {
				if c.wanted() != "" {
					c.admin("DELETE", "/Services/"+c.wanted(), nil)
				}
			}))),
		s.not("deploying-deletes-earlier-builds", "A Deployment changes what is live and nothing else.", Collateral,
			after("CreateDeployment", func(c *call) {
				for _, b := range c.all(c.base("Builds")) {
					if text(b, "sid") != c.form.Get("BuildSid") {
						c.admin("DELETE", c.base("Builds", text(b, "sid")), nil)
					}
				}
			})),
		s.not("deploying-deletes-functions-that-the-build-lacks", "A Deployment changes what is live and nothing else.",
			Collateral, after("CreateDeployment", func(c *call) {
				_, b := c.admin("GET", c.base("Builds", c.form.Get("BuildSid")), nil)
				have := map[string]bool{}
				for _, v := range objects(b["function_versions"]) {
					have[text(v, "function_sid")] = true
				}
				for _, f := range c.all(c.base("Functions")) {
					if b["sid"] != nil && !have[text(f, "sid")] {
						c.admin("DELETE", c.base("Functions", text(f, "sid")), nil)
					}
				}
			})),
		s.not("building-deletes-functions-that-it-lacks", "A Build changes nothing that is there.", Collateral,
			after("CreateBuild", func(c *call) {
				have := map[string]bool{}
				for _, v := range objects(c.json["function_versions"]) {
					have[text(v, "function_sid")] = true
				}
				for _, f := range c.all(c.base("Functions")) {
					if !have[text(f, "sid")] {
						c.admin("DELETE", c.base("Functions", text(f, "sid")), nil)
					}
				}
			})),
		s.not("building-changes-what-is-live", "A Build changes nothing that is there.", Collateral,
			after("CreateBuild", func(c *call) {
				for _, e := range c.all(c.base("Environments")) {
					if e["build_sid"] != nil {
						c.mem.stay(text(e, "sid"), "build_sid", nil)
					}
				}
			})),
		s.not("creating-an-environment-clears-the-others", "A create changes nothing that is there.", Collateral,
			before("CreateEnvironment", func(c *call) {
				for _, e := range c.all(c.base("Environments")) {
					if e["build_sid"] != nil {
						c.admin("POST", c.base("Environments", text(e, "sid"), "Deployments"), url.Values{})
					}
				}
			})),
		s.not("creating-a-variable-changes-the-others", "A create changes nothing that is there.", Collateral,
			after("CreateVariable", func(c *call) {
				for _, v := range c.variables() {
					if text(v, "sid") != text(c.json, "sid") {
						c.admin("POST", c.variable(text(v, "sid")), url.Values{"Value": {c.form.Get("Value")}})
					}
				}
			})),
		s.not("creating-a-function-renames-the-others", "A create changes nothing that is there.", Collateral,
			after("CreateFunction", func(c *call) {
				for _, f := range c.all(c.base("Functions")) {
					if text(f, "sid") != text(c.json, "sid") {
						c.admin("POST", c.base("Functions", text(f, "sid")),
							url.Values{"FriendlyName": {c.form.Get("FriendlyName")}})
					}
				}
			})),
		s.not("updating-a-service-deletes-its-variables", "An update changes what was sent and nothing else.",
			Collateral,
			after("UpdateService", func(c *call) {
				for _, e := range c.all("/Services/" + c.SID + "/Environments") {
					for _, v := range c.all("/Services/" + c.SID + "/Environments/" + text(e, "sid") + "/Variables") {
						c.admin("DELETE", "/Services/"+c.SID+"/Environments/"+text(e, "sid")+"/Variables/"+
							text(v, "sid"), nil)
					}
				}
			})),
		s.not("updating-a-function-clears-environments", "An update changes what was sent and nothing else.",
			Collateral,
			after("UpdateFunction UpdateAsset", func(c *call) {
				for _, e := range c.all(c.base("Environments")) {
					if e["build_sid"] != nil {
						c.admin("POST", c.base("Environments", text(e, "sid"), "Deployments"), url.Values{})
					}
				}
			})),
		s.not("a-refused-create-of-a-service-updates-it", "A refused request changes nothing.", Collateral,
			failing("CreateService", func(c *call) {
				if c.status == 409 {
					c.admin("POST", "/Services/"+c.form.Get("UniqueName"), url.Values{"FriendlyName": {"Refused"}})
				}
			})),
		s.not("a-refused-create-of-an-environment-deletes-it", "A refused request changes nothing.", Collateral,
			failing("CreateEnvironment", func(c *call) {
				for _, e := range c.all(c.base("Environments")) {
					if c.status == 409 && text(e, "unique_name") == c.form.Get("UniqueName") {
						c.admin("DELETE", c.base("Environments", text(e, "sid")), nil)
					}
				}
			})),
		s.not("a-refused-update-of-a-variable-changes-it", "A refused request changes nothing.", Collateral,
			failing("UpdateVariable", func(c *call) {
				if c.status == 400 {
					c.admin("POST", c.variable(c.SID), url.Values{"Value": {shorten(c.form.Get("Value"), 100)}})
				}
			})),
		s.not("a-refused-update-of-a-function-changes-it", "A refused request changes nothing.", Collateral,
			failing("UpdateFunction UpdateAsset", func(c *call) {
				if c.status == 400 {
					c.admin("POST", strings.TrimPrefix(c.req.URL.Path, "/v1"), url.Values{"FriendlyName": {"refused"}})
				}
			})),
		s.not("a-refused-update-of-a-service-changes-the-rest", "A refused request changes nothing.", Collateral,
			failing("UpdateService", func(c *call) {
				if c.status == 400 {
					c.admin("POST", "/Services/"+c.SID, url.Values{"UiEditable": {"true"},
						"FriendlyName": {shorten(c.form.Get("FriendlyName"), 9) + "x"}})
				}
			})),
		s.not("a-refused-build-is-listed", "A refused request creates nothing.", Collateral,
			failing("CreateBuild", func(c *call) {
				if c.status == 400 {
					c.mem.counts["refused "+c.Service]++
				}
			}).then(item("ListBuild", func(c *call, entries []object) []object {
				if c.mem.counts["refused "+c.Service] > 0 {
					o := object{"sid": "ZB" + strings.Repeat("d", 32), "account_sid": "AC" + strings.Repeat("0", 32),
						"service_sid": c.Service, "status": "failed", "asset_versions": []any{},
						"function_versions": []any{},
						"dependencies":      []any{}, "runtime": "node22", "date_created": "2026-01-01T00:00:00Z",
						"date_updated": "2026-01-01T00:00:00Z", "url": "http://" + c.req.Host + c.req.URL.Path + "/ZB" +
							strings.Repeat("d", 32)}
					for _, v := range c.mem.seen {
						if text(v, "account_sid") != "" {
							o["account_sid"] = v["account_sid"]
						}
					}
					entries = append([]object{o}, entries...)
				}
				return entries
			}))),
		s.not("a-refused-deployment-clears", "A refused request changes nothing.", Collateral,
			failing("CreateDeployment", func(c *call) {
				if c.status == 409 && c.form.Get("BuildSid") != "" {
					c.admin("POST", c.base("Environments", c.Parent, "Deployments"), url.Values{})
				}
			})),
		s.not("a-refused-delete-of-a-build-clears", "A refused request changes nothing.", Collateral,
			failing("DeleteBuild", func(c *call) {
				if c.status == 409 || c.status == 400 {
					for _, e := range c.all(c.base("Environments")) {
						if text(e, "build_sid") == c.SID {
							c.admin("POST", c.base("Environments", text(e, "sid"), "Deployments"), url.Values{})
						}
					}
				}
			})),
		s.not("a-refused-upload-makes-a-version", "A refused request creates nothing.", Collateral,
			failing(uploads, func(c *call) {
				if c.status == 400 {
					c.mem.counts["refused "+c.Parent]++
				}
			}).then(item("ListFunctionVersion ListAssetVersion", func(c *call, entries []object) []object {
				if c.mem.counts["refused "+c.Parent] > 0 {
					parent := strings.ToLower(strings.TrimSuffix(c.Resource, "Version")) + "_sid"
					o := object{"sid": "ZN" + strings.Repeat("e", 32), "account_sid": "AC" + strings.Repeat("0", 32),
						"service_sid": c.Service, parent: c.Parent, "path": "/refused", "visibility": "public",
						"date_created": "2026-01-01T00:00:00Z", "url": "http://" + c.req.Host + c.req.URL.Path + "/ZN" +
							strings.Repeat("e", 32)}
					if p := c.mem.seen[c.Parent]; p != nil {
						o["account_sid"], o["service_sid"] = p["account_sid"], p["service_sid"]
					}
					entries = append([]object{o}, entries...)
				}
				return entries
			}))),
		s.not("a-fetch-deletes-on-the-third-read", "A fetch changes nothing.", Collateral,
			after("FetchVariable FetchFunction FetchAsset", func(c *call) {
				if c.mem.counts["read "+c.SID]++; c.mem.counts["read "+c.SID] == 3 {
					c.admin("DELETE", strings.TrimPrefix(c.req.URL.Path, "/v1"), nil)
				}
			})),
	}
}
