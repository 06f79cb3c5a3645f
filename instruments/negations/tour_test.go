package negations

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/twilio-serverless/twilio-serverless-go/internal/forms"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

// Accounts of the tour.
const (
	owner, ownerToken   = "AC11111111111111111111111111111111", "token-of-the-owner"
	key, keySecret      = "SK11111111111111111111111111111111", "secret-of-the-key"
	other, otherToken   = "AC22222222222222222222222222222222", "token-of-the-other"
	host                = "http://api.test"
	failingName         = "missing-on-purpose"
	unknownZN           = "ZN99999999999999999999999999999999"
	unknownZB           = "ZB99999999999999999999999999999999"
	unknownZH           = "ZH99999999999999999999999999999999"
	unknownZE           = "ZE99999999999999999999999999999999"
	unknownZS           = "ZS99999999999999999999999999999999"
	unknownZV           = "ZV99999999999999999999999999999999"
	formType, multiType = "application/x-www-form-urlencoded", "multipart/form-data; boundary=tour"
)

func healthyEmulator(t *testing.T) *emulator.Emulator {
	emu, err := emulator.New(&emulator.Options{
		Seed: 7, BuildTime: 3 * time.Second, SeedLogs: 2,
		Accounts: []emulator.Account{
			{SID: owner, AuthToken: ownerToken, Keys: map[string]string{key: keySecret}},
			{SID: other, AuthToken: otherToken},
		},
		BuildResult: func(b emulator.BuildRequest) string {
			if _, there := b.Dependencies[failingName]; there {
				return "no such package"
			}
			return ""
		},
	})
	require.NoError(t, err)
	return emu
}

// A tourist goes through the API and writes every answer down. With a guide it stops at the first answer that differs.
type tourist struct {
	handler http.Handler
	guide   []string // nil when this is the first tour
	log     []string
	differs string
	user    [2]string
	headers map[string]string // of the next request
	chunked bool              // the next request has no length
	secure  bool              // the next request comes by TLS
	names   int               // that were made up, each another

	requestID string // of the last answer
}

type stop struct{}

func (t *tourist) send(method, path, contentType string, body []byte) object {
	r := httptest.NewRequest(method, host+path, nil)
	if t.secure {
		r = httptest.NewRequest(method, strings.Replace(host, "http:", "https:", 1)+path, nil)
	}
	if body != nil || contentType != "" {
		r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	}
	if t.chunked {
		r.ContentLength = -1
	}
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	if t.user[0] != "" {
		r.SetBasicAuth(t.user[0], t.user[1])
	}
	r.Header.Set("Accept", "application/json, */*;q=0.1")
	r.Header.Set("User-Agent", "tourist")
	for name, value := range t.headers {
		r.Header.Set(name, value)
		if name == "Host" {
			r.Host = value
		}
		if value == "" {
			r.Header.Del(name)
		}
	}
	t.headers, t.chunked, t.secure = nil, false, false
	rec := httptest.NewRecorder()
	t.handler.ServeHTTP(rec, r)
	entry := fmt.Sprintf("%s %s\n%d %s %s %s %s %x", method, path, rec.Code, rec.Header().Get("Content-Type"),
		rec.Header().Get("Content-Encoding"), rec.Header().Get("Etag"),
		rec.Header().Get("Location"), sha256.Sum256(rec.Body.Bytes()))
	t.requestID = rec.Header().Get("Twilio-Request-Id")
	t.note(entry)
	var o object
	_ = json.Unmarshal(rec.Body.Bytes(), &o)
	return o
}

func (t *tourist) get(path string) object  { return t.send("GET", "/v1"+path, "", nil) }
func (t *tourist) delete(path string)      { t.send("DELETE", "/v1"+path, "", nil) }
func (t *tourist) with(name, value string) { t.headers = map[string]string{name: value} }

// post sends a form of pairs, in their order, after what the operation requires besides.
func (t *tourist) post(path string, pairs ...string) object {
	t.names++
	rest := forms.Rest("/v1"+path, formText(pairs), func() string { return fmt.Sprint("unique-", t.names) })
	return t.postRaw(path, formType, rest+formText(pairs))
}

