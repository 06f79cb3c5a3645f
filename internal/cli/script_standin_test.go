package cli

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

// standIn is an API on loopback that a script can count the requests of, and that can go away and
// come back with what it holds.
type standIn struct {
	emulator http.Handler
	addr     string
	requests atomic.Int64
	arrived  chan struct{} // has something after a request
	limit    atomic.Int64  // the request after this many finds the server gone; negative is no limit
	lies     bool
	plain    bool // says nothing of being an emulator
	server   *http.Server
}

// cmdServe starts a test server and sets URL: serve NAME [after=N] [slow=DURATION] [lies] [plain]
//
// after=N lets it disappear when N requests are served; with lies its Build Status lacks a property
// that the contract promises; with plain it does not say that it is an emulator.
func cmdServe(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 1 {
		ts.Fatalf("usage: serve NAME [after=N] [slow=DURATION] [lies] [plain]")
	}
	s := &standIn{addr: "127.0.0.1:0", arrived: make(chan struct{}, 1)}
	s.limit.Store(-1)
	options := &emulator.Options{Seed: 1}
	for _, option := range args[1:] {
		switch name, value, _ := strings.Cut(option, "="); name {
		case "after":
			limit, err := strconv.ParseInt(value, 10, 64)
			ts.Check(err)
			s.limit.Store(limit)
		case "slow":
			latency, err := time.ParseDuration(value)
			ts.Check(err)
			options.Latency = latency
		case "lies":
			s.lies = true
		case "plain":
			s.plain = true
		default:
			ts.Fatalf("serve: unknown option %s", option)
		}
	}
	e, err := emulator.New(options)
	ts.Check(err)
	s.emulator = e
	ts.Check(s.listen())
	backgroundOf(ts).standIns[args[0]] = s
	ts.Defer(func() { _ = s.server.Close() })
	ts.Setenv("URL", "http://"+s.addr)
}

func (s *standIn) listen() error {
	listener, err := net.Listen("tcp", s.addr)
	if err != nil {
		return err
	}
	s.addr = listener.Addr().String()
	server := &http.Server{Handler: s}
	s.server = server
	go func() { _ = server.Serve(listener) }()
	return nil
}

func (s *standIn) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	n, limit := s.requests.Add(1), s.limit.Load()
	select {
	case s.arrived <- struct{}{}:
	default:
	}
	if limit >= 0 && n > limit {
		_ = s.server.Close() // closes the connection of this request too
		panic(http.ErrAbortHandler)
	}
	if s.plain {
		w = &plainWriter{ResponseWriter: w}
	}
	if !s.lies || !strings.HasSuffix(r.URL.Path, "/Status") {
		s.emulator.ServeHTTP(w, r)
		return
	}
	answer := httptest.NewRecorder()
	s.emulator.ServeHTTP(answer, r)
	w.Header().Set("Content-Type", answer.Header().Get("Content-Type"))
	w.WriteHeader(answer.Code)
	_, _ = io.Copy(w, bytes.NewReader(bytes.Replace(answer.Body.Bytes(), []byte(`"url":`), []byte(`"uri":`), 1)))
}

// plainWriter takes away by which an emulator is known.
type plainWriter struct{ http.ResponseWriter }

func (w *plainWriter) WriteHeader(status int) {
	w.Header().Del("X-Emulator")
	w.ResponseWriter.WriteHeader(status)
}

// cmdRevive lets a test server that is gone come back at the same address: revive NAME
func cmdRevive(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: revive NAME")
	}
	s := servedAs(ts, args[0])
	s.limit.Store(-1)
	_ = s.server.Close()
	ts.Check(s.listen())
}

// cmdRequests compares how many requests a test server got: requests NAME COUNT
func cmdRequests(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: [!] requests NAME COUNT")
	}
	got := strconv.FormatInt(servedAs(ts, args[0]).requests.Load(), 10)
	if (got == args[1]) == neg {
		ts.Fatalf("%s was sent %s requests", args[0], got)
	}
}

