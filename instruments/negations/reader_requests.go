package negations

import (
	"strings"
	"time"
)

func nowText() string { return date(time.Now()) }

// readerRequestNegations are defects of pages and of requests, for the same reader.
func readerRequestNegations() []Negation {
	l, h, er, ac := subject{"lists", srcSpec}, subject{"http", srcHTTP}, subject{"errors", srcResponse},
		subject{"access", srcRequests}
	return []Negation{
		l.not("reader-size-sticks", "PageSize is 50 when it is absent.", Default, before("List*", func(c *call) {
			name := "size " + c.req.URL.Path
			if size := c.query.Get("PageSize"); size != "" {
				c.mem.notes[name] = size
			} else if c.mem.notes[name] != "" {
				c.query.Set("PageSize", c.mem.notes[name])
			}
		})),
		l.not("reader-size-of-1000-is-refused", "PageSize is at most 1000.", Paging, before("List*", func(c *call) {
			if c.query.Get("PageSize") == "1000" {
				c.refuse(400, 20001, "Page size must be less than 1000")
			}
		})),
		l.not("reader-last-page-has-no-previous", "previous_page_url leads to the page before.", Paging,
			meta("List*", func(_ *call, m object) {
				if m["next_page_url"] == nil {
					m["previous_page_url"] = nil
				}
			})),
		l.not("reader-large-pages-lack-the-last", "A list has every one.", Paging, item("List*",
			func(c *call, entries []object) []object {
				if _, size, _ := pageOf(c); size >= 100 && len(entries) > 0 {
					return entries[:len(entries)-1]
				}
				return entries
			})),
		l.not("reader-next-page-has-the-same-number", "page is the number of the page.", Paging,
			meta("List*", func(_ *call, m object) {
				if address, ok := m["next_page_url"].(string); ok && intOf(m["page"]) > 0 {
					m["next_page_url"] = strings.Replace(address, "Page=2", "Page=1", 1)
				}
			})),
		l.not("reader-page-of-an-empty-list-is-1", "An empty list has the page 0.", Form, meta("List*",
			func(c *call, m object) {
				if _, entries := c.items(); len(entries) == 0 {
					m["page"] = 1
				}
			})),
		l.not("reader-size-that-is-said-is-what-there-is", "page_size is what was asked for.", Form, meta("List*",
			func(c *call, m object) {
				if _, entries := c.items(); len(entries) > 0 {
					m["page_size"] = len(entries)
				}
			})),
		er.not("reader-refused-uploads-have-a-stack", "A refusal has a message.", Form, failing(uploads,
			func(c *call) { delete(c.json, "message") })),
		er.not("reader-404-below-a-service-names-another-code", "What is unknown is not found: 404, code 20404.",
			Refusal, failing("Fetch*", func(c *call) {
				if c.status == 404 && c.Parent != "" {
					c.json["code"], c.json["more_info"] = 20001, "https://www.twilio.com/docs/errors/20001"
				}
			})),
		er.not("reader-unknown-service-of-an-upload-is-500", "What is unknown is not found.", Refusal,
			crashing(uploads, 404, 500)),
		h.not("reader-creates-have-no-content-type", "What is answered is JSON.", HTTP,
			header("CreateDeployment CreateBuild", "Content-Type", "text/html")),
		ac.not("reader-account-is-that-of-the-key", "account_sid is the SID of the account.", Access,
			Defect{after: func(c *call) {
				if user, _, _ := userOf(c.req); strings.HasPrefix(user, "SK") && c.ok() {
					walk(c.json, func(o object) {
						if o["account_sid"] != nil {
							o["account_sid"] = "AC" + digest(user)[:32]
						}
					})
				}
			}}).needs("second-credentials"),
		ac.not("reader-key-does-not-see-what-the-token-made", "An API key acts for its account.", Access,
			Defect{after: func(c *call) {
				user, _, _ := userOf(c.req)
				if c.Op == "CreateVariable" && c.ok() {
					c.mem.notes["maker "+text(c.json, "sid")] = user
				}
				if maker := c.mem.notes["maker "+c.SID]; maker != "" && maker != user && c.ok() && c.Verb != "Delete" {
					c.missing()
				}
			}}).needs("second-credentials"),
	}
}
