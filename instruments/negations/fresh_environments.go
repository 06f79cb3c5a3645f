package negations

import (
	"strconv"
	"strings"
)

// freshEnvironmentNegations break promises of Environments.
func freshEnvironmentNegations() []Negation {
	e := subject{"fresh-environments", srcEnvironment}
	perService := "Names and suffixes are unique within a Service."
	taken := func(name string) Defect {
		return before("CreateEnvironment", func(c *call) {
			key := name + " " + c.form.Get(name)
			if owner := c.mem.notes[key]; c.form.Get(name) != "" && owner != "" && owner != c.Service {
				c.refuse(409, 20409, "Environment with this UniqueName or DomainSuffix already exists.")
			}
			c.mem.notes[key] = c.Service
		})
	}
	return []Negation{
		e.not("domain-without-a-suffix-ends-with-a-dash",
			"The domain is the base, and a dash and the suffix if there is one.",
			Shape, show("Environment", func(_ *call, o object) {
				if o["domain_suffix"] == nil {
					o["domain_name"] = strings.Replace(text(o, "domain_name"), ".twil.io", "-.twil.io", 1)
				}
			})),
		e.not("domain-has-the-unique-name", "The domain ends with the suffix.", Identity, show("Environment",
			func(_ *call, o object) {
				if suffix := text(o, "domain_suffix"); suffix != "" {
					o["domain_name"] = strings.Replace(text(o, "domain_name"), "-"+suffix+".",
						"-"+lower(text(o, "unique_name"))+".", 1)
				}
			})),
		e.not("suffix-of-16-is-refused", "A DomainSuffix has up to 16 characters.", Shape,
			refuses("CreateEnvironment", fieldHas("DomainSuffix", longer(15)))),
		e.not("suffix-of-17-is-taken", "A DomainSuffix has up to 16 characters.", Refusal,
			takes("CreateEnvironment", "DomainSuffix", "domain_suffix", longer(16), cutTo(16))),
		e.not("name-over-64-is-refused", "A UniqueName has up to 100 characters.", Shape,
			refuses("CreateEnvironment", fieldHas("UniqueName", longer(64)))),
		e.not("name-of-101-is-taken", "A UniqueName has up to 100 characters.", Refusal,
			takes("CreateEnvironment", "UniqueName", "unique_name", longer(100), cutTo(100))),
		e.not("name-of-another-service-is-refused", perService, Second, taken("UniqueName")),
		e.not("suffix-of-another-service-is-refused", perService, Second, taken("DomainSuffix")),
		e.not("list-has-only-what-was-deployed", "The list has every one.", Paging, item("ListEnvironment",
			func(_ *call, all []object) (left []object) {
				for _, o := range all {
					if o["build_sid"] != nil {
						left = append(left, o)
					}
				}
				return left
			})),
		e.not("variables-of-a-deleted-one-are-found", "What was in a deleted one is not found.", Collateral, Defect{
			after: func(c *call) {
				if c.Op == "FetchVariable" && c.status == 404 && c.mem.gone[c.Parent] != nil &&
					c.mem.seen[c.SID] != nil {
					c.status, c.json = 200, clone(c.mem.seen[c.SID])
				}
			}}),
		e.not("delete-takes-the-same-keys-of-others", "A delete takes what it names.", Collateral, Defect{
			before: func(c *call) {
				if c.Op != "DeleteEnvironment" {
					return
				}
				keys := map[string]bool{}
				for _, v := range c.all(c.base("Environments", c.SID, "Variables")) {
					keys[text(v, "key")] = true
				}
				for _, other := range c.all(c.base("Environments")) {
					for _, v := range c.all(c.base("Environments", text(other, "sid"), "Variables")) {
						if text(other, "sid") != c.SID && keys[text(v, "key")] {
							c.mem.hidden[text(v, "sid")] = true
						}
					}
				}
			}}),
		e.not("made-again-has-the-build-of-before", "A new Environment has no Build.", Second, both(
			before("DeleteEnvironment", func(c *call) {
				_, o := c.admin("GET", c.base("Environments", c.SID), nil)
				c.mem.notes["live "+text(o, "unique_name")+c.Service] = text(o, "build_sid")
			}),
			after("CreateEnvironment", func(c *call) {
				if build := c.mem.notes["live "+text(c.json, "unique_name")+c.Service]; build != "" {
					c.json["build_sid"] = build
				}
			}))),
		e.not("prefix-of-a-name-is-taken", perService, Refusal, refuses("CreateEnvironment", func(c *call) bool {
			for _, o := range c.all(c.base("Environments")) {
				name := c.form.Get("UniqueName")
				if name != "" && name != text(o, "unique_name") && strings.HasPrefix(text(o, "unique_name"), name) {
					return true
				}
			}
			return false
		})),
		e.not("build-stays-the-first", "build_sid is what is live.", Second, prop("Environment", "build_sid",
			func(c *call, old any) any {
				for _, sid := range c.mem.order {
					if d := c.mem.seen[sid]; c.mem.kind[sid] == "Deployment" && d["environment_sid"] == c.SID &&
						old != nil {
						return d["build_sid"]
					}
				}
				return old
			})),
		e.not("listed-build-is-null", "A list shows what a fetch shows.", Form, show("Environment", func(c *call,
			o object) {
			if c.Verb == "List" {
				o["build_sid"] = nil
			}
		})),
		e.not("tenth-is-refused", "A Service has up to 25.", Refusal, refuses("CreateEnvironment", func(c *call) bool {
			return len(c.all(c.base("Environments"))) > 8
		})),
		e.not("suffix-is-that-of-the-name", "domain_suffix is what was sent.", Identity, always("Environment",
			"domain_suffix", "dev").when(func(o object) bool { return text(o, "domain_suffix") != "" })),
		e.not("digits-of-the-domain-differ", "The Environments of a Service share its base.", Second,
			show("Environment",
				func(c *call, o object) {
					for n, sid := range c.mem.order {
						if sid == text(o, "sid") && o["domain_suffix"] != nil {
							o["domain_name"] = strings.Replace(text(o, "domain_name"), "-"+text(o, "domain_suffix"),
								strconv.Itoa(n)+"-"+text(o, "domain_suffix"), 1)
						}
					}
				})),
	}
}
