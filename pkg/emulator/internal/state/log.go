package state

import "github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/sid"

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
}, func(env *EnvironmentNode) *List[*Log] { return &env.Logs })
