package fleet

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/internal/regular"
)

func TestRead(t *testing.T) {
	t.Parallel()
	f, err := Read(strings.NewReader(`
version: 1
defaults: {project: shop, environment: stage, rate: 5, args: [--strict]}
deployments:
  - {name: one, account: ACME}
  - {name: two, account: ACME, production: true, args: [--keep-others]}
  - {name: three, account: OTHER, project: site, service: site}
`))
	require.NoError(t, err)
	assert.Equal(t, []Deployment{
		{"one", "ACME", Settings{Project: "shop", Environment: "stage", Rate: 5, Args: []string{"--strict"}}},
		{"two", "ACME", Settings{Project: "shop", Production: true, Rate: 5,
			Args: []string{"--strict", "--keep-others"}}},
		{"three", "OTHER", Settings{Project: "site", Service: "site", Environment: "stage", Rate: 5,
			Args: []string{"--strict"}}},
	}, f.Deployments)
}

// Each mistake is named, and nothing of a file with one is deployed.
func TestRead_refused(t *testing.T) {
	t.Parallel()
	one := "{name: one, account: A, project: p}"
	for text, want := range map[string]string{
		"":                     "it is empty",
		"version: 2\n":         "version: 2 is not known, want 1",
		"version: 1\n":         "deployments: there is none",
		"version: 1\nsome: 1":  "some",
		"v\x00e\x00r\x00s\x00": "is text in UTF-16",
		"version: 1\nx: \xe9":  "is not UTF-8 text",
		"deployments: []\n":    "version: it is missing: write version: 1",
		"version: 1\ndeployments: [" + one + "]\n---\nversion: 1\n": "it has more than one document",
	} {
		_, err := Read(strings.NewReader(text))
		assert.ErrorContains(t, err, want, text)
	}
	for list, want := range map[string]string{
		"{}":                                          `name: "" is none`,
		"{name: ../x, account: A, project: p}":        `name: "../x" is none`,
		"{name: x, account: acme, project: p}":        `account: "acme" is none`,
		"{name: x, account: A}":                       "project: which directory?",
		"{name: x, account: A, project: p, rate: -1}": "rate: -1",
		"{name: x, account: A, project: p, environment: e, production: true}": "exclude each other",
		"{name: x, account: A, project: p, args: [--service=x]}":              "args: --service is not for args",
		one + ", " + one: "the name one is there twice",
		one + ", {name: two, account: A, project: p}":   "to the same place as one",
		one + ", {name: two, account: A, project: ./p}": "to the same place as one",
		"{name: x, account: A, project: p, environment: Dev}, " +
			"{name: y, account: A, project: p, environment: dev}": "to the same place as x",
		"{name: x, account: A, project: p, environment: Production}":                    "write production: true",
		one + ", {name: two, account: A, project: q, rate: 3}":                          "A has the rate 20 and 3",
		"{name: x, account: A}, {name: y, account: b, project: p}":                      `account: "b" is none`,
		"{name: x, account: A, project: p, environment: dev, enviroment: dev, rate: 5}": "enviroment",
	} {
		_, err := Read(strings.NewReader("version: 1\ndeployments: [" + list + "]"))
		assert.ErrorContains(t, err, want, list)
	}
}

// No message about the text of a file names a type of Go, and a file that grows when it is read ends.
func TestRead_plainWords(t *testing.T) {
	t.Parallel()
	bomb := "a: &a [x, x, x, x, x, x, x, x, x]\n"
	for c := 'b'; c < 'k'; c++ {
		bomb += fmt.Sprintf("%c: &%c [*%c, *%c, *%c, *%c, *%c, *%c, *%c, *%c]\n", c, c, c-1, c-1, c-1, c-1, c-1,
			c-1, c-1, c-1)
	}
	for text, want := range map[string]string{
		"- a":                                    "line 1: a list is where a mapping with names is needed",
		"x":                                      "line 1: the text `x` is where a mapping with names is needed",
		"a: [":                                   "did not find expected node content",
		"version: one\ndeployments: []":          "line 1: the text `one` is where a whole number is needed",
		"version: 1\ndeployments: {a: b}":        "line 2: a mapping is where a list is needed",
		"version: 1\ndeployments: [{name: [a]}]": "line 2: a list is where text is needed",
		"version: 1\ndeployments: [{name: a, production: maybe}]": "the text `maybe` is where true or false is needed",
		"acounts: 1":                `line 1: "acounts" is not a property of this file`,
		"version: 1\nversion: 1":    `mapping key "version" already defined at line 1`,
		strings.Repeat("[", 100000): "exceeded max depth",
		bomb:                        `"a" is not a property of this file`,
	} {
		_, err := Read(strings.NewReader(text))
		if assert.ErrorContains(t, err, want, "%.60s", text) {
			assert.NotRegexp(t, `unmarshal|fleet\.|in type|^yaml: `, err.Error())
		}
	}
}

