package variants

import (
	"net/http"
	"strings"
	"sync"
	"unicode"
	"unicode/utf16"
)

// nameVariants accept fewer names and values, where the pages give a length and no characters.
func nameVariants() []Variant {
	return []Variant{
		{Name: "names of Services that are the same in lower case",
			Why: "a UniqueName is unique, and the domain that is made of it is in lower case", wear: sameInLowerCase},
		{Name: "names counted in UTF-16", Why: "the pages count characters, and do not say of which kind",
			wear: stricter(http.StatusBadRequest, func(a asking) string {
				for name, most := range map[string]int{"FriendlyName": 255, "Key": 128} {
					if len(utf16.Encode([]rune(a.form.Get(name)))) > most {
						return name + " is too long."
					}
				}
				return ""
			})},
		{Name: "friendly names with control characters refused",
			Why: "a name is for people, and no page gives its characters",
			wear: stricter(http.StatusBadRequest, func(a asking) string {
				if strings.ContainsFunc(a.form.Get("FriendlyName"), unicode.IsControl) {
					return "FriendlyName has a control character."
				}
				return ""
			})},
	}
}

// sameInLowerCase refuses a Service whose UniqueName differs from that of another one in case only.
func sameInLowerCase(next http.RoundTripper, changed func()) http.RoundTripper {
	var mu sync.Mutex
	names := map[string]string{} // SID by caller and name
	return roundTripper(func(req *http.Request) (*http.Response, error) {
		a, again, err := read(req)
		if err != nil {
			return nil, err
		}
		key := req.Header.Get("Authorization") + strings.ToLower(a.form.Get("UniqueName"))
		if !a.creates("Services") || a.form.Get("UniqueName") == "" {
			return next.RoundTrip(again)
		}
		mu.Lock()
		sid := names[key]
		mu.Unlock()
		if sid != "" {
			if there, err := ask(next, req, http.MethodGet, "/v1/Services/"+sid, ""); err == nil &&
				asText(there["unique_name"]) != a.form.Get("UniqueName") {
				changed()
				return refusal(again, http.StatusConflict, "Service with UniqueName already exists."), nil
			}
		}
		resp, body, err := created(next, again)
		if body == nil {
			return resp, err
		}
		mu.Lock()
		defer mu.Unlock()
		names[key] = asText(body["sid"])
		changed() // a name is kept
		return resp, nil
	})
}
