package suite

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/contract/coverage"
)

// Shard is the share that one of several runs has of the cases: of 8, the third runs the cases 3, 11, 19 and so on of
// those that are selected. [Merge] makes one report of all.
type Shard struct {
	Index int `json:"index"` // from 1 to Count
	Count int `json:"count"`
	// Catalogue identifies the cases of all shards together, as [Report.Catalogue] does those of one.
	Catalogue string `json:"catalogue"`
}

// share returns the cases of the shard.
func (s *Shard) share(cases []Case) (share []Case, err error) {
	if s.Count < 1 || s.Index < 1 || s.Index > s.Count {
		return nil, fmt.Errorf("contract: RunOptions.Shard is %d of %d: give an index from 1 to the count", s.Index,
			s.Count)
	}
	for i := s.Index - 1; i < len(cases); i += s.Count {
		share = append(share, cases[i])
	}
	if len(share) == 0 {
		return nil, fmt.Errorf("contract: %w: shard %d of %d has none of %d", ErrNoCases, s.Index, s.Count, len(cases))
	}
	return share, nil
}

// ErrNoWhole means that reports given to [Merge] are not all shards of one run, each once.
var ErrNoWhole = errors.New("the reports are not the shards of one run")

// Merge makes one report of those of all shards, in any order. Its seed and prefix are those of the first shard; notes
// name the others.
func Merge(reports []*Report) (*Report, error) {
	shards, err := wholeOf(reports)
	if err != nil {
		return nil, err
	}
	first := shards[0]
	merged := &Report{
		Version: ReportVersion, Target: first.Target, APIURL: first.APIURL, UploadURL: first.UploadURL,
		Seed: first.Seed, Prefix: first.Prefix, Catalogue: first.Shard.Catalogue, Assumed: first.Assumed,
		Started: first.Started, Results: []Result{},
	}
	var incomplete []string
	var covered []*coverage.Report
	operations := map[string]*OperationCount{}
	for i, r := range shards {
		merged.Duration += r.Duration
		merged.Resumed += r.Resumed
		if r.Started.Before(merged.Started) {
			merged.Started = r.Started
		}
		name := fmt.Sprintf("shard %d/%d: ", i+1, len(shards))
		for _, note := range r.Notes {
			if !slices.Contains(merged.Notes, note) {
				merged.Notes = append(merged.Notes, note)
			}
		}
		if i > 0 {
			merged.Notes = append(merged.Notes, fmt.Sprintf("%sseed %d, names begin with %s", name, r.Seed, r.Prefix))
		}
		merged.Fixed = append(merged.Fixed, r.Fixed...)
		if r.Incomplete != "" {
			incomplete = append(incomplete, name+r.Incomplete)
		}
		if r.Coverage != nil {
			covered = append(covered, r.Coverage)
		}
		for _, op := range r.Operations {
			operations[op.OperationID] = addCounts(operations[op.OperationID], op)
		}
	}
	merged.Incomplete = strings.Join(incomplete, "; ")
	for i := 0; len(merged.Results) < totalOf(shards); i++ {
		r := shards[i%len(shards)]
		merged.Results = append(merged.Results, r.Results[i/len(shards)])
	}
	for i := range merged.Results {
		merged.Totals.add(&merged.Results[i])
	}
	merged.Causes = causesOf(merged.Results)
	for _, count := range operations {
		merged.Operations = append(merged.Operations, *count)
	}
	slices.SortFunc(merged.Operations, func(a, b OperationCount) int {
		return strings.Compare(a.OperationID,
			b.OperationID)
	})
	if len(covered) == len(shards) {
		merged.Coverage = coverage.Merge(covered)
	}
	return merged, nil
}

// wholeOf returns the reports by index, if they are all there and belong together.
func wholeOf(reports []*Report) ([]*Report, error) {
	if len(reports) == 0 || reports[0].Shard == nil {
		return nil, fmt.Errorf("%w: the first one is of no shard", ErrNoWhole)
	}
	first := reports[0]
	count := first.Shard.Count
	shards := make([]*Report, max(count, 0))
	for _, r := range reports {
		switch {
		case r.Shard == nil:
			return nil, fmt.Errorf("%w: one is of no shard", ErrNoWhole)
		case r.Version != ReportVersion:
			return nil, fmt.Errorf("%w: one has version %d, this is version %d", ErrNoWhole, r.Version, ReportVersion)
		case r.Shard.Count != count || r.Shard.Index < 1 || r.Shard.Index > count:
			return nil, fmt.Errorf("%w: there is shard %d/%d beside %d/%d", ErrNoWhole, r.Shard.Index, r.Shard.Count,
				first.Shard.Index, count)
		case shards[r.Shard.Index-1] != nil:
			return nil, fmt.Errorf("%w: shard %d/%d is there twice", ErrNoWhole, r.Shard.Index, count)
		case r.Shard.Catalogue != first.Shard.Catalogue || r.APIURL != first.APIURL || r.Target != first.Target ||
			r.Assumed != first.Assumed:
			return nil, fmt.Errorf("%w: shard %d/%d ran other cases, or against another target", ErrNoWhole,
				r.Shard.Index, count)
		}
		shards[r.Shard.Index-1] = r
	}
	total := totalOf(shards)
	for i, r := range shards {
		if r == nil {
			return nil, fmt.Errorf("%w: shard %d/%d is missing", ErrNoWhole, i+1, count)
		}
		if want := (total + count - 1 - i) / count; len(r.Results) != want {
			return nil, fmt.Errorf("%w: shard %d/%d has %d results, want %d", ErrNoWhole, i+1, count,
				len(r.Results), want)
		}
	}
	return shards, nil
}

func totalOf(shards []*Report) (n int) {
	for _, r := range shards {
		if r != nil {
			n += len(r.Results)
		}
	}
	return n
}

func addCounts(sum *OperationCount, op OperationCount) *OperationCount {
	if sum == nil {
		sum = &OperationCount{OperationID: op.OperationID, Statuses: map[int]int{}}
	}
	sum.Exchanges += op.Exchanges
	sum.Cases += op.Cases
	for status, n := range op.Statuses {
		sum.Statuses[status] += n
	}
	return sum
}