// cmdAwaitRequests waits until a test server got so many requests: await-requests NAME COUNT
func cmdAwaitRequests(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: await-requests NAME COUNT")
	}
	s := servedAs(ts, args[0])
	want, err := strconv.ParseInt(args[1], 10, 64)
	ts.Check(err)
	timeout := time.After(patience)
	for s.requests.Load() < want {
		select {
		case <-s.arrived:
		case <-timeout:
			ts.Fatalf("%s was sent %d requests in %s", args[0], s.requests.Load(), patience)
		}
	}
}

// cmdHang opens a connection to the server at URL and sends a request with half its body, which a
// server that stops waits for; the connection stays until the script ends: hang
func cmdHang(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 0 {
		ts.Fatalf("usage: hang")
	}
	addr := strings.TrimPrefix(ts.Getenv("URL"), "http://")
	hanging, err := net.Dial("tcp", addr)
	ts.Check(err)
	ts.Defer(func() { _ = hanging.Close() })
	request, err := http.NewRequest(http.MethodPost, "http://"+addr+"/v1/Services", nil)
	ts.Check(err)
	request.SetBasicAuth(emulator.TestAccountSID, emulator.TestAuthToken)
	_, err = fmt.Fprintf(hanging, "POST /v1/Services HTTP/1.1\r\nHost: %s\r\nAuthorization: %s\r\n"+
		"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\nExpect: 100-continue\r\n\r\n",
		addr, request.Header.Get("Authorization"))
	ts.Check(err)
	answer, err := bufio.NewReader(hanging).ReadString('\n') // it comes when the body is asked for
	ts.Check(err)
	if !strings.Contains(answer, " 100 ") {
		ts.Fatalf("the answer is %s", answer)
	}
	_, err = io.WriteString(hanging, "FriendlyName=")
	ts.Check(err)
}

// cmdGet sends a GET to the API with credentials that an emulator accepts, and keeps the body: get
// URL [FILE [HOST]]
func cmdGet(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 1 || len(args) > 3 {
		ts.Fatalf("usage: get URL [FILE [HOST]]")
	}
	request, err := http.NewRequest(http.MethodGet, args[0], nil)
	ts.Check(err)
	if len(args) > 2 {
		request.Host = args[2]
	}
	request.SetBasicAuth(emulator.TestAccountSID, emulator.TestAuthToken)
	response, err := http.DefaultClient.Do(request)
	ts.Check(err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	ts.Check(err)
	if len(args) > 1 {
		ts.Check(os.WriteFile(ts.MkAbs(args[1]), body, 0o600))
	}
}

// cmdPost sends a form, as another tool would: post URL FORM
func cmdPost(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: post URL FORM")
	}
	request, err := http.NewRequest(http.MethodPost, args[0], strings.NewReader(args[1]))
	ts.Check(err)
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.SetBasicAuth(emulator.TestAccountSID, emulator.TestAuthToken)
	response, err := http.DefaultClient.Do(request)
	ts.Check(err)
	ts.Check(response.Body.Close())
	if response.StatusCode != http.StatusCreated {
		ts.Fatalf("%s: %s", args[0], response.Status)
	}
}

// cmdGetUntil gets a page again and again until its body matches: what a program shows after a
// change that it has to notice first.
func cmdGetUntil(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 3 {
		ts.Fatalf("usage: get-until PATTERN URL FILE [HOST]")
	}
	pattern, err := regexp.Compile("(?m)" + args[0])
	ts.Check(err)
	for range 400 { // 20 seconds
		cmdGet(ts, false, args[1:])
		if pattern.MatchString(ts.ReadFile(args[2])) {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	ts.Fatalf("%s does not come to match %s: %s", args[1], args[0], ts.ReadFile(args[2]))
}

func servedAs(ts *testscript.TestScript, name string) *standIn {
	s := backgroundOf(ts).standIns[name]
	if s == nil {
		ts.Fatalf("nothing is served as %s", name)
	}
	return s
}
