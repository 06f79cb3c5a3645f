package negations

import (
	"strings"
	"time"
)

// shift moves every date of an answer.
func shift(name string, by time.Duration) Defect {
	return Defect{after: func(c *call) {
		if c.ok() {
			walk(c.json, func(o object) {
				if t, err := time.Parse(time.RFC3339, text(o, name)); err == nil {
					o[name] = date(t.Add(by))
				}
			})
		}
	}}
}

// walk visits every object of an answer.
func walk(v any, f func(object)) {
	switch v := v.(type) {
	case object:
		f(v)
		for _, child := range v {
			walk(child, f)
		}
	case []any:
		for _, child := range v {
			walk(child, f)
		}
	}
}

func everywhere(f func(c *call, o object)) Defect {
	return Defect{after: func(c *call) {
		if c.ok() {
			walk(c.json, func(o object) { f(c, o) })
		}
	}}
}

var changing = []struct{ resource, subject, source string }{
	{"Service", "services", srcService}, {"Function", "functions", srcFunction}, {"Asset", "assets", srcAsset},
	{"Variable", "variables", srcVariable},
}

func dateNegations() (list []Negation) {
	s := subject{"dates", srcSpec}
	list = []Negation{
		s.not("all-are-now", "date_created is when it was created.", Time, everywhere(func(_ *call, o object) {
			for _, name := range []string{"date_created", "date_updated"} {
				if o[name] != nil {
					o[name] = date(time.Now())
				}
			}
		})),
		s.not("all-are-five-hours-off", "Dates are in GMT.", Time,
			both(shift("date_created", -5*time.Hour), shift("date_updated", -5*time.Hour))),
		s.not("all-are-one-hour-ahead", "Dates are in GMT.", Time,
			both(shift("date_created", time.Hour), shift("date_updated", time.Hour))),
		s.not("all-are-an-hour-behind-with-a-z", "Dates are in GMT.", Time,
			both(shift("date_created", -time.Hour), shift("date_updated", -time.Hour))),
		s.not("created-is-a-day-early", "date_created is when it was created.", Time,
			shift("date_created", -24*time.Hour)),
		s.not("created-is-a-constant", "date_created is when it was created.", Time,
			everywhere(func(_ *call, o object) {
				if o["date_created"] != nil {
					o["date_created"] = "2018-11-10T20:00:00Z"
				}
			})),
		s.not("updated-is-a-constant", "date_updated is when it was last updated.", Time,
			everywhere(func(_ *call, o object) {
				if o["date_updated"] != nil {
					o["date_updated"] = "2018-11-10T20:00:00Z"
				}
			})),
		s.not("updated-is-before-created", "date_updated is not before date_created.", Time,
			shift("date_updated", -time.Hour)),
		s.not("updated-is-in-the-future", "date_updated is when it was last updated.", Time,
			shift("date_updated", 48*time.Hour)),
		s.not("have-a-space-for-the-t", "Dates are ISO 8601.", Form, everywhere(func(_ *call, o object) {
			for _, name := range []string{"date_created", "date_updated"} {
				if v := text(o, name); v != "" {
					o[name] = strings.Replace(v, "T", " ", 1)
				}
			}
		})),
		s.not("are-rfc-2822", "Dates are ISO 8601.", Form, everywhere(func(_ *call, o object) {
			for _, name := range []string{"date_created", "date_updated"} {
				if t, err := time.Parse(time.RFC3339, text(o, name)); err == nil {
					o[name] = t.Format(time.RFC1123Z)
				}
			}
		})),
		s.not("are-seconds", "Dates are ISO 8601.", Form, everywhere(func(_ *call, o object) {
			for _, name := range []string{"date_created", "date_updated"} {
				if t, err := time.Parse(time.RFC3339, text(o, name)); err == nil {
					o[name] = t.Unix()
				}
			}
		})),
		s.not("lack-their-zone", "Dates are in GMT and say so.", Form, everywhere(func(_ *call, o object) {
			for _, name := range []string{"date_created", "date_updated"} {
				if v := text(o, name); v != "" {
					o[name] = strings.TrimSuffix(v, "Z")
				}
			}
		})),
		s.not("are-days", "Dates have a time.", Form, everywhere(func(_ *call, o object) {
			for _, name := range []string{"date_created", "date_updated"} {
				if v := text(o, name); len(v) > 10 {
					o[name] = v[:10]
				}
			}
		})),
		s.not("are-cut-to-the-hour", "date_created is when it was created.", Time, everywhere(func(_ *call, o object) {
			for _, name := range []string{"date_created", "date_updated"} {
				if t, err := time.Parse(time.RFC3339, text(o, name)); err == nil {
					o[name] = date(t.Truncate(time.Hour))
				}
			}
		})),
		s.not("of-lists-are-now", "The list has what a fetch shows.", Time,
			item("List*", func(_ *call, entries []object) []object {
				for _, e := range entries {
					e["date_created"] = date(time.Now().Add(2 * time.Second))
				}
				return entries
			})),
	}
	for _, r := range changing {
		s := subject{r.subject, r.source}
		update := "Update" + r.resource
		list = append(list,
			s.not("date-updated-never-moves", "date_updated is when it was last updated.", Time,
				prop(r.resource, "date_updated", func(_ *call, old any) any { return old }).then(
					show(r.resource, func(_ *call, o object) { o["date_updated"] = o["date_created"] }))),
			s.not("date-updated-moves-in-the-answer-only", "date_updated is when it was last updated.", Time,
				show(r.resource, func(c *call, o object) {
					if c.Verb != "Update" {
						o["date_updated"] = o["date_created"]
					}
				})),
			s.not("date-created-moves-to-now-at-an-update", "date_created never moves.", Time,
				after(update, func(c *call) {
					c.mem.stay(text(c.json, "sid"), "date_created", date(time.Now()))
				})),
			s.not("date-created-moves-a-second-at-an-update", "date_created never moves.", Time,
				after(update, func(c *call) {
					if t, err := time.Parse(time.RFC3339, text(c.json, "date_created")); err == nil {
						c.mem.stay(text(c.json, "sid"), "date_created", date(t.Add(time.Second)))
					}
				})),
			s.not("date-updated-moves-at-a-fetch",
				"date_updated is when it was last updated, not when it was last read.",
				Time, after("Fetch"+r.resource, func(c *call) {
					c.json["date_updated"] = date(time.Now())
				})),
			s.not("date-updated-of-all-moves", "date_updated belongs to one.", Second, after(update, func(c *call) {
				for sid := range c.mem.seen {
					if c.mem.kind[sid] == r.resource {
						c.mem.stay(sid, "date_updated", c.json["date_updated"])
					}
				}
			})),
		)
	}
	list = append(list,
		subject{"environments", srcEnvironment}.not("date-created-moves-at-a-deployment", "date_created never moves.",
			Time, after("CreateDeployment", func(c *call) {
				c.mem.stay(c.Parent, "date_created", date(time.Now()))
			})),
		subject{"builds", srcBuild}.not("date-created-moves-when-it-is-done", "date_created never moves.", Time,
			show("Build", func(_ *call, o object) {
				if text(o, "status") == "completed" {
					o["date_created"] = date(time.Now())
				}
			})),
		subject{"builds", srcBuild}.not("date-updated-is-null", "date_updated of a Build is a date.", Form,
			always("Build", "date_updated", nil)),
		subject{"services", srcService}.not("date-updated-moves-when-something-is-created-in-it",
			"date_updated is when the Service was last updated.", Time,
			after("CreateFunction CreateEnvironment", func(c *call) {
				c.mem.stay(c.Service, "date_updated", date(time.Now().Add(time.Second)))
			})).assumed(),
		subject{"functions", srcFunction}.not("date-created-is-that-of-the-service",
			"date_created is when it was created.", Time, show("Function", func(c *call, o object) {
				if t := text(c.mem.seen[text(o, "service_sid")], "date_created"); t != "" {
					o["date_created"] = t
				}
			})),
		subject{"function-versions", srcFVersion}.not("date-created-is-that-of-the-function",
			"date_created is when it was created.", Time, show("FunctionVersion", func(c *call, o object) {
				if t := text(c.mem.seen[text(o, "function_sid")], "date_created"); t != "" {
					o["date_created"] = t
				}
			})),
		subject{"deployments", srcDeployment}.not("date-created-is-that-of-the-build",
			"date_created is when it was created.", Time, show("Deployment", func(c *call, o object) {
				if t := text(c.mem.seen[text(o, "build_sid")], "date_created"); t != "" {
					o["date_created"] = t
				}
			})),
	)
	return list
}
