package negations

import (
	"mime"
	"net/url"
	"strings"
)

const writes = "CreateService UpdateService CreateFunction UpdateFunction CreateAsset UpdateAsset CreateBuild " +
	"CreateEnvironment CreateVariable UpdateVariable CreateDeployment"

// type415 answers as servers do that do not take a content type.
func (c *call) type415() { c.refuse(415, 20001, "Unsupported Media Type") }

func formEncodingNegations() []Negation {
	s := subject{"forms", srcForms}
	media := func(c *call) string { return c.req.Header.Get("Content-Type") }
	refuse := func(when func(c *call) bool) Defect {
		return before(writes, func(c *call) {
			if when(c) {
				c.type415()
			}
		})
	}
	return []Negation{
		s.not("with-charset-are-refused", "A form may say its charset.", HTTP,
			refuse(func(c *call) bool { return strings.Contains(lower(media(c)), "charset") })),
		s.not("with-charset-in-capitals-are-refused", "A charset has no case.", HTTP,
			refuse(func(c *call) bool { return strings.Contains(media(c), "UTF-8") })),
		s.not("media-type-is-compared-with-case", "A media type has no case.", HTTP, refuse(func(c *call) bool {
			return media(c) != "" && !strings.HasPrefix(media(c), "application/x-www-form-urlencoded")
		})),
		s.not("chunked-are-refused", "A body may be chunked.", HTTP, before(writes, func(c *call) {
			if c.req.ContentLength < 0 && len(c.raw) > 0 {
				c.refuse(411, 20001, "Length Required")
			}
		})),
		s.not("chunked-are-empty", "A body may be chunked.", HTTP, before(writes, func(c *call) {
			if c.req.ContentLength < 0 {
				c.form = url.Values{}
			}
		})),
		s.not("percent-20-is-kept", "A space in a form is a plus or %20.", HTTP, before(writes, func(c *call) {
			if strings.Contains(string(c.raw), "%20") {
				for name, values := range c.form {
					for i := range values {
						c.form[name][i] = strings.ReplaceAll(values[i], " ", "%20")
					}
				}
			}
		})),
		s.not("plus-is-kept", "A space in a form is a plus or %20.", HTTP, before(writes, func(c *call) {
			if strings.Contains(string(c.raw), "+") {
				for name, values := range c.form {
					for i := range values {
						c.form[name][i] = strings.ReplaceAll(values[i], " ", "+")
					}
				}
			}
		})),
		s.not("lower-case-hex-is-kept", "Percent-encoding has no case.", HTTP, before(writes, func(c *call) {
			if raw := string(c.raw); strings.Contains(raw, "%c3") || strings.Contains(raw, "%2f") {
				c.refuse(400, 20001, "Invalid encoding.")
			}
		})),
		s.not("order-of-fields-matters", "Fields of a form have any order.", HTTP,
			before("CreateService CreateVariable CreateEnvironment", func(c *call) {
				raw := string(c.raw)
				for _, pair := range [][2]string{{"UniqueName=", "FriendlyName="}, {"Key=", "Value="},
					{"UniqueName=", "DomainSuffix="}} {
					a, b := strings.Index(raw, pair[0]), strings.Index(raw, pair[1])
					if a >= 0 && b >= 0 && b < a {
						c.refuse(400, 20001, "Invalid order.")
						return
					}
				}
			})),
		s.not("unknown-fields-are-refused", "Unknown fields are ignored, as the toolkit relies on.", HTTP,
			before("CreateEnvironment CreateService CreateFunction", func(c *call) {
				for name := range c.form {
					if !strings.Contains(" UniqueName FriendlyName DomainSuffix IncludeCredentials UiEditable ",
						" "+name+" ") {
						c.refuse(400, 20001, "Unknown parameter "+name)
					}
				}
			})).from(srcToolkit),
		s.not("trailing-ampersand-is-refused", "A form may end in an ampersand.", HTTP, before(writes, func(c *call) {
			if strings.HasSuffix(string(c.raw), "&") {
				c.refuse(400, 20001, "Invalid form.")
			}
		})).assumed(),
		s.not("empty-body-without-type-is-refused", "A request without fields needs no body.", HTTP,
			refuse(func(c *call) bool { return media(c) == "" && len(c.raw) == 0 })),
		s.not("empty-body-with-type-is-refused", "A request without fields may say the type of a form.", HTTP,
			refuse(func(c *call) bool { return media(c) != "" && len(c.raw) == 0 })),
		s.not("type-on-a-get-is-refused", "Clients say the type of a form on each request.", HTTP,
			before("Fetch* List*", func(c *call) {
				if media(c) != "" {
					c.type415()
				}
			})).from("twilio/twilio-go"),
		s.not("type-on-a-delete-is-refused", "Clients say the type of a form on each request.", HTTP,
			before("Delete*", func(c *call) {
				if media(c) != "" {
					c.type415()
				}
			})).from("twilio/twilio-go"),
		s.not("in-the-query-count-too", "Fields stand in the body.", HTTP,
			before("CreateFunction CreateAsset UpdateFunction UpdateAsset", func(c *call) {
				if v := c.req.URL.Query().Get("FriendlyName"); v != "" {
					c.form.Set("FriendlyName", v)
				}
			})).assumed(),
		s.not("json-is-taken", "A body is a form.", Refusal,
			before("CreateFunction CreateAsset CreateService", func(c *call) {
				if mt, _, _ := mime.ParseMediaType(media(c)); mt == "application/json" {
					c.form = url.Values{"FriendlyName": {"json"}, "UniqueName": {"json"}}
				}
			})).assumed(),
		s.not("of-four-kilobytes-are-refused", "A form may be longer than 4 KiB.", HTTP,
			before("CreateBuild", func(c *call) {
				if len(c.raw) > 4096 {
					c.refuse(413, 20001, "Too long.")
				}
			})),
		s.not("names-without-case-are-taken", "Names of fields have case.", Refusal,
			before("CreateFunction CreateAsset", func(c *call) {
				for _, name := range []string{"friendlyName", "friendlyname", "friendly_name"} {
					if v := c.form.Get(name); v != "" && !c.form.Has("FriendlyName") {
						c.form.Set("FriendlyName", v)
					}
				}
			})).assumed(),
	}
}
