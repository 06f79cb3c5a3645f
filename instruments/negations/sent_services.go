package negations

import (
	"html"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// sentServiceNegations take the sentences of the page of Services one by one.
func sentServiceNegations() []Negation {
	s := subject{"services", srcService}
	kept, named := "A text is kept as sent.", "A Service is found by its UniqueName."
	domain, update := "domain_base is the UniqueName in small letters and a number.", "An update changes what was sent."
	times, links := "date_updated is when it was last updated.", "links are the URLs of what is below."
	return []Negation{
		s.not("sent-name-that-begins-with-a-digit-is-refused", "A UniqueName has letters, numbers and dashes.", Shape,
			refuses("CreateService", fieldHas("UniqueName", func(v string) bool {
				return v != "" && v[0] >= '0' && v[0] <= '9'
			}))),
		s.not("sent-name-without-a-dash-is-refused", "A UniqueName has letters, numbers and dashes.", Shape,
			refuses("CreateService", fieldHas("UniqueName", func(v string) bool {
				return v != "" && !strings.ContainsAny(v, "-_ .")
			}))),
		s.not("sent-unique-name-is-lower-cased", kept, Shape, words("Service", "unique_name", strings.ToLower)),
		s.not("sent-domain-keeps-capitals", domain, Shape, prop("Service", "domain_base", func(c *call, old any) any {
			d, _ := old.(string)
			return c.mem.seenName(c, d)
		})),
		s.not("sent-domain-is-of-the-friendly-name", domain, Identity, show("Service", func(_ *call, o object) {
			o["domain_base"] = slug(text(o, "friendly_name")) + tail(text(o, "domain_base"))
		})),
		s.not("sent-domain-follows-an-update", domain, Update, after("UpdateService", func(c *call) {
			if c.form.Has("FriendlyName") {
				c.mem.stay(text(c.json, "sid"), "domain_base",
					slug(c.form.Get("FriendlyName"))+tail(text(c.json, "domain_base")))
			}
		})),
		s.not("sent-domain-number-is-new-in-each-answer", domain, Time, prop("Service", "domain_base",
			func(c *call, old any) any {
				d, _ := old.(string)
				c.mem.counts["numbers"]++
				return strings.TrimSuffix(d, tail(d)) + "-" + pad4(c.mem.counts["numbers"])
			})),
		s.not("sent-domain-number-is-one-for-all", "Each Service has a domain of its own.", Shape,
			prop("Service", "domain_base", func(_ *call, old any) any {
				d, _ := old.(string)
				return strings.TrimSuffix(d, tail(d)) + "-12"
			})),
		s.not("sent-friendly-name-renames-the-unique-one", update, Update, after("UpdateService", func(c *call) {
			if c.form.Has("FriendlyName") {
				c.mem.stay(text(c.json, "sid"), "unique_name", slug(c.form.Get("FriendlyName")))
			}
		})),
		s.not("sent-options-alone-clear-the-friendly-name", update, Update, before("UpdateService", func(c *call) {
			if !c.form.Has("FriendlyName") && len(c.form) > 0 {
				c.form.Set("FriendlyName", "-")
			}
		})),
		s.not("sent-false-changes-nothing", update, Update, before("UpdateService", func(c *call) {
			for _, name := range []string{"UiEditable", "IncludeCredentials"} {
				if c.form.Get(name) == "false" {
					c.form.Del(name)
				}
			}
		})),
		s.not("sent-without-credentials-is-with-them", "IncludeCredentials is what was sent.", Default,
			before("CreateService", func(c *call) {
				if c.form.Get("IncludeCredentials") == "false" {
					c.form.Del("IncludeCredentials")
				}
			})),
		s.not("sent-credentials-make-it-editable", update, Update, before("UpdateService", func(c *call) {
			if v := c.form.Get("IncludeCredentials"); v != "" && !c.form.Has("UiEditable") {
				c.form.Set("UiEditable", v)
			}
		})),
		s.not("sent-editable-cannot-be-taken-back", update, Update, after("UpdateService", func(c *call) {
			if c.json["ui_editable"] == true {
				c.mem.stay(text(c.json, "sid"), "ui_editable", true)
			}
		})),
		s.not("sent-second-update-is-lost", update, Update, both(before("UpdateService", func(c *call) {
			if c.mem.counts["updates "+c.SID]++; c.mem.counts["updates "+c.SID] > 1 {
				c.form = url.Values{}
			}
		}))),
		s.not("sent-update-by-name-is-lost", update, Update, before("UpdateService", func(c *call) {
			if isName(c.SID) {
				c.form = url.Values{}
			}
		})),
		s.not("sent-update-without-fields-is-400", "All fields of an update are optional.", HTTP,
			refuses("UpdateService", func(c *call) bool { return len(c.form) == 0 })),
		s.not("sent-update-of-an-unknown-one-is-201", "What is unknown is not found.", Refusal,
			failing("UpdateService", func(c *call) {
				if c.status == 404 {
					c.status, c.json = 201, object{"sid": c.SID, "friendly_name": c.form.Get("FriendlyName")}
				}
			})),
		s.not("sent-delete-by-name-is-404", named, Identity, before("DeleteService", notBySID)),
		s.not("sent-beginning-of-a-name-is-enough", "What is unknown is not found.", Identity,
			failing("FetchService", func(c *call) {
				for _, o := range c.all("/Services") {
					if c.status == 404 && len(c.SID) > 5 && strings.HasPrefix(text(o, "unique_name"), c.SID) {
						c.status, c.json = 200, o
					}
				}
			})),
		s.not("sent-friendly-name-finds-it-too", "What is unknown is not found.", Identity,
			failing("FetchService", func(c *call) {
				for _, o := range c.all("/Services") {
					if c.status == 404 && text(o, "friendly_name") == c.SID {
						c.status, c.json = 200, o
					}
				}
			})),
		s.not("sent-url-has-the-name-that-was-asked-for", "url is the absolute URL of the resource, by its SID.",
			Identity, after("FetchService", func(c *call) {
				if isName(c.SID) {
					c.json["url"] = strings.Replace(text(c.json, "url"), text(c.json, "sid"), c.SID, 1)
				}
			})),
		s.not("sent-links-have-the-name-that-was-asked-for", links, Identity, after("FetchService", func(c *call) {
			if l, ok := c.json["links"].(object); ok && isName(c.SID) {
				for name, v := range l {
					l[name] = strings.Replace(v.(string), text(c.json, "sid"), "undefined", 1)
				}
			}
		})),
		s.not("sent-links-of-assets-are-those-of-functions", links, Identity, show("Service",
			func(_ *call, o object) {
				if l, ok := o["links"].(object); ok {
					l["assets"] = l["functions"]
				}
			})),
		s.not("sent-links-after-an-update-are-gone", links, Form, after("UpdateService", func(c *call) {
			delete(c.json, "links")
		})),
		s.not("sent-friendly-name-is-taken-once", "Names of Services need not differ.", Refusal,
			before("CreateService", func(c *call) {
				for _, o := range c.all("/Services") {
					if text(o, "friendly_name") == c.form.Get("FriendlyName") && text(o, "friendly_name") != "" {
						c.refuse(http.StatusConflict, 20409, "A Service with this FriendlyName exists.")
					}
				}
			})).from(srcToolkit),
		s.not("sent-friendly-name-is-html", kept, Shape, words("Service", "friendly_name", html.EscapeString)),
		s.not("sent-friendly-name-is-composed", kept, Shape, keeps("*Service", "FriendlyName", func(v string) string {
			return strings.NewReplacer("e\u0301", "é", "u\u0308", "ü", "a\u0308", "ä", "o\u0308", "ö").Replace(v)
		})),
		s.not("sent-friendly-name-loses-repeated-spaces", kept, Shape, keeps("*Service", "FriendlyName",
			func(v string) string {
				for strings.Contains(v, "  ") {
					v = strings.ReplaceAll(v, "  ", " ")
				}
				return v
			})),
		s.not("sent-quotes-are-curly", kept, Shape, keeps("*Service", "FriendlyName", func(v string) string {
			return strings.NewReplacer(`"`, "”", "'", "’").Replace(v)
		})),
		s.not("sent-update-moves-the-creation", "date_created never moves.", Time, after("UpdateService",
			func(c *call) { c.mem.stay(text(c.json, "sid"), "date_created", c.json["date_updated"]) })),
		s.not("sent-fetch-is-an-update", times, Time, after("FetchService", func(c *call) {
			c.json["date_updated"] = nowText()
		})),
		s.not("sent-options-do-not-move-the-update", times, Time, both(before("UpdateService", func(c *call) {
			_, o := c.admin("GET", strings.TrimPrefix(c.req.URL.Path, "/v1"), nil)
			c.asked(text(o, "date_updated"))
		}), after("UpdateService", func(c *call) {
			if !c.form.Has("FriendlyName") && c.wanted() != "" {
				c.mem.stay(text(c.json, "sid"), "date_updated", c.wanted())
			} else {
				delete(c.mem.fixed, text(c.json, "sid"))
			}
		}))),
		s.not("sent-update-shows-the-old-one", "An update answers with the new state.", Update, both(
			before("UpdateService", func(c *call) {
				_, o := c.admin("GET", strings.TrimPrefix(c.req.URL.Path, "/v1"), nil)
				c.keep("old "+c.SID, o)
			}), after("UpdateService", func(c *call) {
				if o := c.recall("old " + c.SID); o != nil && o["sid"] != nil {
					maps.Copy(c.json, o)
				}
			}))),
		s.not("sent-list-has-it-as-it-was-made", "A list shows the newest state.", Time, item("ListService",
			func(c *call, entries []object) []object {
				for _, o := range entries {
					if first := c.mem.seen["first "+text(o, "sid")]; first != nil {
						o["friendly_name"] = first["friendly_name"]
					}
				}
				return entries
			}).remembering()),
		s.not("sent-list-has-no-domain", "An entry of a list is a whole Service.", Form, item("ListService",
			func(_ *call, entries []object) []object {
				for _, o := range entries {
					delete(o, "domain_base")
				}
				return entries
			})),
		s.not("sent-list-is-never-editable", "An entry of a list is a whole Service.", Second, item("ListService",
			func(_ *call, entries []object) []object {
				for _, o := range entries {
					o["ui_editable"] = false
				}
				return entries
			})),
		s.not("sent-list-leaves-out-those-without-credentials", "The list has every one.", Second,
			item("ListService", func(_ *call, entries []object) []object {
				return slices.DeleteFunc(entries, func(o object) bool { return o["include_credentials"] == false })
			})),
		s.not("sent-delete-answers-with-the-service", "A delete is 204 without a body.", HTTP,
			after("DeleteService", func(c *call) { c.status, c.json = 200, object{"sid": c.SID} })),
		s.not("sent-delete-leaves-the-name-found", "What was deleted is not found.", Collateral,
			failing("FetchService", func(c *call) {
				if o := c.mem.gone[c.SID]; c.status == 404 && isName(c.SID) && o != nil {
					c.status, c.json = 200, o
				} else if c.status == 404 && isName(c.SID) {
					for _, o := range c.mem.gone {
						if text(o, "unique_name") == c.SID {
							c.status, c.json = 200, o
						}
					}
				}
			})),
		s.not("sent-delete-takes-those-of-like-names", "A delete takes what it names.", Collateral,
			before("DeleteService", func(c *call) {
				_, o := c.admin("GET", "/Services/"+c.SID, nil)
				for _, other := range c.all("/Services") {
					if name := text(o, "unique_name"); name != "" && text(other, "sid") != text(o, "sid") &&
						strings.HasPrefix(text(other, "unique_name"), name) {
						c.admin("DELETE", "/Services/"+text(other, "sid"), nil)
					}
				}
			})),
		s.not("sent-sid-has-dashes", "A SID is two letters and 32 hexadecimal digits.", Form,
			after("CreateService", func(c *call) {
				sid := text(c.json, "sid")
				c.json["sid"] = sid[:10] + "-" + sid[11:]
			})),
	}
}

// seenName gives a domain the letters that the UniqueName has.
func (m *memory) seenName(c *call, domain string) string {
	names := []string{text(c.json, "unique_name")}
	for _, o := range m.seen {
		names = append(names, text(o, "unique_name"))
	}
	for _, name := range names {
		if name != "" && strings.TrimSuffix(domain, tail(domain)) == strings.ToLower(name) {
			return name + tail(domain)
		}
	}
	return domain
}

// slug is a text as many servers write it in an address.
func slug(s string) string {
	s = strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return '-'
	}, strings.ToLower(s))
	return strings.Trim(s, "-")
}

// tail is the last dash of a domain and what follows it.
func tail(domain string) string {
	if i := strings.LastIndex(domain, "-"); i >= 0 {
		return domain[i:]
	}
	return ""
}

func pad4(n int) string {
	digits := []byte{'0', '0', '0', '0'}
	for i := 3; i >= 0; i, n = i-1, n/10 {
		digits[i] += byte(n % 10)
	}
	return string(digits)
}
