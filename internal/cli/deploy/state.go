package deploy

import (
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/terminal"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/internal/project"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

// stateKey is where the deployments of this directory are recorded. Production has no suffix, and
// so no name there.
func (j *job) stateKey() project.Target {
	return project.Target{
		APIURL: j.target.Client.APIURL(), AccountSID: j.target.Account,
		Service: j.request.Service, Environment: j.request.Environment,
	}
}

// readState reads what this directory recorded of its last deployment to the same place. A file
// that cannot be read, or that was written with other credentials, counts as no record: the
// deployment compares with what is live instead.
func (j *job) readState(env *verb.Env) {
	state, err := project.ReadState(j.project.Dir)
	if err != nil {
		j.unread = err.Error()
		terminal.Fprintf(env.Stderr, "warning: %s\n", j.unread)
		return
	}
	record, ok, foreign := state.Sealed(j.stateKey(), j.target.PlanKey)
	switch {
	case ok:
		j.last = &record
	case foreign:
		terminal.Fprintf(env.Stderr, "note: the record of the last deployment in %s was not written with these "+
			"credentials: it is ignored\n",
			project.StateDir)
	}
}

// warnForeign notes that the live Build is not the one that this directory deployed last.
func (j *job) warnForeign(env *verb.Env, plan *deployer.Plan) {
	if j.last != nil && j.last.BuildSID != plan.BaseBuildSID {
		terminal.Fprintf(env.Stderr, "note: %s is live, not %s, which was deployed from here on %s\n",
			terminal.Or(plan.BaseBuildSID, "nothing"), j.last.BuildSID, j.last.Time.Format(time.DateOnly))
	}
}

// known is the last deployment as the planner needs it, nil when nothing is recorded.
func (j *job) known() *deployer.Known {
	r := j.last
	if r == nil || r.BuildDigest == "" {
		return nil
	}
	k := &deployer.Known{
		ServiceSID: r.ServiceSID, ServiceName: r.ServiceName, EnvironmentSID: r.EnvironmentSID,
		BuildSID: r.BuildSID, BuildDigest: r.BuildDigest, BuildTime: r.BuildTime, BuildTimeWithin: r.BuildTimeWithin,
		Functions: []deployer.KnownFile{}, Assets: []deployer.KnownFile{},
	}
	for _, f := range r.Functions {
		k.Functions = append(k.Functions, deployer.KnownFile(f))
	}
	for _, f := range r.Assets {
		k.Assets = append(k.Assets, deployer.KnownFile(f))
	}
	return k
}

// remember records what is live now in the project directory. A directory that cannot be written is
// no reason to fail: the deployment is done.
func (j *job) remember(env *verb.Env, r *deployer.Result) {
	if r.Known == nil {
		return // a Build that was not made live
	}
	state, err := project.ReadState(j.project.Dir)
	if err == nil {
		record := project.Record{
			ServiceSID: r.ServiceSID, EnvironmentSID: r.EnvironmentSID, BuildSID: r.BuildSID,
			DeploymentSID: r.DeploymentSID,
			Domain:        r.DomainName, Time: time.Now().UTC(),
			Memory: project.Memory{
				ServiceName: r.Known.ServiceName, BuildDigest: r.Known.BuildDigest,
				BuildTime: r.Known.BuildTime, BuildTimeWithin: r.Known.BuildTimeWithin,
			},
		}
		if last := j.last; last != nil && r.DeploymentSID == "" && last.BuildSID == r.BuildSID {
			record.DeploymentSID, record.Time = last.DeploymentSID, last.Time // when it went live
		}
		for _, f := range r.Known.Functions {
			record.Functions = append(record.Functions, project.RecordedFile(f))
		}
		for _, f := range r.Known.Assets {
			record.Assets = append(record.Assets, project.RecordedFile(f))
		}
		state.SetSealed(j.stateKey(), record, j.target.PlanKey)
		err = state.Write(j.project.Dir)
	}
	switch {
	case err != nil && err.Error() == j.unread:
		terminal.Fprintf(env.Stderr, "warning: the deployment is done but was not recorded, for the same reason\n")
	case err != nil:
		terminal.Fprintf(env.Stderr, "warning: the deployment is done but was not recorded: %s\n", err)
	}
}
