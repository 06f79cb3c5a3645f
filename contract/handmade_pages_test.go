package contract_test

// secondFunction is an entry beside that of the base of ListFunction.
const secondFunction = `{"sid": "{ZH3}", ` + ofService + `"friendly_name": "hello", ` + changed +
	`, "url": "{S}/Functions/{ZH3}", "links": {"function_versions": "{S}/Functions/{ZH3}/Versions"}}`

// herShop are the properties of a second Service, after the SIDs.
const herShop = `"friendly_name": "My shop", "unique_name": "Her-Shop", "include_credentials": true, ` +
	`"ui_editable": false, "domain_base": "her-shop-0007", ` + unchanged + `, "url": "{API}/Services/{ZS2}", ` +
	`"links": {"environments": "{API}/Services/{ZS2}/Environments", ` +
	`"functions": "{API}/Services/{ZS2}/Functions", "assets": "{API}/Services/{ZS2}/Assets", ` +
	`"builds": "{API}/Services/{ZS2}/Builds"}}`

// paged makes the base of ListFunction the answer to a request for a page in the middle.
var paged = e(
	query("?PageSize=50&Page=1&PageToken=PT1"),
	has("page", "1"), has("next_page_url", `"{S}/Functions?PageSize=50&Page=2&PageToken=PT2"`),
	has("previous_page_url", `"{S}/Functions?PageSize=50&Page=0&PageToken=PT0"`),
	to(`"url": "{S}/Functions?PageSize=50&Page=0"`, `"url": "{S}/Functions?PageSize=50&Page=1&PageToken=PT1"`))

func inMiddle(edits ...edit) []edit { return append(append([]edit(nil), paged...), edits...) }

// wrongPages are lists that lead astray.
var wrongPages = []handmade{
	{"ListFunction", "no meta", e(has("meta", "null"))},
	{"ListFunction", "entries null", e(to("["+functionOld+"]", "null"))},
	{"ListFunction", "entries as object", e(to("["+functionOld+"]", functionOld))},
	{"ListFunction", "entries below data", e(to(`{"functions"`, `{"data"`))},
	{"ListFunction", "key of another list", e(has("key", `"assets"`))},
	{"ListBuild", "key in the singular", e(has("key", `"build"`))},
	{"ListFunction", "no key", e(lacks("key"))},
	{"ListFunction", "page as text", e(has("page", `"0"`))},
	{"ListFunction", "page is negative", e(to(`"page": 0`, `"page": -1`))},
	{"ListFunction", "page_size null", e(has("page_size", "null"))},
	{"ListFunction", "page_size zero", e(has("page_size", "0"))},
	{"ListFunction", "page_size beyond 1000", e(has("page_size", "5000"))},
	{"ListFunction", "page_size larger than asked for", e(query("?PageSize=20"))},
	{"ListFunction", "page_size is not that of its URL", e(has("page_size", "20"))},
	{"ListFunction", "more entries than page_size", e(query("?PageSize=1"), every("PageSize=50", "PageSize=1"),
		has("page_size", "1"), to("}], ", "}, "+secondFunction+"], "))},
	{"ListFunction", "an entry twice", e(to("}], ", "}, "+functionOld+"], "))},
	{"ListFunction", "next_page_url is left out", e(lacks("next_page_url"))},
	{"ListFunction", "previous_page_url is left out", e(lacks("previous_page_url"))},
	{"ListFunction", "next_page_url empty", e(has("next_page_url", `""`))},
	{"ListFunction", "next_page_url is this page", e(has("next_page_url", `"{S}/Functions?PageSize=50&Page=0"`))},
	{"ListFunction", "next_page_url relative", e(has("next_page_url",
		`"/v1/Services/{ZS1}/Functions?PageSize=50&Page=1&PageToken=PT1"`))},
	{"ListFunction", "next_page_url of the Assets", e(has("next_page_url",
		`"{S}/Assets?PageSize=50&Page=1&PageToken=PT1"`))},
	{"ListFunction", "next_page_url of another Service", e(has("next_page_url",
		`"{API}/Services/{ZS2}/Functions?PageSize=50&Page=1&PageToken=PT1"`))},
	{"ListFunction", "next_page_url of another host", e(has("next_page_url",
		`"{UP}/Services/{ZS1}/Functions?PageSize=50&Page=1&PageToken=PT1"`))},
	{"ListFunction", "next_page_url skips one", e(has("next_page_url",
		`"{S}/Functions?PageSize=50&Page=2&PageToken=PT1"`))},
	{"ListFunction", "next_page_url of another size", e(has("next_page_url",
		`"{S}/Functions?PageSize=20&Page=1&PageToken=PT1"`))},
	{"ListFunction", "first page has a previous one", e(has("previous_page_url",
		`"{S}/Functions?PageSize=50&Page=5&PageToken=PT0"`))},
	{"ListFunction", "first_page_url is the third", e(to("Page=0", "Page=3"))},
	{"ListFunction", "first_page_url null", e(has("first_page_url", "null"))},
	{"ListFunction", "first_page_url of another list", e(to(`"first_page_url": "{S}/Functions`,
		`"first_page_url": "{S}/Assets`))},
	{"ListFunction", "url of another page", e(to(`"url": "{S}/Functions?PageSize=50&Page=0"`,
		`"url": "{S}/Functions?PageSize=50&Page=7"`))},
	{"ListFunction", "url of another list", e(to(`"url": "{S}/Functions?`, `"url": "{S}/Builds?`))},
	{"ListFunction", "page in the middle says the first", inMiddle(has("page", "0"))},
	{"ListFunction", "page in the middle without previous", inMiddle(has("previous_page_url", "null"))},
	{"ListFunction", "page in the middle, previous is the next", inMiddle(has("previous_page_url",
		`"{S}/Functions?PageSize=50&Page=2&PageToken=PT0"`))},
	{"ListFunction", "page in the middle, next goes back", inMiddle(has("next_page_url",
		`"{S}/Functions?PageSize=50&Page=0&PageToken=PT2"`))},
	{"ListLog", "url with another filter", e(query("?FunctionSid={ZH1}"), every("?PageSize",
		"?FunctionSid={ZH3}&PageSize"))},
	{"ListService", "entries are SIDs", e(to("["+serviceOld+"]", `["{ZS1}"]`))},
	{"ListService", "an entry is null", e(to("["+serviceOld+"]", `[null]`))},
	{"ListEnvironment", "two entries with one name", e(to("}], ",
		`}, {"sid": "{ZE2}", `+ofService+`"build_sid": null, "unique_name": "staging", "domain_suffix": "two", `+
			`"domain_name": "my-shop-4821-two.twil.io", `+changed+`, "url": "{S}/Environments/{ZE2}", `+
			`"links": {"variables": "{S}/Environments/{ZE2}/Variables", `+
			`"deployments": "{S}/Environments/{ZE2}/Deployments", "logs": "{S}/Environments/{ZE2}/Logs"}}], `))},
}

