package deployer_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/bundle"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

// Ten Assets of 25 MB go through side by side without being held: what the process takes from the
// system grows by a fraction of one. It runs alone, since memory is of the process.
func TestApply_streams(t *testing.T) {
	const size, files = 25 << 20, 10
	dir := t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(dir, "assets"), 0o700))
	for i := range files {
		name := filepath.Join(dir, "assets", fmt.Sprintf("a%d.bin", i))
		require.NoError(t, os.WriteFile(name, fmt.Append(nil, i), 0o600))
		require.NoError(t, os.Truncate(name, size))
	}
	b, err := bundle.Read(os.DirFS(dir), nil)
	require.NoError(t, err)
	a := newAccount(t, nil)
	var total int64
	a.wire.intercept = func(now sent, req *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
		if now.operation != "CreateAssetVersion" {
			return send()
		}
		n, err := io.Copy(io.Discard, req.Body) // the emulator would keep it
		a.wire.mu.Lock()
		total += n
		a.wire.mu.Unlock()
		if err != nil {
			return nil, err
		}
		ids := strings.Split(req.URL.Path, "/")
		v, err := a.direct.CreateAssetVersion(req.Context(), ids[3], ids[5],
			client.BytesUpload("/"+ids[5], bundle.Public, "text/plain", []byte("x")))
		if err != nil {
			return nil, err
		}
		asset, err := a.direct.FetchAsset(req.Context(), ids[3], ids[5])
		if err != nil {
			return nil, err
		}
		v.Path = asset.FriendlyName // as was sent
		text, err := json.Marshal(v)
		return answer(http.StatusCreated, string(text)), err
	}
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	a.mustDeploy(t, deployer.Request{Bundle: b, Service: "shop", Environment: "dev"})
	runtime.ReadMemStats(&after)
	grown := int64(after.HeapSys) - int64(before.HeapSys)
	t.Logf("%d MB sent, the heap grew by %.1f MB", total>>20, float64(grown)/(1<<20))
	assert.Greater(t, total, int64(files*size))
	assert.Less(t, grown, int64(16<<20))
}
