package negations

import (
	"net/http"
	"slices"
	"strings"
)

// crashes answers 500 to requests that the API answers otherwise.
func crashes(ops string, when func(c *call) bool) Defect {
	return before(ops, func(c *call) {
		if when(c) {
			c.crash(http.StatusInternalServerError)
		}
	})
}

// crash answers as a server does that meets what it was not made for.
func (c *call) crash(status int) {
	c.answered, c.status, c.body = true, status, nil
	c.header = http.Header{"Content-Type": {"application/json"}}
	c.json = object{"message": "An error occurred", "status": status}
}

// crashing answers 5xx instead of a refusal.
func crashing(ops string, status, crash int) Defect {
	return failing(ops, func(c *call) {
		if c.status == status {
			c.crash(crash)
		}
	})
}

// outageNegations are servers that end with 5xx where the API has an answer.
func outageNegations() (list []Negation) {
	s := subject{"crashes", srcResponse}
	refused := "A wrong request is refused with 4xx, which tells the client that it is its own."
	taken := "A correct request is answered."
	for _, r := range []struct {
		name, ops string
		status    int
	}{
		{"create-of-a-service-without-a-name", "CreateService", 400},
		{"build-without-versions", "CreateBuild", 400},
		{"deployment-of-the-live-build", "CreateDeployment", 409},
		{"environment-with-a-taken-name", "CreateEnvironment", 409},
		{"variable-without-a-key", "CreateVariable", 400},
		{"upload-with-a-wrong-path", "CreateFunctionVersion", 400},
		{"page-size-of-none", "ListFunction", 400},
		{"delete-of-a-live-build", "DeleteBuild", 409},
		{"unknown-function", "FetchFunction", 404},
		{"unknown-environment", "FetchEnvironment", 404},
		{"unknown-build-status", "FetchBuildStatus", 404},
		{"second-delete", "DeleteFunction DeleteAsset DeleteVariable DeleteService", 404},
		{"update-of-an-unknown-one", "UpdateFunction UpdateAsset UpdateVariable UpdateService", 404},
		{"list-below-an-unknown-service", "ListAsset", 404},
		{"missing-credentials", "List*", 401},
	} {
		list = append(list, s.not(r.name+"-is-500", refused, Refusal, crashing(r.ops, r.status, 500)))
	}
	nul := func(c *call) bool { return c.up != nil && strings.Contains(c.up.text("Content"), "\x00") }
	return append(list,
		s.not("build-without-versions-is-503", refused, Refusal, crashing("CreateBuild", 400, 503)),
		s.not("friendly-name-of-255-is-500", taken, Shape,
			crashes("CreateService CreateFunction", fieldHas("FriendlyName", longer(250)))),
		s.not("name-beyond-ascii-is-500", taken, Shape, crashes("CreateFunction CreateAsset", fieldHas("FriendlyName",
			func(v string) bool { return strings.IndexFunc(v, func(r rune) bool { return r > 127 }) >= 0 }))),
		s.not("value-with-a-quote-is-500", taken, Shape, crashes("CreateVariable", fieldHas("Value", contains(`'"`)))),
		s.not("value-with-a-percent-is-500", taken, Shape, crashes("UpdateVariable", fieldHas("Value", contains(`%`)))),
		s.not("content-with-nul-is-500", taken, Content, crashes(uploads, nul)),
		s.not("content-over-256-kb-is-500", taken, Content,
			crashes(uploads, partHas("Content", longer(256<<10)))),
		s.not("empty-content-is-500", taken, Content,
			crashes("CreateFunctionVersion", partHas("Content", func(v string) bool { return v == "" }))),
		s.not("second-build-while-one-is-under-way-is-503", taken, Second, before("CreateBuild", func(c *call) {
			if last := c.lastBuild(); last != nil && text(last, "status") == "building" {
				c.crash(503)
			}
		})),
		s.not("third-page-is-500", taken, Paging, before("List*", func(c *call) {
			if c.query.Get("Page") == "2" {
				c.crash(500)
			}
		})),
		s.not("list-of-more-than-60-is-500", taken, Paging, item("List*", func(c *call, entries []object) []object {
			if len(entries) > 60 {
				c.crash(500)
			}
			return entries
		})),
		s.not("clearing-is-500", taken, Update, crashes("CreateDeployment",
			func(c *call) bool { return c.form.Get("BuildSid") == "" })),
		s.not("update-without-fields-is-500", taken, Update, crashes("UpdateService UpdateVariable",
			func(c *call) bool { return len(c.form) == 0 })),
		s.not("delete-of-a-service-with-a-build-is-500", taken, Collateral, before("DeleteService", func(c *call) {
			if len(c.all("/Services/"+c.SID+"/Builds")) > 0 {
				c.crash(500)
			}
		})),
		s.not("content-of-an-older-version-is-500", taken, Second, before("FetchFunctionVersionContent",
			func(c *call) {
				all := c.all(c.base("Functions", c.Parent, "Versions"))
				if i := slices.IndexFunc(all, func(o object) bool { return text(o, "sid") == c.SID }); i > 0 {
					c.crash(500)
				}
			})),
	)
}
