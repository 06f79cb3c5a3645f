package bundle

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/internal/lazyregexp"
	"github.com/twilio-serverless/twilio-serverless-go/internal/show"
)

// Limits that only older pages of the documentation state. Services with more Functions are known,
// so exceeding one is a warning.
const (
	functionsPerBuild     = 50
	assetsPerBuild        = 1000 // public and protected
	privateAssetsPerBuild = 50
	maxPrivateSize        = 10 * 1024 * 1024
)

// Warnings returns what may go wrong with a Build of the project and does not have to.
func (b *Bundle) Warnings() []string {
	if b == nil {
		return nil
	}
	w := slices.Clone(b.notes)
	if names := b.decomposedPaths(); names != "" {
		w = append(w, names)
	}
	for _, f := range b.Functions {
		if f.Size == 0 && f.Visibility != Private { // a private one is only required by others
			w = append(w, fmt.Sprintf("%s is empty: it exports no handler, so each request to %s is answered "+
				"with an error",
				show.Name(f.Source), show.Name(f.Path)))
		}
	}
	if tests := b.tests(); tests != "" {
		w = append(w, tests)
	}
	over := func(n, limit int, what string) {
		if n > limit {
			w = append(w, fmt.Sprintf("the Build has %d %s; %d is the limit that Twilio has documented", n, what,
				limit))
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
			w = append(w, fmt.Sprintf("%s has %d bytes; Twilio has documented 10 MB (%d bytes) as the limit of a "+
				"private Asset", show.Name(f.Source), f.Size, maxPrivateSize))
		}
	}
	over(len(b.Functions), functionsPerBuild, "Functions")
	over(reachable, assetsPerBuild, "public and protected Assets")
	over(private, privateAssetsPerBuild, "private Assets")
	return w
}

// CheckRuntime returns an error for a runtime with which Builds are known to be refused or to fail:
// one that is retired, and one for which the runtime handler of the project is too old. Everything
// would be uploaded before that. An empty runtime leaves it to the API.
func (b *Bundle) CheckRuntime(runtime string) error {
	if serverless.RuntimeRetired(runtime, time.Now()) {
		return fmt.Errorf("the runtime %s is retired: the API refuses new Builds with it; choose another "+
			"one, such as %s",
			runtime, newestRuntime())
	}
	if number(runtime) < 24 {
		return nil
	}
	for _, d := range b.Dependencies {
		if major, minor := version(d.Version); d.Name == RuntimeHandler && (major < 1 || major == 1 && minor < 2) {
			// https://www.twilio.com/docs/serverless/functions-assets/handler
			return fmt.Errorf("Builds for %s fail with %s %s; write 2.1.2 or newer into package.json", runtime,
				RuntimeHandler, d.Version)
		}
	}
	return nil
}

// RuntimeWarning says that the contract does not know a runtime: it is new, or its name is mistyped,
// and then the API refuses the Build after all uploads. It is "" for one that is known, and for none.
func RuntimeWarning(runtime string) string {
	known := serverless.KnownRuntimes()
	if runtime == "" || slices.ContainsFunc(known, func(r serverless.RuntimeInfo) bool { return r.Name == runtime }) {
		return ""
	}
	return fmt.Sprintf("the runtime %s is not known here; if the API does not know it either, the Build is refused "+
		"after the uploads; %s is known",
		show.Short(runtime), newestRuntime())
}

// newestRuntime is the newest one that is known not to be retired.
func newestRuntime() string {
	known := serverless.KnownRuntimes()
	for i := len(known) - 1; i >= 0; i-- {
		if !known[i].RetiredAt(time.Now()) {
			return known[i].Name
		}
	}
	return "node22"
}

var runtimeNumber = lazyregexp.New(`^node([0-9]{1,4})$`)

func number(runtime string) int {
	match := runtimeNumber.Get().FindStringSubmatch(runtime)
	if match == nil {
		return 0
	}
	n, _ := strconv.Atoi(match[1]) // digits, by the pattern
	return n
}

func version(v string) (major, minor int) {
	parts := strings.SplitN(v, ".", 3)
	major, _ = strconv.Atoi(parts[0]) // an exact version, see checkDependency
	if len(parts) > 1 {
		minor, _ = strconv.Atoi(parts[1])
	}
	return major, minor
}
