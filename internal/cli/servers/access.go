package servers

import (
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/terminal"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/control"
)

// accessLog prints a line for each request after its answer: time, status, method, path, bytes of
// the answer, duration, and the operation. Neither queries nor headers are in it: both may have
// secrets. What asks the control API is not printed.
func accessLog(env *verb.Env, next http.Handler, controlled bool) http.Handler {
	var one sync.Mutex // lines of requests that end together do not mix
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if controlled && control.Is(r) {
			next.ServeHTTP(w, r)
			return
		}
		started := time.Now()
		counted := &countedWriter{ResponseWriter: w}
		what := "-"
		if emulator.IsSite(r) {
			what = "site"
		}
		judge := func(x *emulator.Exchange) {
			if x.Operation != "" {
				what = x.Operation
			}
			if fault := x.Header.Get(emulator.FaultHeader); fault != "" {
				what += ", fault " + fault
			} else if x.Injected {
				what += ", fault reset"
			}
		}
		defer func() { // also when the connection is closed by a panic
			one.Lock()
			defer one.Unlock()
			terminal.Fprintf(env.Stderr, "%s %s %s %s %d B %.1f ms %s\n", started.Format("15:04:05"), counted.shown(),
				r.Method, r.URL.EscapedPath(), counted.bytes, float64(time.Since(started).Microseconds())/1000, what)
		}()
		next.ServeHTTP(counted, r.WithContext(emulator.WithJudge(r.Context(), judge)))
	})
}

// countedWriter remembers what was answered.
type countedWriter struct {
	http.ResponseWriter
	status int
	bytes  int64
}

func (c *countedWriter) WriteHeader(status int) {
	if c.status == 0 && status >= http.StatusOK {
		c.status = status
	}
	c.ResponseWriter.WriteHeader(status)
}

func (c *countedWriter) Write(p []byte) (int, error) {
	if c.status == 0 {
		c.status = http.StatusOK
	}
	n, err := c.ResponseWriter.Write(p)
	c.bytes += int64(n)
	return n, err
}

// Unwrap lets [http.ResponseController] reach the writer beneath.
func (c *countedWriter) Unwrap() http.ResponseWriter { return c.ResponseWriter }

// shown is the status; a connection that was closed without an answer has none.
func (c *countedWriter) shown() string {
	if c.status == 0 {
		return "---"
	}
	return strconv.Itoa(c.status)
}
