package leaktest_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"mime/multipart"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/cassettes"
	"github.com/twilio-serverless/twilio-serverless-go/contract/cases"
	"github.com/twilio-serverless/twilio-serverless-go/contract/reporthtml"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/instruments/leaktest"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/bundle"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

var (
	account = "AC" + strings.Repeat("1", 32)
	key     = "SK" + strings.Repeat("2", 32)
	foreign = "AC" + strings.Repeat("3", 32)

	token        = leaktest.Value("credential: auth token")
	keySecret    = leaktest.Value("credential: API key secret")
	foreignToken = leaktest.Value("credential: foreign auth token")
	variable     = leaktest.Value("credential: variable value")
	changed      = leaktest.Value("credential: changed variable value")
)

func ways() []string {
	return []string{leaktest.Quietly, leaktest.Echo, leaktest.Page, leaktest.Text, leaktest.Foreign}
}

// hostile is an emulator whose answers are spoiled.
func hostile(t *testing.T, way string, spoil func(*http.Request) bool) string {
	t.Helper()
	emu, err := emulator.New(&emulator.Options{Seed: 1, Accounts: []emulator.Account{
		{SID: account, AuthToken: token, Keys: map[string]string{key: keySecret}},
		{SID: foreign, AuthToken: foreignToken},
	}})
	require.NoError(t, err)
	server := httptest.NewServer(leaktest.Plant(emu, way, spoil))
	t.Cleanup(server.Close)
	return server.URL
}

// always spoils everything; later lets the creation of Services through, without which nothing else comes about.
func always(*http.Request) bool { return true }

func later(r *http.Request) bool {
	return r.Method != http.MethodDelete && !strings.HasSuffix(r.URL.Path, "/Services")
}

func variables(r *http.Request) bool { return strings.Contains(r.URL.Path, "/Variables") }

// outlets are what the programs leave behind, by name. It is safe for concurrent use.
type outlets struct {
	mu   sync.Mutex
	text map[string]*bytes.Buffer
}

func (o *outlets) to(name string) io.Writer {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.text[name] == nil {
		o.text[name] = new(bytes.Buffer)
	}
	return o.text[name]
}

func (o *outlets) err(name string, err error) {
	for _, verb := range []string{"%v", "%+v", "%#v", "%q"} {
		fmt.Fprintf(o.to(name), verb+"\n", err)
	}
}

// inFull marks what a conformance run leaves of a target on loopback, where every value is shown but what never is.
const inFull = "conformance on loopback"

var never = []string{"credential: auth token", "credential: API key secret", "credential: foreign auth token"}

// TestNothingLeaks plants every secret and looks for it in everything that is left behind.
func TestNothingLeaks(t *testing.T) {
	o := &outlets{text: map[string]*bytes.Buffer{}}
	t.Run("all", func(t *testing.T) { // ends when all below it have
		t.Run("requests", func(t *testing.T) { t.Parallel(); recordRequests(t, o) })
		t.Run("control API, "+untouched, func(t *testing.T) { t.Parallel(); journal(t, o, untouched) })
		for _, way := range ways() {
			t.Run("run, "+way, func(t *testing.T) { t.Parallel(); runContract(t, o, way) })
			t.Run("control API, "+way, func(t *testing.T) { t.Parallel(); journal(t, o, way) })
			t.Run("client, "+way, func(t *testing.T) { t.Parallel(); useClient(t, o, way) })
			for name, spoil := range map[string]func(*http.Request) bool{"always": always, "variables": variables} {
				t.Run("deploy, "+way+", "+name, func(t *testing.T) { t.Parallel(); deploy(t, o, way, name, spoil) })
				t.Run("commands, "+way+", "+name, func(t *testing.T) {
					t.Parallel()
					useCommands(t, o, way, name,
						spoil)
				})
			}
		}
	})
	leaks := map[string][]string{}
	for name, text := range o.text {
		if !strings.Contains(name, inFull) { // a target that is out of order is not run
			require.NotZero(t, text.Len(), "%s is empty: nothing could be found there", name)
		}
		for _, found := range leaktest.Find(text.Bytes()) {
			if strings.Contains(name, inFull) && !slices.Contains(never, found) {
				continue
			}
			leaks[found] = append(leaks[found], name)
		}
	}
	total := 0
	for _, c := range leaktest.All() {
		total += len(leaks[c.Name])
		assert.Empty(t, leaks[c.Name], "%s leaked", c.Name)
	}
	t.Logf("%d secrets, %d outlets: %d leaks", len(leaktest.All()), len(o.text), total)
}

