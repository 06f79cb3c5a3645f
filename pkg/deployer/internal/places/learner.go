package places

import (
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
)

// learner decides how many places there are.
//
// Refusals have three causes that look alike one by one: more requests at once than the account
// takes, more in a second than it takes, and a server that refuses some whatever is sent
// ("weather"). They are told apart by what comes next:
//
//   - A moment is all requests that were under way when one was refused. When many of them are refused,
//     as many places stay as got through. When there are many refusals right after that too, the account
//     limits requests a second: as many places stay as the good answers of the second before needed, and
//     nothing is sent until that second is over.
//   - A few refusals cost a place each, for a window of good answers. If the place is refused again, the
//     limit is known. If the next refusal comes before, the places were not the cause: few refusals cost
//     nothing from then on.
//   - When nothing gets through at all, the number says nothing. One request at a time asks, after
//     pauses that grow, until one is answered.
//
// More places than are known to be taken are tried one by one after many good answers; the second
// and each further step in a row is twice the one before.
//
// Twilio documents no number, has been seen to refuse from 50 to 60 on, and says that a refused
// request was not processed: https://www.twilio.com/docs/api/errors/20429.
type learner struct {
	most   int
	places int
	taken  int       // places that the account is known to take; they come back after a window
	resume time.Time // nothing is sent before

	moment    moment
	crowd     crowd
	weather   bool // few refusals do not depend on the number of places
	perSecond bool // the account limits requests a second
	lowered   int  // places before a few were refused the last time, 0 when it was for something else
	recent    recent

	good     int       // answers since the last refusal
	steady   int       // good answers since places were last changed or refused
	changed  time.Time // when places were last added
	steps    int       // how often places were added in a row
	setbacks int       // how often an added place was refused, in a row
	peak     int       // of Twilio-Concurrent-Requests since places were last changed
	account  int       // places of the account, ours and others', by what was refused; 0 is unknown

	asking int // pauses since anything got through; above 0 one request asks at a time
}

// moment is what became of the requests that were under way together when one was refused.
type moment struct {
	at      time.Time
	size    int
	refused int
	places  int  // before it
	settled bool // what it says is known; the rest of it adds nothing
}

// crowd is the last time that many were refused.
type crowd struct {
	at   time.Time
	took time.Duration // of the good answers of the second before, and of those that were under way
}

// needed is how many places the good answers took: their rate times their duration.
func (c crowd) needed(most int) int { return min(most, int((c.took+second/2)/second)) }

const (
	// patience is how many good answers it takes at least to try a place that may not be taken.
	patience = 100
	// second is how long a limit per second remembers.
	second = time.Second
	// settling bounds how long nothing is sent while the rest of a moment comes back: a large
	// upload may take minutes.
	settling = time.Second
	// firstPause and longestPause bound the pauses while nothing gets through.
	firstPause, longestPause = 50 * time.Millisecond, 2 * time.Second
	// longestWait bounds what a Retry-After holds up. The client gives up on longer ones.
	longestWait = 30 * time.Second
)

func newLearner(most int) learner { return learner{most: most, places: most, taken: most} }

func (l *learner) limit() int {
	if l.asking > 0 {
		return 1
	}
	return l.places
}

// refused learns from an answer with status 429.
func (l *learner) refused(a client.Attempt, underWay int) {
	now := time.Now()
	gap, added := l.good, l.steps > 0 && (l.steady < 2*l.places || now.Sub(l.changed) < second)
	l.recent.add(now, 0, false)
	first := a.Began.After(l.moment.at)
	if first {
		size := max(underWay, l.recent.since(a.Began, l.limit()))
		l.moment = moment{at: now, size: size, places: l.places}
	}
	l.moment.refused++
	if n := a.Concurrent - 1; n > 0 && (l.account == 0 || n < l.account) {
		l.account = n
	}
	l.good, l.steady, l.steps, l.peak = 0, 0, 0, 0
	m := l.moment
	switch few := m.refused <= max(1, m.size/4) || 2*m.size < m.places; {
	case m.settled:
	case first && !l.crowd.at.IsZero() && now.Sub(l.crowd.at) < second && l.crowd.needed(l.most) > l.places:
		l.limitedPerSecond()
	case m.refused >= m.size:
		l.nothing(a, now)
	case !few || l.recent.mostlyRefused(2*l.places):
		l.many(a, now)
	case added:
		l.setbacks++
		l.places = max(1, l.places-1)
		l.taken = l.places
	case l.weather:
	case first && gap < 2*l.lowered && (!l.perSecond || 4*l.places < 3*l.crowd.needed(l.most)):
		l.weather, l.perSecond = true, false
		l.places = max(l.places, l.lowered)
	default:
		if first {
			l.lowered = l.places
		}
		l.places = max(1, l.places-1)
	}
}