// A property that is there and empty does not fall back to the defaults: the deployment would go to another place.
func TestRead_empty(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		`{name: x, account: A, environment: ""}`:         "deployments[0].environment is empty",
		`{name: x, account: A, environment: " "}`:        "deployments[0].environment is empty",
		`{name: x, account: A, environment: }`:           "deployments[0].environment is empty",
		`{name: x, account: A, environment: null}`:       "deployments[0].environment is empty",
		`{name: x, account: A, production: }`:            "deployments[0].production is empty",
		`{name: x, account: A, service: ""}`:             "deployments[0].service is empty",
		`{name: x, account: A, project: ""}`:             "deployments[0].project is empty",
		`{name: x, account: "", project: p}`:             "deployments[0].account is empty",
		`{name: "", account: A, project: p}`:             "deployments[0].name is empty",
		`{name: x, account: A, args: }`:                  "deployments[0].args is empty",
		`{name: x, account: A, args: [--a, ""]}`:         "deployments[0].args[1] is empty",
		`{name: x, account: A, rate: }`:                  "deployments[0].rate is empty",
		`{name: x, account: A, rate: 0}`:                 "deployments[0].rate: 0 is no number of requests",
		`{name: x, account: A, rate: 0.5}`:               "deployments[0].rate: 0.5 is no number of requests",
		`{name: x, account: A, rate: fast}`:              "deployments[0].rate: fast is no number of requests",
		`{name: x, account: A, rate: 2147483647}`:        "give a whole number from 1 to 10000",
		`{name: x, account: A, environment: production}`: "write production: true",
		`{name: x, account: A, args: [-otext]}`:          "args: -o is not for args",
		``:                                               "deployments[0] is empty",
	} {
		_, err := Read(strings.NewReader("version: 1\ndefaults: {project: p, production: true}\n" +
			"deployments:\n  - " + line + "\n"))
		assert.ErrorContains(t, err, want, line)
	}
	_, err := Read(strings.NewReader("version: 1\ndefaults: {environment: ''}\n" +
		"deployments: [{name: x, account: A, project: p}]"))
	assert.ErrorContains(t, err, "defaults.environment is empty")
}

// A project may have a Variable with the name of a credential of the account without its beginning: it never gets the
// credential itself.
func TestDeployment_Variable(t *testing.T) {
	t.Parallel()
	d := Deployment{Account: "ACME"}
	for name, want := range map[string]string{
		"GREETING": "ACME_GREETING", "TWILIO_REGION": "ACME_REGION",
		"TWILIO_SERVERLESS_API_URL": "ACME_SERVERLESS_API_URL",
		"TWILIO_ACCOUNT_SID":        "ACME_ACCOUNT_SID", "TWILIO_API_SECRET": "ACME_API_SECRET",
		"ACCOUNT_SID": "", "AUTH_TOKEN": "", "API_KEY": "", "API_SECRET": "",
	} {
		assert.Equal(t, want, d.Variable(name), name)
	}
}

// Two processes never deploy one shard at once: the second is refused before it sends anything, and may begin when the
// first has ended. Another shard goes on.
func TestRun_together(t *testing.T) {
	t.Parallel()
	f := &Fleet{Version: 1, Deployments: []Deployment{
		{"one", "A", Settings{Project: "p", Rate: 1}}, {"two", "B", Settings{Project: "p", Rate: 1}},
	}}
	state := t.TempDir()
	deployed := func(context.Context, Deployment, func(http.RoundTripper) http.RoundTripper) (json.RawMessage, int,
		error) {
		return json.RawMessage("{}"), 0, nil
	}
	first, second := Shard{1, 2}, Shard{2, 2}
	_, err := Run(t.Context(), f, &Options{Shard: first, State: state, Deploy: func(
		ctx context.Context, d Deployment, wrap func(http.RoundTripper) http.RoundTripper) (json.RawMessage, int,
		error) {
		_, err := Run(ctx, f, &Options{Shard: first, State: state, Deploy: func(
			context.Context, Deployment, func(http.RoundTripper) http.RoundTripper) (json.RawMessage, int, error) {
			assert.Fail(t, "it deploys while another one does")
			return nil, 1, nil
		}})
		assert.ErrorContains(t, err, "another process deploys the shard 1/2")
		_, err = Run(ctx, f, &Options{Shard: second, State: state, Deploy: deployed})
		assert.NoError(t, err)
		return deployed(ctx, d, wrap)
	}})
	require.NoError(t, err)
	report, err := Run(t.Context(), f, &Options{Shard: first, State: state, Deploy: deployed})
	require.NoError(t, err)
	assert.True(t, report.Done())
}

