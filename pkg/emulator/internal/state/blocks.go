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

// firstBlock is up to where the first block grows by steps.
const firstBlock = 8 << 10

// blocks are bytes in memory, all blocks but the last of blockSize.
type blocks struct {
	all  [][]byte
	size int64
	free *sync.Pool // of whole blocks; nil: they are made
}

func (b *blocks) Write(p []byte) (int, error) {
	written := len(p)
	for len(p) > 0 {
		last := len(b.all) - 1
		if last < 0 || len(b.all[last]) == blockSize {
			b.all = append(b.all, nil)
			last++
		}
		n := min(len(p), blockSize-len(b.all[last]))
		// The first one grows, since most contents are small.
		if last > 0 && b.all[last] == nil || last == 0 && len(b.all[0])+n > max(cap(b.all[0]), firstBlock) {
			b.all[last] = append(b.block(), b.all[last]...)
		}
		b.all[last] = append(b.all[last], p[:n]...)
		p = p[n:]
	}
	b.size += int64(written)
	return written, nil
}

// block gives an empty one.
func (b *blocks) block() []byte {
	if b.free != nil {
		if block, ok := b.free.Get().(*[]byte); ok {
			return (*block)[:0]
		}
	}
	return make([]byte, 0, blockSize)
}

// recycle is for bytes that no other code has seen.
func (b *blocks) recycle() {
	for _, block := range b.all {
		if b.free != nil && cap(block) == blockSize {
			b.free.Put(&block)
		}
	}
	b.all = nil
}

// trim drops the room that the last block has to spare.
func (b *blocks) trim() {
	if last := len(b.all) - 1; last >= 0 {
		b.all[last] = bytes.Clone(b.all[last])
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
