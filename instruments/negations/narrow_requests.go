package negations

import (
	"bytes"
	"maps"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

func narrowListNegations() []Negation {
	l := subject{"lists", srcSpec}
	every, urls := "The list has every one, once.", "The URLs of a page lead to pages of the same list."
	last := "next_page_url is null on the last page."
	page := func(n int) func(c *call) bool {
		return func(c *call) bool { p, _ := strconv.Atoi(c.query.Get("Page")); return p >= n }
	}
	return []Negation{
		l.not("narrow-next-page-of-variables-forgets-the-size", urls, Paging, meta("ListVariable",
			func(_ *call, m object) { m["next_page_url"] = withoutQuery(m["next_page_url"], "PageSize") })),
		l.not("narrow-previous-of-the-third-page-is-the-first", "previous_page_url is the page before.", Paging,
			meta("List*", func(_ *call, m object) {
				if intOf(m["page"]) > 1 {
					m["previous_page_url"] = m["first_page_url"]
				}
			})),
		l.not("narrow-last-page-is-page-0", "page is the index of the page.", Paging,
			onLastPage("List*", func(_ *call, m object) { m["page"] = 0 })),
		l.not("narrow-last-page-has-an-empty-next", last, Paging,
			onLastPage("List*", func(_ *call, m object) { m["next_page_url"] = "" })),
		l.not("narrow-last-page-has-no-next-at-all", last, Paging,
			onLastPage("List*", func(_ *call, m object) { delete(m, "next_page_url") })),
		l.not("narrow-first-page-of-the-last-is-itself", "first_page_url is the first page.", Paging,
			onLastPage("List*", func(_ *call, m object) { m["first_page_url"] = m["url"] })),
		l.not("narrow-url-of-later-pages-is-the-first", "url is the page itself.", Paging,
			onLastPage("List*", func(_ *call, m object) { m["url"] = m["first_page_url"] })),
		l.not("narrow-last-page-says-the-size-that-it-has", "page_size is what was asked for.", Paging,
			after("List*", func(c *call) {
				_, entries := c.items()
				if _, _, m := pageOf(c); m != nil && intOf(m["page"]) > 0 && m["next_page_url"] == nil {
					m["page_size"] = len(entries)
				}
			})),
		l.not("narrow-long-pages-begin-with-the-last-of-the-page-before", every, Paging, after("List*", func(c *call) {
			_, entries := c.items()
			n, size, _ := pageOf(c)
			name := "last of " + c.req.URL.Path
			if old := c.recall(name); n > 0 && size >= 3 && old != nil && len(entries) > 0 {
				entries[0] = old
				c.setItems(entries)
			}
			if len(entries) > 0 {
				c.keep(name, entries[len(entries)-1])
			}
		})),
		l.not("narrow-third-page-is-empty", every, Paging, after("ListFunction ListAsset ListVariable", func(c *call) {
			if page(2)(c) {
				c.setItems(nil)
			}
		})),
		l.not("narrow-third-page-is-the-last", every, Paging, meta("ListFunction ListAsset ListEnvironment",
			func(_ *call, m object) {
				if intOf(m["page"]) > 1 {
					m["next_page_url"] = nil
				}
			})),
		l.not("narrow-next-below-a-name-has-no-service", urls, Identity, meta("List*", func(c *call, m object) {
			if s, ok := m["next_page_url"].(string); ok && isName(c.Service) {
				_, below, _ := strings.Cut(s, "/Services/")
				service, _, _ := strings.Cut(below, "/")
				m["next_page_url"] = strings.Replace(s, "/"+service+"/", "/undefined/", 1)
			}
		})),
		l.not("narrow-first-page-asked-for-by-number-is-400", "Page is 0 for the first page.", Refusal, refusesQuery(
			func(c *call) bool { return c.query.Get("Page") == "0" && !c.query.Has("PageToken") })),
		l.not("narrow-first-read-after-a-delete-has-it-still", "What was deleted is in no list.", Time, Defect{
			after: func(c *call) {
				switch {
				case c.Verb == "Delete" && c.ok():
					c.mem.counts["fresh "+c.collection()] = 1
				case c.Verb == "List" && c.ok() && c.mem.counts["fresh "+c.req.URL.Path] == 1:
					c.mem.counts["fresh "+c.req.URL.Path] = 0
					_, entries := c.items()
					for sid, o := range c.mem.gone {
						at, _, ok := strings.Cut(text(o, "url"), sid)
						if ok && strings.HasSuffix(at, c.req.URL.Path+"/") {
							c.setItems(append(entries, clone(o)))
							return
						}
					}
				}
			}}),
		l.not("narrow-empty-deployments-have-a-next-page", last, Paging, meta("ListDeployment",
			func(c *call, m object) {
				if _, entries := c.items(); len(entries) == 0 {
					m["next_page_url"] = m["url"]
				}
			})),
		l.not("narrow-empty-list-is-null", "An empty list is [].", Form, after("List*", func(c *call) {
			if key, entries := c.items(); len(entries) == 0 && key != "" {
				c.json[key] = nil
			}
		})),
		l.not("narrow-later-pages-have-key-with-a-capital", "key is the name of the list.", Paging,
			onLastPage("List*", func(_ *call, m object) {
				if key := text(m, "key"); key != "" {
					m["key"] = strings.ToUpper(key[:1]) + key[1:]
				}
			})),
		l.not("narrow-size-of-1000-is-400", "PageSize is 1 to 1000.", Shape, refusesQuery(func(c *call) bool {
			return c.query.Get("PageSize") == "1000"
		})),
		l.not("narrow-those-of-one-second-are-listed-once", every, Paging, item("ListFunction ListAsset",
			func(_ *call, entries []object) (left []object) {
				for i, o := range entries {
					if i < 3 || o["date_created"] != entries[i-1]["date_created"] {
						left = append(left, o)
					}
				}
				return left
			})),
	}
}

// refusesQuery answers 400 to lists that the API gives.
func refusesQuery(when func(c *call) bool) Defect {
	return before("List*", func(c *call) {
		if when(c) {
			c.refuse(http.StatusBadRequest, 20001, "Invalid parameter")
		}
	})
}

func narrowRequestNegations() []Negation {
	h, f := subject{"requests", srcHTTP}, subject{"forms", srcForms}
	paths, extra := "A path may be percent-encoded.", "What a request has beside is ignored."
	form, auth := "A form that keeps the standard is read.", "The scheme of credentials has no case."
	segment := func(c *call) string { return c.req.URL.EscapedPath() }
	some := func(v string) bool { return v != "" }
	return []Negation{
		h.not("narrow-encoded-letter-of-a-sid-below-is-404", paths, HTTP, before("*", func(c *call) {
			if strings.Contains(segment(c), "%5A") || strings.Contains(segment(c), "%5a") {
				c.missing()
			}
		})),
		h.not("narrow-encoded-dash-of-a-name-is-404", paths, HTTP, before("*", func(c *call) {
			if strings.Contains(strings.ToLower(segment(c)), "%2d") {
				c.missing()
			}
		})),
		f.not("narrow-plus-is-a-plus-in-values", form, HTTP, before("CreateVariable UpdateVariable", func(c *call) {
			if raw := string(c.raw); strings.Contains(raw, "+") && c.form != nil {
				v, err := url.ParseQuery(strings.ReplaceAll(raw, "+", "%2B"))
				if err == nil {
					c.form = v
				}
			}
		})),
		f.not("narrow-encoded-field-name-of-an-update-is-lost", form, HTTP, before("Update*", func(c *call) {
			coded := rawPair(func(p string) bool {
				name, _, _ := strings.Cut(p, "=")
				return strings.Contains(name, "%")
			})
			if coded(c) {
				c.form = url.Values{}
			}
		})),
		f.not("narrow-form-that-begins-with-an-unknown-field-is-400", extra, HTTP, refuses("Create* Update*",
			func(c *call) bool {
				name, _, _ := strings.Cut(string(c.raw), "=")
				return c.form != nil && name != "" && strings.ToLower(name[:1]) == name[:1]
			})).from(srcToolkit),
		f.not("narrow-charset-of-an-update-is-415", form, HTTP, denies("Update*", 415,
			asks("Content-Type", contains(";")))),
		f.not("narrow-empty-update-without-a-type-is-415", "A body is optional.", HTTP,
			denies("UpdateVariable UpdateService", 415, func(c *call) bool {
				return len(c.raw) == 0 && c.req.Header.Get("Content-Type") == ""
			})),
		h.not("narrow-list-with-a-type-is-415", extra, HTTP, denies("List*", 415,
			asks("Content-Type", some))),
		h.not("narrow-delete-with-a-body-is-400", extra, HTTP, denies("Delete*", 400,
			func(c *call) bool { return len(c.raw) > 0 })),
		h.not("narrow-delete-with-a-type-is-415", extra, HTTP, denies("Delete*", 415,
			asks("Content-Type", some))),
		h.not("narrow-range-is-206-without-a-range", "An answer to a part says which part.", HTTP,
			after("Fetch*", func(c *call) {
				if c.req.Header.Get("Range") != "" {
					c.status = http.StatusPartialContent
				}
			})),
		h.not("narrow-unknown-tag-is-304", "If-None-Match is of the tags that were given.", HTTP,
			after("Fetch* List*", func(c *call) {
				if c.req.Header.Get("If-None-Match") != "" {
					c.status, c.body, c.json = http.StatusNotModified, nil, nil
				}
			})),
		h.not("narrow-condition-of-an-update-is-412", extra, HTTP, denies("Update*", 412,
			asks("If-Match", func(v string) bool { return v == "*" }))),
		h.not("narrow-scheme-in-small-letters-is-401-for-uploads", auth, Access, before(uploads, func(c *call) {
			if strings.HasPrefix(c.req.Header.Get("Authorization"), "basic ") {
				c.refuse(401, 20003, "Authenticate")
			}
		})),
		h.not("narrow-accept-with-a-weight-is-406", "A request whose Accept has JSON is answered with JSON.", HTTP,
			denies("*", 406, asks("Accept", contains(";")))),
		h.not("narrow-accept-of-anything-is-html", "What is answered is JSON.", HTTP, after("Fetch*", func(c *call) {
			if c.req.Header.Get("Accept") == "*/*" {
				c.header.Set("Content-Type", "text/html")
			}
		})),
		h.not("narrow-no-user-agent-is-403", extra, HTTP, denies("*", 403, func(c *call) bool {
			return c.req.Header.Get("User-Agent") == ""
		})),
		h.not("narrow-origin-is-403", extra, HTTP, denies("*", 403, asks("Origin", some))),
		h.not("narrow-cookie-is-400", extra, HTTP, denies("*", 400, asks("Cookie", some))),
		h.not("narrow-unknown-query-of-a-create-is-400", extra, HTTP, denies("Create* Update* Delete*", 400,
			func(c *call) bool { return len(c.query) > 0 })),
		h.not("narrow-chunked-form-is-empty", "A body may be sent in chunks.", HTTP, before("Create* Update*",
			func(c *call) {
				if c.req.ContentLength < 0 && c.form != nil {
					c.form = url.Values{}
				}
			})),
		h.not("narrow-head-of-a-service-is-500", "HEAD is answered like GET, or refused.", HTTP, Defect{
			before: func(c *call) {
				if c.req.Method == http.MethodHead {
					c.crash(500)
				}
			}}),
		h.not("narrow-put-is-an-update", "There is no PUT.", Refusal, Defect{before: func(c *call) {
			if c.req.Method == http.MethodPut {
				c.req = c.req.Clone(c.req.Context())
				c.req.Method = http.MethodPost
			}
		}}).assumed(),
	}
}

func narrowAnswerNegations() []Negation {
	h, e := subject{"answers", srcHTTP}, subject{"errors", srcResponse}
	shape, missing := "An error has code, message and status.", "What is unknown is 404 with 20404."
	gzip := func(w http.ResponseWriter, c *call) bool {
		if c.req.Header.Get("Accept-Encoding") != "identity" || c.body == nil {
			return false
		}
		maps.Copy(w.Header(), c.header)
		w.Header().Set("Content-Encoding", "gzip")
		w.WriteHeader(c.status)
		_, _ = w.Write(c.body)
		return true
	}
	turned := func(ops string, f func(c *call)) Defect { return failing(ops, f) }
	return []Negation{
		h.not("narrow-no-encoding-asked-for-is-named-gzip", "Content-Encoding is how the body is coded.", HTTP,
			Defect{write: gzip, after: func(*call) {}}),
		h.not("narrow-delete-of-a-variable-has-a-body", "A 204 has no body.", HTTP, after("DeleteVariable",
			func(c *call) { c.status, c.body = 200, []byte(`{"deleted":true}`) })),
		h.not("narrow-list-begins-with-a-byte-order-mark", "JSON is without a byte order mark.", HTTP,
			rewrites(func(c *call) []byte {
				if c.Verb == "List" && c.ok() {
					return append([]byte("\uFEFF"), c.body...)
				}
				return c.body
			})),
		h.not("narrow-wide-letters-are-latin-1", "JSON is UTF-8.", HTTP, rewrites(func(c *call) []byte {
			if c.Verb != "List" || !c.ok() {
				return c.body
			}
			var b bytes.Buffer
			for _, r := range string(c.body) {
				if r > 0x7F && r <= 0xFF {
					b.WriteByte(byte(r))
				} else {
					b.WriteRune(r)
				}
			}
			return b.Bytes()
		})),
		h.not("narrow-errors-are-text", "What is answered is JSON.", HTTP, turned("Fetch*", func(c *call) {
			if c.status == 404 {
				c.header = http.Header{"Content-Type": {"text/plain"}}
			}
		})),
		h.not("narrow-created-is-200-below-a-name", "A create is 201.", HTTP, after("Create*", func(c *call) {
			if isName(c.Service) {
				c.status = 200
			}
		})),
		h.not("narrow-update-is-201-the-second-time", "An update is 200.", HTTP,
			counted("UpdateFunction UpdateAsset UpdateVariable UpdateService", 2, func(c *call) { c.status = 201 })),
		e.not("narrow-status-of-a-conflict-is-a-text", shape, Form, turned("any", func(c *call) {
			if c.status == 409 && c.json != nil {
				c.json["status"] = "409"
			}
		})),
		e.not("narrow-unknown-variable-has-no-code", shape, Form, turned("FetchVariable UpdateVariable DeleteVariable",
			func(c *call) {
				if c.status == 404 && c.json != nil {
					delete(c.json, "code")
				}
			})),
		e.not("narrow-unknown-parent-is-500-for-uploads", missing, Refusal, crashing(uploads, 404, 500)),
		e.not("narrow-unknown-version-is-400", missing, Refusal,
			remaps("FetchFunctionVersion FetchAssetVersion", 404, 400)),
		e.not("narrow-unknown-deployment-is-204", missing, Refusal, turned("FetchDeployment", func(c *call) {
			if c.status == 404 {
				c.empty(204)
			}
		})),
		e.not("narrow-list-below-an-unknown-environment-is-empty", missing, Refusal,
			turned("ListVariable ListDeployment", func(c *call) {
				if c.status == 404 {
					c.status, c.header = 200, http.Header{"Content-Type": {"application/json"}}
					c.json = emptyList(c)
				}
			})),
		e.not("narrow-delete-of-an-unknown-function-is-204", missing, Refusal, turned("DeleteFunction", func(c *call) {
			if c.status == 404 && c.mem.gone[c.SID] == nil {
				c.empty(204)
			}
		})),
		e.not("narrow-update-of-a-deleted-one-is-200", missing, Refusal,
			turned("UpdateFunction UpdateAsset UpdateVariable UpdateService", func(c *call) {
				if o := c.mem.gone[c.SID]; c.status == 404 && o != nil {
					c.status, c.header, c.json = 200, http.Header{"Content-Type": {"application/json"}}, clone(o)
				}
			})),
		e.not("narrow-missing-field-beside-an-unknown-one-is-taken", "A required field is required.", Refusal,
			before("CreateFunction CreateAsset", func(c *call) {
				if !c.form.Has("FriendlyName") && len(c.form) > 0 {
					c.form.Set("FriendlyName", "unnamed")
				}
			})),
		e.not("narrow-message-is-empty-below-a-name", shape, Form, turned("any", func(c *call) {
			if isName(c.Service) && c.json != nil {
				c.json["message"] = ""
			}
		})),
		e.not("narrow-status-in-the-body-is-400-for-409", "status is that of the answer.", Form,
			turned("any", func(c *call) {
				if c.status == 409 && c.json != nil {
					c.json["status"] = 400
				}
			})),
		e.not("narrow-code-of-an-unknown-build-status-is-404", "code is a number of five digits.", Form,
			turned("FetchBuildStatus FetchFunctionVersionContent", func(c *call) {
				if c.status == 404 && c.json != nil {
					c.json["code"] = 404
				}
			})),
	}
}
