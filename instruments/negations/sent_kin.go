package negations

import (
	"net/http"
	"slices"
	"strings"
)

// sentKinNegations are kin of those of the list of sentences that were not seen: what is asked for by the name of a
// Service, links in one answer alone, Logs of a Build that was, what a cache or a parser takes for equal.
func sentKinNegations() []Negation {
	return slices.Concat(sentKinNameNegations(), sentKinLinkNegations(), sentKinOldNegations(), sentKinTextNegations())
}

// byName does something before requests below the UniqueName of a Service.
func byName(ops string, f func(c *call)) Defect {
	return before(ops, func(c *call) {
		if isName(c.Service) {
			f(c)
		}
	})
}

func sentKinNameNegations() []Negation {
	named := "A Service is found by its UniqueName, also below."
	f, a, e := subject{"functions", srcFunction}, subject{"assets", srcAsset}, subject{"environments", srcEnvironment}
	b, v, d := subject{"builds", srcBuild}, subject{"variables", srcVariable}, subject{"deployments", srcDeployment}
	fv, av := subject{"function-versions", srcFVersion}, subject{"asset-versions", srcAVersion}
	nothing := func(c *call) { c.empty(204) }
	lost := func(c *call) { c.missing() }
	hides := func(op string) Defect { // what was made by name is found by name only
		return both(after("Create"+op, func(c *call) {
			if isName(c.Service) {
				c.mem.notes["named "+text(c.json, "sid")] = "x"
			}
		}), after("Fetch"+op, func(c *call) {
			if !isName(c.Service) && c.mem.notes["named "+c.SID] != "" {
				c.missing()
			}
		}), item("List"+op, func(c *call, entries []object) []object {
			return slices.DeleteFunc(entries, func(o object) bool {
				return !isName(c.Service) && c.mem.notes["named "+text(o, "sid")] != ""
			})
		}))
	}
	return []Negation{
		e.not("sentkin-delete-by-service-name-does-nothing", named, Identity, byName("DeleteEnvironment", nothing)),
		b.not("sentkin-delete-by-service-name-does-nothing", named, Identity, byName("DeleteBuild", nothing)),
		v.not("sentkin-delete-by-service-name-does-nothing", named, Identity, byName("DeleteVariable", nothing)),
		v.not("sentkin-update-by-service-name-is-404", named, Identity, byName("UpdateVariable", lost)),
		a.not("sentkin-update-by-service-name-is-404", named, Identity, byName("UpdateAsset", lost)),
		a.not("sentkin-create-by-service-name-is-404", named, Identity, byName("CreateAsset", lost)),
		av.not("sentkin-upload-by-service-name-is-404", named, Identity, byName("CreateAssetVersion", lost)),
		fv.not("sentkin-fetch-by-service-name-is-404", named, Identity, byName("FetchFunctionVersion", lost)),
		av.not("sentkin-list-by-service-name-is-404", named, Identity, byName("ListAssetVersion", lost)),
		v.not("sentkin-fetch-by-service-name-is-404", named, Identity, byName("FetchVariable", lost)),
		d.not("sentkin-fetch-by-service-name-is-404", named, Identity, byName("FetchDeployment", lost)),
		f.not("sentkin-update-by-service-name-shows-only", named, Update, byName("UpdateFunction", func(c *call) {
			_, o := c.admin("GET", strings.TrimPrefix(c.req.URL.Path, "/v1"), nil)
			if o["sid"] != nil {
				o["friendly_name"] = c.form.Get("FriendlyName")
				c.refuse(200, 0, "")
				c.json = o
			}
		})),
		e.not("sentkin-made-by-name-is-found-by-name-only", named, Second, hides("Environment")),
		b.not("sentkin-made-by-name-is-found-by-name-only", named, Second, hides("Build")),
		v.not("sentkin-made-by-name-is-found-by-name-only", named, Second, hides("Variable")),
	}
}

func sentKinLinkNegations() (list []Negation) {
	links := "links are the URLs of what is below."
	for _, r := range []struct{ name, source, kind, verb string }{
		{"services", srcService, "Service", "Update"}, {"services", srcService, "Service", "Create"},
		{"environments", srcEnvironment, "Environment", "Create"}, {"environments", srcEnvironment, "Environment", "Fetch"},
		{"assets", srcAsset, "Asset", "Update"}, {"functions", srcFunction, "Function", "Create"},
		{"function-versions", srcFVersion, "FunctionVersion", "Create"},
		{"function-versions", srcFVersion, "FunctionVersion", "Fetch"},
	} {
		list = append(list, subject{r.name, r.source}.not("sentkin-"+lower(r.verb)+"-has-empty-links", links, Form,
			after(r.verb+r.kind, func(c *call) { c.json["links"] = object{} })))
	}
	return list
}

