package mutants

import (
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// A slot is one place of a JSON document that a schema speaks of.
type slot struct {
	// place leads there by names; "*" is every item of an array or every member of a map. It is empty for the whole.
	place    []string
	schema   *openapi3.Schema
	required bool
}

// String is the place as a JSON pointer.
func (s *slot) String() string { return "/" + strings.Join(s.place, "/") }

// any reports whether the slot is an item of an array or a member of a map, and so has no name of its own.
func (s *slot) any() bool { return len(s.place) == 0 || s.place[len(s.place)-1] == "*" }

// slots lists all places that a schema speaks of, the whole first.
func slots(schema *openapi3.Schema) []*slot {
	return walk(nil, &slot{schema: schema, required: true})
}

func walk(found []*slot, at *slot) []*slot {
	found = append(found, at)
	below := func(name string, schema *openapi3.Schema, required bool) {
		found = walk(found, &slot{place: append(slices.Clone(at.place), name), schema: schema, required: required})
	}
	for _, name := range slices.Sorted(maps.Keys(at.schema.Properties)) {
		below(name, at.schema.Properties[name].Value, slices.Contains(at.schema.Required, name))
	}
	if items := at.schema.Items; items != nil {
		below("*", items.Value, false)
	}
	if members := at.schema.AdditionalProperties.Schema; members != nil {
		below("*", members.Value, false)
	}
	return found
}

// A spot is a slot in one document: where a value is, or could be.
type spot struct {
	object map[string]any // nil unless the spot is a member
	key    string
	array  []any // nil unless the spot is an item
	index  int
	root   *any // nil unless the spot is the whole document
}

func (s *spot) value() (value any, there bool) {
	switch {
	case s.object != nil:
		value, there = s.object[s.key]
		return value, there
	case s.array != nil:
		return s.array[s.index], true
	default:
		return *s.root, true
	}
}

func (s *spot) set(value any) bool {
	switch {
	case s.object != nil:
		s.object[s.key] = value
	case s.array != nil:
		s.array[s.index] = value
	default:
		*s.root = value
	}
	return true
}

// rename moves a member to another name, and drops it when the name is empty.
func (s *spot) rename(name string) bool {
	value, there := s.value()
	if s.object == nil || !there {
		return false
	}
	delete(s.object, s.key)
	if name != "" {
		s.object[name] = value
	}
	return true
}

// edit does something at every spot of the slot in a document and returns whether anything changed. A member that is
// absent is a spot too, if there is an object that could have it.
func (s *slot) edit(root *any, do func(at *spot) bool) bool {
	if len(s.place) == 0 {
		return do(&spot{root: root})
	}
	return descend(*root, s.place, do)
}

func descend(value any, place []string, do func(at *spot) bool) (changed bool) {
	last := len(place) == 1
	visit := func(child any, at *spot) {
		if last {
			changed = do(at) || changed
		} else {
			changed = descend(child, place[1:], do) || changed
		}
	}
	switch value := value.(type) {
	case map[string]any:
		if place[0] != "*" {
			visit(value[place[0]], &spot{object: value, key: place[0]})
			return changed
		}
		for _, key := range slices.Sorted(maps.Keys(value)) {
			visit(value[key], &spot{object: value, key: key})
		}
	case []any:
		if place[0] == "*" {
			for i, item := range value {
				visit(item, &spot{array: value, index: i})
			}
		}
	}
	return changed
}
