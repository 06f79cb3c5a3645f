package negations

import (
	"net/http"
	"net/url"
	"strings"
	"time"
)

// listingNegations are lists that lack what is in another state, and pages that are wrong from the second on.
func listingNegations() []Negation {
	l := subject{"lists", srcSpec}
	lacks := func(kind string, when func(c *call, o object) bool) Defect {
		return item("List"+kind, func(c *call, entries []object) (left []object) {
			for _, o := range entries {
				if !when(c, o) {
					left = append(left, o)
				}
			}
			return left
		})
	}
	isEmpty := func(path ...string) func(c *call, o object) bool {
		return func(c *call, o object) bool {
			base := strings.TrimPrefix(c.req.URL.Path, "/v1") + "/" + text(o, "sid") + "/" + strings.Join(path, "/")
			return len(c.all(base)) == 0
		}
	}
	every, once := "A list has every one once.", "The list shows each as it is."
	later := func(f func(c *call, m object)) Defect {
		return meta("List*", func(c *call, m object) {
			if intOf(m["page"]) > 0 {
				f(c, m)
			}
		})
	}
	query := func(address any, f func(q url.Values)) any {
		u, err := url.Parse(string(encode(object{"u": address})))
		if s, ok := address.(string); ok {
			u, err = url.Parse(s)
		}
		if err != nil {
			return address
		}
		q := u.Query()
		f(q)
		u.RawQuery = q.Encode()
		return u.String()
	}
	s, f, a := subject{"services", srcService}, subject{"functions", srcFunction}, subject{"assets", srcAsset}
	b, e, d := subject{"builds", srcBuild}, subject{"environments", srcEnvironment},
		subject{"deployments", srcDeployment}
	v, fv := subject{"variables", srcVariable}, subject{"function-versions", srcFVersion}
	return []Negation{
		s.not("list-lacks-those-without-environments", every, Second, lacks("Service", isEmpty("Environments"))),
		f.not("list-lacks-those-without-versions", every, Second, lacks("Function", isEmpty("Versions"))),
		a.not("list-lacks-those-with-versions", every, Second, lacks("Asset", func(c *call, o object) bool {
			return !isEmpty("Versions")(c, o)
		})),
		b.not("list-lacks-those-under-way", every, Second, lacks("Build", func(_ *call, o object) bool {
			return text(o, "status") == "building"
		})),
		e.not("list-lacks-those-without-a-build", every, Second, lacks("Environment", func(_ *call, o object) bool {
			return text(o, "build_sid") == ""
		})),
		d.not("list-lacks-those-that-clear", every, Second, lacks("Deployment", func(_ *call, o object) bool {
			return text(o, "build_sid") == ""
		})),
		d.not("list-lacks-what-is-live", every, Second, lacks("Deployment", func(c *call, o object) bool {
			_, env := c.admin("GET", c.base("Environments", c.Parent), nil)
			return text(env, "build_sid") == text(o, "build_sid") && text(o, "build_sid") != ""
		})),
		b.not("list-entries-have-no-dependencies", once, Second, item("ListBuild",
			func(_ *call, entries []object) []object {
				for _, o := range entries {
					o["dependencies"] = []any{}
				}
				return entries
			})),
		e.not("list-shows-the-build-before", once, Second, after("CreateDeployment", func(c *call) {
			c.mem.notes["before "+c.Parent], c.mem.notes["now "+c.Parent] = c.mem.notes["now "+c.Parent],
				c.form.Get("BuildSid")
		}).then(item("ListEnvironment", func(c *call, entries []object) []object {
			for _, o := range entries {
				if was := c.mem.notes["before "+text(o, "sid")]; was != "" {
					o["build_sid"] = was
				}
			}
			return entries
		}))),
		a.not("updated-one-is-listed-twice", every, Update, after("UpdateAsset", func(c *call) {
			c.mem.notes["updated "+c.SID] = "x"
		}).then(item("ListAsset", func(c *call, entries []object) (all []object) {
			for _, o := range entries {
				all = append(all, o)
				if c.mem.notes["updated "+text(o, "sid")] != "" {
					all = append(all, clone(o))
				}
			}
			return all
		}))),
		v.not("updated-one-is-not-listed", every, Update, after("UpdateVariable", func(c *call) {
			c.mem.notes["updated "+c.SID] = "x"
		}).then(lacks("Variable", func(c *call, o object) bool {
			return c.mem.notes["updated "+
				text(o, "sid")] != ""
		}))),
		fv.not("list-entries-say-public", once, Form, item("ListFunctionVersion",
			func(_ *call, entries []object) []object {
				for _, o := range entries {
					o["visibility"] = "public"
				}
				return entries
			})),
		l.not("below-a-name-have-one-page", every, Paging, meta("List*", func(c *call, m object) {
			if c.Service != "" && !strings.HasPrefix(c.Service, "ZS") {
				m["next_page_url"] = nil
			}
		})),
		l.not("below-a-name-have-urls-that-are-not-found", "A page URL can be fetched.", Paging,
			meta("List*", func(c *call, m object) {
				if next, _ := m["next_page_url"].(string); c.Service != "" && !strings.HasPrefix(c.Service, "ZS") {
					if next != "" {
						m["next_page_url"] = strings.Replace(next, "/Services/", "/Services/undefined/", 1)
					}
				}
			})),
		l.not("later-pages-say-50", "page_size is what was asked for.", Paging,
			later(func(_ *call, m object) { m["page_size"] = 50 })),
		l.not("later-pages-have-another-key", "key names the array.", Paging, after("List*", func(c *call) {
			if m, ok := c.json["meta"].(object); ok && intOf(m["page"]) > 0 {
				key, _ := c.items()
				c.json["items"], m["key"] = c.json[key], "items"
				delete(c.json, key)
			}
		})),
		l.not("later-pages-have-no-url-of-their-own", "url is the URL of the page.", Paging,
			later(func(_ *call, m object) {
				m["url"] = query(m["url"], func(q url.Values) { q.Del("PageToken"); q.Set("Page", "0") })
			})),
		l.not("first-page-url-of-later-pages-has-a-token", "first_page_url leads to the first page.", Paging,
			later(func(_ *call, m object) { m["first_page_url"] = m["url"] })),
		l.not("later-pages-change-the-page-size", "A page has as many as were asked for.", Paging,
			before("List*", func(c *call) {
				if c.query.Has("PageToken") && c.query.Get("PageSize") == "2" {
					c.query.Set("PageSize", "1")
				}
			})),
		l.not("full-last-page-is-500", "A correct request is answered.", Paging, after("List*", func(c *call) {
			_, entries := c.items()
			if m, ok := c.json["meta"].(object); ok && intOf(m["page"]) > 0 && len(entries) == intOf(m["page_size"]) &&
				m["next_page_url"] == nil {
				c.crash(http.StatusInternalServerError)
			}
		})),
		l.not("exactly-one-page-has-a-next", "next_page_url is null on the last page.", Paging,
			meta("List*", func(c *call, m object) {
				_, entries := c.items()
				if intOf(m["page"]) == 0 && len(entries) == intOf(m["page_size"]) && m["next_page_url"] == nil {
					m["next_page_url"] = query(m["url"],
						func(q url.Values) { q.Set("Page", "1"); q.Set("PageToken", "x") })
				}
			})),
		l.not("date-updated-moves-when-it-is-listed", "Reading changes nothing.", Time,
			item("ListVariable", func(c *call, entries []object) []object {
				for _, o := range entries {
					c.mem.stay(text(o, "sid"), "date_updated", date(time.Now().Add(time.Second)))
				}
				return entries
			})),
	}
}
