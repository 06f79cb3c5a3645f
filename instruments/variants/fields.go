package variants

import (
	"net/http"
	"strings"
)

// fieldVariants refuse values of fields that no page allows in so many words.
func fieldVariants() []Variant {
	return []Variant{
		{Name: "names with space around them refused", Why: "no page gives the characters of a name",
			wear: stricter(http.StatusBadRequest, func(a asking) string {
				for _, field := range []string{"FriendlyName", "UniqueName"} {
					if value := a.form.Get(field); value != strings.TrimSpace(value) {
						return field + " begins or ends with space."
					}
				}
				return ""
			})},
		{Name: "one Environment without a suffix", Why: "a second one would have the same domain",
			wear: looking("Environments", http.StatusConflict, func(a asking, there []object) string {
				if !a.creates("Environments") || a.form.Get("UniqueName") == "" || a.form.Get("DomainSuffix") != "" {
					return ""
				}
				for _, e := range there {
					if e["domain_suffix"] == nil {
						return "Environment with this UniqueName or DomainSuffix already exists."
					}
				}
				return ""
			})},
	}
}

// looking refuses a form about one of a kind for what is there of it already.
func looking(kind string, status int, want func(a asking, there []object) string) wear {
	return func(next http.RoundTripper, changed func()) http.RoundTripper {
		return roundTripper(func(req *http.Request) (*http.Response, error) {
			a, again, err := read(req)
			if err != nil {
				return nil, err
			}
			above, _, is := strings.Cut(req.URL.Path, "/"+kind)
			if !is || len(a.form) == 0 {
				return next.RoundTrip(again)
			}
			body, err := ask(next, req, http.MethodGet, above+"/"+kind+"?PageSize=1000", "")
			if err != nil {
				return next.RoundTrip(again) // the server behind says what is wrong
			}
			var there []object
			for _, row := range rowsOf(body) {
				if o, is := row.(object); is {
					there = append(there, o)
				}
			}
			if wrong := want(a, there); wrong != "" {
				changed()
				return refusal(again, status, wrong), nil
			}
			return next.RoundTrip(again)
		})
	}
}

// rowsOf returns the entries of a page.
func rowsOf(page object) []any {
	meta, _ := page["meta"].(object)
	rows, _ := page[asText(meta["key"])].([]any)
	return rows
}
