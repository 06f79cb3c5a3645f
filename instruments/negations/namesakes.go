package negations

import (
	"fmt"
	"net/url"
	"strings"
)

// namesakeNegations are servers that mix up what shares a name, a parent or a moment with another thing.
func namesakeNegations() []Negation {
	s, f, a := subject{"services", srcService}, subject{"functions", srcFunction}, subject{"assets", srcAsset}
	e, v, d := subject{"environments", srcEnvironment}, subject{"variables", srcVariable},
		subject{"deployments", srcDeployment}
	b, fv := subject{"builds", srcBuild}, subject{"function-versions", srcFVersion}
	taken := func(ops, field, list, property, message string) Defect {
		return before(ops, func(c *call) {
			for _, o := range c.all(c.base(list)) {
				if text(o, property) == c.form.Get(field) {
					c.refuse(409, 20409, message)
				}
			}
		})
	}
	takesNamesake := func(op, list string) Defect {
		return after(op, func(c *call) {
			name := text(c.mem.gone[c.SID], "friendly_name")
			for _, o := range c.all(c.base(list)) {
				if text(o, "friendly_name") == name && name != "" {
					c.admin("DELETE", c.base(list, text(o, "sid")), nil)
				}
			}
		})
	}
	byName := func(op, list string) Defect {
		return before(op, func(c *call) {
			for _, o := range c.all(c.base(list)) {
				if text(o, "friendly_name") == c.SID {
					c.to("/v1" + c.base(list, text(o, "sid")))
				}
			}
		})
	}
	ofAll := func(op, list string) Defect {
		return item(op, func(c *call, entries []object) []object {
			for _, service := range c.all("/Services") {
				if text(service, "sid") != c.Service && text(service, "unique_name") != c.Service {
					entries = append(entries, c.all("/Services/"+text(service, "sid")+"/"+list)...)
				}
			}
			return entries
		})
	}
	return []Negation{
		f.not("name-of-an-asset-is-refused", "Names of Functions and Assets need not differ.", Refusal,
			taken("CreateFunction", "FriendlyName", "Assets", "friendly_name", "The name is taken.")),
		a.not("name-of-a-function-is-refused", "Names of Functions and Assets need not differ.", Refusal,
			taken("CreateAsset", "FriendlyName", "Functions", "friendly_name", "The name is taken.")),
		f.not("delete-takes-the-asset-of-the-same-name", "A delete takes what it names.", Collateral,
			takesNamesake("DeleteFunction", "Assets")),
		a.not("delete-takes-the-function-of-the-same-name", "A delete takes what it names.", Collateral,
			takesNamesake("DeleteAsset", "Functions")),
		f.not("list-has-the-assets-too", "The list of Functions has Functions.", Second,
			item("ListFunction", func(c *call, entries []object) []object {
				return append(entries, c.all(c.base("Assets"))...)
			})),
		a.not("update-renames-the-function-of-the-same-name", "An update changes what it names.", Collateral,
			before("UpdateAsset", func(c *call) {
				_, asset := c.admin("GET", c.base("Assets", c.SID), nil)
				for _, o := range c.all(c.base("Functions")) {
					if text(o, "friendly_name") == text(asset, "friendly_name") {
						c.admin("POST", c.base("Functions", text(o, "sid")), c.form)
					}
				}
			})),
		f.not("is-found-by-its-name", "A Function is named by its SID.", Identity,
			byName("FetchFunction", "Functions")).assumed(),
		a.not("is-deleted-by-its-name", "An Asset is named by its SID.", Identity,
			byName("DeleteAsset", "Assets")).assumed(),
		b.not("list-has-those-of-all-services", "The list has those of its Service.", Second,
			ofAll("ListBuild", "Builds")),
		e.not("list-has-those-of-all-services", "The list has those of its Service.", Second,
			ofAll("ListEnvironment", "Environments")),
		e.not("name-that-is-a-suffix-elsewhere-is-refused", "UniqueName and DomainSuffix are unique, each for itself.",
			Refusal, taken("CreateEnvironment", "UniqueName", "Environments", "domain_suffix",
				"Environment with this UniqueName or DomainSuffix already exists.")),
		e.not("suffix-that-is-its-own-name-is-refused", "The suffix may be the name.", Refusal,
			refuses("CreateEnvironment", func(c *call) bool {
				return c.form.Get("UniqueName") == c.form.Get("DomainSuffix")
			})),
		e.not("name-of-the-service-is-refused", "UniqueName is unique among the Environments.", Refusal,
			before("CreateEnvironment", func(c *call) {
				_, o := c.admin("GET", "/Services/"+c.Service, nil)
				if text(o, "unique_name") == c.form.Get("UniqueName") {
					c.refuse(409, 20409, "The name is taken.")
				}
			})),
		e.not("second-without-a-suffix-is-accepted", "One Environment of a Service has no suffix.", Refusal,
			both(before("CreateEnvironment", func(c *call) {
				c.asked("")
				if !c.form.Has("DomainSuffix") {
					for _, o := range c.all(c.base("Environments")) {
						if text(o, "domain_suffix") == "" {
							c.asked("x")
							c.form.Set("DomainSuffix", fmt.Sprint("s", len(c.mem.order)))
						}
					}
				}
			}), after("CreateEnvironment", func(c *call) {
				if c.wanted() != "" {
					c.mem.stay(text(c.json, "sid"), "domain_suffix", nil)
				}
			}))).assumed(),
		s.not("delete-by-name-leaves-it-by-sid", "A delete by name deletes.", Second,
			before("DeleteService", func(c *call) {
				if !strings.HasPrefix(c.SID, "ZS") {
					if status, _ := c.admin("GET", "/Services/"+c.SID, nil); status == 200 {
						c.empty(204)
					}
				}
			})),
		s.not("update-by-name-changes-the-answer-only", "An update by name changes.", Update,
			before("UpdateService", func(c *call) {
				if !strings.HasPrefix(c.SID, "ZS") && c.form.Has("FriendlyName") {
					c.asked(c.form.Get("FriendlyName"))
					c.form.Del("FriendlyName")
				}
			}).then(after("UpdateService", func(c *call) {
				if name := c.wanted(); name != "" {
					c.json["friendly_name"] = name
				}
			}))),
		s.not("url-of-a-fetch-by-name-has-the-name", "url is the URL of the Service.", Identity,
			after("FetchService", func(c *call) {
				if !strings.HasPrefix(c.SID, "ZS") {
					c.json["url"] = strings.Replace(text(c.json, "url"), text(c.json, "sid"), c.SID, 1)
				}
			})).assumed(),
		s.not("fetch-by-name-has-no-case", "A Service is found by its UniqueName.", Identity,
			before("FetchService", func(c *call) {
				if !strings.HasPrefix(c.SID, "ZS") {
					for _, o := range c.all("/Services") {
						if strings.EqualFold(text(o, "unique_name"), c.SID) {
							c.to("/v1/Services/" + text(o, "sid"))
						}
					}
				}
			})).assumed(),
		s.not("friendly-name-of-another-finds-that-one", "A Service is found by its UniqueName.", Second,
			before("FetchService", func(c *call) {
				for _, o := range c.all("/Services") {
					if text(o, "friendly_name") == c.SID && text(o, "unique_name") != c.SID {
						c.to("/v1/Services/" + text(o, "sid"))
					}
				}
			})),
		v.not("key-of-a-deleted-namesake-elsewhere-goes-too", "A delete takes what it names.", Collateral,
			after("DeleteVariable", func(c *call) {
				key := text(c.mem.gone[c.SID], "key")
				for _, env := range c.all(c.base("Environments")) {
					for _, o := range c.all(c.base("Environments", text(env, "sid"), "Variables")) {
						if strings.EqualFold(text(o, "key"), key) && text(o, "key") != key {
							c.admin("DELETE", c.base("Environments", text(env, "sid"), "Variables", text(o, "sid")),
								nil)
						}
					}
				}
			})),
		v.not("update-to-a-taken-key-is-accepted", "A Key is unique in its Environment.", Refusal,
			both(before("UpdateVariable", func(c *call) {
				c.asked("")
				for _, o := range c.variables() {
					if k := c.form.Get("Key"); text(o, "key") == k && text(o, "sid") != c.SID {
						c.asked(k)
						c.form.Del("Key")
					}
				}
			}), after("UpdateVariable", func(c *call) {
				if k := c.wanted(); k != "" {
					c.mem.stay(c.SID, "key", k)
				}
			}))).assumed(),
		v.not("refused-update-to-a-taken-key-changes-the-value", "A refused update changes nothing.", Collateral,
			Defect{after: func(c *call) {
				if c.Op == "UpdateVariable" && c.status == 409 && c.form.Has("Value") {
					c.admin("POST", c.variable(c.SID), url.Values{"Value": c.form["Value"]})
				}
			}}).assumed(),
		v.not("list-of-a-second-environment-is-that-of-the-first", "The list has those of its Environment.", Second,
			before("ListVariable", func(c *call) {
				all := c.all(c.base("Environments"))
				if len(all) > 1 {
					c.to("/v1" + c.base("Environments", text(all[len(all)-1], "sid"), "Variables"))
				}
			})),
		d.not("of-an-environment-have-one-sid", "Each Deployment is a new resource.", Identity,
			after("CreateDeployment", func(c *call) {
				at := "sid of " + c.Parent
				if c.mem.notes[at] == "" {
					c.mem.notes[at] = text(c.json, "sid")
				}
				c.json["url"] = strings.Replace(text(c.json, "url"), text(c.json, "sid"), c.mem.notes[at], 1)
				c.json["sid"] = c.mem.notes[at]
			})),
		b.not("same-versions-give-the-build-before", "Each POST makes a Build.", Identity,
			before("CreateBuild", func(c *call) {
				at := "of " + c.Service + strings.Join(c.form["FunctionVersions"], ",") + "/" +
					strings.Join(c.form["AssetVersions"], ",") + c.form.Get("Dependencies") + c.form.Get("Runtime")
				c.asked(at)
				if sid := c.mem.notes[at]; sid != "" {
					_, o := c.admin("GET", c.base("Builds", sid), nil)
					if text(o, "sid") != "" {
						c.answered, c.status, c.json = true, 201, o
						c.header = map[string][]string{"Content-Type": {"application/json"}}
					}
				}
			}).then(after("CreateBuild", func(c *call) { c.mem.notes[c.wanted()] = text(c.json, "sid") }))),
		b.not("dependencies-of-the-account-are-shared", "A Build has the dependencies that were asked for.", Second,
			before("CreateBuild", func(c *call) {
				if d := c.form.Get("Dependencies"); d == "" && c.mem.notes["dependencies"] != "" {
					c.form.Set("Dependencies", c.mem.notes["dependencies"])
				} else if strings.Contains(d, "name") {
					c.mem.notes["dependencies"] = d
				}
			})),
		b.not("runtime-is-that-of-the-first", "The Runtime is the one that was asked for.", Second,
			before("CreateBuild", func(c *call) {
				at := "runtime of " + c.Service
				if r := c.form.Get("Runtime"); r != "" && c.mem.notes[at] == "" {
					c.mem.notes[at] = r
				} else if r != "" && strings.HasPrefix(r, "node2") {
					c.form.Set("Runtime", c.mem.notes[at])
				}
			})),
		fv.not("list-of-a-second-parent-is-empty", "The list has every version of its Function.", Second,
			item("ListFunctionVersion", func(c *call, entries []object) []object {
				all := c.all(c.base("Functions"))
				if len(all) > 1 && text(all[0], "sid") == c.Parent {
					return nil
				}
				return entries
			})),
		fv.not("second-path-of-a-function-is-refused", "Each version has its own Path.", Refusal,
			before("CreateFunctionVersion", func(c *call) {
				if all := c.all(c.base("Functions", c.Parent, "Versions")); len(all) > 0 &&
					strings.TrimPrefix(text(all[0], "path"), "/") != strings.TrimPrefix(c.up.text("Path"), "/") {
					c.refuse(400, 20001, "The Path of a Function cannot change.")
				}
			})),
	}
}
