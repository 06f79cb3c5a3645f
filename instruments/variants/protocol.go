package variants

import (
	"net/http"
	"strings"
)

// protocolVariants refuse, delete and write heads of answers in other ways.
func protocolVariants() []Variant {
	return []Variant{
		{Name: "other reason phrases", Why: "RFC 9112, section 4: a client ignores them",
			wear: answers(func(_ *http.Request, resp *http.Response) (bool, error) {
				resp.Status = strings.Split(http.StatusText(resp.StatusCode), " ")[0]
				return true, nil
			})},
		{Name: "long heads", Why: "no page says how long they are",
			wear: answers(func(_ *http.Request, resp *http.Response) (bool, error) {
				for range 40 {
					resp.Header.Add("Set-Cookie", "route="+strings.Repeat("r", 400)+"; Path=/; Secure")
				}
				resp.Header.Set("Etag", `W/"1"`)
				resp.Header.Set("Via", "1.1 a, 1.1 b")
				resp.Header.Set("Age", "3")
				return true, nil
			})},
		{Name: "messages of many lines", Why: "texts are for people",
			wear: refusals(func(_ *http.Request, _ int, body object) bool {
				body["message"] = strings.Repeat("It is \"wrong\",\r\n\tthat is: <no>. \u2028", 300)
				return true
			})},
		{Name: "an address of errors that is null", Why: "clients read it as optional",
			wear: refusals(func(_ *http.Request, _ int, body object) bool {
				_, had := body["more_info"]
				body["more_info"] = nil
				return had
			})},
		{Name: "missing fields refused before what is not found", Why: "no page says which of two mistakes is answered",
			wear: earlierFields},
		{Name: "Logs of a Function that is not there not found", Why: "no page says that there are none instead",
			wear: answers(func(req *http.Request, resp *http.Response) (bool, error) {
				body, err := document(resp)
				if err != nil || resp.StatusCode != http.StatusOK || !strings.HasSuffix(req.URL.Path, "/Logs") ||
					!strings.HasSuffix(req.URL.Query().Get("FunctionSid"), "ffffffffffffffff") {
					return false, err
				}
				if rows, _ := body["logs"].([]any); len(rows) > 0 {
					return false, nil
				}
				resp.StatusCode, resp.Status = http.StatusNotFound, "404 Not Found"
				return true, write(resp, plain(object{"code": 20404, "status": 404,
					"message":   "The Function was not found",
					"more_info": "https://www.twilio.com/docs/errors/20404"}))
			})},
	}
}

// earlierFields refuses a form that lacks something, where the server behind does not find what it is for.
func earlierFields(next http.RoundTripper, changed func()) http.RoundTripper {
	needed := map[string][]string{"Services": {"UniqueName", "FriendlyName"}, "Functions": {"FriendlyName"},
		"Assets": {"FriendlyName"}, "Environments": {"UniqueName"}, "Variables": {"Key", "Value"}}
	return roundTripper(func(req *http.Request) (*http.Response, error) {
		a, again, err := read(req)
		if err != nil {
			return nil, err
		}
		resp, err := next.RoundTrip(again)
		if err != nil || resp.StatusCode != http.StatusNotFound {
			return resp, err
		}
		for kind, names := range needed {
			for _, name := range names {
				if a.creates(kind) && !a.form.Has(name) {
					changed()
					return refusal(req, http.StatusBadRequest,
						"Missing required parameter "+name+" in the post body"), nil
				}
			}
		}
		return resp, nil
	})
}
