package negations

import (
	"strings"
	"time"
)

// singleSubject is the name and the page of a resource, for defects of it alone.
func singleSubject(resource string) subject {
	return map[string]subject{
		"Service": {"services", srcService}, "Function": {"functions", srcFunction}, "Asset": {"assets", srcAsset},
		"FunctionVersion": {"function-versions", srcFVersion}, "AssetVersion": {"asset-versions", srcAVersion},
		"Build": {"builds", srcBuild}, "BuildStatus": {"build-status", srcStatus},
		"Environment": {"environments", srcEnvironment}, "Variable": {"variables", srcVariable},
		"Deployment": {"deployments", srcDeployment}, "Log": {"logs", srcLog},
		"FunctionVersionContent": {"content", srcContent},
	}[resource]
}

// singleAnswerNegations are servers that are right but for the answers of one operation.
func singleAnswerNegations() (list []Negation) {
	status := func(op string, code int) Defect {
		return after(op, func(c *call) {
			c.status = code
			if code != 204 && c.json == nil {
				c.json = object{}
				c.header.Set("Content-Type", "application/json")
			}
		})
	}
	listed := func(resource string, f func(o object)) Defect {
		return item("List"+resource, func(_ *call, entries []object) []object {
			for _, o := range entries {
				f(o)
			}
			return entries
		})
	}
	lack := func(op, name string) Defect { return after(op, func(c *call) { delete(c.json, name) }) }
	pages := func(resource string, f func(m object)) Defect {
		return meta("List"+resource, func(_ *call, m object) { f(m) })
	}
	for _, d := range []struct {
		resource, id, promise string
		kind                  Kind
		defect                Defect
	}{
		{"Environment", "create-is-200", "What was made is answered with 201.", Form, status("CreateEnvironment", 200)},
		{"Function", "create-is-200", "What was made is answered with 201.", Form, status("CreateFunction", 200)},
		{"Build", "create-is-202", "What was made is answered with 201.", Form, status("CreateBuild", 202)},
		{"Environment", "delete-is-200", "A delete is answered with 204.", Form, status("DeleteEnvironment", 200)},
		{"Asset", "delete-is-202", "A delete is answered with 204.", Form, status("DeleteAsset", 202)},
		{"Variable", "update-is-201", "An update is answered with 200.", Form, status("UpdateVariable", 201)},
		{"Asset", "update-is-202", "An update is answered with 200.", Form, status("UpdateAsset", 202)},
		{"Asset", "update-has-no-date", "An answer has all properties.", Form, lack("UpdateAsset", "date_updated")},
		{"Variable", "update-has-no-environment", "An answer has all properties.", Form,
			lack("UpdateVariable", "environment_sid")},
		{"Deployment", "entries-have-no-url", "An entry has all properties.", Form,
			listed("Deployment", func(o object) { delete(o, "url") })},
		{"AssetVersion", "entries-have-no-asset", "An entry has all properties.", Form,
			listed("AssetVersion", func(o object) { delete(o, "asset_sid") })},
		{"Service", "entries-have-flags-as-text", "Flags are booleans.", Form, listed("Service", func(o object) {
			if o["ui_editable"] == true {
				o["ui_editable"] = "true"
			}
		})},
		{"Build", "fetch-has-no-account", "account_sid is the SID of the account.", Form,
			after("FetchBuild", func(c *call) { c.json["account_sid"] = nil })},
		{"Deployment", "dates-have-no-zone", "Dates are in GMT.", Form, words("Deployment", "date_created",
			func(v string) string { return strings.TrimSuffix(v, "Z") })},
		{"Variable", "entries-have-dates-of-mail", "Dates are ISO 8601.", Form, listed("Variable", func(o object) {
			if at, err := time.Parse(time.RFC3339, text(o, "date_created")); err == nil {
				o["date_created"] = at.Format(time.RFC1123)
			}
		})},
		{"Variable", "next-page-is-a-path", "next_page_url is an absolute URL.", Paging, pages("Variable",
			func(m object) {
				if v, ok := m["next_page_url"].(string); ok {
					_, path, _ := strings.Cut(v, "/v1/")
					m["next_page_url"] = "/v1/" + path
				}
			})},
		{"Environment", "last-page-has-an-empty-next", "next_page_url is null on the last page.", Paging,
			pages("Environment", func(m object) {
				if m["next_page_url"] == nil {
					m["next_page_url"] = ""
				}
			})},
		{"Build", "first-page-lacks-the-previous", "meta has all seven properties.", Form, pages("Build",
			func(m object) {
				if m["previous_page_url"] == nil {
					delete(m, "previous_page_url")
				}
			})},
		{"Deployment", "last-page-lacks-the-next", "meta has all seven properties.", Form, pages("Deployment",
			func(m object) {
				if m["next_page_url"] == nil {
					delete(m, "next_page_url")
				}
			})},
		{"Asset", "key-is-that-of-functions", "meta.key is the name of the list.", Form, pages("Asset",
			func(m object) { m["key"] = "functions" })},
		{"Deployment", "build-is-empty-after-a-clear", "build_sid of a Deployment that clears is null.", Form,
			show("Deployment", func(_ *call, o object) {
				if o["build_sid"] == nil {
					o["build_sid"] = ""
				}
			})},
		{"Environment", "build-is-empty-before-a-deployment", "build_sid is null until a Build is deployed.", Form,
			show("Environment", func(_ *call, o object) {
				if o["build_sid"] == nil {
					o["build_sid"] = ""
				}
			})},
		{"Environment", "entries-lack-what-is-null", "An entry has all properties.", Form,
			listed("Environment", func(o object) {
				for name, v := range o {
					if v == nil {
						delete(o, name)
					}
				}
			})},
		{"FunctionVersion", "entries-are-links-of-the-list", "url is the URL of the resource.", Form,
			listed("FunctionVersion", func(o object) {
				o["url"] = strings.TrimSuffix(text(o, "url"), "/"+text(o, "sid"))
			})},
		{"AssetVersion", "visibility-has-a-capital", "visibility is public, protected or private.", Form,
			words("AssetVersion", "visibility", func(v string) string { return strings.ToUpper(v[:1]) + v[1:] })},
		{"BuildStatus", "account-is-that-of-the-examples", "account_sid is the SID of the account.", Identity,
			always("BuildStatus", "account_sid", "ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")},
		{"FunctionVersionContent", "sid-is-that-of-the-function", "sid is that of the version.", Identity,
			after("FetchFunctionVersionContent", func(c *call) { c.json["sid"] = c.json["function_sid"] })},
		{"Build", "links-lead-to-the-build", "build_status is the URL of the status.", Form, show("Build",
			func(_ *call, o object) {
				o["links"] = object{"build_status": o["url"]}
			})},
		{"Environment", "links-have-no-logs", "links lead to Variables, Deployments and Logs.", Form,
			show("Environment", func(_ *call, o object) {
				if links, _ := o["links"].(object); links != nil {
					delete(links, "logs")
				}
			})},
		{"Service", "url-ends-in-a-slash", "url is the URL of the Service.", Form, words("Service", "url",
			func(v string) string { return v + "/" })},
	} {
		list = append(list, singleSubject(d.resource).not("single-"+d.id, d.promise, d.kind, d.defect))
	}
	return list
}
