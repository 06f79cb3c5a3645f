package reporthtml

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/internal/redact"
)

func TestVerdictOf(t *testing.T) {
	t.Parallel()
	lacking := suite.Result{Outcome: suite.NotSupported, Lacks: suite.Features()[0]}
	for name, tt := range map[string]struct {
		report suite.Report
		want   verdict
	}{
		"all kept": {suite.Report{Totals: suite.Totals{Pass: 2}},
			verdict{"pass", "2 promises were checked and kept", "Nothing was left out."}},
		"one kept": {suite.Report{Totals: suite.Totals{Pass: 1, Skip: 1}},
			verdict{"pass", "1 promise was checked and kept", "1 case says nothing"}},
		"some lack": {suite.Report{Totals: suite.Totals{Pass: 2, NotSupported: 2},
			Results: []suite.Result{lacking, lacking}},
			verdict{"pass", "2 promises were checked and kept",
				"2 cases ask for a feature that the target does not claim"}},
		"some left out": {suite.Report{Totals: suite.Totals{Pass: 1, NotSupported: 2},
			Results: []suite.Result{lacking}},
			verdict{"pass", "1 promise was checked and kept",
				"1 case asks for a feature that the target does not claim, 1 case was left out by pattern " +
					"or operation"}},
		"broken": {suite.Report{Totals: suite.Totals{Pass: 2, Fail: 1}},
			verdict{"fail", "1 case failed", "Every other case passed."}},
		"broken, cut": {suite.Report{Totals: suite.Totals{Fail: 1, Skip: 2}, Incomplete: "lost"},
			verdict{"fail", "1 case failed", "lost; 2 cases say nothing"}},
		"cut": {suite.Report{Totals: suite.Totals{Pass: 1}, Incomplete: "lost"},
			verdict{"error", "No verdict: the run did not finish", "lost"}},
		"errors": {suite.Report{Totals: suite.Totals{Pass: 1, Error: 2}},
			verdict{"error", "No verdict: 2 cases could not be judged", ""}},
		"nothing": {suite.Report{Totals: suite.Totals{NotSupported: 1}, Results: []suite.Result{lacking}},
			verdict{"skip", "Nothing was checked", "1 case asks for a feature that the target does not claim"}},
	} {
		assert.Equal(t, tt.want, verdictOf(&tt.report), name)
	}
}

func TestView_sharesFillTheBar(t *testing.T) {
	t.Parallel()
	v := &view{}
	v.shares(suite.Totals{Cases: 4, Pass: 2, Fail: 1, NotSupported: 1})
	require.Len(t, v.Shares, 6)
	assert.Equal(t, share{suite.Fail, "failed", 1, "0.00", "25.00"}, v.Shares[0])
	assert.Equal(t, share{suite.Pass, "passed", 2, "50.00", "50.00"}, v.Shares[5])
}

func TestSourceLink(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]string{
		"https://www.twilio.com/docs/x#y": "https://www.twilio.com/docs/x#y",
		"twilio/twilio-oai":               "https://github.com/twilio/twilio-oai",
		"twilio-labs/toolkit#71":          "https://github.com/twilio-labs/toolkit/issues/71",
		"javascript:alert(1)/x":           "",
		"a note":                          "",
		"http://plain.example/":           "",
	} {
		assert.Equal(t, want, sourceLink(source), source)
	}
}

func TestDuration(t *testing.T) {
	t.Parallel()
	for d, want := range map[time.Duration]string{
		90 * time.Second: "1m30s", 1234 * time.Millisecond: "1.2 s", 12 * time.Millisecond: "12 ms",
		345 * time.Microsecond: "345 µs",
	} {
		assert.Equal(t, want, duration(d))
	}
}

func TestLines(t *testing.T) {
	t.Parallel()
	var got []string
	for _, l := range lines(`{"a":1,"b":[{},"x",[]],"c/d":{"e":null,"e":true}}`) {
		text := l.Indent + l.Key
		if l.Key != "" {
			text += ": "
		}
		text += l.Text
		if l.Comma {
			text += ","
		}
		if l.Pointer != noPointer {
			text += "  " + l.Pointer
		}
		got = append(got, text)
	}
	assert.Equal(t, []string{
		`{  `, `  "a": 1,  /a`, `  "b": [  /b`, `    {},  /b/0`, `    "x",  /b/1`, `    []  /b/2`, `  ],`,
		`  "c/d": {  /c~1d`, `    "e": null,  /c~1d/e`, `    "e": true  /c~1d/e`, `  }`, `}`,
	}, got)
	assert.Empty(t, lines(""))
	assert.Len(t, lines(`"x"`), 1)
	assert.NotPanics(t, func() { lines(`{"a":[1,`) })
}

func TestNewExchange_placesMarks(t *testing.T) {
	t.Parallel()
	mark := func(side, location string) redact.Mark {
		return redact.Mark{Side: side, Severity: "violation", Rule: "r", Location: location}
	}
	x := newExchange(&redact.Exchange{
		Status:  200,
		Request: redact.Message{Fields: []redact.Field{{Name: "Path", Value: "/"}}},
		Response: redact.Message{
			Header: []redact.Field{{Name: "Content-Type", Value: "text/html"}}, Body: `{"a":[{"b":1}],"c":2}`,
		},
		Marks: []redact.Mark{
			mark("response", "/a/0/b"), mark("response", "/a/0/z"), mark("response", "/gone/deep"),
			mark("response", "content-type"),
			mark("response", ""), mark("request", "Path"), mark("request", "/c"),
		},
	})
	at := map[string]int{}
	for _, l := range x.Lines {
		if len(l.Marks) > 0 {
			at[l.Pointer] = len(l.Marks)
		}
	}
	assert.Equal(t, map[string]int{"/a/0/b": 1, "/a/0": 1, "": 1}, at, "what is missing is marked where it should be")
	assert.Len(t, x.Header[0].Marks, 1)
	assert.Len(t, x.Fields[0].Marks, 1)
	assert.Equal(t, []redact.Mark{mark("response", ""), mark("request", "/c")}, x.Whole)
	assert.True(t, x.Violated)
	assert.Equal(t, "200 OK", x.StatusText)
}
