package control

import (
	"io"
	"net/http"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

func (c *Control) listFaults(w http.ResponseWriter, _ *http.Request, _ string) error {
	write(w, http.StatusOK, struct {
		envelope
		Faults []emulator.FaultState `json:"faults"`
	}{here(), c.emu.Faults()})
	return nil
}

// setFaults takes the list that a file of faults has, see [emulator.ParseFaults].
func (c *Control) setFaults(w http.ResponseWriter, r *http.Request, _ string) error {
	if err := checkType(r); err != nil {
		return err
	}
	raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		return bodyProblem(err, maxBody)
	}
	faults, err := emulator.ParseFaults(raw)
	if err == nil {
		err = c.emu.SetFaults(faults)
	}
	if err != nil {
		return invalid("faults", clip(string(raw), 100), clip(err.Error(), 2*maxText),
			"the faults before stay; GET "+prefix+"about lists the operations")
	}
	c.journal.change()
	return c.listFaults(w, r, "")
}

func (c *Control) clearFaults(w http.ResponseWriter, r *http.Request, _ string) error {
	if err := c.emu.SetFaults(nil); err != nil {
		return err
	}
	c.journal.change()
	return c.listFaults(w, r, "")
}
