package deployer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/twilio-serverless/twilio-serverless-go/internal/show"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/bundle"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer/internal/polls"
)

// PlanFormat is the version of the JSON form of a [Plan]. It changes when a field changes its
// meaning or goes away.
const PlanFormat = "2"

// Action is what a plan does to one thing.
type Action string

// The actions of a plan.
const (
	ActionCreate Action = "create" // it does not exist yet
	ActionUpdate Action = "update" // it exists and changes: a new version, another value
	ActionKeep   Action = "keep"   // it exists and stays as it is
	ActionRemove Action = "remove" // it is live now and will not be after the plan
)

// Symbol is the action as plans print it: + ~ = -.
func (a Action) Symbol() string {
	switch a {
	case ActionCreate:
		return "+"
	case ActionUpdate:
		return "~"
	case ActionRemove:
		return "-"
	default:
		return "="
	}
}

// Plan is what [Deployer.Apply] will do, nothing more. It is plain data: it can be printed, stored
// as JSON and read back with [ReadPlan]. Contents of files and values of Variables are not part of
// the JSON form, nor is a digest of a value; [Plan.Bind] gives them back.
type Plan struct {
	Format      string             `json:"format"`
	Service     PlannedService     `json:"service"`
	Environment PlannedEnvironment `json:"environment"`
	Functions   []PlannedFile      `json:"functions"`
	Assets      []PlannedFile      `json:"assets"`
	Manifest    *PlannedManifest   `json:"manifest,omitempty"` // of a new Build; not one of Functions
	Variables   []PlannedVariable  `json:"variables"`
	Build       PlannedBuild       `json:"build"`
	Deployment  PlannedDeployment  `json:"deployment"`
	// see PlanPrune; nothing else is ever deleted but Variables
	Removals []Removal `json:"removals,omitempty"`
	// Warnings say what the user should know before the plan is applied.
	Warnings []string `json:"warnings,omitempty"`
	// BaseBuildSID is the Build that was live when the plan was made, "" when none was. Apply
	// refuses to deploy over another one.
	BaseBuildSID string `json:"base_build_sid"`
	// Calls is how many requests applying the plan takes when nothing goes wrong, polls of the
	// Build not counted. A plan that was stored takes up to 4 more, to see whether it still fits.
	Calls int `json:"calls"`
	// KeyCheck says which [Request.PlanKey] the MACs of the Variables were made with, "" when none
	// was given.
	KeyCheck string `json:"key_check,omitempty"`
	// Continues is the SID of the last thing in [Request.Journal] when the plan was made, "" when
	// that was empty: what earlier runs have made up to there is part of the plan. [Plan.Bind]
	// refuses a plan when more was made since.
	Continues string `json:"continues,omitempty"`

	polls polls.Times // of a new Build
	made  bool        // by a planner of this process, not read back from a stored form
}

// PlannedService is the Service of a plan.
type PlannedService struct {
	Action     Action `json:"action"`
	UniqueName string `json:"unique_name"`
	SID        string `json:"sid,omitempty"` // "" while it has to be created
}

// PlannedEnvironment is the Environment of a plan.
type PlannedEnvironment struct {
	Action       Action `json:"action"`
	UniqueName   string `json:"unique_name"`
	DomainSuffix string `json:"domain_suffix"`         // "" is production
	SID          string `json:"sid,omitempty"`         // "" while it has to be created
	DomainName   string `json:"domain_name,omitempty"` // "" while it has to be created
}

// PlannedFile is a Function or an Asset of a plan.
type PlannedFile struct {
	// Action is ActionCreate for a new Function or Asset, ActionUpdate for a new version of an
	// existing one, ActionKeep for the version that is live already, ActionRemove for one that is
	// live and not part of the new Build; its resource stays. A plan that makes no Build compares
	// what is live with what will be, and uploads nothing.
	Action      Action            `json:"action"`
	Path        string            `json:"path"`
	Visibility  bundle.Visibility `json:"visibility"`
	Source      string            `json:"source,omitempty"`
	ContentType string            `json:"content_type,omitempty"`
	Size        int64             `json:"size"`          // bytes
	SID         string            `json:"sid,omitempty"` // the Function or Asset, "" while it has to be created
	// of what is uploaded already: it is live, in a Build, or in the journal
	VersionSID string `json:"version_sid,omitempty"`
	Digest     string `json:"digest,omitempty"` // SHA-256 of path, visibility, content type and content
	// Other is set for ActionKeep when the file is live and not part of the project, see
	// [Request.KeepOthers].
	Other bool `json:"other,omitempty"`

	open func() (io.ReadCloser, error) // the content; nil for ActionRemove
}

// PlannedVariable is a Variable of a plan, without its value.
type PlannedVariable struct {
	Action Action `json:"action"`
	Key    string `json:"key"`
	SID    string `json:"sid,omitempty"`
	// MAC recognises the value with the [Request.PlanKey]: HMAC-SHA256, in hexadecimal digits. ""
	// without a key.
	MAC string `json:"mac,omitempty"`

	value *string // behind a pointer, so that %+v of a plan prints an address and no secret; nil for ActionRemove
}

