// Package operations is the registry of operations: what the contract says about each operation of the Twilio
// Serverless API, as Go data. It is generated from openapi/*.yaml, so that code which needs a method, a path
// or the name of a field reads no document and types no list. It imports the standard library only.
//
// What validates whole bodies reads the documents themselves; see package openapi.
package operations

//go:generate go run ../internal/gen operations ../../openapi operations.gen.go

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// First labels of the two host names.
const (
	ServerlessHost = "serverless"        // the JSON API: forms in, JSON out
	UploadHost     = "serverless-upload" // the version uploads: multipart in, JSON out
)

// Itself is what a property follows that changes without a request, see [Field].
const Itself = "itself"

// Operation is one operation of the contract.
type Operation struct {
	// ID is Twilio's operationId: a verb and a noun in the singular, such as "ListBuild".
	ID string
	// Document is the file in openapi/ that describes the operation.
	Document string
	// Host is the first label of the host: [ServerlessHost] or [UploadHost].
	Host string
	// Method is the HTTP method in upper case, and Template the path with its parameters, such as
	// "/v1/Services/{ServiceSid}/Builds".
	Method, Template string
	// Tag is the heading of the documentation, such as "Builds".
	Tag string
	// Summary is one sentence; Description, often empty, says more. Source is the page both come from.
	Summary, Description, Source string
	// Path has the parameters of Template in their order there. Query has the others.
	Path, Query []Field
	// Body is the request body; nil for an operation that takes none.
	Body *Body
	// Success is the status of the one successful answer.
	Success int
	// Answer is the schema of that answer, such as "Build" or "ListBuildResponse"; empty when it has no body.
	Answer string
	// List is the property of the answer that holds the items, such as "builds", and Item their schema. Both
	// are empty unless the operation lists.
	List, Item string
	// clientMethod is the method of package client, unless it is called like the operation.
	clientMethod string
	// Failures are the refusals with a body in JSON, the known statuses before the ranges.
	Failures []Failure
}

// Failure is what a refusal answers with.
type Failure struct {
	// Status is a status such as "404", or the range "4XX" or "5XX" of the others.
	Status string
	// Schema is the name of the schema, such as "Error".
	Schema string
}

// Body is a request body.
type Body struct {
	// MediaType is application/x-www-form-urlencoded, or multipart/form-data for an upload.
	MediaType string
	// Schema is the name of the schema, such as "CreateBuildRequest".
	Schema   string
	Required bool
	// Fields are all fields or parts that the contract knows, by name.
	Fields []Field
}

// Field is a parameter, a field of a form or a property of an answer.
type Field struct {
	Name     string
	Required bool
	// Example is the value that an example of the contract gives to a field of a body, as a form has it: the first
	// of several. Empty when no example has the field.
	Example string
	// Follows are the properties of the same object that this one changes with, such as domain_suffix for domain_name.
	// [Itself] among them says that it may change without a request.
	Follows []string
	// NullWhile says while what a property is null, and only then. It is empty where the contract does not say it.
	NullWhile While
	// Rounding is how a date in a query is made one of whole seconds: "down" for the begin of a period, "up" for its
	// end.
	Rounding string
	Value
}

// While is a state of an object: one of its properties has one of some values.
type While struct {
	Property string
	Values   []string
}

// Value is what the contract says about one value. A bound that the contract does not give is zero or nil.
type Value struct {
	// Schema names the schema that the document refers to, such as "BuildSid"; empty when it is written in place.
	Schema string
	// Type is string, integer, boolean, array or object; Format is one such as "date-time".
	Type, Format string
	Description  string
	Nullable     bool
	// Personal marks what may be personal data: x-pii.
	Personal bool
	// Unique marks a name that no other of its kind may have: x-unique.
	Unique bool
	// Pattern is a regular expression in the syntax of ECMAScript that Go reads too.
	Pattern string
	// MinLength and MaxLength count characters, MaxBytes counts bytes.
	MinLength, MaxLength, MaxBytes int
	Minimum, Maximum               *int
	// Enum lists all legal values; empty leaves the set open.
	Enum []string
	// Default is what the API takes when the value is absent, as text.
	Default string
	// JSONArrayOf is the schema of the items when the string holds the JSON text of an array.
	JSONArrayOf string
	// Items describes the items of an array, and Others the members of an object whose names are not given.
	Items, Others *Value
}

// Schema is an object of the contract that has properties.
type Schema struct {
	Name string
	// Document is the file in openapi/ that describes it.
	Document   string
	Properties []Field
}

// Follows reports whether the contract lets a property change without a request, or with one that is moving.
func (s Schema) Follows(property string, moving ...string) bool {
	return slices.ContainsFunc(s.Properties, func(f Field) bool {
		return f.Name == property && slices.ContainsFunc(f.Follows, func(other string) bool {
			return other == Itself || slices.Contains(moving, other)
		})
	})
}

