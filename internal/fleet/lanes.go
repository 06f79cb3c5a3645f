package fleet

import "slices"

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
