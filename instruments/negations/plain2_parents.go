package negations

import (
	"net/http"
	"slices"
	"strings"
)

// plain2ParentNegations are bugs of Functions or of Assets that come in when one writes a server of one's own.
func plain2ParentNegations(kind, other, name, source string) []Negation {
	s := subject{name, source}
	plural := kind + "s"
	kept, scope := "A FriendlyName is kept as sent.", "A list has those of the Service and no others."
	gone := "A delete takes what it names, with its versions."
	missing := "What is unknown or was deleted is not found."
	built := "What has a version in a Build cannot be deleted."
	return []Negation{
		s.not("plain2-list-is-that-of-the-account", scope, Second, item("List"+kind,
			func(c *call, entries []object) []object {
				for _, o := range c.all("/Services") {
					if sid := text(o, "sid"); sid != c.Service && text(o, "unique_name") != c.Service {
						entries = append(entries, c.all("/Services/"+sid+"/"+plural)...)
					}
				}
				return entries
			})),
		s.not("plain2-list-has-both-kinds", "A Function is no Asset.", Second, item("List"+kind,
			func(c *call, entries []object) []object {
				return append(entries, c.all(c.base(other+"s"))...)
			})),
		s.not("plain2-list-lacks-equal-names", "Names need not be unique; a list has every one.", Second,
			item("List"+kind, func(_ *call, entries []object) []object {
				seen := map[string]bool{}
				return slices.DeleteFunc(entries, func(o object) bool {
					before := seen[text(o, "friendly_name")]
					seen[text(o, "friendly_name")] = true
					return before
				})
			})),
		s.not("plain2-is-found-in-another-service", missing, Identity, elsewhere("Fetch"+kind)),
		s.not("plain2-is-updated-through-another-service", missing, Identity, elsewhere("Update"+kind)),
		s.not("plain2-is-deleted-through-another-service", missing, Identity, elsewhere("Delete"+kind)),
		s.not("plain2-update-needs-no-name", "FriendlyName is required in an update.", Refusal,
			filled("Update"+kind, "FriendlyName", func(c *call) string {
				_, o := c.admin("GET", c.base(plural, c.SID), nil)
				return text(o, "friendly_name")
			})),
		s.not("plain2-update-takes-256", "A FriendlyName has up to 255 characters.", Refusal,
			field("Update"+kind, "FriendlyName", cutTo(255))),
		s.not("plain2-length-is-in-bytes", "A FriendlyName has up to 255 characters.", Shape,
			refuses("Create"+kind, fieldHas("FriendlyName", longer(255)))),
		s.not("plain2-update-counts-bytes", "A FriendlyName has up to 255 characters.", Shape,
			refuses("Update"+kind, fieldHas("FriendlyName", longer(255)))),
		s.not("plain2-update-is-not-in-the-list", "A list shows the newest state.", Update, both(
			after("Create"+kind, func(c *call) {
				c.mem.notes["as made "+text(c.json, "sid")] = text(c.json, "friendly_name")
			}),
			item("List"+kind, func(c *call, entries []object) []object {
				for _, o := range entries {
					if was, there := c.mem.notes["as made "+text(o, "sid")]; there {
						o["friendly_name"] = was
					}
				}
				return entries
			}))),
		s.not("plain2-update-makes-the-date-of-the-start", "date_created is when it was created.", Time,
			after("Update"+kind, func(c *call) {
				c.mem.stay(c.SID, "date_created", c.json["date_updated"])
			})),
		s.not("plain2-update-does-not-move-the-date", "date_updated is when it was last updated.", Time,
			prop(kind, "date_updated", func(c *call, _ any) any {
				if c.Verb == "List" {
					return nil
				}
				return c.json["date_created"]
			})),
		s.not("plain2-delete-answers-200", "A delete is answered 204 without a body.", Form,
			after("Delete"+kind, func(c *call) {
				c.status, c.body = 200, []byte("{}")
				c.header = http.Header{"Content-Type": {"application/json"}}
			})),
		s.not("plain2-second-delete-is-204", missing, Refusal, Defect{after: func(c *call) {
			if c.Op == "Delete"+kind && c.status == 404 && c.mem.gone[c.SID] != nil {
				c.empty(204)
			}
		}}),
		s.not("plain2-versions-outlive-it", gone, Collateral, survives("Fetch"+kind+"Version", kind)),
		s.not("plain2-versions-of-a-deleted-one-are-an-empty-list", missing, Refusal, Defect{after: func(c *call) {
			if c.Op == "List"+kind+"Version" && c.status == 404 && c.mem.gone[c.Parent] != nil {
				c.status, c.json = 200, emptyList(c)
			}
		}}),
		s.not("plain2-delete-takes-the-one-before", gone, Collateral, before("Delete"+kind, func(c *call) {
			all := c.all(c.base(plural))
			i := slices.IndexFunc(all, func(o object) bool { return text(o, "sid") == c.SID })
			if i >= 0 && i+1 < len(all) {
				c.admin("DELETE", c.base(plural, text(all[i+1], "sid")), nil)
			}
		})),
		s.not("plain2-delete-takes-the-other-kind-of-that-name", gone, Collateral, before("Delete"+kind,
			func(c *call) {
				_, o := c.admin("GET", c.base(plural, c.SID), nil)
				for _, x := range c.all(c.base(other + "s")) {
					if text(x, "friendly_name") == text(o, "friendly_name") {
						c.admin("DELETE", c.base(other+"s", text(x, "sid")), nil)
					}
				}
			})),
		s.not("plain2-of-a-build-can-be-deleted", built, Refusal, before("Delete"+kind, func(c *call) {
			if c.isBuilt(c.SID) {
				c.empty(204)
				c.mem.hidden[c.SID] = true
			}
		})),
		s.not("plain2-of-any-but-the-newest-build-can-be-deleted", built, Refusal, before("Delete"+kind,
			func(c *call) {
				list := versionsOf(c.lastBuild())
				for _, v := range c.all(c.base(plural, c.SID, "Versions")) {
					if slices.Contains(list, text(v, "sid")) {
						return
					}
				}
				if c.isBuilt(c.SID) {
					c.empty(204)
					c.mem.hidden[c.SID] = true
				}
			})),
		s.not("plain2-of-a-deleted-build-cannot-be-deleted", "What is in no Build can be deleted.", Refusal, both(
			after("CreateBuild", func(c *call) {
				for _, v := range append(objects(c.json["function_versions"]), objects(c.json["asset_versions"])...) {
					c.mem.notes["in a build "+text(v, strings.ToLower(kind)+"_sid")] = "x"
				}
			}),
			before("Delete"+kind, func(c *call) {
				if c.mem.notes["in a build "+c.SID] != "" {
					c.refuse(409, 20409, "It is part of a Build.")
				}
			}))),
		s.not("plain2-name-is-normalised", kept, Shape, keeps("Create"+kind+" Update"+kind, "FriendlyName",
			func(v string) string { return strings.ReplaceAll(v, "e\u0301", "\u00e9") })),
		s.not("plain2-name-has-no-slash", kept, Shape, refuses("Create"+kind,
			fieldHas("FriendlyName", contains("/")))),
		s.not("plain2-name-ends-at-a-line", kept, Shape, keeps("Create"+kind, "FriendlyName",
			func(v string) string {
				first, _, _ := strings.Cut(v, "\n")
				return first
			})),
		s.not("plain2-space-of-an-update-is-trimmed", kept, Shape,
			keeps("Update"+kind, "FriendlyName", strings.TrimSpace)),
		s.not("plain2-emoji-are-question-marks", kept, Shape, keeps("Create"+kind+" Update"+kind, "FriendlyName",
			func(v string) string {
				return strings.Map(func(r rune) rune {
					if r > 0xffff {
						return '?'
					}
					return r
				}, v)
			})),
		s.not("plain2-update-of-an-unknown-one-is-200", missing, Refusal, Defect{after: func(c *call) {
			if c.Op == "Update"+kind && c.status == 404 && c.mem.gone[c.SID] != nil {
				c.status, c.json = 200, clone(c.mem.gone[c.SID])
				c.json["friendly_name"] = c.form.Get("FriendlyName")
			}
		}}),
		s.not("plain2-link-lacks-versions", "links are the URLs of what is below.", Form, show(kind,
			func(_ *call, o object) {
				if links, ok := o["links"].(object); ok {
					for k, v := range links {
						links[k] = strings.TrimSuffix(v.(string), "/Versions")
					}
				}
			})),
		s.not("plain2-service-is-as-in-the-path", "service_sid is the SID of the Service.", Identity,
			prop(kind, "service_sid", func(c *call, _ any) any { return c.Service })),
	}
}
