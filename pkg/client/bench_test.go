package client

import (
	"io"
	"net/http"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

func BenchmarkFetchService(b *testing.B) {
	c := newClient(b, roundTrip(always(200,
		`{"sid":"ZS00000000000000000000000000000000","unique_name":"hello","date_created":"2018-11-10T20:00:00Z"}`)))
	b.ReportAllocs()
	for b.Loop() {
		_, err := c.FetchService(b.Context(), "hello")
		require.NoError(b, err)
	}
}

// uploading returns a client whose server reads the body of a request to its end, and an upload of that many bytes.
func uploading(tb testing.TB, size int64) (*Client, Upload) {
	c := newClient(tb, roundTrip(func(req *http.Request) (*http.Response, error) {
		if _, err := io.Copy(io.Discard, req.Body); err != nil {
			return nil, err
		}
		return answer(201, about(req)), nil
	}))
	return c, Upload{
		Path: "/a.bin", Visibility: serverless.VisibilityPublic, ContentType: "application/octet-stream", Size: size,
		Open: func() (io.ReadCloser, error) { return io.NopCloser(io.LimitReader(zeros{}, size)), nil },
	}
}

func BenchmarkUpload25MB(b *testing.B) {
	const size = 25 << 20
	c, u := uploading(b, size)
	b.ReportAllocs()
	b.SetBytes(size)
	for b.Loop() {
		_, err := c.CreateAssetVersion(b.Context(), serviceID, assetID, u)
		require.NoError(b, err)
	}
}

// TestUpload_streams: an upload of 25 MB does not take memory for its content.
func TestUpload_streams(t *testing.T) { // not parallel: counts what the whole process allocates
	c, u := uploading(t, 25<<20)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err := c.CreateAssetVersion(t.Context(), serviceID, assetID, u)
	runtime.ReadMemStats(&after)
	require.NoError(t, err)
	require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(1<<20))
}
