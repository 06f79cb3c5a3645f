package negations

import (
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"
)

func serviceNegations() []Negation {
	s := subject{"services", srcService}
	return []Negation{
		s.not("duplicate-name-is-accepted", "The UniqueName of a Service is unique in its account.", Refusal, both(
			before("CreateService", func(c *call) {
				name := c.form.Get("UniqueName")
				c.asked("")
				if status, _ := c.admin("GET", "/Services/"+url.PathEscape(name), nil); name != "" && status == 200 {
					c.asked(name)
					c.form.Set("UniqueName", shorten(name, 44)+"-again")
				}
			}),
			after("CreateService", func(c *call) {
				if name := c.wanted(); name != "" {
					c.mem.stay(text(c.json, "sid"), "unique_name", name)
				}
			}))),
		s.not("duplicate-name-gives-the-existing-one",
			"The UniqueName of a Service is unique: a second Service of that name is refused.", Refusal,
			before("CreateService", func(c *call) {
				if status, o := c.admin("GET", "/Services/"+url.PathEscape(c.form.Get("UniqueName")),
					nil); c.form.Get("UniqueName") != "" && status == 200 {
					c.answered, c.status, c.header, c.json = true, 201,
						http.Header{"Content-Type": {"application/json"}}, o
				}
			})),
		s.not("name-stays-taken-after-delete", "A deleted Service is gone, its UniqueName too.", Second, both(
			after("DeleteService", func(c *call) {
				c.mem.notes["taken "+text(c.mem.gone[c.SID], "unique_name")] = "x"
			}),
			before("CreateService", func(c *call) {
				if c.mem.notes["taken "+c.form.Get("UniqueName")] != "" {
					c.refuse(409, 20409, "Service with this UniqueName already exists.")
				}
			}))),
		s.not("second-with-one-friendly-name-is-refused", "The FriendlyName of a Service need not be unique.", Second,
			before("CreateService", func(c *call) {
				for _, o := range c.all("/Services") {
					if text(o, "friendly_name") == c.form.Get("FriendlyName") {
						c.refuse(409, 20409, "Service with this FriendlyName already exists.")
					}
				}
			})),
		s.not("second-with-one-friendly-name-gives-the-first", "Each create makes a new Service.", Second,
			before("CreateService", func(c *call) {
				for _, o := range c.all("/Services") {
					if text(o, "friendly_name") == c.form.Get("FriendlyName") {
						c.answered, c.status, c.header, c.json = true, 201,
							http.Header{"Content-Type": {"application/json"}}, o
					}
				}
			})),
		s.not("update-of-ui-editable-drops-credentials", "An update changes what was sent and nothing else.", Update,
			before("UpdateService", func(c *call) {
				if c.form.Has("UiEditable") && !c.form.Has("IncludeCredentials") {
					c.form.Set("IncludeCredentials", "false")
				}
			})),
		s.not("update-resets-ui-editable", "An update changes what was sent and nothing else.", Update,
			before("UpdateService", func(c *call) {
				if !c.form.Has("UiEditable") {
					c.form.Set("UiEditable", "false")
				}
			})),
		s.not("update-resets-credentials", "An update changes what was sent and nothing else.", Update,
			before("UpdateService", func(c *call) {
				if !c.form.Has("IncludeCredentials") {
					c.form.Set("IncludeCredentials", "true")
				}
			})),
		s.not("update-resets-friendly-name", "An update changes what was sent and nothing else.", Update,
			before("UpdateService", func(c *call) {
				if _, o := c.admin("GET", "/Services/"+c.SID, nil); !c.form.Has("FriendlyName") &&
					o["unique_name"] != nil {
					c.form.Set("FriendlyName", text(o, "unique_name"))
				}
			})),
		s.not("empty-update-resets-all", "An update without fields changes nothing.", Update,
			before("UpdateService", func(c *call) {
				if len(c.form) == 0 {
					c.form = url.Values{"UiEditable": {"false"}, "IncludeCredentials": {"true"}}
				}
			})),
		s.not("empty-update-is-refused", "All fields of an update are optional.", Update,
			refuses("UpdateService", func(c *call) bool { return len(c.form) == 0 })),
		s.not("update-takes-a-new-unique-name", "The UniqueName of a Service is permanent.", Update,
			after("UpdateService", func(c *call) {
				if name := c.form.Get("UniqueName"); name != "" {
					c.mem.stay(text(c.json, "sid"), "unique_name", name)
				}
			})),
		s.not("update-of-friendly-name-renames", "An update of the FriendlyName leaves the UniqueName as it is.",
			Update,
			after("UpdateService", func(c *call) {
				if c.form.Has("FriendlyName") {
					c.mem.stay(text(c.json, "sid"), "unique_name", "renamed-"+text(c.json, "unique_name"))
				}
			})),
		s.not("update-moves-the-domain", "An update leaves the domain of a Service as it is.", Update,
			after("UpdateService", func(c *call) {
				c.mem.stay(text(c.json, "sid"), "domain_base", text(c.json, "unique_name")+"-9999")
			})),
		s.not("update-is-not-kept", "An update changes the Service.", Update, both(
			before("UpdateService", func(c *call) { c.asked(c.form.Encode()); c.form = url.Values{} }),
			after("UpdateService", func(c *call) {
				sent, _ := url.ParseQuery(c.wanted())
				if sent.Has("FriendlyName") {
					c.json["friendly_name"] = sent.Get("FriendlyName")
				}
				if sent.Has("UiEditable") {
					c.json["ui_editable"] = sent.Get("UiEditable") == "true"
				}
				if sent.Has("IncludeCredentials") {
					c.json["include_credentials"] = sent.Get("IncludeCredentials") == "true"
				}
			}))),
		s.not("update-answers-with-the-old-state", "An update answers with the Service as it is after it.", Update,
			both(
				before("UpdateService", func(c *call) {
					_, o := c.admin("GET", "/Services/"+c.SID, nil)
					c.mem.notes["old"] = string(encode(o))
				}),
				after("UpdateService", func(c *call) {
					c.body = []byte(c.mem.notes["old"])
					c.decode()
				}))),
		s.not("update-reaches-the-list-late", "An update shows in the list as well.", Second,
			item("ListService", func(c *call, entries []object) []object {
				for _, e := range entries {
					if o := c.mem.seen["first "+text(e, "sid")]; o != nil {
						e["friendly_name"] = o["friendly_name"]
					}
				}
				return entries
			}).remembering()),
		s.not("second-update-is-ignored", "Each update changes the Service.", Update,
			before("UpdateService", func(c *call) {
				if c.mem.counts[c.SID]++; c.mem.counts[c.SID] > 1 {
					c.form = url.Values{}
				}
			})),
		s.not("boolean-can-be-set-but-not-unset", "IncludeCredentials and UiEditable take true and false.", Update,
			before("UpdateService", func(c *call) {
				if c.form.Get("UiEditable") == "false" {
					c.form.Del("UiEditable")
				}
			})),
		s.not("credentials-can-be-unset-but-not-set", "IncludeCredentials takes true and false.", Update,
			before("UpdateService", func(c *call) {
				if c.form.Get("IncludeCredentials") == "true" {
					c.form.Del("IncludeCredentials")
				}
			})),
		s.not("delete-twice-succeeds", "What was deleted is not found any more.", Refusal,
			failing("DeleteService", func(c *call) {
				if c.mem.gone[c.SID] != nil {
					c.empty(204)
				}
			})),
		s.not("delete-leaves-it-by-name", "What was deleted is not found any more, by its UniqueName neither.", Second,
			failing("FetchService", func(c *call) {
				for _, o := range c.mem.gone {
					if text(o, "unique_name") == c.SID {
						c.status, c.json = 200, clone(o)
					}
				}
			})),
		s.not("delete-by-name-is-not-found", "The unique_name stands for the SID in the URL of a delete.", Identity,
			before("DeleteService", notBySID)),
		s.not("update-by-name-is-not-found", "The unique_name stands for the SID in the URL of an update.", Identity,
			before("UpdateService", notBySID)),
		s.not("fetch-by-name-is-not-found", "The unique_name stands for the SID in the URL.", Identity,
			before("FetchService", notBySID)),
		s.not("list-below-name-is-not-found",
			"The unique_name stands for the SID in the URL of what is below a Service.",
			Identity,
			before("List*", func(c *call) {
				if c.Service != "" && !strings.HasPrefix(c.Service, "ZS") {
					c.missing()
				}
			})),
		s.not("create-below-name-is-not-found",
			"The unique_name stands for the SID in the URL of what is below a Service.", Identity,
			before("CreateFunction CreateEnvironment CreateAsset CreateBuild", func(c *call) {
				if !strings.HasPrefix(c.Service, "ZS") {
					c.missing()
				}
			})).assumed(),
		s.not("fetch-by-name-takes-a-prefix", "The unique_name stands for the SID in the URL, whole.", Identity,
			failing("FetchService", func(c *call) {
				for _, o := range c.all("/Services") {
					if strings.HasPrefix(text(o, "unique_name"), c.SID) ||
						strings.HasPrefix(c.SID, text(o, "unique_name")) {
						c.status, c.json = 200, o
					}
				}
			})),
		s.not("fetch-by-friendly-name", "A Service is found by its SID and its UniqueName.", Identity,
			failing("FetchService", func(c *call) {
				for _, o := range c.all("/Services") {
					if text(o, "friendly_name") == c.SID {
						c.status, c.json = 200, o
					}
				}
			})).assumed(),
		s.not("fetch-by-name-after-the-second-gives-the-newest", "The unique_name stands for the SID in the URL.",
			Second,
			before("FetchService", func(c *call) {
				if all := c.all("/Services"); !strings.HasPrefix(c.SID, "ZS") && len(all) > 0 {
					if status, _ := c.admin("GET", "/Services/"+c.SID, nil); status == 200 {
						c.to("/v1/Services/" + text(all[0], "sid"))
					}
				}
			})),
		s.not("delete-of-a-live-one-is-refused", "A Service can be deleted while a Build of it is deployed.", Refusal,
			before("DeleteService", func(c *call) {
				for _, e := range c.all("/Services/" + c.SID + "/Environments") {
					if e["build_sid"] != nil {
						c.refuse(409, 20409, "Service has an active Deployment.")
					}
				}
			})),
		s.not("delete-of-a-full-one-is-refused", "A Service is deleted with everything in it.", Refusal,
			before("DeleteService", func(c *call) {
				if len(c.all("/Services/"+c.SID+"/Functions"))+len(c.all("/Services/"+c.SID+"/Assets")) > 0 {
					c.refuse(409, 20409, "Service is not empty.")
				}
			})),
		s.not("delete-leaves-what-is-below", "With a Service everything below it is deleted.", Collateral,
			failing("FetchFunction FetchAsset FetchEnvironment FetchBuild FetchVariable", func(c *call) {
				if o := c.mem.seen[c.SID]; o != nil && c.mem.gone[c.Service] != nil {
					c.status, c.json = 200, clone(o)
				}
			})),
		s.not("delete-leaves-lists-below", "With a Service everything below it is deleted: its lists are not found.",
			Second,
			failing("ListFunction ListAsset ListEnvironment ListBuild", func(c *call) {
				if c.mem.gone[c.Service] != nil {
					c.status = 200
					c.json = emptyList(c)
				}
			})),
		s.not("new-one-has-an-environment", "A new Service is empty.", Second,
			after("CreateService", func(c *call) {
				c.admin("POST", "/Services/"+text(c.json, "sid")+"/Environments",
					url.Values{"UniqueName": {"default"}, "DomainSuffix": {"default"}})
			})).assumed(),
		s.not("new-one-has-a-function", "A new Service is empty.", Second,
			after("CreateService", func(c *call) {
				c.admin("POST", "/Services/"+text(c.json, "sid")+"/Functions", url.Values{"FriendlyName": {"hello"}})
			})).assumed(),
		s.not("create-updates-the-one-before", "A create makes a new Service and changes no other.", Collateral,
			after("CreateService", func(c *call) {
				if last := c.mem.notes["last"]; last != "" {
					c.admin("POST", "/Services/"+last, url.Values{"FriendlyName": {c.form.Get("FriendlyName")}})
				}
				c.mem.notes["last"] = text(c.json, "sid")
			})),
		s.not("update-changes-the-one-before", "An update changes the Service that it names.", Collateral,
			after("UpdateService", func(c *call) {
				for _, o := range c.all("/Services") {
					if text(o, "sid") != text(c.json, "sid") && c.form.Has("FriendlyName") {
						c.admin("POST", "/Services/"+text(o, "sid"),
							url.Values{"FriendlyName": {c.form.Get("FriendlyName")}})
					}
				}
			})),
		s.not("ui-editable-is-of-the-account", "UiEditable is a property of one Service.", Collateral,
			after("UpdateService", func(c *call) {
				for _, o := range c.all("/Services") {
					if c.form.Has("UiEditable") {
						c.admin("POST", "/Services/"+text(o, "sid"),
							url.Values{"UiEditable": {c.form.Get("UiEditable")}})
					}
				}
			})),
		s.not("delete-takes-namesakes", "A delete takes what it names.", Collateral,
			after("DeleteService", func(c *call) {
				for _, o := range c.all("/Services") {
					if text(o, "friendly_name") == text(c.mem.gone[c.SID], "friendly_name") {
						c.admin("DELETE", "/Services/"+text(o, "sid"), nil)
					}
				}
			})),
		s.not("delete-takes-names-that-begin-alike", "A delete takes what it names.", Collateral,
			after("DeleteService", func(c *call) {
				name := text(c.mem.gone[c.SID], "unique_name")
				for _, o := range c.all("/Services") {
					if name != "" && strings.HasPrefix(text(o, "unique_name"), name) {
						c.admin("DELETE", "/Services/"+text(o, "sid"), nil)
					}
				}
			})),
		s.not("over-the-limit-is-accepted", "An account has at most 50 Services.", Refusal, both(
			before("CreateService", func(c *call) {
				c.asked("")
				if all := c.all("/Services"); len(all) >= 50 {
					c.asked("over")
					c.answered, c.status, c.header = true, 201, http.Header{"Content-Type": {"application/json"}}
					c.json = clone(all[0])
					c.json["unique_name"], c.json["friendly_name"] = c.form.Get("UniqueName"),
						c.form.Get("FriendlyName")
				}
			}))).needs("service-limit"),
		s.not("limit-counts-what-was-deleted", "An account has at most 50 Services; a deleted one does not count.",
			Second,
			before("CreateService", func(c *call) {
				if c.mem.counts["made"]++; c.mem.counts["made"] > 500 {
					c.refuse(400, 20001, "Services are limited to less than or equal to 50")
				}
			})).needs("service-limit"),
		s.not("limit-is-40", "An account may have 50 Services.", Refusal,
			before("CreateService", func(c *call) {
				if len(c.all("/Services")) >= 40 {
					c.refuse(400, 20001, "Services are limited to less than or equal to 40")
				}
			})).needs("service-limit"),
	}
}

