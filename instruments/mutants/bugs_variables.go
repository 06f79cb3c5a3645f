package mutants

import (
	"net/http"
	"net/url"
	"strings"
)

func variableBugs() []bug {
	const create, update = "CreateVariable", "UpdateVariable"
	return []bug{
		{"spaces around a Value are cut", create, "variables/spaces-are-kept",
			forms(create, func(f url.Values) { f.Set("Value", strings.TrimSpace(f.Get("Value"))) })},
		{"spaces inside a Value are folded", create, "variables/spaces-are-kept",
			texts("FetchVariable", "value", func(v string) string { return strings.ReplaceAll(v, "  ", " ") })},
		{"other alphabets in a Value are lost", create, "variables/any-text-is-kept", forms(create, func(f url.Values) {
			f.Set("Value", strings.Map(func(r rune) rune {
				if r > 255 {
					return '?'
				}
				return r
			}, f.Get("Value")))
		})},
		{"a Value is unescaped twice", create, "variables/any-text-is-kept", forms(create, func(f url.Values) {
			f.Set("Value", strings.ReplaceAll(strings.ReplaceAll(f.Get("Value"), "%2B", "+"), "+", " "))
		})},
		{"line ends in a Value are changed", create, "variables/any-text-is-kept",
			forms(create, func(f url.Values) { f.Set("Value", strings.ReplaceAll(f.Get("Value"), "\r\n", "\n")) })},
		{"a Value is hidden", "FetchVariable", "variables/create-answers-with-it",
			set("FetchVariable", "value", "********")},
		{"a Value is limited in characters", create, "variables/value-over-450-bytes-is-refused",
			shortened(create, "Value", 450)},
		{"a Value of 450 bytes is refused", create, "variables/value-of-450-bytes",
			refuses(create, 400, 20001, sizes("Value", 450))},
		{"a Key of 129 is cut", create, "variables/key-over-128-characters-is-refused", shortened(create, "Key", 128)},
		{"a Key of 128 is refused", create, "variables/key-of-128-characters",
			refuses(create, 400, 20001, sizes("Key", 128))},
		{"a dash in a Key becomes an underscore", create, "variables/key-with-a-dash",
			forms(create, func(f url.Values) { f.Set("Key", strings.ReplaceAll(f.Get("Key"), "-", "_")) })},
		{"a second Variable replaces the first of its Key", create, "variables/key-is-unique", replacesTwins},
		{"an update of the Value resets the Key", update, "variables/update-of-the-value-keeps-the-key",
			forms(update, func(f url.Values) {
				if !f.Has("Key") {
					f.Set("Key", "UNNAMED")
				}
			})},
		{"an update of the Key resets the Value", update, "variables/update-of-the-key-keeps-the-value",
			forms(update, func(f url.Values) {
				if !f.Has("Value") {
					f.Set("Value", "")
				}
			})},
		{"an update of a Variable is answered and forgotten", update, "variables/update-of-the-value-keeps-the-key",
			forgets(update, map[string]string{"Key": "key", "Value": "value"})},
		{"an update takes a Key that is taken", update, "variables/update-to-a-taken-key-is-refused",
			accepts(update, 409)},
		{"an updated Value over the limit is cut", update, "variables/update-over-the-limits-is-refused",
			shortened(update, "Value", 450)},
		{"deleting a Variable deletes nothing", "DeleteVariable", "variables/delete-removes-it",
			deletesNothing("DeleteVariable", always)},
		{"the Key of a deleted Variable stays taken", create, "variables/key-is-free-after-delete", keysStayTaken},
		{"a Variable is found on another Environment", "FetchVariable", "variables/are-not-found-elsewhere",
			keepsDeleted(create, "FetchVariable")},
		{"all Environments have the Variables of the first", "ListVariable", "variables/belong-to-their-environment",
			firstEnvironment},
	}
}

// replacesTwins updates the Variable that has a Key when another one is created with it.
func replacesTwins(s *site, ops operationSet) http.RoundTripper {
	known := newMemory()
	return requests("CreateVariable", func(s *site, req *http.Request) (*http.Request, *http.Response, error) {
		body, err := readBody(req)
		if err != nil {
			return nil, nil, err
		}
		form, _ := url.ParseQuery(string(body))
		resp, err := s.next.RoundTrip(resent(req, body))
		if err != nil {
			return nil, nil, err
		}
		a, err := readAnswer(resp)
		if err != nil {
			return nil, nil, err
		}
		key := req.URL.Path + " " + form.Get("Key")
		if succeeded(a.status) {
			known.put(key, []byte(sidOf(a.body)))
			return nil, a.response(req), nil
		}
		sid, there := known.get(key)
		if a.status != http.StatusConflict || !there {
			return nil, a.response(req), nil
		}
		s.hit()
		again := resent(req, body)
		again.URL.Path += "/" + string(sid)
		if resp, err = s.next.RoundTrip(again); err == nil {
			resp.StatusCode = http.StatusCreated
		}
		return nil, resp, err
	})(s, ops)
}

// keysStayTaken refuses a Key that any Variable of the Environment ever had.
func keysStayTaken(s *site, ops operationSet) http.RoundTripper {
	known := newMemory()
	return requests("CreateVariable", func(s *site, req *http.Request) (*http.Request, *http.Response, error) {
		body, err := readBody(req)
		if err != nil {
			return nil, nil, err
		}
		form, _ := url.ParseQuery(string(body))
		key := req.URL.Path + " " + form.Get("Key")
		if _, taken := known.get(key); taken {
			s.hit()
			return nil, refusal(req, http.StatusConflict, 20409), nil
		}
		known.put(key, nil)
		return resent(req, body), nil, nil
	})(s, ops)
}

// firstEnvironment lists the Variables of the Environment that was asked for first, whichever is asked for.
func firstEnvironment(s *site, ops operationSet) http.RoundTripper {
	first := ""
	return requests("ListVariable", func(s *site, req *http.Request) (*http.Request, *http.Response, error) {
		if first == "" {
			first = req.URL.Path
		}
		if req.URL.Path == first {
			return req, nil, nil
		}
		s.hit()
		again := req.Clone(req.Context())
		again.URL.Path = first
		return again, nil, nil
	})(s, ops)
}
