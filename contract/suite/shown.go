package suite

import "github.com/twilio-serverless/twilio-serverless-go/internal/redact"

// What a report shows of the exchanges of a case: everything that may hold a secret or personal
// data is replaced by its length.
type (
	// Shown is an exchange with its marks.
	Shown = redact.Exchange
	// ShownMessage is a request or an answer.
	ShownMessage = redact.Message
	// ShownField is a header, a form field or a part.
	ShownField = redact.Field
	// ShownMark is a place that breaks the contract, or goes beyond it.
	ShownMark = redact.Mark
)
