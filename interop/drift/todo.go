package main

import (
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
)

// contractPath is where a change is written.
const contractPath = "openapi/serverless.yaml"

// done reports whether the contract follows a change already.
func (c change) done(contract facts) bool {
	p := parsePlace(c.place)
	have, there := contract[c.place]
	if c.reworded {
		return true
	}
	if c.renamed != "" {
		_, old := contract[c.renamed]
		return there && !old
	}
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
	var lines []string // each once: several owners may share a schema
	for _, c := range t.changes {
		line, what := c.line(contract), "nothing to write, the contract says so already"
		switch {
		case c.reworded && c.otherLimit(contract) != "":
			left, line, what = true, max(contract[c.place].lines["maxLength"], contract[c.place].lines["maximum"]),
				c.otherLimit(contract)
		case c.reworded:
			what = "nothing to write, unless that changes a limit, a default or a promise: see CONTRIBUTING.md, A " +
				"fact is corrected"
		case !c.done(contract):
			left = true
			line, what = c.instruction(official, contract)
		case c.gone && parsePlace(c.place).ofRuntimes():
			line, _ = c.instruction(official, contract)
			what = "nothing to write: no new Build with " + parsePlace(c.place).enum + " is accepted by x-runtimes"
		}
		text := fmt.Sprintf("   %s:%d: %s\n", contractPath, line, strings.ReplaceAll(what, "\n", "\n       "))
		if !slices.Contains(lines, text) {
			lines = append(lines, text)
		}
	}
	fmt.Fprint(w, strings.Join(lines, ""))
	if !left {
		return false
	}
	for _, step := range t.changes[0].next() {
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
	case c.renamed != "" && p.kind != "":
		return contract[c.renamed].node.Line, fmt.Sprintf("write %s in the place of %s, in required and in the examples too",
			p.name, parsePlace(c.renamed).name)
	case c.renamed != "":
		return contract[c.renamed].node.Line, "write operationId: " + p.operation
	case p.kind == "server":
		return max(line, 1), "write the server " + c.now
	case c.gone && p.kind == "":
		return line, "remove the operation " + p.operation
	case c.gone:
		return line, "remove " + p.words()
	case !c.added && p.kind == "" && method(c.before) != method(c.now):
		return line, "move the operation: it is now " + method(c.now)
	case !c.added && (p.kind == "body" || p.kind == "credentials"):
		return line, fmt.Sprintf("write %s in the place of %s", c.now, c.before)
	case !c.added:
		return constraintLine(contract[c.place], c.before, c.now, line), edits(c.before, c.now)
	case p.kind == "":
		return p.operationInstruction(official, contract)
	}
	if p.kind == "query" || p.kind == "path" {
		return p.near(contract), "write into the parameters " + p.snippet(official, contract)
	}
	return p.near(contract), "write " + p.snippet(official, contract)
}

// constraintLine is where the first constraint stands that changed, or the schema that it is to be written into.
func constraintLine(f fact, before, now string, line int) int {
	had, has := aspects(before), aspects(now)
	for _, a := range slices.Concat(had, has) {
		if slices.Contains(had, a) && slices.Contains(has, a) {
			continue
		}
		name, _, _ := strings.Cut(a, " ")
		if own := f.lines[name]; own > 0 {
			return own
		}
		if name != "required" && f.lines[""] > 0 {
			return f.lines[""]
		}
		break
	}
	return line
}

var wholeNumber = regexp.MustCompile(`\b\d+\b`)

// otherLimit says which numbers a new wording names, if the limit of the contract is none of them.
func (c change) otherLimit(contract facts) string {
	numbers := wholeNumber.FindAllString(strings.ReplaceAll(c.now, ",", ""), -1)
	for _, a := range aspects(contract[c.place].value) {
		name, limit, _ := strings.Cut(a, " ")
		if (name == "maxLength" || name == "maximum") && len(numbers) > 0 && !slices.Contains(numbers, limit) {
			return fmt.Sprintf("the contract has %s: %s, and the new wording %s: if the limit is another one now, see "+
				"CONTRIBUTING.md, A fact is corrected", name, limit, strings.Join(numbers, ", "))
		}
	}
	return ""
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
	switch {
	case p.ofRuntimes() && c.added:
		return line, fmt.Sprintf("write {name: %s} at the end of x-runtimes", p.enum)
	case p.ofRuntimes():
		return line, fmt.Sprintf("give %s in x-runtimes the day: retired: 'YYYY-MM-DD'", p.enum)
	case c.added:
		return line, fmt.Sprintf("write %s into the %s", p.enum, list)
	}
	return line, fmt.Sprintf("take %s out of the %s", p.enum, list)
}

