package deployer

import (
	"fmt"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/internal/show"
)

// sidKind names the resource that the first two letters of a SID stand for.
// Functions and Assets share a prefix, and so do their versions.
func sidKind(prefix string) string {
	switch prefix {
	case "AC":
		return "Account"
	case "SK":
		return "API key"
	case "ZS":
		return "Service"
	case "ZE":
		return "Environment"
	case "ZH":
		return "Function or Asset"
	case "ZN":
		return "Function Version or Asset Version"
	case "ZB":
		return "Build"
	case "ZD":
		return "Deployment"
	case "ZV":
		return "Variable"
	case "NO":
		return "Log"
	case "RQ":
		return "Request"
	}
	return ""
}

// CheckSID returns an error unless sid is a SID with the given two-letter prefix,
// for example "ZS" for a Service: the prefix and 32 hexadecimal digits. When it is
// the SID of another kind of resource, the error says of which.
func CheckSID(prefix, sid string) error {
	want := fmt.Sprintf("a SID that starts with %s", prefix)
	if kind := sidKind(prefix); kind != "" {
		want = fmt.Sprintf("%s %s SID (%s and 32 hexadecimal digits)", article(kind), kind, prefix)
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
		return fmt.Errorf("%s is %s %s SID: %s is needed", sid, article(kind), kind, want)
	}
	return fmt.Errorf("%s is a SID of an unknown kind: %s is needed", sid, want)
}

func article(kind string) string {
	switch kind[0] {
	case 'A', 'E':
		return "an"
	}
	return "a"
}
