package negations

import (
	"net/url"
	"strings"
)

// twiceNegations are servers that remember what was deleted, when its like is made again.
func twiceNegations() []Negation {
	s, e, v := subject{"services", srcService}, subject{"environments", srcEnvironment},
		subject{"variables", srcVariable}
	f, d := subject{"functions", srcFunction}, subject{"deployments", srcDeployment}
	fv, b := subject{"function-versions", srcFVersion}, subject{"builds", srcBuild}
	// earlier is the deleted resource of a kind that had this name.
	earlier := func(c *call, prefix, property string) object {
		for sid, o := range c.mem.gone {
			if strings.HasPrefix(sid, prefix) && o != nil && text(o, "sid") == sid && text(c.json, "sid") != sid &&
				text(o, property) == text(c.json, property) && text(o, property) != "" {
				return o
			}
		}
		return nil
	}
	return []Negation{
		s.not("made-again-has-the-functions-of-before", "A new Service is empty.", Second, both(
			after("CreateFunction", func(c *call) {
				c.mem.notes["function of "+c.Service] = text(c.json, "friendly_name")
			}),
			after("CreateService", func(c *call) {
				if o := earlier(c, "ZS", "unique_name"); o != nil && c.mem.notes["function of "+text(o, "sid")] != "" {
					c.admin("POST", "/Services/"+text(c.json, "sid")+"/Functions",
						url.Values{"FriendlyName": {c.mem.notes["function of "+text(o, "sid")]}})
				}
			}))),
		s.not("made-again-has-the-date-of-before", "date_created is when the Service was made.", Time,
			after("CreateService", func(c *call) {
				if o := earlier(c, "ZS", "unique_name"); o != nil {
					c.mem.stay(text(c.json, "sid"), "date_created", o["date_created"])
				}
			})),
		e.not("made-again-has-the-variables-of-before", "A new Environment has no Variables.", Second, both(
			after("CreateVariable", func(c *call) { c.mem.notes["key of "+c.Parent] = text(c.json, "key") }),
			after("CreateEnvironment", func(c *call) {
				if o := earlier(c, "ZE", "unique_name"); o != nil && c.mem.notes["key of "+text(o, "sid")] != "" {
					c.admin("POST", c.base("Environments", text(c.json, "sid"), "Variables"),
						url.Values{"Key": {c.mem.notes["key of "+text(o, "sid")]}, "Value": {"before"}})
				}
			}))),
		e.not("made-again-is-live-at-once", "A new Environment has no Build.", Second,
			after("CreateEnvironment", func(c *call) {
				if o := earlier(c, "ZE", "unique_name"); o != nil && text(o, "build_sid") != "" {
					c.admin("POST", c.base("Environments", text(c.json, "sid"), "Deployments"),
						url.Values{"BuildSid": {text(o, "build_sid")}})
				}
			})),
		v.not("made-again-has-the-value-of-before", "A Variable has the Value that was sent.", Second,
			after("CreateVariable", func(c *call) {
				if o := earlier(c, "ZV", "key"); o != nil && text(o, "environment_sid") == c.Parent {
					c.mem.stay(text(c.json, "sid"), "value", o["value"])
				}
			})),
		v.not("made-again-is-refused-after-an-update", "A Key is free when its Variable is deleted.", Refusal, both(
			after("UpdateVariable", func(c *call) { c.mem.notes["taken "+c.Parent+text(c.json, "key")] = "x" }),
			before("CreateVariable", func(c *call) {
				if c.mem.notes["taken "+c.Parent+c.form.Get("Key")] != "" {
					c.refuse(409, 20409, "Variable with this Key already exists.")
				}
			}))),
		f.not("delete-of-one-with-a-deleted-build-is-refused", "A Function in no Build can be deleted.", Refusal, both(
			after("CreateBuild", func(c *call) {
				for _, x := range objects(c.json["function_versions"]) {
					c.mem.notes["built "+text(x, "function_sid")] = "x"
				}
			}),
			before("DeleteFunction", func(c *call) {
				if c.mem.notes["built "+c.SID] != "" {
					c.refuse(400, 20001, "The Function is part of a Build.")
				}
			}))),
		fv.not("upload-after-a-delete-of-the-parent-is-accepted", "What was deleted is not found.", Refusal,
			Defect{after: func(c *call) {
				if fits("CreateFunctionVersion", c.Op) && c.status == 404 && c.up != nil &&
					c.mem.gone[c.Parent] != nil {
					c.status, c.header = 201, map[string][]string{"Content-Type": {"application/json"}}
					c.json = object{"sid": "ZN" + strings.Repeat("a", 32), "function_sid": c.Parent,
						"path": c.up.text("Path"), "visibility": lower(c.up.text("Visibility")),
						"account_sid":  text(c.mem.gone[c.Parent], "account_sid"),
						"service_sid":  text(c.mem.gone[c.Parent], "service_sid"),
						"date_created": "2026-11-29T09:30:00Z",
						"url": "https://serverless.twilio.com" + c.req.URL.Path +
							"/ZN" + strings.Repeat("a", 32), "links": object{}}
				}
			}}),
		d.not("to-a-deleted-environment-is-accepted", "What was deleted is not found.", Refusal, both(
			after("CreateDeployment", func(c *call) { c.mem.seen["last "+c.Service] = clone(c.json) }),
			Defect{after: func(c *call) {
				if c.Op == "CreateDeployment" && c.status == 404 && c.mem.gone[c.Parent] != nil {
					if o := c.mem.seen["last "+c.Service]; o != nil {
						c.status, c.json = 201, clone(o)
					}
				}
			}})),
		b.not("live-in-a-deleted-environment-cannot-be-deleted", "A Build that is not live can be deleted.", Refusal,
			both(after("CreateDeployment", func(c *call) { c.mem.notes["was "+c.form.Get("BuildSid")] = c.Parent }),
				before("DeleteBuild", func(c *call) {
					if c.mem.gone[c.mem.notes["was "+c.SID]] != nil {
						c.refuse(409, 20409, "Cannot delete Build because it's part of an active Deployment.")
					}
				}))),
		b.not("function-of-an-older-version-can-be-deleted",
			"A Function with a version in a Build cannot be deleted, whichever version it is.", Refusal,
			before("DeleteFunction", func(c *call) {
				newest := ""
				if all := c.all(c.base("Functions", c.SID, "Versions")); len(all) > 0 {
					newest = text(all[0], "sid")
				}
				for _, o := range c.all(c.base("Builds")) {
					for _, x := range objects(o["function_versions"]) {
						if text(x, "function_sid") == c.SID && text(x, "sid") != newest && newest != "" {
							c.empty(204)
							c.mem.hidden[c.SID] = true
						}
					}
				}
			})),
		b.not("function-of-an-undeployed-build-can-be-deleted",
			"A Function with a version in a Build cannot be deleted, whether it is live or not.", Refusal,
			before("DeleteFunction", func(c *call) {
				if c.isBuilt(c.SID) {
					for _, o := range c.all(c.base("Environments")) {
						if text(o, "build_sid") != "" {
							return
						}
					}
					c.empty(204)
					c.mem.hidden[c.SID] = true
				}
			})),
	}
}
