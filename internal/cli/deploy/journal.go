package deploy

import (
	"crypto/hmac"
	"encoding/json"
	"io"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/terminal"
	"github.com/twilio-serverless/twilio-serverless-go/internal/project"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

// journal records in the project directory what a deploy has made so far, so that the next run
// continues it. A nil one records nothing.
type journal struct {
	disk *project.Journal
	key  []byte
	err  error // the first one; a deploy goes on without a journal
}

// sealedEntry is a line of the journal. The file lies in the project, so a line counts only with
// the credentials that it was written with.
type sealedEntry struct {
	Entry json.RawMessage `json:"entry"`
	MAC   string          `json:"mac"`
}

const sealedKind = "journal"

// openJournal gives the request what an unfinished run to the same place has made. A journal that
// cannot be read counts as none: the plan then uploads everything.
func (j *job) openJournal() {
	at, _ := json.Marshal(j.stateKey()) // four strings
	j.journal = &journal{
		disk: project.NewJournal(j.project.Dir, j.stateKey()),
		key:  []byte(project.MAC(j.target.PlanKey, sealedKind, at)),
	}
	lines, err := j.journal.disk.Read()
	if err != nil {
		return
	}
	for _, line := range lines {
		var sealed sealedEntry
		var e deployer.JournalEntry
		if json.Unmarshal(line, &sealed) == nil && j.journal.sealed(sealed) && json.Unmarshal(sealed.Entry, &e) == nil {
			j.request.Journal = append(j.request.Journal, e)
		}
	}
}

func (j *journal) sealed(e sealedEntry) bool {
	return hmac.Equal([]byte(e.MAC), []byte(project.MAC(j.key, sealedKind, e.Entry)))
}

// record writes one entry down. It is called for one at a time.
func (j *journal) record(e deployer.JournalEntry) {
	if j == nil {
		return
	}
	text, err := json.Marshal(e)
	if err == nil {
		err = j.disk.Append(sealedEntry{text, project.MAC(j.key, sealedKind, text)})
	}
	if err != nil && j.err == nil {
		j.err = err
	}
	if e.Step == deployer.StepBuild {
		// All uploads are written down. A line outlives this process in any case, so the deploy
		// does not wait for the disk.
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
			terminal.Fprintf(stderr, "warning: the deployment is done but its journal could not be deleted: %s\n", err)
		}
	case err != nil:
		terminal.Fprintf(stderr, "warning: the uploads could not be recorded, the next run repeats them: %s\n", err)
	default:
		_ = j.disk.Close() // each line is written already
	}
}
