package emulator

import (
	"cmp"
	"context"
	"errors"
	"io"
	"maps"
	"net/url"
	"sync"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/sid"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/state"
)

// A Live is a Build as it is live in an Environment, or, without an EnvironmentSID, one that is
// being made: what is needed to run its Functions. Nothing in it may be modified.
type Live struct {
	AccountSID    string
	AuthToken     string // of the account; empty when the emulator does not accept it any more
	ServiceSID    string
	BuildSID      string // empty: nothing is live, or the Build is being made
	DeploymentSID string

	EnvironmentSID string
	DomainName     string            // of the Environment
	Variables      map[string]string // of the Environment

	IncludeCredentials bool // Functions may know the AccountSID and the AuthToken
	Runtime            string
	Dependencies       map[string]string // name to version, the injected defaults included
	Named              map[string]bool   // dependencies that the Build names itself
	Functions, Assets  []LiveFile
}

// A LiveFile is a version of a Function or of an Asset in a Build.
type LiveFile struct {
	ParentSID, VersionSID string
	Path                  string
	Visibility            string // public, protected or private
	ContentType           string
	SHA256                string // of the content, in lower-case hexadecimal

	// Open gives the content. The caller closes it.
	Open func() (io.ReadCloser, error)
}

// checkGrace is how long CreateBuild waits for [Options.Check] before it answers that the Build is
// building. Clients poll slowly, and most checks are fast.
const checkGrace = 5 * time.Second

// check begins the check of a drafted Build, and waits for it a little. pending gives the verdict
// later; nil: the Build has it.
func (e *Emulator) check(c *call, b *state.Build) (pending chan error, err error) {
	if e.opts.Check == nil || b.Failure != "" {
		return nil, nil
	}
	live := e.liveBuild(&state.Service{Head: state.Head{SID: b.ServiceSID, AccountSID: b.AccountSID}}, b)
	verdict := make(chan error, 1)
	ctx := context.WithoutCancel(c.r.Context())
	go func() { verdict <- e.opts.Check(ctx, live) }()
	wait := time.NewTimer(checkGrace)
	defer wait.Stop()
	select {
	case err := <-verdict:
		var refused interface{ RefuseBuild() bool }
		if errors.As(err, &refused) && refused.RefuseBuild() {
			return nil, invalid("%s", err.Error())
		}
		if err != nil {
			b.Failure, b.Checked = reason(err.Error()), true
		}
		return nil, nil
	case <-wait.C:
		return verdict, nil
	}
}

// finish gives a Build the verdict that it was pending for.
func (e *Emulator) finish(b *state.Build, verdict chan error) {
	err := <-verdict
	before := e.state.Mark()
	w := e.state.Write()
	now := w.Build(b.SID)
	if now != nil && now.Pending {
		done := *now
		done.Pending = false
		if at := e.opts.Clock().UTC().Round(0); done.DoneAt.Before(at) {
			done.DoneAt = at
		}
		if err != nil {
			done.Failure, done.Checked = reason(err.Error()), true
		}
		w.Commit(state.Put(&done))
	}
	w.Done()
	_ = e.state.WaitDurable(before) // a read of it waits too, and reports the error
}

// liveBuild is what of a Live the Build decides.
func (e *Emulator) liveBuild(n *state.Service, b *state.Build) *Live {
	l := &Live{
		AccountSID: n.AccountSID, AuthToken: e.accounts.token(n.AccountSID), ServiceSID: n.SID,
		IncludeCredentials: n.IncludeCredentials,
		BuildSID:           b.SID, Runtime: b.Runtime, Dependencies: map[string]string{}, Named: map[string]bool{},
		Functions: liveFiles(b.Functions), Assets: liveFiles(b.Assets),
	}
	for _, d := range b.Dependencies {
		l.Dependencies[d.Name] = d.Version
		l.Named[d.Name] = !isDefault(d)
	}
	return l
}

