package emulator

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestReset_seed(t *testing.T) {
	t.Parallel()
	a, other := newAPI(t, &Options{Seed: 1}), newAPI(t, &Options{Seed: 7})
	first := a.service("a")
	require.NoError(t, a.emu.Reset(7))
	assert.Zero(t, a.emu.Overview(0).Count)
	assert.Equal(t, other.service("a"), a.service("a"))
	require.NoError(t, a.emu.Reset(0))
	assert.Equal(t, first, a.service("a"))
}
