package suite

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"

	"github.com/twilio-serverless/twilio-serverless-go/openapi"
)

// errUnderWay is why a report of [RunOptions.OnProgress] is incomplete.
var errUnderWay = errors.New("the run is under way, or was killed")

// progress is the report of what is decided so far. It needs r.mu held.
func (r *runner) progress() *Report {
	decided := make([]Result, 0, len(r.results))
	for _, result := range r.results {
		if result.decided() {
			decided = append(decided, result)
		}
	}
	return r.report(decided, errUnderWay)
}

// decided tells whether a result is worth taking over. A case that was not supported costs nothing
// to look at again, and an error says nothing about the target.
func (result *Result) decided() bool {
	switch result.Outcome {
	case Pass, Fail, Skip:
		return !result.Undecided
	default:
		return false
	}
}

// resume takes over what an earlier run has decided, or says why that run is another one.
func (r *runner) resume() error {
	before := r.opts.Resume
	if before == nil {
		return nil
	}
	for _, property := range []struct {
		name      string
		have, got any
	}{
		{"version of the report", ReportVersion, before.Version},
		{"catalogue of cases and contract", r.catalogue, before.Catalogue},
		{"target", r.target.Name, before.Target},
		{"API URL", r.target.APIURL, before.APIURL},
		{"upload URL", r.target.UploadURL, before.UploadURL},
		{"seed", r.opts.Seed, before.Seed},
		{"choice whether assumptions count", r.opts.Assumed, before.Assumed},
	} {
		if property.have != property.got {
			return fmt.Errorf("contract: %w: its %s is %v, and %v here: give the same cases, target and options, "+
				"or begin anew",
				ErrOtherRun, property.name, property.got, property.have)
		}
	}
	place := map[string]int{}
	for i := range r.opts.Cases {
		place[r.opts.Cases[i].ID] = i
	}
	for _, result := range before.Results {
		i, known := place[result.ID]
		if !known || r.results[i].ID != "" {
			return fmt.Errorf("contract: %w: it has the case %q, which is unknown here or there twice", ErrOtherRun,
				result.ID)
		}
		if result.decided() {
			r.results[i] = result
			r.resumed++
		}
	}
	r.spent = before.Duration
	if r.counter != nil {
		r.counter.Include(before.Coverage)
	}
	return nil
}

// catalogueOf identifies cases, by what they claim, together with the documents that every exchange is checked against.
func catalogueOf(cases []Case) string {
	digest := sha256.New()
	_ = json.NewEncoder(digest).Encode(cases) // a hash takes everything, and cases are texts
	names, _ := fs.Glob(openapi.FS, "*.yaml")
	for _, name := range names {
		text, _ := fs.ReadFile(openapi.FS, name)
		digest.Write(text)
	}
	return hex.EncodeToString(digest.Sum(nil)[:8])
}
