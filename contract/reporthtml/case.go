package reporthtml

import (
	"html/template"
	"net/url"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/contract"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/internal/redact"
)

// caseView is a case of the page.
type caseView struct {
	*suite.Result
	Resource, Behaviour string
	Word                string
	// Open cases show their details unasked.
	Open      bool
	Link      string // of the source, empty when it is no address
	Reason    string
	Took      string
	Exchanged []exchangeView
}

var outcomeLabels = map[suite.Outcome]string{
	suite.Pass: "pass", suite.Fail: "fail", suite.Blocked: "blocked", suite.Error: "error", suite.Skip: "skip",
	suite.NotSupported: "n/a",
}

func newCase(result *suite.Result) *caseView {
	c := &caseView{
		Result: result, Word: outcomeLabels[result.Outcome],
		Link: sourceLink(result.Source), Reason: printable(result.Reason), Took: duration(result.Duration),
	}
	c.Resource, c.Behaviour, _ = strings.Cut(result.ID, "/")
	for i := range result.Evidence {
		c.Exchanged = append(c.Exchanged, newExchange(&result.Evidence[i]))
	}
	return c
}

// Anchor is where the case stands in the page.
func (c *caseView) Anchor() template.URL { return template.URL("#" + c.ID) }

// Found counts the findings.
func (c *caseView) Found() string {
	violations := 0
	for _, f := range c.Findings {
		if f.Severity == contract.Violation {
			violations++
		}
	}
	return joined(some(violations, "violation", "violations"), some(len(c.Findings)-violations, "notice", "notices"))
}

// Words are the behaviour as a sentence would have it.
func (c *caseView) Words() string { return strings.ReplaceAll(c.Behaviour, "-", " ") }

// sourceLink is the address of a source: of a page, or of the repository or thread that
// `owner/repository#number` names.
func sourceLink(source string) string {
	if u, err := url.Parse(source); err == nil && u.Scheme == "https" && u.Host != "" {
		return source
	}
	repository, number, thread := strings.Cut(source, "#")
	if strings.Count(repository, "/") != 1 || strings.ContainsAny(repository, " :") {
		return ""
	}
	if thread {
		return "https://github.com/" + repository + "/issues/" + number
	}
	return "https://github.com/" + repository
}

// exchangeView is an exchange with its marks where they belong.
type exchangeView struct {
	*redact.Exchange
	StatusText    string
	StatusClass   string
	Violated      bool
	RequestHeader []row
	Fields        []row
	Header        []row
	Lines         []line
	Whole         []redact.Mark // marks of no place in particular
}

// row is a header or a field.
type row struct {
	redact.Field
	Marks []redact.Mark
}

func newExchange(x *redact.Exchange) exchangeView {
	v := exchangeView{Exchange: x, StatusText: statusText(x.Status), StatusClass: "s" + statusText(x.Status)[:1]}
	placed := make([]bool, len(x.Marks))
	rows := func(side string, fields []redact.Field) []row {
		var out []row
		for _, field := range fields {
			r := row{Field: field}
			for i, mark := range x.Marks {
				if mark.Side == side && strings.EqualFold(mark.Location, field.Name) {
					r.Marks, placed[i] = append(r.Marks, mark), true
				}
			}
			out = append(out, r)
		}
		return out
	}
	v.RequestHeader, v.Fields = rows("request", x.Request.Header), rows("request", x.Request.Fields)
	v.Header = rows("response", x.Response.Header)
	v.Lines = lines(x.Response.Body)
	for i, mark := range x.Marks {
		v.Violated = v.Violated || mark.Severity == "violation"
		if placed[i] || mark.Side == "response" && place(v.Lines, mark) {
			continue
		}
		v.Whole = append(v.Whole, mark)
	}
	return v
}

// printable replaces control characters: reasons quote bodies of unknown servers.
func printable(s string) string {
	return strings.Map(func(c rune) rune {
		if c < 0x20 && c != '\t' && c != '\n' || c >= 0x7f && c < 0xa0 {
			return '�'
		}
		return c
	}, strings.ToValidUTF8(s, "�"))
}
