package negations

import (
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// scopeNegations are servers that keep a promise for most and forget it for one operation, one kind or one method.
func scopeNegations() []Negation {
	an, au := subject{"answers", srcSpec}, subject{"auth", srcRequests}
	h, l, er := subject{"http", srcHTTP}, subject{"lists", srcSpec}, subject{"errors", srcResponse}
	lg, ac := subject{"logs", srcLog}, subject{"accounts", srcRequests}
	nobody := "AC" + strings.Repeat("0", 32)
	open := func(ops string) Defect {
		return Defect{after: func(c *call) {
			if c.req.Header.Get("Authorization") == "" && fits(ops, c.Op) {
				anonymous(c, nobody)
			}
		}}
	}
	refuse := func(status int, when func(c *call) bool) Defect {
		return before("*", func(c *call) {
			if when(c) {
				c.refuse(status, 20001, "Refused.")
			}
		})
	}
	has := func(name string) func(c *call) bool {
		return func(c *call) bool { return c.req.Header.Get(name) != "" }
	}
	pageURL := func(name string, f func(u *url.URL, q url.Values)) Defect {
		return meta("List*", func(_ *call, m object) {
			if s, ok := m[name].(string); ok {
				if u, err := url.Parse(s); err == nil {
					q := u.Query()
					f(u, q)
					u.RawQuery = q.Encode()
					m[name] = u.String()
				}
			}
		})
	}
	foreignTo := func(n Negation) Negation { return n.needs("foreign-account") }
	needsLogs := func(n Negation) Negation { return n.needs("logs") }
	status := func(id, op string, from, to int) Negation {
		return an.not(id, "A success has the status that is documented.", Form, remaps(op, from, to))
	}
	credentials := "Requests without credentials are refused."
	return []Negation{
		status("of-deployments-are-200", "CreateDeployment", 201, 200),
		status("of-builds-are-202", "CreateBuild", 201, 202),
		status("of-variables-are-200", "CreateVariable", 201, 200),
		status("of-asset-uploads-are-200", "CreateAssetVersion", 201, 200),
		status("of-service-updates-are-201", "UpdateService", 200, 201),
		status("of-status-while-building-are-202", "FetchBuildStatus", 200, 202),
		an.not("of-environment-deletes-have-a-body", "A delete is answered 204 without a body.", HTTP,
			after("DeleteEnvironment", func(c *call) {
				c.status, c.header = 200, http.Header{"Content-Type": {"application/json"}}
				c.json = object{"deleted": true}
			})),
		an.not("of-empty-lists-are-204", "A list is answered 200.", Form, after("List*", func(c *call) {
			if _, entries := c.items(); len(entries) == 0 {
				c.empty(204)
			}
		})),
		au.not("is-not-asked-for-by-contents", credentials, Access, open("FetchFunctionVersionContent")),
		au.not("is-not-asked-for-by-lists", credentials, Access, open("List*")),
		au.not("is-not-asked-for-by-status", credentials, Access, open("FetchBuildStatus")),
		au.not("is-not-asked-for-by-variables", credentials, Access, open("FetchVariable ListVariable")),
		au.not("is-not-asked-for-by-updates", credentials, Access,
			open("UpdateService UpdateFunction UpdateAsset UpdateVariable")),
		au.not("is-not-asked-for-by-asset-versions", credentials, Access, open("FetchAssetVersion ListAssetVersion")),
		au.not("is-not-asked-for-by-deployments", credentials, Access, Defect{after: func(c *call) {
			if c.req.Header.Get("Authorization") == "" && c.Op == "CreateDeployment" && c.status == 401 {
				anonymous(c, nobody)
				c.status = 201
			}
		}}),
		au.not("is-not-asked-for-by-builds", credentials, Access, Defect{after: func(c *call) {
			if c.req.Header.Get("Authorization") == "" && c.Op == "CreateBuild" && c.status == 401 {
				anonymous(c, nobody)
				c.status = 201
			}
		}}),
		au.not("is-asked-for-once", credentials, Access, Defect{before: func(c *call) {
			if auth := c.req.Header.Get("Authorization"); auth != "" && c.mem.notes["session"] == "" {
				c.mem.notes["session"] = auth
			} else if auth == "" && c.mem.notes["session"] != "" {
				c.req = c.req.Clone(c.req.Context())
				c.req.Header.Set("Authorization", c.mem.notes["session"])
			}
		}}),
		au.not("unknown-ones-are-404-without-credentials", "Requests without credentials are refused with 401.", Access,
			Defect{after: func(c *call) {
				if c.status == 401 && c.Service != "" && c.mem.seen[c.Service] == nil {
					c.missing()
				}
			}}),
		au.not("malformed-credentials-are-500", "Requests with broken credentials are refused with 401.", Access,
			Defect{after: func(c *call) {
				if _, _, ok := userOf(c.req); !ok && c.status == 401 && c.req.Header.Get("Authorization") != "" {
					c.crash(500)
				}
			}}),
		au.not("empty-user-is-taken", "Requests without credentials are refused.", Access, Defect{after: func(c *call) {
			if u, _, ok := userOf(c.req); ok && u == "" {
				anonymous(c, nobody)
			}
		}}),
		h.not("query-of-a-delete-is-refused", "A server ignores a query that it does not know.", HTTP,
			refuse(400, func(c *call) bool { return c.Verb == "Delete" && len(c.query) > 0 })).assumed(),
		h.not("cookies-are-refused", "A client may send cookies.", HTTP, refuse(400, has("Cookie"))),
		h.not("accept-charset-is-refused", "A client may ask for UTF-8.", HTTP, refuse(406, has("Accept-Charset"))),
		h.not("accept-encoding-is-refused", "A client may say which encodings it reads.", HTTP,
			refuse(406, func(c *call) bool {
				return strings.Contains(c.req.Header.Get("Accept-Encoding"),
					"identity")
			})),
		h.not("forwarded-is-obeyed", "url is the URL of the resource.", HTTP, everywhere(func(c *call, o object) {
			if host := c.req.Header.Get("X-Forwarded-Host"); host != "" && text(o, "url") != "" {
				u, _ := url.Parse(text(o, "url"))
				u.Host = host
				o["url"] = u.String()
			}
		})).assumed(),
		h.not("referer-is-refused", "A client may send a Referer.", HTTP, refuse(403, has("Referer"))),
		h.not("cache-control-no-cache-gives-old-answers", "A fetch shows the resource as it is.", HTTP,
			after("UpdateFunction", func(c *call) {
				if c.mem.notes["born "+c.SID] == "" {
					c.mem.notes["born "+c.SID] = "x"
				}
			}).then(after("FetchFunction", func(c *call) {
				if c.req.Header.Get("Cache-Control") != "" && c.mem.notes["born "+c.SID] != "" {
					c.json["friendly_name"] = "as it was born"
				}
			}))).assumed(),
		h.not("other-methods-are-500", "A method that is not offered is refused with 4xx.", HTTP,
			Defect{after: func(c *call) {
				if m := c.req.Method; m == "PUT" || m == "PATCH" {
					c.crash(500)
				}
			}}),
		h.not("other-methods-are-200", "A method that is not offered is refused with 4xx.", HTTP,
			Defect{after: func(c *call) {
				if m := c.req.Method; (m == "PUT" || m == "PATCH") && c.status >= 400 {
					c.status, c.json, c.header = 200, object{}, http.Header{"Content-Type": {"application/json"}}
				}
			}}),
		h.not("refused-methods-are-html", "A refusal is JSON.", HTTP, Defect{after: func(c *call) {
			if c.status == 405 {
				c.json, c.body = nil, []byte("<html>405 Method Not Allowed</html>")
				c.header = http.Header{"Content-Type": {"text/html"}}
			}
		}}).assumed(),
		h.not("deployments-can-be-deleted-by-delete", "A Deployment has no delete.", Refusal, before("DeleteDeployment",
			func(c *call) {
				c.mem.hidden[c.SID] = true
				c.empty(204)
			})),
		h.not("versions-can-be-deleted", "A version has no delete.", Refusal, Defect{before: func(c *call) {
			if c.req.Method == http.MethodDelete && strings.Contains(c.req.URL.Path, "/Versions/") {
				c.empty(204)
			}
		}}),
		h.not("versions-can-be-updated", "A version never changes.", Refusal, Defect{before: func(c *call) {
			if c.Op == "UpdateFunctionVersion" || c.Op == "UpdateAssetVersion" {
				c.req = c.req.Clone(c.req.Context())
				c.req.Method, c.raw, c.form = http.MethodGet, nil, nil
			}
		}}),
		h.not("builds-can-be-updated", "A Build never changes.", Refusal, Defect{before: func(c *call) {
			if c.Op == "UpdateBuild" || c.Op == "UpdateEnvironment" || c.Op == "UpdateDeployment" {
				c.req = c.req.Clone(c.req.Context())
				c.req.Method, c.raw, c.form = http.MethodGet, nil, nil
			}
		}}),
		h.not("astral-characters-are-lone-surrogates", "An answer is JSON in UTF-8.", HTTP,
			Defect{write: func(w http.ResponseWriter, c *call) bool {
				if c.json == nil || !regexp.MustCompile(`[\x{10000}-\x{10ffff}]`).Match(c.body) {
					return false
				}
				c.body = regexp.MustCompile(`[\x{10000}-\x{10ffff}]`).ReplaceAll(c.body, []byte(`\ud83d`))
				c.send(w)
				return true
			}}),
		h.not("texts-beyond-ascii-are-escaped-twice", "An answer is JSON.", HTTP,
			Defect{write: func(w http.ResponseWriter, c *call) bool {
				if c.json == nil || !regexp.MustCompile(`[^\x00-\x7f]`).Match(c.body) {
					return false
				}
				c.body = regexp.MustCompile(`[\x{80}-\x{ffff}]`).ReplaceAllFunc(c.body, func(b []byte) []byte {
					q, _ := json.Marshal(string([]rune(string(b))[:1]))
					return append([]byte(`\\u00`), q[1])
				})
				c.send(w)
				return true
			}}),
		l.not("previous-page-url-has-another-page-size", "Pages have the size that was asked for.", Paging,
			pageURL("previous_page_url", func(_ *url.URL, q url.Values) { q.Set("PageSize", "50") })),
		l.not("first-page-url-has-another-page-size", "Pages have the size that was asked for.", Paging,
			pageURL("first_page_url", func(_ *url.URL, q url.Values) { q.Set("PageSize", "50") })),
		l.not("first-page-url-names-another-list", "first_page_url leads to the first page.", Paging,
			pageURL("first_page_url", func(u *url.URL, _ url.Values) { u.Path = "/v1/Services" })),
		l.not("url-lacks-its-query", "url is the URL of the page.", Paging,
			pageURL("url", func(_ *url.URL, q url.Values) {
				for k := range q {
					q.Del(k)
				}
			})).assumed(),
		l.not("next-page-url-is-escaped-twice", "A page URL can be fetched.", Paging,
			pageURL("next_page_url", func(_ *url.URL, q url.Values) {
				q.Set("PageToken", url.QueryEscape(url.QueryEscape(q.Get("PageToken"))+"%"))
			})),
		l.not("next-page-url-is-of-the-upload-host", "A page URL can be fetched.", Paging,
			pageURL("next_page_url", func(u *url.URL, _ url.Values) {
				u.Host = strings.Replace(u.Host, "serverless.", "serverless-upload.", 1)
			})),
		l.not("page-size-is-a-text", "page_size is a number.", Form, meta("List*", func(_ *call, m object) {
			m["page_size"] = string(encodeNumber(m["page_size"]))
		})),
		l.not("empty-list-says-page-size-0", "page_size is what was asked for.", Form,
			meta("List*", func(c *call, m object) {
				if _, entries := c.items(); len(entries) == 0 {
					m["page_size"] = 0
				}
			})),
		l.not("page-of-a-later-page-is-0", "page counts the pages.", Paging, meta("List*", func(c *call, m object) {
			if intOf(m["page"]) > 1 {
				m["page"] = 1
			}
		})),
		l.not("entries-are-sorted-by-name", "Newest first.", Paging,
			item("ListBuild ListDeployment ListFunctionVersion ListAssetVersion",
				func(_ *call, entries []object) []object {
					slices.SortStableFunc(entries, func(a, b object) int {
						return strings.Compare(text(a, "date_created")+text(a, "sid"),
							text(b, "date_created")+text(b, "sid"))
					})
					return entries
				})),
		er.not("codes-are-the-status", "A refusal has a code of the API.", Form, failing("any", func(c *call) {
			if c.json != nil && c.json["code"] != nil {
				c.json["code"] = c.status
			}
		})),
		er.not("messages-are-numbers", "The message is a text.", Form, failing("any", func(c *call) {
			if c.json["message"] != nil {
				c.json["message"] = 404
			}
		})),
		er.not("status-is-missing-below-a-service", "A refusal has its status.", Form, failing("any", func(c *call) {
			if c.Service != "" && !fits(uploads, c.Op) {
				delete(c.json, "status")
			}
		})),
		er.not("unknown-parents-of-deletes-are-204", "An unknown SID is not found.", Refusal,
			Defect{after: func(c *call) {
				if c.Verb == "Delete" && c.status == 404 && c.Service != "" && c.mem.seen[c.Service] == nil {
					c.empty(204)
				}
			}}),
		er.not("unknown-parent-of-an-update-is-500", "An unknown SID is not found.", Refusal,
			Defect{after: func(c *call) {
				if c.Verb == "Update" && c.status == 404 && c.Service != "" {
					c.crash(500)
				}
			}}),
		needsLogs(lg.not("can-be-deleted", "A Log has no delete.", Refusal, before("DeleteLog", func(c *call) {
			c.mem.hidden[c.SID] = true
			c.empty(204)
		}))),
		lg.not("can-be-made", "Logs have no create.", Refusal, before("CreateLog", func(c *call) {
			c.req = c.req.Clone(c.req.Context())
			c.req.Method, c.raw, c.form = http.MethodGet, nil, nil
		})),
		needsLogs(lg.not("deployment-is-the-environment", "A Log names its Deployment.", Identity,
			show("Log", func(_ *call, o object) { o["deployment_sid"] = o["environment_sid"] }))),
		needsLogs(lg.not("function-is-its-version", "A Log names its Function.", Identity,
			words("Log", "function_sid", func(v string) string { return "ZN" + v[2:] }))),
		needsLogs(lg.not("date-with-a-fraction-is-refused", "Dates are ISO 8601.", Shape,
			refuses("ListLog", func(c *call) bool { return strings.Contains(c.query.Get("StartDate"), ".") }))),
		needsLogs(lg.not("page-size-of-one-gives-the-oldest", "The newest come first.", Paging,
			item("ListLog", func(c *call, entries []object) []object {
				if all := c.all(c.base("Environments", c.Parent, "Logs")); len(entries) == 1 && len(all) > 1 {
					return all[len(all)-1:]
				}
				return entries
			}))),
		foreignTo(ac.not("logs-are-found-by-others", "A SID of another account is not found.", Access,
			foreign("ListLog FetchLog"))),
		foreignTo(ac.not("deployments-are-found-by-others", "A SID of another account is not found.", Access,
			foreign("FetchDeployment ListDeployment"))),
		foreignTo(ac.not("assets-are-found-by-others", "A SID of another account is not found.", Access,
			foreign("FetchAsset ListAsset UpdateAsset DeleteAsset"))),
		foreignTo(ac.not("versions-are-found-by-others", "A SID of another account is not found.", Access,
			foreign("FetchFunctionVersion ListFunctionVersion FetchAssetVersion ListAssetVersion"))),
		foreignTo(ac.not("builds-are-made-by-others", "A SID of another account is not found.", Access,
			foreign("CreateBuild DeleteBuild"))),
	}
}

func encodeNumber(v any) []byte {
	data, _ := json.Marshal(v)
	return data
}
