package variants

import (
	"maps"
	"net/http"
	"strings"
	"sync"
	"time"
)

// queueVariants do one thing after the other, or remember what was there before.
func queueVariants() []Variant {
	return []Variant{
		{Name: "Builds that are made one after the other", Why: "no page says that two are made at the same time",
			Assumes: true, Alone: true, wear: oneBuildAtATime}, // beside slow Builds it takes longer than anybody waits
		{Name: "the Runtime of the last Build by default",
			Why:   "a page says that a Build without a Runtime takes that of the last one of the Service",
			Alone: true, wear: lastRuntime}, // others show a Runtime that the server behind does not have
		{Name: "date_updated that stays when an update changes nothing",
			Why: "no page calls an update what leaves all as it was", wear: unmoved},
		{Name: "Logs that come two seconds later", Why: "no page says how soon a Log is there", wear: lateLogs},
		{Name: "Logs with milliseconds", Why: "ISO 8601 has them, and Logs are that precise",
			wear: resources(func(r object) bool {
				return strings.HasPrefix(asText(r["sid"]), "NO") && redate(r, func(_ string, at time.Time) string {
					return at.Format("2006-01-02T15:04:05.000Z07:00")
				})
			})},
		{Name: "names of Environments that are the same in lower case",
			Why: "a name is unique, and no page says in which letters", wear: environmentsInLowerCase},
	}
}

// oneBuildAtATime shows a Build as building until those of its Service that were made before it have ended, and two
// seconds more.
func oneBuildAtATime(next http.RoundTripper, changed func()) http.RoundTripper {
	var mu sync.Mutex
	ends := map[string]time.Time{} // by Build
	last := map[string]time.Time{} // by Service
	shown := resources(func(r object) bool {
		sid := asText(r["sid"])
		mu.Lock()
		defer mu.Unlock()
		if asText(r["status"]) != "completed" || !time.Now().Before(ends[sid]) {
			return false
		}
		shows(r, "building")
		return true
	})(next, changed)
	return roundTripper(func(req *http.Request) (*http.Response, error) {
		resp, body, err := created(shown, req)
		if body == nil || req.Method != http.MethodPost || !strings.HasSuffix(req.URL.Path, "/Builds") {
			return resp, err
		}
		mu.Lock()
		defer mu.Unlock()
		service := asText(body["service_sid"])
		end := time.Now()
		if last[service].After(end) {
			end = last[service]
		}
		last[service] = end.Add(2 * time.Second)
		ends[asText(body["sid"])] = last[service]
		return resp, nil
	})
}

// lastRuntime sends the Runtime of the last Build of the Service with one that names none.
func lastRuntime(next http.RoundTripper, changed func()) http.RoundTripper {
	var mu sync.Mutex
	last := map[string]string{} // by Service as it is asked for
	return roundTripper(func(req *http.Request) (*http.Response, error) {
		a, again, err := read(req)
		if err != nil {
			return nil, err
		}
		if !a.creates("Builds") {
			return next.RoundTrip(again)
		}
		mu.Lock()
		runtime := last[req.URL.Path]
		mu.Unlock()
		if runtime != "" && a.form.Get("Runtime") == "" {
			form := maps.Clone(a.form)
			form.Set("Runtime", runtime)
			send(again, form)
			changed()
		}
		resp, body, err := created(next, again)
		if body == nil {
			return resp, err
		}
		mu.Lock()
		defer mu.Unlock()
		last[req.URL.Path] = asText(body["runtime"])
		return resp, nil
	})
}

// unmoved shows the date_updated of before an update that changed nothing.
func unmoved(next http.RoundTripper, changed func()) http.RoundTripper {
	var mu sync.Mutex
	before, moved := map[string]object{}, map[string]any{} // by SID; the date to show in place of one, by SID and date
	return resources(func(r object) bool {
		sid, date := asText(r["sid"]), asText(r["date_updated"])
		if date == "" {
			return false
		}
		mu.Lock()
		defer mu.Unlock()
		old := before[sid]
		if old != nil && date > asText(old["date_updated"]) && moved[sid+date] == nil && same(old, r) {
			moved[sid+date] = old["shown"]
		}
		shown := any(date)
		if moved[sid+date] != nil {
			shown = moved[sid+date]
		}
		if old == nil || date >= asText(old["date_updated"]) {
			before[sid] = maps.Clone(r)
			before[sid]["shown"] = shown
		}
		r["date_updated"] = shown
		return shown != any(date)
	})(next, changed)
}

// same reports whether two answers about a resource differ in nothing but when it was updated.
func same(a, b object) bool {
	for _, name := range []string{"friendly_name", "key", "value", "include_credentials", "ui_editable", "build_sid",
		"status"} {
		if a[name] != b[name] {
			return false
		}
	}
	return true
}

// lateLogs leaves Logs out of lists until they are two seconds old.
func lateLogs(next http.RoundTripper, changed func()) http.RoundTripper {
	return documents(func(_ *http.Request, status int, body object) bool {
		rows, is := body["logs"].([]any)
		if !is || status >= 300 {
			return false
		}
		left := make([]any, 0, len(rows))
		for _, row := range rows {
			o, _ := row.(object)
			at, err := time.Parse(time.RFC3339, asText(o["date_created"]))
			if err != nil || time.Since(at) >= 2*time.Second {
				left = append(left, row)
			}
		}
		body["logs"] = left
		return len(left) < len(rows)
	})(next, changed)
}

// environmentsInLowerCase refuses an Environment whose name differs from that of another one in case only.
func environmentsInLowerCase(next http.RoundTripper, changed func()) http.RoundTripper {
	return roundTripper(func(req *http.Request) (*http.Response, error) {
		a, again, err := read(req)
		if err != nil {
			return nil, err
		}
		if !a.creates("Environments") || a.form.Get("UniqueName") == "" {
			return next.RoundTrip(again)
		}
		there, err := ask(next, req, http.MethodGet, req.URL.Path+"?PageSize=100", "")
		if err != nil {
			return next.RoundTrip(again)
		}
		changed() // the names were looked at
		rows, _ := there["environments"].([]any)
		for _, row := range rows {
			o, _ := row.(object)
			name := asText(o["unique_name"])
			if strings.EqualFold(name, a.form.Get("UniqueName")) && name != a.form.Get("UniqueName") {
				return refusal(again, http.StatusConflict,
					"Environment with this UniqueName or DomainSuffix already exists."), nil
			}
		}
		return next.RoundTrip(again)
	})
}
