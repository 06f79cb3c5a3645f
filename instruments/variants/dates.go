package variants

import (
	"hash/fnv"
	"io"
	"net/http"
	"strings"
	"time"
)

// dateVariants write the same moments in other ways, or other moments where none is promised.
func dateVariants() []Variant {
	return []Variant{
		{Name: "dates with six digits of a second", Why: "RFC 3339 allows any number of digits",
			wear: dated(func(sid string, at time.Time) string {
				digest := fnv.New32a()
				_, _ = io.WriteString(digest, sid) // never fails
				return at.Add(time.Duration(digest.Sum32()%1e6) * time.Microsecond).Format(
					"2006-01-02T15:04:05.000000Z")
			})},
		{Name: "dates in lower case", Why: "RFC 3339, section 5.6: t and z may be in lower case",
			wear: dated(func(_ string, at time.Time) string { return strings.ToLower(at.Format(time.RFC3339)) })},
		{Name: "dates with the offset of New York",
			Why: "the same moment has one time in GMT, whichever offset it is written with",
			wear: dated(func(_ string, at time.Time) string {
				return at.In(time.FixedZone("", -5*60*60)).Format(time.RFC3339)
			})},
		{Name: "dates of lists in another form than those of single resources",
			Why: "the documentation shows two forms of a date and does not say where",
			wear: documents(func(_ *http.Request, status int, body object) bool {
				if status >= 300 || body["meta"] == nil {
					return false
				}
				return each(body, func(r object) bool {
					return redate(r, func(_ string,
						at time.Time) string {
						return at.Format("2006-01-02T15:04:05.000+00:00")
					})
				})
			})},
		{Name: "Services that are updated by what changes in them",
			Why:  "nothing says what an update of a resource is",
			wear: touched},
		{Name: "date_updated a second after date_created",
			Why: "a create may take a moment between the two, and nothing says that they are the same",
			wear: resources(func(r object) bool {
				updated, err := time.Parse(time.RFC3339, asText(r["date_updated"]))
				if err != nil || r["date_updated"] != r["date_created"] {
					return false
				}
				r["date_updated"] = updated.Add(time.Second).Format(time.RFC3339)
				return true
			})},
	}
}

// dated wears another form of every date of a resource.
func dated(form func(sid string, at time.Time) string) wear {
	return resources(func(r object) bool { return redate(r, form) })
}

func redate(r object, form func(sid string, at time.Time) string) (changed bool) {
	for name, value := range r {
		at, err := time.Parse(time.RFC3339, asText(value))
		if err == nil && strings.HasPrefix(name, "date_") {
			r[name], changed = form(asText(r["sid"]), at.UTC()), true
		}
	}
	return changed
}

func asText(value any) string { text, _ := value.(string); return text }
