package negations

import "strings"

// properties are what answers always have, by resource.
var properties = []struct {
	resource, subject, source string
	names                     []string
}{
	{"Service", "services", srcService, []string{"account_sid", "friendly_name", "unique_name", "include_credentials",
		"ui_editable", "domain_base", "date_created", "date_updated", "url"}},
	{"Function", "functions", srcFunction, []string{"account_sid", "service_sid", "friendly_name", "date_created",
		"url"}},
	{"Asset", "assets", srcAsset, []string{"account_sid", "service_sid", "friendly_name", "date_updated", "url"}},
	{"FunctionVersion", "function-versions", srcFVersion,
		[]string{"function_sid", "path", "visibility", "date_created"}},
	{"AssetVersion", "asset-versions", srcAVersion, []string{"asset_sid", "path", "visibility", "date_created"}},
	{"Build", "builds", srcBuild, []string{"status", "asset_versions", "function_versions", "dependencies", "runtime",
		"service_sid"}},
	{"Environment", "environments", srcEnvironment,
		[]string{"build_sid", "unique_name", "domain_suffix", "domain_name", "date_created"}},
	{"Variable", "variables", srcVariable, []string{"key", "value", "date_updated", "service_sid"}},
	{"Deployment", "deployments", srcDeployment, []string{"build_sid", "date_created", "service_sid"}},
}

func formNegations() (list []Negation) {
	for _, p := range properties {
		s := subject{p.subject, p.source}
		for _, name := range p.names {
			id := "has-no-property-" + strings.ReplaceAll(name, "_", "-")
			list = append(list, s.not(id, p.resource+" has the property "+name+".", Form, without(p.resource, name)))
		}
	}
	s := subject{"answers", srcResponse}
	return append(list,
		s.not("names-are-camel-case", "Properties have names in snake_case.", Form, everywhere(func(_ *call, o object) {
			for _, name := range []string{"friendly_name", "unique_name", "date_created", "account_sid",
				"service_sid"} {
				if v, there := o[name]; there {
					words := strings.Split(name, "_")
					for i := 1; i < len(words); i++ {
						words[i] = strings.ToUpper(words[i][:1]) + words[i][1:]
					}
					o[strings.Join(words, "")] = v
					delete(o, name)
				}
			}
		})),
		s.not("booleans-are-texts", "Booleans are booleans.", Form, everywhere(func(_ *call, o object) {
			for name, v := range o {
				if b, ok := v.(bool); ok {
					o[name] = map[bool]string{true: "true", false: "false"}[b]
				}
			}
		})),
		s.not("booleans-are-numbers", "Booleans are booleans.", Form, everywhere(func(_ *call, o object) {
			for name, v := range o {
				if b, ok := v.(bool); ok {
					o[name] = map[bool]int{true: 1, false: 0}[b]
				}
			}
		})),
		s.not("nulls-are-left-out", "What is not set is null.", Form, everywhere(func(_ *call, o object) {
			for name, v := range o {
				if v == nil {
					delete(o, name)
				}
			}
		})),
		s.not("stand-in-an-envelope", "An answer is the resource itself.", Form, Defect{after: func(c *call) {
			if c.ok() && c.Verb != "List" && c.json != nil {
				c.json = object{"data": c.json}
			}
		}}),
		s.not("stand-in-an-array", "An answer is the resource itself.", Form, Defect{after: func(c *call) {
			if c.ok() && c.Verb == "Fetch" && c.json != nil {
				c.body, c.json = append(append([]byte("["), encode(c.json)...), ']'), nil
			}
		}}),
		s.not("of-creates-hold-only-the-sid", "A create answers with the resource.", Form,
			after("Create*", func(c *call) { c.json = object{"sid": c.json["sid"]} })),
		s.not("of-updates-are-empty", "An update answers with the resource.", Form,
			after("Update*", func(c *call) { c.body, c.json = nil, nil })),
		s.not("of-updates-hold-only-what-was-sent", "An update answers with the whole resource.", Form,
			after("UpdateService", func(c *call) {
				for _, name := range []string{"unique_name", "domain_base", "include_credentials"} {
					delete(c.json, name)
				}
			})),
		s.not("of-creates-are-200", "A create answers 201.", Form, remaps("Create*", 201, 200)),
		s.not("of-creates-are-202", "A create answers 201.", Form, remaps("CreateBuild CreateDeployment", 201, 202)),
		s.not("of-updates-are-204", "An update answers 200 with the resource.", Form,
			after("Update*", func(c *call) { c.empty(204) })),
		s.not("of-deletes-are-200", "A delete answers 204.", Form, Defect{after: func(c *call) {
			if c.Verb == "Delete" && c.status == 204 {
				c.status, c.json, c.header = 200, object{"status": "deleted"},
					map[string][]string{"Content-Type": {"application/json"}}
			}
		}}),
		s.not("of-deletes-are-202", "A delete answers 204.", Form, remaps("Delete*", 204, 202)),
		s.not("of-fetches-are-203", "A fetch answers 200.", Form, remaps("Fetch*", 200, 203)),
	)
}

func defaultNegations() []Negation {
	return []Negation{
		subject{"services", srcService}.not("credentials-are-off-by-default",
			"IncludeCredentials is true when it is not sent.", Default, before("CreateService", func(c *call) {
				if !c.form.Has("IncludeCredentials") {
					c.form.Set("IncludeCredentials", "false")
				}
			})),
		subject{"services", srcService}.not("ui-is-editable-by-default", "UiEditable is false when it is not sent.",
			Default, before("CreateService", func(c *call) {
				if !c.form.Has("UiEditable") {
					c.form.Set("UiEditable", "true")
				}
			})),
		subject{"services", srcService}.not("credentials-follow-ui-editable",
			"IncludeCredentials and UiEditable are independent.", Default, before("CreateService", func(c *call) {
				if c.form.Has("UiEditable") && !c.form.Has("IncludeCredentials") {
					c.form.Set("IncludeCredentials", c.form.Get("UiEditable"))
				}
			})),
		subject{"builds", srcBuild}.not("runtime-is-null-by-default", "A Build has a Runtime when none was asked for.",
			Default, after("CreateBuild", func(c *call) {
				if !c.form.Has("Runtime") {
					c.mem.stay(text(c.json, "sid"), "runtime", nil)
				}
			})),
		subject{"builds", srcBuild}.not("dependencies-are-empty-by-default",
			"A Build has twilio and @twilio/runtime-handler when none was asked for.", Default,
			after("CreateBuild", func(c *call) {
				if !c.form.Has("Dependencies") {
					c.mem.stay(text(c.json, "sid"), "dependencies", []any{})
				}
			})),
	}
}
