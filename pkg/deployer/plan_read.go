package deployer

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/internal/plainjson"
	"github.com/twilio-serverless/twilio-serverless-go/internal/show"
)

// maxPlan bounds what ReadPlan takes: a plan of 10,000 files has about 4 MB.
const maxPlan = 64 << 20

// ReadPlan reads a plan that was stored as JSON. It is strict: another format, an unknown field, a
// SID of another kind, an action that does not fit or anything behind the plan is an error, so that
// a damaged or a newer file is not applied in part. A plan that was made from a project
// ([Plan.FromProject]) needs [Plan.Bind] before it is applied.
func ReadPlan(r io.Reader) (*Plan, error) {
	if r == nil {
		return nil, errors.New("reading the plan: there is nothing to read from: give it an io.Reader")
	}
	text, err := io.ReadAll(io.LimitReader(r, maxPlan+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("reading the plan: %w", err)
	case len(text) > maxPlan:
		return nil, fmt.Errorf("reading the plan: it is longer than %d bytes", maxPlan)
	}
	text = plainjson.TrimMark(text)
	var head struct {
		Format *string `json:"format"`
	}
	if err := json.Unmarshal(text, &head); err != nil {
		return nil, fmt.Errorf("reading the plan: it is no JSON of a plan: %w", plainjson.Explain(text, err))
	}
	if head.Format == nil {
		return nil, errors.New("reading the plan: it has no format, so it is no plan: store one with plan -o json")
	}
	if *head.Format != PlanFormat { // before unknown fields, which is what another format has
		return nil, (&Plan{Format: *head.Format}).check()
	}
	plan := &Plan{}
	if err := unmarshalStrict(text, plan); err != nil {
		return nil, fmt.Errorf("reading the plan: %w", plainjson.Explain(text, err))
	}
	if err := plan.valid(); err != nil {
		return nil, fmt.Errorf("reading the plan: %w", err)
	}
	return plan, nil
}

// valid refuses a stored plan that no planner would have made.
func (p *Plan) valid() error {
	var errs []error
	wrong := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	sid := func(what, prefix, value string, needed bool) {
		if value == "" && !needed {
			return
		}
		if err := CheckSID(prefix, value); err != nil {
			wrong("%s: %w", what, err)
		}
	}
	// Each thing that the plan does not create is named by its SID; an Environment is absent where
	// the plan concerns the Service alone.
	action := func(what string, action Action, allowed ...Action) {
		if !slices.Contains(allowed, action) {
			var names []string
			for _, a := range allowed {
				names = append(names, string(a))
			}
			wrong("%s: the action %q is none of %s", what, show.Short(string(action)), strings.Join(names, ", "))
		}
	}
	action("service", p.Service.Action, ActionCreate, ActionKeep)
	sid("service", "ZS", p.Service.SID, p.Service.Action == ActionKeep)
	ofService := p.Environment == (PlannedEnvironment{Action: ActionKeep})
	action("environment", p.Environment.Action, ActionCreate, ActionKeep)
	sid("environment", "ZE", p.Environment.SID, p.Environment.Action == ActionKeep && !ofService)
	p.validFiles("function", p.Functions, action, sid, wrong)
	p.validFiles("asset", p.Assets, action, sid, wrong)
	if m := p.Manifest; m != nil {
		action("manifest", m.Action, ActionCreate, ActionUpdate, ActionKeep, ActionRemove)
		sid("manifest", "ZH", m.SID, m.Action != ActionCreate)
		sid("manifest", "ZN", m.VersionSID, m.Action == ActionKeep)
		if m.Path != ManifestPath {
			wrong("manifest: its path is %q, not %s", m.Path, ManifestPath)
		}
	}
	seen := map[string]bool{}
	for _, v := range p.Variables {
		what := "variable " + show.Name(v.Key)
		action(what, v.Action, ActionCreate, ActionUpdate, ActionKeep, ActionRemove)
		sid(what, "ZV", v.SID, v.Action != ActionCreate)
		if v.Key == "" || seen[v.Key] {
			wrong("%s: it has no key, or one that was there before", what)
		}
		seen[v.Key] = true
	}
	action("build", p.Build.Action, ActionCreate, ActionKeep)
	action("deployment", p.Deployment.Action, ActionCreate, ActionKeep, ActionRemove)
	activates := p.Build.Action == ActionKeep && p.Deployment.Action == ActionCreate
	sid("build", "ZB", p.Build.SID, activates) // a Deployment of no Build would clear the Environment
	sid("base_build_sid", "ZB", p.BaseBuildSID, p.Deployment.Action == ActionRemove)
	installed := map[string]bool{}
	for _, d := range p.Build.Dependencies {
		if installed[d.Name] {
			wrong("build: the dependency %s is there twice", show.Name(d.Name))
		}
		installed[d.Name] = true
	}
	if p.Deployment.Action == ActionRemove && p.Build.Action == ActionCreate {
		wrong("deployment: a plan that makes a Build does not clear the Environment")
	}
	if ofService && (p.Deployment.Action != ActionKeep || p.Build.Action != ActionKeep || len(p.Variables) > 0) {
		wrong("environment: the plan names none, and changes one")
	}
	for _, r := range p.Removals {
		prefix := removalPrefix(r.Kind)
		if prefix == "" {
			wrong("removals: there is no removal of kind %q", r.Kind)
			continue
		}
		sid("removals", prefix, r.SID, true)
	}
	return errors.Join(errs...)
}

func (p *Plan) validFiles(kind string, files []PlannedFile, action func(string, Action, ...Action),
	sid func(what, prefix, value string, needed bool),
	wrong func(string, ...any),
) {
	seen := map[string]bool{}
	for _, f := range files {
		what := kind + " " + show.Name(show.Short(f.Path))
		action(what, f.Action, ActionCreate, ActionUpdate, ActionKeep, ActionRemove)
		made := p.Build.Action == ActionCreate
		sid(what, "ZH", f.SID, f.Action != ActionCreate || !made)
		sid(what, "ZN", f.VersionSID, f.Action == ActionKeep || !made && f.Action != ActionRemove)
		if f.Path == "" || f.Path == ManifestPath || seen[f.Path] {
			wrong("%s: its path is empty, reserved, or was there before", what)
		}
		seen[f.Path] = true
		if !f.Visibility.Valid() {
			wrong("%s: the visibility %q is none", what, f.Visibility)
		}
		if made && f.uploaded() && f.Digest == "" {
			wrong("%s: it is uploaded and has no digest", what)
		}
	}
}

// unmarshalStrict refuses unknown fields and anything behind the value.
func unmarshalStrict(text []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		return err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return errors.New("there is something behind the plan")
	}
	return nil
}
