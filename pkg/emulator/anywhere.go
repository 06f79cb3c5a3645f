package emulator

import "iter"

// What the operations of the API never do: look through all accounts. Tests, tools and
// people name things by SID alone.

// services gives those of all accounts, in no particular order.
func (s *store) services() iter.Seq[*serviceNode] {
	return func(yield func(*serviceNode) bool) {
		for _, a := range s.accounts {
			for _, n := range a.services.items {
				if !yield(n) {
					return
				}
			}
		}
	}
}

// build gives nil for one that nobody has, as environment does.
func (s *store) build(sid string) *build {
	for n := range s.services() {
		if b, ok := n.builds.get(sid); ok {
			return b
		}
	}
	return nil
}

func (s *store) environment(sid string) *environmentNode {
	for n := range s.services() {
		if env, ok := n.environments.get(sid); ok {
			return env
		}
	}
	return nil
}
