package main

import (
	"fmt"
	"slices"
	"strings"
)

// task is one change in words, with every owner that it happened to.
type task struct {
	changes []change
	owners  []string
	// say makes the sentence from the names of the owners.
	say func(owners string) string
}

// sentence names the owners, and the operations that a shared object belongs to.
func (t task) sentence(official facts) string {
	all := 0
	for place := range official {
		if p := parsePlace(place); p.operation != "" && p.kind == "" {
			all++
		}
	}
	if len(t.owners) == all && all > 1 {
		return t.say("every operation")
	}
	var owners []string
	for i, owner := range t.owners {
		if p := parsePlace(t.changes[i].place); p.object != "" {
			if users := usersOf(p.object, official); len(users) > 0 {
				owner += " (" + strings.Join(users, ", ") + ")"
			}
		}
		owners = append(owners, owner)
	}
	return t.say(enumerate(owners))
}

// usersOf are the operations that answer with an object or a list of it.
func usersOf(object string, official facts) (list []string) {
	for _, place := range official.places() {
		value, _, _ := strings.Cut(official[place].value, "; ")
		p := parsePlace(place)
		if p.operation != "" && (value == "object "+object || value == "array of object "+object) {
			list = append(list, p.operation)
		}
	}
	return list
}

// tasks joins changes that are the same for several owners: a field that became longer in Create
// and Update is one change.
func tasks(list []change) (all []task) {
	for _, c := range list {
		say := c.words()
		i := slices.IndexFunc(all, func(t task) bool { return t.say("") == say("") && t.changes[0].place != c.place })
		if owner := parsePlace(c.place).owner(); i >= 0 {
			all[i].changes = append(all[i].changes, c)
			all[i].owners = append(all[i].owners, owner)
		} else {
			all = append(all, task{[]change{c}, []string{owner}, say})
		}
	}
	return all
}

// words returns what makes the sentence for the change.
func (c change) words() func(owners string) string {
	p := parsePlace(c.place)
	what := p.words()
	switch {
	case c.reworded:
		return func(owners string) string { return fmt.Sprintf("Twilio reworded %s: %q", of(what, p, owners), c.now) }
	case c.renamed != "" && p.kind != "":
		return func(owners string) string {
			return fmt.Sprintf("Twilio renamed %s of %s to %s, or removed the one and added the other",
				parsePlace(c.renamed).words(), owners, p.name)
		}
	case c.renamed != "":
		return func(owners string) string {
			return fmt.Sprintf("Twilio renamed operation %s to %s (%s)", c.renamed, owners, c.now)
		}
	case p.kind == "" && !c.added && !c.gone && method(c.before) == method(c.now):
		return func(owners string) string {
			return fmt.Sprintf("Twilio changed operation %s: %s", owners, difference(c.before, c.now))
		}
	case p.enum != "":
		verb, preposition := "added", "to"
		if c.gone {
			verb, preposition = "removed", "from"
		}
		values := "values of " + what + " of"
		if strings.EqualFold(p.name, "runtime") {
			values = "runtimes of"
		}
		return func(owners string) string {
			return fmt.Sprintf("Twilio %s %s %s the %s %s", verb, p.enum, preposition, values, owners)
		}
	case p.kind == "":
		verb := "changed"
		value := c.before + " -> " + c.now
		if c.added {
			verb, value = "added", c.now
		} else if c.gone {
			verb, value = "removed", c.before
		}
		return func(owners string) string { return fmt.Sprintf("Twilio %s operation %s (%s)", verb, owners, value) }
	case c.added:
		return func(owners string) string {
			return fmt.Sprintf("Twilio added %s%s to %s", what, inBrackets(c.now+c.values), owners)
		}
	case c.gone:
		return func(owners string) string { return fmt.Sprintf("Twilio removed %s from %s", what, owners) }
	}
	return func(owners string) string {
		return fmt.Sprintf("Twilio changed %s of %s: %s", what, owners, difference(c.before, c.now))
	}
}

// of names the element with its owners.
func of(what string, p position, owners string) string {
	switch {
	case p.operation == wholeDocument:
		return "the document"
	case p.kind == "" || p.kind == "words":
		return owners
	}
	return what + " of " + owners
}

// method is the method and the path of an operation.
func method(value string) string { return aspects(value)[0] }

// words names the element without its owner.
func (p position) words() string {
	switch p.kind {
	case "query", "path":
		return p.kind + " parameter " + p.name
	case "body":
		return "the request body"
	case "server", "credentials":
		return "the " + p.kind
	case "answer":
		return "the answer " + p.name
	}
	return p.kind + " " + p.name
}

func inBrackets(value string) string {
	if value == "" {
		return ""
	}
	return " (" + strings.ReplaceAll(value, "; ", ", ") + ")"
}

// difference says which constraints went and which came.
func difference(before, now string) string {
	had, has := aspects(before), aspects(now)
	var parts []string
	for _, a := range had {
		if !slices.Contains(has, a) {
			parts = append(parts, "no longer "+a)
		}
	}
	for _, a := range has {
		if !slices.Contains(had, a) {
			parts = append(parts, "now "+a)
		}
	}
	return strings.Join(parts, ", ")
}

func aspects(value string) []string { return strings.Split(value, "; ") }

// enumerate is "ListBuild, ListLog and ListVariable".
func enumerate(names []string) string {
	if len(names) == 1 {
		return names[0]
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " and " + names[last]
}
