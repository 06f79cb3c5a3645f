package control

import (
	"io"
	"net/http"
	"strconv"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/inspect"
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
		return refuse(http.StatusNotFound, "build", sid, "no account has it",
			"GET "+prefix+"overview lists those there are")
	}
	write(w, http.StatusOK, struct {
		envelope
		SID      string                    `json:"sid"`
		Versions []emulator.VersionSummary `json:"versions"`
	}{here(), sid, versions})
	return nil
}

// files gives the Functions and Assets of a Service: also those that no Build has, which is where
// they can be deleted.
func (c *Control) files(w http.ResponseWriter, r *http.Request, sid string) error {
	limit, err := number(r, "limit", overviewLimit, 1000)
	if err != nil {
		return err
	}
	files, count, ok := c.emu.Inspect().Files(sid, int(limit))
	if !ok {
		return refuse(http.StatusNotFound, "service", sid, "no account has it",
			"GET "+prefix+"overview lists those there are")
	}
	write(w, http.StatusOK, struct {
		envelope
		SID   string         `json:"sid"`
		Files []inspect.File `json:"files"` // newest first
		Count int            `json:"count"` // of all of them
	}{here(), sid, files, count})
	return nil
}

// A variable without a value is one whose value was not asked for.
type variable struct {
	SID   string  `json:"sid"`
	Key   string  `json:"key"`
	Value *string `json:"value,omitempty"`
}

// variables gives values only when they are asked for by name, so that neither a log
// of this API nor a page left open shows them by accident.
func (c *Control) variables(w http.ResponseWriter, r *http.Request, sid string) error {
	there, ok := c.emu.Inspect().Variables(sid)
	if !ok {
		return refuse(http.StatusNotFound, "environment", sid, "no account has it",
			"GET "+prefix+"overview lists those there are")
	}
	shown, err := showsValues(r)
	if err != nil {
		return err
	}
	all := []variable{}
	for _, v := range there {
		given := variable{SID: v.SID, Key: v.Key}
		if shown {
			given.Value = &v.Value
		}
		all = append(all, given)
	}
	write(w, http.StatusOK, struct {
		envelope
		SID       string     `json:"sid"`
		Variables []variable `json:"variables"`
	}{here(), sid, all})
	return nil
}

// maxPreview bounds what is shown of a content.
const maxPreview = 64 << 10

// content shows the beginning of a Function or Asset as text, whatever it says that it is.
func (c *Control) content(w http.ResponseWriter, _ *http.Request, sid string) error {
	about, text, ok, err := c.emu.Inspect().Content(sid)
	if !ok {
		return refuse(http.StatusNotFound, "version", sid, "no account has it",
			"GET "+prefix+"builds/{sid} lists those of a build")
	}
	if err != nil {
		return err
	}
	defer func() { _ = text.Close() }()
	begin, err := io.ReadAll(io.LimitReader(text, maxPreview))
	if err != nil {
		return err
	}
	v := &viewer{}
	write(w, http.StatusOK, struct {
		envelope
		inspect.Version
		Content *detailBody `json:"content"`
	}{here(), about, v.body(&message{body: begin, size: about.Size}, about.ContentType, true)})
	return nil
}

// accounts lists which accounts have Services, and which may call.
func (c *Control) accounts(w http.ResponseWriter, _ *http.Request, _ string) error {
	i := c.emu.Inspect()
	write(w, http.StatusOK, struct {
		envelope
		Accounts []inspect.Account `json:"accounts"`
		Open     bool              `json:"open"` // any account with a token may call
		Test     string            `json:"test"` // the SID that clients on this machine use when they are given none
		From     string            `json:"from,omitempty"`
	}{here(), i.Accounts(emulator.TestAccountSID), i.Open, emulator.TestAccountSID, c.opts.Accounts})
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
