package cleanup_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cleanup"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

// account is an emulator as the API of a log.
func account(t *testing.T, change func(http.RoundTripper) http.RoundTripper) *client.Client {
	t.Helper()
	emu, err := emulator.New(&emulator.Options{Seed: 1, PageCap: 2})
	require.NoError(t, err)
	return clientOf(t, change(emu.Transport()))
}

func clientOf(t *testing.T, transport http.RoundTripper) *client.Client {
	t.Helper()
	api, err := client.New(client.AuthToken(emulator.TestAccountSID, emulator.TestAuthToken), &client.Options{
		APIURL: "https://serverless.emulator.test", HTTPClient: &http.Client{Transport: transport},
		Retry: client.Retry{Attempts: 1},
	})
	require.NoError(t, err)
	return api
}

func unchanged(next http.RoundTripper) http.RoundTripper { return next }

func fill(t *testing.T, api *client.Client, names ...string) {
	t.Helper()
	for _, name := range names {
		_, err := api.CreateService(t.Context(), serverless.CreateServiceRequest{UniqueName: name, FriendlyName: name})
		require.NoError(t, err)
	}
}

func namesOf(services []cleanup.Service) []string {
	names := []string{}
	for _, s := range services {
		names = append(names, s.UniqueName)
	}
	return names
}

func namesIn(t *testing.T, api *client.Client) []string {
	t.Helper()
	names := []string{}
	for s, err := range api.ListServices(t.Context(), nil) {
		require.NoError(t, err)
		names = append(names, s.UniqueName)
	}
	return names
}

// named makes a Service with a unique name and a friendly name.
func named(t *testing.T, api *client.Client, unique, friendly string) {
	t.Helper()
	_, err := api.CreateService(t.Context(),
		serverless.CreateServiceRequest{UniqueName: unique, FriendlyName: friendly})
	require.NoError(t, err)
}

// Only what has the name of a run and its friendly name is taken: a person may begin a name with check- as well.
func TestLeft(t *testing.T) {
	t.Parallel()
	api := account(t, unchanged)
	for _, name := range []string{"check-1-00aaff-1", "check-1-00aaff-22"} {
		named(t, api, name, "Contract check "+name)
	}
	named(t, api, "check-1-00aaff-3", "My service")
	for _, name := range []string{
		"check-1", "theirs", "check-10-00aaff-1", "their-own-check-1-00aaff-1", "check-1-mine", "check-1-aa-1",
		"check-1-00aaff", "check-1-00aaff-1-2024",
		"check-1-00aafg-1",
	} {
		named(t, api, name, "Contract check "+name)
	}
	mine, doubtful, err := cleanup.Left(t.Context(), api, "check-1")
	require.NoError(t, err)
	assert.ElementsMatch(t, []string{"check-1-00aaff-1", "check-1-00aaff-22"}, namesOf(mine))
	assert.ElementsMatch(t, []string{"check-1-00aaff-3"}, namesOf(doubtful))
}

func TestSweep(t *testing.T) {
	t.Parallel()
	api := account(t, unchanged)
	for _, name := range []string{"check-1-00aaff-1", "check-1-00aaff-2"} {
		named(t, api, name, "Contract check "+name)
	}
	named(t, api, "check-1-mine", "mine")
	mine, _, err := cleanup.Left(t.Context(), api, "check-1")
	require.NoError(t, err)
	swept, err := cleanup.Sweep(t.Context(), api, "check-1", mine)
	require.NoError(t, err)
	assert.ElementsMatch(t, []string{"check-1-00aaff-1", "check-1-00aaff-2"}, namesOf(swept.Deleted))
	assert.Empty(t, swept.Left)
	assert.Equal(t, []string{"check-1-mine"}, namesIn(t, api))

	again, err := cleanup.Sweep(t.Context(), api, "check-1", nil)
	require.NoError(t, err)
	assert.Equal(t, &cleanup.Sweeping{Prefix: "check-1", Deleted: []cleanup.Service{}, Left: []cleanup.Service{}},
		again)
}

func TestLeft_refusesOtherPrefixes(t *testing.T) {
	t.Parallel()
	asked := 0
	api := account(t, func(next http.RoundTripper) http.RoundTripper {
		return transportFunc(func(req *http.Request) (*http.Response, error) {
			asked++
			return next.RoundTrip(req)
		})
	})
	for _, prefix := range []string{"", "check", "check-", "check-A", "check-1-", "check-1-aa", "my-service",
		" check-1", "check-1\n", "check-12345678901234", "check-*"} {
		mine, doubtful, err := cleanup.Left(t.Context(), api, prefix)
		require.ErrorIs(t, err, cleanup.ErrPrefix, "%q", prefix)
		assert.Empty(t, append(mine, doubtful...))
	}
	assert.Zero(t, asked)
}

// A deletion that is answered well is not believed, and one that fails is not the end.
func TestSweep_tellsWhatIsLeft(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		deletion func(req *http.Request, next http.RoundTripper) (*http.Response, error)
		reason   string
	}{
		"deleted and still there": {func(req *http.Request, _ http.RoundTripper) (*http.Response, error) {
			return answering(http.StatusNoContent, strings.NewReader("")).RoundTrip(req)
		}, "it was deleted and is still there"},
		"refused": {func(req *http.Request, _ http.RoundTripper) (*http.Response, error) {
			return answering(http.StatusConflict, strings.NewReader(`{"code":20409,"message":"in use"}`)).RoundTrip(req)
		}, "in use"},
	}
	for name, tt := range tests {
		first := true
		api := account(t, func(next http.RoundTripper) http.RoundTripper {
			return transportFunc(func(req *http.Request) (*http.Response, error) {
				if req.Method == http.MethodDelete && first {
					first = false
					return tt.deletion(req, next)
				}
				return next.RoundTrip(req)
			})
		})
		for _, service := range []string{"check-1-00aaff-1", "check-1-00aaff-2", "check-1-00aaff-3"} {
			named(t, api, service, "Contract check "+service)
		}
		mine, _, err := cleanup.Left(t.Context(), api, "check-1")
		require.NoError(t, err, name)
		swept, err := cleanup.Sweep(t.Context(), api, "check-1", mine)
		require.NoError(t, err, name)
		assert.Len(t, swept.Deleted, 2, name)
		require.Len(t, swept.Left, 1, name)
		assert.Contains(t, swept.Left[0].Reason, tt.reason, name)
		assert.Equal(t, []string{swept.Left[0].UniqueName}, namesIn(t, api), name)
	}
}

func TestLedger_Prove(t *testing.T) {
	t.Parallel()
	var books cleanup.Log
	api := account(t, books.Transport)
	fill(t, api, "check-1-a", "renamed")
	left, err := books.Prove(t.Context(), api, "check-1")
	require.NoError(t, err)
	assert.ElementsMatch(t, []string{"check-1-a", "renamed"}, namesOf(left), "by prefix, and by what was noted")
	for _, name := range []string{"check-1-a", "renamed"} {
		require.NoError(t, api.DeleteService(t.Context(), name))
	}
	left, err = books.Prove(t.Context(), api, "check-1")
	require.NoError(t, err)
	assert.Empty(t, left)

	_, err = books.Prove(t.Context(), clientOf(t, answering(http.StatusTeapot, strings.NewReader(""))), "check-1")
	assert.ErrorContains(t, err, "which Services there are")
}
