package cli

import (
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

// lethal is an API that waits, at one call, until the client is dead.
type lethal struct {
	*httptest.Server
	emulator *emulator.Emulator

	mu          sync.Mutex
	at          *deadlyCall
	calls       []string              // operations, in the order of arrival
	connections map[net.Conn]struct{} // that are open
	closed      chan struct{}         // has something after one was closed
}

// deadlyCall is the first call of an operation.
type deadlyCall struct {
	operation     string
	after         bool // it has done its work by then
	arrived, dead chan struct{}
}

func newLethal(t *testing.T) *lethal {
	t.Helper()
	emu, err := emulator.New(&emulator.Options{Seed: 1})
	require.NoError(t, err)
	l := &lethal{emulator: emu, connections: map[net.Conn]struct{}{}, closed: make(chan struct{}, 1)}
	l.Server = httptest.NewUnstartedServer(l)
	l.Config.ConnState = l.connection
	l.Start()
	t.Cleanup(l.Close)
	return l
}

func (l *lethal) connection(c net.Conn, state http.ConnState) {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch state {
	case http.StateNew:
		l.connections[c] = struct{}{}
	case http.StateClosed, http.StateHijacked:
		delete(l.connections, c)
		select {
		case l.closed <- struct{}{}:
		default:
		}
	}
}

func (l *lethal) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	operation, _ := l.emulator.Match(r.Method, r.URL.Path)
	l.mu.Lock()
	l.calls = append(l.calls, operation)
	at := l.at
	if at == nil || at.operation != operation {
		l.mu.Unlock()
		l.emulator.ServeHTTP(w, r)
		return
	}
	l.at = nil
	l.mu.Unlock()
	if at.after {
		l.emulator.ServeHTTP(httptest.NewRecorder(), r)
	}
	close(at.arrived)
	<-at.dead
	panic(http.ErrAbortHandler)
}

// kill runs a command and ends its process, without a warning, while a call is under way. It
// returns when all is done that the process had sent.
func (l *lethal) kill(t *testing.T, operation string, after bool, args ...string) {
	t.Helper()
	at := &deadlyCall{operation, after, make(chan struct{}), make(chan struct{})}
	l.mu.Lock()
	l.at = at
	others := maps.Clone(l.connections)
	l.mu.Unlock()
	binary, err := exec.LookPath("twilio-serverless") // see TestMain
	require.NoError(t, err)
	cmd := exec.CommandContext(t.Context(), binary, args...)
	cmd.Env = []string{"HOME=" + t.TempDir()}
	var stderr strings.Builder
	cmd.Stderr = &stderr
	require.NoError(t, cmd.Start())
	select {
	case <-at.arrived:
	case <-time.After(patience):
		assert.Fail(t, "no "+operation)
	}
	require.NoError(t, cmd.Process.Kill())
	require.ErrorContains(t, cmd.Wait(), "killed", stderr.String())
	close(at.dead)
	for timeout := time.After(patience); l.open(others); {
		select {
		case <-l.closed:
		case <-timeout:
			t.Fatal("connections of a dead process are still open")
		}
	}
}

// open reports whether there are connections besides those others.
func (l *lethal) open(others map[net.Conn]struct{}) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	for c := range l.connections {
		if _, other := others[c]; !other {
			return true
		}
	}
	return false
}

// taken returns the calls since the last time.
func (l *lethal) taken() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	calls := l.calls
	l.calls = nil
	return calls
}
