package emulator

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"time"
)

var (
	digest     = regexp.MustCompile(`^[0-9a-f]{64}$`)
	domainName = regexp.MustCompile(`^[a-z0-9-]+(\.[a-z0-9-]+)*$`)
)

// assemble makes a state of records that somebody else has kept, and checks on the
// way that it is one that requests could have led to.
func (in *restored) assemble() error {
	if err := in.state.check(); err != nil {
		return fmt.Errorf("state: %w", err)
	}
	in.store = newStore()
	a := &assembler{store: in.store, seen: map[string]bool{}, versions: map[string]*version{}, sizes: map[string]int64{}}
	for _, r := range in.records {
		if err := a.add(r); err != nil {
			return fmt.Errorf("%s %s: %w", name(r), r.id(), err)
		}
	}
	for _, r := range in.records {
		if env, ok := r.(*environment); ok {
			if err := a.live(env); err != nil {
				return fmt.Errorf("environment %s: %w", env.SID, err)
			}
		}
	}
	if in.store.seq > in.state.Seq {
		return fmt.Errorf("state: seq is %d, but there is a record with %d", in.state.Seq, in.store.seq)
	}
	in.store.seq = in.state.Seq
	in.sizes = a.sizes
	return nil
}

// contents gives every version its content.
func (in *restored) contents(of func(content) (content, error)) error {
	for _, r := range in.records {
		for v := range versionsIn(r) {
			c, err := of(v.Content)
			if err != nil {
				return fmt.Errorf("%s %s: %w", name(r), r.id(), err)
			}
			v.Content = c
		}
	}
	return nil
}

func name(r record) string {
	switch r.(type) {
	case *service:
		return "service"
	case *resource:
		return "resource"
	case *version:
		return "version"
	case *build:
		return "build"
	case *environment:
		return "environment"
	case *variable:
		return "variable"
	case *deployment:
		return "deployment"
	}
	return "log"
}

type assembler struct {
	store    *store
	seen     map[string]bool     // SIDs of records
	versions map[string]*version // the same version is one in memory, in whatever Builds it is
	sizes    map[string]int64    // of contents
}

func (a *assembler) add(r record) error {
	h := r.header()
	if err := h.check(prefix(r)); err != nil {
		return err
	}
	if a.seen[h.SID] {
		return errors.New("it is there twice")
	}
	a.seen[h.SID] = true
	if h.Seq <= a.store.seq {
		return fmt.Errorf("seq %d does not follow %d", h.Seq, a.store.seq)
	}
	if s, ok := r.(*service); ok {
		if err := a.service(s); err != nil {
			return err
		}
	} else if err := a.child(r); err != nil {
		return err
	}
	a.store.apply(put(r))
	return nil
}

func prefix(r record) string {
	switch r.(type) {
	case *service:
		return sidService
	case *resource:
		return sidResource
	case *version:
		return sidVersion
	case *build:
		return sidBuild
	case *environment:
		return sidEnvironment
	case *variable:
		return sidVariable
	case *deployment:
		return sidDeployment
	}
	return sidLog
}

func (h *head) check(prefix string) error {
	switch {
	case !isSID(h.SID, prefix):
		return fmt.Errorf("sid: want %s and 32 hexadecimal digits", prefix)
	case !isSID(h.AccountSID, sidAccount):
		return fmt.Errorf("account_sid %q: want AC and 32 hexadecimal digits", h.AccountSID)
	case !isSID(h.ServiceSID, sidService):
		return fmt.Errorf("service_sid %q: want ZS and 32 hexadecimal digits", h.ServiceSID)
	}
	for _, t := range []time.Time{h.Created, h.Updated} {
		if y := t.UTC().Year(); y < 0 || y > 9999 {
			return fmt.Errorf("date of the year %d", y)
		}
	}
	return nil
}

func (a *assembler) service(s *service) error {
	account := a.store.account(s.AccountSID)
	switch {
	case s.ServiceSID != s.SID:
		return fmt.Errorf("service_sid is %s", s.ServiceSID)
	case !uniqueName.MatchString(s.UniqueName):
		return fmt.Errorf("unique_name %q: use letters, numbers and dashes, 50 at most", s.UniqueName)
	case account.byName[serviceNameKey(s.UniqueName)] != nil:
		return fmt.Errorf("unique_name %q is that of another one", s.UniqueName)
	case !domainName.MatchString(s.DomainBase):
		return fmt.Errorf("domain_base %q is no part of a domain name", s.DomainBase)
	}
	return nil
}

