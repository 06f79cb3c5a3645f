package negations

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// listed are the nine collections and where they stand.
var listed = []struct{ resource, subject, source string }{
	{"Service", "services", srcService}, {"Function", "functions", srcFunction},
	{"FunctionVersion", "function-versions", srcFVersion},
	{"Asset", "assets", srcAsset}, {"AssetVersion", "asset-versions", srcAVersion}, {"Build", "builds", srcBuild},
	{"Environment", "environments", srcEnvironment}, {"Variable", "variables", srcVariable},
	{"Deployment", "deployments", srcDeployment},
}

func pageOf(c *call) (page, size int, m object) {
	m, _ = c.json["meta"].(object)
	return intOf(m["page"]), intOf(m["page_size"]), m
}

func listNegations() []Negation {
	s := subject{"lists", srcSpec}
	all := "List*"
	list := []Negation{
		s.not("page-size-is-ignored", "PageSize is how many a page has.", Paging,
			before(all, func(c *call) { c.query.Del("PageSize") })),
		s.not("page-size-is-ignored-and-said", "PageSize is how many a page has.", Paging, before(all, func(c *call) {
			c.asked(c.query.Get("PageSize"))
			c.query.Del("PageSize")
		}).then(meta(all, func(c *call, m object) {
			if n, err := strconv.Atoi(c.wanted()); err == nil {
				m["page_size"] = n
			}
		}))),
		s.not("page-size-of-1-gives-2", "PageSize is how many a page has.", Paging, before(all, func(c *call) {
			if c.query.Get("PageSize") == "1" {
				c.query.Set("PageSize", "2")
			}
		})),
		s.not("page-size-over-100-is-100", "PageSize is up to 1000.", Paging, before(all, func(c *call) {
			if n, _ := strconv.Atoi(c.query.Get("PageSize")); n > 100 {
				c.query.Set("PageSize", "100")
				c.asked(strconv.Itoa(n))
			}
		}).then(meta(all, func(c *call, m object) {
			if n, err := strconv.Atoi(c.wanted()); err == nil {
				m["page_size"], m["next_page_url"] = n, nil
			}
		}))),
		s.not("page-size-over-100-is-refused", "PageSize is up to 1000.", Paging, before(all, func(c *call) {
			if n, _ := strconv.Atoi(c.query.Get("PageSize")); n > 100 {
				c.refuse(400, 20001, "Page size must be less than 100.")
			}
		})),
		s.not("page-size-of-1000-is-refused", "PageSize is up to 1000.", Paging, before(all, func(c *call) {
			if c.query.Get("PageSize") == "1000" {
				c.refuse(400, 20007, "Page size too large.")
			}
		})),
		s.not("page-size-of-1001-is-1000", "PageSize is at most 1000.", Refusal, before(all, func(c *call) {
			if n, _ := strconv.Atoi(c.query.Get("PageSize")); n > 1000 {
				c.query.Set("PageSize", "1000")
			}
		})).assumed(),
		s.not("page-size-of-0-is-50", "PageSize is at least 1.", Refusal, before(all, func(c *call) {
			if c.query.Get("PageSize") == "0" {
				c.query.Del("PageSize")
			}
		})).assumed(),
		s.not("default-page-size-is-20", "PageSize is 50 when it is absent.", Default, before(all, func(c *call) {
			if !c.query.Has("PageSize") {
				c.query.Set("PageSize", "20")
			}
		})),
		s.not("default-page-size-is-100", "PageSize is 50 when it is absent.", Default, before(all, func(c *call) {
			if !c.query.Has("PageSize") {
				c.query.Set("PageSize", "100")
			}
		})),
		s.not("default-page-size-is-100-and-says-50", "PageSize is 50 when it is absent.", Default,
			before(all, func(c *call) {
				if !c.query.Has("PageSize") {
					c.query.Set("PageSize", "100")
					c.asked("x")
				}
			}).then(meta(all, func(c *call, m object) {
				if c.wanted() != "" {
					m["page_size"] = 50
				}
			}))),
		s.not("second-page-is-the-first", "Each page has what the ones before have not.", Paging,
			before(all, func(c *call) {
				if c.query.Has("PageToken") {
					c.asked(c.query.Get("Page"))
					c.query.Del("PageToken")
				}
			})),
		s.not("second-page-is-empty", "Each page has what the ones before have not.", Paging,
			item(all, func(c *call, entries []object) []object {
				if page, _, _ := pageOf(c); page > 0 {
					return nil
				}
				return entries
			})),
		s.not("third-page-is-the-second", "Each page has what the ones before have not.", Paging,
			after(all, func(c *call) {
				key, entries := c.items()
				page, size, _ := pageOf(c)
				at := fmt.Sprint("page ", key, c.req.URL.Path, size)
				if page == 1 {
					c.mem.seen[at] = object{"list": entries}
				}
				if o := c.mem.seen[at]; page == 2 && o != nil {
					c.setItems(o["list"].([]object))
				}
			})),
		s.not("pages-overlap-by-one", "A list has every one once.", Paging, after(all, func(c *call) {
			_, entries := c.items()
			page, size, _ := pageOf(c)
			at := fmt.Sprint("last ", c.req.URL.Path, size)
			last := c.mem.seen[at]
			if len(entries) > 0 {
				c.mem.seen[at] = clone(entries[len(entries)-1])
			}
			if page > 0 && last != nil && len(entries) > 0 {
				c.setItems(append([]object{last}, entries[:len(entries)-1]...))
			}
		})),
		s.not("first-of-each-later-page-is-lost", "A list has every one once.", Paging,
			item(all, func(c *call, entries []object) []object {
				if page, _, _ := pageOf(c); page > 0 && len(entries) > 0 {
					return entries[1:]
				}
				return entries
			})),
		s.not("last-of-a-full-page-is-lost", "A list has every one once.", Paging,
			item(all, func(c *call, entries []object) []object {
				if _, size, _ := pageOf(c); size > 1 && len(entries) == size {
					return entries[:size-1]
				}
				return entries
			})),
		s.not("last-page-is-lost", "A list has every one once.", Paging, meta(all, func(c *call, m object) {
			if page := intOf(m["page"]); page >= 1 {
				m["next_page_url"] = nil
			}
		})),
		s.not("ends-after-ten-pages", "A list has every one once.", Paging, meta(all, func(c *call, m object) {
			if page := intOf(m["page"]); page >= 9 {
				m["next_page_url"] = nil
			}
		})),
		s.not("an-empty-page-follows-the-last", "The last page has no next.", Paging,
			meta(all, func(c *call, m object) {
				_, entries := c.items()
				if size := intOf(m["page_size"]); m["next_page_url"] == nil && len(entries) == size {
					m["next_page_url"] = strings.Replace(fmt.Sprint(m["url"]), "Page="+fmt.Sprint(intOf(m["page"])),
						"Page="+strconv.Itoa(intOf(m["page"])+1), 1)
				}
			})).assumed(),
		s.not("next-page-url-is-always-there", "The last page has no next.", Paging, meta(all, func(_ *call, m object) {
			if m["next_page_url"] == nil {
				m["next_page_url"] = m["url"]
			}
		})),
		s.not("next-page-url-is-absent-on-the-last", "next_page_url is null on the last page.", Form,
			meta(all, func(_ *call, m object) {
				if m["next_page_url"] == nil {
					delete(m, "next_page_url")
				}
			})),
		s.not("next-page-url-is-empty-on-the-last", "next_page_url is null on the last page.", Form,
			meta(all, func(_ *call, m object) {
				if m["next_page_url"] == nil {
					m["next_page_url"] = ""
				}
			})),
		s.not("previous-page-url-leads-to-the-first", "previous_page_url leads to the page before.", Paging,
			meta(all, func(_ *call, m object) {
				if m["previous_page_url"] != nil {
					m["previous_page_url"] = m["first_page_url"]
				}
			})),
		s.not("previous-page-url-leads-to-itself", "previous_page_url leads to the page before.", Paging,
			meta(all, func(_ *call, m object) {
				if m["previous_page_url"] != nil {
					m["previous_page_url"] = m["url"]
				}
			})),
		s.not("previous-page-url-leads-on", "previous_page_url leads to the page before.", Paging,
			meta(all, func(_ *call, m object) {
				if m["previous_page_url"] != nil && m["next_page_url"] != nil {
					m["previous_page_url"] = m["next_page_url"]
				}
			})),
		s.not("previous-page-url-is-always-null", "previous_page_url leads to the page before.", Paging,
			meta(all, func(_ *call, m object) { m["previous_page_url"] = nil })),
		s.not("previous-page-url-is-there-on-the-first", "The first page has no previous.", Paging,
			meta(all, func(_ *call, m object) {
				if intOf(m["page"]) == 0 {
					m["previous_page_url"] = m["first_page_url"]
				}
			})),
		s.not("first-page-url-is-this-page", "first_page_url leads to the first page.", Paging,
			meta(all, func(_ *call, m object) { m["first_page_url"] = m["url"] })),
		s.not("url-is-the-first-page", "url leads to this page.", Paging,
			meta(all, func(_ *call, m object) { m["url"] = m["first_page_url"] })),
		s.not("next-page-url-forgets-the-page-size", "The next page has the same size.", Paging,
			meta(all, func(_ *call, m object) {
				m["next_page_url"] = keepNil(m["next_page_url"],
					func(v string) string { return withoutQuery(v, "PageSize").(string) })
			})),
		s.not("next-page-url-has-another-page-size", "The next page has the same size.", Paging,
			meta(all, func(_ *call, m object) {
				m["next_page_url"] = keepNil(m["next_page_url"], func(v string) string {
					return strings.Replace(v, "PageSize="+fmt.Sprint(intOf(m["page_size"])), "PageSize=50", 1)
				})
			})),
		s.not("next-page-url-lacks-the-token", "next_page_url leads to the next page.", Paging,
			meta(all, func(_ *call, m object) {
				m["next_page_url"] = keepNil(m["next_page_url"],
					func(v string) string { return withoutQuery(v, "PageToken").(string) })
			})),
		s.not("next-page-url-is-relative", "The URLs of meta are absolute.", Form, meta(all, func(_ *call, m object) {
			m["next_page_url"] = keepNil(m["next_page_url"],
				func(v string) string { return v[strings.Index(v, "/v1/"):] })
		})),
		s.not("next-page-url-names-another-list", "next_page_url leads to the next page of this list.", Paging,
			meta(all, func(_ *call, m object) {
				m["next_page_url"] = keepNil(m["next_page_url"], func(v string) string {
					return strings.NewReplacer("/Functions?", "/Assets?", "/Assets?", "/Functions?", "/Environments?",
						"/Builds?").Replace(v)
				})
			})),
		s.not("page-is-not-counted", "page is the index of this page.", Paging,
			meta(all, func(_ *call, m object) { m["page"] = 0 })),
		s.not("page-counts-from-1", "page is the index of this page, from 0.", Paging,
			meta(all, func(_ *call, m object) { m["page"] = intOf(m["page"]) + 1 })),
		s.not("page-is-the-offset", "page is the index of this page.", Paging,
			meta(all, func(_ *call, m object) { m["page"] = intOf(m["page"]) * intOf(m["page_size"]) })),
		s.not("page-size-says-how-many-are-there", "page_size is the size that was asked for.", Paging,
			meta(all, func(c *call, m object) {
				_, entries := c.items()
				m["page_size"] = len(entries)
			})),
		s.not("page-is-a-text", "page is a number.", Form,
			meta(all, func(_ *call, m object) { m["page"] = fmt.Sprint(intOf(m["page"])) })),
		s.not("key-is-results", "key is the name of the array.", Form,
			meta(all, func(_ *call, m object) { m["key"] = "results" })),
		s.not("key-and-array-are-results", "The array of a list has the name of its resource.", Form,
			after(all, func(c *call) {
				key, _ := c.items()
				c.json["results"] = c.json[key]
				delete(c.json, key)
				c.json["meta"].(object)["key"] = "results"
			})),
		s.not("meta-is-missing", "A list has meta.", Form, after(all, func(c *call) { delete(c.json, "meta") })),
		s.not("empty-list-is-null", "An empty list is an empty array.", Form, after(all, func(c *call) {
			if key, entries := c.items(); len(entries) == 0 {
				c.json[key] = nil
			}
		})),
		s.not("one-entry-is-no-array", "A list is an array.", Form, after(all, func(c *call) {
			if key, entries := c.items(); len(entries) == 1 {
				c.json[key] = entries[0]
			}
		})),
		s.not("malformed-token-gives-the-first-page", "A PageToken is one that the API gave.", Refusal,
			before(all, func(c *call) {
				if token := c.query.Get("PageToken"); token != "" && c.mem.notes["token "+token] == "" {
					c.query.Del("PageToken")
				}
			}).then(meta(all, func(c *call, m object) {
				for _, name := range []string{"next_page_url", "previous_page_url", "first_page_url", "url"} {
					if v, ok := m[name].(string); ok {
						if _, after, found := strings.Cut(v, "PageToken="); found {
							token, _, _ := strings.Cut(after, "&")
							c.mem.notes["token "+token] = "x"
						}
					}
				}
			}))).assumed(),
		s.not("token-can-be-used-once", "A page can be read again.", Time, before(all, func(c *call) {
			if token := c.query.Get("PageToken"); token != "" {
				if c.mem.counts[c.req.URL.Path+token]++; c.mem.counts[c.req.URL.Path+token] > 1 {
					c.refuse(400, 20001, "Invalid PageToken.")
				}
			}
		})).assumed(),
		s.not("empty-token-is-refused", "Clients send an empty PageToken for the first page.", Shape,
			before(all, func(c *call) {
				if c.query.Has("PageToken") && c.query.Get("PageToken") == "" {
					c.refuse(400, 20001, "Invalid PageToken.")
				}
			})).from("RJPearson94/twilio-sdk-go"),
		s.not("page-in-the-query-is-refused", "Page is a parameter of lists.", Refusal, before(all, func(c *call) {
			if c.query.Has("Page") && !c.query.Has("PageToken") {
				c.refuse(400, 20001, "Unknown parameter Page.")
			}
		})),
		s.not("page-0-gives-another-page", "Page 0 is the first page.", Paging,
			item(all, func(c *call, entries []object) []object {
				if c.query.Get("Page") == "0" && !c.query.Has("PageToken") {
					return nil
				}
				return entries
			})),
	}
	return list
}

