package negations

import (
	"bytes"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// plain2RequestNegations are bugs of requests, answers and credentials that come in when one writes a server.
func plain2RequestNegations() []Negation {
	h, f, a, e := subject{"http", srcHTTP}, subject{"forms", srcForms}, subject{"access", srcRequests},
		subject{"errors", srcResponse}
	pairs := func(old, by string) Defect {
		return before("Create* Update*", func(c *call) {
			for _, list := range c.form {
				for i, v := range list {
					list[i] = strings.ReplaceAll(v, old, by)
				}
			}
		})
	}
	kept := "A text is kept as sent."
	media := func(c *call) string { return c.req.Header.Get("Content-Type") }
	url404 := "What is unknown is not found: 404, code 20404."
	iso := "Dates are in GMT and ISO 8601."
	hostOf := "A url is the absolute URL of the resource."
	return []Negation{
		f.not("plain2-plus-stays-a-plus", "A plus in a form is a space.", HTTP, before("Create* Update*",
			func(c *call) {
				if c.form != nil && bytes.Contains(c.raw, []byte("+")) {
					c.form, _ = url.ParseQuery(strings.ReplaceAll(string(c.raw), "+", "%2B"))
				}
			})),
		f.not("plain2-encoded-plus-is-a-space", kept, HTTP, pairs("+", " ")),
		f.not("plain2-is-decoded-twice", kept, HTTP, before("Create* Update*", func(c *call) {
			for _, list := range c.form {
				for i, v := range list {
					list[i] = percentDecode(v)
				}
			}
		})),
		f.not("plain2-ampersands-of-values-are-escaped", kept, Shape, pairs("&", "&amp;")),
		f.not("plain2-quotes-are-escaped", kept, Shape, pairs(`"`, `\"`)),
		f.not("plain2-less-than-is-lost", kept, Shape, pairs("<", "")),
		f.not("plain2-crlf-is-lf", kept, Shape, pairs("\r\n", "\n")),
		f.not("plain2-null-is-absent", kept, Shape, before("Create* Update*", func(c *call) {
			for name := range c.form {
				if c.form.Get(name) == "null" || c.form.Get(name) == "undefined" {
					c.form.Del(name)
				}
			}
		})),
		f.not("plain2-charset-is-unknown", "A form may say its charset.", HTTP, before("Create* Update*",
			func(c *call) {
				if c.form != nil && strings.Contains(media(c), "charset") {
					c.type415()
				}
			})),
		f.not("plain2-type-in-capitals-is-unknown", "A type is in any case.", HTTP, before("Create* Update*",
			func(c *call) {
				if media(c) != strings.ToLower(media(c)) && c.form != nil {
					c.type415()
				}
			})),
		f.not("plain2-names-in-small-letters-are-taken", "Names of fields are in PascalCase.", Refusal,
			before("Create* Update*", func(c *call) {
				for name, v := range c.form {
					if name != "" && name[0] >= 'a' && name[0] <= 'z' {
						c.form[strings.ToUpper(name[:1])+name[1:]] = v
					}
				}
			})).assumed(),
		f.not("plain2-unknown-field-is-refused", "What is unknown is ignored.", HTTP, denies("Create* Update*", 400,
			func(c *call) bool {
				known := []string{"UniqueName", "FriendlyName", "IncludeCredentials", "UiEditable", "Key", "Value",
					"DomainSuffix", "BuildSid", "IsPlugin", "AssetVersions", "FunctionVersions", "Dependencies",
					"Runtime"}
				for name := range c.form {
					if !slices.Contains(known, name) {
						return true
					}
				}
				return false
			})),
		f.not("plain2-booleans-are-small", "A boolean may be True.", Shape, refuses("CreateService UpdateService",
			func(c *call) bool {
				v := c.form.Get("IncludeCredentials") + c.form.Get("UiEditable")
				return v != strings.ToLower(v)
			})),
		f.not("plain2-yes-is-true", "A boolean is true or false.", Refusal, before("CreateService UpdateService",
			func(c *call) {
				for _, name := range []string{"IncludeCredentials", "UiEditable"} {
					if v := c.form.Get(name); v != "" && lower(v) != "true" && lower(v) != "false" {
						c.form.Set(name, "true")
					}
				}
			})).assumed(),

		h.not("plain2-type-of-a-get-is-refused", "A GET may say a type.", HTTP, denies("List* Fetch*", 415,
			func(c *call) bool { return media(c) != "" })),
		h.not("plain2-chunked-body-is-empty", "A body may have no length.", HTTP, before("Create* Update*",
			func(c *call) {
				if c.req.ContentLength < 0 && c.form != nil {
					c.form = url.Values{}
				}
			})),
		h.not("plain2-created-is-200", "A create is answered 201.", Form, remaps("Create*", 201, 200)),
		h.not("plain2-update-is-201", "An update is answered 200.", Form, remaps("Update*", 200, 201)),
		h.not("plain2-deleted-is-202", "A delete is answered 204.", Form, remaps("Delete*", 204, 202)),
		h.not("plain2-put-is-an-update", "There is no PUT.", Refusal, failing("any", func(c *call) {
			if c.req.Method == http.MethodPut && c.status == 405 {
				c.req = c.req.Clone(c.req.Context())
				c.req.Method = http.MethodPost
				c.answered = false
				c.forward()
			}
		})).assumed(),
		h.not("plain2-method-is-404", "A method that is not offered is 405.", Refusal, Defect{after: func(c *call) {
			if c.status == 405 {
				c.missing()
			}
		}}).assumed(),
		h.not("plain2-answers-are-text", "Answers are JSON.", HTTP, header("*", "Content-Type", "text/plain")),
		h.not("plain2-urls-have-the-port-80", hostOf, Form, everywhere(func(_ *call, o object) {
			if u, err := url.Parse(text(o, "url")); err == nil && u.Host != "" && u.Port() == "" {
				u.Host += ":80"
				o["url"] = u.String()
			}
		})),
		h.not("plain2-urls-have-no-version", hostOf, Form, everywhere(func(_ *call, o object) {
			if s := text(o, "url"); s != "" {
				o["url"] = strings.Replace(s, "/v1/", "/", 1)
			}
		})),
		h.not("plain2-urls-say-undefined", hostOf, Form, everywhere(func(c *call, o object) {
			if s := text(o, "url"); s != "" && c.Parent != "" {
				o["url"] = strings.Replace(s, c.Parent, "undefined", 1)
			}
		})),
		h.not("plain2-keys-are-in-camel-case", "Properties are in snake_case.", Form, everywhere(
			func(_ *call, o object) {
				for name, v := range o {
					if head, tail, ok := strings.Cut(name, "_"); ok {
						delete(o, name)
						o[head+strings.ToUpper(tail[:1])+tail[1:]] = v
					}
				}
			})),
		h.not("plain2-null-properties-are-left-out", "A property without a value is null.", Form, after("*",
			func(c *call) {
				for name, v := range c.json {
					if v == nil {
						delete(c.json, name)
					}
				}
			})),
		h.not("plain2-dates-are-rfc-2822", iso, Form, redated(func(at time.Time) string {
			return at.Format(time.RFC1123Z)
		})),
		h.not("plain2-dates-have-no-zone", iso, Form, redated(func(at time.Time) string {
			return at.Format("2006-01-02T15:04:05")
		})),
		h.not("plain2-dates-are-numbers", iso, Form, everywhere(func(_ *call, o object) {
			for name, v := range o {
				if s, ok := v.(string); ok && strings.HasPrefix(name, "date_") {
					if at, err := time.Parse(time.RFC3339, s); err == nil {
						o[name] = at.Unix()
					}
				}
			}
		})),
		h.not("plain2-dates-are-local", iso, Time, redated(func(at time.Time) string {
			return at.Add(-8*time.Hour).Format("2006-01-02T15:04:05") + "Z"
		})),
		h.not("plain2-sids-are-in-capitals", "A SID has two letters and 32 digits of hexadecimal.", Form, everywhere(
			func(_ *call, o object) {
				if s := text(o, "sid"); len(s) == 34 {
					o["sid"] = s[:2] + "-" + s[2:33]
				}
			})),
		h.not("plain2-accounts-are-those-of-the-example", "account_sid is the account.", Identity, everywhere(
			func(_ *call, o object) {
				if o["account_sid"] != nil {
					o["account_sid"] = "AC" + strings.Repeat("0", 31) + "9"
				}
			})),
		h.not("plain2-account-of-nested-ones-is-null", "account_sid is the account.", Form, show("Build",
			func(_ *call, o object) {
				for _, v := range append(objects(o["function_versions"]), objects(o["asset_versions"])...) {
					v["account_sid"] = nil
				}
			})),

		a.not("plain2-any-password-is-right", "Wrong credentials are refused.", Access,
			rightful(func(_ *call, user, _, owner, _ string) bool { return user == owner })),
		a.not("plain2-password-is-in-any-case", "Wrong credentials are refused.", Access,
			rightful(func(_ *call, user, password, owner, token string) bool {
				return user == owner && strings.EqualFold(password, token)
			})),
		a.not("plain2-password-may-be-longer", "Wrong credentials are refused.", Access,
			rightful(func(_ *call, user, password, owner, token string) bool {
				return user == owner && token != "" && strings.HasPrefix(password, token)
			})),
		a.not("plain2-password-may-be-shorter", "Wrong credentials are refused.", Access,
			rightful(func(_ *call, user, password, owner, token string) bool {
				return user == owner && password != "" && strings.HasPrefix(token, password)
			})),
		a.not("plain2-any-user-is-right", "Wrong credentials are refused.", Access,
			rightful(func(_ *call, _, password, _, token string) bool { return password == token })),
		a.not("plain2-without-credentials-one-reads", "Credentials are required.", Access,
			rightful(func(c *call, user, _, _, _ string) bool { return user == "" && c.req.Method == "GET" })),
		a.not("plain2-uploads-need-no-credentials", "Credentials are required.", Access,
			rightful(func(c *call, user, _, _, _ string) bool { return user == "" && fits(uploads, c.Op) })),
		a.not("plain2-refused-is-403", "Wrong credentials are answered 401.", Access, Defect{after: func(c *call) {
			if c.status == 401 {
				c.status = 403
				if c.json != nil {
					c.json["status"] = 403
				}
			}
		}}),
		a.not("plain2-refused-has-the-code-20404", "Wrong credentials have the code 20003.", Access,
			recodes(401, 20404)),
		a.not("plain2-missing-comes-before-credentials", "Credentials are looked at first.", Access,
			Defect{before: func(c *call) {
				user, _, _ := userOf(c.req)
				if user == "" && c.SID != "" && c.mem.seen[c.SID] == nil && c.Resource != "Service" {
					c.missing()
				}
			}}),
		a.not("plain2-form-comes-before-credentials", "Credentials are looked at first.", Access,
			Defect{before: func(c *call) {
				if user, _, _ := userOf(c.req); user == "" && c.Op == "CreateService" && !c.form.Has("UniqueName") {
					c.refuse(400, 20001, "Missing required parameter")
				}
			}}),
		a.not("plain2-scheme-is-written-so", "The name of a scheme is in any case.", HTTP,
			Defect{before: func(c *call) {
				if h := c.req.Header.Get("Authorization"); h != "" && !strings.HasPrefix(h, "Basic ") {
					c.refuse(401, 20003, "Authenticate")
				}
			}}),

		e.not("plain2-missing-is-400", url404, Refusal, remaps("*", 404, 400)),
		e.not("plain2-missing-is-410-after-a-delete", url404, Refusal, Defect{after: func(c *call) {
			if c.status == 404 && c.mem.gone[c.SID] != nil {
				c.status, c.json["status"] = 410, 410
			}
		}}),
		e.not("plain2-missing-has-the-code-404", url404, Form, recodes(404, 404)),
		e.not("plain2-missing-is-html", "A refusal is JSON.", Form, failing("Fetch*", func(c *call) {
			if c.status == 404 {
				c.json, c.body = nil, []byte("<h1>Not Found</h1>")
				c.header = http.Header{"Content-Type": {"text/html"}}
			}
		})),
		e.not("plain2-missing-parent-is-an-empty-list", url404, Refusal, failing("List*", func(c *call) {
			if c.status == 404 {
				c.status, c.json = 200, emptyList(c)
			}
		})),
		e.not("plain2-malformed-sid-is-500", url404, Refusal, failing("*", func(c *call) {
			if c.status == 404 && len(c.SID) != 34 && c.SID != "" && c.Resource != "Service" {
				c.crash(500)
			}
		})),
		e.not("plain2-refusal-of-a-form-is-500", "A wrong request is 400.", Refusal, crashing("Update*", 400, 500)),
		e.not("plain2-refusal-of-an-update-is-done", "A refusal changes nothing.", Collateral, Defect{
			after: func(c *call) {
				if c.Op == "UpdateVariable" && c.status == 400 && c.form.Has("Key") && c.form.Has("Value") {
					f := url.Values{}
					if len(c.form.Get("Value")) <= 450 {
						f.Set("Value", c.form.Get("Value"))
					}
					if len(c.form.Get("Key")) <= 128 {
						f.Set("Key", c.form.Get("Key"))
					}
					c.admin("POST", c.variable(c.SID), f)
				}
			}}),
		e.not("plain2-status-is-a-text", "status is a number.", Form, failing("any", func(c *call) {
			if c.json["status"] != nil {
				c.json["status"] = strconv.Itoa(c.status)
			}
		})),
		e.not("plain2-error-is-in-an-error", "A refusal has a code and a message.", Form, failing("any",
			func(c *call) { c.json = object{"error": c.json} })),
		e.not("plain2-refused-is-under-200", "A refusal has the status that it says.", Form, failing("Create*",
			func(c *call) {
				if c.status == 409 {
					c.status = 200
				}
			})),
	}
}
