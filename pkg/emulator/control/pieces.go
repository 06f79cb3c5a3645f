package control

import (
	"bytes"
	"hash/maphash"
	"sync"
)

// pieceSize is the length of a piece of a body. Uploads of one content differ in the boundary of their parts alone,
// which is in the first piece and the last one.
const pieceSize = 16 << 10

// A piece of a body is not modified once it is kept.
type piece struct {
	bytes []byte
	hash  uint64
	users int // how many places in bodies it has
}

// pieces keep the bodies of exchanges, what is equal in them once.
type pieces struct {
	seed maphash.Seed

	mu    sync.Mutex
	all   map[uint64]*piece // by hash
	bytes int
}

func newPieces() *pieces { return &pieces{seed: maphash.MakeSeed(), all: map[uint64]*piece{}} }

// keep returns the pieces of a body, which it copies where they are new. Each call needs one of letGo.
func (p *pieces) keep(body []byte) []*piece {
	if len(body) == 0 {
		return nil
	}
	parts := make([]*piece, 0, (len(body)+pieceSize-1)/pieceSize)
	for len(body) > 0 {
		part := body[:min(pieceSize, len(body))]
		body = body[len(part):]
		parts = append(parts, p.one(part))
	}
	return parts
}

func (p *pieces) one(text []byte) *piece {
	hash := maphash.Bytes(p.seed, text)
	p.mu.Lock()
	defer p.mu.Unlock()
	known := p.all[hash]
	if known != nil && bytes.Equal(known.bytes, text) {
		known.users++
		return known
	}
	made := &piece{bytes: bytes.Clone(text), hash: hash, users: 1}
	if known == nil { // else it is kept apart, by nobody but its body
		p.all[hash] = made
	}
	p.bytes += cap(made.bytes)
	return made
}

// letGo takes back what keep returned.
func (p *pieces) letGo(parts []*piece) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, part := range parts {
		if part.users--; part.users > 0 {
			continue
		}
		p.bytes -= cap(part.bytes)
		if p.all[part.hash] == part {
			delete(p.all, part.hash)
		}
	}
}

// size is how many bytes are kept.
func (p *pieces) size() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.bytes
}

// join returns the body of pieces.
func join(parts []*piece) []byte {
	if len(parts) == 1 {
		return parts[0].bytes
	}
	var body []byte
	for _, part := range parts {
		body = append(body, part.bytes...)
	}
	return body
}
