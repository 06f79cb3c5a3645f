package deploy

import (
	"fmt"

	"github.com/spf13/pflag"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

// buildFlags say how a Build is made and what becomes of it.
type buildFlags struct {
	force, noActivate bool
	strict            bool
	manifest          manifestMode
}

func (f *buildFlags) register(flags *pflag.FlagSet) {
	f.manifest = ManifestAuto
	flags.BoolVar(&f.force, "force-build", false, "build although nothing has changed; version ranges of dependencies are resolved anew")
	flags.BoolVar(&f.noActivate, "no-activate", false, "make the build and leave what is live, and Variables, as they are")
	flags.BoolVar(&f.strict, "strict", false, "refuse when what is live was not deployed from here or was changed by another tool")
	flags.Var(&f.manifest, "manifest", "auto, or off: no private Function in the build that says what it was made from")
}

func (f *buildFlags) apply(r *deployer.Request) {
	r.ForceBuild, r.NoActivate, r.NoManifest, r.Strict = f.force, f.noActivate, f.manifest == ManifestOff, f.strict
}

// manifestMode is the value of --manifest.
type manifestMode string

const (
	ManifestAuto manifestMode = "auto"
	ManifestOff  manifestMode = "off"
)

// String, Set and Type make it a flag that refuses other values while the command line is read.
func (m *manifestMode) String() string { return string(*m) }

func (m *manifestMode) Set(value string) error {
	if value != string(ManifestAuto) && value != string(ManifestOff) {
		return fmt.Errorf("want %s or %s", ManifestAuto, ManifestOff)
	}
	*m = manifestMode(value)
	return nil
}

func (m *manifestMode) Type() string { return "mode" }
