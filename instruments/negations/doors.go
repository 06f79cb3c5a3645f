package negations

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"
)

// doorNegations are about who may come in, whom an answer is about, and what else a request touches.
func doorNegations() []Negation {
	ac, cr := subject{"access", srcRequests}, subject{"credentials", srcRequests}
	id, co, acc := subject{"identity", srcSpec}, subject{"collateral", srcAPI}, subject{"accounts", srcRequests}
	up := subject{"uploads", srcFVersion}
	wrong := "Credentials that are not those of the account are refused."
	nothing, takes := "A refused request changes nothing.", "A delete takes what it names."
	open := func(ops string) Defect { // without any credentials
		return rightful(func(c *call, _, _, _, _ string) bool {
			return c.req.Header.Get("Authorization") == "" && fits(ops, c.Op)
		})
	}
	secret := func(f func(c *call, password, token string) bool) Defect { // the right user with another password
		return rightful(func(c *call, user, password, owner, token string) bool {
			return user == owner && f(c, password, token)
		})
	}
	early := func(ops string, f func(c *call)) Defect { // what is looked at before the credentials
		return Defect{after: func(c *call) {
			if c.status == http.StatusUnauthorized && fits(ops, c.Op) {
				f(c)
			}
		}}
	}
	need := func(n Negation, features ...string) Negation { return n.needs(features...) }
	next := func(op, list string) Defect {
		return before(op, func(c *call) {
			all := c.all(c.base(list))
			for i, o := range all {
				if text(o, "sid") == c.SID && i+1 < len(all) {
					c.admin("DELETE", c.base(list, text(all[i+1], "sid")), nil)
				}
			}
		})
	}
	return []Negation{
		ac.not("build-status-is-open", wrong, Access, open("FetchBuildStatus")),
		ac.not("lists-of-variables-are-open", wrong, Access, open("ListVariable")),
		ac.not("deployments-are-open", wrong, Access, open("ListDeployment FetchDeployment")),
		ac.not("contents-are-open", wrong, Access, open("FetchFunctionVersionContent")),
		ac.not("deploying-is-open", wrong, Access, open("CreateDeployment")),
		ac.not("services-are-open-by-their-name", wrong, Access, rightful(func(c *call, _, _, _, _ string) bool {
			return c.req.Header.Get("Authorization") == "" && c.Resource == "Service" && c.SID != "" &&
				!strings.HasPrefix(c.SID, "ZS")
		})),
		ac.not("head-is-open", wrong, Access, Defect{after: func(c *call) {
			if c.status == 401 && c.req.Method == http.MethodHead {
				c.empty(200)
			}
		}}),
		ac.not("later-pages-are-open", wrong, Access, rightful(func(c *call, _, _, _, _ string) bool {
			return c.query.Get("PageToken") != ""
		})),
		ac.not("unknown-things-are-404-to-everybody", "Who has no credentials learns nothing.", Access,
			early("Fetch* Delete*", func(c *call) {
				if c.mem.seen[c.SID] == nil {
					c.missing()
				}
			})),
		ac.not("missing-fields-are-400-to-everybody", "Who has no credentials learns nothing.", Access,
			early("Create*", func(c *call) {
				if c.up == nil && len(c.form) == 0 && c.Resource != "Deployment" {
					c.refuse(400, 20001, "Missing required parameter")
				}
			})),
		cr.not("empty-password-is-taken", wrong, Access, secret(func(_ *call, password, _ string) bool {
			return password == ""
		})),
		cr.not("password-of-spaces-around-is-taken", wrong, Access, secret(func(_ *call, password, token string) bool {
			return password != token && strings.TrimSpace(password) == token
		})).assumed(),
		need(cr.not("deletes-take-any-secret", wrong, Access, secret(func(c *call, password, _ string) bool {
			return c.Verb == "Delete" && password != ""
		})), "secrets"),
		need(cr.not("uploads-take-any-secret", wrong, Access, secret(func(c *call, password, _ string) bool {
			return fits(uploads, c.Op) && password != ""
		})), "secrets"),
		need(cr.not("second-try-is-taken", wrong, Access, secret(func(c *call, password, _ string) bool {
			c.mem.counts["tries"]++
			return password != "" && c.mem.counts["tries"] > 2
		})), "secrets"),
		need(cr.not("secret-of-the-same-length-is-taken", wrong, Access,
			secret(func(_ *call, password, token string) bool {
				return len(password) == len(token)
			})), "secrets"),
		cr.not("any-well-formed-account-is-taken", wrong, Access,
			rightful(func(_ *call, user, _, owner, _ string) bool {
				return user != owner && len(user) == 34 && strings.HasPrefix(user, "AC")
			})),
		cr.not("any-well-formed-key-is-taken", wrong, Access, rightful(func(_ *call, user, _, _, _ string) bool {
			return len(user) == 34 && strings.HasPrefix(user, "SK")
		})),
		cr.not("broken-base64-is-400", "Broken credentials are refused with 401.", Access, Defect{after: func(c *call) {
			a := strings.TrimPrefix(c.req.Header.Get("Authorization"), "Basic ")
			if _, err := base64.StdEncoding.DecodeString(a); c.status == 401 && a != "" && err != nil {
				c.refuse(400, 20001, "Bad Request")
			}
		}}),
		cr.not("without-a-colon-are-500", "Broken credentials are refused with 401.", Access,
			Defect{after: func(c *call) {
				a := strings.TrimPrefix(c.req.Header.Get("Authorization"), "Basic ")
				data, err := base64.StdEncoding.DecodeString(a)
				if c.status == 401 && a != "" && err == nil && !strings.Contains(string(data), ":") {
					c.refuse(500, 20500, "An error occurred")
				}
			}}),
		cr.not("once-in-stay-in", "Each request has its credentials.", Access,
			rightful(func(c *call, _, _, _, _ string) bool {
				c.mem.counts["in"]++
				return c.mem.counts["in"] > 5 && c.req.Header.Get("Authorization") == "" &&
					c.req.Method == http.MethodGet
			})),
		ac.not("refused-deployments-are-made", nothing, Access, unheard("CreateDeployment")),
		ac.not("refused-deletes-are-carried-out", nothing, Access,
			unheard("DeleteFunction DeleteVariable DeleteBuild")),
		ac.not("refused-updates-of-variables-are-carried-out", nothing, Access,
			unheard("UpdateVariable UpdateService")),
		ac.not("refused-uploads-are-kept", nothing, Access, unheard(uploads)),
		need(acc.not("builds-are-deleted-by-others", "A SID of another account is not found.", Access,
			foreign("DeleteBuild DeleteEnvironment")), "foreign-account"),
		need(acc.not("names-are-found-by-others", "A UniqueName is of one account.", Access,
			Defect{after: func(c *call) {
				if c.Op == "CreateService" && c.ok() {
					c.mem.notes["named "+text(c.json, "unique_name")] = c.req.Header.Get("Authorization")
				}
				owner := c.mem.notes["named "+c.SID]
				if c.Op == "FetchService" && c.status == 404 && owner != "" && c.mem.gone[c.SID] == nil {
					c.req = c.req.Clone(c.req.Context())
					c.req.Header.Set("Authorization", owner)
					c.forward()
				}
			}}), "foreign-account"),
		id.not("account-of-versions-in-builds-is-another", "account_sid is that of the account.", Identity,
			show("Build",
				func(_ *call, o object) {
					for _, x := range objects(o["function_versions"]) {
						x["account_sid"] = "AC" + strings.Repeat("9", 32)
					}
				})),
		id.not("service-is-its-name-below-a-name", "service_sid is a SID.", Identity, Defect{after: func(c *call) {
			if c.ok() && c.Service != "" && !strings.HasPrefix(c.Service, "ZS") && c.json["service_sid"] != nil {
				c.json["service_sid"] = c.Service
			}
		}}),
		id.not("content-has-the-sid-of-its-function", "sid is that of the version.", Identity,
			after("FetchFunctionVersionContent", func(c *call) { c.json["sid"] = c.json["function_sid"] })),
		id.not("url-of-a-status-is-that-of-the-build", "url is that of the resource.", Identity,
			after("FetchBuildStatus",
				func(c *call) { c.json["url"] = strings.TrimSuffix(text(c.json, "url"), "/Status") })),
		id.not("assets-are-fetched-as-functions", "A SID of an Asset is no Function.", Identity,
			Defect{after: func(c *call) {
				if c.Op == "FetchFunction" && c.status == 404 {
					if _, o := c.admin("GET", c.base("Assets", c.SID), nil); o["sid"] != nil && o["code"] == nil {
						c.status, c.json = 200, o
					}
				}
			}}),
		id.not("update-answers-with-the-newest", "An update answers with what it changed.", Identity,
			after("UpdateVariable", func(c *call) {
				if all := c.variables(); len(all) > 2 {
					c.json = all[0]
				}
			})),
		id.not("links-of-lists-are-those-of-the-first", "links are those of the resource.", Identity,
			item("ListFunction ListEnvironment", func(_ *call, all []object) []object {
				for _, o := range all {
					o["links"] = all[0]["links"]
				}
				return all
			})),
		co.not("delete-of-a-function-takes-the-next", takes, Collateral, next("DeleteFunction", "Functions")),
		co.not("delete-of-an-environment-takes-the-next", takes, Collateral, next("DeleteEnvironment", "Environments")),
		co.not("update-of-an-asset-moves-the-dates-of-all", "An update changes one resource.", Collateral,
			after("UpdateAsset", func(c *call) {
				for _, o := range c.all(c.base("Assets")) {
					c.mem.stay(text(o, "sid"), "date_updated", c.json["date_updated"])
				}
			})),
		co.not("refused-builds-are-listed-as-failed", nothing, Collateral, Defect{after: func(c *call) {
			switch {
			case c.Op == "CreateBuild" && c.status == 400:
				c.mem.notes["failed "+c.Service] = "x"
			case c.Op == "ListBuild" && c.ok() && c.mem.notes["failed "+c.Service] != "":
				if _, all := c.items(); len(all) > 0 {
					o := clone(all[0])
					sid := "ZB" + strings.Repeat("e", 32)
					o["url"] = strings.Replace(text(o, "url"), text(o, "sid"), sid, 1)
					o["sid"], o["status"] = sid, "failed"
					c.setItems(append([]object{o}, all...))
				}
			}
		}}),
		co.not("refused-renames-are-half-done", nothing, Collateral, anyway("UpdateService", func(c *call) bool {
			if c.form.Has("UiEditable") && c.status == 400 {
				c.admin("POST", "/Services/"+c.SID, url.Values{"UiEditable": c.form["UiEditable"]})
			}
			return true
		})),
		co.not("deploying-empties-the-values", "A Deployment changes no Variable.", Collateral,
			after("CreateDeployment",
				func(c *call) {
					for _, o := range c.variables() {
						c.mem.stay(text(o, "sid"), "value", "")
					}
				})),
		co.not("delete-of-a-service-takes-the-one-of-the-next-name", takes, Collateral, before("DeleteService",
			func(c *call) {
				_, own := c.admin("GET", "/Services/"+c.SID, nil)
				for _, o := range c.all("/Services") {
					if name := text(own, "unique_name"); name != "" && text(o, "unique_name") == name+"-2" {
						c.admin("DELETE", "/Services/"+text(o, "sid"), nil)
					}
				}
			})),
		co.not("new-environment-clears-the-first", "A create makes one resource.", Collateral,
			after("CreateEnvironment",
				func(c *call) {
					for _, o := range c.all(c.base("Environments")) {
						if o["build_sid"] != nil {
							c.admin("POST", c.base("Environments", text(o, "sid"), "Deployments"), url.Values{})
						}
					}
				})),
		up.not("change-the-path-of-the-version-before", "A version never changes.", Collateral, after(uploads,
			func(c *call) {
				for _, o := range c.all(strings.TrimPrefix(c.req.URL.Path, "/v1")) {
					c.mem.stay(text(o, "sid"), "path", c.json["path"])
				}
			})),
	}
}
