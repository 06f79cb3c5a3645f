package functions

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// refusal is an answer that no Function gave, in plain text.
type refusal struct {
	status int
	text   string
	node   bool // there is no Node to run it
}

func refuse(status int, text string) *refusal { return &refusal{status: status, text: text} }

// refusalOf gives the answer for what keeps a Function from answering.
func refusalOf(err error) *refusal {
	var node *NodeError
	var exited *exitError
	switch {
	case errors.As(err, &node):
		return &refusal{http.StatusNotImplemented, node.Error(), true}
	case errors.Is(err, errBusy):
		return refuse(http.StatusTooManyRequests, "30 invocations are under way")
	case errors.Is(err, errTimeout):
		return refuse(http.StatusGatewayTimeout, "runtime application timed out")
	case errors.As(err, &exited):
		return refuse(statusExited, exited.how)
	case errors.Is(err, ErrClosed), errors.Is(err, context.Canceled):
		return refuse(http.StatusServiceUnavailable, "Functions are not run any more: the program is ending")
	}
	return refuse(http.StatusInternalServerError, err.Error())
}

func (f *refusal) write(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	if f.node {
		w.Header().Set("X-Emulator-Reason", "node-not-found")
	}
	w.WriteHeader(f.status)
	_, _ = w.Write([]byte(http.StatusText(f.status) + ": " + strings.ToValidUTF8(f.text, "\uFFFD") + "\n"))
}

// answer writes what a Function replied, under the limits of production.
func (r *Runner) answer(w http.ResponseWriter, m *message) {
	size := 0
	var set []string
	for _, h := range m.Headers {
		size += len(h[0]) + len(h[1]) + len(": \r\n")
		if http.CanonicalHeaderKey(h[0]) == "Set-Cookie" {
			set = append(set, h[1])
		}
	}
	switch {
	case len(m.Headers) > maxHeaders || size > maxHeaderKB<<10:
		refuse(http.StatusRequestHeaderFieldsTooLarge, "Response headers or cookies too long (82008)").write(w)
		return
	case len(m.body) > maxResponse:
		refuse(statusResponseTooLarge, "the answer of a Function has at most 4 MB, and this one "+
			strconv.Itoa(len(m.body))+" bytes (82002)").write(w)
		return
	}
	cookies, err := r.cookies(set)
	if err != nil {
		refuse(http.StatusBadRequest, err.Error()).write(w)
		return
	}
	header, typed := w.Header(), false
	for i, h := range m.Headers {
		if ours(h[0]) {
			continue
		}
		first := !slices.ContainsFunc(m.Headers[:i], func(o [2]string) bool { return strings.EqualFold(o[0], h[0]) })
		if first { // in place of what is there
			header.Del(h[0])
		}
		header.Add(h[0], h[1])
		typed = typed || strings.EqualFold(h[0], "Content-Type")
	}
	header.Del("Set-Cookie")
	for _, cookie := range cookies {
		header.Add("Set-Cookie", cookie)
	}
	if m.Status != http.StatusNoContent && m.Status != http.StatusNotModified {
		header.Set("Content-Length", strconv.Itoa(len(m.body)))
		if !typed {
			header["Content-Type"] = nil // net/http would guess one
		}
	}
	w.WriteHeader(m.Status)
	_, _ = w.Write(m.body)
}

// ours reports whether a header is about the connection, or about the length, which is known better
// here.
func ours(name string) bool {
	switch strings.ToLower(name) {
	case "content-length", "transfer-encoding", "connection", "keep-alive", "upgrade", "trailer", "proxy-connection":
		return true
	}
	return false
}
