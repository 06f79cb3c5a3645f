package emulator

import (
	"errors"
	"fmt"
	"io"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/state"
)

// A Store keeps the state of an [Emulator] beyond its process, see [Options.Store]. It need
// not understand what it keeps: records are JSON under a key, contents are bytes under their
// SHA-256. One Emulator at a time may use a Store. Package disk has one.
//
// Its methods are Load, Commit, Retain, NewContent and OpenContent; what each promises stands
// at the interface.
type Store = state.Store

// A Batch is what one commit changes: records to forget (Clear, Delete) and to keep (Put).
type Batch = state.Batch

// A ContentWriter takes the bytes of one content. It ends with Keep or Discard.
type ContentWriter = state.ContentWriter

// Dump writes everything that [Emulator.Restore] needs: all resources of all accounts, contents
// included, and where the generator of SIDs stands; neither options nor the counters of faults.
// It is the state of one moment, while requests go on. The same state gives the same bytes.
// Values of Variables are in it in clear.
func (e *Emulator) Dump(w io.Writer) error {
	if e.unmade() {
		return errUnmade
	}
	if w == nil {
		return errors.New("emulator: Dump: there is no writer")
	}
	if err := e.state.Dump(w); err != nil {
		return fmt.Errorf("emulator: Dump: %w", err)
	}
	return nil
}

// Restore replaces everything by what a dump says: all of it or, with an error that names the
// line or the record, nothing. A dump is believed nothing: form, SIDs, references, digests and
// bounds are checked. SIDs go on where the dump's left off. Requests under way see the state
// before or the one after.
func (e *Emulator) Restore(r io.Reader) error {
	if e.unmade() {
		return errUnmade
	}
	if r == nil {
		return errors.New("emulator: Restore: there is no reader")
	}
	if err := e.state.Restore(r); err != nil {
		return fmt.Errorf("emulator: Restore: %w", err)
	}
	return nil
}

// Reset forgets everything of all accounts and begins anew, as an Emulator with this seed does:
// the same calls give the same SIDs. 0 stands for [Options.Seed], and without that for SIDs
// that are others than before. Planned faults and their counters stay.
func (e *Emulator) Reset(seed uint64) error {
	if e.unmade() {
		return errUnmade
	}
	switch {
	case seed != 0:
	case e.seeded:
		seed = e.opts.Seed
	default:
		var err error
		if seed, err = randomSeed(); err != nil {
			return fmt.Errorf("emulator: Reset: %w", err)
		}
	}
	if err := e.state.Reset(seed); err != nil {
		return fmt.Errorf("emulator: Reset: %w", err)
	}
	return nil
}
