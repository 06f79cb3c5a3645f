package suite

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/contract"
	"github.com/twilio-serverless/twilio-serverless-go/internal/plainjson"
)

// A server may make a few Builds at a time, and refuse or fail others meanwhile: no page says how many. So a case that
// wanted a Build in vain is run once more when no other case makes any.

// maxInVain is how many such cases in a row may fail again before the others are not run again.
const maxInVain = 4

// refusedBuild reports whether a case wanted a Build that was refused.
func refusedBuild(err error) bool {
	var answer *AnswerError
	if !errors.As(err, &answer) || answer.Operation != "CreateBuild" || answer.Want != "201" {
		return false
	}
	switch answer.Status {
	case http.StatusUnauthorized, http.StatusNotFound, http.StatusMethodNotAllowed:
		return false
	}
	return answer.Status/100 == 4
}

// postpone keeps the result of a case that is run once more at the end, and reports whether it is.
func (r *runner) postpone(i int, result *Result) bool {
	if !result.refusedBuild && !result.failedBuild || !result.differs() || r.opts.Parallel == 1 || r.target.Open != nil ||
		len(r.opts.Cases) == 1 {
		return false
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.postponed == nil {
		r.postponed = map[int]Result{}
	}
	r.postponed[i] = *result
	return true
}

// runPostponed runs the cases once more that wanted a Build in vain, one after the other.
func (r *runner) runPostponed(ctx context.Context, cancel context.CancelCauseFunc) {
	inVain := 0
	for i := range r.opts.Cases {
		result, is := r.postponed[i]
		if !is {
			continue
		}
		if inVain < maxInVain && Wait(ctx, r.builds.Longest()) == nil { // the case before may have left some
			// one that fails may be failed by another one, which is a matter of the case
			next, _ := r.try(ctx, cancel, &r.opts.Cases[i],
				attempt{number: 2 * maxAttempts, oneBuild: result.refusedBuild})
			switch next.Outcome {
			case Pass, Error:
				if next.Outcome == Pass {
					next.Findings, inVain = append(next.Findings, crowdedOnce()), 0
				}
				result = next.after(&result)
			default:
				inVain++
				result.Leftover = append(slices.Clone(result.Leftover), next.Leftover...)
			}
		}
		r.file(i, result)
	}
	r.postponed = nil
}

// awaitBuilds waits until the Builds that a case has made have ended, or for as long as one is waited for.
func (d *sender) awaitBuilds(ctx context.Context) error {
	w := d.wire
	var made []string
	w.mu.Lock()
	for _, s := range w.trail.all {
		var build struct {
			SID string `json:"sid"`
		}
		operation, _ := w.operation(s.exchange.Method, s.exchange.URL)
		if operation == "CreateBuild" && s.exchange.Status == http.StatusCreated &&
			json.Unmarshal(plainjson.InCase(s.exchange.Body), &build) == nil {
			made = append(made, s.exchange.URL.String()+"/"+build.SID+"/Status")
		}
	}
	w.mu.Unlock()
	own := &sender{wire: w, username: d.username, password: d.password, unrecorded: true}
	began := time.Now()
	for len(made) > 0 && time.Since(began) < w.builds.Patience(defaultBuildTimeout) {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, made[0], nil)
		if err != nil {
			return err
		}
		var now struct {
			Status string `json:"status"`
		}
		if answer := (&Session{}).Answer(own.Do(req)); answer.OK(&now) != nil || now.Status != "building" {
			made = made[1:]
			continue
		}
		if err := Wait(ctx, defaultPollInterval); err != nil {
			return err
		}
	}
	return nil
}

// crowdedOnce is the notice of a case that passed when no other made Builds.
func crowdedOnce() contract.Finding {
	return contract.Finding{
		Severity: contract.Notice, Side: contract.ResponseSide, Operation: "CreateBuild", Rule: "build-crowded",
		Message: "a Build was refused or failed while others were made, and was completed when there was no other",
	}
}