// ofRuntimes reports whether the place is a runtime.
func (p position) ofRuntimes() bool { return p.enum != "" && strings.EqualFold(p.name, "runtime") }

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

// edits says what to take out of the contract and what to write, in YAML.
func edits(before, now string) string {
	had, has := aspects(before), aspects(now)
	asYAML := func(a string) string {
		name, value, hasValue := strings.Cut(a, " ")
		switch {
		case a == "personal":
			return "x-pii"
		case a == "required":
			return "required (true of a parameter; a property or a field is in the list of its schema)"
		case a == "nullable", a == "deprecated":
			return a + ": true"
		case name == "pattern":
			return "pattern: " + quoted(value)
		case !hasValue:
			return "the type " + a
		case name == "object" || name == "array":
			return "the schema of " + a
		}
		return name + ": " + value
	}
	var parts []string
	for _, a := range had {
		if !slices.Contains(has, a) {
			parts = append(parts, "take out "+asYAML(a))
		}
	}
	for _, a := range has {
		if !slices.Contains(had, a) {
			parts = append(parts, "write "+asYAML(a))
		}
	}
	return strings.Join(parts, ", ")
}

// next are the commands that follow, by what changed. Each step of CONTRIBUTING.md is named by a
// test that is red without it.
func (c change) next() []string {
	const generate = "then: make generate"
	p := parsePlace(c.place)
	switch {
	case p.ofRuntimes():
		return []string{
			"then: edit runtimes() in pkg/emulator/choices.go",
			generate + ", go test ./pkg/emulator -run 'Deviations' -update, go test ./gen/... ./pkg/emulator",
			"see CONTRIBUTING.md, A value is added or retired",
		}
	case p.enum != "":
		return []string{generate + ", go test ./openapi ./gen/... ./internal/complete",
			"see CONTRIBUTING.md, A value is added or retired"}
	case c.renamed != "" && p.kind != "":
		return []string{generate + ", go vet ./..., cd instruments && go vet ./...",
			"see CONTRIBUTING.md, Something is removed"}
	case c.renamed != "":
		return []string{fmt.Sprintf("then: write %s for %s in openapi/operations.txt, pkg/emulator/routes.go, "+
			"contract/cases, contract/coverage/exceptions.txt and instruments; delete cassettes/docs/openapi/%s.yaml",
			p.operation, c.renamed, c.renamed),
			generate + ", go vet ./..., go test ./openapi ./internal/complete",
			"see CONTRIBUTING.md, Something is removed"}
	case c.gone && p.kind == "":
		return []string{fmt.Sprintf("with: make remove OPERATIONS=%s, which prints what is left", p.operation),
			generate + ", go vet ./..., go test ./openapi ./internal/complete ./contract/... ./pkg/emulator/...",
			"see CONTRIBUTING.md, Something is removed"}
	case c.gone:
		return []string{
			generate + ", go vet ./..., go test ./openapi ./pkg/emulator ./internal/complete ./contract/...: what " +
				"they name goes too",
			"see CONTRIBUTING.md, Something is removed"}
	case p.kind == "" && c.added:
		return []string{generate + ", go test ./openapi ./internal/complete: it names each step that is missing",
			"see CONTRIBUTING.md, An operation or a resource is added"}
	case p.kind == "query" && c.added:
		return []string{generate + ", go test ./openapi ./pkg/client ./pkg/emulator ./contract/...",
			"see CONTRIBUTING.md, A filter is added"}
	case p.kind == "property" && c.added:
		return []string{
			"then: give it a value in an example of " + contractPath,
			generate + ", go test ./openapi ./pkg/emulator ./contract/...",
			"see CONTRIBUTING.md, A property is added to an answer",
		}
	case p.kind == "field" && c.added:
		steps := []string{generate + ", go test ./openapi ./internal/complete"}
		if slices.Contains(aspects(c.now), "required") {
			steps = append(steps, "then: make conformance names the cases that send the form without it")
		}
		return append(steps, "see CONTRIBUTING.md, A field is added to a request")
	}
	section := "A fact is corrected"
	for _, mark := range []string{"required", "nullable"} {
		if slices.Contains(aspects(c.before), mark) != slices.Contains(aspects(c.now), mark) {
			section = "Null, required, or a list of values"
		}
	}
	return []string{generate + ", go test ./openapi ./pkg/emulator ./internal/complete", "see CONTRIBUTING.md, " +
		section}
}
