package deployer

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

// Limits that only older pages of the documentation state. Services with more Functions are known, so going over one is a warning.
const (
	functionsPerBuild     = 50
	assetsPerBuild        = 1000 // public and protected
	privateAssetsPerBuild = 50
	maxPrivateSize        = 10 * 1024 * 1024
)

// warnings are what may go wrong with a request and does not have to; existing are the Variables of the Environment.
func (r *Request) warnings(existing []serverless.Variable) []string {
	w := r.Bundle.warnings()
	if retired(r.Runtime) {
		w = append(w, fmt.Sprintf("the runtime %s is retired: the API refuses new Builds with it", r.Runtime))
	}
	if number(r.Runtime) >= 24 {
		w = append(w, r.Bundle.handlerWarnings(r.Runtime)...)
	}
	if n := r.sizeOfVariables(existing); n > maxVariables {
		w = append(w, fmt.Sprintf("with those that are in the Environment already, the Variables have %d bytes together; Functions fail with error 82006 when it is more than %d", n, maxVariables))
	}
	return w
}

func (b *Bundle) warnings() []string {
	var w []string
	over := func(n, limit int, what string) {
		if n > limit {
			w = append(w, fmt.Sprintf("the Build has %d %s; %d is the limit that Twilio has documented", n, what, limit))
		}
	}
	reachable, private := 0, 0
	for _, f := range b.Assets {
		if f.Visibility != Private {
			reachable++
			continue
		}
		private++
		if f.Size > maxPrivateSize {
			w = append(w, fmt.Sprintf("%s has %d bytes; Twilio has documented 10 MB (%d bytes) as the limit of a private Asset", printable(f.Source), f.Size, maxPrivateSize))
		}
	}
	over(len(b.Functions), functionsPerBuild, "Functions")
	over(reachable, assetsPerBuild, "public and protected Assets")
	over(private, privateAssetsPerBuild, "private Assets")
	return w
}

var runtimeNumber = regexp.MustCompile(`^node([0-9]{1,4})$`)

func number(runtime string) int {
	match := runtimeNumber.FindStringSubmatch(runtime)
	if match == nil {
		return 0
	}
	n, _ := strconv.Atoi(match[1]) // digits, by the pattern
	return n
}

// retired tells the runtimes for which Builds are refused; node18 was the last one, on 2025-11-10.
// https://www.twilio.com/docs/serverless/functions-assets/runtime
func retired(runtime string) bool {
	n := number(runtime)
	return n > 0 && n <= 18
}

// handlerWarnings tells a handler below 1.2.0, with which a Build for node24 fails.
// https://www.twilio.com/docs/serverless/functions-assets/handler
func (b *Bundle) handlerWarnings(runtime string) []string {
	for _, d := range b.Dependencies {
		if d.Name != runtimeHandler {
			continue
		}
		major, minor := version(d.Version)
		if major < 1 || major == 1 && minor < 2 {
			return []string{fmt.Sprintf("Builds for %s fail with %s %s; write 2.1.2 or newer", runtime, runtimeHandler, d.Version)}
		}
	}
	return nil
}

func version(v string) (major, minor int) {
	parts := strings.SplitN(v, ".", 3)
	major, _ = strconv.Atoi(parts[0]) // an exact version, see checkDependency
	if len(parts) > 1 {
		minor, _ = strconv.Atoi(parts[1])
	}
	return major, minor
}

// sizeOfVariables adds up what the Environment will hold.
func (r *Request) sizeOfVariables(existing []serverless.Variable) int {
	values := map[string]string{}
	if !r.SyncVariables {
		values = byKey(existing)
	}
	for _, v := range r.Variables {
		values[v.Key] = v.Value
	}
	n := 0
	for key, value := range values {
		n += len(key) + len(value)
	}
	return n
}
