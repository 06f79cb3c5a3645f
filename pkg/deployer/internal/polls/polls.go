// Package polls says when the status of a Build is asked for.
package polls

import (
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

// Times say when the status of a Build is asked for, counted from the answer to CreateBuild.
//
// Nothing is known of a first Build: see typicalGaps.
//
// With an interval that the caller chose (Rule is false) it is asked at once, then every interval; from the 30th time
// on a tenth of an interval later each time, up to five intervals.
//
// When the last Build is known, the next one is likely to take as long: it is asked once at half
// the time, if that is long before, and often around the expected end. Should it take longer, it is
// asked twice an interval for a while.
type Times struct {
	BuildTime
	Interval time.Duration
	Rule     bool // use typicalGaps for Builds of unknown length
}

// typicalGaps are the intervals to the next poll of a Build of unknown length, by the time of the
// last one; in between they change steadily. They are made for Builds of 1 to 11 s. When each of these
// times is as likely, deploys are least late for a number of polls if the gaps get shorter from poll
// to poll, since a poll costs all Builds that take longer. The later gaps make up for that number.
var typicalGaps = []struct {
	at   time.Duration
	gaps float64
}{
	{0, 1.8}, {1800 * time.Millisecond, 1.11}, {11 * time.Second, 0.4}, {11 * time.Second, 1.3},
	{24 * time.Second, 1.3}, {54 * time.Second, 3}, {108 * time.Second, 3}, {3 * time.Minute, slowestPoll},
}

// BuildTime is how long the last Build took.
type BuildTime struct {
	Expected time.Duration // 0 when that is not known
	Within   time.Duration // how exactly it is known
}

// Of is how long a Build took by its dates, which are whole seconds: completing it updates
// it. So it is known to a second; it rarely is more than three quarters of one off.
func Of(b *serverless.Build) BuildTime {
	took := b.DateUpdated.Sub(b.DateCreated).Abs()
	if took < time.Second {
		return BuildTime{Expected: time.Second / 2, Within: time.Second / 2}
	}
	return BuildTime{Expected: took, Within: 3 * time.Second / 4}
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

// Quick reports whether the Build is likely to be done at once.
func (b BuildTime) Quick() bool { return b.Expected > 0 && b.Expected+b.Within <= time.Second }

// margin is how much earlier or later than the last Build the next one is likely to be done: by what
// is not known exactly of the last one, or by a twentieth of its time.
func (p Times) margin() time.Duration { return max(p.Within, p.Expected/24) }

// begin is from when on the end is expected. One of the polls from then on comes when the last Build
// was seen to be done: a Build that takes as long is seen as soon, whatever the margin is.
func (p Times) begin() time.Duration {
	seen, dense := p.Expected+p.Within, p.dense()
	return seen - (p.margin()+p.Within+dense-1)/dense*dense
}

// First is the time of the first poll.
func (p Times) First() time.Duration {
	switch begin := p.begin(); {
	case begin < p.Interval/densestPoll:
		return 0
	case begin < 2*p.Interval:
		return begin
	}
	return p.Expected / 2
}

// Next is the time after a poll.
func (p Times) Next(at time.Duration) time.Duration {
	begin, end := p.begin(), p.Expected+p.Within+p.Expected/5
	dense := p.dense()
	switch {
	case p.Expected == 0 && p.Rule:
		return at + time.Duration(typicalGap(at)*float64(p.Interval))
	case p.Expected == 0 || at >= end:
		return at + p.sparse(at-end)
	case at+dense < begin:
		return p.early(at)
	case at >= p.Expected+p.margin(): // it takes longer than the last one
		return at + max(dense, p.Interval/densePoll)
	}
	return at + dense
}

// typicalGap is how many intervals after a poll of a Build of unknown length the next one comes.
func typicalGap(at time.Duration) float64 {
	before := typicalGaps[0]
	for _, g := range typicalGaps[1:] {
		if at < g.at {
			share := float64(at-before.at) / float64(g.at-before.at)
			return before.gaps + share*(g.gaps-before.gaps)
		}
		before = g
	}
	return before.gaps
}

// early is the time after a poll before the end is Expected: that is the next one, unless the Build
// takes so long that a few polls from five sixths of its time on find one that is faster this time.
func (p Times) early(at time.Duration) time.Duration {
	begin, near := p.begin(), p.Expected*5/6
	if begin-near < 3*p.Interval {
		return begin
	}
	if step := max(p.Interval, p.Expected/18); at+step*3/2 < begin {
		return max(near, at+step)
	}
	return begin
}

// dense is the time between two polls around the expected end: four or more before the time that
// the last Build took, as long as that takes fewer polls than one each interval.
func (p Times) dense() time.Duration {
	gap := min(p.Interval/densePoll, p.Within/4)
	if others := p.Expected - p.Interval; others > 0 {
		ratio := float64(p.margin()) / float64(others)
		gap = min(gap, time.Duration(0.9*ratio*float64(p.Interval)))
	}
	return max(gap, p.Interval/densestPoll, p.Expected/90)
}

// sparse is the time to the next poll when one has waited for some time without knowing how long it
// takes.
func (p Times) sparse(waited time.Duration) time.Duration {
	gap := p.Interval
	for at := patientPolls * p.Interval; at <= waited; at += gap {
		gap = min(gap+p.Interval/10, slowestPoll*p.Interval)
	}
	return gap
}
