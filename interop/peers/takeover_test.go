package peers_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/interop/peers"
)

// deployOurs deploys with the binary of this project, through the proxy like every client.
func deployOurs(t *testing.T, stand *peers.Stand, dir string, args ...string) (ran, []string) {
	t.Helper()
	binary, err := ours()
	require.NoError(t, err)
	stand.Calls()
	cmd := stand.Command(t.Context(), dir, binary, append([]string{"deploy", ".", "-y"}, args...)...)
	r := run(t, cmd)
	require.Zero(t, r.exit, "%s%s", r.stdout, r.stderr)
	calls := operations(stand.Calls())
	t.Logf("%.2f s, ours: %v", r.took.Seconds(), calls)
	return r, calls
}

// nothingCreated asserts that a deploy made no resources but versions, a Build and a Deployment.
func nothingCreated(t *testing.T, calls []string) {
	t.Helper()
	for _, operation := range []string{"CreateService", "CreateEnvironment", "CreateFunction", "CreateAsset"} {
		for _, call := range calls {
			assert.NotRegexp(t, "^"+operation+`(\*\d+)?$`, call)
		}
	}
}

const manifest = "function /.twilio-serverless/manifest"

func without(all map[string]string, key string) map[string]string {
	rest := map[string]string{}
	for k, v := range all {
		if k != key {
			rest[k] = v
		}
	}
	return rest
}

func TestTakeover_oursAfterTwilioRun(t *testing.T) {
	t.Parallel()
	needNode(t)
	stand := start(t, nil)
	c := twilioRun{t, stand, shop(t, accountCredentials())}
	first, _ := c.deploy()
	before := resources(t, stand)
	record, err := os.ReadFile(filepath.Join(c.dir, ".twiliodeployinfo"))
	require.NoError(t, err)

	write(t, c.dir, map[string]string{"assets/index.html": "<h1>ours</h1>\n"})
	deployOurs(t, stand, c.dir)
	after := resources(t, stand)
	assert.Contains(t, after, manifest)
	assert.Equal(t, before, without(after, manifest), "the same resources, none twice")
	assert.Equal(t, "<h1>ours</h1>\n", get(t, stand, "https://"+first.Domain+"/index.html"))
	unchanged, err := os.ReadFile(filepath.Join(c.dir, ".twiliodeployinfo"))
	require.NoError(t, err)
	assert.Equal(t, string(record), string(unchanged), "the record of twilio-run")

	_, calls := deployOurs(t, stand, c.dir)
	assert.NotContains(t, calls, "CreateBuild", "nothing has changed")

	// And twilio-run goes on with it.
	write(t, c.dir, map[string]string{"assets/index.html": "<h1>theirs</h1>\n"})
	again, calls := c.deploy()
	assert.Equal(t, steps(laterDeploy), calls)
	assert.Equal(t, first.EnvironmentSID, again.EnvironmentSID)
	assert.Equal(t, after, resources(t, stand))
	assert.Equal(t, "<h1>theirs</h1>\n", get(t, stand, "https://"+first.Domain+"/index.html"))
}

func TestTakeover_twilioRunAfterOurs(t *testing.T) {
	t.Parallel()
	needNode(t)
	stand := start(t, nil)
	c := twilioRun{t, stand, shop(t, accountCredentials())}
	deployOurs(t, stand, c.dir)
	before := resources(t, stand)

	// It keeps no record of what others have deployed, and says so.
	c.must(1, "deploy")
	write(t, c.dir, map[string]string{"assets/index.html": "<h1>theirs</h1>\n"})
	theirs, calls := c.deploy("--override-existing-project")
	assert.Equal(t, steps(withoutRecord), calls)
	assert.Equal(t, before["service shop"], theirs.ServiceSID)
	assert.Equal(t, before["environment dev-environment"], theirs.EnvironmentSID)
	assert.Equal(t, before, resources(t, stand))
	assert.Equal(t, "<h1>theirs</h1>\n", get(t, stand, "https://"+theirs.Domain+"/index.html"))

	// And we go on with it: what we remember of our own build does not hold for theirs.
	write(t, c.dir, map[string]string{"assets/index.html": "<h1>ours</h1>\n"})
	_, calls = deployOurs(t, stand, c.dir)
	nothingCreated(t, calls)
	assert.Equal(t, before, resources(t, stand))
	assert.Equal(t, "<h1>ours</h1>\n", get(t, stand, "https://"+theirs.Domain+"/index.html"))
}