// The file of the documentation is one.
func TestRead_documentation(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../docs/ci.md")
	require.NoError(t, err)
	_, text, found := strings.Cut(string(page), "```yaml\n# fleet.yaml\n")
	require.True(t, found)
	text, _, _ = strings.Cut(text, "```")
	f, err := Read(strings.NewReader(text))
	require.NoError(t, err)
	assert.Len(t, f.Deployments, 3)
	assert.Equal(t, 2, f.Accounts())
	assert.True(t, f.Deployments[1].Production)
	assert.Contains(t, string(page), fmt.Sprintf("default %d", defaultRate))
}

// Every deployment is in one share, and all of an account in the same.
func TestShard(t *testing.T) {
	t.Parallel()
	f := &Fleet{}
	for i := range 200 {
		for j := range 1 + i%3 {
			f.Deployments = append(f.Deployments,
				Deployment{Name: fmt.Sprintf("%d-%d", i, j), Account: fmt.Sprintf("A%d", i)})
		}
	}
	for _, count := range []int{1, 2, 7, 8, 200, 300} {
		shares, names := map[string]int{}, map[string]bool{}
		least, most := len(f.Deployments), 0
		for index := 1; index <= count; index++ {
			accounts := map[string]bool{}
			for _, d := range (Shard{index, count}).Of(f) {
				assert.False(t, names[d.Name], "%s is in two shares of %d", d.Name, count)
				names[d.Name], accounts[d.Account] = true, true
				if of, found := shares[d.Account]; found {
					assert.Equal(t, of, index, "%s of %d", d.Account, count)
				}
				shares[d.Account] = index
			}
			least, most = min(least, len(accounts)), max(most, len(accounts))
		}
		assert.Len(t, names, len(f.Deployments))
		assert.LessOrEqual(t, most-least, 1, "shares are alike")
	}
}

func TestParseShard(t *testing.T) {
	t.Parallel()
	index := func(string) string { return "7" }
	for text, want := range map[string]Shard{"1/1": {1, 1}, "8/8": {8, 8}, "job/8": {8, 8}} {
		got, err := ParseShard(text, index)
		require.NoError(t, err)
		assert.Equal(t, want, got)
	}
	for _, text := range []string{"", "1", "0/8", "9/8", "-1/8", "1/0", "a/b", "1/8/2", "job/7", "/8", "1/"} {
		_, err := ParseShard(text, index)
		assert.Error(t, err, text)
	}
}

// However late requests and answers are, no more than the rate begin at the server within any second.
func TestLimiter(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const rate = 5
		var mu sync.Mutex
		var arrived []time.Time
		n := 0
		server := roundTripper(func(*http.Request) (*http.Response, error) {
			mu.Lock()
			n++
			late, slow := time.Duration(n*7919%900)*time.Millisecond, time.Duration(n*104729%1500)*time.Millisecond
			mu.Unlock()
			time.Sleep(late) // under way
			mu.Lock()
			arrived = append(arrived, time.Now())
			mu.Unlock()
			time.Sleep(slow)
			return &http.Response{StatusCode: 200}, nil
		})
		limited := newLimiter(rate, false).wrap(server)
		var group sync.WaitGroup
		for range 60 {
			group.Go(func() {
				_, err := limited.RoundTrip(httpRequest(t.Context()))
				assert.NoError(t, err)
			})
		}
		group.Wait()
		require.Len(t, arrived, 60)
		for i := rate; i < len(arrived); i++ {
			assert.GreaterOrEqual(t, arrived[i].Sub(arrived[i-rate]), time.Second, "request %d", i)
		}
		time.Sleep(2 * time.Second)
	})
}

// After a process that was killed, nothing is sent for a second; a request that is given up takes no place.
func TestLimiter_after(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		var at []time.Duration
		limited := newLimiter(1, true).wrap(roundTripper(func(*http.Request) (*http.Response, error) {
			at = append(at, time.Since(start))
			return &http.Response{}, nil
		}))
		ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
		defer cancel()
		_, err := limited.RoundTrip(httpRequest(ctx))
		require.ErrorIs(t, err, context.DeadlineExceeded)
		_, err = limited.RoundTrip(httpRequest(t.Context()))
		require.NoError(t, err)
		assert.Equal(t, []time.Duration{time.Second}, at)
		time.Sleep(2 * time.Second)
	})
}

