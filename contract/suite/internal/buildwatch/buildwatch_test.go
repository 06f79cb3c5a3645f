package buildwatch

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

func TestWatch_firstWait(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		took []time.Duration
		age  time.Duration
		want time.Duration
	}{
		"of the first Build":            {nil, 0, time.Second},
		"when others are quick":         {[]time.Duration{3 * time.Second}, 0, time.Second},
		"when others are slow":          {[]time.Duration{30 * time.Second, 20 * time.Second}, 0, 19 * time.Second},
		"of one that is old":            {[]time.Duration{20 * time.Second}, 5 * time.Second, 14 * time.Second},
		"of one that has nearly ended":  {[]time.Duration{20 * time.Second}, 19500 * time.Millisecond, time.Second},
		"of one that should have ended": {[]time.Duration{20 * time.Second}, 20 * time.Second, 0},
	} {
		b := new(Watch)
		for _, took := range tt.took {
			b.Ended(took)
		}
		assert.Equal(t, tt.want, b.FirstWait(tt.age, time.Second), name)
	}
}
