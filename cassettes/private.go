package cassettes

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/internal/lazyregexp"
)

// shortest is the length from which a value is looked for in the words of a refusal: shorter ones occur by chance.
const shortest = 4

// plainSegment is a segment of a path that no user has chosen: a word of the API or a SID.
var plainSegment = lazyregexp.New(`^(?:v1|Services|Environments|Functions|Assets|Builds|Deployments|Variables|Logs|` +
	`Versions|Content|Status|[A-Z]{2}[0-9a-fA-F]{32})?$`)

// openNames are the fields and properties whose texts no account chooses: what is not named here is hidden.
var openNames = lazyregexp.New(`^(?:sid|[a-z]+_sid|date_[a-z]+|status|visibility|runtime|level|` +
	`version|more_info|url|[a-z_]+_url|is_plugin|` +
	`FunctionVersions|AssetVersions|BuildSid|FunctionSid|Visibility|Runtime|Level|IncludeCredentials|UiEditable|IsPlugin)$`)

// openText is what such a text looks like; URLs are looked at apart.
var openText = lazyregexp.New(`^[A-Za-z0-9.:+-]{0,40}$`)

// open reports whether a text of an answer or a field may be kept.
func open(name, text string) bool {
	return openNames.MatchString(name) &&
		(openText.MatchString(text) || strings.HasPrefix(text, "https://") || strings.HasPrefix(text, "http://"))
}

// address hides of a URL what [redactAddress] hides, and with [Options.Private] the names in its path and query.
func (s *scrubber) address(raw string) string {
	raw = redactAddress(raw)
	u, err := url.Parse(raw)
	if err != nil || !s.opts.Private || strings.HasSuffix(u.Host, "www.twilio.com") { // more_info is documentation
		return raw
	}
	segments := strings.Split(u.Path, "/")
	changed := false
	for i, segment := range segments {
		if !plainSegment.MatchString(segment) {
			s.hide(segment)
			segments[i], changed = redacted, true
		}
	}
	if !changed {
		return raw
	}
	u.Path, u.RawPath = strings.Join(segments, "/"), ""
	return u.String()
}

// privateForm hides the values of fields, with [Options.Private].
func (s *scrubber) privateForm(form string) string {
	if !s.opts.Private {
		return form
	}
	values, err := url.ParseQuery(form)
	if err != nil {
		return redacted
	}
	for name, of := range values {
		for i, value := range of {
			if value != "" && !open(name, value) {
				s.hide(value)
				of[i] = redacted
			}
		}
	}
	return values.Encode()
}

// privateText hides a text of an answer. The words of a refusal are what recordings are made for: of them, only what
// the requests had sent is hidden.
func (s *scrubber) privateText(status int, name, text string) (string, bool) {
	if text == "" {
		return "", false
	}
	if name != "message" || status < 400 {
		return hidden(text)
	}
	words := text
	for _, value := range s.private {
		words = strings.ReplaceAll(words, value, redacted)
	}
	quoted, _ := json.Marshal(words)
	return string(quoted), words != text
}

// hide remembers a value for [scrubber.privateText], the longest first.
func (s *scrubber) hide(value string) {
	if len(value) < shortest || value == redacted || slices.Contains(s.private, value) {
		return
	}
	s.private = append(s.private, value)
	slices.SortStableFunc(s.private, func(a, b string) int { return len(b) - len(a) })
}
