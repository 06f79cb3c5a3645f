package contract_test

// base is an exchange that is right.
type base struct {
	method, url, form string
	status            int
	answer            string
}

const (
	ofAccount  = `"account_sid": "{ACa}", `
	ofService  = ofAccount + `"service_sid": "{ZS1}", `
	madeAt     = `"date_created": "2026-03-01T09:15:30Z"`
	unchanged  = madeAt + `, "date_updated": "2026-03-01T09:15:30Z"`
	changed    = madeAt + `, "date_updated": "2026-03-04T18:00:00Z"`
	ofService4 = `"environments": "{S}/Environments", "functions": "{S}/Functions", "assets": "{S}/Assets", ` +
		`"builds": "{S}/Builds"`

	serviceNew = `{"sid": "{ZS1}", ` + ofAccount + `"friendly_name": "My shop", "unique_name": "my-shop", ` +
		`"include_credentials": true, "ui_editable": false, "domain_base": "my-shop-4821", ` + unchanged +
		`, "url": "{S}", "links": {` + ofService4 + `}}`
	serviceOld = `{"sid": "{ZS1}", ` + ofAccount + `"friendly_name": "My shop", "unique_name": "my-shop", ` +
		`"include_credentials": true, "ui_editable": false, "domain_base": "my-shop-4821", ` + changed +
		`, "url": "{S}", "links": {` + ofService4 + `}}`
	functionNew = `{"sid": "{ZH1}", ` + ofService + `"friendly_name": "hello", ` + unchanged +
		`, "url": "{F}", "links": {"function_versions": "{F}/Versions"}}`
	functionOld = `{"sid": "{ZH1}", ` + ofService + `"friendly_name": "hello", ` + changed +
		`, "url": "{F}", "links": {"function_versions": "{F}/Versions"}}`
	assetNew = `{"sid": "{ZH2}", ` + ofService + `"friendly_name": "logo", ` + unchanged +
		`, "url": "{A}", "links": {"asset_versions": "{A}/Versions"}}`
	assetOld = `{"sid": "{ZH2}", ` + ofService + `"friendly_name": "logo", ` + changed +
		`, "url": "{A}", "links": {"asset_versions": "{A}/Versions"}}`
	functionVersion = `{"sid": "{ZN1}", ` + ofService +
		`"function_sid": "{ZH1}", "path": "/hello", "visibility": "public", ` +
		madeAt + `, "url": "{F}/Versions/{ZN1}", "links": {"function_version_content": "{F}/Versions/{ZN1}/Content"}}`
	assetVersion = `{"sid": "{ZN2}", ` + ofService +
		`"asset_sid": "{ZH2}", "path": "/logo.png", "visibility": "protected", ` +
		madeAt + `, "url": "{A}/Versions/{ZN2}"}`
	content = `{"sid": "{ZN1}", ` + ofService + `"function_sid": "{ZH1}", "content": "exports.handler = 1;\n", ` +
		`"url": "{F}/Versions/{ZN1}/Content"}`
	inBuild = `"asset_versions": [{"sid": "{ZN2}", ` + ofService + `"asset_sid": "{ZH2}", ` + madeAt +
		`, "path": "/logo.png", "visibility": "protected"}], "function_versions": [{"sid": "{ZN1}", ` + ofService +
		`"function_sid": "{ZH1}", ` + madeAt + `, "path": "/hello", "visibility": "public"}], "dependencies": [` +
		`{"name": "twilio", "version": "5.0.3"}, {"name": "lodash", "version": "4.17.21"}], "runtime": "node22", `
	buildNew = `{"sid": "{ZB1}", ` + ofService + `"status": "building", ` + inBuild +
		`"date_created": "2026-03-05T08:00:00Z", "date_updated": "2026-03-05T08:00:00Z", "url": "{B}", ` +
		`"links": {"build_status": "{B}/Status"}}`
	buildOld = `{"sid": "{ZB1}", ` + ofService + `"status": "completed", ` + inBuild +
		`"date_created": "2026-03-05T08:00:00Z", "date_updated": "2026-03-05T08:00:21Z", "url": "{B}", ` +
		`"links": {"build_status": "{B}/Status"}}`
	buildStatus    = `{"sid": "{ZB1}", ` + ofService + `"status": "completed", "url": "{B}/Status"}`
	ofEnvironment3 = `"links": {"variables": "{E}/Variables", "deployments": "{E}/Deployments", "logs": "{E}/Logs"}}`
	environmentNew = `{"sid": "{ZE1}", ` + ofService +
		`"build_sid": null, "unique_name": "staging", "domain_suffix": "stage", ` +
		`"domain_name": "my-shop-4821-stage.twil.io", ` + unchanged + `, "url": "{E}", ` + ofEnvironment3
	environmentOld = `{"sid": "{ZE1}", ` + ofService +
		`"build_sid": "{ZB1}", "unique_name": "staging", "domain_suffix": "stage", ` +
		`"domain_name": "my-shop-4821-stage.twil.io", ` + changed + `, "url": "{E}", ` + ofEnvironment3
	variableNew = `{"sid": "{ZV1}", ` + ofService +
		`"environment_sid": "{ZE1}", "key": "GREETING", "value": "Hello there", ` +
		unchanged + `, "url": "{E}/Variables/{ZV1}"}`
	variableOld = `{"sid": "{ZV1}", ` + ofService +
		`"environment_sid": "{ZE1}", "key": "GREETING", "value": "Hello there", ` +
		changed + `, "url": "{E}/Variables/{ZV1}"}`
	deployment = `{"sid": "{ZD1}", ` + ofService + `"environment_sid": "{ZE1}", "build_sid": "{ZB1}", ` +
		`"date_created": "2026-03-05T08:01:00Z", "date_updated": null, "url": "{E}/Deployments/{ZD1}"}`
	logLine = `{"sid": "{NO1}", ` + ofService +
		`"environment_sid": "{ZE1}", "build_sid": "{ZB1}", "deployment_sid": "{ZD1}", ` +
		`"function_sid": "{ZH1}", "request_sid": "{RQ1}", "level": "WARN", "message": "slow", ` +
		`"date_created": "2026-03-06T12:00:00Z", "url": "{E}/Logs/{NO1}"}`
)

