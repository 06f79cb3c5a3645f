package negations

import (
	"crypto/tls"
	"io"
	"net/http"
	"net/http/httptest"
	"time"
)

// Transport answers requests by a handler, in the process and without sockets, so that it works in
// virtual time. A handler sees a request as a server would: a body of unknown length has the length
// -1, the Host is that of the URL, and the connection is encrypted when the URL says so.
func Transport(h http.Handler) http.RoundTripper { return transport{h} }

type transport struct{ handler http.Handler }

func (t transport) RoundTrip(req *http.Request) (resp *http.Response, err error) {
	if req.Body != nil {
		defer req.Body.Close()
	}
	r := req.Clone(req.Context())
	if r.Host == "" {
		r.Host = r.URL.Host
	}
	r.RequestURI, r.RemoteAddr = r.URL.RequestURI(), "192.0.2.1:1234"
	if r.URL.Scheme == "https" {
		r.TLS = &tls.ConnectionState{} // what a server knows of it
	}
	switch {
	case r.Body == nil || r.Body == http.NoBody:
		r.Body, r.ContentLength = http.NoBody, 0
	case r.ContentLength == 0:
		r.ContentLength = -1
	}
	defer func() {
		if p := recover(); p != nil {
			if p != http.ErrAbortHandler {
				panic(p)
			}
			resp, err = nil, io.ErrUnexpectedEOF
		}
	}()
	rec := httptest.NewRecorder()
	t.handler.ServeHTTP(rec, r)
	if err := req.Context().Err(); err != nil {
		return nil, err
	}
	resp = rec.Result()
	if resp.Header.Get("Date") == "" {
		resp.Header.Set("Date", time.Now().UTC().Format(http.TimeFormat)) // as net/http does
	}
	resp.Request = req
	return resp, nil
}
