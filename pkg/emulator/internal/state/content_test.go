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
