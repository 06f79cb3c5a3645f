package negations

import (
	"slices"
	"strings"
)

func buildVersionNegations() []Negation {
	s := subject{"builds", srcBuild}
	exactly := "A Build only uses the versions that were provided, all of them."
	return []Negation{
		s.not("also-has-functions-of-the-last", exactly, Second,
			addsToBuilds("FunctionVersions", func(c *call) []string {
				return sids(objects(c.lastBuild()["function_versions"]))
			})),
		s.not("also-has-assets-of-the-last", exactly, Second, addsToBuilds("AssetVersions", func(c *call) []string {
			return sids(objects(c.lastBuild()["asset_versions"]))
		})),
		s.not("also-has-functions-of-the-last-when-it-names-assets-only", exactly, Second,
			addsToBuilds("FunctionVersions", func(c *call) []string {
				if len(c.form["FunctionVersions"]) == 0 {
					return sids(objects(c.lastBuild()["function_versions"]))
				}
				return nil
			})),
		s.not("also-has-what-is-live", exactly, Second, addsToBuilds("AssetVersions", func(c *call) (more []string) {
			for _, e := range c.all(c.base("Environments")) {
				if sid := text(e, "build_sid"); sid != "" {
					_, b := c.admin("GET", c.base("Builds", sid), nil)
					more = append(more, sids(objects(b["asset_versions"]))...)
				}
			}
			return more
		})),
		s.not("has-the-newest-function-versions",
			"A Build has the version that was named, though a newer one is there.",
			Second,
			before("CreateBuild", func(c *call) { newestOf(c, "Functions", "FunctionVersions") })),
		s.not("has-the-newest-asset-versions",
			"A Build has the version that was named, though a newer one is there.", Second,
			before("CreateBuild", func(c *call) { newestOf(c, "Assets", "AssetVersions") })),
		s.not("has-all-functions-of-the-service", exactly, Second,
			addsToBuilds("FunctionVersions", func(c *call) (more []string) {
				for _, f := range c.all(c.base("Functions")) {
					if v := c.all(c.base("Functions", text(f, "sid"), "Versions")); len(v) > 0 {
						more = append(more, text(v[0], "sid"))
					}
				}
				return more
			})),
		s.not("has-all-assets-of-the-service", exactly, Second,
			addsToBuilds("AssetVersions", func(c *call) (more []string) {
				for _, f := range c.all(c.base("Assets")) {
					if v := c.all(c.base("Assets", text(f, "sid"), "Versions")); len(v) > 0 {
						more = append(more, text(v[0], "sid"))
					}
				}
				return more
			})),
		s.not("lacks-the-last-function", exactly, Second,
			before("CreateBuild", func(c *call) { dropLast(c, "FunctionVersions") })),
		s.not("lacks-the-last-asset", exactly, Second,
			before("CreateBuild", func(c *call) { dropLast(c, "AssetVersions") })),
		s.not("lacks-all-but-the-first-ten", exactly, Second, before("CreateBuild", func(c *call) {
			c.form["AssetVersions"] = c.form["AssetVersions"][:min(10, len(c.form["AssetVersions"]))]
			c.form["FunctionVersions"] = c.form["FunctionVersions"][:min(10, len(c.form["FunctionVersions"]))]
		})),
		s.not("lacks-private-functions", exactly, Second, inBuilds("function_versions", publicOnly)),
		s.not("lacks-private-assets", exactly, Second, inBuilds("asset_versions", publicOnly)),
		s.not("keeps-one-version-for-each-path", "A Build has the versions that were named.", Second,
			inBuilds("function_versions", func(_ *call, list []object) (left []object) {
				seen := map[string]bool{}
				for _, v := range list {
					if !seen[text(v, "path")] {
						left = append(left, v)
					}
					seen[text(v, "path")] = true
				}
				return left
			})).assumed(),
		s.not("keeps-the-functions-of-the-first-build", "Each Build has its own versions.", Second,
			inBuilds("function_versions", func(c *call, list []object) []object {
				if len(list) > 0 && c.mem.seen["fv "+text(list[0], "service_sid")] == nil {
					c.mem.seen["fv "+text(list[0], "service_sid")] = object{"list": list}
				}
				if len(list) > 0 {
					return c.mem.seen["fv "+text(list[0], "service_sid")]["list"].([]object)
				}
				return list
			})),
		s.not("functions-stand-among-assets", "A Build has Function Versions and Asset Versions apart.", Identity,
			show("Build", func(_ *call, o object) {
				f, _ := o["function_versions"].([]any)
				a, _ := o["asset_versions"].([]any)
				o["asset_versions"], o["function_versions"] = append(slices.Clone(a), f...), []any{}
			})),
		s.not("assets-stand-among-functions", "A Build has Function Versions and Asset Versions apart.", Identity,
			show("Build", func(_ *call, o object) {
				f, _ := o["function_versions"].([]any)
				a, _ := o["asset_versions"].([]any)
				o["function_versions"], o["asset_versions"] = append(slices.Clone(f), a...), []any{}
			})),
		s.not("versions-are-sids", "The versions of a Build are objects.", Form, show("Build", func(_ *call, o object) {
			for _, name := range []string{"function_versions", "asset_versions"} {
				var list []any
				for _, v := range objects(o[name]) {
					list = append(list, v["sid"])
				}
				o[name] = list
			}
		})),
		s.not("versions-lack-their-path", "A version in a Build has its path.", Form,
			inBuilds("function_versions", lacking("path"))),
		s.not("versions-lack-their-visibility", "A version in a Build has its visibility.", Form,
			inBuilds("asset_versions", lacking("visibility"))),
		s.not("versions-lack-their-function", "A version in a Build names its Function.", Form,
			inBuilds("function_versions", lacking("function_sid"))),
		s.not("versions-lack-their-asset", "A version in a Build names its Asset.", Form,
			inBuilds("asset_versions", lacking("asset_sid"))),
		s.not("versions-lack-their-date", "A version in a Build has its date_created.", Form,
			inBuilds("function_versions", lacking("date_created"))),
		s.not("versions-have-the-date-of-the-build", "A version in a Build has the date when the version was created.",
			Time, show("Build", func(_ *call, o object) {
				for _, v := range slices.Concat(objects(o["function_versions"]), objects(o["asset_versions"])) {
					v["date_created"] = o["date_created"]
				}
			})),
		s.not("versions-all-have-the-first-path", "A version in a Build has its own path.", Second,
			inBuilds("function_versions", func(_ *call, list []object) []object {
				for _, v := range list {
					v["path"] = list[0]["path"]
				}
				return list
			})),
		s.not("asset-versions-all-have-the-first-path", "A version in a Build has its own path.", Second,
			inBuilds("asset_versions", func(_ *call, list []object) []object {
				for _, v := range list {
					v["path"] = list[0]["path"]
				}
				return list
			})),
		s.not("versions-are-all-public", "A version in a Build has its visibility.", Second,
			show("Build", func(_ *call, o object) {
				for _, v := range slices.Concat(objects(o["function_versions"]), objects(o["asset_versions"])) {
					v["visibility"] = "public"
				}
			})),
		s.not("versions-all-have-the-first-function", "A version in a Build names its own Function.", Second,
			inBuilds("function_versions", func(_ *call, list []object) []object {
				for _, v := range list {
					v["function_sid"] = list[0]["function_sid"]
				}
				return list
			})),
		s.not("versions-have-the-sid-of-their-function", "A version in a Build has its own SID.", Identity,
			inBuilds("function_versions", func(_ *call, list []object) []object {
				for _, v := range list {
					v["sid"] = v["function_sid"]
				}
				return list
			})),
		s.not("versions-name-the-first-service", "A version in a Build names its Service.", Second,
			inBuilds("function_versions", func(c *call, list []object) []object {
				for _, v := range list {
					if c.mem.notes["service"] == "" {
						c.mem.notes["service"] = text(v, "service_sid")
					}
					v["service_sid"] = c.mem.notes["service"]
				}
				return list
			})),
		s.not("version-twice-stands-twice", "A Build has each version once.", Form,
			inBuilds("function_versions", func(_ *call, list []object) []object {
				if len(list) > 0 {
					list = append(list, clone(list[0]))
				}
				return list
			})),
		s.not("unknown-version-is-ignored", "A Build with a version that is not there is refused.", Refusal,
			dropsVersions(func(c *call, sid string) bool {
				return c.mem.seen[sid] == nil
			})).assumed(),
		s.not("version-of-another-service-is-ignored", "A Build has versions of its Service only.", Access,
			dropsVersions(func(c *call, sid string) bool {
				o := c.mem.seen[sid]
				_, me := c.admin("GET", c.base(), nil)
				return o != nil && text(o, "service_sid") != text(me, "sid")
			})).assumed(),
		s.not("version-of-a-deleted-function-is-ignored", "A Build with a version that is not there is refused.",
			Second,
			dropsVersions(func(c *call, sid string) bool {
				return c.mem.gone[text(c.mem.seen[sid], "function_sid")] != nil
			})).assumed(),
		s.not("asset-version-among-functions-is-ignored", "FunctionVersions takes versions of Functions.", Refusal,
			dropsVersions(func(c *call, sid string) bool {
				return c.mem.kind[sid] == "AssetVersion" && slices.Contains(c.form["FunctionVersions"], sid)
			})).assumed(),
		s.not("two-versions-of-one-asset-are-accepted", "Two versions of one Asset in one Build are refused.", Refusal,
			before("CreateBuild", func(c *call) {
				seen := map[string]bool{}
				c.form["AssetVersions"] = slices.DeleteFunc(slices.Clone(c.form["AssetVersions"]),
					func(sid string) bool {
						asset := text(c.mem.seen[sid], "asset_sid")
						twice := asset != "" && seen[asset]
						seen[asset] = true
						return twice
					})
			})).from(srcToolkit + "#469"),
		s.not("only-the-first-key-of-an-array-counts", "Arrays are sent as repeated keys.", HTTP,
			before("CreateBuild", func(c *call) {
				for _, name := range []string{"FunctionVersions", "AssetVersions"} {
					c.form[name] = c.form[name][:min(1, len(c.form[name]))]
				}
			})),
		s.not("only-the-last-key-of-an-array-counts", "Arrays are sent as repeated keys.", HTTP,
			before("CreateBuild", func(c *call) {
				for _, name := range []string{"FunctionVersions", "AssetVersions"} {
					c.form[name] = c.form[name][max(0, len(c.form[name])-1):]
				}
			})),
		s.not("arrays-need-brackets", "Arrays are sent as repeated keys.", HTTP, before("CreateBuild", func(c *call) {
			c.form["FunctionVersions"], c.form["AssetVersions"] = c.form["FunctionVersions[]"],
				c.form["AssetVersions[]"]
		})),
		s.not("sids-of-upper-case-are-shown", "A SID is shown as it is.", Form,
			inBuilds("function_versions", func(_ *call, list []object) []object {
				for _, v := range list {
					sid := text(v, "sid")
					v["sid"] = sid[:2] + strings.ToUpper(sid[2:])
				}
				return list
			})),
	}
}

