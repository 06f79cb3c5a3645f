package negations

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

// workerNegations are servers whose packager, queue or transaction is not what the API promises.
func workerNegations() []Negation {
	b, e, d := subject{"builds", srcBuild}, subject{"environments", srcEnvironment},
		subject{"deployments", srcDeployment}
	v, f, fv := subject{"variables", srcVariable}, subject{"functions", srcFunction},
		subject{"function-versions", srcFVersion}
	co, s := subject{"collateral", srcAPI}, subject{"services", srcService}
	nothing := "A refused request changes nothing."
	names := func(change func(name string) string) Defect {
		return before("CreateBuild", func(c *call) {
			changeDependencies(c, func(all []object) []object {
				for _, o := range all {
					o["name"] = change(text(o, "name"))
				}
				return all
			})
		})
	}
	return []Negation{
		b.not("wait-for-a-look-at-their-status", "A Build completes by itself.", Time, Defect{after: func(c *call) {
			switch {
			case c.Op == "FetchBuildStatus" && text(c.json, "status") == "completed":
				c.mem.notes["looked "+c.SID] = "yes"
			case (c.Op == "FetchBuild" || c.Op == "ListBuild") && c.ok():
				walk(c.json, func(o object) {
					if text(o, "status") == "completed" && c.mem.notes["looked "+text(o, "sid")] == "" {
						o["status"] = "building"
					}
				})
			}
		}}),
		b.not("runtime-sticks-to-the-service", "A Build has the runtime that was asked for.", Second,
			before("CreateBuild", func(c *call) {
				name := "runtime " + c.Service
				current := slices.Contains(serverless.CurrentRuntimes(), c.form.Get("Runtime"))
				if first := c.mem.notes[name]; first != "" && current {
					c.form.Set("Runtime", first)
				} else if current {
					c.mem.notes[name] = c.form.Get("Runtime")
				}
			})),
		b.not("runtime-of-later-ones-changes-earlier-ones", "A Build keeps its runtime.", Second,
			Defect{after: func(c *call) {
				if c.Op == "CreateBuild" && c.ok() {
					for _, o := range c.all(c.base("Builds")) {
						c.mem.stay(text(o, "sid"), "runtime", text(c.json, "runtime"))
					}
				}
			}}),
		b.not("scopes-of-dependencies-are-lost", "A dependency keeps its name.", Shape, names(func(name string) string {
			if _, after, ok := strings.Cut(name, "/"); ok && !strings.HasPrefix(name, "@twilio/") {
				return after
			}
			return name
		})),
		b.not("dots-of-dependencies-are-underscores", "A dependency keeps its name.", Shape,
			names(func(name string) string {
				return strings.ReplaceAll(name, ".", "_")
			})),
		b.not("dependencies-are-those-of-the-first-of-the-service", "A Build has the dependencies that were sent.",
			Second,
			before("CreateBuild", func(c *call) {
				name := "dependencies " + c.Service
				if first := c.mem.notes[name]; first != "" && c.form.Has("Dependencies") {
					c.form.Set("Dependencies", first)
				} else if json.Valid([]byte(c.form.Get("Dependencies"))) {
					c.mem.notes[name] = c.form.Get("Dependencies")
				}
			})),
		b.not("after-a-refused-one-is-empty-of-assets", nothing, Collateral, Defect{
			before: func(c *call) {
				if c.Op == "CreateBuild" && c.mem.notes["refused "+c.Service] != "" &&
					len(c.form["FunctionVersions"]) > 0 {
					c.form.Del("AssetVersions")
					delete(c.mem.notes, "refused "+c.Service)
				}
			},
			after: func(c *call) {
				if c.Op == "CreateBuild" && c.status == 400 {
					c.mem.notes["refused "+c.Service] = "yes"
				}
			}}),
		b.not("refused-delete-of-a-live-one-hides-it", nothing, Collateral, item("ListBuild",
			func(c *call, all []object) (left []object) {
				for _, o := range all {
					if c.mem.notes["tried "+text(o, "sid")] == "" {
						left = append(left, o)
					}
				}
				return left
			}).then(failing("DeleteBuild", func(c *call) {
			if c.status != 401 && c.mem.seen[c.SID] != nil && c.mem.gone[c.SID] == nil {
				c.mem.notes["tried "+c.SID] = "yes"
			}
		}))),
		d.not("refused-one-clears", nothing, Collateral, anyway("CreateDeployment", func(c *call) bool {
			c.admin("POST", c.base("Environments", c.Parent, "Deployments"), url.Values{})
			return true
		})),
		d.not("refused-one-is-listed", nothing, Collateral, Defect{after: func(c *call) {
			switch {
			case c.Op == "CreateDeployment" && c.status == 409:
				c.mem.counts["refused "+c.Parent]++
			case c.Op == "ListDeployment" && c.ok() && c.mem.counts["refused "+c.Parent] > 0:
				_, all := c.items()
				if len(all) > 0 {
					extra := clone(all[0])
					extra["sid"] = "ZD" + strings.Repeat("d", 32)
					extra["url"] = strings.Replace(text(extra, "url"), text(all[0], "sid"), text(extra, "sid"), 1)
					c.setItems(append([]object{extra}, all...))
				}
			}
		}}),
		d.not("older-build-is-not-deployed-again", "A Build may be deployed again when another one was live.", Second,
			before("CreateDeployment", func(c *call) {
				sid := c.form.Get("BuildSid")
				for _, o := range c.all(c.base("Environments", c.Parent, "Deployments")) {
					if text(o, "build_sid") == sid && sid != "" {
						c.refuse(409, 20409, "Environment already has requested deployment.")
						return
					}
				}
			})),
		d.not("clear-takes-the-build-from-all-environments", "A Deployment is of one Environment.", Collateral,
			Defect{before: func(c *call) {
				if c.Op == "CreateDeployment" && c.form.Get("BuildSid") == "" {
					_, env := c.admin("GET", c.base("Environments", c.Parent), nil)
					for _, o := range c.all(c.base("Environments")) {
						if o["build_sid"] != nil && o["build_sid"] == env["build_sid"] && text(o, "sid") != c.Parent {
							c.admin("POST", c.base("Environments", text(o, "sid"), "Deployments"), url.Values{})
						}
					}
				}
			}}),
		d.not("variables-of-the-environment-go-with-a-clear", "A clear takes Deployments only.", Collateral,
			Defect{after: func(c *call) {
				if c.Op == "CreateDeployment" && c.ok() && c.form.Get("BuildSid") == "" {
					for _, o := range c.variables() {
						c.admin("DELETE", c.variable(text(o, "sid")), nil)
					}
				}
			}}),
		e.not("refused-for-its-suffix-is-made-without", nothing, Collateral,
			anyway("CreateEnvironment", func(c *call) bool {
				if len(c.form.Get("DomainSuffix")) > 16 {
					c.admin("POST", c.base("Environments"), url.Values{"UniqueName": c.form["UniqueName"]})
				}
				return true
			})),
		v.not("refused-for-its-value-is-renamed", nothing, Collateral, anyway("UpdateVariable", func(c *call) bool {
			if c.form.Has("Key") && c.form.Has("Value") {
				c.admin("POST", c.variable(c.SID), url.Values{"Key": c.form["Key"]})
			}
			return true
		})),
		f.not("refused-update-moves-its-date", nothing, Collateral, failing("UpdateFunction", func(c *call) {
			if c.status == 400 && c.mem.seen[c.SID] != nil {
				c.mem.stay(c.SID, "date_updated", date(time.Now().Add(time.Second)))
			}
		})),
		s.not("refused-name-is-taken", nothing, Collateral, before("CreateService", func(c *call) {
			if c.mem.notes["refused name "+c.form.Get("UniqueName")] != "" {
				c.refuse(409, 20409, "It already exists.")
			}
		}).then(failing("CreateService", func(c *call) {
			if c.status == 400 && c.form.Get("UniqueName") != "" {
				c.mem.notes["refused name "+c.form.Get("UniqueName")] = "yes"
			}
		}))),
		v.not("refused-key-is-taken", nothing, Collateral, before("CreateVariable", func(c *call) {
			if c.mem.notes["refused key "+c.Parent+c.form.Get("Key")] != "" {
				c.refuse(409, 20409, "It already exists.")
			}
		}).then(failing("CreateVariable", func(c *call) {
			if c.status == 400 && c.form.Get("Key") != "" {
				c.mem.notes["refused key "+c.Parent+c.form.Get("Key")] = "yes"
			}
		}))),
		fv.not("refused-for-its-visibility-is-private", nothing, Collateral, Defect{after: func(c *call) {
			if c.Op == "CreateFunctionVersion" && c.status == 400 && c.up.part("Visibility") != nil &&
				!strings.Contains("public protected private", lower(c.up.text("Visibility"))) {
				status, header, body, answer := c.status, c.header, c.body, c.json
				c.up.set("Visibility", "private")
				c.forward()
				c.status, c.header, c.body, c.json = status, header, body, answer
			}
		}}),
		fv.not("of-a-second-function-of-one-name-go-to-the-first",
			"A version is of the Function that the path names.", Second,
			before("CreateFunctionVersion", func(c *call) {
				_, own := c.admin("GET", c.base("Functions", c.Parent), nil)
				for _, o := range c.all(c.base("Functions")) {
					if text(o, "friendly_name") == text(own, "friendly_name") && text(o, "sid") != c.Parent &&
						text(own, "sid") != "" {
						c.to(strings.Replace(c.req.URL.Path, c.Parent, text(o, "sid"), 1))
					}
				}
			})),
		co.not("update-of-a-service-moves-the-date-of-others", "An update changes one resource.", Collateral,
			Defect{after: func(c *call) {
				if c.Op == "UpdateService" && c.ok() {
					for _, o := range c.all("/Services") {
						if text(o, "sid") != text(c.json, "sid") {
							c.mem.stay(text(o, "sid"), "date_updated", text(c.json, "date_updated"))
						}
					}
				}
			}}),
		co.not("new-version-renames-its-function", "An upload makes a version and nothing else.", Collateral,
			after("CreateFunctionVersion", func(c *call) {
				c.admin("POST", c.base("Functions", c.Parent), url.Values{"FriendlyName": {text(c.json, "path")}})
			})),
		co.not("delete-of-a-build-takes-failed-and-older-ones", "A delete takes what it names.", Collateral,
			Defect{before: func(c *call) {
				if c.Op == "DeleteBuild" {
					older := false
					for _, o := range c.all(c.base("Builds")) {
						if older {
							c.admin("DELETE", c.base("Builds", text(o, "sid")), nil)
						}
						older = older || text(o, "sid") == c.SID
					}
				}
			}}),
		co.not("delete-of-a-variable-takes-those-of-longer-keys", "A delete takes what it names.", Collateral,
			Defect{before: func(c *call) {
				if c.Op == "DeleteVariable" {
					_, own := c.admin("GET", c.variable(c.SID), nil)
					for _, o := range c.variables() {
						if key := text(own, "key"); key != "" && text(o, "key") != key &&
							strings.HasPrefix(text(o, "key"), key) {
							c.admin("DELETE", c.variable(text(o, "sid")), nil)
						}
					}
				}
			}}),
		co.not("second-environment-takes-the-variables-of-the-first", "Variables are of one Environment.", Collateral,
			after("CreateEnvironment", func(c *call) {
				all := c.all(c.base("Environments"))
				if len(all) < 2 {
					return
				}
				for _, o := range c.all(c.base("Environments", text(all[len(all)-1], "sid"), "Variables")) {
					c.admin("POST", c.base("Environments", text(c.json, "sid"), "Variables"),
						url.Values{"Key": {text(o, "key")}, "Value": {text(o, "value")}})
				}
			})),
	}
}
