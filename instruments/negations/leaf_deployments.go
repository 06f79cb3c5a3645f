package negations

import (
	"net/url"
	"strings"
	"time"
)

// leafDeploymentNegations are defects of Deployments and Logs.
func leafDeploymentNegations() []Negation {
	s := subject{"deployments", srcDeployment}
	any, nothing := "A completed Build can be deployed to any Environment.", "What is refused changes nothing."
	stays := "A Deployment never changes."
	conflicts := func(c *call) { c.refuse(409, 20409, "Environment already has requested deployment.") }
	deployed := func(c *call) string { // what is live in the Environment of the call
		_, o := c.admin("GET", c.base("Environments", c.Parent), nil)
		return text(o, "build_sid")
	}
	freed := func(c *call) { delete(c.mem.fixed, c.Parent) }
	return []Negation{
		s.not("leaf-build-that-is-live-elsewhere-is-409", any, Second, before("CreateDeployment", func(c *call) {
			for _, o := range c.all(c.base("Environments")) {
				if b := text(o, "build_sid"); b != "" && b == c.form.Get("BuildSid") && text(o, "sid") != c.Parent {
					conflicts(c)
				}
			}
		})),
		s.not("leaf-build-that-was-live-before-is-409", any, Second, before("CreateDeployment", func(c *call) {
			for _, o := range c.all(c.base("Environments", c.Parent, "Deployments")) {
				if b := text(o, "build_sid"); b != "" && b == c.form.Get("BuildSid") {
					conflicts(c)
				}
			}
		})),
		s.not("leaf-build-that-was-cleared-is-409", any, Second, before("CreateDeployment", func(c *call) {
			all := c.all(c.base("Environments", c.Parent, "Deployments"))
			if len(all) > 1 && all[0]["build_sid"] == nil && text(all[1], "build_sid") != "" &&
				text(all[1], "build_sid") == c.form.Get("BuildSid") {
				conflicts(c)
			}
		})),
		s.not("leaf-earlier-ones-have-the-new-build", stays, Collateral, after("CreateDeployment", func(c *call) {
			for _, o := range c.all(c.base("Environments", c.Parent, "Deployments")) {
				if c.json["build_sid"] != nil && o["build_sid"] != nil {
					c.mem.stay(text(o, "sid"), "build_sid", c.json["build_sid"])
				}
			}
		})),
		s.not("leaf-refused-one-is-recorded", nothing, Collateral, both(
			failing("CreateDeployment", func(c *call) {
				if c.status == 409 {
					c.mem.counts["refused "+c.Parent]++
				}
			}), item("ListDeployment", func(c *call, entries []object) []object {
				if len(entries) > 0 && c.mem.counts["refused "+c.Parent] > 0 && !c.query.Has("PageToken") {
					more := clone(entries[0])
					sid := text(more, "sid")
					more["sid"] = sid[:len(sid)-4] + "0000"
					more["url"] = strings.Replace(text(more, "url"), sid, text(more, "sid"), 1)
					return append([]object{more}, entries...)
				}
				return entries
			}))),
		s.not("leaf-refused-one-clears", nothing, Collateral, both(
			failing("CreateDeployment", func(c *call) {
				if c.status == 409 {
					c.mem.stay(c.Parent, "build_sid", nil)
				}
			}), after("CreateDeployment", freed))),
		s.not("leaf-unknown-build-clears", nothing, Collateral, failing("CreateDeployment", func(c *call) {
			if c.status != 409 && c.status != 401 && c.form.Get("BuildSid") != "" {
				c.admin("POST", c.base("Environments", c.Parent, "Deployments"), nil)
			}
		})),
		s.not("leaf-build-of-a-deleted-environment-cannot-be-deleted", "A Build goes when it is live nowhere.",
			Collateral, both(before("DeleteEnvironment", func(c *call) {
				_, o := c.admin("GET", c.base("Environments", c.SID), nil)
				c.mem.notes["held "+text(o, "build_sid")] = "x"
			}), before("DeleteBuild", func(c *call) {
				if c.mem.notes["held "+c.SID] != "" {
					c.refuse(409, 20409, "Cannot delete Build because it's part of an active Deployment.")
				}
			}))),
		s.not("leaf-clearing-answers-200", "A Deployment that was made is answered with 201.", Form,
			after("CreateDeployment", func(c *call) {
				if c.json["build_sid"] == nil {
					c.status = 200
				}
			})),
		s.not("leaf-later-pages-are-of-another-environment", "The list has the Deployments of the Environment.",
			Paging, item("ListDeployment", func(c *call, entries []object) []object {
				page, size, _ := pageOf(c)
				for _, sid := range c.otherEnvironments() {
					other := c.all(c.base("Environments", sid, "Deployments"))
					if page > 0 && len(other) > 0 {
						return other[:min(size, len(other))]
					}
				}
				return entries
			})),
		s.not("leaf-fetch-has-the-live-build", stays, Identity, after("FetchDeployment", func(c *call) {
			if live := deployed(c); live != "" {
				c.json["build_sid"] = live
			}
		})),
		s.not("leaf-created-is-that-of-the-build", "date_created is when it was deployed.", Time,
			show("Deployment", func(c *call, o object) {
				_, b := c.admin("GET", c.base("Builds", text(o, "build_sid")), nil)
				if v := b["date_created"]; v != nil {
					o["date_created"] = v
				}
			})),
		s.not("leaf-name-of-the-service-is-not-found", "A Service can be named by its unique_name.", Second,
			before("*Deployment", func(c *call) {
				if isName(c.Service) {
					c.missing()
				}
			})),
		s.not("leaf-list-of-the-service-by-name-is-empty", "A Service can be named by its unique_name.", Second,
			item("ListDeployment ListVariable ListLog", func(c *call, entries []object) []object {
				if isName(c.Service) {
					return nil
				}
				return entries
			})),
	}
}

