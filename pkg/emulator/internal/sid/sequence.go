package sid

import (
	"encoding/binary"
	"encoding/hex"
	"sync/atomic"
)

// A Sequence gives SIDs that follow from a seed and from how many were given before, without a
// lock: for those of requests, of which each answer has one.
type Sequence struct {
	start uint64
	given atomic.Uint64
}

// NewSequence derives sequences that have nothing in common from one seed.
func NewSequence(seed, stream uint64) *Sequence {
	return &Sequence{start: mix(seed) ^ mix(mix(stream))}
}

// New gives the next SID.
func (s *Sequence) New(prefix string) string {
	n := s.given.Add(1)
	return format(prefix, mix(s.start+2*n*step), mix(s.start+(2*n+1)*step))
}

// step and mix are those of SplitMix64: every number gives another one, without a pattern.
const step = 0x9e3779b97f4a7c15

func mix(z uint64) uint64 {
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

func format(prefix string, high, low uint64) string {
	var bits [16]byte
	binary.BigEndian.PutUint64(bits[:8], high)
	binary.BigEndian.PutUint64(bits[8:], low)
	var text [length]byte
	copy(text[:], prefix)
	hex.Encode(text[2:], bits[:])
	return string(text[:])
}
