package relations

import (
	"strconv"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/internal/hosts"
	"github.com/twilio-serverless/twilio-serverless-go/internal/lazyregexp"
)

// hostName is a lower-case host name, of one label or more, as RFC 1123 has it.
var hostName = lazyregexp.New(`^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$`)

// longestEcho is the longest unique name of which the domain must show all: the first label of a host
// has 63 characters, and the digits and the suffix need room too.
const longestEcho = 30

// urlFriendly is a unique name that needs no change to be part of a host name.
var urlFriendly = lazyregexp.New(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// siteDomain is where Environments are, unless another server plays Twilio's part and has a domain of its own.
const siteDomain = ".twil.io"

// checkDomain: the domain of a Service is its unique name and a random part, the domain of an Environment ends
// with its suffix, and both are plain host names
// (https://www.twilio.com/docs/serverless/api/resource/environment).
func checkDomain(r *report, x *Exchange, resource map[string]any, at string) {
	for _, name := range []string{"domain_base", "domain_name"} {
		value, there := resource[name].(string)
		if there && !hostName.MatchString(value) {
			r.add("domain", at+"/"+name, "is not a host name in lower case")
			return
		}
	}
	base, name := text(resource, "domain_base"), text(resource, "unique_name")
	random, begins := strings.CutPrefix(base, name)
	switch {
	case base == "":
	case strings.Contains(base, "."):
		r.add("domain", at+"/domain_base", "is a whole domain instead of its first label")
	case !urlFriendly.MatchString(name) || len(name) > longestEcho:
	case !begins:
		r.add("domain", at+"/domain_base", "does not begin with the unique name")
	case random == "":
		r.add("domain", at+"/domain_base", "is the unique name alone, without the random part that makes it unique")
	}
	domain, suffix := text(resource, "domain_name"), text(resource, "domain_suffix")
	label, _, more := strings.Cut(domain, ".")
	if domain != "" && !more {
		r.add("domain", at+"/domain_name", "is no domain: it is a single label")
		return
	}
	if domain != "" && hosts.OfTwilio(x.URL) && !strings.HasSuffix(domain, siteDomain) {
		r.add("domain", at+"/domain_name", "is not below twil.io")
		return
	}
	if domain != "" && suffix != "" && !strings.HasSuffix(label, "-"+strings.ToLower(suffix)) {
		r.add("domain", at+"/domain_name", "does not have the domain suffix")
	}
	if given, there := resource["domain_suffix"]; there && given == "" {
		r.add("domain", at+"/domain_suffix", "is empty: it is null when none was given")
	}
}

// checkOneBase: the Environments of a Service have one domain, but for the suffix of each
// (https://www.twilio.com/docs/serverless/api/resource/environment).
func checkOneBase(r *report, items []any, at string) {
	bases := map[string]string{}
	for i, item := range items {
		resource, _ := item.(map[string]any)
		label, _, _ := strings.Cut(text(resource, "domain_name"), ".")
		suffix := strings.ToLower(text(resource, "domain_suffix"))
		base, ends := strings.CutSuffix(label, "-"+suffix)
		if suffix == "" {
			base, ends = label, true
		}
		service := text(resource, "service_sid")
		if label == "" || service == "" || !ends {
			continue
		}
		if first, there := bases[service]; there && first != base {
			r.add("domain", at+"/"+strconv.Itoa(i)+"/domain_name",
				"does not begin as the domain of another Environment of the Service")
			continue
		}
		bases[service] = base
	}
}
