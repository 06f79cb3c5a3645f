package mutants

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

func serviceBugs() []bug {
	named := func(req *http.Request) bool { return !strings.HasPrefix(last(req), "ZS") }
	return []bug{
		{"a Service is created with 200", "CreateService", "services/create-answers-with-the-service",
			status("CreateService", 201, 200)},
		{"a Service forgets IncludeCredentials", "CreateService", "services/create-keeps-its-options",
			dropped("CreateService", "IncludeCredentials")},
		{"a Service forgets UiEditable", "CreateService", "services/create-keeps-its-options",
			dropped("CreateService", "UiEditable")},
		{"the defaults of the options are swapped", "CreateService", "services/create-answers-with-the-service",
			forms("CreateService", func(f url.Values) {
				if f.Get("IncludeCredentials") == "" {
					f.Set("IncludeCredentials", "false")
				}
			})},
		{"an update of a Service is answered and forgotten", "UpdateService",
			"services/update-changes-only-what-was-sent", forgets("UpdateService",
				map[string]string{"FriendlyName": "friendly_name", "IncludeCredentials": "include_credentials",
					"UiEditable": "ui_editable"})},
		{"an update of a Service resets what was not sent", "UpdateService",
			"services/update-changes-only-what-was-sent",
			forms("UpdateService", func(f url.Values) {
				if f.Get("IncludeCredentials") == "" {
					f.Set("IncludeCredentials", "true")
				}
			})},
		{"an empty update of a Service is refused", "UpdateService", "services/empty-update-changes-nothing",
			refuses("UpdateService", 400, 20001, sizes("FriendlyName", 0))},
		{"a Service cannot be updated by its name", "UpdateService", "services/update-by-unique-name",
			refuses("UpdateService", 404, 20404, named)},
		{"a Service is not found by its name", "FetchService", "services/fetch-by-unique-name",
			refuses("FetchService", 404, 20404, named)},
		{"the name of a Service is not understood below it", "ListEnvironment", "services/unique-name-in-paths-below",
			refuses("ListEnvironment", 404, 20404, byName)},
		{"the name of a Service is not understood on one nested path", "CreateEnvironment",
			"services/unique-name-in-paths-of-every-kind", refuses("CreateEnvironment", 404, 20404, byName)},
		{"deleting a Service deletes nothing", "DeleteService", "services/delete-removes-it",
			deletesNothing("DeleteService", always)},
		{"deleting a Service by its name deletes nothing", "DeleteService", "services/delete-by-unique-name",
			deletesNothing("DeleteService", named)},
		{"a deleted Service leaves its Environments", "DeleteService", "services/delete-takes-everything-along",
			keepsDeleted("CreateEnvironment", "FetchEnvironment")},
		{"a deleted Service leaves its Builds", "DeleteService", "services/delete-takes-everything-along",
			keepsDeleted("CreateBuild", "FetchBuild")},
		{"a Service is deleted twice", "DeleteService", "services/second-delete-is-refused",
			accepts("DeleteService", 404)},
		{"the name of a deleted Service stays taken", "CreateService", "services/name-is-free-after-delete",
			namesStayTaken},
		{"two Services have one name", "CreateService", "services/unique-name-is-unique", renamesTwins},
		{"a unique name over the limit is cut", "CreateService", "services/unique-name-over-50-characters-is-refused",
			shortened("CreateService", "UniqueName", 50)},
		{"a unique name of 50 is refused", "CreateService", "services/unique-name-of-50-characters",
			refuses("CreateService", 400, 20001, sizes("UniqueName", 50))},
		{"a friendly name over the limit is cut", "CreateService",
			"services/friendly-name-over-255-characters-is-refused", shortened("CreateService", "FriendlyName", 255)},
		{"a friendly name of 255 is refused", "CreateService", "services/friendly-name-of-255-characters",
			refuses("CreateService", 400, 20001, sizes("FriendlyName", 255))},
		{"an updated friendly name over the limit is cut", "UpdateService",
			"services/update-over-255-characters-is-refused", shortened("UpdateService", "FriendlyName", 255)},
		{"an underscore is refused with another code", "CreateService", "services/underscore-in-unique-name-is-refused",
			code("CreateService", 400, 20002)},
		{"an underscore becomes a dash", "CreateService", "services/underscore-in-unique-name-is-refused",
			forms("CreateService", func(f url.Values) {
				f.Set("UniqueName", strings.ReplaceAll(f.Get("UniqueName"), "_", "-"))
			})},
		{"the domain keeps capitals", "CreateService", "services/domain-base-is-lower-case",
			answers("CreateService", func(_ *http.Request, status int, body object) int {
				if base, ok := body["domain_base"].(string); ok {
					name, _ := body["unique_name"].(string)
					body["domain_base"] = name + base[len(name):]
				}
				return status
			})},
		{"the 51st Service is created", "CreateService", "services/more-than-50-are-refused",
			accepts("CreateService", 400)},
		{"an unknown field is refused", "CreateService", "services/unknown-fields-are-ignored", unknownFieldsRefused},
		{"JSON is read like a form", "CreateService", "services/only-forms-are-read", readsJSON},
		{"an update moves date_updated back", "UpdateService", "services/dates-tell-creation-and-last-update",
			set("UpdateService", "date_updated", "1999-01-01T00:00:00Z")},
		{"an update moves date_created", "UpdateService", "services/dates-tell-creation-and-last-update",
			set("UpdateService", "date_created", "1999-01-01T00:00:00Z")},
	}
}

