package redact

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
)

// Redacted takes the place of what a recording must not hold.
const Redacted = "REDACTED"

// shortPart is the length in bytes of a part up to which its value is remembered.
const shortPart = 4096

// RecordingOptions tell a [Recording] about itself.
type RecordingOptions struct {
	// Secrets must not occur in the file in any form. Those of the recorded requests are added.
	Secrets []string
	// Prefix is in the names that the run made up; empty means none.
	Prefix string
	// Private hides what belongs to the account, also where the requests sent it.
	Private bool
}

// A Recording takes out of the exchanges of one file what must not be published. Texts stay legal
// for the contract, since they are replayed. What the requests sent is shown in answers, unless the
// options say that it is private: so [Recording.Remember] comes before [Recording.Answer].
type Recording struct {
	opts    RecordingOptions
	sent    map[string]bool // values that the recorded requests hold
	members map[string]bool // of the JSON objects among them, with their path
	private []string        // what Private hides, to be found again in the words of refusals

	mu      sync.Mutex
	secrets []string
}

// NewRecording returns a recording of no exchange yet.
func NewRecording(opts RecordingOptions) *Recording {
	return &Recording{opts: opts, secrets: slices.Clone(opts.Secrets), sent: map[string]bool{},
		members: map[string]bool{}}
}

// Note remembers the credentials of a request, as what the finished file is searched for. It is safe
// for concurrent use.
func (r *Recording) Note(h http.Header) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.secrets = append(r.secrets, Credentials(h)...)
}

// wasSent reports whether a text was in a request of this recording, or carries the name of its run.
func (r *Recording) wasSent(text string) bool {
	if r.opts.Prefix != "" && strings.Contains(strings.ToLower(text), strings.ToLower(r.opts.Prefix)) {
		return true
	}
	if r.opts.Private {
		return text == ""
	}
	return text == "" || r.sent[text] || r.sent[strings.TrimPrefix(text, "/")] // the API adds the slash to a Path
}

// Remember keeps what a request sends, in a form, in short parts and in its path.
func (r *Recording) Remember(method string, u *url.URL, contentType, body string) {
	for _, segment := range strings.Split(u.Path, "/") {
		r.sent[segment] = true
	}
	mediaType, parameters, _ := mime.ParseMediaType(contentType)
	switch {
	case method == http.MethodGet:
	case mediaType == "application/x-www-form-urlencoded":
		values, _ := url.ParseQuery(body) // what can be read of it
		for name, of := range values {
			for _, value := range of {
				if known().properties[name] {
					r.sent[value] = true
					r.remember(value)
				}
			}
		}
	case mediaType == "multipart/form-data":
		reader := multipart.NewReader(strings.NewReader(body), parameters["boundary"])
		for {
			part, err := reader.NextRawPart()
			if err != nil {
				return
			}
			if value, err := io.ReadAll(io.LimitReader(part, shortPart)); err == nil &&
				known().properties[part.FormName()] {
				r.sent[string(value)] = true
			}
		}
	}
}

// Clean searches a finished file, given as its text and the bodies of its answers, for credentials.
// It does not say what it found, since its errors are printed.
func (r *Recording) Clean(text string, answers []string) error {
	var all strings.Builder
	all.WriteString(text)
	for _, body := range answers {
		_ = scalars(body, func(_ []string, from, to int) { // what is no JSON was searched as it is
			var text string
			if json.Unmarshal([]byte(body[from:to]), &text) == nil {
				fmt.Fprintln(&all, text) // may be escaped once more inside
			}
		})
	}
	for _, sid := range glued.Get().FindAllString(all.String(), -1) {
		if sid != FakeSIDs(sid) {
			return errors.New("it still holds an account or API key SID")
		}
	}
	for _, value := range r.secrets {
		for _, form := range append(Forms(value), value) {
			if form != "" && strings.Contains(all.String(), form) {
				return fmt.Errorf("it still holds a credential or a secret (one of %d characters)", len(value))
			}
		}
	}
	return nil
}
