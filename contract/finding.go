package contract

import "fmt"

// Severity tells how much a [Finding] weighs.
type Severity int

const (
	// Notice marks what the API is observed to accept, or to do, without documenting it.
	Notice Severity = iota
	// Violation marks what breaks the contract.
	Violation
)

// String returns "notice" or "violation".
func (s Severity) String() string {
	switch s {
	case Notice:
		return "notice"
	case Violation:
		return "violation"
	default:
		return fmt.Sprintf("Severity(%d)", int(s))
	}
}

// Side tells whose fault a [Finding] is.
type Side int

const (
	// RequestSide is the client's: the request is wrong.
	RequestSide Side = iota
	// ResponseSide is the server's: the answer is wrong.
	ResponseSide
)

// String returns "request" or "response".
func (s Side) String() string {
	switch s {
	case RequestSide:
		return "request"
	case ResponseSide:
		return "response"
	default:
		return fmt.Sprintf("Side(%d)", int(s))
	}
}

// Finding is one thing in an [Exchange] that the contract does not allow or does not mention. It is
// safe to print: see the package comment on secrets.
type Finding struct {
	Severity Severity
	Side     Side
	// Operation is the operationId, empty when the request belongs to none.
	Operation string
	// Rule is a short stable name of the check, such as "missing-property" or "indexed-array".
	Rule string
	// Location is a JSON pointer in the answer, or the name of a header, query key, path parameter,
	// form field or part. It is empty when the finding concerns the whole.
	Location string
	// Message tells what is wrong and what would be right.
	Message string
}

// String puts the finding on one line.
func (f Finding) String() string {
	operation, location := f.Operation, f.Location
	if operation == "" {
		operation = "unknown operation"
	}
	if location != "" {
		location += ": "
	}
	return fmt.Sprintf("%s in the %s of %s: %s%s [%s]", f.Severity, f.Side, operation, location, f.Message, f.Rule)
}
