package cassettes

import (
	"errors"
	"fmt"
	"net/http"
	"os"

	"gopkg.in/dnaeon/go-vcr.v3/cassette"
	"gopkg.in/dnaeon/go-vcr.v3/recorder"
)

// FileLimit is the size in bytes that a recording may have: the longest cases write some hundred KiB.
const FileLimit = 1 << 20

// Options of [Record]. The zero value is useful.
type Options struct {
	// Source says in one line where the answers come from. It is written at the top of the file.
	Source string
	// Run says which conformance run is recorded. A recording in a folder named live must come from
	// Twilio and say so here.
	Run *Run
	// Secrets are values that must not occur in the file in any encoding; values of Variables, for
	// example. The passwords of the recorded requests are always among them.
	Secrets []string
	// Private hides what belongs to the account that is recorded: names, Paths, Keys, Values, contents and the words of
	// Functions, in requests and in answers. Without it only what the recorded requests have not sent is hidden, which
	// is for requests that were made up for the recording.
	Private bool
	// KeepBody is the number of bytes up to which a request body is kept as it is; a longer one is
	// kept as digest and length. The default is 4096.
	KeepBody int
}

// Record forwards every request to next and writes the exchanges to path, a file that ends in
// .yaml, on Close. The error of Close is the one that matters: without it nothing was written.
func Record(path string, next http.RoundTripper, opts *Options) (*Transport, error) {
	name, err := cassetteName(path)
	if err != nil {
		return nil, err
	}
	if next == nil {
		return nil, errors.New("cassettes: Record needs a transport to record from")
	}
	if opts == nil {
		opts = &Options{}
	}
	if err := mayLie(path, opts); err != nil {
		return nil, err
	}
	rec, err := recorder.NewWithOptions(&recorder.Options{
		CassetteName:       name + ".recording", // becomes path when it has proved itself
		Mode:               recorder.ModeRecordOnly,
		SkipRequestLatency: true,
		RealTransport:      wholeBody{next},
	})
	if err != nil {
		return nil, fmt.Errorf("cassettes: recording %s: %w", path, err)
	}
	t := &Transport{path: path, recorder: rec, scrub: newScrubber(opts)}
	rec.AddHook(t.scrub.interaction, recorder.BeforeSaveHook)
	return t, nil
}

// save writes the recording beside its place, proves it, and only then moves it there.
func (t *Transport) save() error {
	name, err := cassetteName(t.path)
	if err != nil {
		return err
	}
	draft := name + ".recording"
	defer func() { _ = os.Remove(draft + ".yaml") }() // gone when it was moved
	if err := t.recorder.Stop(); err != nil {
		return fmt.Errorf("cassettes: writing %s: %w", t.path, err)
	}
	if err := t.scrub.prove(draft); err != nil {
		return fmt.Errorf("cassettes: %s was not written: %w", t.path, err)
	}
	if err := os.Rename(draft+".yaml", t.path); err != nil {
		return fmt.Errorf("cassettes: writing %s: %w", t.path, err)
	}
	return nil
}

// prove reads a draft back: YAML must have kept every byte, no credential may be left, and the size
// must be within [FileLimit].
func (s *scrubber) prove(draft string) error {
	text, err := os.ReadFile(draft + ".yaml")
	if err != nil {
		return err
	}
	if text, err = compact(text); err != nil {
		return err
	}
	heading, err := s.opts.heading()
	if err != nil {
		return err
	}
	text = append(heading, text...)
	if err := os.WriteFile(draft+".yaml", text, 0o644); err != nil {
		return err
	}
	if len(text) > FileLimit {
		return fmt.Errorf("it has %d bytes, the limit is %d", len(text), FileLimit)
	}
	back, err := cassette.Load(draft)
	if err != nil {
		return fmt.Errorf("it cannot be loaded again: %w", err)
	}
	if len(back.Interactions) != len(s.written) {
		return fmt.Errorf("it holds %d exchanges instead of %d", len(back.Interactions), len(s.written))
	}
	for i, interaction := range back.Interactions {
		if lives, _ := underLive(draft); lives && !ofTwilio(interaction.Request.URL) {
			return fmt.Errorf("exchange %d was answered by %s, and the folder is for what Twilio answered", i,
				interaction.Request.URL)
		}
		if difference := unlike(s.written[i], interaction); difference != "" {
			return fmt.Errorf("exchange %d did not survive YAML: %s", i, difference)
		}
	}
	return s.clean(text, back)
}
