package suite

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

// A lent Service is one case's alone. It goes on to the next case only when the case gave it back and passed.
func TestLend_oneCaseAtATime(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	using, had := map[string]string{}, map[string][]string{} // by SID of the Service
	users := func(id string) (together []string) {
		for sid, all := range had {
			if slices.Contains(all, id) {
				together = append(together, sid)
			}
		}
		return together
	}
	borrower := func(id string, back bool, verdict error) Case {
		return Case{ID: "services/" + id, Claim: "It borrows.", Level: Documented, Ops: []string{"FetchService"},
			Run: func(ctx context.Context, s *Session) error {
				service, err := s.LentService(ctx)
				if err != nil {
					return err
				}
				mu.Lock()
				assert.Empty(t, using[service.SID], "%s has the Service of another case", id)
				using[service.SID] = id
				had[service.SID] = append(had[service.SID], id)
				mu.Unlock()
				err = errors.Join(s.Get(ctx, Path("Services", service.SID)).OK(nil), Wait(ctx, time.Second), verdict)
				mu.Lock()
				delete(using, service.SID)
				mu.Unlock()
				if back {
					s.GiveBack()
				}
				return err
			}}
	}
	var cases []Case
	for i := range 30 {
		cases = append(cases, borrower(fmt.Sprint("good-", i), true, nil))
	}
	for i := range 3 {
		cases = append(cases, borrower(fmt.Sprint("fails-", i), true, errors.New("broken")),
			borrower(fmt.Sprint("keeps-", i), false, nil))
	}
	report := runEmulated(t, plainly, &RunOptions{Seed: 1, Parallel: 10, Cases: cases})
	assert.Equal(t, 33, report.Totals.Pass)
	assert.Equal(t, 3, report.Totals.Fail)
	assert.Zero(t, report.Totals.Leftover)
	assert.LessOrEqual(t, len(had), servicesToLend+6+3,
		"those that are lent, spoiled or kept, and those of second attempts")
	for _, all := range had {
		for _, id := range all[:len(all)-1] {
			assert.Contains(t, id, "good-", "the Service of %s was lent again, to %v", id, all)
		}
	}
	assert.NotEmpty(t, users("good-0"))
}
