package contract

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
)

// updateForgotten answers an update of a Service as if it had been made.
var updateForgotten = instead("POST", "/Services/ZS[^/]+", func(req *http.Request, next http.RoundTripper) (*http.Response, error) {
	raw, err := io.ReadAll(req.Body)
	if err != nil {
		return nil, err
	}
	form, err := url.ParseQuery(string(raw))
	if err != nil {
		return nil, err
	}
	read := req.Clone(req.Context())
	read.Method, read.Body, read.ContentLength = http.MethodGet, http.NoBody, 0
	resp, err := next.RoundTrip(read)
	if err != nil || resp.StatusCode != http.StatusOK {
		return resp, err
	}
	var body object
	if err := json.NewDecoder(resp.Body).Decode(&body); err != nil {
		return nil, err
	}
	for name, property := range map[string]string{
		"FriendlyName": "friendly_name", "IncludeCredentials": "include_credentials", "UiEditable": "ui_editable",
	} {
		if value := form.Get(name); value == "true" || value == "false" {
			body[property] = value == "true"
		} else if value != "" {
			body[property] = value
		}
	}
	raw, err = json.Marshal(body)
	return reply(req, 200, string(raw)), err
})

// remembersEnvironments answers a fetched Environment that is gone with what it was when it was created.
func remembersEnvironments(next http.RoundTripper) http.RoundTripper {
	known := map[string]string{}
	create, fetch := regexp.MustCompile("^/v1/Services/[^/]+/Environments$"), regexp.MustCompile("^/v1/Services/[^/]+/Environments/([^/]+)$")
	return transportFunc(func(req *http.Request) (*http.Response, error) {
		resp, err := next.RoundTrip(req)
		if err != nil {
			return nil, err
		}
		if req.Method == http.MethodPost && create.MatchString(req.URL.Path) {
			raw, err := io.ReadAll(resp.Body)
			var head struct{ SID string }
			if json.Unmarshal(raw, &head) == nil {
				known[head.SID] = string(raw)
			}
			return reply(req, resp.StatusCode, string(raw)), err
		}
		if match := fetch.FindStringSubmatch(req.URL.Path); match != nil && resp.StatusCode == http.StatusNotFound && known[match[1]] != "" {
			return reply(req, 200, known[match[1]]), nil
		}
		return resp, nil
	})
}

// pagesOverlap begins every page of Functions but the first with the last item of the page before.
func pagesOverlap(next http.RoundTripper) http.RoundTripper {
	var last any
	return answers("GET", "/Services/[^/]+/Functions", func(req *http.Request, status int, body object) int {
		rows, ok := body["functions"].([]any)
		if !ok || len(rows) == 0 {
			return status
		}
		now := rows[len(rows)-1]
		if req.URL.Query().Get("PageToken") != "" {
			rows[0] = last
		}
		last = now
		return status
	})(next)
}

// statusFlaps says building once more after completed.
func statusFlaps(path string) func(http.RoundTripper) http.RoundTripper {
	return func(next http.RoundTripper) http.RoundTripper {
		completed := 0
		return answers("GET", path, func(_ *http.Request, status int, body object) int {
			if body["status"] == "completed" {
				if completed++; completed == 3 {
					body["status"] = "building"
				}
			}
			return status
		})(next)
	}
}

// clearsNothing answers a clearing Deployment without asking the API.
func clearsNothing(req *http.Request, next http.RoundTripper) (*http.Response, error) {
	if req.ContentLength > 0 {
		return next.RoundTrip(req)
	}
	segments := strings.Split(req.URL.Path, "/")
	sid := "ZD" + strings.Repeat("a", 32)
	body, err := json.Marshal(object{
		"sid": sid, "account_sid": "AC" + strings.Repeat("0", 32), "service_sid": segments[3], "environment_sid": segments[5],
		"build_sid": nil, "date_created": "2026-01-01T00:00:00Z", "date_updated": nil,
		"url": "https://serverless.twilio.com" + req.URL.Path + "/" + sid,
	})
	return reply(req, 201, string(body)), err
}
