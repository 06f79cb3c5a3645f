package peers_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/interop/peers"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

// The calls of a deploy by twilio-run 5.0.1 for the project of shop: it uploads everything each time.
const (
	uploads      = " ListFunction CreateFunctionVersion*2 ListAsset CreateAssetVersion*2"
	firstUploads = " ListFunction CreateFunction*2 CreateFunctionVersion*2 ListAsset CreateAsset*2 CreateAssetVersion*2"
	build        = " CreateBuild FetchBuildStatus ListVariable"
	firstDeploy  = "CreateService ListEnvironment CreateEnvironment" + firstUploads + build +
		" CreateVariable CreateDeployment"
	laterDeploy   = "FetchService ListEnvironment" + uploads + build + " CreateDeployment"
	withoutRecord = "CreateService=409 ListService ListEnvironment" + uploads + build + " CreateDeployment"
)

// deployed is what twilio-run prints with -o json.
type deployed struct {
	Domain, ServiceSID, EnvironmentSID, BuildSID string
}

// twilioRun is the CLI in a project.
type twilioRun struct {
	t     *testing.T
	stand *peers.Stand
	dir   string
}

// must runs a command that must end with this code, and returns how it ended and what it called.
func (c twilioRun) must(exit int, args ...string) (ran, []string) {
	c.t.Helper()
	c.stand.Calls()
	r := run(c.t, c.stand.Command(c.t.Context(), c.dir, "twilio-run", args...))
	require.Equal(c.t, exit, r.exit, "twilio-run %v\n%s%s", args, r.stdout, r.stderr)
	calls := c.stand.Calls()
	for _, call := range calls {
		assert.Contains(c.t, call.UserAgent, "@twilio-labs/serverless-api/5.7.0") // env does not add twilio-run
		host := "serverless.twilio.com"
		if call.Operation == "CreateFunctionVersion" || call.Operation == "CreateAssetVersion" {
			host = "serverless-upload.twilio.com"
		}
		assert.Equal(c.t, host, call.Host, call.Operation)
	}
	c.t.Logf("%.2f s, %d calls, %v: %v", r.took.Seconds(), len(calls), args, operations(calls))
	return r, operations(calls)
}

func (c twilioRun) deploy(args ...string) (deployed, []string) {
	c.t.Helper()
	r, calls := c.must(0, append([]string{"deploy", "-o", "json"}, args...)...)
	var out deployed
	require.NoError(c.t, json.Unmarshal([]byte(r.stdout), &out), r.stdout)
	return out, calls
}

// With -short twilio-run goes through the proxy of emulate alone; the libraries take both ways all the same.
func TestTwilioRun_deployAndPromote(t *testing.T) {
	t.Parallel()
	needNode(t)
	for name, way := range ways() {
		if testing.Short() && way.Verify {
			continue
		}
		t.Run(name, func(t *testing.T) { deployAndPromote(t, startWith(t, &emulator.Options{SeedLogs: 2}, way)) })
	}
}

func deployAndPromote(t *testing.T, stand *peers.Stand) {
	t.Helper()
	c := twilioRun{t, stand, shop(t, accountCredentials())}

	first, calls := c.deploy()
	assert.Equal(t, steps(firstDeploy), calls)
	assert.Equal(t, "<h1>shop</h1>\n", get(t, stand, "https://"+first.Domain+"/index.html"))
	before := resources(t, stand)
	assert.Len(t, before, 6)

	second, calls := c.deploy()
	assert.Equal(t, steps(laterDeploy), calls)
	assert.Equal(t, first.ServiceSID, second.ServiceSID)
	assert.NotEqual(t, first.BuildSID, second.BuildSID)

	write(t, c.dir, map[string]string{"assets/index.html": "<h1>changed</h1>\n"})
	_, calls = c.deploy()
	assert.Equal(t, steps(laterDeploy), calls)
	assert.Equal(t, "<h1>changed</h1>\n", get(t, stand, "https://"+first.Domain+"/index.html"))
	assert.Equal(t, before, resources(t, stand))

	// Promotion, a second one that changes nothing, and back to an older build.
	_, calls = c.must(0, "promote", "--from", "dev", "--to", "stage", "--create-environment")
	assert.Equal(t, steps("ListEnvironment CreateEnvironment ListEnvironment ListVariable CreateVariable "+
		"FetchEnvironment CreateDeployment"), calls)
	r, calls := c.must(1, "promote", "--from", "dev", "--to", "stage")
	assert.Equal(t, "CreateDeployment=409", calls[len(calls)-1])
	assert.Contains(t, r.stderr, "20409")
	_, calls = c.must(0, "activate", "--build-sid", first.BuildSID, "--to", "stage")
	assert.Equal(t, "CreateDeployment", calls[len(calls)-1])

	r, calls = c.must(0, "logs", "-o", "json")
	assert.Equal(t, steps("ListEnvironment ListLog"), calls)
	lines := strings.Split(strings.TrimSpace(r.stdout), "\n") // an object in each
	assert.Len(t, lines, 2*2*3, "2 lines of each of 2 Functions in each of 3 Deployments to dev")
	for _, line := range lines {
		var entry struct{ Message string }
		require.NoError(t, json.Unmarshal([]byte(line), &entry), line)
		assert.NotEmpty(t, entry.Message)
	}
}

