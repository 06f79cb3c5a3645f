package negations

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"
)

// asks returns a condition on a header of the request.
func asks(name string, is func(v string) bool) func(c *call) bool {
	return func(c *call) bool { return is(c.req.Header.Get(name)) }
}

// denies answers a request with a status for its form.
func denies(ops string, status int, when func(c *call) bool) Defect {
	return Defect{before: func(c *call) {
		if fits(ops, c.Op) && when(c) {
			c.refuse(status, 20001, http.StatusText(status))
		}
	}}
}

// rawPair reports whether a body of a form has a pair that looks so.
func rawPair(is func(pair string) bool) func(c *call) bool {
	return func(c *call) bool {
		if c.form == nil {
			return false
		}
		for _, pair := range strings.Split(string(c.raw), "&") {
			if is(pair) {
				return true
			}
		}
		return false
	}
}

// rewrites changes how an answer is written.
func rewrites(f func(c *call) []byte) Defect {
	return Defect{write: func(_ http.ResponseWriter, c *call) bool {
		if c.body != nil {
			c.body = f(c)
		}
		return false
	}}
}

// anewRequestNegations are defects of requests that are right, and of the form of answers.
func anewRequestNegations() []Negation {
	h, f := subject{"requests", srcHTTP}, subject{"forms", srcForms}
	form := "A form that keeps the standard is read."
	media := "A media type is read as HTTP says."
	accept := "A request whose Accept has JSON is answered with JSON."
	extra := "Headers that a server does not know are ignored."
	paths := "A path may be percent-encoded."
	length := "Content-Length counts bytes."
	return []Negation{
		f.not("anew-media-type-in-capitals-is-415", media, HTTP, denies("Create* Update*", 415,
			asks("Content-Type", func(v string) bool { return v != lower(v) && !strings.Contains(v, "multipart") }))),
		f.not("anew-media-type-with-parameters-is-415", media, HTTP, denies("Create* Update*", 415,
			asks("Content-Type", func(v string) bool {
				return strings.HasPrefix(v, "application/") &&
					contains(";")(v)
			}))),
		f.not("anew-encoded-names-of-fields-are-not-read", form, HTTP, denies("Create* Update*", 400,
			rawPair(func(p string) bool { name, _, _ := strings.Cut(p, "="); return contains("%")(name) }))),
		f.not("anew-empty-pairs-are-400", form, HTTP, denies("Create* Update*", 400, func(c *call) bool {
			return c.form != nil && len(c.raw) > 0 && rawPair(func(p string) bool { return p == "" })(c)
		})),
		f.not("anew-name-without-an-equals-sign-is-400", form, HTTP, denies("Create* Update*", 400,
			rawPair(func(p string) bool { return p != "" && !strings.Contains(p, "=") }))),
		f.not("anew-equals-signs-in-a-value-end-it", form, HTTP, before("Create* Update*", func(c *call) {
			if c.form == nil {
				return
			}
			for _, pair := range strings.Split(string(c.raw), "&") {
				if parts := strings.Split(pair, "="); len(parts) > 2 {
					name, _ := url.QueryUnescape(parts[0])
					value, _ := url.QueryUnescape(parts[1])
					c.form.Set(name, value)
				}
			}
		})),
		f.not("anew-small-hex-digits-are-not-decoded", form, HTTP, before("Create* Update*", func(c *call) {
			if c.form == nil {
				return
			}
			for _, pair := range strings.Split(string(c.raw), "&") {
				name, value, _ := strings.Cut(pair, "=")
				for i := 0; i+2 < len(value); i++ {
					if value[i] == '%' && value[i+1:i+3] != strings.ToUpper(value[i+1:i+3]) && c.form.Has(name) {
						c.form.Set(name, value)
					}
				}
			}
		})),
		f.not("anew-plus-signs-stay", form, HTTP, before("Create* Update*", func(c *call) {
			if c.form == nil {
				return
			}
			for _, pair := range strings.Split(string(c.raw), "&") {
				if name, value, _ := strings.Cut(pair, "="); strings.Contains(value, "+") && c.form.Has(name) {
					v, _ := url.PathUnescape(value)
					c.form.Set(name, v)
				}
			}
		})),
		f.not("anew-unknown-fields-are-400", "Form fields that the API does not know are ignored.", HTTP,
			denies("Create* Update*", 400, func(c *call) bool {
				known := " UniqueName FriendlyName IncludeCredentials UiEditable DomainSuffix Key Value BuildSid IsPlugin" +
					" AssetVersions FunctionVersions Dependencies Runtime "
				for name := range c.form {
					if !strings.Contains(known, " "+name+" ") {
						return true
					}
				}
				return false
			})).from(srcToolkit),
		f.not("anew-capital-booleans-are-400", "True is a boolean, as Python writes it.", HTTP,
			denies("Create* Update*", 400, func(c *call) bool {
				for _, name := range []string{"UiEditable", "IncludeCredentials"} {
					if v := c.form.Get(name); v != lower(v) {
						return true
					}
				}
				return false
			})).from(srcToolkit),
		f.not("anew-empty-update-is-400", "All fields of an update are optional.", HTTP,
			denies("UpdateService UpdateVariable", 400,
				func(c *call) bool { return len(c.raw) == 0 })).from(srcService),
		f.not("anew-chunked-form-is-empty", "A body may be chunked.", HTTP, before("Create* Update*", func(c *call) {
			if c.req.ContentLength < 0 && c.form != nil {
				c.form = url.Values{}
			}
		})),
		h.not("anew-accept-with-weights-is-406", accept, HTTP, denies("*", 406, asks("Accept", contains(";")))),
		h.not("anew-accept-of-html-first-gets-a-page", accept, HTTP, Defect{after: func(c *call) {
			if strings.HasPrefix(c.req.Header.Get("Accept"), "text/") && c.ok() && c.json != nil {
				c.json, c.body = nil, []byte("<html><body>browse the API</body></html>")
				c.header = http.Header{"Content-Type": {"text/html"}}
			}
		}}),
		h.not("anew-no-accept-is-406", accept, HTTP, denies("*", 406, asks("Accept",
			func(v string) bool { return v == "" }))),
		h.not("anew-origin-is-403", "Each origin is allowed.", HTTP,
			denies("*", 403, asks("Origin", func(v string) bool { return v != "" }))).from(srcSpec),
		h.not("anew-no-agent-is-403", "A request need not have a User-Agent.", HTTP,
			denies("*", 403, asks("User-Agent", func(v string) bool { return v == "" }))),
		h.not("anew-agent-of-a-script-is-403", extra, HTTP, denies("*", 403, asks("User-Agent", func(v string) bool {
			return strings.HasPrefix(v, "curl/") || strings.HasPrefix(v, "python-")
		}))),
		h.not("anew-cookie-is-401", extra, HTTP, denies("*", 401, asks("Cookie",
			func(v string) bool { return v != "" }))),
		h.not("anew-override-of-the-method-is-followed", extra, HTTP, denies("*", 405,
			asks("X-Http-Method-Override", func(v string) bool { return v != "" }))),
		h.not("anew-range-of-a-list-is-206", "Range may be ignored, a part must say what it is.", HTTP,
			Defect{after: func(c *call) {
				if c.req.Header.Get("Range") != "" && c.ok() && len(c.body) > 10 {
					c.json, c.body, c.status = nil, c.body[:10], http.StatusPartialContent
				}
			}}),
		h.not("anew-old-date-of-a-copy-is-304", "What changed since is sent.", HTTP, denies("Fetch*", 304,
			asks("If-Modified-Since", func(v string) bool { return v != "" }))),
		h.not("anew-tag-of-a-copy-is-412", "If-None-Match of another tag changes nothing.", HTTP, denies("*", 412,
			asks("If-None-Match", func(v string) bool { return v != "" }))),
		h.not("anew-get-with-a-type-of-a-form-is-400", "A GET may have a Content-Type.", HTTP, denies("Fetch* List*",
			400,
			asks("Content-Type", func(v string) bool { return v != "" }))).from(srcToolkit),
		h.not("anew-delete-with-a-type-of-a-form-is-415", "A DELETE may have a Content-Type.", HTTP, denies("Delete*",
			415,
			asks("Content-Type", func(v string) bool { return v != "" }))).from(srcToolkit),
		h.not("anew-encoded-path-is-404", paths, HTTP, denies("*", 404, func(c *call) bool {
			return c.req.URL.RawPath != "" || strings.Contains(c.req.RequestURI, "%") &&
				!strings.Contains(c.req.RequestURI, "?")
		})),
		h.not("anew-encoded-names-of-parameters-are-not-read", "A query may be percent-encoded.", HTTP,
			before("List*", func(c *call) {
				for _, pair := range strings.Split(c.req.URL.RawQuery, "&") {
					if name, _, _ := strings.Cut(pair, "="); contains("%")(name) {
						known, _ := url.QueryUnescape(name)
						c.query.Del(known)
					}
				}
			})),
		h.not("anew-length-counts-letters", length, HTTP, rewrites(func(c *call) []byte {
			return c.body[:utf8.RuneCount(c.body)]
		})),
		h.not("anew-letters-beyond-ascii-are-latin", "JSON is in UTF-8.", HTTP, rewrites(func(c *call) []byte {
			var latin []byte
			for _, r := range string(c.body) {
				if r <= 0xff {
					latin = append(latin, byte(r))
				} else {
					latin = append(latin, '?')
				}
			}
			return latin
		})),
		h.not("anew-json-has-a-byte-order-mark", "JSON has no byte order mark.", HTTP, rewrites(func(c *call) []byte {
			return append([]byte("\ufeff"), c.body...)
		})),
		h.not("anew-html-in-json-is-an-entity", "A text is kept as sent.", Shape, everywhere(func(_ *call, o object) {
			for _, name := range []string{"friendly_name", "value"} {
				if s, ok := o[name].(string); ok {
					o[name] = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(s)
				}
			}
		})),
		h.not("anew-delete-answers-with-what-is-gone", "A delete answers 204 without a body.", Form, before("Delete*",
			func(c *call) { _, c.mem.seen["last"] = c.admin("GET", strings.TrimPrefix(c.req.URL.Path, "/v1"), nil) }).
			then(after("DeleteAsset DeleteVariable", func(c *call) {
				c.status, c.json, c.header = 200, clone(c.mem.seen["last"]),
					http.Header{"Content-Type": {"application/json"}}
			}))),
		h.not("anew-create-is-200", "A create answers 201.", Form, remaps("CreateDeployment CreateVariable", 201, 200)),
		h.not("anew-create-of-a-version-is-202", "A create answers 201.", Form, remaps(uploads, 201, 202)),
	}
}

