package coverage

import (
	"cmp"
	"fmt"
	"io"
	"strings"
)

// A Report is what a [Counter] has seen, axis by axis. There is no sum of the axes, on purpose.
type Report struct {
	Axes []Axis `json:"axes"`
}

// An Axis counts slots of one sort.
type Axis struct {
	// Name is short and stable, such as "statuses".
	Name string `json:"name"`
	// Title says what is counted.
	Title string `json:"title"`
	// Slots is how many there are in the contract, Reached how many of them were seen.
	Slots   int `json:"slots"`
	Reached int `json:"reached"`
	// Missing are the slots that were not seen, sorted.
	Missing []string `json:"missing,omitempty"`
	// Excused were not seen either, for a known reason.
	Excused []Excused `json:"excused,omitempty"`
}

// Excused is a slot that was not seen, with the reason why the cases cannot reach it.
type Excused struct {
	Slot   string `json:"slot"`
	Reason string `json:"reason"`
}

func compareExcused(a, b Excused) int {
	return cmp.Or(strings.Compare(a.Reason, b.Reason), strings.Compare(a.Slot, b.Slot))
}

// WriteText writes for people what was not seen: a line per axis, under it every missing slot, and
// the excused ones under their reason.
func (r *Report) WriteText(w io.Writer) error {
	b := new(strings.Builder)
	for i := range r.Axes {
		a := &r.Axes[i]
		fmt.Fprintf(b, "%s\n", a)
		for _, slot := range a.Missing {
			fmt.Fprintf(b, "  missing  %s\n", slot)
		}
		for j, excused := range a.Excused {
			if j == 0 || a.Excused[j-1].Reason != excused.Reason {
				fmt.Fprintf(b, "  excused, %s:\n", excused.Reason)
			}
			fmt.Fprintf(b, "           %s\n", excused.Slot)
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// String is one line: "statuses: 120 of 125 seen, 2 missing, 3 excused".
func (a *Axis) String() string {
	line := fmt.Sprintf("%s: %d of %d seen", a.Name, a.Reached, a.Slots)
	if n := len(a.Missing); n > 0 {
		line += fmt.Sprintf(", %d missing", n)
	}
	if n := len(a.Excused); n > 0 {
		line += fmt.Sprintf(", %d excused", n)
	}
	return line
}
