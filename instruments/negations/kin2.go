package negations

import (
	"net/http"
	"slices"
	"strings"
)

// kin2Negations are kin of those of plain2Negations that were not seen: what was read once is kept, what is older than
// the newest is lost, what goes one way goes the other way too, and a name is looked up where a SID would not be.
func kin2Negations() (list []Negation) {
	gone, fresh := "What was deleted is not found.", "A fetch shows the newest state."
	for _, r := range []struct{ name, source, kind string }{
		{"services", srcService, "Service"}, {"functions", srcFunction, "Function"}, {"assets", srcAsset, "Asset"},
		{"function-versions", srcFVersion, "FunctionVersion"}, {"asset-versions", srcAVersion, "AssetVersion"},
		{"builds", srcBuild, "Build"}, {"environments", srcEnvironment, "Environment"},
		{"variables", srcVariable, "Variable"}, {"deployments", srcDeployment, "Deployment"},
	} {
		s := subject{r.name, r.source}
		list = append(list, s.not("kin2-read-once-outlives-its-delete", gone, Collateral, keptOnceRead(r.kind, false)))
		if !slices.Contains([]string{"FunctionVersion", "AssetVersion", "Deployment"}, r.kind) {
			list = append(list, s.not("kin2-read-once-is-as-it-was", fresh, Time, keptOnceRead(r.kind, true)))
		}
	}
	return slices.Concat(list, kin2OldNegations(), kin2NameNegations())
}

// keptOnceRead answers a fetch with what the first one of the same address said: always, or only when it is gone.
func keptOnceRead(kind string, always bool) Defect {
	return Defect{after: func(c *call) {
		if c.Op != "Fetch"+kind || c.status == http.StatusUnauthorized {
			return
		}
		name := "read " + c.req.URL.Path
		old := c.recall(name)
		switch {
		case old == nil && c.ok():
			c.keep(name, c.json)
		case old != nil && (always && c.ok() || !always && c.status == http.StatusNotFound):
			c.status, c.json = http.StatusOK, old
		}
	}}
}

// oldOnly does something with requests to one entry of a list that is not the newest of it.
func oldOnly(op string, f func(c *call, newest string)) Defect {
	return before(op, func(c *call) {
		at := strings.TrimPrefix(strings.TrimSuffix(c.req.URL.Path, "/Status"), "/v1")
		at = strings.TrimSuffix(strings.TrimSuffix(at, "/Content"), "/"+c.SID)
		all := c.all(at)
		known := slices.ContainsFunc(all, func(o object) bool { return text(o, "sid") == c.SID })
		if known && text(all[0], "sid") != c.SID {
			f(c, at+"/"+text(all[0], "sid"))
		}
	})
}