// recordRequests sends what programs should not send, and records it.
func recordRequests(t *testing.T, o *outlets) {
	t.Helper()
	requests := map[string]*http.Request{}
	add := func(name, method, query, contentType, body string) *http.Request {
		req, err := http.NewRequestWithContext(t.Context(), method, hostile(t, leaktest.Quietly, always)+"/v1/Services"+
			query, strings.NewReader(body))
		require.NoError(t, err)
		if contentType != "" {
			req.Header.Set("Content-Type", contentType)
		}
		req.SetBasicAuth(account, token)
		requests[name] = req
		return req
	}
	var upload bytes.Buffer
	w := multipart.NewWriter(&upload)
	for _, c := range leaktest.All() {
		kind, name, _ := strings.Cut(c.Name, ": ")
		switch kind {
		case "request header":
			add(c.Name, "GET", "", "", "").Header.Set(name, c.Value)
		case "query":
			add(c.Name, "GET", "?PageSize=1&"+name+"="+url.QueryEscape(c.Value), "", "")
		case "form":
			add(c.Name, "POST", "", "application/x-www-form-urlencoded",
				url.Values{"UniqueName": {"a"}, "FriendlyName": {"b"}, name: {c.Value}}.Encode())
		case "multipart":
			require.NoError(t, w.WriteField(name, c.Value))
		case "JSON request":
			add(c.Name, "POST", "", "application/json", fmt.Sprintf(`{"secret":%q}`, c.Value))
		case "text request":
			add(c.Name, "POST", "", "text/plain", c.Value)
		}
	}
	require.NoError(t, w.Close())
	add("multipart", "POST", "", w.FormDataContentType(), upload.String())
	require.Len(t, requests, 15)
	for name, req := range requests {
		path := filepath.Join(t.TempDir(), "recording.yaml")
		rt, err := cassettes.Record(path, http.DefaultTransport, nil)
		require.NoError(t, err)
		resp, err := rt.RoundTrip(req)
		require.NoError(t, err, name)
		require.NoError(t, resp.Body.Close())
		require.NoError(t, rt.Close(), name)
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		fmt.Fprintf(o.to("recording of a request with "+name), "%s", text)
	}
}

