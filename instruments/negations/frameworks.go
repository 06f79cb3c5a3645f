package negations

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
)

var placeholder = regexp.MustCompile(`\$\{[A-Za-z_.]+\}`)

// frameworkNegations are servers that keep the customs of a web framework: its parsers, its limits, its middleware.
func frameworkNegations() []Negation {
	s, f, fv := subject{"services", srcService}, subject{"functions", srcFunction},
		subject{"function-versions", srcFVersion}
	av, b, e := subject{"asset-versions", srcAVersion}, subject{"builds", srcBuild},
		subject{"environments", srcEnvironment}
	v, co, ac := subject{"variables", srcVariable}, subject{"content", srcContent}, subject{"credentials", srcRequests}
	h, er, up := subject{"http", srcHTTP}, subject{"errors", srcResponse}, subject{"uploads", srcFVersion}
	forms, l := subject{"forms", srcForms}, subject{"lists", srcSpec}
	asSent, same := "A text is kept as sent.", "Content is what was uploaded."
	firstOf := func(name string, n int) Defect {
		return before("CreateBuild", func(c *call) {
			if len(c.form[name]) > n {
				c.form[name] = c.form[name][:n]
			}
		})
	}
	answers := func(status int, body string) Defect { // in place of a refusal
		return Defect{after: func(c *call) {
			if c.status == status {
				c.json, c.body = nil, []byte(body)
				c.header.Set("Content-Type", "text/html; charset=utf-8")
			}
		}}
	}
	onHeader := func(name string, when func(string) bool, status int) Defect {
		return Defect{after: func(c *call) {
			if when(c.req.Header.Get(name)) && c.ok() {
				c.refuse(status, 20001, http.StatusText(status))
			}
		}}
	}
	source := func(change func(string) string) Defect {
		return content(func(data []byte) []byte { return []byte(change(string(data))) })
	}
	head := func(status int) Defect {
		return Defect{after: func(c *call) {
			if c.req.Method == http.MethodHead {
				c.status = status
			}
		}}
	}
	empty := func(ops, name, value string) Defect { // what a language takes for nothing
		return refuses(ops, fieldHas(name, func(given string) bool { return given == value }))
	}
	open := func(ops string) Defect {
		return rightful(func(c *call, user, _, _, _ string) bool { return user == "" && fits(ops, c.Op) })
	}
	return []Negation{
		b.not("has-the-first-20-functions", "A Build has the versions that were named.", Second,
			firstOf("FunctionVersions", 20)),
		b.not("has-the-first-100-assets", "A Build has the versions that were named.", Second,
			firstOf("AssetVersions", 100)),
		b.not("form-of-over-4-kib-is-413", "A Build takes up to 50 Functions and many dependencies.", HTTP,
			before("CreateBuild", func(c *call) {
				if len(c.raw) > 4096 {
					c.refuse(413, 20001, "Payload Too Large")
				}
			})),
		up.not("of-over-1-mib-are-413", "An Asset may have 25 MB.", Content, before(uploads, func(c *call) {
			if len(c.raw) > 1<<20+4096 {
				c.tooLarge()
			}
		})),
		co.not("loses-a-byte-order-mark", same, Content, source(func(s string) string {
			return strings.TrimPrefix(s, "\ufeff")
		})),
		co.not("loses-line-separators", same, Content, source(func(s string) string {
			return strings.NewReplacer("\u2028", "\n", "\u2029", "\n").Replace(s)
		})),
		co.not("is-a-pattern-of-replacement", same, Content, source(func(s string) string {
			return strings.ReplaceAll(s, "$&", "")
		})),
		co.not("is-a-template", same, Content,
			source(func(s string) string { return placeholder.ReplaceAllString(s, "") })),
		co.not("is-a-template-of-braces", same, Content, source(func(s string) string {
			return regexp.MustCompile(`\{\{[^}]*\}\}`).ReplaceAllString(s, "")
		})),
		co.not("has-its-entities-decoded", same, Content, source(html.UnescapeString)),
		co.not("loses-empty-lines-at-the-end", same, Content, source(func(s string) string {
			if strings.HasSuffix(s, "\n") {
				return strings.TrimRight(s, "\n") + "\n"
			}
			return s
		})),
		co.not("has-tabs-for-eight-spaces", same, Content, source(func(s string) string {
			return strings.ReplaceAll(s, "\t", "        ")
		})),
		co.not("loses-a-source-map", same, Content, source(func(s string) string {
			before, _, _ := strings.Cut(s, "\n//# sourceMappingURL=")
			return before
		})),
		f.not("names-in-lists-are-escaped", asSent, Shape, item("ListFunction", func(_ *call, all []object) []object {
			for _, o := range all {
				o["friendly_name"] = html.EscapeString(text(o, "friendly_name"))
			}
			return all
		})),
		v.not("answer-of-an-update-is-escaped", asSent, Shape, after("UpdateVariable", func(c *call) {
			c.json["value"] = html.EscapeString(text(c.json, "value"))
		})),
		fv.not("paths-in-builds-are-escaped", asSent, Shape, show("Build", func(_ *call, o object) {
			for _, x := range objects(o["function_versions"]) {
				x["path"] = (&url.URL{Path: text(x, "path")}).EscapedPath()
			}
		})),
		f.not("name-zero-is-missing", "A FriendlyName has 1 to 255 characters.", Shape,
			empty("CreateFunction UpdateFunction", "FriendlyName", "0")),
		v.not("value-zero-is-missing", asSent, Shape, empty("CreateVariable", "Value", "0")),
		v.not("value-false-changes-nothing", asSent, Update, before("UpdateVariable", func(c *call) {
			if c.form.Get("Value") == "false" || c.form.Get("Value") == "0" {
				c.form.Del("Value")
			}
		})),
		s.not("update-to-false-changes-nothing", "An update changes what was sent.", Update,
			before("UpdateService", func(c *call) {
				for _, name := range []string{"UiEditable", "IncludeCredentials"} {
					if c.form.Get(name) == "false" {
						c.form.Del(name)
					}
				}
			})),
		h.not("accept-with-a-parameter-is-406", "Accept may have parameters.", HTTP, onHeader("Accept",
			func(a string) bool { return strings.HasPrefix(a, "application/json;") }, 406)),
		h.not("media-type-in-capitals-is-415", "A media type has no case.", HTTP, onHeader("Content-Type",
			func(t string) bool { return t != "" && strings.HasPrefix(t, "A") }, 415)),
		h.not("scheme-in-lower-case-is-401", "An authentication scheme has no case.", HTTP,
			Defect{after: func(c *call) {
				if strings.HasPrefix(c.req.Header.Get("Authorization"), "basic ") {
					c.refuse(401, 20003, "Authenticate")
				}
			}}),
		h.not("if-none-match-star-is-304", "A GET shows the resource; this API has no ETags.", HTTP,
			Defect{after: func(c *call) {
				if c.req.Header.Get("If-None-Match") != "" && c.req.Method == http.MethodGet && c.ok() {
					c.empty(304)
				}
			}}),
		h.not("expect-is-417", "Expect: 100-continue is met, or ignored.", HTTP, onHeader("Expect",
			func(e string) bool { return e != "" }, 417)),
		h.not("head-of-a-list-is-404", "HEAD is GET without a body.", HTTP, Defect{after: func(c *call) {
			if c.req.Method == http.MethodHead && strings.HasSuffix(c.req.URL.Path, "s") {
				c.status = 404
			}
		}}),
		h.not("head-of-what-is-gone-is-200", "HEAD is GET without a body.", HTTP, head(200)),
		h.not("put-is-an-update", "There is no PUT.", Refusal, Defect{after: func(c *call) {
			if c.req.Method == http.MethodPut && routeOf("POST", c.req.URL.Path).Verb == "Update" {
				c.req = c.req.Clone(c.req.Context())
				c.req.Method, c.answered = http.MethodPost, false
				c.forward()
			}
		}}),
		h.not("post-below-a-version-is-201", "A version cannot be changed.", Refusal, Defect{after: func(c *call) {
			if c.Verb == "Update" && strings.HasSuffix(c.Resource, "Version") && c.status >= 404 &&
				c.mem.seen[c.SID] != nil {
				c.refuse(200, 0, "")
				c.json = clone(c.mem.seen[c.SID])
			}
		}}),
		er.not("of-unknown-resources-are-pages", "A refusal is JSON.", Form, answers(404, "<h1>Not Found</h1>")),
		er.not("of-other-methods-are-pages", "A refusal is JSON.", Form,
			answers(405, "<h1>Method Not Allowed</h1>")).assumed(),
		er.not("status-is-text", "status is a number.", Form, failing("any", func(c *call) {
			if c.status == 409 {
				c.json["status"] = "409"
			}
		})),
		er.not("of-short-sids-are-500", "An unknown SID is not found.", Refusal, Defect{after: func(c *call) {
			if c.status == 404 && c.SID != "" && len(c.SID) != 34 {
				c.refuse(500, 20500, "An error occurred")
			}
		}}),
		er.not("of-broken-dependencies-are-500", "A refused value is 400.", Refusal,
			failing("CreateBuild", func(c *call) {
				if d := c.form.Get("Dependencies"); d != "" && c.status == 400 && !strings.HasSuffix(d, "]") {
					c.refuse(500, 20500, "Unexpected end of JSON input")
				}
			})),
		er.not("of-unknown-tokens-are-500", "A wrong PageToken is 400.", Refusal, failing("any", func(c *call) {
			if c.query.Get("PageToken") != "" && c.status == 400 {
				c.refuse(500, 20500, "An error occurred")
			}
		})),
		er.not("of-broken-forms-are-500", "A wrong request is refused with 4xx.", Refusal,
			failing("any", func(c *call) {
				if _, err := url.ParseQuery(string(c.raw)); err != nil && c.up == nil {
					c.refuse(500, 20500, "An error occurred")
				}
			})),
		er.not("of-long-names-are-500", "A value that is too long is refused with 400.", Refusal,
			failing("CreateFunction CreateAsset UpdateAsset", func(c *call) {
				if len(c.form.Get("FriendlyName")) > 255 {
					c.refuse(500, 20500, "Data too long for column")
				}
			})),
		forms.not("plus-is-kept-in-updates", "A plus in a form is a space.", Shape,
			before("UpdateFunction UpdateAsset UpdateVariable",
				func(c *call) {
					if strings.Contains(string(c.raw), "+") {
						for name, all := range c.form {
							for i := range all {
								c.form[name][i] = strings.ReplaceAll(all[i], " ", "+")
							}
						}
					}
				})),
		forms.not("last-of-two-lists-is-kept", "FunctionVersions and AssetVersions are two lists.", Second,
			before("CreateBuild", func(c *call) {
				if i, j := strings.Index(string(c.raw), "AssetVersions"), strings.Index(string(c.raw),
					"FunctionVersions"); i >= 0 && j > i {
					c.form.Del("AssetVersions")
				}
			})),
		up.not("content-first-is-refused", "The order of parts is free.", HTTP, before(uploads, func(c *call) {
			if len(c.up.parts) > 0 && c.up.parts[0].name == "Content" {
				c.refuse(400, 20001, "Path is required")
			}
		})),
		up.not("file-names-with-a-slash-are-refused", "The file name is free.", HTTP, before(uploads, func(c *call) {
			if p := c.up.part("Content"); p != nil && strings.Contains(p.header.Get("Content-Disposition"), "/") {
				c.refuse(400, 20001, "Invalid file name")
			}
		})),
		up.not("path-with-a-type-of-its-own-is-empty", "A part may have a content type.", HTTP,
			before(uploads, func(c *call) {
				if p := c.up.part("Path"); p != nil && p.header.Get("Content-Type") != "" {
					c.refuse(400, 20001, "Path is required")
				}
			})),
		av.not("unknown-types-are-refused", "An Asset may be of any type.", HTTP,
			before("CreateAssetVersion", func(c *call) {
				if p := c.up.part("Content"); p != nil && !regexp.MustCompile(
					`^(text|image|application/(javascript|json|octet-stream))`).MatchString(
					p.header.Get("Content-Type")) {
					c.refuse(415, 20001, "Unsupported type")
				}
			})),
		ac.not("token-has-no-case", "Credentials that are not those of the account are refused.", Access,
			rightful(func(_ *call, user, password, owner, token string) bool {
				return user == owner && strings.EqualFold(password, token)
			})),
		ac.not("token-is-compared-by-its-beginning", "Credentials that are not those of the account are refused.",
			Access,
			rightful(func(_ *call, user, password, owner, token string) bool {
				return user == owner && strings.HasPrefix(token, password)
			})),
		ac.not("user-is-not-looked-at", "Credentials that are not those of the account are refused.", Access,
			rightful(func(_ *call, user, password, _, token string) bool { return user != "" && password == token })),
		ac.not("content-is-open", "Requests without credentials are refused.", Access,
			open("FetchFunctionVersionContent")),
		ac.not("status-is-open", "Requests without credentials are refused.", Access, open("FetchBuildStatus")),
		ac.not("logs-are-open", "Requests without credentials are refused.", Access, open("ListLog")),
		ac.not("lists-below-a-service-are-open", "Requests without credentials are refused.", Access,
			open("ListEnvironment ListVariable")),
		ac.not("head-is-open", "Requests without credentials are refused.", Access, Defect{after: func(c *call) {
			if c.req.Method == http.MethodHead && c.status == 401 {
				c.status = 200
			}
		}}),
		ac.not("refused-deletes-are-carried-out", "A refused request changes nothing.", Access,
			unheard("DeleteVariable DeleteFunction")),
		ac.not("refused-updates-are-carried-out", "A refused request changes nothing.", Access,
			unheard("UpdateService UpdateAsset")),
		ac.not("refused-uploads-are-kept", "A refused request changes nothing.", Access, unheard(uploads)),
		l.not("sizes-are-counted-from-text", "PageSize is a number of 1 to 1000.", Paging,
			before("List*", func(c *call) {
				if size := c.query.Get("PageSize"); len(size) > 3 {
					c.query.Set("PageSize", "100") // a column of three digits
				}
			})),
		e.not("suffix-of-digits-is-a-number", "A DomainSuffix is kept as sent.", Shape,
			words("Environment", "domain_suffix",
				func(s string) string {
					if strings.Trim(s, "0123456789") == "" {
						return strings.TrimLeft(s, "0")
					}
					return s
				})),
	}
}
