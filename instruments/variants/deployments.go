package variants

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
)

// deploymentVariants are the two readings of the page Deployment, and dates that nobody fixes.
func deploymentVariants() []Variant {
	return []Variant{
		{Name: "clearing answers with the Build that was live",
			Why:  "the page's own example of clearing has a build_sid",
			wear: clearingNames},
		{Name: "clearing deletes earlier Deployments",
			Why:  "the page says that it will delete any existing deployments in that Environment",
			wear: clearingDeletes},
		{Name: "page numbers that are written as 0.0", Why: "JSON has one kind of number",
			wear: rewritten(func(body any) []byte {
				return []byte(strings.Replace(string(plain(body)), `"page":0,`, `"page":0.0,`, 1))
			})},
		{Name: "dates with fractions of a second", Why: "ISO 8601 allows them", wear: resources(func(r object) bool {
			changed := false
			for name, value := range r {
				if date, ok := value.(string); ok && strings.HasPrefix(name, "date_") && strings.HasSuffix(date, "Z") {
					r[name], changed = strings.TrimSuffix(date, "Z")+".250Z", true
				}
			}
			return changed
		})},
		{Name: "names that are refused with another code", Why: "only the refusal of an underscore was observed",
			wear: refusals(func(req *http.Request, status int, body object) bool {
				if status != http.StatusBadRequest || req.Method != http.MethodPost || req.URL.Path != "/v1/Services" ||
					!strings.Contains(fmt.Sprint(body["message"]), "UniqueName") {
					return false
				}
				body["code"] = json.Number("20422")
				return true
			})},
	}
}

// clearingNames shows the Build that was live as that of the Deployment that cleared it, from its creation on.
func clearingNames(next http.RoundTripper, changed func()) http.RoundTripper {
	var mu sync.Mutex
	builds := map[string]any{} // by the SID of a Deployment that cleared
	named := answers(func(_ *http.Request, resp *http.Response) (bool, error) {
		body, err := document(resp)
		if err != nil || body == nil || resp.StatusCode >= 300 {
			return false, err
		}
		mu.Lock()
		defer mu.Unlock()
		if !each(body, func(r object) bool {
			build, cleared := builds[r["sid"].(string)]
			if cleared {
				r["build_sid"] = build
			}
			return cleared
		}) {
			return false, nil
		}
		return true, write(resp, plain(body))
	})
	return named(roundTripper(func(req *http.Request) (*http.Response, error) {
		if req.Method != http.MethodPost || !strings.HasSuffix(req.URL.Path, "/Deployments") {
			return next.RoundTrip(req)
		}
		form, again, err := formOf(req)
		if err != nil {
			return nil, err
		}
		var environment object
		if form.Get("BuildSid") == "" {
			// what is not found is refused below
			environment, _ = ask(next, req, http.MethodGet, strings.TrimSuffix(req.URL.Path, "/Deployments"), "")
		}
		resp, err := next.RoundTrip(again)
		if err != nil || resp.StatusCode != http.StatusCreated || environment["build_sid"] == nil {
			return resp, err
		}
		body, err := document(resp)
		if err != nil {
			return nil, err
		}
		mu.Lock()
		defer mu.Unlock()
		builds[body["sid"].(string)] = environment["build_sid"]
		return resp, nil
	}), changed)
}

// clearingDeletes leaves out of lists, and does not find, the Deployments of before an Environment was cleared.
func clearingDeletes(next http.RoundTripper, changed func()) http.RoundTripper {
	var mu sync.Mutex
	gone := map[string]bool{}
	return roundTripper(func(req *http.Request) (*http.Response, error) {
		at := strings.Index(req.URL.Path, "/Deployments")
		if at < 0 {
			return next.RoundTrip(req)
		}
		list := req.URL.Path[:at] + "/Deployments"
		if req.Method == http.MethodPost {
			form, again, err := formOf(req)
			if err != nil {
				return nil, err
			}
			var before object
			if form.Get("BuildSid") == "" {
				before, _ = ask(next, req, http.MethodGet, list+"?PageSize=1000", "")
			}
			resp, err := next.RoundTrip(again)
			if err == nil && resp.StatusCode == http.StatusCreated && before != nil {
				mu.Lock()
				for _, d := range before["deployments"].([]any) {
					gone[d.(object)["sid"].(string)] = true
				}
				mu.Unlock()
			}
			return resp, err
		}
		resp, err := next.RoundTrip(req)
		if err != nil || resp.StatusCode != http.StatusOK {
			return resp, err
		}
		body, err := document(resp)
		if err != nil || body == nil {
			return resp, err
		}
		mu.Lock()
		defer mu.Unlock()
		if sid, _ := body["sid"].(string); gone[sid] {
			changed()
			return answer(req, http.StatusNotFound, "application/json",
				fmt.Sprintf(`{"code":20404,"message":"The requested resource %s was not found","status":404}`,
					req.URL.Path)), nil
		}
		entries, ok := body["deployments"].([]any)
		if !ok {
			return resp, nil
		}
		left := []any{}
		for _, e := range entries {
			if !gone[e.(object)["sid"].(string)] {
				left = append(left, e)
			}
		}
		if len(left) < len(entries) {
			changed()
			body["deployments"] = left
			if err := write(resp, plain(body)); err != nil {
				return nil, err
			}
		}
		return resp, nil
	})
}
