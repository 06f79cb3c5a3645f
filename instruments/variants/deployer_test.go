package variants_test

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/instruments/variants"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/bundle"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

// TestDeployer_takesEveryVariant deploys, changes, rolls back, promotes, prunes and undeploys a project on each
// variant: what a conformance suite must not accuse, a deploy must not stumble over.
func TestDeployer_takesEveryVariant(t *testing.T) {
	t.Parallel()
	for _, v := range variants.Variants() {
		t.Run(v.Name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) { deploysThrough(t, v).lifeOf("shop", 1) })
		})
	}
}

// foreignToDeploys is weather by a part of its name: a deploy reads little of what it has just written, deletes and
// updates little, makes one Build at a time, and guesses nothing.
var foreignToDeploys = []string{"00 ms", "half a second", "delete", "updated", "guesses", "two Builds at a time", "three others"}

// TestDeployer_comesThroughWeather is the same where answers fail or lag: a step that ends with an error is done again,
// as a user does it, and nothing is there twice at the end.
func TestDeployer_comesThroughWeather(t *testing.T) {
	t.Parallel()
	for _, v := range variants.Weather() {
		if v.Crowded {
			continue // no deploy makes room for a Service that an account cannot have
		}
		t.Run(v.Name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				d := deploysThrough(t, v)
				for n := range 8 { // so many requests that each event comes
					d.lifeOf("shop-"+strconv.Itoa(n), 7)
				}
				if !slices.ContainsFunc(foreignToDeploys, func(what string) bool { return strings.Contains(v.Name, what) }) {
					assert.Positive(t, d.worn.Changed(), "nothing was changed, so nothing was shown")
				}
			})
		})
	}
}

// deploys are those through a variant.
type deploys struct {
	t       *testing.T
	worn    *variants.Transport
	through *deployer.Deployer
	plain   *client.Client // without the variant
}

func deploysThrough(t *testing.T, v variants.Variant) *deploys {
	d := &deploys{t: t}
	var below http.RoundTripper
	target := emulated(t, func(next http.RoundTripper) http.RoundTripper {
		below, d.worn = next, v.Wear(next)
		return d.worn
	})
	to := func(transport http.RoundTripper) *client.Client {
		c, err := client.New(client.AuthToken(emulator.TestAccountSID, emulator.TestAuthToken), &client.Options{
			APIURL: target.APIURL, UploadURL: target.UploadURL, HTTPClient: &http.Client{Transport: transport}})
		require.NoError(t, err)
		return c
	}
	var err error
	d.plain = to(below)
	d.through, err = deployer.New(to(d.worn), nil)
	require.NoError(t, err)
	return d
}

// lifeOf does what is done to a project, each step until it succeeds, within a number of tries. Seven of them, each
// after twice the wait, outlast a minute.
func (d *deploys) lifeOf(service string, tries int) {
	ctx := d.t.Context()
	apply := func(plan func() (*deployer.Plan, error)) (result *deployer.Result) {
		d.t.Helper()
		var err error
		for try := range tries {
			if try > 0 {
				time.Sleep(time.Second << (try - 1)) // in virtual time
			}
			planned, planErr := plan()
			if err = planErr; err != nil {
				continue
			}
			if result, err = d.through.Apply(ctx, planned); err == nil {
				return result
			}
		}
		require.NoError(d.t, err)
		return result
	}
	deploy := func(environment, text string) *deployer.Result {
		d.t.Helper()
		return apply(func() (*deployer.Plan,
			error) {
			return d.through.Plan(ctx, request(d.t, service, environment, text))
		})
	}
	dev := deployer.Target{Service: service, Environment: "dev"}
	stage := deployer.Target{Service: service, Environment: "stage"}

	first := deploy("dev", "one")
	again := deploy("dev", "one")
	assert.Equal(d.t, first.BuildSID, again.BuildSID, "nothing has changed")
	second := deploy("dev", "two")
	assert.NotEqual(d.t, first.BuildSID, second.BuildSID)
	back := apply(func() (*deployer.Plan, error) { return d.through.PlanRollback(ctx, dev) })
	assert.Equal(d.t, first.BuildSID, back.BuildSID)
	deploy("stage", "three")
	promoted := apply(func() (*deployer.Plan, error) { return d.through.PlanPromote(ctx, dev, stage, nil) })
	assert.Equal(d.t, first.BuildSID, promoted.BuildSID)
	apply(func() (*deployer.Plan, error) { return d.through.PlanPrune(ctx, service, nil) })
	apply(func() (*deployer.Plan, error) { return d.through.PlanUndeploy(ctx, dev) })
	deploy("dev", "two")

	names := map[string]int{}
	for f, err := range d.plain.ListFunctions(ctx, service, nil) {
		require.NoError(d.t, err)
		names[f.FriendlyName]++
	}
	for name, n := range names {
		assert.Equal(d.t, 1, n, "%s is there %d times", name, n)
	}
	assert.Len(d.t, names, 3, "two Functions and the manifest")
}

func request(t *testing.T, service, environment, text string) deployer.Request {
	t.Helper()
	project, err := bundle.Read(fstest.MapFS{
		"package.json":               {Data: []byte(`{"dependencies":{"lodash":"^4.17.0","twilio":"^5.0.0"}}`)},
		"functions/hello.js":         {Data: []byte("exports.handler = (c, e, done) => done(null, '" + text + "');\n")},
		"functions/a/b.protected.js": {Data: []byte("exports.handler = (c, e, done) => done();\n")},
		"assets/index.html":          {Data: []byte("<p>" + text)},
		"assets/secret.private.txt":  {Data: []byte("s")},
		"assets/pictures/a-b.jpg":    {Data: []byte("\xff\xd8\xff\xe0\x00\x10")},
	}, nil)
	require.NoError(t, err)
	return deployer.Request{Bundle: project, Service: service, Environment: environment,
		Variables: []deployer.Variable{{Key: "TEXT", Value: text}, {Key: "SAME", Value: " b\r\n"}}}
}
