package emulator

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestFault_whichCalls(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		faults []Fault
		want   []int
		hits   []int
	}{
		"one, by default": {[]Fault{{Operation: "ListService", Status: 500}}, []int{500, 200, 200, 200, 200, 200},
			[]int{1}},
		"every third": {[]Fault{{Operation: "ListService", Status: 500, Every: 3}},
			[]int{200, 200, 500, 200, 200, 500}, []int{2}},
		"every other from": {[]Fault{{Operation: "*", Status: 500, Nth: 2, Every: 2, Times: 2}},
			[]int{200, 500, 200, 500, 200, 200}, []int{2}},
		"always": {[]Fault{{Operation: "*", Status: 500, Nth: 5, Times: FaultAlways}},
			[]int{200, 200, 200, 200, 500, 500}, []int{2}},
		"one after another": {[]Fault{{Operation: "ListService", Status: 500, Times: 2},
			{Operation: "*", Status: 503}, {Operation: "ListService", Status: 502}},
			[]int{500, 500, 503, 502, 200, 200}, []int{2, 1, 1}},
		"another operation": {[]Fault{{Operation: "FetchService", Status: 500}}, []int{200, 200, 200, 200, 200, 200},
			[]int{0}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := newAPI(t, &Options{Faults: tc.faults})
			var got, hits []int
			for range 6 {
				got = append(got, a.get("/v1/Services").status)
			}
			for _, f := range a.emu.Faults() {
				hits = append(hits, f.Hits)
			}
			assert.Equal(t, tc.want, got)
			assert.Equal(t, tc.hits, hits)
		})
	}
}

func TestFault_from(t *testing.T) {
	t.Parallel()
	a := newAPI(t, nil)
	require.NoError(t, a.emu.SetFaults([]Fault{
		{Operation: "ListService", Status: 500, From: "CreateService*2"},
		{Operation: "ListService", Status: 502, From: "service/Third", Nth: 2},
	}))
	list := func() int { return a.get("/v1/Services").status }
	a.service("a")
	a.post("/v1/Services", "UniqueName", "a", "FriendlyName", "a").refused(t, 409, 20409) // answered, not done
	assert.Equal(t, 200, list())
	a.service("b")
	assert.Equal(t, []int{500, 200}, []int{list(), list()})
	a.as("AC"+strings.Repeat("b", 32), "x").service("Third")
	assert.Equal(t, 200, list(), "another account's Service is none of this caller's")
	third := a.service("Third")
	assert.Equal(t, 200, list())
	a.delete(third)
	assert.Equal(t, 502, list(), "once reached, a state stays reached")
	assert.Equal(t, []FaultState{
		{Fault: Fault{Operation: "ListService", Kind: FaultStatus, Status: 500, From: "CreateService*2", Nth: 1,
			Times: 1}, Calls: 5, Hits: 1},
		{Fault: Fault{Operation: "ListService", Kind: FaultStatus, Status: 502, From: "service/Third", Nth: 2,
			Times: 1}, Calls: 2, Hits: 1},
	}, a.emu.Faults())
}

func TestFault_probability(t *testing.T) {
	t.Parallel()
	run := func(seed uint64) (statuses []int) {
		a := newAPI(t,
			&Options{Seed: seed,
				Faults: []Fault{{Operation: "ListService", Status: 500, Probability: 0.5, Times: FaultAlways}}})
		for range 200 {
			statuses = append(statuses, a.get("/v1/Services").status)
		}
		return statuses
	}
	first, hit := run(1), 0
	for _, status := range first {
		if status == 500 {
			hit++
		}
	}
	assert.InDelta(t, 100, hit, 40)
	assert.Equal(t, first, run(1), "the same seed and the same calls fail alike")
	assert.NotEqual(t, first, run(2))
	_, err := New(&Options{Faults: []Fault{{Operation: "*", Status: 500, Probability: 0.5}}})
	require.ErrorContains(t, err, "Probability needs a seed")
}

// What SetFaults refuses changes nothing.
func TestSetFaults_allOrNothing(t *testing.T) {
	t.Parallel()
	a := newAPI(t, &Options{Faults: []Fault{{Operation: "ListService", Status: 500, Times: FaultAlways}}})
	require.ErrorContains(
		t, a.emu.SetFaults(
			[]Fault{{Operation: "ListService", Status: 501}, {Operation: "Lost", Status: 1}}),
		`emulator: faults[1]: unknown operation "Lost"`)
	assert.Equal(t, 500, a.get("/v1/Services").status)
	require.NoError(t, a.emu.SetFaults(nil))
	assert.Empty(t, a.emu.Faults())
	assert.Equal(t, 200, a.get("/v1/Services").status)
}

// The work is done at once, only the answer comes late: a client that gives up first
// does not know.
func TestFault_delayAfterWork(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAPI(t, &Options{Faults: []Fault{{Operation: "CreateService", Delay: time.Hour, AfterWork: true}}})
		answered := make(chan int)
		go func() { answered <- a.post("/v1/Services", "UniqueName", "late", "FriendlyName", "x").status }()
		synctest.Wait()
		assert.Len(t, a.get("/v1/Services").items(), 1)
		start := time.Now()
		assert.Equal(t, 201, <-answered)
		assert.Equal(t, time.Hour, time.Since(start))
	})
}
