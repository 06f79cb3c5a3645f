package polls

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

// until is how late a Build that takes so long is seen to be done, and after how many polls.
func (p Times) until(took time.Duration) (late time.Duration, polls int) {
	at := p.First()
	for polls = 1; at < took; polls++ {
		at = p.Next(at)
	}
	return at - took, polls
}

// A Build that takes as long as the last one, give or take a twentieth, is seen to be done sooner
// than by asking every second, and with no more polls.
func TestPollTimes(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	for _, c := range []struct {
		from, to, late time.Duration
	}{
		{time.Second, 11 * time.Second, 80 * time.Millisecond},
		{30 * time.Second, 40 * time.Second, 250 * time.Millisecond},
		{2 * time.Minute, 125 * time.Second, 700 * time.Millisecond},
		{5 * time.Minute, 305 * time.Second, 1750 * time.Millisecond},
	} {
		var late time.Duration
		var polls, before int
		const n = 500
		for range n {
			expected := c.from + rand.N(c.to-c.from)
			took := expected + time.Duration(float64(expected)*(random.Float64()-0.5)/20)
			l, p := Times{BuildTime: BuildTime{expected, 100 * time.Millisecond}, Interval: time.Second}.until(took)
			_, b := Times{Interval: time.Second}.until(took)
			late, polls, before = late+l, polls+p, before+b
		}
		t.Logf("%v to %v: %v late, %.1f polls; %.1f every second", c.from, c.to, late/n, float64(polls)/n,
			float64(before)/n)
		assert.LessOrEqual(t, late/n, c.late)
		assert.LessOrEqual(t, polls, before)
	}
}

// A Build that takes up to a sixth longer or shorter than the last one is seen to be done no later
// than by asking every second, and with at most two polls more.
func TestPollTimes_varying(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	for _, within := range []time.Duration{50 * time.Millisecond, 500 * time.Millisecond, time.Second} {
		for _, from := range []time.Duration{3 * time.Second, 8 * time.Second, 30 * time.Second, 2 * time.Minute} {
			var late, lateBefore time.Duration
			var polls, before int
			const n = 500
			for range n {
				expected := from + rand.N(from/4)
				took := expected + time.Duration(float64(expected)*(random.Float64()-0.5)/3)
				l, p := Times{BuildTime: BuildTime{expected, within}, Interval: time.Second}.until(took)
				lb, b := Times{Interval: time.Second}.until(took)
				late, polls, lateBefore, before = late+l, polls+p, lateBefore+lb, before+b
			}
			t.Logf("%v, known to %v: %v late, %.1f polls; every second %v, %.1f", from, within, late/n,
				float64(polls)/n, lateBefore/n, float64(before)/n)
			assert.LessOrEqual(t, late, lateBefore)
			assert.LessOrEqual(t, polls, before+2*n)
		}
	}
}

// A Build of unknown length is seen to be done sooner than by asking every second, and with no more
// polls, whether it takes seconds or minutes.
func TestPollTimes_unknown(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		from, to, late time.Duration
		polls          float64 // of those that asking every second takes
	}{
		{time.Second, 11 * time.Second, 410 * time.Millisecond, 1},
		{20 * time.Second, 30 * time.Second, 700 * time.Millisecond, 1},
		{50 * time.Second, 70 * time.Second, 1500 * time.Millisecond, 0.95},
		{115 * time.Second, 125 * time.Second, 1700 * time.Millisecond, 1},
		{295 * time.Second, 305 * time.Second, 2600 * time.Millisecond, 1.03},
	} {
		var late time.Duration
		var polls, before int
		const n = 500
		for i := range n {
			took := c.from + (c.to-c.from)*time.Duration(i)/n
			l, p := Times{Interval: time.Second, Rule: true}.until(took)
			_, b := Times{Interval: time.Second}.until(took)
			late, polls, before = late+l, polls+p, before+b
		}
		t.Logf("%v to %v: %v late, %.1f polls; %.1f every second", c.from, c.to, late/n, float64(polls)/n,
			float64(before)/n)
		assert.LessOrEqual(t, late/n, c.late)
		assert.LessOrEqual(t, float64(polls), c.polls*float64(before))
	}
}

// Whatever was expected, polls go on, never closer than a tenth of the interval.
func TestPollTimes_goOn(t *testing.T) {
	t.Parallel()
	for _, expected := range []time.Duration{0, 1, time.Second / 2, 3 * time.Second, time.Hour} {
		for _, within := range []time.Duration{0, time.Second} {
			p := Times{BuildTime: BuildTime{expected, within}, Interval: time.Second, Rule: true}
			at := p.First()
			assert.GreaterOrEqual(t, at, time.Duration(0))
			for range 1000 {
				next := p.Next(at)
				assert.GreaterOrEqual(t, next-at, time.Second/10)
				at = next
			}
		}
	}
}
