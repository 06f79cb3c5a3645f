// Package servers holds the verbs that serve until they are interrupted: emulate and verify.
package servers

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net"
	"net/http"
	"syscall"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/terminal"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/internal/unused"
)

// Bounds of the servers. A client that never finishes its headers must not hold a connection for
// ever. Bodies may be large and slow.
const (
	headerTimeout = 10 * time.Second
	readTimeout   = 10 * time.Minute // 25 MiB at 45 KB/s
	idleTimeout   = 2 * time.Minute
	maxHeader     = 64 << 10
	shutdownGrace = 3 * time.Second
	noticeAfter   = 100 * time.Millisecond // a stop that is quicker needs no words
)

// addressError says what to do about an address that a flag gives and that cannot be listened on.
func addressError(flag, addr string, err error) error {
	err = fmt.Errorf("--%s %s: %w", flag, addr, err)
	hint := ""
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		hint = "port 0 takes a free one: --" + flag + " 127.0.0.1:0"
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		hint = "that is no address of this machine; to serve this machine alone: --" + flag + " 127.0.0.1:8080"
	case errors.Is(err, syscall.EACCES):
		hint = "ports below 1024 are for the administrator: --" + flag + " 127.0.0.1:8080"
	case errors.As(err, new(*net.AddrError)), errors.As(err, new(*net.DNSError)):
		hint = "write HOST:PORT, such as --" + flag + " 127.0.0.1:8080"
	default:
		return err
	}
	return &verb.HintedError{Err: err, Hint: hint}
}

// serve ends cleanly when ctx does: answers under way are finished, within a grace.
func serve(ctx context.Context, env *verb.Env, listener net.Listener, handler http.Handler) error {
	var spare unused.Connections
	server := &http.Server{
		ConnState: spare.Follow,
		Handler:   handler, ReadHeaderTimeout: headerTimeout, ReadTimeout: readTimeout, IdleTimeout: idleTimeout,
		MaxHeaderBytes: maxHeader,
		ErrorLog:       log.New(env.Stderr, "", 0), DisableGeneralOptionsHandler: true,
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownGrace)
	defer cancel()
	spare.Close()
	ended := make(chan error, 1)
	go func() { ended <- server.Shutdown(grace) }()
	var err error
	select {
	case err = <-ended:
	case <-time.After(noticeAfter):
		terminal.Fprintf(env.Stderr, "stopping: answers under way have %s; interrupt again to stop at once\n",
			shutdownGrace)
		err = <-ended
	}
	if err != nil {
		return server.Close()
	}
	return nil
}
