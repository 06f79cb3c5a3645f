package deploy

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/twilio-serverless/twilio-serverless-go/internal/project"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

// journal is what a deploy has made so far, in the project directory. A nil one keeps nothing.
type journal struct {
	disk *project.Journal
	err  error // the first one; a deploy goes on without a journal
}

// openJournal gives the request what an earlier run to the same place has left. A journal that cannot be read is as none: the plan shows
// that all is uploaded then.
func (j *job) openJournal() {
	j.journal = &journal{disk: project.NewJournal(j.project.Dir, j.stateKey())}
	lines, err := j.journal.disk.Read()
	if err != nil {
		return
	}
	for _, line := range lines {
		var e deployer.JournalEntry
		if json.Unmarshal(line, &e) == nil {
			j.request.Journal = append(j.request.Journal, e)
		}
	}
}

// record is told one entry at a time.
func (j *journal) record(e deployer.JournalEntry) {
	if j == nil {
		return
	}
	if err := j.disk.Append(e); err != nil && j.err == nil {
		j.err = err
	}
	if e.Step == deployer.StepBuild {
		// All uploads are written down. A line outlives this process in any case, so nobody has to wait for the disk.
		go func() { _ = j.disk.Sync() }()
	}
}

// end deletes the journal of a deploy that is done, and keeps that of one that is not.
func (j *journal) end(stderr io.Writer, done bool) {
	if j == nil {
		return
	}
	err := j.err
	switch {
	case done:
		if err = j.disk.Remove(); err != nil {
			fmt.Fprintln(stderr, "warning: the deployment is done but its journal is still there:", err)
		}
	case err != nil:
		fmt.Fprintln(stderr, "warning: what was uploaded could not be recorded, the next run uploads it again:", err)
	default:
		_ = j.disk.Close() // each line is written already
	}
}
