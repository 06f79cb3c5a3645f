package mutants

import (
	"net/http"
	"strings"
)

func buildUseBugs() []bug {
	return []bug{
		{"the status flaps", "FetchBuildStatus", "build-status/only-moves-forward", statusFlaps},
		{"a Build never ends", "FetchBuildStatus", "build-status/ends-completed",
			set("FetchBuildStatus", "status", "building")},
		{"a sound Build fails", "FetchBuildStatus", "build-status/ends-completed",
			set("FetchBuildStatus", "status", "failed")},
		{"a completed Build still says building", "FetchBuild", "build-status/ends-completed",
			set("FetchBuild", "status", "building")},
		{"a failed Build says completed", "FetchBuild", "builds/that-cannot-be-installed-fail",
			set("FetchBuild", "status", "completed")},
		{"the status of a failed Build says completed", "FetchBuildStatus", "builds/that-cannot-be-installed-fail",
			set("FetchBuildStatus", "status", "completed")},
		{"the status has a SID of its own", "FetchBuildStatus", "build-status/names-its-build",
			set("FetchBuildStatus", "sid", "ZB"+strings.Repeat("0", 32))},
		{"the status of an unknown Build is building", "FetchBuildStatus", "build-status/unknown-is-not-found",
			accepts("FetchBuildStatus", 404)},
		{"a Build follows later uploads", "FetchBuild", "builds/are-snapshots", followsUploads},
		{"a live Build is deleted", "DeleteBuild", "builds/live-one-cannot-be-deleted", accepts("DeleteBuild", 409)},
		{"deleting a Build deletes nothing", "DeleteBuild", "builds/delete-removes-it",
			deletesNothing("DeleteBuild", always)},
		{"the status of a deleted Build stays", "DeleteBuild", "builds/delete-removes-it",
			keepsDeleted("CreateBuild", "FetchBuildStatus")},
		{"an unfinished Build cannot be deleted", "DeleteBuild", "builds/delete-while-building",
			deletesBuilds(func(state string) bool { return state == "building" })},
		{"a Build that was live once cannot be deleted", "DeleteBuild", "builds/can-be-deleted-when-cleared",
			deletesBuilds(func(state string) bool { return state == "completed" })},
		{"a Build is deleted twice", "DeleteBuild", "builds/second-delete-is-refused", accepts("DeleteBuild", 404)},
		{"a Build is found below another Service", "FetchBuild", "builds/belong-to-their-service",
			keepsDeleted("CreateBuild", "FetchBuild")},
	}
}

// statusFlaps says building once more after completed.
func statusFlaps(s *site, ops operationSet) http.RoundTripper {
	completed := 0
	return answers("FetchBuildStatus", func(_ *http.Request, status int, body object) int {
		if body["status"] == "completed" {
			if completed++; completed == 3 {
				body["status"] = "building"
			}
		}
		return status
	})(s, ops)
}

// followsUploads answers with the latest version of each Function in place of the one that the Build was made of.
func followsUploads(s *site, ops operationSet) http.RoundTripper {
	return answers("FetchBuild", func(req *http.Request, status int, body object) int {
		versions, _ := body["function_versions"].([]any)
		for _, v := range versions {
			built := v.(object)
			function, _ := built["function_sid"].(string)
			path := req.URL.Path[:strings.Index(req.URL.Path, "/Builds/")] + "/Functions/" + function + "/Versions"
			list, err := s.get(req, path)
			if err != nil {
				return status
			}
			value, err := unmarshal(list.body)
			if err != nil {
				return status
			}
			if all, _ := value.(object)["function_versions"].([]any); len(all) > 0 {
				built["sid"], built["path"] = all[0].(object)["sid"], all[0].(object)["path"]
			}
		}
		return status
	})(s, ops)
}

// deletesBuilds refuses to delete the Builds with a status.
func deletesBuilds(refused func(state string) bool) planting {
	return requests("DeleteBuild", func(s *site, req *http.Request) (*http.Request, *http.Response, error) {
		a, err := s.get(req, req.URL.Path)
		if err != nil {
			return nil, nil, err
		}
		value, err := unmarshal(a.body)
		if err != nil {
			return nil, nil, err
		}
		if state, _ := value.(object)["status"].(string); refused(state) {
			s.hit()
			return nil, refusal(req, http.StatusConflict, 20409), nil
		}
		return req, nil, nil
	})
}
