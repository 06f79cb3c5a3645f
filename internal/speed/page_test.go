package speed

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write docs/speed.md")

const page = "../../docs/speed.md"

// docs/speed.md shows what these tests measure, to the millisecond.
func TestPage(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString(`# Deploys in virtual time

Measured with the real deployer, client, net/http, TLS and emulator over a network in virtual time: a dial costs a round trip, a
TLS handshake another one, each request one more; computing costs nothing. The figures do not depend on a machine, and a test
compares this page with them. Written by

    go test ./internal/speed -run TestPage -update

What processes cost (CPU, memory, start-up) and twilio-run beside it: [bench.md](bench.md).

## Round trips

20 Functions, 10 Assets of 1 kB, 1 Variable, TLS, Builds that complete at once. The first two round trips are the handshake.

| round trip | protocol | first deploy | unchanged | one file | dials |
|--:|---|--:|--:|--:|--:|
`)
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
	b.WriteString(`
A first deploy waits for eight requests one after another besides the handshake: the Service is looked for, made, its Environment
and Functions are made, files are uploaded, the manifest, the Build, its status, the Deployment. The bound is that of a deployer
with the same order of requests: the look at what is live is beside the Deployment.

## After the Build

How late a deploy is after its Build is done, 100 ms of round trip, three deploys of one project: means of 23 durations. The first
knows nothing and asks once a second, so it waits half a second for its last poll. The second and the third know how long the Build
before took, the second to half a second. After short Builds no deploy can be less than 300 ms late on average: half a round trip
until a poll is sent, since one is answered before the next, half a one for its answer, one for the look at what is live, one for
the Deployment.

| Build takes | first | second | third |
|--:|--:|--:|--:|
`)
	for _, c := range lateCases {
		l := lateAfter(t, c.from, c.to, 23)
		fmt.Fprintf(&b, "| %v to %v |", c.from, c.to)
		for i := range 3 {
			fmt.Fprintf(&b, " %v, %.1f polls |", l.late[i].Round(time.Millisecond), l.polls[i])
		}
		b.WriteString("\n")
	}
	fmt.Fprintf(&b, `
## Refusals

1,000 files, 10 ms of round trip and 90 ms of work for each request. Waits are random, so these are the limits that
`+"`go test ./internal/speed -run TestWeather -full`"+` holds for the median of five, not figures.

| what is refused | at most |
|---|--:|
`)
	for _, c := range weathers {
		of := "the time without refusals"
		if c.bound > 0 {
			of = "the bound"
		}
		fmt.Fprintf(&b, "| %s | %.2f times %s |\n", c.name, c.times, of)
	}
	if *update {
		require.NoError(t, os.WriteFile(page, []byte(b.String()), 0o644))
	}
	is, err := os.ReadFile(page)
	require.NoError(t, err)
	require.Equal(t, string(is), b.String(), "run go test ./internal/speed -run TestPage -update")
}
