package negations

import (
	"strings"
	"time"
)

// freshParentNegations break promises of Functions and Assets, most of them of one of the two.
func freshParentNegations() []Negation {
	f, a := subject{"fresh-functions", srcFunction}, subject{"fresh-assets", srcAsset}
	kept, every := "What is sent is kept.", "The list has every one once."
	return []Negation{
		a.not("update-answers-with-the-old-name", "An update answers with what is now.", Update, Defect{
			before: func(c *call) {
				if c.Op == "UpdateAsset" {
					c.asked(text(c.mem.seen[c.SID], "friendly_name"))
				}
			},
			after: func(c *call) {
				if c.Op == "UpdateAsset" && c.ok() && c.wanted() != "" {
					c.json["friendly_name"] = c.wanted()
				}
			}}),
		a.not("update-makes-another-one", "An update changes one and makes none.", Collateral, after("UpdateAsset",
			func(c *call) { c.admin("POST", c.base("Assets"), c.form) })),
		a.not("name-over-128-is-refused", "A FriendlyName has up to 255 characters.", Shape,
			refuses("CreateAsset", fieldHas("FriendlyName", longer(128)))),
		f.not("name-of-an-asset-is-refused", "Names need not differ.", Second, before("CreateFunction", func(c *call) {
			for _, o := range c.all(c.base("Assets")) {
				if text(o, "friendly_name") == c.form.Get("FriendlyName") {
					c.refuse(409, 20409, "The name is taken.")
				}
			}
		})),
		f.not("a-look-moves-date-updated", "date_updated tells the last update.", Time, after("FetchFunction",
			func(c *call) {
				c.mem.stay(c.SID, "date_updated", date(time.Now().Add(time.Second)))
			})),
		a.not("update-moves-date-created", "date_created never moves.", Time, after("UpdateAsset", func(c *call) {
			c.mem.stay(text(c.json, "sid"), "date_created", text(c.json, "date_updated"))
		})),
		a.not("versions-of-a-deleted-one-are-an-empty-list", "What is below a deleted one is not found.", Refusal,
			Defect{
				after: func(c *call) {
					if c.Op != "ListAssetVersion" || c.status != 404 || c.mem.gone[c.Parent] == nil {
						return
					}
					at := "https://" + c.req.Host + c.req.URL.Path + "?PageSize=50&Page=0"
					c.status, c.json = 200, object{"asset_versions": []any{}, "meta": object{"key": "asset_versions",
						"page": 0, "page_size": 50, "url": at, "first_page_url": at, "next_page_url": nil,
						"previous_page_url": nil}}
				}}),
		f.not("delete-takes-the-one-before", "A delete takes what it names.", Collateral, Defect{after: func(c *call) {
			if c.Op != "DeleteFunction" || !c.ok() {
				return
			}
			for i, sid := range c.mem.order {
				before := max(i-1, 0)
				if sid == c.SID && c.mem.kind[c.mem.order[before]] == "Function" && before < i {
					c.mem.hidden[c.mem.order[before]] = true
				}
			}
		}}),
		f.not("list-has-assets-too", "The list has the Functions.", Second, item("ListFunction",
			func(c *call, all []object) []object {
				assets := c.all(c.base("Assets"))
				if len(assets) > 1 && len(all) > 0 && !c.query.Has("PageToken") {
					all[0]["sid"], all[0]["friendly_name"] = assets[0]["sid"], assets[0]["friendly_name"]
				}
				return all
			})),
		f.not("found-below-another-service", "A Function is of one Service.", Identity, before("FetchFunction",
			func(c *call) {
				owner := text(c.mem.seen[c.SID], "service_sid")
				if owner != "" && strings.HasPrefix(c.Service, "ZS") && c.Service != owner {
					c.to("/v1/Services/" + owner + "/Functions/" + c.SID)
				}
			})),
		a.not("deleted-below-another-service", "An Asset is of one Service.", Identity, before("DeleteAsset",
			func(c *call) {
				owner := text(c.mem.seen[c.SID], "service_sid")
				if owner != "" && strings.HasPrefix(c.Service, "ZS") && c.Service != owner {
					c.to("/v1/Services/" + owner + "/Assets/" + c.SID)
				}
			})),
		f.not("link-lacks-the-last-letter", "A link is the address of what it names.", Form, show("Function",
			func(_ *call, o object) {
				if links, ok := o["links"].(object); ok {
					links["function_versions"] = strings.TrimSuffix(text(links, "function_versions"), "s")
				}
			})),
		a.not("listed-url-is-that-of-a-function", "url is the address of the resource.", Form, show("Asset",
			func(c *call, o object) {
				if c.Verb == "List" {
					o["url"] = strings.Replace(text(o, "url"), "/Assets/", "/Functions/", 1)
				}
			})),
		f.not("empty-name-of-an-update-keeps-the-old", "A FriendlyName is required.", Refusal, Defect{
			before: func(c *call) {
				if c.Op == "UpdateFunction" && !c.form.Has("FriendlyName") {
					c.form.Set("FriendlyName", text(c.mem.seen[c.SID], "friendly_name"))
				}
			}}),
		f.not("name-loses-its-slash", kept, Shape, keeps("CreateFunction UpdateFunction", "FriendlyName",
			func(v string) string { return strings.TrimPrefix(v, "/") })),
		a.not("name-loses-its-ending", kept, Shape, keeps("UpdateAsset", "FriendlyName", func(v string) string {
			if at := strings.LastIndexByte(v, '.'); at > 0 {
				return v[:at]
			}
			return v
		})),
		f.not("second-page-begins-with-the-last-of-the-first", every, Paging, item("ListFunction",
			func(c *call, all []object) []object {
				if _, _, m := pageOf(c); !c.query.Has("PageToken") && len(all) > 0 && m["next_page_url"] != nil {
					c.keep("last "+c.Service, all[len(all)-1])
				}
				if last := c.recall("last " + c.Service); last != nil && c.query.Has("PageToken") && len(all) > 0 {
					all[0] = last
				}
				return all
			})),
		a.not("default-page-is-the-only-one", every, Paging, meta("ListAsset", func(c *call, m object) {
			if !c.query.Has("PageSize") {
				m["next_page_url"] = nil
			}
		})),
		a.not("update-drops-the-versions", "An update changes what was sent and nothing else.", Update,
			after("UpdateAsset", func(c *call) {
				for _, o := range c.all(c.base("Assets", c.SID, "Versions")) {
					c.mem.hidden[text(o, "sid")] = true
				}
			})),
		a.not("update-answers-201", "An update answers 200.", Form, remaps("UpdateAsset", 200, 201)),
		a.not("delete-answers-200", "A delete answers 204 without a body.", Form, Defect{after: func(c *call) {
			if c.Op == "DeleteAsset" && c.ok() {
				c.status, c.json = 200, object{}
				c.header = map[string][]string{"Content-Type": {"application/json"}}
			}
		}}),
		f.not("tenth-is-an-hour-old", "date_created tells when this one was made.", Time, after("CreateFunction",
			func(c *call) {
				if at, err := time.Parse(time.RFC3339, text(c.json, "date_created")); err == nil &&
					len(c.earlier("Function")) > 9 {
					c.mem.stay(text(c.json, "sid"), "date_created", date(at.Add(-time.Hour)))
				}
			})),
	}
}
