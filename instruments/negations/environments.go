package negations

import (
	"net/url"
	"strings"
)

func environmentNegations() []Negation {
	s := subject{"environments", srcEnvironment}
	create, fetch, remove := "CreateEnvironment", "FetchEnvironment", "DeleteEnvironment"
	return []Negation{
		s.not("second-with-one-name-is-accepted", "The UniqueName of an Environment is unique in its Service.", Refusal,
			takesTaken("UniqueName", "unique_name")),
		s.not("second-with-one-suffix-is-accepted", "The DomainSuffix of an Environment is unique in its Service.",
			Refusal, takesTaken("DomainSuffix", "domain_suffix")),
		s.not("names-are-unique-in-the-account", "Two Services may have Environments of one name.", Second,
			uniqueInAccount("UniqueName")),
		s.not("suffixes-are-unique-in-the-account", "Two Services may have Environments of one suffix.", Second,
			uniqueInAccount("DomainSuffix")),
		s.not("name-stays-taken-after-delete", "A deleted Environment is gone, its name too.", Second,
			after(remove, func(c *call) {
				c.mem.notes["env "+c.Service+text(c.mem.gone[c.SID], "unique_name")] = "x"
			}).then(before(create, func(c *call) {
				if c.mem.notes["env "+c.Service+c.form.Get("UniqueName")] != "" {
					c.refuse(409, 20409, "Environment with this UniqueName or DomainSuffix already exists.")
				}
			}))),
		s.not("suffix-stays-taken-after-delete", "A deleted Environment is gone, its suffix too.", Second,
			after(remove, func(c *call) {
				c.mem.notes["env "+c.Service+text(c.mem.gone[c.SID], "domain_suffix")] = "x"
			}).then(before(create, func(c *call) {
				if c.mem.notes["env "+c.Service+c.form.Get("DomainSuffix")] != "" {
					c.refuse(409, 20409, "Environment with this UniqueName or DomainSuffix already exists.")
				}
			}))),
		s.not("duplicate-is-400", "An Environment that is there is refused with 409.", Refusal,
			remaps(create, 409, 400)).from("twilio/twilio-cli#211"),
		s.not("duplicate-replaces-the-first", "A create changes nothing that is there.", Collateral,
			before(create, func(c *call) {
				for _, e := range c.all(c.base("Environments")) {
					if text(e, "unique_name") == c.form.Get("UniqueName") {
						c.admin("DELETE", c.base("Environments", text(e, "sid")), nil)
					}
				}
			})),
		s.not("name-of-100-is-refused", "A UniqueName has up to 100 characters.", Shape,
			refuses(create, fieldHas("UniqueName", longer(99)))),
		s.not("name-over-50-is-refused", "A UniqueName has up to 100 characters.", Shape,
			refuses(create, fieldHas("UniqueName", longer(50)))),
		s.not("name-of-101-is-accepted", "A UniqueName has at most 100 characters.", Refusal,
			takes(create, "UniqueName", "unique_name", longer(100), func(v string) string { return shorten(v, 100) })),
		s.not("name-is-not-required", "UniqueName is required.", Refusal, before(create, func(c *call) {
			if !c.form.Has("UniqueName") {
				c.form.Set("UniqueName", "unnamed"+c.form.Get("DomainSuffix"))
			}
		})),
		s.not("name-is-lower-cased", "A UniqueName is kept as sent.", Shape,
			keeps(create, "UniqueName", strings.ToLower)),
		s.not("name-is-trimmed-of-its-suffix", "A UniqueName is kept as sent.", Shape,
			keeps(create, "UniqueName", func(v string) string { return strings.TrimSuffix(v, "-environment") })),
		s.not("name-is-cut-at-40", "A UniqueName has up to 100 characters and is kept as sent.", Shape,
			keeps(create, "UniqueName", func(v string) string { return shorten(v, 40) })),
		s.not("suffix-of-16-is-refused", "A DomainSuffix has up to 16 characters.", Shape,
			refuses(create, fieldHas("DomainSuffix", longer(15)))),
		s.not("suffix-of-17-is-accepted", "A DomainSuffix has at most 16 characters.", Refusal,
			takes(create, "DomainSuffix", "domain_suffix", longer(16),
				func(v string) string { return shorten(v, 16) })),
		s.not("suffix-of-17-is-cut", "A DomainSuffix of more than 16 characters is refused.", Refusal,
			keeps(create, "DomainSuffix", func(v string) string { return shorten(v, 16) })),
		s.not("suffix-of-one-is-refused", "A DomainSuffix may have one character.", Shape,
			refuses(create, fieldHas("DomainSuffix", func(v string) bool { return len(v) == 1 }))),
		s.not("suffix-with-a-dash-is-refused", "A DomainSuffix may have what a host name may have.", Shape,
			refuses(create, fieldHas("DomainSuffix", contains("-")))),
		s.not("suffix-with-a-digit-is-refused", "A DomainSuffix may have what a host name may have.", Shape,
			refuses(create, fieldHas("DomainSuffix", contains("0123456789")))),
		s.not("suffix-with-a-dot-is-accepted", "A DomainSuffix is part of one label of a host name.", Refusal,
			takes(create, "DomainSuffix", "domain_suffix", contains("._/ "),
				func(v string) string {
					return strings.NewReplacer(".", "-", "_", "-", "/", "-", " ",
						"-").Replace(v)
				})),
		s.not("suffix-is-required", "DomainSuffix is optional.", Refusal,
			refuses(create, func(c *call) bool { return !c.form.Has("DomainSuffix") })),
		s.not("without-suffix-takes-the-name", "An Environment without suffix has none.", Default,
			before(create, func(c *call) {
				if !c.form.Has("DomainSuffix") {
					c.form.Set("DomainSuffix", shorten(strings.ToLower(c.form.Get("UniqueName")), 16))
				}
			})),
		s.not("without-suffix-is-an-empty-text", "An Environment without suffix has null for it.", Default,
			prop("Environment", "domain_suffix", func(_ *call, old any) any {
				if old == nil {
					return ""
				}
				return old
			})),
		s.not("suffix-is-ignored", "An Environment has the suffix that was sent.", Default, both(
			always("Environment", "domain_suffix", nil),
			show("Environment", func(_ *call, o object) {
				if at := strings.LastIndexByte(text(o, "domain_name"), '-'); strings.Count(text(o, "domain_name"),
					"-") > 1 {
					o["domain_name"] = text(o, "domain_name")[:at] + ".twil.io"
				}
			}))),
		s.not("domain-lacks-the-suffix", "The domain name of an Environment has its suffix.", Form,
			show("Environment", func(_ *call, o object) {
				if suffix := text(o, "domain_suffix"); suffix != "" {
					o["domain_name"] = strings.Replace(text(o, "domain_name"), "-"+strings.ToLower(suffix)+".", ".", 1)
				}
			})),
		s.not("domain-has-other-digits", "The domain names of a Service begin with its domain_base.", Second,
			show("Environment", func(_ *call, o object) {
				if text(o, "domain_suffix") != "" {
					parts := strings.Split(text(o, "domain_name"), "-")
					if len(parts) > 1 {
						parts[len(parts)-2] = "0000"
					}
					o["domain_name"] = strings.Join(parts, "-")
				}
			})),
		s.not("domain-is-that-of-the-first", "Each Environment has its own domain name.", Second,
			show("Environment", func(c *call, o object) {
				service := text(o, "service_sid")
				if c.mem.notes["domain "+service] == "" {
					c.mem.notes["domain "+service] = text(o, "domain_name")
				}
				o["domain_name"] = c.mem.notes["domain "+service]
			})),
		s.not("domain-is-of-another-company", "Domain names end in twil.io.", Form,
			words("Environment", "domain_name", func(v string) string {
				return strings.TrimSuffix(v, "twil.io") +
					"twilio.com"
			})),
		s.not("domain-has-a-scheme", "A domain name is no URL.", Form,
			words("Environment", "domain_name", func(v string) string { return "https://" + v })),
		s.not("new-one-has-a-build", "A new Environment has no Build.", Default, after(create, func(c *call) {
			if last := c.lastBuild(); last != nil {
				c.mem.stay(text(c.json, "sid"), "build_sid", text(last, "sid"))
			}
		})),
		s.not("new-one-has-an-empty-build-sid", "A new Environment has null for its build_sid.", Default,
			prop("Environment", "build_sid", func(_ *call, old any) any {
				if old == nil {
					return ""
				}
				return old
			})),
		s.not("new-one-has-the-variables-of-the-first", "A new Environment has no Variables.", Second,
			after(create, func(c *call) {
				for _, e := range c.all(c.base("Environments")) {
					for _, v := range c.all(c.base("Environments", text(e, "sid"), "Variables")) {
						c.admin("POST", c.base("Environments", text(c.json, "sid"), "Variables"),
							url.Values{"Key": {text(v, "key")}, "Value": {text(v, "value")}})
					}
				}
			})),
		s.not("build-sid-shows-late", "A Deployment is in force at once.", Time,
			after("CreateDeployment", func(c *call) { c.mem.counts["late "+c.Parent] = 1 }).then(
				after(fetch, func(c *call) {
					if c.mem.counts["late "+c.SID] == 1 {
						c.mem.counts["late "+c.SID] = 0
						c.json["build_sid"] = nil
					}
				}))),
		s.not("list-lacks-the-build-sid", "The list has Environments as they are.", Second,
			item("ListEnvironment", func(_ *call, entries []object) []object {
				for _, e := range entries {
					e["build_sid"] = nil
				}
				return entries
			})),
		s.not("list-lacks-the-one-without-suffix", "The list has every Environment.", Second,
			item("ListEnvironment", func(_ *call, entries []object) (left []object) {
				for _, e := range entries {
					if e["domain_suffix"] != nil {
						left = append(left, e)
					}
				}
				return left
			})),
		s.not("list-lacks-live-ones", "The list has every Environment.", Second,
			item("ListEnvironment", func(_ *call, entries []object) (left []object) {
				for _, e := range entries {
					if e["build_sid"] == nil {
						left = append(left, e)
					}
				}
				return left
			})),
		s.not("third-is-refused", "A Service may have several Environments.", Second, before(create, func(c *call) {
			if len(c.all(c.base("Environments"))) >= 2 {
				c.refuse(400, 20001, "Environments are limited to less than or equal to 2")
			}
		})),
		s.not("tenth-is-refused", "A Service may have 25 Environments.", Second, before(create, func(c *call) {
			if len(c.all(c.base("Environments"))) >= 9 {
				c.refuse(400, 20001, "Environments are limited to less than or equal to 9")
			}
		})),
		s.not("is-found-by-its-name", "An Environment is named by its SID.", Identity, before(fetch, func(c *call) {
			for _, e := range c.all(c.base("Environments")) {
				if text(e, "unique_name") == c.SID {
					c.to("/v1" + c.base("Environments", text(e, "sid")))
				}
			}
		})).assumed(),
		s.not("delete-of-a-live-one-is-refused", "An Environment with a live Deployment can be deleted.", Refusal,
			before(remove, func(c *call) {
				if _, e := c.admin("GET", c.base("Environments", c.SID), nil); e["build_sid"] != nil {
					c.refuse(409, 20409, "Environment has an active Deployment.")
				}
			})),
		s.not("delete-of-one-with-variables-is-refused", "An Environment is deleted with its Variables.", Refusal,
			before(remove, func(c *call) {
				if len(c.all(c.base("Environments", c.SID, "Variables"))) > 0 {
					c.refuse(409, 20409, "Environment has Variables.")
				}
			})),
		s.not("delete-takes-the-others", "A delete takes what it names.", Collateral, after(remove, func(c *call) {
			for _, e := range c.all(c.base("Environments")) {
				c.admin("DELETE", c.base("Environments", text(e, "sid")), nil)
			}
		})),
		s.not("delete-takes-the-build", "With an Environment its Build does not go.", Collateral,
			before(remove, func(c *call) {
				_, e := c.admin("GET", c.base("Environments", c.SID), nil)
				c.asked(text(e, "build_sid"))
			}).then(after(remove, func(c *call) {
				if c.wanted() != "" {
					c.mem.hidden[c.wanted()] = true
				}
			}))),
		s.not("delete-clears-the-others", "A delete takes what it names.", Collateral, after(remove, func(c *call) {
			for _, e := range c.all(c.base("Environments")) {
				if e["build_sid"] != nil {
					c.admin("POST", c.base("Environments", text(e, "sid"), "Deployments"), url.Values{})
				}
			}
		})),
		s.not("delete-keeps-its-build-live", "When an Environment is deleted, its Build can be deleted.", Second,
			before(remove, func(c *call) {
				_, e := c.admin("GET", c.base("Environments", c.SID), nil)
				c.asked(text(e, "build_sid"))
			}).then(after(remove, func(c *call) { c.mem.notes["kept "+c.wanted()] = "x" })).then(before("DeleteBuild",
				func(c *call) {
					if c.mem.notes["kept "+c.SID] != "" {
						c.refuse(409, 20409, "Cannot delete Build because it's part of an active Deployment.")
					}
				}))),
		s.not("deleted-one-can-be-fetched", "What was deleted is not found any more.", Second,
			failing(fetch, func(c *call) {
				if o := c.mem.gone[c.SID]; o != nil {
					c.status, c.json = 200, clone(o)
				}
			})),
		s.not("deleted-one-is-listed", "What was deleted is not listed any more.", Second, ghosts("Environment")),
		s.not("delete-twice-succeeds", "What was deleted is not found any more.", Refusal,
			failing(remove, func(c *call) {
				if c.mem.gone[c.SID] != nil {
					c.empty(204)
				}
			})),
		s.not("is-found-in-another-service", "An Environment belongs to one Service.", Access,
			failing(fetch, func(c *call) {
				if o := c.mem.seen[c.SID]; o != nil && c.mem.gone[c.SID] == nil && c.mem.gone[c.Service] == nil {
					c.status, c.json = 200, clone(o)
				}
			})),
		s.not("can-be-deleted-through-another-service", "An Environment belongs to one Service.", Access,
			failing(remove, func(c *call) {
				if o := c.mem.seen[c.SID]; o != nil && c.mem.gone[c.SID] == nil && c.status == 404 {
					c.admin("DELETE", "/Services/"+text(o, "service_sid")+"/Environments/"+c.SID, nil)
					c.empty(204)
				}
			})),
		s.not("deployments-outlive-it", "With an Environment everything below it is deleted.", Second,
			failing("FetchDeployment FetchVariable", func(c *call) {
				if o := c.mem.seen[c.SID]; o != nil && c.mem.gone[c.Parent] != nil {
					c.status, c.json = 200, clone(o)
				}
			})),
		s.not("lists-below-outlive-it", "With an Environment everything below it is deleted.", Second,
			failing("ListVariable ListDeployment ListLog", func(c *call) {
				if c.mem.gone[c.Parent] != nil {
					c.status, c.json = 200, emptyList(c)
				}
			})),
	}
}

// takesTaken accepts an Environment whose name or suffix another one has.
func takesTaken(name, property string) Defect {
	return both(
		before("CreateEnvironment", func(c *call) {
			c.asked("")
			for _, e := range c.all(c.base("Environments")) {
				if value := c.form.Get(name); value != "" && text(e, property) == value {
					c.asked(value)
					c.form.Set(name, shorten(value, 12)+"x"+string(rune('a'+c.mem.counts["taken"]%26)))
					c.mem.counts["taken"]++
				}
			}
		}),
		after("CreateEnvironment", func(c *call) {
			if value := c.wanted(); value != "" {
				c.mem.stay(text(c.json, "sid"), property, value)
			}
		}))
}

func uniqueInAccount(name string) Defect {
	return before("CreateEnvironment", func(c *call) {
		value := c.form.Get(name)
		owner := c.mem.notes["owner "+value]
		if value != "" && owner != "" && owner != c.Service {
			c.refuse(409, 20409, "Environment with this UniqueName or DomainSuffix already exists.")
			return
		}
		c.mem.notes["owner "+value] = c.Service
	})
}
