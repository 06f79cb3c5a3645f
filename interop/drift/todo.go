package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
)

// contractPath is where a change is written.
const contractPath = "openapi/serverless.yaml"

// done reports whether the contract follows a change already.
func (c change) done(contract facts) bool {
	p := parsePlace(c.place)
	have, there := contract[c.place]
	if p.enum != "" {
		closed := slices.ContainsFunc(contract.places(), func(other string) bool {
			return strings.HasPrefix(other, p.element()+" value ")
		})
		_, known := contract[p.element()]
		return known && !closed || there == c.added // an open set takes every value
	}
	if c.added || c.gone {
		return there == c.added
	}
	if !there {
		return false
	}
	for _, a := range aspects(c.now) {
		if !slices.Contains(aspects(c.before), a) && !slices.Contains(aspects(have.value), a) {
			return false
		}
	}
	for _, a := range aspects(c.before) {
		if !slices.Contains(aspects(c.now), a) && slices.Contains(aspects(have.value), a) {
			return false
		}
	}
	return true
}

// write prints a task: the sentence, where to write what, and the commands that come next. It
// returns whether something is left.
func (t task) write(w io.Writer, number int, official, contract facts) (left bool) {
	fmt.Fprintf(w, "%d. %s.\n", number, t.sentence(official))
	for _, c := range t.changes {
		if c.done(contract) {
			fmt.Fprintf(w, "   %s:%d: nothing to write, the contract says so already\n", contractPath, c.line(contract))
			continue
		}
		left = true
		line, what := c.instruction(official, contract)
		fmt.Fprintf(w, "   %s:%d: %s\n", contractPath, line, strings.ReplaceAll(what, "\n", "\n       "))
	}
	if !left {
		return false
	}
	for _, step := range parsePlace(t.changes[0].place).next() {
		fmt.Fprintf(w, "   %s\n", step)
	}
	return true
}

// line is where the contract speaks of what changed, or of the nearest thing around it.
func (c change) line(contract facts) int {
	p := parsePlace(c.place)
	for _, place := range append([]string{c.place}, p.parents()...) {
		if f, there := contract[place]; there {
			return f.node.Line
		}
	}
	return p.near(contract)
}

// instruction says at which line of the contract to write what.
func (c change) instruction(official, contract facts) (line int, what string) {
	p := parsePlace(c.place)
	if p.enum != "" {
		return p.enumInstruction(c, contract)
	}
	if f, there := contract[c.place]; there {
		line = f.node.Line
	}
	switch {
	case c.gone && p.kind == "":
		return line, "remove the operation " + p.operation
	case c.gone:
		return line, "remove " + p.words()
	case !c.added && p.kind == "":
		return line, "move the operation: it is now " + c.now
	case !c.added:
		return line, "write " + difference(c.before, c.now)
	case p.kind == "":
		return p.operationInstruction(official, contract)
	}
	if p.kind == "query" || p.kind == "path" {
		return p.near(contract), "write into the parameters " + p.snippet(official)
	}
	return p.near(contract), "write " + p.snippet(official)
}

func (p position) enumInstruction(c change, contract facts) (line int, what string) {
	list := "enum"
	for _, other := range contract.places() {
		if strings.HasPrefix(other, p.element()+" value ") {
			line = contract[other].node.Line
			break
		}
	}
	if own, there := contract[p.element()]; there && line == 0 {
		line = own.node.Line
	}
	runtimes := strings.EqualFold(p.name, "runtime")
	switch {
	case runtimes && c.added:
		return line, fmt.Sprintf("write {name: %s} at the end of x-runtimes", p.enum)
	case runtimes:
		return line, fmt.Sprintf("give %s in x-runtimes the day: retired: 'YYYY-MM-DD'", p.enum)
	case c.added:
		return line, fmt.Sprintf("write %s into the %s", p.enum, list)
	}
	return line, fmt.Sprintf("take %s out of the %s", p.enum, list)
}

// near is the line to write a new element at: that of the operation for a parameter, since shared
// ones stand elsewhere, and that of the last field or property otherwise.
func (p position) near(contract facts) (line int) {
	owner := p.operation
	if p.object != "" {
		owner = "object " + p.object
	}
	for place, f := range contract {
		if p.kind != "query" && p.kind != "path" && strings.HasPrefix(place, owner+" "+p.kind+" ") {
			line = max(line, f.node.Line)
		}
	}
	if own, there := contract[owner]; there && line == 0 {
		line = own.node.Line
	}
	return max(line, 1)
}

// next are the commands that follow, by what changed. Each step of CONTRIBUTING.md is named by a
// test that is red without it.
func (p position) next() []string {
	const generate = "then: make generate"
	switch {
	case p.enum != "" && strings.EqualFold(p.name, "runtime"):
		return []string{
			"then: edit runtimes() in pkg/emulator/choices.go",
			generate + ", go test ./pkg/emulator -run 'Deviations' -update, go test ./gen/... ./pkg/emulator",
			"see CONTRIBUTING.md, A value is added or retired",
		}
	case p.enum != "":
		return []string{generate + ", go test ./openapi ./gen/... ./internal/complete",
			"see CONTRIBUTING.md, A value is added or retired"}
	case p.kind == "":
		return []string{generate + ", go test ./openapi ./internal/complete: it names each step that is missing",
			"see CONTRIBUTING.md, An operation is added"}
	case p.kind == "query":
		return []string{generate + ", go test ./openapi ./pkg/client ./pkg/emulator ./contract/...",
			"see CONTRIBUTING.md, A filter is added"}
	case p.kind == "property":
		return []string{
			"then: give it a value in an example of " + contractPath,
			generate + ", go test ./openapi ./pkg/emulator ./contract/...",
			"see CONTRIBUTING.md, A property or a field is added",
		}
	}
	return []string{generate + ", go test ./openapi ./internal/complete", "see CONTRIBUTING.md, A fact is corrected"}
}
