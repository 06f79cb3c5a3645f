package negations

import (
	"fmt"
	"strings"
)

// countNegations are servers that are right for a few and wrong for more.
func countNegations() []Negation {
	forgets := func(kind string, keep int) Defect { // the oldest are gone when one too many is made
		return after("Create"+kind, func(c *call) {
			c.mem.counts[c.req.URL.Path]++
			at := fmt.Sprint("made ", c.req.URL.Path, " ", c.mem.counts[c.req.URL.Path])
			c.mem.notes[at] = text(c.json, "sid")
			if n := c.mem.counts[c.req.URL.Path] - keep; n > 0 {
				c.mem.hidden[c.mem.notes[fmt.Sprint("made ", c.req.URL.Path, " ", n)]] = true
			}
		})
	}
	full := func(kind string, most int) Defect { // counts what was deleted too
		return before("Create"+kind, func(c *call) {
			if c.mem.counts[c.req.URL.Path]++; c.mem.counts[c.req.URL.Path] > most {
				c.refuse(400, 20001, kind+"s are limited.")
			}
		})
	}
	s := subject{"services", srcService}
	f, a := subject{"functions", srcFunction}, subject{"assets", srcAsset}
	fv, av := subject{"function-versions", srcFVersion}, subject{"asset-versions", srcAVersion}
	b, e := subject{"builds", srcBuild}, subject{"environments", srcEnvironment}
	v, d := subject{"variables", srcVariable}, subject{"deployments", srcDeployment}
	return []Negation{
		s.not("third-update-is-ignored", "An update changes what was sent.", Update,
			before("UpdateService", func(c *call) {
				if c.mem.counts[c.SID]++; c.mem.counts[c.SID] > 2 && len(c.form) > 0 {
					c.form.Del("FriendlyName")
				}
			})),
		f.not("over-20-are-refused", "A Service has as many Functions as it is given.", Refusal, full("Function", 20)),
		a.not("over-20-are-refused", "A Service has as many Assets as it is given.", Refusal, full("Asset", 20)),
		f.not("oldest-of-over-ten-is-gone", "A Function stays until it is deleted.", Second, forgets("Function", 10)),
		fv.not("oldest-of-over-three-is-gone", "A version stays.", Second, forgets("FunctionVersion", 3)),
		av.not("oldest-of-over-five-is-gone", "A version stays.", Second, forgets("AssetVersion", 5)),
		fv.not("over-ten-are-refused", "A Function has as many versions as were uploaded.", Refusal,
			before("CreateFunctionVersion", func(c *call) {
				if c.mem.counts[c.Parent]++; c.mem.counts[c.Parent] > 10 {
					c.refuse(400, 20001, "Versions are limited.")
				}
			})),
		b.not("oldest-of-over-four-is-gone", "A Build stays until it is deleted.", Second, forgets("Build", 4)),
		e.not("deleted-ones-count-for-the-limit", "A Service has up to 25 Environments at once.", Refusal,
			full("Environment", 8)),
		e.not("sixth-is-refused", "A Service has up to 25 Environments.", Refusal,
			before("CreateEnvironment", func(c *call) {
				if len(c.all(c.base("Environments"))) >= 5 {
					c.refuse(400, 20001, "Environments are limited to less than or equal to 5")
				}
			})),
		v.not("oldest-of-over-fifteen-is-gone", "A Variable stays until it is deleted.", Second,
			forgets("Variable", 15)),
		v.not("over-two-kilobytes-in-all-are-refused", "The Variables of an Environment hold up to 3 KB.", Refusal,
			before("CreateVariable UpdateVariable", func(c *call) {
				sum := len(c.form.Get("Value"))
				for _, o := range c.all(c.base("Environments", c.Parent, "Variables")) {
					sum += len(text(o, "value"))
				}
				if sum > 2000 {
					c.refuse(400, 20001, "Variables are limited to 2 KB")
				}
			})),
		d.not("oldest-of-over-five-is-gone", "Earlier Deployments stay listed.", Second, forgets("Deployment", 5)),
		b.not("dependencies-after-the-fifth-are-lost", "A Build has the dependencies that were asked for.", Second,
			show("Build", func(_ *call, o object) {
				var left, own []any
				for _, x := range objects(o["dependencies"]) {
					if n := text(x, "name"); n != "twilio" && !strings.HasPrefix(n, "@twilio/") {
						own = append(own, x)
						continue
					}
					left = append(left, x)
				}
				if len(own) > 5 {
					o["dependencies"] = append(left, own[:5]...)
				}
			})),
		b.not("of-more-than-10-functions-is-refused", "A Build has up to 50 Functions.", Refusal,
			before("CreateBuild", func(c *call) {
				if len(c.form["FunctionVersions"]) > 10 {
					c.refuse(400, 20001, "Function Versions are limited to 10")
				}
			})),
		b.not("of-more-than-50-assets-is-refused", "A Build has up to 1000 public Assets.", Refusal,
			before("CreateBuild", func(c *call) {
				if len(c.form["AssetVersions"]) > 50 {
					c.refuse(400, 20001, "Asset Versions are limited to 50")
				}
			})),
	}
}
