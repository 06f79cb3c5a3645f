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
	var edits []edit
	for _, c := range changes {
		if h := c.record.Header(); h.Seq == 0 {
			h.Seq = w.seq + 1
		}
		if w.s.opts.Store != nil {
			edits = append(edits, w.edits(c)...)
		}
		w.apply(c)
	}
	if w.s.opts.Store != nil {
		w.s.groups.queue(false, edits, w.s.position())
	}
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
