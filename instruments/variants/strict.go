package variants

import (
	"net/http"
	"strings"
	"sync"
)

// strictVariants refuse, or fail, what the pages do not call right.
func strictVariants() []Variant {
	return []Variant{
		{Name: "Paths with empty segments or dots refused", Why: "a Path must be URL-friendly, and URLs resolve these",
			Assumes: true,
			wear: stricter(http.StatusBadRequest, func(a asking) string {
				path := "/" + strings.TrimPrefix(a.parts["Path"].content, "/")
				if strings.Contains(path, "//") ||
					strings.Contains(path+"/", "/./") || strings.Contains(path+"/", "/../") {
					return "Path provided is invalid."
				}
				return ""
			})},
		{Name: "methods that an address does not have refused with 404", Why: "no page says how",
			wear: refusedMethod(http.StatusNotFound, 20404)},
		{Name: "methods that an address does not have refused with 400", Why: "no page says how",
			wear: refusedMethod(http.StatusBadRequest, 20001)},
		{Name: "an empty BuildSid refused", Why: "the pattern of `BuildSid` is that of a SID",
			wear: stricter(http.StatusBadRequest, func(a asking) string {
				if a.creates("Deployments") && a.form.Has("BuildSid") && a.form.Get("BuildSid") == "" {
					return "BuildSid is not a SID."
				}
				return ""
			})},
		{Name: "public Functions without a handler fail their Build",
			Why: "a Build is completed when a health check has run on it", wear: healthCheck},
	}
}

// refusedMethod gives another refusal where the server behind says 405.
func refusedMethod(status, code int) wear {
	return answers(func(req *http.Request, resp *http.Response) (bool, error) {
		if resp.StatusCode != http.StatusMethodNotAllowed {
			return false, nil
		}
		body, err := document(resp)
		if err != nil || body == nil && req.Method != http.MethodHead {
			return false, err
		}
		if body == nil {
			resp.StatusCode, resp.Status = status, http.StatusText(status)
			return true, nil
		}
		return true, refuse(resp, body, status, code)
	})
}

// healthCheck fails Builds with a Function that can be called and has no handler. Private ones may be modules.
func healthCheck(next http.RoundTripper, changed func()) http.RoundTripper {
	var mu sync.Mutex
	empty, sick := map[string]bool{}, map[string]bool{} // Versions, Builds
	shown := resources(func(r object) bool {
		mu.Lock()
		defer mu.Unlock()
		if !sick[asText(r["sid"])] || r["status"] != "completed" {
			return false
		}
		shows(r, "failed")
		return true
	})(next, changed)
	return roundTripper(func(req *http.Request) (*http.Response, error) {
		a, again, err := read(req)
		if err != nil {
			return nil, err
		}
		upload := a.uploads("Functions") && !strings.EqualFold(a.parts["Visibility"].content, "private") &&
			!strings.Contains(a.parts["Content"].content, "handler")
		if !upload && !a.creates("Builds") && !a.creates("Deployments") {
			return shown.RoundTrip(again)
		}
		mu.Lock()
		dead := a.creates("Deployments") && sick[a.form.Get("BuildSid")]
		mu.Unlock()
		if dead {
			changed()
			return refusal(again, http.StatusBadRequest, "The Build has failed."), nil
		}
		resp, body, err := created(shown, again)
		mu.Lock()
		defer mu.Unlock()
		if body != nil && upload {
			empty[asText(body["sid"])] = true
		}
		for _, sid := range a.form["FunctionVersions"] {
			if body != nil && empty[sid] {
				sick[asText(body["sid"])] = true
			}
		}
		return resp, err
	})
}