// PlannedManifest is the private Function that records what a new Build is made from, see
// [ManifestPath].
type PlannedManifest struct {
	Action     Action `json:"action"`
	Path       string `json:"path"`
	SID        string `json:"sid,omitempty"`         // the Function, "" while it has to be created
	VersionSID string `json:"version_sid,omitempty"` // of what is uploaded already
}

// PlannedBuild is what the Build is made of besides the versions.
type PlannedBuild struct {
	// Action is ActionCreate for a new Build, ActionKeep for one that exists.
	Action       Action              `json:"action"`
	SID          string              `json:"sid,omitempty"` // of ActionKeep; "" when there is none
	Dependencies []bundle.Dependency `json:"dependencies"`
	Runtime      string              `json:"runtime,omitempty"` // "" leaves it to the API
	// Others are those of Dependencies that the project does not name, see [Request.KeepOthers].
	Others []string `json:"others,omitempty"`
	// Building is set for ActionKeep when the Build is that of an earlier run and not completed
	// yet: Apply waits for it.
	Building bool `json:"building,omitempty"`
}

// PlannedDeployment says what happens to what is live: ActionCreate makes the Build live,
// ActionKeep changes nothing, ActionRemove clears the Environment. Apply clears it in no other
// case.
type PlannedDeployment struct {
	Action Action `json:"action"`
}

// uploaded reports whether the file gets a new version.
func (f PlannedFile) uploaded() bool {
	return (f.Action == ActionCreate || f.Action == ActionUpdate) && f.VersionSID == ""
}

func (m *PlannedManifest) uploaded() bool {
	return m != nil && m.Action != ActionRemove && m.VersionSID == ""
}

// reused returns the versions that are part of the Build without an upload.
func (p *Plan) reused() (functions, assets []DeployedFile) {
	of := func(planned []PlannedFile) []DeployedFile {
		done := []DeployedFile{}
		for _, f := range planned {
			if f.VersionSID != "" && f.Action != ActionRemove {
				done = append(done, f.deployed(f.SID, f.VersionSID))
			}
		}
		return done
	}
	return of(p.Functions), of(p.Assets)
}

// uploads returns the files that get a new version.
func (p *Plan) uploads() []PlannedFile {
	if p.Build.Action != ActionCreate {
		return nil
	}
	return slices.DeleteFunc(slices.Concat(p.Functions, p.Assets), func(f PlannedFile) bool { return !f.uploaded() })
}

// check refuses what this version cannot apply, before anything is sent.
func (p *Plan) check() error {
	if p.Format != PlanFormat {
		return fmt.Errorf("the plan has format %q, this version applies %q: make a new plan", show.Short(p.Format),
			PlanFormat)
	}
	bare := func(f PlannedFile) bool { return f.open == nil }
	noValue := func(v PlannedVariable) bool {
		return v.value == nil && v.Action != ActionRemove && v.Action != ActionKeep
	}
	if slices.ContainsFunc(p.uploads(), bare) || slices.ContainsFunc(p.Variables, noValue) {
		return errors.New("the plan was read back from its stored form, which has no contents and no values: bind it " +
			"to its project, or make a new plan")
	}
	if p.made {
		return nil
	}
	return p.valid()
}

// countCalls adds up what Apply sends: creates, uploads, Variables, the Build, a last look at what
// is live, the Deployment, removals.
func (p *Plan) countCalls() int {
	calls := 0
	count := func(action Action, create, update int) {
		switch action {
		case ActionCreate:
			calls += create
		case ActionUpdate:
			calls += update
		}
	}
	count(p.Service.Action, 1, 0)
	count(p.Environment.Action, 1, 0)
	for _, f := range p.uploads() {
		count(f.Action, 2, 1)
	}
	if p.Manifest.uploaded() {
		count(p.Manifest.Action, 2, 1)
	}
	count(p.Build.Action, 1, 0)
	for _, v := range p.Variables {
		if v.Action != ActionKeep {
			calls++
		}
	}
	if p.Deployment.Action != ActionKeep {
		calls += 2
	}
	if n := len(p.Removals); n > 0 {
		calls += n + 2 // Environments and Builds are looked at again
	}
	return calls
}

func (f PlannedFile) deployed(sid, version string) DeployedFile {
	return DeployedFile{Action: f.Action, Path: f.Path, Visibility: f.Visibility, SID: sid, VersionSID: version,
		Digest: f.Digest}
}

func planned(ctx context.Context, plan *Plan, err error) (*Plan, error) {
	if err != nil {
		return nil, fmt.Errorf("planning: %w", ended(ctx, err))
	}
	plan.Calls, plan.made = plan.countCalls(), true
	return plan, nil
}
