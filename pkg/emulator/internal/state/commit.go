package state

// A Change is one step of the state's history, as data: a record as it is from now on, or one
// that is gone with everything below it.
type Change struct {
	record Record
	remove bool
}

// Put is a record that is new, or that replaces the one with its SID.
func Put(r Record) Change { return Change{record: r} }

// Drop is a record that goes.
func Drop(r Record) Change { return Change{record: r, remove: true} }

// Commit is the only way in which the state changes; whatever has to see every change belongs
// here. The caller has made sure that the changes are legal. New records get their place in
// the order here.
//
// It only queues what a Store has to keep: [State.WaitDurable] waits for that, without holding
// the state, so that many requests share one write to the disk.
func (w Writer) Commit(changes ...Change) {
	var q queued
	for _, c := range changes {
		h, known := c.record.Header(), true
		if h.Seq == 0 {
			h.Seq, known = w.seq+1, false
		}
		if w.s.opts.Store != nil {
			q.edits = append(q.edits, w.edits(c)...)
		}
		var fresh, gone []*blob
		switch {
		case c.remove:
			fresh, gone = w.s.contents.name(w.versionsBelow(c.record), -1)
		case !known: // the versions of a record never change
			fresh, gone = w.s.contents.name(c.record.kind().versions(c.record), 1)
		}
		q.fresh, q.gone = append(q.fresh, fresh...), append(q.gone, gone...)
		w.apply(c)
	}
	if w.s.opts.Store != nil {
		q.at = w.s.position()
		w.s.groups.queue(q)
	}
}

// versionsBelow gives the versions that a record and all below it hold.
func (t *Tree) versionsBelow(r Record) []*Version {
	var all []*Version
	if n := t.node(r); n != nil {
		r.kind().below(n, r, func(r Record) bool {
			all = append(all, r.kind().versions(r)...)
			return true
		})
	}
	return all
}

// An edit is a change of one record in the Store.
type edit struct {
	key    string
	record Record // nil: delete
}

// edits gives what c changes in a Store, before c is applied: what is below a record that goes
// has to be named.
func (t *Tree) edits(c Change) []edit {
	if !c.remove {
		return []edit{{key: c.record.ID(), record: c.record}}
	}
	var edits []edit
	if n := t.node(c.record); n != nil {
		c.record.kind().below(n, c.record, func(r Record) bool {
			edits = append(edits, edit{key: r.ID()})
			return true
		})
	}
	return edits
}