// leafLogNegations are defects of Logs.
func leafLogNegations() []Negation {
	s := subject{"logs", srcLog}
	filters := "The filters hold for every page."
	logs := func(n Negation) Negation { return n.needs("logs") }
	return []Negation{
		logs(s.not("leaf-later-pages-forget-the-function", filters, Paging, before("ListLog", func(c *call) {
			if c.query.Get("Page") != "" && c.query.Get("Page") != "0" {
				c.query.Del("FunctionSid")
			}
		}))),
		logs(s.not("leaf-next-page-forgets-the-function", filters, Paging, meta("ListLog", func(_ *call, m object) {
			m["next_page_url"] = withoutQuery(m["next_page_url"], "FunctionSid")
		}))),
		logs(s.not("leaf-start-date-is-a-day", "StartDate has a time.", Time, before("ListLog", func(c *call) {
			if at, err := time.Parse(time.RFC3339, c.query.Get("StartDate")); err == nil {
				c.query.Set("StartDate", at.UTC().Format("2006-01-02")+"T00:00:00Z")
			}
		}))),
		logs(s.not("leaf-end-date-counts-with-a-start-date-only", "EndDate ends the Logs.", Default,
			before("ListLog", func(c *call) {
				if !c.query.Has("StartDate") {
					c.query.Del("EndDate")
				}
			}))),
		logs(s.not("leaf-list-has-the-level-info", "The list shows what a fetch shows.", Second, item("ListLog",
			func(_ *call, entries []object) []object {
				for _, o := range entries {
					o["level"] = "INFO"
				}
				return entries
			}))),
		s.not("leaf-code-of-the-404-is-text", "code is a number.", Form, failing("FetchLog", func(c *call) {
			c.json["code"] = "20404"
		})),
		s.not("leaf-unknown-environment-has-none", "What is unknown is not found.", Refusal,
			failing("ListLog", func(c *call) {
				if c.status == 404 {
					c.status, c.json = 200, emptyList(c)
				}
			})),
	}
}

