package suite

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
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
}

// A Cause is what failures have in common: the same operation, rule and difference.
type Cause struct {
	// Key identifies the cause, also in another run.
	Key   string `json:"key"`
	Title string `json:"title"`
	// Operations are the operationIds that show it, sorted.
	Operations []string `json:"operations,omitempty"`
	// Claim, Source and Level are those of Example.
	Claim  string `json:"claim"`
	Source string `json:"source"`
	Level  Level  `json:"level"`
	// Example is the ID of the case that shows the cause best: one that makes a claim about the operation.
	Example string `json:"example"`
	// Reason is what Example found; the title, when an exchange broke the contract whatever Example wanted of it.
	Reason string `json:"reason"`
	// Exchange shows it on the wire; nil when nothing was exchanged.
	Exchange *Shown `json:"exchange,omitempty"`
	// Curl sends the request of Exchange again. Credentials are those of the environment.
	Curl string `json:"curl,omitempty"`
	// Rerun is a pattern for `--run` that selects the cases, the first of them when there are many.
	Rerun string `json:"rerun"`
	// Cases are the IDs of the cases with this cause, in the order of the catalogue; Blocked of
	// them did not reach their promise.
	Cases   []string `json:"cases"`
	Blocked int      `json:"blocked,omitempty"`
	// Known means that all of its failures are known.
	Known bool `json:"known,omitempty"`

	alike []string // properties that show the same, see joinAlike
}

const (
	maxRerun     = 6 // cases that a pattern names
	notThereKey  = "not-there"
	maxWireOfOne = 4 // causes on the wire that one case may have, beside what it found itself
)

