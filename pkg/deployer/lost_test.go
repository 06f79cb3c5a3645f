package deployer_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
)

// lost are Functions and Assets that are not there any more although a Build has versions of them.
// The emulator refuses to delete such, as the API has been seen to do; a console may know other
// ways, and the deployer does not rely on it.
type lost struct {
	next http.RoundTripper

	mu   sync.Mutex
	sids map[string]bool // of the resources and of their versions
}

// lose takes a Function or an Asset away.
func (a *account) lose(t testing.TB, sid string) {
	t.Helper()
	var versions []string
	for v, err := range a.direct.ListFunctionVersions(t.Context(), "shop", sid, nil) {
		if errors.Is(err, client.ErrNotFound) {
			break // it is an Asset
		}
		require.NoError(t, err)
		versions = append(versions, v.SID)
	}
	for v, err := range a.direct.ListAssetVersions(t.Context(), "shop", sid, nil) {
		if errors.Is(err, client.ErrNotFound) {
			break
		}
		require.NoError(t, err)
		versions = append(versions, v.SID)
	}
	a.lost.mu.Lock()
	defer a.lost.mu.Unlock()
	for _, s := range append(versions, sid) {
		a.lost.sids[s] = true
	}
}

func (l *lost) has(text string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	for sid := range l.sids {
		if strings.Contains(text, sid) {
			return true
		}
	}
	return false
}

func (l *lost) RoundTrip(req *http.Request) (*http.Response, error) {
	if l.has(req.URL.Path) {
		if req.Body != nil {
			_, _ = io.Copy(io.Discard, req.Body)
			_ = req.Body.Close()
		}
		return answer(http.StatusNotFound, `{"status":404,"message":"not found","code":20404}`), nil
	}
	if req.Method == http.MethodPost && strings.HasSuffix(req.URL.Path, "/Builds") {
		form, err := io.ReadAll(req.Body)
		if err != nil {
			return nil, err
		}
		if l.has(string(form)) {
			return answer(http.StatusBadRequest, `{"status":400,"message":"a version is not there","code":20001}`), nil
		}
		req.Body = io.NopCloser(bytes.NewReader(form))
	}
	resp, err := l.next.RoundTrip(req)
	if err != nil || req.Method != http.MethodGet || resp.StatusCode != http.StatusOK {
		return resp, err
	}
	for _, list := range []string{"functions", "assets"} {
		if strings.HasSuffix(strings.ToLower(req.URL.Path), "/"+list) {
			return l.without(resp, list)
		}
	}
	return resp, nil
}

// without takes what is lost from a page.
func (l *lost) without(resp *http.Response, list string) (*http.Response, error) {
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, err
	}
	_ = resp.Body.Close()
	var page map[string]json.RawMessage
	var items, kept []json.RawMessage
	if err := json.Unmarshal(body, &page); err != nil {
		return nil, err
	}
	if err := json.Unmarshal(page[list], &items); err != nil {
		return nil, err
	}
	for _, item := range items {
		if !l.has(string(item)) {
			kept = append(kept, item)
		}
	}
	if len(kept) < len(items) {
		page[list], err = json.Marshal(append([]json.RawMessage{}, kept...))
		if err == nil {
			body, err = json.Marshal(page)
		}
	}
	resp.Body, resp.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	resp.Header.Del("Content-Length")
	return resp, err
}

// requireLost keeps the double honest: what is lost is not there for any client.
func TestLost(t *testing.T) {
	t.Parallel()
	a := newAccount(t, nil)
	r := a.mustDeploy(t, request(t, shop()))
	a.lose(t, r.Functions[0].SID)
	_, err := a.client.FetchFunction(t.Context(), "shop", r.Functions[0].SID)
	require.Error(t, err)
	left := all(t, a.client.ListFunctions(t.Context(), "shop", nil),
		func(f serverless.Function) string { return f.SID })
	require.NotContains(t, left, r.Functions[0].SID)
	require.Contains(t, left, r.Functions[1].SID)
}
