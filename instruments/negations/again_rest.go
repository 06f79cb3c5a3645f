package negations

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// againNegations are defects of what is in Environments, of lists, requests and credentials.
func againNegations() []Negation {
	e, v, d := subject{"environments", srcEnvironment}, subject{"variables", srcVariable}, subject{"deployments",
		srcDeployment}
	l, p, h := subject{"logs", srcLog}, subject{"lists", srcResponse}, subject{"requests", srcHTTP}
	a, x := subject{"access", srcRequests}, subject{"errors", srcResponse}
	kept := "A Value is a text that is kept as sent."
	values := "CreateVariable UpdateVariable"
	every := "The pages of a list have every entry once."
	auth := "Each request is authenticated."
	free := "What was deleted can be made again."
	return []Negation{
		e.not("again-suffix-of-a-deleted-one-is-taken", free, Time, both(
			refuses("CreateEnvironment", func(c *call) bool {
				s := c.form.Get("DomainSuffix")
				return c.mem.notes["suffix "+c.Service+" "+s] != "" &&
					!slices.ContainsFunc(c.all(c.base("Environments")),
						func(o object) bool { return text(o, "domain_suffix") == s })
			}), after("CreateEnvironment", func(c *call) {
				if s := c.form.Get("DomainSuffix"); s != "" {
					c.mem.notes["suffix "+c.Service+" "+s] = "x"
				}
			}))),
		e.not("again-delete-below-another-service-is-carried-out", "An Environment is below its Service only.",
			Identity,
			elsewhere("DeleteEnvironment")),
		e.not("again-list-lacks-those-without-a-suffix", every, Second, item("ListEnvironment",
			func(_ *call, entries []object) []object {
				return slices.DeleteFunc(entries, func(o object) bool { return o["domain_suffix"] == nil })
			})),
		e.not("again-suffix-is-in-capitals-in-the-domain", "domain_name is the domain_base with the suffix.", Shape,
			show("Environment", func(_ *call, o object) {
				if s := text(o, "domain_suffix"); s != "" {
					o["domain_name"] = strings.Replace(text(o, "domain_name"), "-"+lower(s)+".",
						"-"+strings.ToUpper(s)+".", 1)
				}
			})),
		e.not("again-clear-shows-when-it-is-read-twice", "build_sid is the Build that is live.", Time, both(
			Defect{after: func(c *call) {
				if c.Op == "CreateDeployment" && c.ok() && c.form.Get("BuildSid") == "" {
					c.mem.notes["late "+c.Parent] = c.mem.notes["live "+c.Parent]
				} else if c.Op == "CreateDeployment" && c.ok() {
					c.mem.notes["live "+c.Parent] = c.form.Get("BuildSid")
				}
			}}, after("FetchEnvironment", func(c *call) {
				if old := c.mem.notes["late "+c.SID]; old != "" && c.json["build_sid"] == nil {
					c.json["build_sid"] = old
					delete(c.mem.notes, "late "+c.SID)
				}
			}))),
		v.not("again-value-in-base64-is-decoded", kept, Shape, keeps(values, "Value", decoded)),
		v.not("again-letters-are-escapes-in-a-list", kept, Form, item("ListVariable", func(_ *call,
			entries []object) []object {
			for _, o := range entries {
				quoted := strconv.QuoteToASCII(text(o, "value"))
				if strings.Contains(quoted, `\u`) {
					o["value"] = strings.Trim(quoted, `"`)
				}
			}
			return entries
		})),
		v.not("again-begin-of-a-key-is-taken", "Keys are compared whole.", Second, refuses("CreateVariable",
			func(c *call) bool {
				return slices.ContainsFunc(c.variables(), func(o object) bool {
					k := text(o, "key")
					return k != "" && k != c.form.Get("Key") && strings.HasPrefix(c.form.Get("Key"), k)
				})
			})),
		v.not("again-delete-takes-the-last-one", "A delete takes what it names.", Collateral, before("DeleteVariable",
			func(c *call) {
				if list := c.variables(); len(list) > 1 && slices.Contains(sids(list), c.SID) {
					c.to("/v1" + c.variable(text(oldest(list), "sid")))
				}
			})),
		v.not("again-long-key-is-cut", "A Key has at most 128 characters.", Shape, keeps("CreateVariable", "Key",
			cutTo(64))),
		v.not("again-update-of-the-key-trims-the-value", "An update changes what was sent, and nothing else.", Update,
			before("UpdateVariable", func(c *call) {
				_, o := c.admin("GET", c.variable(c.SID), nil)
				if c.form.Has("Key") && !c.form.Has("Value") && strings.TrimSpace(text(o, "value")) != "" {
					c.form.Set("Value", strings.TrimSpace(text(o, "value")))
				}
			})),
		v.not("again-values-of-one-environment-are-unique", "A Value is what was sent.", Second,
			refuses("CreateVariable",
				func(c *call) bool {
					return slices.ContainsFunc(c.variables(), func(o object) bool {
						return text(o,
							"value") == c.form.Get("Value")
					})
				})),
		d.not("again-of-an-earlier-build-makes-no-record", "Each Deployment is listed.", Identity,
			item("ListDeployment", func(_ *call, entries []object) []object {
				var left []object
				for i, o := range entries {
					if !slices.ContainsFunc(entries[i+1:], func(x object) bool {
						return o["build_sid"] != nil && x["build_sid"] == o["build_sid"]
					}) {
						left = append(left, o)
					}
				}
				return left
			})),
		d.not("again-is-live-when-it-is-read-twice", "A Deployment is live at once.", Time, both(
			before("CreateDeployment", func(c *call) {
				_, o := c.admin("GET", c.base("Environments", c.Parent), nil)
				c.asked(text(o, "build_sid"))
			}), after("CreateDeployment", func(c *call) {
				c.mem.notes["before "+c.Parent] = "was " + c.wanted()
			}), after("FetchEnvironment", func(c *call) {
				if was, ok := strings.CutPrefix(c.mem.notes["before "+c.SID], "was "); ok {
					delete(c.mem.notes, "before "+c.SID)
					if c.json["build_sid"] = was; was == "" {
						c.json["build_sid"] = nil
					}
				}
			}))),
		d.not("again-renames-the-environment", "A Deployment changes what is live and nothing else.", Collateral,
			after("CreateDeployment", func(c *call) {
				if c.form.Get("BuildSid") != "" {
					c.mem.stay(c.Parent, "unique_name", "production")
				}
			})),
		l.not("again-dates-are-numbers", "A date is in ISO 8601.", Form, show("Log", func(_ *call, o object) {
			if at, err := time.Parse(time.RFC3339, text(o, "date_created")); err == nil {
				o["date_created"] = at.Unix()
			}
		})),
		l.not("again-deployment-is-the-build", "deployment_sid is the Deployment.", Identity,
			show("Log", func(_ *call, o object) { o["deployment_sid"] = o["build_sid"] })),
		l.not("again-size-of-pages-is-not-looked-at", "PageSize is how many a page has.", Paging, before("ListLog",
			func(c *call) { c.query.Del("PageSize") })),
		p.not("again-page-has-one-more", every, Paging, after("List*", func(c *call) {
			key, entries := c.items()
			_, size, m := pageOf(c)
			if key != "" && len(entries) == size && m["next_page_url"] != nil {
				for _, o := range c.all(strings.TrimPrefix(c.req.URL.Path, "/v1")) {
					if !slices.Contains(sids(entries), text(o, "sid")) {
						c.setItems(append(entries, o))
						return
					}
				}
			}
		})),
		p.not("again-url-has-the-version-twice", "The URLs of a page lead to the pages that they name.", Form,
			meta("List*", func(_ *call, m object) {
				m["url"] = strings.Replace(text(m, "url"), "/v1/", "/v1/v1/", 1)
			})),
		p.not("again-next-below-a-name-is-404", "The URLs of a page lead to the pages that they name.", Paging,
			before("List*", func(c *call) {
				if c.Service != "" && !strings.HasPrefix(c.Service, "ZS") && c.query.Get("PageToken") != "" {
					c.missing()
				}
			})),
		p.not("again-first-page-is-that-of-the-list-above", "The URLs of a page lead to the pages that they name.",
			Second,
			meta("ListFunctionVersion ListAssetVersion ListVariable ListDeployment", func(c *call, m object) {
				if u, err := url.Parse(text(m, "first_page_url")); err == nil {
					parts := strings.Split(u.Path, "/")
					u.Path = strings.Join(parts[:len(parts)-2], "/")
					m["first_page_url"] = u.String()
				}
			})),
		p.not("again-deleted-one-leaves-a-gap", every, Paging, item("List*", func(c *call, entries []object) []object {
			// pages are counted before what was deleted is left out
			if page, _, _ := pageOf(c); page == 1 && len(c.mem.gone) > 0 && len(entries) > 1 {
				return entries[1:]
			}
			return entries
		})),
		h.not("again-delete-answers-null", "A delete answers 204 without a body.", Form, after("Delete*",
			func(c *call) {
				c.status, c.body, c.header = 200, []byte("null"), http.Header{"Content-Type": {"application/json"}}
			})),
		h.not("again-says-that-it-is-zipped", "Content-Encoding says how a body is encoded.", HTTP,
			header("FetchAsset", "Content-Encoding", "gzip")),
		a.not("again-password-is-for-reading-only", auth, Access, pretends("Create* Update*",
			func(_ *call, user, password string) bool { return strings.HasPrefix(user, "AC") && password != "" })),
		a.not("again-known-user-is-enough-for-uploads", auth, Access, rightful(
			func(c *call, user, _, owner, _ string) bool { return user == owner && fits(uploads, c.Op) })),
		a.not("again-known-user-is-enough-for-the-list-of-services", auth, Access, rightful(
			func(c *call, user, _, owner, _ string) bool { return user == owner && c.Op == "ListService" })),
		a.not("again-known-user-is-enough-for-builds", auth, Access, rightful(
			func(c *call, user, _, owner, _ string) bool {
				return user == owner && (c.Op == "FetchBuild" || c.Op == "CreateBuild")
			})),
		a.not("again-nobody-reads-environments", auth, Access, pretends("FetchEnvironment ListEnvironment",
			func(_ *call, user, _ string) bool { return user == "" })),
		x.not("again-not-found-is-200", "What is not there is 404.", Refusal, Defect{after: func(c *call) {
			if c.status == 404 && c.Verb == "Fetch" {
				c.status = 200
			}
		}}),
		x.not("again-message-is-empty", "An error has a message.", Form, failing("any", func(c *call) {
			if c.json != nil {
				c.json["message"] = ""
			}
		})),
		x.not("again-more-info-is-a-path", "more_info is a URL.", Form, failing("any", func(c *call) {
			if s := text(c.json, "more_info"); s != "" {
				c.json["more_info"] = strings.TrimPrefix(s, "https://www.twilio.com")
			}
		})),
		x.not("again-wrong-status-of-a-version-of-no-function", "What is not there is 404.", Refusal,
			remaps("FetchFunctionVersion FetchAssetVersion", 404, 400)),
	}
}