// runContract runs cases against a hostile target, and records them.
func runContract(t *testing.T, o *outlets, way string) {
	t.Helper()
	address := hostile(t, way, later)
	folder := t.TempDir()
	// Not by its address on loopback, where a report shows every value but credentials.
	elsewhere := http.DefaultTransport.(*http.Transport).Clone()
	elsewhere.DialContext = func(ctx context.Context, network, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, strings.TrimPrefix(address, "http://"))
	}
	target := &suite.Target{
		APIURL: "http://serverless.leak.test", Username: account, Password: token, SecondUsername: key,
		SecondPassword:  keySecret,
		ForeignUsername: foreign, ForeignPassword: foreignToken, PollInterval: time.Millisecond,
		BuildTimeout: time.Second,
		Transport:    elsewhere, Features: []suite.Feature{suite.FeatureSecrets},
	}
	target.Open = func(id string) (http.RoundTripper, error) {
		path := filepath.Join(folder, strings.ReplaceAll(id, "/", "_")+".yaml")
		return cassettes.Record(path, target.Transport,
			&cassettes.Options{Secrets: []string{token, keySecret, foreignToken, variable}})
	}
	report, err := suite.Run(t.Context(), target, &suite.RunOptions{
		Filter:  regexp.MustCompile("^(auth/(every|api-key)|services/(fetch-by|update-ch)|variables/(own|create|value-is|list-has)|functions/create|builds/are)"),
		Assumed: true, Parallel: 10,
		Cases: append(cases.All(), ownCase()),
	})
	if !errors.Is(err, suite.ErrNoVerdict) {
		// of a server that answers 5xx alone there is none, and a report all the same
		require.NoError(t, err)
	}
	require.Positive(t, report.Totals.Cases)
	if way != leaktest.Quietly {
		require.Positive(t, report.Totals.Fail+report.Totals.Blocked+report.Totals.Error, "%s is to be explained", way)
	}
	name := "report of a run, answers spoiled " + way
	require.NoError(t, report.WriteText(o.to(name+", text")))
	require.NoError(t, report.WriteJSON(o.to(name+", JSON")))
	require.NoError(t, report.WriteJUnit(o.to(name+", JUnit")))
	require.NoError(t, reporthtml.Write(o.to(name+", HTML"), report))
	recordings, err := filepath.Glob(filepath.Join(folder, "*.yaml"))
	require.NoError(t, err)
	require.NotEmpty(t, recordings)
	for _, path := range recordings {
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		fmt.Fprintf(o.to("recordings of a run, answers spoiled "+way), "%s", text)
	}
}

// ownCase sends a value of its own: what a case sends is shown.
func ownCase() suite.Case {
	return suite.Case{ID: "variables/own", Claim: "A Variable keeps its value.", Source: "a/b", Level: suite.Documented,
		Run: func(ctx context.Context, s *suite.Session) error {
			service, err := s.CreateService(ctx)
			if err != nil {
				return err
			}
			environment, err := s.CreateEnvironment(ctx, service, "")
			if err != nil {
				return err
			}
			_, err = s.CreateVariable(ctx, environment, "A", "a value of the case")
			return err
		}}
}

// apiOf is a client that logs everything it can.
func apiOf(t *testing.T, o *outlets, name, address string, credentials client.Credentials) *client.Client {
	t.Helper()
	level := &slog.HandlerOptions{Level: slog.LevelDebug}
	api, err := client.New(credentials, &client.Options{
		APIURL: address, Logger: slog.New(slog.NewJSONHandler(o.to(name+", log"), level)),
		Retry: client.Retry{Attempts: 2, RateLimitAttempts: 2, MinWait: time.Millisecond},
	})
	require.NoError(t, err)
	fmt.Fprintf(o.to(name+", log"), "%v %+v %#v %v\n", credentials, credentials, credentials, api)
	return api
}

func useClient(t *testing.T, o *outlets, way string) {
	for with, credentials := range map[string]client.Credentials{
		"auth token": client.AuthToken(account, token), "API key": client.APIKey(key, keySecret),
	} {
		name := "client with " + with + ", answers spoiled " + way
		api := apiOf(t, o, name, hostile(t, way, always), credentials)
		service, environment, sid := "ZS"+strings.Repeat("0", 32), "ZE"+strings.Repeat("0", 32),
			"ZV"+strings.Repeat("0", 32)
		for _, err := range api.ListServices(t.Context(), nil) {
			o.err(name, err)
		}
		_, err := api.CreateService(t.Context(), serverless.CreateServiceRequest{UniqueName: "a", FriendlyName: "b"})
		o.err(name, err)
		_, err = api.FetchService(t.Context(), "a")
		o.err(name, err)
		_, err = api.CreateVariable(t.Context(), service, environment,
			serverless.CreateVariableRequest{Key: "A", Value: variable})
		o.err(name, err)
		_, err = api.UpdateVariable(t.Context(), service, environment, sid,
			serverless.UpdateVariableRequest{Value: &changed})
		o.err(name, err)
		o.err(name, api.DeleteVariable(t.Context(), service, environment, sid))
	}
}

