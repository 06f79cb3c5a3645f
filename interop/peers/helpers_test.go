package peers_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/interop/peers"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

const (
	account = emulator.TestAccountSID
	token   = "token0token0token0token0token0to" // 32 characters, as twilio-run wants them
	key     = "SK00000000000000000000000000000000"
)

// start makes a stand whose exchanges must all keep the contract, and whose clients must not want to go anywhere else.
func start(t *testing.T, opts *emulator.Options) *peers.Stand {
	t.Helper()
	return startWith(t, opts, &peers.Options{Check: true})
}

// ways are the two ways to the emulator: through its own proxy, and through that of verify.
func ways() map[string]*peers.Options {
	return map[string]*peers.Options{"emulate --proxy": {Check: true}, "verify --proxy": {Verify: true}}
}

func startWith(t *testing.T, opts *emulator.Options, way *peers.Options) *peers.Stand {
	t.Helper()
	if opts == nil {
		opts = &emulator.Options{}
	}
	opts.Accounts = []emulator.Account{{SID: account, AuthToken: token, Keys: map[string]string{key: token}}}
	way.Emulator = opts
	stand, err := peers.Start(way)
	require.NoError(t, err)
	t.Cleanup(func() {
		assert.NoError(t, stand.Close())
		assert.Empty(t, stand.Violations(), "violations of the contract")
		assert.Empty(t, slices.DeleteFunc(stand.Notices(), gone), "what the proxy was asked besides")
	})
	return stand
}

// gone reports whether a notice is about a client that ended with a connection open: it asked for nothing.
func gone(notice string) bool {
	return strings.HasPrefix(notice, "http2: server: error reading preface from client")
}

func needNode(t *testing.T) {
	t.Helper()
	if err := peers.Installed(); err != nil {
		t.Skip(err)
	}
}

// ran is how a command ended.
type ran struct {
	exit           int
	stdout, stderr string
	took           time.Duration
}

func run(t *testing.T, cmd *exec.Cmd) ran {
	t.Helper()
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	began := time.Now()
	err := cmd.Run()
	if err != nil && !errors.As(err, new(*exec.ExitError)) {
		require.NoError(t, err)
	}
	return ran{cmd.ProcessState.ExitCode(), stdout.String(), stderr.String(), time.Since(began)}
}

// operations lists calls by name, a run of the same one as one entry: CreateFunction*2.
func operations(calls []peers.Call) []string {
	var list []string
	count := 0
	for i, call := range calls {
		name := call.Operation
		if call.Status >= http.StatusBadRequest {
			name = fmt.Sprintf("%s=%d", name, call.Status)
		}
		count++
		if i+1 < len(calls) && calls[i+1].Operation == call.Operation && calls[i+1].Status == call.Status {
			continue
		}
		if count > 1 {
			name = fmt.Sprintf("%s*%d", name, count)
		}
		list, count = append(list, name), 0
	}
	return list
}

// steps splits a list of operations, which tests write in a line.
func steps(text string) []string { return strings.Fields(text) }

// write makes the files of a project, by path.
func write(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for path, content := range files {
		path = filepath.Join(dir, path)
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, []byte(content), 0o644))
	}
}

// shop is a project of two Functions, two Assets and one Variable.
func shop(t *testing.T, credentials string) string {
	t.Helper()
	dir := t.TempDir()
	const handler = "exports.handler = (context, event, callback) => callback(null, 'hello');\n"
	write(t, dir, map[string]string{
		"package.json":                 `{"name": "shop", "version": "0.0.0", "private": true, "dependencies": {"lodash": "4.17.21"}}`,
		"functions/hello.js":           handler,
		"functions/a/sms.protected.js": handler,
		"assets/index.html":            "<h1>shop</h1>\n",
		"assets/list.private.json":     "[]\n",
		".env":                         credentials + "GREETING=hello\n",
	})
	return dir
}

func accountCredentials() string { return "ACCOUNT_SID=" + account + "\nAUTH_TOKEN=" + token + "\n" }

// ours builds the binary of this project, once.
var ours = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "peers-binary")
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "twilio-serverless")
	cmd := exec.Command("go", "build", "-o", path, "./cmd/twilio-serverless")
	cmd.Dir = "../.."
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w: %s", err, out)
	}
	return path, nil
})

// inside is a client that needs no proxy, to look at what the peers have made. What it asks is in the journal as well.
func inside(t *testing.T, stand *peers.Stand) *client.Client {
	t.Helper()
	c, err := client.New(client.AuthToken(account, token), &client.Options{
		HTTPClient: &http.Client{Transport: stand.Emulator().Transport()},
	})
	require.NoError(t, err)
	return c
}

// resources counts what there is, by kind and name, so that a second one of a kind is seen.
func resources(t *testing.T, stand *peers.Stand) map[string]string {
	t.Helper()
	c, ctx, found := inside(t, stand), t.Context(), map[string]string{}
	add := func(kind, name, sid string) {
		id := kind + " " + name
		require.NotContains(t, found, id, "twice")
		found[id] = sid
	}
	for service, err := range c.ListServices(ctx, nil) {
		require.NoError(t, err)
		add("service", service.UniqueName, service.SID)
		for e, err := range c.ListEnvironments(ctx, service.SID, nil) {
			require.NoError(t, err)
			add("environment", e.UniqueName, e.SID)
		}
		for f, err := range c.ListFunctions(ctx, service.SID, nil) {
			require.NoError(t, err)
			add("function", f.FriendlyName, f.SID)
		}
		for a, err := range c.ListAssets(ctx, service.SID, nil) {
			require.NoError(t, err)
			add("asset", a.FriendlyName, a.SID)
		}
	}
	stand.Calls()
	return found
}

// get asks the emulator for what is deployed.
func get(t *testing.T, stand *peers.Stand, url string) string {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	require.NoError(t, err)
	res, err := stand.Emulator().Transport().RoundTrip(req)
	require.NoError(t, err)
	defer res.Body.Close()
	require.Equal(t, http.StatusOK, res.StatusCode, url)
	body, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	return string(body)
}
