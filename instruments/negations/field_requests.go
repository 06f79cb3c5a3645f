package negations

import (
	"bytes"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

func fieldListNegations() []Negation {
	l := subject{"lists", srcSpec}
	every, size := "A list has every one once.", "A page has PageSize entries."
	next := func(f func(c *call, q url.Values, m object)) Defect {
		return meta("List*", func(c *call, m object) {
			u, err := url.Parse(text(m, "next_page_url"))
			if err != nil || text(m, "next_page_url") == "" {
				return
			}
			q := u.Query()
			f(c, q, m)
			u.RawQuery = q.Encode()
			m["next_page_url"] = u.String()
		})
	}
	return []Negation{
		l.not("field-default-page-is-the-last", every, Paging, meta("List*", func(c *call, m object) {
			if !c.query.Has("PageSize") {
				m["next_page_url"] = nil
			}
		})),
		l.not("field-next-forgets-the-size", size, Paging, next(func(_ *call, q url.Values, _ object) {
			q.Del("PageSize")
		})),
		l.not("field-next-begins-with-the-last", every, Paging, Defect{after: func(c *call) {
			if c.Verb != "List" || !c.ok() {
				return
			}
			page, size, _ := pageOf(c)
			_, entries := c.items()
			at := c.req.URL.Path + strconv.Itoa(size) + " "
			if old := c.recall(at + strconv.Itoa(page-1)); page > 0 && old != nil && len(entries) > 0 {
				c.setItems(append([]object{old}, entries[:min(len(entries), size-1)]...))
			}
			if len(entries) > 0 {
				c.keep(at+strconv.Itoa(page), entries[len(entries)-1])
			}
		}}),
		l.not("field-next-is-http", "page URLs are absolute.", Paging, meta("List*", func(_ *call, m object) {
			if u, found := strings.CutPrefix(text(m, "next_page_url"), "https:"); found {
				m["next_page_url"] = "http:" + u
			}
		})),
		l.not("field-token-is-encoded-twice", "next_page_url leads to the next page.", Paging, next(
			func(_ *call, q url.Values, _ object) {
				if t := q.Get("PageToken"); t != "" {
					q.Set("PageToken", url.QueryEscape(url.QueryEscape(t)+"="))
				}
			})),
		l.not("field-full-page-is-the-last-but-one", every, Paging, meta("List*", func(c *call, m object) {
			_, entries := c.items()
			all := c.all(strings.TrimPrefix(c.req.URL.Path, "/v1"))
			if n := intOf(m["page_size"]); n > 0 && len(all)%n == 0 && len(entries) == n && len(all) > n &&
				(intOf(m["page"])+2)*n >= len(all) {
				m["next_page_url"] = nil
			}
		})),
		l.not("field-key-is-results", "meta.key is the name of the list.", Form, meta("List*",
			func(c *call, m object) {
				if entries, there := c.json[text(m, "key")]; there && c.Resource == "AssetVersion" {
					c.json["versions"] = entries
					delete(c.json, text(m, "key"))
					m["key"] = "versions"
				}
			})),
		l.not("field-page-is-a-text", "page is a number.", Form, meta("List*", func(_ *call, m object) {
			m["page"] = strconv.Itoa(intOf(m["page"]))
		})),
		l.not("field-empty-list-is-null", "A list without entries is empty.", Form, after("List*", func(c *call) {
			if key, entries := c.items(); len(entries) == 0 && key != "" {
				c.json[key] = nil
			}
		})),
		l.not("field-size-of-1000-is-refused", "PageSize is up to 1000.", Paging,
			refusesQuery(func(c *call) bool { return c.query.Get("PageSize") == "1000" })),
		l.not("field-size-of-1-is-2", size, Paging, before("List*", func(c *call) {
			if c.query.Get("PageSize") == "1" {
				c.query.Set("PageSize", "2")
			}
		})),
		l.not("field-second-page-of-variables-has-no-previous", "previous_page_url leads to the page before.", Paging,
			meta("ListVariable", func(_ *call, m object) {
				if intOf(m["page"]) == 1 {
					m["previous_page_url"] = nil
				}
			})),
		l.not("field-url-is-without-its-query", "url is that of the page.", Paging, meta("List*",
			func(_ *call, m object) {
				before, _, _ := strings.Cut(text(m, "url"), "?")
				m["url"] = before
			})),
		l.not("field-later-pages-turn-around", "A list has one order.", Paging, item("List*",
			func(c *call, all []object) []object {
				if page, _, _ := pageOf(c); page > 0 {
					slices.Reverse(all)
				}
				return all
			})),
		l.not("field-hundred-is-all", every, Paging, hidesAfter("List*", 100)),
		l.not("field-default-size-is-10", "PageSize is 50 by default.", Paging, before("List*", func(c *call) {
			if !c.query.Has("PageSize") {
				c.query.Set("PageSize", "10")
			}
		})),
	}
}

func fieldRequestNegations() []Negation {
	h, f, e := subject{"http", srcHTTP}, subject{"forms", srcForms}, subject{"errors", srcResponse}
	client := "Any client may call."
	form := func(c *call) string { return lower(c.req.Header.Get("Content-Type")) }
	return []Negation{
		h.not("field-lists-are-text", "An answer is JSON.", HTTP, header("List*", "Content-Type",
			"text/plain; charset=utf-8")),
		h.not("field-created-is-200", "What was created is 201.", HTTP, remaps("CreateVariable CreateDeployment", 201,
			200)),
		h.not("field-accept-of-several-types-is-406", client, HTTP, denies("*", 406, asks("Accept",
			func(v string) bool { return strings.Contains(v, ",") }))),
		h.not("field-basic-in-small-letters-is-401", "A scheme of credentials has no case.", HTTP,
			Defect{before: func(c *call) {
				if strings.HasPrefix(c.req.Header.Get("Authorization"), "basic ") {
					c.refuse(401, 20003, "Authenticate")
				}
			}}),
		h.not("field-delete-with-a-type-is-415", client, HTTP, denies("Delete*", 415, func(c *call) bool {
			return form(c) != ""
		})),
		h.not("field-read-with-a-type-is-415", client, HTTP, denies("Fetch* List*", 415, func(c *call) bool {
			return form(c) != ""
		})),
		f.not("field-charset-of-a-form-is-415", client, HTTP, denies("Create* Update*", 415, func(c *call) bool {
			return strings.HasPrefix(form(c), "application/x-www-form-urlencoded;")
		})),
		f.not("field-encoded-space-stays", "A form is decoded.", HTTP, before("Create* Update*", func(c *call) {
			for name, values := range c.form {
				for i, v := range values {
					if bytes.Contains(c.raw, []byte("%20")) {
						c.form[name][i] = strings.ReplaceAll(v, " ", "%20")
					}
				}
			}
		})),
		f.not("field-of-8-kib-is-413", "A form may name a thousand versions.", HTTP, denies("Create*", 413,
			func(c *call) bool { return c.up == nil && len(c.raw) > 8<<10 })),
		h.not("field-length-counts-characters", "An answer is whole.", HTTP, rewrites(func(c *call) []byte {
			if n := utf8.RuneCount(c.body); c.json != nil && n < len(c.body) {
				return c.body[:n]
			}
			return c.body
		})),
		h.not("field-answers-are-latin-1", "JSON is UTF-8.", HTTP, rewrites(func(c *call) []byte {
			var b bytes.Buffer
			for _, r := range string(c.body) {
				if r < 0x80 || r > 0xff {
					b.WriteRune(r)
					continue
				}
				b.WriteByte(byte(r))
			}
			return b.Bytes()
		})),
		h.not("field-null-is-left-out", "A property that has no value is null.", Form, everywhere(
			func(_ *call, o object) {
				for name, v := range o {
					if v == nil {
						delete(o, name)
					}
				}
			})),
		h.not("field-booleans-are-0-and-1", "A boolean is a boolean.", Form, everywhere(func(_ *call, o object) {
			for name, v := range o {
				if is, ok := v.(bool); ok {
					o[name] = map[bool]int{true: 1}[is]
				}
			}
		})),
		h.not("field-urls-are-relative", "url is absolute.", Form, everywhere(func(c *call, o object) {
			if u, err := url.Parse(text(o, "url")); err == nil && u.Host != "" && o["page_size"] == nil {
				o["url"] = u.Path
			}
		})),
		h.not("field-update-is-201", "An update is 200.", HTTP, remaps("Update*", 200, 201)),
		h.not("field-delete-is-200", "A delete is 204.", HTTP, Defect{after: func(c *call) {
			if c.Verb == "Delete" && c.status == 204 {
				c.gives(200, object{"deleted": true})
			}
		}}),
		e.not("field-missing-parent-is-a-page", "An error is JSON.", Form, refused("any", 404, func(c *call) {
			if c.Parent != "" && c.Verb == "List" {
				c.json, c.body = nil, []byte("<html><body>Not Found</body></html>")
				c.header = http.Header{"Content-Type": {"text/html"}}
			}
		})),
		e.not("field-status-is-a-text", "status is a number.", Form, failing("any", func(c *call) {
			if c.json["status"] != nil {
				c.json["status"] = strconv.Itoa(c.status)
			}
		})),
		e.not("field-deleted-is-410", "What was deleted is not found.", Refusal, refused("any", 404, func(c *call) {
			if c.mem.gone[c.SID] != nil {
				c.status, c.json["status"] = 410, 410
			}
		})),
		e.not("field-second-delete-is-204", "What was deleted is not found.", Refusal, refused("Delete*", 404,
			func(c *call) {
				if c.mem.gone[c.SID] != nil {
					c.empty(204)
				}
			})),
		e.not("field-missing-name-is-422", "A missing field is a 400.", Refusal, remaps("Create*", 400, 422)),
		e.not("field-unknown-is-a-message-of-its-own", "more_info leads to the page of the code.", Form,
			failing("any", func(c *call) {
				if c.json["more_info"] != nil {
					c.json["more_info"] = "https://www.twilio.com/docs/errors/20000"
				}
			})),
		h.not("field-two-updates-at-once-are-one", "Requests that are sent at once are carried out, each for itself.",
			Update,
			atOnce("UpdateVariable", func(c, _ *call) {
				if o := c.recall("at first " + c.SID); o != nil {
					c.admin("POST", c.variable(c.SID), url.Values{"Value": {text(o, "value")}})
				}
			}).then(after("CreateVariable", func(c *call) { c.keep("at first "+text(c.json, "sid"), c.json) }))),
		h.not("field-same-name-at-once-is-201-twice", "A UniqueName is unique.", Refusal,
			meets("CreateService", "UniqueName", "unique_name")),
		h.not("field-deployments-at-once-are-one", "A Deployment is of one Environment.", Second,
			atOnce("CreateDeployment", func(c, first *call) {
				if c.Parent != first.Parent && c.form.Get("BuildSid") != "" {
					c.mem.stay(c.Parent, "build_sid", nil)
				}
			})),
	}
}

func fieldAccessNegations() []Negation {
	a := subject{"auth", srcAPI}
	both1 := "The user and the password must be right."
	return []Negation{
		a.not("field-status-needs-no-credentials", "Each request needs credentials.", Access,
			pretends("FetchBuildStatus", func(c *call, _, _ string) bool {
				return c.req.Header.Get("Authorization") == ""
			})),
		a.not("field-uploads-take-any-token", both1, Access, pretends(uploads,
			func(_ *call, user, password string) bool { return user != "" && password != "" })),
		a.not("field-reads-take-any-token", both1, Access, rightful(
			func(_ *call, user, _, owner, _ string) bool { return user == owner })),
		a.not("field-no-token-is-fine", both1, Access, rightful(
			func(_ *call, user, password, owner, _ string) bool { return user == owner && password == "" })),
		a.not("field-token-without-its-end-is-taken", both1, Access, rightful(
			func(_ *call, user, password, owner, token string) bool {
				return user == owner && len(password) > 8 && strings.HasPrefix(token, password)
			})),
		a.not("field-deletes-are-done-before-the-401", both1, Access, unheard("Delete*")),
		a.not("field-refusal-is-a-403", "Wrong credentials are 401.", Access, remaps("*", 401, 403)),
		a.not("field-functions-are-read-by-others", "What another account has is not found.", Access,
			foreign("FetchFunction ListFunction FetchFunctionVersionContent")).needs("foreign-account"),
		a.not("field-builds-are-made-by-others", "What another account has is not found.", Access,
			foreign("CreateBuild")).needs("foreign-account"),
		a.not("field-uploads-are-made-by-others", "What another account has is not found.", Access,
			foreign(uploads)).needs("foreign-account"),
		a.not("field-keys-may-not-upload", "An API key may do what its account may.", Access,
			Defect{before: func(c *call) {
				if user, _, _ := c.req.BasicAuth(); fits(uploads, c.Op) && strings.HasPrefix(user, "SK") {
					c.refuse(403, 20006, "Forbidden")
				}
			}}).needs("second-credentials"),
		a.not("field-keys-may-not-delete", "An API key may do what its account may.", Access,
			Defect{before: func(c *call) {
				if user, _, _ := c.req.BasicAuth(); c.Verb == "Delete" && strings.HasPrefix(user, "SK") {
					c.refuse(403, 20006, "Forbidden")
				}
			}}).needs("second-credentials"),
	}
}
