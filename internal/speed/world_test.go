package speed

import (
	"cmp"
	"crypto/tls"
	"fmt"
	"io"
	"log"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/internal/simnet"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/bundle"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

// world is what a deploy meets.
type world struct {
	roundTrip time.Duration
	work      time.Duration // of the server, for each request, within its limits
	bandwidth float64       // bytes a second of each connection
	window    int           // bytes that the server takes before it has read them, with HTTP/2
	http1     bool
	emulator  emulator.Options
}

// deployed is what one deploy took.
type deployed struct {
	took    time.Duration
	calls   map[string]int // by method and path, SIDs cut to their kind
	refused int
	dials   int
	late    time.Duration // after the Build was done
	result  *deployer.Result
}

func (d deployed) roundTrips(w world) float64 { return float64(d.took) / float64(w.roundTrip) }

// count is how many requests there were.
func (d deployed) count() (n int) {
	for _, count := range d.calls {
		n += count
	}
	return n
}

// polls is how often the status of the Build was asked for.
func (d deployed) polls() (n int) {
	for call, count := range d.calls {
		if strings.HasSuffix(call, "/Status") {
			n += count
		}
	}
	return n
}

// stage is the world while deploys go on.
type stage struct {
	t      *testing.T
	world  world
	net    *simnet.Network
	client *client.Client
	idle   func()

	mu      sync.Mutex
	calls   map[string]int
	refused int
	done    time.Time // of the last Build
	known   *deployer.Known
}

// run gives a stage in virtual time.
func (w world) run(t *testing.T, play func(s *stage)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		s := &stage{t: t, world: w, net: simnet.New(w.roundTrip, w.bandwidth), calls: map[string]int{}}
		opts := w.emulator
		opts.Seed = cmp.Or(opts.Seed, 7)
		if w.work > 0 {
			opts.Faults = append(opts.Faults, emulator.Fault{
				Operation: "*", Kind: emulator.FaultDelay, Delay: w.work, Times: emulator.FaultAlways,
			})
		}
		emu, err := emulator.New(&opts)
		require.NoError(t, err)
		stop := s.serve(emu)
		play(s)
		s.idle()
		stop()
		time.Sleep(5 * time.Minute) // what is left ends by its own time limits
	})
}

const (
	apiHost    = "serverless.twilio.com"
	uploadHost = "serverless-upload.twilio.com"
)

// serve runs the emulator behind TLS on the network and makes the client.
func (s *stage) serve(handler http.Handler) (stop func()) {
	certificate, pool, err := simnet.Certificate(apiHost, uploadHost)
	require.NoError(s.t, err)
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true)
	protocols.SetHTTP2(!s.world.http1)
	names := []string{"h2", "http/1.1"}
	if s.world.http1 {
		names = names[1:]
	}
	server := &http.Server{
		Handler: handler, ErrorLog: log.New(io.Discard, "", 0), Protocols: protocols,
		TLSConfig: &tls.Config{Certificates: []tls.Certificate{certificate}, NextProtos: names},
	}
	if w := s.world.window; w > 0 {
		server.HTTP2 = &http.HTTP2Config{MaxReceiveBufferPerConnection: w, MaxReceiveBufferPerStream: w}
	}
	listener := s.net.Listener()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = server.ServeTLS(listener, "", "")
	}()
	base := http.DefaultTransport.(*http.Transport).Clone()
	base.Proxy = nil
	base.DialContext = s.net.DialContext
	base.TLSClientConfig = &tls.Config{RootCAs: pool}
	transport := client.NewTransport(base)
	s.idle = transport.CloseIdleConnections
	opts := &client.Options{
		HTTPClient: &http.Client{Transport: counting{s, transport}}, Connect: transport.Connect,
	}
	s.client, err = client.New(client.AuthToken(emulator.TestAccountSID, emulator.TestAuthToken), opts)
	require.NoError(s.t, err)
	return func() {
		_ = server.Close()
		_ = listener.Close()
		<-ended
	}
}

// counting notes each request and how it was answered.
type counting struct {
	stage *stage
	next  http.RoundTripper
}

func (c counting) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := c.next.RoundTrip(req)
	s := c.stage
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls[req.Method+" "+kindOf(req.URL.Path)]++
	if resp != nil && resp.StatusCode == http.StatusTooManyRequests {
		s.refused++
	}
	return resp, err
}

// kindOf cuts SIDs to their first two letters.
func kindOf(path string) string {
	parts := strings.Split(path, "/")
	for i, p := range parts {
		if len(p) == 34 {
			parts[i] = p[:2]
		}
	}
	return strings.Join(parts, "/")
}

// files are a project. edition changes one Function.
func files(functions, assets, bytes, edition int) fstest.MapFS {
	tree := fstest.MapFS{"package.json": {Data: []byte(`{"name":"hello","dependencies":{"lodash":"4.17.21"}}`)}}
	for i := range functions {
		of := 1
		if i == 0 {
			of = edition
		}
		tree[fmt.Sprintf("functions/f%03d.js", i)] = &fstest.MapFile{Data: fmt.Appendf(nil, "exports.handler = %d%03d;",
			of, i)}
	}
	for i := range assets {
		tree[fmt.Sprintf("assets/a%03d.bin", i)] = &fstest.MapFile{Data: make([]byte, bytes+i%7)}
	}
	return tree
}

// deploy is one deploy with what the one before knows, over new connections.
func (s *stage) deploy(tree fstest.MapFS) deployed {
	s.t.Helper()
	b, err := bundle.Read(tree, nil)
	require.NoError(s.t, err)
	s.idle()
	time.Sleep(time.Minute)
	s.net.Reset()
	s.mu.Lock()
	s.calls, s.refused = map[string]int{}, 0
	s.mu.Unlock()
	began := time.Now()
	d, err := deployer.New(s.client, &deployer.Options{OnEvent: s.event})
	require.NoError(s.t, err)
	plan, err := d.Plan(s.t.Context(), deployer.Request{
		Bundle: b, Service: "hello", Environment: "dev", Known: s.known,
		Variables: []deployer.Variable{{Key: "A", Value: "b"}},
	})
	require.NoError(s.t, err)
	result, err := d.Apply(s.t.Context(), plan)
	require.NoError(s.t, err)
	out := deployed{took: time.Since(began), result: result}
	if !s.done.IsZero() {
		out.late = time.Since(s.done)
	}
	s.known = result.Known
	s.mu.Lock()
	defer s.mu.Unlock()
	out.calls, out.refused = s.calls, s.refused
	for _, n := range s.net.Dials() {
		out.dials += n
	}
	return out
}

func (s *stage) event(e deployer.Event) {
	if e.Step == deployer.StepBuild && e.Action == deployer.ActionCreate {
		s.done = time.Now().Add(-s.world.roundTrip / 2).Add(s.world.emulator.BuildTime)
	}
}

func ms(n int) time.Duration { return time.Duration(n) * time.Millisecond }
