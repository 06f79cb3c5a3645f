package negations

import (
	"net/http"
	"slices"
	"strings"
)

// narrowNegations break promises of the pages in a narrow scope: the second one only, after an update only, below the
// name of a Service only, on a later page only, at a limit only, after a delete and a second create only.
func narrowNegations() []Negation {
	return slices.Concat(
		narrowServiceNegations(),
		narrowParentNegations("Function", "functions", srcFunction),
		narrowParentNegations("Asset", "assets", srcAsset),
		narrowVersionNegations("Function", "function-versions", srcFVersion),
		narrowVersionNegations("Asset", "asset-versions", srcAVersion),
		narrowContentNegations(), narrowUploadNegations(), narrowBuildNegations(), narrowBuildVersionNegations(),
		narrowEnvironmentNegations(), narrowVariableNegations(), narrowDeploymentNegations(), narrowLogNegations(),
		narrowListNegations(), narrowRequestNegations(), narrowAnswerNegations(), narrowMeetingNegations(),
		narrowAccessNegations(),
	)
}

// here is the path of a call without the version of the API.
func (c *call) here() string { return strings.TrimPrefix(c.req.URL.Path, "/v1") }

// onLaterPages changes the entries of each page but the first.
func onLaterPages(ops string, f func(c *call, o object)) Defect {
	return item(ops, func(c *call, entries []object) []object {
		if page, _, _ := pageOf(c); page > 0 {
			for _, o := range entries {
				f(c, o)
			}
		}
		return entries
	})
}

// onLastPage changes meta of a last page that is not the first.
func onLastPage(ops string, f func(c *call, m object)) Defect {
	return meta(ops, func(c *call, m object) {
		if intOf(m["page"]) > 0 && m["next_page_url"] == nil {
			f(c, m)
		}
	})
}

// updating counts the updates of each resource and does something before the n-th and all later ones.
func updating(kind string, n int, f func(c *call)) Defect {
	return before("Update"+kind, func(c *call) {
		if c.mem.counts["updating "+c.SID]++; c.mem.counts["updating "+c.SID] >= n {
			f(c)
		}
	})
}

// reborn does something before a Create whose name a deleted one of the same list had.
func reborn(kind, fieldName, property string, f func(c *call, old object)) Defect {
	return before("Create"+kind, func(c *call) {
		for sid, o := range c.mem.gone {
			if c.mem.kind[sid] != kind || c.form.Get(fieldName) == "" || text(o, property) != c.form.Get(fieldName) {
				continue
			}
			if list, _, _ := strings.Cut(text(o, "url"), sid); strings.HasSuffix(list, c.req.URL.Path+"/") {
				f(c, o)
				return
			}
		}
	})
}

// stands lets date_updated be what it was before an update, when a condition holds.
func stands(kind string, when func(c *call) bool) Defect {
	return both(
		before("Update"+kind, func(c *call) {
			_, o := c.admin(http.MethodGet, c.here(), nil)
			c.asked(text(o, "date_updated"))
		}),
		after("Update"+kind, func(c *call) {
			sid := text(c.json, "sid")
			delete(c.mem.fixed, sid)
			if when(c) && c.wanted() != "" {
				c.mem.stay(sid, "date_updated", c.wanted())
			}
		}))
}

// taken answers 409 as for a name that another one has.
func (c *call) taken() { c.refuse(http.StatusConflict, 20409, "It exists already.") }
