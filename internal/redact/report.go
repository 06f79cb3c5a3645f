package redact

import (
	"fmt"
	"maps"
	"mime"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
)

// maxText bounds a text that is shown, in bytes.
const maxText = 300

// ReportOptions tell a [Report] about the run.
type ReportOptions struct {
	// Prefix begins the names that the run made up. They name no person, so they are shown. Empty means none.
	Prefix string
	// Hide takes the credentials of the run out of a text; nil takes out nothing.
	Hide func(string) string
	// ShowSent shows what the requests sent, and the same values in answers: for requests that
	// were made up for a test.
	ShowSent bool
	// ShowAll shows every value. Credentials, and headers that are not on the list, stay hidden.
	ShowAll bool
}

// A Report turns what was on the wire into what may be shown. It is safe for concurrent use.
type Report struct {
	own      *regexp.Regexp // nil: nothing is the run's own
	hide     func(string) string
	showSent bool
	showAll  bool
}

// NewReport returns a redactor; nil options know nothing of a run.
func NewReport(opts *ReportOptions) *Report {
	if opts == nil {
		opts = &ReportOptions{}
	}
	r := &Report{hide: opts.Hide, showSent: opts.ShowSent, showAll: opts.ShowAll}
	if opts.Prefix != "" {
		r.own = regexp.MustCompile(`^(?:/|Contract check )?` + regexp.QuoteMeta(opts.Prefix) + `[A-Za-z0-9.-]*$`)
	}
	return r
}

// Exchanges returns what may be shown of the exchanges of one case.
func (r *Report) Exchanges(sources []Source) []Exchange {
	v := &view{Report: r, hidden: strings.NewReplacer(), sent: r.sentIn(sources)}
	var shown []Exchange
	for _, s := range sources {
		shown = append(shown, v.exchange(&s)) // to learn what is hidden in requests
	}
	if len(v.secrets) == 0 {
		return shown
	}
	v.hidden, shown = v.replacer(), nil
	for _, s := range sources {
		shown = append(shown, v.exchange(&s))
	}
	return shown
}

// Reason hides in the reason of a failure what only the answers held and may not be shown. What a
// case sent itself stays: the case made it up, and the reader needs it to see what went wrong.
func (r *Report) Reason(sources []Source, reason string) string {
	v := &view{Report: r, hidden: strings.NewReplacer(), answered: map[string]bool{}, sent: r.sentIn(sources)}
	for _, s := range sources {
		v.exchange(&s)
	}
	sent := &view{Report: r, hidden: strings.NewReplacer()}
	for _, s := range sources {
		sent.request(operationOf(&s), &s)
		sent.url(s.URL)
	}
	v.secrets = nil
	for _, answered := range slices.Sorted(maps.Keys(v.answered)) {
		if !slices.Contains(sent.secrets, answered) {
			v.conceal(answered)
		}
	}
	reason = v.replacer().Replace(reason)
	if r.hide != nil {
		reason = r.hide(reason)
	}
	return cutSIDs(reason)
}

// view is one pass over the exchanges of a case.
type view struct {
	*Report
	secrets  []string
	hidden   *strings.Replacer
	answered map[string]bool // what is hidden of answers; nil does not remember it
	sent     map[string]bool // values of requests, which may be shown
	inAnswer bool
}

// concealAnswer replaces a value of an answer.
func (v *view) concealAnswer(value string) string {
	if v.answered != nil {
		v.answered[value] = true
	}
	return concealed(value)
}

// free is a value that is not known to be harmless: it is shown when the options say so.
func (v *view) free(value string) string {
	if v.showAll || v.sent[value] {
		return v.text(value)
	}
	return v.conceal(value)
}

// replacer takes out the hidden values in every form.
func (v *view) replacer() *strings.Replacer {
	secrets := slices.Clone(v.secrets)
	for _, secret := range v.secrets {
		if len(secret) > maxText { // a quote of it is cut
			secrets = append(secrets, secret[:maxText])
		}
	}
	return Replacer("[hidden]", secrets...)
}

// conceal replaces a value and remembers it.
func (v *view) conceal(value string) string {
	if v.inAnswer {
		v.concealAnswer(value)
	}
	if len(value) >= Shortest && !slices.Contains(v.secrets, value) {
		v.secrets = append(v.secrets, value)
	}
	return concealed(value)
}

func concealed(value string) string {
	n := utf8.RuneCountInString(value)
	if n == 1 {
		return "[hidden, 1 character]"
	}
	return fmt.Sprintf("[hidden, %d characters]", n)
}

// text is a value that may be shown, without what may not and not too long.
func (v *view) text(s string) string {
	if v.hide != nil {
		s = v.hide(s)
	}
	s = strings.ToValidUTF8(cutSIDs(v.hidden.Replace(s)), "�")
	longest := maxText
	if v.showAll {
		longest = maxShown
	}
	if len(s) > longest {
		s = strings.ToValidUTF8(s[:longest], "") + "…"
	}
	return s
}

// name is a name that a client or server chose, if it looks like one.
func (v *view) name(s string) string {
	if nameLike.MatchString(s) {
		return v.text(s)
	}
	return v.free(s)
}

// operationOf is the operation of an exchange, the zero value when it belongs to none.
func operationOf(s *Source) operations.Operation {
	op, _ := operations.Lookup(s.Operation)
	return op
}

func (v *view) exchange(s *Source) Exchange {
	op := operationOf(s)
	v.credentials(s.RequestHeader)
	x := Exchange{
		Number: s.Number, Operation: s.Operation, Method: v.name(s.Method), URL: v.url(s.URL), Status: s.Status,
		Request: v.request(op, s), Response: v.response(op, s),
	}
	for _, mark := range s.Marks {
		mark.Location, mark.Message = v.text(mark.Location), v.text(mark.Message)
		x.Marks = append(x.Marks, mark)
	}
	return x
}

// credentials remembers what a server might repeat of the Authorization header.
func (v *view) credentials(h http.Header) {
	for _, text := range Credentials(h) {
		v.conceal(text)
	}
}

// Headers whose values are shown. A new one must be asked for here, so that one with a credential in it cannot slip in.
var shownHeaders = []string{
	"Accept", "Allow", "Cache-Control", "Connection", "Content-Length", "Date", "Retry-After",
	"Strict-Transport-Security",
	"Transfer-Encoding", "Twilio-Concurrent-Requests", "Twilio-Request-Duration", "Twilio-Request-Id", "User-Agent",
	"Vary",
	"X-Content-Type-Options", "X-Emulator", "X-Emulator-Fault",
}

// contentType shows the media type and how to read it; other parameters may be anything.
func (v *view) contentType(value string) string {
	media, parameters, err := mime.ParseMediaType(value)
	if err != nil {
		return v.conceal(value)
	}
	for name, of := range parameters {
		if name != "charset" && name != "boundary" {
			parameters[name] = v.conceal(of)
		}
	}
	return v.text(mime.FormatMediaType(media, parameters))
}

func (v *view) header(h http.Header) []Field {
	var fields []Field
	for name, values := range h {
		for _, value := range values {
			switch {
			case slices.Contains(shownHeaders, name):
				value = v.text(value)
			case name == "Content-Type":
				value = v.contentType(value)
			case name == "Location":
				value = v.address(value)
			default:
				value = v.conceal(value)
			}
			fields = append(fields, Field{v.name(name), value})
		}
	}
	slices.SortStableFunc(fields, func(a, b Field) int { return strings.Compare(a.Name, b.Name) })
	return fields
}
