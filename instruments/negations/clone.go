package negations

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// cloneNegations are bugs of a clone that deploy tools were tried with: what they send second, in what order, and what
// they read back.
func cloneNegations() []Negation {
	return slices.Concat(cloneFileNegations(), cloneBuildNegations(), cloneEnvironmentNegations(),
		cloneRequestNegations())
}

func cloneFileNegations() []Negation {
	s, f, a := subject{"services", srcService}, subject{"functions", srcFunction}, subject{"assets", srcAsset}
	fv, av := subject{"function-versions", srcFVersion}, subject{"asset-versions", srcAVersion}
	co, up := subject{"content", srcContent}, subject{"uploads", srcFVersion}
	second := func(kind string) Defect {
		return show(kind, func(c *call, o object) {
			at := strings.TrimSuffix(c.here(), "/"+c.SID)
			if all := c.all(at); len(all) > 1 && text(oldest(all), "sid") != text(o, "sid") {
				copied(o, oldest(all), "date_created")
			}
		})
	}
	own := "date_created is when it was created."
	return []Negation{
		f.not("clone-second-has-the-date-of-the-first", own, Second, second("Function")),
		a.not("clone-second-has-the-date-of-the-first", own, Second, second("Asset")),
		fv.not("clone-second-has-the-date-of-the-first", own, Second, second("FunctionVersion")),
		s.not("clone-credentials-are-off-by-default", "IncludeCredentials is true by default.", Default,
			before("CreateService", func(c *call) {
				if !c.form.Has("IncludeCredentials") && c.form.Has("UniqueName") {
					c.form.Set("IncludeCredentials", "false")
				}
			})),
		s.not("clone-url-of-the-service-has-its-name", "url has the SID.", Form, show("Service",
			func(_ *call, o object) {
				o["url"] = strings.Replace(text(o, "url"), text(o, "sid"), text(o, "unique_name"), 1)
			})),
		s.not("clone-links-are-of-the-newest-service", "links lead to what is below.", Identity, show("Service",
			func(c *call, o object) {
				last := c.lastOf("Service")
				if last != nil && o["links"] != nil && c.mem.gone[text(last, "sid")] == nil {
					o["links"] = last["links"]
				}
			})),
		f.not("clone-friendly-name-of-one-letter-is-refused", "A FriendlyName is up to 255 characters.", Shape,
			refuses("CreateFunction", fieldHas("FriendlyName", func(v string) bool { return len(v) == 1 }))),
		a.not("clone-same-name-gives-the-first", "Each create makes another one.", Identity, before("CreateAsset",
			func(c *call) {
				for _, o := range c.all(c.base("Assets")) {
					if text(o, "friendly_name") == c.form.Get("FriendlyName") {
						c.gives(201, o)
					}
				}
			})),
		a.not("clone-last-is-not-deleted", "What is there can be deleted.", Refusal, before("DeleteAsset",
			func(c *call) {
				if all := c.all(c.base("Assets")); len(all) == 1 && text(all[0], "sid") == c.SID {
					c.refuse(409, 20409, "The last Asset cannot be deleted.")
				}
			})),
		f.not("clone-with-a-version-is-not-deleted", "A Function that is in no Build can be deleted.", Refusal,
			before("DeleteFunction", func(c *call) {
				if len(c.all(c.here()+"/Versions")) > 0 && !c.isBuilt(c.SID) {
					c.refuse(409, 20409, "The Function has versions.")
				}
			})),
		fv.not("clone-list-has-the-newest-last", "Versions have the newest first.", Paging,
			reversed("ListFunctionVersion")),
		fv.not("clone-same-path-of-another-function-is-refused", "Paths of two Functions need not differ.", Refusal,
			Defect{
				before: func(c *call) {
					if c.Op != "CreateFunctionVersion" || c.up == nil {
						return
					}
					if of := c.mem.notes["path of "+c.Service+c.up.text("Path")]; of != "" && of != c.Parent {
						c.taken()
					}
				},
				after: func(c *call) {
					if c.Op == "CreateFunctionVersion" && c.ok() {
						c.mem.notes["path of "+c.Service+c.up.text("Path")] = c.Parent
					}
				}}),
		av.not("clone-path-of-the-root-is-refused", "The Path / is that of the root.", Shape,
			refuses("CreateAssetVersion", partHas("Path", func(p string) bool { return p == "/" }))),
		av.not("clone-html-ending-is-lost", "A Path is kept as it was sent.", Shape, before("CreateAssetVersion",
			func(c *call) { c.up.set("Path", strings.TrimSuffix(c.up.text("Path"), ".html")) })),
		av.not("clone-files-in-folders-are-refused", "A Path may have folders.", Shape, refuses("CreateAssetVersion",
			partHas("Path", func(p string) bool { return strings.Count(strings.Trim(p, "/"), "/") > 1 }))),
		up.not("clone-upload-moves-nothing-but-is-200", "What was created is 201.", HTTP,
			remaps("CreateFunctionVersion CreateAssetVersion", 201, 200)),
		up.not("clone-sid-is-that-of-the-parent", "Each upload makes a version.", Identity, after(uploads,
			func(c *call) { c.json["sid"] = c.Parent })),
		co.not("clone-is-trimmed", "content is what was uploaded.", Content, before("CreateFunctionVersion",
			func(c *call) { c.up.set("Content", strings.TrimSpace(c.up.text("Content"))) })),
		co.not("clone-wide-characters-are-question-marks", "content is what was uploaded.", Content,
			before("CreateFunctionVersion", func(c *call) {
				c.up.set("Content", strings.Map(func(r rune) rune {
					if r > 0xffff {
						return '?'
					}
					return r
				}, c.up.text("Content")))
			})),
		co.not("clone-lines-of-1000-are-broken", "content is what was uploaded.", Content,
			before("CreateFunctionVersion", func(c *call) {
				lines := strings.SplitAfter(c.up.text("Content"), "\n")
				for i, l := range lines {
					if len(l) > 1001 {
						lines[i] = l[:1000] + "\n" + l[1000:]
					}
				}
				c.up.set("Content", strings.Join(lines, ""))
			})),
	}
}

