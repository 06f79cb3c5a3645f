package control

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/inspect"
)

// maxLines bounds the log lines of one request.
const maxLines = 1000

type logLine struct {
	EnvironmentSID string    `json:"environment_sid"`
	FunctionSID    string    `json:"function_sid"`
	Level          string    `json:"level"`
	Message        string    `json:"message"`
	Date           time.Time `json:"date"`
}

// addLogs writes all lines or, when one is refused, those before it; the answer
// says which.
func (c *Control) addLogs(w http.ResponseWriter, r *http.Request, _ string) error {
	var body struct {
		Logs []logLine `json:"logs"`
	}
	if err := decode(w, r, &body, false); err != nil {
		return err
	}
	if n := len(body.Logs); n == 0 || n > maxLines {
		return invalid("logs", fmt.Sprint(n), "the number of lines is wrong", fmt.Sprintf("send 1 to %d", maxLines))
	}
	for i, l := range body.Logs {
		if known := []string{"", "INFO", "WARN", "ERROR"}; !slices.Contains(known, l.Level) {
			return invalid(fmt.Sprintf("logs[%d].level", i), l.Level, "it is unknown", "use INFO, WARN or ERROR")
		}
	}
	sids := []string{}
	defer c.journal.change()
	for i, l := range body.Logs {
		sid, err := c.emu.AddLog(emulator.LogEntry(l))
		if err != nil {
			return invalid(fmt.Sprintf("logs[%d]", i), l.EnvironmentSID,
				strings.TrimPrefix(err.Error(), "emulator: AddLog: "), fmt.Sprintf(
					"the %d lines before it were written", i))
		}
		sids = append(sids, sid)
	}
	write(w, http.StatusCreated, struct {
		envelope
		SIDs []string `json:"sids"`
	}{here(), sids})
	return nil
}

// listLogs gives the newest Logs of an environment, the newest first.
func (c *Control) listLogs(w http.ResponseWriter, r *http.Request, sid string) error {
	limit, err := number(r, "limit", 200, maxLines)
	if err != nil {
		return err
	}
	all, ok := c.emu.Inspect().Logs(sid, int(limit))
	if !ok {
		return refuse(http.StatusNotFound, "environment", sid, "no account has it",
			"GET "+prefix+"overview lists those there are")
	}
	write(w, http.StatusOK, struct {
		envelope
		SID  string        `json:"sid"`
		Logs []inspect.Log `json:"logs"`
	}{here(), sid, all})
	return nil
}