func isDefault(d state.Dependency) bool {
	for _, other := range defaultDependencies() {
		if other == d {
			return true
		}
	}
	return false
}

func liveFiles(versions []*state.Version) []LiveFile {
	files := make([]LiveFile, 0, len(versions))
	for _, v := range versions {
		files = append(files, LiveFile{
			ParentSID: v.ParentSID, VersionSID: v.SID, Path: v.Path, Visibility: v.Visibility,
			ContentType: v.ContentType,
			SHA256:      v.Content.SHA256,
			Open:        func() (io.ReadCloser, error) { return v.Content.Open() },
		})
	}
	return files
}

// lives remembers what is live by Environment, so that requests share it for as long as it stays.
type lives struct {
	mu  sync.Mutex
	all map[string]liveEntry
}

type liveEntry struct {
	service *state.Service
	env     *state.Environment
	build   *state.Build
	live    *Live
}

func (e *Emulator) live(n *state.Service, env *state.Environment, b *state.Build, variables map[string]string) *Live {
	e.lives.mu.Lock()
	defer e.lives.mu.Unlock()
	known, ok := e.lives.all[env.SID]
	if ok && known.service == n && known.env == env && known.build == b && maps.Equal(known.live.Variables, variables) {
		return known.live
	}
	l := &Live{AccountSID: n.AccountSID, ServiceSID: n.SID}
	if b != nil {
		l = e.liveBuild(n, b)
	}
	l.EnvironmentSID, l.DomainName, l.DeploymentSID, l.Variables = env.SID, env.DomainName, env.DeploymentSID, variables
	if e.lives.all == nil {
		e.lives.all = map[string]liveEntry{}
	}
	e.lives.all[env.SID] = liveEntry{n, env, b, l}
	return l
}

// activate gives [Options.Activate] what an operation has made of its Environment.
func (e *Emulator) activate(c *call) {
	if e.opts.Activate == nil {
		return
	}
	switch c.route.operation {
	case "CreateDeployment", "CreateVariable", "UpdateVariable", "DeleteVariable":
	default:
		return
	}
	t := e.state.Read()
	n, env, err := c.environment(t.Tree, "EnvironmentSid")
	if err != nil {
		t.Done()
		return
	}
	b, _ := n.Builds.Get(env.BuildSID)
	service, record := n.Service, env.Environment
	variables := make(map[string]string, env.Variables.Len())
	for _, v := range env.Variables.Items() {
		variables[v.Key] = v.Value
	}
	t.Done()
	e.opts.Activate(e.live(service, record, b, variables))
}

// logger gives what keeps the lines of one invocation as Logs with one request SID. It may be
// called when the Deployment is not live any more.
func (e *Emulator) logger(live *Live, functionSID string) func(level, message string) {
	var once sync.Once
	var request string
	return func(level, message string) {
		before := e.state.Mark()
		w := e.state.Write()
		if w.Environment(live.EnvironmentSID) != nil {
			once.Do(func() { request = w.SIDs().New(sid.Request) })
			w.Commit(state.Put(&state.Log{
				Head:           w.Head(sid.Log, live.AccountSID, live.ServiceSID, e.opts.Clock()),
				EnvironmentSID: live.EnvironmentSID, BuildSID: live.BuildSID, DeploymentSID: live.DeploymentSID,
				FunctionSID: functionSID,
				RequestSID:  request, Level: cmp.Or(level, logLevels()[0]), Message: message,
			}))
		}
		w.Done()
		_ = e.state.WaitDurable(before) // reads of Logs wait too, and report the error
	}
}

// reasonHeader says why [Options.Check] made a Build fail, percent-encoded. The API has no such
// header: its reasons are in the Debugger only.
const reasonHeader = "X-Emulator-Reason"

func explain(r *reply, b *state.Build, now time.Time) *reply {
	if r != nil && b.Checked && b.Status(now) == state.Failed {
		r.header.Set(reasonHeader, url.PathEscape(b.Failure))
	}
	return r
}
