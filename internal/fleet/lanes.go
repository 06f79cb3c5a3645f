package fleet

import (
	"fmt"
	"slices"
)

// lanes parts deployments into those that may run beside each other. What is in one lane goes to one
// Service, and is deployed one after the other: two first deploys at once would both create it, and
// each Function twice.
func lanes(share []Deployment, identity func(Deployment) string) (all [][]Deployment) {
	of := map[string][]int{} // the lanes of an account
	for _, d := range share {
		mine, account := -1, identity(d)
		for _, i := range of[account] {
			if !slices.ContainsFunc(all[i], d.sameService) {
				continue
			}
			if mine < 0 {
				mine = i
				continue
			}
			all[mine] = append(all[mine], all[i]...)
			all[i] = nil
		}
		if mine < 0 {
			mine = len(all)
			all = append(all, nil)
			of[account] = append(of[account], mine)
		}
		all[mine] = append(all[mine], d)
	}
	return slices.DeleteFunc(all, func(lane []Deployment) bool { return len(lane) == 0 })
}

// sameService reports whether both, of one account, may go to one Service. The name of one without a
// name is in its project.
func (d Deployment) sameService(other Deployment) bool {
	return d.Service != "" && d.Service == other.Service ||
		d.Project == other.Project && (d.Service == "" || other.Service == "")
}

// SplitError is a Service of one account that two shards deploy to, as the account has two names. Both could create
// the Service at the same time.
type SplitError struct{ One, Other Deployment }

// Error names both deployments.
func (e *SplitError) Error() string {
	return fmt.Sprintf("%s and %s go to one Service of one account, which the file calls %s and %s, and are in two "+
		"shards: they could be deployed at the same time; give both the same account",
		e.One.Name, e.Other.Name, e.One.Account, e.Other.Account)
}

// apart returns a [SplitError] if another shard deploys to a Service of this one. It knows that two names stand for one
// account only where this process has the credentials of both.
func (s Shard) apart(f *Fleet, identity func(Deployment) string) error {
	mine := s.Of(f)
	for _, d := range mine {
		for _, other := range f.Deployments {
			if d.Account != other.Account && identity(d) == identity(other) && d.sameService(other) &&
				!slices.ContainsFunc(mine, func(m Deployment) bool { return m.Account == other.Account }) {
				return &SplitError{One: d, Other: other}
			}
		}
	}
	return nil
}