// anewListNegations are defects of pages.
func anewListNegations() []Negation {
	p := subject{"lists", srcResponse}
	every := "The pages of a list have every entry once."
	urls := "The URLs of a page lead to the pages that they name."
	size := "PageSize is how many resources a page has."
	lasting := func(c *call) (object, []object) {
		_, entries := c.items()
		_, _, m := pageOf(c)
		return m, entries
	}
	return []Negation{
		p.not("anew-size-of-one-has-no-next", every, Paging, after("List*", func(c *call) {
			if m, _ := lasting(c); intOf(m["page_size"]) == 1 {
				m["next_page_url"] = nil
			}
		})),
		p.not("anew-third-page-begins-one-too-late", every, Paging, after("List*", func(c *call) {
			if page, _, _ := pageOf(c); page == 2 {
				if _, entries := c.items(); len(entries) > 1 {
					c.setItems(entries[1:])
				}
			}
		})),
		p.not("anew-next-page-forgets-the-size", size, Paging, before("List*", func(c *call) {
			if c.query.Get("PageToken") != "" {
				c.query.Del("PageSize")
			}
		})),
		p.not("anew-page-zero-is-the-last-one", urls, Paging, item("List*", func(c *call, entries []object) []object {
			if c.query.Get("Page") == "0" && c.query.Get("PageSize") != "" {
				return entries[:len(entries)/2]
			}
			return entries
		})),
		p.not("anew-size-is-always-50", size, Paging, meta("List*", func(_ *call, m object) { m["page_size"] = 50 })),
		p.not("anew-pages-are-counted-from-one", "page is the index of the page.", Paging, meta("List*",
			func(_ *call, m object) { m["page"] = intOf(m["page"]) + 1 })),
		p.not("anew-key-of-versions-is-versions", "key is the name of the list.", Form, after(
			"ListFunctionVersion ListAssetVersion", func(c *call) {
				m, entries := lasting(c)
				delete(c.json, text(m, "key"))
				m["key"] = "versions"
				c.setItems(entries)
			})),
		p.not("anew-last-page-has-no-next-at-all", "next_page_url is null on the last page.", Form, meta("List*",
			func(_ *call, m object) {
				if m["next_page_url"] == nil {
					delete(m, "next_page_url")
				}
			})),
		p.not("anew-next-of-the-last-page-is-empty", "next_page_url is null on the last page.", Form, meta("List*",
			func(_ *call, m object) {
				if m["next_page_url"] == nil {
					m["next_page_url"] = ""
				}
			})),
		p.not("anew-previous-of-the-second-is-itself", urls, Paging, meta("List*", func(_ *call, m object) {
			if m["previous_page_url"] != nil {
				m["previous_page_url"] = m["url"]
			}
		})),
		p.not("anew-first-page-has-the-size-of-default", urls, Paging, meta("List*", func(_ *call, m object) {
			if u, err := url.Parse(text(m, "first_page_url")); err == nil {
				q := u.Query()
				q.Set("PageSize", "50")
				u.RawQuery = q.Encode()
				m["first_page_url"] = u.String()
			}
		})),
		p.not("anew-full-last-page-has-a-next-that-is-404", urls, Paging, both(
			after("List*", func(c *call) {
				m, entries := lasting(c)
				if n := intOf(m["page_size"]); m["next_page_url"] == nil && n > 0 && len(entries) == n {
					m["next_page_url"] = strings.ReplaceAll(text(m, "url"), "Page="+strconv.Itoa(intOf(m["page"])),
						"Page=404")
				}
			}), denies("List*", 404, func(c *call) bool { return c.query.Get("Page") == "404" }))),
		p.not("anew-size-over-100-is-400", "PageSize is at most 1000.", Paging, refuses("List*", func(c *call) bool {
			n, _ := strconv.Atoi(c.query.Get("PageSize"))
			return n > 100 && n <= 1000
		})),
		p.not("anew-new-entry-moves-the-pages", every, Paging, item("List*", func(c *call, entries []object) []object {
			// by offset: an entry that was made since the first page pushes one onto the next page again
			key := "newest " + c.req.URL.Path
			if page, _, _ := pageOf(c); page == 0 && len(entries) > 0 {
				c.mem.notes[key] = strconv.Itoa(len(c.mem.order))
				c.mem.gone[key] = entries[len(entries)-1]
			} else if len(entries) > 0 && c.mem.notes[key] != strconv.Itoa(len(c.mem.order)) && c.mem.gone[key] != nil {
				return append([]object{c.mem.gone[key]}, entries[:len(entries)-1]...)
			}
			return entries
		})),
		p.not("anew-versions-are-in-order-of-their-path", "The newest version comes first.", Paging,
			item("ListFunctionVersion ListAssetVersion", func(_ *call, entries []object) []object {
				for i := range entries {
					for j := i + 1; j < len(entries); j++ {
						if text(entries[j], "path") < text(entries[i], "path") {
							entries[i], entries[j] = entries[j], entries[i]
						}
					}
				}
				return entries
			})),
		p.not("anew-updated-ones-are-there-twice", every, Paging, item("ListVariable ListFunction",
			func(c *call, entries []object) []object {
				for _, o := range entries {
					if text(o, "date_updated") != text(o, "date_created") {
						return append(entries, o)
					}
				}
				return entries
			})),
	}
}

