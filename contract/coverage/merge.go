package coverage

import "slices"

// Merge makes one report of those of several runs of the same contract: a slot was reached if one of them reached it.
func Merge(reports []*Report) *Report {
	merged := &Report{}
	if len(reports) == 0 {
		return merged
	}
	for i, first := range reports[0].Axes {
		axis := Axis{Name: first.Name, Title: first.Title, Slots: first.Slots}
		open := func(slot string) bool { // no exchange reached it
			return !slices.ContainsFunc(reports,
				func(r *Report) bool { return i >= len(r.Axes) || !r.Axes[i].open(slot) })
		}
		for _, slot := range first.Missing {
			if open(slot) {
				axis.Missing = append(axis.Missing, slot)
			}
		}
		for _, excused := range first.Excused {
			if open(excused.Slot) {
				axis.Excused = append(axis.Excused, excused)
			}
		}
		axis.Reached = axis.Slots - len(axis.Missing) - len(axis.Excused)
		merged.Axes = append(merged.Axes, axis)
	}
	return merged
}

// open reports whether a slot was not reached.
func (a *Axis) open(slot string) bool {
	_, missing := slices.BinarySearch(a.Missing, slot)
	return missing || slices.ContainsFunc(a.Excused, func(e Excused) bool { return e.Slot == slot })
}
