package state

import (
	"cmp"
	"slices"
)

// A Position orders the records of one list. At is zero for all records but Logs, which are
// ordered by their time; Seq is the order in which records were committed and is unique.
type Position struct {
	At  int64
	Seq uint64
}

// Compare is cmp.Compare for positions.
func (p Position) Compare(q Position) int {
	return cmp.Or(cmp.Compare(p.At, q.At), cmp.Compare(p.Seq, q.Seq))
}

// Next is the position right behind p.
func (p Position) Next() Position { return Position{At: p.At, Seq: p.Seq + 1} }

// Previous is the position right before p.
func (p Position) Previous() Position { return Position{At: p.At, Seq: p.Seq - 1} }

// An Entry can be in a [List].
type Entry interface {
	ID() string
	Position() Position
}

// A List holds the entries of one kind under one parent, oldest first. A page of it costs two
// binary searches however long it is. Only a commit changes it.
type List[T Entry] struct {
	items []T
	bySID map[string]T
}

// Get finds an entry by its SID.
func (l *List[T]) Get(sid string) (T, bool) {
	x, ok := l.bySID[sid]
	return x, ok
}

// Items gives all entries, oldest first. The slice is valid while the state is held, and is
// not to be modified.
func (l *List[T]) Items() []T { return l.items }

// Len is the number of entries.
func (l *List[T]) Len() int { return len(l.items) }

// FirstAt gives the index of the first of the ordered entries at or after p.
func FirstAt[T Entry](entries []T, p Position) int {
	i, _ := slices.BinarySearchFunc(entries, p, func(x T, p Position) int { return x.Position().Compare(p) })
	return i
}

// put adds x, or replaces the entry with its SID, whose position must be the same.
func (l *List[T]) put(x T) {
	if l.bySID == nil {
		l.bySID = map[string]T{}
	}
	i := len(l.items)
	if i > 0 && l.items[i-1].Position().Compare(x.Position()) >= 0 { // most come last
		i = FirstAt(l.items, x.Position())
	}
	if _, known := l.bySID[x.ID()]; known {
		l.items[i] = x
	} else {
		l.items = slices.Insert(l.items, i, x)
	}
	l.bySID[x.ID()] = x
}

func (l *List[T]) remove(sid string) {
	x, ok := l.bySID[sid]
	if !ok {
		return
	}
	i := FirstAt(l.items, x.Position())
	l.items = slices.Delete(l.items, i, i+1)
	delete(l.bySID, sid)
}
