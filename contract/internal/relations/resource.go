package relations

import (
	"cmp"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/derive"
	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
	"github.com/twilio-serverless/twilio-serverless-go/internal/hosts"
	"github.com/twilio-serverless/twilio-serverless-go/internal/lazyregexp"
)

// checkResource checks one resource: that it is the one the path names, and that its properties agree
// with each other. at is the pointer of the resource in the answer.
func checkResource(r *report, x *Exchange, resource map[string]any, at string) {
	// A resource that is not the one of the path has another address too: one cause, one problem.
	if checkIdentity(r, x, resource, at) {
		checkAddress(r, x, resource, at)
	}
	checkDates(r, x, resource, at)
	checkDomain(r, x, resource, at)
	checkPath(r, resource, at)
	checkBytes(r, x, resource, at)
	checkVersions(r, resource, at)
	checkDependenciesOnce(r, resource, at)
	checkNull(r, nullWhile()[cmp.Or(x.Operation.Item, x.Operation.Answer)], resource, at)
}

// nullWhile has the properties of each schema that are null while another one has certain values.
var nullWhile = sync.OnceValue(func() map[string][]operations.Field {
	all := map[string][]operations.Field{}
	for name, schema := range operations.Schemas() {
		for _, property := range schema.Properties {
			if property.NullWhile.Property != "" {
				all[name] = append(all[name], property)
			}
		}
	}
	return all
})

// checkNull: what the contract calls null in some states of a resource is null in them, and has a value in all others.
func checkNull(r *report, properties []operations.Field, resource map[string]any, at string) {
	for _, property := range properties {
		value, there := resource[property.Name]
		state := text(resource, property.NullWhile.Property)
		null := slices.Contains(property.NullWhile.Values, state)
		when := property.NullWhile.Property + " is " + strings.Join(property.NullWhile.Values, " or ")
		switch {
		case !there || state == "":
		case null && value != nil:
			r.add("null", at+"/"+property.Name, "has a value, and is null while "+when)
		case !null && value == nil:
			r.add("null", at+"/"+property.Name, "is null, and is that only while "+when)
		}
	}
}

// checkIdentity compares SIDs with the path parameters and the credentials. A parameter {Sid} is the
// resource itself, {ServiceSid} its property service_sid.
func checkIdentity(r *report, x *Exchange, resource map[string]any, at string) (same bool) {
	before := len(r.problems)
	for _, parameter := range x.Operation.Path {
		sent, name := x.Params[parameter.Name], derive.Property(parameter.Name)
		switch {
		case isSID(sent):
			if differs(text(resource, name), sent) {
				r.add("identity", at+"/"+name, "is not the one that the path of the request names")
			}
		case name == "sid" && differs(text(resource, "unique_name"), sent):
			r.add("identity", at+"/unique_name", "is not the one that the path of the request names")
		}
	}
	if strings.HasPrefix(x.User, "AC") && differs(text(resource, "account_sid"), x.User) {
		r.add("identity", at+"/account_sid", "is not the Account of the credentials")
	}
	return len(r.problems) == before
}

// checkAddress compares url and links with the path: a resource is found at the address that it gives. A Service that
// was asked for by its name may be called by it there too.
func checkAddress(r *report, x *Exchange, resource map[string]any, at string) {
	if text(resource, "url") == "" {
		return
	}
	want := strings.Split(x.Operation.Resource(), "/")
	u, ok := parseAddress(text(resource, "url"))
	if !ok {
		return // the schema says that it is no URL
	}
	if why := notPlain(x, u); why != "" {
		r.add("address", at+"/url", why)
		return
	}
	have := segmentsOf(u)
	fits := len(have) == len(want)
	for i := 0; fits && i < len(want); i++ {
		name, parameter := strings.CutPrefix(want[i], "{")
		due := want[i]
		if parameter {
			due = text(resource, derive.Property(strings.TrimSuffix(name, "}")))
		}
		fits = due == "" || due == have[i] || parameter && !isSID(have[i]) &&
			(have[i] == text(resource, "unique_name") || have[i] == x.Params[strings.TrimSuffix(name, "}")])
	}
	if !fits {
		r.add("address", at+"/url", "is not the address of this resource")
		return
	}
	checkLinks(r, x, u, have, resource, at)
}

// notPlain says what an address has that the address of a resource, or of a list, does not have.
func notPlain(x *Exchange, u *url.URL) string {
	if u.RawQuery != "" || u.ForceQuery {
		return "has a query: it leads to all of one thing"
	}
	return notOfTheAPI(x, u)
}

