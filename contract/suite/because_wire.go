package suite

import (
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/contract"
	"github.com/twilio-serverless/twilio-serverless-go/internal/lazyregexp"
)

var indexes = lazyregexp.New(`/[0-9]+`)

// because is what a finding has in common with others. All refusals have one shape.
func (w *wire) because(f contract.Finding) Because {
	resource := nounOf(f.Operation)
	w.mu.Lock()
	if w.refusals[placeOf(f)] {
		resource = "error"
	}
	w.mu.Unlock()
	return ofFinding(f, resource)
}

// A place is where something breaks the contract.
type place struct{ operation, rule, location string }

func placeOf(f contract.Finding) place { return place{f.Operation, f.Rule, f.Location} }

// ofEvery are the properties that all resources have: a server has one reason to answer with a wrong one.
var ofEvery = lazyregexp.New(`^(/(account_sid|service_sid|date_created|date_updated|url)|/meta/.*|Content-Type)$`)

// anyResource stands for the resource of such a property in the key of a cause.
const anyResource = "*"

const (
	undocumentedStatus = "undocumented-status"
	unknownOperation   = "unknown-operation"
)

// statusKey is of all operations of one verb: a server that creates with 200 does so everywhere.
func statusKey(operation string) string {
	return "status " + strings.TrimSuffix(operation, nounOf(operation))
}

// ofFinding is the same for one property of one resource, whichever operation answered with it and in whichever row.
func ofFinding(f contract.Finding, resource string) Because {
	location := f.Location
	if rest, ok := cutRow(location); ok {
		location = rest
	}
	location = indexes.Get().ReplaceAllString(location, "")
	name := strings.TrimPrefix(strings.ReplaceAll(location, "/", "."), ".")
	title := resource
	if f.Rule == unknownOperation {
		return Because{Key: "wire " + resource + " " + f.Rule, Title: f.Message}
	}
	if name != "" {
		title += "." + name
	}
	if f.Rule == undocumentedStatus {
		return Because{Key: statusKey(f.Operation), Title: f.Operation + ": " + f.Message, Operation: f.Operation}
	}
	of := resource
	if resource != "error" && ofEvery.Get().MatchString(location) {
		of = anyResource
	}
	return Because{
		Key:       strings.Join([]string{"wire", of, f.Rule, location}, " "),
		Title:     title + ": " + f.Message,
		Operation: f.Operation,
	}
}

var row = lazyregexp.New(`^/[a-z_]+/[0-9]+(/.*)$`)

// cutRow takes away what leads to a row of a list.
func cutRow(location string) (string, bool) {
	if m := row.Get().FindStringSubmatch(location); m != nil {
		return m[1], true
	}
	return location, false
}

// nounOf is what an operation is about: Service of CreateService and of ListService.
func nounOf(operation string) string {
	for _, verb := range []string{"Create", "Fetch", "Update", "List", "Delete"} {
		if noun, ok := strings.CutPrefix(operation, verb); ok {
			return noun
		}
	}
	return operation
}
