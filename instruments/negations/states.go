package negations

import (
	"net/url"
	"strings"
)

// isLive reports whether an Environment has a Build.
func (c *call) isLive(environment string) bool {
	_, o := c.admin("GET", c.base("Environments", environment), nil)
	return text(o, "build_sid") != ""
}

// isBuilding reports whether a Build of the Service is under way.
func (c *call) isBuilding() bool {
	for _, b := range c.all(c.base("Builds")) {
		if text(b, "status") == "building" {
			return true
		}
	}
	return false
}

// isBuilt reports whether a Build has a version of a Function or an Asset.
func (c *call) isBuilt(parent string) bool {
	for _, b := range c.all(c.base("Builds")) {
		for _, v := range append(objects(b["function_versions"]), objects(b["asset_versions"])...) {
			if text(v, "function_sid") == parent || text(v, "asset_sid") == parent {
				return true
			}
		}
	}
	return false
}

// stateNegations are servers that are wrong in another state than the first.
func stateNegations() []Negation {
	s, f, a := subject{"services", srcService}, subject{"functions", srcFunction}, subject{"assets", srcAsset}
	fv, av := subject{"function-versions", srcFVersion}, subject{"asset-versions", srcAVersion}
	b, e := subject{"builds", srcBuild}, subject{"environments", srcEnvironment}
	v, d := subject{"variables", srcVariable}, subject{"deployments", srcDeployment}
	busy := func(ops string, when func(c *call) bool) Defect {
		return before(ops, func(c *call) {
			if when(c) {
				c.refuse(409, 20409, "The resource is in use.")
			}
		})
	}
	live := func(c *call) bool { return c.isLive(c.Parent) }
	anyLive := func(c *call) bool {
		for _, o := range c.all("/Services/" + c.SID + "/Environments") {
			if text(o, "build_sid") != "" {
				return true
			}
		}
		return false
	}
	return []Negation{
		f.not("update-of-one-in-a-build-is-refused", "A Function can be renamed.", Update,
			busy("UpdateFunction", func(c *call) bool { return c.isBuilt(c.SID) })),
		a.not("update-of-one-in-a-build-is-not-kept", "An Asset can be renamed.", Update,
			before("UpdateAsset", func(c *call) {
				if c.isBuilt(c.SID) {
					_, o := c.admin("GET", c.base("Assets", c.SID), nil)
					c.form.Set("FriendlyName", text(o, "friendly_name"))
				}
			})),
		v.not("update-in-a-live-environment-is-refused", "A Variable can be changed at any time.", Update,
			busy("UpdateVariable", live)),
		v.not("create-in-a-live-environment-is-refused", "A Variable can be made at any time.", Refusal,
			busy("CreateVariable", live)),
		v.not("delete-in-a-live-environment-is-refused", "A Variable can be deleted at any time.", Refusal,
			busy("DeleteVariable", live)),
		v.not("update-waits-for-the-next-deployment", "Variables are in force at once.", Update,
			before("UpdateVariable", func(c *call) {
				if c.isLive(c.Parent) {
					c.form.Del("Value")
				}
			})),
		v.not("list-waits-for-the-next-deployment", "Variables are in force at once.", Second,
			after("CreateVariable", func(c *call) {
				if c.isLive(c.Parent) {
					c.mem.hidden[text(c.json, "sid")] = true
				}
			})),
		s.not("update-of-a-live-one-is-refused", "A Service can be changed.", Update, busy("UpdateService", anyLive)),
		s.not("update-while-building-is-refused", "A Service can be changed.", Update,
			busy("UpdateService", func(c *call) bool {
				c.Service = c.SID
				return c.isBuilding()
			})),
		fv.not("upload-while-building-is-refused", "A version can be made at any time.", Refusal,
			busy("CreateFunctionVersion", (*call).isBuilding)),
		av.not("upload-to-one-in-a-build-is-refused", "Each upload is a version.", Refusal,
			busy("CreateAssetVersion", func(c *call) bool { return c.isBuilt(c.Parent) })),
		b.not("second-while-one-is-under-way-is-refused", "A Build can be made at any time.", Refusal,
			busy("CreateBuild", (*call).isBuilding)),
		b.not("created-in-a-live-service-is-refused", "A Build can be made at any time.", Refusal,
			busy("CreateBuild", func(c *call) bool {
				for _, o := range c.all(c.base("Environments")) {
					if text(o, "build_sid") != "" {
						return true
					}
				}
				return false
			})),
		b.not("follow-a-later-upload", "A Build has the versions that were named.", Second,
			after("CreateFunctionVersion", func(c *call) {
				for _, o := range c.all(c.base("Builds")) {
					for _, x := range objects(o["function_versions"]) {
						if text(x, "function_sid") == c.Parent {
							c.mem.notes["moved "+text(x, "sid")] = text(c.json, "sid")
						}
					}
				}
			}).then(show("Build", func(c *call, o object) {
				for _, x := range objects(o["function_versions"]) {
					if to := c.mem.notes["moved "+text(x, "sid")]; to != "" {
						x["sid"] = to
					}
				}
			}))),
		b.not("versions-of-a-live-one-are-not-shown", "A Build has its versions.", Second,
			show("Build", func(c *call, o object) {
				for _, env := range c.mem.seen {
					if text(env, "build_sid") == text(o, "sid") && strings.HasPrefix(text(env, "sid"), "ZE") {
						o["function_versions"], o["asset_versions"] = []any{}, []any{}
					}
				}
			})),
		b.not("status-says-building-after-a-deployment", "A completed Build stays completed.", Second,
			after("CreateDeployment", func(c *call) { c.mem.notes["live "+c.form.Get("BuildSid")] = "x" }).then(
				show("BuildStatus", func(c *call, o object) {
					if c.mem.notes["live "+text(o, "sid")] != "" {
						o["status"] = "building"
					}
				}))),
		e.not("delete-after-a-clear-is-refused", "An Environment can be deleted.", Refusal,
			busy("DeleteEnvironment", func(c *call) bool {
				all := c.all(c.base("Environments", c.SID, "Deployments"))
				return len(all) > 1 && !c.isLive(c.SID)
			})),
		e.not("suffix-is-lost-at-a-deployment", "A Deployment changes what is live and nothing else.", Update,
			after("CreateDeployment", func(c *call) { c.mem.stay(c.Parent, "domain_suffix", nil) })),
		d.not("over-another-build-is-refused", "A new Deployment replaces the one before.", Refusal,
			busy("CreateDeployment", func(c *call) bool { return live(c) && c.form.Get("BuildSid") != "" })),
		d.not("after-a-clear-is-refused", "A cleared Environment can be deployed to.", Refusal,
			busy("CreateDeployment", func(c *call) bool {
				return !live(c) && c.form.Get("BuildSid") != "" &&
					len(c.all(c.base("Environments", c.Parent, "Deployments"))) > 0
			})),
		d.not("of-assets-alone-is-refused", "A Build of Assets alone can be deployed.", Refusal,
			busy("CreateDeployment", func(c *call) bool {
				_, o := c.admin("GET", c.base("Builds", c.form.Get("BuildSid")), url.Values{})
				return text(o, "sid") != "" && len(objects(o["function_versions"])) == 0
			})),
		d.not("with-variables-is-refused", "An Environment with Variables can be deployed to.", Refusal,
			busy("CreateDeployment", func(c *call) bool {
				return len(c.all(c.base("Environments", c.Parent, "Variables"))) > 0
			})),
		s.not("delete-by-name-of-a-live-one-is-refused", "A Service is deleted with all that is in it.", Refusal,
			busy("DeleteService", func(c *call) bool { return !strings.HasPrefix(c.SID, "ZS") && anyLive(c) })),
	}
}
