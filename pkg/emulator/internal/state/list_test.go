package state

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

type item struct{ Head }

// The order and the index of a list must agree after any changes.
func TestList_model(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		var l List[*item]
		model := map[string]uint64{}
		for _, seq := range rapid.SliceOfN(rapid.Uint64Range(1, 15), 0, 60).Draw(rt, "steps") {
			sid := fmt.Sprint(seq)
			if _, ok := model[sid]; ok && rapid.Bool().Draw(rt, "remove") {
				l.remove(sid)
				delete(model, sid)
			} else {
				l.put(&item{Head{Seq: seq, SID: sid}})
				model[sid] = seq
			}
			l.remove("unknown")
		}
		require.Len(rt, l.items, len(model))
		require.True(
			rt, slices.IsSortedFunc(l.items, func(a, b *item) int { return a.Position().Compare(b.Position()) }))
		for sid, seq := range model {
			x, ok := l.Get(sid)
			require.True(rt, ok)
			require.Equal(rt, seq, x.Seq)
			require.Same(rt, x, l.items[FirstAt(l.items, x.Position())])
		}
	})
}
