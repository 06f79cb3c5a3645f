package servers

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"path/filepath"
	"strconv"
	"sync"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/target"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/terminal"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/internal/project"
	"github.com/twilio-serverless/twilio-serverless-go/internal/proxyenv"
	"github.com/twilio-serverless/twilio-serverless-go/internal/verify"
)

// Twilio's own addresses, behind --proxy if no other upstream is given.
const (
	twilioAPI     = "https://serverless.twilio.com"
	twilioUploads = "https://serverless-upload.twilio.com"
)

type verifyFlags struct {
	listen, upstream             string
	uploadListen, uploadUpstream string
	report                       string
	refuse, allowHTTP            bool
	proxy                        proxyFlags
	record, accountClass         string
	recorder                     *verify.Recorder // nil without --record
	verb.Output
}

// NewVerify returns the verb verify.
func NewVerify(env *verb.Env) *cobra.Command {
	f := &verifyFlags{}
	cmd := &cobra.Command{
		Use:   "verify",
		Short: "Check the traffic of any client with any server while it passes",
		Long: `Forward requests from a client to an implementation of the API, and check every
request and response against the contract on the way, until interrupted. Use the
address of this proxy as the base URL of the client. URLs in answers are
rewritten to lead back to the proxy. One listener serves the operations of both
hosts if one upstream does; Twilio's own two hosts need two listeners.

With --proxy it is an HTTPS forward proxy instead, for clients in any language
that use Twilio's own addresses. They need no change: the command prints the
lines to paste into their shell. The upstream is then Twilio, unless --upstream
says otherwise. What is deployed (*.twil.io) passes unchecked; every other host
is refused. --ca-cert names the certificate that such clients must trust.

With --record each exchange is written to files that can be published: names,
Paths, Values, contents and credentials are hidden. A file says where its answers
come from.

With -o json standard output gets only the report, at the end.

Exit codes: 0 the contract was kept, 1 it was broken, 2 the command could not
run.`,
		Example: `  twilio-serverless verify --listen 127.0.0.1:9000 --upstream http://127.0.0.1:8080
  twilio-serverless verify --listen 127.0.0.1:9000 --upstream https://serverless.twilio.com \
    --upload-listen 127.0.0.1:9001 --upload-upstream https://serverless-upload.twilio.com
  twilio-serverless verify --proxy 127.0.0.1:9002 --ca-cert twilio-ca.pem`,
		Args: verb.NoArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return f.run(cmd, env) },
	}
	flags := cmd.Flags()
	flags.StringVar(&f.listen, "listen", "127.0.0.1:9000", "`ADDRESS` to listen on; port 0 takes a free one")
	flags.StringVar(&f.upstream, "upstream", "", "base `URL` of the API to forward to, without /v1")
	flags.StringVar(&f.uploadListen,
		"upload-listen", "", "`ADDRESS` to listen on for the uploads, if they have their own upstream")
	flags.StringVar(&f.uploadUpstream, "upload-upstream", "", "base `URL` of the uploads, without /v1")
	flags.StringVar(&f.report, "report", "", "also write the counts, findings and coverage to `FILE.json` at the end")
	flags.BoolVar(&f.refuse, "fail-on-violation", false,
		"answer requests that break the contract with an error instead of forwarding them")
	flags.BoolVar(&f.allowHTTP, "allow-http", false, "forward credentials to another machine over plain http")
	flags.StringVar(&f.proxy.addr, "proxy", "",
		"listen on this `ADDRESS` as an HTTPS forward proxy for *.twilio.com and *.twil.io; default upstream: Twilio")
	flags.StringVar(&f.proxy.caCert, "ca-cert", "",
		"`FILE` with the certificate of the proxy's authority; created if it does not exist, with its key in FILE.key")
	flags.StringVar(&f.record, "record", "",
		"write the exchanges to files in `DIR`, without credentials and without what belongs to the account")
	flags.StringVar(&f.accountClass, "account-class", "",
		"`CLASS` of the Twilio account that is recorded: trial or paid")
	f.Register(cmd)
	return cmd
}

