package emulator

import (
	"fmt"
	"math/rand/v2"
	"sync"
)

// SID prefixes, as in the `pattern` of each SID in the official document.
const (
	sidAccount     = "AC"
	sidKey         = "SK"
	sidService     = "ZS"
	sidEnvironment = "ZE"
	sidResource    = "ZH" // Functions and Assets share one prefix
	sidVersion     = "ZN" // so do their versions
	sidBuild       = "ZB"
	sidDeployment  = "ZD"
	sidVariable    = "ZV"
	sidLog         = "NO"
	sidRequest     = "RQ"
)

const sidLength = 34

// isSID reports whether s is prefix and 32 hexadecimal digits of either case.
func isSID(s, prefix string) bool {
	if len(s) != sidLength || s[:2] != prefix {
		return false
	}
	for i := 2; i < len(s); i++ {
		c := s[i]
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') && (c < 'A' || c > 'F') {
			return false
		}
	}
	return true
}

// random is a seeded generator that may be shared.
type random struct {
	mu  sync.Mutex
	rng *rand.Rand
}

// newRandom derives generators that do not influence each other from one seed.
func newRandom(seed, stream uint64) *random {
	return &random{rng: rand.New(rand.NewPCG(seed, stream))}
}

func (r *random) sid(prefix string) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return fmt.Sprintf("%s%016x%016x", prefix, r.rng.Uint64(), r.rng.Uint64())
}

// digits gives four decimal digits, the random part of a domain.
func (r *random) digits() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return fmt.Sprintf("%04d", r.rng.IntN(10000))
}

func (r *random) shuffle(n int, swap func(i, j int)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.rng.Shuffle(n, swap)
}

// float gives a number in [0, 1).
func (r *random) float() float64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.rng.Float64()
}
