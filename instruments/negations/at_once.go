package negations

import (
	"time"
)

// A server that is right as long as one request comes after the other.

// atOnce changes the answers of requests of ops that come while another one of the same operation is under way. Each
// takes a moment, so that those that a client sends together meet.
func atOnce(ops string, f func(c *call, first *call)) Defect {
	under := map[string]*call{}
	return Defect{
		slow: 5 * time.Millisecond,
		before: func(c *call) {
			if fits(ops, c.Op) {
				if under[c.Op] == nil {
					under[c.Op] = c
				} else {
					c.met = under[c.Op]
				}
			}
		},
		after: func(c *call) {
			if under[c.Op] == c {
				delete(under, c.Op)
			}
			if c.met != nil && c.ok() {
				f(c, c.met)
			}
		},
	}
}

func atOnceNegations() (list []Negation) {
	promise := "Requests that are sent at once are carried out, each for itself."
	for _, r := range []struct{ subject, source, kind string }{
		{"functions", srcFunction, "Function"}, {"variables", srcVariable, "Variable"},
		{"environments", srcEnvironment, "Environment"}, {"function-versions", srcFVersion, "FunctionVersion"},
		{"asset-versions", srcAVersion, "AssetVersion"}, {"builds", srcBuild, "Build"},
	} {
		s := subject{r.subject, r.source}
		list = append(list,
			s.not("made-at-once-are-lost", promise, Second, atOnce("Create"+r.kind, func(c, _ *call) {
				c.mem.hidden[text(c.json, "sid")] = true
			})),
			s.not("made-at-once-get-the-answer-of-another", promise, Second,
				atOnce("Create"+r.kind, func(c, first *call) {
					if o := first.json; o != nil {
						c.json = clone(o)
					} else {
						c.crash(500)
					}
				})),
			s.not("made-at-once-are-refused", promise, Refusal, atOnce("Create"+r.kind, func(c, _ *call) {
				c.refuse(409, 20409, "Another request is under way.")
			})),
		)
	}
	s := subject{"function-version-content", srcContent}
	return append(list, s.not("of-uploads-at-once-are-swapped", promise, Content,
		atOnce("CreateFunctionVersion", func(c, first *call) {
			c.mem.notes["of "+text(c.json, "sid")] = first.up.text("Content")
		}).then(after("FetchFunctionVersionContent", func(c *call) {
			if other, there := c.mem.notes["of "+c.SID]; there {
				c.json["content"] = other
			}
		}))))
}