// many of those that were under way were refused.
func (l *learner) many(a client.Attempt, now time.Time) {
	m := l.moment
	l.weather, l.lowered = false, 0
	if m.at.After(l.crowd.at) {
		l.crowd = crowd{at: m.at, took: l.recent.took(now)}
	}
	l.places = min(l.places, max(1, m.size-m.refused))
	if a.RetryAfter >= second { // by then a limit per second has forgotten
		l.places = max(l.places, min(m.places, l.crowd.needed(l.most)))
		l.perSecond = true
	}
	l.taken = max(l.places, l.crowd.needed(l.most))
	l.pause(now, min(now.Sub(a.Began), settling), a)
}

// limitedPerSecond goes on with the rate that got through.
func (l *learner) limitedPerSecond() {
	l.perSecond, l.weather, l.lowered = true, false, 0
	l.places = l.crowd.needed(l.most)
	l.taken = l.places
	l.asking = 0
	l.moment.settled = true
	l.recent.forget()
	l.hold(l.crowd.at.Add(second))
}

// nothing got through, which says nothing about the number of places.
func (l *learner) nothing(a client.Attempt, now time.Time) {
	l.places, l.taken, l.lowered = l.moment.places, l.moment.places, 0
	if l.moment.size == 1 && l.asking == 0 {
		return // a lone request, which waits by itself
	}
	if l.crowd.at.Equal(l.moment.at) && l.crowd.needed(l.most) > 1 {
		l.limitedPerSecond() // much got through in the second before
		return
	}
	pause := longestPause
	if l.asking < 6 {
		pause = min(pause, firstPause<<l.asking)
	}
	l.pause(now, pause, a)
	if l.moment.refused == l.moment.size {
		l.asking++
	}
}

// pause holds everything up, also for as long as the server asks.
func (l *learner) pause(now time.Time, d time.Duration, a client.Attempt) {
	if a.Again {
		d = max(d, min(a.RetryAfter, longestWait))
	}
	l.hold(now.Add(d))
}

func (l *learner) hold(until time.Time) {
	if until.After(l.resume) {
		l.resume = until
	}
}

// answered learns from an answer with any other status.
func (l *learner) answered(a client.Attempt, underWay int) {
	now := time.Now()
	l.recent.add(now, now.Sub(a.Began), true)
	l.asking = 0
	if a.Began.Before(l.moment.at) {
		if now.Sub(l.crowd.at) < second {
			l.crowd.took += now.Sub(a.Began)
			l.taken = max(l.taken, l.crowd.needed(l.most))
		}
		return
	}
	l.good++
	if underWay >= l.places { // fewer show nothing about the last place
		l.steady++
	}
	l.peak = max(l.peak, a.Concurrent)
	if l.account > 0 {
		l.account = max(l.account, a.Concurrent)
	}
	if l.good > 8*l.most {
		l.weather = false
	}
	if l.steady >= l.places && now.Sub(l.changed) >= second {
		l.taken = max(l.taken, l.places)
		if l.steps > 1 {
			l.setbacks = 0
		}
	}
	if l.places < l.most && l.steady >= l.enough() && (l.places < l.taken || now.Sub(l.changed) >= second) {
		l.add(now)
	}
}

// enough is how many good answers it takes to add a place.
func (l *learner) enough() int {
	switch {
	case l.places < l.taken, l.weather, l.steps > 0:
		return l.places // a window of them
	case l.peak > 0 && l.peak < l.account: // others use the account less than they did
		return 2 * l.places
	}
	return max(patience, 10*l.places) << min(l.setbacks, 3)
}

func (l *learner) add(now time.Time) {
	step := 1
	if l.places >= l.taken && !l.perSecond {
		step <<= min(l.steps, 4)
	}
	l.places = min(l.most, l.places+step)
	l.steps++
	l.steady, l.peak, l.changed = 0, 0, now
}
