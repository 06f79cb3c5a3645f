package state

import (
	"fmt"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/sid"
)

// An Environment is where a Build goes live.
type Environment struct {
	Head
	UniqueName    string `json:"unique_name"`
	DomainSuffix  string `json:"domain_suffix"` // empty: none
	DomainName    string `json:"domain_name"`
	BuildSID      string `json:"build_sid"`      // empty: nothing is live
	DeploymentSID string `json:"deployment_sid"` // of the live Build
}

func (*Environment) kind() *kind { return environmentKind }

// An EnvironmentNode is an Environment with what it owns.
type EnvironmentNode struct {
	*Environment
	Variables   List[*Variable]
	Deployments List[*Deployment]
	Logs        List[*Log]
}

// records is what goes with the Environment: a kind that it owns has a list here.
func (n *EnvironmentNode) records(yield func(Record) bool) bool {
	return yield(n.Environment) && each(&n.Variables, yield) && each(&n.Deployments, yield) && each(&n.Logs, yield)
}

var environmentKind = row[*Environment]{
	name: "environment", prefix: sid.Environment, blank: func() *Environment { return &Environment{} },
	put: func(_ *Tree, n *ServiceNode, r *Environment) {
		if node, known := n.Environments.Get(r.SID); known {
			node.Environment = r
			return
		}
		n.Environments.put(&EnvironmentNode{Environment: r})
	},
	remove: func(_ *Tree, n *ServiceNode, r *Environment) { n.Environments.remove(r.SID) },
	below: func(n *ServiceNode, r *Environment, yield func(Record) bool) bool {
		node, known := n.Environments.Get(r.SID)
		return !known || node.records(yield)
	},
	check: func(_ *checker, n *ServiceNode, r *Environment) error {
		for _, other := range n.Environments.Items() {
			if other.UniqueName == r.UniqueName || other.DomainName == r.DomainName {
				return fmt.Errorf("unique_name or domain_name is that of %s", other.SID)
			}
		}
		badSuffix := r.DomainSuffix != "" && !DomainSuffix.MatchString(r.DomainSuffix)
		if r.UniqueName == "" || badSuffix || !domainName.MatchString(r.DomainName) {
			return fmt.Errorf("unique_name %q, domain_suffix %q, domain_name %q: one cannot be", r.UniqueName,
				r.DomainSuffix, r.DomainName)
		}
		return within(bound{"unique_name", r.UniqueName, 1, MaxEnvironmentName},
			bound{"domain_suffix", r.DomainSuffix, 0, MaxDomainSuffix},
			bound{"domain_name", r.DomainName, 1, MaxUniqueName + MaxDomainSuffix + 20})
	},
}.kind()

// HasKey reports whether a Variable other than except has the key.
func (n *EnvironmentNode) HasKey(key, except string) bool {
	for _, v := range n.Variables.Items() {
		if v.Key == key && v.SID != except {
			return true
		}
	}
	return false
}

// serves checks what an Environment serves, once everything is there.
func (n *ServiceNode) serves(env *EnvironmentNode) error {
	if env.BuildSID == "" && env.DeploymentSID == "" {
		return nil
	}
	if _, ok := n.Builds.Get(env.BuildSID); !ok {
		return fmt.Errorf("the service has no build %q", env.BuildSID)
	}
	if d, ok := env.Deployments.Get(env.DeploymentSID); !ok || d.BuildSID != env.BuildSID {
		return fmt.Errorf("it has no deployment %q of build %s", env.DeploymentSID, env.BuildSID)
	}
	return nil
}