func cloneBuildNegations() []Negation {
	b, st := subject{"builds", srcBuild}, subject{"build-status", srcStatus}
	return []Negation{
		b.not("clone-second-is-refused-while-one-builds", "Builds may be made side by side.", Refusal,
			refuses("CreateBuild", func(c *call) bool { return c.isBuilding() })),
		b.not("clone-date-updated-is-before-the-end", "date_updated tells the last change.", Time,
			after("FetchBuild", func(c *call) {
				if at, err := time.Parse(time.RFC3339, text(c.json, "date_created")); err == nil &&
					c.json["status"] == "completed" {
					c.json["date_updated"] = date(at.Add(-time.Minute))
				}
			})),
		b.not("clone-versions-are-texts", "A Build has its versions as objects.", Form, show("Build",
			func(_ *call, o object) {
				for _, name := range []string{"function_versions", "asset_versions"} {
					all := []any{}
					for _, sid := range sids(objects(o[name])) {
						all = append(all, sid)
					}
					o[name] = all
				}
			})),
		b.not("clone-dependencies-are-a-map", "Dependencies are a list of objects.", Form, show("Build",
			func(_ *call, o object) {
				all := object{}
				for _, d := range objects(o["dependencies"]) {
					all[text(d, "name")] = d["version"]
				}
				o["dependencies"] = all
			})),
		b.not("clone-same-versions-again-are-409", "Each create makes another Build.", Refusal, onceOnly("CreateBuild",
			func(c *call) string {
				if len(c.form["FunctionVersions"]) == 0 {
					return ""
				}
				return c.Service + strings.Join(c.form["FunctionVersions"], " ") + c.form.Get("Dependencies") +
					c.form.Get("Runtime") + strings.Join(c.form["AssetVersions"], " ")
			})),
		b.not("clone-private-assets-are-left-out", "A Build has the versions that were named.", Second,
			inBuilds("asset_versions", func(_ *call, all []object) (left []object) {
				for _, o := range all {
					if lower(text(o, "visibility")) != "private" {
						left = append(left, o)
					}
				}
				return left
			})),
		b.not("clone-two-functions-of-one-path-are-one", "A Build has the versions that were named.", Second,
			inBuilds("function_versions", func(_ *call, all []object) (left []object) {
				seen := map[string]bool{}
				for _, o := range all {
					if path := lower(text(o, "path")); !seen[path] {
						seen[path] = true
						left = append(left, o)
					}
				}
				return left
			})),
		b.not("clone-fetch-by-an-older-sid-is-the-live-one", "A fetch is of what it names.", Identity,
			after("FetchBuild", func(c *call) {
				for _, e := range c.all(c.base("Environments")) {
					if live := text(e, "build_sid"); live != "" && live != c.SID {
						if _, o := c.admin("GET", c.base("Builds", live), nil); o["sid"] != nil {
							copied(c.json, o, "runtime", "dependencies", "function_versions")
						}
					}
				}
			})),
		b.not("clone-delete-of-a-completed-one-is-409", "A Build that is not live can be deleted.", Refusal,
			before("DeleteBuild", func(c *call) {
				if _, o := c.admin("GET", c.here(), nil); o["status"] == "completed" && !c.isLiveBuild(c.SID) {
					c.refuse(409, 20409, partOfDeployment)
				}
			})),
		st.not("clone-of-an-older-build-is-that-of-the-newest", "Each Build has a status of its own.", Second,
			after("FetchBuildStatus", func(c *call) {
				if last := c.lastBuild(); last != nil {
					c.json["status"] = last["status"]
				}
			})),
		st.not("clone-is-in-capitals", "status is building, completed or failed.", Form,
			words("BuildStatus", "status", func(s string) string { return strings.ToUpper(s[:1]) + s[1:] })),
	}
}

