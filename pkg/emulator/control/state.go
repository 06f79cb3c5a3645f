package control

import (
	"errors"
	"mime"
	"net/http"
	"strings"
)

// dumpType is the type of a dump: lines of JSON.
const dumpType = "application/x-ndjson"

func (c *Control) dump(w http.ResponseWriter, r *http.Request, _ string) error {
	w.Header().Set("Content-Type", dumpType)
	w.Header().Set("Content-Disposition", `attachment; filename="emulator-state.ndjson"`)
	if r.Method == http.MethodHead {
		return nil
	}
	out := &recording{ResponseWriter: w}
	err := c.emu.Dump(out)
	if err != nil && out.written.size > 0 {
		panic(http.ErrAbortHandler) // a dump that ends early must not look whole
	}
	if err != nil {
		w.Header().Del("Content-Disposition")
	}
	return err
}

func (c *Control) restore(w http.ResponseWriter, r *http.Request, _ string) error {
	if media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || media != dumpType &&
		media != "application/json" {
		return refuse(http.StatusUnsupportedMediaType, "Content-Type", r.Header.Get("Content-Type"),
			"a dump is lines of JSON", "send Content-Type: "+dumpType)
	}
	if !c.restoring.TryLock() { // a dump may be large
		return refuse(http.StatusConflict, "state", "", "another dump is being restored", "wait for its end")
	}
	defer c.restoring.Unlock()
	err := c.emu.Restore(http.MaxBytesReader(w, r.Body, c.opts.MaxState))
	if large := (*http.MaxBytesError)(nil); errors.As(err, &large) {
		return bodyProblem(err, c.opts.MaxState)
	}
	if err != nil {
		return invalid("dump", "", clip(strings.TrimPrefix(err.Error(), "emulator: Restore: "), 2*maxText),
			"nothing was changed; send what GET "+prefix+"state gave")
	}
	return c.done(w)
}

// reset empties the emulator. A seed makes the SIDs after it those of that seed.
func (c *Control) reset(w http.ResponseWriter, r *http.Request, _ string) error {
	var body struct {
		Seed *uint64 `json:"seed"`
	}
	if err := decode(w, r, &body, true); err != nil {
		return err
	}
	seed := uint64(0)
	if body.Seed != nil {
		if seed = *body.Seed; seed == 0 {
			return invalid("seed", "0", "it stands for a random one", "give a positive number, or leave it out")
		}
	}
	if err := c.emu.Reset(seed); err != nil {
		return err
	}
	return c.done(w)
}

// done answers what has nothing to tell but that it was done.
func (c *Control) done(w http.ResponseWriter) error {
	c.journal.change()
	write(w, http.StatusOK, here())
	return nil
}
