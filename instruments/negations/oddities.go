package negations

import (
	"net/http"
	"strings"
	"time"
)

// oddityNegations are defects of dates, of names in paths, and of answers to requests that are right and rare.
func oddityNegations() []Negation {
	s, e := subject{"services", srcService}, subject{"environments", srcEnvironment}
	b, d := subject{"builds", srcBuild}, subject{"deployments", srcDeployment}
	v, fv := subject{"variables", srcVariable}, subject{"function-versions", srcFVersion}
	av, x := subject{"asset-versions", srcAVersion}, subject{"crashes", srcResponse}
	t, c4 := subject{"dates", srcResponse}, subject{"contents", srcContent}
	byName := func(ops string) Defect {
		return before(ops, func(c *call) {
			if c.Service != "" && !strings.HasPrefix(c.Service, "ZS") {
				c.missing()
			}
		})
	}
	crash := "A correct request is answered."
	named := "The UniqueName of a Service stands for its SID in each path."
	return []Negation{
		s.not("content-below-name-is-not-found", named, Identity, byName("FetchFunctionVersionContent")),
		s.not("upload-below-name-is-not-found", named, Identity, byName(uploads)),
		s.not("deployment-below-name-is-not-found", named, Identity, byName("CreateDeployment")),
		s.not("update-below-name-is-not-found", named, Identity, byName("UpdateFunction UpdateAsset UpdateVariable")),
		s.not("delete-below-name-is-not-found", named, Identity, byName("DeleteFunction DeleteVariable DeleteBuild")),
		s.not("status-below-name-is-not-found", named, Identity, byName("FetchBuildStatus")),
		s.not("urls-below-name-have-the-name", "url is the URL of the resource.", Identity,
			show("Function", func(c *call, o object) {
				if !strings.HasPrefix(c.Service, "ZS") && c.Verb != "List" {
					o["url"] = strings.Replace(text(o, "url"), text(o, "service_sid"), "undefined", 1)
				}
			})),
		s.not("fetch-by-name-is-that-of-before-the-update", "A fetch shows the resource as it is.", Update,
			before("UpdateService", func(c *call) {
				_, o := c.admin("GET", "/Services/"+c.SID, nil)
				if c.mem.notes["old "+text(o, "sid")] == "" {
					c.mem.notes["old "+text(o, "sid")] = text(o, "friendly_name")
				}
			}).then(after("FetchService", func(c *call) {
				if old := c.mem.notes["old "+text(c.json, "sid")]; old != "" && !strings.HasPrefix(c.SID, "ZS") {
					c.json["friendly_name"] = old
				}
			}))),
		e.not("domain-of-the-second-is-that-of-the-first", "Each Environment has a domain of its own.", Second,
			show("Environment", func(c *call, o object) {
				at := "domain " + text(o, "service_sid")
				if c.mem.notes[at] == "" {
					c.mem.notes[at] = text(o, "domain_name")
				}
				o["domain_name"] = c.mem.notes[at]
			})),
		t.not("lose-their-minutes", "A date has its minutes.", Time, everywhere(func(_ *call, o object) {
			for _, name := range []string{"date_created", "date_updated"} {
				if at, err := time.Parse(time.RFC3339, text(o, name)); err == nil {
					o[name] = date(at.Truncate(time.Minute))
				}
			}
		})),
		t.not("are-rounded-to-ten-seconds", "A date has its seconds.", Time, everywhere(func(_ *call, o object) {
			for _, name := range []string{"date_created", "date_updated"} {
				if at, err := time.Parse(time.RFC3339, text(o, name)); err == nil {
					o[name] = date(at.Truncate(10 * time.Second))
				}
			}
		})),
		t.not("of-a-month-behind", "A date is that of the day.", Time, everywhere(func(_ *call, o object) {
			for _, name := range []string{"date_created", "date_updated"} {
				if at, err := time.Parse(time.RFC3339, text(o, name)); err == nil {
					o[name] = date(at.AddDate(0, -1, 0)) // months that are counted from 0
				}
			}
		})),
		v.not("date-created-is-that-of-the-environment", "date_created is when the Variable was made.", Time,
			show("Variable", func(c *call, o object) {
				if env := c.mem.seen[text(o, "environment_sid")]; env != nil {
					o["date_created"] = env["date_created"]
				}
			})),
		fv.not("date-of-all-is-that-of-the-newest", "date_created is when the version was made.", Time,
			item("ListFunctionVersion", func(_ *call, entries []object) []object {
				for _, o := range entries {
					o["date_created"] = entries[0]["date_created"]
				}
				return entries
			})),
		s.not("date-updated-moves-at-a-refused-update", "date_updated is when the Service was changed.", Time,
			Defect{after: func(c *call) {
				if c.Op == "UpdateService" && c.status == 400 {
					c.mem.stay(c.SID, "date_updated", date(time.Now().Add(time.Minute)))
				}
			}}),
		b.not("only-the-status-ends", "A Build and its Status say the same.", Second, show("Build",
			func(c *call, o object) {
				if c.Verb == "Fetch" && text(o, "status") == "completed" && c.mem.notes["asked "+c.SID] == "" {
					c.mem.notes["asked "+c.SID], o["status"] = "x", "building"
				}
			})),
		b.not("versions-are-there-when-it-is-done", "A Build has its versions from the beginning.", Second,
			show("Build", func(_ *call, o object) {
				if text(o, "status") == "building" {
					o["function_versions"], o["asset_versions"] = []any{}, []any{}
				}
			})),
		b.not("runtime-is-there-when-it-is-done", "A Build has the Runtime that was asked for.", Second,
			show("Build", func(_ *call, o object) {
				if text(o, "status") == "building" && text(o, "runtime") != "" {
					o["runtime"] = "node22"
				}
			})),
		b.not("of-the-newest-version-has-the-path-of-the-oldest", "A Build shows its versions as they are.", Second,
			show("Build", func(c *call, o object) {
				for _, x := range objects(o["function_versions"]) {
					at := "first path " + text(x, "function_sid")
					if c.mem.notes[at] == "" {
						c.mem.notes[at] = text(x, "path")
					}
					x["path"] = c.mem.notes[at]
				}
			})),
		b.not("of-private-versions-say-protected", "A Build shows its versions as they are.", Second,
			show("Build", func(_ *call, o object) {
				for _, x := range append(objects(o["function_versions"]), objects(o["asset_versions"])...) {
					if text(x, "visibility") == "private" {
						x["visibility"] = "protected"
					}
				}
			})),
		d.not("of-the-build-that-was-cleared-is-refused", "A Build that was live can be deployed again.", Refusal,
			before("CreateDeployment", func(c *call) {
				sid := c.form.Get("BuildSid")
				if c.mem.notes["cleared "+c.Parent] == sid && sid != "" {
					c.refuse(409, 20409, "Environment already has requested deployment.")
				}
				if sid != "" {
					c.mem.notes["cleared "+c.Parent] = sid
				}
			})),
		av.not("marks-in-a-path-are-checked-at-its-begin-only", "A Path has none of the disallowed characters.",
			Refusal,
			takesPath(func(p string) bool { return strings.HasSuffix(p, "?") || strings.HasSuffix(p, "&") })),
		av.not("fragments-in-a-path-are-accepted", "A Path has no fragment.", Refusal,
			takesPath(func(p string) bool { return strings.Contains(p, "#") })),
		c4.not("of-a-function-of-a-name-with-a-slash-is-not-found", "Content is found by its SID.", Content,
			before("FetchFunctionVersionContent", func(c *call) {
				_, o := c.admin("GET", c.base("Functions", c.Parent), nil)
				if strings.Contains(text(o, "friendly_name"), "/") {
					c.missing()
				}
			})),
		x.not("delete-of-an-environment-with-variables-is-500", crash, Collateral,
			crashes("DeleteEnvironment", func(c *call) bool {
				return len(c.all(c.base("Environments", c.SID, "Variables"))) > 0
			})),
		x.not("second-deployment-is-500", crash, Second, crashes("CreateDeployment", func(c *call) bool {
			return len(c.all(c.base("Environments", c.Parent, "Deployments"))) == 1 && c.form.Get("BuildSid") != "" &&
				c.isLive(c.Parent)
		})),
		x.not("update-of-key-and-value-is-500", crash, Update, crashes("UpdateVariable", func(c *call) bool {
			return c.form.Has("Key") && c.form.Has("Value")
		})),
		x.not("update-of-all-fields-is-500", crash, Update, crashes("UpdateService", func(c *call) bool {
			return len(c.form) == 3
		})),
		x.not("scoped-dependency-is-500", crash, Shape, crashes("CreateBuild", func(c *call) bool {
			return strings.Contains(c.form.Get("Dependencies"), `"@`)
		})),
		x.not("longest-value-is-500", crash, Shape, crashes("CreateVariable UpdateVariable", func(c *call) bool {
			return len(c.form.Get("Value")) == 450
		})),
		x.not("longest-path-is-500", crash, Shape, crashes(uploads, func(c *call) bool {
			return len(c.up.text("Path")) == 255
		})),
		x.not("long-query-is-414", crash, HTTP, before("List*", func(c *call) {
			if len(c.req.URL.RawQuery) > 500 {
				c.refuse(http.StatusRequestURITooLong, 20001, "URI too long.")
			}
		})).assumed(),
		x.not("page-size-of-seven-is-500", crash, Paging, crashes("List*", func(c *call) bool {
			return c.query.Get("PageSize") != "" && strings.Contains("3 7 11 13 17 19", c.query.Get("PageSize"))
		})),
		x.not("third-level-of-a-path-is-500", crash, Shape, crashes(uploads, func(c *call) bool {
			return strings.Count(c.up.text("Path"), "/") > 2
		})),
		x.not("name-of-100-of-an-environment-is-500", crash, Shape, crashes("CreateEnvironment", func(c *call) bool {
			return len(c.form.Get("UniqueName")) == 100
		})),
	}
}

// takesPath accepts a Path that must be refused, and shows it.
func takesPath(when func(p string) bool) Defect {
	return both(before("CreateAssetVersion", func(c *call) {
		c.asked("")
		if p := c.up.text("Path"); when(p) {
			c.asked(p)
			c.up.set("Path", "/taken")
		}
	}), after("CreateAssetVersion", func(c *call) {
		if p := c.wanted(); p != "" {
			c.mem.stay(text(c.json, "sid"), "path", p)
		}
	}))
}
