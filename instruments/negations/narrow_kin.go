package negations

import (
	"slices"
	"strings"
)

// narrowKinNegations are kin of those of the narrow list that were not seen at first: below a name, on a later page,
// made again, sent with other fields, tried twice, at the end of a long list, and when it is built.
func narrowKinNegations() []Negation {
	return slices.Concat(narrowKinNameNegations(), narrowKinPageNegations(), narrowKinAgainNegations(),
		narrowKinFieldNegations(), narrowKinTwiceNegations(), narrowKinRequestNegations())
}

func narrowKinNameNegations() []Negation {
	f, a, e := subject{"functions", srcFunction}, subject{"assets", srcAsset}, subject{"environments", srcEnvironment}
	v, b := subject{"variables", srcVariable}, subject{"builds", srcBuild}
	fv, d := subject{"function-versions", srcFVersion}, subject{"deployments", srcDeployment}
	named := "A Service is found by its UniqueName, also below."
	below := func(c *call) bool { return isName(c.Service) }
	unnamed := func(kind string) Defect {
		return before("Create"+kind, func(c *call) {
			if below(c) && !c.form.Has("FriendlyName") {
				c.form.Set("FriendlyName", "unnamed")
			}
		})
	}
	return []Negation{
		f.not("narrowkin-below-a-name-needs-no-friendly-name", named, Refusal, unnamed("Function")),
		a.not("narrowkin-delete-of-an-unknown-one-below-a-name-is-204", named, Refusal, failing("DeleteAsset",
			func(c *call) {
				if c.status == 404 && below(c) {
					c.empty(204)
				}
			})),
		e.not("narrowkin-list-below-a-name-ignores-the-size", named, Paging, before("List*", func(c *call) {
			if below(c) {
				c.query.Del("PageSize")
			}
		})),
		v.not("narrowkin-update-below-a-name-moves-no-date", "date_updated is when it was last updated.", Time,
			stands("Variable", below)),
		v.not("narrowkin-rename-below-a-name-is-lost", named, Update, before("UpdateVariable", func(c *call) {
			if below(c) {
				c.form.Del("Key")
			}
		})),
		b.not("narrowkin-below-a-name-has-the-first-version-only", "A Build has the versions it was given.", Identity,
			before("CreateBuild", func(c *call) {
				if all := c.form["FunctionVersions"]; below(c) && len(all) > 1 {
					c.form["FunctionVersions"] = all[:1]
				}
			})),
		fv.not("narrowkin-below-a-name-are-public", "Visibility is what was sent.", Access, before(uploads,
			func(c *call) {
				if below(c) {
					c.up.set("Visibility", "public")
				}
			})),
		d.not("narrowkin-live-build-below-a-name-is-201", "The live Build is refused with 409.", Refusal,
			failing("CreateDeployment", func(c *call) {
				if c.status == 409 && below(c) && c.form.Get("BuildSid") != "" {
					c.fakeDeployment(c.form.Get("BuildSid"))
				}
			})),
	}
}

func narrowKinPageNegations() []Negation {
	v, e, d := subject{"variables", srcVariable}, subject{"environments", srcEnvironment},
		subject{"deployments", srcDeployment}
	a, fv, b := subject{"assets", srcAsset}, subject{"function-versions", srcFVersion}, subject{"builds", srcBuild}
	same, found := "A list shows what a fetch shows.", "What is there is found."
	last := func(op string) Defect {
		return before(op, func(c *call) {
			at := strings.TrimSuffix(c.here(), "/"+c.SID)
			all := c.all(at)
			if len(all) > 20 && text(oldest(all), "sid") == c.SID {
				c.missing()
			}
		})
	}
	return []Negation{
		v.not("narrowkin-later-pages-have-keys-in-capitals", same, Paging, onLaterPages("ListVariable",
			func(_ *call, o object) { o["key"] = strings.ToUpper(text(o, "key")) })),
		v.not("narrowkin-later-pages-were-never-updated", same, Paging, onLaterPages("ListVariable",
			func(_ *call, o object) { o["date_updated"] = o["date_created"] })),
		e.not("narrowkin-later-pages-have-the-domain-of-the-first-entry", same, Paging, item("ListEnvironment",
			func(c *call, entries []object) []object {
				if page, _, _ := pageOf(c); page > 0 {
					for _, o := range entries {
						o["domain_name"] = entries[0]["domain_name"]
					}
				}
				return entries
			})),
		d.not("narrowkin-later-pages-have-no-build", same, Paging, onLaterPages("ListDeployment",
			func(_ *call, o object) { o["build_sid"] = nil })),
		fv.not("narrowkin-later-pages-are-public", same, Paging, onLaterPages("ListFunctionVersion ListAssetVersion",
			func(_ *call, o object) { o["visibility"] = "public" })),
		b.not("narrowkin-later-pages-have-no-versions", same, Paging, onLaterPages("ListBuild",
			func(_ *call, o object) { o["asset_versions"] = []any{} })),
		a.not("narrowkin-oldest-of-many-is-not-fetched", found, Second, last("FetchAsset")),
		v.not("narrowkin-oldest-of-many-is-not-updated", found, Second, last("UpdateVariable DeleteVariable")),
		d.not("narrowkin-oldest-of-many-is-not-fetched", found, Second, last("FetchDeployment")),
	}
}

