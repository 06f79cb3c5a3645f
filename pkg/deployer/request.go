package deployer

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/internal/lazyregexp"
	"github.com/twilio-serverless/twilio-serverless-go/internal/show"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/bundle"
)

// Request says what to deploy where.
type Request struct {
	// Bundle is the project, from [bundle.Read].
	Bundle *bundle.Bundle
	// Service is the unique name of the Service, created when there is none, or the SID (ZS…) of an
	// existing one.
	Service string
	// Environment is the domain suffix, such as "dev". The Environment is created when there is none.
	Environment string
	// Production selects the Environment without a suffix; Environment must be empty then.
	Production bool
	// Variables are added to the Environment, or changed where their value differs. The order does
	// not matter.
	Variables []Variable
	// SyncVariables also removes the Variables of the Environment that are not in Variables.
	// Without it none is ever deleted.
	SyncVariables bool
	// Runtime of the Build, such as "node22"; empty leaves it to the API: the last runtime of the
	// Service, else the default.
	Runtime string
	// AllowRetired tries a runtime with which Builds are known to be refused or to fail, see
	// [bundle.Bundle.CheckRuntime].
	AllowRetired bool
	// Known is what an earlier deploy to the same Environment left behind; nil is valid and takes
	// some calls more.
	Known *Known
	// Journal is what [Options.Journal] was told by runs of the same request that did not end well,
	// the oldest first. Versions that they uploaded are not uploaded again, and their Build is not
	// made again, if they are what this request needs. nil is valid; it must be nil after a run
	// that ended well.
	Journal []JournalEntry
	// ForceBuild makes a new Build although nothing has changed: version ranges of dependencies are
	// resolved anew. Files that have not changed are not uploaded again.
	ForceBuild bool
	// KeepOthers keeps the Functions and Assets that are live and not part of the project, with the
	// packages that they may need: the project is added to what is live. Without it they are
	// removed.
	KeepOthers bool
	// NoManifest leaves the manifest ([ManifestPath]) out of a new Build. Without it and without
	// Known, all Assets are uploaded and the Functions read back each time.
	NoManifest bool
	// Strict refuses with [ErrDrift] when what is live is not what was deployed last: with Known,
	// another Build than that; else a Build that another tool has made or changed, by its manifest.
	Strict bool
	// PlanKey lets a stored plan recognise the values of Variables, so that [Plan.Bind] refuses
	// others: a secret of at least 16 bytes, such as one derived from the credentials. The plan
	// holds no value, only a MAC of it under this key. Empty stores nothing about values.
	PlanKey []byte
	// NoActivate makes the Build and leaves what is live as it is, Variables too.
	// [Deployer.PlanActivate] makes it live later.
	NoActivate bool
}

// Variable is a key and value of an Environment. Neither its printed nor its JSON form has the value.
type Variable struct {
	Key   string `json:"key"`
	Value string `json:"-"`
}

// String hides the value, which may be a secret.
func (v Variable) String() string { return v.Key + "=***" }

// Format hides the value from all verbs of package fmt.
func (v Variable) Format(s fmt.State, verb rune) {
	if verb == 'v' && s.Flag('#') {
		fmt.Fprintf(s, "deployer.Variable{Key: %q, Value: ***}", v.Key)
		return
	}
	fmt.Fprint(s, v.String())
}

// Limits of Variables. Source: CreateVariable.
const (
	maxVariableKey   = serverless.MaxVariableKey        // characters
	maxVariableValue = serverless.MaxVariableValueBytes // bytes
)

var runtimeName = lazyregexp.New(`^(node[0-9]+|latest)$`)

// Check returns everything that is wrong with the request, joined, without sending anything.
// [Deployer.Plan] calls it first.
func (r *Request) Check() error {
	if r == nil {
		r = new(Request)
	}
	var errs []error
	errs = append(errs, checkBundle(r.Bundle)...)
	errs = append(errs, r.checkPlanKey()...)
	errs = append(errs, Target{r.Service, r.Environment, r.Production}.Check())
	if r.Runtime != "" && !runtimeName.MatchString(r.Runtime) {
		errs = append(errs, fmt.Errorf("the runtime %q is not a name such as node22", r.Runtime))
	} else if r.Bundle != nil && !r.AllowRetired {
		errs = append(errs, r.Bundle.CheckRuntime(r.Runtime))
	}
	errs = append(errs, checkVariables(r.Variables)...)
	return errors.Join(append(errs, checkTotal(r.Variables)...)...)
}

// checkBundle finds a bundle that [bundle.Read] has not made, and files whose path is that of the
// manifest.
func checkBundle(b *bundle.Bundle) []error {
	if err := b.Check(); err != nil {
		return []error{err}
	}
	var errs []error
	for _, f := range slices.Concat(b.Functions, b.Assets) {
		if f.Path == ManifestPath {
			errs = append(errs, fmt.Errorf("the path %s of %q is reserved: rename the file", f.Path, f.Source))
		}
	}
	return errs
}

func checkVariables(variables []Variable) []error {
	var errs []error
	seen := map[string]bool{}
	for _, v := range variables {
		key := show.Name(v.Key)
		switch {
		case v.Key == "":
			errs = append(errs, errors.New("a Variable has no key"))
		case utf8.RuneCountInString(v.Key) > maxVariableKey:
			errs = append(errs, fmt.Errorf("the key of Variable %s has %d characters, the limit is %d",
				show.Name(show.Short(v.Key)), utf8.RuneCountInString(v.Key), maxVariableKey))
		case v.Value == "":
			errs = append(errs, fmt.Errorf("Variable %s has no value: remove it or give it one", key))
		case len(v.Value) > maxVariableValue:
			errs = append(errs, fmt.Errorf("the value of Variable %s has %d bytes, the limit is %d", key, len(v.Value),
				maxVariableValue))
		case !utf8.ValidString(v.Key) || !utf8.ValidString(v.Value):
			errs = append(errs, fmt.Errorf("Variable %q is not valid UTF-8", v.Key))
		case strings.Contains(v.Key+v.Value, "\x00"):
			errs = append(errs, fmt.Errorf("Variable %s has a NUL byte, which no environment variable can hold", key))
		case seen[v.Key]:
			errs = append(errs, fmt.Errorf("Variable %s is given twice", key))
		}
		seen[v.Key] = true
	}
	return errs
}

func isSID(s string) bool { return serverless.IsSID(s, "") }

// environmentNames returns the unique name and the domain suffix of the Environment as existing
// tools write them, so that they and this package find each other's.
func (r *Request) environmentNames() (uniqueName, suffix string) {
	if r.Production {
		return "production", ""
	}
	suffix = strings.ToLower(r.Environment)
	return suffix + "-environment", suffix
}
