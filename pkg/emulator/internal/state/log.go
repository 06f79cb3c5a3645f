package state

import (
	"cmp"
	"fmt"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/sid"
)

// A Log is one line that a Function wrote.
type Log struct {
	Head
	EnvironmentSID string `json:"environment_sid"`
	BuildSID       string `json:"build_sid"`
	DeploymentSID  string `json:"deployment_sid"`
	FunctionSID    string `json:"function_sid"`
	RequestSID     string `json:"request_sid"`
	Level          string `json:"level"`
	Message        string `json:"message"`
}

func (*Log) kind() *kind           { return logKind }
func (l *Log) environment() string { return l.EnvironmentSID }

// Position puts log lines in the order of their time, since old ones may be added.
func (l *Log) Position() Position { return Position{At: l.Created.Unix(), Seq: l.Seq} }

var logKind = inEnvironment(row[*Log]{
	name: "log", prefix: sid.Log, blank: func() *Log { return &Log{} },
	check: func(_ *checker, _ *ServiceNode, r *Log) error {
		if len(r.Message) > MaxLogMessage {
			return fmt.Errorf("message is %d bytes long: the limit is %d", len(r.Message), MaxLogMessage)
		}
		return cmp.Or(within(bound{"level", r.Level, 1, MaxLogLevel}), sids(
			[3]string{"function_sid", r.FunctionSID, sid.Resource}, [3]string{"build_sid", r.BuildSID, sid.Build},
			[3]string{"deployment_sid", r.DeploymentSID, sid.Deployment},
			[3]string{"request_sid", r.RequestSID, sid.Request}))
	},
}, func(env *EnvironmentNode) *List[*Log] { return &env.Logs })
