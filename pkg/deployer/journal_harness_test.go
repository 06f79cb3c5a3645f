package deployer_test

import (
	"bytes"
	"encoding/json"
	"io"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

// journal keeps the entries as a program would: as lines that outlive the process.
type journal struct {
	mu    sync.Mutex
	lines bytes.Buffer
}

func (j *journal) record(e deployer.JournalEntry) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if err := json.NewEncoder(&j.lines).Encode(e); err != nil {
		panic(err)
	}
}

// entries reads what was written; a nil journal has none.
func (j *journal) entries(t testing.TB) []deployer.JournalEntry {
	t.Helper()
	if j == nil {
		return nil
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	requireConcealed(t, j.lines.String())
	var entries []deployer.JournalEntry
	decoder := json.NewDecoder(strings.NewReader(j.lines.String()))
	for {
		var e deployer.JournalEntry
		err := decoder.Decode(&e)
		if err == io.EOF {
			return entries
		}
		require.NoError(t, err)
		assert.NotZero(t, e.Time)
		assert.NotEmpty(t, e.ServiceSID)
		entries = append(entries, e)
	}
}

func (j *journal) empty() {
	if j != nil {
		j.mu.Lock()
		defer j.mu.Unlock()
		j.lines.Reset()
	}
}

// made returns the entries of what a step made besides versions.
func made(entries []deployer.JournalEntry, step deployer.Step) (chosen []deployer.JournalEntry) {
	for _, e := range entries {
		if e.Step == step && e.VersionSID == "" {
			chosen = append(chosen, e)
		}
	}
	return chosen
}

// versionsIn counts the uploads of which the answer has come.
func versionsIn(entries []deployer.JournalEntry) (n int) {
	for _, e := range entries {
		if e.VersionSID != "" {
			n++
		}
	}
	return n
}
