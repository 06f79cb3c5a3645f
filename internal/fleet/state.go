package fleet

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"

	"github.com/twilio-serverless/twilio-serverless-go/internal/regular"
)

// Outcome is what became of a deployment.
type Outcome string

const (
	// Deployed means that it is live, whether something had to be changed or not.
	Deployed Outcome = "deployed"
	// Failed means that it was tried and is not live; Error says why. It is tried again when the shard is run again.
	Failed Outcome = "failed"
	// Begun means that a process began it and wrote nothing more: it works on it, or was killed.
	Begun Outcome = "begun"
	// Pending means that no process has begun it.
	Pending Outcome = "pending"
)

// Result is what is known of a deployment. It holds no secrets.
type Result struct {
	Name    string  `json:"name"`
	Account string  `json:"account"`
	Outcome Outcome `json:"outcome"`
	// Digest is that of the deployment, see [Deployment.Digest]: what was done of another one does not count.
	Digest string    `json:"digest"`
	Shard  string    `json:"shard,omitempty"`
	Time   time.Time `json:"time,omitzero"`
	// Attempts counts how often it was begun.
	Attempts int    `json:"attempts"`
	Error    string `json:"error,omitempty"`
	// Exit is the exit code of deploy.
	Exit int `json:"exit"`
	// Deploy is the JSON form of what deploy did.
	Deploy json.RawMessage `json:"deploy,omitempty"`
}

// log is the file of a shard: a line for each change, so that a process may be killed at any moment. A line that is
// torn says nothing.
type log struct {
	mu   sync.Mutex
	file *os.File
	lock *bbolt.DB // nil where the file system has no locks
}

// lockWait is how long a process waits for the lock of one that is about to end.
const lockWait = 200 * time.Millisecond

func openLog(dir string, s Shard) (*log, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	name := filepath.Join(dir, fmt.Sprintf("shard-%d-of-%d", s.Index, s.Count))
	// An empty database of bbolt is a lock on every system, and goes with the process.
	for _, file := range []string{name + ".lock", name + ".jsonl"} { // a named pipe would wait for ever
		if info, err := os.Stat(file); err == nil && !info.Mode().IsRegular() {
			return nil, fmt.Errorf("the shard %s cannot be locked, so another process could deploy it too: %s: %w",
				s, file,
				regular.ErrNotRegular)
		}
	}
	lock, err := bbolt.Open(name+".lock", 0o600, &bbolt.Options{Timeout: lockWait})
	if errors.Is(err, bolterrors.ErrTimeout) {
		return nil, fmt.Errorf("another process deploys the shard %s with the state in %s: wait until it has "+
			"ended, or stop it",
			s, dir)
	}
	if err != nil && !errors.Is(err, errors.ErrUnsupported) {
		return nil, fmt.Errorf("the shard %s cannot be locked, so another process could deploy it too: %w", s, err)
	}
	l := &log{lock: lock}
	if l.file, err = os.OpenFile(name+".jsonl", os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600); err != nil {
		return nil, errors.Join(err, l.close())
	}
	// What was torn is ended, so that it does not take the next line with it.
	if _, err := l.file.WriteString("\n"); err != nil {
		return nil, errors.Join(err, l.close())
	}
	return l, nil
}

func (l *log) close() (err error) {
	if l.file != nil {
		err = l.file.Close()
	}
	if l.lock != nil {
		err = errors.Join(err, l.lock.Close())
	}
	return err
}

func (l *log) write(r Result) error {
	r.Time = time.Now().UTC()
	line, err := json.Marshal(r)
	if err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if _, err := l.file.Write(append(line, '\n')); err != nil {
		return err
	}
	return l.file.Sync()
}

// maxLine bounds a line of a log: the result of a deploy of 5,000 files is below 2 MB.
const maxLine = 16 << 20

// readLogs returns what the logs of all shards in a folder say of each deployment, the last word of each. A folder that
// does not exist says nothing.
func readLogs(dir string) (map[string]Result, error) {
	files, err := filepath.Glob(filepath.Join(dir, "shard-*-of-*.jsonl"))
	if err != nil {
		return nil, err
	}
	found := map[string]Result{}
	for _, name := range files {
		if err := readLog(name, found); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	return found, nil
}

func readLog(name string, found map[string]Result) error {
	file, err := regular.Open(name)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }() // it was only read
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, maxLine)
	for lines.Scan() {
		var r Result
		if len(bytes.TrimSpace(lines.Bytes())) == 0 || json.Unmarshal(lines.Bytes(), &r) != nil {
			continue
		}
		// Other numbers of shards leave other files: what was done last counts.
		if before, ok := found[r.Name]; !ok || !before.Time.After(r.Time) {
			found[r.Name] = r
		}
	}
	return lines.Err()
}
