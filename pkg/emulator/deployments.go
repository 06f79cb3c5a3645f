package emulator

import (
	"net/http"
	"slices"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/sid"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/state"
)

// viewDeployment gives a null date_updated: four live acceptance tests of another
// project see it so, though the official example has a date.
func (c *call) viewDeployment(d *state.Deployment) deploymentView {
	return deploymentView{
		SID: d.SID, AccountSID: d.AccountSID, ServiceSID: d.ServiceSID, EnvironmentSID: d.EnvironmentSID,
		BuildSID: orNull(d.BuildSID), DateCreated: date(d.Created),
		URL: c.url("Services", d.ServiceSID, "Environments", d.EnvironmentSID, "Deployments", d.SID),
	}
}

func (c *call) renderDeployment(d *state.Deployment) ([]byte, error) {
	return c.render(&d.Head, "", func() any { return c.viewDeployment(d) })
}

// listDeployments: newest first, and superseded Deployments stay listed (both
// observed by acceptance tests of another project).
func (e *Emulator) listDeployments(c *call) (*reply, error) {
	t := e.state.Read()
	defer t.Done()
	_, env, err := c.environment(t.Tree, "EnvironmentSid")
	if err != nil {
		return nil, err
	}
	return pageOf[*state.Deployment]{
		key: "deployments", entries: env.Deployments.Items(),
		render: func(d *state.Deployment) ([]byte, error) { return c.renderDeployment(d) },
	}.serve(e, c)
}

func (e *Emulator) fetchDeployment(c *call) (*reply, error) {
	t := e.state.Read()
	defer t.Done()
	_, env, err := c.environment(t.Tree, "EnvironmentSid")
	if err != nil {
		return nil, err
	}
	d, ok := env.Deployments.Get(c.param("Sid"))
	if !ok {
		return nil, c.notFound()
	}
	text, err := c.renderDeployment(d)
	return recordReply(http.StatusOK, text, err)
}

// createDeployment makes a Build live at once, or, without BuildSid, clears the
// Environment: documentation page "Deployment". IsPlugin is never given back; plugins for Flex
// need it since 2025 (observed).
func (e *Emulator) createDeployment(c *call) (*reply, error) {
	w := e.state.Write()
	defer w.Done()
	n, node, err := c.environment(w.Tree, "EnvironmentSid")
	if err != nil {
		return nil, err
	}
	buildSID, _ := c.form.lookup("BuildSid")
	plugin := c.form.boolean("IsPlugin")
	if err := c.form.err(); err != nil {
		return nil, err
	}
	// An empty BuildSid is none: real clients send both to clear an Environment.
	var b *state.Build
	if buildSID != "" {
		var ok bool
		if b, ok = n.Builds.Get(buildSID); !ok {
			return nil, refuse(statusUnknownBuild, "BuildSid: %s is not a Build of this Service", buildSID)
		}
		if status := b.Status(c.now); status != state.Completed {
			return nil, refuse(statusUndeployableBuild, "Build %s is %s: only a completed Build can be deployed",
				b.SID, status)
		}
	}
	if b != nil && n.UniqueName == flexService && (plugin == nil || !*plugin) && hasPlugin(b) {
		return nil, errPlugin()
	}
	if buildSID == node.BuildSID {
		if buildSID == "" {
			return nil, errSameDeployment(statusAlreadyClear)
		}
		return nil, errSameDeployment(http.StatusConflict)
	}

	// The Environment shows the new Build at once (a provisioning tool asserts it),
	// so both records change in one commit.
	d := state.Deployment{Head: w.Head(sid.Deployment, c.account, n.SID, c.now), EnvironmentSID: node.SID,
		BuildSID: buildSID}
	env := *node.Environment
	env.BuildSID, env.DeploymentSID = buildSID, d.SID
	if b == nil {
		env.DeploymentSID = ""
	}
	env.Touch(c.now)
	changes := []state.Change{state.Put(&d), state.Put(&env)}
	if b != nil {
		changes = append(changes, e.seedLogs(w, c, &d, b)...)
	}
	w.Commit(changes...)
	text, err := c.renderDeployment(&d)
	return recordReply(http.StatusCreated, text, err)
}

// flexService is the UniqueName of the Service that Flex serves its plugins from, and pluginPath
// where they lie in it: the plugin builder of Flex.
const (
	flexService = "default"
	pluginPath  = "/plugins/"
)

func hasPlugin(b *state.Build) bool {
	return slices.ContainsFunc(b.Assets, func(v *state.Version) bool { return strings.HasPrefix(v.Path, pluginPath) })
}
