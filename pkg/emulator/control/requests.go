package control

import (
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

func (c *Control) listRequests(w http.ResponseWriter, r *http.Request, _ string) error {
	after, err := number(r, "after", 0, math.MaxUint64)
	if err != nil {
		return err
	}
	limit, err := number(r, "limit", 1000, 100000)
	if err != nil {
		return err
	}
	keep, err := filter(r)
	if err != nil {
		return err
	}
	// A query for what comes after a request wants no gap; others want the newest.
	got := c.journal.since(after, int(limit), after == 0, keep)
	if got.entries == nil {
		got.entries = []*entry{}
	}
	write(w, http.StatusOK, struct {
		envelope
		Requests  []*entry `json:"requests"`
		Forgotten uint64   `json:"forgotten"` // of those after the ID that was given
		Last      uint64   `json:"last"`
		Count     uint64   `json:"count"`  // of all that came since the journal was cleared
		Bodies    bool     `json:"bodies"` // headers and bodies are kept
	}{here(), got.entries, got.lost, got.last, got.count, !c.opts.NoBodies})
	return nil
}

func (c *Control) clearRequests(w http.ResponseWriter, _ *http.Request, _ string) error {
	c.journal.clear()
	write(w, http.StatusOK, here())
	return nil
}

// filter reads which requests are asked for; nil: all of them.
func filter(r *http.Request) (keep func(*entry) bool, err error) {
	q := r.URL.Query()
	verdict, operation, account, status := q.Get("verdict"), q.Get("operation"), q.Get("account"), q.Get("status")
	words := strings.Fields(strings.ToLower(q.Get("words")))
	if known := []string{"", verdictOK, verdictNotice, verdictViolation, verdictUnchecked}; !slices.Contains(
		known, verdict) {
		return nil, invalid("verdict", verdict, "it is unknown", fmt.Sprintf("use one of %v", known[1:]))
	}
	if operation != "" && !slices.Contains(emulator.Operations(), operation) {
		return nil, invalid("operation", operation, "it is unknown", "GET "+prefix+"about lists the operations")
	}
	if status != "" && !isStatus(status) {
		return nil, invalid("status", status, "it is no status", "write one such as 404, or a class such as 4xx")
	}
	if verdict+operation+account+status == "" && len(words) == 0 {
		return nil, nil
	}
	class := strings.TrimSuffix(status, "xx")
	return func(e *entry) bool {
		return (verdict == "" || e.Verdict == verdict) && (operation == "" || e.Operation == operation) &&
			(account == "" || e.Account == account) && strings.HasPrefix(strconv.Itoa(e.Status), class) && e.has(words)
	}, nil
}

// has reports whether all words, in lower case, are in what the page shows of an entry in its list.
func (e *entry) has(words []string) bool {
	if len(words) == 0 {
		return true
	}
	target, status := e.Path, strconv.Itoa(e.Status)
	if e.Query != "" {
		target += "?" + e.Query
	}
	if e.Status == 0 {
		status = "closed"
	}
	text := strings.ToLower(strings.Join([]string{e.Method, target, e.Operation, status, e.Fault, e.Verdict, e.Origin},
		" "))
	for _, word := range words {
		if !strings.Contains(text, word) {
			return false
		}
	}
	return true
}

// isStatus reports whether a text is a status such as 404, a class such as 4xx, or 0 for a
// connection that was closed.
func isStatus(s string) bool {
	if s == "0" {
		return true
	}
	if len(s) != 3 || s[0] < '1' || s[0] > '5' {
		return false
	}
	_, err := strconv.ParseUint(s, 10, 16)
	return err == nil || s[1:] == "xx"
}

// Bounds of streams.
const (
	maxStreams    = 32
	streamBatch   = 100              // entries in one write
	streamIdle    = 15 * time.Second // between signs of life, so that either side finds a dead connection
	streamTimeout = 30 * time.Second // of one write: a client that reads nothing is dropped
)

// stream sends each request of the journal as it comes, until the client goes or
// the control is closed. It begins after Last-Event-ID, as browsers send it when
// they reconnect, or ?after=ID, or with what comes next. A slow reader is told with
// `lost` how many it missed; nothing is kept for it.
//
// The format is that of https://html.spec.whatwg.org/multipage/server-sent-events.html
func (c *Control) stream(w http.ResponseWriter, r *http.Request, _ string) error {
	last, err := c.streamStart(r)
	if err != nil {
		return err
	}
	if c.journal.watchers.Add(1) > maxStreams {
		c.journal.watchers.Add(-1)
		return refuse(http.StatusServiceUnavailable, "stream", strconv.Itoa(maxStreams)+" open",
			"that is the most there may be", "close a page or a client that watches")
	}
	defer c.journal.watchers.Add(-1)
	w.Header().Set("Content-Type", "text/event-stream")
	w.WriteHeader(http.StatusOK)
	if r.Method == http.MethodHead {
		return nil
	}
	out := http.NewResponseController(w)
	idle := time.NewTicker(streamIdle)
	defer idle.Stop()
	got := c.journal.since(last, 0, false, nil)
	changes := got.changes
	text := fmt.Appendf(nil, "retry: 1000\nevent: hello\ndata: {\"version\":%d,\"last\":%d}\n\n", Version, got.last)
	for {
		got = c.journal.since(last, streamBatch, false, nil)
		text = appendEvents(text, got)
		if got.changes != changes {
			changes = got.changes
			text = append(text, "event: change\ndata: {}\n\n"...)
		}
		if len(text) > 0 {
			_ = out.SetWriteDeadline(time.Now().Add(streamTimeout)) // a recorder in a test has none
			if _, err := w.Write(text); err != nil || out.Flush() != nil {
				return nil
			}
			text = text[:0]
		}
		if len(got.entries) > 0 {
			last = got.entries[len(got.entries)-1].ID
			continue
		}
		last = got.last
		select {
		case <-got.woken:
		case <-idle.C:
			text = append(text, ": still here\n\n"...)
		case <-r.Context().Done():
			return nil
		case <-c.journal.done:
			return nil
		}
	}
}

func (c *Control) streamStart(r *http.Request) (uint64, error) {
	newest := c.journal.since(math.MaxUint64, 0, false, nil).last
	sent := r.Header.Get("Last-Event-ID")
	if sent == "" {
		after, err := number(r, "after", newest, math.MaxUint64)
		return min(after, newest), err
	}
	n, err := strconv.ParseUint(sent, 10, 64)
	if err != nil {
		return 0, invalid("Last-Event-ID", sent, "it is no ID of a request", "send the id of an event, or leave it out")
	}
	// An ID from the future is one of an emulator that ran here before.
	return min(n, newest), nil
}

func appendEvents(text []byte, got reading) []byte {
	if got.lost > 0 {
		text = fmt.Appendf(text, "event: lost\ndata: {\"count\":%d}\n\n", got.lost)
	}
	for _, e := range got.entries {
		data, err := json.Marshal(e) // escapes line ends, which would end the event
		if err != nil {
			continue
		}
		text = fmt.Appendf(text, "event: request\nid: %d\ndata: %s\n\n", e.ID, data)
	}
	return text
}
