package fleet

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// What goes to one Service is deployed one after the other; everything else at the same time.
func TestRun_oneServiceOneAtATime(t *testing.T) {
	t.Parallel()
	of := func(account, project, service, environment string) Deployment {
		return Deployment{
			Name: fmt.Sprintf("%s-%s-%s-%s", account, project, service, environment), Account: account,
			Settings: Settings{Project: project, Service: service, Environment: environment, Rate: 20},
		}
	}
	f := &Fleet{Version: 1, Deployments: []Deployment{
		of("A", "shop", "", "dev"), of("A", "shop", "", "stage"), of("A", "shop", "named", "dev"),
		of("A", "other", "named", "stage"), of("A", "site", "", "dev"), of("B", "shop", "", "dev"),
		of("B", "shop", "x", "dev"), of("B", "site", "x", "stage"), of("B", "site", "y", "dev"),
	}}
	state := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		under, together := map[string]bool{}, map[string]bool{}
		deploy := func(_ context.Context, d Deployment, _ func(http.RoundTripper) http.RoundTripper) (
			json.RawMessage, int, error) {
			mu.Lock()
			for name := range under {
				together[name+" and "+d.Name], together[d.Name+" and "+name] = true, true
			}
			under[d.Name] = true
			mu.Unlock()
			time.Sleep(time.Minute)
			mu.Lock()
			defer mu.Unlock()
			delete(under, d.Name)
			return json.RawMessage(`{}`), 0, nil
		}
		report, err := Run(t.Context(), f, &Options{Shard: Shard{1, 1}, State: state, Parallel: 20, Deploy: deploy})
		require.NoError(t, err)
		assert.Equal(t, len(f.Deployments), report.Deployed)
		for pair, want := range map[string]bool{
			"A-shop--dev and A-shop--stage":            false, // the same project, and so the same name
			"A-shop--dev and A-shop-named-dev":         false, // the project may have this name
			"A-shop-named-dev and A-other-named-stage": false, // the same name
			"B-shop-x-dev and B-site-x-stage":          false,
			"A-shop--dev and B-shop--dev":              true, // other accounts
			"A-shop--dev and A-site--dev":              true, // other projects
			"B-shop--dev and B-site-y-dev":             true, // other names
		} {
			assert.Equal(t, want, together[pair], pair)
		}
	})
}
