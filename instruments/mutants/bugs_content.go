package mutants

import (
	"net/http"
	"strings"
)

// Ways in which the source of a Function comes back changed.
func contentBugs() []bug {
	changed := func(name string, change func(string) string) bug {
		return bug{name, "FetchFunctionVersionContent", "function-version-content/is-what-was-uploaded",
			texts("FetchFunctionVersionContent", "content", change)}
	}
	return []bug{
		changed("line ends of the content are changed",
			func(c string) string { return strings.ReplaceAll(c, "\r\n", "\n") }),
		changed("the content loses its byte order mark",
			func(c string) string { return strings.TrimPrefix(c, "\ufeff") }),
		changed("the content loses its last line end", func(c string) string { return strings.TrimSuffix(c, "\n") }),
		changed("the content gets a last line end",
			func(c string) string { return strings.TrimSuffix(c, "\n") + "\n" }),
		changed("the content loses space at its ends", strings.TrimSpace),
		changed("other alphabets in the content become question marks", func(c string) string {
			return strings.Map(func(r rune) rune {
				if r > 126 && r != 0xfeff {
					return '?'
				}
				return r
			}, c)
		}),
		changed("letters beyond the basic plane are lost", func(c string) string {
			return strings.Map(func(r rune) rune {
				if r > 0xffff {
					return 0xfffd
				}
				return r
			}, c)
		}),
		changed("the content is escaped for HTML",
			func(c string) string { return strings.NewReplacer("&amp;", "&", "</", "&lt;/").Replace(c) }),
		changed("backslashes in the content are taken for escapes",
			func(c string) string { return strings.ReplaceAll(c, `\n`, "\n") }),
		{"a later upload changes an earlier version", "FetchFunctionVersionContent",
			"function-version-content/older-versions-keep-theirs", latestContent},
		{"the content of a version has the SID of its Function", "FetchFunctionVersionContent",
			"function-version-content/names-its-version",
			answers("FetchFunctionVersionContent", func(_ *http.Request, status int, body object) int {
				if succeeded(status) {
					body["sid"] = body["function_sid"]
				}
				return status
			})},
		{"an empty file comes back as a comment", "FetchFunctionVersionContent",
			"function-version-content/may-be-empty",
			texts("FetchFunctionVersionContent", "content", func(c string) string {
				if c == "" {
					return "// empty\n"
				}
				return c
			})},
	}
}

// latestContent answers with the content of the latest version, whichever is asked for.
func latestContent(s *site, ops operationSet) http.RoundTripper {
	return requests("FetchFunctionVersionContent", func(s *site, req *http.Request) (*http.Request, *http.Response,
		error) {
		segments := strings.Split(req.URL.Path, "/") // "", v1, Services, ZS, Functions, ZH, Versions, ZN, Content
		list, err := s.get(req, strings.Join(segments[:7], "/"))
		if err != nil {
			return nil, nil, err
		}
		value, err := unmarshal(list.body)
		if err != nil {
			return nil, nil, err
		}
		page, _ := value.(object)
		versions, _ := page["function_versions"].([]any)
		if len(versions) == 0 {
			return req, nil, nil
		}
		latest, _ := versions[0].(object)
		sid, _ := latest["sid"].(string)
		if sid != segments[7] {
			s.hit()
		}
		asked := segments[7]
		segments[7] = sid
		a, err := s.get(req, strings.Join(segments, "/"))
		if err != nil {
			return nil, nil, err
		}
		a.body = []byte(strings.ReplaceAll(string(a.body), sid, asked))
		return nil, a.response(req), nil
	})(s, ops)
}
