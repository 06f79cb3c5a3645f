package negations

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// plain2ServiceNegations are bugs of Services that come in when one writes a server of one's own.
func plain2ServiceNegations() []Negation {
	s := subject{"services", srcService}
	one, name := "An update changes what was sent and nothing else.", "A UniqueName is kept as sent."
	byName := "A Service can be addressed by its unique_name."
	base := "domain_base is the unique name and a randomly generated string."
	gone := "A Service goes with all that is in it, and with nothing else."
	truthy := func(ops, field string) Defect { // if (form.X) service.x = true
		return before(ops, func(c *call) {
			if c.form.Get(field) == "false" {
				c.form.Del(field)
			}
		})
	}
	named := func(c *call) bool { return c.Resource == "Service" && isName(c.SID) }
	return []Negation{
		s.not("plain2-name-that-begins-with-a-digit-is-refused", name, Shape,
			refuses("CreateService", fieldHas("UniqueName", func(v string) bool {
				return v != "" && unicode.IsDigit(rune(v[0]))
			}))),
		s.not("plain2-name-that-ends-with-a-digit-gets-a-dash", base, Shape,
			words("Service", "domain_base", func(v string) string {
				name, number, _ := strings.Cut(v, "-")
				return name + "--" + number
			})),
		s.not("plain2-name-of-50-is-refused", "A UniqueName has 50 characters or less.", Shape,
			refuses("CreateService", fieldHas("UniqueName", func(v string) bool { return len(v) >= 50 }))),
		s.not("plain2-name-of-51-is-cut", "A UniqueName has 50 characters or less.", Refusal,
			field("CreateService", "UniqueName", cutTo(50))),
		s.not("plain2-friendly-name-of-255-is-refused", "A FriendlyName has up to 255 characters.", Shape,
			refuses("CreateService UpdateService", fieldHas("FriendlyName", func(v string) bool {
				return len([]rune(v)) >= 255
			}))),
		s.not("plain2-update-takes-a-friendly-name-of-any-length", "A FriendlyName has up to 255 characters.",
			Refusal, field("UpdateService", "FriendlyName", cutTo(255))),
		s.not("plain2-create-cannot-say-no-to-credentials", "include_credentials is what was sent.", Default,
			truthy("CreateService", "IncludeCredentials")),
		s.not("plain2-update-cannot-say-no-to-credentials", one, Update,
			truthy("UpdateService", "IncludeCredentials")),
		s.not("plain2-update-cannot-say-no-to-the-ui", one, Update, truthy("UpdateService", "UiEditable")),
		s.not("plain2-credentials-are-off-when-the-ui-is-named", "IncludeCredentials is true when it is absent.",
			Default, before("CreateService", func(c *call) {
				if c.form.Has("UiEditable") && !c.form.Has("IncludeCredentials") {
					c.form.Set("IncludeCredentials", "false")
				}
			})),
		s.not("plain2-update-of-the-name-turns-credentials-on", one, Update, before("UpdateService",
			func(c *call) {
				if c.form.Has("FriendlyName") && !c.form.Has("IncludeCredentials") {
					c.form.Set("IncludeCredentials", "true")
				}
			})),
		s.not("plain2-update-of-two-does-the-first", one, Update, before("UpdateService", func(c *call) {
			if c.form.Has("FriendlyName") && len(c.form) > 1 {
				c.form.Del("UiEditable")
				c.form.Del("IncludeCredentials")
			}
		})),
		s.not("plain2-update-with-nothing-resets-the-ui", one, Update, before("UpdateService", func(c *call) {
			if len(c.form) == 0 {
				c.form.Set("UiEditable", "false")
			}
		})),
		s.not("plain2-update-by-name-is-not-found", byName, Identity, before("UpdateService", func(c *call) {
			if named(c) {
				c.missing()
			}
		})),
		s.not("plain2-delete-by-name-is-not-found", byName, Identity, before("DeleteService", func(c *call) {
			if named(c) {
				c.missing()
			}
		})),
		s.not("plain2-delete-by-name-does-nothing", byName, Identity, before("DeleteService", func(c *call) {
			if named(c) {
				c.empty(204)
			}
		})),
		s.not("plain2-update-by-name-is-forgotten", byName, Update,
			forgets("UpdateService", named)),
		s.not("plain2-url-has-the-name", "url is the absolute URL of the Service.", Identity,
			after("FetchService", func(c *call) {
				if named(c) {
					c.json["url"] = strings.Replace(text(c.json, "url"), text(c.json, "sid"), c.SID, 1)
				}
			})),
		s.not("plain2-links-of-an-update-have-the-name", "links are the URLs of what is below.", Identity,
			after("UpdateService", func(c *call) {
				links, _ := c.json["links"].(object)
				for k, v := range links {
					links[k] = strings.Replace(v.(string), text(c.json, "sid"), text(c.json, "unique_name"), 1)
				}
			})),
		s.not("plain2-name-is-looked-up-by-its-beginning", "What is unknown is not found.", Identity,
			Defect{after: func(c *call) {
				if c.Op != "FetchService" || c.status != 404 || !isName(c.SID) {
					return
				}
				for _, o := range c.all("/Services") {
					if strings.HasPrefix(text(o, "unique_name"), c.SID) {
						c.status, c.json = 200, o
						return
					}
				}
			}}),
		s.not("plain2-unique-name-can-be-changed", "The UniqueName is permanent.", Update,
			after("UpdateService", func(c *call) {
				if c.form.Has("UniqueName") {
					c.mem.stay(text(c.json, "sid"), "unique_name", c.form.Get("UniqueName"))
				}
			})),
		s.not("plain2-update-draws-a-new-domain", one, Update, after("UpdateService", func(c *call) {
			name, _, _ := strings.Cut(text(c.json, "domain_base"), "-")
			c.mem.stay(text(c.json, "sid"), "domain_base", name+"-"+strconv.Itoa(1000+len(c.mem.order)))
		})),
		s.not("plain2-domain-keeps-capitals", "A domain is in small letters.", Form,
			prop("Service", "domain_base", func(c *call, old any) any {
				o := c.json
				if name := text(o, "unique_name"); name != "" && strings.ToLower(name) != name {
					return name + strings.TrimPrefix(old.(string), strings.ToLower(name))
				}
				return old
			})),
		s.not("plain2-domain-of-a-long-name-is-cut", base, Form, words("Service", "domain_base",
			func(v string) string {
				if len(v) > 35 {
					return v[:30] + v[len(v)-5:]
				}
				return v
			})),
		s.not("plain2-domain-is-drawn-at-each-fetch", "A Service has one domain.", Time,
			after("FetchService", func(c *call) {
				c.mem.counts["drawn"]++
				base := text(c.json, "domain_base")
				if i := strings.LastIndex(base, "-"); i > 0 {
					c.json["domain_base"] = base[:i+1] + strconv.Itoa(1000+c.mem.counts["drawn"])
				}
			})),
		s.not("plain2-create-without-a-name-takes-the-friendly-one", "UniqueName is required.", Refusal,
			before("CreateService", func(c *call) {
				if !c.form.Has("UniqueName") && c.form.Has("FriendlyName") {
					c.form.Set("UniqueName", "s-"+digest(c.form.Get("FriendlyName"))[:12])
				}
			})),
		s.not("plain2-create-without-a-friendly-name-takes-the-unique-one", "FriendlyName is required.", Refusal,
			before("CreateService", func(c *call) {
				if !c.form.Has("FriendlyName") {
					c.form.Set("FriendlyName", c.form.Get("UniqueName"))
				}
			})),
		s.not("plain2-taken-name-answers-what-is-there", "A UniqueName is unique.", Refusal,
			inPlace("CreateService", "created", "unique_name", "UniqueName")),
		s.not("plain2-names-are-unique-among-the-last-three", "A UniqueName is unique.", Refusal,
			Defect{after: func(c *call) {
				if c.Op != "CreateService" || c.status != http.StatusConflict {
					return
				}
				all := c.all("/Services")
				i := slices.IndexFunc(all, func(o object) bool {
					return text(o, "unique_name") == c.form.Get("UniqueName")
				})
				if i >= 3 {
					c.status, c.json = 201, clone(all[i])
					c.json["sid"] = "ZS" + strings.Repeat("d", 32)
				}
			}}),
		s.not("plain2-boolean-is-a-text-in-an-update", "ui_editable is a boolean.", Form,
			after("UpdateService", func(c *call) {
				if b, ok := c.json["ui_editable"].(bool); ok {
					c.json["ui_editable"] = strconv.FormatBool(b)
				}
			})),
		s.not("plain2-list-says-defaults", "The list shows the Services as they are.", Second,
			item("ListService", func(_ *call, entries []object) []object {
				for _, o := range entries {
					o["include_credentials"], o["ui_editable"] = true, false
				}
				return entries
			})),
		s.not("plain2-update-of-an-unknown-one-creates", "What is unknown is not found.", Refusal,
			Defect{after: func(c *call) {
				if c.Op == "UpdateService" && c.status == 404 && isName(c.SID) {
					f := c.form
					f.Set("UniqueName", c.SID)
					if !f.Has("FriendlyName") {
						f.Set("FriendlyName", c.SID)
					}
					c.status, c.json = c.admin("POST", "/Services", f)
				}
			}}),
		s.not("plain2-delete-takes-those-whose-name-begins-so", gone, Collateral, before("DeleteService",
			func(c *call) {
				_, o := c.admin("GET", "/Services/"+c.SID, nil)
				name := text(o, "unique_name")
				for _, other := range c.all("/Services") {
					if text(other, "sid") != text(o, "sid") && name != "" &&
						strings.HasPrefix(text(other, "unique_name"), name) {
						c.admin("DELETE", "/Services/"+text(other, "sid"), nil)
					}
				}
			})),
		s.not("plain2-delete-leaves-its-functions", gone, Collateral, survives("FetchFunction", "Service")),
		s.not("plain2-delete-leaves-its-builds", gone, Collateral, survives("FetchBuild", "Service")),
		s.not("plain2-delete-leaves-its-environments", gone, Collateral,
			survives("FetchEnvironment", "Service")),
		s.not("plain2-list-below-a-deleted-one-is-empty", "What is below something deleted is not found.", Refusal,
			Defect{after: func(c *call) {
				if c.Verb == "List" && c.status == 404 && c.mem.gone[c.Service] != nil &&
					fits("ListFunction ListAsset ListBuild ListEnvironment", c.Op) {
					c.status, c.json = 200, emptyList(c)
				}
			}}),
		s.not("plain2-create-below-a-deleted-one-is-made", "What is below something deleted is not found.", Refusal,
			Defect{after: func(c *call) {
				if old := c.mem.gone[c.Service]; c.Op == "CreateFunction" && c.status == 404 && old != nil {
					sid := "ZH" + digest(c.Service)[:32]
					at := strings.TrimSuffix(text(old, "url"), "/") + "/Functions/" + sid
					c.status = 201
					c.json = object{"sid": sid, "account_sid": old["account_sid"], "service_sid": old["sid"],
						"friendly_name": c.form.Get("FriendlyName"), "date_created": nowText(),
						"date_updated": nowText(), "url": at,
						"links": object{"function_versions": at + "/Versions"}}
				}
			}}),
		s.not("plain2-fetch-moves-the-update", "date_updated is when it was last updated.", Time,
			prop("Service", "date_updated", func(c *call, old any) any {
				if c.Verb == "Fetch" {
					return nowText()
				}
				return old
			})),
		s.not("plain2-update-by-name-keeps-the-date", "date_updated is when it was last updated.", Time,
			after("UpdateService", func(c *call) {
				if named(c) {
					c.mem.stay(text(c.json, "sid"), "date_updated", c.json["date_created"])
				}
			})),
	}
}