// byName matches requests below a Service that is named.
func byName(req *http.Request) bool {
	segments := strings.Split(req.URL.Path, "/")
	return len(segments) > 4 && !strings.HasPrefix(segments[3], "ZS")
}

// namesStayTaken refuses a name that any Service ever had.
func namesStayTaken(s *site, ops operationSet) http.RoundTripper {
	known := newMemory()
	return requests("CreateService", func(s *site, req *http.Request) (*http.Request, *http.Response, error) {
		body, err := readBody(req)
		form, _ := url.ParseQuery(string(body))
		name := form.Get("UniqueName")
		if _, taken := known.get(name); taken {
			s.hit()
			return nil, refusal(req, http.StatusConflict, 20409), err
		}
		known.put(name, nil)
		return resent(req, body), nil, err
	})(s, ops)
}

// renamesTwins gives a second Service with a name that is taken another one, and answers as if it had not.
func renamesTwins(s *site, ops operationSet) http.RoundTripper {
	return tripper(func(req *http.Request) (*http.Response, error) {
		if _, ok := ops["CreateService"].match(req); !ok {
			return s.next.RoundTrip(req)
		}
		body, err := readBody(req)
		if err != nil {
			return nil, err
		}
		resp, err := s.next.RoundTrip(resent(req, body))
		if err != nil || resp.StatusCode != http.StatusConflict {
			return resp, err
		}
		drain(resp.Body)
		form, err := url.ParseQuery(string(body))
		if err != nil {
			return nil, err
		}
		form.Set("UniqueName", form.Get("UniqueName")+"-2")
		s.hit()
		return s.next.RoundTrip(resent(req, []byte(form.Encode())))
	})
}

// unknownFieldsRefused is strict about what it does not know.
func unknownFieldsRefused(s *site, ops operationSet) http.RoundTripper {
	return refuses("CreateService", http.StatusBadRequest, 20001, func(req *http.Request) bool {
		body, err := readBody(req)
		*req = *resent(req, body)
		form, _ := url.ParseQuery(string(body))
		for name := range form {
			if !slices.Contains([]string{"UniqueName", "FriendlyName", "IncludeCredentials", "UiEditable"}, name) {
				return true
			}
		}
		return err != nil
	})(s, ops)
}

// readsJSON turns the members of a JSON object into the fields of a form.
func readsJSON(s *site, ops operationSet) http.RoundTripper {
	return requests("CreateService", func(s *site, req *http.Request) (*http.Request, *http.Response, error) {
		body, err := readBody(req)
		var members map[string]string
		if err != nil || json.Unmarshal(body, &members) != nil {
			return resent(req, body), nil, err
		}
		form := url.Values{}
		for name, value := range members {
			form.Set(name, value)
		}
		s.hit()
		again := resent(req, []byte(form.Encode()))
		again.Header.Set("Content-Type", formMedia)
		return again, nil, nil
	})(s, ops)
}
