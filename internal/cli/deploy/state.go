package deploy

import (
	"fmt"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/terminal"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/internal/project"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

// stateKey is where this directory's deployments are remembered.
func (j *job) stateKey() project.Target {
	environment := j.request.Environment
	if j.request.Production {
		environment = "production"
	}
	return project.Target{
		APIURL: j.target.Client.APIURL(), AccountSID: j.target.Account, Service: j.request.Service, Environment: environment,
	}
}

// warnForeign tells when the live Build is not the one that this directory deployed last.
func (f *deployFlags) warnForeign(env *verb.Env, j *job, plan *deployer.Plan) {
	if f.Emulated {
		return
	}
	state, err := project.ReadState(j.project.Dir)
	if err != nil {
		fmt.Fprintln(env.Stderr, "warning:", err)
		return
	}
	if last, ok := state.Get(j.stateKey()); ok && last.BuildSID != plan.BaseBuildSID {
		fmt.Fprintf(env.Stderr, "note: %s is live, not %s, which was deployed from here on %s\n",
			terminal.Or(plan.BaseBuildSID, "nothing"), last.BuildSID, last.Time.Format(time.DateOnly))
	}
}

// known is what the directory remembers of its last deployment to the same place, nil when that is nothing or cannot be read.
func (j *job) known() *deployer.Known {
	state, err := project.ReadState(j.project.Dir)
	if err != nil {
		return nil // warnForeign says so
	}
	r, ok := state.Get(j.stateKey())
	if !ok || r.BuildDigest == "" {
		return nil
	}
	k := &deployer.Known{
		ServiceSID: r.ServiceSID, ServiceName: r.ServiceName, EnvironmentSID: r.EnvironmentSID, BuildSID: r.BuildSID, BuildDigest: r.BuildDigest,
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

// remember records what is live now in the project directory. A directory that cannot be written is no reason to fail: the deployment
// is done.
func remember(env *verb.Env, j *job, r *deployer.Result) {
	if r.Known == nil {
		return // a Build that was not made live
	}
	state, err := project.ReadState(j.project.Dir)
	if err == nil {
		record := project.Record{
			ServiceSID: r.ServiceSID, EnvironmentSID: r.EnvironmentSID, BuildSID: r.BuildSID, DeploymentSID: r.DeploymentSID,
			Domain: r.DomainName, Time: time.Now().UTC(),
			Memory: project.Memory{ServiceName: r.Known.ServiceName, BuildDigest: r.Known.BuildDigest},
		}
		if last, ok := state.Get(j.stateKey()); ok && r.DeploymentSID == "" && last.BuildSID == r.BuildSID {
			record.DeploymentSID, record.Time = last.DeploymentSID, last.Time // when it went live
		}
		for _, f := range r.Known.Functions {
			record.Functions = append(record.Functions, project.RecordedFile(f))
		}
		for _, f := range r.Known.Assets {
			record.Assets = append(record.Assets, project.RecordedFile(f))
		}
		state.Set(j.stateKey(), record)
		err = state.Write(j.project.Dir)
	}
	if err != nil {
		fmt.Fprintln(env.Stderr, "warning: the deployment is done but was not recorded:", err)
	}
}
