package speed

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

// lateness is the mean of the first, second and third deploy of one project, and of a fourth one by
// another machine: it knows no more than the dates of the live Build, which are whole seconds.
type lateness struct {
	late  [4]time.Duration
	polls [4]float64
}

// lateAfter is how late deploys are after Builds from one duration to another, in so many steps.
func lateAfter(t *testing.T, from, to time.Duration, steps int) lateness {
	var sum lateness
	for i := range steps {
		took := step(from, to, i, steps)
		w := world{roundTrip: ms(100), emulator: emulator.Options{BuildTime: took}}
		w.run(t, func(s *stage) {
			for edition := range 4 {
				if edition == 3 {
					s.known = nil
				}
				d := s.deploy(files(3, 2, 1000, edition+1))
				sum.late[edition] += d.late / time.Duration(steps)
				sum.polls[edition] += float64(d.polls()) / float64(steps)
			}
		})
	}
	return sum
}

func step(from, to time.Duration, i, steps int) time.Duration {
	return from + (to-from)*time.Duration(2*i+1)/time.Duration(2*steps)
}

// eachSecond is how late deploys would be that ask once a second, from the 30th time on a tenth of
// a second later each time, and with how many polls. After the last poll come half a round trip for
// its answer and one for the Deployment; a later deploy also looks at what is live.
func eachSecond(from, to time.Duration, steps int) (first, later time.Duration, polls float64) {
	var wait time.Duration
	for i := range steps {
		took := step(from, to, i, steps)
		at, gap, n := time.Duration(0), time.Second, 1
		for ; at < took; n++ {
			if n >= 30 {
				gap = min(gap+time.Second/10, 5*time.Second)
			}
			at += gap
		}
		wait += (at - took) / time.Duration(steps)
		polls += float64(n) / float64(steps)
	}
	return wait + ms(150), wait + ms(250), polls
}

// lateCases are Builds of one duration to another, and how late a first and a later deploy may be.
//
// Nothing is known of a first Build. If each time from 1 to 11 s is as likely, n gaps that get
// shorter from the first to the last one take (n+2)/3 polls on average and have it wait for
// 10 s/3*(2n+1)/n/(n+1): there is no better way, so 7.4 polls are 470 ms late at least, and 300 ms
// take 15 polls. A later deploy knows how long the Build before took. It waits half a round trip
// until a poll is sent, since one is answered before the next, half a one for its answer, one for the
// look at what is live and one for the Deployment: 300 ms on average. With the dates alone it is a
// little later.
var lateCases = []struct {
	from, to            time.Duration
	first, later, clone time.Duration
}{
	{time.Second, 11 * time.Second, ms(560), ms(300), ms(320)},
	{115 * time.Second, 125 * time.Second, ms(1900), time.Second, time.Second},
}

const lateSteps = 23

// lateOnce are the results of lateCases, which two tests look at.
var lateOnce [2]struct {
	once sync.Once
	late lateness
}

// lateIn is how late deploys are in the i-th of lateCases.
func lateIn(t *testing.T, i int) lateness {
	r := &lateOnce[i]
	r.once.Do(func() { r.late = lateAfter(t, lateCases[i].from, lateCases[i].to, lateSteps) })
	return r.late
}

// Deploys end soon after their Build, with no more polls than one a second.
func TestLate(t *testing.T) {
	t.Parallel()
	for i, c := range lateCases {
		t.Run(fmt.Sprintf("%v to %v", c.from, c.to), func(t *testing.T) {
			t.Parallel()
			l := lateIn(t, i)
			first, later, polls := eachSecond(c.from, c.to, lateSteps)
			t.Logf("each second: %v, later %v late, %.1f polls", first, later, polls)
			for i, limit := range []time.Duration{c.first, c.later, c.later, c.clone} {
				t.Logf("%d: %v late, %.1f polls", i+1, l.late[i], l.polls[i])
				assert.LessOrEqual(t, l.late[i], limit)
				assert.LessOrEqual(t, l.polls[i], polls)
			}
		})
	}
}
