package mutants

import (
	"net/http"
	"net/url"
	"strings"
)

func functionAndAssetBugs() []bug {
	rename := map[string]string{"FriendlyName": "friendly_name"}
	return []bug{
		{"an unknown Function is a bad request", "FetchFunction", "functions/unknown-is-not-found",
			status("FetchFunction", 404, 400)},
		{"an unknown Asset is not found with another code", "FetchAsset", "assets/unknown-is-not-found",
			code("FetchAsset", 404, 20003)},
		{"an unknown Function is deleted", "DeleteFunction", "functions/unknown-is-not-found",
			accepts("DeleteFunction", 404)},
		{"deleting a Function deletes nothing", "DeleteFunction", "functions/delete-removes-it",
			deletesNothing("DeleteFunction", always)},
		{"a deleted Asset is still fetched", "DeleteAsset", "assets/delete-removes-it",
			keepsDeleted("CreateAsset", "FetchAsset")},
		{"an update of an Asset is answered and forgotten", "UpdateAsset", "assets/update-renames-it",
			forgets("UpdateAsset", rename)},
		{"an update of a Function answers with what was", "UpdateFunction", "functions/update-renames-it",
			set("UpdateFunction", "friendly_name", "as before")},
		{"friendly names of Functions must differ", "CreateFunction", "functions/friendly-names-need-not-differ",
			namesMustDiffer},
		{"friendly names are made plain", "CreateFunction", "functions/create-answers-with-it",
			forms("CreateFunction", func(f url.Values) {
				f.Set("FriendlyName", strings.Map(func(r rune) rune {
					if r > 126 || r == ' ' {
						return '-'
					}
					return r
				}, f.Get("FriendlyName")))
			})},
		{"an Asset needs no name", "CreateAsset", "assets/friendly-name-is-required",
			forms("CreateAsset", func(f url.Values) {
				if !f.Has("FriendlyName") {
					f.Set("FriendlyName", "unnamed")
				}
			})},
		{"a name of 256 is cut", "CreateFunction", "functions/friendly-name-over-255-characters-is-refused",
			shortened("CreateFunction", "FriendlyName", 255)},
		{"a name of 255 is cut", "CreateAsset", "assets/friendly-name-of-255-characters",
			shortened("CreateAsset", "FriendlyName", 254)},
		{"an update without a name is accepted", "UpdateFunction", "functions/update-needs-a-friendly-name",
			forms("UpdateFunction", func(f url.Values) {
				if !f.Has("FriendlyName") {
					f.Set("FriendlyName", "unnamed")
				}
			})},
		{"a Function is fetched below another Service", "FetchFunction", "functions/belongs-to-its-service",
			keepsDeleted("CreateFunction", "FetchFunction")},
		{"an Asset is deleted below another Service", "DeleteAsset", "assets/belongs-to-its-service",
			accepts("DeleteAsset", 404)},
		{"a deleted Asset leaves its versions", "DeleteAsset", "assets/delete-takes-versions-along",
			keepsDeleted("CreateAssetVersion", "FetchAssetVersion")},
		{"a Function with versions cannot be deleted", "DeleteFunction", "functions/delete-takes-versions-along",
			usedIsKept},
		{"PUT is read like POST", "FetchFunction", "functions/put-is-no-method", putIsPost},
		{"a list below an unknown Service is empty", "ListAsset", "assets/unknown-service-is-not-found",
			accepts("ListAsset", 404)},
	}
}

// namesMustDiffer refuses a friendly name that a Function has already.
func namesMustDiffer(s *site, ops operationSet) http.RoundTripper {
	known := newMemory()
	return requests("CreateFunction", func(s *site, req *http.Request) (*http.Request, *http.Response, error) {
		body, err := readBody(req)
		if err != nil {
			return nil, nil, err
		}
		key := req.URL.Path + string(body)
		if _, there := known.get(key); there {
			s.hit()
			return nil, refusal(req, http.StatusConflict, 20409), nil
		}
		known.put(key, nil)
		return resent(req, body), nil, nil
	})(s, ops)
}

// usedIsKept refuses to delete a Function that has versions.
func usedIsKept(s *site, ops operationSet) http.RoundTripper {
	return requests("DeleteFunction", func(s *site, req *http.Request) (*http.Request, *http.Response, error) {
		versions, err := s.get(req, req.URL.Path+"/Versions")
		if err != nil || !strings.Contains(string(versions.body), `"sid"`) {
			return req, nil, err
		}
		s.hit()
		return nil, refusal(req, http.StatusConflict, 20409), nil
	})(s, ops)
}

// putIsPost carries a PUT out.
func putIsPost(s *site, _ operationSet) http.RoundTripper {
	return tripper(func(req *http.Request) (*http.Response, error) {
		if req.Method != http.MethodPut {
			return s.next.RoundTrip(req)
		}
		s.hit()
		again := req.Clone(req.Context())
		again.Method = http.MethodPost
		return s.next.RoundTrip(again)
	})
}
