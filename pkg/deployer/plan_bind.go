package deployer

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/internal/show"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/bundle"
)

// FromProject reports whether the plan was made from a project: one that was read back from its
// stored form needs [Plan.Bind] then.
func (p *Plan) FromProject() bool {
	if p == nil {
		return false
	}
	digested := func(f PlannedFile) bool { return f.Digest != "" }
	return p.Build.Action == ActionCreate || slices.ContainsFunc(slices.Concat(p.Functions, p.Assets), digested)
}

// MismatchError is a project that is not the one that a stored plan was made from.
type MismatchError struct {
	// Differences name each file, dependency, Variable and setting that differs, and never a value.
	Differences []string
}

// Error lists the differences.
func (e *MismatchError) Error() string {
	if e == nil {
		e = new(MismatchError)
	}
	return "the project is not the one that the plan was made from; plan again:\n  " + strings.Join(e.Differences,
		"\n  ")
}

// Bind gives a plan that was stored its contents and values back, from the project that it was made
// from. It reads the files of request.Bundle and refuses with a [*MismatchError] when one is not
// what was planned, or dependencies, runtime or Variables are not; the plan is as before then. Of
// the request it takes Bundle, Variables, PlanKey and Journal; Service, Environment and Runtime are
// compared where they are given. It sends nothing. A Journal that has grown since is [ErrStale]:
// the plan would make again what an unfinished run has made.
//
// With the [Request.PlanKey] that the plan was made with, values are compared too. Without one, in
// both, those of the request are taken as they are.
func (p *Plan) Bind(ctx context.Context, request Request) error {
	if p == nil {
		return errors.New("deployer: there is no plan to bind")
	}
	errs := slices.Concat(request.checkPlanKey(), checkVariables(request.Variables))
	if p.FromProject() {
		errs = append(errs, checkBundle(request.Bundle)...)
	}
	if err := errors.Join(errs...); err != nil {
		return err
	}
	if last := lastMade(request.Journal); last != "" && last != p.Continues {
		return fmt.Errorf("%w: this plan or another one was begun to be applied, and not finished: %s is there; plan "+
			"again, and it goes on from there",
			ErrStale, last)
	}
	bound := *p
	bound.Functions, bound.Assets, bound.Variables = slices.Clone(p.Functions), slices.Clone(p.Assets),
		slices.Clone(p.Variables)
	differences, err := bound.bindSettings(&request)
	if err != nil {
		return err
	}
	if p.FromProject() {
		l, err := (&Deployer{}).readLocal(ctx, request.Bundle)
		if err != nil {
			return ended(ctx, err)
		}
		differences = slices.Concat(differences, bindFiles(bound.Functions, l.Functions, l.functions),
			bindFiles(bound.Assets, l.Assets, l.assets),
			bound.bindDependencies(request.Bundle.Dependencies))
	}
	differences = append(differences, bound.bindVariables(&request)...)
	if len(differences) > 0 {
		return &MismatchError{Differences: differences}
	}
	*p = bound
	return nil
}

func (p *Plan) bindSettings(request *Request) (differences []string, err error) {
	if s := request.Service; s != "" && s != p.Service.UniqueName && s != p.Service.SID {
		differences = append(differences, fmt.Sprintf("the Service is %s in the plan, %s now", p.Service.UniqueName, s))
	}
	if request.Environment != "" || request.Production {
		if _, suffix := request.environmentNames(); suffix != p.Environment.DomainSuffix {
			differences = append(differences, fmt.Sprintf("the Environment is %s in the plan, %s now",
				Target{Environment: p.Environment.DomainSuffix}.name(), Target{Environment: suffix}.name()))
		}
	}
	if request.Runtime != "" && request.Runtime != p.Build.Runtime {
		differences = append(differences, fmt.Sprintf("the runtime is %q in the plan, %q now", p.Build.Runtime,
			request.Runtime))
	}
	switch check := keyCheck(request.PlanKey); {
	case check == p.KeyCheck:
	case check == "":
		return nil, errors.New("the plan was made with a key, so that values of Variables can be compared: apply " +
			"it with the same credentials, or in Go bind it with the same PlanKey")
	case p.KeyCheck == "":
		return nil, errors.New("the plan was made without a key, so values of Variables cannot be compared: plan " +
			"again, or in Go bind it without PlanKey")
	default:
		return nil, errors.New("the plan was made with another key than this one, such as other credentials: apply " +
			"it with the same, or plan again")
	}
	return differences, nil
}

