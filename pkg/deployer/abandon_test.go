package deployer_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

// process is one that deploys and can die: from then on it sends nothing, is answered nothing and
// writes nothing. It does not learn that, so all of it stands still until it is buried.
type process struct {
	account *account
	client  *client.Client
	dead    atomic.Bool
	died    chan struct{}
	buried  chan struct{}
	gone    chan struct{} // nothing of it runs any more
}

func (a *account) process(t *testing.T) *process {
	t.Helper()
	p := &process{account: a, died: make(chan struct{}), buried: make(chan struct{}), gone: make(chan struct{})}
	var err error
	p.client, err = client.New(client.AuthToken(emulator.TestAccountSID, emulator.TestAuthToken),
		&client.Options{HTTPClient: &http.Client{Transport: p}})
	require.NoError(t, err)
	return p
}

func (p *process) die() {
	if !p.dead.Swap(true) {
		close(p.died)
	}
}

var errBuried = errors.New("the process is no more")

// RoundTrip: what was sent before the death is done by the API all the same.
func (p *process) RoundTrip(req *http.Request) (*http.Response, error) {
	if p.dead.Load() {
		<-p.buried
		return nil, errBuried
	}
	resp, err := p.account.wire.RoundTrip(req)
	if p.dead.Load() {
		<-p.buried
		return nil, errBuried
	}
	return resp, err
}

// record writes the account's journal, which outlives the process.
func (p *process) record(e deployer.JournalEntry) {
	if !p.dead.Load() {
		p.account.journal.record(e)
	}
}

// deploy begins a deploy that is to die at a call, and returns when it has, all that is under way
// at the API included.
func (p *process) deploy(t *testing.T, r deployer.Request, name, way string) {
	t.Helper()
	a := p.account
	a.wire.reset()
	a.wire.intercept = func(now sent, req *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
		if now.name() != name {
			return send()
		}
		if way == "after the work" {
			_, err := send()
			require.NoError(t, err)
		}
		p.die()
		return nil, errBuried
	}
	opts := &deployer.Options{}
	if a.journal != nil {
		opts.Journal = p.record
	}
	d, err := deployer.New(p.client, opts)
	require.NoError(t, err)
	r.Journal = a.journal.entries(t)
	ended := make(chan struct{})
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	go func() {
		defer close(ended)
		if plan, err := d.Plan(ctx, r); err == nil {
			_, _ = d.Apply(ctx, plan)
		}
	}()
	go func() {
		<-p.buried
		cancel()
		<-ended
		close(p.gone)
	}()
	select {
	case <-p.died:
	case <-ended:
		t.Fatalf("the deploy has ended without %s", name)
	}
	time.Sleep(50 * time.Millisecond) // until what was under way has arrived and is done
	synctest.Wait()
	a.wire.reset()
}

func (p *process) bury() {
	close(p.buried)
	<-p.gone
}

// The process is killed while a call is under way, for each call: the journal is all that is left,
// and the same request completes what was begun, uploading nothing of which the journal knows.
func TestApply_abandonedAtEveryCall(t *testing.T) {
	t.Parallel()
	matrix(t, []string{"before the work", "after the work"},
		func(t *testing.T, a *account, r deployer.Request, c disturbed[string]) {
			p := a.process(t)
			defer p.bury()
			p.deploy(t, r, c.call.name(), c.way)
			acknowledged := versionsIn(a.journal.entries(t))
			a.mustDeploy(t, r)
			require.Equal(t, c.want, a.state(t, "shop", "dev"), c.name)
			if a.journal != nil {
				require.LessOrEqual(t, a.uploads(), c.uploads-acknowledged, c.name)
				require.Empty(t, a.journal.entries(t), c.name)
			}
		})
}

// files makes a project of n Functions and m Assets.
func files(n, m int) fstest.MapFS {
	project := fstest.MapFS{}
	for i := range n {
		project[fmt.Sprintf("functions/f%02d.js", i)] = file(fmt.Sprint("exports.handler = ", i))
	}
	for i := range m {
		project[fmt.Sprintf("assets/a%02d.txt", i)] = file(fmt.Sprint(i))
	}
	return project
}