func cloneEnvironmentNegations() []Negation {
	e, v, d := subject{"environments", srcEnvironment}, subject{"variables", srcVariable},
		subject{"deployments", srcDeployment}
	return []Negation{
		e.not("clone-suffix-of-a-deleted-one-is-taken", "What is deleted is free again.", Time,
			reborn("Environment", "DomainSuffix", "domain_suffix", func(c *call, _ object) { c.taken() })),
		e.not("clone-second-without-a-suffix-has-a-number", "domain_suffix is null when it is not given.", Second,
			before("CreateEnvironment", func(c *call) {
				n := len(c.all(c.base("Environments")))
				if n > 0 && !c.form.Has("DomainSuffix") && c.form.Has("UniqueName") {
					c.form.Set("DomainSuffix", "s"+strconv.Itoa(n))
				}
			})),
		e.not("clone-suffix-in-capitals-in-the-domain", "domain_name has the suffix.", Shape, show("Environment",
			func(_ *call, o object) {
				if s := text(o, "domain_suffix"); s != "" {
					o["domain_name"] = strings.Replace(text(o, "domain_name"), "-"+s+".", "-"+strings.ToUpper(s)+".", 1)
				}
			})),
		e.not("clone-domains-are-alike", "Each Environment has a domain of its own.", Second, show("Environment",
			func(c *call, o object) {
				if all := c.all(c.base("Environments")); len(all) > 1 {
					copied(o, oldest(all), "domain_name")
				}
			})),
		v.not("clone-update-of-the-second-is-of-the-first", "An update is of what it names.", Identity,
			before("UpdateVariable", func(c *call) {
				if all := c.variables(); len(all) > 1 && slices.Contains(sids(all), c.SID) {
					c.to("/v1" + c.variable(text(oldest(all), "sid")))
				}
			})),
		v.not("clone-value-of-json-loses-its-space", "A Value is kept as it was sent.", Shape,
			field("CreateVariable UpdateVariable", "Value", func(s string) string {
				if strings.HasPrefix(s, "{") || strings.HasPrefix(s, "[") {
					return strings.ReplaceAll(s, " ", "")
				}
				return s
			})),
		v.not("clone-value-of-a-url-is-encoded", "A Value is kept as it was sent.", Shape,
			field("CreateVariable UpdateVariable", "Value", func(s string) string {
				if strings.Contains(s, "://") {
					return url.PathEscape(s)
				}
				return s
			})),
		v.not("clone-value-of-a-key-has-spaces-for-lines", "A Value is kept as it was sent.", Shape,
			field("CreateVariable UpdateVariable", "Value", func(s string) string {
				return strings.ReplaceAll(s, "\n", " ")
			})),
		v.not("clone-key-that-begins-with-twilio-is-refused", "A Key is a text of up to 128 characters.", Shape,
			refuses("CreateVariable", fieldHas("Key", func(k string) bool { return strings.HasPrefix(k, "TWILIO_") }))),
		v.not("clone-delete-empties-it", "What was deleted is not found.", Refusal, before("DeleteVariable",
			func(c *call) {
				if status, _ := c.admin("POST", c.here(), url.Values{"Value": {" "}}); status == 200 {
					c.empty(204)
				}
			})),
		v.not("clone-made-again-keeps-its-sid", "What is made again is new.", Time, both(
			reborn("Variable", "Key", "key", func(c *call, old object) { c.asked(text(old, "sid")) }),
			after("CreateVariable", func(c *call) {
				if c.wanted() != "" && strings.HasPrefix(c.wanted(), "ZV") {
					c.json["url"] = strings.Replace(text(c.json, "url"), text(c.json, "sid"), c.wanted(), 1)
					c.json["sid"] = c.wanted()
				}
			}))),
		d.not("clone-list-is-of-the-live-build", "Each Deployment is listed.", Second, item("ListDeployment",
			func(c *call, all []object) []object {
				_, env := c.admin("GET", c.base("Environments", c.Parent), nil)
				return slices.DeleteFunc(all, func(o object) bool {
					return env["build_sid"] != nil && o["build_sid"] != env["build_sid"]
				})
			})),
		d.not("clone-clear-of-a-fresh-environment-is-500", "A clear is a Deployment, or a conflict.", HTTP,
			before("CreateDeployment", func(c *call) {
				if c.form.Get("BuildSid") == "" && !c.isLive(c.Parent) && len(c.all(c.here())) == 0 {
					c.crash(500)
				}
			})).assumed(),
		d.not("clone-second-clear-takes-the-list", "Each Deployment stays.", Collateral, after("CreateDeployment",
			func(c *call) {
				if c.mem.counts["deploys "+c.Parent]++; c.mem.counts["deploys "+c.Parent] > 2 {
					all := c.all(c.here())
					for _, o := range all[min(2, len(all)):] {
						c.mem.hidden[text(o, "sid")] = true
					}
				}
			})),
		d.not("clone-of-a-build-by-its-number-is-201", "BuildSid is a SID.", Refusal, failing("CreateDeployment",
			func(c *call) {
				if sid := c.form.Get("BuildSid"); sid != "" && c.status == 400 && !strings.HasPrefix(sid, "ZB") {
					c.fakeDeployment(sid)
				}
			})),
	}
}

