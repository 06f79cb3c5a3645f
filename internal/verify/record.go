package verify

import (
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/cassettes"
)

// Bounds of one file, far below [cassettes.FileLimit]. What is in the file under way is lost if the process is killed.
const (
	fileExchanges = 50
	fileBytes     = 256 << 10
)

// A Recorder writes the exchanges that pass to files of a directory, one after the other. Make one with
// [NewRecorder], give its Transport to [Options.Record], and Close it at the end.
type Recorder struct {
	dir  string
	name string // that each file begins with
	opts *cassettes.Options
	next http.RoundTripper
	// OnTrouble is given the error of each file that cannot be written, as it happens; nil is allowed.
	OnTrouble func(error)

	mu      sync.Mutex
	files   int
	current *recording
	err     error // of files that were finished before the end
}

// recording is one file.
type recording struct {
	*cassettes.Transport
	exchanges, bytes int
	underWay         int
	full             bool
}

// NewRecorder makes the directory. Each file says at its top when and from where it was recorded, and, unless that is
// Twilio, that it says nothing about Twilio. account is the class of the Twilio account, trial or paid.
func NewRecorder(dir, api, uploads, account string, now time.Time) (*Recorder, error) {
	now = now.UTC().Truncate(time.Second)
	if uploads == "" {
		uploads = api
	}
	api, uploads = strings.TrimSuffix(api, "/"), strings.TrimSuffix(uploads, "/")
	source := fmt.Sprintf("Recorded by verify on %s from %s, an account of the class %s.",
		now.Format(time.DateOnly), api,
		account)
	if account == "" {
		source = fmt.Sprintf("Recorded by verify on %s from %s, which is not Twilio: no evidence about Twilio.",
			now.Format(time.DateOnly), api)
	}
	// Two that begin within a second do not write the same files.
	r := &Recorder{dir: dir, name: now.Format("20060102T150405Z-") + strings.ToLower(rand.Text()[:6]),
		opts: &cassettes.Options{
			Source: source, Private: true,
			Run: &cassettes.Run{Clock: now, API: api, Uploads: uploads, Account: account},
		}}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	// Now, since what is wrong with the directory is wrong for every file.
	if _, err := cassettes.Record(r.path(1), http.DefaultTransport, r.opts); err != nil {
		return nil, err
	}
	probe, err := os.CreateTemp(dir, ".writable-*")
	if err != nil {
		return nil, err
	}
	return r, errors.Join(probe.Close(), os.Remove(probe.Name()))
}

func (r *Recorder) path(n int) string {
	return filepath.Join(r.dir, fmt.Sprintf("%s-%03d.yaml", r.name, n))
}

// Transport records what goes through next. It is called once.
func (r *Recorder) Transport(next http.RoundTripper) http.RoundTripper {
	r.next = next
	return r
}

// RoundTrip implements [http.RoundTripper].
func (r *Recorder) RoundTrip(req *http.Request) (*http.Response, error) {
	file, err := r.begin()
	if err != nil {
		return nil, err
	}
	resp, err := file.RoundTrip(req)
	size := int64(0)
	if err == nil {
		size = max(resp.ContentLength, 0)
	}
	r.end(file, int(size))
	return resp, err
}

func (r *Recorder) begin() (*recording, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.current == nil {
		r.files++
		t, err := cassettes.Record(r.path(r.files), r.next, r.opts)
		if err != nil {
			return nil, err
		}
		r.current = &recording{Transport: t}
	}
	r.current.underWay++
	return r.current, nil
}

// end finishes a full file when its last exchange has ended.
func (r *Recorder) end(file *recording, size int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	file.underWay--
	file.exchanges++
	file.bytes += size
	if file.exchanges >= fileExchanges || file.bytes >= fileBytes {
		file.full = true
		if r.current == file {
			r.current = nil
		}
	}
	if file.full && file.underWay == 0 {
		r.finish(file)
	}
}

// finish writes a file.
func (r *Recorder) finish(file *recording) {
	err := file.Close()
	r.err = errors.Join(r.err, err)
	if err != nil && r.OnTrouble != nil {
		r.OnTrouble(err)
	}
}

// Close writes the file under way. Its error names each file that was not written; nothing of such a file is kept. It
// comes after the last request.
func (r *Recorder) Close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.current != nil {
		r.err = errors.Join(r.err, r.current.Close())
		r.current = nil
	}
	return r.err
}