func sentKinOldNegations() []Negation {
	l, b, st := subject{"logs", srcLog}, subject{"builds", srcBuild}, subject{"build-status", srcStatus}
	ran, own := "A Log says what ran.", "Each Build has a course of its own."
	newestBuilding := func(c *call) bool { o := c.lastBuild(); return o != nil && o["status"] == "building" }
	return []Negation{
		l.not("sentkin-build-is-the-live-one", ran, Second, prop("Log", "build_sid", func(c *call, old any) any {
			if _, o := c.admin("GET", c.base("Environments", c.Parent), nil); o["build_sid"] != nil {
				return o["build_sid"]
			}
			return old
		})).needs("logs"),
		l.not("sentkin-those-of-the-deployment-before-are-lost", "Logs are kept for 30 days.", Collateral,
			item("ListLog", func(c *call, entries []object) []object {
				all := c.all(c.base("Environments", c.Parent, "Deployments"))
				return slices.DeleteFunc(entries, func(o object) bool {
					return len(all) > 0 && o["deployment_sid"] != all[0]["sid"]
				})
			})).needs("logs"),
		l.not("sentkin-fetch-has-the-build-of-the-newest", ran, Second, after("FetchLog", func(c *call) {
			if o := c.lastBuild(); o != nil {
				c.json["build_sid"] = o["sid"]
			}
		})).needs("logs"),
		b.not("sentkin-list-is-building-while-the-newest-is", own, Second, item("ListBuild",
			func(_ *call, entries []object) []object {
				for _, o := range entries {
					if entries[0]["status"] == "building" {
						o["status"] = "building"
					}
				}
				return entries
			})),
		b.not("sentkin-live-one-is-building-while-the-newest-is", own, Second, after("FetchBuild", func(c *call) {
			if newestBuilding(c) && c.isLiveBuild(c.SID) {
				c.json["status"] = "building"
			}
		})),
		st.not("sentkin-waits-for-the-newest", own, Second, after("FetchBuildStatus", func(c *call) {
			if newestBuilding(c) {
				c.json["status"] = "building"
			}
		})),
		b.not("sentkin-runtime-while-the-newest-is-building", own, Second, after("FetchBuild", func(c *call) {
			if newestBuilding(c) {
				c.json["runtime"] = c.lastBuild()["runtime"]
			}
		})),
		b.not("sentkin-dependencies-while-the-newest-is-building", own, Second, after("FetchBuild", func(c *call) {
			if newestBuilding(c) {
				c.json["dependencies"] = c.lastBuild()["dependencies"]
			}
		})),
	}
}

func sentKinTextNegations() []Negation {
	ct, h, f := subject{"content", srcContent}, subject{"http", srcHTTP}, subject{"forms", srcForms}
	av, fv, r := subject{"asset-versions", srcAVersion}, subject{"function-versions", srcFVersion},
		subject{"requests", srcRequests}
	same, tag := "Content is what was uploaded.", "An ETag is of one resource in one state."
	up := "CreateFunctionVersion"
	shared := func(key func(v string) string) Defect {
		return before(up, func(c *call) {
			if name := "kin " + c.Parent + key(c.up.text("Content")); c.mem.notes[name] == "" {
				c.mem.notes[name] = c.up.text("Content")
			} else {
				c.up.set("Content", c.mem.notes[name])
			}
		})
	}
	tagged := func(ops string, of func(c *call) string) Defect {
		return both(after(ops, func(c *call) {
			c.header.Set("Etag", of(c))
			if c.req.Header.Get("If-None-Match") == of(c) {
				c.empty(http.StatusNotModified)
			}
		}))
	}
	loose := func(end, of string) Defect {
		return Defect{before: func(c *call) {
			if strings.HasSuffix(c.req.URL.Path, of+end) {
				c.to(strings.TrimSuffix(c.req.URL.Path, end))
			}
		}}
	}
	paths := "What is unknown is not found."
	return []Negation{
		ct.not("sentkin-is-kept-by-its-last-line", same, Second, shared(func(v string) string {
			v = strings.TrimRight(v, "\n")
			return v[strings.LastIndexByte(v, '\n')+1:]
		})),
		ct.not("sentkin-is-kept-by-its-words", same, Second, shared(func(v string) string {
			return strings.Join(strings.Fields(v), " ")
		})),
		ct.not("sentkin-is-kept-by-its-letters", same, Second, shared(func(v string) string {
			return only(strings.ToLower(v), func(r rune) bool { return r >= 'a' && r <= 'z' })
		})),
		ct.not("sentkin-json-loses-its-spaces", same, Content, content(func(b []byte) []byte {
			if t := strings.TrimSpace(string(b)); strings.HasPrefix(t, "{") && strings.HasSuffix(t, "}") {
				return []byte(strings.ReplaceAll(t, " ", ""))
			}
			return b
		})),
		fv.not("sentkin-file-name-ends-the-path", "A Path is kept as sent.", Second, before(up, func(c *call) {
			if p := c.up.part("Content"); p != nil && strings.HasSuffix(c.up.text("Path"), "/") && p.file != "" {
				c.up.set("Path", c.up.text("Path")+p.file)
			}
		})),
		av.not("sentkin-type-of-the-file-ends-the-path", "A Path is kept as sent.", Second,
			before("CreateAssetVersion", func(c *call) {
				if p := c.up.part("Content"); p != nil && strings.HasSuffix(p.file, ".txt") &&
					!strings.Contains(c.up.text("Path"), ".") {
					c.up.set("Path", c.up.text("Path")+".txt")
				}
			})),
		h.not("sentkin-etag-is-the-sid", tag, HTTP, tagged("FetchFunction FetchService FetchVariable",
			func(c *call) string { return `"` + text(c.json, "sid") + `"` })),
		h.not("sentkin-etag-is-the-length", tag, HTTP, tagged("FetchFunction", func(c *call) string {
			return `W/"` + pad4(len(encode(c.json))) + `"`
		})),
		f.not("sentkin-value-begins-after-the-last-equals-sign", "A form is names and values.", HTTP,
			before("Create* Update*", func(c *call) {
				for _, pair := range strings.Split(string(c.raw), "&") {
					parts := strings.Split(pair, "=")
					if name := percentDecode(parts[0]); len(parts) > 2 && c.form.Has(name) {
						c.form.Set(name, percentDecode(parts[len(parts)-1]))
					}
				}
			})),
		r.not("sentkin-environments-are-matched-by-their-beginning", paths, Refusal,
			loose("-x", "/Environments")).assumed(),
		r.not("sentkin-functions-are-matched-with-an-ending", paths, Refusal, loose(".php", "/Functions")).assumed(),
	}
}
