package negations

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// plain2EnvironmentNegations are bugs of Environments that come in when one writes a server of one's own.
func plain2EnvironmentNegations() []Negation {
	e := subject{"environments", srcEnvironment}
	domain := "domain_name is the domain of the Service with the suffix of the Environment."
	gone := "A delete takes what it names, with all that is in it."
	scope := "An Environment is of one Service."
	suffix := "A DomainSuffix has up to 16 characters."
	none := "build_sid is null when no Build is deployed."
	within := func(o object) string {
		s := strings.TrimSuffix(text(o, "domain_name"), ".twil.io")
		return strings.TrimSuffix(s, "-"+text(o, "domain_suffix"))
	}
	return []Negation{
		e.not("plain2-taken-name-is-what-is-there", "A UniqueName is unique in its Service.", Refusal,
			inPlace("CreateEnvironment", "created", "unique_name", "UniqueName")),
		e.not("plain2-taken-suffix-is-numbered", "A DomainSuffix is unique in its Service.", Refusal,
			takesTaken("DomainSuffix", "domain_suffix")).from(srcTerraform),
		e.not("plain2-name-is-unique-in-the-account", "A UniqueName is unique in its Service.", Second,
			before("CreateEnvironment", func(c *call) {
				for _, s := range c.all("/Services") {
					if sid := text(s, "sid"); sid != c.Service {
						for _, o := range c.all("/Services/" + sid + "/Environments") {
							if text(o, "unique_name") == c.form.Get("UniqueName") {
								c.refuse(409, 20409, "The UniqueName is taken.")
								return
							}
						}
					}
				}
			})),
		e.not("plain2-suffix-is-unique-in-the-account", "A DomainSuffix is unique in its Service.", Second,
			before("CreateEnvironment", func(c *call) {
				for _, s := range c.all("/Services") {
					if sid := text(s, "sid"); sid != c.Service && c.form.Has("DomainSuffix") {
						for _, o := range c.all("/Services/" + sid + "/Environments") {
							if text(o, "domain_suffix") == c.form.Get("DomainSuffix") {
								c.refuse(409, 20409, "The DomainSuffix is taken.")
								return
							}
						}
					}
				}
			})),
		e.not("plain2-name-of-a-deleted-one-is-taken", "What was deleted is gone.", Refusal,
			onceOnly("CreateEnvironment", func(c *call) string { return c.Service + c.form.Get("UniqueName") })),
		e.not("plain2-suffix-of-a-deleted-one-is-taken", "What was deleted is gone.", Refusal,
			onceOnly("CreateEnvironment", func(c *call) string {
				if c.form.Get("DomainSuffix") == "" {
					return ""
				}
				return c.Service + "." + c.form.Get("DomainSuffix")
			})),
		e.not("plain2-suffix-of-16-is-refused", suffix, Shape, refuses("CreateEnvironment",
			fieldHas("DomainSuffix", func(v string) bool { return len(v) >= 16 }))),
		e.not("plain2-suffix-of-17-is-cut", suffix, Refusal, field("CreateEnvironment", "DomainSuffix", cutTo(16))),
		e.not("plain2-name-of-101-is-cut", "A UniqueName has up to 100 characters.", Refusal,
			field("CreateEnvironment", "UniqueName", cutTo(100))),
		e.not("plain2-name-of-over-64-is-refused", "A UniqueName has up to 100 characters.", Shape,
			refuses("CreateEnvironment", fieldHas("UniqueName", longer(64)))),
		e.not("plain2-absent-suffix-is-the-name", "domain_suffix is null when none was sent.", Default,
			filled("CreateEnvironment", "DomainSuffix", func(c *call) string {
				return shorten(only(strings.ToLower(c.form.Get("UniqueName")), func(r rune) bool {
					return r >= 'a' && r <= 'z' || r >= '0' && r <= '9'
				}), 16)
			})),
		e.not("plain2-absent-suffix-is-empty", "domain_suffix is null when none was sent.", Default,
			prop("Environment", "domain_suffix", func(_ *call, old any) any {
				if old == nil {
					return ""
				}
				return old
			})),
		e.not("plain2-suffix-with-a-dash-is-refused", "A DomainSuffix is URL-friendly.", Shape,
			refuses("CreateEnvironment", fieldHas("DomainSuffix", contains("-")))),
		e.not("plain2-suffix-of-digits-is-refused", "A DomainSuffix is URL-friendly.", Shape,
			refuses("CreateEnvironment", fieldHas("DomainSuffix", func(v string) bool {
				return v != "" && v[0] >= '0' && v[0] <= '9'
			}))),
		e.not("plain2-domain-has-no-suffix", domain, Form, show("Environment", func(_ *call, o object) {
			o["domain_name"] = within(o) + ".twil.io"
		})),
		e.not("plain2-domain-has-the-name-for-a-suffix", domain, Form, show("Environment", func(_ *call, o object) {
			o["domain_name"] = within(o) + "-" + strings.ToLower(text(o, "unique_name")) + ".twil.io"
		})),
		e.not("plain2-domain-joins-the-suffix-with-a-dot", domain, Form, show("Environment",
			func(_ *call, o object) {
				if s := text(o, "domain_suffix"); s != "" {
					o["domain_name"] = s + "." + within(o) + ".twil.io"
				}
			})),
		e.not("plain2-domain-is-drawn-for-each", domain, Second, show("Environment", func(c *call, o object) {
			base := within(o)
			if i := strings.LastIndex(base, "-"); i > 0 {
				sid := text(o, "sid")
				number := strconv.Itoa(1000 + int(sid[len(sid)-1])*7)
				o["domain_name"] = strings.Replace(text(o, "domain_name"), base, base[:i+1]+number, 1)
			}
		})),
		e.not("plain2-domains-in-a-list-have-the-first-suffix", domain, Second, item("ListEnvironment",
			func(_ *call, entries []object) []object {
				for _, o := range entries {
					o["domain_name"] = entries[0]["domain_name"]
				}
				return entries
			})),
		e.not("plain2-no-build-is-no-property", none, Form, show("Environment", func(_ *call, o object) {
			if o["build_sid"] == nil {
				delete(o, "build_sid")
			}
		})),
		e.not("plain2-no-build-is-an-empty-text", none, Form, prop("Environment", "build_sid",
			func(_ *call, old any) any {
				if old == nil {
					return ""
				}
				return old
			})),
		e.not("plain2-build-in-the-list-is-the-first-one", "build_sid is the Build that is live.", Time, both(
			after("CreateDeployment", func(c *call) {
				if name := "first build " + c.Parent; c.mem.notes[name] == "" && c.form.Get("BuildSid") != "" {
					c.mem.notes[name] = c.form.Get("BuildSid")
				}
			}),
			item("ListEnvironment", func(c *call, entries []object) []object {
				for _, o := range entries {
					if sid := c.mem.notes["first build "+text(o, "sid")]; sid != "" && o["build_sid"] != nil {
						o["build_sid"] = sid
					}
				}
				return entries
			}))),
		e.not("plain2-build-is-that-of-the-service", "build_sid is the Build that is live.", Second,
			show("Environment", func(c *call, o object) {
				for _, x := range c.all(c.base("Environments")) {
					if x["build_sid"] != nil {
						o["build_sid"] = x["build_sid"]
						return
					}
				}
			})),
		e.not("plain2-build-stands-there-after-a-clear", none, Time, both(
			after("CreateDeployment", func(c *call) {
				if sid := c.form.Get("BuildSid"); sid != "" {
					c.mem.notes["last build "+c.Parent] = sid
				}
			}),
			show("Environment", func(c *call, o object) {
				if sid := c.mem.notes["last build "+text(o, "sid")]; sid != "" && o["build_sid"] == nil {
					o["build_sid"] = sid
				}
			}))),
		e.not("plain2-delete-leaves-the-variables", gone, Collateral, survives("FetchVariable", "Environment")),
		e.not("plain2-delete-leaves-the-deployments", gone, Collateral,
			survives("FetchDeployment", "Environment")),
		e.not("plain2-delete-takes-the-build", gone, Collateral, both(
			before("DeleteEnvironment", func(c *call) {
				_, o := c.admin("GET", c.base("Environments", c.SID), nil)
				c.asked(text(o, "build_sid"))
			}),
			after("DeleteEnvironment", func(c *call) {
				if sid := c.wanted(); sid != "" {
					c.admin("DELETE", c.base("Builds", sid), nil)
				}
			}))),
		e.not("plain2-delete-clears-the-others", gone, Collateral, before("DeleteEnvironment", func(c *call) {
			for _, sid := range c.otherEnvironments() {
				c.admin("POST", c.base("Environments", sid, "Deployments"), nil)
			}
		})),
		e.not("plain2-with-variables-cannot-be-deleted", gone, Refusal, before("DeleteEnvironment",
			func(c *call) {
				if len(c.all(c.base("Environments", c.SID, "Variables"))) > 0 {
					c.refuse(http.StatusConflict, 20409, "The Environment has Variables.")
				}
			})),
		e.not("plain2-live-one-cannot-be-deleted", gone, Refusal, before("DeleteEnvironment",
			func(c *call) {
				if c.isLive(c.SID) {
					c.refuse(http.StatusConflict, 20409, "The Environment is live.")
				}
			})),
		e.not("plain2-build-of-a-deleted-one-stays-live", "A Build that is not live can be deleted.", Refusal, both(
			before("DeleteEnvironment", func(c *call) {
				if _, o := c.admin("GET", c.base("Environments", c.SID), nil); text(o, "build_sid") != "" {
					c.mem.notes["stays live "+text(o, "build_sid")] = "x"
				}
			}),
			before("DeleteBuild", func(c *call) {
				if c.mem.notes["stays live "+c.SID] != "" {
					c.refuse(http.StatusConflict, 20409,
						"Cannot delete Build because it's part of an active Deployment.")
				}
			}))),
		e.not("plain2-in-another-service-is-found", scope, Identity, elsewhere("FetchEnvironment")),
		e.not("plain2-is-deleted-through-another-service", scope, Identity, elsewhere("DeleteEnvironment")),
		e.not("plain2-list-has-those-of-all-services", scope, Second, item("ListEnvironment",
			func(c *call, entries []object) []object {
				for _, o := range c.all("/Services") {
					if sid := text(o, "sid"); sid != c.Service && text(o, "unique_name") != c.Service {
						entries = append(entries, c.all("/Services/"+sid+"/Environments")...)
					}
				}
				return entries
			})),
		e.not("plain2-list-has-the-live-ones", "The list has every one.", Second, item("ListEnvironment",
			func(_ *call, entries []object) []object {
				return slices.DeleteFunc(entries, func(o object) bool { return o["build_sid"] == nil })
			})),
		e.not("plain2-name-is-missing-but-the-suffix-is-not", "UniqueName is required.", Refusal,
			filled("CreateEnvironment", "UniqueName", func(c *call) string {
				return "environment-" + c.form.Get("DomainSuffix")
			})),
		e.not("plain2-links-lack-logs", "links are the URLs of what is below.", Form, show("Environment",
			func(_ *call, o object) {
				if links, ok := o["links"].(object); ok {
					delete(links, "logs")
				}
			})),
		e.not("plain2-links-have-no-service", "links are the URLs of what is below.", Form, show("Environment",
			func(_ *call, o object) {
				links, _ := o["links"].(object)
				for k, v := range links {
					if u, err := url.Parse(v.(string)); err == nil {
						u.Path = "/v1/Environments" + strings.SplitN(u.Path, "/Environments", 2)[1]
						links[k] = u.String()
					}
				}
			})),
		e.not("plain2-update-is-made", "An Environment cannot be updated.", Refusal, Defect{after: func(c *call) {
			if c.Op == "UpdateEnvironment" && c.status == 405 {
				c.status, c.json = c.admin("GET", c.base("Environments", c.SID), nil)
				c.header = http.Header{"Content-Type": {"application/json"}}
			}
		}}),
	}
}
