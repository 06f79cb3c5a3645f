package negations

// meetingNegations are servers that let two requests for one thing through when they come at once.
func meetingNegations() (list []Negation) {
	promise := "Requests that are sent at once are carried out, each for itself."
	for _, r := range []struct{ subject, source, kind string }{
		{"services", srcService, "Service"}, {"assets", srcAsset, "Asset"},
		{"deployments", srcDeployment, "Deployment"},
	} {
		list = append(list, subject{r.subject, r.source}.not("made-at-once-are-lost", promise, Second,
			atOnce("Create"+r.kind, func(c, _ *call) { c.mem.hidden[text(c.json, "sid")] = true })))
	}
	for _, r := range []struct{ subject, source, kind, field, property string }{
		{"services", srcService, "Service", "UniqueName", "unique_name"},
		{"environments", srcEnvironment, "Environment", "UniqueName", "unique_name"},
		{"variables", srcVariable, "Variable", "Key", "key"},
	} {
		list = append(list, subject{r.subject, r.source}.not("of-one-name-at-once-are-both-made",
			"A name is unique, whoever comes at once.", Refusal, meets("Create"+r.kind, r.field, r.property)))
	}
	return append(list,
		subject{"functions", srcFunction}.not("deleted-at-once-stay", promise, Second, deletesOne("DeleteFunction")),
		subject{"variables", srcVariable}.not("updated-at-once-have-one-value", promise, Second,
			atOnce("UpdateVariable", func(c, first *call) {
				if v := first.form.Get("Value"); v != "" && first.SID != c.SID {
					c.mem.stay(c.SID, "value", v)
				}
			})),
		subject{"functions", srcFunction}.not("updated-at-once-have-one-name", promise, Second,
			atOnce("UpdateFunction", func(c, first *call) {
				if first.SID != c.SID {
					c.mem.stay(c.SID, "friendly_name", first.form.Get("FriendlyName"))
				}
			})),
		subject{"contents", srcContent}.not("read-at-once-are-that-of-one", promise, Content,
			atOnce("FetchFunctionVersionContent", func(c, first *call) {
				if first.json != nil && first.SID != c.SID {
					c.json["content"] = first.json["content"]
				}
			})),
		subject{"lists", srcSpec}.not("read-at-once-are-empty", promise, Paging,
			atOnce("ListFunction ListVariable ListBuild ListEnvironment", func(c, _ *call) { c.setItems(nil) })),
	)
}

// meets lets a second request with a taken name through when the first one with it is under way: it sends another name
// on and shows the one that was asked for.
func meets(ops, field, property string) Defect {
	d := atOnce(ops, func(*call, *call) {})
	check := d.before
	d.before = func(c *call) {
		check(c)
		c.asked("")
		if c.met != nil && c.form.Get(field) != "" && c.met.form.Get(field) == c.form.Get(field) {
			c.asked(c.form.Get(field))
			c.form.Set(field, c.form.Get(field)+"x")
		}
	}
	return d.then(after(ops, func(c *call) {
		if v := c.wanted(); v != "" {
			c.mem.stay(text(c.json, "sid"), property, v)
		}
	}))
}

// deletesOne carries out one of the deletes that come at once, and answers 204 to the others.
func deletesOne(op string) Defect {
	d := atOnce(op, func(*call, *call) {})
	check := d.before
	d.before = func(c *call) {
		check(c)
		if c.met != nil {
			c.empty(204)
		}
	}
	return d
}
