package emulator

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"
)

// defaultLogRange is how far back a list of Logs goes without StartDate: official
// document, "StartDate … default now minus one day".
const defaultLogRange = 24 * time.Hour

// viewLog: every property is set, no dates but date_created, no links (official
// example of FetchLog; a strict client deserialises all of them as non-null).
func (c *call) viewLog(l *logLine) logView {
	return logView{
		SID: l.SID, AccountSID: l.AccountSID, ServiceSID: l.ServiceSID, EnvironmentSID: l.EnvironmentSID,
		BuildSID: l.BuildSID, DeploymentSID: l.DeploymentSID, FunctionSID: l.FunctionSID, RequestSID: l.RequestSID,
		Level: l.Level, Message: l.Message, DateCreated: date(l.Created),
		URL: c.url("Services", l.ServiceSID, "Environments", l.EnvironmentSID, "Logs", l.SID),
	}
}

func (e *Emulator) fetchLog(c *call) (*reply, error) {
	e.mu.RLock()
	defer e.mu.RUnlock()
	_, env, err := e.environment(c, "EnvironmentSid")
	if err != nil {
		return nil, err
	}
	l, ok := env.logs.get(c.param("Sid"))
	if !ok {
		return nil, c.notFound()
	}
	return jsonReply(http.StatusOK, c.viewLog(l))
}

// listLogs filters by Function and by date, both ends included.
func (e *Emulator) listLogs(c *call) (*reply, error) {
	e.mu.RLock()
	defer e.mu.RUnlock()
	_, env, err := e.environment(c, "EnvironmentSid")
	if err != nil {
		return nil, err
	}
	q := c.r.URL.Query()
	from, err := queryDate(q, "StartDate", c.now.Add(-defaultLogRange))
	if err != nil {
		return nil, err
	}
	to, err := queryDate(q, "EndDate", c.now)
	if err != nil {
		return nil, err
	}
	function := q.Get("FunctionSid")
	if function != "" && !isSID(function, sidResource) {
		return nil, refuse(statusBadQuery, "FunctionSid %q is no SID of a Function (ZH and 32 hexadecimal digits)", function)
	}
	// This order, before the paging parameters, is the one of the official example.
	var filter string
	for _, name := range []string{"StartDate", "EndDate", "FunctionSid"} {
		if s := q.Get(name); s != "" {
			filter += name + "=" + url.QueryEscape(s) + "&"
		}
	}
	return pageOf[*logLine]{
		key:     "logs",
		entries: between(env.logs.items, from, to),
		keep:    func(l *logLine) bool { return function == "" || l.FunctionSID == function },
		filter:  filter,
		view:    func(l *logLine) any { return c.viewLog(l) },
	}.serve(e, c)
}

func queryDate(q url.Values, name string, fallback time.Time) (time.Time, error) {
	s := q.Get(name)
	if s == "" {
		return fallback, nil
	}
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return t, refuse(statusBadQuery, "%s %q is no date of RFC 3339, such as 2018-11-10T20:00:00Z", name, s)
	}
	return t, nil
}

// between cuts out the lines of a range of dates. Lines have whole seconds.
func between(lines []*logLine, from, to time.Time) []*logLine {
	first := from.Unix()
	if from.Nanosecond() > 0 {
		first++
	}
	lo := firstAt(lines, position{At: first})
	hi := firstAt(lines, position{At: to.Unix() + 1})
	return lines[lo:max(lo, hi)]
}

// seedLogs writes the lines that [Options.SeedLogs] asks for.
func (e *Emulator) seedLogs(c *call, d *deployment, b *build) []change {
	var changes []change
	levels := logLevels()
	for _, v := range b.Functions {
		for i := range e.opts.SeedLogs {
			level := levels[i%len(levels)]
			changes = append(changes, put(&logLine{
				head: e.head(c, sidLog, d.ServiceSID), EnvironmentSID: d.EnvironmentSID, BuildSID: b.SID,
				DeploymentSID: d.SID, FunctionSID: v.ParentSID, RequestSID: e.resourceIDs.sid(sidRequest),
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
func (e *Emulator) AddLog(entry LogEntry) (sid string, err error) {
	if !isSID(entry.FunctionSID, sidResource) {
		return "", fmt.Errorf("emulator: AddLog: FunctionSID %q is no SID of a Function", entry.FunctionSID)
	}
	before := e.durable.mark()
	if sid, err = e.addLog(entry); err != nil {
		return "", err
	}
	if err := e.settle(before); err != nil {
		return "", fmt.Errorf("emulator: AddLog: %w", err)
	}
	return sid, nil
}

func (e *Emulator) addLog(entry LogEntry) (sid string, err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	env := e.store.environment(entry.EnvironmentSID)
	if env == nil {
		return "", fmt.Errorf("emulator: AddLog: there is no Environment %q", entry.EnvironmentSID)
	}
	if env.BuildSID == "" {
		return "", errors.New("emulator: AddLog: nothing is deployed to Environment " + env.SID + ": deploy a Build first")
	}
	if entry.Date.IsZero() {
		entry.Date = e.opts.Clock()
	}
	c := &call{account: env.AccountSID, now: entry.Date}
	l := logLine{
		head: e.head(c, sidLog, env.ServiceSID), EnvironmentSID: env.SID, BuildSID: env.BuildSID,
		DeploymentSID: env.DeploymentSID, FunctionSID: entry.FunctionSID, RequestSID: e.resourceIDs.sid(sidRequest),
		Level: entry.Level, Message: entry.Message,
	}
	if l.Level == "" {
		l.Level = logLevels()[0]
	}
	e.commit(put(&l))
	return l.SID, nil
}
