package negations

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// onceServiceNegations are defects of Services.
func onceServiceNegations() []Negation {
	s := subject{"services", srcService}
	byName := "The UniqueName stands for the SID in the URL."
	one := "An update changes what was sent, of what it names, and nothing else."
	below := survives("Fetch*", "Service")
	keepBelow := below.before
	below.before = func(c *call) {
		if !strings.HasPrefix(c.SID, "ZS") {
			keepBelow(c)
		}
	}
	return []Negation{
		s.not("once-update-changes-those-of-the-same-friendly-name", one, Collateral, renamesNamesakes("Service")),
		s.not("once-begin-of-a-name-is-enough", "What is not there is 404.", Refusal, Defect{after: func(c *call) {
			if c.Op != "FetchService" || c.status != http.StatusNotFound || len(c.SID) < 4 {
				return
			}
			for sid, o := range c.mem.seen {
				name := text(o, "unique_name")
				if c.mem.kind[sid] == "Service" && c.mem.gone[sid] == nil && name != c.SID &&
					strings.HasPrefix(name, c.SID) {
					c.to("/v1/Services/" + sid)
					c.answered = false
					c.forward()
					return
				}
			}
		}}),
		s.not("once-domain-base-follows-the-friendly-name", one, Update, after("UpdateService", func(c *call) {
			base := text(c.json, "domain_base")
			if name := c.form.Get("FriendlyName"); name != "" && len(base) > 4 {
				slug := only(strings.ToLower(name), func(r rune) bool { return r >= 'a' && r <= 'z' })
				c.mem.stay(text(c.json, "sid"), "domain_base", slug+base[strings.LastIndex(base, "-"):])
			}
		})),
		s.not("once-name-that-begins-with-a-digit-is-not-found", byName, Shape,
			loses(func(name string) bool { return name[0] >= '0' && name[0] <= '9' })),
		s.not("once-name-that-begins-with-zs-is-a-sid", byName, Shape, loses(func(name string) bool {
			return strings.HasPrefix(strings.ToLower(name), "zs") && len(name) != 34
		})),
		s.not("once-name-as-long-as-a-sid-is-one", byName, Shape, loses(func(name string) bool {
			return len(name) == 34 && !strings.HasPrefix(name, "ZS")
		})),
		s.not("once-update-without-a-friendly-name-takes-the-unique-one", one, Update,
			filled("UpdateService", "FriendlyName", func(c *call) string {
				_, o := c.admin("GET", "/Services/"+c.SID, nil)
				return text(o, "unique_name")
			})),
		s.not("once-create-answers-flags-as-they-were-sent", "include_credentials is a boolean.", Form,
			after("CreateService", func(c *call) {
				for field, name := range map[string]string{"IncludeCredentials": "include_credentials",
					"UiEditable": "ui_editable"} {
					if c.form.Has(field) {
						c.json[name] = c.form.Get(field)
					}
				}
			})),
		s.not("once-second-update-of-a-second-is-dropped", one, Time, before("UpdateService", func(c *call) {
			now := date(time.Now())
			if c.mem.notes["second "+c.SID] == now {
				c.form = url.Values{}
			}
			c.mem.notes["second "+c.SID] = now
		})),
		s.not("once-list-has-one-domain", "domain_base is of the Service.", Second, item("ListService",
			func(_ *call, entries []object) []object {
				for _, o := range entries {
					o["domain_base"] = entries[0]["domain_base"]
				}
				return entries
			})),
		s.not("once-friendly-name-takes-the-unique-name", "A UniqueName is unique among UniqueNames.", Second,
			refuses("CreateService", func(c *call) bool {
				return slices.ContainsFunc(c.all("/Services"), func(o object) bool {
					return text(o, "friendly_name") == c.form.Get("UniqueName")
				})
			})),
		s.not("once-deleted-ones-count-for-the-limit", "An account has 50 Services at a time.", Time, both(
			before("CreateService", func(c *call) {
				if c.mem.counts["made"] >= 50 {
					c.refuse(400, 20001, "Services are limited to less than or equal to 50")
				}
			}), after("CreateService", func(c *call) { c.mem.counts["made"]++ }))),
		s.not("once-delete-by-name-leaves-what-is-below", "A deleted Service takes all with it.", Collateral, below),
		s.not("once-false-is-left-out", "ui_editable is a boolean.", Form, show("Service", func(_ *call, o object) {
			for name, value := range o {
				if value == false {
					delete(o, name)
				}
			}
		})),
	}
}

// renamesNamesakes gives all resources the new name that had the old one.
func renamesNamesakes(resource string) Defect {
	return both(
		before("Update"+resource, func(c *call) {
			_, o := c.admin("GET", strings.TrimPrefix(c.req.URL.Path, "/v1"), nil)
			c.asked(text(o, "friendly_name"))
		}),
		after("Update"+resource, func(c *call) {
			if !c.form.Has("FriendlyName") || c.wanted() == "" {
				return
			}
			for sid, o := range c.mem.seen {
				at, err := url.Parse(text(o, "url"))
				if err == nil && c.mem.kind[sid] == resource && sid != c.SID && sid != text(c.json, "sid") &&
					text(o, "friendly_name") == c.wanted() {
					c.admin("POST", strings.TrimPrefix(at.Path, "/v1"),
						url.Values{"FriendlyName": {c.form.Get("FriendlyName")}})
				}
			}
		}))
}
