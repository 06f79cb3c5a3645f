package coverage

// Include counts once more what another report has seen, as that of a run that is resumed. Slots
// that only one side knows are left out.
func (c *Counter) Include(r *Report) {
	if r == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for a := range axes {
		for _, axis := range r.Axes {
			if axis.Name != axisNames[a].name || axis.Slots != len(c.plan.slots[a]) {
				continue
			}
			unseen := map[string]bool{}
			for _, slot := range axis.Missing {
				unseen[slot] = true
			}
			for _, excused := range axis.Excused {
				unseen[excused.Slot] = true
			}
			for slot, name := range c.plan.slots[a] {
				if !unseen[name] {
					c.seen[a][slot]++
				}
			}
		}
	}
}
