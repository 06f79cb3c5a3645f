package control

import (
	"bytes"
	"encoding/json"
	"net/url"
	"slices"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/internal/redact"
)

// hiddenText stands for what is hidden, where nothing else can say so.
const hiddenText = "[hidden]"

// rules decide what of an exchange is shown before a user asks for all of it: what the API and
// HTTP know, and no value of a Variable. What was deployed may be called with anything: there the
// names decide.
type rules struct {
	all       bool // asked for: hide nothing that was kept
	site      bool
	variables bool // the path is that of Variables
	operation string
	unread    []string
}

func (x *exchange) rules(e *entry, all bool) rules {
	return rules{all: all, site: e.Site, operation: e.Operation, unread: x.unread,
		variables: slices.Contains(strings.Split(e.Path, "/"), "Variables")}
}

// knownHeaders are those of requests that say nothing in confidence.
var knownHeaders = []string{
	"Accept", "Accept-Encoding", "Accept-Language", "Cache-Control", "Connection", "Content-Encoding", "Content-Length",
	"Content-Type", "Dnt", "Expect", "If-Match", "If-Modified-Since", "If-None-Match", "If-Range",
	"If-Unmodified-Since",
	"Origin", "Pragma", "Priority", "Range", "Te", "Traceparent", "Transfer-Encoding", "Upgrade-Insecure-Requests",
	"User-Agent",
}

// knownParts are the fields of uploads.
var knownParts = []string{"Path", "Visibility", "Content"}

func (r *rules) requestHeader(name string) bool {
	return r.all || slices.Contains(knownHeaders, name) || strings.HasPrefix(name, "Sec-")
}

// responseHeader shows what an answer has: they are the emulator's own, or of a Function.
func (r *rules) responseHeader(name string) bool {
	return r.all || name == "Www-Authenticate" || strings.HasPrefix(name, "Access-Control-") || !soundsSecret(name)
}

func (r *rules) query(name string) bool {
	if r.all || r.site {
		return r.all || !soundsSecret(name)
	}
	return redact.Query(url.QueryEscape(name)+"=known", hiddenText) == url.QueryEscape(name)+"=known"
}

func (r *rules) field(name string, parts bool) bool {
	switch {
	case r.all:
		return true
	case r.site:
		return !soundsSecret(name)
	case r.variables:
		return name == "Key"
	case parts:
		return slices.Contains(knownParts, name)
	}
	return r.operation != "" && name != "Value" && !slices.Contains(r.unread, name)
}

// otherBody is for what is neither a form nor an upload, which no operation takes.
func (r *rules) otherBody() bool { return r.all || r.site }

func soundsSecret(name string) bool { return redact.Named(name, "") != "" }

// withoutValues takes the values of Variables out of an answer, whose text otherwise stays as it
// is. ok is false for what is no JSON: the place of a value in it is unknown.
func withoutValues(body []byte) (shown []byte, ok bool) {
	type level struct{ object, name bool } // name: the next token of the object is a name
	var (
		out    bytes.Buffer
		copied int
		open   []*level
	)
	d := json.NewDecoder(bytes.NewReader(body))
	for {
		token, err := d.Token()
		if err != nil {
			out.Write(body[copied:])
			return out.Bytes(), json.Valid(body)
		}
		if name, isText := token.(string); isText && len(open) > 0 && open[len(open)-1].name {
			if name != "value" {
				open[len(open)-1].name = false
				continue
			}
			var raw json.RawMessage
			if d.Decode(&raw) != nil {
				return nil, false
			}
			end := int(d.InputOffset())
			out.Write(body[copied : end-len(raw)])
			out.WriteString(`"` + hiddenText + `"`)
			copied = end
			continue
		}
		switch token {
		case json.Delim('{'):
			open = append(open, &level{object: true, name: true})
			continue
		case json.Delim('['):
			open = append(open, &level{})
			continue
		case json.Delim('}'), json.Delim(']'):
			open = open[:len(open)-1]
		}
		if len(open) > 0 {
			open[len(open)-1].name = open[len(open)-1].object
		}
	}
}

// pairs gives the parameters of a query or a form in the order in which they were sent.
func pairs(raw string) (all [][2]string, ok bool) {
	for part := range strings.SplitSeq(raw, "&") {
		if part == "" {
			continue
		}
		name, value, _ := strings.Cut(part, "=")
		n, err1 := url.QueryUnescape(name)
		v, err2 := url.QueryUnescape(value)
		if err1 != nil || err2 != nil {
			return nil, false
		}
		all = append(all, [2]string{n, v})
	}
	return all, true
}
