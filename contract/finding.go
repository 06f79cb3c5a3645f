package contract

import (
	"encoding/json"
	"fmt"
)

// Severity is how much a [Finding] weighs.
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

// Side is whose fault a [Finding] is.
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
	// Message says what is wrong and what would be right.
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

// findingJSON is a [Finding] as reports write it.
type findingJSON struct {
	Severity  string `json:"severity"`
	Side      string `json:"side"`
	Operation string `json:"operation,omitempty"`
	Rule      string `json:"rule"`
	Location  string `json:"location,omitempty"`
	Message   string `json:"message"`
}

// MarshalJSON writes severity and side as words.
func (f Finding) MarshalJSON() ([]byte, error) {
	return json.Marshal(findingJSON{f.Severity.String(), f.Side.String(), f.Operation, f.Rule, f.Location, f.Message})
}

// UnmarshalJSON reads what MarshalJSON writes.
func (f *Finding) UnmarshalJSON(data []byte) error {
	var in findingJSON
	if err := json.Unmarshal(data, &in); err != nil {
		return err
	}
	*f = Finding{Operation: in.Operation, Rule: in.Rule, Location: in.Location, Message: in.Message}
	switch in.Severity {
	case Notice.String():
		f.Severity = Notice
	case Violation.String():
		f.Severity = Violation
	default:
		return fmt.Errorf("contract: %q is no severity of a finding: use notice or violation", in.Severity)
	}
	switch in.Side {
	case RequestSide.String():
		f.Side = RequestSide
	case ResponseSide.String():
		f.Side = ResponseSide
	default:
		return fmt.Errorf("contract: %q is no side of a finding: use request or response", in.Side)
	}
	return nil
}
