package cassettes

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"gopkg.in/dnaeon/go-vcr.v3/cassette"
	"gopkg.in/dnaeon/go-vcr.v3/recorder"
)

// Transport is an [http.RoundTripper] over one recording. It is safe for concurrent use; requests
// that differ are told apart, equal ones are answered in their recorded order. Close it: that is
// when a recording is written, and when a replay is known to be complete.
type Transport struct {
	path     string
	recorder *recorder.Recorder
	scrub    *scrubber // nil when replaying
	strict   *inOrder  // nil when the order is free

	mu       sync.Mutex
	closed   bool
	unplayed []string
}

// Replay serves the recording at path, a file that ends in .yaml. It never touches the network. A
// missing file is an error that wraps [os.ErrNotExist].
//
// Requests may come in any order, see [ReplayInOrder].
func Replay(path string) (*Transport, error) {
	return replay(path, nil)
}

// ReplayInOrder is [Replay] for a client that sends one request after the other: each must be the
// next one of the recording. To send several at once, use [Replay].
func ReplayInOrder(path string) (*Transport, error) {
	return replay(path, &inOrder{})
}

func replay(path string, strict *inOrder) (*Transport, error) {
	name, err := cassetteName(path)
	if err != nil {
		return nil, err
	}
	if _, err := os.Stat(path); err != nil {
		return nil, fmt.Errorf("cassettes: no recording to replay (`make record` writes the ones of the emulator): %w",
			err)
	}
	rec, err := recorder.NewWithOptions(&recorder.Options{
		CassetteName: name,
		// The default mode of go-vcr calls the network when the file is missing.
		Mode: recorder.ModeReplayOnly,
		// go-vcr waits for the recorded latency without looking at the context.
		SkipRequestLatency: true,
		RealTransport:      noNetwork{},
	})
	if err != nil {
		return nil, fmt.Errorf("cassettes: loading %s: %w", path, err)
	}
	t := &Transport{path: path, recorder: rec, strict: strict}
	rec.SetMatcher(matches)
	if strict != nil {
		rec.SetMatcher(strict.matches)
	}
	rec.AddHook(t.noteUnplayed, recorder.OnRecorderStopHook)
	return t, nil
}

// RoundTrip implements [http.RoundTripper]. It always reads and closes the body, and neither
// changes the request nor shares its headers with the recording.
func (t *Transport) RoundTrip(req *http.Request) (*http.Response, error) {
	body, err := readBody(req)
	if err != nil {
		return nil, fmt.Errorf("cassettes: reading the body of %s %s: %w", req.Method, req.URL.Path, err)
	}
	t.mu.Lock()
	closed := t.closed
	t.mu.Unlock()
	if closed {
		return nil, fmt.Errorf("cassettes: %s %s after Close of %s", req.Method, req.URL.Path, t.path)
	}
	if t.scrub != nil {
		t.scrub.Note(req.Header)
	}
	// go-vcr shares maps between requests and recording and never reads the body when replaying, so it
	// gets a copy of its own.
	resp, err := t.strict.roundTrip(t.recorder, parsable(isolated(req, body), body))
	if errors.Is(err, cassette.ErrInteractionNotFound) && t.strict.missed() != "" {
		return nil, fmt.Errorf("cassettes: the next exchange of %s is %s, not %s %s; record again if the requests "+
			"have changed: %w",
			t.path, t.strict.missed(), req.Method, req.URL.RequestURI(), err)
	}
	if errors.Is(err, cassette.ErrInteractionNotFound) {
		return nil, fmt.Errorf("cassettes: %s holds no (further) answer to %s %s; record again if the requests have "+
			"changed: %w",
			t.path, req.Method, req.URL.RequestURI(), err)
	}
	if err != nil {
		return nil, err
	}
	resp.Header = resp.Header.Clone()
	if resp.Header == nil {
		resp.Header = http.Header{}
	}
	resp.Proto, resp.ProtoMajor, resp.ProtoMinor = "HTTP/1.1", 1, 1
	resp.Request = req
	return resp, nil
}

// Close ends the recording or the replay. A replay fails when recorded exchanges were not asked
// for; a recording fails when it cannot be read back as it was written or would hold a credential,
// and then leaves the file of before untouched. Closing again does nothing.
func (t *Transport) Close() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.closed {
		return nil
	}
	t.closed = true
	if t.scrub != nil {
		return t.save()
	}
	if err := t.recorder.Stop(); err != nil {
		return fmt.Errorf("cassettes: closing %s: %w", t.path, err)
	}
	if len(t.unplayed) > 0 {
		return fmt.Errorf("cassettes: %d recorded exchanges of %s were not asked for: %s",
			len(t.unplayed), t.path, strings.Join(t.unplayed, "; "))
	}
	return nil
}

func (t *Transport) noteUnplayed(i *cassette.Interaction) error {
	if !i.WasReplayed() {
		t.unplayed = append(t.unplayed, fmt.Sprintf("#%d %s %s", i.ID, i.Request.Method, i.Request.URL))
	}
	return nil
}

// cassetteName is the path without the extension, which go-vcr adds.
func cassetteName(path string) (string, error) {
	name, ok := strings.CutSuffix(path, ".yaml")
	if !ok || filepath.Base(name) == "." {
		return "", fmt.Errorf("cassettes: %q: want a file that ends in .yaml", path)
	}
	return name, nil
}

// noNetwork stands where go-vcr would keep a transport. Replaying does not use it.
type noNetwork struct{}

func (noNetwork) RoundTrip(req *http.Request) (*http.Response, error) {
	return nil, fmt.Errorf("cassettes: %s %s would leave the process during a replay", req.Method, req.URL)
}
