package contract

import (
	"encoding/json"
	"fmt"
)

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
