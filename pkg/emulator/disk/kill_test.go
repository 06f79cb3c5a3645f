package disk

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

var kills = flag.Int("kills", 5, "how often TestKill kills the emulator")

// The test binary is also the emulator that is killed.
const childVariable = "EMULATOR_STATE_OF_CHILD"

func TestMain(m *testing.M) {
	if dir := os.Getenv(childVariable); dir != "" {
		if err := child(dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	flag.Parse()
	os.Exit(m.Run())
}

func child(dir string) error {
	store, err := Open(dir)
	if err != nil {
		return err
	}
	emu, err := emulator.New(&emulator.Options{Store: store, Seed: 5})
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Println("http://" + listener.Addr().String())
	return http.Serve(listener, emu)
}

// start runs a child and gives its URL.
func start(t *testing.T, dir string) (*exec.Cmd, string) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childVariable+"="+dir)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	line, err := bufio.NewReader(out).ReadString('\n')
	require.NoError(t, err, "the emulator did not start")
	return cmd, line[:len(line)-1]
}

// TestKill kills an emulator at a random moment under the load of 16 clients, again and
// again, and looks at the folder each time: the clients remember what was acknowledged,
// and Dump compares all contents with their digests.
func TestKill(t *testing.T) {
	t.Parallel()
	const clients = 16
	dir := t.TempDir()
	rng := rand.New(rand.NewPCG(rand.Uint64(), 1))
	var models []*model
	for i := range clients {
		models = append(models, newModel(i))
	}
	given := map[string]bool{}
	total, unknown := 0, 0
	for round := range *kills {
		cmd, url := start(t, dir)
		u := &user{client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: clients}}, base: url}
		wrong := make(chan error, clients)
		lost := make(chan bool, clients)
		var steps atomic.Int64
		var wg sync.WaitGroup
		for _, m := range models {
			wg.Go(func() {
				for {
					err := m.step(u)
					var gone errUnknown
					if errors.As(err, &gone) {
						lost <- true
						return
					}
					if err != nil {
						wrong <- fmt.Errorf("client %s: %w", m.prefix, err)
						return
					}
					steps.Add(1)
				}
			})
		}
		// A random moment, but not before something was acknowledged, however slow the machine.
		enough := int64(1 + rng.IntN(60))
		for patience := time.Now().Add(30 * time.Second); steps.Load() < enough && len(wrong) == 0 &&
			time.Now().Before(patience); {
			time.Sleep(time.Millisecond)
		}
		time.Sleep(time.Duration(rng.IntN(10_000)) * time.Microsecond)
		require.NoError(t, cmd.Process.Kill())
		_ = cmd.Wait()
		wg.Wait()
		u.client.CloseIdleConnections()
		unknown += len(lost)
		select {
		case err := <-wrong:
			t.Fatalf("round %d: %v", round, err)
		default:
		}

		store, err := Open(dir)
		require.NoError(t, err, "round %d", round)
		emu, err := emulator.New(&emulator.Options{Store: store, Seed: 5})
		require.NoError(t, err, "round %d", round)
		require.NoError(t, emu.Dump(io.Discard), "round %d", round)
		direct := &user{client: &http.Client{Transport: emu.Transport()}, base: "http://emulator"}
		for _, m := range models {
			require.NoError(t, m.check(direct), "round %d, client %s", round, m.prefix)
			total += m.acknowledged
			m.acknowledged = 0
			for _, sid := range m.sids {
				require.False(t, given[sid], "round %d: %s was given twice", round, sid)
				given[sid] = true
			}
			m.sids = nil
		}
		require.NoError(t, store.Close())
	}
	t.Logf("%d kills, %d acknowledged writes, all there; %d requests were cut off", *kills, total, unknown)
	assert.Greater(t, total, *kills)
	assert.Greater(t, unknown, *kills, "the kills came when nothing was going on")
}