// bindFiles compares the planned files with those of the project, by path, and gives those that
// match their content.
func bindFiles(planned []PlannedFile, files []bundle.File, digests []string) (differences []string) {
	left := map[string]int{}
	for i, f := range files {
		left[f.Path] = i
	}
	for i := range planned {
		p := &planned[i]
		at, ok := left[p.Path]
		delete(left, p.Path)
		switch {
		case p.Other && ok:
			differences = append(differences, fmt.Sprintf("%s is new: the plan keeps what is live at %s",
				files[at].Source,
				p.Path))
		case p.Other:
		case p.Action == ActionRemove && ok:
			differences = append(differences, fmt.Sprintf("%s is there again: the plan takes %s away",
				files[at].Source, p.Path))
		case p.Action == ActionRemove:
		case !ok:
			differences = append(differences, fmt.Sprintf("%s is not there any more", p.Source))
		case digests[at] != p.Digest:
			differences = append(differences, changed(*p, files[at]))
		default:
			f := files[at]
			p.Source, p.Size, p.open = f.Source, f.Size, openVerified(f, p.Digest)
		}
	}
	for _, f := range files {
		if _, ok := left[f.Path]; ok {
			differences = append(differences, fmt.Sprintf("%s is new: the plan does not have it", f.Source))
		}
	}
	return differences
}

func changed(p PlannedFile, f bundle.File) string {
	switch {
	case p.Visibility != f.Visibility:
		return fmt.Sprintf("%s is %s in the plan, %s now", f.Source, p.Visibility, f.Visibility)
	case p.ContentType != f.ContentType:
		return fmt.Sprintf("%s has the content type %s in the plan, %s now", f.Source, p.ContentType, f.ContentType)
	}
	return fmt.Sprintf("%s has another content than in the plan", f.Source)
}

func (p *Plan) bindDependencies(now []bundle.Dependency) (differences []string) {
	then := map[string]string{}
	for _, d := range p.Build.Dependencies {
		then[d.Name] = d.Version
	}
	for _, d := range now {
		if version, ok := then[d.Name]; !ok {
			differences = append(differences, fmt.Sprintf("the dependency %s is new: the plan does not have it",
				d.Name))
		} else if version != d.Version {
			differences = append(differences, fmt.Sprintf("the dependency %s is %s in the plan, %s now", d.Name,
				version,
				d.Version))
		}
		delete(then, d.Name)
	}
	for _, d := range p.Build.Dependencies {
		if _, ok := then[d.Name]; ok && !slices.Contains(p.Build.Others, d.Name) {
			differences = append(differences, fmt.Sprintf("the dependency %s is not there any more", d.Name))
		}
	}
	return differences
}

// bindVariables gives Variables their values back. A plan without activation holds none that would
// be written.
func (p *Plan) bindVariables(request *Request) (differences []string) {
	given := map[string]string{}
	for _, v := range request.Variables {
		given[v.Key] = v.Value
	}
	for i := range p.Variables {
		v := &p.Variables[i]
		value, ok := given[v.Key]
		delete(given, v.Key)
		key := show.Name(v.Key)
		switch {
		case v.Action == ActionRemove && ok:
			differences = append(differences, fmt.Sprintf("Variable %s is there again: the plan takes it away", key))
		case v.Action == ActionRemove:
		case !ok:
			differences = append(differences, fmt.Sprintf("Variable %s is not there any more", key))
		case v.MAC != valueMAC(request.PlanKey, v.Key, value):
			differences = append(differences, fmt.Sprintf("Variable %s has another value than in the plan", key))
		default:
			v.value = &value
		}
	}
	if p.Deployment.Action == ActionKeep && (p.Build.Action == ActionCreate || p.Build.SID != p.BaseBuildSID) {
		return differences // it is not activated
	}
	for _, v := range request.Variables {
		if _, ok := given[v.Key]; ok {
			differences = append(differences, fmt.Sprintf("Variable %s is new: the plan does not have it",
				show.Name(v.Key)))
		}
	}
	return differences
}

// seal lets a stored plan recognise values without holding them or a digest that could be guessed
// at: a MAC needs the key.
func (p *Plan) seal(request *Request) {
	p.KeyCheck = keyCheck(request.PlanKey)
	for i := range p.Variables {
		if v := &p.Variables[i]; v.value != nil {
			v.MAC = valueMAC(request.PlanKey, v.Key, *v.value)
		}
	}
}

func valueMAC(key []byte, name, value string) string {
	if len(key) == 0 {
		return ""
	}
	return mac(key, "variable", name, value)
}

// keyCheck distinguishes one key from another, so that other credentials are not reported as other values.
func keyCheck(key []byte) string {
	if len(key) == 0 {
		return ""
	}
	return mac(key, "key")[:16]
}

func mac(key []byte, parts ...string) string {
	h := hmac.New(sha256.New, key)
	_ = json.NewEncoder(h).Encode(parts) // quoted, so that two parts do not pass for two others; a hash never fails
	return hex.EncodeToString(h.Sum(nil))
}

// minPlanKey makes guessing the key hopeless for who has a stored plan.
const minPlanKey = 16

func (r *Request) checkPlanKey() []error {
	if n := len(r.PlanKey); n > 0 && n < minPlanKey {
		return []error{fmt.Errorf("the PlanKey has %d bytes: give a secret of at least %d, or none", n, minPlanKey)}
	}
	return nil
}
