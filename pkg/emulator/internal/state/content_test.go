package state

import (
	"bytes"
	"math/rand/v2"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Blocks hold no more than what was written, and give any part of it.
func TestBlocks(t *testing.T) {
	t.Parallel()
	random := make([]byte, 3*blockSize+17)
	rng := rand.NewChaCha8([32]byte{1})
	_, _ = rng.Read(random)
	for _, size := range []int{0, 1, 4095, blockSize - 1, blockSize, blockSize + 1, 2 * blockSize, len(random)} {
		want := random[:size]
		s, err := New(Options{})
		require.NoError(t, err)
		d := s.NewDraft(false)
		fillDraft(t, d, iotest.OneByteReader(bytes.NewReader(want)))
		c, err := d.Keep()
		require.NoError(t, err)
		held := 0
		for _, block := range c.blob.memory.Load().all {
			held += cap(block)
		}
		assert.Less(t, held, size+size/4+64, "size %d", size)
		assert.EqualValues(t, size, c.Size)
		r, err := c.Open()
		require.NoError(t, err)
		require.NoError(t, iotest.TestReader(r, want))
		require.NoError(t, r.Close())
	}
}

// What came in earlier stays as it was, whatever comes in later: contents of all sizes, each twice.
func TestDraft_leavesKeptContentsAlone(t *testing.T) {
	t.Parallel()
	s, err := New(Options{})
	require.NoError(t, err)
	random := make([]byte, 2*blockSize)
	_, _ = rand.NewChaCha8([32]byte{2}).Read(random)
	sizes := []int{1, 100, firstBlock - 1, firstBlock, firstBlock + 1, 3 * firstBlock, blockSize - 1, blockSize,
		blockSize + 1}
	var kept []Content
	var want [][]byte
	for i := range 4 * len(sizes) {
		text := bytes.Clone(random[i/2 : i/2+sizes[i/2%len(sizes)]])
		d := s.NewDraft(false)
		for rest := text; len(rest) > 0; { // in pieces of one size, then of another
			n := min(len(rest), 1000+i*1000)
			_, err := d.Write(rest[:n])
			require.NoError(t, err)
			rest = rest[n:]
		}
		c, err := d.Keep()
		require.NoError(t, err)
		kept, want = append(kept, c), append(want, text)
	}
	for i, c := range kept {
		var is bytes.Buffer
		require.NoError(t, c.CopyTo(&is))
		require.True(t, bytes.Equal(want[i], is.Bytes()), "content %d of %d bytes", i, len(want[i]))
	}
}
