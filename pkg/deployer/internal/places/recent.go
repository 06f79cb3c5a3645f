package places

import "time"

// recent are the last answers, the oldest first.
type recent []answer

type answer struct {
	at   time.Time
	took time.Duration
	good bool
}

// kept bounds how many answers are remembered: enough for the rate of a second.
const kept = 1024

func (r *recent) add(at time.Time, took time.Duration, good bool) {
	if len(*r) == kept {
		*r = (*r)[1:]
	}
	*r = append(*r, answer{at, took, good})
}

func (r *recent) forget() { *r = nil }

// since is how many ended at or after a time, at most limit.
func (r *recent) since(begin time.Time, limit int) (n int) {
	for i := len(*r) - 1; i >= 0 && n < limit && !(*r)[i].at.Before(begin); i-- {
		n++
	}
	return n
}

// mostlyRefused reports whether more than a quarter of the last n answers were refusals.
func (r *recent) mostlyRefused(n int) bool {
	n = max(n, 8)
	if len(*r) < n {
		return false
	}
	refused := 0
	for _, a := range (*r)[len(*r)-n:] {
		if !a.good {
			refused++
		}
	}
	return 4*refused > n
}

// took is the time of the good answers of the last second together.
func (r *recent) took(now time.Time) (took time.Duration) {
	for i := len(*r) - 1; i >= 0 && now.Sub((*r)[i].at) <= time.Second; i-- {
		if a := (*r)[i]; a.good {
			took += a.took
		}
	}
	return took
}
