package client

import (
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http/httptrace"
	"net/url"
	"strings"
	"sync/atomic"
)

// connection watches whether one attempt got a connection. A transport that asked for one and got
// none has sent nothing, whatever its error says: a proxy refused, a TLS handshake failed, the
// context ended while dialling. A transport without connections never asks, and proves nothing.
type connection struct{ wanted atomic.Bool }

func (c *connection) trace() *httptrace.ClientTrace {
	return &httptrace.ClientTrace{
		GetConn: func(string) { c.wanted.Store(true) },
		GotConn: func(httptrace.GotConnInfo) { c.wanted.Store(false) },
	}
}

func (c *connection) missing() bool { return c.wanted.Load() }

// connectError is a failure to get a connection.
type connectError struct{ error }

func (e *connectError) Unwrap() error { return e.error }

// unsentError is a failure on this side: the request did not go out, or broke off in the middle of
// its body, which no server processes.
type unsentError struct{ error }

func (e *unsentError) Unwrap() error { return e.error }

// notSent reports whether the request certainly was not sent as a whole.
func notSent(err error) bool { return errors.As(err, new(*unsentError)) || noConnection(err) }

// noConnection reports whether there was no connection, or no trusted server at its other end. It
// also knows the errors of package net, for transports that do not report to httptrace.
func noConnection(err error) bool {
	var op *net.OpError
	return errors.As(err, new(*connectError)) || untrusted(err) || errors.As(err, new(*net.DNSError)) ||
		errors.As(err, &op) && op.Op == "dial"
}

// permanent: the body could not be read or the server's certificate is not trusted; asking again changes neither.
func permanent(err error) bool { return errors.As(err, new(*unsentError)) || untrusted(err) }

func untrusted(err error) bool { return errors.As(err, new(*tls.CertificateVerificationError)) }

// plainError takes off the *url.Error of net/http, which repeats method and URL, query included;
// transports that use a client of their own add a second one.
func plainError(err error) error {
	for {
		wrapped := new(url.Error)
		if !errors.As(err, &wrapped) {
			return err
		}
		err = wrapped.Err
	}
}

// inPlainWords says in the words of HTTP what net/http says in its own. The cause stays in the chain.
func inPlainWords(err error) error {
	text := err.Error()
	switch rest, broken := strings.CutPrefix(text, "net/http: HTTP/1.x transport connection broken: "); {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF) && broken:
		text = "the connection was closed before an answer came"
	case broken:
		text = "the answer is no HTTP: " + strings.TrimPrefix(rest, "http: ")
	default:
		return err
	}
	return &worded{text, err}
}

// worded is an error in other words.
type worded struct {
	text string
	error
}

func (e *worded) Error() string { return e.text }
func (e *worded) Unwrap() error { return e.error }
