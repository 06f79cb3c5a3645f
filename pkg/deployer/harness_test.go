package deployer_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"mime"
	"mime/multipart"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/bundle"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

// account is an account of an emulator, and the wire between it and the deployer under test.
type account struct {
	emulator *emulator.Emulator
	wire     *wire
	client   *client.Client // over the wire
	direct   *client.Client // past the wire, for looking and for what other tools do
	journal  *journal       // nil for deploys without one
	lost     *lost
}

func newAccount(t testing.TB, opts *emulator.Options) *account {
	t.Helper()
	if opts == nil {
		opts = &emulator.Options{}
	}
	opts.Seed = 1
	// What others delete is gone, whether the API would have refused it or not: the deployer bears
	// both.
	lenient := *opts
	lenient.DeleteBuilt = true
	emu, err := emulator.New(&lenient)
	require.NoError(t, err)
	gone := &lost{next: emu.Transport(), sids: map[string]bool{}}
	a := &account{emulator: emu, lost: gone, wire: &wire{emulator: emu, next: gone, assets: map[string]string{},
		made: map[string]int{}}}
	credentials := client.AuthToken(emulator.TestAccountSID, emulator.TestAuthToken)
	for c, transport := range map[**client.Client]http.RoundTripper{&a.client: a.wire, &a.direct: gone} {
		*c, err = client.New(credentials, &client.Options{HTTPClient: &http.Client{Transport: transport}})
		require.NoError(t, err)
	}
	return a
}

func (a *account) deployer(t testing.TB, opts *deployer.Options) *deployer.Deployer {
	t.Helper()
	if a.journal != nil {
		if opts == nil {
			opts = &deployer.Options{}
		}
		opts.Journal = a.journal.record
	}
	d, err := deployer.New(a.client, opts)
	require.NoError(t, err)
	return d
}

// deploy plans and applies. The error of either is the result. When all is well, the journal is
// emptied.
func (a *account) deploy(ctx context.Context, t testing.TB, request deployer.Request) (*deployer.Result, error) {
	t.Helper()
	d := a.deployer(t, nil)
	request.Journal = a.journal.entries(t)
	plan, err := d.Plan(ctx, request)
	if err != nil {
		return nil, err
	}
	result, err := d.Apply(ctx, plan)
	assert.Zero(t, a.wire.underWay(), "requests outlive Apply, which ended with %v", err)
	if err == nil {
		a.journal.empty()
	}
	return result, err
}

func (a *account) mustDeploy(t testing.TB, request deployer.Request) *deployer.Result {
	t.Helper()
	result, err := a.deploy(t.Context(), t, request)
	require.NoError(t, err)
	return result
}

// again deploys after a failure, when the server is through with what it was still sent, and
// nothing gets in the way any more.
func (a *account) again(t *testing.T, request deployer.Request) {
	t.Helper()
	synctest.Wait()
	a.wire.reset()
	a.mustDeploy(t, request)
}

// sent is a request that was on the wire.
type sent struct {
	operation string
	nth       int // of its operation, from 1
	begin     time.Time
	end       time.Time
}

func (s sent) name() string { return fmt.Sprintf("%s#%d", s.operation, s.nth) }

func (s sent) write() bool {
	return !strings.HasPrefix(s.operation, "List") && !strings.HasPrefix(s.operation, "Fetch")
}

// wire records what is sent to the emulator and can get in the way.
type wire struct {
	emulator *emulator.Emulator
	next     http.RoundTripper
	// intercept is given each request and the way to send it on. nil sends on.
	intercept func(s sent, req *http.Request, send func() (*http.Response, error)) (*http.Response, error)

	mu       sync.Mutex
	sent     []sent
	inFlight int
	most     int               // requests in flight at once
	assets   map[string]string // version SID → content type and content, since the API does not give them back
	made     map[string]int    // what was created, by operation, from the beginning
}

func (w *wire) RoundTrip(req *http.Request) (*http.Response, error) {
	operation, ok := w.emulator.Match(req.Method, req.URL.Path)
	if !ok {
		return nil, fmt.Errorf("%s %s is no operation", req.Method, req.URL.Path)
	}
	if req.Context().Err() != nil { // as net/http has it
		return nil, context.Cause(req.Context())
	}
	s := sent{operation: operation, nth: 1, begin: time.Now()}
	w.mu.Lock()
	for _, other := range w.sent {
		if other.operation == operation {
			s.nth++
		}
	}
	at := len(w.sent)
	w.sent = append(w.sent, s)
	w.inFlight++
	w.most = max(w.most, w.inFlight)
	intercept := w.intercept
	w.mu.Unlock()
	defer func() {
		w.mu.Lock()
		w.inFlight--
		w.sent[at].end = time.Now()
		w.mu.Unlock()
	}()
	send := func() (*http.Response, error) { return w.send(operation, req) }
	if intercept != nil {
		return intercept(s, req, send)
	}
	return send()
}

