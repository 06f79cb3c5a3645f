package cassettes

import (
	"encoding/json"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"

	"gopkg.in/dnaeon/go-vcr.v3/cassette"

	"github.com/twilio-serverless/twilio-serverless-go/internal/lazyregexp"
	"github.com/twilio-serverless/twilio-serverless-go/internal/secret"
)

// Headers that a recording keeps; everything else is dropped. A new header must be asked for here,
// so that one with a credential in it cannot slip in.
var (
	requestHeaders  = []string{"Authorization", "Content-Type"}
	responseHeaders = []string{"Content-Type", "Location", "Retry-After", "Www-Authenticate"}
)

const (
	redacted      = "REDACTED" // of a header whose presence matters and whose value must not be known
	fixedBoundary = "cassette-boundary"
	keepBody      = 4096
)

var sensitiveSID = lazyregexp.New(`(AC|SK)[0-9a-fA-F]{32}`)

// replaceSIDs replaces the SIDs of accounts and API keys by fixed fakes. All other SIDs mean
// nothing outside of their account.
func replaceSIDs(text string) string {
	if !strings.Contains(text, "AC") && !strings.Contains(text, "SK") {
		return text // an upload of 25 MB, as a rule; the expression would take seconds
	}
	return sensitiveSID.Get().ReplaceAllStringFunc(text, func(sid string) string { return sid[:2] + strings.Repeat("a", 32) })
}

// scrubber takes out of a recording what must not be published, and what would make each recording
// differ from the one before.
type scrubber struct {
	opts    Options
	written []*cassette.Interaction
	sent    map[string]bool // values that the recorded requests hold
	private []string        // what [Options.Private] hides, to be found again in the words of refusals

	mu      sync.Mutex
	secrets []string
}

func newScrubber(opts *Options) *scrubber {
	s := &scrubber{opts: *opts, secrets: slices.Clone(opts.Secrets), sent: map[string]bool{}}
	if s.opts.KeepBody <= 0 {
		s.opts.KeepBody = keepBody
	}
	return s
}

// note remembers the credentials of a request, as what the finished file is searched for.
func (s *scrubber) note(req *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	value := req.Header.Get("Authorization")
	if _, token, ok := strings.Cut(value, " "); ok {
		value = token
	}
	s.secrets = append(s.secrets, value)
	if _, password, ok := req.BasicAuth(); ok {
		s.secrets = append(s.secrets, password)
	}
}

// interaction scrubs one exchange; go-vcr calls it before saving.
func (s *scrubber) interaction(i *cassette.Interaction) error {
	request, response := &i.Request, &i.Response
	if u, err := url.Parse(request.URL); err == nil {
		s.remember(request.Method, u, request.Headers.Get("Content-Type"), request.Body)
	}
	request.Headers = keep(request.Headers, requestHeaders)
	response.Headers = keep(response.Headers, responseHeaders)
	if location := response.Headers.Get("Location"); location != "" {
		response.Headers.Set("Location", s.address(location))
	}
	s.requestBody(request)
	request.URL = replaceSIDs(s.address(request.URL))
	request.Form = nil // go-vcr's decoded copy of the body, which would be searched for secrets twice
	response.Body = replaceSIDs(s.redactAnswer(response.Code, response.Body))
	response.ContentLength = int64(len(response.Body))
	s.written = append(s.written, i)
	return nil
}

// requestBody replaces SIDs, gives multipart bodies a fixed boundary, and keeps long bodies as digest and length.
func (s *scrubber) requestBody(request *cassette.Request) {
	contentType := request.Headers.Get("Content-Type")
	request.Body = replaceSIDs(request.Body)
	mediaType, parameters, _ := mime.ParseMediaType(contentType)
	boundary := parameters["boundary"]
	plain := s.plain(mediaType, boundary, request)
	if request.Body != "" && (!plain || len(request.Body) > s.opts.KeepBody) {
		request.Body = digest(canonicalBody(mediaType, boundary, request.Body))
		boundary = boundaryIfMultipart(mediaType, boundary)
	} else if boundary != "" && !strings.Contains(request.Body, fixedBoundary) {
		request.Body = strings.ReplaceAll(request.Body, "--"+boundary, "--"+fixedBoundary)
		boundary = fixedBoundary
	}
	if parameters["boundary"] != "" {
		request.Headers.Set("Content-Type", mediaType+"; boundary="+boundary)
	}
}

// plain reports whether a body may be kept as it is, after it has hidden what it can. A body of any
// other sort may hold anything.
func (s *scrubber) plain(mediaType, boundary string, request *cassette.Request) bool {
	switch mediaType {
	case "application/x-www-form-urlencoded":
		form, ok := redactForm(request.Body)
		if ok {
			request.Body = s.privateForm(form)
		}
		return ok
	case "multipart/form-data":
		return !s.opts.Private && knownParts(boundary, request.Body)
	}
	return false
}

func boundaryIfMultipart(mediaType, boundary string) string {
	if strings.HasPrefix(mediaType, "multipart/") {
		return fixedBoundary
	}
	return boundary
}

// keep returns the allowed headers, with what is harmless of their values.
func keep(headers http.Header, names []string) http.Header {
	kept := http.Header{}
	for _, name := range names {
		for _, value := range headers.Values(name) {
			kept.Add(name, replaceSIDs(redactHeader(name, value)))
		}
	}
	return kept
}

// clean searches the finished file for credentials: the text as it is written, and every field as
// it is read. It does not say what it found, since its errors are printed.
func (s *scrubber) clean(text []byte, back *cassette.Cassette) error {
	var all strings.Builder
	all.Write(text)
	for _, i := range back.Interactions {
		fmt.Fprintln(&all, i.Request.URL, i.Request.Body, i.Request.Headers, i.Response.Body, i.Response.Headers)
		_ = scalars(i.Response.Body, func(_ []string, from, to int) { // what is no JSON was searched as it is
			var text string
			if json.Unmarshal([]byte(i.Response.Body[from:to]), &text) == nil {
				fmt.Fprintln(&all, text) // may be escaped once more inside
			}
		})
	}
	for _, sid := range sensitiveSID.Get().FindAllString(all.String(), -1) {
		if sid != replaceSIDs(sid) {
			return fmt.Errorf("it still holds an account or API key SID")
		}
	}
	for _, value := range s.secrets {
		for _, form := range append(secret.Forms(value), value) {
			if form != "" && strings.Contains(all.String(), form) {
				return fmt.Errorf("it still holds a credential or a secret (one of %d characters)", len(value))
			}
		}
	}
	return nil
}
