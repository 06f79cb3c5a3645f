package emulator

import (
	"slices"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/state"
)

// A window is one page of a list, newest first.
type window[T state.Entry] struct {
	items              []T
	hasNewer, hasOlder bool
	newer, older       cursor // where the neighbouring pages begin
}

// cut takes a page out of entries, which lie oldest first. Without a cursor it is
// the newest page. keep is asked for no more entries than the page and its two
// neighbours need.
func cut[T state.Entry](entries []T, size int, cur *cursor, keep func(T) bool) window[T] {
	if keep == nil {
		keep = func(T) bool { return true }
	}
	var w window[T]
	var lo, hi int // entries[lo:hi] is what the page covers
	switch {
	case cur == nil || !cur.Newer:
		hi = len(entries)
		if cur != nil {
			hi = state.FirstAt(entries, cur.From)
		}
		for lo = hi; lo > 0 && len(w.items) < size; lo-- {
			if x := entries[lo-1]; keep(x) {
				w.items = append(w.items, x)
			}
		}
	default:
		lo = state.FirstAt(entries, cur.From.Next())
		for hi = lo; hi < len(entries) && len(w.items) < size; hi++ {
			if x := entries[hi]; keep(x) {
				w.items = append(w.items, x)
			}
		}
		slices.Reverse(w.items)
	}
	w.hasNewer = slices.ContainsFunc(entries[hi:], keep)
	for i := lo - 1; i >= 0 && !w.hasOlder; i-- {
		w.hasOlder = keep(entries[i])
	}
	switch n := len(w.items); {
	case n > 0:
		w.newer = cursor{Newer: true, From: w.items[0].Position()}
		w.older = cursor{From: w.items[n-1].Position()}
	case cur == nil: // an empty list has no neighbours
	case cur.Newer: // what was shown last lies at From: it belongs to the older page
		w.newer, w.older = *cur, cursor{From: cur.From.Next()}
	default:
		w.newer, w.older = cursor{Newer: true, From: cur.From.Previous()}, *cur
	}
	return w
}
