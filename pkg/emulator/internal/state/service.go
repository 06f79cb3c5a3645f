package state

import (
	"fmt"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/sid"
)

// A Service owns everything but itself.
type Service struct {
	Head
	UniqueName         string `json:"unique_name"`
	FriendlyName       string `json:"friendly_name"`
	DomainBase         string `json:"domain_base"`
	IncludeCredentials bool   `json:"include_credentials"`
	UIEditable         bool   `json:"ui_editable"`
}

func (*Service) kind() *kind { return serviceKind }

// A ServiceNode is a Service with what it owns.
type ServiceNode struct {
	*Service
	Functions    List[*ResourceNode]
	Assets       List[*ResourceNode]
	Versions     map[string]*Version // of all Functions and Assets: what a Build may name
	Builds       List[*Build]
	built        map[string]int // versions in Builds, by the SID of their Function or Asset
	Environments List[*EnvironmentNode]
}

var serviceKind = row[*Service]{
	name: "service", prefix: sid.Service, blank: func() *Service { return &Service{} },
	put: func(t *Tree, n *ServiceNode, r *Service) {
		if n != nil {
			n.Service = r // the UniqueName of a Service never changes
			return
		}
		a, ok := t.accounts[r.AccountSID]
		if !ok {
			a = &AccountNode{byName: map[string]*ServiceNode{}}
			t.accounts[r.AccountSID] = a
		}
		n = &ServiceNode{Service: r, Versions: map[string]*Version{}, built: map[string]int{}}
		a.Services.put(n)
		a.byName[t.rules.nameKey(r.UniqueName)] = n
		t.byDomain[r.DomainBase] = n
	},
	remove: func(t *Tree, n *ServiceNode, r *Service) {
		a := t.accounts[r.AccountSID]
		a.Services.remove(r.SID)
		delete(a.byName, t.rules.nameKey(n.UniqueName))
		delete(t.byDomain, n.DomainBase)
	},
	below: func(n *ServiceNode, _ *Service, yield func(Record) bool) bool { return n.records(yield) },
	check: func(c *checker, _ *ServiceNode, r *Service) error {
		if c.tree.Account(r.AccountSID).Services.Len() >= MaxServices {
			return fmt.Errorf("account %s has more than %d services", r.AccountSID, MaxServices)
		}
		_, taken := c.tree.Named(r.AccountSID, r.UniqueName)
		switch {
		case r.ServiceSID != r.SID:
			return fmt.Errorf("service_sid is %s", r.ServiceSID)
		case !UniqueName.MatchString(r.UniqueName):
			return fmt.Errorf("unique_name %q: use letters, numbers and dashes, %d at most", r.UniqueName,
				MaxUniqueName)
		case taken:
			return fmt.Errorf("unique_name %q is that of another one", r.UniqueName)
		case !domainName.MatchString(r.DomainBase):
			return fmt.Errorf("domain_base %q is no part of a domain name", r.DomainBase)
		case c.tree.HasDomain(r.DomainBase):
			return fmt.Errorf("domain_base %q is that of another one", r.DomainBase)
		}
		// Four digits and a dash follow the name.
		return within(bound{"friendly_name", r.FriendlyName, 1, MaxFriendlyName},
			bound{"domain_base", r.DomainBase, 1, MaxUniqueName + 5})
	},
}.kind()

// Resources gives the Functions or the Assets.
func (n *ServiceNode) Resources(f File) *List[*ResourceNode] {
	if f == Asset {
		return &n.Assets
	}
	return &n.Functions
}

// Built reports whether a Build has a version of the Function or Asset.
func (n *ServiceNode) Built(resourceSID string) bool { return n.built[resourceSID] > 0 }

// Live reports whether an Environment of the Service serves the Build.
func (n *ServiceNode) Live(buildSID string) bool {
	for _, env := range n.Environments.Items() {
		if env.BuildSID == buildSID {
			return true
		}
	}
	return false
}

func (n *ServiceNode) records(yield func(Record) bool) bool {
	if !yield(n.Service) {
		return false
	}
	for _, l := range []*List[*ResourceNode]{&n.Functions, &n.Assets} {
		for _, r := range l.Items() {
			if !r.records(yield) {
				return false
			}
		}
	}
	if !each(&n.Builds, yield) {
		return false
	}
	for _, env := range n.Environments.Items() {
		if !env.records(yield) {
			return false
		}
	}
	return true
}