func narrowKinAgainNegations() []Negation {
	s, e := subject{"services", srcService}, subject{"environments", srcEnvironment}
	v, av := subject{"variables", srcVariable}, subject{"asset-versions", srcAVersion}
	fresh := "What is made again is new."
	return []Negation{
		s.not("narrowkin-made-again-has-its-friendly-name", fresh, Second,
			reborn("Service", "UniqueName", "unique_name", func(c *call, old object) {
				c.form.Set("FriendlyName", text(old, "friendly_name"))
			})),
		s.not("narrowkin-made-again-has-the-date-that-it-had", fresh, Time, both(
			reborn("Service", "UniqueName", "unique_name", func(c *call, old object) {
				c.asked(text(old, "date_created"))
			}),
			after("CreateService", func(c *call) {
				if c.wanted() != "" {
					c.mem.stay(text(c.json, "sid"), "date_created", c.wanted())
				}
			}))),
		e.not("narrowkin-made-again-with-another-suffix-has-the-old-one", fresh, Second,
			reborn("Environment", "UniqueName", "unique_name", func(c *call, old object) {
				if s := text(old, "domain_suffix"); s != "" {
					c.form.Set("DomainSuffix", s)
				}
			})),
		v.not("narrowkin-made-again-is-in-the-list-twice", fresh, Second, both(
			reborn("Variable", "Key", "key", func(c *call, old object) {
				c.mem.notes["twice "+c.Parent] = text(old, "sid")
			}),
			item("ListVariable", func(c *call, entries []object) []object {
				if o := c.mem.gone[c.mem.notes["twice "+c.Parent]]; o != nil {
					return append(entries, clone(o))
				}
				return entries
			}))),
		av.not("narrowkin-path-of-a-deleted-one-is-numbered", "A Path is kept as sent.", Second, both(
			before("DeleteAsset DeleteFunction", func(c *call) {
				for _, v := range c.all(c.here() + "/Versions") {
					c.mem.notes["used "+text(v, "path")] = "x"
				}
			}),
			before(uploads, func(c *call) {
				if p := c.up.text("Path"); c.mem.notes["used "+p] != "" {
					c.up.set("Path", p+"-2")
				}
			}))),
	}
}

