package consistency

import (
	"net/http"
	"slices"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/internal/english"
)

// skew is how far the dates of an answer may be from the time that its own header Date says.
const skew = 5 * time.Minute

// newestFirst are the resources whose lists begin with the newest: nothing changes them but another one of their kind
// (RJPearson94/terraform-provider-twilio reads the first entry as the latest). No source says it of others.
var newestFirst = []string{"FunctionVersion", "AssetVersion", "Build", "Deployment"}

// dates holds the dates of a resource against the clock of the server and against one another: what a create answers
// with was made just now, and date_updated never goes back. That nothing is later than now, the checker sees.
func (h *History) dates(a *Answer, e *entry, o map[string]any) {
	if made, ok := dateOf(o, "date_created"); ok && !a.Date.IsZero() && a.Operation.Verb() == "Create" &&
		a.Date.Sub(made) > skew {
		h.add("date_created of %s in %s is long before the time of the answer", english.A(e.kind), a.Operation.ID)
	}
	if at, ok := dateOf(o, "date_updated"); ok {
		if at.Before(e.updated) {
			h.add("date_updated of %s in %s is before that of an earlier answer", english.A(e.kind), a.Operation.ID)
		}
		e.updated = at
	}
}

// order wants a page of a list that has the newest first to have it so. What was made in one second has any order, and
// of two machines one may be a second behind.
func (h *History) order(a *Answer, kind string, rows []any) {
	if !slices.Contains(newestFirst, kind) {
		return
	}
	var last time.Time
	for i, row := range rows {
		o, _ := row.(map[string]any)
		at, ok := dateOf(o, "date_created")
		if !ok {
			return
		}
		if i > 0 && at.Sub(last) > time.Second {
			h.add("%s has an older %s before a newer one", a.Operation.ID, kind)
			return
		}
		last = at
	}
}

// dateOf reads a date, in whole seconds.
func dateOf(o map[string]any, name string) (time.Time, bool) {
	text, _ := o[name].(string)
	at, err := time.Parse(time.RFC3339, text)
	return at.Truncate(time.Second), err == nil
}

// TimeOf is the header Date of an answer, zero when it has none.
func TimeOf(header http.Header) time.Time {
	at, err := http.ParseTime(header.Get("Date"))
	if err != nil {
		return time.Time{}
	}
	return at
}
