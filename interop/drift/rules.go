package main

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// rule says which differences one x-deviation accounts for.
type rule struct {
	// At is the place of the text, and Begins how it begins.
	At, Begins string
	// Covers are patterns of whole lines of [differences].
	Covers []string
	// Unseen says why the comparison cannot see the deviation, for one that covers nothing.
	Unseen string

	patterns []*regexp.Regexp
}

type rules []*rule

// parseRules reads the rules and holds them against the texts: a rule needs a text that it rests
// on, and a text needs a rule.
func parseRules(text []byte, deviations map[string][]string) (rules, error) {
	var all rules
	decoder := yaml.NewDecoder(strings.NewReader(string(text)))
	decoder.KnownFields(true)
	if err := decoder.Decode(&all); err != nil {
		return nil, fmt.Errorf("rules: %w", err)
	}
	var problems []error
	used := map[string]bool{}
	for _, r := range all {
		found := slices.ContainsFunc(deviations[r.At], func(text string) bool {
			match := r.Begins != "" && strings.HasPrefix(text, r.Begins)
			used[r.At+text] = used[r.At+text] || match
			return match
		})
		if !found {
			problems = append(problems, fmt.Errorf("rules: no x-deviation at %s begins with %q", r.At, r.Begins))
		}
		if (len(r.Covers) == 0) == (r.Unseen == "") {
			problems = append(problems, fmt.Errorf("rules: %q needs either what it covers or why that is unseen",
				r.Begins))
		}
		for _, pattern := range r.Covers {
			compiled, err := regexp.Compile("^(?:" + pattern + ")$")
			if err != nil {
				problems = append(problems, fmt.Errorf("rules: %q: %w", r.Begins, err))
				continue
			}
			r.patterns = append(r.patterns, compiled)
		}
	}
	for _, at := range slices.Sorted(maps.Keys(deviations)) {
		for _, text := range deviations[at] {
			if !used[at+text] {
				problems = append(problems, fmt.Errorf("rules: no rule for the x-deviation at %s: %s", at, text))
			}
		}
	}
	return all, errors.Join(problems...)
}

// sort separates the differences that a rule covers from the others, and finds the patterns that cover nothing.
func (all rules) sort(lines []string) *report {
	r := &report{}
	seen := map[*regexp.Regexp]bool{}
	for _, line := range lines {
		covered := false
		for _, rule := range all {
			for _, p := range rule.patterns {
				if p.MatchString(line) {
					covered, seen[p] = true, true
				}
			}
		}
		if covered {
			r.declared++
		} else {
			r.undeclared = append(r.undeclared, line)
		}
	}
	for _, rule := range all {
		for i, p := range rule.patterns {
			if !seen[p] {
				r.stale = append(r.stale, fmt.Sprintf("%s (%s: %s)", rule.Covers[i], rule.At, rule.Begins))
			}
		}
	}
	return r
}