// rightPages are lists that a hasty reader takes for wrong.
var rightPages = []handmade{
	{"ListFunction", "empty", e(to("["+functionOld+"]", "[]"))},
	{"ListFunction", "in the middle", inMiddle()},
	{"ListFunction", "last page, full", e(query("?PageSize=1"), every("PageSize=50", "PageSize=1"), has("page_size",
		"1"))},
	{"ListFunction", "short page with a next one", e(has("next_page_url",
		`"{S}/Functions?PageSize=50&Page=1&PageToken=PT1"`))},
	{"ListFunction", "two entries with one name", e(to("}], ", "}, "+secondFunction+"], "))},
	{"ListFunction", "token before page", e(has("next_page_url",
		`"{S}/Functions?PageToken=PTeyJrZXkiOiJaSDEifQ%3D%3D&Page=1&PageSize=50"`))},
	{"ListFunction", "empty last page", inMiddle(to("["+functionOld+"]", "[]"), has("next_page_url", "null"))},
	{"ListFunction", "asked for 1000, has 100", e(query("?PageSize=1000"), every("PageSize=50", "PageSize=100"),
		has("page_size", "100"))},
	{"ListFunction", "empty token", e(query("?PageSize=50&Page=0&PageToken="))},
	{"ListFunction", "page as a number with fraction", e(to(`"page": 0,`, `"page": 0.0,`), to(`"page_size": 50`,
		`"page_size": 5e1`))},
	{"ListFunction", "more in meta", e(to(`"meta": {`, `"meta": {"total": 7, `))},
	{"ListFunction", "Page without token", e(query("?Page=3"), has("page", "3"),
		to(`"url": "{S}/Functions?PageSize=50&Page=0"`, `"url": "{S}/Functions?PageSize=50&Page=3"`),
		has("previous_page_url", `"{S}/Functions?PageSize=50&Page=2&PageToken=PT1"`))},
	{"ListFunction", "by the name of the Service", e(at("{ZS1}", "my-shop"))},
	{"ListFunction", "by the name of the Service, whose URLs have it", e(at("{ZS1}", "my-shop"),
		every("/Services/{ZS1}/Functions?", "/Services/my-shop/Functions?"))},
	{"ListFunction", "at an edge, with its URLs", e(at("serverless.", "serverless.dublin.ie1."), every("serverless.",
		"serverless.dublin.ie1."))},
	{"ListFunction", "at an edge, with canonical URLs", e(at("serverless.", "serverless.dublin.ie1."))},
	{"ListLog", "with a filter",
		e(query("?FunctionSid={ZH1}&StartDate=2026-03-06T00:00:00Z&EndDate=2026-03-07T00:00:00Z"),
			every("?PageSize",
				"?StartDate=2026-03-06T00%3A00%3A00Z&EndDate=2026-03-07T00%3A00%3A00Z&FunctionSid={ZH1}&PageSize"))},
	{"ListLog", "StartDate with an offset, echoed in GMT", e(query("?StartDate=2026-03-06T02:00:00%2B02:00"),
		every("?PageSize", "?StartDate=2026-03-06T00%3A00%3A00Z&PageSize"))},
	{"ListLog", "a line at the edge of the filter", e(query("?StartDate=2026-03-06T12:00:00Z"), every("?PageSize",
		"?StartDate=2026-03-06T12%3A00%3A00Z&PageSize"))},
	{"ListService", "two of one FriendlyName", e(to("}], ", `}, {"sid": "{ZS2}", `+ofAccount+herShop+`], `))},
	{"ListEnvironment", "one without suffix", e(has("domain_suffix", "null"), has("domain_name",
		`"my-shop-4821.twil.io"`))},
	{"ListBuild", "none is completed", e(has("status", `"failed"`))},
	{"ListDeployment", "date_updated is set", e(has("date_updated", `"2026-03-05T08:01:00Z"`))},
}
