package mutants

import (
	"net/http"
	"strings"
)

func credentialBugs() []bug {
	letIn := func(operation string, picks func(s *site, user, password string, given bool) bool) planting {
		return requests(operation, func(s *site, req *http.Request) (*http.Request, *http.Response, error) {
			user, password, given := req.BasicAuth()
			if !picks(s, user, password, given) {
				return req, nil, nil
			}
			s.hit()
			again := req.Clone(req.Context())
			again.SetBasicAuth(s.username, s.password)
			return again, nil, nil
		})
	}
	const missing, malformed, wrong = "auth/every-operation-asks-for-credentials",
		"auth/a-malformed-user-is-refused-everywhere", "auth/a-wrong-secret-is-refused-everywhere"
	const foreign, kinds = "auth/resources-of-other-accounts-are-not-found",
		"auth/both-kinds-of-credentials-reach-every-operation"
	return []bug{
		{"one operation asks for no credentials", "FetchLog", missing,
			letIn("FetchLog", func(_ *site, _, _ string, given bool) bool { return !given })},
		{"one upload asks for no credentials", "CreateAssetVersion", missing,
			letIn("CreateAssetVersion", func(_ *site, _, _ string, given bool) bool { return !given })},
		{"one operation lets anybody in with a password", "DeleteVariable", malformed,
			letIn("DeleteVariable", func(s *site, user, _ string, given bool) bool {
				return given && user != s.username
			})},
		{"one operation does not look at the secret", "FetchVariable", wrong,
			letIn("FetchVariable", func(s *site, user, _ string, _ bool) bool { return user == s.username })},
		{"an empty secret opens the list of Services", "ListService", "auth/an-empty-secret-is-refused",
			letIn("ListService", func(_ *site, _, password string, given bool) bool {
				return given && password == ""
			})},
		{"missing credentials are forbidden", "FetchService", missing, status("FetchService", 401, 403)},
		{"missing credentials have another code", "ListBuild", missing, code("ListBuild", 401, 20404)},
		{"a Service is created and then the credentials are refused", "CreateService",
			"auth/nothing-is-created-without-credentials", createsFirst},
		{"API keys cannot upload", "CreateFunctionVersion", kinds,
			refuses("CreateFunctionVersion", 401, 20003, func(req *http.Request) bool {
				user, _, _ := req.BasicAuth()
				return strings.HasPrefix(user, "SK")
			})},
		{"a Service of another account is found", "FetchService", foreign, foreignIn("FetchService")},
		{"a Service of another account is listed", "ListService", foreign, foreignIn("ListService")},
		{"a Service of another account is deleted", "DeleteService", foreign, foreignIn("DeleteService")},
	}
}

// createsFirst creates without credentials and answers 401 all the same.
func createsFirst(s *site, ops operationSet) http.RoundTripper {
	return requests("CreateService", func(s *site, req *http.Request) (*http.Request, *http.Response, error) {
		if req.Header.Get("Authorization") != "" {
			return req, nil, nil
		}
		s.hit()
		again := req.Clone(req.Context())
		again.SetBasicAuth(s.username, s.password)
		resp, err := s.next.RoundTrip(again)
		if err != nil {
			return nil, nil, err
		}
		drain(resp.Body)
		return nil, refusal(req, http.StatusUnauthorized, 20003), nil
	})(s, ops)
}

// foreignIn takes the credentials of another account for those of this one.
func foreignIn(operation string) planting {
	return requests(operation, func(s *site, req *http.Request) (*http.Request, *http.Response, error) {
		user, _, given := req.BasicAuth()
		if !given || user == s.username || !strings.HasPrefix(user, "AC") {
			return req, nil, nil
		}
		s.hit()
		again := req.Clone(req.Context())
		again.SetBasicAuth(s.username, s.password)
		return again, nil, nil
	})
}
