package contract

import (
	"maps"
	"slices"
)

// The tables of properties, one for each page under https://www.twilio.com/docs/serverless/api/resource/. Bounds are those of
// the forms with which the resources are made. What only shipping clients show, such as null in place of a date, is allowed
// here.

// of makes a shape of SIDs and further properties: every resource has a sid and that of the Account, and a URL.
func of(prefix string, more map[string]func(any) error) shape {
	all := map[string]func(any) error{"sid": sidForm(prefix), "account_sid": sidForm("AC")}
	maps.Copy(all, more)
	var sh shape
	for _, name := range slices.Sorted(maps.Keys(all)) {
		sh = append(sh, property{name: name, form: all[name], optional: name == "links"})
	}
	return sh
}

func serviceShape() shape {
	return of("ZS", map[string]func(any) error{
		"friendly_name": textForm(0, 255), "unique_name": textForm(1, 50), "include_credentials": flag, "ui_editable": flag,
		"domain_base": anyText(1), "date_created": moment, "date_updated": moment, "url": address, "links": addresses,
	})
}

// heldShape is that of Functions and of Assets.
func heldShape() shape {
	return of("ZH", map[string]func(any) error{
		"service_sid": sidForm("ZS"), "friendly_name": textForm(0, 255), "date_created": moment, "date_updated": moment,
		"url": address, "links": addresses,
	})
}

func versionShape(holder string) shape {
	return of("ZN", map[string]func(any) error{
		"service_sid": sidForm("ZS"), holder: sidForm("ZH"), "path": pathForm, "visibility": oneOf("public", "protected", "private"),
		"date_created": moment, "url": address, "links": addresses,
	})
}

func contentShape() shape {
	return of("ZN", map[string]func(any) error{
		"service_sid": sidForm("ZS"), "function_sid": sidForm("ZH"), "content": anyText(0), "url": address,
	})
}

func buildShape() shape {
	// Examples have the visibility in upper case, what was seen on the wire in lower case.
	visibility := oneOf("public", "protected", "private", "PUBLIC", "PROTECTED", "PRIVATE")
	built := func(holder string) func(any) error {
		return each(members(of("ZN", map[string]func(any) error{
			"service_sid": sidForm("ZS"), holder: sidForm("ZH"), "path": pathForm, "visibility": visibility, "date_created": moment,
		})))
	}
	return of("ZB", map[string]func(any) error{
		"service_sid": sidForm("ZS"), "status": oneOf("building", "completed", "failed"),
		"asset_versions": built("asset_sid"), "function_versions": built("function_sid"),
		"dependencies": each(members(shape{{name: "name", form: anyText(1)}, {name: "version", form: anyText(0)}})),
		"runtime":      matching("^node[0-9]+$", "a runtime such as node22"),
		"date_created": moment, "date_updated": moment, "url": address, "links": addresses,
	})
}

func buildStatusShape() shape {
	return of("ZB", map[string]func(any) error{
		"service_sid": sidForm("ZS"), "status": oneOf("building", "completed", "failed"), "url": address,
	})
}

func environmentShape() shape {
	return of("ZE", map[string]func(any) error{
		"service_sid": sidForm("ZS"), "build_sid": orNull(sidForm("ZB")), "unique_name": textForm(1, 100),
		"domain_suffix": orNull(textForm(0, 16)), "domain_name": anyText(1),
		"date_created": moment, "date_updated": moment, "url": address, "links": addresses,
	})
}

func variableShape() shape {
	return of("ZV", map[string]func(any) error{
		"service_sid": sidForm("ZS"), "environment_sid": sidForm("ZE"), "key": textForm(1, 128), "value": textForm(0, 450),
		"date_created": moment, "date_updated": moment, "url": address,
	})
}

func deploymentShape() shape {
	return of("ZD", map[string]func(any) error{
		"service_sid": sidForm("ZS"), "environment_sid": sidForm("ZE"), "build_sid": orNull(sidForm("ZB")),
		"date_created": moment, "date_updated": orNull(moment), "url": address,
	})
}

func logShape() shape {
	return of("NO", map[string]func(any) error{
		"service_sid": sidForm("ZS"), "environment_sid": sidForm("ZE"), "build_sid": sidForm("ZB"), "deployment_sid": sidForm("ZD"),
		"function_sid": sidForm("ZH"), "request_sid": sidForm("RQ"), "level": anyText(1), "message": anyText(0),
		"date_created": moment, "url": address,
	})
}

// metaShape is where a page stands (https://www.twilio.com/docs/usage/twilios-response#pagination).
func metaShape() shape {
	return shape{
		{name: "key", form: anyText(1)}, {name: "page", form: count(0, 1<<31)}, {name: "page_size", form: count(1, 1000)},
		{name: "url", form: address}, {name: "first_page_url", form: address},
		{name: "previous_page_url", form: orNull(address)}, {name: "next_page_url", form: orNull(address)},
	}
}

// errorShape is what the API itself says when it refuses; a gateway before it may say less, and in other words
// (https://www.twilio.com/docs/usage/twilios-response).
func errorShape() shape {
	details := func(v any) error {
		_, ok := v.(map[string]any)
		return that(ok || v == nil, "an object or null")
	}
	return shape{
		{name: "code", form: count(1, 1<<31)}, {name: "message", form: anyText(1)}, {name: "status", form: count(400, 599)},
		{name: "more_info", form: orNull(address), optional: true}, {name: "details", form: details, optional: true},
	}
}

func gatewayErrorShape() shape {
	number, text := orNull(count(1, 1<<31)), orNull(anyText(0))
	var sh shape
	for name, form := range map[string]func(any) error{
		"code": number, "status": number, "message": text, "more_info": text, "moreInfo": text, "detail": text,
	} {
		sh = append(sh, property{name: name, form: form, optional: true})
	}
	return sh
}
