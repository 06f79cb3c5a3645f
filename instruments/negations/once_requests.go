package negations

import (
	"encoding/json"
	"net/http"
	"strings"
	"time"
)

// onceRequestNegations are defects of lists, dates, requests, credentials and errors.
func onceRequestNegations() []Negation {
	p, h, f := subject{"lists", srcResponse}, subject{"requests", srcHTTP}, subject{"forms", srcForms}
	a, x, t := subject{"access", srcRequests}, subject{"errors", srcResponse}, subject{"dates", srcSpec}
	urls := "The URLs of a page lead to the pages that they name."
	iso := "A date is in GMT and in ISO 8601."
	auth := "Each request is authenticated."
	free := "A request may have what HTTP allows."
	return []Negation{
		p.not("once-sizes-are-compared-as-text", "PageSize is how many a page has.", Paging, before("List*",
			func(c *call) {
				if s := c.query.Get("PageSize"); len(s) == 1 && s > "5" {
					c.query.Set("PageSize", "50")
				}
			})),
		p.not("once-size-is-how-many-there-are", "page_size is the size of pages.", Paging, after("List*",
			func(c *call) {
				if _, entries := c.items(); len(entries) > 0 {
					_, _, m := pageOf(c)
					m["page_size"] = len(entries)
				}
			})),
		p.not("once-next-of-a-later-page-is-a-path", urls, Paging, meta("List*", func(c *call, m object) {
			if s := text(m, "next_page_url"); s != "" && intOf(m["page"]) > 0 {
				m["next_page_url"] = s[strings.Index(s, "/v1/"):]
			}
		})),
		p.not("once-token-is-good-for-once", urls, Paging, refuses("List*", func(c *call) bool {
			token := c.query.Get("PageToken")
			if token == "" {
				return false
			}
			name := "token " + c.req.URL.RequestURI()
			c.mem.counts[name]++
			return c.mem.counts[name] > 1
		})),
		p.not("once-first-page-has-the-size-of-the-default", urls, Paging, meta("List*", func(_ *call, m object) {
			m["first_page_url"] = withoutQuery(m["first_page_url"], "PageSize")
		})),
		p.not("once-page-of-one-shows-the-newest-only", "The pages of a list have every entry once.", Paging,
			meta("List*", func(_ *call, m object) {
				if intOf(m["page_size"]) == 1 {
					m["next_page_url"] = nil
				}
			})),
		t.not("once-hours-are-of-twelve", iso, Time, redated(func(at time.Time) string {
			return at.UTC().Format("2006-01-02T03:04:05Z")
		})),
		t.not("once-minutes-stand-for-months", iso, Time, redated(func(at time.Time) string {
			return at.UTC().Format("2006-04-02T15:04:05Z")
		})),
		t.not("once-dates-have-no-seconds", iso, Form, redated(func(at time.Time) string {
			return at.UTC().Format("2006-01-02T15:04Z")
		})),
		t.not("once-dates-of-entries-are-those-of-the-first", "date_created is when it was created.", Second,
			item("ListFunction ListAsset ListVariable ListEnvironment ListBuild", func(_ *call,
				entries []object) []object {
				for _, o := range entries {
					o["date_created"] = entries[0]["date_created"]
				}
				return entries
			})),
		t.not("once-date-of-an-update-is-that-of-the-last-read", "date_updated is when it was updated.", Time,
			after("FetchService FetchFunction FetchAsset FetchVariable FetchEnvironment", func(c *call) {
				if at, err := time.Parse(time.RFC3339, text(c.json, "date_created")); err == nil &&
					time.Since(at) > time.Second {
					c.json["date_updated"] = date(time.Now())
				}
			})),
		h.not("once-accept-with-weights-is-406", free, HTTP, denies("*", 406, asks("Accept", contains(";")))),
		h.not("once-accept-of-many-is-406", free, HTTP, denies("*", 406, asks("Accept", contains(",")))),
		h.not("once-letters-of-a-path-may-not-be-encoded", "A path is compared when it is decoded.", HTTP,
			before("*", func(c *call) {
				if c.req.URL.RawPath != "" {
					c.missing()
				}
			})),
		h.not("once-no-agent-is-refused", free, HTTP, denies("*", 403, func(c *call) bool {
			return c.req.Header.Get("User-Agent") == ""
		})),
		h.not("once-cookies-are-refused", free, HTTP, denies("*", 400, func(c *call) bool {
			return c.req.Header.Get("Cookie") != ""
		})),
		h.not("once-key-of-idempotency-is-refused", free, HTTP, denies("Create*", 400, func(c *call) bool {
			return c.req.Header.Get("Idempotency-Key") != ""
		})),
		f.not("once-escapes-in-lower-case-stay", "A percent and two digits are a byte.", HTTP,
			before("Create* Update*", func(c *call) {
				if rawPair(func(pair string) bool { return strings.Contains(pair, "%c3%") })(c) {
					for name := range c.form {
						c.form.Set(name, strings.ReplaceAll(c.form.Get(name), "é", "%c3%a9"))
					}
				}
			})),
		f.not("once-name-of-a-field-may-not-be-encoded", "Names of fields are decoded.", HTTP,
			denies("Create* Update*", 400, rawPair(func(pair string) bool {
				name, _, _ := strings.Cut(pair, "=")
				return strings.Contains(name, "%")
			}))),
		f.not("once-empty-pairs-are-refused", "Empty pairs are skipped.", HTTP, denies("Create* Update*", 400,
			func(c *call) bool {
				return len(c.form) > 0 && rawPair(func(pair string) bool { return pair == "" })(c)
			})),
		a.not("once-token-is-compared-without-case", auth, Access, rightful(
			func(_ *call, user, password, owner, token string) bool {
				return user == owner && password != token && strings.EqualFold(password, token)
			})),
		a.not("once-account-is-compared-without-case", auth, Access, rightful(
			func(_ *call, user, password, owner, token string) bool {
				return user != owner && strings.EqualFold(user, owner) && password == token
			})),
		a.not("once-space-around-the-token-is-cut", auth, Access, rightful(
			func(_ *call, user, password, owner, token string) bool {
				return user == owner && password != token && strings.TrimSpace(password) == token
			})),
		a.not("once-account-of-a-key-is-the-key", "account_sid is the account.", Access, everywhere(
			func(c *call, o object) {
				if user, _, _ := userOf(c.req); strings.HasPrefix(user, "SK") && o["account_sid"] != nil {
					o["account_sid"] = user
				}
			})).needs("second-credentials"),
		a.not("once-deletes-are-carried-out-before-they-are-refused", auth, Access, unheard("Delete*")),
		a.not("once-others-read-what-an-environment-has", auth, Access,
			foreign("ListVariable ListDeployment ListLog FetchBuildStatus")).needs("foreign-account"),
		x.not("once-status-is-a-text", "status is a number.", Form, failing("any", func(c *call) {
			if n, ok := c.json["status"].(json.Number); ok {
				c.json["status"] = n.String()
			}
		})),
		x.not("once-errors-have-a-list", "An error is an object with a message.", Form, failing("any", func(c *call) {
			if c.json != nil {
				c.json = object{"errors": []any{c.json}}
			}
		})),
		x.not("once-missing-field-is-422", "A wrong request is 400.", Refusal, remaps("Create* Update*", 400, 422)),
		x.not("once-update-of-nothing-is-204", "What is not there is 404.", Refusal,
			remaps("UpdateService UpdateFunction UpdateAsset UpdateVariable", 404, 204)),
		x.not("once-404-that-is-repeated-has-no-code", "What is not there is 404 with the code 20404.", Time,
			Defect{after: func(c *call) {
				name := "missing " + c.req.Method + c.req.URL.Path
				if c.status == http.StatusNotFound && c.json != nil {
					if c.mem.counts[name]++; c.mem.counts[name] > 1 {
						delete(c.json, "code")
					}
				}
			}}),
	}
}
