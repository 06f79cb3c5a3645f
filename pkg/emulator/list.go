package emulator

import (
	"cmp"
	"slices"
)

// A position orders the records of one list. At is zero for all records but Logs,
// which are ordered by their time; Seq is the order in which records were committed
// and is unique.
type position struct {
	At  int64
	Seq uint64
}

func (p position) compare(q position) int {
	return cmp.Or(cmp.Compare(p.At, q.At), cmp.Compare(p.Seq, q.Seq))
}

// next and previous are the positions right beside p.
func (p position) next() position     { return position{At: p.At, Seq: p.Seq + 1} }
func (p position) previous() position { return position{At: p.At, Seq: p.Seq - 1} }

type entry interface {
	id() string
	position() position
}

// A list holds the entries of one kind under one parent, oldest first. A page of it
// costs two binary searches however long it is.
type list[T entry] struct {
	items []T
	bySID map[string]T
}

func (l *list[T]) get(sid string) (T, bool) {
	x, ok := l.bySID[sid]
	return x, ok
}

// firstAt gives the index of the first of the ordered entries at or after p.
func firstAt[T entry](entries []T, p position) int {
	i, _ := slices.BinarySearchFunc(entries, p, func(x T, p position) int { return x.position().compare(p) })
	return i
}

// put adds x, or replaces the entry with its SID, whose position must be the same.
func (l *list[T]) put(x T) {
	if l.bySID == nil {
		l.bySID = map[string]T{}
	}
	i := firstAt(l.items, x.position())
	if _, known := l.bySID[x.id()]; known {
		l.items[i] = x
	} else {
		l.items = slices.Insert(l.items, i, x)
	}
	l.bySID[x.id()] = x
}

func (l *list[T]) remove(sid string) {
	x, ok := l.bySID[sid]
	if !ok {
		return
	}
	i := firstAt(l.items, x.position())
	l.items = slices.Delete(l.items, i, i+1)
	delete(l.bySID, sid)
}