// underWay is the number of requests that have no answer yet.
func (w *wire) underWay() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.inFlight
}

// send sends on. Like net/http, it reports what goes wrong when the body is read.
func (w *wire) send(operation string, req *http.Request) (*http.Response, error) {
	var body *readBody
	if req.Body != nil {
		body = &readBody{ReadCloser: req.Body}
		req = req.Clone(req.Context())
		req.Body = body
	}
	resp, err := w.next.RoundTrip(req)
	if body != nil && body.err != nil {
		return nil, body.err
	}
	if err == nil && resp.StatusCode == http.StatusCreated {
		w.mu.Lock()
		w.made[operation]++
		w.mu.Unlock()
	}
	if err == nil && operation == "CreateAssetVersion" && resp.StatusCode == http.StatusCreated {
		err = w.keepAsset(req, body.read.Bytes(), resp)
	}
	return resp, err
}

type readBody struct {
	io.ReadCloser
	read bytes.Buffer
	err  error
}

func (b *readBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.read.Write(p[:n])
	if err != nil && err != io.EOF {
		b.err = err
	}
	return n, err
}

func (w *wire) keepAsset(req *http.Request, body []byte, resp *http.Response) error {
	answer, err := io.ReadAll(resp.Body)
	if err != nil {
		return err
	}
	resp.Body = io.NopCloser(bytes.NewReader(answer))
	var version struct{ SID string }
	if err := json.Unmarshal(answer, &version); err != nil {
		return err
	}
	_, params, err := mime.ParseMediaType(req.Header.Get("Content-Type"))
	if err != nil {
		return err
	}
	form, err := multipart.NewReader(bytes.NewReader(body), params["boundary"]).ReadForm(1 << 20)
	if err != nil {
		return err
	}
	part := form.File["Content"][0]
	file, err := part.Open()
	if err != nil {
		return err
	}
	content, err := io.ReadAll(file)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.assets[version.SID] = part.Header.Get("Content-Type") + " " + string(content)
	return err
}

// reset forgets what was sent.
func (w *wire) reset() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.sent, w.most, w.intercept = nil, 0, nil
}

// calls returns what was sent, in the order of sending.
func (w *wire) calls() []sent {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.sent)
}

func (w *wire) count(operation string) (n int) {
	for _, s := range w.calls() {
		if s.operation == operation {
			n++
		}
	}
	return n
}

// state is everything about an account that a deploy may touch, in a form that compares.
type state struct {
	Services     []string
	Environments []string
	Functions    []string // friendly names, each as often as it exists; without that of the manifest
	Manifests    []string
	Assets       []string
	Variables    []string
	Live         []string // of the Environment with the suffix: path, visibility, content
	Packages     []string
	Domain       string
}

func all[T any](t testing.TB, list iter.Seq2[T, error], text func(T) string) []string {
	t.Helper()
	lines := []string{}
	for item, err := range list {
		require.NoError(t, err)
		lines = append(lines, text(item))
	}
	slices.Sort(lines)
	return lines
}

