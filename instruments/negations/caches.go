package negations

import (
	"net/url"
	"strings"
	"time"
)

// cacheNegations are servers that keep answers, contents or counts too long, or answer from a replica.
func cacheNegations() []Negation {
	s, f, a := subject{"services", srcService}, subject{"functions", srcFunction}, subject{"assets", srcAsset}
	fv, av, b := subject{"function-versions", srcFVersion}, subject{"asset-versions", srcAVersion},
		subject{"builds", srcBuild}
	e, v, d := subject{"environments", srcEnvironment}, subject{"variables", srcVariable},
		subject{"deployments", srcDeployment}
	co, l, lg := subject{"content", srcContent}, subject{"lists", srcSpec}, subject{"logs", srcLog}
	newest := "An answer shows what is there now."
	byName := func(c *call) bool { return c.Service != "" && !strings.HasPrefix(c.Service, "ZS") }
	again := func(resource, field string) Defect { // an upload of the same is answered with the version of before
		return Defect{after: func(c *call) {
			if c.Op != "Create"+resource || !c.ok() {
				return
			}
			name := field + c.Parent + c.up.text("Path") + c.up.text("Content")
			if old := c.recall(name); old != nil {
				c.mem.hidden[text(c.json, "sid")] = true
				c.json = old
				return
			}
			c.keep(name, c.json)
		}}
	}
	return []Negation{
		s.not("by-name-is-kept-until-it-is-deleted", newest, Update, Defect{after: func(c *call) {
			switch {
			case c.Op == "FetchService" && !strings.HasPrefix(c.SID, "ZS") && c.ok():
				if old := c.recall("by name " + c.SID); old != nil {
					c.json = old
				} else {
					c.keep("by name "+c.SID, c.json)
				}
			case c.Op == "DeleteService":
				delete(c.mem.notes, "kept by name "+text(c.mem.gone[c.SID], "unique_name"))
			}
		}}),
		s.not("by-name-outlives-it", "A deleted resource is not found.", Second, Defect{after: func(c *call) {
			if c.Op != "FetchService" || strings.HasPrefix(c.SID, "ZS") {
				return
			}
			if old := c.recall("by name " + c.SID); old != nil && c.status == 404 {
				c.status, c.json = 200, old
			} else if c.ok() {
				c.keep("by name "+c.SID, c.json)
			}
		}}),
		v.not("list-is-kept-until-one-is-made-or-deleted", newest, Update, stale("ListVariable",
			"CreateVariable DeleteVariable")),
		f.not("list-is-kept-until-one-is-made-or-deleted", newest, Update, stale("ListFunction",
			"CreateFunction DeleteFunction")),
		s.not("list-is-kept-until-one-is-made-or-deleted", newest, Update,
			stale("ListService", "CreateService DeleteService")),
		e.not("list-is-kept-until-one-is-made-or-deleted", newest, Update, stale("ListEnvironment",
			"CreateEnvironment DeleteEnvironment")),
		d.not("second-page-is-kept", newest, Paging, Defect{after: func(c *call) {
			if c.Op == "ListDeployment" && c.query.Get("Page") != "" && c.query.Get("Page") != "0" && c.ok() {
				name := "page " + c.req.URL.Path + " " + c.query.Get("Page") + " " + c.query.Get("PageSize")
				if old := c.recall(name); old != nil {
					c.json = old
				} else {
					c.keep(name, c.json)
				}
			}
		}}),
		b.not("status-is-kept-when-asked-while-building", newest, Time, Defect{after: func(c *call) {
			if c.Op == "FetchBuildStatus" && c.ok() {
				if old := c.recall("status " + c.SID); old != nil {
					c.json = old
				} else {
					c.keep("status "+c.SID, c.json)
				}
			}
		}}),
		b.not("list-has-the-status-of-birth", newest, Time, item("ListBuild", func(_ *call, all []object) []object {
			for _, o := range all {
				o["status"] = "building"
			}
			return all
		})),
		e.not("list-has-the-build-of-the-first-deployment", newest, Second, Defect{after: func(c *call) {
			switch {
			case c.Op == "CreateDeployment" && c.ok() && c.mem.notes["live "+c.Parent] == "":
				c.mem.notes["live "+c.Parent] = text(c.json, "build_sid")
			case c.Op == "ListEnvironment" && c.ok():
				_, all := c.items()
				for _, o := range all {
					if first := c.mem.notes["live "+text(o, "sid")]; first != "" {
						o["build_sid"] = first
					}
				}
			}
		}}),
		co.not("is-kept-by-its-path", "Content is what was uploaded.", Content, Defect{after: func(c *call) {
			if c.Op == "CreateFunctionVersion" && c.ok() {
				name := "content " + c.Service + text(c.json, "path")
				if c.mem.notes[name] == "" {
					c.mem.notes[name] = c.up.text("Content")
				}
				c.mem.notes["path "+text(c.json, "sid")] = name
			}
			if first := c.mem.notes[c.mem.notes["path "+c.SID]]; c.Op == "FetchFunctionVersionContent" && c.ok() &&
				first != "" {
				c.json["content"] = first
			}
		}}),
		co.not("is-kept-by-its-first-64-bytes", "Content is what was uploaded.", Content, Defect{before: func(c *call) {
			if c.Op == "CreateFunctionVersion" && c.up != nil {
				data := c.up.text("Content")
				name := "start " + data[:min(64, len(data))]
				if c.mem.notes[name] == "" {
					c.mem.notes[name] = data
				}
				c.up.set("Content", c.mem.notes[name])
			}
		}}),
		co.not("is-kept-by-its-length", "Content is what was uploaded.", Content, Defect{before: func(c *call) {
			if c.Op == "CreateFunctionVersion" && c.up != nil {
				name := "length " + c.Parent + string(rune(len(c.up.text("Content"))))
				if c.mem.notes[name] == "" {
					c.mem.notes[name] = c.up.text("Content")
				}
				c.up.set("Content", c.mem.notes[name])
			}
		}}),
		fv.not("same-upload-is-the-same-version", "Each upload makes a version.", Second,
			again("FunctionVersion", "f")),
		av.not("same-upload-is-the-same-version", "Each upload makes a version.", Second, again("AssetVersion", "a")),
		f.not("service-sid-is-the-name-in-the-path", "service_sid is the SID of the Service.", Identity,
			after("CreateFunction FetchFunction ListFunction", func(c *call) {
				if byName(c) {
					walk(c.json, func(o object) {
						if o["service_sid"] != nil {
							o["service_sid"] = c.Service
						}
					})
				}
			})),
		e.not("are-not-found-by-the-name-of-the-service", "A UniqueName stands for the SID in the path.", Identity,
			before("FetchEnvironment ListEnvironment", func(c *call) {
				if byName(c) {
					c.missing()
				}
			})),
		s.not("is-not-updated-by-its-name", "A UniqueName stands for the SID in the path.", Identity,
			before("UpdateService", notBySID)),
		s.not("is-not-deleted-by-its-name", "A UniqueName stands for the SID in the path.", Identity,
			before("DeleteService", notBySID)),
		f.not("dates-are-whole-minutes", "date_created is when it was made.", Time,
			show("Function", func(_ *call, o object) {
				for _, name := range []string{"date_created", "date_updated"} {
					if t, err := time.Parse(time.RFC3339, text(o, name)); err == nil {
						o[name] = date(t.Truncate(time.Minute))
					}
				}
			})),
		a.not("dates-are-of-the-day", "date_created is when it was made.", Time, show("Asset", func(_ *call, o object) {
			if t, err := time.Parse(time.RFC3339, text(o, "date_created")); err == nil {
				o["date_created"] = date(t.Truncate(24 * time.Hour))
			}
		})),
		e.not("date-of-update-moves-with-each-fetch", "date_updated is the last update.", Time,
			show("Environment", func(c *call, o object) {
				if c.Verb == "Fetch" {
					o["date_updated"] = date(time.Now())
				}
			})),
		v.not("date-of-update-is-that-of-the-newest", "date_updated is the last update of the resource.", Time,
			after("FetchVariable", func(c *call) {
				for _, o := range c.variables() {
					if text(o, "date_updated") > text(c.json, "date_updated") {
						c.json["date_updated"] = o["date_updated"]
					}
				}
			})),
		l.not("of-one-page-have-a-next", "next_page_url is null on the last page.", Paging,
			meta("ListVariable ListBuild",
				func(c *call, m object) {
					if _, all := c.items(); len(all) > 1 && len(all) == intOf(m["page_size"]) &&
						m["next_page_url"] == nil {
						m["next_page_url"] = strings.Replace(text(m, "url"), "Page=0", "Page=1", 1)
					}
				})),
		l.not("of-a-second-size-have-the-first", "page_size is the one asked for.", Paging,
			meta("*", func(c *call, m object) {
				name := "size " + c.req.URL.Path
				if c.mem.notes[name] == "" {
					c.mem.notes[name] = c.query.Get("PageSize") + "."
					c.mem.counts[name] = intOf(m["page_size"])
				}
				m["page_size"] = c.mem.counts[name]
			})),
		l.not("forget-their-size-on-the-third-page", "Pages have the size asked for.", Paging,
			meta("*", func(_ *call, m object) {
				if intOf(m["page"]) == 1 {
					if u, err := url.Parse(text(m, "next_page_url")); err == nil && text(m, "next_page_url") != "" {
						q := u.Query()
						q.Set("PageSize", "50")
						u.RawQuery = q.Encode()
						m["next_page_url"] = u.String()
					}
				}
			})),
		lg.not("pages-forget-the-function", "Pages keep the filter.", Paging, meta("ListLog", func(_ *call, m object) {
			if u, err := url.Parse(text(m, "next_page_url")); err == nil && text(m, "next_page_url") != "" {
				q := u.Query()
				q.Del("FunctionSid")
				u.RawQuery = q.Encode()
				m["next_page_url"] = u.String()
			}
		})).needs("logs"),
		lg.not("of-the-last-minute-are-not-there-yet", "EndDate is now when it is absent.", Time, item("ListLog",
			func(_ *call, all []object) (left []object) {
				for _, o := range all {
					if t, err := time.Parse(time.RFC3339, text(o, "date_created")); err != nil ||
						time.Since(t) > time.Minute {
						left = append(left, o)
					}
				}
				return left
			})).needs("logs"),
	}
}