// leafListNegations are defects of pages.
func leafListNegations() []Negation {
	s := subject{"lists", srcSpec}
	once := "A list has every one once, whatever the pages."
	return []Negation{
		s.not("leaf-next-page-loses-the-size", "next_page_url is the page after this one.", Paging,
			meta("List*", func(_ *call, m object) {
				m["next_page_url"] = withoutQuery(m["next_page_url"], "PageSize")
			})),
		s.not("leaf-url-of-later-pages-is-that-of-the-first", "url is the URL of the page.", Paging,
			meta("List*", func(_ *call, m object) {
				if intOf(m["page"]) > 0 {
					m["url"] = m["first_page_url"]
				}
			})),
		s.not("leaf-same-second-is-skipped", once, Paging, item("List*", func(c *call, entries []object) []object {
			if page, _, _ := pageOf(c); page == 0 || len(entries) == 0 {
				return entries
			}
			all := c.all(strings.TrimPrefix(c.req.URL.Path, "/v1"))
			for i := 1; i < len(all); i++ {
				if all[i]["sid"] != entries[0]["sid"] {
					continue
				}
				for len(entries) > 0 && entries[0]["date_created"] == all[i-1]["date_created"] {
					entries = entries[1:]
				}
				return entries
			}
			return entries
		})),
		s.not("leaf-page-0-is-before-the-first", "first_page_url is the first page.", Paging,
			item("List*", func(c *call, entries []object) []object {
				if c.query.Get("Page") == "0" && c.query.Get("PageToken") == "" {
					return nil
				}
				return entries
			})),
		s.not("leaf-fourth-page-repeats-the-third", once, Paging, both(
			item("List*", func(c *call, entries []object) []object {
				page, size, _ := pageOf(c)
				all := c.all(strings.TrimPrefix(c.req.URL.Path, "/v1"))
				if page == 3 && len(all) > 3*size && !c.query.Has("FunctionSid") {
					return all[2*size : 3*size]
				}
				return entries
			}))),
		s.not("leaf-later-pages-are-turned", "Versions and Deployments are listed newest first.", Paging,
			item("ListFunctionVersion ListAssetVersion ListDeployment ListBuild",
				func(c *call, entries []object) []object {
					if page, _, _ := pageOf(c); page > 0 {
						for i, j := 0, len(entries)-1; i < j; i, j = i+1, j-1 {
							entries[i], entries[j] = entries[j], entries[i]
						}
					}
					return entries
				})),
		s.not("leaf-odd-sizes-are-rounded-up", "A page has at most PageSize.", Paging, both(
			before("List*", func(c *call) {
				if n := intOfText(strings.TrimLeft(c.query.Get("PageSize"), "-")); n%2 == 1 && n > 1 && n < 20 {
					c.query.Set("PageSize", map[int]string{3: "4", 5: "6", 7: "8"}[n])
				}
			}))),
		s.not("leaf-page-is-text-on-later-ones", "page is a number.", Form, meta("List*", func(_ *call, m object) {
			if n := intOf(m["page"]); n > 0 {
				m["page"] = string(rune('0' + n%10))
			}
		})),
		s.not("leaf-key-of-an-empty-list-is-items", "key is the name of the list.", Form, after("List*",
			func(c *call) {
				key, entries := c.items()
				if m, ok := c.json["meta"].(object); ok && len(entries) == 0 {
					delete(c.json, key)
					m["key"], c.json["items"] = "items", []any{}
				}
			})),
		s.not("leaf-empty-versions-are-null", "An empty list is an empty array.", Form,
			after("ListFunctionVersion ListAssetVersion", func(c *call) {
				if key, entries := c.items(); len(entries) == 0 {
					c.json[key] = nil
				}
			})),
		s.not("leaf-token-works-once", "A page can be read again.", Paging, before("List*", func(c *call) {
			if token := c.query.Get("PageToken"); token != "" {
				if c.mem.counts["token "+c.req.URL.Path+token]++; c.mem.counts["token "+c.req.URL.Path+token] > 1 {
					c.refuse(400, 20001, "Invalid PageToken")
				}
			}
		})),
		s.not("leaf-first-page-url-has-no-size", "first_page_url is the first page of the same size.", Paging,
			meta("List*", func(_ *call, m object) {
				m["first_page_url"] = withoutQuery(m["first_page_url"], "PageSize")
			})),
		s.not("leaf-next-page-is-on-an-internal-host", "Pages are on the host of the API.", Paging,
			meta("List*", func(_ *call, m object) {
				if address, ok := m["next_page_url"].(string); ok {
					if u, err := url.Parse(address); err == nil {
						u.Host = "internal." + u.Host
						m["next_page_url"] = u.String()
					}
				}
			})),
	}
}
