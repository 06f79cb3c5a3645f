package suite

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/expect"
)

// Cases that only read the list of Services run side by side. When one of them fails, what is done about it, such as
// another attempt with Services of its own, disturbs no other.
func TestRun_readersDoNotDisturbOneAnother(t *testing.T) {
	t.Parallel()
	reader := func(id string, verdict run) Case {
		return Case{ID: "services/" + id, Claim: "It reads.", Level: Documented, Ops: []string{"ListService"},
			Alone: true, Run: func(ctx context.Context, s *Session) error {
				if _, err := s.SharedServices(ctx); err != nil {
					return err
				}
				return verdict(ctx, s)
			}}
	}
	fails := func(context.Context, *Session) error { return errors.New("page_size is 50, want 1") }
	// it reads the list 20 times, for some seconds
	reads := func(ctx context.Context, s *Session) error {
		var before []string
		for i := range 20 {
			items, err := s.List(ctx, "/v1/Services", 2)
			if err != nil {
				return err
			}
			var now []string
			for _, item := range items {
				now = append(now, item.SID)
			}
			if i > 0 {
				if err := expect.Same("Services", fmt.Sprint(now), fmt.Sprint(before)); err != nil {
					return err
				}
			}
			before = now
			if err := Wait(ctx, 200*time.Millisecond); err != nil {
				return err
			}
		}
		return nil
	}
	report := runEmulated(t, plainly, &RunOptions{Seed: 1, Parallel: 10, Cases: []Case{reader("fails", fails),
		reader("reads", reads), reader("fails-too", fails), reader("reads-too", reads)}})
	for _, result := range report.Results {
		want := Pass
		if result.ID == "services/fails" || result.ID == "services/fails-too" {
			want = Fail
		}
		assert.Equal(t, want, result.Outcome, "%s: %s", result.ID, result.Reason)
		assert.Empty(t, result.Findings, result.ID)
	}
	assert.Zero(t, report.Totals.Leftover)
}
