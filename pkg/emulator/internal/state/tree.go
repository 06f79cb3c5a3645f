package state

import (
	"cmp"
	"fmt"
	"iter"
	"slices"
	"strings"
)

// A Tree is what there is: accounts, Services and what they own, so that deleting a node
// deletes what is below it. Only a commit changes it.
type Tree struct {
	rules    *Rules
	seq      uint64
	accounts map[string]*AccountNode
	byDomain map[string]*ServiceNode // by DomainBase, which no two Services share
}

// An AccountNode has the Services of one account.
type AccountNode struct {
	Services List[*ServiceNode]
	byName   map[string]*ServiceNode
}

func newTree(rules *Rules) *Tree {
	return &Tree{rules: rules, accounts: map[string]*AccountNode{}, byDomain: map[string]*ServiceNode{}}
}

// Account never gives nil; an account without resources is empty.
func (t *Tree) Account(sid string) *AccountNode {
	if a, ok := t.accounts[sid]; ok {
		return a
	}
	return &AccountNode{}
}

// Named finds a Service of an account by its UniqueName.
func (t *Tree) Named(account, name string) (*ServiceNode, bool) {
	n, ok := t.Account(account).byName[t.rules.nameKey(name)]
	return n, ok
}

// Service finds a Service by SID or unique_name: the description of `unique_name` in the
// official document says that it can be used in place of the SID.
func (t *Tree) Service(account, key string) (*ServiceNode, bool) {
	if n, ok := t.Account(account).Services.Get(key); ok {
		return n, true
	}
	return t.Named(account, key)
}

// HasDomain reports whether a Service has this domain base.
func (t *Tree) HasDomain(base string) bool { return t.byDomain[base] != nil }

// Domain finds an Environment by its domain name, which ends in ending. Suffixes may contain
// dashes, so each dash may be the one before the suffix.
func (t *Tree) Domain(name, ending string) (*ServiceNode, *EnvironmentNode) {
	label, ok := strings.CutSuffix(name, ending)
	if !ok {
		return nil, nil
	}
	for base := label; base != ""; base = base[:max(0, strings.LastIndexByte(base, '-'))] {
		n, ok := t.byDomain[base]
		if !ok {
			continue
		}
		for _, env := range n.Environments.Items() {
			if env.DomainName == name {
				return n, env
			}
		}
	}
	return nil, nil
}

// Services gives those of all accounts, in no particular order. No operation of the API looks
// through all accounts: tests, tools and people name things by SID alone.
func (t *Tree) Services() iter.Seq[*ServiceNode] {
	return func(yield func(*ServiceNode) bool) {
		for _, a := range t.accounts {
			for _, n := range a.Services.Items() {
				if !yield(n) {
					return
				}
			}
		}
	}
}

// Build looks through all accounts and gives nil for an unknown one.
func (t *Tree) Build(sid string) *Build {
	for n := range t.Services() {
		if b, ok := n.Builds.Get(sid); ok {
			return b
		}
	}
	return nil
}

// Environment looks through all accounts and gives nil for an unknown one.
func (t *Tree) Environment(sid string) *EnvironmentNode {
	for n := range t.Services() {
		if env, ok := n.Environments.Get(sid); ok {
			return env
		}
	}
	return nil
}

// node finds the Service of a record, nil when it is not there.
func (t *Tree) node(r Record) *ServiceNode {
	n, _ := t.Account(r.Header().AccountSID).Services.Get(r.Header().ServiceSID)
	return n
}

// apply needs nothing but the change: the parents are named in the record.
func (t *Tree) apply(c Change) {
	h, k, n := c.record.Header(), c.record.kind(), t.node(c.record)
	t.seq = max(t.seq, h.Seq)
	if n == nil && (k != serviceKind || c.remove) {
		panic(fmt.Sprintf("emulator: %s %s committed to unknown Service %s", k.name, h.SID, h.ServiceSID))
	}
	if c.remove {
		k.remove(t, n, c.record)
		return
	}
	h.cache = &cache{}
	k.put(t, n, c.record)
}

// Records gives the whole state in the order in which it came to be.
func (t *Tree) Records() []Record {
	var all []Record
	for n := range t.Services() {
		n.records(func(r Record) bool {
			all = append(all, r)
			return true
		})
	}
	slices.SortFunc(all, bySeq)
	return all
}

func bySeq(a, b Record) int { return cmp.Compare(a.Header().Seq, b.Header().Seq) }

// each yields all records of a list.
func each[R Record](l *List[R], yield func(Record) bool) bool {
	for _, x := range l.Items() {
		if !yield(x) {
			return false
		}
	}
	return true
}
