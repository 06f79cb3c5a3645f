package project

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
)

const journalVersion = 1

// Journal is a file in the project directory that a deployment notes at once what it has made in, a
// line of JSON for each thing, so that one that was killed is continued. There is a file for each
// [Target]. It is there only while a deployment is under way or was not finished. Like [State] it
// is a hint: lines that cannot be read do not count.
//
// A line is handed to the operating system before Append returns, so it outlives the process,
// however that ends. What a crash of the machine takes is uploaded again; Sync keeps it from that.
type Journal struct {
	dir, file, folder string
	head              []byte

	mu   sync.Mutex
	open *os.File // nil before the first line
}

// journalHead is the first line. The name of the file is a digest of the target, which says
// nothing to a reader.
type journalHead struct {
	Version int `json:"version"`
	Target
}

// NewJournal names the journal of a target of the project in dir. Nothing is read or written.
func NewJournal(dir string, t Target) *Journal {
	head, _ := json.Marshal(journalHead{journalVersion, t}) // strings and a number
	digest := sha256.Sum256(head)
	folder := filepath.Join(dir, StateDir)
	return &Journal{dir: dir, file: filepath.Join(folder, "journal-"+hex.EncodeToString(digest[:8])+".ndjson"),
		folder: folder, head: head}
}

// Read returns the lines of an earlier deployment to the target that was not finished, the oldest
// first, and none when there is no such file or it is another one. A last line that was cut off is
// left out.
func (j *Journal) Read() ([]json.RawMessage, error) {
	data, err := j.read()
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return j.decode(data), err
}

func (j *Journal) read() ([]byte, error) {
	return ReadFileIn(j.dir, filepath.Join(StateDir, filepath.Base(j.file)), maxJournal)
}

func (j *Journal) decode(data []byte) (entries []json.RawMessage) {
	first, rest, _ := bytes.Cut(data, []byte("\n"))
	if !bytes.Equal(first, j.head) {
		return nil
	}
	for line := range bytes.Lines(rest) {
		text, whole := bytes.CutSuffix(line, []byte("\n"))
		if whole && json.Valid(text) && !bytes.Equal(text, j.head) {
			entries = append(entries, text)
		}
	}
	return entries
}

// Append writes a line. The first one makes the file, and the folder, where there is none.
func (j *Journal) Append(entry any) error {
	line, err := json.Marshal(entry)
	if err != nil {
		return err
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.open == nil {
		if err := j.begin(); err != nil {
			return err
		}
	}
	_, err = j.open.Write(append(line, '\n'))
	return err
}

// begin opens the file for more lines. What is not a journal of this target and version is
// replaced; a line that was cut off is ended, or the next one would be lost with it.
func (j *Journal) begin() error {
	if err := makeStateDir(j.folder); err != nil {
		return err
	}
	data, err := j.read()
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	flags, start := os.O_WRONLY|os.O_CREATE|os.O_APPEND, []byte(nil)
	switch {
	case !bytes.HasPrefix(data, append(bytes.Clone(j.head), '\n')):
		flags, start = flags|os.O_TRUNC, append(bytes.Clone(j.head), '\n')
	case !bytes.HasSuffix(data, []byte("\n")):
		start = []byte("\n")
	}
	f, err := os.OpenFile(j.file, flags, 0o600)
	if err != nil {
		return err
	}
	if _, err = f.Write(start); err != nil {
		_ = f.Close()
		return err
	}
	j.open = f
	return nil
}

// Sync waits until the lines are on the disk. Append does not wait for it.
func (j *Journal) Sync() error {
	j.mu.Lock()
	open := j.open
	j.mu.Unlock()
	if open == nil {
		return nil
	}
	return open.Sync()
}

// Close ends the writing. The file stays.
func (j *Journal) Close() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.open == nil {
		return nil
	}
	err := j.open.Close()
	j.open = nil
	return err
}

// Remove closes and deletes the file: the deployment is done. No file is no error.
func (j *Journal) Remove() error {
	err := j.Close()
	if _, none := os.Lstat(j.file); none == nil {
		err = errors.Join(err, os.Remove(j.file))
	}
	return err
}
