package tail

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

// server is an API that shows each line from some time on, newest first and otherwise in any order,
// and whose pages overlap.
type server struct {
	logs    []serverless.Log
	shown   map[string]time.Time // SID → when it can be listed
	shuffle bool
	deaf    bool        // to the time it is asked about
	polls   []time.Time // since, as asked
	fail    func(poll int) error
}

func (s *server) add(sid string, date, shown time.Time) {
	if s.shown == nil {
		s.shown = map[string]time.Time{}
	}
	s.logs = append(s.logs, serverless.Log{SID: sid, DateCreated: date.Truncate(time.Second), Message: sid})
	s.shown[sid] = shown
}

func (s *server) read(_ context.Context, since time.Time) iter.Seq2[serverless.Log, error] {
	s.polls = append(s.polls, since)
	poll := len(s.polls)
	return func(yield func(serverless.Log, error) bool) {
		now := time.Now()
		var listed []serverless.Log
		for _, l := range slices.Backward(s.logs) {
			if !s.shown[l.SID].After(now) && (s.deaf || !l.DateCreated.Before(since.Truncate(time.Second))) {
				listed = append(listed, l)
			}
		}
		if s.shuffle { // lines of one second, and a few near them, change places
			rand.Shuffle(len(listed), func(i, j int) {
				if d := listed[i].DateCreated.Sub(listed[j].DateCreated).Abs(); d <= time.Second {
					listed[i], listed[j] = listed[j], listed[i]
				}
			})
		}
		for i, l := range listed {
			if s.fail != nil && i == 1 {
				if err := s.fail(poll); err != nil {
					yield(serverless.Log{}, err)
					return
				}
			}
			if !yield(l, nil) || i%3 == 2 && !yield(l, nil) { // the last line of a page is the first one of the next
				return
			}
		}
	}
}

// follow collects what comes within a time.
func follow(t *testing.T, s *server, d time.Duration, opts *Options) (sids []string, err error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), d)
	defer cancel()
	for l, e := range Follow(ctx, s.read, opts) {
		if e != nil {
			return sids, e
		}
		sids = append(sids, l.SID)
	}
	return sids, nil
}

func TestLines(t *testing.T) {
	t.Parallel()
	s := &server{}
	base := time.Now().Add(-time.Hour)
	want := []string{}
	for i := range 20 {
		s.add(fmt.Sprint(i), base.Add(time.Duration(i/2)*time.Second), base)
		want = append(want, fmt.Sprint(i))
	}
	got := []string{}
	for l, err := range Lines(t.Context(), s.read, base) {
		require.NoError(t, err)
		got = append(got, l.SID)
	}
	assert.Equal(t, want, got, "oldest first, each once")
	s.fail = func(int) error { return errors.New("gone") }
	for l, err := range Lines(t.Context(), s.read, base) {
		require.EqualError(t, err, "gone", "%s: nothing is given of half a list", l.SID)
	}
}

func TestFollow_beginsWithTheLast(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &server{}
		now := time.Now()
		for i := range 50 {
			s.add(fmt.Sprintf("old%02d", i), now.Add(time.Duration(i-50)*10*time.Second), now)
		}
		s.add("new", now.Add(3*time.Second), now.Add(4*time.Second))
		s.add("late", now.Add(-25*time.Second), now.Add(6*time.Second))
		s.add("too late", now.Add(-45*time.Second), now.Add(6*time.Second))
		got, err := follow(t, s, 59500*time.Millisecond, &Options{Last: 3})
		require.NoError(t, err)
		assert.Equal(t, []string{"old47", "old48", "old49", "new", "late"}, got)
		assert.Len(t, s.polls, 60, "one each second")
		assert.True(t, s.polls[0].IsZero())
		assert.Equal(t, now.Add(3*time.Second-DefaultOverlap), s.polls[59])

		s = &server{}
		s.add("a", now.Add(time.Second), now)
		got, err = follow(t, s, 10*time.Second, nil)
		require.NoError(t, err)
		assert.Empty(t, got, "none of those that are there")
	})
}

