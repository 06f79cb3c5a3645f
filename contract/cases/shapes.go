package cases

import (
	"maps"
	"slices"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/shape"
)

// of makes a shape of SIDs and further properties: every resource has a sid and that of the Account, and a URL.
func of(prefix string, more map[string]func(any) error) shape.Shape {
	all := map[string]func(any) error{"sid": shape.SID(prefix), "account_sid": shape.SID("AC")}
	maps.Copy(all, more)
	var sh shape.Shape
	for _, name := range slices.Sorted(maps.Keys(all)) {
		sh = append(sh, shape.Property{Name: name, Form: all[name], Optional: name == "links"})
	}
	return sh
}

func serviceShape() shape.Shape {
	return of("ZS", map[string]func(any) error{
		"friendly_name": shape.Text(0, 255), "unique_name": shape.Text(1, 50), "include_credentials": shape.Bool,
		"ui_editable": shape.Bool,
		"domain_base": shape.AnyText(1), "date_created": shape.DateTime, "date_updated": shape.DateTime,
		"url":   shape.URL,
		"links": shape.Links,
	})
}

// ownerShape is that of Functions and of Assets.
func ownerShape() shape.Shape {
	return of("ZH", map[string]func(any) error{
		"service_sid": shape.SID("ZS"), "friendly_name": shape.Text(0, 255), "date_created": shape.DateTime,
		"date_updated": shape.DateTime,
		"url":          shape.URL, "links": shape.Links,
	})
}

func versionShape(parent string) shape.Shape {
	return of("ZN", map[string]func(any) error{
		"service_sid": shape.SID("ZS"), parent: shape.SID("ZH"), "path": shape.Path,
		"visibility":   shape.OneOf("public", "protected", "private"),
		"date_created": shape.DateTime, "url": shape.URL, "links": shape.Links,
	})
}

func contentShape() shape.Shape {
	return of("ZN", map[string]func(any) error{
		"service_sid": shape.SID("ZS"), "function_sid": shape.SID("ZH"), "content": shape.AnyText(0), "url": shape.URL,
	})
}

func buildShape() shape.Shape {
	// Examples have the visibility in upper case, what was seen on the wire in lower case.
	visibility := shape.OneOf("public", "protected", "private", "PUBLIC", "PROTECTED", "PRIVATE")
	built := func(parent string) func(any) error {
		return shape.Each(shape.Object(of("ZN", map[string]func(any) error{
			"service_sid": shape.SID("ZS"), parent: shape.SID("ZH"), "path": shape.Path, "visibility": visibility,
			"date_created": shape.DateTime,
		})))
	}
	return of("ZB", map[string]func(any) error{
		"service_sid": shape.SID("ZS"), "status": shape.OneOf("building", "completed", "failed"),
		"asset_versions": built("asset_sid"), "function_versions": built("function_sid"),
		"dependencies": shape.Each(shape.Object(shape.Shape{{Name: "name", Form: shape.AnyText(1)},
			{Name: "version", Form: shape.AnyText(0)}})),
		"runtime":      shape.Matching("^node[0-9]+$", "a runtime such as node22"),
		"date_created": shape.DateTime, "date_updated": shape.DateTime, "url": shape.URL, "links": shape.Links,
	})
}

func buildStatusShape() shape.Shape {
	return of("ZB", map[string]func(any) error{
		"service_sid": shape.SID("ZS"), "status": shape.OneOf("building", "completed", "failed"), "url": shape.URL,
	})
}

func environmentShape() shape.Shape {
	return of("ZE", map[string]func(any) error{
		"service_sid": shape.SID("ZS"), "build_sid": shape.OrNull(shape.SID("ZB")), "unique_name": shape.Text(1, 100),
		"domain_suffix": shape.OrNull(shape.Text(0, 16)), "domain_name": shape.AnyText(1),
		"date_created": shape.DateTime, "date_updated": shape.DateTime, "url": shape.URL, "links": shape.Links,
	})
}

func variableShape() shape.Shape {
	return of("ZV", map[string]func(any) error{
		"service_sid": shape.SID("ZS"), "environment_sid": shape.SID("ZE"), "key": shape.Text(1, 128),
		"value":        shape.Text(0, 450),
		"date_created": shape.DateTime, "date_updated": shape.DateTime, "url": shape.URL,
	})
}

func deploymentShape() shape.Shape {
	return of("ZD", map[string]func(any) error{
		"service_sid": shape.SID("ZS"), "environment_sid": shape.SID("ZE"), "build_sid": shape.OrNull(shape.SID("ZB")),
		"date_created": shape.DateTime, "date_updated": shape.OrNull(shape.DateTime), "url": shape.URL,
	})
}

func logShape() shape.Shape {
	return of("NO", map[string]func(any) error{
		"service_sid": shape.SID("ZS"), "environment_sid": shape.SID("ZE"), "build_sid": shape.SID("ZB"),
		"deployment_sid": shape.SID("ZD"),
		"function_sid":   shape.SID("ZH"), "request_sid": shape.SID("RQ"), "level": shape.AnyText(1),
		"message":      shape.AnyText(0),
		"date_created": shape.DateTime, "url": shape.URL,
	})
}

// metaShape is where a page stands (https://www.twilio.com/docs/usage/twilios-response#pagination).
func metaShape() shape.Shape {
	return shape.Shape{
		{Name: "key", Form: shape.AnyText(1)}, {Name: "page", Form: shape.Count(0, 1<<31)},
		{Name: "page_size", Form: shape.Count(1, 1000)},
		{Name: "url", Form: shape.URL}, {Name: "first_page_url", Form: shape.URL},
		{Name: "previous_page_url", Form: shape.OrNull(shape.URL)},
		{Name: "next_page_url", Form: shape.OrNull(shape.URL)},
	}
}

func gatewayErrorShape() shape.Shape {
	number, text := shape.OrNull(shape.Count(1, 1<<31)), shape.OrNull(shape.AnyText(0))
	var sh shape.Shape
	for name, form := range map[string]func(any) error{
		"code": number, "status": number, "message": text, "more_info": text, "moreInfo": text, "detail": text,
	} {
		sh = append(sh, shape.Property{Name: name, Form: form, Optional: true})
	}
	return sh
}
