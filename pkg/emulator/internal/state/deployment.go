package state

import (
	"fmt"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/sid"
)

// A Deployment made a Build live, or cleared the Environment.
type Deployment struct {
	Head
	EnvironmentSID string `json:"environment_sid"`
	BuildSID       string `json:"build_sid"` // empty: it cleared the Environment
}

func (*Deployment) kind() *kind           { return deploymentKind }
func (d *Deployment) environment() string { return d.EnvironmentSID }

var deploymentKind = inEnvironment(row[*Deployment]{
	name: "deployment", prefix: sid.Deployment, blank: func() *Deployment { return &Deployment{} },
	check: func(_ *checker, _ *ServiceNode, r *Deployment) error {
		if r.BuildSID != "" && !sid.Is(r.BuildSID, sid.Build) {
			return fmt.Errorf("build_sid %q: want ZB and 32 hexadecimal digits", r.BuildSID)
		}
		return nil
	},
}, func(env *EnvironmentNode) *List[*Deployment] { return &env.Deployments })
