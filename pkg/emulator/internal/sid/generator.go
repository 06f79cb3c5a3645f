package sid

import (
	"fmt"
	"math/rand/v2"
	"sync"
)

// A Generator gives SIDs and other choices that follow from a seed. It may be shared.
type Generator struct {
	mu  sync.Mutex
	src *rand.PCG
	rng *rand.Rand // keeps nothing of its own: where src stands is all there is
}

// NewGenerator derives generators that do not influence each other from one seed.
func NewGenerator(seed, stream uint64) *Generator {
	src := rand.NewPCG(seed, stream)
	return &Generator{src: src, rng: rand.New(src)}
}

// Position returns where the generator stands, so that another can go on from there.
func (g *Generator) Position() []byte {
	g.mu.Lock()
	defer g.mu.Unlock()
	b, err := g.src.MarshalBinary()
	if err != nil {
		panic(fmt.Sprintf("emulator: position of a generator: %v", err)) // two integers
	}
	return b
}

// Seek makes the generator go on from a position.
func (g *Generator) Seek(position []byte) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.src.UnmarshalBinary(position)
}

// New gives a SID.
func (g *Generator) New(prefix string) string {
	g.mu.Lock()
	defer g.mu.Unlock()
	return format(prefix, g.rng.Uint64(), g.rng.Uint64())
}

// Digits gives four decimal digits, the random part of a domain.
func (g *Generator) Digits() string {
	g.mu.Lock()
	defer g.mu.Unlock()
	return fmt.Sprintf("%04d", g.rng.IntN(10000))
}

// Shuffle puts n things into another order.
func (g *Generator) Shuffle(n int, swap func(i, j int)) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.rng.Shuffle(n, swap)
}

// Float gives a number in [0, 1).
func (g *Generator) Float() float64 {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.rng.Float64()
}
