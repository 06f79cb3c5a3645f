package deployer

import (
	"slices"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/bundle"
)

// sameBuild reports whether packages and runtime are those of the live Build: asked for as its
// makers did, as it is recorded, or asked for exactly as the Build lists them, which is what a
// project has that was made from the Build. No runtime is every runtime, since the API goes on with
// the one it has.
func (r *remote) sameBuild(b PlannedBuild) bool {
	if r.record != nil && r.record.build == b.digest() {
		return true
	}
	return r.build != nil && (b.Runtime == "" || b.Runtime == r.build.Runtime) && sameDependencies(b.Dependencies, r.build.Dependencies)
}

func sameDependencies(asked []bundle.Dependency, listed []serverless.Dependency) bool {
	return len(asked) == len(listed) && !slices.ContainsFunc(asked, func(d bundle.Dependency) bool {
		return !slices.Contains(listed, serverless.Dependency{Name: d.Name, Version: d.Version})
	})
}
