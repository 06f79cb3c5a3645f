package emulator

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// shelf is a Store in memory that outlives emulators, and fails when told to.
type shelf struct {
	mu       sync.Mutex
	records  map[string][]byte
	contents map[string][]byte
	commits  int

	fail    atomic.Bool // Commit
	deaf    atomic.Bool // Load
	full    atomic.Bool // NewContent
	entered chan struct{}
	leave   chan struct{} // nil: commits do not wait
}

func newShelf() *shelf {
	return &shelf{records: map[string][]byte{}, contents: map[string][]byte{}}
}

func (s *shelf) Load(yield func(string, []byte) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.deaf.Load() {
		return errors.New("unreadable")
	}
	for key, record := range s.records {
		if err := yield(key, record); err != nil {
			return fmt.Errorf("shelf %s: %w", key, err)
		}
	}
	return nil
}

func (s *shelf) Commit(b *Batch) error {
	if s.leave != nil {
		s.entered <- struct{}{}
		<-s.leave
	}
	if s.fail.Load() {
		return errors.New("no room")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.commits++
	if b.Clear {
		clear(s.records)
	}
	for _, key := range b.Delete {
		delete(s.records, key)
	}
	maps.Copy(s.records, b.Put)
	maps.Copy(s.contents, b.Contents)
	for _, sum := range b.Forget {
		delete(s.contents, sum)
	}
	return nil
}

func (s *shelf) Retain(sizes map[string]int64) error {
	for sum, size := range sizes {
		if int64(len(s.contents[sum])) != size {
			return errors.New("content is missing")
		}
	}
	return nil
}

func (s *shelf) NewContent() (ContentWriter, error) {
	if s.full.Load() {
		return nil, errors.New("no room for contents")
	}
	return &shelved{s: s}, nil
}

func (s *shelf) OpenContent(sum string) (io.ReadSeekCloser, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return struct {
		io.ReadSeeker
		io.Closer
	}{bytes.NewReader(s.contents[sum]), io.NopCloser(nil)}, nil
}

type shelved struct {
	s *shelf
	bytes.Buffer
}

func (w *shelved) Discard() {}

func (w *shelved) Keep(sum string) error {
	w.s.mu.Lock()
	defer w.s.mu.Unlock()
	w.s.contents[sum] = w.Bytes()
	return nil
}

func TestStore_goesOnWhereItEnded(t *testing.T) {
	t.Parallel()
	store, clock := newShelf(), newClock()
	a, paths := furnished(t, &Options{Store: store, Seed: 3, SeedLogs: 1, Clock: clock.Now})
	want := dumped(t, a.emu)
	b := newAPI(t, &Options{Store: store, Seed: 3, Clock: clock.Now})
	assert.Equal(t, want, dumped(t, b.emu))
	for _, path := range paths {
		assert.Equal(t, a.get(path).raw, b.get(path).raw, path)
	}
	assert.NotEqual(t, a.get("/v1/Services").header.Get("Twilio-Request-Id"),
		b.get("/v1/Services").header.Get("Twilio-Request-Id"))
	known := b.get("/v1/Services").items()
	assert.NotContains(t, known, tail(b.service("after")), "the same seed goes on, it does not begin again")

	// What goes takes along what is below it, in the Store too.
	for _, sid := range b.get("/v1/Services").items() {
		b.delete("/v1/Services/" + sid)
	}
	foreign := "AC" + tail(paths[2][:len(paths[2])-len("/Functions")])[2:]
	for _, sid := range b.as(foreign, "x").get("/v1/Services").items() {
		b.as(foreign, "x").delete("/v1/Services/" + sid)
	}
	assert.Len(t, store.records, 1, "the state line is left: %v", maps.Keys(store.records))
}

func TestStore_restoreAndReset(t *testing.T) {
	t.Parallel()
	from, _ := furnished(t, nil)
	dump := dumped(t, from.emu)
	store := newShelf()
	a := newAPI(t, &Options{Store: store, Seed: 3})
	a.service("overwritten")
	require.NoError(t, a.emu.Restore(strings.NewReader(dump)))
	assert.Equal(t, dump, dumped(t, newAPI(t, &Options{Store: store}).emu))
	require.NoError(t, a.emu.Reset(0))
	assert.Empty(t, newAPI(t, &Options{Store: store}).get("/v1/Services").items())
}

// A write that the Store does not take is a 500, and nothing has happened.
func TestStore_failedCommitChangesNothing(t *testing.T) {
	t.Parallel()
	store := newShelf()
	a, paths := furnished(t, &Options{Store: store})
	service := strings.TrimSuffix(paths[2], "/Functions")
	env := strings.TrimSuffix(paths[12], "/Variables")
	fn := strings.TrimSuffix(paths[5], "/Versions")
	before := dumped(t, a.emu)
	for name, write := range map[string]func() *answer{
		"create":   func() *answer { return a.post("/v1/Services", "UniqueName", "new", "FriendlyName", "x") },
		"update":   func() *answer { return a.post(service, "FriendlyName", "new") },
		"delete":   func() *answer { return a.delete(service) },
		"upload":   func() *answer { return a.upload(fn, "/x", "exports.x = 1") },
		"deploy":   func() *answer { return a.post(env + "/Deployments") },
		"variable": func() *answer { return a.post(env+"/Variables", "Key", "new", "Value", "x") },
		"build": func() *answer {
			return a.post(service+"/Builds", "FunctionVersions", a.get(fn + "/Versions").items()[0])
		},
	} {
		store.fail.Store(true)
		message := write().refused(t, 500, 20500)
		assert.Contains(t, message, "could not be kept", name)
		assert.Contains(t, message, "no room", name)
		store.fail.Store(false)
		// The state line differs: SIDs that no client has seen are not given again.
		assert.Equal(t, afterFirstLine(before), afterFirstLine(dumped(t, a.emu)), name)
	}
	store.fail.Store(true)
	assert.ErrorContains(t, a.emu.Reset(0), "no room")
	assert.ErrorContains(t, a.emu.Restore(strings.NewReader(before)), "no room")
	_, err := a.emu.AddLog(LogEntry{EnvironmentSID: tail(env), FunctionSID: tail(fn)})
	assert.ErrorContains(t, err, "no room")
	store.fail.Store(false)
	assert.Equal(t, afterFirstLine(before), afterFirstLine(dumped(t, a.emu)))
	assert.Equal(t, afterFirstLine(before), afterFirstLine(dumped(t, newAPI(t, &Options{Store: store}).emu)))
	a.service("works-again")

	store.full.Store(true)
	large := strings.Repeat("x", 100_000) // small ones come with the commit
	assert.Contains(t, a.upload(fn, "/x", large).refused(t, 500, 20500), "no room for contents")
	assert.ErrorContains(t, a.emu.Restore(strings.NewReader(before)), "no room for contents")
}

func afterFirstLine(dump string) string {
	_, rest, _ := strings.Cut(byHand(dump), "\n")
	return rest
}

// When not even reading works any more, nothing is answered that might be wrong.
func TestStore_broken(t *testing.T) {
	t.Parallel()
	store := newShelf()
	a := newAPI(t, &Options{Store: store})
	store.fail.Store(true)
	store.deaf.Store(true)
	a.post("/v1/Services", "UniqueName", "new", "FriendlyName", "x").refused(t, 500, 20500)
	store.fail.Store(false)
	assert.Contains(t, a.get("/v1/Services").refused(t, 500, 20500), "not be read again")
}

// No client sees what is not durable: a read of it waits for it, and fails with it.
func TestStore_readersWait(t *testing.T) {
	t.Parallel()
	for _, fails := range []bool{false, true} {
		store := newShelf()
		a := newAPI(t, &Options{Store: store})
		store.entered, store.leave = make(chan struct{}, 10), make(chan struct{})
		store.fail.Store(fails)
		var wg sync.WaitGroup
		var created, listed *answer
		wg.Go(func() { created = a.post("/v1/Services", "UniqueName", "new", "FriendlyName", "x") })
		<-store.entered // it is in memory, and not on the shelf
		answered := make(chan struct{})
		wg.Go(func() {
			listed = a.get("/v1/Services")
			close(answered)
		})
		for { // the reader has seen the Service: it waits for the turn of the writer
			r := a.emu.state.Read()
			seen := r.Account(TestAccountSID).Services.Len()
			r.Done()
			if seen == 1 {
				break
			}
		}
		select {
		case <-answered:
			t.Error("answered before it was durable")
		default:
		}
		close(store.leave)
		wg.Wait()
		if fails {
			created.refused(t, 500, 20500)
			assert.Contains(t, []int{200, 500}, listed.status)
			if listed.status == 200 {
				assert.Empty(t, listed.items(), "a Service that no request created")
			}
			continue
		}
		assert.Equal(t, []string{created.must(t, 201)}, listed.items())
	}
}

// Clients that write at once share commits.
func TestStore_groups(t *testing.T) {
	t.Parallel()
	store := newShelf()
	a := newAPI(t, &Options{Store: store})
	service := a.service("shared")
	store.entered, store.leave = make(chan struct{}), make(chan struct{})
	before := store.commits
	const clients = 32
	var wg sync.WaitGroup
	for range clients {
		wg.Go(func() { a.function(service, "f") })
	}
	<-store.entered // the first one writes; the others queue up
	for {
		r := a.emu.state.Read()
		n, _ := r.Named(TestAccountSID, "shared")
		queued := n.Functions.Len()
		r.Done()
		if queued == clients {
			break
		}
	}
	go func() {
		for range store.entered { // commits enter until the test ends
			continue
		}
	}()
	close(store.leave)
	wg.Wait()
	assert.LessOrEqual(t, store.commits-before, 3)
	assert.Len(t, newAPI(t, &Options{Store: &shelf{records: store.records}}).get(service+"/Functions").items(), clients)
}

func TestStore_damagedRecords(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, key, record, want string
	}{
		{"no JSON", "ZV1", "hello", "shelf ZV1: no line of a dump"},
		{"wrong key", "ZV1", `{"variable":{"sid":"ZV2"}}`, "no record with this SID"},
		{"no state", "state", `{"variable":{"sid":"state"}}`, "no state line"},
		{"later version", "state", `{"state":{"format":"` + dumpFormat + `","version":9,"seq":1,"sids":""}}`,
			"version 9"},
		{"generator", "state", `{"state":{"format":"` + dumpFormat + `","version":1,"seq":99,"sids":"AAAA"}}`, "sids"},
		{"orphan", "ZS" + strings.Repeat("0", 32), "", "no service"},
	} {
		store := newShelf()
		furnished(t, &Options{Store: store})
		if tc.record == "" {
			for key, record := range store.records {
				if bytes.HasPrefix(record, []byte(`{"service"`)) && bytes.Contains(record, []byte("furnished")) {
					delete(store.records, key)
				}
			}
		} else {
			store.records[tc.key] = []byte(tc.record)
		}
		_, err := New(&Options{Store: store})
		require.ErrorContains(t, err, "emulator: Options.Store: ", tc.name)
		assert.ErrorContains(t, err, tc.want, tc.name)
	}
}