// state reads the Service and its Environment with the suffix, past the wire.
func (a *account) state(t testing.TB, service, suffix string) state {
	t.Helper()
	ctx, c := t.Context(), a.direct
	s := state{Services: all(t, c.ListServices(ctx, nil), func(s serverless.Service) string { return s.UniqueName })}
	s.Functions = all(t, c.ListFunctions(ctx, service, nil),
		func(f serverless.Function) string { return f.FriendlyName })
	isManifest := func(name string) bool { return name == deployer.ManifestPath }
	for _, name := range s.Functions {
		if isManifest(name) {
			s.Manifests = append(s.Manifests, name)
		}
	}
	s.Functions = slices.DeleteFunc(s.Functions, isManifest)
	s.Assets = all(t, c.ListAssets(ctx, service, nil), func(f serverless.Asset) string { return f.FriendlyName })
	var environment *serverless.Environment
	s.Environments = all(t, c.ListEnvironments(ctx, service, nil), func(e serverless.Environment) string {
		own := ""
		if e.DomainSuffix != nil {
			own = *e.DomainSuffix
		}
		if own == suffix {
			environment = &e
		}
		return e.UniqueName + " " + own
	})
	if environment == nil {
		return s
	}
	s.Domain = environment.DomainName
	s.Variables = all(t, c.ListVariables(ctx, service, environment.SID, nil),
		func(v serverless.Variable) string { return v.Key + "=" + v.Value })
	if environment.BuildSID == nil {
		return s
	}
	build, err := c.FetchBuild(ctx, service, *environment.BuildSID)
	require.NoError(t, err)
	s.Live = []string{}
	for _, v := range build.FunctionVersions {
		content, err := c.FetchFunctionVersionContent(ctx, service, v.FunctionSID, v.SID)
		require.NoError(t, err)
		if v.Path == deployer.ManifestPath {
			require.EqualValues(t, bundle.Private, strings.ToLower(string(v.Visibility)))
			continue
		}
		s.Live = append(s.Live, fmt.Sprintf("function %s %s %s", v.Path, v.Visibility, content.Content))
	}
	for _, v := range build.AssetVersions {
		s.Live = append(s.Live, fmt.Sprintf("asset %s %s %s", v.Path, v.Visibility, a.wire.assets[v.SID]))
	}
	slices.Sort(s.Live)
	for _, d := range build.Dependencies {
		s.Packages = append(s.Packages, d.Name+"@"+d.Version)
	}
	return s
}

// liveOf is what [state.Live] is when the bundle is deployed.
func liveOf(t testing.TB, b *bundle.Bundle) []string {
	t.Helper()
	content := func(f bundle.File) string {
		r, err := f.Open()
		require.NoError(t, err)
		defer r.Close()
		text, err := io.ReadAll(r)
		require.NoError(t, err)
		return string(text)
	}
	lines := []string{}
	for _, f := range b.Functions {
		lines = append(lines, fmt.Sprintf("function %s %s %s", f.Path, f.Visibility, content(f)))
	}
	for _, f := range b.Assets {
		lines = append(lines, fmt.Sprintf("asset %s %s %s %s", f.Path, f.Visibility, f.ContentType, content(f)))
	}
	slices.Sort(lines)
	return lines
}

func paths(files []bundle.File) []string {
	names := []string{}
	for _, f := range files {
		names = append(names, f.Path)
	}
	return names
}

func file(content string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(content)} }

// project makes a file tree of names and contents in turn.
func project(namesAndContents ...string) fstest.MapFS {
	files := fstest.MapFS{}
	for pair := range slices.Chunk(namesAndContents, 2) {
		files[pair[0]] = file(pair[1])
	}
	return files
}

func readProject(t testing.TB, files fstest.MapFS) *bundle.Bundle {
	t.Helper()
	b, err := bundle.Read(files, nil)
	require.NoError(t, err)
	return b
}

// shop is a small project with every kind of file.
func shop() fstest.MapFS {
	return project(
		"package.json", `{"name":"shop","dependencies":{"twilio":"^5.0.3"}}`,
		"functions/hello.js", "exports.handler = hello",
		"functions/sms.protected.js", "exports.handler = sms",
		"functions/lib/prices.private.js", "exports.prices = {}",
		"assets/index.html", "<h1>shop</h1>",
		"assets/data.private.json", "{}",
	)
}

// request deploys files to the Service shop and its Environment dev, with one variable.
func request(t testing.TB, files fstest.MapFS) deployer.Request {
	t.Helper()
	return deployer.Request{
		Bundle: readProject(t, files), Service: "shop", Environment: "dev",
		Variables: []deployer.Variable{{Key: "GREETING", Value: concealed}},
	}
}

// concealed is the value of a Variable that must not be printed anywhere.
const concealed = "value-to-conceal"

// requireConcealed fails when a text shows a value of a Variable or the credentials.
func requireConcealed(t testing.TB, text string) {
	t.Helper()
	for _, hidden := range []string{concealed, emulator.TestAuthToken} {
		require.NotContains(t, text, hidden)
	}
}

// otherRuntime is a runtime that the API accepts, and not the one that a first Build gets from the emulator.
func otherRuntime() string {
	current := slices.DeleteFunc(serverless.CurrentRuntimes(), func(name string) bool { return name == "node22" })
	return current[0]
}
