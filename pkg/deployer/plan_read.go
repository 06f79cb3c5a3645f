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
	c := &planCheck{Plan: p, ofService: p.Environment == (PlannedEnvironment{Action: ActionKeep})}
	c.action("service", p.Service.Action, ActionCreate, ActionKeep)
	c.sid("service", "ZS", p.Service.SID, p.Service.Action == ActionKeep)
	c.action("environment", p.Environment.Action, ActionCreate, ActionKeep)
	c.sid("environment", "ZE", p.Environment.SID, p.Environment.Action == ActionKeep && !c.ofService)
	c.files("function", p.Functions)
	c.files("asset", p.Assets)
	c.manifest()
	c.variables()
	c.build()
	for _, r := range p.Removals {
		prefix := removalPrefix(r.Kind)
		if prefix == "" {
			c.wrong("removals: there is no removal of kind %q", r.Kind)
			continue
		}
		c.sid("removals", prefix, r.SID, true)
	}
	return errors.Join(c.errs...)
}

// A planCheck collects what is wrong with a stored plan.
type planCheck struct {
	*Plan
	ofService bool // the plan concerns the Service alone, and no Environment
	errs      []error
}

func (c *planCheck) wrong(format string, args ...any) {
	c.errs = append(c.errs, fmt.Errorf(format, args...))
}

// sid checks the SID of something. Only what the plan creates may have none.
func (c *planCheck) sid(what, prefix, value string, needed bool) {
	if value == "" && !needed {
		return
	}
	if err := CheckSID(prefix, value); err != nil {
		c.wrong("%s: %w", what, err)
	}
}

func (c *planCheck) action(what string, action Action, allowed ...Action) {
	if slices.Contains(allowed, action) {
		return
	}
	var names []string
	for _, a := range allowed {
		names = append(names, string(a))
	}
	c.wrong("%s: the action %q is none of %s", what, show.Short(string(action)), strings.Join(names, ", "))
}

func (c *planCheck) files(kind string, files []PlannedFile) {
	seen := map[string]bool{}
	for _, f := range files {
		what := kind + " " + show.Name(show.Short(f.Path))
		c.action(what, f.Action, ActionCreate, ActionUpdate, ActionKeep, ActionRemove)
		made := c.Build.Action == ActionCreate
		c.sid(what, "ZH", f.SID, f.Action != ActionCreate || !made)
		c.sid(what, "ZN", f.VersionSID, f.Action == ActionKeep || !made && f.Action != ActionRemove)
		if f.Path == "" || f.Path == ManifestPath || seen[f.Path] {
			c.wrong("%s: its path is empty, reserved, or was there before", what)
		}
		seen[f.Path] = true
		if !f.Visibility.Valid() {
			c.wrong("%s: the visibility %q is none", what, f.Visibility)
		}
		if made && f.uploaded() && f.Digest == "" {
			c.wrong("%s: it is uploaded and has no digest", what)
		}
	}
}

func (c *planCheck) manifest() {
	m := c.Manifest
	if m == nil {
		return
	}
	c.action("manifest", m.Action, ActionCreate, ActionUpdate, ActionKeep, ActionRemove)
	c.sid("manifest", "ZH", m.SID, m.Action != ActionCreate)
	c.sid("manifest", "ZN", m.VersionSID, m.Action == ActionKeep)
	if m.Path != ManifestPath {
		c.wrong("manifest: its path is %q, not %s", m.Path, ManifestPath)
	}
}

func (c *planCheck) variables() {
	seen := map[string]bool{}
	for _, v := range c.Variables {
		what := "variable " + show.Name(v.Key)
		c.action(what, v.Action, ActionCreate, ActionUpdate, ActionKeep, ActionRemove)
		c.sid(what, "ZV", v.SID, v.Action != ActionCreate)
		if v.Key == "" || seen[v.Key] {
			c.wrong("%s: it has no key, or one that was there before", what)
		}
		seen[v.Key] = true
	}
}

// build checks the Build and its Deployment. A Deployment of no Build would clear the Environment.
func (c *planCheck) build() {
	c.action("build", c.Build.Action, ActionCreate, ActionKeep)
	c.action("deployment", c.Deployment.Action, ActionCreate, ActionKeep, ActionRemove)
	activates := c.Build.Action == ActionKeep && c.Deployment.Action == ActionCreate
	c.sid("build", "ZB", c.Build.SID, activates)
	c.sid("base_build_sid", "ZB", c.BaseBuildSID, c.Deployment.Action == ActionRemove)
	installed := map[string]bool{}
	for _, d := range c.Build.Dependencies {
		if installed[d.Name] {
			c.wrong("build: the dependency %s is there twice", show.Name(d.Name))
		}
		installed[d.Name] = true
	}
	if c.Deployment.Action == ActionRemove && c.Build.Action == ActionCreate {
		c.wrong("deployment: a plan that makes a Build does not clear the Environment")
	}
	if c.ofService && (c.Deployment.Action != ActionKeep || c.Build.Action != ActionKeep || len(c.Variables) > 0) {
		c.wrong("environment: the plan names none, and changes one")
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
