package deployer

import (
	"fmt"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
)

// A said is a property of an answer beside what the request has set. One that the answer leaves out
// contradicts nothing.
type said struct {
	property  string
	got, sent string
	hidden    bool // no message shows it: values of Variables, and lists
	folds     bool // capitals do not count: SIDs, parts of host names, and a visibility
}

// contradiction is the error of an answer that says success about something else than what was asked
// for: a private file that is public now, another Build that is live, a Variable under another key.
// To go on would report as done what was not.
func contradiction(all ...said) error {
	for _, s := range all {
		switch {
		case s.got == "" || s.got == s.sent || s.folds && strings.EqualFold(s.got, s.sent):
		case s.hidden:
			return fmt.Errorf("the answer says success, but its %s is not the one that was sent: look what is there",
				s.property)
		default: // what the answer has is foreign, and not printed
			return fmt.Errorf("the answer says success, but its %s is not the %q that was sent: look what is there",
				s.property, s.sent)
		}
	}
	return nil
}

// heard gives a value, unless the answer contradicts its request.
func heard[T any](value *T, err error, says func(*T) []said) (*T, error) {
	if err != nil {
		return nil, err
	}
	if err := contradiction(says(value)...); err != nil {
		return nil, err
	}
	return value, nil
}

func saidOfVersion(path, visibility string, in client.Upload) []said {
	return []said{
		{property: "path", got: path, sent: in.Path},
		{property: "visibility", got: visibility, sent: string(in.Visibility), folds: true},
	}
}

func saidOfVariable(key string, value *string) func(*serverless.Variable) []said {
	return func(v *serverless.Variable) []said {
		all := []said{{property: "key", got: v.Key, sent: key}}
		if value != nil {
			all = append(all, said{property: "value", got: v.Value, sent: *value, hidden: true})
		}
		return all
	}
}

func saidOfBuild(in serverless.CreateBuildRequest) func(*serverless.Build) []said {
	return func(b *serverless.Build) []said {
		functions, assets := make([]string, len(b.FunctionVersions)), make([]string, len(b.AssetVersions))
		for i, v := range b.FunctionVersions {
			functions[i] = v.SID
		}
		for i, v := range b.AssetVersions {
			assets[i] = v.SID
		}
		all := []said{
			{property: "list of function_versions", got: notSent(functions, in.FunctionVersions), hidden: true},
			{property: "list of asset_versions", got: notSent(assets, in.AssetVersions), hidden: true},
		}
		if in.Runtime != nil && strings.HasPrefix(*in.Runtime, "node") { // else a name that stands for one, such as latest
			all = append(all, said{property: "runtime", got: b.Runtime, sent: *in.Runtime})
		}
		return all
	}
}

// notSent is the first of some SIDs that is not among those that were sent. One that is missing may come later.
func notSent(got, sent []string) string {
	known := make(map[string]bool, len(sent))
	for _, sid := range sent {
		known[strings.ToLower(sid)] = true
	}
	for _, sid := range got {
		if !known[strings.ToLower(sid)] {
			return sid
		}
	}
	return ""
}

func saidOfDeployment(build string) func(*serverless.Deployment) []said {
	return func(d *serverless.Deployment) []said {
		return []said{{property: "build_sid", got: buildOf(*d), sent: build, folds: true}}
	}
}

// buildOf is the Build of a Deployment, "" if it has none.
func buildOf(d serverless.Deployment) string {
	if d.BuildSID == nil {
		return ""
	}
	return *d.BuildSID
}

func saidOfService(name string) func(*serverless.Service) []said {
	return func(s *serverless.Service) []said {
		return []said{{property: "unique_name", got: s.UniqueName, sent: name}}
	}
}

func saidOfEnvironment(in serverless.CreateEnvironmentRequest) func(*serverless.Environment) []said {
	return func(e *serverless.Environment) []said {
		got, sent := "", ""
		if e.DomainSuffix != nil {
			got = *e.DomainSuffix
		}
		if in.DomainSuffix != nil {
			sent = *in.DomainSuffix
		}
		return []said{
			{property: "unique_name", got: e.UniqueName, sent: in.UniqueName},
			{property: "domain_suffix", got: got, sent: sent, folds: true},
		}
	}
}