// checked loads all that there is after each commit, as a restart at that moment would.
type checked struct {
	*shelf
	t testing.TB
}

func (s checked) Commit(b *Batch) error {
	if err := s.shelf.Commit(b); err != nil {
		return err
	}
	copied := newShelf()
	s.mu.Lock()
	maps.Copy(copied.records, s.records)
	maps.Copy(copied.contents, s.contents)
	s.mu.Unlock()
	_, err := New(&Options{Store: copied})
	assert.NoError(s.t, err)
	return nil
}

// A request is in one batch whole, whoever writes at that moment: after every single
// commit the Store holds a state that requests could have led to.
func TestStore_everyCommitIsWhole(t *testing.T) {
	t.Parallel()
	a := newAPI(t, &Options{Store: checked{newShelf(), t}, SeedLogs: 1})
	service, _, build := a.built("whole")
	var ended atomic.Bool
	var readers, wg sync.WaitGroup
	for range 4 { // readers write what there is, at any moment
		readers.Go(func() {
			for !ended.Load() {
				assert.NoError(t, a.emu.state.WaitDurable(a.emu.state.Mark()))
			}
		})
	}
	for i := range 8 {
		wg.Go(func() {
			for j := range 40 {
				env := a.environment(service, fmt.Sprint("e", i, "-", j), fmt.Sprint("e", i, "-", j))
				a.post(env+"/Deployments", "BuildSid", build).must(t, 201)
				a.delete(env)
			}
		})
	}
	wg.Wait()
	ended.Store(true)
	readers.Wait()
}