// child checks what depends on the Service.
func (a *assembler) child(r record) error {
	h := r.header()
	n, ok := a.store.account(h.AccountSID).services.get(h.ServiceSID)
	if !ok {
		return fmt.Errorf("account %s has no service %s before it", h.AccountSID, h.ServiceSID)
	}
	inside := func(sid string) (*environmentNode, error) {
		env, ok := n.environments.get(sid)
		if !ok {
			return nil, fmt.Errorf("the service has no environment %q before it", sid)
		}
		return env, nil
	}
	switch r := r.(type) {
	case *version:
		if _, ok := n.resources(r.Kind).get(r.ParentSID); !ok {
			return fmt.Errorf("the service has no %s %q before it", r.Kind.parameter(), r.ParentSID)
		}
		return a.version(r)
	case *build:
		return a.build(r)
	case *environment:
		for _, other := range n.environments.items {
			if other.UniqueName == r.UniqueName || other.DomainName == r.DomainName {
				return fmt.Errorf("unique_name or domain_name is that of %s", other.SID)
			}
		}
		if r.UniqueName == "" || r.DomainSuffix != "" && !domainSuffix.MatchString(r.DomainSuffix) || !domainName.MatchString(r.DomainName) {
			return fmt.Errorf("unique_name %q, domain_suffix %q, domain_name %q: one cannot be", r.UniqueName, r.DomainSuffix, r.DomainName)
		}
	case *variable:
		env, err := inside(r.EnvironmentSID)
		if err != nil {
			return err
		}
		if r.Key == "" || env.hasKey(r.Key, r.SID) {
			return fmt.Errorf("key %q is empty or that of another one", r.Key)
		}
	case *deployment:
		if _, err := inside(r.EnvironmentSID); err != nil {
			return err
		}
		if r.BuildSID != "" && !isSID(r.BuildSID, sidBuild) {
			return fmt.Errorf("build_sid %q: want ZB and 32 hexadecimal digits", r.BuildSID)
		}
	case *logLine:
		_, err := inside(r.EnvironmentSID)
		return err
	}
	return nil
}

func (a *assembler) version(v *version) error {
	switch path, err := normalizePath(v.Path); {
	case err != nil:
		return err
	case path != v.Path:
		return fmt.Errorf("path %q does not begin with a slash", v.Path)
	case !slices.Contains(visibilities(), v.Visibility):
		return fmt.Errorf("visibility %q: want public, protected or private", v.Visibility)
	case !digest.MatchString(v.Content.SHA256):
		return fmt.Errorf("content: sha256 %q is no digest", v.Content.SHA256)
	case v.Content.Size < 0 || v.Content.Size > maxContentBytes:
		return fmt.Errorf("content: %d bytes, the limit is %d", v.Content.Size, maxContentBytes)
	}
	if size, known := a.sizes[v.Content.SHA256]; known && size != v.Content.Size {
		return fmt.Errorf("content %s has two sizes, %d and %d", v.Content.SHA256, size, v.Content.Size)
	}
	a.sizes[v.Content.SHA256] = v.Content.Size
	a.versions[v.SID] = v
	return nil
}

// build checks the versions, which need not exist beside the Build any more.
func (a *assembler) build(b *build) error {
	if len(b.Functions)+len(b.Assets) == 0 {
		return errors.New("it has no versions")
	}
	if b.Runtime == "" || b.Polls < 0 {
		return fmt.Errorf("runtime %q, polls %d: one cannot be", b.Runtime, b.Polls)
	}
	for k, all := range map[kind][]*version{kindFunction: b.Functions, kindAsset: b.Assets} {
		for i, v := range all {
			if v == nil {
				return errors.New("one of its versions is null")
			}
			if err := v.check(sidVersion); err != nil {
				return fmt.Errorf("version %q: %w", v.SID, err)
			}
			if v.Kind != k || v.ServiceSID != b.ServiceSID || v.AccountSID != b.AccountSID || !isSID(v.ParentSID, sidResource) {
				return fmt.Errorf("version %s is of another kind or of another service", v.SID)
			}
			known := a.versions[v.SID]
			if known == nil {
				if err := a.version(v); err != nil {
					return fmt.Errorf("version %s: %w", v.SID, err)
				}
				continue
			}
			if !same(known, v) {
				return fmt.Errorf("version %s is not what it is elsewhere", v.SID)
			}
			all[i] = known
		}
	}
	return nil
}

func same(v, w *version) bool {
	return v.Seq == w.Seq && v.ServiceSID == w.ServiceSID && v.Kind == w.Kind && v.ParentSID == w.ParentSID && v.Path == w.Path &&
		v.Visibility == w.Visibility && v.ContentType == w.ContentType && v.Content.SHA256 == w.Content.SHA256 &&
		v.Content.Size == w.Content.Size && v.Created.Equal(w.Created)
}

// live checks what an Environment serves, once everything is there.
func (a *assembler) live(env *environment) error {
	if env.BuildSID == "" && env.DeploymentSID == "" {
		return nil
	}
	n, _ := a.store.account(env.AccountSID).services.get(env.ServiceSID)
	node, _ := n.environments.get(env.SID)
	if _, ok := n.builds.get(env.BuildSID); !ok {
		return fmt.Errorf("the service has no build %q", env.BuildSID)
	}
	if d, ok := node.deployments.get(env.DeploymentSID); !ok || d.BuildSID != env.BuildSID {
		return fmt.Errorf("it has no deployment %q of build %s", env.DeploymentSID, env.BuildSID)
	}
	return nil
}
