package cassettes

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"

	"gopkg.in/dnaeon/go-vcr.v3/cassette"
)

// Headers that a recording keeps; everything else is dropped. A new header must be asked for here, so that one with a credential in
// it cannot slip in.
var (
	requestHeaders  = []string{"Authorization", "Content-Type"}
	responseHeaders = []string{"Content-Type", "Location", "Retry-After", "Www-Authenticate"}
)

const (
	redacted      = "REDACTED" // of a header whose presence matters and whose value must not be known
	fixedBoundary = "cassette-boundary"
	keepBody      = 4096
)

var sensitiveSID = regexp.MustCompile(`(AC|SK)[0-9a-fA-F]{32}`)

// replaceSIDs replaces the SIDs of accounts and API keys by fixed fakes. All other SIDs mean nothing outside of their account.
func replaceSIDs(text string) string {
	if !strings.Contains(text, "AC") && !strings.Contains(text, "SK") {
		return text // an upload of 25 MB, as a rule; the expression would take seconds
	}
	return sensitiveSID.ReplaceAllStringFunc(text, func(sid string) string { return sid[:2] + strings.Repeat("a", 32) })
}

// scrubber takes out of a recording what must not be published, and what would make each recording differ from the one before.
type scrubber struct {
	opts    Options
	written []*cassette.Interaction

	mu      sync.Mutex
	secrets []string
}

func newScrubber(opts *Options) *scrubber {
	s := &scrubber{opts: *opts, secrets: slices.Clone(opts.Secrets)}
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
	request.Headers = keep(request.Headers, requestHeaders)
	if request.Headers.Get("Authorization") != "" {
		request.Headers.Set("Authorization", redacted)
	}
	response.Headers = keep(response.Headers, responseHeaders)
	s.requestBody(request)
	request.URL = replaceSIDs(request.URL)
	request.Form = nil // go-vcr's decoded copy of the body, which would be searched for secrets twice
	response.Body = replaceSIDs(response.Body)
	s.written = append(s.written, i)
	return nil
}

// requestBody replaces SIDs, gives multipart bodies a fixed boundary, and keeps long bodies as digest and length.
func (s *scrubber) requestBody(request *cassette.Request) {
	contentType := request.Headers.Get("Content-Type")
	request.Body = replaceSIDs(request.Body)
	mediaType, parameters, err := mime.ParseMediaType(contentType)
	boundary := parameters["boundary"]
	if err == nil && len(request.Body) > s.opts.KeepBody {
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

func boundaryIfMultipart(mediaType, boundary string) string {
	if strings.HasPrefix(mediaType, "multipart/") {
		return fixedBoundary
	}
	return boundary
}

// keep returns the allowed headers, with sensitive SIDs replaced.
func keep(headers http.Header, names []string) http.Header {
	kept := http.Header{}
	for _, name := range names {
		for _, value := range headers.Values(name) {
			kept.Add(name, replaceSIDs(value))
		}
	}
	return kept
}

// clean searches the finished file for credentials: the text as it is written, and every field as it is read. It does not say what
// it found, since its errors are printed.
func (s *scrubber) clean(text []byte, back *cassette.Cassette) error {
	var all strings.Builder
	all.Write(text)
	for _, i := range back.Interactions {
		fmt.Fprintln(&all, i.Request.URL, i.Request.Body, i.Request.Headers, i.Response.Body, i.Response.Headers)
	}
	for _, sid := range sensitiveSID.FindAllString(all.String(), -1) {
		if sid != replaceSIDs(sid) {
			return fmt.Errorf("it still holds an account or API key SID")
		}
	}
	for _, secret := range s.secrets {
		for _, form := range encodings(secret) {
			if strings.Contains(all.String(), form) {
				return fmt.Errorf("it still holds a credential or a secret (one of %d characters)", len(secret))
			}
		}
	}
	return nil
}

// encodings lists the ways in which a secret may stand in a file. The empty secret has none.
func encodings(secret string) []string {
	if secret == "" {
		return nil
	}
	quoted, _ := json.Marshal(secret)
	return []string{
		secret, url.QueryEscape(secret), url.PathEscape(secret), strings.Trim(string(quoted), `"`),
		base64.StdEncoding.EncodeToString([]byte(secret)), base64.URLEncoding.EncodeToString([]byte(secret)),
	}
}
