package suite

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/contract"
)

// An earlyRequest is one that may have come before the server knew everywhere what was written before.
type earlyRequest struct {
	operation string // empty: there is none
	write     bool
}

// early is the request of the case that may have come too early, a write before a read.
func (w *wire) early() earlyRequest {
	if operation := w.writeAfterEnd(); operation != "" {
		return earlyRequest{operation, true}
	}
	return earlyRequest{w.readAfterWrite(), false}
}

// ends reports whether an exchange ended something: a delete, or a Deployment that took the place of another one.
func (w *wire) ends(x *contract.Exchange) bool {
	operation, _ := w.operation(x.Method, x.URL)
	return x.Status/100 == 2 && (strings.HasPrefix(operation, "Delete") || operation == "CreateDeployment")
}

// writeAfterEnd is the first operation of the case that was refused as a conflict after something had ended. No page
// promises that the next write is measured by that at once. It is empty if there is none.
func (w *wire) writeAfterEnd() (operation string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	ended := false
	for _, s := range w.trail.all {
		x := s.exchange
		refused := x.Status == http.StatusConflict || x.Method == http.MethodDelete &&
			(x.Status == http.StatusBadRequest || x.Status == http.StatusForbidden)
		if ended && refused {
			operation, _ := w.operation(x.Method, x.URL)
			return operation
		}
		ended = ended || w.ends(x)
	}
	return ""
}

// notice is that of a case that passed when its requests were given time.
func (e earlyRequest) notice() contract.Finding {
	f := contract.Finding{
		Severity: contract.Notice, Side: contract.ResponseSide, Operation: e.operation, Rule: "late-read",
		Message: fmt.Sprintf("the answer did not show at once what was written before; it did %s later", readSettle),
	}
	if e.write {
		f.Rule = "late-write"
		f.Message = fmt.Sprintf("it was refused as if what had ended before were still there; %s later it was not",
			readSettle)
	}
	return f
}
