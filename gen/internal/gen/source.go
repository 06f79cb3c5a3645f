package main

import (
	"fmt"
	"go/format"
	"strings"
)

// source is Go source that is being written.
type source struct{ strings.Builder }

func (s *source) add(text string, args ...any) { fmt.Fprintf(s, text, args...) }

func (s *source) line(text string, args ...any) { s.add(text+"\n", args...) }

// pair writes a field of a composite literal on a line of its own, unless it is empty.
func (s *source) pair(name, value string) {
	if value != "" {
		s.line("%s: %q,", name, value)
	}
}

// inline, flag and count write a field of a composite literal unless it has the zero value.
func (s *source) inline(name, value string) {
	if value != "" {
		s.add("%s: %q, ", name, value)
	}
}

func (s *source) flag(name string, value bool) {
	if value {
		s.add("%s: true, ", name)
	}
}

func (s *source) count(name string, value int) {
	if value != 0 {
		s.add("%s: %d, ", name, value)
	}
}

// names writes a list of texts that a document has.
func (s *source) names(name string, list []any) {
	if len(list) > 0 {
		s.add("%s: []string{", name)
		for _, item := range list {
			s.add("%q, ", fmt.Sprint(item))
		}
		s.add("}, ")
	}
}

func (s *source) formatted() (string, error) {
	text, err := format.Source([]byte(s.String()))
	if err != nil {
		return "", fmt.Errorf("formatting the generated source: %w", err)
	}
	return string(text), nil
}
