package negations

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// freshRequestNegations break promises of all resources, of lists and of errors.
func freshRequestNegations() []Negation {
	p, r, e, t := subject{"fresh-pages", srcSpec}, subject{"fresh-requests", srcRequests},
		subject{"fresh-errors", srcResponse}, subject{"fresh-dates", srcSpec}
	every, error4 := "The list has every one once.", "An error says what it is."
	later := func(f func(c *call, m object)) Defect {
		return meta("List*", func(c *call, m object) {
			if c.query.Has("PageToken") {
				f(c, m)
			}
		})
	}
	return []Negation{
		p.not("of-one-have-two", "A page has as many as were asked for.", Paging, before("List*", func(c *call) {
			if c.query.Get("PageSize") == "1" {
				c.query.Set("PageSize", "2")
			}
		})),
		p.not("full-last-one-repeats-itself", every, Paging, meta("ListAsset ListFunction", func(c *call, m object) {
			if _, entries := c.items(); m["next_page_url"] == nil &&
				strconv.Itoa(len(entries)) == c.query.Get("PageSize") {
				m["next_page_url"] = m["url"]
			}
		})),
		p.not("number-stays-one", "page is the number of the page.", Paging, later(func(_ *call,
			m object) {
			m["page"] = 1
		})),
		p.not("key-of-later-ones-is-items", "key names the list.", Paging, later(func(_ *call,
			m object) {
			m["key"] = "items"
		})),
		p.not("previous-of-the-second-is-null", "previous_page_url leads back.", Paging,
			later(func(_ *call, m object) { m["previous_page_url"] = nil })),
		p.not("first-of-later-ones-is-itself", "first_page_url leads to the first page.", Paging,
			later(func(_ *call, m object) { m["first_page_url"] = m["url"] })),
		p.not("size-of-later-ones-is-50", "page_size is what was asked for.", Paging,
			later(func(_ *call, m object) { m["page_size"] = 50 })),
		p.not("third-is-refused", "next_page_url leads to the next page.", Paging, refuses("List*", func(c *call) bool {
			page, _ := strconv.Atoi(c.query.Get("Page"))
			return page > 1 && c.query.Has("PageToken")
		})),
		p.not("fifth-is-empty", every, Paging, item("List*", func(c *call, all []object) []object {
			if page, _ := strconv.Atoi(c.query.Get("Page")); page > 3 && c.query.Has("PageToken") {
				return nil
			}
			return all
		})),
		p.not("hundredth-is-lost", every, Paging, item("List*", func(_ *call, all []object) []object {
			if len(all) > 99 {
				all = all[:99]
			}
			return all
		})),
		p.not("of-variables-are-those-of-the-first-asked", "A token is of one list.", Paging, before("ListVariable",
			func(c *call) {
				if c.query.Has("PageToken") && c.mem.notes["list of variables"] != "" {
					c.to(c.mem.notes["list of variables"])
				} else if c.mem.notes["list of variables"] == "" {
					c.mem.notes["list of variables"] = c.req.URL.Path
				}
			})),
		p.not("names-in-lists-are-latin-1", "Text is UTF-8.", Content, Defect{write: func(w http.ResponseWriter,
			c *call) bool {
			if c.Verb != "List" || !c.ok() {
				return false
			}
			var latin []byte
			for _, r := range string(c.body) {
				if r < 0x100 {
					latin = append(latin, byte(r))
				} else {
					latin = append(latin, string(r)...)
				}
			}
			c.body = latin
			c.send(w)
			return true
		}, after: func(*call) {}}),

		r.not("variables-are-listed-as-html", "An answer is JSON.", HTTP, header("ListVariable", "Content-Type",
			"text/html")),
		r.not("delete-with-a-body-is-refused", "A delete ignores a body.", HTTP, refuses("Delete*",
			func(c *call) bool { return len(c.raw) > 0 })).assumed(),
		r.not("get-with-a-content-type-is-refused", "Helper libraries send the type with each request.", HTTP,
			refuses("Fetch* List*", func(c *call) bool { return c.req.Header.Get("Content-Type") != "" })),
		r.not("unknown-user-is-let-in", "Credentials are a user and its password.", Access, before("Fetch*",
			func(c *call) {
				if user, password, ok := c.req.BasicAuth(); ok && c.mem.notes["user of "+password] != "" &&
					c.mem.notes["user of "+password] != user {
					c.req = c.req.Clone(c.req.Context())
					c.req.SetBasicAuth(c.mem.notes["user of "+password], password)
				}
			}).noting()),
		r.not("empty-password-is-let-in", "Credentials are a user and its password.", Access, before("List*",
			func(c *call) {
				if user, password, ok := c.req.BasicAuth(); ok && password == "" &&
					c.mem.notes["password of "+user] != "" {
					c.req = c.req.Clone(c.req.Context())
					c.req.SetBasicAuth(user, c.mem.notes["password of "+user])
				}
			}).noting()),
		r.not("update-answers-late", "An update answers with what is now.", Update, Defect{
			before: func(c *call) {
				if c.Verb == "Update" && c.mem.seen[c.SID] != nil {
					c.keep("before "+c.SID, c.mem.seen[c.SID])
				}
			},
			after: func(c *call) {
				if old := c.recall("before " + c.SID); c.Verb == "Update" && c.ok() && old != nil {
					c.json = old
				}
			}}),
		r.not("twentieth-create-is-lost", "What was created is there.", Second, after("Create*", func(c *call) {
			if len(c.mem.order)%20 == 0 {
				c.mem.hidden[text(c.json, "sid")] = true
			}
		})),

		e.not("status-is-a-text", error4, Form, failing("any", func(c *call) {
			if c.json["status"] != nil {
				c.json["status"] = strconv.Itoa(c.status)
			}
		})),
		e.not("not-found-below-an-environment-is-400", "What is not there is 404.", Refusal,
			remaps("FetchVariable FetchDeployment", 404, 400)),
		e.not("not-found-of-a-delete-has-no-body", error4, Form, failing("Delete*", func(c *call) {
			if c.status == 404 {
				c.json, c.body = nil, nil
			}
		})),
		e.not("missing-parent-has-code-20001", "What is not there has code 20404.", Form, failing("List*",
			func(c *call) {
				if c.status == 404 {
					c.json["code"] = 20001
				}
			})),
		e.not("missing-name-is-500", "A mistake of the client is 4xx.", Refusal,
			remaps("CreateFunction CreateAsset", 400, 500)),
		e.not("page-of-another-code", "more_info is the page of the code.", Form, failing("any", func(c *call) {
			if c.status == 409 {
				c.json["more_info"] = "https://www.twilio.com/docs/errors/20404"
			}
		})),
		e.not("deleted-is-found-by-lists-of-children", "What is below a deleted one is not found.", Refusal, Defect{
			after: func(c *call) {
				if c.Op != "ListVariable" || c.status != 404 || c.mem.gone[c.Parent] == nil {
					return
				}
				at := "https://" + c.req.Host + c.req.URL.Path + "?PageSize=50&Page=0"
				c.status, c.json = 200, object{"variables": []any{}, "meta": object{"key": "variables", "page": 0,
					"page_size": 50, "url": at, "first_page_url": at, "next_page_url": nil, "previous_page_url": nil}}
			}}),

		t.not("mornings-are-evenings", "Dates are in GMT.", Time, redated(func(at time.Time) string {
			if at.Hour() < 12 {
				at = at.Add(12 * time.Hour)
			}
			return date(at)
		})),
		t.not("seconds-are-zero", "Dates have seconds.", Time, redated(func(at time.Time) string {
			return at.Format("2006-01-02T15:04:00Z")
		})),
		t.not("updates-are-in-another-zone", "Dates are in GMT.", Time, Defect{after: func(c *call) {
			if at, err := time.Parse(time.RFC3339, text(c.json, "date_updated")); err == nil &&
				c.Verb == "Update" && c.ok() {
				c.mem.stay(text(c.json, "sid"), "date_updated", at.Add(2*time.Hour).Format(time.RFC3339))
			}
		}}),
		t.not("listed-ones-have-day-and-month-swapped", "Dates are as ISO 8601 has them.", Time,
			Defect{after: func(c *call) {
				if c.Verb == "List" && c.ok() {
					redated(func(at time.Time) string {
						return at.Format("2006-") + at.Format("02-01") + at.Format("T15:04:05Z")
					}).after(c)
				}
			}}),
		t.not("created-in-lists-is-updated", "date_created never moves.", Time, everywhere(func(c *call, o object) {
			if c.Verb == "List" && o["date_updated"] != nil {
				o["date_created"] = o["date_updated"]
			}
		})),
	}
}

// redated writes every date of the answers in another form.
func redated(form func(at time.Time) string) Defect {
	return everywhere(func(_ *call, o object) {
		for name, value := range o {
			s, _ := value.(string)
			if at, err := time.Parse(time.RFC3339, s); err == nil && strings.HasPrefix(name, "date_") {
				o[name] = form(at)
			}
		}
	})
}

// noting remembers the credentials with which something succeeded.
func (d Defect) noting() Defect {
	return both(d, Defect{after: func(c *call) {
		if user, password, ok := c.req.BasicAuth(); ok && c.ok() && c.Verb == "Create" {
			c.mem.notes["user of "+password], c.mem.notes["password of "+user] = user, password
		}
	}})
}
