package speed

import (
	"flag"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

// refusing answers a share of the requests with 429, whatever is sent.
func refusing(probability float64) emulator.Options {
	return emulator.Options{Faults: []emulator.Fault{
		{Operation: "*", Status: 429, Times: emulator.FaultAlways, Probability: probability},
	}}
}

func limited(l emulator.Limits) emulator.Options { return emulator.Options{Limits: l} }

// weather is a kind of refusals that a first deploy of 1,000 files meets.
type weather struct {
	name  string
	short bool // met without -full too
	opts  emulator.Options
	bound time.Duration // what no deployer can beat; 0 is the time without refusals
	times float64       // how many times the bound it may take
}

// requests are those of a first deploy of 1,000 files.
const requests = 2010

func perSecond(n int) time.Duration { return requests * time.Second / time.Duration(n) }

// concurrent is the time of the requests through so many places, but for six that others wait for: the
// look for the Service, the Service, the manifest, the Build, its status and the Deployment.
func concurrent(n int) time.Duration {
	const alone = 6
	return time.Duration(float64(requests-alone)/float64(n)+alone) * 100 * time.Millisecond
}

var weathers = []weather{
	{"0.5 % refused", false, refusing(0.005), 0, 1.15},
	{"1 % refused", false, refusing(0.01), 0, 1.2},
	{"2 % refused", true, refusing(0.02), 0, 1.3},
	{"3 % refused", false, refusing(0.03), 0, 1.4},
	{"5 % refused", false, refusing(0.05), 0, 1.6},
	{"8 % refused", false, refusing(0.08), 0, 2},
	{"50 a second", false, limited(emulator.Limits{PerSecond: 50}), perSecond(50), 1.25},
	{"100 a second", false, limited(emulator.Limits{PerSecond: 100}), perSecond(100), 1.25},
	{"200 a second", false, limited(emulator.Limits{PerSecond: 200}), perSecond(200), 1.25},
	{"50 a second, Retry-After", false, limited(emulator.Limits{PerSecond: 50, RetryAfter: time.Second}),
		perSecond(50), 1.25},
	{"100 a second, Retry-After", true, limited(emulator.Limits{PerSecond: 100, RetryAfter: time.Second}),
		perSecond(100), 1.25},
	{"200 a second, Retry-After", false, limited(emulator.Limits{PerSecond: 200, RetryAfter: time.Second}),
		perSecond(200), 1.25},
	{"1 at once", false, limited(emulator.Limits{Concurrent: 1}), concurrent(1), 1.06},
	{"5 at once", false, limited(emulator.Limits{Concurrent: 5}), concurrent(5), 1.03},
	{"10 at once", false, limited(emulator.Limits{Concurrent: 10}), concurrent(10), 1.03},
	{"30 at once", true, limited(emulator.Limits{Concurrent: 30}), concurrent(30), 1.08},
	{"50 at once", false, limited(emulator.Limits{Concurrent: 50}), concurrent(40), 1.05},
}

var full = flag.Bool("full", false, "meet each weather five times and compare medians: minutes")

// met is the median time of a first deploy of 1,000 files: 10 ms of round trip, 90 ms of work for each
// request.
func met(t *testing.T, opts emulator.Options) (took time.Duration, refused float64) {
	rounds := 1
	if *full {
		rounds = 5
	}
	var all []deployed
	for round := range rounds {
		w := world{roundTrip: ms(10), work: ms(90), emulator: opts}
		w.emulator.Seed = uint64(7 + round)
		w.run(t, func(s *stage) { all = append(all, s.deploy(files(200, 800, 1000, 1))) })
	}
	slices.SortFunc(all, func(a, b deployed) int { return int(a.took - b.took) })
	d := all[len(all)/2]
	return d.took, 100 * float64(d.refused) / float64(d.count())
}

// The time of a deploy as a function of what is refused. Waits are random, so a single round may take
// a quarter more than the median of many.
func TestWeather(t *testing.T) {
	t.Parallel()
	fair, _ := met(t, emulator.Options{})
	rows := []metWeather{{weather{name: "nothing refused"}, fair, fair, 0}}
	for _, w := range weathers {
		if !w.short && !*full {
			continue
		}
		if w.bound == 0 {
			w.bound = fair
		}
		times := w.times
		if !*full {
			times *= 1.25
		}
		t.Run(w.name, func(t *testing.T) {
			took, refused := met(t, w.opts)
			m := metWeather{w, took, w.bound, refused}
			t.Logf("%-28s %6.2f s, %.2f times the bound, %.1f %% refused", w.name, took.Seconds(), m.ratio(), refused)
			assert.LessOrEqual(t, m.ratio(), times)
			rows = append(rows, m)
		})
	}
	if *update && *full && !t.Failed() {
		part(t, "refusals", weatherTable(rows))
		require.NoError(t, os.WriteFile("../../docs/weather.svg", []byte(weatherChart(rows)), 0o644))
	}
}

// docs/bench.md shows each weather with its limit, and a figure that keeps it.
func TestWeather_page(t *testing.T) {
	t.Parallel()
	if *update {
		t.Skip("TestWeather writes the page")
	}
	text := part(t, "refusals", "")
	chart, err := os.ReadFile("../../docs/weather.svg")
	require.NoError(t, err)
	for _, w := range weathers {
		row := regexp.MustCompile(`(?m)^\| ` + regexp.QuoteMeta(w.name) + ` \| [\d.]+ s \| ([\d.]+) \| ([\d.]+) \|`).
			FindStringSubmatch(text)
		if !assert.NotNil(t, row, "docs/bench.md has no figures of %s: cd bench && go run ./deploy -write ../docs",
			w.name) {
			continue
		}
		assert.Equal(t, fmt.Sprintf("%.2f", w.times), row[2], w.name)
		figure, err := strconv.ParseFloat(row[1], 64)
		require.NoError(t, err)
		assert.LessOrEqual(t, figure, w.times, w.name)
		assert.Contains(t, string(chart), ">"+w.name+"<")
	}
}
