package contract

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// A shape lists the properties of a resource as its page of the documentation does, written down by hand: what the cases
// ask for must not come from the document that the wire check reads.
type shape []property

// A property is one of them and what its value must look like.
type property struct {
	name     string
	form     func(value any) error
	optional bool
}

// check holds a decoded object against the shape. Properties that are not listed are allowed.
func (sh shape) check(where string, value any) error {
	object, ok := value.(map[string]any)
	if !ok {
		return fmt.Errorf("%s is %s, want an object", where, quoted(value))
	}
	var problems []error
	for _, p := range sh {
		v, there := object[p.name]
		if !there {
			problems = append(problems, that(p.optional, "%s has no %s", where, p.name))
			continue
		}
		if err := p.form(v); err != nil {
			problems = append(problems, fmt.Errorf("%s of %s is %s, want %w", p.name, where, quoted(v), err))
		}
	}
	return errors.Join(problems...)
}

// Forms of values. The errors of each complete "want …".

func sidForm(prefix string) func(any) error {
	pattern := regexp.MustCompile("^" + prefix + "[0-9a-fA-F]{32}$")
	return func(v any) error {
		s, ok := v.(string)
		return that(ok && pattern.MatchString(s), "a SID %s and 32 hexadecimal digits", prefix)
	}
}

func textForm(least, most int) func(any) error {
	return func(v any) error {
		s, ok := v.(string)
		n := utf8.RuneCountInString(s)
		return that(ok && n >= least && n <= most, "a text of %d to %d characters", least, most)
	}
}

func moment(v any) error {
	s, ok := v.(string)
	_, err := time.Parse(time.RFC3339, s)
	return that(ok && err == nil, "a date and time of RFC 3339")
}

func address(v any) error {
	s, _ := v.(string)
	u, err := url.Parse(s)
	return that(err == nil && u.IsAbs() && u.Host != "", "an absolute URL")
}

// addresses are links: absent, null, or URLs by name.
func addresses(v any) error {
	if v == nil {
		return nil
	}
	links, ok := v.(map[string]any)
	for _, link := range links {
		ok = ok && address(link) == nil
	}
	return that(ok, "absolute URLs by name")
}

func flag(v any) error {
	_, ok := v.(bool)
	return that(ok, "true or false")
}

func count(least, most int64) func(any) error {
	return func(v any) error {
		n, _ := v.(json.Number)
		i, err := n.Int64()
		return that(err == nil && i >= least && i <= most, "a whole number from %d to %d", least, most)
	}
}

func oneOf(values ...string) func(any) error {
	return func(v any) error {
		s, ok := v.(string)
		return that(ok && slices.Contains(values, s), "one of %s", strings.Join(values, ", "))
	}
}

func matching(pattern, words string) func(any) error {
	re := regexp.MustCompile(pattern)
	return func(v any) error {
		s, ok := v.(string)
		return that(ok && re.MatchString(s), "%s", words)
	}
}

func orNull(form func(any) error) func(any) error {
	return func(v any) error {
		if v == nil {
			return nil
		}
		return form(v)
	}
}

func each(form func(any) error) func(any) error {
	return func(v any) error {
		items, ok := v.([]any)
		if !ok {
			return errors.New("an array")
		}
		var problems []error
		for _, item := range items {
			problems = append(problems, form(item))
		}
		return errors.Join(problems...)
	}
}

func members(sh shape) func(any) error {
	return func(v any) error { return sh.check("it", v) }
}

// anyText has no documented bound but that of a program.
func anyText(least int) func(any) error { return textForm(least, 1<<20) }

func pathForm(v any) error {
	return errors.Join(textForm(1, 255)(v), matching("^/", "a path with a leading slash")(v))
}
