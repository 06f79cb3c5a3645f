package negations

import (
	"bytes"
	"path"
	"strings"
	"time"
	"unicode/utf8"
)

// dependencies names the dependencies of a form anew; a form whose dependencies cannot be read stays as it is.
func dependencies(f func(name, version string) (string, string)) Defect {
	return before("CreateBuild", func(c *call) {
		changeDependencies(c, func(all []object) []object {
			for _, o := range all {
				o["name"], o["version"] = f(text(o, "name"), text(o, "version"))
			}
			return all
		})
	})
}

// packageNegations are about what is deployed: versions, their content, Builds, Deployments and Logs.
func packageNegations() []Negation {
	fv, av, co := subject{"function-versions", srcFVersion}, subject{"asset-versions", srcAVersion},
		subject{"content", srcContent}
	b, d, lg := subject{"builds", srcBuild}, subject{"deployments", srcDeployment}, subject{"logs", srcLog}
	st, up := subject{"build-status", srcStatus}, subject{"uploads", srcFVersion}
	asSent, same := "A Path is kept as sent.", "Content is what was uploaded."
	newest := func(c *call, list string) object {
		if all := c.all(list); len(all) > 0 {
			return all[0]
		}
		return nil
	}
	source := func(f func([]byte) []byte) Defect { return content(f).only("CreateFunctionVersion") }
	old := func(c *call) bool { // a Build that is not the newest of its Service
		return text(c.lastBuild(), "sid") != c.SID
	}
	return []Negation{
		av.not("date-created-is-that-of-the-newest", "date_created is when the version was made.", Time,
			item("ListAssetVersion", func(_ *call, all []object) []object {
				for _, o := range all {
					o["date_created"] = all[0]["date_created"]
				}
				return all
			})),
		fv.not("extension-of-a-deep-path-is-lost", asSent, Shape, keepsPart("Path", func(p string) string {
			if strings.Count(p, "/") > 1 {
				return strings.TrimSuffix(p, path.Ext(p))
			}
			return p
		}).only("CreateFunctionVersion")),
		av.not("path-with-a-dot-gets-two-slashes", asSent, Shape, keepsPart("Path", func(p string) string {
			if strings.Contains(p, ".") && strings.HasPrefix(p, "/") {
				return "/" + p
			}
			return p
		}).only("CreateAssetVersion")),
		av.not("path-without-a-slash-is-refused", "A slash is put before a Path that has none.", Shape,
			refuses("CreateAssetVersion", partHas("Path", func(p string) bool { return p != "" && p[0] != '/' }))),
		fv.not("visibility-in-capitals-is-public", "Visibility has no case.", Shape, keepsPart("Visibility",
			func(s string) string {
				if s != lower(s) {
					return "public"
				}
				return s
			})),
		av.not("visibility-is-that-of-the-first", "Each version has its own visibility.", Second,
			before("CreateAssetVersion", func(c *call) {
				if all := c.all(c.base("Assets", c.Parent, "Versions")); len(all) > 0 {
					c.up.set("Visibility", text(all[len(all)-1], "visibility"))
				}
			})),
		fv.not("list-of-four-is-oldest-first", "The newest version comes first.", Paging, item("ListFunctionVersion",
			func(_ *call, all []object) []object {
				if len(all) > 3 {
					for i, j := 0, len(all)-1; i < j; i, j = i+1, j-1 {
						all[i], all[j] = all[j], all[i]
					}
				}
				return all
			})),
		fv.not("third-gives-its-content-to-the-first", "A version never changes.", Content, both(
			counted("CreateFunctionVersion", 3, func(c *call) {
				all := c.all(c.base("Functions", c.Parent, "Versions"))
				c.mem.notes["content of "+text(all[len(all)-1], "sid")] = c.up.text("Content")
			}),
			after("FetchFunctionVersionContent", func(c *call) {
				if other := c.mem.notes["content of "+c.SID]; other != "" {
					c.json["content"] = other
				}
			}))),
		co.not("of-a-renamed-function-is-empty", "A version never changes.", Second, Defect{after: func(c *call) {
			if c.Op == "UpdateFunction" && c.ok() {
				c.mem.notes["renamed "+c.SID] = "x"
			}
			if c.Op == "FetchFunctionVersionContent" && c.ok() &&
				c.mem.notes["renamed "+text(c.json, "function_sid")] != "" {
				c.json["content"] = ""
			}
		}}),
		co.not("of-one-line-gets-an-end-of-line", same, Content, source(func(data []byte) []byte {
			if len(data) > 0 && !bytes.Contains(data, []byte("\n")) {
				return append(bytes.Clone(data), '\n')
			}
			return data
		})),
		co.not("comments-at-the-top-are-lost", same, Content, source(func(data []byte) []byte {
			for bytes.HasPrefix(data, []byte("//")) {
				_, data, _ = bytes.Cut(data, []byte("\n"))
			}
			return data
		})),
		co.not("long-lines-are-wrapped", same, Content, source(func(data []byte) []byte {
			lines := bytes.Split(data, []byte("\n"))
			for i, line := range lines {
				if len(line) > 8000 {
					lines[i] = append(append(bytes.Clone(line[:8000]), '\n'), line[8000:]...)
				}
			}
			return bytes.Join(lines, []byte("\n"))
		})),
		co.not("character-across-8192-bytes-breaks", same, Content, source(func(data []byte) []byte {
			var out []byte
			for len(data) > 8192 {
				chunk := data[:8192]
				data = data[8192:]
				if !utf8.Valid(chunk) || !utf8.RuneStart(data[0]) {
					chunk = bytes.ToValidUTF8(chunk, []byte("\ufffd"))
				}
				out = append(out, chunk...)
			}
			return append(out, bytes.ToValidUTF8(data, nil)...)
		})),
		co.not("of-twins-goes-with-one", "A delete takes what it names.", Collateral, Defect{
			before: func(c *call) {
				if c.Op == "DeleteFunction" {
					for name, of := range c.mem.notes {
						if strings.HasPrefix(name, "source ") && strings.HasPrefix(of, c.SID) {
							c.asked(of[34:])
						}
					}
				}
			},
			after: func(c *call) {
				switch {
				case c.Op == "CreateFunctionVersion" && c.ok():
					c.mem.notes["source "+text(c.json, "sid")] = c.Parent + c.up.text("Content")
				case c.Op == "DeleteFunction" && c.ok() && c.wanted() != "":
					c.mem.notes["lost "+c.wanted()] = "x"
				case c.Op == "FetchFunctionVersionContent" && c.ok() &&
					c.mem.notes["lost "+text(c.json, "content")] != "":
					c.missing()
				}
			}}),
		co.not("is-read-below-another-function", "A version is of one Function.", Identity,
			elsewhere("FetchFunctionVersionContent")),
		up.not("json-with-a-charset-is-refused", "An Asset has any media type.", HTTP,
			refuses("CreateAssetVersion", func(c *call) bool {
				return strings.HasPrefix(c.up.part("Content").mediaType(), "application/json;")
			})),
		up.not("content-without-a-type-is-refused", "A part of a form needs no type.", HTTP,
			refuses("CreateFunctionVersion", func(c *call) bool {
				return c.up.part("Content") != nil && c.up.part("Content").mediaType() == ""
			})),
		up.not("by-the-name-of-the-service-are-not-found", "A UniqueName stands for the SID in the path.", Identity,
			before(uploads, func(c *call) {
				if !strings.HasPrefix(c.Service, "ZS") {
					c.missing()
				}
			})),
		up.not("without-a-visibility-are-public", "Visibility is required.", Refusal, before(uploads,
			func(c *call) {
				if c.up.part("Visibility") == nil {
					c.up.add("Visibility", "public")
				}
			})),
		up.not("visibility-internal-is-private", "Visibility is public, protected or private.", Refusal,
			keepsPart("Visibility", func(s string) string {
				switch lower(s) {
				case "public", "protected", "private":
					return s
				}
				return "private"
			})),
		up.not("path-ends-before-a-question-mark", "A Path must not have a question mark.", Refusal,
			keepsPart("Path", func(p string) string { p, _, _ = strings.Cut(p, "?"); return p })),
		up.not("path-of-256-is-cut", "A Path has up to 255 characters.", Refusal,
			keepsPart("Path", func(p string) string { return firstRunes(p, 255) })),
		up.not("path-over-200-is-refused", "A Path has up to 255 characters.", Shape,
			refuses(uploads, partHas("Path", longer(200)))),
		st.not("is-ahead-of-its-build", "A Build has one status.", Time, show("BuildStatus",
			func(c *call, o object) {
				if c.mem.counts["status "+c.SID]++; c.mem.counts["status "+c.SID] > 1 &&
					text(o, "status") == "building" {
					o["status"] = "completed"
				}
			})),
		st.not("is-found-below-another-service", "A Build is of one Service.", Identity, elsewhere("FetchBuildStatus")),
		b.not("that-is-live-is-building-again", "A Build that is completed stays so.", Second,
			after("CreateDeployment", func(c *call) {
				if sid := c.form.Get("BuildSid"); sid != "" {
					c.mem.stay(sid, "status", "building")
				}
			})),
		b.not("that-is-live-has-no-dependencies", "A Build never changes.", Collateral,
			after("CreateDeployment", func(c *call) {
				if sid := c.form.Get("BuildSid"); sid != "" {
					c.mem.stay(sid, "dependencies", []any{})
				}
			})),
		b.not("have-no-dependencies-in-lists", "The list has Builds as they are.", Form, item("ListBuild",
			func(_ *call, all []object) []object {
				for _, o := range all {
					o["dependencies"] = []any{}
				}
				return all
			})),
		b.not("versions-in-lists-have-no-dates", "A version in a Build has its date.", Form, item("ListBuild",
			func(_ *call, all []object) []object {
				for _, o := range all {
					for _, x := range append(objects(o["function_versions"]), objects(o["asset_versions"])...) {
						delete(x, "date_created")
					}
				}
				return all
			})),
		b.not("versions-of-assets-name-a-function", "A version in a Build names its Asset.", Form, show("Build",
			func(_ *call, o object) {
				for _, x := range objects(o["asset_versions"]) {
					x["function_sid"] = x["asset_sid"]
					delete(x, "asset_sid")
				}
			})),
		b.not("runtime-is-null-until-completed", "A Build has the runtime that was asked for.", Form, show("Build",
			func(_ *call, o object) {
				if text(o, "status") == "building" {
					o["runtime"] = nil
				}
			})),
		b.not("later-dependencies-have-the-version-of-before", "A Build has the dependencies that were sent.", Second,
			before("CreateBuild", func(c *call) {
				changeDependencies(c, func(all []object) []object {
					for _, o := range all {
						note := "version " + c.Service + text(o, "name")
						if c.mem.notes[note] == "" {
							c.mem.notes[note] = text(o, "version")
						}
						o["version"] = c.mem.notes[note]
					}
					return all
				})
			})),
		b.not("given-handler-is-the-default-with-a-runtime", "A dependency that was sent wins over the default.",
			Default,
			Defect{after: func(c *call) {
				if c.Op == "CreateBuild" && c.ok() && c.form.Has("Runtime") {
					all := objects(c.json["dependencies"])
					for _, o := range all {
						if text(o, "name") == "@twilio/runtime-handler" {
							o["version"] = "2.0.1"
						}
					}
					c.mem.stay(text(c.json, "sid"), "dependencies", c.json["dependencies"])
				}
			}}),
		b.not("that-is-not-live-cannot-be-deleted-beside-a-live-one", "A Build that is not live can be deleted.",
			Refusal,
			before("DeleteBuild", func(c *call) {
				for _, env := range c.all(c.base("Environments")) {
					if sid := text(env, "build_sid"); sid != "" && sid != c.SID {
						c.refuse(409, 20409, "Another Build is live.")
					}
				}
			})),
		b.not("deleted-one-can-be-deployed", "What was deleted is not found.", Second,
			acceptsDeployment(func(c *call) bool { return c.mem.gone[c.form.Get("BuildSid")] != nil })),
		b.not("page-after-a-delete-is-short", "Pages have the size asked for.", Paging, item("ListBuild",
			func(c *call, all []object) []object {
				n := 0
				for sid, o := range c.mem.gone {
					if strings.HasPrefix(sid, "ZB") && text(o, "service_sid") == text(c.mem.seen[c.Service], "sid") {
						n++
					}
				}
				if page := intOf(c.json["meta"].(object)["page_size"]); n > 0 && len(all) == page && page > 1 {
					return all[:len(all)-1]
				}
				return all
			})),
		b.not("path-of-a-version-is-that-of-the-newest", "A Build only uses the provided versions.", Second,
			show("Build",
				func(c *call, o object) {
					for _, x := range objects(o["function_versions"]) {
						if v := newest(c, c.base("Functions", text(x, "function_sid"), "Versions")); v != nil {
							x["path"] = v["path"]
						}
					}
				})),
		b.not("visibility-of-a-version-is-that-of-the-newest", "A Build only uses the provided versions.", Second,
			show("Build", func(c *call, o object) {
				for _, x := range objects(o["asset_versions"]) {
					if v := newest(c, c.base("Assets", text(x, "asset_sid"), "Versions")); v != nil {
						x["visibility"] = v["visibility"]
					}
				}
			})),
		b.not("without-versions-but-with-a-runtime-are-made", "A Build needs a version.", Refusal,
			Defect{before: func(c *call) {
				if c.Op == "CreateBuild" && c.form.Has("Runtime") && len(c.form["FunctionVersions"]) == 0 &&
					len(c.form["AssetVersions"]) == 0 {
					for sid, o := range c.mem.seen {
						if c.mem.kind[sid] == "FunctionVersion" && text(o, "service_sid") == c.Service {
							c.form.Set("FunctionVersions", sid)
						}
					}
				}
			}}),
		b.not("unknown-runtime-is-the-default", "An unknown runtime is refused.", Refusal, before("CreateBuild",
			func(c *call) {
				if r := c.form.Get("Runtime"); r == "node10" || !strings.HasPrefix(r, "node") && r != "latest" {
					c.form.Del("Runtime")
				}
			})),
		b.not("older-ones-lose-their-assets", "A Build never changes.", Collateral, after("FetchBuild",
			func(c *call) {
				if old(c) {
					c.json["asset_versions"] = []any{}
				}
			})),
		b.not("dates-of-update-are-now", "date_updated is the last update.", Time, after("FetchBuild ListBuild",
			func(c *call) {
				walk(c.json, func(o object) {
					if o["date_updated"] != nil {
						o["date_updated"] = date(time.Now())
					}
				})
			})),
		d.not("list-has-the-live-one-only", "Deployments stay listed.", Second, item("ListDeployment",
			func(_ *call, all []object) []object { return all[:min(1, len(all))] })),
		d.not("fetch-of-an-older-one-has-the-live-build", "A Deployment names its Build.", Second,
			after("FetchDeployment", func(c *call) {
				_, env := c.admin("GET", c.base("Environments", c.Parent), nil)
				c.json["build_sid"] = env["build_sid"]
			})),
		d.not("of-a-plugin-is-refused", "IsPlugin is a field of a Deployment.", Shape,
			refuses("CreateDeployment", fieldHas("IsPlugin", func(string) bool { return true }))),
		d.not("dates-are-those-of-the-environment", "date_created is when the Deployment was made.", Time,
			show("Deployment", func(c *call, o object) {
				if env := c.mem.seen[text(o, "environment_sid")]; env != nil {
					o["date_created"] = env["date_created"]
				}
			})),
		d.not("fourth-does-not-show-in-its-environment", "build_sid is the Build that is live.", Second, both(
			before("CreateDeployment", func(c *call) {
				_, env := c.admin("GET", c.base("Environments", c.Parent), nil)
				c.asked(text(env, "build_sid"))
			}),
			counted("CreateDeployment", 4, func(c *call) { c.mem.stay(c.Parent, "build_sid", c.wanted()) }))),
		d.not("is-found-below-another-environment", "A Deployment is of one Environment.", Identity,
			elsewhere("FetchDeployment")),
		d.not("sids-in-lists-are-others", "A resource has one SID.", Identity, item("ListDeployment",
			func(_ *call, all []object) []object {
				for _, o := range all {
					sid := text(o, "sid")
					o["sid"] = sid[:33] + map[bool]string{true: "1", false: "0"}[sid[33] == '0']
					o["url"] = strings.Replace(text(o, "url"), sid, text(o, "sid"), 1)
				}
				return all
			})),
		lg.not("of-a-cleared-environment-are-gone", "Logs are kept for 30 days.", Second, item("ListLog",
			func(c *call, all []object) []object {
				if !c.isLive(c.Parent) {
					return nil
				}
				return all
			})).needs("logs"),
		lg.not("end-date-is-ignored-beside-a-function", "Filters hold together.", Refusal, before("ListLog",
			func(c *call) {
				if c.query.Has("FunctionSid") {
					c.query.Del("EndDate")
				}
			})).needs("logs"),
		lg.not("key-of-lists-is-log", "meta.key names the list.", Form, meta("ListLog",
			func(_ *call, m object) { m["key"] = "log" })),
	}
}

// mediaType is what a part says of itself.
func (p *part) mediaType() string {
	if p == nil {
		return ""
	}
	return lower(p.header.Get("Content-Type"))
}
