package coverage

// Exception is a line of exceptions.txt with the slots that it speaks of.
type Exception struct {
	Axis, Pattern string
	Slots         []string
}

// Exceptions lists the lines of exceptions.txt.
func Exceptions() ([]Exception, error) {
	list, err := published()
	if err != nil {
		return nil, err
	}
	p, err := newPlan()
	if err != nil {
		return nil, err
	}
	var lines []Exception
	for _, e := range list {
		line := Exception{Axis: e.axis, Pattern: e.slots}
		for a := range axes {
			for _, slot := range p.slots[a] {
				if axisNames[a].name == e.axis && e.pattern.MatchString(slot) {
					line.Slots = append(line.Slots, slot)
				}
			}
		}
		lines = append(lines, line)
	}
	return lines, nil
}