// keepNil changes a text and leaves a null.
func keepNil(v any, f func(string) string) any {
	if s, ok := v.(string); ok {
		return f(s)
	}
	return v
}

func longListNegations() (list []Negation) {
	for _, r := range listed {
		s := subject{r.subject, r.source}
		ops := "List" + r.resource
		if r.resource != "Service" { // an account has 50
			list = append(list,
				s.not("list-ends-at-50", "The list has every one.", Paging, hidesAfter(ops, 50)),
				s.not("list-ends-at-100", "The list has every one.", Paging, hidesAfter(ops, 100)),
			)
			if r.resource == "Environment" { // a Service has 25
				list = list[:len(list)-2]
			}
		}
		list = append(list,
			s.not("list-misses-the-first-page-boundary", "The list has every one once.", Paging,
				item(ops, func(c *call, entries []object) []object {
					if page, size, _ := pageOf(c); page == 1 && size > 1 && len(entries) > 1 {
						return entries[1:]
					}
					return entries
				})),
			s.not("list-repeats-one-on-a-later-page", "The list has every one once.", Paging, after(ops, func(c *call) {
				_, entries := c.items()
				page, size, _ := pageOf(c)
				at := "first " + c.req.URL.Path
				if page == 0 && len(entries) > 0 {
					c.mem.seen[at] = clone(entries[0])
				}
				if o := c.mem.seen[at]; page == 2 && o != nil && len(entries) == size {
					entries[0] = o
					c.setItems(entries)
				}
			})),
			s.not("list-entries-lack-their-url", "The list has what a fetch shows.", Form,
				item(ops, func(_ *call, entries []object) []object {
					for _, e := range entries {
						delete(e, "url")
					}
					return entries
				})),
		)
	}
	return list
}

