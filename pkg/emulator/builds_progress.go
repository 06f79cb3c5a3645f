package emulator

import "fmt"

// pollBuild gives the Build in the path as one read of it sees it. With polls left
// the read is counted, in the state, so that what is stored and restored goes on
// from there.
func (e *Emulator) pollBuild(c *call) (*build, error) {
	e.mu.RLock()
	_, b, err := e.build(c)
	e.mu.RUnlock()
	if err != nil || b.Polls == 0 {
		return b, err
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if _, b, err = e.build(c); err != nil || b.Polls == 0 {
		return b, err
	}
	counted := *b
	counted.Polls--
	if counted.Polls == 0 && counted.DoneAt.Before(c.now) {
		counted.DoneAt = c.now.UTC().Round(0) // that is when it changes its status
	}
	e.commit(put(&counted))
	return b, nil
}

// BuildFailure gives the reason why a Build failed, or will fail when it is done:
// of a [Fault], of [Options.BuildResult] or of its dependencies. It is empty for a
// Build that does not fail, and for one that is not there. No answer of the API
// tells it: that of the real one is in its Debugger (82003) only.
func (e *Emulator) BuildFailure(buildSID string) string {
	e.mu.RLock()
	defer e.mu.RUnlock()
	if b := e.store.build(buildSID); b != nil {
		return b.Failure
	}
	return ""
}

// note tells what the answer to CreateBuild does not.
func (b *build) note() string {
	if b.Failure == "" {
		return ""
	}
	return fmt.Sprintf("Build %s will end failed: %s", b.SID, b.Failure)
}
