package deployer

import (
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

// pollTimes say when the status of a Build is asked for, counted from the answer to CreateBuild.
//
// Nothing is known of a first Build: it is asked at once, then every interval. One takes some ten
// seconds as a rule; one that takes minutes installs many packages, so from the 30th time on it is
// asked a tenth of an interval later each time, up to five intervals.
//
// When the last Build is known, the next one is likely to take as long: it is asked once at half
// the time, if that is long before, and often around the expected end. Should it take longer, it is
// asked twice an interval for a while.
type pollTimes struct {
	buildTime
	interval time.Duration
}

// buildTime is how long the last Build took.
type buildTime struct {
	expected time.Duration // 0 when that is not known
	within   time.Duration // how exactly it is known
}

// buildTimeOf is how long a Build took by its dates, which are whole seconds: completing it updates
// it.
func buildTimeOf(b *serverless.Build) buildTime {
	took := b.DateUpdated.Sub(b.DateCreated).Abs()
	return buildTime{expected: max(took, time.Second/2), within: time.Second}
}

const (
	// patientPolls is after how many polls they come less often, slowestPoll how many intervals lie
	// between two at most. Around the expected end densePoll of them fit into an interval, and up
	// to densestPoll when that takes no more polls than the intervals until then.
	patientPolls = 30
	slowestPoll  = 5
	densePoll    = 2
	densestPoll  = 10
)

// quick reports whether the Build is likely to be done at once.
func (b buildTime) quick() bool { return b.expected > 0 && b.expected < time.Second }

// margin is how much earlier or later than the last Build the next one is likely to be done: by what
// is not known exactly of the last one, or by a twentieth of its time.
func (p pollTimes) margin() time.Duration { return max(p.within, p.expected/20) }

// begin is from when on the end is expected.
func (p pollTimes) begin() time.Duration { return p.expected - p.margin() }

func (p pollTimes) first() time.Duration {
	switch begin := p.begin(); {
	case begin < p.interval/densestPoll:
		return 0
	case begin < 2*p.interval:
		return begin
	}
	return p.expected / 2
}

// next is the time after a poll.
func (p pollTimes) next(at time.Duration) time.Duration {
	begin, end := p.begin(), p.expected+p.within+p.expected/5
	dense := p.dense()
	switch {
	case p.expected == 0 || at >= end:
		return at + p.sparse(at-end)
	case at+dense < begin:
		return p.early(at)
	case at >= p.expected+p.margin(): // it takes longer than the last one
		return at + max(dense, p.interval/densePoll)
	}
	return at + dense
}

// early is the time after a poll before the end is expected: that is the next one, unless the Build
// takes so long that a few polls from four fifths of its time on find one that is faster this time.
func (p pollTimes) early(at time.Duration) time.Duration {
	begin, near := p.begin(), p.expected*4/5
	if begin-near < 3*p.interval {
		return begin
	}
	return min(begin, max(near, at+max(p.interval, p.expected/40)))
}

// dense is the time between two polls around the expected end: four or more before the time that
// the last Build took, as long as that takes fewer polls than one each interval.
func (p pollTimes) dense() time.Duration {
	gap := p.interval / densePoll
	if others := p.expected - p.interval; others > 0 {
		ratio := float64(p.margin()) / float64(others)
		gap = min(gap, p.within/4, time.Duration(0.9*ratio*float64(p.interval)))
	}
	return max(gap, p.interval/densestPoll, p.expected/150)
}

// sparse is the time to the next poll when one has waited for some time without knowing how long it
// takes.
func (p pollTimes) sparse(waited time.Duration) time.Duration {
	gap := p.interval
	for at := patientPolls * p.interval; at <= waited; at += gap {
		gap = min(gap+p.interval/10, slowestPoll*p.interval)
	}
	return gap
}