// notOfTheAPI says what an address has that no address in an answer of the API has.
func notOfTheAPI(x *Exchange, u *url.URL) string {
	switch {
	case u.User != nil:
		return "has credentials"
	case u.Fragment != "":
		return "has a fragment"
	case strings.Contains(u.Path, "//"):
		return "has an empty segment"
	case strings.EqualFold(u.Hostname(), operations.UploadHost+".twilio.com"):
		return "is on the host of uploads, where nothing can be read"
	case u.Scheme == "http" && x.Scheme == "https" && hosts.OfTwilio(u):
		return "is not encrypted, and the request to Twilio's host was"
	}
	return ""
}

// parseAddress parses an absolute URL.
func parseAddress(address string) (*url.URL, bool) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return u, false
	}
	if port := u.Port(); port == "443" && u.Scheme == "https" || port == "80" && u.Scheme == "http" {
		u.Host = strings.TrimSuffix(u.Host, ":"+port) // it goes without saying
	}
	return u, true
}

// segmentsOf returns the path of an API address from /v1 on: proxies may put a prefix before it.
func segmentsOf(u *url.URL) []string {
	i := strings.LastIndex(u.Path, "/v1/")
	if i < 0 {
		return strings.Split(u.Path, "/")
	}
	return strings.Split(u.Path[i:], "/")
}

// sendable is what the contract allows to be sent as a Path.
var sendable = sync.OnceValue(func() *regexp.Regexp {
	op, _ := operations.Lookup("CreateFunctionVersion")
	for _, part := range op.Body.Fields {
		if part.Name == "Path" {
			return lazyregexp.New(part.Pattern).Get()
		}
	}
	return lazyregexp.New("").Get()
})

// checkPath: no version has a path with which it could not have been made
// (https://www.twilio.com/docs/serverless/api/resource/function-version#create-a-function-version-resource).
func checkPath(r *report, resource map[string]any, at string) {
	if path := text(resource, "path"); path != "" && !sendable().MatchString(path) {
		r.add("path", at+"/path", "has a character that a path must not have")
	}
}

// limits has for each resource the most bytes that a property can be created with.
var limits = sync.OnceValue(func() map[string]map[string]int {
	all := map[string]map[string]int{}
	for _, op := range operations.All() {
		if op.Body == nil || op.Verb() != "Create" {
			continue
		}
		all[op.Noun()] = map[string]int{}
		for _, field := range op.Body.Fields {
			if field.MaxBytes > 0 {
				all[op.Noun()][derive.Property(field.Name)] = field.MaxBytes
			}
		}
	}
	return all
})

// checkBytes: nothing is longer than what can be sent. The schema counts the characters of other properties.
func checkBytes(r *report, x *Exchange, resource map[string]any, at string) {
	most := limits()[x.Operation.Noun()]
	for _, name := range sortedKeys(resource) {
		if limit := most[name]; limit > 0 && len(text(resource, name)) > limit {
			r.add("max-bytes", at+"/"+name, "has more than the "+strconv.Itoa(limit)+" bytes that a request may have")
		}
	}
}

// answerSkew is how far the dates of an answer may be from its header Date, which may be that of another host.
const answerSkew = 5 * time.Minute

// checkDates: nothing is older than the API or later than the answer, and nothing was updated before it was created.
// That a create answers with something old is no problem here: tests answer so from a file.
func checkDates(r *report, x *Exchange, resource map[string]any, at string) {
	created, isCreated := checkDate(r, x, resource, at, "date_created")
	updated, isUpdated := checkDate(r, x, resource, at, "date_updated")
	// The API has whole seconds. A server may show parts of one of them in one date, and not in the other.
	if isCreated && isUpdated && updated.Before(created.Truncate(time.Second)) {
		r.add("dates", at+"/date_updated", "is before date_created")
	}
}

// checkDate gives a date that can be one.
func checkDate(r *report, x *Exchange, resource map[string]any, at, name string) (date time.Time, ok bool) {
	date, err := parseDate(text(resource, name))
	switch {
	case err != nil: // the schema says that it is no date
		return date, false
	case date.Before(oldest):
		r.add("dates", at+"/"+name, "is older than the API: it was never set")
		return date, false
	case date.After(latest):
		r.add("dates", at+"/"+name, "is far in the future: it was not read from a clock")
		return date, false
	case !x.At.IsZero() && date.Sub(x.At) > answerSkew:
		r.add("dates", at+"/"+name, "is later than the header Date of the answer")
		return date, false
	}
	return date, true
}

// oldest is a time before which nothing was made. It leaves room for clocks of tests, which begin in that year.
var oldest = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

// latest is a time after which nothing was made.
var latest = time.Date(2200, 1, 1, 0, 0, 0, 0, time.UTC)

func parseDate(value string) (time.Time, error) {
	return time.Parse(time.RFC3339, strings.ToUpper(value))
}

func sortedKeys(object map[string]any) []string {
	keys := make([]string, 0, len(object))
	for key := range object {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}
