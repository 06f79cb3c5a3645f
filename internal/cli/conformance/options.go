package conformance

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/terminal"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/internal/plainjson"
	"github.com/twilio-serverless/twilio-serverless-go/internal/project"
	"github.com/twilio-serverless/twilio-serverless-go/internal/regular"
)

// maxKnown bounds the file of --known-failures.
const maxKnown = 16 << 20

// runFlags choose which cases are run, and say what the target can do. Those about the target may
// also come from the environment, so that a CI job sets them once; passwords come from there alone.
type runFlags struct {
	skip                          string
	operations, excludeOperations []string
	known                         string
	showValues, verbose           bool

	parallel          int
	buildTimeout      time.Duration
	outageTimeout     time.Duration
	features          []string
	secondUsername    string
	foreignUsername   string
	failingDependency string
	yes, preview      bool
	writesKnown       bool
}

func (f *runFlags) register(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.skip, "skip", "", "leave out cases whose ID matches this `REGEXP`")
	flags.StringSliceVar(&f.operations,
		"operations", nil, "run only cases that need no other `OPERATIONS` than these (operationIds)")
	flags.StringSliceVar(&f.excludeOperations,
		"exclude-operations", nil, "leave out cases that need one of these `OPERATIONS`")
	flags.StringVar(&f.known,
		"known-failures", "", "fail only for failures that `FILE` does not have; write it when it is not there")
	flags.BoolVar(&f.showValues, "show-values", false, "show every value in the report; credentials never")
	flags.BoolVar(&f.verbose, "verbose", false, "print every case as well")
	flags.IntVar(&f.parallel,
		"parallel", 0, "`NUMBER` of requests under way at once (default 10, or TWILIO_CONFORMANCE_PARALLEL)")
	flags.DurationVar(&f.buildTimeout,
		"build-timeout", 0, "how long a Build may take, a `DURATION` such as 10m "+
			"(default 5m, or TWILIO_CONFORMANCE_BUILD_TIMEOUT)")
	flags.DurationVar(&f.outageTimeout,
		"outage-timeout", 0, "how long to wait for a target that is away, a `DURATION` such as 2m "+
			"(default 30s, or TWILIO_CONFORMANCE_OUTAGE_TIMEOUT)")
	flags.StringSliceVar(&f.features,
		"feature", nil, "`FEATURES` that the target has beyond the API, see --list (or TWILIO_CONFORMANCE_FEATURES)")
	flags.StringVar(&f.secondUsername, "second-username", "",
		"`SID` of other credentials of the same account, with TWILIO_CONFORMANCE_SECOND_PASSWORD "+
			"(or TWILIO_CONFORMANCE_SECOND_USERNAME)")
	flags.StringVar(&f.foreignUsername, "foreign-username", "",
		"`SID` of credentials of another account, with TWILIO_CONFORMANCE_FOREIGN_PASSWORD "+
			"(or TWILIO_CONFORMANCE_FOREIGN_USERNAME)")
	flags.StringVar(&f.failingDependency, "failing-dependency", "",
		"`NAME@VERSION` of a package that cannot be installed (or TWILIO_CONFORMANCE_FAILING_DEPENDENCY)")
	flags.BoolVar(&f.preview,
		"live-preview", false, "say what a run would create and how long it would take, and send nothing")
	flags.BoolVarP(&f.yes, "yes", "y", false, "with --cleanup: do not ask")
}

// choose puts the flags about cases and the report into the options of a run.
func (f *runFlags) choose(opts *suite.RunOptions) error {
	if f.skip != "" {
		skip, err := regexp.Compile(f.skip)
		if err != nil {
			return fmt.Errorf("--skip: %w", err)
		}
		opts.Skip = skip
	}
	opts.Operations, opts.ExcludeOperations, opts.ShowValues = f.operations, f.excludeOperations, f.showValues
	for flag, operations := range map[string][]string{"operations": f.operations,
		"exclude-operations": f.excludeOperations} {
		for _, op := range operations {
			if !isOperation(op) {
				return fmt.Errorf("--%s: %q is no operation of the API: %s", flag, op, nearest(op))
			}
		}
	}
	if f.known == "" {
		return nil
	}
	text, err := regular.ReadFile(f.known, maxKnown)
	if errors.Is(err, os.ErrNotExist) {
		f.writesKnown = true
		if err := project.CheckReplace(f.known); err != nil {
			return fmt.Errorf("--known-failures %s: %w", f.known, err)
		}
		return nil
	}
	if err != nil {
		return fmt.Errorf("--known-failures %s: %w", f.known, err)
	}
	if opts.Known, err = suite.ReadKnown(bytes.NewReader(text)); err != nil {
		if cause := errors.Unwrap(err); cause != nil {
			err = plainjson.Explain(text, cause)
		}
		return fmt.Errorf("--known-failures %s: %w", f.known, err)
	}
	return nil
}

