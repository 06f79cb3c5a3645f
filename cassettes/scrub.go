package cassettes

import (
	"fmt"
	"mime"
	"net/url"
	"strings"

	"gopkg.in/dnaeon/go-vcr.v3/cassette"

	"github.com/twilio-serverless/twilio-serverless-go/internal/redact"
)

const (
	fixedBoundary = "cassette-boundary"
	keepBody      = 4096
)

// scrubber takes out of a recording what must not be published, and what would make each recording
// differ from the one before.
type scrubber struct {
	opts    Options
	written []*cassette.Interaction
	*redact.Recording
}

func newScrubber(opts *Options) *scrubber {
	s := &scrubber{opts: *opts}
	hidden := redact.RecordingOptions{Secrets: opts.Secrets, Private: opts.Private}
	if opts.Run != nil {
		hidden.Prefix = opts.Run.Prefix
	}
	s.Recording = redact.NewRecording(hidden)
	if s.opts.KeepBody <= 0 {
		s.opts.KeepBody = keepBody
	}
	return s
}

// interaction scrubs one exchange; go-vcr calls it before saving.
func (s *scrubber) interaction(i *cassette.Interaction) error {
	request, response := &i.Request, &i.Response
	if u, err := url.Parse(request.URL); err == nil {
		s.Remember(request.Method, u, request.Headers.Get("Content-Type"), request.Body)
	}
	request.Headers = s.RequestHeaders(request.Headers)
	response.Headers = s.ResponseHeaders(response.Headers)
	s.requestBody(request)
	request.URL = redact.FakeSIDs(s.Address(request.URL))
	request.Form = nil // go-vcr's decoded copy of the body, which would be searched for secrets twice
	response.Body = s.Answer(response.Code, response.Body)
	response.ContentLength = int64(len(response.Body))
	s.written = append(s.written, i)
	return nil
}

// requestBody replaces SIDs, gives multipart bodies a fixed boundary, and keeps long bodies as digest and length.
func (s *scrubber) requestBody(request *cassette.Request) {
	contentType := request.Headers.Get("Content-Type")
	request.Body = redact.FakeSIDs(request.Body)
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
		form, ok := s.Form(request.Body)
		if ok {
			request.Body = form
		}
		return ok
	case "multipart/form-data":
		return !s.opts.Private && redact.KnownParts(boundary, request.Body)
	}
	return false
}

func boundaryIfMultipart(mediaType, boundary string) string {
	if strings.HasPrefix(mediaType, "multipart/") {
		return fixedBoundary
	}
	return boundary
}

// clean searches the finished file for credentials: the text as it is written, and every field as
// it is read.
func (s *scrubber) clean(text []byte, back *cassette.Cassette) error {
	var all strings.Builder
	all.Write(text)
	var answers []string
	for _, i := range back.Interactions {
		fmt.Fprintln(&all, i.Request.URL, i.Request.Body, i.Request.Headers, i.Response.Body, i.Response.Headers)
		answers = append(answers, i.Response.Body)
	}
	return s.Clean(all.String(), answers)
}