func listOrderNegations() []Negation {
	s := subject{"lists", srcSpec}
	all := "List*"
	return []Negation{
		s.not("later-pages-change-when-something-is-created", "Paging goes through what was there, each once.", Time,
			before(all, func(c *call) {
				if n, err := strconv.Atoi(c.query.Get("Page")); err == nil && c.query.Has("PageToken") {
					c.asked(strconv.Itoa(n))
					c.query.Del("PageToken")
					size := c.query.Get("PageSize")
					if size == "" {
						size = "50"
					}
					c.query.Set("PageSize", "1000")
					c.mem.notes["size"] = size
				}
			}).then(after(all, func(c *call) {
				n, err := strconv.Atoi(c.wanted())
				if err != nil {
					return
				}
				_, entries := c.items()
				m := c.json["meta"].(object)
				size, _ := strconv.Atoi(c.mem.notes["size"])
				from, to := min(n*size, len(entries)), min((n+1)*size, len(entries))
				at := strings.Split(fmt.Sprint(m["url"]), "?")[0]
				page := func(i int) string {
					return fmt.Sprintf("%s?PageSize=%d&Page=%d&PageToken=PT%d", at, size,
						i, i)
				}
				m["page"], m["page_size"], m["url"], m["previous_page_url"], m["next_page_url"] = n, size, page(n),
					page(n-1), nil
				m["first_page_url"] = fmt.Sprintf("%s?PageSize=%d&Page=0", at, size)
				if to < len(entries) {
					m["next_page_url"] = page(n + 1)
				}
				c.setItems(entries[from:to])
			}))).assumed(),
		s.not("entries-are-in-another-order-at-each-read", "The newest version comes first.", Paging,
			item("ListFunctionVersion ListAssetVersion ListBuild ListDeployment",
				func(_ *call, entries []object) []object {
					return shuffled(entries)
				})),
		s.not("entries-of-one-second-are-in-any-order", "The newest version comes first, those of one second too.",
			Paging, item("ListFunctionVersion ListAssetVersion", func(_ *call, entries []object) []object {
				for i := 1; i < len(entries); i++ {
					if entries[i]["date_created"] == entries[i-1]["date_created"] &&
						text(entries[i], "sid") < text(entries[i-1], "sid") {
						entries[i], entries[i-1] = entries[i-1], entries[i]
					}
				}
				return entries
			})).assumed(),
		s.not("entries-are-sorted-by-sid", "The newest version comes first.", Paging,
			item("ListFunctionVersion ListAssetVersion ListBuild ListDeployment",
				func(_ *call, entries []object) []object {
					for i := range entries {
						for j := i; j > 0 && text(entries[j], "sid") < text(entries[j-1], "sid"); j-- {
							entries[j], entries[j-1] = entries[j-1], entries[j]
						}
					}
					return entries
				})),
		s.not("entries-are-those-of-the-first-read", "A list has what is there.", Time, after(all, func(c *call) {
			if c.req.URL.RawQuery != "" && c.query.Has("PageToken") {
				return
			}
			key := c.req.URL.Path + "?" + c.query.Encode()
			if o := c.mem.seen[key]; o != nil {
				data, _ := json.Marshal(o)
				_ = json.Unmarshal(data, &c.json)
				return
			}
			c.mem.seen[key] = clone(c.json)
		})),
		s.not("newest-is-missing-until-the-next-create", "What was created is listed.", Time,
			after("Create*", func(c *call) {
				c.mem.notes["newest "+c.Resource] = text(c.json, "sid")
			}).then(item(all, func(c *call, entries []object) (left []object) {
				for _, e := range entries {
					if text(e, "sid") != c.mem.notes["newest "+c.Resource] {
						left = append(left, e)
					}
				}
				return left
			}))),
		s.not("entries-are-older-than-what-a-fetch-shows", "The list has what a fetch shows.", Second,
			item("ListFunction ListAsset ListVariable", func(c *call, entries []object) []object {
				for _, e := range entries {
					if o := c.mem.seen["first "+text(e, "sid")]; o != nil {
						for _, name := range []string{"friendly_name", "key", "value"} {
							if _, there := e[name]; there {
								e[name] = o[name]
							}
						}
					}
				}
				return entries
			}).remembering()),
	}
}