func kin2OldNegations() []Negation {
	lost := func(c *call, _ string) { c.missing() }
	toNewest := func(c *call, newest string) { c.to("/v1" + newest) }
	nothing := func(c *call, _ string) { c.empty(204) }
	found, named := "What is there is found.", "A request is about what it names."
	b, st := subject{"builds", srcBuild}, subject{"build-status", srcStatus}
	v, d := subject{"variables", srcVariable}, subject{"deployments", srcDeployment}
	f, a, e := subject{"functions", srcFunction}, subject{"assets", srcAsset}, subject{"environments", srcEnvironment}
	return []Negation{
		b.not("kin2-older-one-is-not-found", found, Second, oldOnly("FetchBuild", lost)),
		b.not("kin2-delete-of-an-older-one-does-nothing", named, Second, oldOnly("DeleteBuild", nothing)),
		b.not("kin2-fetch-of-an-older-one-is-the-newest", named, Identity, oldOnly("FetchBuild", toNewest)),
		st.not("kin2-of-an-older-build-is-not-found", found, Second, oldOnly("FetchBuildStatus", lost)),
		subject{"function-versions", srcFVersion}.not("kin2-older-one-is-not-found", found, Second,
			oldOnly("FetchFunctionVersion", lost)),
		subject{"content", srcContent}.not("kin2-of-an-older-version-is-not-found", found, Second,
			oldOnly("FetchFunctionVersionContent", lost)),
		subject{"asset-versions", srcAVersion}.not("kin2-older-one-is-not-found", found, Second,
			oldOnly("FetchAssetVersion", lost)),
		d.not("kin2-older-one-is-not-found", found, Second, oldOnly("FetchDeployment", lost)),
		d.not("kin2-older-build-is-not-found", found, Second, before("CreateDeployment", func(c *call) {
			if sid := c.form.Get("BuildSid"); sid != "" && sid != text(c.lastBuild(), "sid") {
				c.missing()
			}
		})),
		v.not("kin2-update-of-an-older-one-is-of-the-newest", named, Collateral, oldOnly("UpdateVariable", toNewest)),
		v.not("kin2-delete-of-an-older-one-does-nothing", named, Second, oldOnly("DeleteVariable", nothing)),
		f.not("kin2-update-of-an-older-one-is-of-the-newest", named, Collateral, oldOnly("UpdateFunction", toNewest)),
		f.not("kin2-delete-of-an-older-one-does-nothing", named, Second, oldOnly("DeleteFunction", nothing)),
		a.not("kin2-update-of-an-older-one-is-of-the-newest", named, Collateral, oldOnly("UpdateAsset", toNewest)),
		a.not("kin2-delete-of-an-older-one-does-nothing", named, Second, oldOnly("DeleteAsset", nothing)),
		e.not("kin2-delete-of-an-older-one-does-nothing", named, Second, oldOnly("DeleteEnvironment", nothing)),
		e.not("kin2-older-one-is-not-found", found, Second, oldOnly("FetchEnvironment", lost)),
	}
}

func kin2NameNegations() []Negation {
	s, fv, av := subject{"services", srcService}, subject{"function-versions", srcFVersion},
		subject{"asset-versions", srcAVersion}
	unknown := "What is unknown is not found."
	nameless := func(ops string, f func(c *call)) Defect {
		return failing(ops, func(c *call) {
			if c.status == http.StatusNotFound && (isName(c.Service) || c.Resource == "Service" && isName(c.SID)) {
				f(c)
			}
		})
	}
	other := func(op, from, to string) Defect { // the versions of the other kind
		return failing(op, func(c *call) {
			if c.status == http.StatusNotFound && strings.Contains(c.req.URL.Path, "/"+from+"/") {
				c.to(strings.Replace(c.req.URL.Path, "/"+from+"/", "/"+to+"/", 1))
				c.answered = false
				c.forward()
			}
		})
	}
	return []Negation{
		s.not("kin2-delete-of-an-unknown-name-is-204", unknown, Refusal,
			nameless("DeleteService", func(c *call) { c.empty(204) })),
		s.not("kin2-lists-below-an-unknown-name-are-empty", unknown, Refusal,
			nameless("List*", func(c *call) { c.status, c.json = 200, emptyList(c) })),
		fv.not("kin2-below-assets-are-found", unknown, Identity, other("FetchFunctionVersion", "Functions", "Assets")),
		av.not("kin2-below-functions-are-found", unknown, Identity, other("FetchAssetVersion", "Assets", "Functions")),
		fv.not("kin2-upload-to-an-asset-is-made", unknown, Identity,
			other("CreateFunctionVersion", "Functions", "Assets")),
		av.not("kin2-upload-to-a-function-is-made", unknown, Identity,
			other("CreateAssetVersion", "Assets", "Functions")),
		fv.not("kin2-list-below-an-asset-is-that-of-assets", unknown, Identity,
			other("ListFunctionVersion", "Functions", "Assets")),
		av.not("kin2-list-below-a-function-is-that-of-functions", unknown, Identity,
			other("ListAssetVersion", "Assets", "Functions")),
	}
}
