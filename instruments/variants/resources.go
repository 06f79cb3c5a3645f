package variants

import (
	"net/http"
	"net/url"
	"strings"
	"sync"
)

// resourceVariants differ in properties that sources disagree about.
func resourceVariants() []Variant {
	return []Variant{
		{Name: "dates with an offset", Why: "the pages of the API show both Z and +00:00",
			wear: resources(func(r object) bool {
				changed := false
				for name, value := range r {
					if date, ok := value.(string); ok && strings.HasPrefix(name, "date_") {
						r[name], changed = strings.TrimSuffix(date, "Z")+"+00:00", true
					}
				}
				return changed
			})},
		{Name: "more properties everywhere", Why: "properties came and went in the official document; clients ignore " +
			"what they do not know", wear: documents(func(_ *http.Request, _ int, body object) bool {
			addProperties(body, "")
			return true
		})},
		{Name: "no links", Why: "published examples of Builds leave them out", wear: resources(func(r object) bool {
			_, had := r["links"]
			delete(r, "links")
			return had
		})},
		{Name: "empty links", Why: "one published example has none in them",
			wear: resources(setWhereThere("links", object{}))},
		{Name: "links that are null", Why: "the official document lets them be null",
			wear: resources(setWhereThere("links", nil))},
		{Name: "links of an Asset Version", Why: "recordings of one client have them",
			wear: resources(func(r object) bool {
				if _, is := r["asset_sid"]; !is || r["url"] == nil {
					return false
				}
				r["links"] = object{"asset_version_content": r["url"].(string) + "/Content"}
				return true
			})},
		{Name: "a custom domain name", Why: "official examples of Environments had it for a year",
			wear: resources(func(r object) bool {
				if r["domain_name"] == nil {
					return false
				}
				r["custom_domain_name"] = nil
				return true
			})},
		{Name: "Deployments with a date of update", Why: "the official examples have one, observed answers null",
			wear: resources(func(r object) bool {
				if !strings.HasPrefix(r["sid"].(string), "ZD") {
					return false
				}
				r["date_updated"] = r["date_created"]
				return true
			})},
		{Name: "levels of Logs in lower case", Why: "the documentation has them so, a strict client the other way",
			wear: resources(func(r object) bool {
				level, is := r["level"].(string)
				if is {
					r["level"] = strings.ToLower(level)
				}
				return is
			})},
		{Name: "longer domains", Why: "Services made in the Console have longer random parts than four digits",
			wear: longerDomains()},
		{Name: "the canonical host in URLs of resources",
			Why:  "the API may name its own host whatever it was reached by",
			wear: resources(canonical)},
	}
}

func setWhereThere(name string, value any) func(object) bool {
	return func(r object) bool {
		_, there := r[name]
		if there {
			r[name] = value
		}
		return there
	}
}

// addProperties gives every object one more; links hold addresses only.
func addProperties(value any, name string) {
	switch value := value.(type) {
	case object:
		for inner := range value {
			addProperties(value[inner], inner)
		}
		if name == "links" {
			value["future"] = "https://serverless.twilio.com/v1/Future"
		} else {
			value["future"] = object{"of": []any{true, nil, "é"}}
		}
	case []any:
		for _, item := range value {
			addProperties(item, "")
		}
	}
}

func canonical(r object) bool {
	move := func(value any) any {
		address, _ := value.(string)
		u, err := url.Parse(address)
		if err != nil || address == "" {
			return value
		}
		u.Scheme, u.Host = "https", "serverless.twilio.com"
		return u.String()
	}
	before := r["url"]
	if before == nil {
		return false
	}
	r["url"] = move(before)
	if links, is := r["links"].(object); is {
		for name := range links {
			links[name] = move(links[name])
		}
	}
	return r["url"] != before
}

// longerDomains lengthens the random part. Environments share that of their Service, which is seen first.
func longerDomains() wear {
	return func(next http.RoundTripper, changed func()) http.RoundTripper {
		var mu sync.Mutex
		bases := map[string]string{}
		const more = "9z"
		return resources(func(r object) bool {
			mu.Lock()
			defer mu.Unlock()
			if base, is := r["domain_base"].(string); is {
				bases[r["sid"].(string)] = base
				r["domain_base"] = base + more
				return true
			}
			name, is := r["domain_name"].(string)
			service, _ := r["service_sid"].(string)
			base, known := bases[service]
			if rest, ok := strings.CutPrefix(name, base); is && known && ok {
				r["domain_name"] = base + more + rest
				return true
			}
			return false
		})(next, changed)
	}
}
