package client

import (
	"regexp"
	"strings"
)

// kind is a kind of SID: its prefixes are shared by Functions and Assets and by their versions.
type kind struct{ name, prefix string }

var (
	serviceSID         = kind{"a Service SID", "ZS"}
	environmentSID     = kind{"an Environment SID", "ZE"}
	functionSID        = kind{"a Function SID", "ZH"}
	assetSID           = kind{"an Asset SID", "ZH"}
	functionVersionSID = kind{"a Function Version SID", "ZN"}
	assetVersionSID    = kind{"an Asset Version SID", "ZN"}
	buildSID           = kind{"a Build SID", "ZB"}
	deploymentSID      = kind{"a Deployment SID", "ZD"}
	variableSID        = kind{"a Variable SID", "ZV"}
	logSID             = kind{"a Log SID", "NO"}
)

func (k kind) matches(sid string) bool {
	return sidPattern.MatchString(sid) && strings.HasPrefix(sid, k.prefix)
}

var (
	sidPattern  = regexp.MustCompile(`^[A-Z]{2}[0-9a-fA-F]{32}$`)
	servicePath = regexp.MustCompile(`^[^/?#]{1,50}$`)
)

// arg is one argument of an operation that becomes part of a URL.
type arg struct {
	name, value string
	kind        kind
}

// check refuses arguments that would make a legal URL to something else: "" and ".." climb to the parent, where a DELETE removes more
// than was meant.
func check(op, service string, args ...arg) error {
	name := "ServiceSid"
	if strings.HasSuffix(op, "Service") {
		name = "Sid"
	}
	if err := checkService(op, name, service); err != nil {
		return err
	}
	for _, a := range args {
		if !a.kind.matches(a.value) {
			return &ArgumentError{Op: op, Name: a.name, Value: a.value, Want: a.kind.name + ": " + a.kind.prefix + " and 32 hexadecimal digits"}
		}
	}
	return nil
}

// checkService accepts the SID or the unique name of a Service. Source: FetchService.
func checkService(op, name, value string) error {
	bad := !servicePath.MatchString(value) || value == "." || value == ".."
	if upper := strings.ToUpper(value); sidPattern.MatchString(value) || serviceSID.matches(upper) {
		bad = !serviceSID.matches(value) // a SID of another kind or in another case; no unique name looks like one by chance
	}
	if bad {
		return &ArgumentError{Op: op, Name: name, Value: value, Want: "a Service SID (ZS and 32 hexadecimal digits) or the unique name of a Service"}
	}
	return nil
}
