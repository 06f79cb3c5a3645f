package negations

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// againFileNegations are defects of Services, files and Builds, written after those of anewServiceNegations were seen.
func againFileNegations() []Negation {
	s, f, a := subject{"services", srcService}, subject{"functions", srcFunction}, subject{"assets", srcAsset}
	fv, av := subject{"function-versions", srcFVersion}, subject{"asset-versions", srcAVersion}
	c4, b := subject{"contents", srcContent}, subject{"builds", srcBuild}
	update := "An update changes what was sent, and nothing else."
	every := "The list has every one."
	kept := "A text is kept as sent."
	all := "A Build has what was sent."
	gone := "A delete takes the Service with all that is in it."
	isSemver := regexp.MustCompile(`^\d+\.\d+\.\d+-`)
	return []Negation{
		s.not("again-new-options-reset-the-name", update, Update, before("UpdateService", func(c *call) {
			if len(c.form) > 0 && !c.form.Has("FriendlyName") {
				_, o := c.admin("GET", "/Services/"+c.SID, nil)
				c.form.Set("FriendlyName", text(o, "unique_name"))
			}
		})),
		s.not("again-friendly-name-of-another-is-refused", "A FriendlyName need not be unique.", Second,
			refuses("CreateService", func(c *call) bool {
				return slices.ContainsFunc(c.all("/Services"), func(o object) bool {
					return text(o, "friendly_name") == c.form.Get("FriendlyName")
				})
			})),
		s.not("again-list-lacks-those-of-the-console", every, Second, item("ListService",
			func(_ *call, entries []object) []object {
				return slices.DeleteFunc(entries, func(o object) bool { return o["ui_editable"] == true })
			})),
		s.not("again-with-environments-cannot-be-deleted", gone, Refusal, before("DeleteService", func(c *call) {
			if len(c.all("/Services/"+c.SID+"/Environments")) > 0 {
				c.refuse(http.StatusConflict, 20409, "The Service has Environments.")
			}
		})),
		s.not("again-that-is-live-cannot-be-deleted", gone, Refusal, before("DeleteService", func(c *call) {
			for _, e := range c.all("/Services/" + c.SID + "/Environments") {
				if e["build_sid"] != nil {
					c.refuse(http.StatusConflict, 20409, "The Service is live.")
				}
			}
		})),
		s.not("again-dashes-in-a-row-are-one", "unique_name is what was sent.", Shape,
			keeps("CreateService", "UniqueName", func(s string) string { return strings.ReplaceAll(s, "--", "-") })),
		s.not("again-name-finds-the-one-that-was-deleted", "A deleted Service is gone.", Time,
			Defect{after: func(c *call) {
				if c.Op != "FetchService" || !c.ok() || strings.HasPrefix(c.SID, "ZS") {
					return
				}
				if old := c.recall("name " + c.SID); old != nil {
					c.json = old
				} else {
					c.keep("name "+c.SID, c.json)
				}
			}}),
		f.not("again-without-versions-are-not-listed", every, Second, item("ListFunction",
			func(c *call, entries []object) []object {
				return slices.DeleteFunc(entries, func(o object) bool {
					return len(c.all(c.base("Functions", text(o, "sid"), "Versions"))) == 0
				})
			})),
		f.not("again-percent-sign-in-a-name-is-400", kept, Shape,
			refuses("CreateFunction UpdateFunction", fieldHas("FriendlyName", contains("%")))),
		f.not("again-cannot-be-deleted-in-a-service-with-builds", "A Function that is in no Build can be deleted.",
			Second,
			before("DeleteFunction DeleteAsset", func(c *call) {
				if len(c.all(c.base("Builds"))) > 0 {
					c.refuse(http.StatusConflict, 20409, "The Service has Builds.")
				}
			})),
		a.not("again-is-found-below-functions", "A Function is no Asset.", Identity, Defect{after: func(c *call) {
			if c.Op == "FetchFunction" && c.status == 404 {
				if status, o := c.admin("GET", c.base("Assets", c.SID), nil); status == 200 {
					c.status, c.json = 200, o
				}
			}
		}}),
		f.not("again-upload-names-it-by-the-path", update, Collateral, after("CreateFunctionVersion", func(c *call) {
			c.admin("POST", c.base("Functions", c.Parent), url.Values{"FriendlyName": {text(c.json, "path")}})
		})),
		fv.not("again-three-are-kept", every, Paging, item("ListFunctionVersion", func(c *call,
			entries []object) []object {
			if page, size, _ := pageOf(c); page == 0 && size > 3 && len(entries) > 3 {
				return entries[:3]
			}
			return entries
		})),
		fv.not("again-path-of-an-older-one-is-refused", "Any number of versions may have one Path.", Second,
			refuses("CreateFunctionVersion", func(c *call) bool {
				return slices.ContainsFunc(c.all(c.base("Functions", c.Parent, "Versions")), func(o object) bool {
					return text(o, "path") == "/"+strings.TrimPrefix(c.up.text("Path"), "/")
				})
			})),
		fv.not("again-path-of-all-is-that-of-the-newest", "Each version has a Path of its own.", Second,
			after("FetchFunctionVersion", func(c *call) {
				if list := c.all(c.base("Functions", c.Parent, "Versions")); len(list) > 0 {
					c.json["path"] = list[0]["path"]
				}
			})),
		av.not("again-index-is-left-out-of-a-path", "A Path is kept as sent.", Shape, before("CreateAssetVersion",
			func(c *call) { c.up.set("Path", strings.TrimSuffix(c.up.text("Path"), "index.html")) })),
		av.not("again-segment-over-100-is-refused", "A Path has at most 255 characters.", Shape,
			refuses(uploads, partHas("Path", func(p string) bool {
				return slices.ContainsFunc(strings.Split(p, "/"), func(s string) bool { return len(s) > 100 })
			}))),
		av.not("again-url-is-on-the-upload-host", "url is the URL of the version, on the API.", Form,
			after("CreateAssetVersion", func(c *call) {
				c.json["url"] = strings.Replace(text(c.json, "url"), "//serverless.", "//serverless-upload.", 1)
				c.json["url"] = strings.Replace(text(c.json, "url"), "//api.", "//upload.", 1)
			})),
		av.not("again-visibility-is-in-capitals-after-an-upload", "visibility is in small letters.", Form,
			after(uploads, func(c *call) { c.json["visibility"] = strings.ToUpper(text(c.json, "visibility")) })),
		c4.not("again-of-private-ones-is-empty", "The content is what was uploaded.", Content,
			after("FetchFunctionVersionContent", func(c *call) {
				_, v := c.admin("GET", c.base("Functions", c.Parent, "Versions", c.SID), nil)
				if text(v, "visibility") == "private" {
					c.json["content"] = ""
				}
			})),
		c4.not("again-of-one-path-is-that-of-the-first", "The content is what was uploaded.", Second,
			after("FetchFunctionVersionContent", func(c *call) {
				_, v := c.admin("GET", c.base("Functions", c.Parent, "Versions", c.SID), nil)
				key := "content " + text(v, "service_sid") + text(v, "path")
				if _, there := c.mem.notes[key]; !there {
					c.mem.notes[key] = text(c.json, "content")
				}
				c.json["content"] = c.mem.notes[key]
			})),
		c4.not("again-of-a-renamed-function-is-not-found", "Content is found by its SID.", Time, both(
			after("UpdateFunction", func(c *call) { c.mem.notes["renamed "+c.SID] = "x" }),
			before("FetchFunctionVersionContent", func(c *call) {
				if c.mem.notes["renamed "+c.Parent] != "" {
					c.missing()
				}
			}))),
		c4.not("again-strict-mode-is-added", "The content is what was uploaded.", Content,
			content(func(b []byte) []byte {
				if strings.HasPrefix(string(b), "exports.") {
					return append([]byte("'use strict';\n"), b...)
				}
				return b
			})),
		b.not("again-of-assets-alone-is-refused", "A Build may have Assets alone.", Refusal,
			refuses("CreateBuild", func(c *call) bool {
				return len(c.form["AssetVersions"]) > 0 && len(c.form["FunctionVersions"]) == 0
			})),
		b.not("again-of-older-versions-is-refused", "A Build has the versions that were named.", Second,
			refuses("CreateBuild", func(c *call) bool {
				for _, sid := range c.form["FunctionVersions"] {
					v := c.mem.seen[sid]
					if list := c.all(c.base("Functions", text(v, "function_sid"), "Versions")); len(list) > 0 &&
						text(list[0], "sid") != sid {
						return true
					}
				}
				return false
			})),
		b.not("again-like-another-is-that-one", "Each create makes a Build.", Identity, Defect{
			before: func(c *call) {
				if c.Op == "CreateBuild" && len(c.form) > 0 {
					if old := c.recall("build " + c.Service + c.form.Encode()); old != nil {
						c.refuse(http.StatusCreated, 0, "")
						c.json = old
					}
				}
			},
			after: func(c *call) {
				if c.Op == "CreateBuild" && c.ok() {
					c.keep("build "+c.Service+c.form.Encode(), c.json)
				}
			}}),
		b.not("again-unknown-runtime-is-the-default", "An unknown Runtime is refused.", Refusal,
			before("CreateBuild", func(c *call) {
				if r := c.form.Get("Runtime"); r != "" && !slices.Contains(knownRuntimes(), r) {
					c.form.Del("Runtime")
				}
			})),
		b.not("again-link-leads-to-the-first", "links are the URLs of what is below the Build.", Second,
			show("Build", func(c *call, o object) {
				key := "link " + text(o, "service_sid")
				if data := c.recall(key); data != nil {
					o["links"] = data
				} else if l, ok := o["links"].(object); ok {
					c.keep(key, l)
				}
			})),
		b.not("again-deployed-one-says-so", "A Build is building, completed or failed.", Form, both(
			after("CreateDeployment", func(c *call) {
				if sid := c.form.Get("BuildSid"); sid != "" {
					c.mem.stay(sid, "status", "deployed")
				}
			}))),
		b.not("again-four-dependencies-are-kept", all, Shape, before("CreateBuild", func(c *call) {
			changeDependencies(c, func(list []object) []object { return list[:min(len(list), 4)] })
		})),
		b.not("again-scope-of-a-dependency-is-lost", all, Shape, dependencies(func(name, version string) (string,
			string) {
			if scope, rest, ok := strings.Cut(name, "/"); ok && scope != "@twilio" {
				return rest, version
			}
			return name, version
		})),
		b.not("again-version-before-a-release-is-the-release", all, Shape, dependencies(
			func(name, version string) (string, string) {
				if isSemver.MatchString(version) {
					version, _, _ = strings.Cut(version, "-")
				}
				return name, version
			})),
		b.not("again-names-of-dependencies-are-in-small-letters", all, Shape, dependencies(
			func(name, version string) (string, string) { return strings.ToLower(name), version })),
		b.not("again-large-form-is-413", "A Build may have many versions.", HTTP, before("CreateBuild", func(c *call) {
			if len(c.raw) > 1024 {
				c.tooLarge()
			}
		})),
		b.not("again-delete-clears-the-first-environment", "A delete takes what it names.", Collateral,
			after("DeleteBuild", func(c *call) {
				if envs := c.all(c.base("Environments")); len(envs) > 0 {
					c.admin("POST", c.base("Environments", text(oldest(envs), "sid"), "Deployments"), nil)
				}
			})),
	}
}

// decoded is a value as base64 or as an escape of JSON.
func decoded(s string) string {
	if raw, err := base64.StdEncoding.DecodeString(s); err == nil && len(s) > 0 && allOf(string(raw), unicode.IsPrint) {
		return string(raw)
	}
	return s
}
