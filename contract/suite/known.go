package suite

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
)

// KnownVersion is the version of the JSON form of [Known].
const KnownVersion = 1

// Known are failures that are known: the causes that cases had in an earlier run. A case that fails for one of its own
// known causes does not fail the run; one that fails for another cause does.
type Known struct {
	Version int `json:"version"`
	// Cases maps IDs to the keys of causes, sorted.
	Cases map[string][]string `json:"cases"`
}

// KnownOf returns the failures of a report.
func KnownOf(report *Report) *Known {
	known := &Known{Version: KnownVersion, Cases: map[string][]string{}}
	keyOf := keysOf(report.Results)
	for i := range report.Results {
		result := &report.Results[i]
		if !result.failed() {
			continue
		}
		known.Cases[result.ID] = []string{}
		for _, b := range result.Because {
			known.Cases[result.ID] = append(known.Cases[result.ID], keyOf(b))
		}
		slices.Sort(known.Cases[result.ID])
	}
	return known
}

// ReadKnown reads what [Known.Write] wrote.
func ReadKnown(from io.Reader) (*Known, error) {
	known := new(Known)
	decoder := json.NewDecoder(from)
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(known); err != nil {
		return nil, fmt.Errorf("contract: known failures: %w", err)
	}
	if known.Version != KnownVersion {
		return nil, fmt.Errorf("contract: known failures of version %d, this is version %d: write the file anew",
			known.Version, KnownVersion)
	}
	if known.Cases == nil {
		return nil, errors.New("contract: known failures without the property cases")
	}
	return known, nil
}

// Write writes the failures as indented JSON.
func (k *Known) Write(to io.Writer) error {
	encoder := json.NewEncoder(to)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(k); err != nil {
		return fmt.Errorf("contract: known failures: %w", err)
	}
	return nil
}

func (result *Result) failed() bool {
	return result.Outcome == Fail || result.Outcome == Blocked || result.Outcome == Error
}

// apply marks the results whose failures are known and returns the IDs of those that pass now.
func (k *Known) apply(results []Result) (fixed []string) {
	if k == nil {
		return nil
	}
	keyOf := keysOf(results)
	for i := range results {
		result := &results[i]
		causes, listed := k.Cases[result.ID]
		switch {
		case !listed:
			result.Known = false
		case result.failed():
			result.Known = !slices.ContainsFunc(result.Because,
				func(b Because) bool { return !slices.Contains(causes, keyOf(b)) })
		case result.Outcome == Pass:
			fixed = append(fixed, result.ID)
		}
	}
	return fixed
}
