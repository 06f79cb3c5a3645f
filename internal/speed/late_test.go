package speed

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

// lateness is the mean of the first, second and third deploy of one project.
type lateness struct {
	late  [3]time.Duration
	polls [3]float64
}

// lateAfter is how late deploys are after Builds from one duration to another, in so many steps.
func lateAfter(t *testing.T, from, to time.Duration, steps int) lateness {
	var sum lateness
	for i := range steps {
		took := from + (to-from)*time.Duration(2*i+1)/time.Duration(2*steps)
		w := world{roundTrip: ms(100), emulator: emulator.Options{BuildTime: took}}
		w.run(t, func(s *stage) {
			for edition := range 3 {
				d := s.deploy(files(3, 2, 1000, edition+1))
				sum.late[edition] += d.late / time.Duration(steps)
				sum.polls[edition] += float64(d.polls()) / float64(steps)
			}
		})
	}
	return sum
}

// lateCases are Builds of one duration to another, and how late the second and the third deploy may be. After short
// Builds no deploy can be less than 300 ms late on average: a poll is answered before the next one is sent, so half a
// round trip goes by until one is sent, half a one for its answer, one for the look at what is live and one for the
// Deployment. The last 2 ms are for the few durations that are measured.
var lateCases = []struct {
	from, to time.Duration
	later    time.Duration
}{
	{time.Second, 11 * time.Second, 302 * time.Millisecond},
	{115 * time.Second, 125 * time.Second, 700 * time.Millisecond},
}

// Polls of the second and the third deploy come when the Build is likely to be done, so that they end soon
// after it, with no more polls than one a second.
func TestLate(t *testing.T) {
	t.Parallel()
	for _, c := range lateCases {
		t.Run(fmt.Sprintf("%v to %v", c.from, c.to), func(t *testing.T) {
			t.Parallel()
			l := lateAfter(t, c.from, c.to, 23)
			for i, limit := range []time.Duration{time.Hour, c.later, c.later} {
				t.Logf("%d: %v late, %.1f polls", i+1, l.late[i], l.polls[i])
				assert.LessOrEqual(t, l.late[i], limit)
				assert.LessOrEqual(t, l.polls[i], l.polls[0])
			}
		})
	}
}
