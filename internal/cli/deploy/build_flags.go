package deploy

import (
	"fmt"

	"github.com/spf13/pflag"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

// buildFlags say how a Build is made and whether it goes live.
type buildFlags struct {
	force, noActivate bool
	strict            bool
	keepOthers        bool
	allowRetired      bool
	manifest          manifestMode
}

func (f *buildFlags) register(flags *pflag.FlagSet) {
	f.manifest = manifestAuto
	flags.BoolVar(&f.force,
		"force-build", false, "build even if nothing changed, to resolve version ranges of dependencies again")
	flags.BoolVar(&f.noActivate,
		"no-activate", false, "make the Build, but leave what is live and the Variables as they are")
	flags.BoolVar(&f.strict, "strict", false, "refuse if another tool or another machine changed what is live")
	flags.BoolVar(&f.keepOthers, "keep-others", false,
		"add the project to what is live: live Functions and Assets that it does not have stay, with their packages")
	flags.BoolVar(&f.allowRetired, "allow-retired", false, "try a runtime for which the API is known to refuse Builds")
	flags.Var(&f.manifest, "manifest",
		"auto, or off: off leaves out the private Function that records what the Build was made from")
}

func (f *buildFlags) apply(r *deployer.Request) {
	r.ForceBuild, r.NoActivate, r.NoManifest, r.Strict = f.force, f.noActivate, f.manifest == manifestOff, f.strict
	r.KeepOthers, r.AllowRetired = f.keepOthers, f.allowRetired
}

// manifestMode is the value of --manifest.
type manifestMode string

const (
	manifestAuto manifestMode = "auto"
	manifestOff  manifestMode = "off"
)

// ManifestModes are the values of --manifest, for completion.
var ManifestModes = []string{string(manifestAuto), string(manifestOff)}

// String implements pflag.Value.
func (m *manifestMode) String() string { return string(*m) }

// Set implements pflag.Value: other values are refused while the command line is read.
func (m *manifestMode) Set(value string) error {
	if value != string(manifestAuto) && value != string(manifestOff) {
		return fmt.Errorf("want %s or %s", manifestAuto, manifestOff)
	}
	*m = manifestMode(value)
	return nil
}

// Type implements pflag.Value.
func (m *manifestMode) Type() string { return "MODE" }
