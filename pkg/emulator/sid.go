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
	src *rand.PCG
	rng *rand.Rand // keeps nothing of its own: where src stands is all there is
}

// Streams of the generators. Those of requests after a restart follow streamRequests.
const (
	streamSIDs     = 1
	streamRequests = 2
)

// newRandom derives generators that do not influence each other from one seed.
func newRandom(seed, stream uint64) *random {
	src := rand.NewPCG(seed, stream)
	return &random{src: src, rng: rand.New(src)}
}

// position tells where the generator stands, so that another can go on from there.
func (r *random) position() []byte {
	r.mu.Lock()
	defer r.mu.Unlock()
	b, err := r.src.MarshalBinary()
	if err != nil {
		panic(fmt.Sprintf("emulator: position of a generator: %v", err)) // two integers
	}
	return b
}

func (r *random) seek(position []byte) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.src.UnmarshalBinary(position)
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
