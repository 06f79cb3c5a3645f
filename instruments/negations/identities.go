package negations

import (
	"fmt"
	"strings"
)

// shown are all resources, with the prefix of their SIDs.
var shown = []struct{ resource, subject, source, prefix string }{
	{"Service", "services", srcService, "ZS"}, {"Function", "functions", srcFunction, "ZH"},
	{"FunctionVersion", "function-versions", srcFVersion, "ZN"},
	{"Asset", "assets", srcAsset, "ZH"}, {"AssetVersion", "asset-versions", srcAVersion, "ZN"},
	{"Build", "builds", srcBuild, "ZB"},
	{"Environment", "environments", srcEnvironment, "ZE"}, {"Variable", "variables", srcVariable, "ZV"},
	{"Deployment", "deployments", srcDeployment, "ZD"},
}

func identityNegations() (list []Negation) {
	for _, r := range shown {
		s := subject{r.subject, r.source}
		first := "first " + r.resource
		list = append(list,
			s.not("fetch-gives-the-first", "A fetch gives what it names.", Second,
				after("Create"+r.resource, func(c *call) {
					if at := first + text(c.json, "service_sid"); c.mem.seen[at] == nil {
						c.mem.seen[at] = clone(c.json)
					}
				}).then(after("Fetch"+r.resource, func(c *call) {
					if o := c.mem.seen[first+text(c.json, "service_sid")]; o != nil {
						c.json = clone(o)
					}
				}))),
			s.not("url-has-another-sid", "The url leads to the resource.", Identity,
				words(r.resource, "url", func(v string) string {
					return v[:len(v)-1] + string("0123456789abcdef"[(strings.IndexByte("0123456789abcdef",
						v[len(v)-1])+1)%16])
				})),
			s.not("url-is-relative", "The url is absolute.", Form,
				words(r.resource, "url", func(v string) string { return v[strings.Index(v, "/v1/"):] })),
			s.not("sid-has-another-prefix", "A SID begins with "+r.prefix+".", Form,
				words(r.resource, "sid", func(v string) string { return "XX" + v[2:] })),
			s.not("account-is-another", "It names the account that created it.", Identity,
				always(r.resource, "account_sid", "AC"+strings.Repeat("9", 32))),
			s.not("unknown-one-is-an-empty-object", "An unknown SID is not found.", Refusal,
				failing("Fetch"+r.resource, func(c *call) {
					if c.status == 404 {
						c.status, c.json = 200, object{}
					}
				})),
			s.not("unknown-one-is-400", "An unknown SID is not found: 404.", Refusal,
				remaps("Fetch"+r.resource, 404, 400)),
		)
		if r.resource != "Service" {
			list = append(list,
				s.not("service-sid-is-that-of-the-first-service", "It names its Service.", Second,
					show(r.resource, func(c *call, o object) {
						if c.mem.notes["service"] == "" {
							c.mem.notes["service"] = text(o, "service_sid")
						}
						o["service_sid"] = c.mem.notes["service"]
					})),
				s.not("service-sid-is-the-name", "The service_sid is a SID, when the path has a name too.", Identity,
					show(r.resource, func(c *call, o object) {
						if !strings.HasPrefix(c.Service, "ZS") {
							o["service_sid"] = c.Service
						}
					})).assumed(),
			)
		}
	}
	for _, r := range shown {
		s := subject{r.subject, r.source}
		if r.resource == "Deployment" || r.resource == "FunctionVersion" || r.resource == "AssetVersion" {
			continue
		}
		list = append(list, s.not("unknown-one-is-deleted", "An unknown SID is not found, by a delete neither.",
			Refusal,
			failing("Delete"+r.resource, func(c *call) {
				if c.status == 404 && c.mem.seen[c.SID] == nil {
					c.empty(204)
				}
			})))
	}
	s := subject{"identities", srcSpec}
	return append(list,
		s.not("sids-repeat-after-a-delete", "A SID is unique.", Second, Defect{after: func(c *call) {
			if c.Op == "DeleteVariable" && c.status == 204 {
				c.mem.notes["free"] = c.SID
			}
			if c.Op == "CreateVariable" && c.ok() && c.mem.notes["free"] != "" {
				c.json["sid"] = c.mem.notes["free"]
			}
		}}),
		s.not("sids-are-upper-case", "A SID in an answer is the one that can be used.", Form,
			everywhere(func(_ *call, o object) {
				if v := text(o, "sid"); len(v) == 34 {
					o["sid"] = strings.ToUpper(v)
				}
			})),
		s.not("links-lead-to-the-first-service", "Links lead to what is below the resource.", Second,
			everywhere(func(c *call, o object) {
				if links, ok := o["links"].(object); ok {
					for name := range links {
						if c.mem.seen["links "+name] == nil {
							c.mem.seen["links "+name] = object{"url": links[name]}
						}
						links[name] = c.mem.seen["links "+name]["url"]
					}
				}
			})),
		s.not("links-are-relative", "Links are absolute.", Form, everywhere(func(_ *call, o object) {
			if links, ok := o["links"].(object); ok {
				for name, v := range links {
					links[name] = strings.TrimPrefix(fmt.Sprint(v),
						"https://serverless.twilio.com")[max(0,
						strings.Index(strings.TrimPrefix(fmt.Sprint(v), "https://serverless.twilio.com"), "/v1/")):]
				}
			}
		})),
		s.not("links-to-versions-have-another-name", "A Function links to its versions by the documented key.", Shape,
			everywhere(func(_ *call, o object) {
				if links, ok := o["links"].(object); ok && links["function_versions"] != nil {
					links["versions"] = links["function_versions"]
					delete(links, "function_versions")
				}
			})),
		s.not("links-are-a-list", "links is an object.", Form, everywhere(func(_ *call, o object) {
			if links, ok := o["links"].(object); ok {
				var all []any
				for _, v := range links {
					all = append(all, v)
				}
				o["links"] = all
			}
		})),
		s.not("links-lack-one", "A Service links to its Environments, Functions, Assets and Builds.", Form,
			show("Service", func(_ *call, o object) {
				if links, ok := o["links"].(object); ok {
					delete(links, "builds")
				}
			})),
		s.not("links-of-an-environment-lead-to-its-service", "Links lead to what is below the resource.", Identity,
			show("Environment", func(_ *call, o object) {
				if links, ok := o["links"].(object); ok {
					for name, v := range links {
						links[name] = strings.Replace(fmt.Sprint(v), "/Environments/"+text(o, "sid"), "", 1)
					}
				}
			})),
	)
}