// A first deploy is killed at each of its calls, and for some of them the second run too: each run
// uploads at most what was not acknowledged before, and creates nothing that is there.
func TestApply_killedDeployUploadsTheRest(t *testing.T) {
	t.Parallel()
	const n, m = 12, 6
	within := func(t *testing.T, test func(t *testing.T, a *account, r deployer.Request)) {
		synctest.Test(t, func(t *testing.T) {
			// Uploads take longer than creates, so that a death finds calls of both kinds under way.
			a := newAccount(t, &emulator.Options{Latency: 20 * time.Millisecond, BuildTime: time.Second})
			a.journal = &journal{}
			test(t, a, request(t, files(n, m)))
		})
	}
	var calls []sent
	within(t, func(t *testing.T, a *account, r deployer.Request) {
		a.mustDeploy(t, r)
		calls = a.wire.calls()
		require.Equal(t, n+m+1, a.uploads())
	})
	cells, repeated, naive := 0, 0, 0
	for i, call := range calls {
		if i%7 != 0 && !*allCells {
			continue
		}
		within(t, func(t *testing.T, a *account, r deployer.Request) {
			about := "killed at " + call.name()
			first := a.process(t)
			defer first.bury()
			first.deploy(t, r, call.name(), []string{"before the work", "after the work"}[i%2])
			if i%3 == 0 && versionsIn(a.journal.entries(t)) < n+m { // there is an upload to be killed at
				second := a.process(t)
				defer second.bury()
				// Which upload this is depends on what is left. The first one always comes.
				operation := "CreateFunctionVersion"
				second.deploy(t, r, operation+"#1", "after the work")
				about += " and again"
			}
			entries := a.journal.entries(t)
			left := n + m + 1 - versionsIn(entries)
			a.mustDeploy(t, r)
			require.LessOrEqual(t, a.uploads(), left, about)
			functions, assets := made(entries, deployer.StepFunction), made(entries, deployer.StepAsset)
			manifest := made(entries, deployer.StepManifest)
			require.LessOrEqual(t, a.wire.count("CreateFunction"), n+1-len(functions)-len(manifest), about)
			require.LessOrEqual(t, a.wire.count("CreateAsset"), m-len(assets), about)
			got := a.state(t, "shop", "dev")
			require.Equal(t, liveOf(t, r.Bundle), got.Live, about)
			require.Len(t, got.Functions, n, about)
			require.Len(t, got.Assets, m, about)
			require.Len(t, got.Manifests, 1, about)
			cells++
			repeated += a.wire.made["CreateFunctionVersion"] + a.wire.made["CreateAssetVersion"] - (n + m + 1)
			naive += versionsIn(entries)
		})
	}
	t.Logf("%d files, killed at %d calls: %d versions uploaded twice, without a journal %d more", n+m, cells, repeated,
		naive)
}

// Options of a request that is continued hold for it too.
func TestApply_killedWithOptions(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		option   func(*deployer.Request)
		prepared bool // all is live already
		call     string
		want     string // what the second run sends besides reads
		live     bool   // at the end, what was planned
	}{
		"a forced Build": {func(r *deployer.Request) { r.ForceBuild = true }, true, "FetchBuildStatus#2",
			"[CreateDeployment]", true},
		"a forced Build is live": {func(r *deployer.Request) { r.ForceBuild = true }, true, "CreateDeployment#1", "[]",
			true},
		"without activation": {func(r *deployer.Request) { r.NoActivate = true }, false, "FetchBuildStatus#2", "[]",
			false},
		"no manifest": {func(r *deployer.Request) { r.NoManifest = true }, false, "FetchBuildStatus#2",
			"[CreateDeployment]", true},
		"live without a manifest": {func(r *deployer.Request) { r.NoManifest = true }, false, "CreateDeployment#1",
			"[]",
			true},
		"forced, without manifest": {func(r *deployer.Request) { r.NoManifest, r.ForceBuild = true, true }, true,
			"CreateDeployment#1", "[]", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				a := newAccount(t, &emulator.Options{BuildTime: 3 * time.Second})
				a.journal = &journal{}
				r := request(t, shop())
				if c.prepared {
					r.Known = a.mustDeploy(t, r).Known
				}
				c.option(&r)
				p := a.process(t)
				defer p.bury()
				p.deploy(t, r, c.call, "after the work")
				build := made(a.journal.entries(t), deployer.StepBuild)[0].SID
				result := a.mustDeploy(t, r)
				writes := []string{}
				for _, s := range a.wire.calls() {
					if s.write() {
						writes = append(writes, s.operation)
					}
				}
				assert.Equal(t, c.want, fmt.Sprint(writes))
				assert.Equal(t, build, result.BuildSID)
				assert.Equal(t, c.live, result.Known != nil)
				if c.live {
					assert.Equal(t, liveOf(t, r.Bundle), a.state(t, "shop", "dev").Live)
					assert.Equal(t, build, result.Known.BuildSID)
				}
				if r.ForceBuild {
					assert.NotEqual(t, build, a.mustDeploy(t, r).BuildSID, "the journal has ended with its run")
				}
			})
		})
	}
}
