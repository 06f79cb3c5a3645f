package negations

import (
	"fmt"
	"net/http"
	"strings"
)

// refusalNegations are refusals with another code or text than promised, and requests that are taken and must not be.
func refusalNegations() (list []Negation) {
	s := subject{"refusals", srcResponse}
	code := func(ops string, status, other int) Defect {
		return failing(ops, func(c *call) {
			if c.status == status && c.json["code"] != nil {
				c.json["code"], c.json["more_info"] = other, fmt.Sprintf("https://www.twilio.com/docs/errors/%d", other)
			}
		})
	}
	for _, r := range []struct {
		name, ops     string
		status, other int
	}{
		{"missing-version-is-20002", "CreateBuild", 400, 20002},
		{"live-build-is-20001", "CreateDeployment", 409, 20001},
		{"taken-environment-is-20001", "CreateEnvironment", 409, 20001},
		{"unknown-function-is-20001", "FetchFunction FetchAsset", 404, 20001},
		{"unknown-service-is-20001", "FetchService", 404, 20001},
		{"unknown-build-is-20001", "FetchBuild FetchBuildStatus", 404, 20001},
		{"unknown-deployment-is-20001", "FetchDeployment FetchLog", 404, 20001},
		{"unknown-version-is-20001", "FetchFunctionVersion FetchFunctionVersionContent FetchAssetVersion", 404, 20001},
		{"missing-credentials-are-20403", "*", 401, 20403},
		{"runtime-is-20404", "CreateBuild", 400, 20404},
	} {
		list = append(list, s.not(r.name, "A refusal has the code that belongs to its reason.", Form,
			code(r.ops, r.status, r.other)))
	}
	return append(list,
		s.not("more-info-is-of-another-code", "more_info leads to the page of the code.", Form,
			failing("any", func(c *call) {
				if c.json["more_info"] != nil {
					c.json["more_info"] = "https://www.twilio.com/docs/errors/20000"
				}
			})).assumed(),
		s.not("message-is-a-list", "The message of a refusal is a text.", Form, failing("any", func(c *call) {
			if m := text(c.json, "message"); m != "" {
				c.json["message"] = []any{m}
			}
		})),
		s.not("message-of-a-conflict-is-empty", "A refusal says why.", Form, failing("any", func(c *call) {
			if c.status == 409 {
				c.json["message"] = ""
			}
		})),
		s.not("status-of-a-404-says-400", "status is that of the answer.", Form, failing("any", func(c *call) {
			if c.status == 404 && c.json != nil {
				c.json["status"] = 400
			}
		})),
		s.not("details-replace-the-message", "A refusal has a message.", Form, failing("any", func(c *call) {
			if c.status == 400 && c.json != nil {
				c.json["details"] = object{"message": c.json["message"]}
				delete(c.json, "message")
			}
		})),
		s.not("conflict-is-200-with-the-old-one", "The Build that is live cannot be deployed again: 409.", Refusal,
			failing("CreateDeployment", func(c *call) {
				if all := c.all(c.base("Environments", c.Parent, "Deployments")); c.status == 409 && len(all) > 0 {
					c.status, c.json = http.StatusCreated, all[0]
				}
			})),
		s.not("conflict-is-a-redirect", "The Build that is live cannot be deployed again: 409.", Refusal,
			remaps("CreateDeployment", 409, 303)),
		s.not("conflict-of-environments-is-422", "A UniqueName that is taken is refused with 409.", Form,
			remaps("CreateEnvironment", 409, 422)),
		s.not("unknown-service-is-403", "What is not there is not found: 404.", Form, remaps("FetchService", 404, 403)),
		s.not("unknown-build-is-400", "What is not there is not found: 404.", Form, remaps("FetchBuild", 404, 400)),
		s.not("unknown-version-is-410", "What is not there is not found: 404.", Form,
			remaps("FetchFunctionVersion FetchAssetVersion", 404, 410)),
		s.not("unknown-status-is-204", "What is not there is not found: 404.", Form, failing("FetchBuildStatus",
			func(c *call) {
				if c.status == 404 {
					c.empty(204)
				}
			})),
	)
}

// buildRefusalNegations are Builds and Deployments that are taken and must not be.
func buildRefusalNegations() []Negation {
	s, d := subject{"builds", srcBuild}, subject{"deployments", srcDeployment}
	twice := func(field, owner string) Defect {
		// the newest of two versions of one parent is taken
		return before("CreateBuild", func(c *call) {
			newest := map[string]string{}
			for _, sid := range c.form[field] {
				if o := c.mem.seen[sid]; o != nil {
					newest[text(o, owner)] = sid
				}
			}
			var left []string
			for _, sid := range c.form[field] {
				if o := c.mem.seen[sid]; o == nil || newest[text(o, owner)] == sid {
					left = append(left, sid)
				}
			}
			if len(left) < len(c.form[field]) {
				c.form[field] = left
			}
		})
	}
	return []Negation{
		s.not("newest-of-two-versions-of-one-asset-is-taken", "Two versions of one Asset in one Build are refused.",
			Refusal,
			twice("AssetVersions", "asset_sid")),
		s.not("two-versions-of-one-asset-are-409", "Two versions of one Asset in one Build are refused with 400.", Form,
			failing("CreateBuild", func(c *call) {
				if strings.Contains(text(c.json, "message"), "Different Asset Versions") {
					c.refuse(409, 20409, text(c.json, "message"))
				}
			})),
		s.not("unknown-version-fails-the-build-later", "A version that nobody has is refused at once.", Refusal,
			failing("CreateBuild", func(c *call) {
				if c.status/100 == 4 && len(c.form["FunctionVersions"]) > 0 &&
					c.mem.seen[c.form.Get("FunctionVersions")] == nil {
					c.empty(202)
				}
			})),
		d.not("with-an-empty-build-sid-are-ignored", "An empty BuildSid clears, as none does.", Refusal,
			before("CreateDeployment", func(c *call) {
				if c.form.Has("BuildSid") && c.form.Get("BuildSid") == "" {
					if all := c.all(c.base("Environments", c.Parent, "Deployments")); len(all) > 0 {
						c.answered, c.status, c.json = true, 201, all[0]
						c.header = http.Header{"Content-Type": {"application/json"}}
					}
				}
			})).from(srcToolkit),
		d.not("with-an-empty-build-sid-are-404", "An empty BuildSid clears, as none does.", Refusal,
			before("CreateDeployment", func(c *call) {
				if c.form.Has("BuildSid") && c.form.Get("BuildSid") == "" {
					c.missing()
				}
			})).from(srcToolkit),
		d.not("in-small-letters-are-refused", "IsPlugin may be false.", Shape, refuses("CreateDeployment",
			fieldHas("IsPlugin", func(v string) bool { return v == "false" }))),
		d.not("of-a-plugin-are-not-live", "A Deployment of a plugin makes its Build live.", Second,
			after("CreateDeployment", func(c *call) {
				if c.form.Get("IsPlugin") == "true" {
					c.mem.stay(c.Parent, "build_sid", nil)
				}
			})),
	}
}
