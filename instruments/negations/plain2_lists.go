package negations

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// plain2ListNegations are bugs of pages that come in when one writes a server of one's own.
func plain2ListNegations() []Negation {
	l := subject{"lists", srcSpec}
	every, size := "The pages of a list have every one once.", "page_size is what was asked for, or 50."
	link := "The URLs of pages lead to those pages."
	each := func(f func(c *call, address *url.URL, name string)) Defect {
		return meta("List*", func(c *call, m object) {
			for _, name := range []string{"url", "first_page_url", "next_page_url", "previous_page_url"} {
				if u, err := url.Parse(text(m, name)); err == nil && text(m, name) != "" {
					f(c, u, name)
					m[name] = u.String()
				}
			}
		})
	}
	query := func(f func(q url.Values, name string)) Defect {
		return each(func(_ *call, u *url.URL, name string) {
			q := u.Query()
			f(q, name)
			u.RawQuery = q.Encode()
		})
	}
	return []Negation{
		l.not("plain2-default-is-20", "PageSize is 50 when it is absent.", Default, before("List*", func(c *call) {
			if !c.query.Has("PageSize") {
				c.query.Set("PageSize", "20")
			}
		})),
		l.not("plain2-size-is-at-most-100", "PageSize may be 1000.", Paging, before("List*", func(c *call) {
			if intOfText(c.query.Get("PageSize")) > 100 {
				c.query.Set("PageSize", "100")
			}
		})),
		l.not("plain2-size-of-one-is-refused", "PageSize is 1 or more.", Paging, before("List*", func(c *call) {
			if c.query.Get("PageSize") == "1" {
				c.refuse(400, 20001, "Invalid page size")
			}
		})),
		l.not("plain2-first-of-each-page-but-the-first-is-skipped", every, Paging, item("List*",
			func(c *call, entries []object) []object {
				if page, _, _ := pageOf(c); page > 0 && len(entries) > 1 {
					return entries[1:]
				}
				return entries
			})),
		l.not("plain2-last-of-a-page-stands-on-the-next", every, Paging, Defect{after: func(c *call) {
			if c.Verb != "List" || !c.ok() {
				return
			}
			page, _, _ := pageOf(c)
			_, entries := c.items()
			key := "last of page " + c.req.URL.Path + c.req.Header.Get("Authorization")
			if o := c.recall(key); page > 0 && o != nil && len(entries) > 0 {
				c.setItems(append([]object{o}, entries[:len(entries)-1]...))
			}
			if len(entries) > 0 {
				c.keep(key, entries[len(entries)-1])
			}
		}}),
		l.not("plain2-no-next-when-two-pages-are-full", every, Paging, meta("List*", func(c *call, m object) {
			if page, _, _ := pageOf(c); page == 1 {
				m["next_page_url"] = nil
			}
		})),
		l.not("plain2-next-when-a-page-is-full", "next_page_url is null on the last page.", Paging, meta("List*",
			func(c *call, m object) {
				_, n, _ := pageOf(c)
				if _, entries := c.items(); len(entries) == n && m["next_page_url"] == nil {
					m["next_page_url"] = strings.Replace(text(m, "url"), "Page=0", "Page=1", 1)
				}
			})),
		l.not("plain2-next-page-has-the-default-size", size, Paging, query(func(q url.Values, name string) {
			if name == "next_page_url" {
				q.Set("PageSize", "50")
			}
		})),
		l.not("plain2-first-page-has-the-page-at-hand", link, Paging, meta("List*", func(_ *call, m object) {
			m["first_page_url"] = m["url"]
		})),
		l.not("plain2-url-is-the-first-page", link, Paging, meta("List*", func(_ *call, m object) {
			m["url"] = m["first_page_url"]
		})),
		l.not("plain2-previous-page-is-two-back", link, Paging, query(func(q url.Values, name string) {
			if n := intOfText(q.Get("Page")); name == "previous_page_url" && n > 0 {
				q.Set("Page", strconv.Itoa(n-1))
				q.Del("PageToken")
			}
		})),
		l.not("plain2-previous-is-empty-text", "previous_page_url is null on the first page.", Form, meta("List*",
			func(_ *call, m object) {
				if m["previous_page_url"] == nil {
					m["previous_page_url"] = ""
				}
			})),
		l.not("plain2-urls-have-no-host", "The URLs of pages are absolute.", Form,
			each(func(_ *call, u *url.URL, _ string) { u.Scheme, u.Host = "", "" })),
		l.not("plain2-urls-have-the-service-twice", link, Identity, each(func(_ *call, u *url.URL, name string) {
			if name == "next_page_url" {
				u.Path = strings.Replace(u.Path, "/v1/Services/", "/v1/Services/Services/", 1)
			}
		})),
		l.not("plain2-pages-count-from-one", "The first page is 0.", Form, meta("List*", func(c *call, m object) {
			m["page"] = intOf(m["page"]) + 1
		})),
		l.not("plain2-page-is-always-0", "page is the number of the page.", Paging,
			meta("List*", func(_ *call, m object) { m["page"] = 0 })),
		l.not("plain2-size-is-a-text", "page_size is a number.", Form, meta("List*", func(_ *call, m object) {
			m["page_size"] = strconv.Itoa(intOf(m["page_size"]))
		})),
		l.not("plain2-size-of-the-last-page-is-what-is-left", size, Form, meta("List*", func(c *call, m object) {
			if _, entries := c.items(); m["next_page_url"] == nil && len(entries) > 0 {
				m["page_size"] = len(entries)
			}
		})),
		l.not("plain2-key-is-items", "key names the list.", Form, after("List*", func(c *call) {
			key, _ := c.items()
			c.json["items"] = c.json[key]
			delete(c.json, key)
			c.json["meta"].(object)["key"] = "items"
		})),
		l.not("plain2-key-is-the-singular", "key names the list.", Form, meta("List*", func(_ *call, m object) {
			m["key"] = strings.TrimSuffix(text(m, "key"), "s")
		})),
		l.not("plain2-empty-list-is-null", "An empty list is empty.", Form, after("List*", func(c *call) {
			if key, entries := c.items(); len(entries) == 0 {
				c.json[key] = nil
			}
		})),
		l.not("plain2-empty-list-is-404", "An empty list is empty.", Refusal, after("List*", func(c *call) {
			if _, entries := c.items(); len(entries) == 0 {
				c.missing()
			}
		})),
		l.not("plain2-has-a-total", "A list has the pages that meta says.", Form, both(
			item("List*", func(c *call, entries []object) []object {
				if page, size, _ := pageOf(c); page == 0 && size < 10 {
					return entries[:min(len(entries), size)]
				}
				return entries
			}),
			meta("List*", func(_ *call, m object) { delete(m, "first_page_url") }))),
		l.not("plain2-unknown-parameter-is-refused", "What is unknown is ignored.", HTTP, denies("List*", 400,
			func(c *call) bool {
				for name := range c.query {
					if !slices.Contains([]string{"Page", "PageSize", "PageToken", "StartDate", "EndDate",
						"FunctionSid"}, name) {
						return true
					}
				}
				return false
			})),
		l.not("plain2-items-are-short", "A list shows its entries as a fetch does.", Form, item("List*",
			func(_ *call, entries []object) []object {
				for _, o := range entries {
					delete(o, "links")
				}
				return entries
			})),
		l.not("plain2-dates-of-a-list-are-days", "Dates are ISO 8601 with a time.", Form, item("List*",
			func(_ *call, entries []object) []object {
				for _, o := range entries {
					o["date_created"], _, _ = strings.Cut(text(o, "date_created"), "T")
				}
				return entries
			})),
		l.not("plain2-list-is-as-long-as-a-day-ago", "A list shows the newest state.", Time,
			stale("List*", "none")),
		l.not("plain2-delete-does-not-clear-the-cache", "A list shows the newest state.", Time,
			stale("List*", "Create*")),
	}
}
