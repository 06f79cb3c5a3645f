package deployer

import "time"

// Step is a part of applying a plan.
type Step string

// The steps of [Deployer.Apply]. Files, Environment and Variables run side by side; the Build waits
// for all files.
const (
	StepService     Step = "service"
	StepEnvironment Step = "environment"
	StepFunction    Step = "function" // create, when it is new
	StepAsset       Step = "asset"
	StepUpload      Step = "upload"   // a version of a Function or an Asset
	StepManifest    Step = "manifest" // see ManifestPath
	StepBuild       Step = "build"
	StepVariable    Step = "variable"
	StepDeployment  Step = "deployment"
)

// Event is something that has been done while a plan is applied, or a look at the Build.
type Event struct {
	Step   Step   `json:"step"`
	Action Action `json:"action"`
	// Name is what people call the thing: a path, a key, a unique name.
	Name string `json:"name"`
	// SID is what was created or changed.
	SID string `json:"sid,omitempty"`
	// Bytes is the size of an upload.
	Bytes int64 `json:"bytes,omitempty"`
	// Status is that of the Build: building, completed or failed.
	Status string `json:"status,omitempty"`
	// Warning is something unexpected that does not end the work.
	Warning string `json:"warning,omitempty"`
	// Done and Total count the uploads, for a progress bar; they are set for StepUpload.
	Done  int `json:"done,omitempty"`
	Total int `json:"total,omitempty"`
	// Elapsed is the time since Apply began.
	Elapsed time.Duration `json:"elapsed_ns"`
}