// A line that appears after a newer one, but before the next poll is over, still comes before it.
func TestFollow_order(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &server{}
		now := time.Now()
		at := func(seconds float64) time.Time { return now.Add(time.Duration(seconds * float64(time.Second))) }
		s.add("second", at(2), at(2.1))
		s.add("first", at(1), at(3.5))
		s.add("third", at(3), at(3.6))
		s.add("fourth", at(4), at(4.2))
		s.add("after", at(1), at(20))
		got, err := follow(t, s, 30*time.Second, &Options{Since: now})
		require.NoError(t, err)
		assert.Equal(t, []string{"first", "second", "third", "fourth", "after"}, got)
	})
}

// What was read is not lost when the context ends.
func TestFollow_endsWithWhatWaits(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &server{}
		s.add("a", time.Now(), time.Now())
		got, err := follow(t, s, 500*time.Millisecond, &Options{Since: time.Now()})
		require.NoError(t, err)
		assert.Equal(t, []string{"a"}, got)
	})
}

func TestFollow_trouble(t *testing.T) {
	t.Parallel()
	down, gone := errors.New("down"), errors.New("gone")
	temporary := func(err error) bool { return errors.Is(err, down) }
	synctest.Test(t, func(t *testing.T) {
		s := &server{fail: func(poll int) error {
			if poll > 1 && poll < 5 || poll == 8 {
				return down
			}
			return nil
		}}
		now := time.Now()
		for i := range 40 { // more than one per poll, so that a half-read list has the newest
			s.add(fmt.Sprintf("%02d", i), now.Add(time.Duration(i)*time.Second/2),
				now.Add(time.Duration(i)*time.Second/2))
		}
		var waits []time.Duration
		opts := &Options{Since: now, Temporary: temporary, Trouble: func(err error, wait time.Duration) {
			assert.ErrorIs(t, err, down)
			waits = append(waits, wait)
		}}
		got, err := follow(t, s, time.Minute, opts)
		require.NoError(t, err)
		assert.Len(t, got, 40)
		assert.True(t, slices.IsSorted(got))
		assert.Equal(t, []time.Duration{2 * time.Second, 4 * time.Second, 8 * time.Second, 2 * time.Second}, waits,
			"after a poll that works, from the beginning")

		s.fail, s.polls = func(poll int) error { return map[int]error{3: gone}[poll] }, nil
		got, err = follow(t, s, time.Minute, &Options{Since: now, Temporary: temporary})
		require.ErrorIs(t, err, gone)
		assert.NotEmpty(t, got)
		s.fail = func(int) error { return down }
		_, err = follow(t, s, time.Minute, &Options{Since: now, Temporary: temporary})
		require.ErrorIs(t, err, down, "what does not work at first is told at once")
	})
}

// Each line exactly once, and in order but for those that appear too late for that, whatever comes
// when.
func TestFollow_property(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		lines := rapid.SliceOfN(rapid.Custom(func(r *rapid.T) [2]int {
			return [2]int{rapid.IntRange(0, 90_000).Draw(r, "date"),
				rapid.SampledFrom([]int{0, 0, 300, 900, 12_000, 25_000}).Draw(r, "delay")}
		}), 0, 60).Draw(r, "lines")
		slices.SortFunc(lines, func(a, b [2]int) int { return a[0] - b[0] })
		prompt := rapid.Bool().Draw(r, "prompt")
		shuffle, deaf := rapid.Bool().Draw(r, "shuffle"), rapid.Bool().Draw(r, "deaf")
		synctest.Test(t, func(t *testing.T) {
			s := &server{shuffle: shuffle, deaf: deaf}
			now := time.Now()
			want := []string{}
			for i, l := range lines {
				if prompt {
					l[1] = min(l[1], 900)
				}
				date := now.Add(time.Duration(l[0]) * time.Millisecond)
				s.add(fmt.Sprintf("%03d", i), date, date.Add(time.Duration(l[1])*time.Millisecond))
				want = append(want, fmt.Sprintf("%03d", i))
			}
			got := []serverless.Log{}
			ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
			defer cancel()
			for l, err := range Follow(ctx, s.read, &Options{Since: now}) {
				require.NoError(t, err)
				got = append(got, l)
			}
			if prompt {
				require.True(t, slices.IsSortedFunc(got, byDate), "in order")
			}
			sids := []string{}
			for _, l := range got {
				sids = append(sids, l.SID)
			}
			slices.Sort(sids)
			require.Equal(t, want, sids, "each once")
		})
	})
}