// Not with -short: these are thirteen runs of commands whose requests the libraries send too.
func TestTwilioRun_environmentAndLists(t *testing.T) {
	t.Parallel()
	needNode(t)
	if testing.Short() {
		t.Skip("not sampled")
	}
	stand := start(t, nil)
	c := twilioRun{t, stand, shop(t, accountCredentials())}
	first, _ := c.deploy()
	values := func() map[string]string {
		values, ok := stand.Emulator().VariableValues(first.EnvironmentSID)
		require.True(t, ok)
		return values
	}

	r, calls := c.must(0, "env", "list")
	assert.Equal(t, steps("ListEnvironment ListVariable"), calls)
	assert.Contains(t, r.stdout, "GREETING")
	assert.NotContains(t, r.stdout, "hello")
	r, _ = c.must(0, "env", "get", "--key", "GREETING")
	assert.Equal(t, "hello\n", r.stdout)
	_, calls = c.must(0, "env", "set", "--key", "COLOUR", "--value", "blue & green")
	assert.Equal(t, steps("ListEnvironment ListVariable CreateVariable"), calls)
	_, calls = c.must(0, "env", "set", "--key", "COLOUR", "--value", "red")
	assert.Equal(t, steps("ListEnvironment ListVariable UpdateVariable"), calls)
	assert.Equal(t, map[string]string{"GREETING": "hello", "COLOUR": "red"}, values())
	_, calls = c.must(0, "env", "unset", "--key", "COLOUR")
	assert.Equal(t, steps("ListEnvironment ListVariable DeleteVariable"), calls)
	c.must(1, "env", "get", "--key", "COLOUR")

	// An import deletes what the file does not have.
	write(t, c.dir, map[string]string{"other.env": accountCredentials() + "ONE=1\nTWO=2\n"})
	_, calls = c.must(0, "env", "import", "--env", "other.env")
	assert.ElementsMatch(t, steps("ListEnvironment ListVariable CreateVariable*2 DeleteVariable"), calls)
	assert.Equal(t, map[string]string{"ONE": "1", "TWO": "2"}, values())
	c.must(1, "env", "list", "--environment", "nowhere")

	c.lists()
}

// lists checks what is listed of one deploy.
func (c twilioRun) lists() {
	c.t.Helper()
	r, calls := c.must(0, "list", "services", "-o", "json")
	assert.Equal(c.t, steps("ListService"), calls)
	var services struct{ Services []struct{ SID string } }
	require.NoError(c.t, json.Unmarshal([]byte(r.stdout), &services), r.stdout)
	assert.Len(c.t, services.Services, 1)

	r, calls = c.must(0, "list", "environments,builds,functions,assets,variables", "-o", "json")
	assert.Equal(c.t, steps("ListEnvironment*2 ListBuild FetchBuild ListVariable"), calls)
	type entries struct{ Entries []any }
	var lists struct {
		Environments, Builds         []any
		Functions, Assets, Variables entries
	}
	require.NoError(c.t, json.Unmarshal([]byte(r.stdout), &lists), r.stdout)
	assert.Equal(c.t, []int{1, 1, 2, 2, 2}, []int{
		len(lists.Environments), len(lists.Builds), len(lists.Functions.Entries), len(lists.Assets.Entries),
		len(lists.Variables.Entries),
	}, r.stdout)
}

// With an API key twilio-run keeps no record of what it has deployed, and has to be told that the Service is its own.
func TestTwilioRun_apiKey(t *testing.T) {
	t.Parallel()
	needNode(t)
	stand := start(t, nil)
	c := twilioRun{t, stand, shop(t, "")}
	login := []string{"-u", key, "--password", token}
	first, calls := c.deploy(login...)
	assert.Equal(t, steps(firstDeploy), calls)
	assert.NoFileExists(t, filepath.Join(c.dir, ".twiliodeployinfo"))

	_, calls = c.must(1, append([]string{"deploy"}, login...)...)
	assert.Equal(t, steps("CreateService=409 ListService"), calls)
	second, calls := c.deploy(append(login, "--override-existing-project")...)
	assert.Equal(t, steps(withoutRecord), calls)
	assert.Equal(t, first.ServiceSID, second.ServiceSID)

	c.must(1, "deploy", "-u", key, "--password", "not0the0token0not0the0token0not0", "--override-existing-project")
}

// A build that fails is an exit code, whatever is printed.
func TestTwilioRun_failedBuild(t *testing.T) {
	t.Parallel()
	needNode(t)
	stand := start(t, &emulator.Options{BuildResult: func(emulator.BuildRequest) string { return "on demand" }})
	c := twilioRun{t, stand, shop(t, accountCredentials())}
	_, calls := c.must(1, "deploy")
	assert.Equal(t, "FetchBuildStatus", calls[len(calls)-1])
	_, err := os.Stat(filepath.Join(c.dir, ".twiliodeployinfo"))
	assert.ErrorIs(t, err, os.ErrNotExist)
}
