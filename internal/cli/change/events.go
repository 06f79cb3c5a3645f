package change

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"github.com/spf13/pflag"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/terminal"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

// eventsVersion is that of the lines of --events. It changes when a member changes its meaning or
// is removed.
const eventsVersion = 1

// EventFlags is --events.
type EventFlags struct{ file string }

// Register adds the flag to a verb.
func (f *EventFlags) Register(flags *pflag.FlagSet) {
	flags.StringVar(&f.file, "events", "", "write the events of this run to `FILE` as NDJSON, see docs/events.md")
}

// Record runs a verb with a log of what it does. Without the flag the log is nil, which discards
// everything.
func (f *EventFlags) Record(ctx context.Context, env *verb.Env, name string, run func(*EventLog) error) error {
	if f.file == "" {
		return run(nil)
	}
	if f.file == "-" {
		return &verb.UsageError{Err: errors.New("--events -: standard output is for the result; give a file")}
	}
	if info, err := os.Stat(f.file); err == nil && !info.Mode().IsRegular() {
		return &verb.UsageError{Err: fmt.Errorf("--events %s: is not a regular file", f.file)}
	}
	file, err := os.OpenFile(f.file, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return &verb.UsageError{Err: fmt.Errorf("--events: %w", err)}
	}
	if !holdsEvents(file) {
		_ = file.Close() // nothing was written
		return &verb.UsageError{Err: fmt.Errorf("--events %s: the file holds something else than events, and would be "+
			"overwritten; give another name", f.file)}
	}
	if err := file.Truncate(0); err != nil {
		return errors.Join(&verb.UsageError{Err: fmt.Errorf("--events: %w", err)}, file.Close())
	}
	log := &EventLog{w: file, now: time.Now}
	log.write("start", map[string]any{"verb": name, "program": verb.Version()})
	err = run(log)
	log.end(ctx, env, err)
	if writeErr := errors.Join(log.err, file.Close()); writeErr != nil {
		terminal.Fprintf(env.Stderr, "warning: --events: %s\n", writeErr)
	}
	return err
}

// maxStart bounds the first line of a file of events.
const maxStart = 1 << 12

// holdsEvents reports whether a file is empty or begins as an EventLog does. It leaves the file at its beginning.
func holdsEvents(file *os.File) bool {
	text := make([]byte, maxStart)
	n, err := file.ReadAt(text, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return false
	}
	line, _, _ := bytes.Cut(text[:n], []byte("\n"))
	var start struct {
		Type    string `json:"type"`
		Version int    `json:"version"`
	}
	return n == 0 || json.Unmarshal(line, &start) == nil && start.Type == "start" && start.Version > 0
}

// EventLog writes one JSON object a line, each at once, so that another program can follow the
// file.
type EventLog struct {
	mu  sync.Mutex
	w   io.Writer
	now func() time.Time
	err error // the first one; a deploy goes on without a log
}

// write adds version, type and time to the members.
func (l *EventLog) write(kind string, members map[string]any) {
	if l == nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.err != nil {
		return
	}
	members["version"], members["type"] = eventsVersion, kind
	members["time"] = l.now().UTC().Format("2006-01-02T15:04:05.000Z")
	var line []byte
	if line, l.err = json.Marshal(members); l.err == nil {
		_, l.err = l.w.Write(append(line, '\n'))
	}
}

// Plan logs what will be done. A plan in JSON holds no values.
func (l *EventLog) Plan(p *deployer.Plan) { l.write("plan", map[string]any{"plan": p}) }

func (l *EventLog) step(e deployer.Event) {
	if l != nil {
		l.write("step", map[string]any{"event": e})
	}
}

// Result logs what was done.
func (l *EventLog) Result(r *deployer.Result) { l.write("result", map[string]any{"result": r}) }

// end logs how the verb ended, as standard error does.
func (l *EventLog) end(ctx context.Context, env *verb.Env, err error) {
	members := map[string]any{"exit_code": verb.ExitCode(ctx, err)}
	if err != nil && !errors.Is(err, verb.ErrSilent) {
		members["error"] = verb.Describe(ctx, env, err)
	}
	l.write("end", members)
}
