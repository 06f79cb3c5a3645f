package suite

import (
	"encoding/xml"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"time"
)

// The elements of JUnit XML as CI systems read them: what went wrong is an element of its own, never an attribute only.
type (
	junitSuites struct {
		XMLName  xml.Name     `xml:"testsuites"`
		Name     string       `xml:"name,attr"`
		Tests    int          `xml:"tests,attr"`
		Failures int          `xml:"failures,attr"`
		Errors   int          `xml:"errors,attr"`
		Skipped  int          `xml:"skipped,attr"`
		Time     string       `xml:"time,attr"`
		Suites   []junitSuite `xml:"testsuite"`
	}
	junitSuite struct {
		Name     string      `xml:"name,attr"`
		Tests    int         `xml:"tests,attr"`
		Failures int         `xml:"failures,attr"`
		Errors   int         `xml:"errors,attr"`
		Skipped  int         `xml:"skipped,attr"`
		Time     string      `xml:"time,attr"`
		Cases    []junitCase `xml:"testcase"`
	}
	junitCase struct {
		Class   string        `xml:"classname,attr"`
		Name    string        `xml:"name,attr"`
		Time    string        `xml:"time,attr"`
		Failure *junitMessage `xml:"failure"`
		Error   *junitMessage `xml:"error"`
		Skipped *junitMessage `xml:"skipped"`
		Output  string        `xml:"system-out,omitempty"`
	}
	junitMessage struct {
		Type    string `xml:"type,attr,omitempty"`
		Message string `xml:"message,attr"`
		Text    string `xml:",chardata"`
	}
)

// WriteJUnit writes the report as JUnit XML: a suite per resource, a testcase per case. Both skip
// and not-supported become `skipped`, and so does a failure that is known. The type of a failure is
// its cause, the same for all cases that have it.
func (r *Report) WriteJUnit(w io.Writer) error {
	out := junitSuites{Name: "Contract checks of " + printable(r.Target), Time: seconds(r.Duration)}
	var spent time.Duration
	for i := range r.Results {
		result := &r.Results[i]
		resource := resourceOf(result.ID)
		if n := len(out.Suites); n == 0 || out.Suites[n-1].Name != resource {
			out.Suites, spent = append(out.Suites, junitSuite{Name: resource}), 0
		}
		suite := &out.Suites[len(out.Suites)-1]
		spent += result.Duration
		suite.Time = seconds(spent)
		suite.add(result.junit(r.causeOf(result)))
	}
	for _, suite := range out.Suites {
		out.Tests += suite.Tests
		out.Failures += suite.Failures
		out.Errors += suite.Errors
		out.Skipped += suite.Skipped
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	encoder := xml.NewEncoder(w)
	encoder.Indent("", "  ")
	if err := encoder.Encode(out); err != nil {
		return fmt.Errorf("contract: report as JUnit: %w", err)
	}
	_, err := io.WriteString(w, "\n")
	return err
}

func (s *junitSuite) add(c junitCase) {
	s.Cases = append(s.Cases, c)
	s.Tests++
	switch {
	case c.Failure != nil:
		s.Failures++
	case c.Error != nil:
		s.Errors++
	case c.Skipped != nil:
		s.Skipped++
	}
}

// causeOf is the first cause of a result, nil when it has none.
func (r *Report) causeOf(result *Result) *Cause {
	for i := range r.Causes {
		if slices.Contains(r.Causes[i].Cases, result.ID) {
			return &r.Causes[i]
		}
	}
	return nil
}

func (result *Result) junit(cause *Cause) junitCase {
	resource, behaviour, _ := strings.Cut(result.ID, "/")
	c := junitCase{Class: "contract." + resource, Name: behaviour, Time: seconds(result.Duration)}
	var details strings.Builder
	fmt.Fprintf(&details, "%s\nclaim (%s): %s\nsource: %s\n", result.Reason, result.Level, result.Claim, result.Source)
	for _, f := range result.Findings {
		fmt.Fprintln(&details, f)
	}
	message := &junitMessage{Type: string(result.Outcome), Message: printable(firstLine(result.Reason))}
	if cause != nil {
		message.Type = printable(cut(cause.Title))
		fmt.Fprintf(&details, "cause: %s\nrerun: --run %s\n", cause.headline(),
			quoteShell("^"+regexp.QuoteMeta(result.ID)+"$"))
		if cause.Curl != "" && cause.Example == result.ID {
			fmt.Fprintf(&details, "again: %s\n", cause.Curl)
		}
	}
	message.Text = printable(details.String())
	if result.Known {
		message.Message = "known failure: " + message.Message
		c.Skipped = message
		return c
	}
	switch result.Outcome {
	case Pass:
		for _, f := range result.Findings {
			c.Output += printable(f.String()) + "\n"
		}
	case Fail:
		c.Failure = message
	case Skip, NotSupported:
		c.Skipped = message
	default:
		c.Error = message
	}
	return c
}

// printable replaces control characters, most of which XML 1.0 cannot hold, not even escaped. Reasons quote bodies of
// unknown servers.
func printable(s string) string {
	return strings.Map(func(c rune) rune {
		switch {
		case c == '\t', c == '\n', c >= 0x20 && c < 0x7f, c >= 0xa0 && c != 0xfffe && c != 0xffff:
			return c
		}
		return '�'
	}, strings.ToValidUTF8(s, "�"))
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.3f", d.Seconds()) }
