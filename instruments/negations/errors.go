package negations

import "net/http"

func errorNegations() []Negation {
	s := subject{"errors", srcResponse}
	shape := func(f func(o object)) Defect {
		return failing("any", func(c *call) {
			if c.json != nil {
				f(c.json)
			}
		})
	}
	return []Negation{
		s.not("have-no-code", "An error has a code.", Form, shape(func(o object) { delete(o, "code") })),
		s.not("have-no-message", "An error has a message.", Form, shape(func(o object) { delete(o, "message") })),
		s.not("have-an-empty-message", "An error has a message.", Form, shape(func(o object) { o["message"] = "" })),
		s.not("have-no-status", "An error has its status.", Form, shape(func(o object) { delete(o, "status") })),
		s.not("have-a-text-as-code", "The code of an error is a number.", Form,
			shape(func(o object) { o["code"] = "20001" })),
		s.not("have-a-text-as-status", "The status of an error is a number.", Form,
			shape(func(o object) { o["status"] = "400" })),
		s.not("have-another-status-inside", "The status of an error is that of the answer.", Form,
			shape(func(o object) { o["status"] = 500 })),
		s.not("have-a-relative-more-info", "more_info is a URL.", Form,
			shape(func(o object) { o["more_info"] = "docs/errors" })),
		s.not("stand-in-an-envelope", "An error has code, message and status.", Form, failing("any", func(c *call) {
			if c.json != nil {
				c.json = object{"error": c.json}
			}
		})),
		s.not("stand-in-a-list", "An error has code, message and status.", Form, failing("any", func(c *call) {
			if c.json != nil {
				c.json = object{"errors": []any{c.json}}
			}
		})),
		s.not("are-html", "An error is JSON.", Form, failing("any", func(c *call) {
			c.header, c.json = http.Header{"Content-Type": {"text/html"}}, nil
			c.body = []byte("<html><body>Error</body></html>")
		})),
		s.not("are-empty", "An error is JSON.", Form, failing("any", func(c *call) { c.json, c.body = nil, nil })),
		s.not("are-text-that-says-json", "An error is JSON.", Form,
			failing("any", func(c *call) { c.json, c.body = nil, []byte("error") })),
		s.not("404-has-another-code", "What is not found has 20404.", Form, recodes(404, 20001)),
		s.not("404-is-410", "What is not found has 404.", Form, remaps("*", 404, 410)),
		s.not("404-is-500", "What is not found has 404.", Form, remaps("*", 404, 500)),
		s.not("404-is-200-with-an-error", "What is not found has 404.", Form, Defect{after: func(c *call) {
			if c.status == 404 {
				c.status = 200
			}
		}}),
		s.not("404-of-deletes-is-400", "What is not found has 404.", Form, remaps("Delete*", 404, 400)),
		s.not("404-of-updates-is-400", "What is not found has 404.", Form, remaps("Update*", 404, 400)),
		s.not("404-below-an-unknown-service-is-400", "An unknown Service is not found by what is below it.", Form,
			Defect{after: func(c *call) {
				if c.status == 404 && c.Service != "" && c.mem.seen[c.Service] == nil {
					c.status, c.json["status"], c.json["code"] = 400, 400, 20001
				}
			}}),
		s.not("list-below-an-unknown-service-is-empty", "An unknown Service is not found by what is below it.", Refusal,
			failing("List*", func(c *call) {
				if c.status == 404 && c.Service != "" && c.mem.seen[c.Service] == nil {
					c.status, c.json = 200, emptyList(c)
				}
			})),
		s.not("list-below-an-unknown-parent-is-empty", "An unknown parent is not found by what is below it.", Refusal,
			failing("ListFunctionVersion ListAssetVersion ListVariable ListDeployment", func(c *call) {
				if c.status == 404 && c.mem.seen[c.Service] != nil {
					c.status, c.json = 200, emptyList(c)
				}
			})),
		s.not("create-below-an-unknown-service-makes-it", "An unknown Service is not found by what is below it.",
			Refusal,
			failing("CreateFunction CreateAsset CreateEnvironment", func(c *call) {
				if c.status == 404 && c.mem.seen[c.Service] == nil {
					for sid, o := range c.mem.seen {
						if c.mem.kind[sid] == "Service" && c.mem.gone[sid] == nil {
							c.to("/v1/Services/" + text(o, "sid") + "/" + c.Resource + "s")
							c.forward()
							return
						}
					}
				}
			})),
		s.not("sid-of-an-asset-is-a-function", "The SID of an Asset is none of a Function.", Identity,
			failing("FetchFunction FetchAsset", func(c *call) {
				if o := c.mem.seen[c.SID]; o != nil && c.mem.kind[c.SID] != c.Resource && c.mem.gone[c.SID] == nil &&
					c.status == 404 {
					c.status, c.json = 200, clone(o)
				}
			})).assumed(),
		s.not("sid-of-an-asset-is-deleted-as-a-function", "The SID of an Asset is none of a Function.", Identity,
			failing("DeleteFunction DeleteAsset", func(c *call) {
				if o := c.mem.seen[c.SID]; o != nil && c.mem.kind[c.SID] != c.Resource && c.mem.gone[c.SID] == nil &&
					c.status == 404 {
					c.admin("DELETE", "/Services/"+text(o, "service_sid")+"/"+c.mem.kind[c.SID]+"s/"+c.SID, nil)
					c.empty(204)
				}
			})).assumed(),
		s.not("missing-fields-are-500", "A request that lacks a field is refused with 400.", Form,
			remaps("Create* Update*", 400, 500)),
		s.not("missing-fields-are-422", "A request that lacks a field is refused with 400.", Form,
			remaps("CreateService CreateFunction CreateAsset CreateEnvironment CreateVariable", 400, 422)).assumed(),
		s.not("unknown-paths-are-200", "An unknown path is not found.", Form, Defect{after: func(c *call) {
			if c.Op == "" && c.status == 404 {
				c.status, c.json = 200, object{}
			}
		}}).assumed(),
	}
}