// anewErrorNegations are defects of refusals.
func anewErrorNegations() []Negation {
	x := subject{"errors", srcResponse}
	shape := "An error has a code, a message and the status."
	return []Negation{
		x.not("anew-code-is-a-text", shape, Form, failing("any", func(c *call) {
			if c.json != nil && c.json["code"] != nil {
				c.json["code"] = strconv.Itoa(intOf(c.json["code"]))
			}
		})),
		x.not("anew-status-is-that-of-the-first-error", shape, Form, failing("any", func(c *call) {
			if c.json == nil || c.json["status"] == nil {
				return
			}
			if c.mem.counts["status"] == 0 {
				c.mem.counts["status"] = c.status
			}
			c.json["status"] = c.mem.counts["status"]
		})),
		x.not("anew-unknown-below-known-is-an-empty-page", "What is not there is 404.", Refusal,
			Defect{after: func(c *call) {
				if c.Verb == "List" && c.status == 404 && c.Parent != "" {
					c.status, c.json = 200, emptyList(c)
				}
			}}),
		x.not("anew-deleted-is-410", "What was deleted is 404.", Refusal, Defect{after: func(c *call) {
			if c.status == 404 && c.mem.gone[c.SID] != nil && c.json != nil {
				c.status, c.json["status"] = 410, 410
			}
		}}),
		x.not("anew-malformed-sid-is-500", "What is not there is 404.", Refusal, Defect{after: func(c *call) {
			if c.status == 404 && c.SID != "" && len(c.SID) != 34 && c.Resource != "Service" {
				c.crash(500)
			}
		}}),
		x.not("anew-second-delete-is-204", "What was deleted is 404.", Refusal, Defect{after: func(c *call) {
			if c.Verb == "Delete" && c.status == 404 && c.mem.gone[c.SID] != nil {
				c.empty(204)
			}
		}}),
		x.not("anew-names-the-query-of-the-database", shape, Form, failing("FetchFunction", func(c *call) {
			if c.json != nil {
				delete(c.json, "message")
				c.json["error"] = "SELECT * FROM functions WHERE sid = ?: no rows"
			}
		})),
	}
}
