package state

import "fmt"

// kinds is the table of all kinds of records. Whatever is done with a record (its line in a
// dump, its place in the tree, what goes with it, the checks when it comes back) is a column,
// so a new kind is a type with its row and one entry here. The order is that in which the
// records of one parent are listed before they are sorted.
func kinds() []*kind {
	return []*kind{
		serviceKind, resourceKind, versionKind, buildKind, environmentKind, variableKind, deploymentKind, logKind,
	}
}

// A kind is one row of the table.
type kind struct {
	name   string // in dumps, stores and messages
	prefix string // of SIDs
	blank  func() Record

	// put puts the record in its place, remove takes it away with all that is below it. The
	// Service is nil for a Service that is new; the parents of other records are there.
	put    func(t *Tree, n *ServiceNode, r Record)
	remove func(t *Tree, n *ServiceNode, r Record)

	// below yields the record as it is now and all that goes when it goes.
	below func(n *ServiceNode, r Record, yield func(Record) bool) bool

	// check holds a record that comes from a dump or a store to what requests could have led
	// to. Its head is good, and its Service is there unless it is one itself.
	check func(c *checker, n *ServiceNode, r Record) error

	// versions are those that the record holds.
	versions func(r Record) []*Version
}

// kindNamed finds a row by the name that a line has.
func kindNamed(name string) (*kind, bool) {
	k, ok := kindsByName[name]
	return k, ok
}

var kindsByName = func() map[string]*kind {
	all := map[string]*kind{}
	for _, k := range kinds() {
		all[k.name] = k
	}
	return all
}()

// A row is a kind in terms of its own type. What is nil has the meaning of a record with
// nothing below it and no versions.
type row[R Record] struct {
	name, prefix string
	blank        func() R
	put, remove  func(t *Tree, n *ServiceNode, r R)
	below        func(n *ServiceNode, r R, yield func(Record) bool) bool
	check        func(c *checker, n *ServiceNode, r R) error
	versions     func(r R) []*Version
}

func (w row[R]) kind() *kind {
	k := &kind{
		name: w.name, prefix: w.prefix, blank: func() Record { return w.blank() },
		put:      func(t *Tree, n *ServiceNode, r Record) { w.put(t, n, r.(R)) },
		remove:   func(t *Tree, n *ServiceNode, r Record) { w.remove(t, n, r.(R)) },
		below:    func(_ *ServiceNode, r Record, yield func(Record) bool) bool { return yield(r) },
		check:    func(c *checker, n *ServiceNode, r Record) error { return w.check(c, n, r.(R)) },
		versions: func(Record) []*Version { return nil },
	}
	if w.below != nil {
		k.below = func(n *ServiceNode, r Record, yield func(Record) bool) bool { return w.below(n, r.(R), yield) }
	}
	if w.versions != nil {
		k.versions = func(r Record) []*Version { return w.versions(r.(R)) }
	}
	return k
}

// inList completes the row of records with nothing below them that all lie in one list.
func inList[R Record](w row[R], list func(n *ServiceNode, r R) *List[R]) *kind {
	w.put = func(_ *Tree, n *ServiceNode, r R) { list(n, r).put(r) }
	w.remove = func(_ *Tree, n *ServiceNode, r R) { list(n, r).remove(r.ID()) }
	return w.kind()
}

// inEnvironment is inList for records that an Environment owns.
func inEnvironment[R interface {
	Record
	environment() string
}](w row[R], list func(env *EnvironmentNode) *List[R]) *kind {
	check := w.check
	w.check = func(c *checker, n *ServiceNode, r R) error {
		if _, ok := n.Environments.Get(r.environment()); !ok {
			return fmt.Errorf("the service has no environment %q before it", r.environment())
		}
		if check == nil {
			return nil
		}
		return check(c, n, r)
	}
	return inList(w, func(n *ServiceNode, r R) *List[R] {
		env, _ := n.Environments.Get(r.environment())
		return list(env)
	})
}