func dropLast(c *call, name string) {
	if n := len(c.form[name]); n > 1 {
		c.form[name] = c.form[name][:n-1]
	}
}

func publicOnly(_ *call, list []object) (left []object) {
	for _, v := range list {
		if text(v, "visibility") != "private" {
			left = append(left, v)
		}
	}
	return left
}

func lacking(name string) func(*call, []object) []object {
	return func(_ *call, list []object) []object {
		for _, v := range list {
			delete(v, name)
		}
		return list
	}
}

// dropsVersions takes versions out of a CreateBuild instead of refusing it, as long as one is left.
func dropsVersions(when func(c *call, sid string) bool) Defect {
	return before("CreateBuild", func(c *call) {
		for _, name := range []string{"FunctionVersions", "AssetVersions"} {
			c.form[name] = slices.DeleteFunc(slices.Clone(c.form[name]), func(sid string) bool { return when(c, sid) })
		}
		if len(c.form["FunctionVersions"])+len(c.form["AssetVersions"]) > 0 {
			return
		}
		for _, f := range c.all(c.base("Functions")) {
			for _, v := range c.all(c.base("Functions", text(f, "sid"), "Versions")) {
				c.form["FunctionVersions"] = []string{text(v, "sid")}
				return
			}
		}
		for _, f := range c.all(c.base("Assets")) {
			for _, v := range c.all(c.base("Assets", text(f, "sid"), "Versions")) {
				c.form["AssetVersions"] = []string{text(v, "sid")}
				return
			}
		}
	})
}

// from gives a negation another source.
func (n Negation) from(source string) Negation { n.Source = source; return n }
