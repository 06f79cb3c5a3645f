package deployer

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/internal/english"
	"github.com/twilio-serverless/twilio-serverless-go/internal/lazyregexp"
	"github.com/twilio-serverless/twilio-serverless-go/internal/show"
)

// Limits of names. Operations CreateService (UniqueName) and CreateEnvironment
// (DomainSuffix).
const (
	maxServiceName       = 50
	maxEnvironmentSuffix = 16
)

var (
	serviceName       = lazyregexp.New(`^[A-Za-z0-9-]+$`)
	environmentSuffix = lazyregexp.New(`^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?$`)
	sidLike           = lazyregexp.New(`^(AC|SK|Z[A-Z])[0-9a-fA-F]{8,}$`)
	sidMistyped       = lazyregexp.New(`^(?i:AC|SK|Z[A-Z])[0-9A-Za-z]{32}$`)
	noHexadecimal     = lazyregexp.New(`[^0-9A-Fa-f]`)
	illegalRun        = lazyregexp.New(`[^A-Za-z0-9]+`)
)

// CheckServiceName returns an error unless name can be the unique name of a
// Service: 1 to 50 letters, digits and dashes. The error proposes a legal name.
// What looks like a SID and is none is an error too: a SID that lost a digit would make a second
// Service of that name.
// https://www.twilio.com/docs/serverless/api/resource/service
func CheckServiceName(name string) error {
	switch {
	case name == "":
		return errors.New(`the Service has no name: set "name" in package.json or give a name`)
	case isDamagedSID(name):
		return damaged(name)
	case !serviceName.MatchString(name):
		return fmt.Errorf("the Service name %q has characters other than letters, digits and dashes; %q "+
			"would be allowed",
			show.Short(name), propose(name, maxServiceName, "my-service"))
	case len(name) > maxServiceName:
		return fmt.Errorf("the Service name %q has %d characters, the limit is %d; %q would be allowed",
			show.Short(name), len(name), maxServiceName, propose(name, maxServiceName, "my-service"))
	}
	return nil
}

// CheckEnvironmentSuffix returns an error unless suffix can be the domain suffix
// of an Environment: 1 to 16 letters, digits and inner dashes, since it becomes
// part of a host name. The empty suffix is an error too: the Environment without
// one is production, and an unset variable must not reach it. So is the word
// production: it means that Environment, and must not name a second one.
func CheckEnvironmentSuffix(suffix string) error {
	switch {
	case suffix == "":
		return errors.New(`the Environment suffix is empty: give one, for example "dev", or set Production`)
	case strings.EqualFold(suffix, "production"):
		return fmt.Errorf("the Environment suffix %q is not allowed: production is the Environment without a suffix; "+
			"set Production", suffix)
	case isDamagedSID(suffix):
		return damaged(suffix)
	case !environmentSuffix.MatchString(suffix):
		return fmt.Errorf("the Environment suffix %q becomes part of a host name, so only letters, digits and inner "+
			"dashes are allowed, such as %q",
			show.Short(suffix), propose(suffix, maxEnvironmentSuffix, "dev"))
	case len(suffix) > maxEnvironmentSuffix:
		return fmt.Errorf("the Environment suffix %q has %d characters, the limit is %d; %q would be allowed",
			show.Short(suffix), len(suffix), maxEnvironmentSuffix, propose(suffix, maxEnvironmentSuffix, "dev"))
	}
	return nil
}

// damaged is the error for what begins like a SID and is none, or is that of something else.
func damaged(name string) error {
	prefix := strings.ToUpper(name[:2])
	kind := sidKind(prefix)
	switch wrong := noHexadecimal.Get().FindString(name[2:]); {
	case wrong != "":
		return fmt.Errorf("%q looks like %s SID and has %q, which is no hexadecimal digit; give the SID as it is, or "+
			"a name", show.Short(name), english.A(kind), wrong)
	case prefix != name[:2]:
		return fmt.Errorf("%q looks like %s SID in lower case; write %s%s, or give a name",
			show.Short(name), english.A(kind), prefix, name[2:])
	case len(name) == len("ZS")+32:
		return fmt.Errorf("%q is %s SID, which is no name: give the name or SID of what is wanted here",
			show.Short(name), english.A(kind))
	}
	return fmt.Errorf("%q looks like %s SID and has %d hexadecimal digits instead of 32; give the whole "+
		"SID, or a name",
		show.Short(name), english.A(kind), len(name)-2)
}

// propose turns name into a legal one of at most limit characters.
func propose(name string, limit int, fallback string) string {
	legal := strings.Trim(illegalRun.Get().ReplaceAllString(name, "-"), "-")
	legal = strings.TrimRight(legal[:min(len(legal), limit)], "-")
	if legal == "" {
		return fallback
	}
	return legal
}

// sidKind names the resource that the first two letters of a SID stand for.
func sidKind(prefix string) string {
	if prefix == "SK" { // of no resource of this API
		return "API key"
	}
	return serverless.SIDKind(prefix)
}

// isDamagedSID reports whether a name begins like a SID, or is one but for its case and at most two mistyped digits.
// Names that begin with NO or RQ are words.
func isDamagedSID(name string) bool {
	const typos = 2
	switch {
	case sidLike.MatchString(name):
	case sidMistyped.MatchString(name) && len(noHexadecimal.Get().FindAllString(name[2:], -1)) <= typos:
	default:
		return false
	}
	return sidKind(strings.ToUpper(name[:2])) != ""
}

// CheckSID returns an error unless sid is a SID with the given two-letter prefix,
// for example "ZS" for a Service: the prefix and 32 hexadecimal digits. When it is
// the SID of another kind of resource, the error says of which.
func CheckSID(prefix, sid string) error {
	want := fmt.Sprintf("a SID that starts with %s", prefix)
	if kind := sidKind(prefix); kind != "" {
		want = fmt.Sprintf("%s SID (%s and 32 hexadecimal digits)", english.A(kind), prefix)
	}
	switch {
	case sid == "":
		return fmt.Errorf("the SID is empty: %s is needed", want)
	case !serverless.IsSID(sid, ""):
		return fmt.Errorf("%q is not a SID: %s is needed", show.Short(sid), want)
	case sid[:2] == prefix:
		return nil
	}
	if kind := sidKind(sid[:2]); kind != "" {
		return fmt.Errorf("%s is %s SID: %s is needed", sid, english.A(kind), want)
	}
	return fmt.Errorf("%s is a SID of an unknown kind: %s is needed", sid, want)
}

// contextNames are what the context of a Function has in every Environment, and what that is. A
// Variable of that name overrides it. Source: the page "Environment Variables" of the documentation.
// ACCOUNT_SID and AUTH_TOKEN are left to those who read the Variables: they may be meant.
var contextNames = map[string]string{
	"DOMAIN_NAME":     "the domain of the Environment",
	"ENVIRONMENT_SID": "the SID of the Environment",
	"PATH":            "the path of the Function; process.env.PATH, where programs are found, changes too",
	"SERVICE_SID":     "the SID of the Service",
}

// overridden warns of Variables that a Function finds where it expects something else.
func overridden(variables []Variable) []string {
	var w []string
	for _, v := range variables {
		switch what, ok := contextNames[v.Key]; {
		case ok:
			w = append(w, fmt.Sprintf("the Variable %s overrides context.%[1]s, which is %s; "+
				"give it another name, unless that is wanted", v.Key, what))
		case v.Key == "getTwilioClient":
			w = append(w, "the Variable getTwilioClient cannot be read by Functions: context.getTwilioClient is the "+
				"function that makes a client; give it another name")
		}
	}
	slices.Sort(w)
	return w
}
