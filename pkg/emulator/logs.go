package emulator

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/sid"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/state"
)

// defaultLogRange is how far back a list of Logs goes without StartDate: official
// document, "StartDate … default now minus one day".
const defaultLogRange = 24 * time.Hour

// viewLog: every property is set, no dates but date_created, no links (official
// example of FetchLog; a strict client deserialises all of them as non-null).
func (c *call) viewLog(l *state.Log) logView {
	return logView{
		SID: l.SID, AccountSID: l.AccountSID, ServiceSID: l.ServiceSID, EnvironmentSID: l.EnvironmentSID,
		BuildSID: l.BuildSID, DeploymentSID: l.DeploymentSID, FunctionSID: l.FunctionSID, RequestSID: l.RequestSID,
		Level: l.Level, Message: l.Message, DateCreated: date(l.Created),
		URL: c.url("Services", l.ServiceSID, "Environments", l.EnvironmentSID, "Logs", l.SID),
	}
}

func (c *call) renderLog(l *state.Log) ([]byte, error) {
	return c.render(&l.Head, "", func() any { return c.viewLog(l) })
}

func (e *Emulator) fetchLog(c *call) (*reply, error) {
	t := e.state.Read()
	defer t.Done()
	_, env, err := c.environment(t.Tree, "EnvironmentSid")
	if err != nil {
		return nil, err
	}
	l, ok := env.Logs.Get(c.param("Sid"))
	if !ok {
		return nil, c.notFound()
	}
	text, err := c.renderLog(l)
	return recordReply(http.StatusOK, text, err)
}

// listLogs filters by Function and by date, both ends included.
func (e *Emulator) listLogs(c *call) (*reply, error) {
	t := e.state.Read()
	defer t.Done()
	_, env, err := c.environment(t.Tree, "EnvironmentSid")
	if err != nil {
		return nil, err
	}
	from, to := c.now.Add(-defaultLogRange), c.now
	query := c.r.URL.Query()
	if query.Get("StartDate") != "" { // which its filter reads, as EndDate
		from = time.Time{}
	}
	if query.Get("EndDate") != "" {
		to = time.Time{}
	}
	created := func(l *state.Log) time.Time { return l.Created }
	return pageOf[*state.Log]{
		key:     "logs",
		entries: between(env.Logs.Items(), from, to),
		filters: []filter[*state.Log]{ // in the order of the official example
			since("StartDate", created), until("EndDate", created),
			sidOf("FunctionSid", func(l *state.Log) string { return l.FunctionSID }, sid.Resource),
		},
		render: func(l *state.Log) ([]byte, error) { return c.renderLog(l) },
	}.serve(e, c)
}

// parseDate reads a date of RFC 3339, in letters of either case, leap seconds included (5.6, 5.7):
// these are the last second of a day in UTC, and taken for the one after it, which has no other
// name here.
func parseDate(s string) (time.Time, bool) {
	s = strings.ToUpper(s)
	leap := len(s) > len("2016-12-31T23:59:60") && s[16:19] == ":60"
	if leap {
		s = s[:17] + "59" + s[19:]
	}
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return t, false
	}
	if !leap {
		return t, true
	}
	hour, minute, _ := t.UTC().Clock()
	return t.Add(time.Second), hour == 23 && minute == 59
}

// between cuts out the lines of a range of dates, whose ends may be open. Lines have whole seconds.
func between(lines []*state.Log, from, to time.Time) []*state.Log {
	lo, hi := 0, len(lines)
	if !from.IsZero() {
		first := from.Unix()
		if from.Nanosecond() > 0 {
			first++
		}
		lo = state.FirstAt(lines, state.Position{At: first})
	}
	if !to.IsZero() {
		hi = state.FirstAt(lines, state.Position{At: to.Unix() + 1})
	}
	return lines[lo:max(lo, hi)]
}

// seedLogs writes the lines that [Options.SeedLogs] asks for.
func (e *Emulator) seedLogs(w state.Writer, c *call, d *state.Deployment, b *state.Build) []state.Change {
	var changes []state.Change
	levels := logLevels()
	for _, v := range b.Functions {
		for i := range e.opts.SeedLogs {
			level := levels[i%len(levels)]
			changes = append(changes, state.Put(&state.Log{
				Head: w.Head(sid.Log, c.account, d.ServiceSID,
					c.now), EnvironmentSID: d.EnvironmentSID, BuildSID: b.SID,
				DeploymentSID: d.SID, FunctionSID: v.ParentSID, RequestSID: w.SIDs().New(sid.Request),
				Level: level, Message: fmt.Sprintf("%s line %d of %s", level, i+1, v.Path),
			}))
		}
	}
	return changes
}

// A LogEntry is a log line for [Emulator.AddLog].
type LogEntry struct {
	EnvironmentSID string    // required
	FunctionSID    string    // required; the Function need not exist any more
	Level          string    // empty: INFO
	Message        string    // kept as it is
	Date           time.Time // zero: now, on [Options.Clock]
}

// AddLog writes a log line as the live Build of the Environment would, and gives
// its SID; nothing in the API itself creates Logs. It fails for an unknown
// Environment, for one that no Build is deployed to, without a Function, and when
// [Options.Store] does.
func (e *Emulator) AddLog(entry LogEntry) (string, error) {
	if e.unmade() {
		return "", errUnmade
	}
	if !sid.Is(entry.FunctionSID, sid.Resource) {
		return "", fmt.Errorf("emulator: AddLog: FunctionSID %q is no SID of a Function", entry.FunctionSID)
	}
	if len(entry.Message) > state.MaxLogMessage || len(entry.Level) > state.MaxLogLevel {
		return "", fmt.Errorf("emulator: AddLog: Message of %d bytes, Level of %d: the limits are %d and %d",
			len(entry.Message), len(entry.Level), state.MaxLogMessage, state.MaxLogLevel)
	}
	before := e.state.Mark()
	added, err := e.addLog(entry)
	if err != nil {
		return "", err
	}
	if err := e.state.WaitDurable(before); err != nil {
		return "", fmt.Errorf("emulator: AddLog: %w", err)
	}
	return added, nil
}

func (e *Emulator) addLog(entry LogEntry) (string, error) {
	w := e.state.Write()
	defer w.Done()
	env := w.Environment(entry.EnvironmentSID)
	if env == nil {
		return "", fmt.Errorf("emulator: AddLog: there is no Environment %q", entry.EnvironmentSID)
	}
	if env.BuildSID == "" {
		return "", errors.New("emulator: AddLog: nothing is deployed to Environment " + env.SID +
			": deploy a Build first")
	}
	if entry.Date.IsZero() {
		entry.Date = e.opts.Clock()
	}
	l := state.Log{
		Head: w.Head(sid.Log, env.AccountSID, env.ServiceSID,
			entry.Date), EnvironmentSID: env.SID, BuildSID: env.BuildSID,
		DeploymentSID: env.DeploymentSID, FunctionSID: entry.FunctionSID, RequestSID: w.SIDs().New(sid.Request),
		Level: entry.Level, Message: entry.Message,
	}
	if l.Level == "" {
		l.Level = logLevels()[0]
	}
	w.Commit(state.Put(&l))
	return l.SID, nil
}
