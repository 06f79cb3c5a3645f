package main

import (
	"slices"
	"strings"
)

// change is one difference between what the official document said and what it says now.
type change struct {
	place       string
	added, gone bool   // neither: the value changed
	renamed     string // the place that it had before
	reworded    bool   // only the description changed; it is in now
	before, now string // the values
	values      string // of the enum of an added element, such as "; one of red, blue"
}

// changes lists what is different, by place. What belongs to an element that came or went as a
// whole is not listed by itself.
func changes(before, now facts) (list []change) {
	for _, place := range now.places() {
		old, known := before[place]
		switch {
		case !known && !covered(place, now, before):
			list = append(list, change{place: place, added: true, now: now[place].value, values: valuesOf(place, now)})
		case known && old.value != now[place].value:
			list = append(list, change{place: place, before: old.value, now: now[place].value})
		}
		if words := now[place].words; known && words != "" && wordsDigest(words) != wordsDigest(old.words) {
			list = append(list, change{place: place, reworded: true, now: words})
		}
	}
	for _, place := range before.places() {
		if _, still := now[place]; !still && parsePlace(place).kind != "words" && !covered(place, before, now) {
			list = append(list, change{place: place, gone: true, before: before[place].value})
		}
	}
	return withRenames(list)
}

// withRenames makes one change of an operation that went and one that came with its method and path, and of a property, a
// field or a parameter that went and one that came beside it and is of the same form.
func withRenames(list []change) []change {
	for i, came := range list {
		if !came.added {
			continue
		}
		var before []int
		for j, c := range list {
			if c.gone && sameButName(c, came) {
				before = append(before, j)
			}
		}
		alike := 0
		for _, c := range list {
			if c.added && len(before) == 1 && sameButName(list[before[0]], c) {
				alike++
			}
		}
		if alike == 1 {
			list[i].added, list[i].renamed = false, list[before[0]].place
			return withRenames(slices.Delete(list, before[0], before[0]+1))
		}
	}
	return list
}

// sameButName reports whether what went may be what came.
func sameButName(went, came change) bool {
	was, is := parsePlace(went.place), parsePlace(came.place)
	if was.kind == "" || is.kind == "" {
		return was.kind == is.kind && went.before == came.now
	}
	named := slices.Contains([]string{"property", "field", "query"}, is.kind) && was.enum == "" && is.enum == ""
	return named && was.kind == is.kind && was.owner() == is.owner() && went.before == came.now
}

func valuesOf(place string, f facts) string {
	var values []string
	for _, other := range f.places() {
		if value, ok := strings.CutPrefix(other, place+" value "); ok {
			values = append(values, value)
		}
	}
	if len(values) == 0 {
		return ""
	}
	return "; one of " + strings.Join(values, " | ")
}

// covered reports whether an element is part of another one that only the first document has: the
// operation of a parameter, the property of a value, the object whose every property is new.
func covered(place string, has, lacks facts) bool {
	p := parsePlace(place)
	for _, parent := range p.parents() {
		if _, ok := has[parent]; ok {
			if _, there := lacks[parent]; !there {
				return true
			}
		}
	}
	return p.object != "" && !slices.ContainsFunc(lacks.places(), func(other string) bool {
		return strings.HasPrefix(other, "object "+p.object+" ")
	})
}

// position is a place taken apart.
type position struct {
	operation, object string // one of the two
	// kind is query, path, header, field, body, answer, server, credentials, words or property; empty for the operation
	// itself.
	kind, name string
	enum       string // a value of an enum
}

func parsePlace(text string) position {
	words := strings.Split(text, " ")
	var p position
	if words[0] == "object" {
		p.object, words = words[1], words[2:]
	} else {
		p.operation, words = words[0], words[1:]
	}
	if len(words) > 0 {
		p.kind = words[0]
	}
	if len(words) > 1 {
		p.name = words[1]
	}
	if len(words) > 3 && words[2] == "value" {
		p.enum = strings.Join(words[3:], " ")
	}
	return p
}

// element is the place without the value of an enum.
func (p position) element() string {
	parts := []string{p.operation}
	if p.object != "" {
		parts = []string{"object", p.object}
	}
	for _, part := range []string{p.kind, p.name} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, " ")
}

// owner is what the element is part of, as a reader names it.
func (p position) owner() string {
	if p.object != "" {
		return p.object
	}
	return p.operation
}

// parents are the places of the elements that this one is part of.
func (p position) parents() (list []string) {
	if p.enum != "" {
		list = append(list, p.element())
	}
	for name := p.name; p.kind == "property" && strings.Contains(name, "/"); {
		name = name[:strings.LastIndex(name, "/")]
		outer := p
		outer.name = name
		list = append(list, outer.element())
	}
	if p.operation != "" && p.kind != "" {
		list = append(list, p.operation)
	}
	return list
}
