package contract_test

// leftOpen are exchanges that look wrong, and that no page forbids. The checker has to let them pass: others that are
// right have the same form.
var leftOpen = []handmade{
	// Tests answer from a file, and servers of tests have clocks of their own: the suite compares with its own clock.
	{"CreateAsset", "date_created a year before Date", e(head("Date", "Mon, 01 Mar 2027 09:15:31 GMT"))},
	{"CreateVariable", "date five hours off Date", e(head("Date", "Sun, 01 Mar 2026 14:15:30 GMT"))},

	// The order of lists is observed, and no page has it: the suite wants it.
	{"ListDeployment", "oldest first", e(to("}], ",
		`}, {"sid": "{ZD2}", `+ofService+`"environment_sid": "{ZE1}", "build_sid": "{ZB1}", `+
			`"date_created": "2026-03-08T08:01:00Z", "date_updated": null, "url": "{E}/Deployments/{ZD2}"}], `))},
	{"ListFunctionVersion", "oldest first", e(to("}], ",
		`}, {"sid": "{ZN4}", `+ofService+`"function_sid": "{ZH1}", "path": "/hello", "visibility": "public", `+
			`"date_created": "2026-03-08T08:01:00Z", "url": "{F}/Versions/{ZN4}", `+
			`"links": {"function_version_content": "{F}/Versions/{ZN4}/Content"}}], `))},

	// A token is opaque: it may name the state of a list, and have the filters.
	{"ListFunction", "page in the middle, next has the same token", inMiddle(has("next_page_url",
		`"{S}/Functions?PageSize=50&Page=2&PageToken=PT1"`))},
	{"ListFunction", "page in the middle, url of another token", inMiddle(to("Page=1&PageToken=PT1",
		"Page=1&PageToken=PT9"))},
	{"ListLog", "next_page_url without the filter", e(query("?FunctionSid={ZH1}"), every("?PageSize",
		"?FunctionSid={ZH1}&PageSize"), has("next_page_url", `"{E}/Logs?PageSize=50&Page=1&PageToken=PT1"`))},

	// One refusal of the upload host is known, and no page has its properties: a notice.
	{"CreateAssetVersion", "400 whose http_status_code is 404", e(says(400,
		`{"message": "Path provided is invalid.", "code": 20001, "user_error": true, "http_status_code": 404}`))},

	// No page says which other statuses refuse what, or which code a conflict has.
	{"FetchService", "402", e(refuses(402, 20402, "pay"))},
	{"FetchBuild", "405", e(refuses(405, 20004, "Method not allowed"))},
	{"FetchBuild", "410", e(refuses(410, 20410, "gone"))},
	{"FetchBuild", "422", e(refuses(422, 20422, "bad"))},
	{"CreateFunction", "422", e(refuses(422, 20422, "Unprocessable"))},
	{"DeleteVariable", "409", e(refuses(409, 20409, "Conflict"))},
	{"CreateDeployment", "409 with the code of 400", e(refuses(409, 20001,
		"Environment already has requested deployment."))},

	// Two published examples have a page before the first one, which leads to the first one itself.
	{"ListFunction", "a page before the first", e(has("previous_page_url",
		`"{S}/Functions?PageSize=50&Page=0&PageToken=a"`))},

	// No page says which codes a 403 may have.
	{"FetchService", "a challenge without 401", e(refuses(403, 20003, "Authenticate"))},

	// A firewall may answer before the API does.
	{"FetchAsset", "403 without a body", e(says(403, ""), head("Content-Type", ""))},

	// What is not declared is ignored: a notice, as it is in forms.
	{"ListService", "an unknown key", e(query("?Limit=5"))},
	{"ListFunction", "a filter of the Logs", e(query("?FunctionSid={ZH1}"))},
	{"FetchService", "a query", e(query("?PageSize=50"))},
}