func narrowKinFieldNegations() []Negation {
	b, d, up := subject{"builds", srcBuild}, subject{"deployments", srcDeployment}, subject{"uploads", srcFVersion}
	s, e := subject{"services", srcService}, subject{"environments", srcEnvironment}
	asked, co := "A Build has what was asked for.", subject{"content", srcContent}
	return []Negation{
		b.not("narrowkin-of-assets-alone-has-the-default-runtime", asked, Default, before("CreateBuild",
			func(c *call) {
				if len(c.form["FunctionVersions"]) == 0 && len(c.form["AssetVersions"]) > 0 {
					c.form.Del("Runtime")
				}
			})),
		b.not("narrowkin-runtime-beside-dependencies-is-lost", asked, Default, before("CreateBuild", func(c *call) {
			if c.form.Has("Dependencies") && slices.Contains(knownRuntimes(), c.form.Get("Runtime")) {
				c.form.Del("Runtime")
			}
		})),
		b.not("narrowkin-dependencies-beside-both-kinds-are-lost", asked, Update, before("CreateBuild", func(c *call) {
			if len(c.form["FunctionVersions"]) > 0 && len(c.form["AssetVersions"]) > 0 {
				c.form.Del("Dependencies")
			}
		})),
		d.not("narrowkin-live-build-as-a-plugin-is-201", "The live Build is refused with 409.", Refusal,
			failing("CreateDeployment", func(c *call) {
				if c.status == 409 && c.form.Get("IsPlugin") != "" && c.form.Get("BuildSid") != "" {
					c.fakeDeployment(c.form.Get("BuildSid"))
				}
			})),
		up.not("narrowkin-protected-without-a-file-name-is-public", "Visibility is what was sent.", Access,
			before(uploads, func(c *call) {
				if p := c.up.part("Content"); p != nil && p.file == "" && c.up.text("Visibility") != "public" {
					c.up.set("Visibility", "public")
				}
			})),
		s.not("narrowkin-over-255-beside-a-flag-is-cut", "A FriendlyName has up to 255 characters.", Refusal,
			before("UpdateService", func(c *call) {
				if len(c.form) > 1 {
					c.form.Set("FriendlyName", firstRunes(c.form.Get("FriendlyName"), 255))
				}
			})),
		e.not("narrowkin-name-over-100-beside-a-suffix-is-cut", "A UniqueName has up to 100 characters.", Refusal,
			before("CreateEnvironment", func(c *call) {
				if c.form.Has("DomainSuffix") {
					c.form.Set("UniqueName", firstRunes(c.form.Get("UniqueName"), 100))
				}
			})),
		co.not("narrowkin-when-built-loses-space-at-its-end", "Content is what was uploaded.", Collateral,
			after("FetchFunctionVersionContent", func(c *call) {
				if t, ok := c.json["content"].(string); ok && c.isBuilt(c.Parent) {
					c.json["content"] = strings.TrimRight(t, " ")
				}
			})),
	}
}

func narrowKinTwiceNegations() []Negation {
	s, b, v := subject{"services", srcService}, subject{"builds", srcBuild}, subject{"variables", srcVariable}
	refused := "What is refused is refused again."
	second := func(c *call, name string) bool {
		c.mem.counts["tries "+name]++
		return c.mem.counts["tries "+name] > 1
	}
	return []Negation{
		b.not("narrowkin-second-delete-of-the-live-one-is-204", refused, Refusal, failing("DeleteBuild",
			func(c *call) {
				if c.status != 404 && c.status != 401 && second(c, c.SID) {
					c.empty(204)
					c.mem.hidden[c.SID] = true
				}
			})),
		s.not("narrowkin-second-try-of-a-taken-name-is-200", refused, Refusal, failing("CreateService", func(c *call) {
			name := c.form.Get("UniqueName")
			for _, o := range c.all("/Services") {
				if name != "" && text(o, "unique_name") == name && c.status != 401 && second(c, name) {
					c.status, c.json = 201, o
					return
				}
			}
		})),
		v.not("narrowkin-second-try-over-the-limit-is-cut", refused, Refusal, before("UpdateVariable", func(c *call) {
			if len(c.form.Get("Value")) > 450 && second(c, c.SID) {
				c.form.Set("Value", "cut")
			}
		})),
	}
}

func narrowKinRequestNegations() []Negation {
	h := subject{"requests", srcHTTP}
	paths, auth := "A path may be percent-encoded.", "The scheme of credentials has no case."
	return []Negation{
		h.not("narrowkin-encoded-name-below-is-404", paths, HTTP, before("*", func(c *call) {
			if strings.Contains(c.req.URL.EscapedPath(), "%") && isName(c.Service) {
				c.missing()
			}
		})),
		h.not("narrowkin-condition-of-a-delete-is-412", "If-Match of any is met by what is there.", HTTP,
			denies("Delete*", 412, asks("If-Match", func(v string) bool { return v != "" }))),
		h.not("narrowkin-scheme-in-small-letters-is-401-for-writes", auth, Access, before("Create* Update* Delete*",
			func(c *call) {
				if strings.HasPrefix(c.req.Header.Get("Authorization"), "basic ") && !fits(uploads, c.Op) {
					c.refuse(401, 20003, "Authenticate")
				}
			})),
	}
}
