package emulator

import (
	"slices"
	"strings"
)

// store is the state: a tree of accounts, Services and what they own, so that
// deleting a node deletes what is below it. Only commit changes it.
type store struct {
	seq      uint64
	accounts map[string]*accountNode
	byDomain map[string]*serviceNode // by DomainBase, which no two Services share
}

type accountNode struct {
	services list[*serviceNode]
	byName   map[string]*serviceNode
}

type serviceNode struct {
	*service
	functions    list[*resourceNode]
	assets       list[*resourceNode]
	versions     map[string]*version // of all Functions and Assets: what a Build may name
	builds       list[*build]
	environments list[*environmentNode]
}

type resourceNode struct {
	*resource
	versions list[*version]
}

type environmentNode struct {
	*environment
	variables   list[*variable]
	deployments list[*deployment]
	logs        list[*logLine]
}

func newStore() *store {
	return &store{accounts: map[string]*accountNode{}, byDomain: map[string]*serviceNode{}}
}

// account never gives nil; an account nobody wrote to is empty.
func (s *store) account(sid string) *accountNode {
	if a, ok := s.accounts[sid]; ok {
		return a
	}
	return &accountNode{}
}

func serviceNameKey(name string) string {
	if foldServiceNames {
		return strings.ToLower(name)
	}
	return name
}

// service finds a Service by SID or unique_name: the description of `unique_name`
// in the official document says that it can be used in place of the SID.
func (a *accountNode) service(key string) (*serviceNode, bool) {
	if n, ok := a.services.get(key); ok {
		return n, true
	}
	n, ok := a.byName[serviceNameKey(key)]
	return n, ok
}

// serviceNamed reports whether an account has a Service of this UniqueName.
func (e *Emulator) serviceNamed(account, name string) bool {
	e.mu.RLock()
	defer e.mu.RUnlock()
	_, ok := e.store.account(account).byName[serviceNameKey(name)]
	return ok
}

func (n *serviceNode) resources(k kind) *list[*resourceNode] {
	if k == kindAsset {
		return &n.assets
	}
	return &n.functions
}

// serves reports whether a live Build of the Service has a version of the Function or Asset.
func (n *serviceNode) serves(r *resourceNode) bool {
	for _, v := range r.versions.items {
		for _, b := range n.builds.items {
			if n.live(b.SID) && (slices.Contains(b.Functions, v) || slices.Contains(b.Assets, v)) {
				return true
			}
		}
	}
	return false
}

// live reports whether an Environment of the Service serves the Build.
func (n *serviceNode) live(buildSID string) bool {
	for _, env := range n.environments.items {
		if env.BuildSID == buildSID {
			return true
		}
	}
	return false
}
