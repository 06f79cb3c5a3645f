package state

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/sid"
)

// A Build holds its versions themselves: it is a snapshot.
type Build struct {
	Head
	Functions    []*Version   `json:"functions,omitempty"`
	Assets       []*Version   `json:"assets,omitempty"`
	Dependencies []Dependency `json:"dependencies"`
	Runtime      string       `json:"runtime"`
	DoneAt       time.Time    `json:"done_at"`
	Polls        int          `json:"polls,omitempty"`   // how many more reads answer building
	Failure      string       `json:"failure,omitempty"` // why it fails when it is done; empty completes
	Pending      bool         `json:"pending,omitempty"` // it is being checked
	Checked      bool         `json:"checked,omitempty"` // Failure is what the check found
}

// A Dependency is one package of a Build.
type Dependency struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

func (*Build) kind() *kind { return buildKind }

// The three statuses of a Build.
const (
	Building  = "building"
	Completed = "completed"
	Failed    = "failed"
)

// clockStep is how far a clock that is set right goes back. A Build that is made longer than that after now is from a
// process whose clock was ahead: it does not wait until then.
const clockStep = time.Minute

// Status is a function of the record and the time, so that nothing has to finish a build;
// only while Polls are left do reads change the state.
func (b *Build) Status(now time.Time) string {
	switch {
	case b.Pending || b.Polls > 0:
		return Building
	case now.Before(b.DoneAt) && !now.Before(b.Created.Add(-clockStep)):
		return Building
	case b.Failure != "":
		return Failed
	}
	return Completed
}

// Files gives the versions of one kind.
func (b *Build) Files(f File) []*Version {
	if f == Asset {
		return b.Assets
	}
	return b.Functions
}

// Versions gives all versions, Functions first.
func (b *Build) Versions() []*Version { return slices.Concat(b.Functions, b.Assets) }

var buildKind = row[*Build]{
	name: "build", prefix: sid.Build, blank: func() *Build { return &Build{} },
	put: func(_ *Tree, n *ServiceNode, r *Build) {
		if _, known := n.Builds.Get(r.SID); !known {
			n.count(r, 1)
		}
		n.Builds.put(r)
	},
	remove: func(_ *Tree, n *ServiceNode, r *Build) {
		if _, known := n.Builds.Get(r.SID); known {
			n.count(r, -1)
		}
		n.Builds.remove(r.SID)
	},
	check:    func(c *checker, _ *ServiceNode, r *Build) error { return c.build(r) },
	versions: (*Build).Versions,
}.kind()

// count notes that a Build came or went; the versions of one never change.
func (n *ServiceNode) count(b *Build, by int) {
	for _, v := range b.Versions() {
		if n.built[v.ParentSID] += by; n.built[v.ParentSID] == 0 {
			delete(n.built, v.ParentSID)
		}
	}
}

// defaultDependencyBytes is more than what the API adds to those that a form names.
const defaultDependencyBytes = 1 << 10

// build checks the versions, which need not exist beside the Build any more.
func (c *checker) build(b *Build) error {
	if len(b.Functions)+len(b.Assets) == 0 {
		return errors.New("it has no versions")
	}
	if b.Pending { // by a program that is gone
		b.Pending, b.Failure = false, "the emulator ended while the Build was being checked"
	}
	if !runtimeName.MatchString(b.Runtime) || b.Polls < 0 {
		return fmt.Errorf("runtime %q, polls %d: one cannot be", b.Runtime, b.Polls)
	}
	if n := len(b.Functions) + len(b.Assets); n > MaxFormFields {
		return fmt.Errorf("it has %d versions: the limit is %d", n, MaxFormFields)
	}
	size := 0
	for _, d := range b.Dependencies {
		size += len(d.Name) + len(d.Version)
	}
	if most := MaxForm + defaultDependencyBytes; size > most {
		return fmt.Errorf("dependencies have %d bytes: the limit is %d", size, most)
	}
	if len(b.Failure) > MaxLogMessage {
		return fmt.Errorf("failure is %d bytes long: the limit is %d", len(b.Failure), MaxLogMessage)
	}
	for _, f := range []File{Function, Asset} {
		for i, v := range b.Files(f) {
			if err := c.built(b, f, v); err != nil {
				return err
			}
			// The same version is one in memory, in whatever Builds it is.
			b.Files(f)[i] = c.versions[v.SID]
		}
	}
	return nil
}

func (c *checker) built(b *Build, f File, v *Version) error {
	if v == nil {
		return errors.New("one of its versions is null")
	}
	if err := v.check(sid.Version); err != nil {
		return fmt.Errorf("version %q: %w", v.SID, err)
	}
	if v.Kind != f || v.ServiceSID != b.ServiceSID || v.AccountSID != b.AccountSID ||
		!sid.Is(v.ParentSID, sid.Resource) {
		return fmt.Errorf("version %s is of another kind or of another service", v.SID)
	}
	known := c.versions[v.SID]
	if known != nil && !known.same(v) {
		return fmt.Errorf("version %s is not what it is elsewhere", v.SID)
	}
	if known == nil {
		if err := c.version(v); err != nil {
			return fmt.Errorf("version %s: %w", v.SID, err)
		}
	}
	return nil
}
