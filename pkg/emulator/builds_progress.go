package emulator

import (
	"fmt"
	"strings"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/state"
)

// pollBuild gives the Build in the path as one read of it sees it. With polls left
// the read is counted, in the state, so that what is stored and restored goes on
// from there.
func (e *Emulator) pollBuild(c *call) (*state.Build, error) {
	t := e.state.Read()
	_, b, err := c.build(t.Tree)
	t.Done()
	if err != nil || b.Polls == 0 {
		return b, err
	}
	w := e.state.Write()
	defer w.Done()
	if _, b, err = c.build(w.Tree); err != nil || b.Polls == 0 {
		return b, err
	}
	counted := *b
	counted.Polls--
	if counted.Polls == 0 && counted.DoneAt.Before(c.now) {
		counted.DoneAt = c.now.UTC().Round(0) // that is when it changes its status
	}
	w.Commit(state.Put(&counted))
	return b, nil
}

// BuildFailure gives the reason why a Build failed, or will fail when it is done:
// of a [Fault], of [Options.BuildResult] or of its dependencies. It is empty for a
// Build that does not fail, and for one that is not there. No answer of the API
// has it: the real API shows its own in the Debugger (82003) only.
func (e *Emulator) BuildFailure(buildSID string) string {
	if e.unmade() {
		return ""
	}
	t := e.state.Read()
	defer t.Done()
	if b := t.Build(buildSID); b != nil {
		return b.Failure
	}
	return ""
}

// buildNote is what the answer to CreateBuild does not say.
func buildNote(b *state.Build) string {
	if b.Failure == "" {
		return ""
	}
	return fmt.Sprintf("Build %s will end failed: %s", b.SID, b.Failure)
}

// updated is the time of the last change of status.
func updated(b *state.Build, now time.Time) time.Time {
	if b.Status(now) == state.Building || !touchFinishedBuilds {
		return b.Created
	}
	return b.DoneAt
}

// reason bounds why a Build fails, which may come from anywhere.
func reason(failure string) string {
	return strings.ToValidUTF8(failure[:min(len(failure), state.MaxLogMessage)], "")
}