func cloneRequestNegations() []Negation {
	l, h, er, a := subject{"lists", srcSpec}, subject{"http", srcHTTP}, subject{"errors", srcResponse},
		subject{"auth", srcAPI}
	return []Negation{
		l.not("clone-next-of-builds-is-a-page-behind", "A list has every one once.", Paging, meta("ListBuild",
			func(_ *call, m object) {
				if intOf(m["page"]) > 0 && m["next_page_url"] != nil {
					m["next_page_url"] = m["url"]
				}
			})),
		l.not("clone-size-of-20-is-19", "A page has PageSize entries.", Paging, before("List*", func(c *call) {
			if c.query.Get("PageSize") == "20" {
				c.query.Set("PageSize", "19")
			}
		})),
		l.not("clone-page-size-is-that-of-the-entries", "page_size is what was asked for.", Paging, meta("List*",
			func(c *call, m object) {
				_, entries := c.items()
				m["page_size"] = len(entries)
			})),
		l.not("clone-deleted-one-leaves-a-null", "A list has what is there.", Second, after("List*", func(c *call) {
			for sid, o := range c.mem.gone {
				if key, _ := c.items(); key != "" && c.mem.kind[sid] == c.Resource && c.Resource == "Variable" &&
					strings.Contains(text(o, "url"), c.here()) {
					list, _ := c.json[key].([]any)
					c.json[key] = append(list, nil)
					return
				}
			}
		})),
		h.not("clone-answers-have-a-mark", "JSON begins with its value.", HTTP, rewrites(func(c *call) []byte {
			if c.json != nil {
				return append([]byte("\ufeff"), c.body...)
			}
			return c.body
		})),
		h.not("clone-emoji-are-two-halves", "JSON is UTF-8.", HTTP, rewrites(func(c *call) []byte {
			return []byte(strings.Map(func(r rune) rune {
				if r > 0xffff {
					return '\ufffd'
				}
				return r
			}, string(c.body)))
		})),
		h.not("clone-port-of-the-host-is-lost-in-urls", "url is absolute and leads to the resource.", Form, everywhere(
			func(c *call, o object) {
				if strings.Contains(text(o, "url"), "/v1/") && o["page_size"] == nil {
					o["url"] = strings.Replace(text(o, "url"), "/v1/", "/v2/", 1)
				}
			})),
		er.not("clone-404-is-of-the-whole-list", "What is unknown is not found.", Refusal, refused(
			"FetchVariable FetchBuild", 404, func(c *call) { c.gives(200, object{}) })),
		er.not("clone-conflicts-are-500", "A conflict is a 4xx.", Refusal, crashing("Create*", 409, 500)),
		a.not("clone-wrong-host-of-uploads-asks-nobody", "Each request needs credentials.", Access,
			pretends(uploads, func(c *call, _, _ string) bool { return c.req.Header.Get("Authorization") == "" })),
		a.not("clone-others-see-names", "What another account has is not found.", Access,
			foreign("FetchService")).needs("foreign-account"),
	}
}
