package state

import (
	"fmt"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/sid"
)

// A Variable is a key and a value of an Environment.
type Variable struct {
	Head
	EnvironmentSID string `json:"environment_sid"`
	Key            string `json:"key"`
	Value          string `json:"value"`
}

func (*Variable) kind() *kind           { return variableKind }
func (v *Variable) environment() string { return v.EnvironmentSID }

var variableKind = inEnvironment(row[*Variable]{
	name: "variable", prefix: sid.Variable, blank: func() *Variable { return &Variable{} },
	check: func(_ *checker, n *ServiceNode, r *Variable) error {
		env, _ := n.Environments.Get(r.EnvironmentSID)
		if r.Key == "" || env.HasKey(r.Key, r.SID) {
			return fmt.Errorf("key %q is empty or that of another one", r.Key)
		}
		if len(r.Value) > MaxVariableValue {
			return fmt.Errorf("value is %d bytes long: the limit is %d", len(r.Value), MaxVariableValue)
		}
		return within(bound{"key", r.Key, 1, MaxVariableKey})
	},
}, func(env *EnvironmentNode) *List[*Variable] { return &env.Variables })
