package functions

import (
	"bytes"
	"cmp"
	"context"
	ejson "encoding/json"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// served is where a project answers; host is the Host of the requests, "" that of the URL.
type served struct{ url, host string }

// TestShapes: each shape of code and of requests gets the same answer from dev, from emulate and from twilio-run, but
// for those that say what twilio-run does instead. With -short it is a third of the shapes, and twilio-run is not asked
// for those that end it or hang.
func TestShapes(t *testing.T) {
	copyProject := func(dir string) error { return os.CopyFS(dir, os.DirFS("shapes")) }
	dir := projectAt(t, copyProject, false)
	dev := served{url: startOurs(t, dir)}
	emulate := emulated(t, dir)
	theirs := startPeer(t, projectAt(t, copyProject, true))
	agree, differ := 0, 0
	for i, s := range shapes() {
		if testing.Short() && i%3 != 0 {
			continue
		}
		t.Run(s.title(), func(t *testing.T) {
			got, err := s.send(t.Context(), dev)
			require.NoError(t, err)
			assert.Equal(t, cmp.Or(s.status, 200), got.status, got.body)
			assert.Contains(t, got.body, s.want)
			again, err := s.send(t.Context(), emulate)
			require.NoError(t, err)
			assert.Equal(t, got, again, "dev as emulate")
			if testing.Short() && s.peer != "" {
				return
			}
			ctx, cancel := context.WithTimeout(t.Context(), cmp.Or(s.patience, 30*time.Second))
			defer cancel()
			want, err := s.send(ctx, served{url: theirs.url})
			if s.peer == "" {
				require.NoError(t, err)
				assert.Equal(t, want, got, "as twilio-run")
				agree++
				return
			}
			differ++
			assert.True(t, err != nil || !assert.ObjectsAreEqual(want, got), "twilio-run does the same, not %q", s.peer)
			if err != nil { // it has ended, or hangs
				theirs.stop()
				theirs.start()
			}
		})
	}
	t.Logf("%d shapes: twilio-run agrees with %d and differs from %d", agree+differ, agree, differ)
}

// emulated deploys a project to an emulator.
func emulated(t *testing.T, dir string) served {
	t.Helper()
	program, err := build()
	require.NoError(t, err)
	cmd := exec.Command(program, "emulate", "--listen", "127.0.0.1:0", "--build-time", "0s", "--deps",
		filepath.Join(dir, "node_modules"), "-o", "json")
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	start(t, cmd)
	var ready struct{ URL string }
	require.NoError(t, ejson.NewDecoder(out).Decode(&ready))
	var errs bytes.Buffer
	deploy := exec.Command(program, "deploy", dir, "--api-url", ready.URL, "-o", "json")
	deploy.Stderr = &errs
	text, err := deploy.Output()
	require.NoError(t, err, "%s", &errs)
	var deployed struct {
		Domain string `json:"domain_name"`
	}
	require.NoError(t, ejson.Unmarshal(text, &deployed))
	return served{ready.URL, deployed.Domain}
}

// sids are of the emulator that answers, files are where a project lies.
var sids = regexp.MustCompile(`\b(Z[BSE])[0-9a-f]{32}`)

var files = regexp.MustCompile(`in (?:file )?/\S+\.js`)

// reply is what is compared of an answer.
type reply struct {
	status int
	body   string
	header http.Header
}

// compared are the headers that a Function or its author decides about.
var compared = []string{"Content-Type", "Location", "X-One", "X-Many", "Content-Disposition", "Content-Encoding",
	"Allow"}

func (s *shape) send(ctx context.Context, to served) (reply, error) {
	req, err := http.NewRequestWithContext(ctx, cmp.Or(s.method, "GET"), to.url+s.path, strings.NewReader(s.body))
	if err != nil {
		return reply{}, err
	}
	if s.body == "" {
		req.Body, req.ContentLength = http.NoBody, 0
	}
	req.Host = to.host
	for i := 0; i < len(s.header); i += 2 {
		req.Header.Add(s.header[i], s.header[i+1])
	}
	client := &http.Client{
		Transport:     &http.Transport{DisableCompression: true, DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	res, err := client.Do(req)
	if err != nil {
		return reply{}, err
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	said := sids.ReplaceAllString(stack.ReplaceAllString(string(text), ""), "$1…")
	said = files.ReplaceAllString(said, "in FILE")
	r := reply{res.StatusCode, said, http.Header{}}
	for _, name := range compared {
		for _, v := range res.Header.Values(name) {
			r.header.Add(name, strings.ToLower(v))
		}
	}
	return r, err
}
