package variants

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
)

// addressVariants write addresses in other ways, or accept more of them.
func addressVariants() []Variant {
	return []Variant{
		{Name: "addresses with the name by which the Service was asked for",
			Why: "the unique_name stands for the SID in an address", wear: addressesByName},
		{Name: "addresses with a port and a host in capitals", Why: "RFC 3986, section 6.2: it is the same address",
			wear: rewritten(func(body any) []byte {
				return plain(eachText(body, func(name, text string) string {
					u, err := url.Parse(text)
					if err != nil || u.Scheme != "https" || u.Port() != "" || name == "value" || name == "content" ||
						name == "more_info" {
						return text
					}
					u.Host = strings.ToUpper(u.Host) + ":443"
					return u.String()
				}))
			})},
		{Name: "names of fields in any case accepted", Why: "no page says that they are refused", Assumes: true,
			wear: func(next http.RoundTripper, changed func()) http.RoundTripper {
				return roundTripper(func(req *http.Request) (*http.Response, error) {
					a, again, err := read(req)
					if err != nil {
						return nil, err
					}
					form := url.Values{}
					for name, values := range a.form {
						if known, is := fieldNames[strings.ToLower(name)]; is && known != name {
							changed()
							name = known
						}
						form[name] = append(form[name], values...)
					}
					if len(form) > 0 {
						send(again, form)
					}
					return next.RoundTrip(again)
				})
			}},
	}
}

var fieldNames = map[string]string{"uniquename": "UniqueName", "friendlyname": "FriendlyName",
	"includecredentials": "IncludeCredentials", "uieditable": "UiEditable", "domainsuffix": "DomainSuffix",
	"key":   "Key",
	"value": "Value", "buildsid": "BuildSid", "isplugin": "IsPlugin", "assetversions": "AssetVersions",
	"functionversions": "FunctionVersions", "dependencies": "Dependencies", "runtime": "Runtime"}

// eachText changes every string in a value, with the name of its property.
func eachText(value any, change func(name, text string) string) any {
	switch value := value.(type) {
	case object:
		for name, inner := range value {
			if text, is := inner.(string); is {
				value[name] = change(name, text)
			} else {
				value[name] = eachText(inner, change)
			}
		}
	case []any:
		for i, inner := range value {
			value[i] = eachText(inner, change)
		}
	}
	return value
}

var serviceInPath = regexp.MustCompile(`/v1/Services/([^/?]+)`)

func addressesByName(next http.RoundTripper, changed func()) http.RoundTripper {
	return answers(func(req *http.Request, resp *http.Response) (bool, error) {
		m := serviceInPath.FindStringSubmatch(req.URL.EscapedPath())
		body, err := document(resp)
		if err != nil || body == nil || m == nil || resp.StatusCode >= 300 || strings.HasPrefix(m[1], "ZS") {
			return false, err
		}
		eachText(body, func(_, text string) string {
			u, err := url.Parse(text)
			if err != nil || u.Scheme == "" {
				return text
			}
			return serviceInPath.ReplaceAllString(text, "/v1/Services/"+m[1])
		})
		return true, write(resp, plain(body))
	})(next, changed)
}
