package negations

import (
	"regexp"
	"strings"
	"time"
)

var sidOfParent = regexp.MustCompile(`^ZH[0-9a-fA-F]{32}$`)

// siblings are the other entries of the list that the call names one of.
func (c *call) siblings() (all []string) {
	for _, o := range c.all(strings.TrimPrefix(c.collection(), "/v1")) {
		if sid := text(o, "sid"); sid != c.SID {
			all = append(all, sid)
		}
	}
	return all
}

// movesSiblings lets an update of one move date_updated of those beside it.
func movesSiblings(resource string) Defect {
	return after("Update"+resource, func(c *call) {
		delete(c.mem.fixed, c.SID)
		for _, sid := range c.siblings() {
			c.mem.stay(sid, "date_updated", c.json["date_updated"])
		}
	})
}

// movesOnce lets the first update of each move date_updated, and no later one.
func movesOnce(resource string) Defect {
	return after("Update"+resource, func(c *call) {
		sid := text(c.json, "sid")
		if c.mem.counts["updates "+sid]++; c.mem.counts["updates "+sid] == 1 {
			c.mem.stay(sid, "date_updated", c.json["date_updated"])
		}
	})
}

// leafParentNegations are defects of Functions and Assets.
func leafParentNegations() (list []Negation) {
	for _, r := range []struct{ one, other, subject, source string }{
		{"Function", "Asset", "functions", srcFunction}, {"Asset", "Function", "assets", srcAsset},
	} {
		s := subject{r.subject, r.source}
		update := "An update changes what was sent, of what it names."
		dates := "date_updated tells the last update."
		list = append(list,
			s.not("leaf-name-of-the-other-kind-is-taken", "A FriendlyName need not be unique.", Refusal,
				before("Create"+r.one, func(c *call) {
					for _, o := range c.all(c.base(r.other + "s")) {
						if text(o, "friendly_name") == c.form.Get("FriendlyName") {
							c.refuse(409, 20409, "A resource with this FriendlyName already exists.")
						}
					}
				})),
			s.not("leaf-name-like-a-sid-is-refused", "A FriendlyName is any text of up to 255 characters.", Shape,
				refuses("Create"+r.one+" Update"+r.one, fieldHas("FriendlyName", sidOfParent.MatchString))),
			s.not("leaf-update-to-the-same-name-is-refused", update, Refusal,
				refusesSame("Update"+r.one, "FriendlyName", "friendly_name")),
			s.not("leaf-update-moves-the-dates-of-others", dates, Time, movesSiblings(r.one)),
			s.not("leaf-fetch-moves-the-date", dates, Time, after("Fetch"+r.one, func(c *call) {
				c.mem.stay(c.SID, "date_updated", date(time.Now()))
			})),
			s.not("leaf-second-update-does-not-move-the-date", dates, Time, movesOnce(r.one)),
			s.not("leaf-list-has-the-date-of-creation", dates, Time, item("List"+r.one,
				func(_ *call, entries []object) []object {
					for _, o := range entries {
						o["date_updated"] = o["date_created"]
					}
					return entries
				})),
			s.not("leaf-deleted-one-can-be-renamed", "What was deleted is not found.", Refusal,
				failing("Update"+r.one, func(c *call) {
					if o := c.mem.gone[c.SID]; o != nil && c.status == 404 {
						c.status, c.json = 200, clone(o)
						c.json["friendly_name"] = c.form.Get("FriendlyName")
					}
				})),
			s.not("leaf-list-of-a-deleted-service-is-empty", "What was deleted is not found.", Refusal,
				failing("List"+r.one, func(c *call) {
					if c.status == 404 && c.mem.gone[c.Service] != nil {
						c.status, c.json = 200, emptyList(c)
					}
				})),
		)
	}
	for _, r := range []struct{ one, subject, source string }{
		{"Service", "services", srcService}, {"Variable", "variables", srcVariable},
	} {
		s := subject{r.subject, r.source}
		dates := "date_updated tells the last update."
		list = append(list,
			s.not("leaf-update-moves-the-dates-of-others", dates, Time, movesSiblings(r.one)),
			s.not("leaf-second-update-does-not-move-the-date", dates, Time, movesOnce(r.one)))
	}
	return list
}
