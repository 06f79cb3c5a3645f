package coverage

import (
	"cmp"
	_ "embed" // exceptions.txt
	"fmt"
	"regexp"
	"strings"
	"sync"
)

//go:embed exceptions.txt
var exceptionsText string

// exception is a line of exceptions.txt.
type exception struct {
	axis, slots string
	pattern     *regexp.Regexp
	reason      string
}

// parseExceptions reads lines of axis, slots and reason with bars between them. A `*` in the slots stands for any text.
func parseExceptions(text string) ([]exception, error) {
	var list []exception
	for number, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		columns := strings.Split(line, "|")
		for i := range columns {
			columns[i] = strings.TrimSpace(columns[i])
		}
		if len(columns) != 3 || columns[0] == "" || columns[1] == "" || columns[2] == "" {
			return nil, fmt.Errorf("coverage: exceptions.txt, line %d: want axis | slots | reason", number+1)
		}
		pattern := strings.ReplaceAll(regexp.QuoteMeta(columns[1]), `\*`, `.*`)
		list = append(list, exception{columns[0], columns[1], regexp.MustCompile("^(?:" + pattern + ")$"), columns[2]})
	}
	return list, nil
}

// published are the exceptions of the catalogue.
var published = sync.OnceValues(func() ([]exception, error) { return parseExceptions(exceptionsText) })

// excuse is why a slot cannot be reached, empty for one that can.
func excuse(list []exception, axis, slot string) string {
	for _, e := range list {
		if e.axis == axis && e.pattern.MatchString(slot) {
			return e.reason
		}
	}
	return ""
}

// AlwaysNull says why no answer of an operation has another value than null in a property, such as
// `/deployments/[]/date_updated`. It returns the empty string for one that has, and an error for a
// contract that cannot be read, or a line of exceptions.txt that has another form.
func AlwaysNull(operation, property string) (reason string, err error) {
	list, err := published()
	if err != nil {
		return "", err
	}
	plan, err := newPlan()
	if err != nil {
		return "", err
	}
	slot := operation + " " + property
	return cmp.Or(excuse(list, axisNames[presentAxis].name, slot), plan.later[slot]), nil
}
