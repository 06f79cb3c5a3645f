package resources

import (
	"context"
	"fmt"
	"iter"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/target"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/terminal"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
)

// listedBuild is a Build with where it is live.
type listedBuild struct {
	serverless.Build
	LiveIn []string `json:"live_in"` // domain suffixes of Environments, "production" for none
}

func (f *listFlags) listBuilds(ctx context.Context, env *verb.Env, c *client.Client, service string) error {
	environments, err := verb.Collect(c.ListEnvironments(ctx, service,
		&client.ListEnvironmentsOptions{PageSize: pageSize}))
	if err != nil {
		return err
	}
	live := map[string][]string{}
	for _, e := range environments {
		if e.BuildSID != nil {
			name := terminal.Or(terminal.Deref(e.DomainSuffix), target.Production)
			live[*e.BuildSID] = append(live[*e.BuildSID], name)
		}
	}
	list := each(c.ListBuilds(ctx, service, nil), func(b serverless.Build) listedBuild {
		return listedBuild{b, append([]string{}, live[b.SID]...)}
	})
	return verb.List(env, f.Format, list, verb.Table[listedBuild]{
		Header: []string{"SID", "STATUS", "LIVE IN", "RUNTIME", "FUNCTIONS", "ASSETS", "CREATED"},
		Row: func(b listedBuild) []string {
			return []string{
				b.SID, string(b.Status), terminal.Or(strings.Join(b.LiveIn, ","), "-"), b.Runtime,
				fmt.Sprint(countFunctions(b.Build)), fmt.Sprint(len(b.AssetVersions)), terminal.Date(b.DateCreated),
			}
		},
	})
}

// listedDeployment is a Deployment and whether it is the one that is live.
type listedDeployment struct {
	serverless.Deployment
	Live bool `json:"live"`
}

func (f *listFlags) listDeployments(
	ctx context.Context, env *verb.Env, c *client.Client, e *serverless.Environment,
) error {
	found := e.BuildSID == nil // nothing is live
	list := each(c.ListDeployments(ctx, e.ServiceSID, e.SID, &client.ListDeploymentsOptions{PageSize: pageSize}),
		func(d serverless.Deployment) listedDeployment {
			// The newest comes first. An older one may have made the same Build live before.
			live := !found && d.BuildSID != nil && *d.BuildSID == *e.BuildSID
			found = found || live
			return listedDeployment{d, live}
		})
	return verb.List(env, f.Format, list, verb.Table[listedDeployment]{
		Header: []string{"SID", "BUILD", "LIVE", "CREATED"},
		Row: func(d listedDeployment) []string {
			return []string{
				d.SID, terminal.OrDash(d.BuildSID), map[bool]string{true: "live", false: "-"}[d.Live],
				terminal.Date(d.DateCreated),
			}
		},
	})
}

// each applies a function to what a list yields.
func each[A, B any](list iter.Seq2[A, error], change func(A) B) iter.Seq2[B, error] {
	return func(yield func(B, error) bool) {
		for item, err := range list {
			if err != nil {
				var none B
				yield(none, err)
				return
			}
			if !yield(change(item), nil) {
				return
			}
		}
	}
}
