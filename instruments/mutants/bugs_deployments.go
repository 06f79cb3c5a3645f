package mutants

import (
	"net/http"
	"net/url"
	"strings"
)

func deploymentBugs() []bug {
	const create = "CreateDeployment"
	return []bug{
		{"a Deployment does not reach its Environment", "FetchEnvironment", "deployments/make-a-build-live",
			set("FetchEnvironment", "build_sid", nil)},
		{"a Deployment reaches its Environment a Deployment late", "FetchEnvironment",
			"deployments/replace-what-is-live",
			staleOnce},
		{"a Deployment names no Build", create, "deployments/make-a-build-live", set(create, "build_sid", nil)},
		{"clearing does not clear", create, "deployments/without-a-build-clear", clearsNothing},
		{"clearing names the Build that was live", create, "deployments/without-a-build-clear", clearsWithBuild},
		{"clearing needs a Content-Type", create, "deployments/clear-without-a-content-type",
			refuses(create, 400, 20001, func(req *http.Request) bool {
				return req.Header.Get("Content-Type") == ""
			})},
		{"what is clear is cleared again", create, "deployments/clearing-twice-conflicts", accepts(create, 409)},
		{"the live Build is deployed again", create, "deployments/of-the-live-build-conflict",
			status(create, 409, 201)},
		{"deploying the live Build is a bad request", create, "deployments/of-the-live-build-conflict",
			status(create, 409, 400)},
		{"deploying the live Build has another code", create, "deployments/of-the-live-build-conflict",
			code(create, 409, 20001)},
		{"a Build can be live once only", create, "deployments/of-the-same-build-after-a-clear",
			onceOnly(func(req *http.Request, form url.Values) string {
				if !form.Has("BuildSid") {
					return ""
				}
				return req.URL.Path + " " + form.Get("BuildSid")
			})},
		{"a Build can be live on one Environment only", create, "deployments/one-build-on-two-environments",
			onceOnly(func(_ *http.Request, form url.Values) string {
				return form.Get("BuildSid")
			})},
		{"a later Deployment deletes the earlier", "ListDeployment", "deployments/replace-what-is-live",
			rows("ListDeployment", func(_ *http.Request, items []any) []any {
				return items[:min(1, len(items))]
			})},
		{"an unfinished Build is deployed", create, "deployments/of-an-unfinished-build-are-refused",
			accepts(create, 400)},
		{"a failed Build is deployed", create, "deployments/of-a-failed-build-are-refused", accepts(create, 400)},
		{"a Build of another Service is deployed", create, "deployments/of-another-service-s-build-are-refused",
			accepts(create, 400)},
		{"an unknown Build clears", create, "deployments/build-is-named-by-its-sid", forms(create, func(f url.Values) {
			if noSID(f.Get("BuildSid")) {
				f.Del("BuildSid")
			}
		})},
		{"a Deployment is fetched with another Build", "FetchDeployment", "deployments/fetch-what-was-created",
			set("FetchDeployment", "build_sid", "ZB"+strings.Repeat("0", 32))},
		{"a Deployment is found on another Environment", "FetchDeployment", "deployments/belong-to-their-environment",
			keepsDeleted(create, "FetchDeployment")},
	}
}

// clearsNothing answers a clearing Deployment without clearing.
func clearsNothing(s *site, ops operationSet) http.RoundTripper {
	return requests("CreateDeployment", func(s *site, req *http.Request) (*http.Request, *http.Response, error) {
		body, err := readBody(req)
		if err != nil || len(body) > 0 || req.Header.Get("Authorization") == "" {
			return resent(req, body), nil, err
		}
		s.hit()
		segments := strings.Split(req.URL.Path, "/")
		sid := "ZD" + strings.Repeat("a", 32)
		made, err := marshal(object{
			"sid": sid, "account_sid": s.username, "service_sid": segments[3], "environment_sid": segments[5],
			"build_sid": nil, "date_created": "2026-01-01T00:00:00Z", "date_updated": nil,
			"url": "https://serverless.twilio.com" + req.URL.Path + "/" + sid,
		})
		a := &answer{status: http.StatusCreated, header: http.Header{"Content-Type": {jsonMedia}}, body: made}
		return nil, a.response(req), err
	})(s, ops)
}

// clearsWithBuild answers a clearing Deployment as the documentation's example has it.
func clearsWithBuild(s *site, ops operationSet) http.RoundTripper {
	return answers("CreateDeployment", func(_ *http.Request, status int, body object) int {
		if build, there := body["build_sid"]; there && build == nil {
			body["build_sid"] = "ZB" + strings.Repeat("0", 32)
		}
		return status
	})(s, ops)
}

// onceOnly refuses a Deployment with a key that was deployed before.
func onceOnly(key func(req *http.Request, form url.Values) string) planting {
	return func(s *site, ops operationSet) http.RoundTripper {
		known := newMemory()
		return requests("CreateDeployment", func(s *site, req *http.Request) (*http.Request, *http.Response, error) {
			body, err := readBody(req)
			if err != nil {
				return nil, nil, err
			}
			form, _ := url.ParseQuery(string(body))
			k := key(req, form)
			if _, there := known.get(k); there && k != "" {
				s.hit()
				return nil, refusal(req, http.StatusConflict, 20409), nil
			}
			known.put(k, nil)
			return resent(req, body), nil, nil
		})(s, ops)
	}
}

// staleOnce answers with the Build that was live when it was asked before.
func staleOnce(s *site, ops operationSet) http.RoundTripper {
	deployed := ""
	looking := s.behind(answers("CreateDeployment", func(_ *http.Request, status int, body object) int {
		if succeeded(status) && deployed == "" {
			deployed, _ = body["build_sid"].(string)
		}
		return status
	}), ops)
	return answers("FetchEnvironment", func(_ *http.Request, status int, body object) int {
		if body["build_sid"] != nil && deployed != "" {
			body["build_sid"] = deployed
		}
		return status
	})(looking, ops)
}
