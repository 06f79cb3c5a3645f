package negations

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// plainRequestNegations are about what all operations share: who may call them, pages, and refusals.
func plainRequestNegations() (list []Negation) {
	a, p := subject{"plain-access", srcRequests}, subject{"plain-pages", srcSpec}
	r, h := subject{"plain-errors", srcResponse}, subject{"plain-requests", srcRequests}
	for _, op := range []struct{ id, ops string }{
		{"lists", "List*"}, {"fetches", "Fetch*"}, {"deletes", "Delete*"}, {"updates", "Update*"},
		{"variables", "*Variable"}, {"uploads", uploads}, {"contents", "FetchFunctionVersionContent"},
		{"deployments", "*Deployment"}, {"logs", "*Log"},
	} {
		list = append(list,
			a.not(op.id+"-need-no-credentials", "All requests need credentials.", Access, rightful(
				func(c *call, user, _, _, _ string) bool { return fits(op.ops, c.Op) && user == "" })),
			a.not(op.id+"-take-any-password", "All requests need the right credentials.", Access, rightful(
				func(c *call, user, _, owner, _ string) bool { return fits(op.ops, c.Op) && user == owner })))
	}
	list = append(list,
		a.not("any-account-is-the-same", "All requests need the right credentials.", Access, rightful(
			func(_ *call, user, _, _, _ string) bool { return strings.HasPrefix(user, "AC") })),
		a.not("right-password-without-a-user-is-enough", "All requests need the right credentials.", Access, rightful(
			func(_ *call, _, password, _, token string) bool { return password == token })),
		a.not("refusal-is-403", "Wrong credentials are refused with 401.", Access, remaps("*", 401, 403)),
		a.not("refusal-has-the-code-of-not-found", "Wrong credentials are refused with 20003.", Access,
			recodes(401, 20404)),
		a.not("refusal-of-deletes-is-404", "Wrong credentials are refused with 401.", Access,
			remaps("Delete*", 401, 404)),
		a.not("foreign-resources-are-403", "What is of another account is 404.", Access, failing("Fetch*",
			func(c *call) {
				if c.status == 404 && c.mem.seen[c.SID] != nil && c.mem.gone[c.SID] == nil {
					c.refuse(403, 20403, "Forbidden")
				}
			})).needs("foreign-credentials"),

		p.not("size-is-ignored", "PageSize is how many a page has.", Paging, before("List*",
			func(c *call) { c.query.Del("PageSize") })),
		p.not("size-over-1000-is-1000", "PageSize is at most 1000.", Refusal, before("List*", func(c *call) {
			if len(c.query.Get("PageSize")) > 3 {
				c.query.Set("PageSize", "1000")
			}
		})).assumed(),
		p.not("size-of-0-is-50", "PageSize is at least 1.", Refusal, before("List*", func(c *call) {
			if c.query.Get("PageSize") == "0" {
				c.query.Del("PageSize")
			}
		})).assumed(),
		p.not("size-of-builds-is-20-by-default", "A page has 50 by default.", Default, before("ListBuild",
			func(c *call) {
				if !c.query.Has("PageSize") {
					c.query.Set("PageSize", "20")
				}
			})),
		p.not("size-is-at-most-100", "A page has up to 1000.", Paging, before("List*", func(c *call) {
			if n := c.query.Get("PageSize"); len(n) > 2 && n != "100" {
				c.query.Set("PageSize", "100")
			}
		})),
		p.not("last-has-no-next-page-url", "next_page_url is null on the last page.", Form, meta("List*",
			func(_ *call, m object) {
				if m["next_page_url"] == nil {
					delete(m, "next_page_url")
				}
			})),
		p.not("last-has-an-empty-next-page-url", "next_page_url is null on the last page.", Form, meta("List*",
			func(_ *call, m object) {
				if m["next_page_url"] == nil {
					m["next_page_url"] = ""
				}
			})),
		p.not("second-has-no-previous", "previous_page_url is null on the first page only.", Paging, meta("List*",
			func(_ *call, m object) { m["previous_page_url"] = nil })),
		p.not("page-is-always-0", "page is the index of the page.", Paging, meta("List*",
			func(_ *call, m object) { m["page"] = 0 })),
		p.not("page-size-is-how-many-there-are", "page_size is what was asked for.", Paging, after("List*",
			func(c *call) {
				_, all := c.items()
				c.json["meta"].(object)["page_size"] = len(all)
			})),
		p.not("key-is-entries", "key is the name of the array.", Form, meta("List*",
			func(_ *call, m object) { m["key"] = "entries" })),
		p.not("second-is-the-first", "Pages have every one once.", Paging, after("List*", func(c *call) {
			if c.query.Has("PageToken") {
				q := url.Values{"PageSize": c.query["PageSize"]}
				_, o := c.admin("GET", strings.TrimPrefix(c.req.URL.Path, "/v1")+"?"+q.Encode(), nil)
				key, _ := c.items()
				c.json[key] = o[key]
			}
		})),
		p.not("second-lacks-its-first", "Pages have every one once.", Paging, item("List*",
			func(c *call, all []object) []object {
				if c.query.Has("PageToken") && len(all) > 1 {
					return all[1:]
				}
				return all
			})),
		p.not("of-an-unknown-parent-is-empty", "What is not there is 404.", Refusal, Defect{after: func(c *call) {
			if c.Verb == "List" && c.status == 404 {
				c.status, c.json = 200, emptyList(c)
			}
		}}),
		p.not("of-a-deleted-parent-is-empty", "What was deleted is 404.", Refusal, Defect{after: func(c *call) {
			if c.Verb == "List" && c.status == 404 && (c.mem.gone[c.Parent] != nil || c.mem.gone[c.Service] != nil) {
				c.status, c.json = 200, emptyList(c)
			}
		}}),

		r.not("not-found-is-html", "Errors are JSON.", Refusal, failing("any", func(c *call) {
			if c.status == 404 && c.Op != "" {
				c.json, c.body, c.header = nil, []byte("<h1>Not Found</h1>"), http.Header{"Content-Type": {"text/html"}}
			}
		})),
		r.not("have-no-code", "Errors have a code.", Refusal, failing("any", func(c *call) { delete(c.json, "code") })),
		r.not("codes-are-text", "A code is a number.", Refusal, failing("any", func(c *call) {
			if code, ok := c.json["code"].(json.Number); ok {
				c.json["code"] = code.String()
			}
		})),
		r.not("status-is-text", "status is a number.", Refusal, failing("any", func(c *call) {
			if code, ok := c.json["status"].(json.Number); ok {
				c.json["status"] = code.String()
			}
		})),
		r.not("are-in-an-envelope", "Errors have their properties at the top.", Refusal, failing("any", func(c *call) {
			if c.json != nil {
				c.json = object{"error": c.json}
			}
		})),
		r.not("of-values-are-422", "Wrong values are refused with 400.", Refusal, remaps("*", 400, 422)),
		r.not("of-values-are-500", "Wrong values are refused with 400.", Refusal, remaps("*", 400, 500)),
		r.not("of-what-is-gone-are-410", "What was deleted is 404.", Refusal, failing("any", func(c *call) {
			if c.status == 404 && c.mem.gone[c.SID] != nil {
				c.refuse(410, 20410, "Gone")
			}
		})),
		r.not("of-second-deletes-are-204", "What was deleted is 404.", Refusal, before("Delete*", func(c *call) {
			if c.mem.gone[c.SID] != nil {
				c.empty(204)
			}
		})),
		r.not("of-unknown-deletes-are-204", "What is not there is 404.", Refusal, Defect{after: func(c *call) {
			if c.Verb == "Delete" && c.status == 404 {
				c.empty(204)
			}
		}}),
		r.not("of-updates-of-nothing-are-201", "What is not there is 404.", Refusal, Defect{after: func(c *call) {
			if c.Op == "UpdateFunction" && c.status == 404 {
				if status, o := c.admin("POST", c.base("Functions"), c.form); status == 201 {
					c.status, c.json = status, o
				}
			}
		}}),

		h.not("unknown-fields-are-refused", "Unknown fields are ignored.", HTTP, refuses("Create* Update*",
			func(c *call) bool {
				for name := range c.form {
					if !strings.Contains(" UniqueName FriendlyName IncludeCredentials UiEditable Key Value "+
						"DomainSuffix BuildSid IsPlugin AssetVersions FunctionVersions Dependencies Runtime ", " "+
						name+" ") {
						return true
					}
				}
				return false
			})),
		h.not("python-booleans-are-false", "True is true.", HTTP, field("CreateService UpdateService",
			"UiEditable", func(v string) string {
				if v == "True" {
					return "false"
				}
				return v
			})),
		h.not("gets-with-a-content-type-are-415", "A GET may have a content type.", HTTP, before("List* Fetch*",
			func(c *call) {
				if c.req.Header.Get("Content-Type") != "" {
					c.type415()
				}
			})),
		h.not("deletes-with-a-content-type-are-415", "A DELETE may have a content type.", HTTP, before("Delete*",
			func(c *call) {
				if c.req.Header.Get("Content-Type") != "" {
					c.type415()
				}
			})),
		h.not("accept-is-required", "Accept is optional.", HTTP, before("*", func(c *call) {
			if c.req.Header.Get("Accept") == "" {
				c.refuse(406, 20406, "Not Acceptable")
			}
		})),
		h.not("user-agent-is-required", "User-Agent is optional.", HTTP, before("*", func(c *call) {
			if c.req.Header.Get("User-Agent") == "" {
				c.refuse(403, 20403, "Forbidden")
			}
		})),
		h.not("answers-are-text", "Answers are JSON.", HTTP, header("*", "Content-Type", "text/plain")),
		h.not("creates-at-once-are-one", "Each Create makes one.", Second, atOnce("CreateFunction",
			func(c, first *call) {
				if c.form.Get("FriendlyName") == first.form.Get("FriendlyName") {
					c.mem.hidden[text(c.json, "sid")] = true
				}
			})),
		h.not("patch-updates", "There is no PATCH.", HTTP, Defect{after: func(c *call) {
			if c.req.Method == http.MethodPatch && c.status >= 400 && c.status != 401 {
				form, _ := url.ParseQuery(string(c.raw))
				if status, o := c.admin("POST", strings.TrimPrefix(c.req.URL.Path, "/v1"), form); status == 200 {
					c.status, c.json = status, o
				}
			}
		}}),
		h.not("dates-are-local", "Dates are in GMT.", Time, everywhere(func(_ *call, o object) {
			if t, err := time.Parse(time.RFC3339, text(o, "date_created")); err == nil {
				o["date_created"] = date(t.Add(-5 * time.Hour))
			}
		})),
		h.not("dates-are-numbers", "Dates are ISO 8601.", Form, everywhere(func(_ *call, o object) {
			if t, err := time.Parse(time.RFC3339, text(o, "date_created")); err == nil {
				o["date_created"] = t.Unix()
			}
		})),
		h.not("urls-are-relative", "url is absolute.", Form, everywhere(func(_ *call, o object) {
			if u, err := url.Parse(text(o, "url")); err == nil && u.Host != "" {
				o["url"] = u.RequestURI()
			}
		})),
	)
	return list
}
