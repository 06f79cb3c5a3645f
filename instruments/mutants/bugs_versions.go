package mutants

import (
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"
)

func versionBugs() []bug {
	// rename changes the values of parts with a name.
	values := func(name string, change func(string) string) func([]part) []part {
		return func(all []part) []part {
			for i := range all {
				if all[i].name == name {
					all[i].content = change(all[i].content)
				}
			}
			return all
		}
	}
	return []bug{
		{"the leading slash is not added", "CreateFunctionVersion", "function-versions/path-gets-its-leading-slash",
			texts("CreateFunctionVersion", "path", func(p string) string { return strings.TrimPrefix(p, "/") })},
		{"the leading slash is doubled", "CreateAssetVersion", "asset-versions/path-gets-its-leading-slash",
			texts("CreateAssetVersion", "path", func(p string) string { return "/" + p })},
		{"the root is no Path", "CreateAssetVersion", "asset-versions/path-of-the-root",
			parts("CreateAssetVersion", values("Path", func(p string) string {
				if p == "/" {
					return ""
				}
				return p
			}))},
		{"every version is public", "FetchFunctionVersion", "function-versions/fetch-what-was-uploaded",
			set("FetchFunctionVersion", "visibility", "public")},
		{"a version is fetched with another Path", "FetchAssetVersion", "asset-versions/fetch-what-was-uploaded",
			texts("FetchAssetVersion", "path", func(p string) string { return p[:strings.LastIndexByte(p, '/')+1] })},
		{"a Path of 256 is cut", "CreateAssetVersion", "asset-versions/path-over-255-characters-is-refused",
			parts("CreateAssetVersion", values("Path", func(p string) string { return p[:min(len(p), 255)] }))},
		{"a Path of 255 is cut", "CreateFunctionVersion", "function-versions/path-of-255-characters",
			parts("CreateFunctionVersion", values("Path", func(p string) string { return p[:min(len(p), 254)] }))},
		{"disallowed characters are left out of a Path", "CreateFunctionVersion",
			"function-versions/path-with-disallowed-characters-is-refused",
			parts("CreateFunctionVersion", values("Path", func(p string) string {
				return strings.Map(func(r rune) rune {
					if strings.ContainsRune("#;,?:@+&$()'\"", r) {
						return -1
					}
					return r
				}, p)
			}))},
		{"one disallowed character is allowed in a Path", "CreateAssetVersion",
			"asset-versions/path-with-disallowed-characters-is-refused",
			parts("CreateAssetVersion", values("Path",
				func(p string) string { return strings.ReplaceAll(p, "@", "-") }))},
		{"an unknown visibility is private", "CreateAssetVersion", "asset-versions/other-visibility-is-refused",
			parts("CreateAssetVersion", values("Visibility", func(v string) string {
				if !slices.Contains([]string{"public", "protected", "private"}, strings.ToLower(v)) {
					return "private"
				}
				return v
			}))},
		{"capitals are no visibility", "CreateAssetVersion", "asset-versions/every-visibility-in-any-case",
			parts("CreateAssetVersion", values("Visibility", func(v string) string {
				if v != strings.ToLower(v) {
					return "nothing"
				}
				return v
			}))},
		{"a missing visibility is public", "CreateFunctionVersion", "function-versions/visibility-is-required",
			parts("CreateFunctionVersion", func(all []part) []part {
				if !slices.ContainsFunc(all, func(p part) bool { return p.name == "Visibility" }) {
					all = append(all, part{header: map[string][]string{
						"Content-Disposition": {`form-data; name="Visibility"`}},
						name: "Visibility", content: "public"})
				}
				return all
			})},
		{"names of parts are read in any case", "CreateFunctionVersion",
			"function-versions/part-names-are-case-sensitive", parts("CreateFunctionVersion", func(all []part) []part {
				for i := range all {
					if name := strings.ToUpper(all[i].name[:1]) +
						strings.ToLower(all[i].name[1:]); name != all[i].name {
						header := all[i].header.Get("Content-Disposition")
						all[i].header.Set("Content-Disposition", strings.Replace(header, all[i].name, name, 1))
					}
				}
				return all
			})},
		{"parts after the content are not read", "CreateFunctionVersion",
			"function-versions/order-of-parts-does-not-matter", parts("CreateFunctionVersion", func(all []part) []part {
				if i := slices.IndexFunc(all, func(p part) bool { return p.name == "Content" }); i >= 0 {
					return all[:i+1]
				}
				return all
			})},
		{"a file needs a name", "CreateAssetVersion", "asset-versions/file-name-is-optional",
			parts("CreateAssetVersion", func(all []part) []part {
				return slices.DeleteFunc(all, func(p part) bool {
					return p.name == "Content" && !strings.Contains(p.header.Get("Content-Disposition"), "filename")
				})
			})},
		{"other parts are refused", "CreateAssetVersion", "asset-versions/other-parts-are-ignored",
			parts("CreateAssetVersion", func(all []part) []part {
				if slices.ContainsFunc(all, func(p part) bool { return p.name == "ServiceSid" }) {
					return nil
				}
				return all
			})},
		{"an Asset must be text", "CreateAssetVersion", "asset-versions/of-any-content",
			parts("CreateAssetVersion", func(all []part) []part {
				return slices.DeleteFunc(all, func(p part) bool { return !utf8.ValidString(p.content) })
			})},
		{"a second upload of the same is the first", "CreateFunctionVersion",
			"function-versions/identical-uploads-are-two-versions", sameIsOne},
		{"a version is deleted", "FetchFunctionVersion", "function-versions/cannot-be-deleted", versionsAreDeleted},
		{"a Function is found among the Assets", "ListAssetVersion", "function-versions/are-not-asset-versions",
			accepts("ListAssetVersion", 404)},
		{"a version is found below another Function", "FetchFunctionVersion",
			"function-versions/belong-to-their-function",
			keepsDeleted("CreateFunctionVersion", "FetchFunctionVersion")},
		{"25 MB and one byte are accepted", "CreateAssetVersion", "asset-versions/over-25-megabytes-is-refused",
			accepts("CreateAssetVersion", 413)},
		{"25 MB and one byte are a bad request", "CreateAssetVersion", "asset-versions/over-25-megabytes-is-refused",
			tooLargeIsBad},
		{"25 MB are refused", "CreateAssetVersion", "asset-versions/of-25-megabytes",
			refuses("CreateAssetVersion", 413, 20413, func(req *http.Request) bool {
				return req.ContentLength >= 25_000_000
			})},
	}
}