func (f *verifyFlags) run(cmd *cobra.Command, env *verb.Env) error {
	f.defaults(cmd)
	switch {
	case f.upstream == "":
		return verb.Usagef(cmd, "--upstream is missing: give the base URL of the API to forward to")
	case f.listen == "" && f.proxy.addr == "": // would be every address of the machine
		return &verb.UsageError{Err: errors.New("--listen is empty: give an address such as 127.0.0.1:9000")}
	case f.uploadListen != "" && f.listen == "":
		return verb.Usagef(cmd, "--upload-listen needs --listen")
	case f.uploadListen != "" && f.uploadUpstream == "",
		f.uploadListen == "" && f.uploadUpstream != "" && f.listen != "":
		return verb.Usagef(cmd, "--upload-listen and --upload-upstream belong together")
	}
	for flag, upstream := range map[string]string{"upstream": f.upstream, "upload-upstream": f.uploadUpstream} {
		if upstream == "" {
			continue
		}
		if err := target.CheckURL(upstream, f.allowHTTP); err != nil {
			return &verb.UsageError{Err: fmt.Errorf("--%s: %w", flag, err)}
		}
	}
	if err := proxyenv.Check(env.Getenv, f.upstream, f.uploadUpstream); err != nil {
		return &verb.UsageError{Err: err}
	}
	write, err := verifyReportWriter(f.report)
	if err != nil {
		return &verb.UsageError{Err: err}
	}
	listeners, err := f.open()
	if err != nil {
		return &verb.UsageError{Err: err}
	}
	defer func() {
		for _, l := range listeners {
			_ = l.Close() // its server has closed it already, unless none was started
		}
	}()
	if err := f.openRecorder(); err != nil {
		return &verb.UsageError{Err: err}
	}
	checked, err := f.checked(env, listeners)
	if err != nil {
		return &verb.UsageError{Err: err}
	}
	hosts, err := f.proxy.listen(env, checked.HostsHandler(), "verify")
	if err == nil {
		err = f.notThroughItself(hosts)
	}
	if err != nil {
		return err
	}
	f.announce(env, listeners)
	if err := hosts.announce(f.live(env)); err != nil {
		return err
	}
	ctx, stop := context.WithCancel(cmd.Context())
	defer stop()
	hosts.start(ctx, stop)
	serveErr := serveAll(ctx, env, listeners, []http.Handler{checked.Handler(), checked.UploadHandler()})
	stop()
	serveErr = errors.Join(serveErr, hosts.wait())
	report := checked.Report()
	err = errors.Join(serveErr, f.write(env, report), lost(errors.Join(f.closeRecorder(), write(report))))
	if report.Violations > 0 {
		plain := fmt.Errorf("%w: %s", verb.ErrContractBroken, terminal.Plural(report.Violations, "violation"))
		return errors.Join(plain, err)
	}
	return err
}

// lost is for what cannot be kept at the end.
func lost(err error) error {
	if err == nil {
		return nil
	}
	return &verb.LostError{Err: err}
}

// defaults fills in what --proxy implies: no other listener, and Twilio behind it.
func (f *verifyFlags) defaults(cmd *cobra.Command) {
	if f.proxy.addr == "" {
		return
	}
	if !cmd.Flags().Changed("listen") {
		f.listen = ""
	}
	if f.upstream == "" && f.uploadUpstream == "" {
		f.upstream, f.uploadUpstream = twilioAPI, twilioUploads
	}
}

// notThroughItself refuses to be its own upstream, and an environment that sends what is forwarded back to the forward
// proxy, such as that of a shell into which the lines of an earlier run were pasted.
func (f *verifyFlags) notThroughItself(hosts *runningProxy) error {
	u, err := url.Parse(f.upstream)
	if hosts == nil || err != nil {
		return nil
	}
	here := hosts.address.IP.IsLoopback() || hosts.address.IP.IsUnspecified()
	if here && target.Loopback(f.upstream) && u.Port() == strconv.Itoa(hosts.address.Port) {
		_ = hosts.listener.Close()
		return &verb.UsageError{Err: fmt.Errorf("--upstream %s is this proxy itself: name the server behind it",
			f.upstream)}
	}
	through, err := http.ProxyFromEnvironment(&http.Request{URL: u})
	if err != nil || through == nil || through.Host != hosts.address.String() {
		return nil
	}
	_ = hosts.listener.Close()
	return &verb.UsageError{Err: fmt.Errorf(
		"HTTPS_PROXY or HTTP_PROXY is http://%s, this proxy itself: unset it in this shell, it is for the clients",
		through.Host)}
}

