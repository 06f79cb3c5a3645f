package cassettes_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/dnaeon/go-vcr.v3/cassette"

	"github.com/twilio-serverless/twilio-serverless-go/cassettes"
)

func TestReplayInOrder(t *testing.T) {
	t.Parallel()
	get := func(path string) func(*testing.T, *cassettes.Transport) error {
		return func(t *testing.T, rt *cassettes.Transport) error {
			resp, err := rt.RoundTrip(newRequest(t, "GET", path, "", ""))
			if err == nil {
				resp.Body.Close()
			}
			return err
		}
	}
	a, b, c := get("/v1/a"), get("/v1/b"), get("/v1/c")
	path := record(t, counting(), nil, newRequest(t, "GET", "/v1/a", "", ""), newRequest(t, "GET", "/v1/b", "", ""),
		newRequest(t, "GET", "/v1/a", "", ""))

	t.Run("all in order", func(t *testing.T) {
		rt := inOrder(t, path)
		for _, request := range []func(*testing.T, *cassettes.Transport) error{a, b, a} {
			require.NoError(t, request(t, rt))
		}
		err := a(t, rt)
		require.ErrorIs(t, err, cassette.ErrInteractionNotFound)
		require.ErrorContains(t, err, "no (further) answer to GET /v1/a")
		require.NoError(t, rt.Close())
	})
	t.Run("too early", func(t *testing.T) {
		rt := inOrder(t, path)
		err := b(t, rt)
		require.ErrorIs(t, err, cassette.ErrInteractionNotFound)
		require.ErrorContains(t, err, "the next exchange of "+path+" is GET "+base+"/v1/a, not GET /v1/b")
		require.NoError(t, a(t, rt), "what did not fit was not used up")
		require.NoError(t, b(t, rt))
		assert.ErrorContains(t, rt.Close(), "1 recorded exchanges")
	})
	t.Run("left out", func(t *testing.T) {
		rt := inOrder(t, path)
		require.NoError(t, a(t, rt))
		require.Error(t, a(t, rt), "the second a comes after b")
		require.Error(t, c(t, rt))
		assert.ErrorContains(t, rt.Close(), "2 recorded exchanges")
	})
	t.Run("not there", func(t *testing.T) {
		_, err := cassettes.ReplayInOrder("emulator/none.yaml")
		assert.ErrorContains(t, err, "no recording to replay")
	})
}

func inOrder(t *testing.T, path string) *cassettes.Transport {
	t.Helper()
	rt, err := cassettes.ReplayInOrder(path)
	require.NoError(t, err)
	return rt
}
