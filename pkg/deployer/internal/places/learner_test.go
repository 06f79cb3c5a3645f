package places

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
)

// answer has a number of requests answered together after a duration, the first of them refused.
func (l *learner) answer(n, refused int, took time.Duration, retryAfter time.Duration) {
	began := time.Now()
	time.Sleep(took)
	for i := range n {
		a := client.Attempt{Began: began, StatusCode: 201}
		if i < refused {
			a.StatusCode, a.Again, a.RetryAfter = 429, true, retryAfter
			l.refused(a, n-i)
		} else {
			l.answered(a, n)
		}
	}
	time.Sleep(time.Millisecond)
}

// A lone refusal costs one place, which is back after a window of answers, and holds no other request.
func TestLearner_loneRefusal(t *testing.T) {
	t.Parallel()
	for _, retryAfter := range []time.Duration{0, 7 * time.Second} {
		synctest.Test(t, func(t *testing.T) {
			l := newLearner(40)
			for range 10 {
				l.answer(40, 0, 100*time.Millisecond, 0)
			}
			l.answer(40, 1, 100*time.Millisecond, retryAfter)
			assert.Equal(t, 39, l.limit())
			assert.False(t, time.Now().Before(l.resume))
			l.answer(39, 0, 100*time.Millisecond, 0)
			assert.Equal(t, 40, l.limit())
		})
	}
}

// A refusal of the only request says nothing about how many there may be.
func TestLearner_onlyRequestRefused(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := newLearner(40)
		l.answer(1, 1, 10*time.Millisecond, 2*time.Second)
		assert.Equal(t, 40, l.limit())
		assert.False(t, time.Now().Before(l.resume))
	})
}

// Refusals that go on with fewer places are weather, and cost none.
func TestLearner_weather(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := newLearner(40)
		for range 100 {
			l.answer(l.limit(), 2, 100*time.Millisecond, 0)
			assert.GreaterOrEqual(t, l.limit(), 38)
		}
	})
}

// Of 40 requests 30 are refused together: the account takes 10, and a Retry-After of many is for all.
func TestLearner_manyRefused(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := newLearner(40)
		l.answer(40, 30, 10*time.Millisecond, 3*time.Second)
		assert.Equal(t, 10, l.limit())
		assert.InDelta(t, 3, time.Until(l.resume).Seconds(), 0.01)
		for range 9 { // before a ninth is tried
			l.answer(10, 0, 100*time.Millisecond, 0)
			assert.Equal(t, 10, l.limit())
		}
	})
}

// When nothing gets through, one request at a time asks, less and less often.
func TestLearner_nothingGetsThrough(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := newLearner(40)
		l.answer(40, 40, 10*time.Millisecond, 0)
		assert.Equal(t, 1, l.limit())
		last := time.Duration(0)
		for range 8 {
			time.Sleep(time.Until(l.resume))
			l.answer(1, 1, 10*time.Millisecond, 0)
			pause := time.Until(l.resume)
			assert.GreaterOrEqual(t, pause, last)
			assert.LessOrEqual(t, pause, longestPause)
			last = pause
		}
		l.answer(1, 0, 10*time.Millisecond, 0)
		assert.Equal(t, 40, l.limit())
	})
}

// Two hundred requests in half a second get through, then none: as many places stay as 200 a second
// need, and nothing is sent until the second is over.
func TestLearner_limitPerSecond(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := newLearner(40)
		for range 5 {
			l.answer(40, 0, 99*time.Millisecond, 0)
		}
		l.answer(40, 40, 10*time.Millisecond, 0)
		assert.Equal(t, 20, l.limit())
		assert.InDelta(t, 1, time.Until(l.resume).Seconds(), 0.05)
	})
}

// However refusals come, there is a place, and never more than are allowed.
func FuzzLearner(f *testing.F) {
	f.Add([]byte{40, 39, 1, 40, 40, 0, 1, 1})
	f.Add([]byte{1, 1, 1, 1})
	f.Fuzz(func(t *testing.T, steps []byte) {
		synctest.Test(t, func(t *testing.T) {
			l := newLearner(40)
			for i := 0; i+1 < len(steps) && i < 400; i += 2 {
				n := 1 + int(steps[i])%l.limit()
				l.answer(n, int(steps[i+1])%(n+1), time.Duration(steps[i+1])*time.Millisecond,
					time.Duration(steps[i]%3)*time.Second)
				if l.limit() < 1 || l.limit() > 40 {
					t.Fatalf("%d places", l.limit())
				}
			}
		})
	})
}
