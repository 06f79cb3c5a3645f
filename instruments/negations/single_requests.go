package negations

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// singleRequestNegations are servers that are right but for one kind of request.
func singleRequestNegations() (list []Negation) {
	empty := func(op string) Defect { // an empty list of what is below something unknown
		return failing(op, func(c *call) {
			if c.status == 404 {
				c.status, c.json = 200, emptyList(c)
			}
		})
	}
	recycled := func(resource string) Defect { // the next one has the SID of the last that was deleted
		return both(after("Delete"+resource, func(c *call) { c.mem.notes["free"] = c.SID }),
			after("Create"+resource, func(c *call) {
				if old := c.mem.notes["free"]; old != "" {
					sid := text(c.json, "sid")
					c.mem.notes["real "+old], c.mem.notes["free"] = sid, ""
					c.json["sid"], c.json["url"] = old, strings.Replace(text(c.json, "url"), sid, old, 1)
					delete(c.mem.gone, old)
				}
			}))
	}
	longer := func(n int) Defect {
		return refuses(uploads, partHas("Path", func(p string) bool { return utf8.RuneCountInString(p) > n }))
	}
	few := func(op string, n int) Defect {
		return before(op, func(c *call) {
			if len(c.all(strings.TrimPrefix(c.req.URL.Path, "/v1"))) >= n {
				c.refuse(400, 20001, "There are too many.")
			}
		})
	}
	nobody := func(_ *call, user, _ string) bool { return user == "" }
	for _, d := range []struct {
		resource, id, promise string
		kind                  Kind
		defect                Defect
	}{
		{"Variable", "of-an-unknown-environment-are-none", "What is unknown is not found.", Refusal,
			empty("ListVariable")},
		{"Deployment", "of-an-unknown-environment-are-none", "What is unknown is not found.", Refusal,
			empty("ListDeployment")},
		{"FunctionVersion", "of-an-unknown-function-are-none", "What is unknown is not found.", Refusal,
			empty("ListFunctionVersion")},
		{"Build", "of-an-unknown-service-are-none", "What is unknown is not found.", Refusal, empty("ListBuild")},
		{"BuildStatus", "of-an-unknown-build-is-failed", "What is unknown is not found.", Refusal,
			failing("FetchBuildStatus", func(c *call) {
				if c.status == 404 {
					c.status, c.json = 200, object{"sid": c.SID, "account_sid": "AC" + c.SID[2:],
						"service_sid": c.Service, "status": "failed", "url": "http://" + c.req.Host + c.req.URL.Path}
				}
			})},
		{"FunctionVersionContent", "of-an-unknown-version-is-empty", "What is unknown is not found.", Refusal,
			failing("FetchFunctionVersionContent", func(c *call) {
				if c.status == 404 {
					c.status, c.json = 200, object{"sid": c.SID, "account_sid": "AC" + c.SID[2:],
						"service_sid": c.Service, "function_sid": c.Parent, "content": "",
						"url": "http://" + c.req.Host + c.req.URL.Path}
				}
			})},
		{"Variable", "sid-is-recycled", "Each resource has its own SID.", Identity, recycled("Variable")},
		{"Function", "thirty-are-enough", "No page says that Functions are few.", Refusal, few("CreateFunction", 30)},
		{"Asset", "thirty-are-enough", "No page says that Assets are few.", Refusal, few("CreateAsset", 30)},
		{"Deployment", "thirty-are-enough", "No page says that Deployments are few.", Refusal,
			few("CreateDeployment", 30)},
		{"FunctionVersion", "ten-are-enough", "No page says that versions are few.", Refusal,
			few("CreateFunctionVersion", 10)},
		{"FunctionVersion", "path-over-100-is-refused", "A Path has up to 255 characters.", Shape,
			longer(100).only("CreateFunctionVersion")},
		{"AssetVersion", "path-over-200-is-refused", "A Path has up to 255 characters.", Shape,
			longer(200).only("CreateAssetVersion")},
		{"AssetVersion", "visibility-in-capitals-is-refused", "Visibility is read in any case.", Shape,
			refuses("CreateAssetVersion", partHas("Visibility",
				func(v string) bool { return v != strings.ToLower(v) }))},
		{"AssetVersion", "of-1-mib-is-413", "An Asset has up to 25 MB.", Content, before("CreateAssetVersion",
			func(c *call) {
				if len(c.raw) > 1<<20 {
					c.refuse(413, 20001, "Request Entity Too Large")
				}
			})},
		{"FunctionVersion", "of-100-kb-is-413", "No page says that source is short.", Content,
			before("CreateFunctionVersion", func(c *call) {
				if len(c.raw) > 100<<10 {
					c.refuse(413, 20001, "Request Entity Too Large")
				}
			})},
		{"AssetVersion", "chunked-one-is-411", "An upload may be chunked.", HTTP, Defect{before: func(c *call) {
			if c.Op == "CreateAssetVersion" && c.req.ContentLength < 0 {
				c.refuse(411, 20001, "Length Required")
			}
		}}},
		{"FunctionVersion", "file-without-a-name-is-refused", "The name of the file is free.", HTTP,
			refuses("CreateFunctionVersion", func(c *call) bool {
				p := c.up.part("Content")
				return p != nil && p.file == ""
			})},
		{"Build", "of-assets-alone-is-refused", "A Build has a Function Version, an Asset Version, or both.", Refusal,
			refuses("CreateBuild", func(c *call) bool {
				return len(c.form["FunctionVersions"]) == 0 && len(c.form["AssetVersions"]) > 0
			})},
		{"Build", "of-private-ones-alone-is-refused", "A Build has a Function Version, an Asset Version, or both.",
			Refusal, refuses("CreateBuild", func(c *call) bool {
				n := 0
				for _, sid := range append(c.form["FunctionVersions"], c.form["AssetVersions"]...) {
					if text(c.mem.seen[sid], "visibility") != "private" {
						n++
					}
				}
				return n == 0 && len(c.form["AssetVersions"])+len(c.form["FunctionVersions"]) > 0
			})},
		{"Build", "node20-becomes-node22", "A Build has the Runtime that was given.", Default,
			field("CreateBuild", "Runtime", strings.NewReplacer("node20", "node22").Replace)},
		{"Deployment", "clearing-deletes-the-build", "Clearing takes no Build away.", Collateral, both(
			before("CreateDeployment", func(c *call) {
				_, o := c.admin("GET", c.base("Environments", c.Parent), nil)
				c.asked(text(o, "build_sid"))
			}), after("CreateDeployment", func(c *call) {
				if sid := c.wanted(); sid != "" && c.json["build_sid"] == nil {
					c.mem.hidden[sid] = true
				}
			}))},
		{"Deployment", "of-the-build-before-is-taken-for-the-live-one", "A completed Build can be deployed.", Second,
			before("CreateDeployment", func(c *call) {
				all := c.all(c.base("Environments", c.Parent, "Deployments"))
				if len(all) > 1 && all[1]["build_sid"] != nil && text(all[1], "build_sid") == c.form.Get("BuildSid") &&
					all[0]["build_sid"] != nil {
					c.refuse(409, 20409, "Environment already has requested deployment.")
				}
			})},
		{"Environment", "anybody-deletes", "Each request is authenticated.", Access,
			pretends("DeleteEnvironment", nobody)},
		{"Deployment", "anybody-reads", "Each request is authenticated.", Access, pretends("FetchDeployment", nobody)},
		{"AssetVersion", "anybody-lists", "Each request is authenticated.", Access,
			pretends("ListAssetVersion", nobody)},
		{"Function", "anybody-creates", "Each request is authenticated.", Access, pretends("CreateFunction", nobody)},
		{"Variable", "delete-of-one-key-deletes-keys-it-begins", "A delete takes what it names.", Collateral,
			after("DeleteVariable", func(c *call) {
				for _, o := range c.variables() {
					if k := text(c.mem.gone[c.SID], "key"); k != "" && strings.HasPrefix(text(o, "key"), k) {
						c.admin("DELETE", c.variable(text(o, "sid")), nil)
					}
				}
			})},
		{"Environment", "delete-keeps-its-deployments", "With an Environment goes what is below it.", Collateral,
			failing("FetchDeployment", func(c *call) {
				if o := c.mem.seen[c.SID]; o != nil && c.status == 404 && c.mem.gone[c.Parent] != nil &&
					text(o, "environment_sid") == c.Parent {
					c.status, c.json = 200, clone(o)
				}
			})},
		{"FunctionVersionContent", "tabs-at-the-end-of-lines-are-cut", "Content is what was uploaded.", Content,
			content(func(data []byte) []byte {
				lines := bytes.Split(data, []byte("\n"))
				for i := range lines {
					lines[i] = bytes.TrimRight(lines[i], "\t")
				}
				return bytes.Join(lines, []byte("\n"))
			}).only("CreateFunctionVersion")},
	} {
		list = append(list, singleSubject(d.resource).not("single-"+d.id, d.promise, d.kind, d.defect))
	}
	return list
}
