package servers

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/spf13/pflag"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/terminal"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/proxy"
)

// maxNotices bounds what a client that asks for ever new hosts can print.
const maxNotices = 100

// proxyFlags are the flags of the forward proxy of emulate and verify.
type proxyFlags struct{ addr, caCert string }

func (f *proxyFlags) register(flags *pflag.FlagSet) {
	flags.StringVar(&f.addr,
		"proxy", "", "also listen on this `ADDRESS` as an HTTPS forward proxy for *.twilio.com and *.twil.io")
	flags.StringVar(&f.caCert, "ca-cert", "",
		"`FILE` with the certificate of the proxy's authority; created if it does not exist, with its key in FILE.key")
}

// proxyHelp is for the long help of emulate.
const proxyHelp = `With --proxy the emulator is also an HTTPS forward proxy, for clients that can
only use Twilio's own addresses. It answers for *.twilio.com and *.twil.io,
refuses every other host and forwards nothing. --ca-cert names the certificate
that such clients must trust. The command prints the lines to paste into their
shell.`

// runningProxy is the proxy beside the emulator. A nil one does nothing.
type runningProxy struct {
	proxy    *proxy.Proxy
	address  *net.TCPAddr
	caCert   string
	listener net.Listener
	ended    chan error
}

// listen opens the authority and takes the address; nothing is served yet. It returns nil when no
// proxy is wanted. name is who answers, such as "The emulator".
func (f *proxyFlags) listen(env *verb.Env, handler http.Handler, name string) (*runningProxy, error) {
	switch {
	case f.addr == "" && f.caCert == "":
		return nil, nil
	case f.addr == "":
		return nil, &verb.UsageError{Err: errors.New(
			"--ca-cert is for --proxy: give an address too, such as --proxy 127.0.0.1:8081")}
	case f.caCert == "":
		return nil, &verb.UsageError{Err: errors.New(
			"--proxy needs --ca-cert: name a file for the certificate, such as --ca-cert twilio-ca.pem")}
	}
	path, err := filepath.Abs(f.caCert)
	if err != nil {
		return nil, &verb.UsageError{Err: fmt.Errorf("--ca-cert %s: %w", f.caCert, err)}
	}
	authority, err := proxy.OpenAuthority(path, time.Now())
	if err != nil {
		return nil, &verb.UsageError{Err: err}
	}
	addr := f.addr
	if strings.HasPrefix(addr, ":") { // to net.Listen, every address of the machine
		addr = "127.0.0.1" + addr
	}
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, &verb.UsageError{Err: addressError("proxy", f.addr, err)}
	}
	address := listener.Addr().(*net.TCPAddr)
	if !address.IP.IsLoopback() {
		terminal.Fprintf(env.Stderr, "warning: other machines can reach the proxy on %s; anyone there may use %s\n",
			address, strings.ToLower(name[:1])+name[1:])
	}
	return &runningProxy{
		proxy:   proxy.New(handler, authority, &proxy.Options{Notify: noticer(env), Name: name}),
		address: address, caCert: path, listener: listener, ended: make(chan error, 1),
	}, nil
}

// environment are the variables that a client needs, as NAME=VALUE.
func (p *runningProxy) environment() []string {
	address := *p.address
	if address.IP.IsUnspecified() {
		address.IP = net.IPv4(127, 0, 0, 1)
	}
	return proxy.Environment(address.String(), p.caCert)
}

// announce prints what a client has to be told.
func (p *runningProxy) announce(w io.Writer) error {
	if p == nil {
		return nil
	}
	var b strings.Builder
	terminal.Fprintf(&b, "proxy for *.twilio.com and *.twil.io on http://%s; in the shell of a client:\n", p.address)
	for _, variable := range p.environment() {
		name, value, _ := strings.Cut(variable, "=")
		terminal.Fprintf(&b, "export %s=%s\n", name, shellQuote(value))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// start serves until ctx ends; when it cannot, it calls giveUp.
func (p *runningProxy) start(ctx context.Context, giveUp func()) {
	if p == nil {
		return
	}
	go func() {
		defer giveUp()
		p.ended <- p.serve(ctx)
	}()
}

// serve ends as the emulator does: answers under way are finished, within the same grace.
func (p *runningProxy) serve(ctx context.Context) error {
	failed := make(chan error, 1)
	go func() { failed <- p.proxy.Serve(p.listener) }()
	select {
	case err := <-failed:
		return fmt.Errorf("proxy: %w", err)
	case <-ctx.Done():
	}
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownGrace)
	defer cancel()
	if p.proxy.Shutdown(grace) != nil {
		_ = p.proxy.Close() // what is left did not want to end
	}
	if err := <-failed; !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("proxy: %w", err)
	}
	return nil
}

func (p *runningProxy) wait() error {
	if p == nil {
		return nil
	}
	return <-p.ended
}

// noticer prints each line once.
func noticer(env *verb.Env) func(string) {
	var mu sync.Mutex
	told := map[string]bool{}
	return func(line string) {
		// The port of a client makes each of these another line.
		if rest, found := strings.CutPrefix(line, "http: TLS handshake error from "); found {
			_, reason, _ := strings.Cut(rest, ": ")
			line = "a client broke off: " + reason + " (does it trust the --ca-cert?)"
		}
		mu.Lock()
		defer mu.Unlock()
		if told[line] || len(told) == maxNotices {
			return
		}
		told[line] = true
		terminal.Fprintf(env.Stderr, "proxy: %s\n", line)
	}
}

// shellQuote writes a value for sh as it is.
func shellQuote(value string) string {
	const plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._/:"
	if value != "" && strings.Trim(value, plain) == "" {
		return value
	}
	return "'" + strings.ReplaceAll(value, "'", `'\''`) + "'"
}
