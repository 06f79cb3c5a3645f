package target

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/terminal"
)

// debugTransport prints one line for each request that is sent, repeated ones included: when its
// answer began, or that there was none. Neither headers nor bodies are printed, and of the query
// nothing but its presence: they may hold values that are secret.
func debugTransport(w io.Writer, next http.RoundTripper) http.RoundTripper {
	return roundTripper(func(r *http.Request) (*http.Response, error) {
		began := time.Now()
		response, err := next.RoundTrip(r)
		path, elapsed := r.URL.Path, time.Since(began).Round(time.Millisecond)
		if r.URL.RawQuery != "" {
			path += "?…"
		}
		if err != nil {
			_, _ = terminal.Fprintf(w, "debug: %s %s: no answer after %s: %s\n", r.Method, path, elapsed, err)
			return response, err
		}
		id := terminal.Or(response.Header.Get("Twilio-Request-Id"), "no request id")
		_, _ = terminal.Fprintf(w, "debug: %s %s: %d in %s, %s\n", r.Method, path, response.StatusCode, elapsed, id)
		return response, nil
	})
}

// repetitions prints the repetitions that the client logs: without a word, a wait looks like a
// program that hangs.
func repetitions(w io.Writer) *slog.Logger { return slog.New(&repetitionHandler{w: w}) }

type repetitionHandler struct{ w io.Writer }

// Enabled implements slog.Handler.
func (h *repetitionHandler) Enabled(_ context.Context, level slog.Level) bool {
	return level >= slog.LevelInfo
}

// Handle implements slog.Handler.
func (h *repetitionHandler) Handle(_ context.Context, record slog.Record) error {
	attributes := map[string]slog.Value{}
	record.Attrs(func(a slog.Attr) bool {
		attributes[a.Key] = a.Value
		return true
	})
	what := "got no answer"
	if status, ok := attributes["status"]; ok && status.Kind() == slog.KindInt64 && status.Int64() != 0 {
		what = "was answered with status " + status.String()
	}
	wait := attributes["wait"]
	if wait.Kind() == slog.KindDuration {
		wait = slog.DurationValue(wait.Duration().Round(10 * time.Millisecond))
	}
	_, err := terminal.Fprintf(h.w, "note: attempt %s of %s %s: sent again in %s\n",
		attributes["attempt"], attributes["operation"], what, wait)
	return err
}

// WithAttrs implements slog.Handler. The client adds none.
func (h *repetitionHandler) WithAttrs([]slog.Attr) slog.Handler { return h }

// WithGroup implements slog.Handler. The client opens none.
func (h *repetitionHandler) WithGroup(string) slog.Handler { return h }
