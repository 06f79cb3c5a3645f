package control

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

// overviewLimit bounds every list of the overview; the counts tell of the rest.
const overviewLimit = 50

func (c *Control) overview(w http.ResponseWriter, r *http.Request, _ string) error {
	limit, err := number(r, "limit", overviewLimit, 1000)
	if err != nil {
		return err
	}
	o := c.emu.Overview(int(limit))
	write(w, http.StatusOK, struct {
		envelope
		*emulator.Overview
	}{here(), o})
	return nil
}

func (c *Control) buildVersions(w http.ResponseWriter, _ *http.Request, sid string) error {
	versions, ok := c.emu.BuildVersions(sid)
	if !ok {
		return refuse(http.StatusNotFound, "build", sid, "nobody has it",
			"GET "+prefix+"overview lists those there are")
	}
	write(w, http.StatusOK, struct {
		envelope
		SID      string                    `json:"sid"`
		Versions []emulator.VersionSummary `json:"versions"`
	}{here(), sid, versions})
	return nil
}

// A variable without a value is one whose value was not asked for.
type variable struct {
	Key   string  `json:"key"`
	Value *string `json:"value,omitempty"`
}

// variables gives values only when they are asked for by name, so that neither a log
// of this API nor a page left open shows them by accident.
func (c *Control) variables(w http.ResponseWriter, r *http.Request, sid string) error {
	values, ok := c.emu.VariableValues(sid)
	if !ok {
		return refuse(http.StatusNotFound, "environment", sid, "nobody has it",
			"GET "+prefix+"overview lists those there are")
	}
	shown := r.URL.Query().Get("values")
	if shown != "" && shown != "show" {
		return invalid("values", shown, "it is unknown", "leave it out, or write values=show")
	}
	all := []variable{}
	for key, value := range values {
		v := variable{Key: key}
		if shown != "" {
			v.Value = &value
		}
		all = append(all, v)
	}
	slices.SortFunc(all, func(a, b variable) int { return strings.Compare(a.Key, b.Key) })
	write(w, http.StatusOK, struct {
		envelope
		SID       string     `json:"sid"`
		Variables []variable `json:"variables"`
	}{here(), sid, all})
	return nil
}

// number reads a parameter of the query.
func number(r *http.Request, name string, fallback, most uint64) (uint64, error) {
	text := r.URL.Query().Get(name)
	if text == "" {
		return fallback, nil
	}
	n, err := strconv.ParseUint(text, 10, 64)
	if err != nil || n > most {
		return 0, invalid(name, text, "it is no number from 0 to "+strconv.FormatUint(most, 10), "write it in digits")
	}
	return n, nil
}
