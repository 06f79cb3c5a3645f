package deployer

import (
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
)

// limiter decides how many requests are under way at once. It starts at the most that is allowed, and learns from answers with status
// 429 how many the account takes. Down it goes at once, by as many as were refused and at least by a quarter. Up it comes by one for each
// answer, as far as went well before. Beyond that it tries a single request more, after a long time without a refusal or when
// Twilio-Concurrent-Requests shows that others use the account less than they did, and goes up by one when that went well. It is never
// below one.
//
// Twilio documents no number, has been seen to refuse from 50 to 60 on, and says that a refused request was not processed:
// https://www.twilio.com/docs/api/errors/20429.
type limiter struct {
	most int

	mu       sync.Mutex
	limit    int
	inFlight int
	waiting  []chan struct{} // in the order of their coming
	resume   time.Time       // nothing new is sent before
	timer    *time.Timer     // for resume

	safe  int         // up to here all went well when more was refused
	good  int         // answers to what was sent since
	since time.Time   // the limit was changed or tried
	peak  int         // of Twilio-Concurrent-Requests among them
	trial trial       // of one more
	vain  int         // trials that were refused, one after the other
	ends  []time.Time // of the last good answers

	// Of the requests that were under way when one was refused, all others tell about the same moment.
	cut     time.Time
	window  int // how many there were
	refused int // and were refused
	before  int // what was safe until then

	account int // what the account takes, ours and others, by Twilio-Concurrent-Requests of what was refused; 0 is unknown
}

// trial is how far trying one more request is.
type trial int

const (
	noTrial trial = iota
	trialDue
	trialSent
)

// patience is how many good answers it takes at least to try one more request: 1 in 100 is refused at the worst.
const patience = 100

// settling bounds how long nothing new is sent after a refusal, while those beside it come back; a large upload may take minutes.
const settling = time.Second

// longestPause bounds what a Retry-After holds up. The client gives up on longer ones.
const longestPause = 30 * time.Second

func newLimiter(most int) *limiter { return &limiter{most: most, limit: most, safe: most} }

// acquire waits for room for one more request.
func (l *limiter) acquire(ctx context.Context) error {
	if ctx.Err() != nil { // select would choose at random
		return context.Cause(ctx)
	}
	l.mu.Lock()
	if len(l.waiting) == 0 && l.open() {
		l.enter()
		l.mu.Unlock()
		return nil
	}
	turn := make(chan struct{})
	l.waiting = append(l.waiting, turn)
	l.admit() // sets the timer of a pause
	l.mu.Unlock()
	select {
	case <-turn:
		return nil
	case <-ctx.Done():
		l.leave(turn)
		return context.Cause(ctx)
	}
}

// leave gives a turn up that has come or not.
func (l *limiter) leave(turn chan struct{}) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for i, w := range l.waiting {
		if w == turn {
			l.waiting = append(l.waiting[:i], l.waiting[i+1:]...)
			return
		}
	}
	l.inFlight--
	l.admit()
}

// take counts a request without waiting.
func (l *limiter) take() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.inFlight++
}

func (l *limiter) release() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.inFlight--
	l.admit()
}

// open reports whether there is room for one more.
func (l *limiter) open() bool {
	return (l.inFlight < l.limit || l.inFlight == l.limit && l.trial == trialDue) && !time.Now().Before(l.resume)
}

func (l *limiter) enter() {
	if l.inFlight == l.limit {
		l.trial, l.since, l.good, l.peak = trialSent, time.Now(), 0, 0
	}
	l.inFlight++
}

// admit lets those in for whom there is room.
func (l *limiter) admit() {
	for len(l.waiting) > 0 && l.open() {
		close(l.waiting[0])
		l.waiting = l.waiting[1:]
		l.enter()
	}
	if pause := time.Until(l.resume); len(l.waiting) > 0 && pause > 0 && l.timer == nil {
		l.timer = time.AfterFunc(pause, func() {
			l.mu.Lock()
			defer l.mu.Unlock()
			l.timer = nil
			l.admit()
		})
	}
}

// observe gives a context whose requests tell the limiter of their answers. A request that was refused gives its place back while it
// waits, and takes its turn before it is sent again.
func (l *limiter) observe(ctx context.Context) context.Context {
	return client.WithObserver(ctx, &client.Observer{
		Done: func(a client.Attempt) {
			l.mu.Lock()
			defer l.mu.Unlock()
			if a.StatusCode == http.StatusTooManyRequests {
				l.back(a)
			} else if a.StatusCode != 0 {
				l.forward(a)
			}
			if a.Again { // else whoever holds the place gives it back, and lets others in
				l.inFlight--
				l.admit()
			}
		},
		Again: func(ctx context.Context) error {
			err := l.acquire(ctx)
			if err != nil {
				l.take() // whoever holds the place gives it back
			}
			return err
		},
	})
}

// back learns from a refusal.
func (l *limiter) back(a client.Attempt) {
	now := time.Now()
	tried := l.trial == trialSent
	if !a.Began.After(l.cut) {
		l.refused++
	} else {
		l.cut, l.window, l.refused, l.before, l.account = now, l.together(a), 1, l.safe, 0
	}
	if n := a.Concurrent - 1; n > 0 && (l.account == 0 || n < l.account) {
		l.account = n
	}
	l.good, l.peak, l.since, l.trial = 0, 0, now, noTrial
	if tried && l.window > l.limit && l.refused == 1 {
		l.pause(a, 0) // it was the one more
		l.vain++
		return
	}
	l.pause(a, min(now.Sub(a.Began), settling)) // by then it is known what became of those beside it
	l.limit = max(1, min(l.limit, l.window-l.refused, l.window*3/4))
	if l.safe = l.window - l.refused; l.safe <= 0 {
		l.safe = l.before // none got through, which tells nothing about how many do
	}
}

func (l *limiter) pause(a client.Attempt, d time.Duration) {
	if a.Again {
		d = max(d, min(a.RetryAfter, longestPause))
	}
	if until := time.Now().Add(d); until.After(l.resume) {
		l.resume = until
	}
}

// together is how many requests were under way beside the one that was refused, and itself.
func (l *limiter) together(a client.Attempt) int {
	n := l.inFlight
	for _, end := range l.ends {
		if !end.Before(a.Began) {
			n++
		}
	}
	return max(l.inFlight, min(l.limit, n)) // those that came after others ended were not beside all of them
}

// forward learns from an answer that was no refusal.
func (l *limiter) forward(a client.Attempt) {
	if l.ends = append(l.ends, time.Now()); len(l.ends) > l.most {
		l.ends = l.ends[1:]
	}
	switch {
	case l.limit < l.safe:
		l.limit++
		l.good, l.peak, l.since = 0, 0, time.Now()
		return
	case a.Began.Before(l.since):
		return
	}
	l.good++
	l.peak = max(l.peak, a.Concurrent)
	need := max(patience, 10*l.limit) << min(l.vain, 3) // a limit that was met again and again will not have gone
	if l.peak > 0 && l.peak < l.account {
		need = 2 * l.limit
	}
	switch {
	case l.limit == l.most:
	case l.trial == trialSent && l.good > l.limit:
		l.limit++
		l.safe, l.trial, l.vain = l.limit, trialDue, 0
	case l.trial == noTrial && l.good >= need:
		l.trial = trialDue
	}
}
