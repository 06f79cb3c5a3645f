package suite

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/contract"
	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/expect"
	"github.com/twilio-serverless/twilio-serverless-go/internal/lazyregexp"
)

// Because is what one case has in common with others that failed in the same way.
type Because struct {
	// Key is the same for all cases with this cause.
	Key string `json:"key"`
	// Title says what is wrong, in one line.
	Title string `json:"title"`
	// Operation is the operationId that shows it, empty when no single one does.
	Operation string `json:"operation,omitempty"`
	// Status is that of the answer that shows it, 0 when the cause is no answer.
	Status int `json:"status,omitempty"`

	request string // "GET /v1/Services", or a method alone, when the case names one
}

// maxWireOfOne is how many causes on the wire one case may have, beside what it found itself.
const maxWireOfOne = 4

// because notes the causes of a result.
func (r *runner) because(c *Case, w *wire, result *Result, err error) {
	switch result.Outcome {
	case Fail, Blocked, Error:
	default:
		return
	}
	if result.Outcome == Error {
		result.becauseOfError()
		return
	}
	var prepared []Because // what broke the contract in what only prepares the case
	for _, f := range result.Findings {
		switch {
		case f.Severity != contract.Violation:
		case c.isAbout(f.Operation):
			result.because(w.because(f))
		default:
			prepared = append(prepared, w.because(f))
		}
	}
	assumes := c.Level == Assumed && !r.opts.Assumed // then what it found itself is no failure
	if leaf := firstOf(err); leaf != nil && !result.explains(leaf) && !(assumes && len(result.Because) > 0) {
		b, _ := r.ofError(c, leaf, result.Reason)
		b.request = requestOf(leaf)
		w.ownCause = true
		result.because(ofPage(leaf, b, prepared))
	}
	if len(result.Because) == 0 {
		for _, b := range prepared {
			result.because(b)
		}
	}
}

// becauseOfError takes the reason of an error for its cause. Errors with the same reason have one cause, whatever names,
// numbers and case it has.
func (result *Result) becauseOfError() {
	key := withoutNames(strings.ReplaceAll(result.Reason, result.ID, "*")) // and without numbers
	result.Because = []Because{{Key: "error " + key, Title: firstLine(result.Reason)}}
}

// explains reports whether what broke the contract on the wire is what a case found itself: a body that cannot be read,
// or the same property.
func (result *Result) explains(err error) bool {
	if len(result.Because) == 0 {
		return false
	}
	var answer *AnswerError
	if errors.As(err, &answer) && answer.Wrong != "" {
		return true
	}
	if answer != nil && slices.ContainsFunc(result.Because, func(b Because) bool {
		return b.Key == statusKey(answer.Operation) && b.Operation == answer.Operation
	}) {
		return true
	}
	if answer != nil && answer.Operation == "" && answer.Status < 400 && slices.ContainsFunc(result.Because,
		func(b Because) bool { return strings.Contains(b.Key, unknownOperation) }) {
		return true
	}
	for _, b := range result.Because {
		place, _, _ := strings.Cut(b.Title, ":")
		property := place[strings.LastIndexByte(place, '.')+1:]
		if regexp.MustCompile(`\b` + regexp.QuoteMeta(property) + `\b`).MatchString(firstLine(err.Error())) {
			return true
		}
	}
	return false
}

// ofPage is the cause of a page that cannot be read: what broke the contract in its meta, if that is known.
func ofPage(err error, own Because, prepared []Because) Because {
	var page *pageError
	if !errors.As(err, &page) {
		return own
	}
	for _, b := range prepared {
		if strings.Contains(b.Key, " /meta/") {
			return b
		}
	}
	own.Key, own.Title = "page "+withoutNames(page.wrong), "a list: "+page.wrong
	return own
}

var requestInText = lazyregexp.New(`\b(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|TRACE)\b(?: /[^\s:]*)?`)

// requestOf is the request that an error is about, as far as it says.
func requestOf(err error) string {
	var answer *AnswerError
	if errors.As(err, &answer) {
		return answer.Method + " " + answer.Path
	}
	return requestInText.Get().FindString(firstLine(err.Error()))
}

func (result *Result) because(b Because) {
	if len(result.Because) == maxWireOfOne && b.onWire() ||
		slices.ContainsFunc(result.Because, func(have Because) bool { return have.Key == b.Key }) {
		return
	}
	result.Because = append(result.Because, b)
}

// firstOf is the first error that was joined.
func firstOf(err error) error {
	for err != nil {
		joined, ok := err.(interface{ Unwrap() []error }) //nolint:errorlint // a tree, walked node by node
		if !ok {
			return err
		}
		all := joined.Unwrap()
		if len(all) == 0 {
			return err
		}
		err = all[0]
	}
	return nil
}

// ofError is the cause of what a case itself found. answer is nil when it is not about a single answer.
func (r *runner) ofError(c *Case, err error, reason string) (Because, *AnswerError) {
	var answer *AnswerError
	var unended *unendedError
	var difference *expect.Difference
	switch {
	case errors.As(err, &unended):
		return Because{Key: "builds-do-not-end", Title: "Builds do not end: " + unended.Error(),
			Operation: "CreateBuild"}, nil
	case errors.As(err, &answer) && answer.Wrong != "":
		title := fmt.Sprintf("%s answered %d, but %s", orRequest(answer), answer.Status, answer.Wrong)
		of := nounOf(answer.Operation)
		if strings.Contains(answer.Wrong, "the error ") {
			of = "error"
		}
		return Because{Key: "body " + of + " " + answer.Wrong, Title: title,
			Operation: answer.Operation, Status: answer.Status}, answer
	case errors.As(err, &answer):
		title := fmt.Sprintf("%s answered %d, want %s", orRequest(answer), answer.Status, answer.Want)
		key := fmt.Sprintf("answer %s %d %s", orRequest(answer), answer.Status, answer.Want)
		return Because{Key: key, Title: title, Operation: answer.Operation, Status: answer.Status}, answer
	case errors.As(err, &difference):
		key := "differs " + subjectOf(c, difference.What)
		title := fmt.Sprintf("%s: %s", c.Resource(), r.secrets.text(firstLine(reason)))
		return Because{Key: key, Title: title, Operation: opOf(c)}, nil
	}
	return Because{Key: "other " + c.Resource() + " " + withoutNames(firstLine(err.Error())), Title: firstLine(reason),
		Operation: opOf(c)}, nil
}

var propertyName = lazyregexp.New(`[a-z]+(?:_[a-z]+)+`)

// subjectOf is the property that a difference is about, with its resource. What lists say about their pages is the same
// for all of them.
func subjectOf(c *Case, what string) string {
	property := propertyName.Get().FindString(what)
	switch {
	case property == "":
		return c.Resource() + " " + withoutNames(what)
	case strings.Contains(property, "page"):
		return "lists " + property
	}
	return c.Resource() + " " + property
}

func opOf(c *Case) string {
	if len(c.Ops) == 0 {
		return ""
	}
	return c.Ops[0]
}

func orRequest(a *AnswerError) string {
	if a.Operation != "" {
		return a.Operation
	}
	path, _, _ := strings.Cut(a.Path, "?")
	return a.Method + " " + withoutNames(path)
}

var namesOfRun = lazyregexp.New(`\b[A-Z]{2}[0-9a-fA-F]{32}\b|check-[0-9a-z]+-[0-9a-f]{6}-[0-9]+|[0-9]+`)

// withoutNames takes out what differs from run to run.
func withoutNames(text string) string { return namesOfRun.Get().ReplaceAllString(text, "*") }

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}
