package negations

import (
	"strings"
	"time"
)

// movingDateNegations are dates that move with something else than what they belong to.
func movingDateNegations() (list []Negation) {
	for _, r := range []struct{ subject, kind, source, moves string }{
		{"services", "Service", srcService, "UpdateService"},
		{"services", "Service", srcService, "CreateFunction CreateAsset"},
		{"functions", "Function", srcFunction, "UpdateFunction"},
		{"functions", "Function", srcFunction, "CreateFunctionVersion"},
		{"assets", "Asset", srcAsset, "UpdateAsset"},
		{"assets", "Asset", srcAsset, "CreateBuild"},
		{"variables", "Variable", srcVariable, "UpdateVariable"},
		{"variables", "Variable", srcVariable, "CreateVariable DeleteVariable"},
		{"variables", "Variable", srcVariable, "CreateDeployment"},
		{"environments", "Environment", srcEnvironment, "CreateEnvironment"},
		{"builds", "Build", srcBuild, "CreateBuild"},
		{"builds", "Build", srcBuild, "CreateDeployment"},
	} {
		s := subject{r.subject, r.source}
		name := strings.ToLower(strings.ReplaceAll(r.moves, " ", "-or-"))
		list = append(list, s.not("date-updated-of-all-moves-at-"+name,
			"date_updated is when the resource itself was last changed.", Time,
			after(r.moves, func(c *call) { c.mem.notes["moved"] = date(time.Now()) }).then(
				prop(r.kind, "date_updated", func(c *call, old any) any {
					moved := c.mem.notes["moved"]
					if was, _ := old.(string); was != "" && moved > was {
						return moved
					}
					return old
				}))))
	}
	s := subject{"deployments", srcDeployment}
	return append(list,
		s.not("dates-of-earlier-ones-move", "date_created never moves.", Time,
			item("ListDeployment", func(_ *call, entries []object) []object {
				for _, e := range entries {
					e["date_created"] = entries[0]["date_created"]
				}
				return entries
			})),
		s.not("date-is-that-of-the-build", "date_created is when the Deployment was made.", Time,
			show("Deployment", func(c *call, o object) {
				if b := c.mem.seen[text(o, "build_sid")]; b != nil {
					o["date_created"] = b["date_created"]
				}
			})),
		subject{"environments", srcEnvironment}.not("date-created-moves-at-a-clear", "date_created never moves.", Time,
			after("CreateDeployment", func(c *call) {
				if c.form.Get("BuildSid") == "" {
					c.mem.stay(c.Parent, "date_created", date(time.Now()))
				}
			})),
		subject{"builds", srcBuild}.not("date-created-moves-when-it-ends", "date_created never moves.", Time,
			show("Build", func(_ *call, o object) {
				if text(o, "status") == "completed" {
					o["date_created"] = o["date_updated"]
				}
			})),
	)
}
