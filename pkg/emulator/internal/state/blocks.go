package state

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"sync"
)

// blockSize bounds what a content in memory costs beside its bytes, whether its
// length was known beforehand or not: no block is ever copied once it is full.
const blockSize = 128 << 10

// firstBlock is what the first block has room for until there is more: most contents are small.
const firstBlock = 8 << 10

// blocks are bytes in memory, all blocks but the last of blockSize.
type blocks struct {
	all  [][]byte
	size int64
	free *spareBlocks // nil: blocks are made
}

// spareBlocks are those whose bytes nobody needs any more.
type spareBlocks struct{ first, whole sync.Pool }

// of gives where blocks of a capacity lie; nil when they are not used again.
func (s *spareBlocks) of(capacity int) *sync.Pool {
	switch {
	case s == nil:
		return nil
	case capacity == firstBlock:
		return &s.first
	case capacity == blockSize:
		return &s.whole
	}
	return nil
}

func (b *blocks) Write(p []byte) (int, error) {
	written := len(p)
	for len(p) > 0 {
		last := len(b.all) - 1
		switch {
		case last < 0 && len(p) <= firstBlock:
			b.all = append(b.all, b.block(firstBlock))
			last++
		case last < 0 || len(b.all[last]) == blockSize:
			b.all = append(b.all, b.block(blockSize))
			last++
		case len(b.all[last])+len(p) > firstBlock && cap(b.all[last]) < blockSize:
			small := b.all[last]
			b.all[last] = append(b.block(blockSize), small...)
			b.spare(small)
		}
		n := min(len(p), blockSize-len(b.all[last]))
		b.all[last] = append(b.all[last], p[:n]...)
		p = p[n:]
	}
	b.size += int64(written)
	return written, nil
}

// block gives an empty one.
func (b *blocks) block(capacity int) []byte {
	if free := b.free.of(capacity); free != nil {
		if block, ok := free.Get().(*[]byte); ok {
			return (*block)[:0]
		}
	}
	return make([]byte, 0, capacity)
}

// spare is for a block that no other code has seen.
func (b *blocks) spare(block []byte) {
	if free := b.free.of(cap(block)); free != nil {
		free.Put(&block)
	}
}

// recycle is for bytes that no other code has seen.
func (b *blocks) recycle() {
	for _, block := range b.all {
		b.spare(block)
	}
	b.all = nil
}

// trim drops the room that the last block has to spare.
func (b *blocks) trim() {
	if last := len(b.all) - 1; last >= 0 {
		roomy := b.all[last]
		b.all[last] = bytes.Clone(roomy)
		b.spare(roomy)
	}
	b.all = slices.Clip(b.all)
}

// bytes gives all in one piece.
func (b *blocks) bytes() []byte {
	if len(b.all) == 1 {
		return b.all[0]
	}
	return slices.Concat(b.all...)
}

// ReadAt is io.ReaderAt.
func (b *blocks) ReadAt(p []byte, off int64) (int, error) {
	if off < 0 {
		return 0, errors.New("emulator: negative offset")
	}
	n := 0
	for n < len(p) && off < b.size {
		m := copy(p[n:], b.all[off/blockSize][off%blockSize:])
		n += m
		off += int64(m)
	}
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

func (b *blocks) reader() io.ReadSeekCloser {
	return struct {
		*io.SectionReader
		io.Closer
	}{io.NewSectionReader(b, 0, b.size), io.NopCloser(nil)}
}
