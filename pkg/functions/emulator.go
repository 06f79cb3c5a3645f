package functions

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

// Invoke runs a Function of an emulator: it is an [emulator.Options.Invoke].
func (r *Runner) Invoke(w http.ResponseWriter, req *http.Request, in emulator.Invocation) {
	if !r.made() {
		refusalOf(ErrClosed).write(w)
		return
	}
	if in.Live == nil {
		refusalOf(errNothing).write(w)
		return
	}
	d := r.deployment(in.Live)
	r.Serve(w, req, Call{Deployment: d, Function: d.function(in.VersionSID), Path: in.Path, AddLog: in.AddLog,
		Failed: r.opts.Failed})
}

// Activate has workers ready for what is live, and ends those of what was: it is an
// [emulator.Options.Activate].
func (r *Runner) Activate(live *emulator.Live) {
	if !r.made() || live == nil {
		return
	}
	if live.BuildSID == "" || !callable(live) {
		r.clear(live.EnvironmentSID)
		return
	}
	var node *NodeError
	if _, err := r.activate(r.ctx, r.deployment(live)); err != nil && !errors.As(err, &node) &&
		!errors.Is(err, ErrClosed) {
		r.opts.Warn(err.Error()) // each request is told it too
	}
}

// callable reports whether a request can reach a Function.
func callable(live *emulator.Live) bool {
	return slices.ContainsFunc(live.Functions, func(f emulator.LiveFile) bool { return f.Visibility != "private" })
}

// Build checks a new Build as [Runner.Check] does: it is an [emulator.Options.Check]. Without Node
// every Build is right, and when the npm registry does not answer packages are missing, with a
// warning.
func (r *Runner) Build(ctx context.Context, live *emulator.Live) error {
	switch {
	case !r.made():
		return ErrClosed
	case live == nil:
		return errNothing
	case len(live.Functions) == 0:
		return nil
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(r.ctx, cancel)()
	err := r.Check(ctx, deploymentOfLive(live, r.opts.Local))
	var node *NodeError
	var unreachable *UnreachableError
	switch {
	case errors.As(err, &node):
		r.warnOnce(err.Error())
		return nil
	case errors.As(err, &unreachable):
		r.opts.Warn(err.Error())
		return nil
	}
	return err
}

// deployment gives the same Deployment for the same Live, for as long as it is the newest one of
// its Environment.
func (r *Runner) deployment(live *emulator.Live) *Deployment {
	r.mu.Lock()
	defer r.mu.Unlock()
	if known, ok := r.lives[live.EnvironmentSID]; ok && known.live == live {
		return known.d
	}
	d := deploymentOfLive(live, r.opts.Local)
	r.lives[live.EnvironmentSID] = liveDeployment{live, d}
	return d
}

type liveDeployment struct {
	live *emulator.Live
	d    *Deployment
}

func deploymentOfLive(live *emulator.Live, local func(path, digest string) string) *Deployment {
	d := &Deployment{
		AccountSID: live.AccountSID, AuthToken: live.AuthToken, ServiceSID: live.ServiceSID,
		EnvironmentSID: live.EnvironmentSID,
		BuildSID:       live.BuildSID, DeploymentSID: live.DeploymentSID, IncludeCredentials: live.IncludeCredentials,
		DomainName: live.DomainName,
		Runtime:    live.Runtime, Dependencies: live.Dependencies, Variables: live.Variables, Named: live.Named,
	}
	for _, of := range []struct {
		from []emulator.LiveFile
		to   *[]File
	}{{live.Functions, &d.Functions}, {live.Assets, &d.Assets}} {
		for _, f := range of.from {
			file := File{ParentSID: f.ParentSID, VersionSID: f.VersionSID, Path: f.Path, Visibility: f.Visibility,
				SHA256: f.SHA256, Open: f.Open}
			if local != nil {
				file.Local = local(f.Path, f.SHA256)
			}
			*of.to = append(*of.to, file)
		}
	}
	return d
}