// postOnly is post for a form that may lack what is required.
func (t *tourist) postOnly(path string, pairs ...string) object {
	return t.postRaw(path, formType, formText(pairs))
}

func formText(pairs []string) string {
	var b strings.Builder
	for i := 0; i+1 < len(pairs); i += 2 {
		if i > 0 {
			b.WriteByte('&')
		}
		b.WriteString(pairs[i] + "=" + url.QueryEscape(pairs[i+1]))
	}
	return b.String()
}

func (t *tourist) postRaw(path, contentType, body string) object {
	return t.send("POST", "/v1"+path, contentType, []byte(body))
}

// upload sends the three parts as most clients do.
func (t *tourist) upload(path, at, visibility, content string) object {
	return t.uploadRaw(path, multiType, parts("tour", at, visibility, content))
}

func (t *tourist) uploadRaw(path, contentType, body string) object {
	return t.send("POST", "/v1"+path+"/Versions", contentType, []byte(body))
}

func parts(boundary, at, visibility, content string) string {
	var b strings.Builder
	for _, p := range [][2]string{{"Path", at}, {"Visibility", visibility}} {
		fmt.Fprintf(&b, "--%s\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n", boundary, p[0], p[1])
	}
	fmt.Fprintf(&b, "--%s\r\nContent-Disposition: form-data; name=\"Content\"; filename=\"f.js\"\r\nContent-Type: "+
		"application/javascript\r\n\r\n%s\r\n--%s--\r\n",
		boundary, content, boundary)
	return b.String()
}

func (t *tourist) pages(path string, size int) {
	o := t.get(fmt.Sprintf("%s?PageSize=%d", path, size))
	for range 20 {
		m, _ := o["meta"].(object)
		next, _ := m["next_page_url"].(string)
		if next == "" {
			return
		}
		u, err := url.Parse(next)
		if err != nil || u.Path == "" {
			return
		}
		o = t.send("GET", u.RequestURI(), "", nil)
		if m, _ := o["meta"].(object); m != nil {
			if previous, _ := m["previous_page_url"].(string); previous != "" {
				if u, err := url.Parse(previous); err == nil {
					t.send("GET", u.RequestURI(), "", nil)
				}
			}
		}
	}
}

// TestNegations_changeBehaviour takes a tour of the API through each buggy server, and expects an
// answer that differs from those of the server without a bug. It is no part of the conformance
// suite and knows nothing of it. A tour ends at the first answer that differs; [seenIn] only says
// where to look first, and a bug that is not seen there is looked for in all stages. Of the bugs that [seenIn] knows
// a sixth is looked for, unless -full or -update asks for all; a new one always is.
func TestNegations_changeBehaviour(t *testing.T) {
	guides := map[string][]string{}
	for _, stage := range stages {
		guides[stage.name] = takeStage(t, Negation{}, stage.walk, nil).log
		require.Empty(t, takeStage(t, Negation{}, stage.walk, guides[stage.name]).differs,
			"two tours of the server without a bug are the same")
	}
	seen, first := readSeenIn(t), sync.Map{}
	t.Run("each", func(t *testing.T) {
		for i, n := range All() {
			if _, known := seen[n.ID]; known && i%6 != 0 && !*full && !*update {
				continue
			}
			t.Run(n.ID, func(t *testing.T) {
				t.Parallel()
				for _, stage := range inOrder(seen[n.ID]) {
					if takeStage(t, n, stage.walk, guides[stage.name]).differs != "" {
						first.Store(n.ID, stage.name)
						return
					}
				}
				t.Errorf("no answer of the tour differs: the bug changes nothing. If the API promises no longer that "+
					"%q, delete the bug from %s; else let the tour meet it", n.Promise, placesOf(t, n.ID))
			})
		}
	})
	if *update && !t.Failed() {
		writeSeenIn(t, &first)
	}
}
