package negations

import (
	"bytes"
	"net/url"
	"regexp"
	"strings"
)

var interpolation = regexp.MustCompile(`\$\{[^}]*\}`)

// readerFileNegations are defects of Services, Functions, Assets and their versions, for a reader who has seen servers
// with columns, caches and builders.
func readerFileNegations() []Negation {
	s, f, a := subject{"services", srcService}, subject{"functions", srcFunction}, subject{"assets", srcAsset}
	fv, av, co := subject{"function-versions", srcFVersion}, subject{"asset-versions", srcAVersion},
		subject{"content", srcContent}
	one, same := "An update changes what was sent and nothing else.", "Content is what was uploaded."
	free := "Paths and FriendlyNames need not be unique."
	source := func(f func([]byte) []byte) Defect { return content(f).only("CreateFunctionVersion") }
	elsewhere := func(plural string, alike func(mine, theirs string) bool) Defect {
		return before("CreateFunctionVersion CreateAssetVersion", func(c *call) {
			for _, p := range c.all(c.base(plural)) {
				for _, v := range c.all(c.base(plural, text(p, "sid"), "Versions")) {
					if text(p, "sid") != c.Parent && alike(c.up.text("Path"), text(v, "path")) {
						c.refuse(409, 20409, "The Path is taken.")
						return
					}
				}
			}
		})
	}
	equal := func(mine, theirs string) bool { return mine == theirs }
	copied := func(resource string) Defect {
		return both(after("Update"+resource, func(c *call) { c.mem.notes["renamed "+c.SID] = "x" }),
			item("List"+resource+"Version", func(c *call, entries []object) []object {
				if c.mem.notes["renamed "+c.Parent] != "" && len(entries) > 0 && !c.query.Has("PageToken") {
					more := clone(entries[0])
					sid := text(more, "sid")
					more["sid"] = sid[:len(sid)-4] + "0000"
					more["url"] = strings.Replace(text(more, "url"), sid, text(more, "sid"), 1)
					return append([]object{more}, entries...)
				}
				return entries
			}))
	}
	taken := func(resource string) Defect {
		return before("Update"+resource, func(c *call) {
			for _, o := range c.all(c.base(resource + "s")) {
				if text(o, "sid") != c.SID && text(o, "friendly_name") == c.form.Get("FriendlyName") {
					c.refuse(409, 20409, "The FriendlyName is taken.")
				}
			}
		})
	}
	return []Negation{
		s.not("reader-update-of-one-option-sets-both", one, Update, before("UpdateService", func(c *call) {
			if c.form.Has("IncludeCredentials") && !c.form.Has("UiEditable") {
				c.form.Set("UiEditable", c.form.Get("IncludeCredentials"))
			}
		})),
		s.not("reader-names-that-differ-in-dashes-are-one", "A UniqueName is taken when another Service has it.",
			Refusal, before("CreateService", func(c *call) {
				bare := func(v string) string { return strings.ReplaceAll(v, "-", "") }
				for _, o := range c.all("/Services") {
					if bare(text(o, "unique_name")) == bare(c.form.Get("UniqueName")) && c.form.Has("UniqueName") &&
						text(o, "unique_name") != c.form.Get("UniqueName") {
						c.refuse(409, 20409, "Service with this UniqueName already exists.")
						return
					}
				}
			})),
		s.not("reader-update-while-a-build-is-under-way-is-refused", "A Service can be updated at any time.", Refusal,
			before("UpdateService", func(c *call) {
				for _, b := range c.all("/Services/" + c.SID + "/Builds") {
					if text(b, "status") == "building" {
						c.refuse(409, 20409, "A Build is under way.")
						return
					}
				}
			})),
		s.not("reader-with-variables-cannot-be-deleted", "A Service goes with all that is in it.", Refusal,
			before("DeleteService", func(c *call) {
				for _, e := range c.all("/Services/" + c.SID + "/Environments") {
					if len(c.all("/Services/"+c.SID+"/Environments/"+text(e, "sid")+"/Variables")) > 0 {
						c.refuse(409, 20409, "The Service has Variables.")
						return
					}
				}
			})),
		f.not("reader-rename-to-a-taken-name-is-409", free, Refusal, taken("Function")),
		a.not("reader-rename-to-a-taken-name-is-409", free, Refusal, taken("Asset")),
		f.not("reader-rename-makes-a-version", one, Collateral, copied("Function")),
		a.not("reader-rename-makes-a-version", one, Collateral, copied("Asset")),
		f.not("reader-with-two-versions-cannot-be-deleted", "A Function goes with its versions.", Refusal,
			before("DeleteFunction", func(c *call) {
				if len(c.all(c.base("Functions", c.SID, "Versions"))) > 1 {
					c.refuse(409, 20409, "The Function has versions.")
				}
			})),
		fv.not("reader-below-an-asset-are-those-of-the-asset", "A Function is no Asset.", Refusal,
			failing("ListFunctionVersion", func(c *call) {
				all := c.all(c.base("Assets", c.Parent, "Versions"))
				if c.status == 404 && len(all) > 0 {
					c.status, c.json = 200, emptyList(c)
					c.setItems(all)
				}
			})),
		fv.not("reader-path-of-another-function-is-taken", free, Refusal, elsewhere("Functions", equal).
			only("CreateFunctionVersion")),
		av.not("reader-path-of-another-asset-is-taken", free, Refusal, elsewhere("Assets", equal).
			only("CreateAssetVersion")),
		av.not("reader-path-of-a-function-is-taken", free, Refusal, elsewhere("Functions", equal).
			only("CreateAssetVersion")),
		fv.not("reader-path-in-another-case-is-taken", free, Refusal, elsewhere("Functions",
			func(mine, theirs string) bool { return mine != theirs && strings.EqualFold(mine, theirs) }).
			only("CreateFunctionVersion")),
		fv.not("reader-list-is-in-the-order-of-paths", "Versions are listed newest first.", Paging,
			item("ListFunctionVersion", func(_ *call, entries []object) []object {
				for i := range entries {
					for j := i; j > 0 && text(entries[j], "path") < text(entries[j-1], "path"); j-- {
						entries[j], entries[j-1] = entries[j-1], entries[j]
					}
				}
				return entries
			})),
		fv.not("reader-same-content-elsewhere-is-the-same-version", "Each upload makes a version.", Second, both(
			after("CreateFunctionVersion", func(c *call) {
				key := digest(c.Service, c.up.text("Content"), c.up.text("Path"))
				if old := c.recall("of " + key); old != nil && old["function_sid"] != c.json["function_sid"] {
					c.json = old
				} else {
					c.keep("of "+key, c.json)
				}
			}))),
		co.not("reader-is-cut-at-300-kib", same, Content, source(func(data []byte) []byte {
			return data[:min(len(data), 300<<10)]
		})),
		co.not("reader-link-to-a-source-map-is-dropped", same, Content, source(func(data []byte) []byte {
			if before, _, found := bytes.Cut(data, []byte("//# sourceMappingURL=")); found {
				return before
			}
			return data
		})),
		co.not("reader-interpolations-are-filled", same, Content, source(func(data []byte) []byte {
			return interpolation.ReplaceAll(data, nil)
		})),
		co.not("reader-comment-at-the-top-is-dropped", same, Content, source(func(data []byte) []byte {
			if bytes.HasPrefix(data, []byte("/*")) {
				if _, rest, found := bytes.Cut(data, []byte("*/")); found {
					return rest
				}
			}
			return data
		})),
		av.not("reader-path-with-a-percent-is-encoded", "A Path is kept as sent.", Shape,
			keepsPart("Path", func(p string) string {
				if strings.Contains(p, "%") {
					return strings.ReplaceAll(url.PathEscape(p), "%2F", "/")
				}
				return p
			}).only("CreateAssetVersion")),
	}
}
