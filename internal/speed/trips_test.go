package speed

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
)

// Round trips of deploys of 20 Functions and 10 Assets with HTTP/2, and the connections they dial. Two
// round trips are the first handshake.
func TestRoundTrips(t *testing.T) {
	t.Parallel()
	for _, rtt := range []int{20, 100, 250} {
		t.Run(fmt.Sprint(rtt), func(t *testing.T) {
			t.Parallel()
			w := world{roundTrip: ms(rtt)}
			w.run(t, func(s *stage) {
				first := s.deploy(files(20, 10, 1000, 1))
				again := s.deploy(files(20, 10, 1000, 1))
				one := s.deploy(files(20, 10, 1000, 2))
				t.Logf("first %.1f round trips, unchanged %.1f, one file %.1f; dials %d, %d, %d",
					first.roundTrips(w), again.roundTrips(w), one.roundTrips(w), first.dials, again.dials, one.dials)
				assert.LessOrEqual(t, first.roundTrips(w), 10.0)
				assert.LessOrEqual(t, again.roundTrips(w), 3.0)
				assert.LessOrEqual(t, one.roundTrips(w), 8.0)
				for _, d := range []deployed{first, again, one} {
					assert.LessOrEqual(t, d.dials, 4)
				}
			})
		})
	}
}
