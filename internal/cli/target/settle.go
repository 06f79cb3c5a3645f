package target

import (
	"context"
	"time"
)

// Settles looks until what was changed is shown, and reports whether it was. A look that fails ends it: the API has
// confirmed the change, and a read that is refused says nothing else.
func Settles(ctx context.Context, look func(context.Context) (shown bool, err error)) bool {
	// Lists and reads may show a change up to three seconds late.
	waits := []time.Duration{250 * time.Millisecond, 500 * time.Millisecond, time.Second, 1500 * time.Millisecond}
	for i := 0; ; i++ {
		shown, err := look(ctx)
		if shown || err != nil {
			return true
		}
		if i == len(waits) {
			return false
		}
		select {
		case <-ctx.Done():
			return true
		case <-time.After(waits[i]):
		}
	}
}
