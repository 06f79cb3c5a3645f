package emulator

import "net/http"

// viewDeployment gives a null date_updated: four live acceptance tests of another
// project see it so, though the official example has a date.
func (c *call) viewDeployment(d *deployment) deploymentView {
	return deploymentView{
		SID: d.SID, AccountSID: d.AccountSID, ServiceSID: d.ServiceSID, EnvironmentSID: d.EnvironmentSID,
		BuildSID: orNull(d.BuildSID), DateCreated: date(d.Created),
		URL: c.url("Services", d.ServiceSID, "Environments", d.EnvironmentSID, "Deployments", d.SID),
	}
}

// listDeployments: newest first, and superseded Deployments stay listed (both
// observed by acceptance tests of another project).
func (e *Emulator) listDeployments(c *call) (*reply, error) {
	e.mu.RLock()
	defer e.mu.RUnlock()
	_, env, err := e.environment(c, "EnvironmentSid")
	if err != nil {
		return nil, err
	}
	return pageOf[*deployment]{
		key: "deployments", entries: env.deployments.items,
		view: func(d *deployment) any { return c.viewDeployment(d) },
	}.serve(e, c)
}

func (e *Emulator) fetchDeployment(c *call) (*reply, error) {
	e.mu.RLock()
	defer e.mu.RUnlock()
	_, env, err := e.environment(c, "EnvironmentSid")
	if err != nil {
		return nil, err
	}
	d, ok := env.deployments.get(c.param("Sid"))
	if !ok {
		return nil, c.notFound()
	}
	return jsonReply(http.StatusOK, c.viewDeployment(d))
}

// createDeployment makes a Build live at once, or, without BuildSid, clears the
// Environment: documentation page "Deployment". IsPlugin is never given back.
func (e *Emulator) createDeployment(c *call) (*reply, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	n, node, err := e.environment(c, "EnvironmentSid")
	if err != nil {
		return nil, err
	}
	buildSID, _ := c.form.lookup("BuildSid")
	c.form.boolean("IsPlugin")
	if err := c.form.err(); err != nil {
		return nil, err
	}
	// An empty BuildSid is none: real clients send both to clear an Environment.
	var b *build
	if buildSID != "" {
		var ok bool
		if b, ok = n.builds.get(buildSID); !ok {
			return nil, refuse(statusUnknownBuild, "BuildSid: %s is not a Build of this Service", buildSID)
		}
		if status := b.status(c.now); status != statusCompleted {
			return nil, refuse(statusUndeployableBuild, "Build %s is %s: only a completed Build can be deployed", b.SID, status)
		}
	}
	if buildSID == node.BuildSID {
		if buildSID == "" {
			return nil, errSameDeployment(statusAlreadyClear)
		}
		return nil, errSameDeployment(http.StatusConflict)
	}

	// The Environment shows the new Build at once (a provisioning tool asserts it),
	// so both records change in one commit.
	d := deployment{head: e.head(c, sidDeployment, n.SID), EnvironmentSID: node.SID, BuildSID: buildSID}
	env := *node.environment
	env.BuildSID, env.DeploymentSID = buildSID, d.SID
	if b == nil {
		env.DeploymentSID = ""
	}
	env.touch(c)
	changes := []change{put(&d), put(&env)}
	if b != nil {
		changes = append(changes, e.seedLogs(c, &d, b)...)
	}
	e.commit(changes...)
	return jsonReply(http.StatusCreated, c.viewDeployment(&d))
}
