// Package dev serves a project while it is worked on: each save is bundled, planned, uploaded, built and
// deployed as deploy does it, into an emulator inside the process, and what is live is served.
package dev

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/internal/compile"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/bundle"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/functions"
)

// A Project is what one look at the files of a project gives.
type Project struct {
	Request deployer.Request // what to deploy, and where

	// AccountSID and AuthToken are those of the env file, as they are. They may be empty.
	AccountSID, AuthToken string
	EnvFile               string // that was read; empty: none

	// Notes are about what a user could expect to be deployed and is not.
	Notes []string

	// Warnings are about code that will fail where it is deployed.
	Warnings []string

	// Port is where the files of the project want to be served; nil: they say nothing.
	Port *int

	// Detailed is what the files of the project say about printing requests in detail.
	Detailed bool
}

// Options say what is served, and how.
type Options struct {
	Dir string // of the project

	// Load reads the project. It is called at the start and after each save.
	Load func() (*Project, error)

	// Also are paths outside of Dir that Load reads, such as an env file elsewhere.
	Also []string

	Port         *int   // on loopback; 0 takes a free one, nil is that of the project's files, else 3000
	PublicURL    string // where a tunnel makes it reachable: what Twilio signs, and DOMAIN_NAME
	NoSignatures bool   // serve protected files to every client
	Detailed     bool   // print headers, parameters and bodies of requests, from the start

	Functions functions.Options // where Node and packages come from, and the debugger

	// Ready is told once that the project is served.
	Ready func(*Serving) error

	Out io.Writer // for people: requests, logs, what became of a save

	// In is where a person types, a line at a time: "d" switches Detailed. Nil: no person types.
	In io.Reader
}

// Serving is what is served at the start.
type Serving struct {
	URL       string  `json:"url"`
	PublicURL string  `json:"public_url,omitempty"`
	APIURL    string  `json:"api_url"` // of the emulated API
	Inspect   string  `json:"inspect,omitempty"`
	Service   string  `json:"service"`
	Routes    []Route `json:"routes"`
	Refused   string  `json:"refused,omitempty"` // why nothing is live
}

// A Route is a Function or an Asset with the URL that it has.
type Route struct {
	URL        string `json:"url"`  // empty for what is private
	Path       string `json:"path"` // in the project's domain
	Kind       string `json:"kind"` // function or asset
	Visibility string `json:"visibility"`
	Source     string `json:"source"` // file in the project
}

// A PortError says that another program has the port.
type PortError struct {
	Port int
	Err  error
}

// Error names the port.
func (e *PortError) Error() string { return fmt.Sprintf("port %d: %v", e.Port, e.Err) }

// Unwrap gives what listening ended with.
func (e *PortError) Unwrap() error { return e.Err }

// Suggestion says what to do about it.
func (e *PortError) Suggestion() string {
	return fmt.Sprintf("--port %d takes the next one, --port 0 a free one", e.Port+1)
}

const (
	headerTimeout = 10 * time.Second
	idleTimeout   = 2 * time.Minute
	maxHeader     = 64 << 10
	shutdownGrace = 500 * time.Millisecond
)

// Run serves the project until ctx ends. It fails when it cannot begin: there is no project, or the port is
// taken. What is wrong with the files of the project is printed, and mended by the next save.
func Run(ctx context.Context, o *Options) (err error) {
	first, err := o.Load()
	if err != nil && !mendable(err) {
		return err
	}
	wanted := portOf(o, first)
	listener, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", fmt.Sprint(wanted)))
	if err != nil {
		return &PortError{wanted, err}
	}
	defer func() { _ = listener.Close() }()
	api, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("dev: %w", err)
	}
	defer func() { _ = api.Close() }()
	s, err := newServer(o, "http://localhost:"+port(listener), "http://"+api.Addr().String(), first)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	w, err := watch(o.Dir, o.Also, s.saves.begin)
	if err != nil {
		return err
	}
	defer w.close()

	ended := make(chan error, 2)
	servers := []*http.Server{newHTTPServer(s), newHTTPServer(s.api())}
	for i, l := range []net.Listener{listener, api} {
		go func() { ended <- servers[i].Serve(l) }()
	}
	defer func() { stop(servers) }()
	s.saves.take(1) // of newServer
	s.save(ctx, first)
	s.saves.end()
	if err := o.Ready(s.serving()); err != nil {
		return err
	}
	s.printTable()
	go s.obey(o.In)
	for {
		select {
		case <-ctx.Done():
			return nil
		case err := <-ended:
			return fmt.Errorf("dev: %w", err)
		case c := <-w.changes:
			s.saves.take(c.begun)
			s.current().runner.Forget(scripts(c.paths)) // even if the project cannot be read now
			if project, err := o.Load(); err != nil {
				s.refuse(ctx, err)
			} else {
				s.save(ctx, project)
			}
			s.saves.end()
		}
	}
}

// defaultPort is that of twilio-run.
const defaultPort = 3000

// portOf is where to listen. first may be nil.
func portOf(o *Options, first *Project) int {
	switch {
	case o.Port != nil:
		return *o.Port
	case first != nil && first.Port != nil:
		return *first.Port
	}
	return defaultPort
}

// mendable reports whether an error of Load is about files of a project that is there.
func mendable(err error) bool {
	return errors.As(err, new(*bundle.Error)) || errors.As(err, new(*compile.Error))
}

func port(l net.Listener) string {
	_, port, _ := net.SplitHostPort(l.Addr().String())
	return port
}

func newHTTPServer(h http.Handler) *http.Server {
	return &http.Server{
		Handler: h, ReadHeaderTimeout: headerTimeout, IdleTimeout: idleTimeout, MaxHeaderBytes: maxHeader,
		DisableGeneralOptionsHandler: true,
	}
}

func stop(servers []*http.Server) {
	ctx, cancel := context.WithTimeout(context.Background(), shutdownGrace)
	defer cancel()
	for _, server := range servers {
		if server.Shutdown(ctx) != nil {
			_ = server.Close()
		}
	}
}
