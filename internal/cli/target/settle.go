package target

import (
	"context"
	"time"
)

// settleWaits are between looks at what was changed: lists and reads may show a change up to three seconds late.
var settleWaits = [...]time.Duration{250 * time.Millisecond, 500 * time.Millisecond, time.Second, 1500 * time.Millisecond}

// Settles looks until what was changed is shown, and reports whether it was. A look that fails ends it: the API has
// confirmed the change, and a read that is refused says nothing else.
func Settles(ctx context.Context, look func(context.Context) (shown bool, err error)) bool {
	for i := 0; ; i++ {
		shown, err := look(ctx)
		if shown || err != nil {
			return true
		}
		if i == len(settleWaits) {
			return false
		}
		select {
		case <-ctx.Done():
			return true
		case <-time.After(settleWaits[i]):
		}
	}
}
