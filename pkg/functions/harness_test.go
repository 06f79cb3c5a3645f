package functions

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// needNode skips a test on a machine without Node.js.
func needNode(t testing.TB) {
	t.Helper()
	opts := &Options{}
	require.NoError(t, opts.complete())
	var missing *NodeError
	if _, err := new(nodes).find(t.Context(), opts, ""); errors.As(err, &missing) {
		t.Skip(missing)
	}
}

// stage runs the Functions of one Deployment at a time.
type stage struct {
	*Runner
	t testing.TB
	d *Deployment

	mu    sync.Mutex
	lines []Line
	kept  []string
}

func newStage(t testing.TB, opts *Options, sources map[string]string) *stage {
	t.Helper()
	needNode(t)
	s := &stage{t: t}
	o := Options{}
	if opts != nil {
		o = *opts
	}
	o.Log = func(l Line) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.lines = append(s.lines, l)
	}
	var err error
	s.Runner, err = New(&o)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	s.d = deploymentOf("ZD1", sources)
	return s
}

// deploymentOf makes a Deployment of Functions, by name, and of private Assets, with a slash before their names.
func deploymentOf(sid string, sources map[string]string) *Deployment {
	d := &Deployment{
		AccountSID: "AC1", ServiceSID: "ZS1", EnvironmentSID: "ZE1", BuildSID: "ZB" + sid, DeploymentSID: sid,
		DomainName: "shop-1234.twil.io",
		Runtime:    "node20", Variables: map[string]string{},
	}
	for name, source := range sources {
		sum := sha256.Sum256([]byte(source))
		digest := hex.EncodeToString(sum[:])
		f := File{
			VersionSID: "ZN" + hex.EncodeToString([]byte(name)) + digest[:8], Path: "/" + strings.TrimPrefix(name, "/"),
			Visibility: "public", SHA256: digest,
			Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(source)), nil },
		}
		if strings.HasPrefix(name, "/") {
			f.Visibility = "private"
			d.Assets = append(d.Assets, f)
		} else {
			d.Functions = append(d.Functions, f)
		}
	}
	return d
}

func (s *stage) call(name string) Call {
	for i := range s.d.Functions {
		if f := &s.d.Functions[i]; f.Path == "/"+name {
			return Call{Deployment: s.d, Function: f, Path: f.Path, AddLog: func(level, message string) {
				s.mu.Lock()
				defer s.mu.Unlock()
				s.kept = append(s.kept, level+" "+message)
			}}
		}
	}
	s.t.Fatalf("there is no Function %s", name)
	return Call{}
}

func (s *stage) get(name, query string) *httptest.ResponseRecorder {
	return s.do(name, httptest.NewRequest("GET", "/"+name+"?"+query, nil))
}

func (s *stage) do(name string, req *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	s.Serve(w, req, s.call(name))
	return w
}

// printed gives what was printed so far.
func (s *stage) printed() []Line {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Line(nil), s.lines...)
}

func (s *stage) stored() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.kept...)
}

const hello = `exports.handler = (context, event, callback) => callback(null, 'hello');`

func body(w *httptest.ResponseRecorder) string { return string(bytes.TrimSpace(w.Body.Bytes())) }
