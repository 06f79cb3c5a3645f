package deploy

import (
	"context"
	"slices"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/target"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/terminal"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/internal/project"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

// noteExample names the variables of the example beside .env that neither the project nor the
// Environment sets. A list of the Environment that cannot be read is no reason to fail: the note is
// left out.
func (j *job) noteExample(ctx context.Context, env *verb.Env, plan *deployer.Plan) {
	file, missing := unset(j.project)
	if len(missing) == 0 {
		return
	}
	if sid := plan.Environment.SID; sid != "" {
		all, err := verb.Collect(j.target.Client.ListVariables(ctx, plan.Service.SID, sid,
			&client.ListVariablesOptions{PageSize: target.LargestPages}))
		if err != nil {
			return
		}
		for _, v := range all {
			missing = slices.DeleteFunc(missing, func(key string) bool { return key == v.Key })
		}
	}
	if len(missing) > 0 {
		terminal.Fprintf(env.Stderr, "note: %s names %s, which neither the project nor the Environment sets\n",
			file, terminal.Few(missing))
	}
}

// unset gives what the example names and the project does not set.
func unset(proj *project.Project) (file string, keys []string) {
	file, keys = proj.ExampleKeys()
	return file, slices.DeleteFunc(keys, func(key string) bool {
		return slices.ContainsFunc(proj.Variables, func(v project.Variable) bool { return v.Key == key })
	})
}