func (f *verifyFlags) write(env *verb.Env, report *verify.Report) error {
	if f.Format == verb.FormatJSON {
		return report.WriteJSON(env.Stdout)
	}
	return report.WriteText(env.Stdout)
}

// live is where findings go before the report.
func (f *verifyFlags) live(env *verb.Env) io.Writer {
	if f.Format == verb.FormatJSON {
		return env.Stderr
	}
	return env.Stdout
}

// open listens on the address of the API and on that of the uploads, if there is one.
func (f *verifyFlags) open() ([]net.Listener, error) {
	var listeners []net.Listener
	for _, at := range []struct{ flag, addr string }{{"listen", f.listen}, {"upload-listen", f.uploadListen}} {
		if at.addr == "" {
			continue
		}
		listener, err := net.Listen("tcp", at.addr)
		if err != nil {
			for _, l := range listeners {
				_ = l.Close()
			}
			return nil, addressError(at.flag, at.addr, err)
		}
		listeners = append(listeners, listener)
	}
	return listeners, nil
}

func (f *verifyFlags) checked(env *verb.Env, listeners []net.Listener) (*verify.Proxy, error) {
	var mu sync.Mutex // stdout and stderr may be one file
	opts := verify.Options{
		Upstream: f.upstream, UploadUpstream: f.uploadUpstream, Refuse: f.refuse,
		OnFinding: func(s verify.Sighting) {
			mu.Lock()
			defer mu.Unlock()
			terminal.Fprintf(f.live(env), "%s (%s %s)\n", s.Finding, s.Method, s.Path)
		},
		OnTrouble: func(err error) {
			mu.Lock()
			defer mu.Unlock()
			terminal.Fprintf(env.Stderr, "warning: %s\n", err)
		},
	}
	if f.recorder != nil {
		opts.Record, f.recorder.OnTrouble = f.recorder.Transport, opts.OnTrouble
	}
	if len(listeners) > 0 {
		opts.Addr = listeners[0].Addr().String()
	}
	if len(listeners) > 1 {
		opts.UploadAddr = listeners[1].Addr().String()
	}
	return verify.New(opts)
}

func (f *verifyFlags) announce(env *verb.Env, listeners []net.Listener) {
	for i, l := range listeners {
		to := []string{f.upstream, f.uploadUpstream}[i]
		if address := l.Addr().(*net.TCPAddr); !address.IP.IsLoopback() {
			terminal.Fprintf(env.Stderr, "warning: other machines can reach %s; anyone there may use it to reach %s\n",
				address, to)
		}
		terminal.Fprintf(f.live(env), "listening on http://%s for %s\n", l.Addr(), to)
	}
}

// serveAll serves each listener until the context ends or one of them fails. Without any it waits for the end.
func serveAll(ctx context.Context, env *verb.Env, listeners []net.Listener, handlers []http.Handler) error {
	group, ctx := errgroup.WithContext(ctx)
	for i, l := range listeners {
		group.Go(func() error { return serve(ctx, env, l, handlers[i]) })
	}
	if len(listeners) == 0 {
		<-ctx.Done()
	}
	return group.Wait()
}

// verifyReportWriter looks at the path before anything is served.
func verifyReportWriter(path string) (func(*verify.Report) error, error) {
	if path == "" {
		return func(*verify.Report) error { return nil }, nil
	}
	if filepath.Ext(path) != ".json" {
		return nil, fmt.Errorf("--report %s: the name must end in .json", path)
	}
	if err := project.CheckReplace(path); err != nil {
		return nil, fmt.Errorf("--report %s: %w", path, err)
	}
	return func(r *verify.Report) error { return project.Replace(path, 0o644, r.WriteJSON) }, nil
}
