package negations

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

func narrowEnvironmentNegations() []Negation {
	e, b := subject{"environments", srcEnvironment}, subject{"builds", srcBuild}
	domain := "domain_name is domain_base, a dash and the suffix."
	live, free := "build_sid is the Build that is live.", "What was deleted leaves its names free."
	kept, wide := "A text is kept as sent.", "A UniqueName has up to 100 characters."
	suffix := "DomainSuffix has up to 16 characters that are fit for a URL."
	bare := func(c *call) bool { return !c.form.Has("DomainSuffix") }
	asksOld := func(c *call, old object) { c.asked(text(old, "sid")) }
	return []Negation{
		e.not("narrow-domain-has-15-letters-of-a-suffix-of-16", domain, Shape, show("Environment",
			func(_ *call, o object) {
				if s := text(o, "domain_suffix"); len(s) == 16 {
					o["domain_name"] = strings.Replace(text(o, "domain_name"), s, s[:15], 1)
				}
			})),
		e.not("narrow-name-of-100-beside-a-suffix-is-refused", wide, Shape, refuses("CreateEnvironment",
			func(c *call) bool { return len(c.form.Get("UniqueName")) == 100 && !bare(c) })),
		e.not("narrow-name-over-64-is-refused", wide, Shape, refuses("CreateEnvironment",
			fieldHas("UniqueName", longer(64)))),
		e.not("narrow-domain-without-a-suffix-ends-with-a-dash", domain, Default, show("Environment",
			func(_ *call, o object) {
				if o["domain_suffix"] == nil {
					o["domain_name"] = strings.Replace(text(o, "domain_name"), ".twil.io", "-.twil.io", 1)
				}
			})),
		e.not("narrow-domain-without-a-suffix-is-that-of-the-newest", domain, Second, item("ListEnvironment",
			func(_ *call, entries []object) []object {
				for _, o := range entries {
					if o["domain_suffix"] == nil {
						o["domain_name"] = entries[0]["domain_name"]
					}
				}
				return entries
			})),
		e.not("narrow-without-a-suffix-has-its-name-as-suffix", "domain_suffix is null unless sent.", Default,
			before("CreateEnvironment", func(c *call) {
				name := strings.ToLower(c.form.Get("UniqueName"))
				if bare(c) && len(name) <= 16 && name == slug(name) {
					c.form.Set("DomainSuffix", name)
				}
			})),
		e.not("narrow-list-has-no-build", live, Form, item("ListEnvironment",
			func(_ *call, entries []object) []object {
				for _, o := range entries {
					o["build_sid"] = nil
				}
				return entries
			})),
		e.not("narrow-list-has-the-build-before", live, Time, both(
			before("CreateDeployment", func(c *call) {
				_, o := c.admin("GET", c.base("Environments", c.Parent), nil)
				c.keep("was "+c.Parent, o)
			}),
			item("ListEnvironment", func(c *call, entries []object) []object {
				for _, o := range entries {
					if old := c.recall("was " + text(o, "sid")); old != nil {
						o["build_sid"] = old["build_sid"]
					}
				}
				return entries
			}))),
		e.not("narrow-third-deployment-does-not-show", live, Update, counted("CreateDeployment", 3, func(c *call) {
			all := c.all(c.base("Environments", c.Parent, "Deployments"))
			if len(all) > 1 {
				c.mem.stay(c.Parent, "build_sid", all[1]["build_sid"])
			}
		})),
		e.not("narrow-delete-with-variables-is-409", "An Environment is deleted with all that is below.", Refusal,
			before("DeleteEnvironment", func(c *call) {
				if len(c.all(c.here()+"/Variables")) > 0 {
					c.refuse(http.StatusConflict, 20409, "The Environment has Variables.")
				}
			})),
		e.not("narrow-delete-when-live-is-409", "An Environment is deleted with all that is below.", Refusal,
			before("DeleteEnvironment", func(c *call) {
				if c.isLive(c.SID) {
					c.refuse(http.StatusConflict, 20409, "The Environment has a Deployment.")
				}
			})).from(srcTerraform),
		b.not("narrow-stays-live-when-its-environment-is-gone", "A Build that is not live may be deleted.", Collateral,
			both(before("DeleteEnvironment", func(c *call) {
				_, o := c.admin("GET", c.here(), nil)
				c.mem.notes["held "+text(o, "build_sid")] = "x"
			}), before("DeleteBuild", func(c *call) {
				if c.mem.notes["held "+c.SID] != "" {
					c.refuse(http.StatusConflict, 20409, partOfDeployment)
				}
			}))).from(srcTerraform),
		e.not("narrow-made-again-has-the-build-it-had", live, Second, both(
			reborn("Environment", "UniqueName", "unique_name", asksOld),
			before("DeleteEnvironment", func(c *call) {
				_, o := c.admin("GET", c.here(), nil)
				c.keep("had "+c.SID, o)
			}),
			after("CreateEnvironment", func(c *call) {
				if old := c.recall("had " + c.wanted()); old["build_sid"] != nil {
					c.json["build_sid"] = old["build_sid"]
				}
			}))),
		e.not("narrow-made-again-has-the-variables-it-had", "A new Environment has no Variables.", Second, both(
			before("DeleteEnvironment", func(c *call) {
				c.keep("vars "+c.SID, object{"all": c.all(c.here() + "/Variables")})
			}),
			reborn("Environment", "UniqueName", "unique_name", asksOld),
			after("CreateEnvironment", func(c *call) {
				for _, v := range objects(c.recall("vars " + c.wanted())["all"]) {
					c.admin("POST", c.base("Environments", text(c.json, "sid"), "Variables"),
						url.Values{"Key": {text(v, "key")}, "Value": {text(v, "value")}})
				}
			}))),
		e.not("narrow-name-of-one-that-was-deployed-stays-taken", free, Second, both(
			before("DeleteEnvironment", func(c *call) {
				if _, o := c.admin("GET", c.here(), nil); len(c.all(c.here()+"/Deployments")) > 0 {
					c.mem.notes["used "+c.Service+text(o, "unique_name")] = "x"
				}
			}), before("CreateEnvironment", func(c *call) {
				if c.mem.notes["used "+c.Service+c.form.Get("UniqueName")] != "" {
					c.taken()
				}
			}))),
		e.not("narrow-suffix-of-a-deleted-one-stays-taken", free, Second, both(
			before("DeleteEnvironment", func(c *call) {
				_, o := c.admin("GET", c.here(), nil)
				c.mem.notes["suffix "+c.Service+text(o, "domain_suffix")] = "x"
			}), before("CreateEnvironment", func(c *call) {
				if !bare(c) && c.mem.notes["suffix "+c.Service+c.form.Get("DomainSuffix")] != "" {
					c.taken()
				}
			}))),
		e.not("narrow-taken-name-with-another-suffix-is-201", "A UniqueName is unique in its Service.", Refusal,
			takesTakenWhen("UniqueName", "unique_name", func(c *call) bool { return !bare(c) })),
		e.not("narrow-taken-suffix-below-a-name-is-201", "A DomainSuffix is unique in its Service.", Refusal,
			takesTakenWhen("DomainSuffix", "domain_suffix", func(c *call) bool { return isName(c.Service) })),
		e.not("narrow-links-of-a-second-one-are-those-of-the-first", "links are the URLs of what is below.", Identity,
			item("ListEnvironment", func(_ *call, entries []object) []object {
				for _, o := range entries {
					o["links"] = entries[0]["links"]
				}
				return entries
			})),
		e.not("narrow-tenth-is-over-the-limit", "A Service has up to 25 Environments.", Refusal,
			refuses("CreateEnvironment", func(c *call) bool { return len(c.all(c.base("Environments"))) >= 9 })),
		e.not("narrow-suffix-of-digits-is-null", suffix, Shape, show("Environment", func(_ *call, o object) {
			if s := text(o, "domain_suffix"); s != "" && allOf(s, func(r rune) bool { return r >= '0' && r <= '9' }) {
				o["domain_suffix"] = nil
			}
		})),
		e.not("narrow-suffix-of-one-letter-is-refused", suffix, Shape, refuses("CreateEnvironment",
			fieldHas("DomainSuffix", func(v string) bool { return len(v) == 1 }))),
		e.not("narrow-later-pages-have-no-suffix", kept, Paging, onLaterPages("ListEnvironment",
			func(_ *call, o object) { o["domain_suffix"] = nil })),
		e.not("narrow-name-like-a-uuid-is-refused", wide, Shape, refuses("CreateEnvironment",
			fieldHas("UniqueName", func(v string) bool {
				return len(v) == 36 && strings.Count(v, "-") == 4
			}))).from(srcTerraform),
		e.not("narrow-deploying-moves-date-created", "date_created never moves.", Collateral,
			after("CreateDeployment", func(c *call) { c.mem.stay(c.Parent, "date_created", c.json["date_created"]) })),
		e.not("narrow-delete-of-one-deletes-the-suffix-of-the-others", "A delete takes what it names.", Collateral,
			after("DeleteEnvironment", func(c *call) {
				for _, o := range c.all(c.base("Environments")) {
					c.mem.stay(text(o, "sid"), "domain_suffix", nil)
				}
			})),
		e.not("narrow-list-lacks-those-that-are-not-live", "The list has every one.", Second, item("ListEnvironment",
			func(_ *call, entries []object) []object {
				return slices.DeleteFunc(entries, func(o object) bool { return o["build_sid"] == nil })
			})),
	}
}

// takesTakenWhen is takesTaken when a condition holds.
func takesTakenWhen(name, property string, when func(c *call) bool) Defect {
	d := takesTaken(name, property)
	inner := d.before
	d.before = func(c *call) {
		if c.Op != "CreateEnvironment" || when(c) {
			inner(c)
		}
	}
	return d
}