// describe puts what the flags and the environment say of the target into it.
func (f *runFlags) describe(env *verb.Env, target *suite.Target, opts *suite.RunOptions) error {
	var problems []error
	value := func(flag, variable string) string {
		if flag != "" {
			return flag
		}
		given, err := env.Lookup("TWILIO_CONFORMANCE_" + variable)
		if err != nil {
			problems = append(problems, err)
		}
		return given
	}
	if f.parallel < 0 || f.parallel > 40 {
		problems = append(problems, fmt.Errorf("--parallel %d: give 0 for the default, or 1 to 40", f.parallel))
	}
	opts.Parallel = f.parallel
	if text := value("", "PARALLEL"); opts.Parallel == 0 && text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 {
			problems = append(problems, fmt.Errorf("TWILIO_CONFORMANCE_PARALLEL is %q: give a number from 1 to 40",
				text))
		}
		opts.Parallel = n
	}
	for _, wait := range []struct {
		flag, variable string
		given          time.Duration
		field          *time.Duration
	}{
		{"build-timeout", "BUILD_TIMEOUT", f.buildTimeout, &target.BuildTimeout},
		{"outage-timeout", "OUTAGE_TIMEOUT", f.outageTimeout, &target.OutageTimeout},
	} {
		if wait.given < 0 {
			problems = append(problems, fmt.Errorf("--%s %s: give 0 for the default, or a positive duration",
				wait.flag, wait.given))
		}
		*wait.field = wait.given
		if text := value("", wait.variable); wait.given == 0 && text != "" {
			d, err := time.ParseDuration(text)
			if err != nil || d <= 0 {
				problems = append(problems, fmt.Errorf("TWILIO_CONFORMANCE_%s is %q: give a duration such as 90s",
					wait.variable, text))
			}
			*wait.field = d
		}
	}
	features := f.features
	if text := value("", "FEATURES"); features == nil && text != "" {
		features = strings.FieldsFunc(text, func(c rune) bool { return c == ',' || c == ' ' })
	}
	for _, name := range features {
		feature := suite.Feature(name)
		if !slices.Contains(suite.Features(), feature) {
			problems = append(problems, fmt.Errorf("--feature: %q is no feature that a case needs: use %s", name,
				featureNames()))
			continue
		}
		if !slices.Contains(target.Features, feature) {
			target.Features = append(target.Features, feature)
		}
	}
	for _, with := range []struct {
		name, flag         string
		username, password *string
	}{
		{"SECOND", f.secondUsername, &target.SecondUsername, &target.SecondPassword},
		{"FOREIGN", f.foreignUsername, &target.ForeignUsername, &target.ForeignPassword},
	} {
		username, password := value(with.flag, with.name+"_USERNAME"), value("", with.name+"_PASSWORD")
		lower := strings.ToLower(with.name)
		switch {
		case username != "" && password != "":
			*with.username, *with.password = username, password
		case username != "":
			problems = append(problems, fmt.Errorf(
				"the %s credentials need both --%s-username and TWILIO_CONFORMANCE_%s_PASSWORD", lower, lower, with.name))
		case password != "": // a secret that is set for other runs too
			terminal.Fprintf(env.Stderr, "warning: TWILIO_CONFORMANCE_%s_PASSWORD is not used: neither --%s-username nor "+
				"TWILIO_CONFORMANCE_%s_USERNAME is given\n", with.name, lower, with.name)
		}
	}
	if dependency := value(f.failingDependency, "FAILING_DEPENDENCY"); dependency != "" {
		target.FailingDependency = dependency
	}
	return errors.Join(problems...)
}

func featureNames() string {
	var names []string
	for _, feature := range suite.Features() {
		names = append(names, string(feature))
	}
	return strings.Join(names, ", ")
}
