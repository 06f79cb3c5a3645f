package negations

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// methodNegations are servers that treat methods, paths and headers in another way than HTTP does.
func methodNegations() []Negation {
	s := subject{"http", srcHTTP}
	refuse := func(status int, when func(c *call) bool) Defect {
		return before("*", func(c *call) {
			if when(c) {
				c.refuse(status, 20001, "Refused.")
			}
		})
	}
	// other sends what is no operation on as one
	other := func(when func(c *call) bool, method string) Defect {
		return Defect{after: func(c *call) {
			if c.status >= 400 && when(c) {
				c.req = c.req.Clone(c.req.Context())
				c.req.Method = method
				c.answered = false
				c.forward()
			}
		}}
	}
	is := func(method string) func(c *call) bool {
		return func(c *call) bool { return c.req.Method == method }
	}
	path := func(change func(string) string) Defect {
		return Defect{after: func(c *call) {
			if changed := change(c.req.URL.Path); c.status == 404 && changed != c.req.URL.Path {
				c.to(changed)
				c.answered = false
				c.forward()
			}
		}}
	}
	return []Negation{
		s.not("put-updates", "A resource is updated with POST, and PUT is no method.", Refusal,
			other(is("PUT"), "POST")).assumed(),
		s.not("patch-updates", "A resource is updated with POST, and PATCH is no method.", Refusal,
			other(is("PATCH"), "POST")).assumed(),
		s.not("delete-of-a-list-is-204", "A list cannot be deleted.", Refusal, Defect{after: func(c *call) {
			if c.req.Method == "DELETE" && c.status >= 400 && strings.Count(c.req.URL.Path, "/")%2 == 0 {
				c.empty(204)
			}
		}}).assumed(),
		s.not("method-override-is-obeyed", "The method of a request is its own.", HTTP, Defect{before: func(c *call) {
			if m := c.req.Header.Get("X-Http-Method-Override"); m != "" {
				c.req = c.req.Clone(c.req.Context())
				c.req.Method = m
			}
		}}).assumed(),
		s.not("body-of-a-get-is-refused", "A body of a GET has no meaning.", HTTP, refuse(400, func(c *call) bool {
			return c.req.Method == "GET" && len(c.raw) > 0
		})).assumed(),
		s.not("body-of-a-delete-is-refused", "A body of a DELETE has no meaning.", HTTP,
			refuse(400, func(c *call) bool {
				return c.req.Method == "DELETE" && len(c.raw) > 0
			})).assumed(),
		s.not("paths-in-capitals-are-found", "A path is compared with case.", HTTP, path(func(p string) string {
			for _, name := range []string{"Services", "Functions", "Assets", "Environments", "Builds"} {
				p = strings.ReplaceAll(p, strings.ToLower(name), name)
			}
			return p
		})).assumed(),
		s.not("other-versions-of-the-api-answer", "The version in the path is v1.", HTTP, path(func(p string) string {
			return strings.Replace(p, "/v2/", "/v1/", 1)
		})).assumed(),
		s.not("percent-encoded-letters-of-a-path-are-not-found",
			"A letter and its percent-encoding are the same in a path.",
			HTTP, refuse(404, func(c *call) bool {
				return c.req.URL.RawPath != "" && c.req.URL.RawPath != c.req.URL.Path
			})).from("https://www.rfc-editor.org/rfc/rfc3986#section-6.2.2.2").assumed(),
		s.not("expect-100-is-refused", "A client may wait for 100 Continue.", HTTP, refuse(417, func(c *call) bool {
			return c.req.Header.Get("Expect") != ""
		})).assumed(),
		s.not("if-none-match-is-304", "A resource without an ETag has no match.", HTTP, Defect{after: func(c *call) {
			if c.ok() && c.Verb == "Fetch" && c.req.Header.Get("If-None-Match") != "" {
				c.empty(304)
			}
		}}).assumed(),
		s.not("if-modified-since-is-304", "A resource that was changed is answered.", HTTP,
			Defect{after: func(c *call) {
				if c.ok() && c.Verb == "Fetch" && c.req.Header.Get("If-Modified-Since") != "" {
					c.empty(304)
				}
			}}).assumed(),
		s.not("range-is-cut", "A resource is answered whole.", HTTP,
			Defect{write: func(w http.ResponseWriter, c *call) bool {
				if c.req.Header.Get("Range") == "" || !c.ok() {
					return false
				}
				w.Header().Set("Content-Type", "application/json")
				w.WriteHeader(206)
				_, _ = w.Write(c.body[:min(10, len(c.body))])
				return true
			}}).assumed(),
		s.not("names-of-the-query-have-no-case", "A parameter has the name that is documented.", HTTP,
			before("List*", func(c *call) {
				for _, name := range []string{"PageSize", "Page"} {
					if v := c.query.Get(strings.ToLower(name)); v != "" {
						c.query.Set(name, v)
					}
				}
			})).assumed(),
		s.not("unknown-query-is-refused", "A list ignores a parameter that it does not know.", HTTP,
			refuses("List*", func(c *call) bool {
				for name := range c.query {
					switch name {
					case "PageSize", "Page", "PageToken", "FunctionSid", "StartDate", "EndDate":
					default:
						return true
					}
				}
				return false
			})).assumed(),
		s.not("content-length-is-that-of-characters", "The length of an answer is in bytes.", HTTP,
			Defect{write: func(w http.ResponseWriter, c *call) bool {
				if !c.ok() || c.json == nil || len([]rune(string(c.body))) == len(c.body) {
					return false
				}
				c.header.Del("Content-Length")
				c.body = c.body[:len([]rune(string(c.body)))]
				c.send(w)
				return true
			}}),
		s.not("charset-is-latin-1", "JSON is UTF-8.", HTTP,
			header("*", "Content-Type", "application/json; charset=iso-8859-1")),
		s.not("type-is-problem-json", "An answer is application/json.", HTTP,
			header("*", "Content-Type", "application/problem+json")),
		s.not("type-is-sent-twice", "An answer has one Content-Type.", HTTP,
			Defect{write: func(w http.ResponseWriter, c *call) bool {
				if c.json == nil {
					return false
				}
				c.header["Content-Type"] = []string{"application/json", "text/plain"}
				c.send(w)
				return true
			}}),
		s.not("location-of-a-create-is-followed", "A create answers with the resource.", HTTP,
			after("CreateEnvironment CreateVariable", func(c *call) {
				c.header.Set("Location", text(c.json, "url"))
				c.json, c.body = nil, nil
				c.header.Del("Content-Type")
			})),
		s.not("big-integers-are-floats", "page is a whole number.", Form, meta("List*", func(_ *call, m object) {
			m["page"] = "0"
		})),
		s.not("html-is-escaped-in-texts", "A text is kept as sent.", HTTP,
			words("Variable", "value", func(v string) string {
				return strings.NewReplacer("<", "&lt;", ">", "&gt;", "&", "&amp;").Replace(v)
			})),
		s.not("second-cookie-is-needed", "A request needs no cookie.", HTTP, Defect{before: func(c *call) {
			if c.mem.counts["cookie"]++; c.mem.counts["cookie"] > 20 && c.req.Header.Get("Cookie") == "" &&
				c.Verb == "Update" {
				c.refuse(403, 20003, "No session.")
			}
		}}),
		s.not("idempotency-key-of-the-path-is-kept", "Equal requests are carried out each time.", Second,
			before("CreateVariable", func(c *call) {
				key := "sent " + c.Parent + c.form.Encode()
				if old := c.mem.gone[key]; old != nil {
					c.answered, c.status, c.json = true, 201, old
					c.header = http.Header{"Content-Type": {"application/json"}}
				}
			}).then(after("CreateVariable", func(c *call) { c.mem.gone["sent "+c.Parent+c.form.Encode()] = c.json }))),
	}
}

