package contract

import (
	"net/http"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/relations"
	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
)

// checkRelations checks what no schema says: that the parts of the exchange agree with each other. It
// says nothing when the exchange breaks the contract already: a wrong request has no right answer to
// agree with, and a property of the wrong form agrees with nothing. A refusal of a wrong request
// still has to agree with itself.
func (e *examination) checkRelations(answer any) {
	operation, known := operations.Lookup(e.op.info.OperationID)
	wrong := e.violatedBy(RequestSide)
	if !known || e.violatedBy(ResponseSide) || wrong && e.Status < 400 {
		return
	}
	user := ""
	if values := e.RequestHeader.Values("Authorization"); len(values) == 1 {
		user, _, _ = parseBasic(values[0])
	}
	scheme := ""
	if e.Exchange.URL != nil {
		scheme = e.Exchange.URL.Scheme
	}
	at, err := http.ParseTime(e.Header.Get("Date"))
	if err != nil {
		at = time.Time{} // not every proxy and recording keeps it
	}
	body, _ := answer.(map[string]any)
	for _, p := range relations.Check(&relations.Exchange{
		Operation: operation, Params: e.params, URL: e.url, Scheme: scheme, Query: e.query, Form: e.form, User: user,
		Status: e.Status, Body: body, Wrong: wrong, At: at,
	}) {
		e.violate(ResponseSide, p.Rule, p.Location, "%s", p.Message)
	}
}
