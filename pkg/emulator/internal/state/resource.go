package state

import "github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/sid"

// A Resource is a Function or an Asset.
type Resource struct {
	Head
	Kind         File   `json:"kind"`
	FriendlyName string `json:"friendly_name"`
}

func (*Resource) kind() *kind { return resourceKind }

// A ResourceNode is a Function or an Asset with its versions.
type ResourceNode struct {
	*Resource
	Versions List[*Version]
}

var resourceKind = row[*Resource]{
	name: "resource", prefix: sid.Resource, blank: func() *Resource { return &Resource{} },
	put: func(_ *Tree, n *ServiceNode, r *Resource) {
		if node, known := n.Resources(r.Kind).Get(r.SID); known {
			node.Resource = r
			return
		}
		n.Resources(r.Kind).put(&ResourceNode{Resource: r})
	},
	remove: func(_ *Tree, n *ServiceNode, r *Resource) {
		node, known := n.Resources(r.Kind).Get(r.SID)
		if !known {
			return
		}
		for _, v := range node.Versions.Items() {
			delete(n.Versions, v.SID)
		}
		n.Resources(r.Kind).remove(r.SID)
	},
	below: func(n *ServiceNode, r *Resource, yield func(Record) bool) bool {
		node, known := n.Resources(r.Kind).Get(r.SID)
		return !known || node.records(yield)
	},
	check: func(_ *checker, _ *ServiceNode, r *Resource) error {
		return within(bound{"friendly_name", r.FriendlyName, 1, MaxFriendlyName})
	},
}.kind()

func (n *ResourceNode) records(yield func(Record) bool) bool {
	return yield(n.Resource) && each(&n.Versions, yield)
}