// All returns every operation in the order of their IDs. The caller must not change what it points to.
func All() []Operation { return slices.Clone(all) }

// IDs returns the ID of every operation, sorted.
func IDs() []string {
	ids := make([]string, len(all))
	for i, op := range all {
		ids[i] = op.ID
	}
	return ids
}

// Lookup returns the operation with an ID.
func Lookup(id string) (Operation, bool) {
	i, found := slices.BinarySearchFunc(all, id,
		func(op Operation, id string) int { return strings.Compare(op.ID, id) })
	if !found {
		return Operation{}, false
	}
	return all[i], true
}

// Schemas returns every schema with properties, by name.
func Schemas() map[string]Schema { return maps.Clone(schemas) }

// Verb is the first word of the ID: List, Fetch, Create, Update, Delete, or one that the path ends in, see
// [Operation.Acts]. The zero Operation has none.
func (op Operation) Verb() string {
	if op.ID == "" {
		return ""
	}
	end := strings.IndexFunc(op.ID[1:], func(r rune) bool { return r >= 'A' && r <= 'Z' })
	return op.ID[:end+1]
}

// Acts reports whether the operation is a POST to a verb below a resource, as CancelBuild is to /Builds/{Sid}/Cancel.
func (op Operation) Acts() bool { return strings.HasSuffix(op.Template, "/{Sid}/"+op.Verb()) }

// Resource is the template of the resource that the operation answers with, or takes away.
func (op Operation) Resource() string {
	if op.Verb() == "Create" || op.List != "" {
		return op.Template + "/{Sid}"
	}
	if op.Acts() {
		return strings.TrimSuffix(op.Template, "/"+op.Verb())
	}
	return op.Template
}

// Noun is the rest of the ID, such as "BuildStatus".
func (op Operation) Noun() string { return strings.TrimPrefix(op.ID, op.Verb()) }

// ClientMethod is the name of the method of package client that calls the operation: the ID, with the noun of a list
// in the plural.
func (op Operation) ClientMethod() string { return cmp.Or(op.clientMethod, op.ID) }

// AnswerTo returns the schema of the answer with this status, and the empty string when the contract has none.
func (op Operation) AnswerTo(status int) string {
	if status == op.Success {
		return op.Answer
	}
	text := strconv.Itoa(status)
	for _, failure := range op.Failures {
		if failure.Status == text || failure.Status == text[:1]+"XX" {
			return failure.Schema
		}
	}
	return ""
}

// Expand fills the parameters of Template with values, in their order, without escaping them. It returns the
// empty string unless there is one value for each.
func (op Operation) Expand(values ...string) string {
	if len(values) != len(op.Path) {
		return ""
	}
	path := op.Template
	for i, parameter := range op.Path {
		path = strings.Replace(path, "{"+parameter.Name+"}", values[i], 1)
	}
	return path
}

// Example is Template with a value of the right kind for each parameter: the prefix of the SID and zeros.
func (op Operation) Example() string {
	values := make([]string, len(op.Path))
	for i, parameter := range op.Path {
		prefix := parameter.SIDPrefix()
		if prefix == "" {
			prefix = "ZS" // the Service, which a path names by SID or by unique name
		}
		values[i] = prefix + strings.Repeat("0", 32)
	}
	return op.Expand(values...)
}

// Match returns the operation that a request to this host addresses, with the values of its path parameters.
// The path is matched by its shape alone: a value that is no SID of the right kind still matches.
func Match(host, method, path string) (op Operation, values []string, ok bool) {
	for _, op := range all {
		if op.Host != host || op.Method != method {
			continue
		}
		if values, ok := op.MatchPath(path); ok {
			return op, values, true
		}
	}
	return Operation{}, nil, false
}

// MatchPath reports whether a path has the shape of Template, and returns the values of the parameters.
func (op Operation) MatchPath(path string) (values []string, ok bool) {
	want, have := strings.Split(op.Template, "/"), strings.Split(path, "/")
	if len(want) != len(have) {
		return nil, false
	}
	for i, segment := range want {
		switch {
		case strings.HasPrefix(segment, "{"):
			if have[i] == "" {
				return nil, false
			}
			values = append(values, have[i])
		case segment != have[i]:
			return nil, false
		}
	}
	return values, true
}

// SIDPrefix returns the two letters that a SID of this kind begins with, or the empty string when the value is
// not a SID.
func (v Value) SIDPrefix() string {
	if rest, ok := strings.CutPrefix(v.Pattern, "^"); ok && strings.HasSuffix(rest, "[0-9a-fA-F]{32}$") {
		return strings.TrimSuffix(rest, "[0-9a-fA-F]{32}$")
	}
	return ""
}

// number is a bound of the generated data.
func number(n int) *int { return &n }
