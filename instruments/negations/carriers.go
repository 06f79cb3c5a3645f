package negations

import (
	"bytes"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
)

// carrierNegations are about what carries requests and answers: HTTP, forms, uploads, pages and errors.
func carrierNegations() []Negation {
	h, fo, m := subject{"http", srcHTTP}, subject{"forms", srcForms}, subject{"multipart", srcMultipart}
	l, er := subject{"lists", srcSpec}, subject{"errors", srcResponse}
	turn := func(status int, when func(c *call) bool) Defect { // away
		return before("*", func(c *call) {
			if when(c) {
				c.refuse(status, 20001, http.StatusText(status))
			}
		})
	}
	raw := func(pattern string) func(c *call) bool {
		re := regexp.MustCompile(pattern)
		return func(c *call) bool { return c.up == nil && c.form != nil && re.Match(c.raw) }
	}
	body := func(pattern string) func(c *call) bool {
		re := regexp.MustCompile(pattern)
		return func(c *call) bool { return c.up != nil && re.Match(c.raw) }
	}
	typed := func(pattern string) func(c *call) bool {
		re := regexp.MustCompile(pattern)
		return func(c *call) bool { return re.MatchString(c.req.Header.Get("Content-Type")) }
	}
	second := func(f func(c *call, m object)) Defect { // on pages after the first
		return meta("List*", func(c *call, m object) {
			if page, _, _ := pageOf(c); page > 0 {
				f(c, m)
			}
		})
	}
	refused := func(status int, f func(c *call)) Defect {
		return Defect{after: func(c *call) {
			if c.status == status {
				f(c)
			}
		}}
	}
	page := func(v any, f func(q url.Values)) any {
		s, _ := v.(string)
		u, err := url.Parse(s)
		if err != nil || s == "" {
			return v
		}
		q := u.Query()
		f(q)
		u.RawQuery = q.Encode()
		return u.String()
	}
	return []Negation{
		h.not("body-of-chunked-updates-is-lost", "A body may be chunked.", HTTP, before("Update*", func(c *call) {
			if c.req.ContentLength < 0 {
				c.form = url.Values{}
			}
		})),
		h.not("body-of-chunked-uploads-is-refused", "A body may be chunked.", HTTP, turn(411, func(c *call) bool {
			return c.req.ContentLength < 0 && fits(uploads, c.Op)
		})),
		h.not("update-without-a-body-is-415", "An update may be empty.", HTTP, turn(415, func(c *call) bool {
			return c.Verb == "Update" && len(c.raw) == 0 && c.req.Header.Get("Content-Type") == ""
		})),
		h.not("encoded-sid-in-a-path-is-not-found", "Any character of a path may be encoded.", HTTP,
			turn(404, func(c *call) bool {
				return regexp.MustCompile(`%(5A|5a|4\d|3\d)`).MatchString(
					c.req.URL.EscapedPath())
			})),
		h.not("cookie-is-expected-back", "Credentials are all that a request needs.", HTTP, Defect{
			before: func(c *call) {
				if c.mem.counts["cookies"] > 3 && c.req.Header.Get("Cookie") == "" && c.Verb == "Delete" {
					c.refuse(403, 20006, "Forbidden")
				}
			},
			after: func(c *call) {
				if c.ok() {
					c.mem.counts["cookies"]++
					c.header.Set("Set-Cookie", "session=1; Path=/")
				}
			}}),
		h.not("agents-of-python-are-forbidden", "Any client may call.", HTTP, turn(403, func(c *call) bool {
			return strings.Contains(strings.ToLower(c.req.Header.Get("User-Agent")), "python")
		})),
		h.not("accept-of-application-anything-is-406", "Accept may have a wildcard.", HTTP,
			turn(406, func(c *call) bool {
				return strings.HasPrefix(c.req.Header.Get("Accept"), "application/*")
			})),
		h.not("preflight-is-401", "A browser asks with OPTIONS and without credentials.", HTTP,
			Defect{after: func(c *call) {
				if c.req.Method == http.MethodOptions {
					c.refuse(401, 20003, "Authenticate")
				}
			}}),
		h.not("authority-with-a-port-is-421", "A host may have a port.", HTTP, turn(421, func(c *call) bool {
			return strings.HasSuffix(c.req.Host, ":443")
		})),
		h.not("host-in-capitals-is-421", "A host has no case.", HTTP, turn(421, func(c *call) bool {
			return c.req.Host != strings.ToLower(c.req.Host)
		})),
		h.not("json-bodies-are-taken", "A body is a form.", Refusal, Defect{before: func(c *call) {
			if strings.HasPrefix(c.req.Header.Get("Content-Type"), "application/json") && c.Verb == "Create" {
				c.req = c.req.Clone(c.req.Context())
				c.req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
				pairs := regexp.MustCompile(`"(\w+)"\s*:\s*"([^"]*)"`).FindAllSubmatch(c.raw, -1)
				c.form = url.Values{}
				for _, p := range pairs {
					c.form.Set(string(p[1]), string(p[2]))
				}
			}
		}}),
		fo.not("plus-in-updates-stays-a-plus", "A plus is a space.", HTTP, before("Update*", func(c *call) {
			for name, values := range c.form {
				if bytes.Contains(c.raw, []byte("+")) {
					for i := range values {
						c.form[name][i] = strings.ReplaceAll(values[i], " ", "+")
					}
				}
			}
		})),
		fo.not("hex-in-small-letters-is-refused", "Hex digits have no case.", HTTP,
			turn(400, raw(`%([a-f][0-9a-f]|[0-9][a-f])`))),
		fo.not("charset-in-quotes-is-415", "A parameter may be quoted.", HTTP, turn(415, typed(`charset="`))),
		fo.not("names-of-fields-have-no-case", "Names have a case.", Refusal, Defect{before: func(c *call) {
			if c.Verb == "Create" && c.form.Get("friendlyname") != "" {
				c.form.Set("FriendlyName", c.form.Get("friendlyname"))
			} else if c.Verb == "Create" && c.form.Get("friendly_name") != "" {
				c.form.Set("FriendlyName", c.form.Get("friendly_name"))
			}
		}}),
		fo.not("of-uploads-are-taken-without-parts", "An upload is a multipart form.", Refusal,
			Defect{after: func(c *call) {
				if fits(uploads, c.Op) && c.up == nil && c.status >= 400 && c.status != 401 &&
					c.form.Get("Path") != "" {
					boundary := "made"
					c.req = c.req.Clone(c.req.Context())
					c.req.Header.Set("Content-Type", "multipart/form-data; boundary="+boundary)
					c.up = readUpload(c.req.Header.Get("Content-Type"), []byte("--made--\r\n"))
					c.up.add("Path", c.form.Get("Path"))
					c.up.add("Visibility", c.form.Get("Visibility"))
					c.up.add("Content", c.form.Get("Content"))
					c.answered = false
					c.forward()
				}
			}}),
		fo.not("last-field-loses-its-end", "A value ends where the body ends.", HTTP, before("Create* Update*",
			func(c *call) {
				fields := strings.Split(string(c.raw), "&")
				name, value, _ := strings.Cut(fields[len(fields)-1], "=")
				if len(fields) > 2 && len(value) > 200 {
					v, _ := url.QueryUnescape(value)
					c.form.Set(name, v[:len(v)-1])
				}
			})),
		m.not("text-before-the-first-part-is-refused", "A preamble is ignored.", HTTP,
			turn(400, func(c *call) bool {
				return c.up != nil && !bytes.HasPrefix(c.raw, []byte("--"))
			})),
		m.not("text-after-the-last-part-is-content", "An epilogue is ignored.", Content, before("CreateFunctionVersion",
			func(c *call) {
				if i := bytes.LastIndex(c.raw, []byte("--\r\n")); i > 0 && len(c.raw[i+4:]) > 0 {
					c.up.set("Content", c.up.text("Content")+string(c.raw[i+4:]))
				}
			})),
		m.not("headers-in-small-letters-are-unknown", "Names of headers have no case.", HTTP,
			turn(400, body(`\r\ncontent-disposition:`))),
		m.not("path-after-the-content-is-lost", "Parts have any order.", HTTP, turn(400,
			body(`(?s)name="?Content"?.*name="?Path"?\r\n`))),
		m.not("extended-file-name-is-refused", "The file name is free.", HTTP, turn(400, body(`filename\*=`))),
		m.not("charset-of-a-text-part-is-refused", "A part may say its charset.", HTTP, turn(400,
			body(`(?i)name="?(Path|Visibility)"?\r\ncontent-type: text/plain; ?charset`))),
		m.not("names-without-quotes-are-unknown", "A parameter needs no quotes.", HTTP,
			turn(400, body(`name=Path`))),
		l.not("page-is-0-on-the-third", "page is the index of the page.", Paging, meta("List*",
			func(_ *call, m object) {
				if intOf(m["page"]) == 2 {
					m["page"] = 0
				}
			})),
		l.not("third-page-has-no-previous", "previous_page_url leads to the page before.", Paging, meta("List*",
			func(_ *call, m object) {
				if intOf(m["page"]) == 2 {
					m["previous_page_url"] = nil
				}
			})),
		l.not("previous-of-the-third-is-the-third", "previous_page_url leads to the page before.", Paging, meta("List*",
			func(_ *call, m object) {
				if intOf(m["page"]) == 2 {
					m["previous_page_url"] = m["url"]
				}
			})),
		l.not("first-page-is-of-another-size-later", "first_page_url leads to the first page.", Paging,
			second(func(_ *call, m object) {
				m["first_page_url"] = page(m["first_page_url"], func(q url.Values) { q.Set("PageSize", "50") })
			})),
		l.not("url-of-a-later-page-is-the-first", "url is that of the page.", Paging,
			second(func(_ *call, m object) { m["url"] = m["first_page_url"] })),
		l.not("size-of-500-is-refused", "PageSize is up to 1000.", Paging, turn(400, func(c *call) bool {
			n, _ := strconv.Atoi(c.query.Get("PageSize"))
			return c.Verb == "List" && n > 499
		})),
		l.not("second-page-of-100-is-empty", "The list has every one.", Paging, item("List*",
			func(c *call, all []object) []object {
				if page, size, _ := pageOf(c); page > 0 && size == 100 {
					return nil
				}
				return all
			})),
		l.not("default-size-is-20-below-environments", "PageSize is 50 when it is absent.", Paging,
			before("ListVariable ListDeployment", func(c *call) {
				if !c.query.Has("PageSize") {
					c.query.Set("PageSize", "20")
				}
			})),
		l.not("page-without-a-token-is-the-first", "Page is for client state.", Paging, meta("List*",
			func(c *call, m object) {
				if c.query.Get("PageToken") != "" && intOf(m["page"]) > 0 {
					m["page"] = intOf(m["page"]) - 1
				}
			})),
		l.not("of-an-empty-second-parent-are-those-of-the-first", "A list is of one parent.", Second,
			item("ListVariable",
				func(c *call, all []object) []object {
					if len(all) > 0 {
						return all
					}
					for _, env := range c.all(c.base("Environments")) {
						if other := c.all(c.base("Environments", text(env, "sid"), "Variables")); len(other) > 0 {
							return other
						}
					}
					return all
				})),
		l.not("after-the-last-is-the-first-again", "The last page has no next.", Paging,
			second(func(_ *call, m object) {
				if m["next_page_url"] == nil {
					m["next_page_url"] = m["first_page_url"]
				}
			})),
		er.not("message-of-404-is-of-the-service", "The message names what was not found.", Form,
			refused(404, func(c *call) {
				if c.json["message"] != nil {
					c.json["message"] = "The requested resource /Services/" + c.Service + " was not found"
				}
			})),
		er.not("of-deletes-have-no-body", "A refusal has a body.", Form, failing("Delete*", func(c *call) {
			c.body, c.json = nil, nil
		})),
		er.not("of-conflicts-say-400", "status is that of the answer.", Form, refused(409, func(c *call) {
			c.json["status"] = 400
		})),
		er.not("of-environments-in-conflict-are-400", "A taken name is a conflict.", Refusal,
			remaps("CreateEnvironment", 409, 400)),
		er.not("update-without-a-name-is-200", "FriendlyName is required.", Refusal,
			failing("UpdateFunction UpdateAsset",
				func(c *call) {
					if c.status == 400 && !c.form.Has("FriendlyName") && c.mem.seen[c.SID] != nil {
						c.status, c.json = 200, clone(c.mem.seen[c.SID])
					}
				})),
		er.not("more-info-is-a-path", "more_info is a URL.", Form, failing("any", func(c *call) {
			if c.json["more_info"] != nil {
				c.json["more_info"] = "/docs/errors/" + strconv.Itoa(intOf(c.json["code"]))
			}
		})),
		er.not("code-of-a-missing-field-is-that-of-what-is-missing", "A wrong parameter has code 20001.", Refusal,
			refused(400, func(c *call) {
				if strings.Contains(lower(text(c.json, "message")), "missing") {
					c.json["code"], c.json["more_info"] = 20404, "https://www.twilio.com/docs/errors/20404"
				}
			})),
	}
}
