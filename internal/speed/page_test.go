package speed

import (
	"flag"
	"fmt"
	"os"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write docs/bench.md and docs/weather.svg")

const page = "../../docs/bench.md"

// pages guards docs/bench.md: two tests write a part of it each.
var pages sync.Mutex

// part is what docs/bench.md has between two marks. With -update, a text replaces it.
func part(t *testing.T, name, text string) string {
	t.Helper()
	pages.Lock()
	defer pages.Unlock()
	is, err := os.ReadFile(page)
	require.NoError(t, err)
	begin, end := "<!-- "+name+" -->\n", "<!-- end of "+name+" -->\n"
	before, rest, found := strings.Cut(string(is), begin)
	require.True(t, found, "docs/bench.md has no %s", begin)
	old, after, found := strings.Cut(rest, end)
	require.True(t, found, "docs/bench.md has no %s", end)
	if !*update || text == "" {
		return old
	}
	require.NoError(t, os.WriteFile(page, []byte(before+begin+text+end+after), 0o644))
	return text
}

// docs/bench.md shows what these tests measure, to the millisecond.
func TestPage(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{"round trips": roundTripsPart(t), "after the Build": latePart(t)} {
		assert.True(t, part(t, name, text) == text,
			"docs/bench.md: "+name+" is not what was measured: run go test ./internal/speed -run TestPage -update")
	}
}

func roundTripsPart(t *testing.T) string {
	var b strings.Builder
	b.WriteString("\n| round trip | protocol | first deploy | unchanged | one file | dials |\n" +
		"|--:|---|--:|--:|--:|--:|\n")
	for _, rtt := range []int{20, 100, 250} {
		for _, http1 := range []bool{false, true} {
			w := world{roundTrip: ms(rtt), http1: http1}
			w.run(t, func(s *stage) {
				first := s.deploy(files(20, 10, 1000, 1))
				again := s.deploy(files(20, 10, 1000, 1))
				one := s.deploy(files(20, 10, 1000, 2))
				protocol, dials := "HTTP/2", fmt.Sprint(first.dials)
				if http1 {
					protocol, dials = "HTTP/1.1", "one for each request at a time"
				}
				fmt.Fprintf(&b, "| %d ms | %s | %v (%.0f) | %v (%.0f) | %v (%.0f) | %s |\n", rtt, protocol,
					first.took, first.roundTrips(w), again.took, again.roundTrips(w), one.took, one.roundTrips(w),
					dials)
			})
		}
	}
	return b.String() + "\n"
}

// latePart has a row for each second of the short Builds, and one for each case.
func latePart(t *testing.T) string {
	var b strings.Builder
	b.WriteString("\n| Build takes | each second | | first | second | third | clone |\n|--:|--:|--:|--:|--:|--:|--:|\n")
	row := func(from, to time.Duration, steps int, l lateness) {
		first, later, polls := eachSecond(from, to, steps)
		fmt.Fprintf(&b, "| %v to %v | %v, later %v | %.1f polls |",
			from, to, first.Round(ms(1)), later.Round(ms(1)), polls)
		for i := range l.late {
			fmt.Fprintf(&b, " %v, %.1f polls |", l.late[i].Round(ms(1)), l.polls[i])
		}
		b.WriteString("\n")
	}
	for from := time.Second; from < 11*time.Second; from += time.Second {
		row(from, from+time.Second, 5, lateAfter(t, from, from+time.Second, 5))
	}
	for i, c := range lateCases {
		row(c.from, c.to, lateSteps, lateIn(t, i))
	}
	return b.String() + "\n"
}

var (
	readmeFigures = regexp.MustCompile(`First deploys are more than (\d+)× faster than (?:with )?twilio-run, unchanged ones more than (\d+)×`)
	pageFigures   = regexp.MustCompile(`\| (first deploy|nothing changed) +\| twilio-run .*\| +([\d.]+) times \|`)
)

// TestReadme_figures: README says what docs/bench.md has, in whole numbers rounded down.
func TestReadme_figures(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("../../README.md")
	require.NoError(t, err)
	said := readmeFigures.FindSubmatch(readme)
	require.NotNil(t, said, "README does not say how fast deploys are")
	rows := pageFigures.FindAllStringSubmatch(part(t, "processes", ""), -1)
	require.Len(t, rows, 2)
	for i, row := range rows {
		var times float64
		_, err := fmt.Sscan(row[2], &times)
		require.NoError(t, err)
		assert.Equal(t, fmt.Sprint(int(times)), string(said[i+1]), "%s: README and docs/bench.md", row[1])
	}
}