func deploy(t *testing.T, o *outlets, way, spoiled string, spoil func(*http.Request) bool) {
	name := "deployer, answers spoiled " + way + ", " + spoiled
	api := apiOf(t, o, name, hostile(t, way, spoil), client.AuthToken(account, token))
	d, err := deployer.New(api, &deployer.Options{PollInterval: time.Millisecond, OnEvent: func(e deployer.Event) {
		fmt.Fprintf(o.to(name+", events"), "%v %+v %#v\n", e, e, e)
	}})
	require.NoError(t, err)
	project, err := bundle.Read(fstest.MapFS{"functions/a.js": {Data: []byte("exports.handler = () => {}")}}, nil)
	require.NoError(t, err)
	for _, value := range []string{variable, changed} {
		request := deployer.Request{Bundle: project, Service: "a", Environment: "dev",
			Variables: []deployer.Variable{{Key: "A", Value: value}}}
		plan, err := d.Plan(t.Context(), request)
		o.err(name, err)
		fmt.Fprintf(o.to(name), "%v %+v %#v\n", request, plan, plan)
		if err != nil {
			continue
		}
		result, err := d.Apply(t.Context(), plan)
		o.err(name, err)
		fmt.Fprintf(o.to(name), "%v %+v %#v\n", result, result, result)
	}
}

// useCommands runs the command line as its users do, and keeps what it prints and writes.
func useCommands(t *testing.T, o *outlets, way, spoiled string, spoil func(*http.Request) bool) {
	folder := t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(folder, "functions"), 0o755))
	for file, text := range map[string]string{
		"functions/a.js": "exports.handler = () => {}", ".env": "A='" + variable + "'\n",
		"package.json": `{"name":"shop"}`,
	} {
		require.NoError(t, os.WriteFile(filepath.Join(folder, file), []byte(text), 0o600))
	}
	address := hostile(t, way, spoil)
	name := "commands, answers spoiled " + way + ", " + spoiled
	environment := map[string]string{"TWILIO_ACCOUNT_SID": account, "TWILIO_AUTH_TOKEN": token}
	if spoiled == "variables" {
		environment = map[string]string{"TWILIO_API_KEY": key, "TWILIO_API_SECRET": keySecret}
	}
	reports := filepath.Join(folder, "reports")
	require.NoError(t, os.Mkdir(reports, 0o755))
	for i, args := range [][]string{
		{"plan", folder, "--api-url", address, "--check"},
		{"deploy", folder, "--api-url", address, "--check", "-y"},
		{"deploy", folder, "--api-url", address, "-y", "-o", "json"},
		{"list", "variables", folder, "--service", "shop", "--api-url", address},
		{"conformance", "--run", "^variables/create|^services/fetch-by-sid$", "--api-url", address, "--record",
			filepath.Join(reports, "recordings"),
			"--report", filepath.Join(reports, "r.json"), "--report", filepath.Join(reports, "r.xml"), "--report",
			filepath.Join(reports, "r.html"), "--coverage"},
		{"conformance", "--cleanup", "check-1", "--api-url", address},
	} {
		if spoiled == "always" && i > 0 && i < 4 {
			continue // it ends like the first
		}
		stdout := name + ", stdout"
		if args[0] == "conformance" {
			stdout = name + ", " + inFull + ", stdout"
		}
		code := cli.Main(t.Context(), args, cli.Env{
			Stdin: strings.NewReader(""), Stdout: o.to(stdout), Stderr: o.to(name + ", stderr"),
			Getenv: func(key string) string { return environment[key] },
		})
		fmt.Fprintf(o.to(name+", stdout"), "%s ended with %d\n", args[0], code)
	}
	require.NoError(t, filepath.WalkDir(reports, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		files := name + ", recordings"
		if filepath.Dir(path) == reports {
			files = name + ", " + inFull + ", reports"
		}
		fmt.Fprintf(o.to(files), "%s", text)
		return err
	}))
}
