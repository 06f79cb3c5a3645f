package contract

import (
	"bytes"
	"net/http"
	"slices"
	"strings"
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

// violated reports whether a violation was found so far.
func (e *examination) violated() bool {
	return slices.ContainsFunc(e.found, func(f Finding) bool { return f.Severity == Violation })
}

// violatedBy reports whether a violation of one side was found so far.
func (e *examination) violatedBy(side Side) bool {
	return slices.ContainsFunc(e.found, func(f Finding) bool { return f.Severity == Violation && f.Side == side })
}

// checkNeeded checks what a form needs besides its required fields: a Build without any version is
// refused (https://www.twilio.com/docs/serverless/api/resource/build#create-a-build-resource).
func (e *examination) checkNeeded() {
	if e.op.info.OperationID == "CreateBuild" && !e.violated() &&
		len(e.form["FunctionVersions"])+len(e.form["AssetVersions"]) == 0 {
		e.violate(RequestSide, "missing-version", "",
			"a Build needs at least one of FunctionVersions and AssetVersions")
	}
}

// loneSurrogate returns the place of an escape such as \ud800 that is no half of a pair, or -1. Such a
// text cannot be written as UTF-8, and decoders replace it silently.
func loneSurrogate(body []byte) int {
	for i := 0; i+1 < len(body); i++ {
		if body[i] != '\\' {
			continue
		}
		if body[i+1] != 'u' || i+6 > len(body) {
			i++
			continue
		}
		switch digits := strings.ToLower(string(body[i+2 : i+6])); {
		case digits >= "d800" && digits < "dc00":
			if next := bytes.ToLower(body[min(i+6, len(body)):min(i+12, len(body))]); len(next) < 6 ||
				next[0] != '\\' || next[1] != 'u' || string(next[2:]) < "dc00" || string(next[2:]) > "dfff" {
				return i
			}
			i += 11
		case digits >= "dc00" && digits <= "dfff":
			return i
		default:
			i += 5
		}
	}
	return -1
}