// listOf is a list that has one page.
func listOf(key, url, item string) base {
	return base{"GET", url, "", 200, `{"` + key + `": [` + item + `], "meta": {"first_page_url": "` + url +
		`?PageSize=50&Page=0", "key": "` + key + `", "next_page_url": null, "page": 0, "page_size": 50, ` +
		`"previous_page_url": null, "url": "` + url + `?PageSize=50&Page=0"}}`}
}

// partsOf is the body of an upload.
func partsOf(path, visibility, file, contentType, content string) string {
	return "--limit\nContent-Disposition: form-data; name=\"Path\"\n\n" + path +
		"\n--limit\nContent-Disposition: form-data; name=\"Visibility\"\n\n" + visibility +
		"\n--limit\nContent-Disposition: form-data; name=\"Content\"; filename=\"" + file + "\"\nContent-Type: " +
		contentType +
		"\n\n" + content + "\n--limit--\n"
}

var bases = map[string]base{
	"ListService":   listOf("services", "{API}/Services", serviceOld),
	"CreateService": {"POST", "{API}/Services", "UniqueName=my-shop&FriendlyName=My+shop", 201, serviceNew},
	"FetchService":  {"GET", "{S}", "", 200, serviceOld},
	"UpdateService": {"POST", "{S}", "FriendlyName=My+shop", 200, serviceOld},
	"DeleteService": {"DELETE", "{S}", "", 204, ""},

	"ListFunction":   listOf("functions", "{S}/Functions", functionOld),
	"CreateFunction": {"POST", "{S}/Functions", "FriendlyName=hello", 201, functionNew},
	"FetchFunction":  {"GET", "{F}", "", 200, functionOld},
	"UpdateFunction": {"POST", "{F}", "FriendlyName=hello", 200, functionOld},
	"DeleteFunction": {"DELETE", "{F}", "", 204, ""},

	"ListAsset":   listOf("assets", "{S}/Assets", assetOld),
	"CreateAsset": {"POST", "{S}/Assets", "FriendlyName=logo", 201, assetNew},
	"FetchAsset":  {"GET", "{A}", "", 200, assetOld},
	"UpdateAsset": {"POST", "{A}", "FriendlyName=logo", 200, assetOld},
	"DeleteAsset": {"DELETE", "{A}", "", 204, ""},

	"ListFunctionVersion":         listOf("function_versions", "{F}/Versions", functionVersion),
	"FetchFunctionVersion":        {"GET", "{F}/Versions/{ZN1}", "", 200, functionVersion},
	"FetchFunctionVersionContent": {"GET", "{F}/Versions/{ZN1}/Content", "", 200, content},
	"CreateFunctionVersion": {"POST", "{UP}/Services/{ZS1}/Functions/{ZH1}/Versions",
		partsOf("/hello", "public", "hello.js", "application/javascript", "exports.handler = 1;"), 201,
		functionVersion},
	"ListAssetVersion":  listOf("asset_versions", "{A}/Versions", assetVersion),
	"FetchAssetVersion": {"GET", "{A}/Versions/{ZN2}", "", 200, assetVersion},
	"CreateAssetVersion": {"POST", "{UP}/Services/{ZS1}/Assets/{ZH2}/Versions",
		partsOf("/logo.png", "protected", "logo.png", "image/png", "no picture"), 201, assetVersion},

	"ListBuild": listOf("builds", "{S}/Builds", buildOld),
	"CreateBuild": {"POST", "{S}/Builds", "AssetVersions={ZN2}&FunctionVersions={ZN1}&Runtime=node22&Dependencies=" +
		"%5B%7B%22name%22%3A%22lodash%22%2C%22version%22%3A%224.17.21%22%7D%5D", 201, buildNew},
	"FetchBuild":       {"GET", "{B}", "", 200, buildOld},
	"DeleteBuild":      {"DELETE", "{B}", "", 204, ""},
	"FetchBuildStatus": {"GET", "{B}/Status", "", 200, buildStatus},

	"ListEnvironment":   listOf("environments", "{S}/Environments", environmentOld),
	"CreateEnvironment": {"POST", "{S}/Environments", "UniqueName=staging&DomainSuffix=stage", 201, environmentNew},
	"FetchEnvironment":  {"GET", "{E}", "", 200, environmentOld},
	"DeleteEnvironment": {"DELETE", "{E}", "", 204, ""},

	"ListVariable":   listOf("variables", "{E}/Variables", variableOld),
	"CreateVariable": {"POST", "{E}/Variables", "Key=GREETING&Value=Hello+there", 201, variableNew},
	"FetchVariable":  {"GET", "{E}/Variables/{ZV1}", "", 200, variableOld},
	"UpdateVariable": {"POST", "{E}/Variables/{ZV1}", "Value=Hello+there", 200, variableOld},
	"DeleteVariable": {"DELETE", "{E}/Variables/{ZV1}", "", 204, ""},

	"ListDeployment":   listOf("deployments", "{E}/Deployments", deployment),
	"CreateDeployment": {"POST", "{E}/Deployments", "BuildSid={ZB1}", 201, deployment},
	"FetchDeployment":  {"GET", "{E}/Deployments/{ZD1}", "", 200, deployment},

	"ListLog":  listOf("logs", "{E}/Logs", logLine),
	"FetchLog": {"GET", "{E}/Logs/{NO1}", "", 200, logLine},
}