// sameIsOne answers an upload that was seen before with the version that it made.
func sameIsOne(s *site, ops operationSet) http.RoundTripper {
	known := newMemory()
	return tripper(func(req *http.Request) (*http.Response, error) {
		if _, ok := ops["CreateFunctionVersion"].match(req); !ok {
			return s.next.RoundTrip(req)
		}
		body, err := readBody(req)
		if err != nil {
			return nil, err
		}
		resp, err := s.next.RoundTrip(resent(req, body))
		if err != nil {
			return nil, err
		}
		a, err := readAnswer(resp)
		if err != nil || !succeeded(a.status) {
			return a.response(req), err
		}
		key := req.URL.Path + string(body)
		if old, there := known.get(key); there {
			s.hit()
			a.body = old
		} else {
			known.put(key, a.body)
		}
		return a.response(req), nil
	})
}

// versionsAreDeleted answers 204 where there is no such method.
func versionsAreDeleted(s *site, _ operationSet) http.RoundTripper {
	return tripper(func(req *http.Request) (*http.Response, error) {
		if req.Method != http.MethodDelete || !strings.Contains(req.URL.Path, "/Versions/") {
			return s.next.RoundTrip(req)
		}
		s.hit()
		return (&answer{status: http.StatusNoContent, header: http.Header{}}).response(req), nil
	})
}

// tooLargeIsBad turns the 413 into a 400.
func tooLargeIsBad(s *site, ops operationSet) http.RoundTripper {
	return ops["CreateAssetVersion"].answering(func(a *answer) (bool, error) {
		if a.status != http.StatusRequestEntityTooLarge {
			return false, nil
		}
		a.status = http.StatusBadRequest
		return true, nil
	})(s)
}
