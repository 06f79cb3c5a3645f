package negations

import (
	"bytes"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// sentRequestNegations take the sentences about requests and answers one by one.
func sentRequestNegations() []Negation {
	h, f, r := subject{"http", srcHTTP}, subject{"forms", srcForms}, subject{"requests", srcRequests}
	e, d := subject{"errors", srcResponse}, subject{"dates", srcResponse}
	any1, same := "Any HTTP client may send it.", "A refusal has a status, a code and a message."
	pairs := "A form is names and values, percent-encoded."
	errs := func(f func(c *call)) Defect {
		return failing("any", func(c *call) {
			if c.json["code"] != nil {
				f(c)
			}
		})
	}
	deep := func(c *call) bool { return c.Parent != "" }
	return []Negation{
		h.not("sent-long-answers-are-cut", "An answer is whole.", HTTP, rewrites(func(c *call) []byte {
			return c.body[:min(len(c.body), 16384)]
		})),
		h.not("sent-answers-begin-with-a-mark", "An answer is JSON.", HTTP, rewrites(func(c *call) []byte {
			return append([]byte("\xEF\xBB\xBF"), c.body...)
		})),
		h.not("sent-answers-are-latin-1", "An answer is JSON in UTF-8.", HTTP, rewrites(func(c *call) []byte {
			var out []byte
			for _, r := range string(c.body) {
				if r < 256 {
					out = append(out, byte(r))
				} else {
					out = append(out, '?')
				}
			}
			return out
		})),
		h.not("sent-wide-characters-are-half-escapes", "An answer is JSON.", HTTP, rewrites(func(c *call) []byte {
			var out []byte
			for _, r := range string(c.body) {
				if r > 0xFFFF {
					out = append(out, []byte(`\u`+strconv.FormatInt(int64(r)>>4, 16))...)
				} else {
					out = append(out, []byte(string(r))...)
				}
			}
			return out
		})),
		h.not("sent-control-characters-are-raw", "An answer is JSON.", HTTP, rewrites(func(c *call) []byte {
			return bytes.ReplaceAll(c.body, []byte(`\t`), []byte("\t"))
		})),
		h.not("sent-single-answers-are-text", "An answer is whole.", HTTP, header("Fetch*", "Content-Type",
			"text/plain")),
		h.not("sent-long-lists-are-html", "An answer is JSON.", HTTP, after("List*", func(c *call) {
			if _, entries := c.items(); len(entries) > 10 {
				c.header.Set("Content-Type", "text/html")
			}
		})),
		h.not("sent-etag-is-one-for-all", "An ETag is of one resource in one state.", HTTP, both(
			after("Fetch*", func(c *call) { c.header.Set("Etag", `"1"`) }),
			before("Fetch*", func(c *call) {
				if c.req.Header.Get("If-None-Match") == `"1"` {
					c.empty(304)
				}
			}))),
		h.not("sent-chunks-without-a-length-are-empty", any1, HTTP, before("Create* Update*", func(c *call) {
			if c.req.ContentLength < 0 && c.form != nil {
				c.form = map[string][]string{}
			}
		})),
		h.not("sent-large-uploads-without-a-length-are-411", any1, HTTP, denies(uploads, 411, func(c *call) bool {
			return c.req.ContentLength < 0
		})),
		h.not("sent-question-mark-at-the-end-is-404", any1, HTTP, before("*", func(c *call) {
			if c.req.URL.ForceQuery {
				c.missing()
			}
		})),
		h.not("sent-query-on-a-create-is-400", "What is unknown in a query is ignored.", HTTP, denies("Create* Update*",
			400, func(c *call) bool { return c.req.URL.RawQuery != "" })),
		h.not("sent-accept-of-json-alone", any1, HTTP, denies("*", 406, func(c *call) bool {
			v := c.req.Header.Get("Accept")
			return v != "" && !strings.Contains(v, "json")
		})),
		h.not("sent-get-with-a-form-type-is-400", any1, HTTP, denies("Fetch* List*", 400, func(c *call) bool {
			return strings.Contains(c.req.Header.Get("Content-Type"), "form")
		})),
		h.not("sent-delete-with-a-form-type-is-415", any1, HTTP, denies("Delete*", 415, func(c *call) bool {
			return c.req.Header.Get("Content-Type") != ""
		})),
		h.not("sent-put-is-an-update", "An update is a POST.", Refusal, Defect{after: func(c *call) {
			if c.req.Method == http.MethodPut && c.status == 405 {
				c.req = c.req.Clone(c.req.Context())
				c.req.Method = http.MethodPost
				c.answered = false
				c.forward()
			}
		}}),
		f.not("sent-names-are-compared-encoded", pairs, HTTP, refuses("Create* Update*", rawPair(
			func(p string) bool { name, _, _ := strings.Cut(p, "="); return strings.Contains(name, "%") }))),
		f.not("sent-small-hexadecimal-digits-stay", pairs, HTTP, before("Create* Update*", func(c *call) {
			if raw := string(c.raw); c.form != nil && raw != strings.ToUpper(raw) {
				for name, values := range c.form {
					for i, v := range values {
						if strings.Contains(raw, "%c3%") {
							c.form[name][i] = v + "%c3"
						}
					}
				}
			}
		})),
		f.not("sent-plus-is-a-plus", pairs, HTTP, before("Create* Update*", func(c *call) {
			for name, values := range c.form {
				for i, v := range values {
					if strings.Contains(string(c.raw), "+") && name == "FriendlyName" {
						c.form[name][i] = strings.ReplaceAll(v, " ", "+")
					}
				}
			}
		})),
		f.not("sent-last-pair-without-a-value-is-400", pairs, HTTP, refuses("Create* Update*", rawPair(
			func(p string) bool { return p != "" && !strings.Contains(p, "=") }))),
		f.not("sent-second-equals-sign-ends-the-value", pairs, HTTP, before("Create* Update*", func(c *call) {
			for _, pair := range strings.Split(string(c.raw), "&") {
				parts := strings.Split(pair, "=")
				if name := percentDecode(parts[0]); len(parts) > 2 && c.form.Has(name) {
					c.form.Set(name, percentDecode(parts[1]))
				}
			}
		})),
		f.not("sent-more-than-20-values-are-cut", "An array is a repeated field.", Second, before("CreateBuild",
			func(c *call) {
				for name, list := range c.form {
					c.form[name] = list[:min(len(list), 20)]
				}
			})),
		f.not("sent-names-in-other-letters-are-fields-too", "Field names are in Pascal case.", Refusal,
			before("Create*", func(c *call) {
				for name, list := range c.form {
					if lower(name) == "friendlyname" && name != "FriendlyName" && !c.form.Has("FriendlyName") {
						c.form["FriendlyName"] = list
					}
				}
			})).assumed(),
		e.not("sent-unknown-below-is-a-500", "What is unknown is not found: 404.", Refusal, failing("any",
			func(c *call) {
				if c.status == 404 && deep(c) {
					c.crash(500)
				}
			})),
		e.not("sent-code-of-deep-ones-is-0", "What is unknown is 20404.", Refusal, errs(func(c *call) {
			if c.status == 404 && deep(c) {
				c.json["code"] = 0
			}
		})),
		e.not("sent-status-in-it-is-400", "status is that of the answer.", Form, errs(func(c *call) {
			c.json["status"] = 400
		})),
		e.not("sent-code-is-a-text", "code is a number.", Form, errs(func(c *call) {
			c.json["code"] = strconv.Itoa(intOf(c.json["code"]))
		})),
		e.not("sent-is-inside-an-object", same, Form, errs(func(c *call) { c.json = object{"error": c.json} })),
		e.not("sent-message-is-an-object", same, Form, errs(func(c *call) {
			c.json["message"] = object{"text": c.json["message"]}
		})),
		e.not("sent-unknown-method-is-404-html", same, Form, failing("any", func(c *call) {
			if c.status == 404 && c.Verb == "Delete" {
				c.json, c.body = nil, []byte("<h1>Not Found</h1>")
				c.header.Set("Content-Type", "text/html")
			}
		})),
		e.not("sent-is-200", same, HTTP, failing("any", func(c *call) {
			if c.status == 404 && c.Verb == "Fetch" && deep(c) {
				c.status = 200
			}
		})),
		d.not("sent-are-local", "Dates are GMT.", Time, redated(func(at time.Time) string {
			return at.Add(-8 * time.Hour).Format("2006-01-02T15:04:05Z")
		})),
		d.not("sent-are-of-another-zone", "Dates are GMT.", Time, redated(func(at time.Time) string {
			return at.Add(-8 * time.Hour).Format("2006-01-02T15:04:05+00:00")
		})),
		d.not("sent-are-seconds", "Dates are ISO 8601.", Form, redated(func(at time.Time) string {
			return strconv.FormatInt(at.Unix(), 10)
		})),
		d.not("sent-have-no-zone", "Dates are ISO 8601 with a zone.", Form, redated(func(at time.Time) string {
			return at.UTC().Format("2006-01-02T15:04:05")
		})),
		d.not("sent-are-minutes", "Dates have seconds.", Time, redated(func(at time.Time) string {
			return at.UTC().Truncate(time.Minute).Format(time.RFC3339)
		})),
		d.not("sent-month-is-a-minute", "Dates are ISO 8601.", Time, redated(func(at time.Time) string {
			return at.UTC().Format("2006-01-02T15:01:05Z")
		})),
		r.not("sent-third-segment-of-a-path-is-free", "What is unknown is not found.", Refusal, failing("List*",
			func(c *call) {
				if c.status == 404 && c.Parent != "" && c.mem.gone[c.Parent] == nil {
					c.status, c.json = 200, emptyList(c)
				}
			})),
		r.not("sent-path-is-matched-by-its-beginning", "What is unknown is not found.", Refusal, Defect{
			before: func(c *call) {
				for _, name := range []string{"/Functions", "/Assets", "/Builds", "/Environments"} {
					if strings.HasSuffix(c.req.URL.Path, name+"-x") {
						c.to(strings.TrimSuffix(c.req.URL.Path, "-x"))
					}
				}
			}}).assumed(),
	}
}

// sentAccessNegations take the sentences about credentials one by one.
func sentAccessNegations() []Negation {
	a := subject{"credentials", srcRequests}
	both1, refused := "The user and the password must be right.", "What is refused is not done."
	return []Negation{
		a.not("sent-password-is-looked-at-once", both1, Access, pretends("*",
			func(c *call, user, _ string) bool { return c.mem.notes["password of "+user] != "" }).noting()),
		a.not("sent-beginning-of-the-password-is-enough", both1, Access, rightful(
			func(_ *call, user, password, owner, token string) bool {
				return user == owner && len(password) >= 4 && strings.HasPrefix(token, password)
			})),
		a.not("sent-password-is-compared-in-small-letters", both1, Access, rightful(
			func(_ *call, user, password, owner, token string) bool {
				return user == owner && strings.EqualFold(password, token)
			})),
		a.not("sent-password-may-go-on", both1, Access, rightful(
			func(_ *call, user, password, owner, token string) bool {
				return user == owner && strings.HasPrefix(password, token)
			})),
		a.not("sent-reads-below-an-environment-are-open", both1, Access, pretends("FetchVariable ListVariable",
			func(*call, string, string) bool { return true })),
		a.not("sent-content-is-open", both1, Access, pretends("FetchFunctionVersionContent",
			func(*call, string, string) bool { return true })),
		a.not("sent-uploads-are-open", both1, Access, pretends(uploads, func(*call, string, string) bool { return true })),
		a.not("sent-deletes-are-done-before-the-401", refused, Access, unheard("DeleteVariable DeleteFunction")),
		a.not("sent-updates-are-done-before-the-401", refused, Access, unheard("UpdateVariable UpdateService")),
		a.not("sent-refusal-is-404", "Wrong credentials are 401.", Refusal, remaps("*", 401, 404)),
		a.not("sent-refusal-is-403-below", "Wrong credentials are 401.", Refusal, remaps("FetchVariable FetchBuild* List*",
			401, 403)),
		a.not("sent-scheme-in-small-letters-is-unknown", "A scheme has any letters.", HTTP, denies("*", 401,
			func(c *call) bool { return strings.HasPrefix(c.req.Header.Get("Authorization"), "basic ") })),
		a.not("sent-lists-of-others-are-seen", "An account has what it made.", Access, foreign("List*")).
			needs("two-accounts"),
		a.not("sent-updates-by-others-are-done", "An account has what it made.", Access, foreign("Update*")).
			needs("two-accounts"),
	}
}

// sentMeetingNegations are what goes wrong when requests come at the same time.
func sentMeetingNegations() []Negation {
	m := subject{"meetings", srcRequests}
	alone := "Requests that come at the same time are answered as alone."
	crossed := func(op string, names ...string) Defect { // the second gets values of the first
		return atOnce(op, func(c, first *call) {
			for _, name := range names {
				if v := first.form.Get(name); v != "" {
					property := map[string]string{"FriendlyName": "friendly_name", "Key": "key", "Value": "value",
						"UniqueName": "unique_name", "BuildSid": "build_sid"}[name]
					c.mem.stay(text(c.json, "sid"), property, v)
				}
			}
		})
	}
	lost := func(op string) Defect {
		return atOnce(op, func(c, _ *call) { c.mem.hidden[text(c.json, "sid")] = true })
	}
	return []Negation{
		m.not("sent-functions-get-the-name-of-the-other", alone, Second, crossed("CreateFunction", "FriendlyName")),
		m.not("sent-variables-get-the-value-of-the-other", alone, Second, crossed("CreateVariable", "Value")),
		m.not("sent-variables-are-updated-with-the-value-of-the-other", alone, Second,
			crossed("UpdateVariable", "Value")),
		m.not("sent-one-of-two-functions-is-lost", alone, Second, lost("CreateFunction")),
		m.not("sent-one-of-two-uploads-is-lost", alone, Second, lost("CreateFunctionVersion")),
		m.not("sent-one-of-two-variables-is-lost", alone, Second, lost("CreateVariable")),
		m.not("sent-one-of-two-builds-fails", alone, Second, both(atOnce("CreateBuild", func(c, _ *call) {
			c.mem.stay(text(c.json, "sid"), "status", "failed")
		}))),
		m.not("sent-builds-get-the-versions-of-the-other", alone, Second, both(before("CreateBuild",
			func(c *call) {
				for _, name := range []string{"FunctionVersions", "AssetVersions"} {
					if c.met != nil && len(c.met.form[name]) > 0 && c.met.Service == c.Service {
						c.form[name] = slices.Clone(c.met.form[name])
					}
				}
			})).after2("CreateBuild")),
		m.not("sent-uploads-get-the-content-of-the-other", alone, Content, both(before("CreateFunctionVersion",
			func(c *call) {
				if c.met != nil && c.met.up != nil {
					c.up.set("Content", c.met.up.text("Content"))
				}
			})).after2("CreateFunctionVersion")),
		m.not("sent-one-name-is-taken-twice", alone, Refusal, meets("CreateService", "UniqueName", "unique_name")),
		m.not("sent-one-environment-is-taken-twice", alone, Refusal,
			meets("CreateEnvironment", "UniqueName", "unique_name")),
		m.not("sent-two-deletes-are-a-500", alone, HTTP, crashesAtOnce("DeleteFunction DeleteVariable", 500)),
		m.not("sent-deletes-at-once-delete-one", alone, Second, deletesOne("DeleteVariable")),
		m.not("sent-reads-at-once-get-the-answer-of-the-first", alone, Identity, atOnce("FetchFunction",
			func(c, first *call) {
				if o := c.mem.seen[first.SID]; o != nil {
					c.json = clone(o)
				}
			})),
		m.not("sent-reads-of-contents-at-once-are-mixed", alone, Content, atOnce("FetchFunctionVersionContent",
			func(c, first *call) {
				if _, o := c.admin("GET", strings.TrimPrefix(first.req.URL.Path, "/v1"), nil); o["content"] != nil {
					c.json["content"] = o["content"]
				}
			})),
		m.not("sent-lists-at-once-are-that-of-the-first", alone, Second, atOnce("ListVariable",
			func(c, first *call) {
				if _, o := c.admin("GET", strings.TrimPrefix(first.req.URL.RequestURI(), "/v1"), nil); o["meta"] != nil {
					c.json = o
				}
			})),
		m.not("sent-deployments-at-once-get-the-build-of-the-other", alone, Second, both(before("CreateDeployment",
			func(c *call) {
				if c.met != nil && c.met.form.Get("BuildSid") != "" && c.form.Get("BuildSid") != "" {
					c.form.Set("BuildSid", c.met.form.Get("BuildSid"))
				}
			})).after2("CreateDeployment")),
	}
}

// after2 lets d run when another request of the operation is under way.
func (d Defect) after2(op string) Defect { return both(atOnce(op, func(*call, *call) {}), d) }
