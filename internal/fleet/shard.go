package fleet

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Shard is the share of one process: the first of eight is 1/8.
type Shard struct{ Index, Count int }

// String is the shard as [ParseShard] reads it.
func (s Shard) String() string { return fmt.Sprintf("%d/%d", s.Index, s.Count) }

// ParseShard reads I/N, with I from 1 to N. In job/N, the index is the one that Kubernetes gives a pod of an indexed
// Job, which counts from 0.
func ParseShard(text string, getenv func(string) string) (Shard, error) {
	wrong := fmt.Errorf("%q is no shard: write I/N with I from 1 to N, such as 1/8, or job/N in an indexed Job "+
		"of Kubernetes", text)
	first, last, found := strings.Cut(text, "/")
	count, err := strconv.Atoi(last)
	if !found || err != nil || count < 1 {
		return Shard{}, wrong
	}
	if first == "job" {
		const variable = "JOB_COMPLETION_INDEX"
		index, err := strconv.Atoi(getenv(variable))
		if err != nil || index < 0 || index >= count {
			return Shard{}, fmt.Errorf("shard %s: %s is %q, want 0 to %d", text, variable, getenv(variable), count-1)
		}
		return Shard{index + 1, count}, nil
	}
	index, err := strconv.Atoi(first)
	if err != nil || index < 1 || index > count {
		return Shard{}, wrong
	}
	return Shard{index, count}, nil
}

// Of returns what the shard deploys: all that belongs to every Count-th account, in the order of the file.
func (s Shard) Of(f *Fleet) (share []Deployment) {
	accounts := f.accounts()
	for _, d := range f.Deployments {
		at, _ := slices.BinarySearch(accounts, d.Account)
		if at%s.Count == s.Index-1 {
			share = append(share, d)
		}
	}
	return share
}

// Accounts counts the accounts of a fleet: more shards than that have nothing to do.
func (f *Fleet) Accounts() int { return len(f.accounts()) }

// accounts returns each account once, sorted.
func (f *Fleet) accounts() (accounts []string) {
	for _, d := range f.Deployments {
		accounts = append(accounts, d.Account)
	}
	slices.Sort(accounts)
	return slices.Compact(accounts)
}
