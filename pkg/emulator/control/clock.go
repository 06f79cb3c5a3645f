package control

import (
	"net/http"
	"time"
)

func (c *Control) readClock(w http.ResponseWriter, _ *http.Request, _ string) error {
	running, now := true, c.emu.Overview(1).Now
	if c.opts.Clock != nil {
		running, now = c.opts.Clock.Running(), c.opts.Clock.Now().UTC()
	}
	write(w, http.StatusOK, struct {
		envelope
		Now     time.Time `json:"now"`
		Running bool      `json:"running"`
		Movable bool      `json:"movable"`
	}{here(), now, running, c.opts.Clock != nil})
	return nil
}

// moveClock sets or advances the clock and starts or stops it.
func (c *Control) moveClock(w http.ResponseWriter, r *http.Request, _ string) error {
	clock := c.opts.Clock
	if clock == nil {
		return refuse(http.StatusConflict, "clock", "", "this emulator's clock cannot be moved",
			"give control.Options.Clock the clock whose Now the emulator asks")
	}
	var body struct {
		Now     string `json:"now"`
		Advance string `json:"advance"`
		Running *bool  `json:"running"`
	}
	if err := decode(w, r, &body, false); err != nil {
		return err
	}
	to := clock.Now()
	switch {
	case body.Now != "" && body.Advance != "":
		return invalid("now", body.Now, "advance is given too", "give one of the two")
	case body.Now == "" && body.Advance == "" && body.Running == nil:
		return invalid("clock", "", "nothing is to be done",
			`send {"now": "2026-03-01T12:00:00Z"}, {"advance": "5m"} or {"running": false}`)
	case body.Now != "":
		var err error
		if to, err = time.Parse(time.RFC3339, body.Now); err != nil {
			return invalid("now", body.Now, "it is no date of RFC 3339", "write it as 2026-03-01T12:00:00Z")
		}
	case body.Advance != "":
		by, err := time.ParseDuration(body.Advance)
		if err != nil {
			return invalid("advance", body.Advance, "it is no duration",
				"write it as 90s, 5m or 24h; a minus goes back")
		}
		to = to.Add(by)
	}
	// What is beyond has no form in the dates of the API.
	if year := to.UTC().Year(); year < 1970 || year > 2999 {
		return invalid("clock", to.UTC().Format(time.RFC3339), "it is out of bounds",
			"stay between the years 1970 and 2999")
	}
	if body.Running != nil && !*body.Running {
		clock.Stop() // first, so that it stands at the time that is set
	}
	if body.Now != "" || body.Advance != "" {
		clock.Set(to)
	}
	if body.Running != nil && *body.Running {
		clock.Run()
	}
	c.journal.change()
	return c.readClock(w, r, "")
}