// because notes the causes of a result.
func (r *runner) because(c *Case, w *wire, result *Result, err error) {
	switch result.Outcome {
	case Fail, Blocked, Error:
	default:
		return
	}
	if result.Outcome == Error {
		key := regexp.MustCompile(`[0-9]+`).ReplaceAllString(withoutNames(result.Reason), "N")
		result.Because = []Because{{Key: "error " + key, Title: firstLine(result.Reason)}}
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
	if leaf := firstOf(err); leaf != nil && !result.explains(leaf) {
		b, _ := r.ofError(c, leaf, result.Reason)
		result.because(b)
	}
	if len(result.Because) == 0 {
		for _, b := range prepared {
			result.because(b)
		}
	}
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
	for _, b := range result.Because {
		place, _, _ := strings.Cut(b.Title, ":")
		property := place[strings.LastIndexByte(place, '.')+1:]
		if regexp.MustCompile(`\b` + regexp.QuoteMeta(property) + `\b`).MatchString(firstLine(err.Error())) {
			return true
		}
	}
	return false
}

func (result *Result) because(b Because) {
	if len(result.Because) == maxWireOfOne && b.onWire() ||
		slices.ContainsFunc(result.Because, func(have Because) bool { return have.Key == b.Key }) {
		return
	}
	result.Because = append(result.Because, b)
}

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

const undocumentedStatus = "undocumented-status"

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

// keysOf returns which cause something belongs to, which takes the whole run: an operation that
// answered nothing but 404, 405 or 501 is not there, whatever cases wanted of it.
func keysOf(results []Result) func(Because) string {
	there := map[string]bool{}
	statuses := map[string]bool{} // keys of statuses that the contract does not have
	onWire := map[string]string{} // keys of what broke the contract on the wire, by resource and property
	for i := range results {
		for _, b := range results[i].Because {
			statuses[b.Key] = statuses[b.Key] || strings.HasPrefix(b.Key, "status ")
			if words := strings.Fields(b.Key); len(words) == 4 && words[0] == "wire" {
				onWire[words[1]+" "+words[3][strings.LastIndexByte(words[3], '/')+1:]] = b.Key
			}
		}
		for operation, statuses := range results[i].Seen {
			for status := range statuses {
				there[operation] = there[operation] || !isAbsence(status) && status != 401 && status != 403
			}
		}
	}
	return func(b Because) string {
		wire := b.onWire()
		if b.Operation != "" && !there[b.Operation] && (isAbsence(b.Status) || wire) {
			return notThereKey
		}
		if b.Status/100 == 2 && strings.HasPrefix(b.Key, "answer ") && statuses[statusKey(b.Operation)] {
			return statusKey(b.Operation)
		}
		if words := strings.Fields(b.Key); len(words) > 2 && words[0] == "body" {
			if words[1] != "error" {
				return cmp.Or(onWire[words[1]+" "+words[2]], onWire[anyResource+" "+words[2]], b.Key)
			}
			for _, word := range words { // "the error has no message"
				if key := onWire["error "+word]; key != "" {
					return key
				}
			}
		}
		return b.Key
	}
}

// isAbsence reports whether a status is what servers answer to paths and methods that they do not have.
func isAbsence(status int) bool { return status == 404 || status == 405 || status == 501 }

// causesOf groups the results that are no pass.
func causesOf(results []Result) []Cause {
	keyOf := keysOf(results)
	byKey := map[string]*Cause{}
	rank := map[string]int{}
	var order []string
	for i := range results {
		result := &results[i]
		for _, b := range result.Because {
			b.Key = keyOf(b)
			cause := byKey[b.Key]
			if cause == nil {
				cause = &Cause{Key: b.Key, Known: true}
				byKey[b.Key] = cause
				order = append(order, b.Key)
			}
			if len(cause.Cases) > 0 && cause.Cases[len(cause.Cases)-1] == result.ID {
				continue
			}
			cause.add(result, b, &rank)
		}
	}
	var causes []Cause
	for _, key := range order {
		if cause := byKey[key]; !joinAlike(causes, cause) {
			causes = append(causes, *cause)
		}
	}
	for i := range causes {
		causes[i].finish()
	}
	slices.SortStableFunc(causes, func(a, b Cause) int { return cmp.Compare(len(b.Cases), len(a.Cases)) })
	return causes
}

// add files one case under the cause. The example is a failure rather than a blocked case, and one about the operation.
func (c *Cause) add(result *Result, b Because, rank *map[string]int) {
	c.Cases = append(c.Cases, result.ID)
	c.Known = c.Known && result.Known
	if result.Outcome == Blocked {
		c.Blocked++
	}
	if b.Operation != "" && !slices.Contains(c.Operations, b.Operation) {
		c.Operations = append(c.Operations, b.Operation)
	}
	fit := 1
	if result.Outcome == Fail {
		fit = 2
		if result.aboutNoun(b.Operation) {
			fit = 3
		}
	}
	if fit <= (*rank)[c.Key] {
		return
	}
	(*rank)[c.Key] = fit
	c.Example, c.Claim, c.Source, c.Level, c.Reason, c.Title = result.ID, result.Claim, result.Source, result.Level,
		result.Reason, b.Title
	c.Exchange = exchangeOf(result.Evidence, b)
}

// aboutNoun reports whether the ID of a case is about the resource of an operation: environments of CreateEnvironment.
func (result *Result) aboutNoun(operation string) bool {
	return strings.HasPrefix(strings.ReplaceAll(resourceOf(result.ID), "-", ""), strings.ToLower(nounOf(operation)))
}

// exchangeOf chooses the exchange that shows a cause: one that breaks the contract, or the last one of the operation.
func exchangeOf(shown []Shown, b Because) *Shown {
	wire := b.onWire()
	var chosen *Shown
	for i := range shown {
		x := &shown[i]
		marked := slices.ContainsFunc(x.Marks, func(m ShownMark) bool { return m.Severity == "violation" })
		switch {
		case wire && (!marked || x.Operation != b.Operation):
		case wire:
			return x
		case b.Operation != "" && x.Operation == b.Operation && (b.Status == 0 || b.Status == x.Status):
			chosen = x
		}
	}
	if chosen == nil && len(shown) > 0 && !wire {
		chosen = &shown[len(shown)-1]
	}
	return chosen
}

func (c *Cause) finish() {
	slices.Sort(c.Operations)
	if c.Key == notThereKey {
		c.Title = fmt.Sprintf("%s answer 404, 405 or 501 to every request, as if they were not there: %s",
			plural(len(c.Operations), "operation"), some(c.Operations, 4))
		if len(c.Operations) == 1 {
			c.Title = strings.Replace(c.Title, "1 operation answer", "1 operation answers", 1)
			c.Title = strings.Replace(c.Title, "they were", "it was", 1)
		}
	}
	if nouns := c.nouns(); strings.HasPrefix(c.Key, "wire "+anyResource) && len(nouns) > 1 {
		place, message, _ := strings.Cut(c.Title, ": ")
		_, property, _ := strings.Cut(place, ".")
		c.Title = fmt.Sprintf("%s of %s: %s", property, some(nouns, 3), message)
	}
	c.nameAlike()
	if strings.HasPrefix(c.Key, "status ") && len(c.Operations) > 1 {
		_, message, _ := strings.Cut(c.Title, ": ")
		c.Title = some(c.Operations, 4) + ": " + message
	}
	if (Because{Key: c.Key}).onWire() {
		c.Reason = c.Title
	}
	if c.Exchange != nil {
		c.Curl = curl(c.Exchange)
	}
	ids := c.Cases[:min(len(c.Cases), maxRerun)]
	quoted := make([]string, len(ids))
	for i, id := range ids {
		quoted[i] = regexp.QuoteMeta(id)
	}
	c.Rerun = "^(" + strings.Join(quoted, "|") + ")$"
}

// nouns are the resources that the cause is seen in.
func (c *Cause) nouns() (nouns []string) {
	for _, op := range c.Operations {
		if noun := nounOf(op); !slices.Contains(nouns, noun) {
			nouns = append(nouns, noun)
		}
	}
	return nouns
}

func plural(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return strconv.Itoa(n) + " " + word + "s"
}

// some lists the first n of all, and how many more there are.
func some(all []string, n int) string {
	if len(all) <= n {
		return strings.Join(all, ", ")
	}
	return strings.Join(all[:n], ", ") + " and " + strconv.Itoa(len(all)-n) + " more"
}