// lengthNegations are requests that are refused for their size.
func lengthNegations() []Negation {
	s := subject{"sizes", srcForms}
	of := func(n int) func(c *call) bool {
		return func(c *call) bool { return c.up == nil && len(c.raw) > n }
	}
	return []Negation{
		s.not("forms-over-1-kb-are-refused", "A form holds what its fields may hold.", HTTP, refuses("*", of(1<<10))),
		s.not("forms-over-1-kb-are-cut", "A form holds what its fields may hold.", HTTP, before("*", func(c *call) {
			if of(1 << 10)(c) {
				c.form, _ = url.ParseQuery(string(c.raw[:1<<10]))
			}
		})),
		s.not("builds-of-over-30-versions-are-refused", "A Build has up to 50 Functions.", Refusal,
			refuses("CreateBuild", func(c *call) bool { return len(c.form["FunctionVersions"]) > 30 })),
		s.not("builds-forget-the-21st-asset", "A Build has all of its versions.", Second,
			before("CreateBuild", func(c *call) {
				if all := c.form["AssetVersions"]; len(all) > 20 {
					c.form["AssetVersions"] = all[:20]
				}
			})),
		s.not("fields-after-the-tenth-are-ignored", "A form is read whole.", HTTP,
			before("Create* Update*", func(c *call) {
				pairs := strings.Split(string(c.raw), "&")
				if c.up == nil && len(pairs) > 10 {
					c.form, _ = url.ParseQuery(strings.Join(pairs[:10], "&"))
				}
			})),
		s.not("pages-have-100-at-most-and-lose-the-rest", "A page has up to 1000.", Paging,
			item("ListFunction ListVariable", func(c *call, entries []object) []object {
				if n, err := strconv.Atoi(c.query.Get("PageSize")); err == nil && n > 100 && len(entries) > 100 {
					return entries[:100]
				}
				return entries
			})),
	}
}