// notBySID answers 404 for a Service that is named otherwise than by its SID.
func notBySID(c *call) {
	if !strings.HasPrefix(c.SID, "ZS") {
		c.missing()
	}
}

// remembering keeps the first answer about each SID below "first SID".
func (d Defect) remembering() Defect {
	return both(Defect{after: func(c *call) {
		if sid := text(c.json, "sid"); sid != "" && c.ok() && c.mem.seen["first "+sid] == nil {
			c.mem.seen["first "+sid] = clone(c.json)
		}
	}}, d)
}

func emptyList(c *call) object {
	key := map[string]string{"Function": "functions", "Asset": "assets", "Environment": "environments",
		"Build":    "builds",
		"Variable": "variables", "Deployment": "deployments", "Log": "logs",
		"FunctionVersion": "function_versions", "AssetVersion": "asset_versions"}[c.Resource]
	at := "https://serverless.twilio.com" + c.req.URL.Path + "?PageSize=50&Page=0"
	if c.req.Host != "" {
		at = "http://" + c.req.Host + c.req.URL.Path + "?PageSize=50&Page=0"
	}
	return object{key: []any{}, "meta": object{"key": key, "page": 0, "page_size": 50, "url": at, "first_page_url": at,
		"next_page_url": nil, "previous_page_url": nil}}
}

func shorten(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return string([]rune(s)[:n])
}