func httpRequest(ctx context.Context) *http.Request {
	r, _ := http.NewRequestWithContext(ctx, http.MethodGet, "http://127.0.0.1/", nil)
	return r
}

// What is deployed is not deployed again, what failed is; a torn line, as of a process that was killed while it wrote,
// costs nothing but itself.
func TestRun_again(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	f := &Fleet{Version: 1, Deployments: []Deployment{
		{"one", "A", Settings{Project: "p", Rate: 9}}, {"two", "B", Settings{Project: "p", Rate: 9}},
		{"three", "C", Settings{Project: "p", Rate: 9}}}}
	var mu sync.Mutex
	var tried []string
	failing := map[string]bool{"two": true}
	run := func() *Report {
		t.Helper()
		tried = nil
		report, err := Run(t.Context(), f, &Options{Shard: Shard{1, 1}, State: dir, Deploy: func(
			_ context.Context, d Deployment, _ func(http.RoundTripper) http.RoundTripper) (json.RawMessage, int,
			error) {
			mu.Lock()
			defer mu.Unlock()
			tried = append(tried, d.Name)
			if failing[d.Name] {
				return nil, 1, errors.New("the Build failed")
			}
			return json.RawMessage(`{"build_sid":"ZB"}`), 0, nil
		}})
		require.NoError(t, err)
		return report
	}
	report := run()
	assert.ElementsMatch(t, []string{"one", "two", "three"}, tried)
	assert.False(t, report.Done())
	assert.Equal(t, []int{2, 1, 0}, []int{report.Deployed, report.Failed, report.Pending})
	assert.Equal(t, "the Build failed", report.Results[1].Error)
	failing = nil
	logFile := filepath.Join(dir, "shard-1-of-1.jsonl")
	text, err := os.ReadFile(logFile)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(logFile, append(text, `{"name":"one","outcome":"fai`...), 0o600))
	report = run()
	assert.Equal(t, []string{"two"}, tried)
	assert.True(t, report.Done())
	assert.Equal(t, 2, report.Results[1].Attempts)
	run()
	assert.Empty(t, tried)
	f.Deployments[0].Environment = "stage" // another place than what is done
	pending, err := ReportOf(f, dir)
	require.NoError(t, err)
	assert.Equal(t, Pending, pending.Results[0].Outcome)
	run()
	assert.Equal(t, []string{"one"}, tried)
}

// A shard that cannot be locked is not deployed: nothing would keep another process from deploying it too.
func TestRun_lockCannotBeMade(t *testing.T) {
	t.Parallel()
	f := &Fleet{Version: 1, Deployments: []Deployment{{"one", "A", Settings{Project: "p", Rate: 1}}}}
	state := t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(state, "shard-1-of-1.lock"), 0o700))
	_, err := Run(t.Context(), f, &Options{Shard: Shard{1, 1}, State: state, Deploy: func(
		context.Context, Deployment, func(http.RoundTripper) http.RoundTripper,
	) (json.RawMessage, int, error) {
		assert.Fail(t, "it deploys without a lock")
		return nil, 1, nil
	}})
	assert.ErrorContains(t, err, "the shard 1/1 cannot be locked")
}

// A named pipe in the place of a file of the state would wait for ever.
func TestRun_stateOfAnotherKind(t *testing.T) {
	t.Parallel()
	f := &Fleet{Version: 1, Deployments: []Deployment{{"one", "A", Settings{Project: "p", Rate: 1}}}}
	for _, kind := range []string{".jsonl", ".lock"} {
		state := t.TempDir()
		require.NoError(t, os.Mkdir(filepath.Join(state, "shard-1-of-1"+kind), 0o700))
		_, err := Run(t.Context(), f, &Options{Shard: Shard{1, 1}, State: state})
		assert.ErrorIs(t, err, regular.ErrNotRegular, kind)
	}
}

// Each variable with a credential of any account of the file is known, and no other.
func TestFleet_Holds(t *testing.T) {
	t.Parallel()
	f := &Fleet{Deployments: []Deployment{{Account: "A"}, {Account: "A_B"}}}
	for name, want := range map[string]bool{
		"A_AUTH_TOKEN": true, "A_API_SECRET": true, "A_B_API_KEY": true, "A_B_ACCOUNT_SID": true, "A_GREETING": false,
		"B_AUTH_TOKEN": false, "AUTH_TOKEN": false, "A_TWILIO_AUTH_TOKEN": false,
	} {
		assert.Equal(t, want, f.Holds(name), name)
	}
}
