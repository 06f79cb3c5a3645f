package coverage

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestCounter_Include(t *testing.T) {
	t.Parallel()
	first, err := NewCounter()
	require.NoError(t, err)
	second, err := NewCounter()
	require.NoError(t, err)
	both, err := NewCounter()
	require.NoError(t, err)
	one := &Exchange{Operation: "FetchService", Status: 404, Body: []byte(`{"code":20404}`)}
	other := &Exchange{Operation: anyDelete(t), Status: 204}
	first.Observe(one)
	second.Observe(other)
	both.Observe(one)
	both.Observe(other)
	require.NotEqual(t, both.Report(), second.Report())
	second.Include(first.Report())
	second.Include(nil)
	assert.Equal(t, both.Report(), second.Report())

	// A report of another contract has nothing to say.
	third, err := NewCounter()
	require.NoError(t, err)
	foreign := first.Report()
	for i := range foreign.Axes {
		foreign.Axes[i].Slots++
	}
	third.Include(foreign)
	fresh, err := NewCounter()
	require.NoError(t, err)
	assert.Equal(t, fresh.Report(), third.Report())
}
