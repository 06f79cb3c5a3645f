package emulator

import "fmt"

// A change is one step of the state's history, as data: a record as it is from now
// on, or one that is gone with everything below it.
type change struct {
	record record
	remove bool
}

func put(r record) change  { return change{record: r} }
func drop(r record) change { return change{record: r, remove: true} }

// commit is the only way in which the state changes; whatever has to see every
// change belongs here. The caller holds e.mu and has made sure that the changes are
// legal. New records get their place in the order here.
//
// It only queues what a Store has to keep: [Emulator.settle] waits for that, without
// e.mu, so that many requests share one write to the disk.
func (e *Emulator) commit(changes ...change) {
	var edits []edit
	for _, c := range changes {
		if h := c.record.header(); h.Seq == 0 {
			h.Seq = e.store.seq + 1
		}
		if e.opts.Store != nil {
			edits = append(edits, e.store.edits(c)...)
		}
		e.store.apply(c)
	}
	if e.opts.Store != nil {
		e.durable.queue(false, edits, e.stateLine())
	}
}

// apply needs nothing but the change: the parents are named in the record.
func (s *store) apply(c change) {
	h := c.record.header()
	s.seq = max(s.seq, h.Seq)
	if r, ok := c.record.(*service); ok {
		s.applyService(r, c.remove)
		return
	}
	n, ok := s.account(h.AccountSID).services.get(h.ServiceSID)
	if !ok {
		panic(fmt.Sprintf("emulator: %T %s committed to unknown Service %s", c.record, h.SID, h.ServiceSID))
	}
	switch r := c.record.(type) {
	case *resource:
		n.applyResource(r, c.remove)
	case *version: // goes only with its parent
		parent, _ := n.resources(r.Kind).get(r.ParentSID)
		parent.versions.put(r)
		n.versions[r.SID] = r
	case *build:
		applyTo(&n.builds, r, c.remove)
	case *environment:
		n.applyEnvironment(r, c.remove)
	case *variable:
		env, _ := n.environments.get(r.EnvironmentSID)
		applyTo(&env.variables, r, c.remove)
	case *deployment:
		env, _ := n.environments.get(r.EnvironmentSID)
		applyTo(&env.deployments, r, c.remove)
	case *logLine:
		env, _ := n.environments.get(r.EnvironmentSID)
		applyTo(&env.logs, r, c.remove)
	default:
		panic(fmt.Sprintf("emulator: commit of %T", c.record))
	}
}

func applyTo[T entry](l *list[T], x T, remove bool) {
	if remove {
		l.remove(x.id())
		return
	}
	l.put(x)
}

func (s *store) applyService(r *service, remove bool) {
	a, ok := s.accounts[r.AccountSID]
	if !ok {
		a = &accountNode{byName: map[string]*serviceNode{}}
		s.accounts[r.AccountSID] = a
	}
	n, known := a.services.get(r.SID)
	switch {
	case remove:
		a.services.remove(r.SID)
		delete(a.byName, serviceNameKey(r.UniqueName))
		delete(s.byDomain, r.DomainBase)
	case known:
		n.service = r // the UniqueName of a Service never changes
	default:
		n = &serviceNode{service: r, versions: map[string]*version{}}
		a.services.put(n)
		a.byName[serviceNameKey(r.UniqueName)] = n
		s.byDomain[r.DomainBase] = n
	}
}

func (n *serviceNode) applyResource(r *resource, remove bool) {
	l := n.resources(r.Kind)
	node, known := l.get(r.SID)
	switch {
	case remove && known:
		for _, v := range node.versions.items {
			delete(n.versions, v.SID)
		}
		l.remove(r.SID)
	case known:
		node.resource = r
	default:
		l.put(&resourceNode{resource: r})
	}
}

func (n *serviceNode) applyEnvironment(r *environment, remove bool) {
	node, known := n.environments.get(r.SID)
	switch {
	case remove:
		n.environments.remove(r.SID)
	case known:
		node.environment = r
	default:
		n.environments.put(&environmentNode{environment: r})
	}
}
